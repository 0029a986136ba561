package nb

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
	"gonum.org/v1/gonum/mat"
)

type point struct{ X, Y float64 }

type tree struct {
	Value       int
	Left, Right *tree
}

type hidden struct {
	Name    string
	weights []float64
}

// own has hidden fields and stores them itself.
type own struct{ secret string }

func (o own) MarshalBinary() ([]byte, error)     { return []byte(o.secret), nil }
func (o *own) UnmarshalBinary(data []byte) error { o.secret = string(data); return nil }

// texty has hidden fields and stores them for others than gob.
type texty struct{ secret string }

func (o texty) MarshalText() ([]byte, error)     { return []byte(o.secret), nil }
func (o *texty) UnmarshalText(data []byte) error { o.secret = string(data); return nil }

// oneWay stores itself and does not come back.
type oneWay struct{ secret string }

func (oneWay) GobEncode() ([]byte, error) { return []byte{1}, nil }
func (*oneWay) GobDecode([]byte) error    { return errors.New("cannot") }

// rows has gonum's methods by embedding, and they do not survive a nil matrix.
type rows struct{ *mat.Dense }

type withOwn struct {
	Parts []own
	ByKey map[string]*mat.Dense
	Empty *point
}

type base struct{ X int }

type embeds struct {
	base
	Y int
}

// inNotebook makes Keep and Kept use a kernel's folder, as in a notebook.
func inNotebook(t testing.TB) (dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv(protocol.GONB_TMP_DIR_ENV, dir)
	return dir
}

// roundTrip keeps v and takes it up again.
func roundTrip[T any](t *testing.T, v T) {
	t.Helper()
	if err := keep("v", &v); err != nil {
		t.Errorf("%T: %v", v, err)
		return
	}
	var got T
	if err := kept("v", &got); err != nil || !reflect.DeepEqual(got, v) {
		t.Errorf("%T: kept %v, got %v, %v", v, v, got, err)
	}
}

func TestRoundTrip(t *testing.T) {
	for _, where := range []string{"outside", "in a notebook"} {
		t.Run(where, func(t *testing.T) {
			t.Setenv(protocol.GONB_TMP_DIR_ENV, "")
			if where != "outside" {
				inNotebook(t)
			}
			roundTrip(t, 0)
			roundTrip(t, 3.5)
			roundTrip(t, "图 \x00")
			roundTrip(t, []float64(nil))
			roundTrip(t, []float64{1, 2})
			roundTrip(t, [2][]string{{"a"}, {"b", "c"}})
			roundTrip(t, map[string][]int{"a": {1}, "b": {2, 3}})
			roundTrip(t, point{1, 0})
			roundTrip(t, &point{1, 2})
			roundTrip(t, []*point{{1, 2}, {0, 3}})
			roundTrip(t, &tree{1, &tree{2, nil, nil}, &tree{3, &tree{4, nil, nil}, nil}})
			roundTrip(t, mat.NewDense(2, 2, []float64{1, 2, 3, 4}))
			roundTrip(t, own{"hidden"})
			roundTrip(t, &own{"hidden"})
			roundTrip(t, withOwn{[]own{{"a"}, {"b"}}, map[string]*mat.Dense{"W1": mat.NewDense(1, 1, []float64{7})}, nil})
		})
	}
}

func TestKeepRefuses(t *testing.T) {
	dir := inNotebook(t)
	loop := &tree{Value: 1}
	loop.Left = &tree{Value: 2, Right: loop}
	shared := &tree{Value: 3}
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"hidden field", keepIt(hidden{weights: []float64{1}}), "the field weights of nb.hidden is not exported"},
		{"in a slice", keepIt([]hidden{}), "the field weights of nb.hidden is not exported"},
		{"in a map, behind a pointer", keepIt(map[string]*hidden{}), "the field weights of nb.hidden"},
		{"in an array in a struct", keepIt(struct{ A [2]hidden }{}), "the field weights of nb.hidden"},
		{"as a map's key", keepIt(map[texty]int{}), "the field secret of nb.texty"},
		{"only a text marshaller", keepIt(texty{}), "the field secret of nb.texty"},
		{"hidden embedded struct", keepIt(embeds{}), "the field base of nb.embeds"},
		{"function", keepIt(func() {}), "func() is a function"},
		{"function in a field", keepIt(struct{ F func() }{}), "the field F of struct { F func() } is a function"},
		{"channel", keepIt([]chan int{}), "an element of []chan int is a channel"},
		{"interface", keepIt(map[string]any{}), "a value of map[string]interface {} is an interface"},
		{"error", keepIt(struct{ Err error }{}), "the field Err of struct { Err error } is an interface (error)"},
		{"nil pointer", keepIt((*point)(nil)), "the value is nil"},
		{"nil matrix", keepIt((*mat.Dense)(nil)), "the value is nil"},
		{"nil element", keepIt([]*point{{1, 2}, nil}), "element 1 of the value is nil"},
		{"nil in a map", keepIt(map[string]*point{"a": nil}), "the value at a of the value is nil"},
		{"pointer to zero", keepIt(tree{Value: 1, Left: &tree{}}), "the field Left of nb.tree points to a zero value"},
		{"circle", keepIt(loop), "points back to something that contains it"},
		{"does not come back", keepIt(oneWay{"x"}), "could not be restored: cannot"},
		{"panics on its way back", keepIt(rows{mat.NewDense(1, 1, nil)}), "could not be restored: one of its methods panicked"},
		{"two ways to one value", keepIt(tree{1, shared, shared}), ""},
	}
	for _, test := range tests {
		switch {
		case test.want == "" && test.err != nil:
			t.Errorf("%s: %v", test.name, test.err)
		case test.want != "" && (test.err == nil || !strings.Contains(test.err.Error(), test.want)):
			t.Errorf("%s: %v, want %q", test.name, test.err, test.want)
		}
	}
	for _, name := range []string{"", strings.Repeat("x", 300), strings.Repeat("图", 100)} {
		if err := keep(name, new(1)); err == nil {
			t.Errorf("the name %q was accepted", name)
		}
		if err := kept(name, new(1)); err == nil {
			t.Errorf("the name %q was found", name)
		}
	}
	entries, err := os.ReadDir(filepath.Join(dir, "kept"))
	if err != nil || len(entries) != 1 {
		t.Errorf("files %v, %v, want that of the last case alone", entries, err)
	}
}

func keepIt[T any](v T) error { return keep("v", &v) }

func TestKeptRefuses(t *testing.T) {
	dir := inNotebook(t)
	if err := keepIt(&point{1, 2}); err != nil {
		t.Fatal(err)
	}
	var value point
	if err := kept("v", &value); err == nil || err.Error() != "this name holds a *nb.point, not a nb.point: change the type in the square brackets" {
		t.Errorf("another type: %v", err)
	}
	var changed *changedPoint
	if err := kept("v", &changed); err == nil || !strings.Contains(err.Error(), "*nb.changedPoint") {
		t.Errorf("another struct: %v", err)
	}
	path := filepath.Join(dir, "kept", fileName("v"))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range data {
		if err := os.WriteFile(path, data[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		var p *point
		if err := kept("v", &p); err == nil {
			t.Fatalf("%d of %d bytes were read as %v", n, len(data), p)
		}
	}
}

type changedPoint struct{ X, Y float64 }

// A cell may define a type again, with other fields and the same name. gob alone would fill in what it can.
func TestKeptOfARedefinedType(t *testing.T) {
	redefined := func() reflect.Type {
		type point struct{ X, Z float64 }
		return reflect.TypeFor[point]()
	}()
	if got := redefined.String(); got != reflect.TypeFor[point]().String() {
		t.Fatalf("the test's type is called %s", got)
	}
	data, err := encode(reflect.ValueOf(point{1, 2}))
	if err != nil {
		t.Fatal(err)
	}
	err = decode(data, reflect.New(redefined))
	const want = "nb.point has changed since it was kept, from struct{X float64; Y float64} to struct{X float64; Z float64}"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
}

func TestKeepReplacesAndCopies(t *testing.T) {
	inNotebook(t)
	v := []int{1, 2}
	Keep("a", v)
	v[0] = 9
	if got := Kept[[]int]("a"); got[0] != 1 {
		t.Errorf("the kept value changed with the original: %v", got)
	}
	Keep("a", "text")
	if got := Kept[string]("a"); got != "text" {
		t.Errorf("got %q", got)
	}
	Keep("A", "other")
	if got := Kept[string]("a"); got != "text" {
		t.Errorf("a and A are the same: %q", got)
	}
}

// Whatever the name: what was kept under it comes back, no other name brings it, and it stays in its folder.
func FuzzNames(f *testing.F) {
	for _, name := range []string{"net", "Net", "NET", "../../x", "a/b", "", ".", "con", "图", "a\x00b", "a b", "_41", "\xff", strings.Repeat("é", 200)} {
		f.Add(name, name+" ")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		dir := inNotebook(t)
		if err := keep(a, &a); err != nil {
			if a != "" && len(a) < 80 {
				t.Fatalf("%q: %v", a, err)
			}
			return
		}
		if a != b && strings.EqualFold(fileName(a), fileName(b)) {
			t.Fatalf("%q and %q share the file %s", a, b, fileName(a))
		}
		var got string
		if err := kept(a, &got); err != nil || got != a {
			t.Fatalf("%q came back as %q, %v", a, got, err)
		}
		entries, err := os.ReadDir(filepath.Join(dir, "kept"))
		if err != nil || len(entries) != 1 {
			t.Fatalf("%q: files %v, %v", a, entries, err)
		}
		if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
			t.Fatalf("%q: files outside the folder: %v, %v", a, all, err)
		}
	})
}
