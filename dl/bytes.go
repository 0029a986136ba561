package dl

import (
	"fmt"

	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// byteRows is what a batch of images offers besides mat.Matrix: which rows of which set it shows, and the number that each
// byte stands for: At(i, j) is values[set.Row(rows[i])[j]]. Like gonum's RawMatrixer it lets a product read the data as they
// lie in memory. None of the three may be written to.
type byteRows interface {
	mat.Matrix
	RawBytes() (set *Bytes, rows []int, values *[256]float64)
}

// Bytes is a set of images, each a row of bytes, of which a batch shows some. By it the layers tell a batch of images from
// any other matrix (the batches of package datasets have a method RawBytes for it), and skip what is 0. When as many rows
// have been used as the set has, they list once and for all where there is ink. Several goroutines may use it.
type Bytes struct{ kernel *kernel.Bytes }

// NewBytes returns the set of rows that lie one after the other in data, each of cols bytes. It keeps data, which must not
// change. It panics with an ArgumentError unless cols is at least 1 and divides the length of data.
func NewBytes(data []uint8, cols int) *Bytes {
	if cols < 1 || len(data)%cols != 0 {
		panic(ArgumentError{Op: "dl.NewBytes", What: "number of columns", Value: cols,
			Want: fmt.Sprintf("at least 1 and a divisor of the number of bytes, %d", len(data))})
	}
	return &Bytes{kernel.NewBytes(data, cols)}
}

// Row returns row i, which must not be written to.
func (b *Bytes) Row(i int) []uint8 { return b.kernel.Row(i) }

// takenBytes shows some rows of a matrix of images.
type takenBytes struct {
	set    *Bytes
	rows   []int
	values *[256]float64
}

func takeBytes(m byteRows, index []int) *takenBytes {
	set, rows, values := m.RawBytes()
	taken := make([]int, len(index))
	for k, i := range index {
		taken[k] = rows[i]
	}
	return &takenBytes{set, taken, values}
}

// Dims returns the number of images and the number of pixels of each.
func (m *takenBytes) Dims() (r, c int) { return len(m.rows), len(m.set.Row(0)) }

// At returns pixel j of image i.
func (m *takenBytes) At(i, j int) float64 { return m.values[m.set.Row(m.rows[i])[j]] }

// T returns the transpose, a view.
func (m *takenBytes) T() mat.Matrix { return mat.Transpose{Matrix: m} }

// String prints the matrix as FormatMatrix does.
func (m *takenBytes) String() string { return FormatMatrix(m) }

// RawBytes returns what the matrix shows; see byteRows.
func (m *takenBytes) RawBytes() (set *Bytes, rows []int, values *[256]float64) {
	return m.set, m.rows, m.values
}
