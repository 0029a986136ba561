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

// block returns rows × cols entries of m from entry (i, j) on.
func (m Matrix) block(i, j, rows, cols int) Matrix {
	if rows > 0 && cols > 0 {
		m.data = m.data[i*m.rowStride+j*m.colStride:]
	}
	m.Rows, m.Cols = rows, cols
	return m
}

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
	*memory = resize(*memory, memoryFor(a, b))
	best.product(c, a, b, *memory)
}

// checkData panics unless all entries of m lie in its data.
func checkData(m Matrix) {
	if m.Rows > 0 && m.Cols > 0 {
		_ = m.data[(m.Rows-1)*m.rowStride+(m.Cols-1)*m.colStride]
	}
}

// The vector kernel computes c in tiles of sums that stay in registers, from panels of b that are as wide as a tile and,
// where a is packed, tiles of a that are as high. It takes them block by block: a panel of blockTerms rows stays in the
// first-level cache, blockRows rows of a in the second. Between two blocks of terms the sums wait in c.
const (
	tileRows   = 4
	panelCols  = 12
	blockTerms = 256
	blockRows  = 64
)

// memoryFor returns how many numbers of a and b a product may write down.
func memoryFor(a, b Matrix) int { return packedTiles(a, b) + b.Rows*roundUp(b.Cols, panelCols) }

// packedTiles returns how many numbers the packed tiles of a block of a hold: 0 if they are not worth it. They are where
// the terms of a sum lie far apart and more than one panel of b needs them.
func packedTiles(a, b Matrix) int {
	if a.colStride == 1 || b.Cols <= panelCols {
		return 0
	}
	return min(blockRows, roundUp(a.Rows, tileRows)) * min(blockTerms, a.Cols)
}

func roundUp(n, step int) int { return (n + step - 1) / step * step }

// writeDown copies m to dst, row-major with the given stride.
func writeDown(dst []float64, m Matrix, stride int) {
	if m.Rows == 0 || m.Cols == 0 {
		return
	}
	if m.colStride == 1 {
		for i := range m.Rows {
			copy(dst[i*stride:][:m.Cols], m.data[i*m.rowStride:])
		}
		return
	}
	for j := range m.Cols { // along the columns, which lie side by side in a transpose
		column := m.data[j*m.colStride:]
		for i := range m.Rows {
			dst[i*stride+j] = column[i*m.rowStride]
		}
	}
}
