// Package kernel holds the loops below dl in which the time goes.
//
// One rule keeps the bits the same everywhere: every sum starts at +0 and takes its terms in order, and every product
// is rounded before it is added (the conversion in float64(a*b) + c forbids the compiler to fuse the two). So plain Go,
// another processor, a vector unit or several cores may change how long a result takes, never the result. Only the
// payload of a NaN, which nobody sees, is left open.
//
// reference.go says in plain Go what each kernel computes. Where the processor has AVX2, vectors of four numbers compute
// the same: each entry of a result is the sum that it was, four of them at a time. Their code is written by tools/avo.
// The environment variable DLFS_KERNEL_REFERENCE=1 keeps a program to plain Go.
//
// All matrices are row-major with a stride, the distance between the starts of two rows; gonum's mat.Dense gives them out
// as RawMatrix. A shape that does not fit panics, but with little explanation: dl checks shapes before it comes here.
package kernel

//go:generate go -C ../../../tools/avo run . -out ../../dl/internal/kernel/avx2_amd64.s -stubs ../../dl/internal/kernel/avx2_amd64.go -pkg kernel

import "gonum.org/v1/gonum/blas/blas64"

// implementation is one way to compute what reference.go defines.
type implementation struct {
	name string
	// list appends the bytes that are not 0, of columns from ≤ j < to of all rows, to column and code, which hold n. It
	// notes in start where each row begins and the last ends, and returns the new n.
	list func(rows [][]uint8, from, to int, column, code []uint8, start []int, n int) int
	// gather sets each row of y to the sum of rows of w that the list names, or adds them to it.
	gather func(y, w blas64.General, l entries, add bool)
	// product sets c to a·b. The memory is for memoryFor(a, b) numbers.
	product func(c blas64.General, a, b Matrix, memory []float64)

	exp, sigmoid, relu            func(dst, x []float64)
	reluGradient, sigmoidGradient func(dst, dy, y []float64)
	addScaled                     func(dst, x []float64, a float64, y []float64)
}

// best computes everything; a processor that can do better than plain Go replaces it when the program starts.
var best = reference

// entries lists for row r of a result which rows of a matrix enter it and with what weight: for k from from[r] to
// to[r]-1, row index[k] with the weight values[code[k]].
type entries struct {
	index, code []uint8
	from, to    []int
	values      *[256]float64
}

// part returns n rows of m from row first on.
func part(m blas64.General, first, n int) blas64.General {
	if n == 0 {
		return blas64.General{Cols: m.Cols, Stride: m.Stride}
	}
	from := first * m.Stride
	m.Data = m.Data[from : from+(n-1)*m.Stride+m.Cols]
	m.Rows = n
	return m
}

func check(fits bool, what string) {
	if !fits {
		panic("kernel: " + what)
	}
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
