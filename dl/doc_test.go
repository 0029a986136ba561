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
	here := map[string]bool{}
	for _, name := range files {
		here[name] = true
		if !strings.HasSuffix(name, "_test.go") && name != "doc.go" && !strings.Contains(string(doc), name) {
			t.Errorf("doc.go does not name %s", name)
		}
	}
	for _, word := range strings.FieldsFunc(string(doc), func(r rune) bool { return strings.ContainsRune(" \t\n(),", r) }) {
		if strings.HasSuffix(word, ".go") && !here[word] {
			t.Errorf("doc.go names %s, which is not there", word)
		}
	}
}
