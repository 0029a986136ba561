package coverage

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A Notebook is what this package reads of an ipynb file.
type Notebook struct {
	Path  string  `json:"-"` // as it was given
	Cells []*Cell `json:"cells"`
}

// Name is the name of the file without its ending.
func (n *Notebook) Name() string { return strings.TrimSuffix(filepath.Base(n.Path), ".ipynb") }

// A Cell of a notebook.
type Cell struct {
	Type     string   `json:"cell_type"` // code or markdown
	ID       string   `json:"id"`
	Metadata Metadata `json:"metadata"`
	Source   lines    `json:"source"`
	Outputs  []output `json:"outputs"`
}

// Metadata is what a cell says about itself.
type Metadata struct {
	DLFS struct {
		Mirrors []string `json:"mirrors,omitempty"`
	} `json:"dlfs,omitzero"`
	Tags []string `json:"tags,omitempty"`
}

// Mirrors are the rows that the cell mirrors.
func (c *Cell) Mirrors() []string { return c.Metadata.DLFS.Mirrors }

type output struct {
	Type string                     `json:"output_type"`
	Name string                     `json:"name"`
	Text lines                      `json:"text"`
	Data map[string]json.RawMessage `json:"data"`
}

// lines is a text, which notebooks write as one string or as a list of lines.
type lines string

func (l *lines) UnmarshalJSON(data []byte) error {
	var list []string
	if err := json.Unmarshal(data, &list); err == nil {
		*l = lines(strings.Join(list, ""))
		return nil
	}
	return json.Unmarshal(data, (*string)(l))
}

// ReadNotebook reads an ipynb file.
func ReadNotebook(path string) (*Notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n := &Notebook{Path: path}
	if err := json.Unmarshal(data, n); err != nil {
		return nil, fmt.Errorf("%s is no notebook: %w", path, err)
	}
	return n, nil
}

// ReadCourse reads all notebooks of a folder, in the order of their names.
func ReadCourse(dir string) ([]*Notebook, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.ipynb"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no notebook in %s", dir)
	}
	var course []*Notebook
	for _, path := range paths {
		n, err := ReadNotebook(path)
		if err != nil {
			return nil, err
		}
		course = append(course, n)
	}
	return course, nil
}

// printed is what the cell wrote to its standard output.
func (c *Cell) printed() string {
	var b strings.Builder
	for _, o := range c.Outputs {
		if o.Type == "stream" && o.Name == "stdout" {
			b.WriteString(string(o.Text))
		}
	}
	return b.String()
}

var imageWithAlt = regexp.MustCompile(`<img[^>]*\balt="[^"]*\S[^"]*"`)

// figures counts the pictures that the cell has drawn and described.
func (c *Cell) figures() int {
	n := 0
	for _, o := range c.Outputs {
		_, png := o.Data["image/png"]
		_, svg := o.Data["image/svg+xml"]
		var html lines
		if (png || svg) && json.Unmarshal(o.Data["text/html"], &html) == nil && imageWithAlt.MatchString(string(html)) {
			n++
		}
	}
	return n
}
