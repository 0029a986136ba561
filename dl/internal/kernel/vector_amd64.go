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
	zeros:           referenceZeros,
	list:            vectorList,
	transpose:       referenceTranspose,
	gather:          vectorGather,
	panel:           vectorPanel,
	pack:            vectorPack,
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
	if len(rows) > 0 && from < to {
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

func vectorProduct(c blas64.General, a, b Matrix, panel int, tiles []float64, add bool) {
	if panel == 0 {
		referenceProduct(c, a, b, 0, nil, add)
		return
	}
	keep := 0
	if add {
		keep = 1
	}
	for k := 0; k < a.Cols; k += blockTerms {
		terms := min(blockTerms, a.Cols-k)
		for i := 0; i < a.Rows; i += blockRows {
			x := a.block(i, k, min(blockRows, a.Rows-i), terms)
			toNextTile := tileRows * x.rowStride
			if len(tiles) > 0 {
				vectorPack(tiles, x.T(), tileRows)
				x.data, x.rowStride, x.colStride, toNextTile = tiles, 1, tileRows, tileRows*terms
			}
			for j := 0; j < c.Cols; j += panelCols {
				n := min(panelCols, c.Cols-j)
				productAVX2(x.Rows, terms, &x.data[0], x.rowStride, x.colStride, toNextTile, &b.data[j*b.Rows+k*panelCols],
					&c.Data[i*c.Stride+j], c.Stride, (n+3)/4, (n-1)%4+1, keep)
			}
		}
		keep = 1
	}
}

func vectorPack(dst []float64, m Matrix, panel int) {
	for j := 0; j < m.Cols; j += panel {
		packPanel(dst[j*m.Rows:][:panel*m.Rows], m.block(0, j, m.Rows, min(panel, m.Cols-j)), panel)
	}
}

func packPanel(dst []float64, m Matrix, width int) {
	if m.Cols < width {
		clear(dst)
	}
	rows, cols := m.Rows, m.Cols/4*4 // of what the vector kernels write
	switch {
	case m.colStride == 1:
		for j := 0; j < cols; j += 4 {
			copyAVX2(rows, &m.data[j], m.rowStride, &dst[j], width)
		}
	case m.rowStride == 1 && rows >= 4:
		rows = rows / 4 * 4
		for j := 0; j < cols; j += 4 {
			transposeAVX2(rows/4, &m.data[j*m.colStride], m.colStride, &dst[j], width)
		}
	default:
		cols = 0
	}
	writeDown(dst[rows*width:], m.block(rows, 0, m.Rows-rows, cols), width)
	writeDown(dst[cols:], m.block(0, cols, m.Rows, m.Cols-cols), width)
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
