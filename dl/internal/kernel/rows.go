package kernel

import (
	"unsafe"

	"gonum.org/v1/gonum/blas/blas64"
)

// The cores share every work by rows of its result: row r belongs to the same core in all matrices of as many rows. So a
// core finds what it wrote in its own cache: the samples of a batch on their way through the net, and a part of the
// weights from their gradient to the update. What is too little to be shared is done by the caller.

// WorthSharing is how many numbers, or about ten times as many products, it takes to gain by sharing.
const WorthSharing = 2000

// cores returns how many cores should share a result of that many rows, which takes work as a matrix of so many numbers.
func cores(rows, numbers int) int {
	if rows == 1 || numbers < WorthSharing {
		return 1
	}
	return min(rows, Cores())
}

// span returns the numbers from ≤ j < to that belong to core i of n, of those from 0 to total-1.
func span(i, n, total int) (from, to int) { return i * total / n, (i + 1) * total / n }

// Rows returns the rows from ≤ i < to of m.
func Rows(m blas64.General, from, to int) blas64.General {
	m.Rows = to - from
	if m.Rows == 0 {
		m.Data = nil
	} else {
		m.Data = m.Data[from*m.Stride : (to-1)*m.Stride+m.Cols]
	}
	return m
}

// Resized returns a matrix of that size in the memory of m, or one of zeros if the memory is too small. The rows of a wide
// matrix begin with a cache line: no two cores write into the same one, and vectors do not lie across the border of two.
func Resized(m blas64.General, rows, cols int) blas64.General {
	const line = 8 // numbers
	stride := cols
	if cols >= 3*line {
		stride = (cols + line - 1) / line * line
	}
	if cap(m.Data) < rows*stride {
		data := make([]float64, rows*stride+line-1)
		before := -uintptr(unsafe.Pointer(unsafe.SliceData(data))) / 8 % line
		m.Data = data[before:]
	}
	return blas64.General{Rows: rows, Cols: cols, Stride: stride, Data: m.Data[:rows*stride]}
}
