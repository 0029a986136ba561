package datasets

import (
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

// byteRows is a matrix whose rows are images of a set, in the order of index.
// The layers of dl know it by its last method.
type byteRows struct {
	set    *Images
	index  []int // checked when the matrix was made
	values *[256]float64
}

var _ mat.Matrix = (*byteRows)(nil)

// Dims returns the number of images and the number of pixels of each.
func (m *byteRows) Dims() (r, c int) { return len(m.index), m.set.cols() }

// At returns pixel j of image i. It panics as a mat.Dense does.
func (m *byteRows) At(i, j int) float64 {
	checkAt(i, j, len(m.index), m.set.cols())
	return m.values[m.set.bytes.Row(m.index[i])[j]]
}

// T returns the transpose, a view.
func (m *byteRows) T() mat.Matrix { return mat.Transpose{Matrix: m} }

// String prints the matrix as dl.FormatMatrix does, and so never millions of pixels.
func (m *byteRows) String() string { return dl.FormatMatrix(m) }

// RawBytes returns the set, the numbers of the rows of it that the matrix shows,
// and what each byte stands for. None of them must be modified: writing to the
// bytes may end the program.
func (m *byteRows) RawBytes() (set *dl.Bytes, rows []int, values *[256]float64) {
	return m.set.bytes, m.index, m.values
}

// OneHot is a batch's targets as rows of ten numbers, 1 at the right digit and 0
// elsewhere. It is a mat.Matrix, to be printed, copied or multiplied like any
// other, but holds labels only.
type OneHot struct {
	labels []uint8 // of the whole set
	index  []int   // checked when the targets were made
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
	checkAt(i, k, len(t.index), classes)
	if t.Label(i) == k {
		return 1
	}
	return 0
}

// Dims returns Len and 10.
func (t *OneHot) Dims() (r, c int) { return len(t.index), classes }

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

// Reusing returns the set as training data whose every batch takes the place of
// the one before: drawing a batch of a size that was seen last time allocates
// nothing. What Batch returned must not be used after the next call, and one
// goroutine at a time may call it. [Images.Batch] has neither restriction.
func (d *Images) Reusing() dl.Data { return &reuser{set: d} }

type reuser struct {
	set     *Images
	rows    *byteRows
	targets dl.Targets
	index   []int
}

func (r *reuser) Len() int { return r.set.Len() }

func (r *reuser) Batch(idx []int) (mat.Matrix, dl.Targets) {
	if r.rows == nil || len(idx) != len(r.index) {
		x, t := r.set.Batch(idx)
		r.rows, r.targets = x.(*byteRows), t
		r.index = r.rows.index // which one-hot targets share
		return r.rows, r.targets
	}
	r.set.check("datasets.Images.Batch", idx...)
	copy(r.index, idx)
	if labels, ok := r.targets.(dl.Labels); ok {
		for k, i := range idx {
			labels[k] = int(r.set.labels[i])
		}
	}
	return r.rows, r.targets
}
