package advice

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"dlfs/internal/cells"
	"dlfs/nb/kept/manifest"
)

// archives lists the archives of the packages of the index and what they import, as the compiler and the linker read it.
var archives = sync.OnceValues(func() (string, error) {
	args := []string{"list", "-export", "-deps", "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}"}
	for _, p := range append(index.Packages, cells.Package{Path: "dlfs/nb/kept"}) {
		args = append(args, p.Path)
	}
	list := exec.Command("go", args...)
	list.Dir = "../.."
	found, err := list.Output()
	return string(found), err
})

// build makes folder/program of a source, or returns what the compiler says against it.
func build(t *testing.T, folder, source string) (said string) {
	t.Helper()
	config, err := archives()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"main.go": source, "archives": config} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	compile := exec.Command("go", "tool", "compile", "-p", "main", "-importcfg", "archives", "-o", "main.a", "main.go")
	compile.Dir = folder
	if said, err := compile.CombinedOutput(); err != nil {
		return string(said)
	}
	link := exec.Command("go", "tool", "link", "-s", "-w", "-importcfg", "archives", "-o", "program", "main.a")
	link.Dir = folder
	if said, err := link.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return ""
}

// index is as much of the packages as the cells below need.
var index = &cells.Index{Packages: []cells.Package{
	pkg("dlfs/dl", "func ReLU Softmax NewTwoLayerNet He"),
	pkg("fmt", "func Print Printf Println Sprint Sprintf Errorf"),
	pkg("gonum.org/v1/gonum/floats", "func Add Max"),
	pkg("gonum.org/v1/gonum/mat", "func NewDense NewVecDense", "type Dense VecDense"),
	pkg("log", "func Fatal Println"),
	pkg("math", "func Sqrt Pow Abs", "const Pi"),
	pkg("math/rand/v2", "func IntN NewPCG New"),
	pkg("os", "func Exit Open"),
	pkg("strconv", "func Atoi Itoa"),
	pkg("strings", "func Repeat ToUpper TrimSpace"),
	pkg("sync", "type WaitGroup Mutex"),
	pkg("time", "func Now Sleep", "type Time", "const Second"),
}}

func pkg(path string, members ...string) cells.Package {
	p := cells.Package{Path: path, Name: cells.Import{Path: path}.Name(), Members: map[string]string{}}
	for _, kind := range members {
		words := strings.Fields(kind)
		for _, name := range words[1:] {
			p.Members[name] = words[0]
		}
	}
	return p
}

// A case is cells one after the other, of which the last fails; | parts them.
type example struct {
	cells string
	value string // what the failure's value contains
	says  string // what its traceback contains
}

func (e example) split() []string { return strings.Split(e.cells, "\n---\n") }

// ran is what became of the last of some cells, all others of which run.
type ran struct {
	Failure
	cell Cell
	err  error
}

// do gives cells to the compiler and to the system, as the kernel in a page does.
func do(t *testing.T, all []string) ran {
	t.Helper()
	var state cells.State
	for i, source := range all[:len(all)-1] {
		w := cells.Rewrite(state, i+1, source, manifest.Manifest{}, index, nil)
		r := cells.Run(state, i+1, w.Code, index)
		if w.Err != nil || r.Err != "" {
			t.Fatal(w.Err, r.Err)
		}
		state = w.Placed(r.State)
	}
	c := Cell{State: state, Number: len(all), Source: all[len(all)-1], Index: index}
	w := cells.Rewrite(state, c.Number, c.Source, manifest.Manifest{}, index, nil)
	if w.Err != nil {
		return ran{Compile(w.Err.Error(), c), c, nil}
	}
	r := cells.Run(state, c.Number, w.Code, index)
	if r.Err != "" {
		return ran{Compile(w.Original(r.Err), c), c, nil}
	}
	folder := t.TempDir()
	if said := build(t, folder, r.Source); said != "" {
		return ran{Compile(w.Original(said), c), c, nil}
	}
	run := exec.Command("sh", "-c", "ulimit -v 4000000; exec ./program")
	run.Dir = folder
	var stderr strings.Builder
	run.Stderr = &stderr
	err := run.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return ran{Failure{}, c, fmt.Errorf("the cell ended with %w", err)}
	}
	return ran{Program(w.Original(crash(stderr.String())), exit.String(), c), c, nil}
}

var begins = regexp.MustCompile(`(?m)^(?:panic: |fatal error: )`)

// crash is what a program wrote when it crashed.
func crash(stderr string) string {
	if at := begins.FindStringIndex(stderr); at != nil {
		return stderr[at[0]:]
	}
	return ""
}

var leaks = regexp.MustCompile(`/tmp|/usr|/root|/home|\.go\b|0x[0-9a-f]|goroutine \d|main\.`)

func check(t *testing.T, e example, got Failure) {
	t.Helper()
	text := strings.Join(got.Traceback, "\n")
	if !strings.Contains(got.Value, e.value) || !strings.Contains(text, e.says) || !strings.Contains(text, got.Value) {
		t.Errorf("%q: %q, want %q and %q:\n%s", e.cells, got.Value, e.value, e.says, text)
	}
	if found := leaks.FindString(text); found != "" && !strings.Contains(e.cells, found) {
		t.Errorf("%q shows %q:\n%s", e.cells, found, text)
	}
	if len(got.Traceback) > 60 {
		t.Errorf("%q: %d lines", e.cells, len(got.Traceback))
	}
	if os.Getenv("SHOW") != "" {
		fmt.Printf("=== %s\n%s\n\n", strings.ReplaceAll(e.cells, "\n", "\n    "), text)
	}
}

// TestAdvice runs the cells through the real compiler, and those that compile.
func TestAdvice(t *testing.T) {
	for _, e := range slices.Concat(compiled, crashing) {
		t.Run(e.value, func(t *testing.T) {
			t.Parallel()
			r := do(t, e.split())
			if r.err != nil {
				t.Fatalf("%q: %v", e.cells, r.err)
			}
			check(t, e, r.Failure)
		})
	}
}

// TestSyntax is of cells that no compiler sees.
func TestSyntax(t *testing.T) {
	for _, e := range unread {
		t.Run(e.value, func(t *testing.T) {
			r := cells.Rewrite(cells.State{}, 1, e.cells, manifest.Manifest{}, index, nil)
			if r.Err == nil {
				_, r.Err = cells.After(cells.State{}, 1, r.Code)
			}
			if r.Err == nil {
				t.Fatalf("%q is read", e.cells)
			}
			check(t, e, Compile(r.Err.Error(), Cell{Number: 1, Source: e.cells, Index: index}))
		})
	}
}

// TestRemoved is of a kept variable that is removed after other cells have used it: no block has declared it.
func TestRemoved(t *testing.T) {
	var kept manifest.Manifest
	kept.Groups = []manifest.Group{{Vars: []manifest.Var{{Name: "squares", Type: "[]int", Shown: "[]int"}}}}
	var state cells.State
	for i, source := range []string{"p := &squares", "squares", "%%\nfmt.Println(squares)", "%rm squares"} {
		w := cells.Rewrite(state, i+1, source, kept, index, nil)
		after, err := cells.After(state, i+1, w.Code)
		if w.Err != nil || err != nil {
			t.Fatal(w.Err, err)
		}
		state, kept = w.Placed(after), w.Kept
	}
	c := Cell{Number: 5, Source: "squares", State: state, Index: index}
	check(t, example{c.Source, "undefined: squares", "squares is not declared here: check its spelling, first run the cell that declares it"},
		Compile("Cell[5]:1:1: undefined: squares", c))
}

// TestModules is of packages that are not there, as the tools say it that look for them.
func TestModules(t *testing.T) {
	c := Cell{Number: 2, Source: "import \"github.com/google/uuid\"\n%%\nuuid.New()"}
	for _, test := range []struct{ said, says string }{
		{"/tmp/gonb_1/Cell[2]:1:8: no required module provides package github.com/google/uuid; to add it:\n\tgo get github.com/google/uuid", "!*go get github.com/google/uuid"},
		{"go: module github.com/google/uuid: module lookup disabled by GOPROXY=off", "!*go get github.com/google/uuid"},
		{"Cell[2]:1:8: cannot find module providing package github.com/google/uuid: module lookup disabled by GOPROXY=off", "!*go get github.com/google/uuid"},
		{"Cell[2]:1:8: github.com/google/uuid: from implicitly required module", "!*go get github.com/google/uuid"},
		{"Cell[2]:1:8: github.com/pkg/errors: module lookup disabled by GOPROXY=off", "github.com/pkg/errors: module"},
		{"Cell[2]:1:8: no required module provides package dlfs/dll; to add it:", "did you mean \"dlfs/dl\"?"},
		{"Cell[2]:1:8: package strngs is not in std (/usr/local/go/src/strngs)", "did you mean \"strings\"?"},
		{"Cell[2]:1:8: package numbers is not in std (/usr/local/go/src/numbers)", "there is no package \"numbers\""},
	} {
		check(t, example{c.Source, "", test.says}, Compile(test.said, c))
	}
}

// TestEnds is of programs that end otherwise than by a crash.
func TestEnds(t *testing.T) {
	for status, want := range map[string]string{
		"exit status 3": "Exit", "signal: killed": "Killed", "signal: interrupt": "Interrupted", "signal: terminated": "Killed", "": "Killed",
	} {
		if got := Program("", status, Cell{}); got.Name != want || got.Value == "" || len(got.Traceback) == 0 {
			t.Errorf("%s: %q", status, got)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"weights", "Println", "Print", "learningRate", "x", "softmax"}
	for name, want := range map[string]string{
		"weigths": "weights", "Printn": "Println", "learningrate": "learningRate", "y": "", "sotfmax": "softmax", "xx": "x", "nothing": "", "": "",
	} {
		if got := nearest(name, known); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// A wide character takes the room of two, so that the caret is under what is meant.
func TestCaret(t *testing.T) {
	c := Cell{Number: 1, Source: "%%\n\ts := \"日本\" + x"}
	got := c.quote(cells.Place{Cell: 1, Line: 2, Column: 18})
	if want := []string{"    \ts := \"日本\" + x", "    \t      \u3000\u3000    ^"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// No text makes advice stumble.
func FuzzAdvice(f *testing.F) {
	for _, said := range []string{
		"Cell[1]:2:3: undefined: x", "Cell[1]:2: cannot use x (variable of type int) as []int value in argument to f", "/tmp/a.go:1:2: invalid operation: a + b (mismatched types int and string)",
		"panic: a\n\tb [recovered]\n\ngoroutine 1 [running]:\nmain.f(0x1)\n\t/tmp/Cell[1]:2 +0x1", "fatal error: stack overflow\n\ngoroutine 1 [running]:\nx\n...99 frames elided...\n",
		"Cell[1]:1:1: 1.5 (untyped float constant) truncated to int",
	} {
		f.Add(said, "%%\nx := 1.5")
	}
	f.Fuzz(func(t *testing.T, said, source string) {
		for _, c := range []Cell{{Number: 1, Source: source}, {Number: 1, Source: source, Index: index}} {
			for _, got := range []Failure{Compile(said, c), Program(said, "exit status 2", c), Refused(said, c)} {
				if got.Name == "" || len(got.Traceback) == 0 {
					t.Errorf("%q", got)
				}
			}
		}
	})
}

func TestAdviceSpeaksTheLanguage(t *testing.T) {
	c := Cell{Number: 1, Source: "%%\nx := 3"}
	for lang, want := range map[string]string{"zh": "Go 不允许有未使用的变量", "ko": "쓰이지 않는 변수를 둘 수 없습니다", "ja": "Goでは使わない変数は許されません"} {
		t.Setenv("DLFS_LANG", lang)
		check(t, example{c.Source, "declared and not used: x", want}, Compile("Cell[1]:2:1: declared and not used: x", c))
	}
}

// Who ends a program with status 1 has printed why.
func TestStatusOneNeedsNoAdvice(t *testing.T) {
	if f := Program("", "exit status 1", Cell{Number: 1}); f.Name != "Exit" || len(f.Traceback) != 1 {
		t.Errorf("%+v", f)
	}
}

// The sentence is the value; its place stands below it, with the line.
func TestRefused(t *testing.T) {
	c := Cell{Number: 3, Source: "%%\n%pip install numpy"}
	got := Refused("Cell[3]:2:1: no pip here", c)
	if got.Value != "no pip here" || !slices.Equal(got.Traceback, []string{"Refused: no pip here", "Cell[3]:2:1", "    %pip install numpy", "    ^"}) {
		t.Errorf("%q", got)
	}
	if got := Refused("no place", c); got.Value != "no place" || len(got.Traceback) != 1 {
		t.Errorf("%q", got)
	}
}

// What a program says when it cannot take up its variables is a sentence alone, without places.
func TestUntaken(t *testing.T) {
	for said, want := range map[string]string{
		"p is kept as an int, and this type has changed since: run the cell that makes p again":     "p is kept as a value of type int, which has changed since",
		"p holds a main.T, which this cell's program does not have: run …":                          "p holds a value of type main.T, which this cell cannot name",
		"p is not kept any more: run the cell that makes p again":                                   "p is not kept any more: run the cell that makes it again",
		"what is kept of p is gone: run the cell that makes p again":                                "p is not kept any more: run the cell that makes it again",
		"what is kept of p is damaged: run the cell that makes p again":                             "what is kept of p cannot be read",
		"err holds what ErrX was, and this cell's program has no such variable of that type: run …": "err holds the value of ErrX, which is not declared any more or has another type",
		"something else": "something else",
	} {
		f := Program("panic: kept: "+said+"\n", "exit status 2", Cell{Number: 1, Source: "p"})
		if f.Name != "Refused" || !strings.HasPrefix(f.Value, want) || len(f.Traceback) != 1 {
			t.Errorf("%q becomes %q", said, f.Traceback)
		}
	}
}
