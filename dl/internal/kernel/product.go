package kernel

import "gonum.org/v1/gonum/blas/blas64"

// Matrix is a factor of a product: entry (i, j) is data[i·rowStride + j·colStride], so that a transpose is a matter of
// strides.
type Matrix struct {
	Rows, Cols           int
	data                 []float64
	rowStride, colStride int
}

// Of returns m as a factor.
func Of(m blas64.General) Matrix { return Matrix{m.Rows, m.Cols, m.Data, m.Stride, 1} }

// T returns the transpose.
func (m Matrix) T() Matrix { return Matrix{m.Cols, m.Rows, m.data, m.colStride, m.rowStride} }

// Memory is what Product keeps for its next call.
type Memory []float64

// Product sets c to a·b: entry (i, j) is the sum over k of a(i, k)·b(k, j), in the order of k. c must not share memory
// with a or b.
func Product(c blas64.General, a, b Matrix, memory *Memory) {
	check(c.Rows == a.Rows && c.Cols == b.Cols && a.Cols == b.Rows, "the factors of a product do not fit")
	checkData(a)
	checkData(b)
	checkData(Of(c))
	if a.Cols == 0 || c.Cols == 0 { // the kernels count on at least one term
		for i := range c.Rows {
			clear(c.Data[i*c.Stride:][:c.Cols])
		}
		return
	}
	*memory = resize(*memory, b.Rows*roundUp(b.Cols))
	best.product(c, a, b, *memory)
}

// checkData panics unless all entries of m lie in its data.
func checkData(m Matrix) {
	if m.Rows > 0 && m.Cols > 0 {
		_ = m.data[(m.Rows-1)*m.rowStride+(m.Cols-1)*m.colStride]
	}
}

// panelCols is the number of columns in a panel: as many as a tile of sums in registers is wide.
const panelCols = 12

func roundUp(cols int) int { return (cols + panelCols - 1) / panelCols * panelCols }

// packed writes b down in panels of the given number of columns, one after the other, row-major and filled up with zeros.
// It returns the first.
func packed(b Matrix, width int, memory []float64) Matrix {
	for from := 0; from < b.Cols; from += width {
		packPanel(memory[from*b.Rows:][:width*b.Rows], b, from, width)
	}
	return Matrix{b.Rows, width, memory, width, 1}
}

func packPanel(dst []float64, b Matrix, from, width int) {
	n := min(width, b.Cols-from)
	if n < width {
		clear(dst)
	}
	src := b.data[from*b.colStride:]
	if b.colStride == 1 {
		for i := range b.Rows {
			copy(dst[i*width:][:n], src[i*b.rowStride:])
		}
		return
	}
	for j := range n { // along the columns, which lie side by side in a transpose
		column := src[j*b.colStride:]
		for i := range b.Rows {
			dst[i*width+j] = column[i*b.rowStride]
		}
	}
}
