package dl

import (
	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// input is the left side of a product, in the form in which the kernels read it: every entry of a dense matrix, or for
// images the entries that are not zero. The zero value is ready for use, and its memory is reused from batch to batch.
type input struct {
	rows, cols int
	isSparse   bool
	sparse     kernel.Sparse
	dense      blas64.General
	copied     []float64 // of a matrix that shows its entries only through At
	memory     kernel.Memory
}

// set takes x. It keeps a reference to a dense x, which must not change before the last use.
func (in *input) set(x mat.Matrix) {
	in.rows, in.cols = x.Dims()
	in.isSparse = false
	if b, ok := x.(byteRows); ok {
		set, rows, values := b.RawBytes()
		if in.isSparse = values[0] == 0; in.isSparse {
			in.sparse.Set(set.kernel, rows, values)
			return
		}
	}
	if raw, ok := x.(mat.RawMatrixer); ok {
		in.dense = raw.RawMatrix()
		return
	}
	in.copied = resize(in.copied, in.rows*in.cols)
	in.dense = blas64.General{Rows: in.rows, Cols: in.cols, Data: in.copied, Stride: in.cols}
	for i := range in.rows {
		for j := range in.cols {
			in.copied[i*in.cols+j] = x.At(i, j)
		}
	}
}

// times sets dst to the product of the input and w, plus bias in every row.
func (in *input) times(dst, w *mat.Dense, bias []float64) {
	if in.isSparse {
		in.sparse.Times(dst.RawMatrix(), w.RawMatrix(), bias)
	} else {
		kernel.Product(dst.RawMatrix(), kernel.Of(in.dense), kernel.Of(w.RawMatrix()), bias, &in.memory)
	}
}

// transposedTimes sets dst to the product of the transposed input and dy: how strongly the loss depends on each weight
// that the input went through.
func (in *input) transposedTimes(dst, dy *mat.Dense) {
	if in.isSparse {
		in.sparse.TransposedTimes(dst.RawMatrix(), dy.RawMatrix())
	} else {
		kernel.Product(dst.RawMatrix(), kernel.Of(in.dense).T(), kernel.Of(dy.RawMatrix()), nil, &in.memory)
	}
}

// timesTransposed sets dst to dy·Wᵀ.
func timesTransposed(dst, dy, w *mat.Dense, memory *kernel.Memory) {
	kernel.Product(dst.RawMatrix(), kernel.Of(dy.RawMatrix()), kernel.Of(w.RawMatrix()).T(), nil, memory)
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

// rowRange is a view of some rows of a matrix, byteRange of an image batch.
type (
	rowRange struct {
		mat.Matrix
		from, rows int
	}
	byteRange struct {
		byteRows
		from, rows int
	}
)

// rowsOf returns a view of the rows from ≤ i < to of x, of the kind that x is of.
func rowsOf(x mat.Matrix, from, to int) mat.Matrix {
	switch x := x.(type) {
	case byteRows:
		return byteRange{x, from, to - from}
	case *mat.Dense:
		_, cols := x.Dims()
		return x.Slice(from, to, 0, cols)
	default:
		return rowRange{x, from, to - from}
	}
}

func (v rowRange) Dims() (r, c int)     { _, c = v.Matrix.Dims(); return v.rows, c }
func (v rowRange) At(i, j int) float64  { return v.Matrix.At(v.from+i, j) }
func (v rowRange) T() mat.Matrix        { return mat.Transpose{Matrix: v} }
func (v byteRange) Dims() (r, c int)    { _, c = v.byteRows.Dims(); return v.rows, c }
func (v byteRange) At(i, j int) float64 { return v.byteRows.At(v.from+i, j) }
func (v byteRange) T() mat.Matrix       { return mat.Transpose{Matrix: v} }
func (v byteRange) RawBytes() (set *Bytes, rows []int, values *[256]float64) {
	set, rows, values = v.byteRows.RawBytes()
	return set, rows[v.from : v.from+v.rows], values
}
