package kernel

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func lay(t *testing.T) string {
	t.Helper()
	dir, err := Lay()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestLay(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache) // of systems where the cache is there
	dir := lay(t)
	if !strings.HasPrefix(dir, cache) || strings.Contains(strings.TrimPrefix(dir, cache), ModulePath) {
		t.Errorf("it is laid in %s", dir)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	for name, spoil := range map[string]func(path string) error{
		"nothing":         func(string) error { return nil },
		"a changed file":  func(path string) error { return os.WriteFile(path, []byte("package nb\n"), 0o600) },
		"a missing file":  os.Remove,
		"a link":          func(path string) error { return errors.Join(os.Remove(path), os.Symlink("doc.go", path)) },
		"another file":    func(path string) error { return os.WriteFile(path+".go", []byte("package nb\n"), 0o600) },
		"an empty folder": func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
	} {
		if err := spoil(filepath.Join(dir, "nb", "show.go")); err != nil {
			t.Fatal(err)
		}
		if again := lay(t); again != dir {
			t.Errorf("after %s it is laid in %s", name, again)
		}
		if files, err := laidFiles(); err != nil || !holds(dir, files) {
			t.Errorf("after %s it is not whole: %v", name, err)
		}
	}
	if entries, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(entries) != 1 {
		t.Errorf("beside it lies more: %v, %v", entries, err)
	}
}

func TestLayAtOnce(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := Lay(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// What is laid asks for no other module and compiles.
func TestLaidModuleStandsAlone(t *testing.T) {
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOCACHE", strings.TrimSpace(string(cache)))
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := lay(t)
	for _, args := range [][]string{{"vet", "./..."}, {"list", "-m", "all"}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly", "GOWORK=off", "GOMODCACHE="+t.TempDir())
		out, err := cmd.CombinedOutput()
		if err != nil || args[0] == "list" && strings.TrimSpace(string(out)) != ModulePath {
			t.Errorf("go %v: %v\n%s", args, err, out)
		}
	}
}

func TestWorkspace(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	laid := lay(t)
	root := writeTree(t, map[string]string{
		"shop/go.mod":                    "module example.com/shop\n",
		"user/go.mod":                    "module example.com/user\n\nrequire " + ModulePath + " v0.1.0\n\nreplace " + ModulePath + " => ../project\n",
		"behind/go.mod":                  "module example.com/behind\n\nrequire " + ModulePath + " v0.1.0\n\nreplace " + ModulePath + " => ../shop\n",
		"project/go.mod":                 "module " + ModulePath + "\n",
		"project/" + keeping + "/doc.go": "package kept\n",
		"a,b/go.mod":                     "module example.com/comma\n",
		"work/go.work":                   "go 1.26\n\nreplace (\n\texample.com/x => ../x\n\texample.com/y v1.0.0 => example.com/z v1.2.0\n)\n",
		"work/new/go.mod":                "module example.com/new\n\ngo 1.27.1\n",
	})
	in := func(name string) string { return filepath.Join(root, filepath.FromSlash(name)) }
	for _, test := range []struct {
		place Place
		want  []string
	}{
		{Place{}, []string{laid}},
		{Place{Root: in("shop")}, []string{in("shop"), laid}},
		{Place{Root: in("project"), Project: true}, []string{in("project")}},
		{Place{Root: in("shop"), Others: []string{in("project")}}, []string{in("shop"), in("project")}},
		{Place{Root: in("user")}, []string{in("user")}}, // It has the project from elsewhere.
		{Place{Root: in("behind")}, nil},
		{Place{Root: in("a,b")}, nil},
	} {
		modules, _, err := test.place.Workspace()
		if (err == nil) != (test.want != nil) || strings.Join(modules, " ") != strings.Join(test.want, " ") {
			t.Errorf("%v: %q, %v, want %q", test.place, modules, err, test.want)
		}
	}
	file := in("go.work")
	p := Place{Root: in("work/new"), Work: in("work/go.work")}
	if err := p.WriteWork(file, []string{p.Root, laid}); err != nil {
		t.Fatal(err)
	}
	want := "go 1.27.1\n\nuse " + p.Root + "\nuse " + laid + "\nreplace example.com/x => " + in("x") +
		"\nreplace example.com/y v1.0.0 => example.com/z v1.2.0\n"
	if got, err := os.ReadFile(file); err != nil || string(got) != want {
		t.Errorf("%s, %v, want\n%s", got, err, want)
	}
}
