package kept

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"dlfs/nb/kept/manifest"
)

// All has something of all that is written.
type All struct {
	Number  int
	Text    string
	Slice   []string
	Bytes   []byte
	Inner   *byte
	Map     map[string]*All
	Any     any
	Err     error
	When    time.Time
	Addr    netip.Addr
	Self    *All
	Func    func(int) int
	Array   [2][]int
	Nothing []struct{}
}

func makeAll() *All {
	b := []byte("some bytes")
	a := &All{Number: 1, Text: "text", Slice: []string{"a", "b"}, Bytes: b, Inner: &b[2], Err: io.EOF, When: time.Now(),
		Addr: netip.MustParseAddr("10.0.0.1"), Func: Public, Array: [2][]int{{1}, {2, 3}}, Nothing: make([]struct{}, 3)}
	a.Self = a
	a.Map = map[string]*All{"self": a, "other": {Any: []any{1, "x", errors.New("plain"), &b[3]}}}
	a.Any = Pair[int, string]{1, "x"}
	return a
}

// aGroup returns the data of a group with one variable.
func aGroup(t testing.TB) []byte {
	g := newGraph()
	a := makeAll()
	s := &slot{name: "a", ptr: reflect.ValueOf(&a).UnsafePointer(), typ: reflect.TypeFor[*All]()}
	if r := g.add(s); r != nil {
		t.Fatal(r)
	}
	if _, r := g.merge(); r != nil {
		t.Fatal(r)
	}
	pieces, size, _ := g.encode(g.together()[0])
	data := bytes.Join(pieces, nil)
	if len(data) != size {
		t.Errorf("%d bytes, and it says %d", len(data), size)
	}
	return data
}

func decodeAll(data []byte) (*All, error) {
	var a *All
	Func(Public)
	err := decode(data, source{
		func(string, uint64) *slot {
			return &slot{name: "a", ptr: reflect.ValueOf(&a).UnsafePointer(), typ: reflect.TypeFor[*All]()}
		},
		func(i, size int) ([]byte, error) { return nil, errDamaged },
	})
	return a, err
}

// Any byte that is changed is noticed.
func TestDamage(t *testing.T) {
	needsSearch(t)
	data := aGroup(t)
	if a, err := decodeAll(bytes.Clone(data)); err != nil || a.Map["self"] != a || a.Inner != &a.Bytes[2] {
		t.Fatal(err)
	}
	for i := range data {
		damaged := bytes.Clone(data)
		damaged[i] ^= 1 << (i % 8)
		if _, err := decodeAll(damaged); err == nil {
			t.Errorf("byte %d is wrong, and nobody says so", i)
		}
	}
	for i := range data {
		if _, err := decodeAll(data[:i]); err == nil {
			t.Errorf("%d of %d bytes are there, and nobody says so", i, len(data))
		}
	}
}

// Whatever the bytes are, they do not crash the decoder, even if their sums are right.
func FuzzDecode(f *testing.F) {
	data := aGroup(f)
	f.Add(data, false)
	f.Add(data, true)
	f.Add(data[:headerSize+10], true)
	f.Fuzz(func(t *testing.T, data []byte, sums bool) {
		if sums && len(data) > headerSize {
			data = bytes.Clone(data)
			copy(data, magic)
			end := min(uint64(len(data)), max(headerSize, uint64At(data[8:])))
			putUint64(data[8:], end)
			putUint64(data[16:], uint64(len(data)))
			putUint64(data[24:], checksum(data[headerSize:end]))
			putUint64(data[32:], checksum(data[end:]))
		}
		decodeAll(data)
	})
}

// What is wrong in the folder is told in one sentence.
func TestDamagedFiles(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(file, manifest string)
		want  string
	}{
		"cut off":  {func(file, _ string) { os.Truncate(file, 40) }, "what is kept of x is damaged: run the cell that makes x again"},
		"gone":     {func(file, _ string) { os.Remove(file) }, "what is kept of x is gone: run the cell that makes x again"},
		"another":  {func(file, _ string) { os.WriteFile(file, make([]byte, 1000), 0o600) }, "what is kept of x was written by another version of the kernel: run the cell that makes x again"},
		"manifest": {func(_, m string) { os.WriteFile(m, []byte("kept 1\nvar\n"), 0o600) }, "manifest, line 2: no group comes before it"},
		"version":  {func(_, m string) { os.WriteFile(m, []byte("kept 2\n"), 0o600) }, "manifest, line 1: it was written by another version"},
	} {
		dir := t.TempDir()
		cell(t, dir, func() { Val("x", 3) })
		file := filepath.Join(dir, read(t, dir).Groups[0].File)
		c.spoil(file, filepath.Join(dir, manifest.Name))
		slots, opened = make(map[string]*slot), nil
		Slot[int]("x")
		if err := load([]string{"x"}); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		// The next cell can keep something all the same.
		cell(t, dir, func() { Val("x", 4) })
		if _, ok := read(t, dir).Var("x"); !ok {
			t.Errorf("%s: nothing is kept any more", name)
		}
	}
}

// Moody writes itself, and reads itself only if it likes to.
type Moody struct{ word string }

func (*Moody) KeptByReference() {}

func (m *Moody) MarshalBinary() ([]byte, error) { return []byte(m.word), nil }

func (m *Moody) UnmarshalBinary(data []byte) error {
	if m.word = string(data); m.word == "no" {
		return errors.New("not today")
	}
	return nil
}

func TestReadsItself(t *testing.T) {
	dir := t.TempDir()
	cell(t, dir, func() { Val("yes", &Moody{"yes"}); Val("no", []any{Moody{"no"}}); Val("big", make([]byte, 2<<20)) })
	cell(t, dir, func() {
		Type[Moody]()
		Slot[*Moody]("yes")
		Slot[[]any]("no")
		taken(t, "yes")
		if Get[*Moody]("yes").word != "yes" {
			t.Error(Get[*Moody]("yes"))
		}
		want := "no cannot be taken up: not today: run the cell that makes no again"
		if err := load([]string{"no"}); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		delete(slots, "no")
	})
	Slot[[]byte]("big")
	file := filepath.Join(dir, groupOf(read(t, dir), "big").More[0])
	for want, spoil := range map[string]func(){
		"what is kept of big is gone: run the cell that makes big again":    func() { os.Remove(file) },
		"what is kept of big is damaged: run the cell that makes big again": func() { os.WriteFile(file, []byte("x"), 0o600) },
	} {
		spoil()
		if err := load([]string{"big"}); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// A program that ended before it wrote its manifest leaves files that nobody needs.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	cell(t, dir, func() { Val("x", 3); Val("big", make([]byte, 2<<20)) })
	m := read(t, dir)
	m.Remove("big") // as the user does, in the kernel
	os.WriteFile(filepath.Join(dir, manifest.Name), m.Encode(), 0o600)
	for _, name := range []string{"values-3", "values-4", "new"} {
		os.WriteFile(filepath.Join(dir, name), nil, 0o600)
	}
	cell(t, dir, func() { Val("y", 3) })
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != "manifest values-1 values-2" {
		t.Error(got)
	}
}
