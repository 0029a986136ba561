// Package kernel holds the loops below dl in which the time goes.
//
// One rule keeps the bits the same everywhere: every sum starts at +0 and takes its terms in order, and every product
// is rounded before it is added (the conversion in float64(a*b) + c forbids the compiler to fuse the two). So plain Go,
// another processor, a vector unit or several cores may change how long a result takes, never the result. Only the
// payload of a NaN, which nobody sees, is left open.
//
// reference.go says in plain Go what each kernel computes. Where the processor has AVX2, vectors of four numbers compute
// the same: each entry of a result is the sum that it was, four of them at a time. Their code is written by tools/avo.
// In WebAssembly, whose vectors Go's compiler does not use, a module of C code works on the program's memory with vectors of
// two numbers (vector_js.go). It is simd128.wasm, built from tools/simd. A browser that has no vectors or does not accept
// the module gets plain Go. The environment variable DLFS_KERNEL_REFERENCE=1 keeps a program to plain Go.
//
// Where there are several cores they share what is worth it, by rows of the result (rows.go), so that no sum has terms of
// two cores. The goroutines that help are awake while there is work and asleep soon after (cores.go).
//
// All matrices are row-major with a stride, the distance between the starts of two rows; gonum's mat.Dense gives them out
// as RawMatrix. A shape that does not fit panics, but with little explanation: dl checks shapes before it comes here.
package kernel

//go:generate go -C ../../../tools/avo run . -out ../../dl/internal/kernel/avx2_amd64.s -stubs ../../dl/internal/kernel/avx2_amd64.go -pkg kernel

import "gonum.org/v1/gonum/blas/blas64"

// implementation is one way to compute what reference.go defines.
type implementation struct {
	name string
	// fetch brings columns from ≤ j < to of all rows, of which there is at least one, into the cache.
	fetch func(rows [][]uint8, from, to int)
	// zeros counts the bytes that are 0.
	zeros func(b []uint8) int
	// list lists the bytes that are not 0, of columns from ≤ j < to of all rows. It notes in start where each row begins
	// in column and code, and the last ends; there it may write 8 bytes more.
	list func(rows [][]uint8, from, to int, column, code []uint8, start []int)
	// transpose notes each entry of the list in the place that t.to has for its column, and moves that on.
	transpose func(t *transposed, l entries)
	// gather sets each row of y to the sum of rows of w that the list names, or adds them to it.
	gather func(y, w blas64.General, l entries, add bool)
	// panel returns how wide the panels are in which product wants b if a has that many rows, or 0 if it wants b as it is.
	panel func(rows int, b Matrix) int
	// pack writes m down in panels of the given number of columns, one after the other, row-major and filled up with zeros.
	pack func(dst []float64, m Matrix, panel int)
	// product sets c to a·b, or goes on with the sums that are in c. None of the three is empty. tiles is memory to pack a
	// block of a, empty if that is not worth it.
	product func(c blas64.General, a, b Matrix, panel int, tiles []float64, add bool)

	// Of the following no matrix is empty, and a row of stride 0 is repeated.
	exp, sigmoid, relu            func(dst, x blas64.General)
	reluGradient, sigmoidGradient func(dst, dy, y blas64.General)
	combine                       func(dst blas64.General, a float64, x blas64.General, b float64, y blas64.General)
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

// grown returns s with at least n elements; those that it had keep their memory.
func grown[T any](s []T, n int) []T {
	if len(s) < n {
		return append(s, make([]T, n-len(s))...)
	}
	return s
}
