package kept

import (
	"errors"
	"io"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"dlfs/nb/kept/manifest"
)

type Worker struct {
	Name string
	jobs chan int
	deep struct{ run func() }
}

// Broken fails to write itself, or panics.
type Broken struct{ err error }

func (*Broken) KeptByReference() {}
func (b *Broken) MarshalBinary() ([]byte, error) {
	if b.err == nil {
		panic("broken")
	}
	return nil, b.err
}
func (*Broken) UnmarshalBinary([]byte) error { return nil }

type Literal struct{}

func (*Literal) method() {}

func Public(x int) int { return inlined(x) }

func NewThing() any { return 3 }

func inlined(x int) int { return x }

func TestRefused(t *testing.T) {
	x := 1
	closure := func() int { return x }
	method := time.Now().Unix
	generic := slices.Max[[]int]
	builder := (*Literal).method
	channel := make(chan int)
	worker := Worker{jobs: channel}
	inner := &Worker{}
	inner.deep.run = func() {}
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var reader io.Reader = file
	var locked, free sync.Mutex
	locked.Lock()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	var table sync.Map
	table.Store(1, 2)
	pointer := unsafe.Pointer(&x)
	type local struct{ X int }
	hidden := struct{ x int }{1}
	var holder any = hidden
	broken, failing := &Broken{}, &Broken{errors.New("no disk")}
	holding := map[string]any{"good": 1, "bad": closure}
	large := make([]byte, 2<<20)
	parts := make([]string, 300)
	for i := range parts {
		parts[i] = string(large[:1<<13])
	}
	words := []uint64{1, 2, 3}
	view := unsafe.Slice((*byte)(unsafe.Pointer(&words[1])), 24) // one word too far is not looked at: it is all of another type
	_ = view
	value := reflect.ValueOf(1)
	type nested = struct{ Inner Worker }
	nesting := nested{worker}
	pool := sync.Pool{New: func() any { return 1 }}

	mostBytes = 1 << 20
	defer func() { mostBytes = 1 << 30 }()
	dir := t.TempDir()
	cell(t, dir, func() {
		Ref("closure", &closure)
		Ref("method", &method)
		Val("nesting", nesting)
		Val("generic", generic)
		Val("builder", builder)
		Val("channel", channel)
		Val("worker", worker)
		Val("inner", inner)
		Val("file", file)
		Val("reader", reader)
		Ref("locked", &locked)
		Val("timer", timer)
		Ref("table", &table)
		Val("pointer", pointer)
		Val("local", []local{{1}})
		Val("hidden", hidden)
		Val("holder", holder)
		Val("broken", broken)
		Val("failing", failing)
		Val("holding", holding)
		Val("large", large)
		Val("parts", parts)
		Val("value", value)
		Ref("pool", &pool)
		// And these are kept.
		Ref("free", &free)
		Val("number", 3)
		Val("none", Worker{})
		Val("nofile", (*os.File)(nil))
	})
	m := read(t, dir)
	want := map[string][]string{
		"closure": {manifest.Func, "func() int", "", "dlfs/nb/kept.TestRefused.func1"},
		"method":  {manifest.Func, "func() int64", "", "time.Time.Unix-fm"},
		"nesting": {manifest.Chan, "chan int", "struct{Inner kept.Worker}.Inner"},
		"generic": {manifest.Func, "func([]int) int", "", "slices.Max[...]"},
		"builder": {manifest.Func, "func(*kept.Literal)", "", "dlfs/nb/kept.(*Literal).method"},
		"channel": {manifest.Chan, "chan int", ""},
		"worker":  {manifest.Chan, "chan int", "kept.Worker.jobs"},
		"inner":   {manifest.Func, "func()", "struct{run func()}.run", "dlfs/nb/kept.TestRefused.func2"},
		"file":    {manifest.File, "os.File", ""},
		"reader":  {manifest.File, "os.File", ""},
		"locked":  {manifest.Lock, "sync.Mutex", ""},
		"timer":   {manifest.Process, "time.Timer", ""},
		"table":   {manifest.Copy, "sync.Map", ""},
		"pointer": {manifest.Pointer, "unsafe.Pointer", ""},
		"local":   {manifest.Local, "[]kept.local", ""},
		"hidden":  {manifest.Type, "struct{x int}", ""},
		"holder":  {manifest.Type, "struct{x int}", ""},
		"broken":  {manifest.Panic, "*kept.Broken", "", "broken"},
		"failing": {manifest.Error, "kept.Broken", "", "no disk"},
		"holding": {manifest.Func, "func() int", "", "dlfs/nb/kept.TestRefused.func1"},
		"large":   {manifest.Size, "1", ""},
		"parts":   {manifest.Size, "1", ""},
		"pool":    {manifest.Func, "func() any", "sync.Pool.New", "dlfs/nb/kept.TestRefused.func3"},
		"value":   {manifest.Process, "reflect.Value", ""},
	}
	for _, r := range m.Refused {
		if got := append([]string{r.Reason}, r.Args...); !reflect.DeepEqual(got, want[r.Name]) {
			t.Errorf("%s: %q, want %q", r.Name, got, want[r.Name])
		}
		delete(want, r.Name)
	}
	if len(want) > 0 {
		t.Errorf("not refused: %v", want)
	}
	for _, name := range []string{"free", "number", "none", "nofile"} {
		if _, ok := m.Var(name); !ok {
			t.Errorf("%s is not kept", name)
		}
	}
	// A later cell makes something else of the name.
	cell(t, dir, func() { Val("channel", 3); Val("number", channel) })
	m = read(t, dir)
	if _, ok := m.Var("channel"); !ok || len(m.Refused) != 24 {
		t.Errorf("%+v", m.Refused)
	}
	if _, ok := m.Var("number"); ok {
		t.Error("a value that was replaced by one that is refused is still there")
	}
}

func TestMemoryOfTwoTypes(t *testing.T) {
	words := make([]uint64, 4)
	low := words[:2:2]
	high := unsafe.Slice((*byte)(unsafe.Pointer(&words[1])), 24)
	dir := t.TempDir()
	cell(t, dir, func() { Val("low", low); Val("high", high); Val("x", 1) })
	m := read(t, dir)
	if len(m.Refused) != 1 || m.Refused[0].Reason != manifest.Memory || len(m.Groups) != 2 {
		t.Errorf("%s", m.Encode())
	}
}

func TestFunctions(t *testing.T) {
	dir := t.TempDir()
	sin, public := math.Sin, Public
	made := sync.Pool{New: NewThing}
	made.Put(new(int))
	cell(t, dir, func() {
		Val("sin", sin)
		Val("public", public)
		Val("write", (*strings.Builder).WriteString)
		Val("unix", time.Time.Unix)
		Val("all", []func(float64) float64{math.Cos, nil})
		Ref("pool", &made)
	})
	m := read(t, dir)
	if len(m.Refused) > 0 {
		t.Fatalf("%+v", m.Refused)
	}
	if got := groupOf(m, "sin").Funcs; !reflect.DeepEqual(got, []string{"kept_math.Sin"}) {
		t.Errorf("%q", got)
	}
	if got := groupOf(m, "write").Funcs; !reflect.DeepEqual(got, []string{"(*kept_strings.Builder).WriteString"}) {
		t.Errorf("%q", got)
	}
	cell(t, dir, func() {
		Func((*strings.Builder).WriteString)
		Func(time.Time.Unix)
		Slot[func(*strings.Builder, string) (int, error)]("write")
		Slot[func(time.Time) int64]("unix")
		Func(math.Sin)
		Func(math.Cos)
		Func(Public)
		Func(NewThing)
		Slot[sync.Pool]("pool")
		Slot[func(float64) float64]("sin")
		Slot[func(int) int]("public")
		Slot[[]func(float64) float64]("all")
		taken(t, "sin", "public", "all", "pool", "write", "unix")
		var b strings.Builder
		Get[func(*strings.Builder, string) (int, error)]("write")(&b, "text")
		if b.String() != "text" || Get[func(time.Time) int64]("unix")(time.Unix(9, 0)) != 9 {
			t.Error("method expressions")
		}
		if p := slots["pool"].ptr; (*sync.Pool)(p).Get() != 3 {
			t.Error("a pool has lost its function")
		}
		if Get[func(float64) float64]("sin")(1) != math.Sin(1) || Get[func(int) int]("public")(2) != 2 ||
			Get[[]func(float64) float64]("all")[0](1) != math.Cos(1) {
			t.Error("functions")
		}
	})
	if again := read(t, dir); string(again.Encode()) != string(m.Encode()) {
		t.Error("they are written again")
	}
}
