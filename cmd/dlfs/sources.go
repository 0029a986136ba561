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
	"dlfs/internal/atomicfile"
)

// assembleSources puts the mirrors of the sources together from the course's notebooks. It leaves a mirror alone that is
// up to date, with its outputs; another one has none until somebody runs it.
func assembleSources(c *call) error {
	var check bool
	_, err := c.parse(func(f *flag.FlagSet) {
		f.BoolVar(&check, "check", false, "write nothing, and fail where a mirror is not as it would be written")
	})
	if err != nil {
		return err
	}
	dir, rows, err := readRows()
	if err != nil {
		return err
	}
	var problems, summary []string
	for _, language := range []string{"en", "zh", "ko"} {
		sources := sourcesIn(language, rows)
		if len(sources) == 0 {
			continue
		}
		a := assembler{call: c, check: check, dir: dir, language: language, rows: rows}
		found, err := a.assemble(sources)
		if err != nil {
			return err
		}
		problems = append(problems, found...)
		summary = append(summary, fmt.Sprintf("notebooks/sources/%s mirrors %s", language, strings.Join(sources, ", ")))
	}
	return c.conclude(problems, strings.Join(summary, "\n"))
}

// sourcesIn lists the sources that are mirrored in a language.
func sourcesIn(language string, rows []coverage.Row) []string {
	var list []string
	for _, row := range rows {
		if slices.Contains(coverage.Languages(row.Source()), language) {
			list = append(list, row.Source())
		}
	}
	return slices.Compact(list)
}

// An assembler makes the mirrors of one language.
type assembler struct {
	*call
	check    bool
	dir      string // of the notebooks
	language string
	rows     []coverage.Row
}

// assemble writes the mirrors that are out of date, or says what is wrong with them if it only checks.
func (a *assembler) assemble(sources []string) (problems []string, err error) {
	course, err := coverage.ReadCourse(filepath.Join(a.dir, a.language))
	if err != nil {
		return nil, err
	}
	for _, source := range sources {
		cells, err := coverage.Mirror(source, a.language, a.rows, course)
		if err != nil {
			return nil, err
		}
		name := fmt.Sprintf("notebooks/sources/%s/%s.ipynb", a.language, source)
		path := filepath.Join(a.dir, "sources", a.language, source+".ipynb")
		current, err := isCurrent(path, cells)
		switch {
		case err != nil:
			return nil, err
		case a.check:
			if !current {
				problems = append(problems, name+" is not what the course says: run make notebooks")
			}
			problems = append(problems, coverage.CheckMirror(&coverage.Notebook{Path: path, Cells: cells}, source, a.rows)...)
		case !current:
			if err := writeMirror(path, cells); err != nil {
				return nil, err
			}
			fmt.Fprintf(a.stdout, "wrote %s, not yet run\n", name)
		}
	}
	return problems, nil
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
	return atomicfile.Write(path, []byte(content))
}
