package cell

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A recipe whose archives the build cache has lost is not followed, and neither is one that cannot be read.
func TestRecallOfWhatIsGone(t *testing.T) {
	dir := t.TempDir()
	archive := filepath.Join(dir, "a-d")
	for _, path := range []string{archive, filepath.Join(dir, "compile"), filepath.Join(dir, "link")} {
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	j := &job{kept: filepath.Join(dir, "kept"), imports: []string{"fmt", "lesson/sum"}}
	r := &recipe{Packages: archives{"lesson/sum": archive}, Inputs: inputs{Tools: dir}}
	var err error
	if r.State, err = r.Inputs.state(); err != nil {
		t.Fatal(err)
	}
	if err := j.keep(r, archives{"fmt": archive}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := j.recall(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(archive); err != nil {
		t.Fatal(err)
	}
	if _, _, err := j.recall(); !errors.Is(err, errUnknown) {
		t.Errorf("without the archive: %v", err)
	}
	if err := os.WriteFile(filepath.Join(j.kept, standardFile), []byte(`{"fm`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := j.recall(); !errors.Is(err, errUnknown) {
		t.Errorf("with half a file: %v", err)
	}
}

// Old folders of recipes go. What may be somebody else's stays, however old: a folder or a file of another name, a folder in
// which there is more than recipes, and what a link leads to.
func TestSweep(t *testing.T) {
	const week, recipe = 7 * 24 * time.Hour, "0123456789abcdef01234567.json"
	name := func(digit string) string { return strings.Repeat(digit, 24) }
	dir, elsewhere := t.TempDir(), t.TempDir()
	for _, c := range []struct {
		path string // of a file, in a folder
		age  time.Duration
		goes bool
	}{
		{name("0") + "/" + recipe, week + time.Hour, true},
		{name("1") + "/" + standardFile, week + time.Hour, true},
		{name("2") + "/" + recipe, week - time.Hour, false},
		{name("3") + "/letter.txt", 52 * week, false},
		{name("4") + "/deeper/" + recipe, 52 * week, false},
		{"letters/" + recipe, 52 * week, false},
	} {
		path := filepath.Join(dir, filepath.FromSlash(c.path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		top, _, _ := strings.Cut(c.path, "/")
		then := time.Now().Add(-c.age)
		if err := os.Chtimes(filepath.Join(dir, top), then, then); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) != c.goes {
				t.Errorf("%s: %v", c.path, err)
			}
		}()
	}
	if err := os.WriteFile(filepath.Join(dir, name("5")), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(dir, name("6"))); err != nil {
		t.Fatal(err)
	}
	longAgo := time.Now().Add(-52 * week)
	if err := errors.Join(os.Chtimes(elsewhere, longAgo, longAgo), os.Chtimes(filepath.Join(dir, name("5")), longAgo, longAgo)); err != nil {
		t.Fatal(err)
	}
	if err := sweep(dir); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{elsewhere, filepath.Join(dir, name("5")), filepath.Join(dir, name("6"))} {
		if _, err := os.Lstat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestFindGo(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, dir := range []string{"ours", "theirs", "real"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	real := filepath.Join(root, "real", Name)
	for path, target := range map[string]string{filepath.Join(root, "ours", Name): self, filepath.Join(root, "theirs", Name): filepath.Join(root, "dlfs")} {
		if err := os.Symlink(target, path); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{filepath.Join(root, "dlfs"), real} {
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	path := strings.Join([]string{"", ".", filepath.Join(root, "ours"), filepath.Join(root, "theirs"), filepath.Join(root, "real")}, ":")
	if got, err := findGo(path); err != nil || got != real {
		t.Errorf("findGo: %q, %v", got, err)
	}
	if got, err := findGo(filepath.Join(root, "ours")); err == nil || !strings.Contains(err.Error(), "https://go.dev/dl/") {
		t.Errorf("without a real one: %q, %v", got, err)
	}
}
