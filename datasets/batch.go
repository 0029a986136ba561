package datasets

import (
	"slices"

	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
)

// What a byte stands for, without and with [Options].Normalize.
var plain, scaled = func() (plain, scaled [256]float64) {
	for b := range plain {
		plain[b] = float64(b)
		scaled[b] = float64(b) / 255
	}
	return plain, scaled
}()

// OneHot is a batch's targets as rows of K numbers, one for each class: 1 at the
// label and 0 elsewhere. It is a mat.Matrix and can be printed, copied or
// multiplied like any other, but stores only the labels.
type OneHot struct {
	labels  []uint8 // of the whole set
	index   []int   // checked when the targets were made
	classes int
}

var (
	_ mat.Matrix = (*OneHot)(nil)
	_ dl.Targets = (*OneHot)(nil)
)

// Len returns the number of rows.
func (t *OneHot) Len() int { return len(t.index) }

// Label returns the column of the 1 in row i. It panics if i is not in [0, Len).
func (t *OneHot) Label(i int) int { return int(t.labels[t.index[i]]) }

// At returns 1 if k is the label of row i, and 0 otherwise. It panics as a
// mat.Dense does.
func (t *OneHot) At(i, k int) float64 {
	checkAt(i, k, len(t.index), t.classes)
	if t.Label(i) == k {
		return 1
	}
	return 0
}

// Dims returns Len and K, the number of classes: 10 for MNIST.
func (t *OneHot) Dims() (r, c int) { return len(t.index), t.classes }

// T returns the transpose, a view.
func (t *OneHot) T() mat.Matrix { return mat.Transpose{Matrix: t} }

// String prints the rows as dl.FormatMatrix does.
func (t *OneHot) String() string { return dl.FormatMatrix(t) }

func checkAt(i, j, rows, cols int) {
	if uint(i) >= uint(rows) {
		panic(mat.ErrRowAccess)
	}
	if uint(j) >= uint(cols) {
		panic(mat.ErrColAccess)
	}
}

// Reusing returns the set as training data that reuses its memory: each Batch
// overwrites the batch before it, and allocates nothing if both have the same
// size. So use a batch only until the next call of Batch, and call Batch from
// one goroutine at a time. [Images.Batch] has neither restriction.
func (d *Images) Reusing() dl.Data { return &reuser{set: d} }

type reuser struct {
	set     *Images
	rows    mat.Matrix
	targets dl.Targets
	index   []int // which both show
}

func (r *reuser) Len() int { return r.set.Len() }

func (r *reuser) Batch(idx []int) (mat.Matrix, dl.Targets) {
	r.set.check("datasets.Images.Batch", idx...)
	if r.rows == nil || len(idx) != len(r.index) {
		r.index = slices.Clone(idx)
		r.rows, r.targets = r.set.rows(r.index), r.set.targets(r.index)
		return r.rows, r.targets
	}
	copy(r.index, idx)
	if labels, ok := r.targets.(dl.Labels); ok {
		for k, i := range idx {
			labels[k] = int(r.set.labels[i])
		}
	}
	return r.rows, r.targets
}
