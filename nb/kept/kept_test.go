package kept

import (
	"errors"
	"io"
	"reflect"
	"testing"

	"dlfs/nb/kept/manifest"
)

// A cell is a program: what it knows of variables begins empty.
func cell(t testing.TB, dir string, body func()) {
	t.Helper()
	given = dir
	slots = make(map[string]*slot)
	made, gone, opened = nil, nil, nil
	registered = make(map[named]reflect.Type)
	register(reflect.TypeOf(io.EOF).Elem())
	functions = make(map[string]reflect.Value)
	Type[struct{ A, B int }]() // as the kernel has a cell do that needs them
	Type[[2]string]()
	Type[map[string]any]()
	Type[map[string]error]()
	body()
	Done()
}

// taken has the slots of a cell read.
func taken(t testing.TB, names ...string) {
	t.Helper()
	if err := load(names); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, dir string) manifest.Manifest {
	t.Helper()
	m, err := manifest.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestNumber(t *testing.T) {
	dir := t.TempDir()
	cell(t, dir, func() { Val("x", 3); Val("s", "text") })
	for i := range 3 {
		cell(t, dir, func() {
			Slot[int]("x")
			taken(t, "x")
			x := Get[int]("x")
			if x != 3+i {
				t.Error(x)
			}
			x++
			Val("x", x)
		})
	}
	t.Logf("%s", read(t, dir).Encode())
}

func shownOf[T any]() string { return shown(reflect.TypeFor[T]()) }

// needsSearch skips a test whose values hold types that the next program does not name.
func needsSearch(t testing.TB) {
	t.Helper()
	if !canSearch {
		t.Skip("it was not tried whether this release of Go finds types by their names: see search_other.go")
	}
}

// On a release that was not tried, one variable more is refused.
func TestUntriedRelease(t *testing.T) {
	if canSearch {
		t.Skip("this release is known")
	}
	dir := t.TempDir()
	cell(t, dir, func() {
		Val("hidden", []any{&link{}})
		Val("own", &link{})
		Val("err", errors.New("x"))
		Val("eof", io.EOF)
	})
	m := read(t, dir)
	if len(m.Refused) != 2 || m.Refused[0].Name != "hidden" || m.Refused[0].Reason != manifest.Release || vars(m) != "eof, err" {
		t.Errorf("%s", m.Encode())
	}
}
