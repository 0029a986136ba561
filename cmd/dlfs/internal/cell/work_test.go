package cell

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dlfs/cmd/dlfs/internal/kernel"
)

// What the user's go.work puts in place of a module counts in cells as well.
func TestReplacements(t *testing.T) {
	w := newWorkshop(t)
	users := filepath.Dir(w.module)
	w.write(users, map[string]string{
		"more/go.mod":   "module example.com/more\n\ngo 1.26\n\nrequire example.com/tiny v1.0.0\n",
		"more/more.go":  "package more\n\nimport \"example.com/tiny\"\n\nconst Number = tiny.Number\n",
		"tiny/go.mod":   "module example.com/tiny\n\ngo 1.26\n",
		"tiny/tiny.go":  "package tiny\n\nconst Number = 42\n",
		"users/go.work": "go 1.26\n\nuse ../more\n\nreplace example.com/tiny => ../tiny\n",
	})
	w.environ = append(w.environ, kernel.WorkVariable+"="+filepath.Join(users, "users", "go.work"))
	for _, again := range []bool{false, true} {
		if said := w.run(w.shim, "work", "use", filepath.Join(users, "more")); said != "exit status 0" {
			t.Fatalf("again %t: %s", again, said)
		}
	}
	w.write(w.dir, map[string]string{"main.go": main("\"example.com/more\"\n", "fmt.Println(more.Number)")})
	if o := w.build(w.shim); o.printed != "42\nexit status 0" {
		t.Errorf("%+v", o)
	}
	if said := w.run(w.shim, "work", "use", filepath.Join(users, "nowhere")); !strings.HasSuffix(said, "exit status 1") {
		t.Errorf("of a folder that is not there: %s", said)
	}
}

// The kernel learns in which module is what a cell fetches, before it is there.
func TestLibraryIsTold(t *testing.T) {
	w := newWorkshop(t)
	path := filepath.Join(filepath.Dir(w.dir), "library.work")
	w.environ = append(w.environ, kernel.LibraryVariable+"="+path)
	w.run(w.shim, "get")
	w.run(w.shim, "mod", "tidy")
	if _, err := os.Stat(path); err == nil {
		t.Error("it is told of what is no fetching")
	}
	w.run(w.shim, "get", "example.com/nowhere@v1.0.0")
	got, err := os.ReadFile(path)
	if want := "go 1.26\n\nuse " + w.dir + "\n\nuse " + w.module + "\n"; err != nil || string(got) != want {
		t.Errorf("%s, %v, want\n%s", got, err, want)
	}
}
