package kernel

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

func writeTree(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// String makes places comparable, and readable where they differ.
func (p Place) String() string {
	return fmt.Sprintf("root %q project %t work %q others %q", p.Root, p.Project, p.Work, p.Others)
}

func TestFindPlace(t *testing.T) {
	root := writeTree(t, map[string]string{
		"go.mod":                     "module " + ModulePath + "\n\ngo 1.26\n",
		keeping + "/doc.go":          "package kept\n",
		"tools/gonb/go.mod":          "module " + ModulePath + "/tools/gonb\n",
		"notebooks/go.mod":           "module " + ModulePath + "/notebooks\n",
		"notebooks/en/x.ipynb":       "{}",
		"elsewhere/dlfs/go.mod":      "module example.com/dlfs\n",
		"elsewhere/dlfs/sub/x.ipynb": "{}",
	})
	others := writeTree(t, map[string]string{
		"shop/go.mod":          "module example.com/shop\n",
		"shop/cart/x.ipynb":    "{}",
		"broken/go.mod":        "modul example.com/broken\n",
		"copied/go.mod":        "module " + ModulePath + "/notebooks\n",
		"namesake/go.mod":      "module " + ModulePath + "\n",
		"many/go.work":         "go 1.24\nuse (\n\t./a\n\t./b\n)\n",
		"many/a/go.mod":        "module example.com/a\n",
		"many/b/go.mod":        "module example.com/b\n",
		"many/c/go.mod":        "module example.com/c\n",
		"many/notes/x.ipynb":   "{}",
		"wrong/go.work":        "use ()(\n",
		"wrong/go.mod":         "module example.com/wrong\n",
		"folder/go.mod/x.text": "",
	})
	module := func(dir string) string { return Place{Root: filepath.Join(others, dir)}.String() }
	in := func(names ...string) (dirs []string) {
		for _, name := range names {
			dirs = append(dirs, filepath.Join(others, "many", name))
		}
		return dirs
	}
	work := filepath.Join(others, "many", "go.work")
	project, none := Place{Root: root, Project: true}.String(), Place{}.String()
	outside := t.TempDir()
	tests := []struct{ dir, variable, work, want string }{ // where want is no place, it is a part of the error
		{root, "", "", project},
		{root + "/notebooks/en", "", "", project},
		{root + "/tools/gonb", "", "", project},
		{root + "/elsewhere/dlfs/sub", "", "", Place{Root: root + "/elsewhere/dlfs"}.String()},
		{root + "/notebooks/en", outside, "", project}, // the notebook's own module comes first
		{others + "/shop/cart", "", "", module("shop")},
		{others + "/shop/cart", root, "", module("shop")},
		{others + "/broken", "", "", module("broken")},
		{others + "/folder/go.mod", "", "", none},
		{others + "/copied", root, "", project},
		{others + "/copied", "", "", "no folder above it has that project's go.mod"},
		{others + "/namesake", "", "", "has no package " + keeping},
		{others + "/many/a", "", "", Place{Root: in("a")[0], Work: work, Others: in("b")}.String()},
		{others + "/many/c", "", "", module("many/c")}, // which go.work does not use
		{others + "/many/a", "", "off", module("many/a")},
		{others + "/shop", "", work, module("shop")},
		{others + "/many/notes", "", "", Place{Work: work, Others: in("a", "b")}.String()},
		{others + "/wrong", "", "", "go.work"},
		{outside, root, "", project},
		{outside, "", "", none},
		{outside, outside, "", "which is not the absolute path"},
		{outside, "relative", "", "which is not the absolute path"},
		{outside, others + "/namesake", "", "has no package " + keeping},
	}
	for _, test := range tests {
		t.Setenv(RootVariable, test.variable)
		t.Setenv("GOWORK", test.work)
		got, err := FindPlace(test.dir)
		if err == nil && got.String() != test.want || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("FindPlace(%s) with %s=%s:\n%v, %v, want\n%s", test.dir, RootVariable, test.variable, got, err, test.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	tests := []struct{ dir, fallback, want string }{
		{"/home/a/dlfs/notebooks/zh", "", "zh"},
		{"/home/a/dlfs/notebooks/ko/more", "", "ko"},
		{"/home/a/dlfs/notebooks/mirrors/ja", "", "ja"},
		{"/home/a/notebooks/zh/notebooks/en", "", "en"},
		{"/home/ko/dlfs/notebooks", "", "en"},
		{"/home/ko/dlfs", "zh", "zh"},
		{"/home/a/dlfs/notebooks/en", "zh", "en"},
		{"/", "tlh", "en"},
		{"", "", "en"},
	}
	for _, test := range tests {
		if got := Language(test.dir, test.fallback); got != test.want {
			t.Errorf("Language(%q, %q) = %q, want %q", test.dir, test.fallback, got, test.want)
		}
	}
}

func TestCellFlags(t *testing.T) {
	tests := []struct{ user, processor, want string }{
		{"", "amd64", "'-ldflags=-s -w' -trimpath"},
		{"", "arm64", "-gcflags=all=-d=fmahash=qn '-ldflags=-s -w' -trimpath"},
		{"-gcflags=-N", "arm64", "-gcflags=-N '-ldflags=-s -w' -trimpath"},
		{"-mod=mod", "amd64", "'-ldflags=-s -w' -trimpath"},
		{"--mod=vendor -modfile=x.mod -tags=a,b", "amd64", "-tags=a,b '-ldflags=-s -w' -trimpath"},
		{"-buildvcs=false -trimpath=false", "amd64", "-buildvcs=false -trimpath=false '-ldflags=-s -w'"},
		{`'-ldflags=-X main.a=b' "-gcflags=-N -l"`, "amd64", "'-ldflags=-X main.a=b' '-gcflags=-N -l' -trimpath"},
		{`"-ldflags=-X 'main.a=b'"`, "amd64", `"-ldflags=-X 'main.a=b'" -trimpath`},
		{"  -v\t-x\n", "amd64", "-v -x '-ldflags=-s -w' -trimpath"},
	}
	for _, test := range tests {
		got, err := cellFlags(test.user, test.processor)
		if err != nil || got != test.want {
			t.Errorf("cellFlags(%q, %s) = %q, %v, want %q", test.user, test.processor, got, err, test.want)
		}
	}
	if got, err := cellFlags("-v '-ldflags=-s", "amd64"); err == nil {
		t.Errorf("an open quote gave %q", got)
	}
}

// What we hand on is read back by the go command as the flags that the user gave.
func FuzzFlags(f *testing.F) {
	for _, s := range []string{"", "-v", "'-a b' -c", `"-a 'b'"`, "-mod=mod", "'", "-a'b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fields, err := SplitFlags(s)
		if err != nil {
			return
		}
		var quoted []string
		for _, field := range fields {
			if strings.ContainsAny(field, "'") && strings.ContainsAny(field, `"`) {
				return // Such a field starts without a quote and cannot be written with one.
			}
			if field == "" {
				return
			}
			quoted = append(quoted, quoteFlag(field))
		}
		again, err := SplitFlags(strings.Join(quoted, " "))
		if err != nil || !slices.Equal(again, fields) {
			t.Errorf("%q: %q became %q, %v", s, fields, again, err)
		}
	})
}

func TestEnvironment(t *testing.T) {
	t.Setenv("PATH", "/usr/bin")
	t.Setenv("DLFS_LANG", "")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	got, err := Environment(Place{Root: "/r", Project: true, Work: "/w/go.work"}, "/r/notebooks/ja", GoSettings{GOFLAGS: "-mod=mod", GOPROXY: "https://p", GOSUMDB: "s"})
	if err != nil {
		t.Fatal(err)
	}
	flags, err := cellFlags("", runtime.GOARCH)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"GOPROXY=off", "GOSUMDB=off", "DLFS_GOPROXY=https://p", "DLFS_GOSUMDB=s", "GOTOOLCHAIN=local", "GOFLAGS=" + flags, "GOAMD64=v1", "DLFS_GO_WORK=/w/go.work", "GOWORK=", "GO111MODULE=on",
		"PATH=/r/.bin:/usr/bin", "DLFS_LANG=ja"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A folder that anybody can have written is not searched for programs before its cells are run.
func TestPath(t *testing.T) {
	t.Setenv("PATH", "/usr/bin")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for _, test := range []struct {
		place Place
		want  string
	}{
		{Place{Root: "/r", Project: true}, "/r/.bin:/usr/bin"},
		{Place{Root: "/r"}, "/usr/bin"},
		{Place{}, "/usr/bin"},
	} {
		if got := test.place.Path(); got != test.want {
			t.Errorf("%v: %s, want %s", test.place, got, test.want)
		}
	}
	made, err := toolFolder()
	if err == nil {
		err = own(made)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := (Place{Root: "/r", Project: true}).Path(); got != "/r/.bin:"+made+":/usr/bin" {
		t.Errorf("with tools that were built: %s", got)
	}
	if err := os.Chmod(made, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := (Place{}).Path(); got != "/usr/bin" {
		t.Errorf("with a folder that is not private: %s", got)
	}
}

// What go.mod can look like is the go command's to say.
func TestGoModInOtherWords(t *testing.T) {
	root := writeTree(t, map[string]string{
		keeping + "/doc.go": "package kept\n",
		"go.mod": `// a comment that says: module lesson
module "` + ModulePath + `" // and another

go 1.26.0

require example.com/other/a v0.9.0
require (
	"example.com/a" v1.2.3 // indirect
)

exclude example.com/a v1.2.2
replace example.com/a v1.2.3 => ../a
toolchain go1.27.0
`,
		"lesson/go.mod":   "// Not\n// module " + ModulePath + "\nmodule lesson\n",
		"new/go.mod":      "module lesson\n\ngo 99.1\n\nnotyetknown something\n",
		"unknown/go.mod":  "module lesson\n\ngo 1.26\n\nunknown something\n",
		"torn/go.mod":     "module lesson\n\nrequire (\n",
		"nameless/go.mod": "go 1.26\n",
	})
	if found, err := FindPlace(root); found.Root != root || !found.Project {
		t.Errorf("the place is %v, %v", found, err)
	}
	for _, test := range []struct{ dir, want string }{
		{".", ""},
		{"lesson", ""}, // without a go line
		{"new", "asks for 99.1: get it from"},
		{"unknown", "unknown/go.mod:5: unknown directive: unknown"},
		{"torn", "torn/go.mod:3"},
		{"nameless", "does not name the module"},
	} {
		_, err := CheckGo(Place{Root: filepath.Join(root, test.dir)})
		if (err == nil) != (test.want == "") || err != nil && (!strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: %v, want %q", test.dir, err, test.want)
		}
	}
}

func TestRecent(t *testing.T) {
	tests := []struct {
		found string
		want  bool
	}{
		{"go1.26", true}, {"go1.26.8", true}, {"go1.26.1 X:nodwarf5", true}, {"go1.30", true},
		{"devel go1.27-abcdef", true}, {"go1.25.9", false}, {"go1.25", false}, {"", false},
	}
	for _, test := range tests {
		if got := recent(test.found, "1.26"); got != test.want {
			t.Errorf("recent(%q) = %t", test.found, got)
		}
	}
}

func TestToolCheck(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root := writeTree(t, map[string]string{"bin/script": "#!/bin/sh\n"})
	bin := filepath.Join(root, "bin")
	if err := os.Symlink(self, filepath.Join(bin, "program")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(bin, "script"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	tests := []struct {
		tool Tool
		want []string // what the sentence names
	}{
		{Tool{Name: "absent", Module: "example.com/a", Version: "v1.2.3"}, []string{"absent is not on the PATH", "v1.2.3", "make lab"}},
		{Tool{Name: "script", Module: "example.com/a", Version: "v1.2.3"}, []string{"script at " + bin, "v1.2.3", "make lab"}},
		{Tool{Name: "program", Module: "example.com/a", Version: "v1.2.3"}, []string{"built from " + ModulePath, "example.com/a", "v1.2.3"}},
		{Tool{Name: "program", Module: ModulePath, Version: "v0.1.0"}, []string{"program at " + bin, "v0.1.0 or newer"}},
	}
	for _, test := range tests {
		_, err := test.tool.Check("run make lab")
		for _, want := range test.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s of %s: %v\nlacks %q", test.tool.Name, test.tool.Module, err, want)
			}
		}
	}
}

// The project's own tools, which its tests run with, are those that are built elsewhere.
func TestPins(t *testing.T) {
	name := filepath.Join("..", "..", "..", "..", "tools", "gonb", "go.mod")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	pins, err := modfile.Parse(name, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range Tools {
		i := slices.IndexFunc(pins.Require, func(r *modfile.Require) bool { return r.Mod.Path == tool.Module })
		if i < 0 || pins.Require[i].Mod.Version != tool.Version {
			t.Errorf("%s is to be %s, and %s says something else", tool.Name, tool.Version, name)
		}
		if !slices.ContainsFunc(pins.Tool, func(p *modfile.Tool) bool { return p.Path == tool.Package }) {
			t.Errorf("%s is no tool of %s", tool.Package, name)
		}
	}
}

func TestCheckGo(t *testing.T) {
	settings, err := CheckGo(Place{})
	if err != nil || !strings.HasPrefix(settings.GOVERSION, "go") && !strings.HasPrefix(settings.GOVERSION, "devel") {
		t.Errorf("%+v, %v", settings, err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := CheckGo(Place{}); !errors.Is(err, errNoGo) || !strings.Contains(err.Error(), "1.26 or newer") {
		t.Errorf("without Go: %v", err)
	}
}

func TestInstall(t *testing.T) {
	data := t.TempDir()
	dir, err := Install(data, "/opt/dlfs/.bin/dlfs", "/opt/dlfs")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Install(data, "/opt/dlfs/.bin/dlfs", "/opt/dlfs"); err != nil {
		t.Fatalf("a second time: %v", err)
	}
	want := `{
  "argv": [
    "/opt/dlfs/.bin/dlfs",
    "kernel",
    "run",
    "{connection_file}"
  ],
  "display_name": "Go (dlfs)",
  "language": "go",
  "interrupt_mode": "message",
  "env": {
    "DLFS_ROOT": "/opt/dlfs"
  }
}
`
	got, err := os.ReadFile(filepath.Join(data, "kernels", "dlfs", "kernel.json"))
	if err != nil || string(got) != want {
		t.Errorf("kernel.json: %v\n%s", err, got)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if names := fmt.Sprint(entries); len(entries) != 2 || !strings.Contains(names, "logo-svg.svg") {
		t.Errorf("the folder holds %v", names)
	}
	spec, err := ReadSpec(data)
	if err != nil || !json.Valid(got) || spec.Argv[0] != "/opt/dlfs/.bin/dlfs" {
		t.Errorf("read back %+v, %v", spec, err)
	}
}

func TestInstallWithoutTheProject(t *testing.T) {
	data := t.TempDir()
	if _, err := Install(data, "/home/a/go/bin/dlfs", ""); err != nil {
		t.Fatal(err)
	}
	if spec, err := ReadSpec(data); err != nil || len(spec.Env) != 0 || spec.Env == nil {
		t.Errorf("%+v, %v", spec, err)
	}
}

func TestInstallRefusesGoRun(t *testing.T) {
	data := t.TempDir()
	if _, err := Install(data, "/tmp/go-build123/b001/exe/dlfs", "/opt/dlfs"); err == nil {
		t.Error("no error")
	}
	if entries, err := os.ReadDir(data); err != nil || len(entries) != 0 {
		t.Errorf("wrote %v, %v", entries, err)
	}
}

func TestDataDir(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	tests := []struct{ jupyter, xdg, linux, darwin string }{
		{"/j", "/x", "/j", "/j"},
		{"", "/x", "/x/jupyter", home + "/Library/Jupyter"},
		{"", "", home + "/.local/share/jupyter", home + "/Library/Jupyter"},
		{"", "relative", home + "/.local/share/jupyter", home + "/Library/Jupyter"},
	}
	for _, test := range tests {
		t.Setenv("JUPYTER_DATA_DIR", test.jupyter)
		t.Setenv("XDG_DATA_HOME", test.xdg)
		want := test.linux
		if runtime.GOOS == "darwin" {
			want = test.darwin
		}
		if got, err := DataDir(); err != nil || got != want {
			t.Errorf("%+v: %q, %v, want %q", test, got, err, want)
		}
	}
}
