//go:build unix

package kept

import (
	"os"
	"path/filepath"
	"testing"

	"dlfs/datasets"
	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
)

func init() {
	programs["images"] = func() { // fails with a panic
		defer Done()
		Slot[*datasets.Images]("train")
		Slot[mat.Matrix]("x")
		Slot[dl.Targets]("t")
		Load("train", "x", "t")
		train, x, labels := Get[*datasets.Images]("train"), Get[mat.Matrix]("x"), Get[dl.Targets]("t").(dl.Labels)
		if train.Len() != 60000 || train.Label(0) != 5 || labels[0] != 5 {
			panic("another set")
		}
		all := 0.0
		for j := range 784 {
			if x.At(0, j) != float64(train.Pixels(0)[j])/255 {
				panic("another image")
			}
			all += x.At(0, j)
		}
		if all == 0 {
			panic("no image")
		}
	}
}

// Of images, a cell keeps which they are.
func TestImages(t *testing.T) {
	needsSearch(t)
	dir := t.TempDir()
	load := func() {
		train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true})
		if err != nil {
			t.Fatal(err)
		}
		x, labels := train.Slice(0, 100)
		Val("train", train)
		Val("test", test)
		Val("err", err)
		Val("x", x)
		Val("t", labels)
	}
	cell(t, dir, load)
	m := read(t, dir)
	if len(m.Refused) > 0 || vars(m) != "err, t, test, train x" {
		t.Fatalf("%s", m.Encode())
	}
	if g := groupOf(m, "x"); len(g.More) != 1 || g.More[0] != "dlfs/datasets|mnist|32" || len(g.Links) == 0 {
		t.Errorf("%+v", g)
	}
	size := int64(0)
	for _, name := range filesIn(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > 200_000 {
		t.Errorf("%d bytes are kept", size)
	}
	before := string(m.Encode())
	if state, said := program(t, dir, "images", false); !state.Success() {
		t.Errorf("%v\n%s", state, said)
	}
	if again := string(read(t, dir).Encode()); again != before {
		t.Errorf("nothing has changed, and it is written again:\n%s\nwas\n%s", again, before)
	}
}
