package datasets

import (
	"fmt"
	"image"
	"slices"

	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
)

var _ dl.Data = (*Images)(nil)

// Images is a set of Len grey images with a label each. An image has P pixels,
// and a label is one of K classes, 0 to K-1. MNIST has P = 28×28 = 784 and
// K = 10; another set ([LoadIDX]) has its own P and K. A set never changes and
// may be used from several goroutines.
type Images struct {
	bytes         *dl.Bytes // Len rows of height × width pixels
	labels        []uint8   // Len, each below classes
	classes       int
	height, width int
	options       Options
	report        Report
}

// Len returns the number of images.
func (d *Images) Len() int { return len(d.labels) }

// Shape returns the shape of all images: (Len, P) if [Options].Flatten is set,
// and (Len, 1, height, width) otherwise. For MNIST's training set these are
// (60000, 784) and (60000, 1, 28, 28).
func (d *Images) Shape() dl.Shape {
	if d.options.Flatten {
		return dl.Shape{d.Len(), d.cols()}
	}
	return dl.Shape{d.Len(), 1, d.height, d.width}
}

// Classes returns K, the number of classes, which is also the number of outputs
// of a net for the set: 10 for MNIST, whose labels are the digits 0 to 9.
func (d *Images) Classes() int { return d.classes }

// TargetShape returns the shape of all targets: (Len, K) if [Options].OneHot is
// set, and (Len,) otherwise.
func (d *Images) TargetShape() dl.Shape {
	if d.options.OneHot {
		return dl.Shape{d.Len(), d.classes}
	}
	return dl.Shape{d.Len()}
}

// Batch returns the images with the row numbers idx as a matrix of len(idx)×P,
// and their targets: an *[OneHot] if [Options].OneHot is set, and dl.Labels
// otherwise. A number may appear more than once. The matrix is a view on the
// set's bytes and costs a few small allocations. Batch panics with a
// dl.ArgumentError if a number is not in [0, Len).
func (d *Images) Batch(idx []int) (mat.Matrix, dl.Targets) {
	d.check("datasets.Images.Batch", idx...)
	idx = slices.Clone(idx)
	return d.rows(idx), d.targets(idx)
}

// All returns the whole set, as [Images.Batch] does for the numbers 0 to Len-1.
func (d *Images) All() (mat.Matrix, dl.Targets) { return d.Slice(0, d.Len()) }

// Matrices returns the whole set as the book's arrays x and t: images as Len×P,
// one-hot targets as Len×K. dl.Take picks rows of either. Matrices panics with a
// dl.ArgumentError unless [Options].OneHot is set.
func (d *Images) Matrices() (x, t mat.Matrix) {
	x, targets := d.All()
	t, ok := targets.(mat.Matrix)
	if !ok {
		panic(dl.ArgumentError{Op: "datasets.Images.Matrices", What: "Options.OneHot", Value: false, Want: "true"})
	}
	return x, t
}

// Slice returns the images from, …, to-1 and their targets, as [Images.Batch]
// does. If from equals to, there are 0 rows, which the nets of package dl refuse.
// It panics with a dl.ArgumentError unless 0 ≤ from ≤ to ≤ Len.
func (d *Images) Slice(from, to int) (mat.Matrix, dl.Targets) {
	if from < 0 || to < from || to > d.Len() {
		panic(dl.ArgumentError{Op: "datasets.Images.Slice", What: "range", Value: fmt.Sprintf("from %d to %d", from, to),
			Want: fmt.Sprintf("0 ≤ from ≤ to ≤ %d", d.Len())})
	}
	idx := make([]int, to-from)
	for i := range idx {
		idx[i] = from + i
	}
	return d.rows(idx), d.targets(idx)
}

// Label returns the class of image i, 0 to K-1: in MNIST the digit that it shows.
// It panics with a dl.ArgumentError if i is not in [0, Len).
func (d *Images) Label(i int) int {
	d.check("datasets.Images.Label", i)
	return int(d.labels[i])
}

// Pixels returns a copy of the P pixels of image i, row by row and as in the
// file, whatever the options say: in MNIST 0 is the black background and 255 the
// white stroke. It panics with a dl.ArgumentError if i is not in [0, Len).
func (d *Images) Pixels(i int) []uint8 {
	d.check("datasets.Images.Pixels", i)
	return slices.Clone(d.bytes.Row(i))
}

// Image returns a copy of image i to look at, an *image.Gray of the set's size,
// 28×28 for MNIST, where 0 is black and 255 white. It panics with a
// dl.ArgumentError if i is not in [0, Len).
func (d *Images) Image(i int) image.Image {
	return &image.Gray{Pix: d.Pixels(i), Stride: d.width, Rect: image.Rect(0, 0, d.width, d.height)}
}

// Report says where the set comes from: from the cache, from the original files
// and why the cache was not used, or from the folder that [LoadIDX] or [ReadIDX]
// read.
func (d *Images) Report() Report { return d.report }

// String describes the set; printing it does not print millions of pixels.
func (d *Images) String() string {
	return fmt.Sprintf("%d images %v, targets %v", d.Len(), d.Shape(), d.TargetShape())
}

func (d *Images) cols() int { return d.height * d.width }

func (d *Images) rows(idx []int) mat.Matrix {
	if d.options.Normalize {
		return d.bytes.Matrix(idx, &scaled)
	}
	return d.bytes.Matrix(idx, &plain)
}

func (d *Images) targets(idx []int) dl.Targets {
	if d.options.OneHot {
		return &OneHot{labels: d.labels, index: idx, classes: d.classes}
	}
	labels := make(dl.Labels, len(idx))
	for k, i := range idx {
		labels[k] = int(d.labels[i])
	}
	return labels
}

func (d *Images) check(op string, numbers ...int) {
	for _, i := range numbers {
		if uint(i) >= uint(d.Len()) {
			panic(dl.ArgumentError{Op: op, What: "image number", Value: i, Want: fmt.Sprintf("0 to %d", d.Len()-1)})
		}
	}
}
