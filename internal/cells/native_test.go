package cells

import (
	"slices"
	"strings"
	"testing"
)

// afterAll remembers the cells one after the other, as in front of GoNB.
func afterAll(t *testing.T, cells ...string) (s State) {
	t.Helper()
	for i, cell := range cells {
		var err error
		if s, err = After(s, i+1, cell); err != nil {
			t.Fatalf("cell %d: %v", i+1, err)
		}
	}
	return s
}

// What runs on the machine is GoNB's, and changes nothing here.
func TestAfterLeavesTheMachineToGoNB(t *testing.T) {
	for _, cell := range []string{"!ls", "%env A=b", "%%bash\nx := 3", "%cd ..", "%goflags -race", "%nonsense", "!*go get x", "%capture f\n%%\nf()"} {
		if s := afterAll(t, cell); len(s.Names()) > 0 {
			t.Errorf("%q declares %q", cell, s.Names())
		}
	}
}

func TestLocals(t *testing.T) {
	s := afterAll(t, "var a = 1\n%%\nb, _ := 1, 2\nfor i, v := range []int{b} {\n\tvar c = i + v\n\t_ = c\n}", "%%\nb := 3\n_ = b")
	for name, cell := range map[string]int{"a": 0, "b": 0, "i": 1, "v": 1, "c": 1, "_": 0} {
		if s.Locals[name] != cell {
			t.Errorf("%s is a local variable of cell %d, want %d", name, s.Locals[name], cell)
		}
	}
	before := s
	if s, err := After(s, 3, "%reset\n%%\n{\n\td := 1\n\t_ = d\n}"); err != nil || len(s.Locals) != 1 || before.Locals["d"] != 0 {
		t.Error(s.Locals, before.Locals, err)
	}
}

// What a cell takes of what is kept is not a local variable of it.
func TestLocalsOfRewrittenCells(t *testing.T) {
	for _, source := range []string{"x", "x++", "x := x + 1", "for i := range 3 {\n\tx += i\n}", "%%\nfmt.Println(x)", "p := &x", "func f() int { return x }\nf()", "x := 2\n{\n\tx := 1\n\t_ = x\n}"} {
		for _, name := range []string{"x", "&x"} {
			r := Rewrite(State{}, 1, source, some(name, "int"), testIndex, standard)
			s, err := After(State{}, 1, r.Code)
			if r.Err != nil || err != nil || s.Locals["x"] != 0 {
				t.Errorf("%q: %v, %v, %v\n%s", source, r.Err, err, s.Locals, r.Code)
			}
		}
	}
}

// A cell is refused in the same words by both kernels, and what it declares is not remembered.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		cells []string // the last one is refused
		want  string
	}{
		{[]string{"import \"fmt\"", "var fmt = 3"}, "Cell[2]:1:5: cell [1] imports a package fmt: choose another name, or run %rm fmt to remove the import"},
		{[]string{"import str \"strings\"", "func str() {}"}, "Cell[2]:1:1: cell [1] imports a package str: "},
		{[]string{"import \"math/rand/v2\"", "type rand int"}, "Cell[2]:1:6: cell [1] imports a package rand: "},
		{[]string{"import \"fmt\"\nvar fmt = 3"}, "Cell[1]:2:5: this cell also imports a package fmt: choose another name"},
		{[]string{"var fmt = 3", "import \"fmt\""}, "Cell[2]:1:8: fmt is declared in cell [1]: run %rm fmt first"},
		{[]string{"\n//go:embed \"data.csv\"\nvar data string"}, "Cell[1]:2:1: //go:embed does not work in a cell: read the file with os.ReadFile(\"data.csv\")"},
		{[]string{"// +build linux\n\nvar x = 1"}, "Cell[1]:1:1: build constraints"},
		{[]string{"//export f\nfunc f() {}"}, "Cell[1]:1:1: //export"},
		{[]string{"import \"C\""}, "Cell[1]:1:8: C code"},
		{[]string{"var x = 1\n%pip install numpy"}, "Cell[1]:2:1: %pip installs Python packages"},
		{[]string{"%%capture out\nx := 1"}, "Cell[1]:1:1: %%capture is an IPython command"},
		{[]string{"%%\n\nx := 3 +"}, "Cell[1]:3:9: expected operand, found the end of the cell"},
		{[]string{"%%\nf(\n\n// not yet\n"}, "Cell[1]:2:3: '(' of line 2 is never closed"},
		{[]string{"var x = []int{\n%%\nf()\n"}, "Cell[1]:1:15: '{' of line 1 is never closed: found %%"},
		{[]string{"var x =\n%%\nf()\n"}, "Cell[1]:1:8: unfinished declaration, found %%"},
		{[]string{"%%\n}\n"}, "Cell[1]:2:1: unexpected '}', which closes nothing"},
		{[]string{"//line other.go:7\n%%\nx :="}, "Cell[1]:3:5: "},
	} {
		last := len(c.cells) - 1
		s := afterAll(t, c.cells[:last]...)
		got, err := After(s, last+1, c.cells[last])
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || !slices.Equal(got.Names(), s.Names()) {
			t.Errorf("%q: %v, want %q…", c.cells, err, c.want)
			continue
		}
		if r := Run(s, last+1, c.cells[last], testIndex); r.Err != err.Error() || r.Source != "" {
			t.Errorf("%q: %q in a page, %q elsewhere", c.cells, r.Err, err)
		}
	}
}

// What looks like it and is not.
func TestNotRefused(t *testing.T) {
	afterAll(t, "var s = `\n//go:embed x\n# def\n`", "// go:embed, in a comment\nvar x = \"//go:build\"", "//go:noinline\nfunc f() {}")
	afterAll(t, "import \"fmt\"", "%rm fmt\nvar fmt = 3", "%rm fmt", "import \"fmt\"")
	afterAll(t, "import _ \"image/png\"\nimport . \"math\"", "var png, math = 1, 2")
	afterAll(t, "import \"fmt\"", "type T int\nfunc (T) fmt() {}\n%%\nfmt := 1\n_ = fmt")
}

// One %rm brings back a package that a name has hidden.
func TestHiddenPackageComesBack(t *testing.T) {
	for _, cell := range []string{"var fmt = 3", "func fmt() {}", "type fmt int", "const fmt = 1"} {
		if got := runAll(t, cell, "%rm fmt", "%%\nfmt.Println(1)").Imports; !slices.Equal(got, []string{"fmt"}) {
			t.Errorf("%q: %q", cell, got)
		}
	}
}

func TestNotes(t *testing.T) {
	for _, c := range []struct{ before, cell, want string }{
		{"", "var x float64 = 1 / 2", "Cell[1]:1:17: 1 / 2 divides whole numbers, so it is 0: write 1.0/2 for the fraction"},
		{"", "%%\nx := 3.0\nfmt.Println(1/2*x)", "Cell[1]:3:13: 1/2 divides whole numbers, so it is 0: write 1.0/2 for the fraction"},
		{"", "func half(x float64) float64 { return x * (7 / 2) }", "Cell[1]:1:44: 7 / 2 divides whole numbers, so it is 3: "},
		{"", "func half() float64 { return 1 / 2 }", "Cell[1]:1:30: 1 / 2 divides"},
		{"", "%%\nfmt.Println(math.Pow(2, 1/2))", "Cell[1]:2:25: 1/2 divides"},
		{"", "%%\nfmt.Println(float64(1/2))", "Cell[1]:2:21: 1/2 divides"},
		{"", "%%\nx := 1.5\nx *= 1 / 2\n_ = x", "Cell[1]:3:6: 1 / 2 divides"},
		{"", "%%\nprint(3)", "Cell[1]:2:1: print is for debugging"},
		{"type T struct{ a int }\nfunc (t T) String() string { return \"\" }", "type T struct{ b int }",
			"T keeps its method String from cell [1]: %rm T~String removes it"},
		// What is meant.
		{"", "%%\nx := 7 / 2\nfmt.Println(1/2, x)", ""},
		{"", "var x float64 = 4 / 2", ""},
		{"", "var x float64 = 1.0 / 2", ""},
		{"", "%%\nvar xs []float64\nfmt.Println(xs[len(xs)-3/2])", ""},
		{"", "func f(n int) float64 { return float64(n / 2) }", ""},
		{"", "func f() float64 { g := func() int { return 7 / 2 }; return float64(g()) }", ""},
		{"", "%%\nn := 3\nx := 1.5\n_ = x\nfmt.Println(7/2*n)", ""},
		{"", "func f(x float64) {}\nfunc g(x int) int { return 7 / 2 * x }", ""},
		{"", "var x float64 = 1 / 0", ""},
		{"", "func print(x int) {}\n%%\nprint(3)", ""},
		{"type T struct{ a int }\nfunc (t T) String() string { return \"\" }", "type T struct{ a int }", ""},
		{"type T struct{ a int }\nfunc (t T) String() string { return \"\" }", "type T struct{ b int }\nfunc (t T) String() string { return \"\" }", ""},
	} {
		number := 1
		var s State
		if c.before != "" {
			s, number = afterAll(t, c.before), 2
		}
		got := strings.Join(Notes(s, number, c.cell), "\n")
		if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) || strings.Contains(got, "\n") {
			t.Errorf("%q, %q: %q, want %q", c.before, c.cell, got, c.want)
		}
		if r := Run(s, number, c.cell, testIndex); !slices.Equal(r.Notes, Notes(s, number, c.cell)) {
			t.Errorf("%q: %q in a page", c.cell, r.Notes)
		}
	}
}

func TestStatus(t *testing.T) {
	for source, want := range map[string]string{
		"":                                   "complete",
		"\n  \n":                             "complete",
		"var x = 1":                          "complete",
		"%%\nfmt.Println(1)":                 "complete",
		"!ls":                                "complete",
		"%list":                              "complete",
		"func f() {}":                        "complete",
		"// only a comment":                  "complete",
		"%%":                                 "incomplete",
		"var x = 1\n%%\n":                    "incomplete",
		"%main":                              "incomplete",
		"func f() {":                         "incomplete",
		"func f() {\n\tif true {\n\t}\n":     "incomplete",
		"%%\nfor i := range 3 {":             "incomplete",
		"%%\nfmt.Println(1,":                 "incomplete",
		"%%\nfmt.Println(1":                  "incomplete",
		"%%\nx := []int{\n\t1,":              "incomplete",
		"%%\nx := `abc\n":                    "incomplete",
		"%%\nx := 1 +":                       "incomplete",
		"%%\nx :=":                           "incomplete",
		"%%\nx := strings.":                  "incomplete",
		"/* not yet":                         "incomplete",
		"var x =":                            "incomplete",
		"import (":                           "incomplete",
		"import (\n\t\"fmt\"\n":              "incomplete",
		"type T struct {\n\ta int\n":         "incomplete",
		"!ls \\":                             "incomplete",
		"x := 3":                             "complete",
		"fmt.Println(1)":                     "complete",
		"x, y":                               "complete",
		"f(3);":                              "complete",
		"import \"fmt\"; fmt.Println(1)":     "complete",
		"for i := 0; i < 3; i++ {":           "incomplete",
		"for i := range 3 {\n\tf(i)\n":       "incomplete",
		"x := f(1,":                          "incomplete",
		"x :=":                               "incomplete",
		"x := 1 +":                           "incomplete",
		"x := `abc":                          "incomplete",
		"x := 3\nfunc f() {":                 "incomplete",
		"if true {\n}\nfunc f() {}\nfor {":   "incomplete",
		"x := 3\n}":                          "invalid",
		"f(1]":                               "invalid",
		"for x in xs {\n}":                   "invalid",
		"%%\nx := )":                         "invalid",
		"%%\n}\n":                            "invalid",
		"%%\nx := \"abc":                     "invalid",
		"# a comment":                        "invalid",
		"def f(x):":                          "invalid",
		"%pip install numpy":                 "invalid",
		"%%\nfmt.Println(1]":                 "invalid",
		"import \"fmt\"\n\nvar fmt = 3":      "invalid",
		"%%\nfunc f() {\n\tfmt.Println(1)\n": "invalid",
	} {
		if got := Status(source); got != want {
			t.Errorf("%q: %s, want %s", source, got, want)
		}
	}
}

// Whatever somebody writes, there is an answer, and the same one in a page.
func FuzzAfter(f *testing.F) {
	for _, cell := range []string{"%%\nx := 1/2", "var x float64 = 1/2", "%%\nf(\n}", "%%capture", "//go:embed a b", "`", "}{", "%%\n\\", "import \"C\"", "type T[P any] []T[P]"} {
		f.Add(cell, cell)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		Status(second)
		s, err := After(State{}, 1, first)
		if err != nil && len(s.Names()) > 0 {
			t.Error("a cell with an error leaves a trace")
		}
		s, _ = After(s, 2, second)
		Notes(s, 3, first)
	})
}
