package beside

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestWriteReplacesWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "file")
	for _, content := range []string{"first and longer", "second", ""} {
		if err := Write(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("%q, %v, want %q", got, err, content)
		}
	}
	alone(t, path)
}

func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

// Readers see all of one writer's bytes.
func TestWritersAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := Write(path, bytes.Repeat([]byte{0}, 10000)); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for g := range byte(6) {
		all.Go(func() {
			for range 30 {
				if err := Write(path, bytes.Repeat([]byte{g}, 10000)); err != nil {
					t.Error(err)
				}
				got, err := os.ReadFile(path)
				if err != nil || len(got) != 10000 || !bytes.Equal(got, bytes.Repeat(got[:1], 10000)) {
					t.Errorf("%d bytes, %v", len(got), err)
				}
			}
		})
	}
	all.Wait()
	alone(t, path)
}

func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "folder", "full")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Write(filepath.Dir(folder), nil); err == nil {
		t.Error("a folder was replaced")
	}
	alone(t, filepath.Dir(folder))

	if err := Write(filepath.Join(folder, "name"), nil); err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(folder, "name", "below")
	if err := Write(below, nil); err == nil || !strings.Contains(err.Error(), folder) {
		t.Errorf("below a file: error %v", err)
	}
}
