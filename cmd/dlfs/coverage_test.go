package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// inProject makes a project of one row and one notebook, and goes there.
func inProject(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, "go.mod", "module dlfs\n")
	write(t, "notebooks/mirrors/rows.tsv", "row\tkind\tcell\tsection\ttitle\twants\treason\nS0-01\tcode\tIn[1]\tPart\tA sum\t2\n")
	writeCourse(t, "en", "1+1", "2")
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// writeCourse writes a notebook that names all errors and prints the value of a sum.
func writeCourse(t *testing.T, language, sum, value string) {
	t.Helper()
	errors := "E-1 E-2 E-3 E-4 E-5 E-6 E-7 E-8 E-9 E-10 E-11 E-12 E-13 E-14 E-15 E-16 E-17 E-18 E-19 E-20 " +
		"E-21 E-22 E-23 E-24 E-25 E-26 E-27 E-28 E-29 E-30"
	write(t, "notebooks/"+language+"/course.ipynb", `{"cells": [
		{"cell_type": "markdown", "id": "errors", "metadata": {}, "source": ["`+errors+`"]},
		{"cell_type": "code", "id": "sum", "metadata": {"dlfs": {"mirrors": ["S0-01"]}}, "source": ["%%\n", "fmt.Println(`+sum+`)"],
		 "outputs": [{"output_type": "stream", "name": "stdout", "text": ["`+value+`\n"]}]}
	]}`)
}

func expect(t *testing.T, args string, status int, stdout, stderr string) {
	t.Helper()
	gotStatus, gotOut, gotErr := callHere(strings.Fields(args)...)
	if gotStatus != status || gotOut != stdout || gotErr != stderr {
		t.Errorf("dlfs %s: status %d, want %d\nstdout %q, want %q\nstderr %q, want %q", args, gotStatus, status, gotOut, stdout, gotErr, stderr)
	}
}

func TestCoverage(t *testing.T) {
	inProject(t)
	stale := "notebooks/COVERAGE.md is not what the notebooks say: run make coverage\n"
	expect(t, "coverage --check", 1, "1 of 1 rows are covered\n", stale)
	expect(t, "coverage", 0, "1 of 1 rows are covered\n", "")
	expect(t, "coverage --check", 0, "1 of 1 rows are covered\n", "")
	write(t, "notebooks/COVERAGE.md", "all is covered")
	expect(t, "coverage --check", 1, "1 of 1 rows are covered\n", stale)
	if data, err := os.ReadFile("notebooks/COVERAGE.md"); string(data) != "all is covered" {
		t.Errorf("a check wrote: %q, %v", data, err)
	}
	writeCourse(t, "en", "1+2", "3")
	wrong := "S0-01 (A sum): 2 is not in the outputs of course#sum\n"
	expect(t, "coverage", 1, "0 of 1 rows are covered\n", wrong)
	expect(t, "coverage --check", 1, "0 of 1 rows are covered\n", wrong)
}

// S0 is a Chinese source.
func TestSources(t *testing.T) {
	inProject(t)
	expect(t, "sources", 1, "wrote notebooks/sources/en/S0.ipynb, not yet run\n",
		"dlfs: no notebook in "+filepath.Join(workingDir(t), "notebooks/zh")+"\n")
	writeCourse(t, "zh", "1+1", "2")
	mirrors := "notebooks/sources/en mirrors S0\nnotebooks/sources/zh mirrors S0\n"
	stale := "notebooks/sources/zh/S0.ipynb is not what the course says: run make notebooks\n"
	wrote := "wrote notebooks/sources/zh/S0.ipynb, not yet run\n"
	expect(t, "sources --check", 1, mirrors, stale)
	expect(t, "sources", 0, wrote+mirrors, "")
	expect(t, "sources --check", 0, mirrors, "")
	expect(t, "sources", 0, mirrors, "") // with outputs, if somebody has run it
	writeCourse(t, "zh", "1+2", "3")
	expect(t, "sources --check", 1, mirrors, stale)
	expect(t, "sources", 0, wrote+mirrors, "")
}

func workingDir(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
