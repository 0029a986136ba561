//go:build unix

package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func umask(t *testing.T, mask int) {
	t.Helper()
	old := syscall.Umask(mask)
	t.Cleanup(func() { syscall.Umask(old) })
}

func hasMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	if info, err := os.Lstat(path); err != nil || info.Mode() != want {
		t.Errorf("%s has the mode %v, %v, want %v", path, info.Mode(), err, want)
	}
}

// A new file has the mode of any new file, an old one keeps its own, whatever the umask.
func TestModes(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o027, 0o077} {
		umask(t, mask)
		path := filepath.Join(t.TempDir(), "file")
		if err := Write(path, nil); err != nil {
			t.Fatal(err)
		}
		hasMode(t, path, 0o666&^fs.FileMode(mask))
		for _, mode := range []fs.FileMode{0o600, 0o640, 0o644, 0o666, 0o755, 0o400} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			if err := WriteSync(path, []byte("new")); err != nil {
				t.Fatal(err)
			}
			hasMode(t, path, mode)
		}
	}
}

// While it is written, a private file is private.
func TestNeverWider(t *testing.T) {
	umask(t, 0)
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	seen := 0
	err := write(path, []byte("secret"), func(f *os.File) error {
		seen++
		hasMode(t, f.Name(), 0o600)
		return nil
	})
	if err != nil || seen != 1 {
		t.Errorf("error %v, looked %d times", err, seen)
	}
}

func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

// Links stay links, and what they lead to is written: with its mode, beside itself, also if it is not there yet.
func TestLinks(t *testing.T) {
	umask(t, 0o022)
	for _, c := range []struct{ name, link, target string }{
		{"beside", "file", "here/file"},
		{"elsewhere", "../there/file", "there/file"},
		{"through a folder that is a link", "lane/../file", "there/file"}, // lane/.. is there, not here
		{"through another link", "second", "there/deep/file"},
		{"to nothing yet", "../there/new", "there/new"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			here := filepath.Join(dir, "here")
			for _, folder := range []string{here, filepath.Join(dir, "there", "deep")} {
				if err := os.MkdirAll(folder, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			link(t, "../there/deep", filepath.Join(here, "lane"))
			link(t, filepath.Join(dir, "there", "deep", "file"), filepath.Join(here, "second")) // an absolute one
			path, target := filepath.Join(here, "link"), filepath.Join(dir, c.target)
			link(t, c.link, path)
			var want fs.FileMode = 0o644
			if !strings.HasSuffix(target, "new") {
				want = 0o640
				if err := errors.Join(os.WriteFile(target, []byte("old"), 0o600), os.Chmod(target, want)); err != nil {
					t.Fatal(err)
				}
			}
			before := count(t, dir)
			if err := Write(path, []byte("new")); err != nil {
				t.Fatal(err)
			}
			holds(t, target, "new")
			hasMode(t, target, want)
			if left, err := os.Readlink(path); left != c.link {
				t.Errorf("the link leads to %q, %v, want %q", left, err, c.link)
			}
			if want == 0o644 {
				before++ // the new file
			}
			if after := count(t, dir); after != before {
				t.Errorf("%d files and folders, want %d", after, before)
			}
		})
	}
}

// count counts what there is in a folder and below.
func count(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(string, fs.DirEntry, error) error { n++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	circle, pipe := filepath.Join(dir, "circle"), filepath.Join(dir, "pipe")
	link(t, "circle", circle)
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		circle:      "too many symbolic links",
		pipe:        "is not an ordinary file",
		os.DevNull:  "is not an ordinary file",
		dir + "/./": "is a folder",
	} {
		if err := Write(path, []byte("new")); fmt.Sprint(err) != fmt.Sprintf("save %s: %s", path, want) {
			t.Errorf("error %v, want save %s: %s", err, path, want)
		}
	}
	only(t, dir, "circle", "pipe")
	hasMode(t, pipe, 0o600|fs.ModeNamedPipe)
}
