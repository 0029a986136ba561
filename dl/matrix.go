package dl

import (
	"fmt"
	"reflect"
	"sync"

	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// With the functions in this file you can write a net by hand, as the book does with NumPy. Each returns a new matrix
// and leaves its arguments unchanged. They accept any mat.Matrix: columns, rows and parts of a mat.Dense (ColView,
// RowView, Slice) and transposes (T) are read in place, and a batch of images stays a batch of bytes. Sums start at 0
// and add their terms in order, so the bits are the same everywhere, which mat.Dense's own Mul does not promise.

// Dot returns the matrix product ab, NumPy's np.dot: a is N×M, b is M×K, and the result is N×K. If a or b is a batch of
// images or the transpose of one, Dot skips the pixels that are 0, which changes no bit as long as the other factor is
// finite. It panics with a ShapeError unless b has as many rows as a has columns, and with an ArgumentError if a or b is nil
// or empty.
func Dot(a, b mat.Matrix) *mat.Dense {
	rows, inner := checkOperand("Dot", "a", a)
	_, cols := checkOperand("Dot", "b", b)
	checkShape("Dot", "b", b, inner, anySize)
	if x, isTransposed := imagesOf(a); x != nil {
		return imagesTimes(x, isTransposed, b)
	}
	if x, _ := imagesOf(b); x != nil { // ab is the transpose of bᵀaᵀ, which has the images first
		return mat.DenseCopyOf(Dot(mat.Transpose{Matrix: b}, mat.Transpose{Matrix: a}).T())
	}
	dst := mat.NewDense(rows, cols, nil)
	in := factors.Get().(*factor)
	kernel.Product(dst.RawMatrix(), asFactor(a), asFactor(b), nil, &in.scratch)
	in.release()
	return dst
}

// imagesTimes returns the product of x, or of its transpose, and b. It takes a few images at a time, because the list of
// their nonzero pixels takes memory.
func imagesTimes(x byteRows, isTransposed bool, b mat.Matrix) *mat.Dense {
	n, rows := x.Dims()
	inner, cols := b.Dims()
	if !isTransposed {
		rows = n
	}
	var memory []float64
	w := rowsOf(b, 0, inner, &memory)
	dst := mat.NewDense(rows, cols, nil)
	in := factors.Get().(*factor) // usually one that already lists these images
	for from := 0; from < n; from += cachedRows {
		to := min(from+cachedRows, n)
		in.setRows(x, from, to)
		if isTransposed {
			in.transposedTimes(dst.RawMatrix(), kernel.Rows(w, from, to), from > 0)
		} else {
			in.times(kernel.Rows(dst.RawMatrix(), from, to), w, nil)
		}
	}
	in.release()
	return dst
}

// factors keeps the memory of products for the next one.
var factors = sync.Pool{New: func() any { return new(factor) }}

// release returns in to factors, without what belongs to a caller.
func (in *factor) release() {
	in.dense = kernel.Matrix{}
	factors.Put(in)
}

// Add returns a + b; a, b and the result are N×K. To add one row to all rows, use AddRow. It panics with a ShapeError if
// the shapes differ, and with an ArgumentError if a or b is nil or empty.
func Add(a, b mat.Matrix) *mat.Dense {
	return elementwise("Add", a, b, func(dst, x, y blas64.General) { kernel.Combine(dst, 1, x, 1, y) })
}

// Sub returns a - b; a, b and the result are N×K. It panics with a ShapeError if the shapes differ, and with an
// ArgumentError if a or b is nil or empty.
func Sub(a, b mat.Matrix) *mat.Dense {
	return elementwise("Sub", a, b, func(dst, x, y blas64.General) { kernel.Combine(dst, 1, x, -1, y) })
}

// MulElem returns the product of a and b entry by entry, NumPy's a * b; a, b and the result are N×K. It panics with a
// ShapeError if the shapes differ, and with an ArgumentError if a or b is nil or empty.
func MulElem(a, b mat.Matrix) *mat.Dense { return elementwise("MulElem", a, b, kernel.Multiply) }

// Scale returns km: m with every entry multiplied by k. It panics with an ArgumentError if m is nil or empty.
func Scale(k float64, m mat.Matrix) *mat.Dense {
	return onEntries("Scale", m, func(dst, x blas64.General) { kernel.Scale(dst, k, x) })
}

// Divide returns m/k: m with every entry divided by k. As in NumPy, dividing by 0 gives ±Inf or NaN. It panics with an
// ArgumentError if m is nil or empty.
func Divide(m mat.Matrix, k float64) *mat.Dense {
	return onEntries("Divide", m, func(dst, x blas64.General) { kernel.Divide(dst, x, k) })
}

// Map returns f of every entry of m, as in Map(Sigmoid, a). It calls f for one entry after another, row by row; for Exp,
// Sigmoid, SigmoidGrad, Tanh and ReLU it takes a faster route to the same bits. It panics with an ArgumentError if f is nil,
// or if m is nil or empty.
func Map(f func(float64) float64, m mat.Matrix) *mat.Dense {
	checkArgument(f != nil, "Map", "f", "nil", "a function")
	if all, ok := kernels[pointer(f)]; ok {
		return onEntries("Map", m, all)
	}
	return onEntries("Map", m, func(dst, x blas64.General) {
		for i := range x.Rows {
			to := dst.Data[i*dst.Stride:]
			for j, v := range x.Data[i*x.Stride:][:x.Cols] {
				to[j] = f(v)
			}
		}
	})
}

// kernels compute functions of this package for many numbers at once, with the same bits. The key is the function's pointer.
var kernels = map[uintptr]func(dst, x blas64.General){
	pointer(Exp):         kernel.ExpAll,
	pointer(Sigmoid):     kernel.Sigmoid,
	pointer(SigmoidGrad): sigmoidGrads,
	pointer(Tanh):        kernel.TanhAll,
	pointer(ReLU):        kernel.ReLU,
}

// pointer returns where the code of f begins. Several closures can have the same, but a named function has its own.
func pointer(f func(float64) float64) uintptr { return reflect.ValueOf(f).Pointer() }

// sigmoidGrads sets each entry of dst to SigmoidGrad of the same entry of x.
func sigmoidGrads(dst, x blas64.General) {
	kernel.Sigmoid(dst, x)
	ones := make([]float64, x.Cols)
	for j := range ones {
		ones[j] = 1
	}
	kernel.SigmoidGradient(dst, kernel.Repeated(ones, x.Rows), dst)
}

// AddRow returns m with row added to each of its rows, NumPy's m + row for a row with a single axis: m is N×K, row is 1×K,
// and the result is N×K. The transpose of a column is such a row. AddRow panics with a ShapeError if row does not fit m, and
// with an ArgumentError if m or row is nil or empty.
func AddRow(m, row mat.Matrix) *mat.Dense {
	_, cols := checkOperand("AddRow", "m", m)
	checkOperand("AddRow", "row", row)
	checkShape("AddRow", "row", row, 1, cols)
	var memory []float64
	v := rowsOf(row, 0, 1, &memory).Data[:cols]
	return onEntries("AddRow", m, func(dst, x blas64.General) { kernel.Combine(dst, 1, x, 1, kernel.Repeated(v, x.Rows)) })
}

// ColumnSums returns the sum of each column of m, NumPy's np.sum(m, axis=0): m is N×K, and the result is 1×K, the sum of its
// rows. It panics with an ArgumentError if m is nil or empty.
func ColumnSums(m mat.Matrix) *mat.Dense {
	_, cols := checkOperand("ColumnSums", "m", m)
	dst := mat.NewDense(1, cols, nil)
	eachBlock(m, func(from int, x blas64.General) { kernel.SumRows(dst.RawRowView(0), x, from > 0) })
	return dst
}

// RowSums returns the sum of each row of m, NumPy's np.sum(m, axis=1): m is N×K, and the result is N×1, the sum of its
// columns. It panics with an ArgumentError if m is nil or empty.
func RowSums(m mat.Matrix) *mat.Dense {
	rows, _ := checkOperand("RowSums", "m", m)
	sums := make([]float64, rows)
	eachBlock(m, func(from int, x blas64.General) {
		for i := range x.Rows {
			for _, v := range x.Data[i*x.Stride:][:x.Cols] {
				sums[from+i] += v
			}
		}
	})
	return mat.NewDense(rows, 1, sums)
}

// ArgMaxRows returns the position of the largest number in each row of m, NumPy's np.argmax(m, axis=1): the guess if the
// rows are probabilities, the label if they are one-hot targets. m is N×K, and the result has N positions from 0 to K-1. If
// several numbers are equal, the first counts, and a NaN counts as the largest. ArgMaxRows panics with an ArgumentError if m
// is nil or empty.
func ArgMaxRows(m mat.Matrix) []int {
	rows, _ := checkOperand("ArgMaxRows", "m", m)
	best := make([]int, rows)
	if t, ok := m.(Targets); ok {
		for i := range best {
			best[i] = t.Label(i)
		}
		return best
	}
	eachBlock(m, func(from int, x blas64.General) {
		for i := range x.Rows {
			best[from+i] = ArgMax(x.Data[i*x.Stride:][:x.Cols])
		}
	})
	return best
}

// Take returns the rows of m with the indices in index, NumPy's m[index]: m is N×K, the indices run from 0 to N-1 and may
// repeat, and the result has a row for each. If m is a batch of images, so is the result; otherwise it is a copy, a
// *mat.Dense. Take panics with an ArgumentError if index is empty, if an index is out of range, or if m is nil or empty.
func Take(m mat.Matrix, index []int) mat.Matrix {
	rows, cols := checkOperand("Take", "m", m)
	checkArgument(len(index) > 0, "Take", "index", index, "at least one number")
	for k, i := range index {
		checkRow("Take", "index", k, i, rows)
	}
	if x, ok := m.(byteRows); ok {
		return takeImages(x, index)
	}
	dst := mat.NewDense(len(index), cols, nil)
	var memory []float64
	for k, i := range index {
		copy(dst.RawRowView(k), rowsOf(m, i, i+1, &memory).Data)
	}
	return dst
}

// TargetsOf returns the rows of t, N×K, as Targets: t itself if it is Targets already, Rows around t if it is a *mat.Dense,
// and otherwise Rows around a copy. It panics with an ArgumentError if t is nil or empty.
func TargetsOf(t mat.Matrix) Targets {
	checkOperand("TargetsOf", "t", t)
	switch t := t.(type) {
	case Targets:
		return t
	case *mat.Dense:
		return Rows{t}
	}
	return Rows{copyOf(t)}
}

// elementwise returns the matrix that set computes from the entries of a and b.
func elementwise(op string, a, b mat.Matrix, set func(dst, x, y blas64.General)) *mat.Dense {
	rows, cols := checkOperand(op, "a", a)
	checkOperand(op, "b", b)
	checkShape(op, "b", b, rows, cols)
	dst := mat.NewDense(rows, cols, nil)
	var memory []float64
	eachBlock(a, func(from int, x blas64.General) {
		to := from + x.Rows
		set(kernel.Rows(dst.RawMatrix(), from, to), x, rowsOf(b, from, to, &memory))
	})
	return dst
}

// onEntries returns the matrix that set computes from the entries of m.
func onEntries(op string, m mat.Matrix, set func(dst, x blas64.General)) *mat.Dense {
	rows, cols := checkOperand(op, "m", m)
	dst := mat.NewDense(rows, cols, nil)
	eachBlock(m, func(from int, x blas64.General) { set(kernel.Rows(dst.RawMatrix(), from, from+x.Rows), x) })
	return dst
}

// eachBlock calls f for the rows of m, a block of them at a time, and tells it the number of the first. It copies only a
// block at a time, and only if the rows cannot be read in place.
func eachBlock(m mat.Matrix, f func(from int, x blas64.General)) {
	const most = 1 << 16 // numbers
	rows, cols := m.Dims()
	size := max(1, most/cols)
	var memory []float64
	for from := 0; from < rows; from += size {
		f(from, rowsOf(m, from, min(from+size, rows), &memory))
	}
}

// asFactor returns m as a factor of a product, or a copy if it cannot be read in place.
func asFactor(m mat.Matrix) kernel.Matrix {
	if inner, ok := inMemory(m); ok {
		return inner
	}
	return kernel.Of(copyOf(m).RawMatrix())
}

// copyOf returns a copy of m. It calls At, where mat.DenseCopyOf would call a RawMatrix method (see inMemory).
func copyOf(m mat.Matrix) *mat.Dense {
	rows, cols := m.Dims()
	var entries []float64
	copyRows(m, 0, rows, &entries)
	return mat.NewDense(rows, cols, entries)
}

// imagesOf returns m if it is a batch of images, the batch if m is its transpose, and otherwise nil.
func imagesOf(m mat.Matrix) (x byteRows, isTransposed bool) {
	for {
		t, ok := m.(mat.Transpose)
		if !ok {
			break
		}
		m, isTransposed = t.Matrix, !isTransposed
	}
	x, _ = m.(byteRows)
	return x, isTransposed
}

// checkOperand panics with an ArgumentError unless m is a matrix with at least one number, and returns its shape.
func checkOperand(op, what string, m mat.Matrix) (rows, cols int) {
	checkMatrix(op, what, m)
	rows, cols = m.Dims()
	if rows < 1 || cols < 1 {
		panic(ArgumentError{Op: "dl." + op, What: what, Value: Shape{rows, cols}, Want: "at least one number"})
	}
	return rows, cols
}

// checkRow panics with an ArgumentError unless i, the entry numbers[k], is the number of a row.
func checkRow(op, numbers string, k, i, rows int) {
	if i < 0 || i >= rows {
		what, want := fmt.Sprintf("%s[%d]", numbers, k), fmt.Sprintf("0 to %d", rows-1)
		panic(ArgumentError{Op: "dl." + op, What: what, Value: i, Want: want})
	}
}
