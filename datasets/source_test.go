package datasets

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

func TestDamagedSource(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(file []byte) []byte
		want   error
		says   string
	}{
		{"cut short", func(b []byte) []byte { return b[:len(b)-3] }, ErrTruncated, "cut short"},
		{"empty", func([]byte) []byte { return nil }, ErrTruncated, "0 of"},
		{"too long", func(b []byte) []byte { return append(b, 0) }, ErrSize, "more than"},
		{"a bit flipped", func(b []byte) []byte { b[len(b)/2] ^= 4; return b }, ErrChecksum, "SHA-256"},
		{"a page instead", func([]byte) []byte { return []byte("<html>") }, ErrFormat, "1f 8b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, dir := tiny(t)
			path := filepath.Join(dir, l.test.images.Name)
			write(t, path, c.damage(read(t, path)))
			content, _, err := l.load()
			if content != nil {
				t.Error("half a set")
			}
			format, ok := errors.AsType[*FormatError](err)
			if !ok || format.File != path || !errors.Is(err, c.want) || !errors.Is(err, ErrNoSource) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("the error does not tell file and reason: %v", err)
			}
		})
	}
}

// A file may be what its checksum says and still not what the layout expects.
func TestSourceOfOtherDimensions(t *testing.T) {
	l, _ := tiny(t)
	l.height, l.width = 3, 2
	if _, _, err := l.load(); !errors.Is(err, ErrSize) {
		t.Errorf("error %v, want %v", err, ErrSize)
	}
	l.height, l.width = 2, 3
	l.train.images, l.train.labels = l.train.labels, l.train.images
	if _, _, err := l.load(); !errors.Is(err, ErrFormat) {
		t.Errorf("error %v, want %v", err, ErrFormat)
	}
}

func TestSourceFallsBackToTheDownloads(t *testing.T) {
	l, dir := tiny(t)
	downloads, err := DownloadDir()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(downloads, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, l.train.images.Name), []byte("damaged"))
	content, report, err := l.load()
	if err != nil || report.Source != downloads {
		t.Fatalf("%+v, %v", report, err)
	}
	if pixels, _, _, _ := l.split(content); !bytes.Equal(pixels, ascending(0, 18)) {
		t.Error("the wrong images")
	}
}

func TestLoadMNISTWithoutSource(t *testing.T) {
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("DLFS_CACHE", t.TempDir())
	train, test, err := LoadMNIST(Options{})
	if train != nil || test != nil || !errors.Is(err, ErrNoSource) || !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("error %v", err)
	}
	for _, word := range []string{"dlfs data", os.Getenv("GOMODCACHE"), os.Getenv("DLFS_CACHE")} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error does not say %q: %v", word, err)
		}
	}
	if _, err := Prepare(); !errors.Is(err, ErrNoSource) {
		t.Errorf("Prepare: error %v", err)
	}
	state := Status()
	if state.OK() || !errors.Is(state.Problem, fs.ErrNotExist) || len(state.Sources) != 2 {
		t.Errorf("status %v", state)
	}
}

func TestStatus(t *testing.T) {
	load(t, Options{})
	state := Status()
	if !state.OK() || state.Problem != nil || state.Sources[0].Err != nil {
		t.Errorf("status %v", state)
	}
	content := read(t, state.Cache)
	content[12345] ^= 1
	dir := t.TempDir()
	t.Setenv("DLFS_CACHE", dir)
	write(t, filepath.Join(dir, filepath.Base(state.Cache)), content)
	state = Status()
	if !state.OK() || !errors.Is(state.Problem, ErrChecksum) || !strings.Contains(state.String(), state.Cache) {
		t.Errorf("with a damaged cache: %v", state)
	}
	if report, err := Prepare(); err != nil || !report.Rebuilt() {
		t.Errorf("Prepare: %v, %v", report, err)
	}
	if state = Status(); state.Problem != nil {
		t.Errorf("after Prepare: %v", state)
	}
}

func TestModuleCache(t *testing.T) {
	home, config := t.TempDir(), t.TempDir()
	settings := filepath.Join(config, "env")
	lists := "first" + string(filepath.ListSeparator) + "second"
	for _, c := range []struct {
		name        string
		environment map[string]string
		settings    string
		want        string
	}{
		{"nothing set", nil, "", filepath.Join(home, "go", "pkg", "mod")},
		{"GOMODCACHE", map[string]string{"GOMODCACHE": "mods", "GOPATH": "path"}, "", "mods"},
		{"GOPATH", map[string]string{"GOPATH": lists}, "", filepath.Join("first", "pkg", "mod")},
		{"go env -w GOMODCACHE", map[string]string{"GOPATH": "path"}, "GOPROXY=off\nGOMODCACHE=kept\n", "kept"},
		{"go env -w GOPATH", nil, "GOPATH=" + lists + "\n", filepath.Join("first", "pkg", "mod")},
		{"the environment first", map[string]string{"GOMODCACHE": "mods"}, "GOMODCACHE=kept\n", "mods"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, name := range []string{"HOME", "USERPROFILE", "home"} {
				t.Setenv(name, home)
			}
			t.Setenv("GOENV", settings)
			t.Setenv("GOMODCACHE", c.environment["GOMODCACHE"])
			t.Setenv("GOPATH", c.environment["GOPATH"])
			write(t, settings, []byte(c.settings))
			if got := moduleCache(); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestPinnedModuleIsTheOneInGoMod(t *testing.T) {
	file, err := modfile.Parse("go.mod", read(t, "../go.mod"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range file.Require {
		if path, err := module.EscapePath(r.Mod.Path); err == nil && goMNIST == path+"@"+r.Mod.Version {
			return
		}
	}
	t.Errorf("go.mod does not require %s", goMNIST)
}
