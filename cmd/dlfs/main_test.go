package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dlfs/cmd/dlfs/internal/kernel"
)

// callOutside runs dlfs in a folder that is no project's.
func callOutside(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	t.Setenv("DLFS_ROOT", "")
	t.Chdir(t.TempDir())
	return callHere(args...)
}

func callHere(args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = program().Run(args, &out, &errs)
	return status, out.String(), errs.String()
}

func TestMistakes(t *testing.T) {
	tests := []struct {
		args   []string
		status int
		want   string
	}{
		{nil, 2, "say what to do"},
		{[]string{"kernal"}, 2, `no command "kernal"`},
		{[]string{"kernel"}, 2, "kernel: missing argument"},
		{[]string{"kernel", "start"}, 2, `no command "kernel start"`},
		{[]string{"kernel", "run"}, 2, "needs CONNECTION_FILE"},
		{[]string{"kernel", "run", "a", "b"}, 2, `"b"`},
		{[]string{"kernel", "install", "--to", "x"}, 2, "-to"},
		{[]string{"doctor", "-v"}, 2, "-v"},
		{[]string{"doctor", "me"}, 2, `"me"`},
		{[]string{"help", "-v"}, 2, "-v"},
		{[]string{"kernel", "run", "no-such-file"}, 1, "no-such-file"},
		{[]string{"kernel", "guard", "/"}, 1, "only dlfs kernel run"},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			status, stdout, stderr := callOutside(t, test.args...)
			if status != test.status || !strings.Contains(stderr, test.want) || strings.Count(stderr, "\n") != 1 || stdout != "" {
				t.Errorf("status %d, want %d\nstdout %q\nstderr %q, want one line with %q", status, test.status, stdout, stderr, test.want)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"-h"}, {"--help"}} {
		status, stdout, stderr := callOutside(t, args...)
		if status != 0 || stderr != "" || !strings.Contains(stdout, "dlfs kernel install [--data-dir DIR]") || strings.Contains(stdout, "guard") {
			t.Errorf("%v: status %d\n%s%s", args, status, stdout, stderr)
		}
	}
	status, stdout, _ := callOutside(t, "kernel", "install", "-h")
	if status != 0 || !strings.Contains(stdout, "usage: dlfs kernel install") || !strings.Contains(stdout, "-data-dir") {
		t.Errorf("help of one command: status %d\n%s", status, stdout)
	}
}

// project makes a folder that passes for the project, and makes it the current folder.
func project(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	goMod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err == nil {
		err = os.WriteFile(filepath.Join(root, "go.mod"), goMod, 0o644)
	}
	if err == nil {
		err = os.MkdirAll(filepath.Join(root, "nb", "kept"), 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DLFS_ROOT", "")
	t.Setenv("HOME", root)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(root, "cache"))
	t.Chdir(root)
	return root
}

// Outside the project nothing is said of what belongs to it, and the way to the tools is another.
func TestDoctorInAnotherModule(t *testing.T) {
	root := project(t)
	fakeGo(t, root, "go1.26.3")
	t.Setenv("JUPYTER_DATA_DIR", t.TempDir())
	dir := t.TempDir()
	t.Chdir(dir)
	for _, test := range []struct{ goMod, want string }{
		{"", "ok   no Go module here, so cells get a module of their own\n"},
		{"module example.com/shop\n\ngo 1.99\n", "Problem: Go\n     → go is version 1.26.3, and " + filepath.Join(dir, "go.mod") + " asks for 1.99"},
	} {
		if test.goMod != "" {
			if err := os.WriteFile("go.mod", []byte(test.goMod), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		status, stdout, stderr := callHere("doctor")
		if status != 1 || stderr != "" {
			t.Errorf("status %d, stderr %q", status, stderr)
		}
		for _, want := range []string{test.want, "Problem: gonb\n", "run dlfs kernel install", "Problem: no Jupyter on the PATH\n     → install one"} {
			if !strings.Contains(stdout, want) {
				t.Errorf("lacks %q:\n%s", want, stdout)
			}
		}
		for _, other := range []string{"MNIST", "Noto", "make lab"} {
			if strings.Contains(stdout, other) {
				t.Errorf("speaks of %s:\n%s", other, stdout)
			}
		}
	}
}

// What goes wrong while the tools are built is told in a sentence.
func TestToolsCannotBeBuilt(t *testing.T) {
	root := project(t)
	fakeGo(t, root, "go1.26.3") // which says the same whatever it is asked, and makes nothing
	var said bytes.Buffer
	err := prepareTools(kernel.Place{}, &said)
	if err == nil || !strings.Contains(said.String(), "Building gonb v0.") || !strings.Contains(err.Error(), "gonb is not on the PATH") {
		t.Errorf("%s, %v", said.String(), err)
	}
}

func TestKernelRunWithoutTools(t *testing.T) {
	root := project(t)
	if err := os.WriteFile("connection.json", []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", t.TempDir())
	status, _, stderr := callHere("kernel", "run", "connection.json")
	if status != 1 || !strings.Contains(stderr, "the go command is not on the PATH") || !strings.Contains(stderr, "1.26 or newer") {
		t.Errorf("without Go: status %d, %s", status, stderr)
	}
	fakeGo(t, root, "go1.26.3")
	status, _, stderr = callHere("kernel", "run", "connection.json")
	if status != 1 || !strings.Contains(stderr, "gonb is not on the PATH; cells need gonb v0.") {
		t.Errorf("without GoNB: status %d, %s", status, stderr)
	}
	fakeGo(t, root, "go1.22.1")
	status, _, stderr = callHere("kernel", "run", "connection.json")
	if status != 1 || !strings.Contains(stderr, "go is version 1.22.1, cells need 1.26 or newer") {
		t.Errorf("with an old Go: status %d, %s", status, stderr)
	}
}

// fakeGo makes a go command the only program on the PATH. All it knows is its version.
func fakeGo(t *testing.T, root, version string) {
	t.Helper()
	bin := filepath.Join(root, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\necho '{\"GOVERSION\": \"" + version + "\", \"GOFLAGS\": \"\", \"GOCACHE\": \"" + root + "/gocache\"}'\n"
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
}

func TestDoctorFindsWhatIsMissing(t *testing.T) {
	project(t)
	t.Setenv("PATH", t.TempDir())
	t.Setenv("JUPYTER_DATA_DIR", t.TempDir())
	t.Setenv("DLFS_FONTS", t.TempDir())
	status, stdout, stderr := callHere("doctor")
	if status != 1 || stderr != "" {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
	for _, want := range []string{"Problem: Go\n", "go.dev/dl", "Problem: gonb\n", "Problem: no Python", "Problem: the kernel is not installed",
		"ok   no Chinese, Japanese or Korean labels in charts", "the font Noto Sans CJK", "run make lab in ", "ok   no leftover kernels", " problems found."} {
		if !strings.Contains(stdout, want) {
			t.Errorf("lacks %q:\n%s", want, stdout)
		}
	}
}
