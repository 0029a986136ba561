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

// Slice returns the rows from ≤ i < to of m.
func (m Matrix) Slice(from, to int) Matrix { return m.block(from, 0, to-from, m.Cols) }

// RowMajor returns the rows from ≤ i < to of m, in place if m is row-major, and otherwise copied to memory.
func (m Matrix) RowMajor(from, to int, memory *[]float64) blas64.General {
	rows := m.Slice(from, to)
	g := blas64.General{Rows: rows.Rows, Cols: rows.Cols, Data: rows.data, Stride: rows.rowStride}
	if rows.colStride != 1 && rows.Cols > 1 {
		*memory = resize(*memory, rows.Rows*rows.Cols)
		g.Data, g.Stride = *memory, rows.Cols
		writeDown(g.Data, rows, g.Stride)
	}
	return g
}

// block returns rows × cols entries of m from entry (i, j) on.
func (m Matrix) block(i, j, rows, cols int) Matrix {
	if rows > 0 && cols > 0 {
		m.data = m.data[i*m.rowStride+j*m.colStride:]
	}
	m.Rows, m.Cols = rows, cols
	return m
}

// Memory is what Product keeps for its next call. The zero value is ready for use.
type Memory struct {
	packed []float64
	task   product
}

// Product sets c to a·b, plus the bias in every row unless it is nil: entry (i, j) is the sum over k of a(i, k)·b(k, j),
// in the order of k. c must not share memory with a or b.
func Product(c blas64.General, a, b Matrix, bias []float64, memory *Memory) {
	multiply(c, a, b, bias, false, memory)
}

// AddProduct adds a·b to c, as if the terms of b followed on those of which c is the sum.
func AddProduct(c blas64.General, a, b Matrix, memory *Memory) { multiply(c, a, b, nil, true, memory) }

func multiply(c blas64.General, a, b Matrix, bias []float64, add bool, memory *Memory) {
	check(c.Rows == a.Rows && c.Cols == b.Cols && a.Cols == b.Rows, "the factors of a product do not fit")
	check(bias == nil || len(bias) == c.Cols, "a bias does not fit")
	checkData(a)
	checkData(b)
	checkData(Of(c))
	p := &memory.task
	*p = product{c: c, a: a, b: b, bias: bias, add: add, cores: cores(a.Rows, a.Rows*a.Cols*b.Cols/10)}
	if b.Rows > 0 && b.Cols > 0 {
		p.width = best.panel(a.Rows, b)
	}
	if p.width > 0 {
		p.inRounds(&memory.packed)
	} else {
		Share(p, p.cores)
	}
	*p = product{}
}

// mostPacked is how many numbers of b are written down in a round, unless one block of terms takes more: they stay in the
// second-level cache.
const mostPacked = 1 << 17

// inRounds packs some rows of b and adds their products to c, before it packs the next.
func (p *product) inRounds(memory *[]float64) {
	a, b, bias, add := p.a, p.b, p.bias, p.add
	width := roundUp(b.Cols, p.width)
	most := min(b.Rows, max(blockTerms, mostPacked/width))
	p.tiles = packedTiles(a, b.Cols)
	*memory = resize(*memory, most*width+p.cores*p.tiles)
	p.packed = *memory
	for k := 0; k < b.Rows; k += most {
		terms := min(most, b.Rows-k)
		p.a, p.b, p.add, p.bias = a.block(0, k, a.Rows, terms), b.block(k, 0, terms, b.Cols), add || k > 0, nil
		Share((*packing)(p), p.cores)
		p.b = Matrix{terms, b.Cols, p.packed, p.width, 1}
		if k+terms == b.Rows {
			p.bias = bias
		}
		Share(p, p.cores)
	}
}

// product computes the rows of a core.
type product struct {
	c      blas64.General
	a, b   Matrix
	bias   []float64
	add    bool // to what is in c
	packed []float64
	width  int // of a panel, 0 if b is not packed
	tiles  int // numbers of a that each core packs at a time, behind the panels
	cores  int
}

func (p *product) Part(i int) {
	from, to := span(i, p.cores, p.c.Rows)
	c := Rows(p.c, from, to)
	switch {
	case c.Rows == 0 || c.Cols == 0 || p.b.Rows == 0 && p.add:
		return
	case p.b.Rows == 0: // the kernels count on at least one term
		for i := range c.Rows {
			clear(c.Data[i*c.Stride:][:c.Cols])
		}
	default:
		tiles := p.packed[len(p.packed)-(i+1)*p.tiles:][:p.tiles]
		best.product(c, p.a.block(from, 0, to-from, p.a.Cols), p.b, p.width, tiles, p.add)
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
	if from < to {
		j := from * p.width
		best.pack(p.packed[j*p.b.Rows:], p.b.block(0, j, p.b.Rows, min(to*p.width, p.b.Cols)-j), p.width)
	}
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

// packedTiles returns how many numbers the packed tiles of a block of a hold, for a product with that many columns, or 0 if
// they are not worth it. They are where the terms of a sum lie apart, more than one panel of b needs them, and a itself is
// larger than a block.
func packedTiles(a Matrix, cols int) int {
	if a.colStride == 1 || cols <= panelCols || a.Rows*a.Cols <= blockRows*blockTerms {
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
