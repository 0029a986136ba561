package datasets

import (
	"bytes"
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
)

var allOptions = func() (all []Options) {
	for k := range 8 {
		all = append(all, Options{Normalize: k&1 != 0, Flatten: k&2 != 0, OneHot: k&4 != 0})
	}
	return all
}()

func tinySets(t *testing.T, o Options) (train, test *Images) {
	t.Helper()
	l, _ := tiny(t)
	content, report, err := l.load()
	if err != nil {
		t.Fatal(err)
	}
	return l.images(content, o, report)
}

func TestShapes(t *testing.T) {
	for _, o := range allOptions {
		train, test := load(t, o)
		for _, c := range []struct {
			set *Images
			n   int
		}{{train, 60000}, {test, 10000}} {
			shape, targets := dl.Shape{c.n, 1, 28, 28}, dl.Shape{c.n}
			if o.Flatten {
				shape = dl.Shape{c.n, 784}
			}
			if o.OneHot {
				targets = dl.Shape{c.n, 10}
			}
			if c.set.Len() != c.n || !slices.Equal(c.set.Shape(), shape) || !slices.Equal(c.set.TargetShape(), targets) {
				t.Errorf("%+v: %v", o, c.set)
			}
			x, target := c.set.All()
			if r, cols := x.Dims(); r != c.n || cols != 784 || target.Len() != c.n {
				t.Errorf("%+v: all are %d×%d with %d targets", o, r, cols, target.Len())
			}
		}
	}
}

// A batch, read in every way there is, shows the pixels and labels of its rows.
func TestBatchShowsItsRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, o := range allOptions {
		train, _ := load(t, o)
		idx := []int{59999, 0, 0}
		for range 7 {
			idx = append(idx, rng.IntN(train.Len()))
		}
		asked := slices.Clone(idx)
		x, target := train.Batch(idx)
		clear(idx) // the batch keeps its own numbers

		dense := mat.DenseCopyOf(x)
		set, rows, values := x.(interface {
			RawBytes() (*dl.Bytes, []int, *[256]float64)
		}).RawBytes()
		for i, n := range asked {
			pixels := train.Pixels(n)
			if !bytes.Equal(set.Row(rows[i]), pixels) {
				t.Fatalf("%+v: the bytes of row %d are not image %d", o, i, n)
			}
			for j, p := range pixels {
				want := float64(p)
				if o.Normalize {
					want = float64(p) / 255
				}
				if x.At(i, j) != want || dense.At(i, j) != want || x.T().At(j, i) != want || values[p] != want {
					t.Fatalf("%+v: pixel %d of image %d is %v, want %v", o, j, n, x.At(i, j), want)
				}
			}
			if target.Label(i) != train.Label(n) {
				t.Errorf("%+v: target %d is %d, want %d", o, i, target.Label(i), train.Label(n))
			}
			for k := range 10 {
				want := 0.0
				if k == train.Label(n) {
					want = 1
				}
				if target.At(i, k) != want {
					t.Errorf("%+v: target %d, %d is %v, want %v", o, i, k, target.At(i, k), want)
				}
			}
		}
		if _, isLabels := target.(dl.Labels); isLabels == o.OneHot {
			t.Errorf("%+v: targets are a %T", o, target)
		}
		if o.OneHot && !mat.Equal(mat.DenseCopyOf(target.(*OneHot)), target.(*OneHot).T().T()) {
			t.Errorf("%+v: one-hot targets are not the matrix that they show", o)
		}
	}
}

func TestSliceIsTheBatchOfItsRows(t *testing.T) {
	for _, o := range allOptions {
		train, _ := tinySets(t, o)
		for from := 0; from <= 3; from++ {
			for to := from; to <= 3; to++ {
				var idx []int
				for i := from; i < to; i++ {
					idx = append(idx, i)
				}
				x, target := train.Slice(from, to)
				wantX, wantTarget := train.Batch(idx)
				if !mat.Equal(x, wantX) || fmt.Sprint(labelsOf(target)) != fmt.Sprint(labelsOf(wantTarget)) {
					t.Errorf("%+v: [%d:%d) differs", o, from, to)
				}
			}
		}
	}
}

func labelsOf(t dl.Targets) (labels []int) {
	for i := range t.Len() {
		labels = append(labels, t.Label(i))
	}
	return labels
}

func TestReusing(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	for _, o := range allOptions {
		train, _ := load(t, o)
		data := train.Reusing()
		if data.Len() != train.Len() {
			t.Errorf("%d images", data.Len())
		}
		for _, size := range []int{5, 5, 0, 5, 8, 8} {
			var idx []int
			for range size {
				idx = append(idx, rng.IntN(train.Len()))
			}
			x, target := data.Batch(idx)
			wantX, wantTarget := train.Batch(idx)
			if !mat.Equal(x, wantX) || !slices.Equal(labelsOf(target), labelsOf(wantTarget)) {
				t.Errorf("%+v: a batch of %d differs", o, size)
			}
		}
		if n := testing.AllocsPerRun(100, func() { data.Batch(batchOf100) }); n != 0 {
			t.Errorf("%+v: %v allocations a batch", o, n)
		}
		if n := testing.AllocsPerRun(100, func() { train.Batch(batchOf100) }); n > 4 {
			t.Errorf("%+v: %v allocations a batch that is its own", o, n)
		}
	}
}

func TestCopiesMayBePaintedOn(t *testing.T) {
	train, _ := tinySets(t, Options{})
	want := train.Pixels(1)
	clear(train.Pixels(1))
	clear(train.Image(1).(*image.Gray).Pix)
	if got := train.Pixels(1); !bytes.Equal(got, want) {
		t.Errorf("the set changed: %v, want %v", got, want)
	}
}

func TestImage(t *testing.T) {
	_, test := tinySets(t, Options{Normalize: true})
	img := test.Image(1).(*image.Gray)
	if img.Bounds() != image.Rect(0, 0, 3, 2) {
		t.Errorf("bounds %v", img.Bounds())
	}
	for y := range 2 {
		for x := range 3 {
			if got, want := img.GrayAt(x, y).Y, uint8(24+3*y+x); got != want {
				t.Errorf("pixel %d, %d is %d, want %d", x, y, got, want)
			}
		}
	}
}

func TestPanics(t *testing.T) {
	plain, _ := tinySets(t, Options{})
	oneHot, _ := tinySets(t, Options{OneHot: true})
	x, _ := plain.All()
	_, target := oneHot.All()
	data := plain.Reusing()
	data.Batch([]int{0, 1})
	for _, c := range []struct {
		name string
		do   func()
		says string
	}{
		{"batch below", func() { plain.Batch([]int{0, -1}) }, "Images.Batch: image number is -1, want 0 to 2"},
		{"batch beyond", func() { plain.Batch([]int{3}) }, "image number is 3, want 0 to 2"},
		{"reusing beyond", func() { data.Batch([]int{0, 3}) }, "image number is 3, want 0 to 2"},
		{"label", func() { plain.Label(3) }, "Images.Label: image number is 3"},
		{"pixels", func() { plain.Pixels(-1) }, "image number is -1"},
		{"image", func() { plain.Image(9) }, "image number is 9"},
		{"slice backwards", func() { plain.Slice(2, 1) }, "from 2 to 1, want 0 ≤ from ≤ to ≤ 3"},
		{"slice below", func() { plain.Slice(-1, 1) }, "from -1 to 1"},
		{"slice beyond", func() { plain.Slice(0, 4) }, "from 0 to 4"},
		{"row of pixels", func() { x.At(3, 0) }, mat.ErrRowAccess.Error()},
		{"column of pixels", func() { x.At(0, 6) }, mat.ErrColAccess.Error()},
		{"row of targets", func() { target.At(-1, 0) }, mat.ErrRowAccess.Error()},
		{"column of targets", func() { target.At(0, 10) }, mat.ErrColAccess.Error()},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), c.says) {
					t.Errorf("panic %v, want one that says %q", r, c.says)
				}
			}()
			c.do()
		})
	}
}

// A learner prints anything, and 47 million pixels must not come out.
func TestPrintingIsShort(t *testing.T) {
	train, _ := load(t, Options{OneHot: true, Normalize: true})
	x, target := train.Batch([]int{1, 2})
	all, allTargets := train.All()
	none, noTargets := train.Batch(nil)
	for _, v := range []any{train, x, target, all, allTargets, none, noTargets, train.Report()} {
		if text := fmt.Sprint(v); len(text) > 500 || text == "" {
			t.Errorf("%T prints %d characters", v, len(text))
		}
	}
}

func TestGoroutinesShareASet(t *testing.T) {
	train, _ := load(t, Options{Normalize: true})
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			for i := g; i < 2000; i += 4 {
				x, target := train.Batch([]int{i})
				if x.At(0, 300) != float64(train.Pixels(i)[300])/255 || target.Label(0) != train.Label(i) {
					t.Errorf("image %d differs", i)
				}
			}
		})
	}
	all.Wait()
}

// To a net it is all one whether it gets bytes or floats, labels or rows.
func TestNetSeesTheSame(t *testing.T) {
	idx := []int{7, 0, 59999, 7, 31}
	for _, normalize := range []bool{true, false} {
		train, _ := load(t, Options{Normalize: normalize})
		oneHot, _ := load(t, Options{Normalize: normalize, OneHot: true})
		x, labels := train.Batch(idx)
		_, rows := oneHot.Batch(idx)
		net := dl.NewTwoLayerNet(784, 5, 10, dl.Std(0.01), rand.NewPCG(1, 0))
		gradients := func(x mat.Matrix, target dl.Targets) (loss float64, grads []*mat.Dense) {
			net.Gradient(x, target)
			for _, p := range net.Params() {
				grads = append(grads, mat.DenseCopyOf(p.Grad))
			}
			return net.Loss(x, target), grads
		}
		wantLoss, want := gradients(mat.DenseCopyOf(x), dl.OneHot(labels.(dl.Labels), 10))
		for _, target := range []dl.Targets{labels, rows} {
			loss, grads := gradients(x, target)
			if loss != wantLoss {
				t.Errorf("%T: loss %v, want %v", target, loss, wantLoss)
			}
			for k := range grads {
				if !mat.Equal(grads[k], want[k]) {
					t.Errorf("%T: gradient %d differs", target, k)
				}
			}
		}
	}
}
