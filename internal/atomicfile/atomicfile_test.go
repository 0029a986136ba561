package atomicfile

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var writers = map[string]func(string, []byte) error{"Write": Write, "WriteSync": WriteSync}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q, %v, want %q", path, got, err, want)
	}
}

// only fails the test unless the folder holds these names and no others.
func only(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("%s holds %q, want %q", dir, got, names)
	}
}

func TestReplacesWhole(t *testing.T) {
	for name, write := range writers {
		dir := t.TempDir()
		path := filepath.Join(dir, "file")
		for _, content := range []string{"first and longer", "second", ""} {
			if err := write(path, []byte(content)); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			holds(t, path, content)
		}
		only(t, dir, "file")
	}
}

// Whatever else lies in the folder, however old and whatever its name, stays.
func TestTouchesNothingElse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "[a]*") // a pattern, for those who look for one
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	others := []string{".new-0123456789abcdef", "file.1.tmp", "notes.2.tmp"}
	longAgo := time.Now().AddDate(-1, 0, 0)
	for _, name := range others {
		put(t, filepath.Join(dir, name), name)
		if err := os.Chtimes(filepath.Join(dir, name), longAgo, longAgo); err != nil {
			t.Fatal(err)
		}
	}
	if err := Write(filepath.Join(dir, "file"), []byte("new")); err != nil {
		t.Fatal(err)
	}
	only(t, dir, others[0], "file", others[1], others[2])
	for _, name := range others {
		holds(t, filepath.Join(dir, name), name)
	}
}

// The name of a file may be as long as the file system allows.
func TestLongestName(t *testing.T) {
	dir := t.TempDir()
	name := strings.Repeat("n", 255)
	if err := Write(filepath.Join(dir, name), []byte("new")); err != nil {
		t.Fatal(err)
	}
	holds(t, filepath.Join(dir, name), "new")
	only(t, dir, name)
}

func TestCurrentFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := Write("file", []byte("new")); err != nil {
		t.Fatal(err)
	}
	holds(t, "file", "new")
	only(t, ".", "file")
}

// Readers see all of one writer's bytes.
func TestWritersAtOnce(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	put(t, path, strings.Repeat("0", 10000))
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
	only(t, dir, "file")
}

// A failure names the path, says why, and changes nothing.
func TestFailures(t *testing.T) {
	for name, write := range writers {
		dir := t.TempDir()
		put(t, filepath.Join(dir, "file"), "old")
		if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
			t.Fatal(err)
		}
		for below, want := range map[string]string{
			"folder":       "is a folder",
			"missing/file": "", // what the system says
			"file/below":   "",
		} {
			path := filepath.Join(dir, filepath.FromSlash(below))
			err := write(path, []byte("new"))
			typed, ok := errors.AsType[*fs.PathError](err)
			if !ok || typed.Path != path || !strings.HasPrefix(err.Error(), "save "+path+": "+want) || strings.Contains(err.Error(), ".new-") {
				t.Errorf("%s of %s: %v", name, below, err)
			}
			if below == "missing/file" && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s of %s: %v, want %v", name, below, err, fs.ErrNotExist)
			}
		}
		only(t, dir, "file", "folder")
		holds(t, filepath.Join(dir, "file"), "old")
	}
}

// When the disk does not take the content, the old file stays and nothing lies beside it.
func TestSyncFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	put(t, path, "old")
	full := errors.New("the disk is full")
	err := write(path, []byte("new"), func(*os.File) error { return full })
	if !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	holds(t, path, "old")
	only(t, dir, "file")
}

// The programs of this project write files through this package. The others have a reason.
func TestTheOneWay(t *testing.T) {
	others := map[string]string{
		"cmd/dlfs/internal/cell/build.go":   "files of a build, in a folder that nobody else knows, and a program that the linker wrote",
		"cmd/dlfs/internal/cell/streams.go": "files of a build, in that folder",
		"cmd/dlfs/internal/proxy/shell.go":  "the folder of the pipes is put aside",
		"cmd/dlfs/internal/kernel/shim.go":  "a link",
		"cmd/dlfs/internal/kernel/laid.go":  "a folder that takes its name when it is whole",
		"nb/kept/rename_other.go":           "files of the programs of cells, which shall be small",
	}
	root := filepath.Join("..", "..")
	for _, dir := range []string{"cmd", "datasets", "dl", "exercises", "internal", "nb", "plotting", "tools/author"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, entry fs.DirEntry, err error) error {
			name, _ := filepath.Rel(root, path)
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || filepath.Base(filepath.Dir(path)) == "atomicfile" {
				return err
			}
			source, err := os.ReadFile(path)
			for _, call := range []string{"os.WriteFile(", "os.Rename(", "os.Create("} {
				if bytes.Contains(source, []byte(call)) && others[filepath.ToSlash(name)] == "" {
					t.Errorf("%s calls %s…): use atomicfile.Write, or WriteSync", name, call)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
