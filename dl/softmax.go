package dl

import (
	"math"

	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// Softmax sets dst to exp(xₖ)/Σexp(xᵢ), positive numbers that sum to 1, and returns it (section 3.5). The largest x is
// subtracted first, which changes nothing but keeps the exponentials from overflowing. A nil dst is allocated; dst may
// be x. It panics with a ShapeError if the lengths differ, and with an ArgumentError if x is empty.
func Softmax(dst, x []float64) []float64 {
	checkArgument(len(x) > 0, "Softmax", "x", x, "at least one number")
	if dst == nil {
		dst = make([]float64, len(x))
	}
	checkLength("Softmax", "dst", len(dst), len(x))
	subtractLargest(dst, x)
	kernel.ExpAll(kernel.Row(dst), kernel.Row(dst))
	divideBySum(dst)
	return dst
}

// SoftmaxRows sets each row of dst, N×K, to the Softmax of the same row of x, N×K, and returns dst. A nil dst is
// allocated; dst may be x. It panics with a ShapeError if the shapes differ, and with an ArgumentError if x is nil or
// empty.
func SoftmaxRows(dst *mat.Dense, x mat.Matrix) *mat.Dense {
	rows, cols := checkOperand("SoftmaxRows", "x", x)
	if dst == nil {
		dst = mat.NewDense(rows, cols, nil)
	}
	checkShape("SoftmaxRows", "dst", dst, rows, cols)
	dst.Copy(x)
	return softmaxRows(dst, dst)
}

// softmaxRows sets each row of dst to the softmax of the same row of x. dst may be x.
func softmaxRows(dst, x *mat.Dense) *mat.Dense {
	rows, _ := x.Dims()
	for i := range rows {
		subtractLargest(dst.RawRowView(i), x.RawRowView(i))
	}
	kernel.ExpAll(dst.RawMatrix(), dst.RawMatrix())
	for i := range rows {
		divideBySum(dst.RawRowView(i))
	}
	return dst
}

// subtractLargest sets dst to x less its largest entry.
func subtractLargest(dst, x []float64) {
	largest := math.Inf(-1)
	for _, v := range x {
		if v > largest || v != v { // NaN if there is one; max would be a slow call in WebAssembly
			largest = v
		}
	}
	for i, v := range x {
		dst[i] = v - largest
	}
}

// divideBySum divides positive numbers by their sum.
func divideBySum(x []float64) {
	var sum float64
	for _, v := range x {
		sum += v
	}
	for i := range x {
		x[i] /= sum
	}
}
