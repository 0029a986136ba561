package dl

import (
	"fmt"

	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// byteRows is what a batch of images offers besides mat.Matrix: which rows of which set it shows, and the number that
// each byte stands for: At(i, j) is values[set.Row(rows[i])[j]]. Like gonum's RawMatrixer it lets a product read the
// data where they are in memory. Do not write to any of the three.
type byteRows interface {
	mat.Matrix
	RawBytes() (set *Bytes, rows []int, values *[256]float64)
}

// Bytes is a set of images, each a row of bytes, such as the Pix of an image.Gray. Use it to train a net on images of your
// own. It takes an eighth of the memory of a mat.Dense, and its batches, which Matrix returns, are views of it. Layers and
// Dot skip the bytes that are 0 if these stand for the number 0; once as many rows have been used as the set has, they list
// the other bytes, once for the whole set. Several goroutines may use a set.
//
// A mat.Matrix of a type of your own is treated as a batch, too, if it has this method, where At(i, j) is
// values[set.Row(rows[i])[j]]:
//
//	RawBytes() (set *Bytes, rows []int, values *[256]float64)
type Bytes struct{ kernel *kernel.Bytes }

// NewBytes returns the set of the rows in data, one after the other, each of cols bytes. It keeps data, which must not
// change. It panics with an ArgumentError unless cols is at least 1 and divides the length of data.
func NewBytes(data []uint8, cols int) *Bytes {
	if cols < 1 || len(data)%cols != 0 {
		panic(ArgumentError{Op: "dl.NewBytes", What: "number of columns", Value: cols,
			Want: fmt.Sprintf("at least 1 and a divisor of the number of bytes, %d", len(data))})
	}
	return &Bytes{kernel.NewBytes(data, cols)}
}

// Row returns row i, a view that must not be written to. It panics if the set has no such row.
func (b *Bytes) Row(i int) []uint8 { return b.kernel.Row(i) }

// Matrix returns a batch: some rows of the set as a matrix, whose entry (i, j) is values[b.Row(rows[i])[j]]. values
// says which number each byte stands for, such as b/255. The batch keeps rows and values without a copy, so changing
// them changes what it shows. Matrix panics with an ArgumentError if the set does not have one of the rows, or if
// values is nil.
func (b *Bytes) Matrix(rows []int, values *[256]float64) mat.Matrix {
	n, _ := b.kernel.Dims()
	for k, i := range rows {
		checkRow("Bytes.Matrix", "rows", k, i, n)
	}
	checkArgument(values != nil, "Bytes.Matrix", "values", "nil", "the number that each byte stands for")
	return &images{b, rows, values}
}

// images is a batch.
type images struct {
	set    *Bytes
	rows   []int
	values *[256]float64
}

// Dims returns the number of images and the number of pixels of each.
func (m *images) Dims() (r, c int) {
	_, pixels := m.set.kernel.Dims()
	return len(m.rows), pixels
}

// At returns pixel j of image i. It panics as a mat.Dense does.
func (m *images) At(i, j int) float64 {
	rows, pixels := m.Dims()
	if uint(i) >= uint(rows) {
		panic(mat.ErrRowAccess)
	}
	if uint(j) >= uint(pixels) {
		panic(mat.ErrColAccess)
	}
	return m.values[m.set.Row(m.rows[i])[j]]
}

// T returns the transpose, a view.
func (m *images) T() mat.Matrix { return mat.Transpose{Matrix: m} }

// String prints the batch as FormatMatrix does, so it never prints millions of pixels.
func (m *images) String() string { return FormatMatrix(m) }

// RawBytes returns what the batch shows; see byteRows.
func (m *images) RawBytes() (set *Bytes, rows []int, values *[256]float64) {
	return m.set, m.rows, m.values
}

// takeImages returns the rows of m whose numbers are in index. m has all of them.
func takeImages(m byteRows, index []int) mat.Matrix {
	set, rows, values := m.RawBytes()
	taken := make([]int, len(index))
	for k, i := range index {
		taken[k] = rows[i]
	}
	return &images{set, taken, values}
}
