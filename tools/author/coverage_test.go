package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dlfs/tools/author/internal/coverage"
)

// inProject makes a project of one row, its mirror and the errata, and goes there.
func inProject(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, "go.mod", "module dlfs\n")
	write(t, "notebooks/mirrors/rows.tsv", "row\tkind\tcell\tsection\ttitle\twants\treason\nS0-01\tcode\tIn[1]\tPart\tA sum\t2\n")
	var errors strings.Builder
	for e := range coverage.Errors {
		fmt.Fprintf(&errors, "E-%d ", e+1)
	}
	write(t, "notebooks/en/"+coverage.Errata+".ipynb",
		`{"cells": [{"cell_type": "markdown", "id": "errors", "metadata": {}, "source": ["`+errors.String()+`"]}]}`)
	writeMirror(t, "1+1", "2")
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

// writeMirror writes a notebook that prints the value of a sum.
func writeMirror(t *testing.T, sum, value string) {
	t.Helper()
	write(t, "notebooks/mirrors/en/S0_sums.ipynb", `{"cells": [
		{"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Sums"]},
		{"cell_type": "markdown", "id": "mark", "metadata": {}, "source": ["**In\\[1\\]** <small>S0-01</small>"]},
		{"cell_type": "code", "id": "sum", "metadata": {"dlfs": {"mirrors": ["S0-01"]}}, "source": ["%%\n", "fmt.Println(`+sum+`)"],
		 "outputs": [{"output_type": "stream", "name": "stdout", "text": ["`+value+`\n"]}]}
	]}`)
}

func expect(t *testing.T, args string, status int, stdout, stderr string) {
	t.Helper()
	gotStatus, gotOut, gotErr := callHere(strings.Fields(args)...)
	if gotStatus != status || gotOut != stdout || gotErr != stderr {
		t.Errorf("author %s: status %d, want %d\nstdout %q, want %q\nstderr %q, want %q", args, gotStatus, status, gotOut, stdout, gotErr, stderr)
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
	writeMirror(t, "1+2", "3")
	wrong := "en/S0_sums#sum: S0-01 (A sum): 2 is not in the outputs\n"
	expect(t, "coverage", 1, "0 of 1 rows are covered\n", wrong)
	expect(t, "coverage --check", 1, "0 of 1 rows are covered\n", wrong)
}

func TestCoverageWithoutMirrors(t *testing.T) {
	inProject(t)
	if err := os.RemoveAll("notebooks/mirrors/en"); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := callHere("coverage")
	if status != 1 || stdout != "" || !strings.Contains(stderr, "there is no ") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
}
