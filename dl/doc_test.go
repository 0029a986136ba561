package dl_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The package comment leads to every file, and names no file that there is not.
func TestDocNamesEveryFile(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, word := range strings.FieldsFunc(string(doc), func(r rune) bool { return strings.ContainsRune(" \t\n(),;:", r) }) {
		if word = strings.TrimSuffix(word, "."); strings.HasSuffix(word, ".go") {
			named[word] = true
		}
	}
	for _, name := range files {
		if !named[name] && !strings.HasSuffix(name, "_test.go") && name != "doc.go" {
			t.Errorf("doc.go does not name %s", name)
		}
		delete(named, name)
	}
	for name := range named {
		t.Errorf("doc.go names %s, which is not there", name)
	}
}
