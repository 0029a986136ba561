package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"dlfs/cmd/dlfs/internal/coverage"
	"dlfs/cmd/dlfs/internal/kernel"
	"dlfs/internal/atomicfile"
)

// runCoverage says which rows of the sources the notebooks mirror, and writes that down in notebooks/COVERAGE.md.
func runCoverage(c *call) error {
	var check bool
	_, err := c.parse(func(f *flag.FlagSet) {
		f.BoolVar(&check, "check", false, "write nothing, and fail where COVERAGE.md is not as it would be written")
	})
	if err != nil {
		return err
	}
	dir, rows, err := readRows()
	if err != nil {
		return err
	}
	course, err := coverage.ReadCourse(filepath.Join(dir, "en"))
	if err != nil {
		return err
	}
	report := coverage.Survey(rows, course)
	page, path := report.Markdown(dir), filepath.Join(dir, "COVERAGE.md")
	if check {
		problem, err := differs(path, page)
		if err != nil {
			return err
		}
		if problem {
			report.Problems = append(report.Problems, "notebooks/COVERAGE.md is not what the notebooks say: run make coverage")
		}
	} else if err := atomicfile.Write(path, []byte(page)); err != nil {
		return err
	}
	return c.conclude(report.Problems, fmt.Sprintf("%d of %d rows are covered", report.Covered(), len(rows)))
}

// readRows returns the project's folder of notebooks, and the rows of all sources.
func readRows() (dir string, rows []coverage.Row, err error) {
	root, err := kernel.FindRoot(".")
	if err != nil {
		return "", nil, err
	}
	dir = filepath.Join(root, "notebooks")
	rows, err = coverage.ReadRows(filepath.Join(dir, "mirrors", "rows.tsv"))
	return dir, rows, err
}

// conclude prints what is amiss, and the summary; with anything amiss, the command fails.
func (c *call) conclude(problems []string, summary string) error {
	for _, problem := range problems {
		fmt.Fprintln(c.stderr, problem)
	}
	fmt.Fprintln(c.stdout, summary)
	if len(problems) > 0 {
		return exitStatus(1)
	}
	return nil
}

// differs says whether the file holds something else than content; a file that is not there does.
func differs(path, content string) (bool, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	return string(data) != content, err
}
