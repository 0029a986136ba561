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

// language is the folder that the notebook lies in.
func (n *Notebook) language() string { return filepath.Base(filepath.Dir(n.Path)) }

// label is the name with the language: en/ch04_4_gradient.
func (n *Notebook) label() string { return n.language() + "/" + n.Name() }

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
		Mirrors []string          `json:"mirrors"` // rows
		Ours    bool              `json:"ours"`    // a code cell that no source has
		Twin    string            `json:"twin"`    // the code cell that a Python twin stands under
		Unused  map[string]string `json:"unused"`  // why nothing calls what the cell declares
	} `json:"dlfs"`
}

// Mirrors are the rows that the cell mirrors. Of a cell that is ours, they are those that it shows something of.
func (c *Cell) Mirrors() []string { return c.Metadata.DLFS.Mirrors }

func (c *Cell) isOurs() bool { return c.Metadata.DLFS.Ours }

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

// ReadNotebooks reads all notebooks that a pattern names, in the order of their paths. There must be one.
func ReadNotebooks(pattern string) ([]*Notebook, error) {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("there is no %s", pattern)
	}
	var notebooks []*Notebook
	for _, path := range paths {
		n, err := ReadNotebook(path)
		if err != nil {
			return nil, err
		}
		notebooks = append(notebooks, n)
	}
	return notebooks, nil
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
