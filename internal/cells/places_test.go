package cells

import (
	"slices"
	"testing"
)

func TestPlacesInGoNBsFile(t *testing.T) {
	s, err := After(State{}, 2, "func f(i int) int {\n\treturn []int{1}[i]\n}\n\nvar (\n\ta = 1\n\tb = 2\n)\n\n// T is one.\n//\n// Yes.\nfunc (t *T) M() int {\n\treturn 1\n}\ntype T struct {\n\tA int\n}")
	if err != nil {
		t.Fatal(err)
	}
	const source = "import \"fmt\"\n\n%% -n=1\n\nfmt.Println(1)\nf(3)\n"
	s, err = After(s, 3, source)
	if err != nil {
		t.Fatal(err)
	}
	const file = `package main

import (
	"fmt"
)

type T struct {
	A int
}

var (
	a = 1
	b = 2
)

// T is one.
//
// Yes.
func (t *T) M() int {
	return 1
}

func f(i int) int {
	return []int{1}[i]
}

func main() {
	flag.Parse()

	fmt.Println(1)
	f(3)

}
`
	places := Places(s, 3, source, file)
	for _, test := range []struct {
		line, column int
		want         string
	}{
		{4, 2, "Cell[3]:1:8"}, {7, 6, "Cell[2]:16:6"}, {8, 4, "Cell[2]:17:4"}, {12, 6, "Cell[2]:6:6"}, {13, 2, "Cell[2]:7:2"},
		{19, 3, "Cell[2]:13:3"}, {20, 0, "Cell[2]:14"}, {23, 2, "Cell[2]:1:2"}, {24, 9, "Cell[2]:2:9"},
		{30, 2, "Cell[3]:5:2"}, {31, 0, "Cell[3]:6"}, {1, 1, "Cell[3]"},
	} {
		if got := places(test.line, test.column); got != test.want {
			t.Errorf("%d:%d is %s, want %s", test.line, test.column, got, test.want)
		}
	}
}

// GoNB writes constants that count with others in lines of their own.
func TestPlacesOfConstants(t *testing.T) {
	s, err := After(State{}, 1, "// D1 is one.\nconst (\n  D1 int = iota\n  D2\n  D3 string = 5\n)\nconst ( E1 = iota; E2\n)")
	if err != nil {
		t.Fatal(err)
	}
	places := Places(s, 2, "%%\n", "package main\n\nconst (\n\tD1 int = iota\n\tD2\n\tD3 string = 5\n)\n\nconst (\n\tE1 = iota\n\tE2\n)\n")
	for _, test := range []struct {
		line, column int
		want         string
	}{
		{4, 5, "Cell[1]:3:6"}, {5, 2, "Cell[1]:4:3"}, {6, 14, "Cell[1]:5:15"}, {10, 2, "Cell[1]:7:9"}, {11, 3, "Cell[1]:7:21"},
	} {
		if got := places(test.line, test.column); got != test.want {
			t.Errorf("%d:%d is %s, want %s", test.line, test.column, got, test.want)
		}
	}
}

func TestPlacesOfAMainWithoutABody(t *testing.T) {
	const source = "func main()"
	s, err := After(State{}, 1, source)
	if err != nil {
		t.Fatal(err)
	}
	if got := Places(s, 1, source, "package main\n\nfunc main()\n")(3, 6); got != "Cell[1]" {
		t.Error(got)
	}
}

// GoNB has executed the special commands of a cell that does not compile.
func TestBefore(t *testing.T) {
	s, err := After(State{}, 1, "var x = 1\nvar y = 2")
	if err != nil {
		t.Fatal(err)
	}
	if got := Before(s, 2, "%rm x\n%%\nnope()").Names(); !slices.Equal(got, []string{"y"}) {
		t.Errorf("%q", got)
	}
	if got := Before(s, 2, "%%bash\n%reset").Names(); !slices.Equal(got, []string{"x", "y"}) {
		t.Errorf("%q", got)
	}
}
