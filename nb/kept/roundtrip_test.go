package kept

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"os"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
)

type Node struct {
	name string
	next *Node
	m    map[string]*Node
	any  any
}

type Pair[A, B any] struct {
	a A
	b B
}

// round keeps the variables behind the pointers, and reads them into others, which it returns.
func round(t testing.TB, vars map[string]any) map[string]any {
	t.Helper()
	dir := t.TempDir()
	cell(t, dir, func() {
		for name, p := range vars {
			refAny(name, p)
		}
	})
	m := read(t, dir)
	for _, r := range m.Refused {
		t.Fatalf("%s is refused: %+v", r.Name, r)
	}
	targets := make(map[string]any)
	cell(t, dir, func() {
		var names []string
		for name, p := range vars {
			targets[name] = reflect.New(reflect.TypeOf(p).Elem()).Interface()
			refAny(name, targets[name])
			names = append(names, name)
		}
		taken(t, names...)
	})
	if again := read(t, dir); !bytes.Equal(again.Encode(), m.Encode()) {
		t.Errorf("nothing has changed, and it is written again:\n%s\nwas\n%s", again.Encode(), m.Encode())
	}
	return targets
}

// refAny is Ref for a pointer of any type.
func refAny(name string, p any) {
	v := reflect.ValueOf(p)
	expect(&slot{name: name, ptr: v.UnsafePointer(), typ: v.Type().Elem(), tag: reflect.TypeFor[tag[int]]()})
}

func get[T any](m map[string]any, name string) T { return *m[name].(*T) }

func TestGraph(t *testing.T) {
	needsSearch(t)
	a := &Node{name: "a"}
	b := &Node{name: "b", next: a, m: map[string]*Node{"a": a}}
	a.next, b.any = b, Pair[int, *Node]{3, a}
	xs := []int{1, 2, 3, 4, 5, 6, 7, 8}
	low, high := xs[:5:5], xs[3:8:8]
	third := &xs[3]
	words := []string{"a", "b", "c", "d"}
	before, after := words[:3:3], words[1:4:4]
	windows := [][]string{words[2:], words[:], words[1:]}
	arr := [3]Node{{name: "0"}, {name: "1"}, {name: "2"}}
	inner := &arr[1].name
	cycle := []any{1, "two", nil, 3.5, []string{"x"}, map[string]any{"k": 1}, struct{}{}}
	cycle[2] = cycle
	nan := map[float64]int{math.NaN(): 1, 2: 3}
	m1 := map[string][]int{"low": low}
	m2 := m1
	one := Pair[int, string]{1, "one"}
	first := &one.a
	got := round(t, map[string]any{"a": &a, "b": &b, "low": &low, "high": &high, "third": &third, "arr": &arr, "inner": &inner,
		"cycle": &cycle, "nan": &nan, "m1": &m1, "m2": &m2, "before": &before, "after": &after, "windows": &windows,
		"one": &one, "first": &first})
	ga, gb := get[*Node](got, "a"), get[*Node](got, "b")
	if ga.next != gb || gb.next != ga || gb.m["a"] != ga || gb.any.(Pair[int, *Node]).b != ga || ga.name != "a" {
		t.Error("graph", ga, gb)
	}
	gl, gh, gt := get[[]int](got, "low"), get[[]int](got, "high"), get[*int](got, "third")
	gl[3] = 99
	if gh[0] != 99 || *gt != 99 || len(gl) != 5 || cap(gl) != 5 || gh[4] != 8 {
		t.Error("slices", gl, gh, *gt)
	}
	gbefore, gafter, gw := get[[]string](got, "before"), get[[]string](got, "after"), get[[][]string](got, "windows")
	gbefore[2] = "new"
	if gafter[1] != "new" || gafter[2] != "d" || gw[0][0] != "new" || len(gw[1]) != 4 || &gw[1][1] != &gw[2][0] {
		t.Error("slices of strings", gbefore, gafter, gw)
	}
	*get[*string](got, "inner") = "new"
	if (*got["arr"].(*[3]Node))[1].name != "new" {
		t.Error("a pointer into an array")
	}
	*get[*int](got, "first") = 7
	if got["one"].(*Pair[int, string]).a != 7 {
		t.Error("a pointer to the first field of a variable")
	}
	gc := get[[]any](got, "cycle")
	if &gc[2].([]any)[0] != &gc[0] || gc[4].([]string)[0] != "x" || gc[5].(map[string]any)["k"] != 1 {
		t.Error("circle")
	}
	if gn := get[map[float64]int](got, "nan"); len(gn) != 2 || gn[2] != 3 {
		t.Error(gn)
	}
	gm1, gm2 := get[map[string][]int](got, "m1"), get[map[string][]int](got, "m2")
	gm1["new"] = nil
	if _, ok := gm2["new"]; !ok || &gm1["low"][0] != &gl[0] {
		t.Error("maps")
	}
}

func TestLibrary(t *testing.T) {
	needsSearch(t)
	var place any = time.UTC
	when, err1, big1, r := time.Now(), error(io.EOF), big.NewInt(1e18), rand.New(rand.NewPCG(1, 2))
	r.Int()
	err2, err3 := errors.New("plain"), fmt.Errorf("wrapped %w", io.EOF)
	addr := netip.MustParseAddr("10.0.0.1")
	addrs := map[netip.Addr]any{addr: netip.MustParsePrefix("10.0.0.0/8")}
	out := os.Stdout
	var mu sync.Mutex
	func() { // was in use
		mu.Lock()
		defer mu.Unlock()
	}()
	locks := make([]sync.Mutex, 1000)
	var ap atomic.Pointer[Node]
	ap.Store(&Node{name: "atomic"})
	var once sync.Once
	once.Do(func() {})
	d := mat.NewDense(2, 2, []float64{1, 2, 3, 4})
	row := d.RawRowView(1)
	var buf bytes.Buffer
	buf.WriteString("hello")
	var o dl.Optimizer = &dl.Momentum{LearningRate: 1}
	var empty struct{}
	none := [0]*int{}
	bytesOfInt := unsafe.Sizeof(1)
	anys := []any{struct{ A, B int }{1, 2}, [2]string{"x", "y"}, []any{nil}, map[string]error{"e": err2}, &one, 'x', 1i, uint8(1)}
	got := round(t, map[string]any{"when": &when, "err1": &err1, "big": &big1, "r": &r, "err2": &err2, "err3": &err3, "addr": &addr, "out": &out,
		"mu": &mu, "ap": &ap, "d": &d, "row": &row, "buf": &buf, "o": &o, "once": &once, "empty": &empty, "none": &none,
		"size": &bytesOfInt, "locks": &locks, "addrs": &addrs, "anys": &anys, "place": &place})

	if get[error](got, "err1") != io.EOF || !errors.Is(get[error](got, "err3"), io.EOF) || get[error](got, "err2").Error() != "plain" {
		t.Error("errors")
	}
	if g := get[time.Time](got, "when"); !g.Equal(when) || g.Location() != time.Local || g != g.Round(0) {
		t.Error("time", g, when)
	}
	if g := get[*rand.Rand](got, "r"); g.Int() != r.Int() {
		t.Error("rand")
	}
	if get[netip.Addr](got, "addr") != addr || get[*os.File](got, "out") != os.Stdout ||
		get[map[netip.Addr]any](got, "addrs")[addr] != addrs[addr] {
		t.Error("addr")
	}
	gd, grow := get[*mat.Dense](got, "d"), get[[]float64](got, "row")
	grow[0] = 42
	if gd.At(1, 0) != 42 {
		t.Error("dense")
	}
	if g := got["buf"].(*bytes.Buffer); g.String() != "hello" {
		t.Error("buf")
	}
	if got["ap"].(*atomic.Pointer[Node]).Load().name != "atomic" || get[uintptr](got, "size") != bytesOfInt {
		t.Error("atomic")
	}
	if get[*big.Int](got, "big").Cmp(big1) != 0 || get[dl.Optimizer](got, "o").(*dl.Momentum).LearningRate != 1 {
		t.Error("big")
	}
	got["once"].(*sync.Once).Do(func() { t.Error("once comes twice") })
	if g := get[[]any](got, "anys"); fmt.Sprint(g[0], g[1], g[2], g[3], *g[4].(*int), g[5], g[6], g[7]) != "{1 2} [x y] [<nil>] map[e:plain] 1 120 (0+1i) 1" {
		t.Error(g)
	}
	if get[any](got, "place") != time.UTC {
		t.Error("place")
	}
	got["mu"].(*sync.Mutex).Lock()
}

var one = 1
