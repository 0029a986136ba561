package kept

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dlfs/nb/kept/manifest"
)

func filesIn(t *testing.T, dir string) (files []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		files = append(files, e.Name())
	}
	return files
}

// vars returns the variables of a manifest, group by group.
func vars(m manifest.Manifest) string {
	var groups []string
	for _, g := range m.Groups {
		var names []string
		for _, v := range g.Vars {
			name := v.Name
			if v.Addressed {
				name = "&" + name
			}
			if v.Gone {
				name = "-" + name
			}
			names = append(names, name)
		}
		groups = append(groups, strings.Join(names, " "))
	}
	slices.Sort(groups)
	return strings.Join(groups, ", ")
}

func TestTwoFiles(t *testing.T) {
	dir := t.TempDir()
	cell(t, dir, func() {
		for _, name := range strings.Split("abcdefghij", "") {
			Val(name, 1)
		}
	})
	if got := filesIn(t, dir); len(got) != 2 {
		t.Errorf("%q", got)
	}
	// Nothing in the folder, and nothing kept: nothing is made.
	none := filepath.Join(dir, "none")
	cell(t, none, func() {})
	if _, err := os.Stat(none); err == nil {
		t.Error("a folder for nothing")
	}
	cell(t, none, func() { Val("x", 1) })
	if got := strings.Join(filesIn(t, none), " "); got != "manifest values-1" {
		t.Error(got)
	}
}

func TestNoFolder(t *testing.T) {
	cell(t, "", func() { Val("x", 1) })
	given = ""
	slots = make(map[string]*slot)
	Val("x", 1)
	Done()
}

func TestGroups(t *testing.T) {
	dir := t.TempDir()
	cell(t, dir, func() {
		xs := []int{1, 2, 3}
		x := 3
		Val("xs", xs)
		Val("ys", xs[1:])
		Ref("x", &x)
		Val("p", &x)
		Val("alone", 1)
	})
	if got := vars(read(t, dir)); got != "alone, p &x, xs ys" {
		t.Error(got)
	}
	m := read(t, dir)
	m.Remove("x")
	os.WriteFile(filepath.Join(dir, manifest.Name), m.Encode(), 0o600)
	cell(t, dir, func() { // a variable that is gone
		Slot[*int]("p")
		Gone[int]("x")
		taken(t, "p")
		*Get[*int]("p") = 4
	})
	if got := vars(read(t, dir)); got != "alone, p, xs ys" {
		t.Error(got)
	}
	cell(t, dir, func() { Val("xs", "another") }) // without looking at the group
	if got := vars(read(t, dir)); got != "-xs ys, alone, p, xs" {
		t.Error(got)
	}
	cell(t, dir, func() {
		Slot[[]int]("ys")
		Gone[[]int]("xs")
		Slot[string]("xs") // the other one of this name
		taken(t, "ys", "xs")
		if ys := Get[[]int]("ys"); len(ys) != 2 || ys[0] != 2 {
			t.Error(ys)
		}
		if Get[string]("xs") != "another" {
			t.Error(Get[string]("xs"))
		}
	})
}

// Two groups have a variable of the same name, as the old one's memory is still somebody's.
func TestLoadOfNewOne(t *testing.T) {
	dir := t.TempDir()
	cell(t, dir, func() {
		xs := []int{1, 2, 3}
		Val("xs", xs)
		Val("ys", xs)
	})
	cell(t, dir, func() { Val("xs", []int{4}) })
	cell(t, dir, func() {
		Slot[[]int]("xs")
		taken(t, "xs")
		if xs := Get[[]int]("xs"); len(xs) != 1 || xs[0] != 4 {
			t.Error(xs)
		}
	})
}

type Counted struct {
	Count int
	Data  []byte
}

// What is large and did not change is not written again, although it is a part of what changed.
func TestLargeMemory(t *testing.T) {
	dir := t.TempDir()
	data := make([]byte, 2<<20)
	data[1] = 1
	var array [1 << 18]int64
	array[5] = 5
	cell(t, dir, func() { Val("c", &Counted{1, data}); Ref("array", &array) })
	first := read(t, dir)
	next := func(change func(*Counted)) manifest.Group {
		cell(t, dir, func() {
			Slot[*Counted]("c")
			taken(t, "c")
			change(Get[*Counted]("c"))
		})
		return *groupOf(read(t, dir), "c")
	}
	before := *groupOf(first, "c")
	if len(before.More) != 1 || before.Size > 1000 || len(first.Files()) != 3 {
		t.Errorf("%+v", before)
	}
	if g := next(func(c *Counted) { c.Count++ }); g.More[0] != before.More[0] || g.File == before.File {
		t.Errorf("%+v", g)
	} else if g2 := next(func(c *Counted) { c.Data[2] = byte(c.Count) }); g2.More[0] == g.More[0] || g2.File != g.File {
		t.Errorf("%+v, then %+v", g, g2)
	}
	next(func(c *Counted) {
		if c.Count != 2 || c.Data[1] != 1 || c.Data[2] != 2 || len(c.Data) != 2<<20 {
			t.Error(c.Count, c.Data[:4])
		}
	})
	cell(t, dir, func() {
		var array [1 << 18]int64
		Ref("array", &array)
		taken(t, "array")
		if array[5] != 5 {
			t.Error(array[5])
		}
	})
	if m := read(t, dir); groupOf(m, "array").More[0] != groupOf(first, "array").More[0] {
		t.Error("an array that did not change is written again")
	}
	if got, m := filesIn(t, dir), read(t, dir); len(got) != 1+len(m.Files()) {
		t.Errorf("%q", got)
	}
}

// Many cells do not leave many files.
func TestGather(t *testing.T) {
	dir := t.TempDir()
	names := strings.Split("abcdefghijklmnopqrstuvwxyz", "")
	for i, name := range names {
		cell(t, dir, func() { Val(name, i) })
	}
	if got := filesIn(t, dir); len(got) > mostFiles+1 {
		t.Errorf("%q", got)
	}
	cell(t, dir, func() {
		for _, name := range names {
			Slot[int](name)
		}
		taken(t, names...)
		for i, name := range names {
			if Get[int](name) != i {
				t.Error(name, Get[int](name))
			}
		}
	})
}

func TestShapes(t *testing.T) {
	dir := t.TempDir()
	cell(t, dir, func() {
		Val("s", "äö")
		Val("xs", []int{1, 2})
		Val("one", map[string]int{"a": 1})
		Val("m", any(&Grid{3, 4}))
		Val("none", (*Grid)(nil))
		Val("n", 3)
	})
	for name, want := range map[string]string{"s": "2 characters", "xs": "2 elements", "one": "1 element", "m": "3 × 4", "none": "", "n": ""} {
		if v, _ := read(t, dir).Var(name); v.Shape != want {
			t.Errorf("%s: %q, want %q", name, v.Shape, want)
		}
	}
	if v, _ := read(t, dir).Var("none"); v.Shown != "*kept.Grid" {
		t.Error(v.Shown)
	}
}

type Grid struct{ r, c int }

func (g *Grid) Dims() (r, c int) { return g.r, g.c }

func TestShown(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{shownOf[map[string][]*Counted](), "map[string][]*kept.Counted"},
		{shownOf[Pair[int, *Counted]](), "kept.Pair[int,*kept.Counted]"},
		{shownOf[any](), "any"},
		{shownOf[map[uint8][]uint8](), "map[uint8][]byte"},
		{shownOf[[][4]byte](), "[][4]byte"},
		{shownOf[Pair[[]byte, interface{}]](), "kept.Pair[[]byte,any]"},
		{shownOf[error](), "error"},
		{shownOf[func(int, ...string) (bool, error)](), "func(int, ...string) (bool, error)"},
		{shownOf[<-chan struct{}](), "<-chan struct{}"},
		{shownOf[[3]struct {
			A int `x:"y"`
		}](), "[3]struct{A int \"x:\\\"y\\\"\"}"},
		{shownOf[interface{ M(any) }](), "interface { M(any) }"},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}
