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

// Memory is what Product keeps for its next call. The zero value is ready for use.
type Memory struct {
	packed []float64
	task   product
}

// Product sets c to a·b, plus the bias in every row unless it is nil: entry (i, j) is the sum over k of a(i, k)·b(k, j),
// in the order of k. c must not share memory with a or b.
func Product(c blas64.General, a, b Matrix, bias []float64, memory *Memory) {
	check(c.Rows == a.Rows && c.Cols == b.Cols && a.Cols == b.Rows, "the factors of a product do not fit")
	check(bias == nil || len(bias) == c.Cols, "a bias does not fit")
	checkData(a)
	checkData(b)
	checkData(Of(c))
	const products = 8 // take as long as a sum elsewhere
	p := &memory.task
	*p = product{c: c, a: a, b: b, bias: bias, cores: cores(a.Rows, a.Rows*a.Cols*b.Cols/products)}
	if b.Rows > 0 && b.Cols > 0 {
		p.width = best.panel(a.Rows, b)
	}
	if p.width > 0 {
		memory.packed = resize(memory.packed, b.Rows*roundUp(b.Cols, p.width))
		p.packed = memory.packed
		Share((*packing)(p), p.cores)
		p.b = Matrix{b.Rows, b.Cols, p.packed, p.width, 1}
	}
	Share(p, p.cores)
	*p = product{}
}

// product computes the rows of a core.
type product struct {
	c      blas64.General
	a, b   Matrix
	bias   []float64
	packed []float64
	width  int // of a panel, 0 if b is not packed
	cores  int
}

func (p *product) Part(i int) {
	from, to := span(i, p.cores, p.c.Rows)
	c := part(p.c, from, to)
	switch {
	case c.Rows == 0 || c.Cols == 0:
		return
	case p.b.Rows == 0: // the kernels count on at least one term
		for i := range c.Rows {
			clear(c.Data[i*c.Stride:][:c.Cols])
		}
	default:
		best.product(c, p.a.rows(from, to), p.b, p.width)
	}
	if p.bias != nil {
		addRow(c, p.bias)
	}
}

// packing writes panels of b down, one after the other, row-major and filled up with zeros.
type packing product

func (p *packing) Part(i int) {
	panels := (p.b.Cols + p.width - 1) / p.width
	from, to := span(i, p.cores, panels)
	for j := from * p.width; j < min(to*p.width, p.b.Cols); j += p.width {
		packPanel(p.packed[j*p.b.Rows:][:p.width*p.b.Rows], p.b, j, p.width)
	}
}

// rows returns the rows from ≤ i < to of m.
func (m Matrix) rows(from, to int) Matrix {
	m.Rows = to - from
	if m.Rows > 0 && m.Cols > 0 {
		m.data = m.data[from*m.rowStride:]
	}
	return m
}

// checkData panics unless all entries of m lie in its data.
func checkData(m Matrix) {
	if m.Rows > 0 && m.Cols > 0 {
		_ = m.data[(m.Rows-1)*m.rowStride+(m.Cols-1)*m.colStride]
	}
}

// panelCols is the number of columns in a panel: as many as a tile of sums in registers is wide.
const panelCols = 12

func roundUp(cols, width int) int { return (cols + width - 1) / width * width }

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
