package kept

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dlfs/datasets"
	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
)

type loud struct{ word string }

func (l *loud) String() string { return strings.ToUpper(l.word) }

type silent struct{}

func (silent) String() string { panic("no word") }

type link struct {
	value int
	next  *link
}

type inside struct {
	when time.Time
	W    *mat.Dense
	err  error
}

func TestTextOf(t *testing.T) {
	circle := &link{1, &link{2, nil}}
	circle.next.next = circle
	own := map[string]any{}
	own["self"] = own
	long := &link{}
	for i := range 20 {
		long = &link{i, long}
	}
	three := 3
	var none *loud
	for _, c := range []struct {
		v    any
		want string
	}{
		{nil, "<nil>"},
		{none, "<nil>"},
		{3, "3"},
		{1e6, "1e+06"},
		{float32(0.1), "0.1"},
		{math.NaN(), "NaN"},
		{1 + 2i, "(1+2i)"},
		{'a', "97"},
		{"a\n", `"a\n"`},
		{true, "true"},
		{&three, "&3"},
		{[]string{"a b", "c"}, `["a b" "c"]`},
		{[]byte("hi"), "[104 105]"},
		{[]int(nil), "[]"},
		{map[string]int(nil), "map[]"},
		{map[string]int{"b": 2, "a": 1}, `map["a":1 "b":2]`},
		{map[float64]bool{2: true, -1: false}, "map[-1:false 2:true]"},
		{struct{ X, y int }{1, 2}, "{X:1 y:2}"},
		{&link{1, &link{2, nil}}, "&{value:1 next:&{value:2 next:<nil>}}"},
		{circle, "&{value:1 next:&{value:2 next:<cycle>}}"},
		{own, `map["self":<cycle>]`},
		{long, "&{value:19 next:&{value:18 next:&{value:17 next:…}}}"},
		{make([]int, 100), "[" + strings.Repeat("0 ", 99) + "0]"},
		{make([]int, 101), "[0 0 0 0 0 0 0 0 0 0 … 0 0 0]"},
		{make([]any, 21), "[" + strings.Repeat("<nil> ", 10) + "… <nil> <nil> <nil>]"},
		{&loud{"a"}, "A"},
		{[]any{&loud{"a"}, loud{"b"}}, `[A {word:"b"}]`},
		{silent{}, "(a method of kept.silent panics: no word)"},
		{errors.New("bad"), "bad"},
		{math.Sin, "func(float64) float64"},
		{make(chan int), "chan int"},
		{time.Second, "1s"},
		{struct{ d time.Duration }{time.Second}, "{d:1s}"},
		{inside{time.Unix(0, 0).UTC(), mat.NewDense(2, 3, nil), io.EOF}, "{when:1970-01-01 00:00:00 +0000 UTC W:2×3 *mat.Dense err:EOF}"},
		{mat.NewDense(2, 2, []float64{1, 2, 3, 4.5}), "[[1.  2. ]\n [3.  4.5]]"},
		{*mat.NewDense(2, 1, []float64{1, 2}), "[[1.]\n [2.]]"},
		{struct{ M mat.Dense }{*mat.NewDense(2, 1, nil)}, "{M:2×1 mat.Dense}"},
		{loud{"a"}, `{word:"a"}`},
		{mat.Formatted(mat.NewDense(1, 2, nil)), "[0  0]"},
		{dl.Shape{2, 3}, "(2, 3)"},
		{dl.Labels{2, 3}, "[2 3]"},
		{[]any{fmt.Errorf("x %w", io.EOF)}, "[x EOF]"},
		{datasets.Options{}, "{Normalize:false Flatten:false OneHot:false}"},
		{strings.Repeat("x", 20000), `"` + strings.Repeat("x", 10000) + `"…`},
	} {
		if got := textOf(c.v); got != c.want {
			t.Errorf("%T: %s\nwant %s", c.v, got, c.want)
		}
	}
	if text := textOf(make([][100][100][100]int, 10)); len(text) > 2*mostShown {
		t.Errorf("%d bytes", len(text))
	}
}

// output returns what f prints.
func output(t *testing.T, to **os.File, f func()) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "output"))
	if err != nil {
		t.Fatal(err)
	}
	old := *to
	*to = file
	f()
	*to = old
	file.Close()
	text, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

type drawn struct{}

func (drawn) PNG() ([]byte, error) { return []byte("PNG"), nil }
func (drawn) Alt() string          { return `a "curve"` }
func (drawn) Size() (int, int)     { return 576, 384 }

func TestFigure(t *testing.T) {
	p := plot.New()
	p.Title.Text = "a <plot>"
	b, ok := picture(Figure(p))
	if !ok || b.Text != "a <plot>" || !strings.HasPrefix(b.HTML, `<img alt="a &lt;plot&gt;" width="576" height="384" src="data:image/png;base64,`) {
		t.Errorf("%t %.100q %q", ok, b.HTML, b.Text)
	}
	image, err := png.Decode(bytes.NewReader(b.PNG))
	if err != nil || image.Bounds().Dx() != 576 || image.Bounds().Dy() != 384 {
		t.Error(err)
	}
	p.Title.Text = ""
	if b, ok := picture(Figure(p)); !ok || b.Text != "a plot" {
		t.Errorf("%t %q", ok, b.Text)
	}
	if text := textOf(Figure((*plot.Plot)(nil))); text != "<nil>" {
		t.Error(text)
	}
	if _, ok := picture((*drawn)(nil)); ok {
		t.Error("a figure that is nil")
	}
}

type sketched struct{ alt string }

func (*sketched) PNG() ([]byte, error) { return []byte("PNG"), nil }
func (s *sketched) Alt() string        { return s.alt }
func (*sketched) Size() (int, int)     { return 576, 384 }

// What is no pointer is a figure too if a pointer to it is one.
func TestFigureByValue(t *testing.T) {
	if b, ok := picture(sketched{"a line"}); !ok || b.Text != "a line" {
		t.Errorf("%t %q", ok, b.Text)
	}
}

func TestShow(t *testing.T) {
	for _, c := range []struct {
		values    []any
		out, said string
	}{
		{[]any{1, "a"}, "1 \"a\"\n", ""},
		{[]any{1, nil}, "1 <nil>\n", ""},
		{[]any{nil}, "<nil>\n", ""},
		{[]any{errors.New("bad")}, "", "error: bad\n"},
		{[]any{3, errors.New("bad")}, "3\n", "error: bad\n"},
		{[]any{(*os.File)(nil), errors.New("bad")}, "", "error: bad\n"},
		{[]any{errors.New("bad"), 1}, "bad 1\n", ""},
		{[]any{1, drawn{}, 2, 3}, "1\na \"curve\"\n2 3\n", ""},
		{[]any{mat.NewDense(2, 1, nil), 1}, "[[0.]\n [0.]]\n1\n", ""},
		{[]any{strings.Repeat("x", 60), strings.Repeat("y", 60)}, `"` + strings.Repeat("x", 60) + "\"\n\"" + strings.Repeat("y", 60) + "\"\n", ""},
		{nil, "", ""},
	} {
		var out string
		said := output(t, &os.Stderr, func() { out = output(t, &os.Stdout, func() { Show(c.values...) }) })
		if out != c.out || said != c.said {
			t.Errorf("%v: %q, %q, want %q, %q", c.values, out, said, c.out, c.said)
		}
	}
}
