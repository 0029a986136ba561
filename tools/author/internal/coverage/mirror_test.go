package coverage

import (
	"go/token"
	"slices"
	"strings"
	"testing"
)

// someMirror mirrors someRows as it should be.
func someMirror() *Notebook {
	ours := code("helpers", "import \"fmt\"\n\nfunc must(err error) {}")
	ours.Metadata.DLFS.Ours = true
	return &Notebook{Path: "notebooks/mirrors/en/S0_sums.ipynb", Cells: []*Cell{
		text("title", "# Sums"),
		text("about", "## Beginning\n\nA sum, see [below](#The-end).\n\n<small>S0-01</small>", "S0-01"),
		text("in-1-mark", `**In\[1\]** <small>S0-02 – S0-03</small>`),
		printing(code("sum", "func sum(x, y float64) float64 { return x + y }\n\n%%\nfmt.Println(sum(0.1, 0.2))", "S0-02", "S0-03"),
			"0.30000000000000004\ndone\n"),
		text("formula", "### The *end*\n\n$1+1$\n\n<small>S0-04</small>", "S0-04"),
		text("helpers-text", "> *Added here.* A helper for the next cell."),
		ours,
		text("block-2-mark", "**Block 2** <small>S0-05 – S0-06</small>"),
		drawing(code("picture", "%%\nmust(sum(1, 2))\nnb.Show(f)", "S0-05", "S0-06"), `<img width="1" alt="A line.">`),
	}}
}

func TestCheckMirror(t *testing.T) {
	mirrors := func(c *Cell, rows ...string) { c.Metadata.DLFS.Mirrors = rows }
	tests := []struct {
		name   string
		change func(n *Notebook, rows []Row)
		want   []string
	}{
		{"all is well", func(*Notebook, []Row) {}, nil},
		{"in Chinese", func(n *Notebook, _ []Row) {
			n.Path = "notebooks/mirrors/zh/S0_sums.ipynb"
			n.Cells[5].Source = "> *此处补充。*下一个单元格要用的函数。"
			n.Cells[7].Source = "**代码块 2** <small>S0-05 – S0-06</small>"
		}, nil},
		{"unknown row", func(n *Notebook, _ []Row) { mirrors(n.Cells[1], "S0-01", "S0-07") },
			[]string{"en/S0_sums#about (S0-01 – S0-07): it mirrors S0-07, which is no row of S0"}},
		{"missing row", func(n *Notebook, _ []Row) { n.Cells = slices.Delete(n.Cells, 4, 5) },
			[]string{"en/S0_sums: S0-04 (A formula): no cell mirrors it, and no reason is stated",
				"en/S0_sums#about (S0-01): its link to \"#The-end\" leads to no heading or cell of this notebook"}},
		{"text for code", func(n *Notebook, _ []Row) {
			mirrors(n.Cells[3], "S0-02")
			n.Cells[2].Source = "**In\\[1\\]** <small>S0-02</small>"
			n.Cells[4] = text("value", "0.3 done\n\n<small>S0-03</small>", "S0-03")
			n.Cells = slices.Insert(n.Cells, 5, someMirror().Cells[4])
		}, []string{"en/S0_sums#value: S0-03 (Its value): no code cell mirrors it",
			"en/S0_sums#value: S0-03 (Its value): 0.3~1e-15 is not in the outputs",
			`en/S0_sums#value: S0-03 (Its value): "done" is not in the outputs`}},
		{"stated reason", func(n *Notebook, rows []Row) {
			rows[3].Reason = "nobody needs it"
			n.Cells[4].Metadata.DLFS.Mirrors, n.Cells[4].Source = nil, "> *Added here.*\n# The end"
		}, nil},
		{"reason and cell", func(_ *Notebook, rows []Row) { rows[3].Reason = "nobody needs it" },
			[]string{"en/S0_sums#formula: S0-04 (A formula): it is mirrored, so the stated reason has to go"}},
		{"order", func(n *Notebook, _ []Row) { n.Cells[1], n.Cells[4] = n.Cells[4], n.Cells[1] },
			[]string{"en/S0_sums#sum (S0-02 – S0-03): it mirrors S0-02 and stands behind S0-04",
				"en/S0_sums#sum (S0-02 – S0-03): it mirrors S0-03 and stands behind S0-04",
				"en/S0_sums#about (S0-01): it mirrors S0-01 and stands behind S0-04"}},
		{"order in a cell", func(n *Notebook, _ []Row) {
			mirrors(n.Cells[3], "S0-03", "S0-02")
			n.Cells[2].Source = `**In\[1\]** <small>S0-03 – S0-02</small>`
		}, []string{"en/S0_sums#sum (S0-03 – S0-02): it names S0-02 after S0-03"}},
		{"ours with a row", func(n *Notebook, _ []Row) {
			mirrors(n.Cells[6], "S0-03")
			printing(n.Cells[6], "done 0.3")
			n.Cells[3].Outputs = nil
		}, nil},
		{"two units in a cell", func(n *Notebook, _ []Row) {
			mirrors(n.Cells[3], "S0-02", "S0-03", "S0-05")
			n.Cells[2].Source = `**In\[1\]** <small>S0-02 – S0-05</small>`
			mirrors(n.Cells[8], "S0-06")
			n.Cells[7].Source = "**Block 2** <small>S0-06</small>"
		}, []string{"en/S0_sums#sum (S0-02 – S0-05): it mirrors In[1] and block 2, and one unit of the source is one cell",
			"en/S0_sums#sum, #picture: S0-05 (A picture): 2 code cells mirror block 2, want 1"}},
		{"a unit in no cell", func(n *Notebook, _ []Row) { n.Cells = n.Cells[:7] },
			[]string{"en/S0_sums: S0-05 (A picture): no cell mirrors it, and no reason is stated",
				"en/S0_sums: S0-06 (The picture): no cell mirrors it, and no reason is stated",
				"en/S0_sums#helpers: it declares must, which neither it nor a later cell uses, and no reason is stated"}},
		{"part of a unit", func(n *Notebook, _ []Row) {
			mirrors(n.Cells[8], "S0-05")
			n.Cells[7].Source = "**Block 2** <small>S0-05</small>"
		}, []string{"en/S0_sums: S0-06 (The picture): no cell mirrors it, and no reason is stated"}},
		{"two texts", func(n *Notebook, _ []Row) {
			n.Cells = slices.Insert(n.Cells, 1, text("more", "More.\n\n<small>S0-01</small>", "S0-01"))
		}, []string{"en/S0_sums#more, #about: S0-01 (What it is about): 2 texts mirror it, want 1"}},
		{"code for text", func(n *Notebook, _ []Row) {
			n.Cells[1] = code("about", "", "S0-01")
			n.Cells[0].Source += "\n\n<small>S0-01</small>"
		}, []string{"en/S0_sums#about: S0-01 (What it is about): 0 texts mirror it, want 1"}},
		{"hidden row", func(n *Notebook, _ []Row) { n.Cells[4].Source = "### The end\n$1+1$ <small>S0-04</small>" },
			[]string{"en/S0_sums#formula (S0-04): it must end with a blank line and <small>S0-04</small>"}},
		{"no mark", func(n *Notebook, _ []Row) { n.Cells = slices.Delete(n.Cells, 7, 8) },
			[]string{"en/S0_sums#picture (S0-05 – S0-06): the text above it must be the mark of block 2 and no more: **…** <small>S0-05 – S0-06</small>"}},
		{"wrong mark", func(n *Notebook, _ []Row) { n.Cells[7].Source = "**Block 3** <small>S0-05 – S0-06</small>" },
			[]string{"en/S0_sums#picture (S0-05 – S0-06): the text above it must be the mark of block 2 and no more: **…** <small>S0-05 – S0-06</small>"}},
		{"mark with more", func(n *Notebook, _ []Row) {
			n.Cells[2].Source = "**In\\[1\\]** It adds.\n\n<small>S0-02 – S0-03</small>"
		},
			[]string{"en/S0_sums#sum (S0-02 – S0-03): the text above it must be the mark of In[1] and no more: **…** <small>S0-02 – S0-03</small>"}},
		{"no formula", func(n *Notebook, _ []Row) { n.Cells[4].Source = "# The end\n\n<small>S0-04</small>" },
			[]string{"en/S0_sums#formula: S0-04 (A formula): no text with a formula mirrors it"}},
		{"missing value", func(n *Notebook, _ []Row) { n.Cells[3].Outputs[0].Text = "0.31\ndone\n" },
			[]string{"en/S0_sums#sum: S0-03 (Its value): 0.3~1e-15 is not in the outputs"}},
		{"missing text", func(n *Notebook, _ []Row) { n.Cells[3].Outputs[0].Text = "0.3\n" },
			[]string{`en/S0_sums#sum: S0-03 (Its value): "done" is not in the outputs`}},
		{"value on stderr", func(n *Notebook, _ []Row) { n.Cells[3].Outputs[0].Name = "stderr" },
			[]string{"en/S0_sums#sum: S0-03 (Its value): 0.3~1e-15 is not in the outputs", `en/S0_sums#sum: S0-03 (Its value): "done" is not in the outputs`}},
		{"missing figure", func(n *Notebook, _ []Row) { n.Cells[8].Outputs = nil },
			[]string{"en/S0_sums#picture: S0-06 (The picture): figure is not in the outputs"}},
		{"figure without alt text", func(n *Notebook, _ []Row) {
			n.Cells[8].Outputs = nil
			drawing(n.Cells[8], `<img alt=" ">`)
		}, []string{"en/S0_sums#picture: S0-06 (The picture): figure is not in the outputs"}},
		{"ours without a word", func(n *Notebook, _ []Row) { n.Cells[6].Metadata.DLFS.Ours = false },
			[]string{`en/S0_sums#helpers: it mirrors no row, and does not say "ours" in its metadata`}},
		{"no Go", func(n *Notebook, _ []Row) { n.Cells[8].Source = "%%\nmust(sum(1, 2))\nx :=" },
			[]string{"en/S0_sums#picture (S0-05 – S0-06): its Go cannot be read: line 3: expected operand, found the end of the cell",
				"en/S0_sums#helpers: it declares must, which neither it nor a later cell uses, and no reason is stated"}},
		{"unused with a reason", func(n *Notebook, _ []Row) {
			n.Cells[8].Source = "%%\nnb.Show(f)"
			n.Cells[6].Metadata.DLFS.Unused = map[string]string{"must": "the source has it, too"}
		}, nil},
		{"reasons that have to go", func(n *Notebook, _ []Row) {
			n.Cells[6].Metadata.DLFS.Unused = map[string]string{"must": "so", "may": "so"}
		}, []string{"en/S0_sums#helpers: must is used, so the reason why it is not has to go",
			"en/S0_sums#helpers: it states why may is not used, and does not declare it"}},
		{"link out of the mirror", func(n *Notebook, _ []Row) {
			n.Cells[4].Source = "# The end\n$1$ [a](../../en/ch04_4_gradient.ipynb) [b](#cell-id=sum) [c](https://go.dev) `[d](#x)` <a href=\"#e\">e</a>\n\n<small>S0-04</small>"
		}, []string{`en/S0_sums#formula (S0-04): its link to "../../en/ch04_4_gradient.ipynb" leads to no heading or cell of this notebook`,
			`en/S0_sums#formula (S0-04): its link to "#e" leads to no heading or cell of this notebook`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rows, n := mustRows(t), someMirror()
			test.change(n, rows)
			if got, _ := checkMirror(n, rows); !slices.Equal(got, test.want) {
				t.Errorf("got\n%s\n\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// Names of what is used by nothing that runs, cell by cell.
func TestUnused(t *testing.T) {
	tests := []struct {
		name  string
		cells []string
		want  []string
	}{
		{"its own body", []string{"func f() {}\n%%\nf()"}, nil},
		{"a later cell", []string{"func f() {}", "%%\nf()"}, nil},
		{"an earlier cell", []string{"%%\nf()", "func f() {}"}, []string{"f"}},
		{"only itself", []string{"func f() { f() }\n%%\nprint()"}, []string{"f"}},
		{"what is not used itself", []string{"func f() {}\nfunc g() { f() }\n%%\nprint()"}, []string{"f", "g"}},
		{"through another", []string{"func f() {}\nfunc g() { f() }\n%%\ng()"}, nil},
		{"a variable", []string{"func f() int { return 1 }\nvar v = f()", "%%"}, nil},
		{"a local name", []string{"func f() {}\n%%\nf := 1\nprint(f)"}, []string{"f"}},
		{"a field", []string{"func f() {}\ntype t struct{ f int }\n%%\nprint(t{f: 1}.f)"}, []string{"f"}},
		{"a comment and a string", []string{"func f() {}\n%%\n// f()\nprint(\"f\")"}, []string{"f"}},
		{"replaced by a variable", []string{"func f() {}", "var f = 1\n%%\nprint(f)"}, []string{"f"}},
		{"the same once more", []string{"// f is one.\nfunc f() int { return 1 }", "// f is f.\nfunc f() int { return 1 }\n%%\nf()"}, nil},
		{"another of its name", []string{"func f() int { return 1 }", "func f() int { return 2 }\n%%\nf()"}, []string{"f"}},
		{"used between", []string{"func f() {}\n%%\nf()", "func f() {}\n%%\nf()"}, nil},
		{"methods", []string{"type t struct{ w *mat.Dense }\nfunc (n *t) loss() {}\nfunc (n *t) more() { n.loss() }",
			"func newT(w *mat.Dense, src rand.Source) *t { return &t{w} }\nvar net = newT(dl.Normal(1, 2, 3), rand.NewPCG(1, 0))",
			"%%\nfor range 3 {\n\tnet.loss()\n}"}, []string{"t.more"}},
		{"another type's method", []string{"type t struct{}\nfunc (n t) loss() {}\n%%\nn := dl.NewSimpleNet()\nn.loss()\n_ = t{}"}, []string{"t.loss"}},
		{"method as a value", []string{"type t struct{}\nfunc (n t) loss() {}\n%%\ng := t{}.loss\ng()"}, nil},
		{"through an interface", []string{"type layer interface{ forward() }\ntype t struct{}\nfunc (t) forward() {}\nfunc (t) backward() {}\n" +
			"%%\nvar l layer = t{}\nl.forward()"}, []string{"t.backward"}},
		{"in a closure that is handed on", []string{"func f(x []float64) float64 { return x[0] }\n" +
			"%%\ng := func(x []float64) float64 { return f(x) }\nfmt.Println(dl.NumericalGradient(nil, g, nil))"}, nil},
		{"a type in a signature", []string{"type loss func(x *mat.Dense) float64\nfunc f(l loss) {}\n%%\nf(nil)"}, nil},
		{"generic", []string{"type list[T any] struct{ all []T }\nfunc (l *list[T]) add(v T) {}\n%%\nvar l list[int]\nl.add(1)"}, nil},
		{"special lines", []string{"!*ls\n%goflags x\n\nimport \"fmt\"\n\nfunc f() {}\n\n%%\nf()"}, nil},
		{"init", []string{"func f() {}\nfunc init() { f() }"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			k := kernel{files: token.NewFileSet()}
			var all []*declaration
			for _, source := range test.cells {
				p, err := parseProgram(k.files, source)
				if err != nil {
					t.Fatal(err)
				}
				k.run(p)
				all = append(all, p.decls...)
			}
			var got []string
			for _, d := range all {
				if d.mustBeUsed() && !d.used {
					got = append(got, d.names...)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
