package coverage

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// someRows is a source of six rows: a text, a code cell with what it prints, a formula, a code cell with its figure.
const someRows = rowsHeader + `
S0-01	concept		Beginning	What it is about
S0-02	code	In[1]		A sum
S0-03	output	In[1]		Its value	0.3~1e-15 "done"
S0-04	formula		End	A formula
S0-05	code	block 2		A picture
S0-06	figure	block 2		The picture	figure
`

func readRows(t *testing.T, content string) ([]Row, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rows.tsv")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return ReadRows(path)
}

func mustRows(t *testing.T) []Row {
	t.Helper()
	rows, err := readRows(t, someRows)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func text(id, source string, mirrors ...string) *Cell {
	c := &Cell{Type: "markdown", ID: id, Source: lines(source)}
	c.Metadata.DLFS.Mirrors = mirrors
	return c
}

func code(id, source string, mirrors ...string) *Cell {
	c := text(id, source, mirrors...)
	c.Type = "code"
	return c
}

func printing(c *Cell, out string) *Cell {
	c.Outputs = append(c.Outputs, output{Type: "stream", Name: "stdout", Text: lines(out)})
	return c
}

func drawing(c *Cell, html string) *Cell {
	quoted, _ := json.Marshal(html) // A string has always a JSON form.
	data := map[string]json.RawMessage{"image/png": json.RawMessage(`"iVBO"`), "text/html": quoted}
	c.Outputs = append(c.Outputs, output{Type: "display_data", Data: data})
	return c
}

// errata names all errors.
func errata() *Notebook {
	var errors strings.Builder
	for e := range Errors {
		fmt.Fprintf(&errors, " E-%d", e+1)
	}
	return &Notebook{Path: "notebooks/en/" + Errata + ".ipynb", Cells: []*Cell{text("errors", errors.String())}}
}

func TestSurvey(t *testing.T) {
	tests := []struct {
		name   string
		change func(mirror, errata *Notebook)
		want   []string
	}{
		{"all is well", func(_, _ *Notebook) {}, nil},
		{"no mirror", func(mirror, _ *Notebook) { mirror.Path = "notebooks/mirrors/zh/S0_sums.ipynb" },
			[]string{"S0-01: no notebook in notebooks/mirrors/en follows S0"}},
		{"error that a mirror names", func(mirror, errata *Notebook) {
			errata.Cells[0].Source = lines(strings.Replace(string(errata.Cells[0].Source), " E-3 ", " ", 1))
			mirror.Cells[0].Source += " E-3"
		}, nil},
		{"error that only another page names", func(_, errata *Notebook) { errata.Path = "notebooks/en/ch04_4_gradient.ipynb" },
			func() (all []string) {
				for e := range Errors {
					all = append(all, fmt.Sprintf("E-%d: neither the errata nor a mirror names it", e+1))
				}
				return all
			}()},
		{"unknown error", func(_, errata *Notebook) { errata.Cells[0].Source += " E-39" },
			[]string{"en/ch04_errata#errors: it names E-39, and there are E-1 to E-38"}},
		{"unknown row", func(_, errata *Notebook) { errata.Cells[0].Metadata.DLFS.Mirrors = []string{"S0-01", "S0-07"} },
			[]string{"en/ch04_errata#errors: it mirrors S0-07, which is no row"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			mirror, errata := someMirror(), errata()
			test.change(mirror, errata)
			report := Survey(mustRows(t), []*Notebook{mirror}, []*Notebook{errata})
			if !slices.Equal(report.Problems, test.want) {
				t.Errorf("got  %q\nwant %q", report.Problems, test.want)
			}
		})
	}
}

func TestTwoMirrorsOfOneSource(t *testing.T) {
	other := someMirror()
	other.Path = "notebooks/mirrors/en/S0_more.ipynb"
	report := Survey(mustRows(t), []*Notebook{someMirror(), other}, []*Notebook{errata()})
	if want := []string{"en/S0_more: en/S0_sums follows the same source"}; !slices.Equal(report.Problems, want) {
		t.Errorf("got %q, want %q", report.Problems, want)
	}
}

func TestCovered(t *testing.T) {
	mirror := someMirror()
	mirror.Cells[3].Outputs = nil // two wants of one row, in a cell for two
	mirror.Cells[4].Metadata.DLFS.Mirrors = nil
	mirror.Cells[6].Metadata.DLFS.Mirrors = []string{"S0-07"} // no row
	if got := Survey(mustRows(t), []*Notebook{mirror}, nil).Covered(); got != 4 {
		t.Errorf("covered %d rows of 6, want 4", got)
	}
}

func TestWants(t *testing.T) {
	const printed = "W1 (784, 100)\n[[-0.25  1e-3 6. ]\n loss: 2.30, then -0.18,-0.19 version 1.2.3"
	tests := []struct {
		want string
		in   bool
	}{
		{"6", true}, {"6.0", true}, {"1", false}, {"784", true}, {"0.001", true}, {"0.0011~1e-4", true}, {"0.0012~1e-4", false},
		{"0.25", false}, {"-0.25", true}, {"2..2.31", true}, {"2.3..2.3", true}, {"2.31..3", false}, {"-0.2..-0.1", true},
		{"2x-0.2..-0.1", true}, {"3x-0.2..-0.1", false}, {`"(784, 100)"`, true}, {`"(784,100)"`, false}, {`2x"loss"`, false}, {"figure", false},
	}
	for _, test := range tests {
		wants, err := parseWants(test.want)
		if err != nil {
			t.Errorf("%s: %v", test.want, err)
		} else if got := wants[0].in([]*Cell{printing(code("c", ""), printed)}); got != test.in {
			t.Errorf("%s found: %v, want %v", test.want, got, test.in)
		}
	}
}

func TestReadRowsMistakes(t *testing.T) {
	tests := []struct{ rows, want string }{
		{"row\tkind", `rows.tsv:1: the columns are "row\tkind", want`},
		{"S1\tconcept\t\t\tA", `rows.tsv:2: "S1" is not a row id`},
		{"S0-02\tconcept\t\t\tA", "rows.tsv:2: the row is S0-02, want S0-01: rows stand in the source's order"},
		{"S0-01a\tconcept\t\t\tA", "rows.tsv:2: the row is S0-01a, want S0-01: rows"},
		{"S0-01\tconcept\t\t\tA\nS0-01b\tconcept\t\t\tB", "rows.tsv:3: the row is S0-01b, want S0-02 or S0-01a: rows"},
		{"S0-01\tconcept\t\t\tA\nS0-01a\tconcept\t\t\tB\nS0-01a\tconcept\t\t\tC", "rows.tsv:4: the row is S0-01a, want S0-02 or S0-01b: rows"},
		{"S0-01\tpoem\t\t\tA", `rows.tsv:2: S0-01 is of the kind "poem", want one of`},
		{"S0-01\tconcept", "rows.tsv:2: S0-01 has no title"},
		{"S0-01\toutput\t\t\tA", "rows.tsv:2: S0-01 is an output and wants no value"},
		{"S0-01\tcode+figure\t\t\tA\t0.5", "rows.tsv:2: S0-01 is a figure and wants none"},
		{"S0-01\toutput\t\t\tA\thalf", `rows.tsv:2: S0-01: "half" is no number, range, "text" or figure`},
		{"S0-01\toutput\t\t\tA\t2..1", "rows.tsv:2: S0-01: the range 2..1 has no number in it"},
		{"S0-01\toutput\t\t\tA\t0x1", "wants 0 of something, want at least 1"},
		{"S0-01\toutput\t\t\tA\t\"open", `cannot read what it wants from "\"open"`},
		{"S0-01\tconcept\t\t\tA\t\t\tB", "rows.tsv:2: the row has 8 columns, want at most 7"},
	}
	for _, test := range tests {
		content := test.rows
		if strings.HasPrefix(content, "S") {
			content = rowsHeader + "\n" + content + "\n"
		}
		_, err := readRows(t, content)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, want %q", test.rows, err, test.want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	mirror, course := someMirror(), errata()
	mirror.Cells[4].Metadata.DLFS.Mirrors = nil
	course.Cells = append(course.Cells, code("one", "", "S0-02"))
	page := Survey(mustRows(t), []*Notebook{mirror}, []*Notebook{course}).Markdown("notebooks")
	for _, want := range []string{
		"5 of 6 rows",
		"| S0-02 | code | In\\[1\\] | A sum | S0_sums: [sum](mirrors/en/S0_sums.ipynb#cell-id=sum); ch04_errata: [one](en/ch04_errata.ipynb#cell-id=one) |",
		"| S0-04 | formula |  | A formula | **incomplete** |",
		"| E-38 | ch04_errata: [errors](en/ch04_errata.ipynb#cell-id=errors) |",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

// The rows of this project are those that were counted in the sources.
func TestRows(t *testing.T) {
	rows, err := ReadRows("../../../../notebooks/mirrors/rows.tsv")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, row := range rows {
		counts[row.Source()]++
	}
	for source, want := range map[string]int{"S0": 25, "S1": 106, "S2": 74, "S3": 26, "S4": 19} {
		if counts[source] != want {
			t.Errorf("%s has %d rows, want %d", source, counts[source], want)
		}
	}
}
