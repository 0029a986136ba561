package coverage

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shape is a mirror in short: the id of each cell, with a code cell's source behind it.
func shape(cells []*Cell) []string {
	var list []string
	for _, c := range cells {
		if c.Type == "code" {
			list = append(list, c.ID+"\n"+string(c.Source))
		} else {
			list = append(list, c.ID)
		}
	}
	return list
}

func mirrorOf(t *testing.T, rows string, notebooks ...*Notebook) []*Cell {
	t.Helper()
	read, err := readRows(t, rowsHeader+"\n"+rows)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notebooks {
		n.Path = "notebooks/en/course.ipynb"
	}
	cells, err := Mirror("S0", "en", read, notebooks)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range CheckMirror(&Notebook{Path: "S0.ipynb", Cells: cells}, "S0", read) {
		t.Error(problem)
	}
	return cells
}

func compare(t *testing.T, cells []*Cell, want []string) {
	t.Helper()
	if got := shape(cells); !slices.Equal(got, want) {
		t.Errorf("got\n%s\n\nwant\n%s", strings.Join(got, "\n--\n"), strings.Join(want, "\n--\n"))
	}
}

// The source has the two halves of a cell the other way round than the course, and a text that stands behind both.
func TestMirrorJoins(t *testing.T) {
	rows := "S0-01\tcode\tIn[1]\t\tB\nS0-02\tcode\tIn[1]\t\tA\nS0-03\tconcept\t\t\tText\n"
	cells := mirrorOf(t, rows, &Notebook{Cells: []*Cell{
		text("talk", "see [this](other.ipynb#x), [that](#y) and [the web](https://go.dev)", "S0-03"),
		text("a-text", "A comes", "S0-02"),
		code("a", "import \"fmt\"\n\nfunc a() int { return 1 }\n\n%%\nx := a()\nfmt.Println(x)", "S0-02", "S1-01"),
		text("a-read", "A came", "S0-02"),
		code("b", "import \"os\"\n\n// b is two.\nfunc b() int { return 2 }\n\n%%\nx := b()\nfmt.Fprintln(os.Stdout, x)", "S0-01"),
	}})
	compare(t, cells, []string{
		"title", "in-1-mark", "a-text",
		`in-1
import (
	"fmt"
	"os"
)

// b is two.
func b() int { return 2 }

func a() int { return 1 }

%%
{
	x := b()
	fmt.Fprintln(os.Stdout, x)
}

{
	x := a()
	fmt.Println(x)
}`,
		"a-read", "talk",
	})
	if got, want := string(cells[len(cells)-1].Source), "see [this](../../en/other.ipynb#x), [that](#y) and [the web](https://go.dev)"; got != want {
		t.Errorf("links: got %s, want %s", got, want)
	}
	if got := cells[3].Mirrors(); !slices.Equal(got, []string{"S0-01", "S0-02"}) {
		t.Errorf("the joined cell mirrors %v", got)
	}
}

// A cell needs a type with its methods, what those use, an import, and what another cell has kept.
func TestMirrorNeeds(t *testing.T) {
	rows := "S0-01\tcode\tIn[1]\t\tUse\nS0-02\tcode\tIn[2]\t\tUse again\n"
	cells := mirrorOf(t, rows, &Notebook{Cells: []*Cell{
		code("declare", "import \"fmt\"\n\nfunc unused() {}\n\ntype net struct{ w int }\n\nvar scale = 2\n\n%%\nfmt.Println()"),
		code("method", "func (n *net) loss() int { w := scale; return w * n.w }"),
		code("keep", "import \"dlfs/nb\"\n\n%%\nnb.Keep(\"n\", scale)"),
		code("use", "%%\nw := net{w: nb.Kept[int](\"n\")}\nfmt.Println(w.loss())", "S0-01"),
		code("again", "%%\nfmt.Println(net{w: 1}, nb.Kept[int](\"n\"))", "S0-02"),
	}})
	compare(t, cells, []string{
		"title", "in-1-mark",
		"keep-needed", "keep-needs\nvar scale = 2", "keep\nimport \"dlfs/nb\"\n\n%%\nnb.Keep(\"n\", scale)",
		"use-needed", "use-needs\ntype net struct{ w int }\n\nfunc (n *net) loss() int { w := scale; return w * n.w }",
		"use\nimport \"fmt\"\n\n%%\nw := net{w: nb.Kept[int](\"n\")}\nfmt.Println(w.loss())",
		"in-2-mark", "again\n%%\nfmt.Println(net{w: 1}, nb.Kept[int](\"n\"))",
	})
}

// Two notebooks of the course use a name for different things: what hangs on the old one is taken from the kernel.
func TestMirrorForgets(t *testing.T) {
	rows := "S0-01\tcode\tIn[1]\t\tOne\nS0-02\tcode\tIn[2]\t\tTwo\nS0-03\tcode\tIn[3]\t\tThree\n"
	cells := mirrorOf(t, rows,
		&Notebook{Cells: []*Cell{
			code("one", "func loss(y float64) float64 { return y }\n\nfunc twice(y float64) float64 { return 2 * loss(y) }", "S0-01"),
			code("three", "%%\ntwice(1)", "S0-03"),
		}},
		&Notebook{Cells: []*Cell{code("two", "func loss(y []float64) float64 { return y[0] }", "S0-02")}},
	)
	compare(t, cells, []string{
		"title", "in-1-mark", "one\nfunc loss(y float64) float64 { return y }\n\nfunc twice(y float64) float64 { return 2 * loss(y) }",
		"in-2-mark", "two-needed", "two-needs\n%rm twice", "two\nfunc loss(y []float64) float64 { return y[0] }",
		"in-3-mark", "three-needed",
		"three-needs\nfunc loss(y float64) float64 { return y }\n\nfunc twice(y float64) float64 { return 2 * loss(y) }",
		"three\n%%\ntwice(1)",
	})
}

func TestMirrorMistakes(t *testing.T) {
	rows := mustRows(t)
	tests := []struct {
		name, language, source string
		cells                  []*Cell
		want                   string
	}{
		{"language", "xx", "S0", nil, `no mirrors in the language "xx"`},
		{"source", "en", "S9", nil, `no rows of a source "S9"`},
		{"no Go", "en", "S0", []*Cell{code("odd", "func (", "S0-02")}, "course.ipynb: cell odd:"},
		{"two meanings", "en", "S0", []*Cell{code("a", "const c = 1", "S0-02"), code("b", "const c = 2", "S0-02")},
			"course#b declares c otherwise than a cell that it is to be joined with"},
	}
	for _, test := range tests {
		_, err := Mirror(test.source, test.language, rows, []*Notebook{{Path: "course.ipynb", Cells: test.cells}})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
	}
}

func TestCheckMirror(t *testing.T) {
	rows := mustRows(t)
	mirror := &Notebook{Path: "S0.ipynb", Cells: []*Cell{
		text("about", "", "S0-01"), text("sum-text", "", "S0-03"), code("sum", "", "S0-02", "S0-03"), // a text of its cell may come first
		code("picture", "", "S0-05", "S0-06"), text("formula", "", "S0-04"),
	}}
	want := "S0#formula: it mirrors S0-04 and stands behind S0-05"
	if got := CheckMirror(mirror, "S0", rows); !slices.Equal(got, []string{want}) {
		t.Errorf("wrong order: got %q, want %q", got, want)
	}
	mirror.Cells = mirror.Cells[:3]
	want = "S0: no cell mirrors S0-04, S0-05, S0-06"
	if got := CheckMirror(mirror, "S0", rows); !slices.Equal(got, []string{want}) {
		t.Errorf("missing rows: got %q, want %q", got, want)
	}
	for i := range rows {
		rows[i].Reason = "so"
	}
	if got := CheckMirror(mirror, "S0", rows); got != nil {
		t.Errorf("with reasons: got %q", got)
	}
}

// What is written is read again as the same, and is a notebook as Jupyter wants it.
func TestNotebookFile(t *testing.T) {
	cells := someCourse().Cells
	cells[1].Metadata.Tags = []string{"raises-exception"}
	content, err := NotebookFile(cells)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "n.ipynb")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	n, err := ReadNotebook(path)
	if err != nil || !SameCells(n.Cells, cells) {
		t.Errorf("read %v, %v", n, err)
	}
	var file struct {
		Cells []map[string]any
	}
	if err := json.Unmarshal([]byte(content), &file); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, true} {
		if _, outputs := file.Cells[i]["outputs"]; outputs != want {
			t.Errorf("cell %d has outputs: %v, want %v", i, outputs, want)
		}
	}
}

// Each source has words in each language that it is mirrored in.
func TestLanguages(t *testing.T) {
	for _, source := range []string{"S0", "S1", "S2", "S3", "S4"} {
		for _, language := range Languages(source) {
			if inLanguage[language].about[source] == "" {
				t.Errorf("nothing is said about %s in %s", source, language)
			}
		}
	}
	if got, want := Languages("S3"), []string{"en", "ko"}; !slices.Equal(got, want) {
		t.Errorf("S3 is mirrored in %q, want %q", got, want)
	}
}
