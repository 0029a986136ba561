package kernel

import (
	"os"

	"golang.org/x/sys/cpu"
	"gonum.org/v1/gonum/blas/blas64"
)

// The wrappers of the vector kernels: they check that all memory is there, and cut the work so that a call takes
// microseconds, since a goroutine cannot be interrupted inside.

var avx2 = implementation{
	name:            "AVX2",
	fetch:           vectorFetch,
	list:            vectorList,
	gather:          vectorGather,
	panel:           vectorPanel,
	product:         vectorProduct,
	exp:             vectorExp,
	sigmoid:         vectorSigmoid,
	relu:            vectorReLU,
	reluGradient:    vectorReLUGradient,
	sigmoidGradient: vectorSigmoidGradient,
	combine:         vectorCombine,
}

func init() {
	if cpu.X86.HasAVX2 && cpu.X86.HasPOPCNT && os.Getenv("DLFS_KERNEL_REFERENCE") != "1" {
		best = avx2
	}
}

// places holds for each set of eight bytes the numbers of those that are in it, in order, a byte each.
var places = func() (places [256]uint64) {
	for set := range places {
		n := 0
		for i := range 8 {
			if set>>i&1 == 1 {
				places[set] |= uint64(i) << n
				n += 8
			}
		}
	}
	return places
}()

func vectorFetch(rows [][]uint8, from, to int) {
	if from < to {
		fetchAVX2(len(rows), &rows[0], from, to)
	}
}

func vectorList(rows [][]uint8, from, to int, column, code []uint8, start []int) {
	if len(rows) == 0 || from == to {
		clear(start)
		return
	}
	for _, row := range rows {
		_ = row[from:to]
	}
	end := len(rows)*(to-from) + 8
	_, _, _ = column[:end], code[:end], start[:len(rows)+1]
	listAVX2(len(rows), &rows[0], from, (to-from)/8, (to-from)%8, &places[0], &column[0], &code[0], &start[0], 0)
}

func vectorGather(y, w blas64.General, l entries, add bool) {
	if y.Rows == 0 || y.Cols == 0 || w.Rows == 0 {
		referenceGather(y, w, l, add)
		return
	}
	checkData(Of(y))
	checkData(Of(w))
	check(len(l.from) == y.Rows && len(l.to) == y.Rows, "a list has another number of rows than the result")
	var keep int
	if add {
		keep = 1
	}
	const widest = 52
	for j := 0; j < y.Cols; j += widest {
		n := min(widest, y.Cols-j)
		gatherAVX2(y.Rows, &y.Data[j], y.Stride, &w.Data[j], w.Stride, &l.index[0], &l.code[0], &l.from[0], &l.to[0],
			&l.values[0], (n+3)/4, (n-1)%4+1, keep)
	}
}

// vectorPanel leaves b as it is where a is too small to pay for packing.
func vectorPanel(rows int, b Matrix) int {
	if rows < 4 && b.colStride == 1 {
		return 0
	}
	return panelCols
}

func vectorProduct(c blas64.General, a, b Matrix, panel int) {
	if panel == 0 {
		referenceProduct(c, a, b, 0)
		return
	}
	const entries = 1 << 15 // of a, which stay in the second-level cache for all panels
	height := max(4, entries/a.Cols&^3)
	for i := 0; i < a.Rows; i += height {
		m := min(height, a.Rows-i)
		for j := 0; j < c.Cols; j += panelCols {
			n := min(panelCols, c.Cols-j)
			productAVX2(m, a.Cols, &a.data[i*a.rowStride], a.rowStride, a.colStride, &b.data[j*b.Rows],
				&c.Data[i*c.Stride+j], c.Stride, (n+3)/4, (n-1)%4+1)
		}
	}
}

// longestRun is how many entries an elementwise kernel computes in a call, which takes some microseconds.
const longestRun = 4096

// eachRun cuts matrices of rows×cols entries into runs of rows or parts of a row.
func eachRun(m blas64.General, f func(i, rows, j, cols int)) {
	rows, cols := max(1, longestRun/m.Cols), min(m.Cols, longestRun)
	for i := 0; i < m.Rows; i += rows {
		for j := 0; j < m.Cols; j += cols {
			f(i, min(rows, m.Rows-i), j, min(cols, m.Cols-j))
		}
	}
}

// entry returns the address of an entry.
func entry(m blas64.General, i, j int) *float64 { return &m.Data[i*m.Stride+j] }

func vectorExp(dst, x blas64.General) {
	eachRun(dst, func(i, rows, j, cols int) {
		expAVX2(rows, cols, entry(dst, i, j), dst.Stride, entry(x, i, j), x.Stride)
	})
}

func vectorSigmoid(dst, x blas64.General) {
	eachRun(dst, func(i, rows, j, cols int) {
		sigmoidAVX2(rows, cols, entry(dst, i, j), dst.Stride, entry(x, i, j), x.Stride)
	})
}

func vectorReLU(dst, x blas64.General) {
	eachRun(dst, func(i, rows, j, cols int) {
		reluAVX2(rows, cols, entry(dst, i, j), dst.Stride, entry(x, i, j), x.Stride)
	})
}

func vectorReLUGradient(dst, dy, y blas64.General) {
	eachRun(dst, func(i, rows, j, cols int) {
		reluGradientAVX2(rows, cols, entry(dst, i, j), dst.Stride, entry(dy, i, j), dy.Stride, entry(y, i, j), y.Stride)
	})
}

func vectorSigmoidGradient(dst, dy, y blas64.General) {
	eachRun(dst, func(i, rows, j, cols int) {
		sigmoidGradientAVX2(rows, cols, entry(dst, i, j), dst.Stride, entry(dy, i, j), dy.Stride, entry(y, i, j), y.Stride)
	})
}

func vectorCombine(dst blas64.General, a float64, x blas64.General, b float64, y blas64.General) {
	eachRun(dst, func(i, rows, j, cols int) {
		combineAVX2(rows, cols, entry(dst, i, j), dst.Stride, a, entry(x, i, j), x.Stride, b, entry(y, i, j), y.Stride)
	})
}
