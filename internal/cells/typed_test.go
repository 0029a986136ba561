package cells

import (
	"go/importer"
	"go/types"
	"slices"
	"strings"
	"testing"

	"dlfs/nb/kept/manifest"
)

var standard types.Importer = importer.Default()

var typedIndex = &Index{append(slices.Clone(testIndex.Packages),
	Package{"bytes", "bytes", map[string]string{"Buffer": "type", "NewBufferString": "func"}},
	Package{"bufio", "bufio", map[string]string{"NewReadWriter": "func", "ReadWriter": "type"}},
	Package{"image", "image", map[string]string{"Point": "type", "Pt": "func", "Rect": "func"}},
)}

// cursorIn takes the cursor out of a cell.
func cursorIn(t *testing.T, cell string) (source string, cursor int) {
	t.Helper()
	before, after, ok := strings.Cut(cell, "‸")
	if !ok {
		t.Fatalf("%q has no cursor", cell)
	}
	return before + after, len(before)
}

func stateOf(t *testing.T, cell string) State {
	t.Helper()
	r := Run(State{}, 1, cell, typedIndex)
	if r.Err != "" {
		t.Fatal(r.Err)
	}
	return r.State
}

func TestCompleteTyped(t *testing.T) {
	state := stateOf(t, `import "image"
import str "strings"

// Net is a net.
type Net struct {
	W1, W2 [][]float64
	*Part
	name string
}

type Part struct{ Rate float64; W1 int }

// Loss says how bad it is.
func (n *Net) Loss(x []float64) float64 { return 0 }

func (p Part) Step() (int, error) { return 0, nil }

// NewNet makes one.
func NewNet(size int) *Net { return nil }

var net = NewNet(3)

const batch = 100

type Shape interface { Area() float64 }

func pair[K comparable, V any](k K, v V) map[K]V { return nil }`)
	const netMembers = "Loss Part Rate Step W1 W2 name"
	for _, c := range []struct{ cell, want string }{
		// what a dot leads to
		{"%%\nnet.‸", netMembers},
		{"%%\nnet.L‸", "Loss"},
		{"%%\nnet.‸\nfmt.Println(1)", netMembers},
		{"%%\nfmt.Println(net.‸\ny := 3", netMembers},
		{"%%\nfmt.Println(net.‸)\ny := 3", netMembers},
		{"%%\nx := NewNet(1)\nif x.‸ {\n}", netMembers},
		{"%%\nfor i := 0; i < net.‸", netMembers},
		{"%%\nfor _, n := range []*Net{net} {\n\tn.‸", netMembers},
		{"%%\nNewNet(1).‸", netMembers},
		{"%%\nm := pair(1, net)\nm[1].‸", netMembers},
		{"%%\nnets := []Net{}\nnets[0].‸", netMembers},
		{"%%\nf := func() Net { return Net{} }\nf().‸", "Part Rate Step W1 W2 name"}, // the method has a pointer receiver
		{"%%\nnet.Part.‸", "Rate Step W1"},
		{"%%\nvar p Part\np.‸", "Rate Step W1"},
		{"%%\nvar s Shape\ns.‸", "Area"},
		{"%%\nvar e error\ne.‸", "Error"},
		{"%%\nPart.‸", "Step"},
		{"%%\n(*Net).‸", "Loss Step"},
		{"%%\nnet.Loss.‸", ""},
		{"%%\nnet.Step().‸", ""},
		{"%%\nbatch.‸", ""},
		{"%%\nnothing.‸", ""},
		{"%%\nx := struct{ A, b int }{}\nx.‸", "A b"},
		{"%%\nswitch v := any(net).(type) {\ncase *Net:\n\tv.‸", netMembers},
		{"%%\ngo func() {\n\tn := net\n\tn.‸\n}()", netMembers},
		{"%%\nx := []int{1,\nnet.‸", netMembers},
		{"%%\ndefer func(n Net) {\n\tif n.‸", netMembers},
		{"%%\nif n := net; n.‸", netMembers},
		{"%%\nfor _, row := range net.W‸", "W1 W2"},
		{"%%\nfmt.Println(func() float64 { return net.‸", "Loss Rate Part Step W1 W2 name"},
		// packages, imported or not
		{"%%\nimage.Pt(1, 2).A‸", "Add"},
		{"%%\nvar b bytes.Buffer\nb.WriteS‸", "WriteString"},
		{"%%\nbufio.NewReadWriter(nil, nil).WriteS‸", "WriteString"},
		{"%%\nvar b str.Builder\nb.Le‸", "Len"},
		{"import b \"bytes\"\n%%\nvar x b.Buffer\nx.Le‸", "Len"},
		{"%%\nfmt.Printl‸", "Println"},
		{"%%\nimage.Rect(0, 0, 1, 1).Min.‸", "Add Div Eq In Mod Mul String Sub X Y"},
		{"import . \"fmt\"\n%%\nPrintl‸", "Println"},
		{"import (\n\t_ \"image\"\n\timg \"image\"\n)\n%%\nimg.Pt(1, 2).‸\n", "Add Div Eq In Mod Mul String Sub X Y"},
		{"%%\nimage.Pt(1, 2).\n\tAd‸", "Add"},
		// generic ones
		{"type Stack[T any] struct{ items []T }\n\nfunc (s *Stack[T]) Pop() T { return s.items[0] }\n%%\nvar s Stack[*Net]\ns.‸", "Pop items"},
		{"type Stack[T any] struct{ items []T }\n\nfunc (s *Stack[T]) Pop() T { return s.items[0] }\n%%\nvar s Stack[*Net]\ns.Pop().‸", netMembers},
		{"func f[T fmt.Stringer](x T) {\n\tx.‸", "String"},
		{"func f[T ~[]Net](x T) {\n\tx[0].‸", netMembers},
		// files and bare statements
		{"func g(n *Net) {\n\tn.‸\n}\n\nfunc h() {}", netMembers},
		{"func g() {\n\tvar q Q\n\tq.‸\n\ntype Q struct{ A, B int }", "A B"},
		{"func (n *Net) g() {\n\tn.‸", "Loss Part Rate Step W1 W2 g name"},
		{"var x = net.‸", netMembers},
		{"x := net\nx.‸", netMembers},
		{"var x = net\nfmt.Println()\nx.‸", netMembers},
		{"!ls it's\nx := net\n%env A \"\nx.‸", netMembers},
		{"type Net struct{ Only int }\n%%\nvar n Net\nn.‸", "Loss Only"},
		{"%%\nnet := image.Pt(1, 2)\nnet.I‸", "In"},
		{"func f() {\n\tif true {\n\nfunc g() {\n\tnet.‸", netMembers},
		{"%%\ns := \"日本\"; n := net; n.‸", netMembers},
		// what fits comes first
		{"%%\nvar x float64 = net.‸", "Loss Rate Part Step W1 W2 name"},
		{"%%\nvar x []float64\nx = net.W‸", "W1 W2"},
		{"%%\nnet.Loss(net.‸", netMembers},
		{"%%\nNewNet(net.Part.‸", "W1 Rate Step"},
		{"func f() float64 {\n\treturn net.‸\n}", "Loss Rate Part Step W1 W2 name"},
		{"%%\n_ = 2.0 * net.Rate / net.Part.‸", "Rate Step W1"},
		{"%%\nvar n, m = 1, 2.0\n_ = Part{Rate: n‸}", "net new nil"},
		{"%%\nfew, fewer := 1, 2.0\n_ = Part{Rate: fe‸}", "fewer few"},
		{"%%\nfew, fewer := 1, 2.0\nif fewer == fe‸", "fewer few"},
		{"%%\nfew, fewer := 1, true\nif fe‸", "fewer few"},
		{"%%\nfew, fewer := true, 1\nnet.W1[fe‸", "fewer few"},
		{"%%\nfew, fewer := true, 1\nfew2 := []int{fe‸", "fewer few few2"},
		{"%%\nfew, fewer := true, 1\nswitch fewer {\ncase fe‸", "fewer few"},
		{"%%\nfew, fewer := true, 1\nc := make(chan int)\nc <- fe‸", "fewer few"},
		{"%%\nfew, fewer := true, 1\nfmt.Println(fe‸", "few fewer"},
		// names
		{"%%\nbat‸", "batch"},
		{"%%\nappe‸", "append"},
		{"%%\nfor index := range 3 {\n\tind‸\n}", "index"},
		{"%%\n_ = Net{‸}", "Part W1 W2 name"},
		{"%%\n_ = &Net{W1: nil, W‸", "W2"},
		{"%%\n_ = []Part{{Ra‸", "Rate"},
		{"type‸", ""},
		// where Go says nothing
		{"%%\n// net.‸", ""},
		{"%%\n/* net.‸ */", ""},
		{"%%\nx := \"net.‸\"", ""},
		{"%%\nx := \"net.‸", ""},
		{"%%\nx := 'n‸'", ""},
		{"%%\nx := 3‸", ""},
		{"!ls ne‸", ""},
		{"!ls \\\n ne‸", ""},
		{"%%bash\nne‸", ""},
		{"import \"byt‸\"\n", "bytes"},
		{"import (\n\t\"fmt\"\n\tm \"math/‸", "math/rand math/rand/v2"},
		// special commands
		{"%‸", strings.Join(specials, " ")},
		{"%re‸", "%remove %reset"},
		{"%%\n%li‸", "%list"},
		{"%rm ‸", "Net Net~Loss NewNet Part Part~Step Shape batch image net pair str"},
		{"%rm net ba‸", "batch"},
		{"%exec New‸", "NewNet"},
		{"%exec NewNet N‸", ""},
		{"%env N‸", ""},
	} {
		source, cursor := cursorIn(t, c.cell)
		got := strings.Join(Complete(state, source, cursor, typedIndex, standard).Matches, " ")
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.cell, got, c.want)
		}
	}
}

func TestInspectTyped(t *testing.T) {
	state := stateOf(t, `import "image"

// Net is a net.
type Net struct {
	W1 []float64
	image.Point
}

// Loss says how bad it is.
func (n *Net) Loss(x []float64, more int) float64 { return 0 }

// triple returns 3x.
func triple(x int) int { return 3 * x }

// net is what learns.
var net = new(Net)

var depth int = 3`)
	// The first comment of a cell stands behind what tells the compiler where the cell is.
	first := stateOf(t, "// first is f.\nfunc first() {}")
	state.Funcs = append(state.Funcs, first.Funcs...)
	for _, c := range []struct{ cell, path, name, text string }{
		{"%%\nfir‸st()", "", "first", "```go\nfunc first()\n```\n\nfirst is f.\n"},
		{"%%\nnet.Lo‸ss(nil)", "", "Net.Loss", "```go\nfunc (n *Net) Loss(x []float64, more int) float64\n```\n\nLoss says how bad it is.\n"},
		{"%%\nnet.Loss(nil, ‸", "", "Net.Loss", "```go\nfunc (n *Net) Loss(x []float64, more int) float64\n```\n\nLoss says how bad it is.\n"},
		{"%%\nnet.Loss(‸)", "", "Net.Loss", "```go\nfunc (n *Net) Loss(x []float64, more int) float64\n```\n\nLoss says how bad it is.\n"},
		{"%%\nx := 3 * net.Loss(nil, 1)\nfmt.Println(x‸)", "", "x", "```go\nvar x float64\n```\n"},
		{"%%\nx‸, y := 3, 4", "", "x", "```go\nvar x int\n```\n"},
		{"%%\ntrip‸le(1)", "", "triple", "```go\nfunc triple(x int) int\n```\n\ntriple returns 3x.\n"},
		{"%%\nne‸t", "", "net", "```go\nvar net = new(Net) // *Net\n```\n\nnet is what learns.\n"},
		{"%%\ndepth‸", "", "depth", "```go\nvar depth int = 3 // int\n```\n\n"},
		{"%%\nnet.W1‸", "", "Net.W1", "```go\nfield W1 []float64\n```\n"},
		{"%%\nnet.X‸", "image", "Point.X", "```go\nfield X int\n```\n"},
		{"%%\nnet.Add‸(image.Pt(1, 2))", "image", "Point.Add", "```go\nfunc (image.Point).Add(q image.Point) image.Point\n```\n"},
		{"%%\nfmt.Println(\"a‸\")", "fmt", "Println", "```go\nfunc fmt.Println(a ...any) (n int, err error)\n```\n"},
		{"%%\nvar b bytes.Buffer\nb.WriteString‸(", "bytes", "Buffer.WriteString", "```go\nfunc (*bytes.Buffer).WriteString(s string) (n int, err error)\n```\n"},
		{"%%\nf‸mt.Println()", "fmt", "", "```go\npackage fmt\n```\n"},
		{"%%\nlen‸(x)", "builtin", "len", "```go\nbuiltin len\n```\n"},
		{"%%\nfmt.Println(len(‸", "builtin", "len", "```go\nbuiltin len\n```\n"},
		{"%%\nvar e error\ne.Error‸()", "builtin", "error.Error", "```go\nfunc (error).Error() string\n```\n"},
		{"// f is new.\nfunc f(x int) {}\n\nfunc g() { f‸(1) }", "", "f", "```go\nfunc f(x int)\n```\n\nf is new.\n"},
		{"// T is new.\ntype T int\n\nvar x T‸", "", "T", "```go\ntype T int\n```\n\nT is new.\n"},
		{"%%\nnothing‸", "", "", ""},
		{"%%\n‸", "", "", ""},
		{"%%\n(‸", "", "", ""},
	} {
		source, cursor := cursorIn(t, c.cell)
		path, name, text := Inspect(state, source, cursor, typedIndex, standard)
		if path != c.path || name != c.name || text != c.text {
			t.Errorf("%q: %q, %q, %q, want %q, %q, %q", c.cell, path, name, text, c.path, c.name, c.text)
		}
	}
}

// Whatever stands in a cell, and wherever the cursor, there is an answer, and the cell has what is to be completed.
func FuzzTyped(f *testing.F) {
	for _, cell := range []string{
		"%%\nfmt.Println(1", "const (\n\tA = iota\n\tB\n)", "func f[T any](x T) { x.", "%%\ngo func() { if x := f(", "type T struct { T; *T }\nvar t T\nt.x",
		"import . \"fmt\"\n%%\nPrint", "x := []struct{ A int }{{A", "%rm a\\\n%% b", "switch x := y.(type) {\ncase ", "type A = B; type B = A; var a A; a.",
	} {
		f.Add(cell, cell, len(cell))
	}
	f.Fuzz(func(t *testing.T, first, second string, cursor int) {
		if cursor < 0 || cursor > len(second) {
			return
		}
		s := Run(State{}, 1, first, typedIndex).State
		c := Complete(s, second, cursor, typedIndex, standard)
		if c.Start > cursor {
			t.Errorf("begins at %d, behind the cursor at %d", c.Start, cursor)
		}
		for _, match := range c.Matches {
			if !strings.HasPrefix(match, second[c.Start:cursor]) {
				t.Errorf("%q does not complete %q", match, second[c.Start:cursor])
			}
		}
		Inspect(s, second, cursor, typedIndex, standard)
	})
}

// What is kept is completed and described as if it were declared, where nothing else has its name.
func TestKeptVariables(t *testing.T) {
	m := some("count", "int", "p", "*Part", "total", "float64")
	m.Groups = append(m.Groups, manifest.Group{
		Vars:    []manifest.Var{{Name: "buffer", Type: "*kept_bytes.Buffer"}, {Name: "bytes", Type: "[]kept_image.Point"}},
		Imports: map[string]string{"bytes": "kept_bytes", "image": "kept_image"},
	})
	state := stateOf(t, "type Part struct{ Rate float64 }\nvar total = 3").WithKept(m)
	for _, c := range []struct {
		cell string
		want string
	}{
		{"buffer.WriteSt‸", "WriteString"},
		{"%%\nbuffer.WriteSt‸", "WriteString"},
		{"p.R‸", "Rate"},
		{"bytes[0].X‸", ""},
		{"bytes[0].Ad‸", "Add"},
		{"cou‸", "count"},
		{"x := 3\nbuffe‸", "buffer"},
		{"%rm buf‸", "buffer"},
		{"buffer := image.Pt(1, 2)\nbuffer.WriteS‸", ""},
	} {
		source, cursor := cursorIn(t, c.cell)
		if got := strings.Join(Complete(state, source, cursor, typedIndex, standard).Matches, " "); got != c.want {
			t.Errorf("%q: %q, want %q", c.cell, got, c.want)
		}
	}
	for _, c := range []struct {
		cell, want string
		importer   types.Importer
	}{
		{"buf‸fer", "var buffer *bytes.Buffer", standard},
		{"buf‸fer", "var buffer *bytes.Buffer", nil},
		{"coun‸t++", "var count int", standard},
		{"p.Rat‸e", "field Rate float64", standard},
		{"tot‸al", "var total = 3", standard},
		{"count := \"\"\ncoun‸t", "var count string", standard},
	} {
		source, cursor := cursorIn(t, c.cell)
		if _, _, got := Inspect(state, source, cursor, typedIndex, c.importer); !strings.Contains(got, c.want) {
			t.Errorf("%q: %q, want %q", c.cell, got, c.want)
		}
	}
}
