package cells

import (
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

var testIndex = &Index{[]Package{
	{"crypto/rand", "rand", map[string]string{"Reader": "var", "Int": "func", "Text": "func"}},
	{"flag", "flag", map[string]string{"Parse": "func", "Args": "func", "Int": "func"}},
	{"fmt", "fmt", map[string]string{"Print": "func", "Println": "func", "Printf": "func", "Stringer": "type"}},
	{"gonum.org/v1/gonum/mat", "mat", map[string]string{"Dense": "type", "NewDense": "func"}},
	{"gonum.org/v1/plot", "plot", map[string]string{"New": "func"}},
	{"gonum.org/v1/plot/vg/vgpdf", "vgpdf", map[string]string{"New": "func"}},
	{"math/rand", "rand", map[string]string{"Intn": "func", "Int": "func", "New": "func"}},
	{"math/rand/v2", "rand", map[string]string{"IntN": "func", "Int": "func", "New": "func", "NewPCG": "func"}},
	{"strings", "strings", map[string]string{"ToUpper": "func"}},
}}

// runAll runs the cells one after the other, as if each compiled, and returns the last result.
func runAll(t *testing.T, cells ...string) Result {
	t.Helper()
	var r Result
	for i, cell := range cells {
		r = Run(r.State, i+1, cell, testIndex)
		if r.Err != "" {
			t.Fatalf("cell %d: %s", i+1, r.Err)
		}
		if r.Source == "" {
			continue
		}
		if _, err := format.Source([]byte(r.Source)); err != nil {
			t.Fatalf("cell %d makes a program with an error of the syntax: %v\n%s", i+1, err, r.Source)
		}
	}
	return r
}

// Each position in the program is the one in the cell, whatever stands before it.
func TestPlaces(t *testing.T) {
	r := runAll(t,
		"// f is first.\nfunc f() {}\n\ntype (\n\tP int\n\tQ struct {\n\t\tx int\n\t}\n)",
		"const (\n\tA = iota\n\tB\n)\nvar a, b = 1,\n\t2",
		"%args x\nimport str \"strings\"\n\n%%\n\nfmt.Println(f, str.ToUpper, A, a)")
	want := map[string]string{
		"f": "Cell[1]:2:6", "P": "Cell[1]:5:2", "Q": "Cell[1]:6:2", "x": "Cell[1]:7:3",
		"A": "Cell[2]:2:2", "B": "Cell[2]:3:2", "a": "Cell[2]:5:5",
		"Println": "Cell[3]:6:5", "strings": "Cell[3]:2:12",
	}
	fset := token.NewFileSet()
	if _, err := parser.ParseFile(fset, "main.go", r.Source, parser.ParseComments); err != nil {
		t.Fatal(err)
	}
	var file *token.File
	fset.Iterate(func(f *token.File) bool { file = f; return false })
	for lexeme := range lexemes(r.Source) {
		name := strings.Trim(r.Source[lexeme.start:lexeme.end], `"`)
		if place, ok := want[name]; ok {
			if got := fset.Position(file.Pos(lexeme.start)).String(); got != place && name != "a" {
				t.Errorf("%s is at %s, want %s", name, got, place)
			}
			delete(want, name)
		}
	}
	if len(want) > 0 {
		t.Errorf("the program does not have %v:\n%s", want, r.Source)
	}
}

func TestAutomaticImports(t *testing.T) {
	for _, c := range []struct {
		cell string
		want []string
	}{
		{"%%\nfmt.Println(rand.IntN(3))", []string{"fmt", "math/rand/v2"}},
		{"%%\nrand.Intn(3)", []string{"math/rand"}},
		{"%%\nrand.Int()", []string{"crypto/rand"}}, // as goimports prefers
		{"%%\nrand.Text()\nrand.IntN(3)", nil},      // no package has both
		{"%%\nvar m mat.Dense\n_ = m", []string{"gonum.org/v1/gonum/mat"}},
		{"%%\nfmt := 1\n_ = fmt", nil},
		{"import \"strings\"\n%%\n", nil},
		{"import fmt \"strings\"\n%%\nfmt.ToUpper(\"\")", []string{"strings"}},
		{"%% -v\nfmt.Println()", []string{"flag", "fmt"}},
		{"%%\nplot.New().Save(1, 1, \"a.PDF\")", []string{"gonum.org/v1/plot", "gonum.org/v1/plot/vg/vgpdf"}},
		{"%%\nplot.New() // in this context", []string{"gonum.org/v1/plot"}},
		{"import _ \"gonum.org/v1/plot/vg/vgpdf\"\n%%\n_ = \"pdf\"", []string{"gonum.org/v1/plot/vg/vgpdf"}},
		{"%%\nfmt.Println(\"pdf\")", []string{"fmt"}},
	} {
		if got := runAll(t, c.cell).Imports; !slices.Equal(got, c.want) {
			t.Errorf("%q imports %q, want %q", c.cell, got, c.want)
		}
	}
}

// A constant that is replaced leaves its place in the group to the others.
func TestGroupLosesConstant(t *testing.T) {
	r := runAll(t, "const (\n\tA = iota\n\tB\n\tC\n)", "const B = 7", "%%\nfmt.Println(A, B, C)")
	if !strings.Contains(r.Source, "A = iota\n\t_\n\tC\n") || !strings.Contains(r.Source, "B = 7") {
		t.Error(r.Source)
	}
	r = runAll(t, "const (\n\tA = iota\n\tB\n)", "%rm A B", "%%\n")
	if strings.Contains(r.Source, "iota") {
		t.Error(r.Source)
	}
}

// What cannot run changes nothing: the state that a cell gets is not the one that it returns.
func TestStateIsNotChanged(t *testing.T) {
	before := runAll(t, "import \"fmt\"\nconst (\n\tA = iota\n\tB\n)\nvar x, y = 1, 2\ntype T int\nfunc f() {}").State
	text := func() string {
		source, _, err := program(before, "", Place{}, testIndex)
		if err != nil {
			t.Fatal(err)
		}
		return source
	}
	want := text()
	for _, cell := range []string{"import fmt \"strings\"\nconst A = 2\nvar x = 3\ntype T string\nfunc f(int) {}", "%rm A B x y T f fmt", "%reset"} {
		Run(before, 9, cell, testIndex)
		if got := text(); got != want {
			t.Errorf("after %q:\n%s\nwant\n%s", cell, got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	for cell, want := range map[string]string{
		"%%\n\nfmt.Println(1":                   "Cell[4]:3:14: ",
		"func f( {}":                            "Cell[4]:1:9: ",
		"\nimport \"net/http\"\n%%\nhttp.Get()": "Cell[4]:2:8: the package net/http is not in this browser",
		"!ls":                                   "! does not work in the browser",
		"%env A=b":                              "%env does not work in the browser",
		"%%bash\nls":                            "%%bash does not work in the browser",
		"%exec":                                 "%exec requires",
		"%reset everything":                     "%reset only",
	} {
		r := Run(State{}, 4, cell, testIndex)
		if !strings.HasPrefix(r.Err, want) || r.Source != "" {
			t.Errorf("%q: %q, want %q…", cell, r.Err, want)
		}
	}
}

func TestSplit(t *testing.T) {
	for line, want := range map[string][]string{
		"":                      nil,
		"a  b\tc":               {"a", "b", "c"},
		`"a b" c`:               {"a b", "c"},
		`"" x`:                  {"", "x"},
		`"a\"b" "c\\d" "e\nf"`:  {`a"b`, `c\d`, "e\nf"},
		`a\b`:                   {`a\b`},
		`-text="hello world" 1`: {"-text=hello world", "1"},
	} {
		if got := split(line); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

func TestComplete(t *testing.T) {
	state := runAll(t, "import str \"strings\"\nfunc power(x int) int { return x }\ntype powerful int").State
	for _, c := range []struct {
		source string // the cursor is at |
		want   []string
	}{
		{"%%\nfmt.Pr|", []string{"Print", "Printf", "Println"}},
		{"%%\nfmt.Println|(1)", nil},
		{"%%\nfmt.|", []string{"Print", "Printf", "Println", "Stringer"}},
		{"%%\nstr.|", []string{"ToUpper"}},
		{"%%\npow|", []string{"power", "powerful"}},
		{"%%\npowers := 1\npow|", []string{"power", "powerful", "powers"}},
		{"%%\nunknown.|", nil},
		{"import r \"math/rand\"\n%%\nr.In|", []string{"Int", "Intn"}},
		{"%%\nx.y.|", nil},
		{"%%\nfal|", []string{"fallthrough"}},
		{"%%\n\"é\" + str.To|", []string{"ToUpper"}},
	} {
		cursor := strings.Index(c.source, "|")
		got := Complete(state, strings.Replace(c.source, "|", "", 1), cursor, testIndex, nil).Matches
		if len(got) != len(c.want) || !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.source, got, c.want)
		}
	}
}

func TestInspect(t *testing.T) {
	state := runAll(t, "import str \"strings\"\n// power returns x.\nfunc power(x int) int { return x }").State
	for _, c := range []struct{ source, path, name, text string }{
		{"%%\nfmt.Print|ln(1)", "fmt", "Println", ""},
		{"%%\nfmt.Println|(1)", "fmt", "Println", ""},
		{"%%\nf|mt.Println(1)", "fmt", "", ""},
		{"%%\nstr.ToUpp|er", "strings", "ToUpper", ""},
		{"%%\npow|er(1)", "", "power", "```go\nfunc power(x int) int\n```\n\npower returns x.\n"},
		{"%%\nnothing|", "", "", ""},
	} {
		cursor := strings.Index(c.source, "|")
		path, name, text := Inspect(state, strings.Replace(c.source, "|", "", 1), cursor, testIndex, nil)
		if path != c.path || name != c.name || text != c.text {
			t.Errorf("%q: %q, %q, %q", c.source, path, name, text)
		}
	}
}

// Whatever somebody writes, there is an answer.
func FuzzRun(f *testing.F) {
	for _, cell := range []string{"%%\nfmt.Println(1)", "const (\n\tA = iota\n\tB\n)", "var a, b = f()", "%rm A", "%%\n%args \"", "!\\", "%\t"} {
		f.Add(cell, cell)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		r := Run(State{}, 1, first, testIndex)
		r = Run(r.State, 2, second, testIndex)
		if r.Source != "" && r.Err != "" {
			t.Error("a program and an error")
		}
		Complete(r.State, second, len(second), testIndex, nil)
		Inspect(r.State, second, len(second)/2, testIndex, nil)
	})
}
