// Package ipynb changes the code of a notebook and leaves everything else in its file as it is, in its order.
package ipynb

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Notebook is what an ipynb file holds.
type Notebook struct {
	root *object
	code []*object // the code cells
}

// object is a JSON object with its members in order. Values are objects, []any, string, bool, json.Number and nil.
type object struct {
	names  []string
	values map[string]any
}

func (o *object) set(name string, value any) {
	if _, ok := o.values[name]; !ok {
		o.names = append(o.names, name)
	}
	o.values[name] = value
}

// Parse reads the content of a file.
func Parse(content []byte) (*Notebook, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	value, err := read(decoder)
	if err == nil {
		if _, more := decoder.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("there is more behind its end")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("not a notebook: %w", err)
	}
	root, ok := value.(*object)
	if !ok {
		return nil, errors.New("not a notebook: no JSON object")
	}
	cells, ok := root.values["cells"].([]any)
	if !ok {
		return nil, errors.New("not a notebook of version 4: it has no cells")
	}
	n := &Notebook{root: root}
	for i, value := range cells {
		cell, ok := value.(*object)
		if !ok {
			return nil, fmt.Errorf("not a notebook: cell %d is no object", i+1)
		}
		if cell.values["cell_type"] == "code" {
			n.code = append(n.code, cell)
		}
	}
	return n, nil
}

func read(decoder *json.Decoder) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		o := &object{values: make(map[string]any)}
		for decoder.More() {
			name, err := decoder.Token()
			if err != nil {
				return nil, err
			}
			value, err := read(decoder)
			if err != nil {
				return nil, err
			}
			o.set(name.(string), value)
		}
		_, err := decoder.Token()
		return o, err
	case json.Delim('['):
		list := []any{}
		for decoder.More() {
			value, err := read(decoder)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err := decoder.Token()
		return list, err
	}
	return token, nil
}

// Sources returns the text of each code cell.
func (n *Notebook) Sources() []string {
	var all []string
	for _, cell := range n.code {
		var b strings.Builder
		switch source := cell.values["source"].(type) {
		case string:
			b.WriteString(source)
		case []any:
			for _, line := range source {
				if text, ok := line.(string); ok {
					b.WriteString(text)
				}
			}
		}
		all = append(all, b.String())
	}
	return all
}

// SetSources replaces the text of each code cell.
func (n *Notebook) SetSources(sources []string) {
	for i, source := range sources {
		lines := []any{}
		for line := range strings.Lines(source) {
			lines = append(lines, line)
		}
		n.code[i].set("source", lines)
	}
}

// SetKernel names the kernel that the notebook is for.
func (n *Notebook) SetKernel(name, displayName, language string) {
	metadata, ok := n.root.values["metadata"].(*object)
	if !ok {
		metadata = &object{values: make(map[string]any)}
		n.root.set("metadata", metadata)
	}
	spec := &object{values: make(map[string]any)}
	spec.set("display_name", displayName)
	spec.set("language", language)
	spec.set("name", name)
	metadata.set("kernelspec", spec)
}

// Bytes is the content of the file, as Jupyter writes it.
func (n *Notebook) Bytes() ([]byte, error) {
	var b bytes.Buffer
	if err := write(&b, n.root, "\n"); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// write writes a value whose line begins with the indentation.
func write(b *bytes.Buffer, value any, line string) error {
	switch value := value.(type) {
	case *object:
		return between(b, "{", "}", line, value.names, func(name string) error {
			if err := write(b, name, line); err != nil {
				return err
			}
			b.WriteString(": ")
			return write(b, value.values[name], line+" ")
		})
	case []any:
		return between(b, "[", "]", line, value, func(element any) error { return write(b, element, line+" ") })
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	b.Write(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
	return nil
}

func between[T any](b *bytes.Buffer, open, shut, line string, all []T, write func(T) error) error {
	b.WriteString(open)
	for i, element := range slices.All(all) {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(line + " ")
		if err := write(element); err != nil {
			return err
		}
	}
	if len(all) > 0 {
		b.WriteString(line)
	}
	b.WriteString(shut)
	return nil
}
