package library

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dlfs/cmd/dlfs/internal/kernel"
	"dlfs/internal/cells"
)

// open returns the library of the module in root that waits for the compiler as long as it takes, with a cache of its own.
func open(t *testing.T, root string) *Library {
	t.Helper()
	for _, name := range []string{"GOCACHE", "GOMODCACHE"} { // which may lie in the user's cache
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv(name, strings.TrimSpace(string(value)))
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	l := New(root, root)
	l.patience = time.Hour
	l.Warn = func(err error) { t.Error(err) }
	t.Cleanup(func() { // What goes on in the background needs the folders.
		settled(l)
		if l.exports != nil {
			l.exports.mu.Lock()
			all := slices.Collect(maps.Values(l.exports.known))
			l.exports.mu.Unlock()
			for _, a := range all {
				<-a.found
			}
		}
	})
	return l
}

// settled waits until all names have been read.
func settled(l *Library) {
	for l.loading.Load() {
		time.Sleep(time.Millisecond)
	}
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// state is what is remembered of cells that compiled.
func stateOf(t *testing.T, sources ...string) (s cells.State) {
	t.Helper()
	for i, source := range sources {
		var err error
		if s, err = cells.After(s, i+1, source); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// cursorIn takes the cursor out of a cell.
func cursorIn(t *testing.T, cell string) (source string, cursor int) {
	t.Helper()
	before, after, ok := strings.Cut(cell, "‸")
	if !ok {
		t.Fatalf("%q has no cursor", cell)
	}
	return before + after, len([]rune(before))
}

func TestModule(t *testing.T) {
	l := open(t, moduleRoot(t))
	t.Run("answers", func(t *testing.T) { testAnswers(t, l) })
	t.Run("together", func(t *testing.T) { testTogether(t, l) })
	t.Run("patience", func(t *testing.T) { testPatience(t, l) })
}

func testAnswers(t *testing.T, l *Library) {
	state := stateOf(t, "import \"dlfs/dl\"\nvar net = dl.NewTwoLayerNet(784, 50, 10, 0.01, nil)")
	for _, c := range []struct{ cell, has string }{
		{"%%\nnet.‸", "Accuracy Gradient Loss Predict"},
		{"%%\nloss := net.Lo‸", "Loss"},
		{"%%\ndl.NewTwo‸", "NewTwoLayerNet"},
		{"%%\nplot.New().‸", "Add Save Title"},
		{"%%\nplot.New().Title.‸", "Padding Text TextStyle"},
		{"%%\nm := mat.NewDense(2, 2, nil)\nm.T().‸", "At Dims T"},
		{"%%\nvar b strings.Builder\n日本 := b\n日本.Wri‸", "Write WriteByte WriteRune WriteString"},
		{"%%\nfmt.Pri‸", "Print Printf Println"},
		{"%%\nplotting.‸", "Figure LossCurve"},
		{"import \"gonum.org/v1/plot/plott‸\"", "gonum.org/v1/plot/plotter"},
		{"%%\nnothing.‸", ""},
		{"import \"all\"\n%%\nall.‸", ""},
		{"import \"C\"\n%%\nC.‸", ""},
		{"import \"./...\"\nimport x \"fmt/...\"\n%%\nx.‸", ""},
	} {
		source, cursor := cursorIn(t, c.cell)
		matches, start, end := l.Complete(state, source, cursor)
		all := " " + strings.Join(matches, " ") + " "
		for _, want := range strings.Fields(c.has) {
			if !strings.Contains(all, " "+want+" ") {
				t.Errorf("%q: %q without %s", c.cell, matches, want)
			}
		}
		if c.has == "" && len(matches) > 0 {
			t.Errorf("%q: %q", c.cell, matches)
		}
		if written := string([]rune(source)[start:end]); end != cursor || strings.ContainsAny(written, "\n\"") {
			t.Errorf("%q: in the place of %q", c.cell, written)
		}
	}
	for _, c := range []struct{ cell, begins, has string }{
		{"%%\nnet.Loss‸(x, t)", "```go\nfunc (n *TwoLayerNet) Loss(", "\n```\n\nLoss "},
		{"%%\nnet.Loss(nil, ‸", "```go\nfunc (n *TwoLayerNet) Loss(", "\n```\n\nLoss "},
		{"%%\nfmt.Println‸(1)", "```go\nfunc Println(a ...any)", "Println formats"},
		{"%%\nvar l plot.Legend\nl.Top‸", "```go\nTop bool", "specify the location"},
		{"%%\nplot.New().Title.Text‸", "```go\nfield Text string", ""},
		{"%%\nmat.NewDense(1, 1, nil).Dims‸", "```go\nfunc (m *Dense) Dims()", "Dims returns"},
		{"%%\nvar m mat.Matrix\nm.Dims‸", "```go\nDims() (r, c int)", "Dims returns"},
		{"%%\nappend‸", "```go\nfunc append(slice []Type, elems ...Type) []Type", "append built-in"},
		{"%%\nfm‸t.Println()", "```go\npackage fmt //", "formatted I/O"},
		{"%%\nx := net.Loss(nil, nil)\nx‸", "```go\nvar x float64", ""},
		{"%%\nnet‸", "```go\nvar net = dl.NewTwoLayerNet(784, 50, 10, 0.01, nil) // *dl.TwoLayerNet", ""},
		{"%%\nnothing‸", "", ""},
	} {
		source, cursor := cursorIn(t, c.cell)
		text, found := l.Inspect(state, source, cursor)
		if found != (text != "") || found != (c.begins != "") || !strings.HasPrefix(text, c.begins) || !strings.Contains(text, c.has) {
			t.Errorf("%q: %q, want %q and then %q", c.cell, text, c.begins, c.has)
		}
	}
}

// write makes a module.
func write(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// A change to the module's sources is noticed, in the types at once.
func TestChange(t *testing.T) {
	root := write(t, map[string]string{
		"go.mod":     "module example\n\ngo 1.26\n",
		"a/a.go":     "package a\n\nimport \"example/b\"\n\ntype T struct{ b.Base }\n",
		"b/b.go":     "package b\n\ntype Base struct{ Old int }\n",
		"main/m.go":  "package main\n\nfunc main() {}\n",
		"internal/i": "",
	})
	l := open(t, root)
	const cell = "%%\nvar x a.T\nx."
	complete := func(code string) string {
		matches, _, _ := l.Complete(cells.State{}, code, len(code))
		return strings.Join(matches, " ")
	}
	if got := complete(cell); got != "Base Old" {
		t.Fatalf("%q", got)
	}
	file := filepath.Join(root, "b", "b.go")
	if err := os.WriteFile(file, []byte("package b\n\ntype Base struct{ Newer int }\n\nfunc Added() {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := complete(cell); got != "Base Newer" {
		t.Errorf("after a change: %q", got)
	}
	settled(l)
	if l.Index().Packages == nil || complete("%%\nb.") != "Added Base" {
		t.Errorf("the index still has %v", l.Index())
	}
	// What cannot be compiled has names.
	if err := os.WriteFile(file, []byte("package b\n\nfunc Added() {}\n\nfunc Broken() {"), 0o644); err != nil {
		t.Fatal(err)
	}
	complete("")
	settled(l)
	// An answer that would take longer than a person's patience is left out, which happens on a busy machine.
	got := ""
	for range 100 {
		if got = complete("%%\nb."); got != "" {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if got != "Added Broken" {
		t.Errorf("of a package with an error: %q", got)
	}
}

// A second library takes the names of packages from the cache, unless the module requires others.
func TestCache(t *testing.T) {
	root := write(t, map[string]string{"go.mod": "module example\n\ngo 1.26\n"})
	l := open(t, root)
	named := 0 // how often the packages were listed
	read := func() kept {
		t.Helper()
		if _, err := readOthers(root, root, func([]listed) { named++ }); err != nil {
			t.Fatal(err)
		}
		folder, err := os.UserCacheDir()
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(folder, "dlfs", "library", hash(root)[:24]+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var k kept
		if err := json.Unmarshal(data, &k); err != nil {
			t.Fatal(err)
		}
		return k
	}
	first := read()
	if again := read(); again.Key != first.Key || named != 1 {
		t.Errorf("listed %d times", named)
	}
	if err := os.WriteFile(filepath.Join(root, "go.sum"), []byte("\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if other := read(); other.Key == first.Key || named != 2 {
		t.Error("the key does not hang on go.sum")
	}
	if l.Index() != nil {
		t.Error("an index before anything was read")
	}
}

// Whoever asks at the same time, and whatever, is answered.
func testTogether(t *testing.T, l *Library) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for _, code := range []string{"%%\nfmt.", "%%\nvar b strings.Builder\nb.", "\xff\xfe%%\nx := time.Now().", "%", ""} {
				l.Complete(cells.State{}, code, len(code)-i%3)
				l.Inspect(cells.State{}, code, i-1)
				l.Index()
			}
		})
	}
	wg.Wait()
	if matches, start, end := l.Complete(cells.State{}, "fmt.Printl", -5); start != 0 || end != 0 || len(matches) == 0 {
		t.Errorf("before the code: %d to %d, %q", start, end, matches)
	}
	if matches, start, end := l.Complete(cells.State{}, "fmt.Printl", 500); start != 4 || end != 10 || len(matches) != 1 {
		t.Errorf("behind the code: %d to %d, %q", start, end, matches)
	}
}

// An answer does not wait for the compiler for longer than its patience.
func testPatience(t *testing.T, l *Library) {
	l.patience = 0
	const code = "%%\nx := big.NewInt(1)\nx."
	if matches, _, _ := l.Complete(cells.State{}, code, len(code)); len(matches) > 0 {
		t.Errorf("types without an archive: %q", matches)
	}
	l.patience = time.Hour
	if matches, _, _ := l.Complete(cells.State{}, code, len(code)); len(matches) == 0 {
		t.Error("the archive is not looked at when it is there")
	}
}

// In a workspace the packages of all its modules can be imported, and in the module of the cells what they have fetched.
func TestWorkspace(t *testing.T) {
	folder := t.TempDir()
	for name, content := range map[string]string{
		"shop/go.mod":          "module example.com/shop\n\ngo 1.26\n",
		"shop/cart/cart.go":    "package cart\n\n// Len is a number.\nconst Len = 1\n",
		"laid/go.mod":          "module example.com/laid\n\ngo 1.26\n",
		"laid/shown/shown.go":  "package shown\n\nfunc Show() {}\n",
		"kernel/library.work":  "go 1.26\n\nuse " + folder + "/shop\nuse " + folder + "/laid\n",
		"kernel/cells/go.mod":  "module cells\n\ngo 1.26\n",
		"kernel/cells/main.go": "package main\n",
	} {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	work := filepath.Join(folder, "kernel", "library.work")
	t.Setenv(kernel.LibraryVariable, work)
	l := open(t, filepath.Join(folder, "shop"))
	for code, want := range map[string]string{"%%\ncart.": "Len", "%%\nshown.Sh": "Show"} {
		if matches, _, _ := l.Complete(cells.State{}, code, len(code)); strings.Join(matches, " ") != want {
			t.Errorf("%q: %q", code, matches)
		}
	}
	settled(l)
	kept := filepath.Join(os.Getenv("XDG_CACHE_HOME"), "dlfs", "library")
	if entries, err := os.ReadDir(kept); err != nil || len(entries) != 1 {
		t.Errorf("kept for other kernels: %v, %v", entries, err)
	}
	if folders := moduleFolders(l.root); len(folders) != 2 || slices.ContainsFunc(folders, isCells) || !isCells(filepath.Join(folder, "kernel", "cells")) {
		t.Errorf("the modules are %q", folders)
	}
}
