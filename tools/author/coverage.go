package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"dlfs/internal/atomicfile"
	"dlfs/tools/author/internal/coverage"
)

// runCoverage checks the mirrors of the sources, and writes down in notebooks/COVERAGE.md which cells mirror which row.
func runCoverage(c *call) error {
	var check bool
	_, err := c.parse(func(f *flag.FlagSet) {
		f.BoolVar(&check, "check", false, "write nothing, and fail where COVERAGE.md is not as it would be written")
	})
	if err != nil {
		return err
	}
	if err := requireProject(); err != nil {
		return err
	}
	dir := "notebooks"
	rows, err := coverage.ReadRows(filepath.Join(dir, "mirrors", "rows.tsv"))
	if err != nil {
		return err
	}
	mirrors, err := coverage.ReadNotebooks(filepath.Join(dir, "mirrors", "*", "*.ipynb"))
	if err != nil {
		return err
	}
	course, err := coverage.ReadNotebooks(filepath.Join(dir, "en", "*.ipynb"))
	if err != nil {
		return err
	}
	report := coverage.Survey(rows, mirrors, course)
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

// conclude prints the problems and the summary. With any problem, the command fails.
func (c *call) conclude(problems []string, summary string) error {
	for _, problem := range problems {
		fmt.Fprintln(c.stderr, problem)
	}
	fmt.Fprintln(c.stdout, summary)
	if len(problems) > 0 {
		return errReported
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
