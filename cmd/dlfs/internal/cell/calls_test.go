package cell

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dlfs/cmd/dlfs/internal/kernel"
)

func TestFetches(t *testing.T) {
	for args, want := range map[string]bool{
		"":                              false,
		"get":                           false,
		"get -t":                        false,
		"get example.com/tiny":          true,
		"get -u example.com/tiny@v1":    true,
		"mod download":                  true,
		"mod download example.com/tiny": true,
		"mod tidy":                      false,
		"mod":                           false,
		"install .":                     false,
		"install example.com/tiny@v1":   true,
		"build":                         false,
		"build ./get":                   false,
	} {
		if got := fetches(strings.Fields(args)); got != want {
			t.Errorf("go %s: %t", args, got)
		}
	}
}

// What a learner asks for comes from the user's own proxy. What GoNB asks for by itself does not.
func TestGetByName(t *testing.T) {
	w := newWorkshop(t)
	root := filepath.Dir(w.dir)
	proxy := filepath.Join(root, "proxy", "example.com", "tiny", "@v")
	const goMod = "module example.com/tiny\n\ngo 1.26\n"
	w.write(proxy, map[string]string{"list": "v1.0.0\n", "v1.0.0.info": `{"Version": "v1.0.0"}`, "v1.0.0.mod": goMod, "v1.0.0.zip": ""})
	file, err := os.Create(filepath.Join(proxy, "v1.0.0.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	archive := zip.NewWriter(file)
	for name, content := range map[string]string{"go.mod": goMod, "tiny.go": "package tiny\n\nconst Number = 42\n"} {
		member, err := archive.Create("example.com/tiny@v1.0.0/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(member, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	w.environ = append(w.environ, "GOMODCACHE="+filepath.Join(root, "modules"), "GONOSUMDB=", "GOPRIVATE=",
		kernel.ProxyVariable+"=file://"+filepath.ToSlash(filepath.Join(root, "proxy")), kernel.SumVariable+"=off")
	t.Cleanup(func() { w.run(w.real, "clean", "-modcache") }) // Its folders are read-only.

	w.write(w.dir, map[string]string{"main.go": main("\"example.com/tiny\"\n", "fmt.Println(tiny.Number)")})
	if said := w.run(w.shim, "get"); strings.HasSuffix(said, "exit status 0") {
		t.Errorf("go get has found the module: %s", said)
	}
	there := w.environ
	w.environ = append(w.environ, "GOPROXY=file:///nowhere")
	if said := w.run(w.shim, "get", "example.com/tiny"); !strings.Contains(said, "/nowhere") {
		t.Errorf("another proxy was asked: %s", said)
	}
	w.environ = there
	if said := w.run(w.shim, "get", "example.com/tiny"); !strings.HasSuffix(said, "exit status 0") {
		t.Fatal(said)
	}
	w.write(w.dir, map[string]string{"main.go": main("\"example.com/tiny\"\n", "fmt.Println(tiny.Number, 1)")})
	w.run(w.shim, "get")
	w.build(w.shim)
	w.write(w.dir, map[string]string{"main.go": main("\"example.com/tiny\"\n", "fmt.Println(tiny.Number, 2)")})
	w.log()
	ours := w.build(w.shim)
	if log := w.log(); log != "build: by recipe" || ours.printed != "42 2\nexit status 0" {
		t.Errorf("printed %q, and the log says %q", ours.printed, log)
	}
	compare(t, ours, w.build(w.real))
}
