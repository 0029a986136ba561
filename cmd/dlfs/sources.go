package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dlfs/cmd/dlfs/internal/coverage"
)

// assembleSources puts the mirrors of the sources together from the course's notebooks. It leaves a mirror alone that is
// up to date, with its outputs; another one has none until somebody runs it.
func assembleSources(c *call) error {
	var check bool
	language := "en"
	_, err := c.parse(func(f *flag.FlagSet) {
		f.BoolVar(&check, "check", false, "write nothing, and fail where a mirror is not as it would be written")
		f.StringVar(&language, "lang", language, "the `language` of the course: the name of its folder")
	})
	if err != nil {
		return err
	}
	dir, rows, err := readRows()
	if err != nil {
		return err
	}
	course, err := coverage.ReadCourse(filepath.Join(dir, language))
	if err != nil {
		return err
	}
	var problems []string
	for _, source := range sourcesOf(rows) {
		cells, err := coverage.Mirror(source, language, rows, course)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, "sources", language, source+".ipynb")
		current, err := isCurrent(path, cells)
		switch {
		case err != nil:
			return err
		case check:
			if !current {
				problems = append(problems, fmt.Sprintf("notebooks/sources/%s/%s.ipynb is not what the course says: run make notebooks", language, source))
			}
			problems = append(problems, coverage.CheckMirror(&coverage.Notebook{Path: path, Cells: cells}, source, rows)...)
		case !current:
			if err := writeMirror(path, cells); err != nil {
				return err
			}
			fmt.Fprintf(c.stdout, "wrote notebooks/sources/%s/%s.ipynb, not yet run\n", language, source)
		}
	}
	return c.conclude(problems, fmt.Sprintf("notebooks/sources/%s mirrors %s", language, strings.Join(sourcesOf(rows), ", ")))
}

func sourcesOf(rows []coverage.Row) []string {
	var list []string
	for _, row := range rows {
		list = append(list, row.Source())
	}
	return slices.Compact(list)
}

func isCurrent(path string, cells []*coverage.Cell) (bool, error) {
	old, err := coverage.ReadNotebook(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && coverage.SameCells(old.Cells, cells), err
}

func writeMirror(path string, cells []*coverage.Cell) error {
	content, err := coverage.NotebookFile(cells)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return replace(path, content)
}
