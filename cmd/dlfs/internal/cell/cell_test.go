package cell

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"dlfs/cmd/dlfs/internal/kernel"
)

// The tests start this program again as the go command.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) != Name {
		os.Exit(m.Run())
	}
	code, err := Go(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// A workshop is what the kernel sets up: GoNB's folder with a workspace that uses a module, and our go before the real one.
type workshop struct {
	t                 *testing.T
	module, dir, logs string
	shim, real        string
	environ           []string
}

const source = "package sum\n\nfunc Of(a, b int) int { return a + b }\n"

func newWorkshop(t *testing.T) *workshop {
	t.Helper()
	real, err := findGo(os.Getenv("PATH"))
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	// GoNB takes a random name too. A fixed one would let the build cache know the programs from an earlier run.
	name := fmt.Sprintf("gonb_%08x", rand.Uint32())
	w := &workshop{t: t, real: real, module: filepath.Join(root, "lesson"), dir: filepath.Join(root, name),
		logs: filepath.Join(root, "log"), shim: filepath.Join(root, "bin", Name)}
	w.write(w.module, map[string]string{
		"go.mod":                    "module lesson\n\ngo 1.26\n",
		"sum/sum.go":                source,
		"internal/secret/secret.go": "package secret\n\nconst Number = 42\n",
		"words/words.go":            "package words\n\nimport _ \"embed\"\n\n//go:embed words.txt\nvar All string\n",
		"words/words.txt":           "one two",
		"cmd/tool/main.go":          "package main\n\nfunc main() {}\n",
	})
	w.write(w.dir, map[string]string{
		"go.mod":  "module " + name + "\n\ngo 1.26\n\nreplace lesson => " + w.module + "\n",
		"go.work": "go 1.26\n\nuse (\n\t.\n\t" + w.module + "\n)\n",
	})
	w.write(root, map[string]string{"bin/.keep": ""})
	if err := os.Symlink(self, w.shim); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(real, "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	flags := `-buildvcs=false "` + strings.Join(kernel.OwnFlags(runtime.GOARCH), `" "`) + `"`
	cache := strings.Fields(string(out))
	w.environ = append(os.Environ(), "HOME="+root, "XDG_CACHE_HOME="+filepath.Join(root, "cache"),
		"XDG_CONFIG_HOME="+filepath.Join(root, "config"), "GOENV=off", "GOWORK=",
		"GOCACHE="+cache[0], "GOMODCACHE="+cache[1], "GOPROXY=off", "GOSUMDB=off", "GOTOOLCHAIN=local", "GOFLAGS="+flags,
		"GONB_TMP_DIR="+w.dir, LogVariable+"="+w.logs, "PATH="+filepath.Join(root, "bin")+":"+os.Getenv("PATH"))
	w.run(real, "telemetry", "off") // In a new home, a process that outlives go would count its calls.
	return w
}

func (w *workshop) write(dir string, files map[string]string) {
	w.t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			w.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *workshop) remove(path string) {
	w.t.Helper()
	if err := os.RemoveAll(path); err != nil {
		w.t.Fatal(err)
	}
}

// An outcome is all that a cell can tell about how it was built.
type outcome struct {
	said, program, printed string
}

// goroutine is what differs between two runs of one program.
var goroutine = regexp.MustCompile(`goroutine \d+`)

func (w *workshop) program() string { return filepath.Join(w.dir, filepath.Base(w.dir)) }

// build builds what is in the folder as GoNB does it, and runs the program.
func (w *workshop) build(goCommand string) outcome {
	w.t.Helper()
	w.remove(w.program())
	var o outcome
	o.said = w.run(goCommand, "build", "-o", w.program())
	program, err := os.ReadFile(w.program())
	if errors.Is(err, os.ErrNotExist) {
		return o
	}
	if err != nil {
		w.t.Fatal(err)
	}
	if bytes.HasPrefix(program, []byte("!<arch>\n")) {
		o.program = string(program) // go build writes this for a package that is not main.
		return o
	}
	o.program = withoutIDs(w.t, program)
	o.printed = goroutine.ReplaceAllString(w.run(w.program()), "goroutine N")
	return o
}

// run returns what the command prints, and how it ends.
func (w *workshop) run(name string, args ...string) string {
	w.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = w.dir
	cmd.Env = w.environ
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatal(err)
	}
	return fmt.Sprintf("%s%v", out, cmd.ProcessState)
}

// log returns the last line that our go has left, and forgets all.
func (w *workshop) log() string {
	w.t.Helper()
	data, err := os.ReadFile(w.logs)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		w.t.Fatal(err)
	}
	if err := os.Truncate(w.logs, 0); err != nil && !errors.Is(err, os.ErrNotExist) {
		w.t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	return lines[len(lines)-1]
}

// withoutIDs blanks the two build IDs of a program for Linux. Others are not compared byte by byte.
func withoutIDs(t *testing.T, program []byte) string {
	t.Helper()
	file, err := elf.NewFile(bytes.NewReader(program))
	if err != nil {
		return ""
	}
	for _, name := range []string{".note.go.buildid", ".note.gnu.build-id"} {
		note := file.Section(name)
		if note == nil {
			t.Fatalf("the program has no section %s", name)
		}
		clear(program[note.Offset : note.Offset+note.Size])
	}
	return string(program)
}

func main(imports, body string) string {
	return "package main\n\nimport (\n\t\"fmt\"\n" + imports + ")\n\nfunc main() {\n\tfmt.Print()\n" + body + "\n}\n"
}

// all imports what the cells of the table may import: after it has been built once, nothing is unknown.
var all = main("\"errors\"\n\"os\"\n\"os/user\"\n\"runtime/debug\"\n\"lesson/sum\"\n", `
	_, _ = user.Current()
	debug.ReadBuildInfo()
	fmt.Fprintln(os.Stderr, errors.New("none"), sum.Of(1, 2))`)

// table has good and broken cells, each with the way it has to go.
var table = []struct {
	name, source string
	recipe       bool
}{
	{"text", main("", `fmt.Println("hello")`), true},
	{"own package", main(`"lesson/sum"`+"\n", `fmt.Println(sum.Of(1, 2))`), true},
	{"renamed imports", main("s \"lesson/sum\"\n. \"errors\"\n_ \"os\"\n", `fmt.Println(s.Of(1, 2), New("x"))`), true},
	{"unsafe", main("\"unsafe\"\n", `fmt.Println(unsafe.Sizeof(0))`), true},
	{"build information", main("\"runtime/debug\"\n", "i, ok := debug.ReadBuildInfo()\nfmt.Println(i, ok)"), true},
	{"build information with a package", main("\"runtime/debug\"\n\"lesson/sum\"\n",
		"i, ok := debug.ReadBuildInfo()\nfmt.Println(i, ok, sum.Of(1, 1))"), true},
	{"cgo inside the standard library", main("\"os/user\"\n", "u, err := user.Current()\nfmt.Println(u != nil, err)"), true},
	{"panic", main("", "f := func() { panic(\"boom\") }\nf()"), true},
	{"index out of range", main("", "x := []int{1}\nfmt.Println(x[len(x)])"), true},
	{"panic in a goroutine", main("", "go func() { panic(\"boom\") }()\nselect {}"), true},
	{"exit status", main("\"os\"\n", "os.Exit(3)"), true},
	{"generics", main("", "fmt.Println(last([]int{1, 2}))\n}\n\nfunc last[T any](x []T) T {\n\treturn x[len(x)-1]"), true},
	{"noinline", main("", "fmt.Println(one())\n}\n\n//go:noinline\nfunc one() int {\n\treturn 1"), true},
	{"line comment", main("", "//line other.go:7\npanic(1)"), true},
	{"syntax error", main("", "fmt.Println("), true},
	{"type error", main("", `var x int = "a"`+"\nfmt.Println(x)"), true},
	{"unused variable", main("", "x := 1"), true},
	{"unused import", main("\"os\"\n", ""), true},
	{"import twice", main("\"fmt\"\n", ""), true},
	{"undefined", main("", "fmt.Println(nowhere)"), true},
	{"no main", "package main\n\nimport \"fmt\"\n\nvar _ = fmt.Sprint()\n", false},
	{"another package", "package other\n", false},
	{"many errors", main("", strings.Repeat("x := 1\n", 20)), true},
	{"an error in another file", main("", "//line other.go:7\nx := 1"), true},
	{"an error in a file with a path", main("", "//line /tmp/other.go:7\nx := 1"), true},
	{"function without a body", main("", "f()\n}\n\nfunc f()\n\nfunc g() {"), true},
	{"an error in the imports", "package main\n\nimport fmt\n\nfunc main() {}\n", false},
	{"empty", "", false},
	{"unknown package", main("\"example.com/nowhere\"\n", ""), false},
	{"unknown package of ours", main("\"lesson/nowhere\"\n", ""), false},
	{"internal package", main("\"internal/abi\"\n", "fmt.Println(abi.FuncPCABI0(main))"), false},
	{"internal package of ours", main("\"lesson/internal/secret\"\n", "fmt.Println(secret.Number)"), false},
	{"a program", main("_ \"lesson/cmd/tool\"\n", ""), false},
	{"relative import", main("_ \"./x\"\n", ""), false},
	{"build constraint", "//go:build ignore\n\n" + main("", ""), false},
	{"debug setting", "//go:debug panicnil=1\n" + main("", "panic(nil)"), false},
	{"embedded file", main("_ \"embed\"\n", "fmt.Print(work)\n}\n\n//go:embed go.work\nvar work string\n\nfunc f() {"), false},
	{"linkname", main("_ \"unsafe\"\n", "fmt.Println(now() > 0)\n}\n\n//go:linkname now runtime.nanotime\nfunc now() int64\n\nfunc f() {"), false},
}

func TestCells(t *testing.T) {
	w := newWorkshop(t)
	w.write(w.dir, map[string]string{"main.go": main("\"embed\"\n\"unsafe\"\n", "var _ embed.FS\n_ = unsafe.Sizeof(0)")})
	w.build(w.shim)
	w.write(w.dir, map[string]string{"main.go": all})
	w.build(w.shim)
	for _, cell := range table {
		t.Run(cell.name, func(t *testing.T) {
			w.t = t
			w.write(w.dir, map[string]string{"main.go": cell.source})
			w.log()
			ours := w.build(w.shim)
			if log := w.log(); (log == "build: by recipe") != cell.recipe {
				t.Errorf("the log says %q", log)
			}
			compare(t, ours, w.build(w.real))
		})
	}
}

func compare(t *testing.T, ours, theirs outcome) {
	t.Helper()
	if ours.said != theirs.said || ours.printed != theirs.printed {
		t.Errorf("said %q\nprinted %q\nwith go alone %q\n%q", ours.said, ours.printed, theirs.said, theirs.printed)
	}
	if ours.program != theirs.program {
		t.Error("the programs differ")
	}
}

// Whatever changes between two cells, the next one is what the real go makes of it.
func TestChanges(t *testing.T) {
	using := main("\"lesson/sum\"\n\"lesson/words\"\n", "fmt.Println(sum.Of(2, 3), words.All)")
	again := strings.Replace(using, "2, 3", "5, 8", 1)
	tests := []struct {
		name   string
		change func(w *workshop)
		recipe bool
	}{
		{"nothing", func(w *workshop) {}, true},
		{"a test", func(w *workshop) { w.write(w.module, map[string]string{"sum/sum_test.go": "package sum\n"}) }, true},
		{"a source, to one of the same length and time", func(w *workshop) {
			path := filepath.Join(w.module, "sum", "sum.go")
			info, err := os.Stat(path)
			if err != nil {
				w.t.Fatal(err)
			}
			w.write(w.module, map[string]string{"sum/sum.go": strings.Replace(source, "+", "-", 1)})
			if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
				w.t.Fatal(err)
			}
		}, false},
		{"a source, to one that does not compile", func(w *workshop) {
			w.write(w.module, map[string]string{"sum/sum.go": "package sum\n\nfunc Of(a, b int) int { return }\n"})
		}, false},
		{"a new source", func(w *workshop) {
			w.write(w.module, map[string]string{"sum/more.go": "package sum\n\nfunc init() { println(\"new\") }\n"})
		}, false},
		{"an embedded file", func(w *workshop) { w.write(w.module, map[string]string{"words/words.txt": "two one"}) }, false},
		{"a package that is gone", func(w *workshop) { w.remove(filepath.Join(w.module, "sum")) }, false},
		{"a module of its own", func(w *workshop) { w.write(w.module, map[string]string{"sum/go.mod": "module other\n"}) }, false},
		{"go.mod", func(w *workshop) { w.write(w.module, map[string]string{"go.mod": "module lessons\n"}) }, false},
		{"go.work", func(w *workshop) { w.write(w.dir, map[string]string{"go.work": "go 1.26\n\nuse .\n"}) }, false},
		{"language version", func(w *workshop) {
			w.write(w.dir, map[string]string{"go.mod": "module " + filepath.Base(w.dir) + "\n\ngo 1.26.0\n"})
		}, false},
		{"a second file", func(w *workshop) {
			w.write(w.dir, map[string]string{"more.go": "package main\n\nfunc init() { println(\"more\") }\n"})
		}, false},
		{"GOFLAGS", func(w *workshop) { w.environ = append(w.environ, "GOFLAGS='-ldflags=-s -w -X main.x=1' -trimpath") }, false},
		{"a flag whose file may change", func(w *workshop) {
			w.write(w.dir, map[string]string{"overlay": "{}"})
			w.environ = append(w.environ, "GOFLAGS='-ldflags=-s -w' -trimpath -overlay="+filepath.Join(w.dir, "overlay"))
		}, false},
		{"a workspace elsewhere", func(w *workshop) { w.environ = append(w.environ, "GOWORK=off") }, false},
		{"a file in the program's place", func(w *workshop) {}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorkshop(t)
			w.write(w.dir, map[string]string{"main.go": using})
			w.build(w.shim)
			test.change(w)
			w.write(w.dir, map[string]string{"main.go": again})
			w.log()
			if test.name == "a file in the program's place" {
				w.keepsFiles()
				return
			}
			ours := w.build(w.shim)
			if log := w.log(); (log == "build: by recipe") != test.recipe {
				t.Errorf("the log says %q", log)
			}
			compare(t, ours, w.build(w.real))
		})
	}
}

// A module of an older language, and one that stands in place of another, are built as the real go builds them.
func TestOtherModules(t *testing.T) {
	w := newWorkshop(t)
	root := filepath.Dir(w.dir)
	w.write(root, map[string]string{"stand-in/go.mod": "module example.com/other\n\ngo 1.20\n", "stand-in/other.go": "package other\n\nconst Name = \"old\"\n"})
	w.write(w.module, map[string]string{"go.mod": "module lesson\n\ngo 1.20\n"})
	w.write(w.dir, map[string]string{
		"go.mod":  "module " + filepath.Base(w.dir) + "\n\ngo 1.20\n\nrequire example.com/other v1.0.0\n\nreplace example.com/other => ../stand-in\n",
		"go.work": "go 1.20\n\nuse (\n\t.\n\t" + w.module + "\n)\n",
	})
	show := main("\"lesson/sum\"\n\"example.com/other\"\n\"runtime/debug\"\n", `
	var fs []func()
	for i := 0; i < 2; i++ {
		fs = append(fs, func() { fmt.Println(i) }) // The same variable in each turn, before Go 1.22.
	}
	fs[0]()
	info, _ := debug.ReadBuildInfo()
	fmt.Println(sum.Of(1, 2), other.Name, info)
	defer func() { fmt.Println(recover()) }()
	panic(nil)`)
	for _, step := range []struct {
		change func()
		log    string
	}{
		{func() {}, "build: by go: no recipe"},
		{func() {}, "build: by recipe"},
		{func() {
			w.write(root, map[string]string{"stand-in/other.go": "package other\n\nconst Name = \"new\"\n"})
		}, "build: by go: no recipe: sources have changed"},
		{func() {}, "build: by recipe"},
		{func() {
			w.write(root, map[string]string{"stand-in/go.mod": "module example.com/other\n\ngo 1.20\n\nexclude example.com/third v1.0.0\n"})
		}, "build: by go: no recipe: sources have changed"},
	} {
		step.change()
		show += "\n"
		w.write(w.dir, map[string]string{"main.go": show})
		ours := w.build(w.shim)
		if log := w.log(); !strings.HasPrefix(log, step.log) {
			t.Errorf("the log says %q, want %q", log, step.log)
		}
		if !strings.HasPrefix(ours.printed, "2\n3 ") {
			t.Errorf("printed %q", ours.printed)
		}
		compare(t, ours, w.build(w.real))
	}
}

// keepsFiles looks whether a file that is no program survives a build, as it does with the real go.
func (w *workshop) keepsFiles() {
	w.remove(w.program())
	w.write(w.dir, map[string]string{filepath.Base(w.program()): "precious"})
	ours := w.run(w.shim, "build", "-o", w.program())
	theirs := w.run(w.real, "build", "-o", w.program())
	kept, err := os.ReadFile(w.program())
	if err != nil || string(kept) != "precious" || ours != theirs || w.log() == "build: by recipe" {
		w.t.Errorf("%q, %v\n%s\nwith go alone\n%s", kept, err, ours, theirs)
	}
}

// What the real go builds after us is not taken for up to date.
func TestRealGoAfterwards(t *testing.T) {
	w := newWorkshop(t)
	for _, number := range []string{"1", "2"} {
		w.write(w.dir, map[string]string{"main.go": main("", "fmt.Print("+number+")")})
		w.run(w.shim, "build", "-o", w.program())
	}
	if log := w.log(); log != "build: by recipe" {
		t.Fatalf("the log says %q", log)
	}
	w.write(w.dir, map[string]string{"main.go": main("", "fmt.Print(1)")})
	w.run(w.real, "build", "-o", w.program())
	if got := w.run(w.program()); got != "1exit status 0" {
		t.Errorf("printed %q", got)
	}
}

func TestGet(t *testing.T) {
	w := newWorkshop(t)
	w.write(w.dir, map[string]string{"main.go": main("\"lesson/sum\"\n", "fmt.Println(sum.Of(1, 2))")})
	var logs []string
	for range 3 {
		w.run(w.shim, "get")
		logs = append(logs, w.log())
		w.run(w.shim, "build", "-o", w.program())
	}
	for i, want := range []string{"get: by go: no recipe", "get: by recipe", "get: by recipe"} {
		if !strings.HasPrefix(logs[i], want) {
			t.Errorf("call %d: the log says %q, want %q", i, logs[i], want)
		}
	}
	w.write(w.dir, map[string]string{"main.go": main("\"example.com/nowhere\"\n", "nowhere.Go()")})
	if ours, theirs := w.run(w.shim, "get"), w.run(w.real, "get"); ours != theirs {
		t.Errorf("said %q, go alone %q", ours, theirs)
	}
}

func TestOtherCalls(t *testing.T) {
	w := newWorkshop(t)
	w.write(w.dir, map[string]string{"main.go": all})
	for _, args := range [][]string{nil, {"version"}, {"env", "GOWORK"}, {"list", "./..."}, {"build", "./nowhere"}, {"get", "-h"},
		{"build", "-o", "x", "-n"}, {"vet"}, {"nonsense"}} {
		ours, theirs := w.run(w.shim, args...), w.run(w.real, args...)
		if strings.Contains(theirs, "WORK=") {
			ours, theirs = ours[strings.Index(ours, "\n"):], theirs[strings.Index(theirs, "\n"):]
		}
		if len(args) < 4 && ours != theirs {
			t.Errorf("go %q: %q, go alone %q", args, ours, theirs)
		}
	}
	if log := w.log(); log != "" {
		t.Errorf("the log says %q", log)
	}
}

// What one user's kernel has learned serves another, if nothing of the go command's lies in their homes.
func TestGivenRecipes(t *testing.T) {
	w := newWorkshop(t)
	w.write(w.dir, map[string]string{"main.go": main("\"lesson/sum\"\n", "fmt.Println(sum.Of(1, 2))")})
	w.environ = append(w.environ, "GOPATH="+filepath.Join(w.dir, "..", "gopath"))
	root := filepath.Dir(w.dir)
	want := w.build(w.shim)
	w.log()
	for _, test := range []struct {
		name      string
		variables []string
		recipe    bool
	}{
		{"another home", nil, false},
		{"another home, with the recipes", []string{GivenVariable + "=" + filepath.Join(root, "cache", "dlfs", "cells")}, true},
		{"recipes that are not there", []string{GivenVariable + "=" + filepath.Join(root, "nowhere")}, false},
		{"other circumstances", []string{GivenVariable + "=" + filepath.Join(root, "cache", "dlfs", "cells"), "GOFLAGS=-trimpath"}, false},
	} {
		home := t.TempDir()
		w.environ = append(w.environ, append(test.variables, "HOME="+home, "XDG_CACHE_HOME="+home)...)
		got := w.build(w.shim)
		if log := w.log(); (log == "build: by recipe") != test.recipe || got.printed != want.printed {
			t.Errorf("%s: printed %q, and the log says %q", test.name, got.printed, log)
		}
	}
}

// A cell that imports what others have imported one by one is built from their recipes, and becomes what the real go makes
// of it; a change of a source counts for it as well.
func TestSums(t *testing.T) {
	w := newWorkshop(t)
	root := filepath.Dir(w.dir)
	w.write(root, map[string]string{"stand-in/go.mod": "module example.com/other\n\ngo 1.26\n", "stand-in/other.go": "package other\n\nconst Name = \"other\"\n"})
	w.write(w.dir, map[string]string{
		"go.mod": "module " + filepath.Base(w.dir) + "\n\ngo 1.26\n\nrequire example.com/other v1.0.0\n\nreplace (\n\texample.com/other => ../stand-in\n\tlesson => ../lesson\n)\n",
	})
	debug := "\"runtime/debug\"\n"
	show := "i, _ := debug.ReadBuildInfo()\nfmt.Println(i)\n"
	for _, step := range []struct {
		imports, body string
		recipe        bool
	}{
		{"\"lesson/sum\"\n", "fmt.Println(sum.Of(1, 2))", false},
		{"\"lesson/words\"\n\"lesson/sum\"\n", "fmt.Println(sum.Of(1, 2), words.All)", false},
		{"\"lesson/words\"\n", "fmt.Println(words.All)", false},
		{"\"example.com/other\"\n", "fmt.Println(other.Name)", false},
		{"\"lesson/sum\"\n\"example.com/other\"\n", "fmt.Println(other.Name, sum.Of(3, 4))", true},
		{"\"lesson/sum\"\n\"example.com/other\"\n\"lesson/words\"\n", "fmt.Println(other.Name, sum.Of(3, 4), words.All)", true},
	} {
		w.write(w.dir, map[string]string{"main.go": main(debug+step.imports, show+step.body)})
		ours := w.build(w.shim)
		if log := w.log(); (log == "build: by recipe") != step.recipe {
			t.Errorf("%s: the log says %q", step.imports, log)
		}
		compare(t, ours, w.build(w.real))
	}
	w.write(w.module, map[string]string{"sum/sum.go": strings.Replace(source, "+", "-", 1)})
	w.write(w.dir, map[string]string{"main.go": main("\"lesson/sum\"\n\"example.com/other\"\n", "fmt.Println(other.Name, sum.Of(3, 4))\n")})
	ours := w.build(w.shim)
	if log := w.log(); log == "build: by recipe" || ours.printed != "other -1\nexit status 0" {
		t.Errorf("printed %q, the log says %q", ours.printed, log)
	}
}
