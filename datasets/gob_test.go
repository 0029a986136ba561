package datasets

import (
	"bytes"
	"encoding/gob"
	"errors"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Of MNIST the code names the images, and of another set it holds them. Both come back as they were.
func TestGob(t *testing.T) {
	options := Options{Normalize: true, Flatten: true, OneHot: true}
	train, test := load(t, options)
	little, _ := tinySets(t, options)
	for _, c := range []struct {
		name string
		set  *Images
		most int // bytes
	}{{"training set", train, 2000}, {"test set", test, 2000}, {"another set", little, 1 << 20}} {
		t.Run(c.name, func(t *testing.T) {
			var code bytes.Buffer
			if err := gob.NewEncoder(&code).Encode(c.set); err != nil {
				t.Fatal(err)
			}
			if code.Len() > c.most {
				t.Errorf("%d bytes, want at most %d", code.Len(), c.most)
			}
			var back *Images
			if err := gob.NewDecoder(&code).Decode(&back); err != nil {
				t.Fatal(err)
			}
			last := c.set.Len() - 1
			x, targets := c.set.Batch([]int{0, last})
			y, others := back.Batch([]int{0, last})
			if !mat.Equal(x, y) || targets.Label(1) != others.Label(1) || !slices.Equal(c.set.labels, back.labels) {
				t.Error("other images or labels")
			}
			if !slices.Equal(c.set.Shape(), back.Shape()) || !slices.Equal(c.set.TargetShape(), back.TargetShape()) || c.set.Classes() != back.Classes() {
				t.Errorf("%v came back as %v", c.set, back)
			}
			if back.Report().Cache != c.set.Report().Cache {
				t.Errorf("report %+v, want %+v", back.Report(), c.set.Report())
			}
		})
	}
}

func TestBadGob(t *testing.T) {
	encode := func(s stored) []byte {
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(s); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	named := func(from, to int) storedBytes { return storedBytes{Name: mnist.reference(), From: from, To: to} }
	unknown := mnist.reference()
	unknown.Data = "nothing"
	for _, c := range []struct {
		name string
		code []byte
		want error // or any
	}{
		{"no code", nil, nil},
		{"no size", encode(stored{Labels: storedBytes{Bytes: []byte{1}}}), ErrSize},
		{"too few pixels", encode(stored{Height: 2, Width: 2, Pixels: storedBytes{Bytes: []byte{1}}, Labels: storedBytes{Bytes: []byte{1}}}), ErrSize},
		{"beyond the end", encode(stored{Pixels: named(0, math.MaxInt)}), ErrTruncated},
		{"backwards", encode(stored{Pixels: named(2, 1)}), ErrTruncated},
		{"other data", encode(stored{Labels: storedBytes{Name: unknown, To: 1}}), nil},
	} {
		var d Images
		if err := d.GobDecode(c.code); err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}
