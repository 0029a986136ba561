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

	"golang.org/x/mod/semver"
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

func TestFindRoot(t *testing.T) {
	root := writeTree(t, map[string]string{
		"go.mod":                "module dlfs\n\ngo 1.26\n",
		"tools/gonb/go.mod":     "module dlfs/tools/gonb\n",
		"notebooks/go.mod":      "module dlfs/notebooks\n",
		"notebooks/en/x.ipynb":  "{}",
		"elsewhere/dlfs/go.mod": "module example.com/dlfs\n",
	})
	outside := t.TempDir()
	tests := []struct{ dir, variable, want string }{
		{".", "", root},
		{"notebooks/en", "", root},
		{"tools/gonb", "", root},
		{"elsewhere/dlfs", "", root},
		{"notebooks/en", outside, root}, // the notebook's own module comes first
		{outside, root, root},
		{outside, "", ""},
		{outside, outside, ""},
		{outside, "relative", ""},
	}
	for _, test := range tests {
		t.Setenv(RootVariable, test.variable)
		dir := test.dir
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(root, dir)
		}
		got, err := FindRoot(dir)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("FindRoot(%s) with %s=%s: %q, %v, want %q", test.dir, RootVariable, test.variable, got, err, test.want)
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
	got, err := Environment("/r", "/r/notebooks/ja", "-mod=mod")
	if err != nil {
		t.Fatal(err)
	}
	flags, err := cellFlags("", runtime.GOARCH)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"GOPROXY=off", "GOSUMDB=off", "GOTOOLCHAIN=local", "GOFLAGS=" + flags, "GOAMD64=v1", "GOWORK=", "GO111MODULE=on",
		"PATH=/r/.bin:/usr/bin", "DLFS_LANG=ja"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// What go.mod can look like is the go command's to say.
func TestGoModInOtherWords(t *testing.T) {
	const pins = `// a comment that says: module lesson
module "` + ModulePath + `" // and another

go 1.26.1

require example.com/other/a v0.9.0
// require example.com/a v0.0.1
require (
	"example.com/a" v1.2.3 // indirect
)

exclude example.com/a v1.2.2
replace example.com/a v1.2.3 => ../a
toolchain go1.27.0
notyetknown something
`
	root := writeTree(t, map[string]string{"go.mod": pins, "lesson/go.mod": "// Not\n// module dlfs\nmodule lesson\n"})
	if found, err := FindRoot(root); found != root {
		t.Errorf("the root is %s, %v", found, err)
	}
	if found, err := FindRoot(filepath.Join(root, "lesson")); found != root {
		t.Errorf("in another module below it the root is %s, %v", found, err)
	}
	if needed, err := neededGo(root); needed != "go1.26.1" || err != nil {
		t.Errorf("Go %s is needed, %v", needed, err)
	}
	if _, err := neededGo(filepath.Join(root, "lesson")); err == nil || !strings.Contains(err.Error(), "has no go line") {
		t.Errorf("without a go line: %v", err)
	}
	pinned, err := Tool{Module: "example.com/a", Pins: "go.mod"}.Pinned(root)
	if pinned != "v1.2.3" || err != nil {
		t.Errorf("pinned to %s, %v", pinned, err)
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
		if got := recent(test.found, "go1.26"); got != test.want {
			t.Errorf("recent(%q) = %t", test.found, got)
		}
	}
}

func TestToolCheck(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root := writeTree(t, map[string]string{
		"pins":       "module x\n\nrequire (\n\texample.com/a v1.2.3 // indirect\n\t" + ModulePath + " v0.1.0\n)\n",
		"bin/script": "#!/bin/sh\n",
	})
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
		{Tool{Name: "absent", Module: "example.com/a", Pins: "pins"}, []string{"absent is not on the PATH", "v1.2.3", "make lab"}},
		{Tool{Name: "script", Module: "example.com/a", Pins: "pins"}, []string{"script at " + bin, "v1.2.3", "make lab"}},
		{Tool{Name: "program", Module: "example.com/a", Pins: "pins"}, []string{"built from " + ModulePath, "example.com/a", "v1.2.3"}},
		{Tool{Name: "program", Module: ModulePath, Pins: "pins"}, []string{"program at " + bin, "v0.1.0 or newer"}},
		{Tool{Name: "program", Module: "example.com/b", Pins: "pins"}, []string{"pins does not name a version of example.com/b"}},
		{Tool{Name: "program", Module: "example.com/b", Pins: "nowhere"}, []string{"nowhere"}},
	}
	for _, test := range tests {
		_, err := test.tool.Check(root)
		for _, want := range test.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s of %s: %v\nlacks %q", test.tool.Name, test.tool.Module, err, want)
			}
		}
	}
}

func TestPins(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..")
	for _, tool := range Tools {
		if pinned, err := tool.Pinned(root); err != nil || !semver.IsValid(pinned) {
			t.Errorf("%s is pinned to %q, %v", tool.Name, pinned, err)
		}
	}
}

func TestCheckGo(t *testing.T) {
	root := writeTree(t, map[string]string{"go.mod": "module dlfs\n\ngo 1.26\n", "new/go.mod": "module dlfs\n\ngo 9.99\n"})
	settings, err := CheckGo(root)
	if err != nil || !strings.HasPrefix(settings.GOVERSION, "go") && !strings.HasPrefix(settings.GOVERSION, "devel") {
		t.Errorf("%+v, %v", settings, err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := CheckGo(root); !errors.Is(err, errNoGo) || !strings.Contains(err.Error(), "1.26 or newer") {
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
