package dl

import (
	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// factor is the left side of a product, such as x in x·W, in the form in which the kernels read it: every entry of a dense
// matrix, or for images the entries that are not zero. The zero value is ready for use, and its memory is reused from batch
// to batch.
type factor struct {
	rows, cols int
	isSparse   bool
	sparse     kernel.Sparse
	dense      kernel.Matrix
	copied     []float64 // of a matrix that shows its entries only through At
	scratch    scratch
}

// scratch is the memory in which a product works, kept for the next one. The zero value is ready for use.
type scratch = kernel.Memory

// keep makes x the left side, and returns it. It keeps a reference to a dense x, which must not change before the last use.
func (in *factor) keep(x mat.Matrix) *factor {
	rows, _ := x.Dims()
	in.setRows(x, 0, rows)
	return in
}

// setRows makes the rows from ≤ i < to of x the left side.
func (in *factor) setRows(x mat.Matrix, from, to int) {
	_, in.cols = x.Dims()
	in.rows = to - from
	in.isSparse = false
	if b, ok := x.(byteRows); ok {
		set, rows, values := b.RawBytes()
		if in.isSparse = values[0] == 0; in.isSparse {
			in.sparse.Set(set.kernel, rows[from:to], values)
			return
		}
	}
	if m, ok := inMemory(x); ok {
		in.dense = m.Slice(from, to)
	} else {
		in.dense = kernel.Of(copyRows(x, from, to, &in.copied))
	}
}

// times sets dst to the product of the factor and w, plus bias in every row.
func (in *factor) times(dst, w blas64.General, bias []float64) {
	if in.isSparse {
		in.sparse.Times(dst, w, bias)
	} else {
		kernel.Product(dst, in.dense, kernel.Of(w), bias, &in.scratch)
	}
}

// transposedTimes sets dst to the product of the transposed factor and dy, or adds it to dst.
func (in *factor) transposedTimes(dst, dy blas64.General, add bool) {
	switch {
	case in.isSparse:
		in.sparse.TransposedTimes(dst, dy, add)
	case add:
		kernel.AddProduct(dst, in.dense.T(), kernel.Of(dy), &in.scratch)
	default:
		kernel.Product(dst, in.dense.T(), kernel.Of(dy), nil, &in.scratch)
	}
}

// affine sets dst to xW + b and returns it.
func affine(dst *mat.Dense, x *factor, w, b *Param) *mat.Dense {
	_, outputs := w.Value.Dims()
	y := sized(dst, x.rows, outputs)
	x.times(y.RawMatrix(), w.Value.RawMatrix(), b.Value.RawRowView(0))
	return y
}

// timesTransposed sets dst to dy·Wᵀ and returns it: the gradient with respect to x, if dy is the gradient with respect
// to x·W.
func timesTransposed(dst, dy *mat.Dense, w *Param, memory *scratch) *mat.Dense {
	rows, _ := dy.Dims()
	inputs, _ := w.Value.Dims()
	dx := sized(dst, rows, inputs)
	kernel.Product(dx.RawMatrix(), kernel.Of(dy.RawMatrix()), kernel.Of(w.Value.RawMatrix()).T(), nil, memory)
	return dx
}

// addProduct adds xᵀ·dy to the gradient of W, given the gradient dy with respect to x·W.
func (p *Param) addProduct(x *factor, dy *mat.Dense) {
	x.transposedTimes(p.Grad.RawMatrix(), dy.RawMatrix(), !p.isGradZero) // replaces a Grad that counts as 0
	p.isGradZero = false
}

// addColumnSums adds the sum of each column of dy to the gradient of b, given the gradient dy with respect to x·W + b.
func (p *Param) addColumnSums(dy *mat.Dense) {
	kernel.SumRows(p.Grad.RawRowView(0), dy.RawMatrix(), !p.isGradZero) // replaces a Grad that counts as 0
	p.isGradZero = false
}

// inMemory returns m as the kernels read it, in place, if it is a mat.Dense, a mat.VecDense, Rows, or the transpose of one.
// It asks for the type and not for a RawMatrix method, because a type that embeds a mat.Dense has that method too, whatever
// its own At says.
func inMemory(m mat.Matrix) (kernel.Matrix, bool) {
	switch m := m.(type) {
	case *mat.Dense:
		return kernel.Of(m.RawMatrix()), true
	case Rows:
		return kernel.Of(m.RawMatrix()), true
	case *someRows:
		all, ok := inMemory(m.all)
		if !ok {
			break
		}
		return all.Slice(m.from, m.to), true
	case *mat.VecDense:
		v := m.RawVector()
		return kernel.Of(blas64.General{Rows: v.N, Cols: 1, Data: v.Data, Stride: v.Inc}), true
	case mat.Transpose:
		inner, ok := inMemory(m.Matrix)
		return inner.T(), ok
	case mat.TransposeVec:
		inner, ok := inMemory(m.Vector)
		return inner.T(), ok
	}
	return kernel.Matrix{}, false
}

// copyRows copies the rows from ≤ i < to of m to memory, entry by entry.
func copyRows(m mat.Matrix, from, to int, memory *[]float64) blas64.General {
	_, cols := m.Dims()
	*memory = resize(*memory, (to-from)*cols)
	rows := blas64.General{Rows: to - from, Cols: cols, Data: *memory, Stride: cols}
	for i := range rows.Rows {
		row := rows.Data[i*cols:][:cols]
		for j := range row {
			row[j] = m.At(from+i, j)
		}
	}
	return rows
}

// rowsOf returns the rows from ≤ i < to of m, in place if it can, and otherwise copied to memory.
func rowsOf(m mat.Matrix, from, to int, memory *[]float64) blas64.General {
	if inner, ok := inMemory(m); ok {
		return inner.RowMajor(from, to, memory)
	}
	return copyRows(m, from, to, memory)
}

// sized makes m a rows×cols matrix of arbitrary content, in its old memory if that is large enough.
func sized(m *mat.Dense, rows, cols int) *mat.Dense {
	if r, c := m.Dims(); r == rows && c == cols {
		return m
	}
	m.SetRawMatrix(kernel.Resized(m.RawMatrix(), rows, cols))
	return m
}

// newMatrix returns a matrix of zeros. Its rows are as far apart as suits the kernels: what reads its data must mind the
// stride.
func newMatrix(rows, cols int) *mat.Dense { return sized(new(mat.Dense), rows, cols) }

func resize(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}
