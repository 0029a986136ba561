package coverage

import (
	"encoding/json"
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
S0-05	code	In[2]		A picture
S0-06	figure	In[2]		The picture	figure
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

// someCourse mirrors someRows, and names all errors.
func someCourse() *Notebook {
	var errors strings.Builder
	for e := range Errors {
		errors.WriteString(" E-" + string(rune('0'+(e+1)/10)) + string(rune('0'+(e+1)%10)))
	}
	return &Notebook{Path: "notebooks/en/course.ipynb", Cells: []*Cell{
		text("about", "A sum."+strings.ReplaceAll(errors.String(), "E-0", "E-"), "S0-01"),
		printing(code("sum", "%%\nfmt.Println(0.1+0.2)", "S0-02", "S0-03"), "0.30000000000000004\ndone\n"),
		text("formula", "$1+1$", "S0-04"),
		drawing(code("picture", "%%\nnb.Show(f)", "S0-05", "S0-06"), `<img width="1" alt="A line.">`),
	}}
}

func TestSurvey(t *testing.T) {
	tests := []struct {
		name   string
		change func(rows []Row, n *Notebook)
		want   []string
	}{
		{"all is well", func([]Row, *Notebook) {}, nil},
		{"missing row", func(_ []Row, n *Notebook) { n.Cells[2].Metadata.DLFS.Mirrors = nil },
			[]string{"S0-04 (A formula): no cell mirrors it, and no reason is stated"}},
		{"stated reason", func(rows []Row, n *Notebook) {
			n.Cells[2].Metadata.DLFS.Mirrors = nil
			rows[3].Reason = "nobody needs it"
		}, nil},
		{"reason and cell", func(rows []Row, _ *Notebook) { rows[3].Reason = "nobody needs it" },
			[]string{"S0-04 (A formula): course#formula mirrors it, so the stated reason has to go"}},
		{"unknown row", func(_ []Row, n *Notebook) { n.Cells[0].Metadata.DLFS.Mirrors = []string{"S0-01", "S0-07"} },
			[]string{"course#about: it mirrors S0-07, which is no row"}},
		{"missing value", func(_ []Row, n *Notebook) { n.Cells[1].Outputs[0].Text = "0.31\ndone\n" },
			[]string{"S0-03 (Its value): 0.3~1e-15 is not in the outputs of course#sum"}},
		{"missing text", func(_ []Row, n *Notebook) { n.Cells[1].Outputs[0].Text = "0.3\n" },
			[]string{`S0-03 (Its value): "done" is not in the outputs of course#sum`}},
		{"value on stderr", func(_ []Row, n *Notebook) { n.Cells[1].Outputs[0].Name = "stderr" },
			[]string{`S0-03 (Its value): 0.3~1e-15 is not in the outputs of course#sum`, `S0-03 (Its value): "done" is not in the outputs of course#sum`}},
		{"missing figure", func(_ []Row, n *Notebook) { n.Cells[3].Outputs = nil },
			[]string{"S0-06 (The picture): figure is not in the outputs of course#picture"}},
		{"figure without alt text", func(_ []Row, n *Notebook) {
			n.Cells[3].Outputs = nil
			drawing(n.Cells[3], `<img alt=" ">`)
		}, []string{"S0-06 (The picture): figure is not in the outputs of course#picture"}},
		{"text for code", func(_ []Row, n *Notebook) {
			n.Cells[1].Metadata.DLFS.Mirrors = []string{"S0-03"}
			n.Cells[0].Metadata.DLFS.Mirrors = []string{"S0-01", "S0-02"}
		},
			[]string{"S0-02 (A sum): no code cell mirrors it, only course#about"}},
		{"no formula", func(_ []Row, n *Notebook) { n.Cells[2].Source = "one and one" },
			[]string{"S0-04 (A formula): no text with a formula mirrors it, only course#formula"}},
		{"missing error", func(_ []Row, n *Notebook) {
			n.Cells[0].Source = lines(strings.Replace(string(n.Cells[0].Source), " E-3 ", " ", 1))
		},
			[]string{"E-3: no text mentions it"}},
		{"unknown error", func(_ []Row, n *Notebook) { n.Cells[2].Source += " E-31" },
			[]string{"course#formula: it names E-31, and there are E-1 to E-30"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rows, n := mustRows(t), someCourse()
			test.change(rows, n)
			report := Survey(rows, []*Notebook{n})
			if !slices.Equal(report.Problems, test.want) {
				t.Errorf("got  %q\nwant %q", report.Problems, test.want)
			}
		})
	}
}

func TestCovered(t *testing.T) {
	rows, n := mustRows(t), someCourse()
	n.Cells[1].Outputs = nil // two wants of one row
	n.Cells[2].Metadata.DLFS.Mirrors = nil
	if got := Survey(rows, []*Notebook{n}).Covered(); got != 4 {
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
	rows, n := mustRows(t), someCourse()
	n.Cells[2].Metadata.DLFS.Mirrors = nil
	page := Survey(rows, []*Notebook{n}).Markdown("notebooks")
	for _, want := range []string{
		"5 of 6 rows",
		"| S0-02 | code | In\\[1\\] | A sum | course: [sum](en/course.ipynb#cell-id=sum) |",
		"| S0-04 | formula |  | A formula | **incomplete** |",
		"| E-30 | course: [about](en/course.ipynb#cell-id=about) |",
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
	for source, want := range map[string]int{"S0": 25, "S1": 103, "S2": 74, "S3": 26, "S4": 19} {
		if counts[source] != want {
			t.Errorf("%s has %d rows, want %d", source, counts[source], want)
		}
	}
}
