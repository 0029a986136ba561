package cells

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dlfs/nb/kept/manifest"
)

// notebooks returns the project's notebooks that match a pattern.
func notebooks(t *testing.T, patterns ...string) (paths []string) {
	t.Helper()
	for _, pattern := range patterns {
		found, err := filepath.Glob("../../notebooks/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	if len(paths) < 10 {
		t.Fatalf("only %d notebooks are found", len(paths))
	}
	return paths
}

// The course's own notebooks are understood, and nothing in them is noted as perhaps not meant.
func TestCourse(t *testing.T) {
	for _, path := range notebooks(t, "en/*.ipynb", "*/*/*.ipynb") {
		var s State
		for i, source := range codeCells(t, path) {
			r := Rewrite(s, i+1, source, manifest.Manifest{}, nil, nil)
			if r.Err != nil {
				t.Errorf("%s: %v\n%s", path, r.Err, source)
				continue
			}
			next, err := After(s, i+1, r.Code)
			if err != nil {
				t.Errorf("%s: %v\n%s", path, err, source)
				continue
			}
			if notes := append(r.Notes, Notes(s, i+1, r.Code)...); len(notes) > 0 {
				t.Errorf("%s: %q\n%s", path, notes, source)
			}
			if status := Status(source); status != "complete" {
				t.Errorf("%s is %s:\n%s", path, status, source)
			}
			s = r.Placed(next)
		}
	}
}

func codeCells(t *testing.T, path string) (sources []string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var notebook struct {
		Cells []struct {
			Type   string   `json:"cell_type"`
			Source []string `json:"source"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(content, &notebook); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for _, cell := range notebook.Cells {
		if cell.Type == "code" {
			sources = append(sources, strings.Join(cell.Source, ""))
		}
	}
	return sources
}
