package cells

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What the cells of a page need of each other. Cells are separated by lines with ---; want has a line for each.
func TestNeeds(t *testing.T) {
	index := &Index{Packages: []Package{
		{"fmt", "fmt", map[string]string{"Println": "func"}},
		{"math/rand/v2", "rand", map[string]string{"NewPCG": "func"}},
		{"math/rand", "rand", map[string]string{"Seed": "func"}},
		{"dlfs/nb", "nb", map[string]string{"Keep": "func", "Kept": "func"}},
	}}
	for _, test := range []struct{ name, cells, want string }{
		{"values", "a := 1\n---\nb := 2\n---\na + 1", "[];[];[0]"},
		{"the nearest declaration", "a := 1\n---\na := 2\n---\na", "[];[];[1]"},
		{"its own value before it declares another", "a := 1\n---\na := a + 1\n---\na", "[];[0];[1]"},
		{"changes", "a := 1\n---\na++\n---\nfmt.Println(a)\n---\na", "[];[0];[0 1];[0 1]"},
		{"elements and fields", "v := []int{1}\n---\nv[0] = 2\n---\nv", "[];[0];[0 1]"},
		{"layers keep what went forward", "d := dl.ReLU{}\n---\ny := d.Forward(x)\n---\nd.Backward(z)", "[];[0];[0 1]"},
		{"methods called for nothing else", "d := new(mat.Dense)\n---\nd.Add(x, y)\n---\nn := d.Norm()\n---\nd", "[];[0];[0 1];[0 1]"},
		{"functions", "func f() int { return g() }\n---\nfunc g() int { return 1 }\n---\nf()", "[];[];[0]"},
		{"functions that functions use", "var g = 1\n---\nfunc f() int { return g }\n---\nf()", "[];[0];[1]"},
		{"below a line", "%%\nx := 1\n---\n%%\nfmt.Println(x)", "[];[0]"},
		{"local names are no others'", "i := 1\n---\nfor i := range 3 {\n\tfmt.Println(i)\n}", "[];[]"},
		{"packages are found", "import \"math/rand/v2\"\n---\nrand.NewPCG(1, 2)\n---\nrand.Seed(1)", "[];[];[0]"},
		{"packages by another name", "import r \"math/rand/v2\"\n---\nr.NewPCG(1, 2)", "[];[0]"},
		{"nb.Keep", "%%\nnb.Keep(\"v\", 1)\n---\n%%\nfmt.Println(nb.Kept[int](\"v\"))", "[];[0]"},
		{"broken cells", "a := (\n---\na", "[];[]"},
		{"special commands", "a := 1\n---\n%vars", "[];[]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, need := range Needs(strings.Split(test.cells, "\n---\n"), index) {
				got = append(got, fmt.Sprint(need.Cells))
			}
			if got := strings.Join(got, ";"); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestNeedsMethods(t *testing.T) {
	needs := Needs([]string{"type t struct{}", "func (x *t) f() {}", "func (x t) g() {}", "1 + 1"}, &Index{})
	if got := needs[0].Methods; !slices.Equal(got, []int{1, 2}) {
		t.Errorf("methods in %v, want [1 2]", got)
	}
	if got := needs[1].Cells; !slices.Equal(got, []int{0}) {
		t.Errorf("a method needs %v, want its type, [0]", got)
	}
}
