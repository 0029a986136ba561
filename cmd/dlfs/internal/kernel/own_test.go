package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A folder that is not there, and others that could be in its place: what makes each, and what is said against it.
var places = []struct {
	name    string
	make    func(t *testing.T, dir string) error
	refused string // a part of the sentence; "" if it is good
}{
	{"nothing", func(*testing.T, string) error { return nil }, ""},
	{"our own", func(_ *testing.T, dir string) error { return os.Mkdir(dir, 0o700) }, ""},
	{"readable by others", func(_ *testing.T, dir string) error { return mkdir(dir, 0o755) }, "is not private (mode 0755)"},
	{"writable by all", func(_ *testing.T, dir string) error { return mkdir(dir, 0o777) }, "is not private (mode 0777)"},
	{"closed to us", func(_ *testing.T, dir string) error { return mkdir(dir, 0o500) }, "is not private (mode 0500)"},
	{"a link to a folder of ours", func(t *testing.T, dir string) error { return os.Symlink(t.TempDir(), dir) }, "is a link"},
	{"a link to nowhere", func(_ *testing.T, dir string) error { return os.Symlink("nowhere", dir) }, "exist"},
	{"a file", func(_ *testing.T, dir string) error { return os.WriteFile(dir, nil, 0o600) }, "not a directory"},
}

func mkdir(dir string, mode fs.FileMode) error {
	return errors.Join(os.Mkdir(dir, 0o700), os.Chmod(dir, mode))
}

func TestOwn(t *testing.T) {
	for _, place := range places {
		dir := filepath.Join(t.TempDir(), "here", "kernels")
		if err := errors.Join(os.Mkdir(filepath.Dir(dir), 0o755), place.make(t, dir)); err != nil {
			t.Fatal(err)
		}
		err := own(dir)
		if place.refused == "" {
			if info, statErr := os.Lstat(dir); err != nil || statErr != nil || info.Mode() != fs.ModeDir|0o700 {
				t.Errorf("%s: %v, %v, %v", place.name, err, statErr, info.Mode())
			}
		} else if err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), place.refused) {
			t.Errorf("%s: error %v, want %q", place.name, err, place.refused)
		}
	}
}

// What others have made is refused, however private it is.
func TestOwnOfAnotherUser(t *testing.T) {
	dir := "/"
	if os.Getuid() == 0 { // to whom that belongs
		dir = filepath.Join(t.TempDir(), "kernels")
		if err := errors.Join(os.Mkdir(dir, 0o700), os.Chown(dir, 12345, -1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := own(dir); err == nil || err.Error() != dir+" belongs to another user" {
		t.Errorf("error %v", err)
	}
}

// shortDir is t.TempDir with a name that leaves room for a socket's on every system.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "own")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// useCache makes the tests' cache folder one that does not exist yet, in a folder that does.
func useCache(t *testing.T) (cache string) {
	t.Helper()
	home := shortDir(t)
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(cache), 0o755); err != nil {
		t.Fatal(err)
	}
	return cache
}

// Where the cache has no private place, or none at all, the temporary folder has one.
func TestBase(t *testing.T) {
	for _, place := range places {
		t.Setenv("TMPDIR", shortDir(t))
		inCache := filepath.Join(useCache(t), "dlfs", "kernels")
		inTemp := filepath.Join(os.TempDir(), fmt.Sprintf("dlfs-kernels-%d", os.Getuid()))
		if err := errors.Join(os.MkdirAll(filepath.Dir(inCache), 0o755), place.make(t, inCache)); err != nil {
			t.Fatal(err)
		}
		want := inCache
		if place.refused != "" {
			want = inTemp
		}
		for range 2 {
			if base, err := Base(); base != want || err != nil {
				t.Errorf("%s: %s, %v, want %s", place.name, base, err, want)
			}
		}
	}
	inTemp := filepath.Join(os.TempDir(), fmt.Sprintf("dlfs-kernels-%d", os.Getuid()))
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, cache := range []string{filepath.Join(t.TempDir(), strings.Repeat("long", 30)), filepath.Join(file, "cache"), "relative"} {
		t.Setenv("HOME", cache)
		t.Setenv("XDG_CACHE_HOME", cache)
		if base, err := Base(); base != inTemp || err != nil {
			t.Errorf("%s: %s, %v, want %s", cache, base, err, inTemp)
		}
	}
}

// Where no place will do, the error tells of each what is wrong.
func TestNoPlace(t *testing.T) {
	dir := t.TempDir()
	one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
	if err := errors.Join(mkdir(one, 0o755), os.Symlink(dir, two)); err != nil {
		t.Fatal(err)
	}
	got, err := firstOwn(one, two, "relative")
	for _, want := range []string{one + " is not private", two + " is a link", "relative is not an absolute path"} {
		if got != "" || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s, %v, want %s", got, err, want)
		}
	}
}

// A folder of commands that others can write to is not put before all others.
func TestInstallShimInOwnFolder(t *testing.T) {
	t.Setenv("TMPDIR", shortDir(t))
	useCache(t)
	dir, err := InstallShim("/opt/one")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	other, err := InstallShim("/opt/one")
	if err != nil || other == dir || filepath.Dir(other) != filepath.Clean(os.TempDir()) {
		t.Errorf("%s, %v, want a folder in %s", other, err, os.TempDir())
	}
	if target, err := os.Readlink(filepath.Join(other, "go")); target != "/opt/one" {
		t.Errorf("go leads to %s, %v", target, err)
	}
}
