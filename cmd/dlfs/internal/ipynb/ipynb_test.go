package ipynb

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A notebook of the project, as Jupyter wrote it, is written byte by byte as it is.
func TestNothingElseChanges(t *testing.T) {
	paths, err := filepath.Glob("../../../../notebooks/*/*.ipynb")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n, err := Parse(content)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		sources := n.Sources()
		n.SetSources(sources)
		if got, err := n.Bytes(); err != nil || string(got) != string(content) {
			t.Errorf("%s becomes another: %v", path, err)
		}
	}
}

func TestChanges(t *testing.T) {
	const before = `{"cells": [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": "a\nb", "id": "<1>"},
		{"cell_type": "code", "source": ["c\n", "d"], "execution_count": 1.50}], "nbformat": 4}`
	n, err := Parse([]byte(before))
	if err != nil {
		t.Fatal(err)
	}
	if got := n.Sources(); !slices.Equal(got, []string{"a\nb", "c\nd"}) {
		t.Errorf("sources %q", got)
	}
	n.SetSources([]string{"e\nf\n", ""})
	n.SetKernel("gonb", "Go (gonb)", "go")
	got, err := n.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	flat := strings.Join(strings.Fields(string(got)), " ")
	const want = `{ "cells": [ { "cell_type": "markdown", "source": "x" }, { "cell_type": "code", "source": [ "e\n", "f\n" ], "id": "<1>" }, ` +
		`{ "cell_type": "code", "source": [], "execution_count": 1.50 } ], "nbformat": 4, ` +
		`"metadata": { "kernelspec": { "display_name": "Go (gonb)", "language": "go", "name": "gonb" } } }`
	if flat != want {
		t.Errorf("%s\nwant\n%s", flat, want)
	}
}

func TestNoNotebook(t *testing.T) {
	for _, content := range []string{"", "[]", "{", `{"cells": 1}`, `{"cells": [1]}`, `{"cells": []} x`, `{"worksheets": []}`} {
		if _, err := Parse([]byte(content)); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", content, err)
		}
	}
}
