package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"dlfs/internal/atomicfile"
	"dlfs/internal/command"
	"dlfs/tools/author/internal/coverage"
)

// runCoverage checks the mirrors of the sources, and writes down in notebooks/COVERAGE.md which cells mirror which row.
func runCoverage(c *command.Call) error {
	var check bool
	_, err := c.Parse(func(f *flag.FlagSet) {
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
	return conclude(c, report.Problems, fmt.Sprintf("%d of %d rows are covered", report.Covered(), len(rows)))
}

// conclude prints the problems and the summary. With any problem, the command fails.
func conclude(c *command.Call, problems []string, summary string) error {
	for _, problem := range problems {
		fmt.Fprintln(c.Stderr, problem)
	}
	fmt.Fprintln(c.Stdout, summary)
	if len(problems) > 0 {
		return command.Status(1)
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
