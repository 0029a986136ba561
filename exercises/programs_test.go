//go:build !js

// What is tested on whole programs, which WebAssembly can neither build nor start.

package exercises

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// astray is a cell whose code goes astray in the way that its argument names.
const astray = `package main

import (
	"fmt"
	"os"
	"runtime"

	"dlfs/exercises"
	"dlfs/exercises/internal/clock"
)

func endless(x float64) float64 { return 1 + endless(x+1) }

func pick(v []float64, i int) float64 {
	return v[i]
}

var kept [][]float64

func main() {
	fmt.Println("before")
	exercises.Check("4.3-2", func(f func(float64) float64, x float64) float64 {
		switch os.Args[1] {
		case "panic":
			return pick([]float64{1}, 3)
		case "late panic":
			if x > 100 {
				panic("too large")
			}
			return (f(x+1e-4) - f(x-1e-4)) / 2e-4
		case "goexit":
			runtime.Goexit()
		case "loop":
			clock.TimeIsUp()
			for {
			}
		case "late loop": // after something else has gone wrong
			if x > 100 {
				clock.TimeIsUp()
			}
			for x > 100 {
			}
		case "wait":
			clock.TimeIsUp()
			select {}
		case "memory":
			for {
				page := make([]float64, 1<<17)
				for i := range page {
					page[i] = x
				}
				kept = append(kept, page)
			}
		case "huge":
			page := make([]float64, 1<<29)
			for { // using it: what a loop without end does not use, the garbage collector may take back
				page[0]++
			}
		case "recursion":
			return endless(x)
		}
		return 0
	})
	fmt.Println("after")
}
`

// upClock is what the program has in place of seconds: it says itself when its time is up.
const upClock = `package clock

import (
	"sync/atomic"
	"time"
)

var up atomic.Bool

func init() { IsUp = func(Reading, time.Duration) bool { return up.Load() } }

func TimeIsUp() { up.Store(true) }
`

func TestAstray(t *testing.T) {
	binary := buildFiles(t, map[string]string{"cell/main.go": astray, "internal/clock/up.go": upClock})
	// What GoNB has in its folder while the cell runs.
	kernel := t.TempDir()
	if err := os.WriteFile(filepath.Join(kernel, "main.go"), []byte(astray), 0o600); err != nil {
		t.Fatal(err)
	}
	const head = "before\n4.3-2  A slope from both sides\n"
	const hint = "For a hint, run exercises.Hint(\"4.3-2\") in another cell.\nafter\n"
	const ends = "The cell ends here, so the code below this check has not run.\n"
	for _, test := range []struct {
		how    string
		status int
		says   string
	}{
		{"panic", 0, head + "✗ centralDiff(2x, 3) panics: index out of range [3] with length 1.\n" +
			"    in the line  return v[i]\n" + hint},
		{"late panic", 0, head + "✓ values: 5\n✗ centralDiff(x², 1000) panics: too large.\n" +
			"    in the line  panic(\"too large\")\n" + hint},
		{"goexit", 0, head + "✗ Your code ends its goroutine instead of returning.\n" + hint},
		{"loop", 1, head + "✗ centralDiff(2x, 3) never finishes. Look for a loop whose condition never becomes false, " +
			"or for a wait that never ends.\n" + ends},
		{"wait", 1, head + "✗ centralDiff(2x, 3) never finishes. Look for a loop whose condition never becomes false, " +
			"or for a wait that never ends.\n" + ends},
		{"late loop", 1, head + "✗ centralDiff(2x, 3) is 0; it should be 2.\n" +
			"✗ centralDiff(x², 1000) never finishes. Look for a loop whose condition never becomes false, " +
			"or for a wait that never ends.\n" + ends},
		{"memory", 1, head + "✗ centralDiff(2x, 3) uses more and more memory, half a gigabyte so far. Look for an append or a " +
			"make in an endless loop, or for a size that is far too large.\n" + ends},
		{"huge", 1, head + "✗ centralDiff(2x, 3) uses more and more memory, half a gigabyte so far. Look for an append or a " +
			"make in an endless loop, or for a size that is far too large.\n" + ends},
		{"recursion", 1, head + "✗ centralDiff(2x, 3) keeps calling itself. A recursive function needs a case in which it " +
			"returns without calling itself.\n" + ends},
	} {
		t.Run(test.how, func(t *testing.T) {
			t.Parallel()
			state, stdout, stderr := runAstray(t, binary, test.how, kernel)
			if state.ExitCode() != test.status {
				t.Errorf("exit status %d, want %d\n%s", state.ExitCode(), test.status, stderr)
			}
			if stdout != test.says {
				t.Errorf("it says\n%s\nwant\n%s", stdout, test.says)
			}
			if stderr != "" {
				t.Errorf("on standard error\n%s", stderr)
			}
		})
	}
}

func runAstray(t *testing.T, binary, how, kernel string) (state *os.ProcessState, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	command := exec.Command(binary, how)
	command.Env = append(os.Environ(), "GONB_TMP_DIR="+kernel, "DLFS_HEADLESS=1", "DLFS_LANG=")
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return command.ProcessState, out.String(), errs.String()
}

// TestCourseBuild looks into a program that is built for a class: it judges, and holds no solution.
func TestCourseBuild(t *testing.T) {
	const source = `package main

import "dlfs/exercises"

func main() {
	exercises.Solution("4.3-2")
	for range 3 {
		exercises.Hint("4.3-2")
	}
	exercises.Check("4.3-2", func(f func(float64) float64, x float64) float64 { return (f(x+1e-4) - f(x-1e-4)) / 2e-4 })
}
`
	binary := build(t, source, "-tags", "course")
	data, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "BEGIN SOLUTION") {
		t.Error("the program holds the text of the solutions")
	}
	said := run(t, source, "-tags", "course")
	const first = "Your teacher has the solutions; for help, run exercises.Hint(\"4.3-2\").\n"
	if !strings.HasPrefix(said, first) || !strings.Contains(said, "\nThat was the last hint.\n") ||
		!strings.HasSuffix(said, "\nSolved.\n") || strings.Contains(said, "exercises.Solution") {
		t.Errorf("it says\n%s", said)
	}
}

// TestStubsFail builds a program of all cells, just as the notebooks have them, and runs it.
func TestStubsFail(t *testing.T) {
	said := run(t, program(t, All()))
	for _, e := range All() {
		want := e.ID + "  " + e.Title() + "\n" +
			"Still open: replace panic(\"your code here\") with your code and run the cell again.\n"
		if !strings.Contains(said, want) {
			t.Errorf("%s: the stub's check does not say\n%s", e.ID, want)
		}
	}
	if strings.ContainsAny(said, "✓✗") {
		t.Errorf("stubs have got further than they should:\n%s", said)
	}
}

// program puts cells together as the kernel does: declarations outside, and the check, the last line, into main. Imports
// that are not needed are left out.
func program(t *testing.T, all []*Exercise) string {
	t.Helper()
	var declarations, body strings.Builder
	for _, e := range all {
		above, below, found := strings.Cut(e.Cell(), "\nexercises.Check")
		if !found {
			t.Fatalf("%s: its cell has no check", e.ID)
		}
		below = "exercises.Check" + below
		declarations.WriteString(above + "\n")
		body.WriteString("\t" + below + "\n")
	}
	text := declarations.String()
	paths, err := filepath.Glob("internal/solutions/sec*.go")
	if err != nil || len(paths) == 0 {
		t.Fatal(len(paths), "files of solutions:", err)
	}
	imports := map[string]bool{"dlfs/exercises": true}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			path := strings.Trim(spec.Path.Value, `"`)
			if regexp.MustCompile(`\b` + packageName(path) + `\.`).MatchString(withoutComments(text)) {
				imports[path] = true
			}
		}
	}
	source := "package main\n\n"
	for path := range imports {
		source += fmt.Sprintf("import %q\n", path)
	}
	return source + text + "\nfunc main() {\n" + body.String() + "}\n"
}

func packageName(path string) string { return filepath.Base(strings.TrimSuffix(path, "/v2")) }

func withoutComments(source string) string {
	return regexp.MustCompile(`(?m)//.*$`).ReplaceAllString(source, "")
}

// run builds and runs a program of this module that lies in a temporary folder, and returns what it prints.
func run(t *testing.T, source string, flags ...string) string {
	t.Helper()
	command := exec.Command(build(t, source, flags...))
	command.Env = append(os.Environ(), "GONB_TMP_DIR=", "DLFS_LANG=")
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// build builds a program of this module.
func build(t *testing.T, source string, flags ...string) string {
	t.Helper()
	return buildFiles(t, map[string]string{"cell/main.go": source}, flags...)
}

// buildFiles builds a program of this module in ./cell. An overlay lays its files, and others, into folders of the module
// where they are not.
func buildFiles(t *testing.T, files map[string]string, flags ...string) string {
	t.Helper()
	dir := t.TempDir()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{}
	for name, source := range files {
		written := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		replace[filepath.Join(here, filepath.FromSlash(name))] = written
		if err := os.WriteFile(written, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	overlay, binary := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "cell.bin")
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err := errors.Join(err, os.WriteFile(overlay, text, 0o600)); err != nil {
		t.Fatal(err)
	}
	arguments := append([]string{"build", "-overlay", overlay, "-o", binary}, flags...)
	var out bytes.Buffer
	command := exec.Command("go", append(arguments, "./cell")...)
	command.Stdout, command.Stderr = &out, &out
	if err := command.Run(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out.String(), files["cell/main.go"])
	}
	return binary
}
