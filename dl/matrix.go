package dl

import (
	"fmt"
	"sync"

	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// What NumPy's arrays are to a book in Python, the functions of this file are here. Each returns a new matrix and leaves its
// arguments as they are. They take any mat.Matrix: a batch of images, a column, row or part of another matrix (ColView,
// RowView and Slice of mat.Dense), a transpose (T); no view of a mat.Dense is copied first. Sums start at 0 and take their
// terms in order, so the bits are the same everywhere, which those of mat.Dense's own Mul are not.

// Dot returns the matrix product a·b, NumPy's np.dot: a is N×M, b is M×K, the result N×K. A batch of images and its transpose
// are multiplied without their zeros (see Bytes). It panics with a ShapeError unless b has as many rows as a has columns, with
// an ArgumentError if a or b is nil or empty.
func Dot(a, b mat.Matrix) *mat.Dense {
	rows, inner := checkOperand("Dot", "a", a)
	_, cols := checkOperand("Dot", "b", b)
	checkShape("Dot", "b", b, inner, -1)
	dst := mat.NewDense(rows, cols, nil)

	in := inputs.Get().(*input)
	defer in.release()
	untransposed, isTransposed := untranspose(a)
	if _, isImages := untransposed.(byteRows); !isImages {
		kernel.Product(dst.RawMatrix(), factor(a), factor(b), nil, &in.memory)
	} else if isTransposed {
		in.set(untransposed, 0, inner)
		in.transposedTimes(dst, dense(b), false)
	} else {
		in.set(a, 0, rows)
		in.times(dst, dense(b), nil)
	}
	return dst
}

// inputs are what products leave for the next one: memory, and the list of the pixels of a batch.
var inputs = sync.Pool{New: func() any { return new(input) }}

// release gives in back to inputs, without what belongs to a caller.
func (in *input) release() {
	in.dense = blas64.General{}
	inputs.Put(in)
}

// Add returns a + b. It panics with a ShapeError if the shapes differ.
func Add(a, b mat.Matrix) *mat.Dense { return elementwise("Add", a, b, (*mat.Dense).Add) }

// Sub returns a - b. It panics with a ShapeError if the shapes differ.
func Sub(a, b mat.Matrix) *mat.Dense { return elementwise("Sub", a, b, (*mat.Dense).Sub) }

// MulElem returns the products of the entries of a and b, NumPy's a * b. It panics with a ShapeError if the shapes differ.
func MulElem(a, b mat.Matrix) *mat.Dense { return elementwise("MulElem", a, b, (*mat.Dense).MulElem) }

// Scale returns k·m, every entry of m multiplied by k.
func Scale(k float64, m mat.Matrix) *mat.Dense {
	return Map(func(v float64) float64 { return k * v }, m)
}

// Divide returns m/k, every entry of m divided by k.
func Divide(m mat.Matrix, k float64) *mat.Dense {
	return Map(func(v float64) float64 { return v / k }, m)
}

// Map returns f of every entry of m: Map(Sigmoid, a).
func Map(f func(float64) float64, m mat.Matrix) *mat.Dense {
	checkOperand("Map", "m", m)
	checkArgument(f != nil, "Map", "f", "nil", "a function")
	dst := mat.DenseCopyOf(m)
	for i := range dst.RawMatrix().Rows {
		row := dst.RawRowView(i)
		for j, v := range row {
			row[j] = f(v)
		}
	}
	return dst
}

// AddRow returns m with row added to each of its rows, as NumPy does when the shapes in m + row differ: m is N×K, row 1×K.
// It panics with a ShapeError if they do not fit.
func AddRow(m, row mat.Matrix) *mat.Dense {
	_, cols := checkOperand("AddRow", "m", m)
	checkOperand("AddRow", "row", row)
	checkShape("AddRow", "row", row, 1, cols)
	dst, bias := mat.DenseCopyOf(m), mat.Row(nil, 0, row)
	for i := range dst.RawMatrix().Rows {
		for j, v := range bias {
			dst.RawRowView(i)[j] += v
		}
	}
	return dst
}

// ColumnSums returns the sum of each column of m, 1×K, NumPy's np.sum(m, axis=0): the sum of the rows.
func ColumnSums(m mat.Matrix) *mat.Dense {
	_, cols := checkOperand("ColumnSums", "m", m)
	dst := mat.NewDense(1, cols, nil)
	kernel.SumRows(dst.RawRowView(0), dense(m).RawMatrix(), false)
	return dst
}

// RowSums returns the sum of each row of m, N×1, NumPy's np.sum(m, axis=1): the sum of the columns.
func RowSums(m mat.Matrix) *mat.Dense {
	rows, _ := checkOperand("RowSums", "m", m)
	dst, d := mat.NewDense(rows, 1, nil), dense(m)
	for i := range rows {
		var sum float64
		for _, v := range d.RawRowView(i) {
			sum += v
		}
		dst.Set(i, 0, sum)
	}
	return dst
}

// ArgMaxRows returns the position of the largest number of each row of m, NumPy's np.argmax(m, axis=1): for probabilities the
// guess, for one-hot targets the label.
func ArgMaxRows(m mat.Matrix) []int {
	rows, _ := checkOperand("ArgMaxRows", "m", m)
	best := make([]int, rows)
	t, isTargets := m.(Targets)
	for i := range best {
		if isTargets {
			best[i] = t.Label(i)
		} else {
			best[i] = ArgMax(mat.Row(nil, i, m))
		}
	}
	return best
}

// Take returns the rows of m with the given numbers, NumPy's m[index]; a number may come twice. Of images it returns a view of
// their bytes, of anything else a copy. It panics with an ArgumentError if a number is not that of a row.
func Take(m mat.Matrix, index []int) mat.Matrix {
	rows, cols := checkOperand("Take", "m", m)
	checkArgument(len(index) > 0, "Take", "index", index, "at least one number")
	for _, i := range index {
		checkArgument(i >= 0 && i < rows, "Take", "row", i, rowRange(rows))
	}
	if b, ok := m.(byteRows); ok {
		return takeBytes(b, index)
	}
	dst := mat.NewDense(len(index), cols, nil)
	for k, i := range index {
		mat.Row(dst.RawRowView(k), i, m)
	}
	return dst
}

// TargetsOf returns the rows of t as Targets: t itself if it is some.
func TargetsOf(t mat.Matrix) Targets {
	checkOperand("TargetsOf", "t", t)
	if targets, ok := t.(Targets); ok {
		return targets
	}
	return Rows{dense(t)}
}

func elementwise(op string, a, b mat.Matrix, set func(dst *mat.Dense, a, b mat.Matrix)) *mat.Dense {
	rows, cols := checkOperand(op, "a", a)
	checkOperand(op, "b", b)
	checkShape(op, "b", b, rows, cols)
	dst := mat.NewDense(rows, cols, nil)
	set(dst, a, b)
	return dst
}

// factor returns m as a factor of a product; only a matrix that shows its entries through At alone is copied.
func factor(m mat.Matrix) kernel.Matrix {
	switch m := m.(type) {
	case mat.Transpose:
		return factor(m.Matrix).T()
	case mat.RawMatrixer:
		return kernel.Of(m.RawMatrix())
	case mat.RawVectorer:
		v := m.RawVector()
		return kernel.Of(blas64.General{Rows: v.N, Cols: 1, Data: v.Data, Stride: v.Inc})
	}
	return kernel.Of(mat.DenseCopyOf(m).RawMatrix())
}

// dense returns m itself if it is a mat.Dense, else a copy.
func dense(m mat.Matrix) *mat.Dense {
	switch m := m.(type) {
	case *mat.Dense:
		return m
	case Rows:
		return m.Dense
	}
	return mat.DenseCopyOf(m)
}

// untranspose returns m, or the matrix of which it is the transpose.
func untranspose(m mat.Matrix) (inner mat.Matrix, isTransposed bool) {
	if t, ok := m.(mat.Transpose); ok {
		return t.Matrix, true
	}
	return m, false
}

// checkOperand panics with an ArgumentError unless m is a matrix with at least one number, and returns its shape.
func checkOperand(op, what string, m mat.Matrix) (rows, cols int) {
	checkMatrix(op, what, m)
	rows, cols = m.Dims()
	checkArgument(rows > 0 && cols > 0, op, what, Shape{rows, cols}, "at least one number")
	return rows, cols
}

func rowRange(rows int) string { return fmt.Sprintf("0 to %d", rows-1) }
