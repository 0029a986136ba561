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
	list:            vectorList,
	gather:          vectorGather,
	product:         vectorProduct,
	exp:             vectorExp,
	sigmoid:         vectorSigmoid,
	relu:            vectorReLU,
	reluGradient:    vectorReLUGradient,
	sigmoidGradient: vectorSigmoidGradient,
	addScaled:       vectorAddScaled,
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

func vectorList(rows [][]uint8, from, to int, column, code []uint8, start []int, n int) int {
	if len(rows) == 0 || from == to {
		return referenceList(rows, from, to, column, code, start, n)
	}
	for _, row := range rows {
		_ = row[from:to]
	}
	if from == 0 {
		fetchAVX2(len(rows), &rows[0])
	}
	end := n + len(rows)*(to-from) + 8
	_, _, _ = column[:end], code[:end], start[:len(rows)+1]
	return listAVX2(len(rows), &rows[0], from, (to-from)/8, (to-from)%8, &places[0], &column[0], &code[0], &start[0], n)
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

func vectorProduct(c blas64.General, a, b Matrix, memory []float64) {
	if a.Rows < tileRows && b.colStride == 1 { // too little to pay for packing b
		referenceProduct(c, a, b, memory)
		return
	}
	n := packedTiles(a, b)
	tiles, panels := memory[:n], memory[n:]
	for k := 0; k < b.Rows; k += blockTerms {
		terms := min(blockTerms, b.Rows-k)
		pack(panels, b.block(k, 0, terms, b.Cols), panelCols)
		for i := 0; i < a.Rows; i += blockRows {
			x := a.block(i, k, min(blockRows, a.Rows-i), terms)
			toNextTile := tileRows * x.rowStride
			if len(tiles) > 0 {
				pack(tiles, x.T(), tileRows)
				x.data, x.rowStride, x.colStride, toNextTile = tiles, 1, tileRows, tileRows*terms
			}
			for j := 0; j < c.Cols; j += panelCols {
				n := min(panelCols, c.Cols-j)
				productAVX2(x.Rows, terms, &x.data[0], x.rowStride, x.colStride, toNextTile, &panels[j*terms],
					&c.Data[i*c.Stride+j], c.Stride, (n+3)/4, (n-1)%4+1, k)
			}
		}
	}
}

// pack writes m down in panels of the given number of columns, one after the other, row-major and filled up with zeros.
func pack(dst []float64, m Matrix, width int) {
	for j := 0; j < m.Cols; j += width {
		packPanel(dst[j*m.Rows:][:width*m.Rows], m.block(0, j, m.Rows, min(width, m.Cols-j)), width)
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

// The functions below are never called without entries.

func vectorExp(dst, x []float64)     { expAVX2(&dst[0], &x[:len(dst)][0], len(dst)) }
func vectorSigmoid(dst, x []float64) { sigmoidAVX2(&dst[0], &x[:len(dst)][0], len(dst)) }
func vectorReLU(dst, x []float64)    { reluAVX2(&dst[0], &x[:len(dst)][0], len(dst)) }

func vectorReLUGradient(dst, dy, y []float64) {
	reluGradientAVX2(&dst[0], &dy[:len(dst)][0], &y[:len(dst)][0], len(dst))
}

func vectorSigmoidGradient(dst, dy, y []float64) {
	sigmoidGradientAVX2(&dst[0], &dy[:len(dst)][0], &y[:len(dst)][0], len(dst))
}

func vectorAddScaled(dst, x []float64, a float64, y []float64) {
	addScaledAVX2(&dst[0], &x[:len(dst)][0], a, &y[:len(dst)][0], len(dst))
}
