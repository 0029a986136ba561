package dl

import (
	"fmt"
	"reflect"
	"sync"

	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// The functions of this file are to a net written by hand what NumPy's are to one in Python. Each returns a new matrix and
// leaves its arguments as they are. They take any mat.Matrix. Columns, rows and parts of a mat.Dense (ColView, RowView, Slice)
// and transposes (T) are read where they lie, and a batch of images stays a batch of bytes. Sums start at 0 and take their
// terms in order, so the bits are the same everywhere; those of mat.Dense's own Mul are not.

// Dot returns the matrix product ab, NumPy's np.dot: a is N×M, b is M×K and the result N×K. If a or b is a batch of images or
// the transpose of one, pixels that are 0 are left out, which changes no bit as long as the other factor is finite. Dot panics
// with a ShapeError unless b has as many rows as a has columns, with an ArgumentError if a or b is nil or empty.
func Dot(a, b mat.Matrix) *mat.Dense {
	rows, inner := checkOperand("Dot", "a", a)
	_, cols := checkOperand("Dot", "b", b)
	checkShape("Dot", "b", b, inner, -1)
	if x, isTransposed := imagesOf(a); x != nil {
		return imagesTimes(x, isTransposed, b)
	}
	if x, _ := imagesOf(b); x != nil { // ab is the transpose of bᵀaᵀ, where the images come first
		return mat.DenseCopyOf(Dot(mat.Transpose{Matrix: b}, mat.Transpose{Matrix: a}).T())
	}
	dst := mat.NewDense(rows, cols, nil)
	in := inputs.Get().(*input)
	kernel.Product(dst.RawMatrix(), factor(a), factor(b), nil, &in.memory)
	in.release()
	return dst
}

// imagesTimes returns the product of x, or of its transpose, and b. It takes so few images at a time that what it lists of them
// stays small.
func imagesTimes(x byteRows, isTransposed bool, b mat.Matrix) *mat.Dense {
	n, rows := x.Dims()
	inner, cols := b.Dims()
	if !isTransposed {
		rows = n
	}
	var memory []float64
	w := rowsOf(b, 0, inner, &memory)
	dst := mat.NewDense(rows, cols, nil)
	in := inputs.Get().(*input) // as a rule the one that has listed the same images for the product before
	for from := 0; from < n; from += cachedRows {
		to := min(from+cachedRows, n)
		in.set(x, from, to)
		if isTransposed {
			in.transposedTimes(dst.RawMatrix(), kernel.Rows(w, from, to), from > 0)
		} else {
			in.times(kernel.Rows(dst.RawMatrix(), from, to), w, nil)
		}
	}
	in.release()
	return dst
}

// inputs are what products leave for the next one.
var inputs = sync.Pool{New: func() any { return new(input) }}

// release gives in back to inputs, without what belongs to a caller.
func (in *input) release() {
	in.dense = kernel.Matrix{}
	inputs.Put(in)
}

// Add returns a + b, N×K like both. It panics with a ShapeError if the shapes differ (AddRow adds one row to all), with an
// ArgumentError if a or b is nil or empty.
func Add(a, b mat.Matrix) *mat.Dense {
	return elementwise("Add", a, b, func(dst, x, y blas64.General) { kernel.Combine(dst, 1, x, 1, y) })
}

// Sub returns a - b, N×K like both. It panics with a ShapeError if the shapes differ, with an ArgumentError if a or b is nil or
// empty.
func Sub(a, b mat.Matrix) *mat.Dense {
	return elementwise("Sub", a, b, func(dst, x, y blas64.General) { kernel.Combine(dst, 1, x, -1, y) })
}

// MulElem returns the products of the entries of a and b, NumPy's a * b, N×K like both. It panics with a ShapeError if the
// shapes differ, with an ArgumentError if a or b is nil or empty.
func MulElem(a, b mat.Matrix) *mat.Dense { return elementwise("MulElem", a, b, kernel.Multiply) }

// Scale returns km: m with every entry multiplied by k. It panics with an ArgumentError if m is nil or empty.
func Scale(k float64, m mat.Matrix) *mat.Dense {
	return onEntries("Scale", m, func(dst, x blas64.General) { kernel.Scale(dst, k, x) })
}

// Divide returns m/k: m with every entry divided by k. As in NumPy, x/0 is ±Inf, and 0/0 NaN. It panics with an ArgumentError
// if m is nil or empty.
func Divide(m mat.Matrix, k float64) *mat.Dense {
	return onEntries("Divide", m, func(dst, x blas64.General) { kernel.Divide(dst, x, k) })
}

// Map returns f of every entry of m: Map(Sigmoid, a). f sees one entry after the other, row by row, unless it is Exp, Sigmoid,
// SigmoidGrad or ReLU, for which there is a faster way to the same bits. Map panics with an ArgumentError if f is nil, or m nil
// or empty.
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

// kernels compute functions of this package for many numbers at once, with the same bits.
var kernels = map[uintptr]func(dst, x blas64.General){
	pointer(Exp):         kernel.ExpAll,
	pointer(Sigmoid):     kernel.Sigmoid,
	pointer(SigmoidGrad): sigmoidGrads,
	pointer(ReLU):        kernel.ReLU,
}

// pointer returns where the code of f begins. Closures may share that with each other, but with no function that has a name.
func pointer(f func(float64) float64) uintptr { return reflect.ValueOf(f).Pointer() }

// sigmoidGrads sets each entry of dst to SigmoidGrad of that of x.
func sigmoidGrads(dst, x blas64.General) {
	kernel.Sigmoid(dst, x)
	ones := make([]float64, x.Cols)
	for j := range ones {
		ones[j] = 1
	}
	kernel.SigmoidGradient(dst, kernel.Repeated(ones, x.Rows), dst)
}

// AddRow returns m with row added to each of its rows, NumPy's m + row where row is an array of one axis: m is N×K, row 1×K. It
// panics with a ShapeError if they do not fit (the transpose of a column is a row), with an ArgumentError if m or row is nil or
// empty.
func AddRow(m, row mat.Matrix) *mat.Dense {
	_, cols := checkOperand("AddRow", "m", m)
	checkOperand("AddRow", "row", row)
	checkShape("AddRow", "row", row, 1, cols)
	var memory []float64
	v := rowsOf(row, 0, 1, &memory).Data[:cols]
	return onEntries("AddRow", m, func(dst, x blas64.General) { kernel.Combine(dst, 1, x, 1, kernel.Repeated(v, x.Rows)) })
}

// ColumnSums returns the sum of each column of m, NumPy's np.sum(m, axis=0): m is N×K and the result, the sum of its rows, 1×K.
// It panics with an ArgumentError if m is nil or empty.
func ColumnSums(m mat.Matrix) *mat.Dense {
	_, cols := checkOperand("ColumnSums", "m", m)
	dst := mat.NewDense(1, cols, nil)
	eachBlock(m, func(from int, x blas64.General) { kernel.SumRows(dst.RawRowView(0), x, from > 0) })
	return dst
}

// RowSums returns the sum of each row of m, NumPy's np.sum(m, axis=1): m is N×K and the result, the sum of its columns, N×1.
// It panics with an ArgumentError if m is nil or empty.
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

// ArgMaxRows returns the position of the largest number of each of the N rows of m, NumPy's np.argmax(m, axis=1): of
// probabilities the guess, of one-hot targets the label. Of several that are the largest it is the first; a NaN counts as the
// largest. ArgMaxRows panics with an ArgumentError if m is nil or empty.
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

// Take returns the rows of m with the numbers in index, NumPy's m[index]: m is N×K, the numbers are from 0 to N-1, and the
// result has a row for each of them. A number may come twice. Of a batch of images it returns another batch, of anything else
// a copy, a *mat.Dense. It panics with an ArgumentError if a number is not that of a row, if there is none, or if m is nil or
// empty.
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

// TargetsOf returns the rows of t, N×K, as Targets: t itself if it is some, the same memory if it is a *mat.Dense, and else a
// copy. It panics with an ArgumentError if t is nil or empty.
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

// elementwise returns what set makes of the entries of a and b.
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

// onEntries returns what set makes of the entries of m.
func onEntries(op string, m mat.Matrix, set func(dst, x blas64.General)) *mat.Dense {
	rows, cols := checkOperand(op, "m", m)
	dst := mat.NewDense(rows, cols, nil)
	eachBlock(m, func(from int, x blas64.General) { set(kernel.Rows(dst.RawMatrix(), from, from+x.Rows), x) })
	return dst
}

// eachBlock calls f for some rows of m after the other, and says with which row they begin. If they must be copied, it is into
// memory that stays small.
func eachBlock(m mat.Matrix, f func(from int, x blas64.General)) {
	const most = 1 << 16 // numbers
	rows, cols := m.Dims()
	size := max(1, most/cols)
	var memory []float64
	for from := 0; from < rows; from += size {
		f(from, rowsOf(m, from, min(from+size, rows), &memory))
	}
}

// factor returns m as a factor of a product, a copy if it does not lie in memory.
func factor(m mat.Matrix) kernel.Matrix {
	if inner, ok := inMemory(m); ok {
		return inner
	}
	return kernel.Of(copyOf(m).RawMatrix())
}

// copyOf returns the entries of m, which mat.DenseCopyOf would take from a method RawMatrix if there is one (see inMemory).
func copyOf(m mat.Matrix) *mat.Dense {
	rows, cols := m.Dims()
	var entries []float64
	copyRows(m, 0, rows, &entries)
	return mat.NewDense(rows, cols, entries)
}

// imagesOf returns the batch of images that m is or is the transpose of, nil if there is none.
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

// checkRow panics with an ArgumentError unless i, which is numbers[k], is one of so many rows.
func checkRow(op, numbers string, k, i, rows int) {
	if i < 0 || i >= rows {
		what, want := fmt.Sprintf("%s[%d]", numbers, k), fmt.Sprintf("0 to %d", rows-1)
		panic(ArgumentError{Op: "dl." + op, What: what, Value: i, Want: want})
	}
}
