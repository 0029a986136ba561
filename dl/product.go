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

// set takes the rows from ≤ i < to of x. It keeps a reference to a dense x, which must not change before the last use.
func (in *input) set(x mat.Matrix, from, to int) {
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
	if raw, ok := x.(mat.RawMatrixer); ok {
		in.dense = kernel.Rows(raw.RawMatrix(), from, to)
		return
	}
	in.copied = resize(in.copied, in.rows*in.cols)
	in.dense = blas64.General{Rows: in.rows, Cols: in.cols, Data: in.copied, Stride: in.cols}
	for i := range in.rows {
		for j := range in.cols {
			in.copied[i*in.cols+j] = x.At(from+i, j)
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

// transposedTimes sets dst to the product of the transposed input and dy, or adds that to dst: how strongly the loss depends
// on each weight that the input went through.
func (in *input) transposedTimes(dst, dy *mat.Dense, add bool) {
	switch {
	case in.isSparse:
		in.sparse.TransposedTimes(dst.RawMatrix(), dy.RawMatrix(), add)
	case add:
		kernel.AddProduct(dst.RawMatrix(), kernel.Of(in.dense).T(), kernel.Of(dy.RawMatrix()), &in.memory)
	default:
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
