package cells

import (
	"strings"
	"testing"
)

func TestWritePlain(t *testing.T) {
	for _, test := range []struct {
		name        string
		cells, want []string // want has the cells, and below a line of dots what is said
	}{
		{"values", []string{
			"x := 3\nx",
			"x++",
			"y := x * 2\nx, y",
			"y + 1;",
		}, []string{
			"import \"dlfs/nb\"\n\n%%\nx := 3\nfmt.Println(x)\nnb.Keep(\"x\", x)\n",
			"%%\nx := nb.Kept[int](\"x\")\nx++\nnb.Keep(\"x\", x)\n",
			"%%\nx := nb.Kept[int](\"x\")\ny := x * 2\nfmt.Println(x, y)\nnb.Keep(\"y\", y)\n",
			"%%\ny := nb.Kept[int](\"y\")\n_ = y + 1;\n",
		}},
		{"nothing is kept that nobody uses", []string{"x := 3\nfmt.Println(x)", "x := 4\nx"}, []string{
			"%%\nx := 3\nfmt.Println(x)\n", "%%\nx := 4\nfmt.Println(x)\n"}},
		{"what is lifted", []string{
			"import \"strings\"\n\n// T is a type.\ntype T struct{ N int }\n\nt := T{3}\n\nfunc (t T) Double() int { return 2 * t.N }\n\nstrings.Repeat(\"a\", t.Double())",
			"!ls\nt.N = 4\nt",
		}, []string{
			"import \"strings\"\nimport \"dlfs/nb\"\n\n// T is a type.\ntype T struct{ N int }\n\nfunc (t T) Double() int { return 2 * t.N }\n\n%%\nt := T{3}\n\nfmt.Println(strings.Repeat(\"a\", t.Double()))\nnb.Keep(\"t\", t)\n",
			"!ls\n\n%%\nt := nb.Kept[T](\"t\")\nt.N = 4\nfmt.Printf(\"%+v\\n\", t)\n",
		}},
		{"below %%", []string{"%%\nx := []int{1}", "%% a b\nx[0] = 2\nif len(x) > 3 {\n\treturn\n}", "%%\nfmt.Println(x)"}, []string{
			"import \"dlfs/nb\"\n%%\nx := []int{1}\nnb.Keep(\"x\", x)",
			"%% a b\nx := nb.Kept[[]int](\"x\")\ndefer func() { nb.Keep(\"x\", x) }()\nx[0] = 2\nif len(x) > 3 {\n\treturn\n}",
			"%%\nx := nb.Kept[[]int](\"x\")\nfmt.Println(x)",
		}},
		{"what nb.Keep cannot hold", []string{
			"f := func() int { return 3 }\nc := make(chan int)",
			"f()",
		}, []string{
			"%%\nf := func() int { return 3 }; _ = f\nc := make(chan int); _ = c\n....\nf of cell [1] cannot be kept with nb.Keep: it is a function",
			"%%\n// f is not here: it is a function\nfmt.Println(f())\n",
		}},
		{"functions that use variables", []string{
			"n := 0\n\nfunc count() int {\n\tn++\n\treturn n\n}\n\ncount()",
			"count()\ncount()",
			"func twice() int { return 2 * n }",
			"twice()",
		}, []string{
			"import \"dlfs/nb\"\n\nfunc count() int {\n\tn++\n\treturn n\n}\n\nvar n int\n\n%%\nn = 0\n\nfmt.Println(count())\nnb.Keep(\"n\", n)\n",
			"var n = nb.Kept[int](\"n\")\n\n%%\ncount()\nfmt.Println(count())\nnb.Keep(\"n\", n)\n",
			"func twice() int { return 2 * n }\n",
			"%%\nfmt.Println(twice())\n",
		}},
		{"special commands", []string{"x := 1", "%vars", "%rm x\nx := 2", "%%bash\nls", "x"}, []string{
			"%%\nx := 1; _ = x\n",
			"\n....\nCell[2]:1:1: GoNB has no %vars, so it is left out",
			"import \"dlfs/nb\"\n\n%%\nx := 2\nnb.Keep(\"x\", x)\n",
			"%%bash\nls\n",
			"%%\nx := nb.Kept[int](\"x\")\nfmt.Println(x)\n",
		}},
		{"errors", []string{"x := ", "1"}, []string{
			"x := \n....\nthe cell stays as it is: Cell[1]:1:5: expected operand, found the end of the cell",
			"%%\nfmt.Println(1)\n",
		}},
		{"unused", []string{"a := 1\nfor i := range 3 {\n\tb := i\n}\na"}, []string{"%%\na := 1\nfor i := range 3 {\n\tb := i; _ = b\n}\nfmt.Println(a)\n"}},
		{"declared again", []string{"x := 1", "x := x + 1\nx", "x"}, []string{
			"import \"dlfs/nb\"\n\n%%\nx := 1\nnb.Keep(\"x\", x)\n",
			"%%\nx := nb.Kept[int](\"x\")\n{\nx := x + 1\nfmt.Println(x)\nnb.Keep(\"x\", x)\n}\n",
			"%%\nx := nb.Kept[int](\"x\")\nfmt.Println(x)\n",
		}},
		{"shared memory", []string{"xs := []int{1, 2}\nys := xs[1:]", "ys[0] = 3\nxs"}, []string{
			"import \"dlfs/nb\"\n\n%%\nxs := []int{1, 2}\nys := xs[1:]\nnb.Keep(\"xs\", xs)\nnb.Keep(\"ys\", ys)\n....\nys of cell [1] may share memory with xs: nb.Keep keeps a copy of each, so changing one does not change the other",
			"%%\nxs := nb.Kept[[]int](\"xs\")\nys := nb.Kept[[]int](\"ys\")\nys[0] = 3\nfmt.Printf(\"%+v\\n\", xs)\n",
		}},
		{"what is shown", []string{
			"import \"image\"\n\nimage.Pt(1, 2)", "[]int{1}", "strings.Repeat(\"a\", 2)", "fmt.Println(1)", "func f() (int, error) { return 1, nil }\n\nf()",
		}, []string{
			"import \"image\"\n\n%%\nfmt.Println(image.Pt(1, 2))\n", "%%\nfmt.Printf(\"%+v\\n\", []int{1})\n",
			"%%\nfmt.Println(strings.Repeat(\"a\", 2))\n", "%%\nfmt.Println(1)\n", "func f() (int, error) { return 1, nil }\n\n%%\nfmt.Println(f())\n",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for i, p := range WritePlain(test.cells, typedIndex, standard) {
				got := p.Code
				if said := append(p.Lost, p.Notes...); said != nil {
					got += "\n....\n" + strings.Join(said, "\n")
				}
				if strings.TrimSuffix(test.want[i], "\n") != got {
					t.Errorf("cell %d\n%s\nis written\n%s\nwant\n%s", i+1, test.cells[i], got, test.want[i])
				}
			}
		})
	}
}
