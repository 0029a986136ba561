package kernel

import (
	"bytes"
	"encoding/binary"
	"runtime"

	"gonum.org/v1/gonum/blas/blas64"
)

// reference is plain Go, for every processor.
var reference = implementation{
	name:            "reference",
	fetch:           func([][]uint8, int, int) {},
	zeros:           referenceZeros,
	list:            referenceList,
	transpose:       referenceTranspose,
	gather:          referenceGather,
	panel:           referencePanel,
	pack:            referencePack,
	product:         referenceProduct,
	exp:             referenceExp,
	sigmoid:         referenceSigmoid,
	relu:            referenceReLU,
	reluGradient:    referenceReLUGradient,
	sigmoidGradient: referenceSigmoidGradient,
	combine:         referenceCombine,
}

func referenceZeros(b []uint8) int { return bytes.Count(b, []uint8{0}) }

func referenceList(rows [][]uint8, from, to int, column, code []uint8, start []int) {
	n := 0
	for r, row := range rows {
		start[r] = n
		row = row[from:to]
		for j := 0; j < len(row); j += 8 {
			eight := row[j:min(j+8, len(row))]
			if len(eight) == 8 && binary.LittleEndian.Uint64(eight) == 0 {
				continue // most of a digit is paper
			}
			for i, b := range eight {
				column[n], code[n] = uint8(j+i), b
				n += int((uint(b) + 0xff) >> 8) // 0 for 0 and else 1: a branch would be guessed wrongly too often
			}
		}
	}
	start[len(rows)] = n
}

func referenceTranspose(t *transposed, l entries) {
	for r, from := range l.from {
		code := l.code[from:l.to[r]]
		for k, j := range l.index[from:l.to[r]] {
			at := t.to[j]
			t.row[at], t.code[at] = uint8(r), code[k]
			t.to[j] = at + 1
		}
	}
}

func referenceGather(y, w blas64.General, l entries, add bool) {
	for r := range y.Rows {
		row := y.Data[r*y.Stride:][:y.Cols]
		if !add {
			clear(row)
		}
		index, code := l.index[l.from[r]:l.to[r]], l.code[l.from[r]:l.to[r]]
		for inSixes && len(index) >= 6 && len(code) >= 6 {
			add6(row, l.values[code[0]], l.values[code[1]], l.values[code[2]],
				l.values[code[3]], l.values[code[4]], l.values[code[5]],
				w.Data[int(index[0])*w.Stride:], w.Data[int(index[1])*w.Stride:], w.Data[int(index[2])*w.Stride:],
				w.Data[int(index[3])*w.Stride:], w.Data[int(index[4])*w.Stride:], w.Data[int(index[5])*w.Stride:])
			index, code = index[6:], code[6:]
		}
		for len(index) >= 4 && len(code) >= 4 {
			add4(row, l.values[code[0]], l.values[code[1]], l.values[code[2]], l.values[code[3]],
				w.Data[int(index[0])*w.Stride:], w.Data[int(index[1])*w.Stride:],
				w.Data[int(index[2])*w.Stride:], w.Data[int(index[3])*w.Stride:])
			index, code = index[4:], code[4:]
		}
		for k, i := range index {
			addScaled(row, l.values[code[k]], w.Data[int(i)*w.Stride:])
		}
	}
}

// referencePanel wants the rows of b in one piece.
func referencePanel(_ int, b Matrix) int {
	if b.colStride == 1 {
		return 0
	}
	return b.Cols
}

// referencePack writes the one panel that referencePanel wants.
func referencePack(dst []float64, m Matrix, panel int) { writeDown(dst, m, panel) }

func referenceProduct(c blas64.General, a, b Matrix, _ int, _ []float64, add bool) {
	for i := range c.Rows {
		row := c.Data[i*c.Stride:][:c.Cols]
		if !add {
			clear(row)
		}
		from, step := a.data[i*a.rowStride:], a.colStride
		k := 0
		for ; inSixes && k+6 <= b.Rows; k += 6 {
			add6(row, from[k*step], from[(k+1)*step], from[(k+2)*step], from[(k+3)*step], from[(k+4)*step], from[(k+5)*step],
				b.data[k*b.rowStride:], b.data[(k+1)*b.rowStride:], b.data[(k+2)*b.rowStride:],
				b.data[(k+3)*b.rowStride:], b.data[(k+4)*b.rowStride:], b.data[(k+5)*b.rowStride:])
		}
		for ; k+4 <= b.Rows; k += 4 {
			add4(row, from[k*step], from[(k+1)*step], from[(k+2)*step], from[(k+3)*step],
				b.data[k*b.rowStride:], b.data[(k+1)*b.rowStride:], b.data[(k+2)*b.rowStride:], b.data[(k+3)*b.rowStride:])
		}
		for ; k < b.Rows; k++ {
			addScaled(row, from[k*step], b.data[k*b.rowStride:])
		}
	}
}

// inSixes says to add six rows at a time where that many are left, two columns of them at once: a third faster in
// WebAssembly, whose compiler adds much to the cost of a pass and of an index, and slower elsewhere.
const inSixes = runtime.GOARCH == "wasm"

// add6 and add4 add scaled rows to y in one pass, which reads and writes y once.
func add6(y []float64, a0, a1, a2, a3, a4, a5 float64, x0, x1, x2, x3, x4, x5 []float64) {
	x0, x1, x2, x3, x4, x5 = x0[:len(y)], x1[:len(y)], x2[:len(y)], x3[:len(y)], x4[:len(y)], x5[:len(y)]
	j := 0
	for ; j+1 < len(y); j += 2 {
		s, t := y[j], y[j+1]
		s += float64(a0 * x0[j])
		t += float64(a0 * x0[j+1])
		s += float64(a1 * x1[j])
		t += float64(a1 * x1[j+1])
		s += float64(a2 * x2[j])
		t += float64(a2 * x2[j+1])
		s += float64(a3 * x3[j])
		t += float64(a3 * x3[j+1])
		s += float64(a4 * x4[j])
		t += float64(a4 * x4[j+1])
		s += float64(a5 * x5[j])
		t += float64(a5 * x5[j+1])
		y[j], y[j+1] = s, t
	}
	for ; j < len(y); j++ {
		y[j] += float64(a0 * x0[j])
		y[j] += float64(a1 * x1[j])
		y[j] += float64(a2 * x2[j])
		y[j] += float64(a3 * x3[j])
		y[j] += float64(a4 * x4[j])
		y[j] += float64(a5 * x5[j])
	}
}

func add4(y []float64, a0, a1, a2, a3 float64, x0, x1, x2, x3 []float64) {
	x0, x1, x2, x3 = x0[:len(y)], x1[:len(y)], x2[:len(y)], x3[:len(y)]
	for j, s := range y {
		s += float64(a0 * x0[j])
		s += float64(a1 * x1[j])
		s += float64(a2 * x2[j])
		s += float64(a3 * x3[j])
		y[j] = s
	}
}

func addScaled(y []float64, a float64, x []float64) {
	x = x[:len(y)]
	for j := range y {
		y[j] += float64(a * x[j])
	}
}

// row returns row i of m, in which every row is the same if the stride is 0.
func row(m blas64.General, i int) []float64 { return m.Data[i*m.Stride:][:m.Cols] }

func referenceExp(dst, x blas64.General) {
	for i := range dst.Rows {
		to := row(dst, i)
		for j, v := range row(x, i) {
			to[j] = Exp(v)
		}
	}
}

func referenceSigmoid(dst, x blas64.General) {
	for i := range dst.Rows {
		to := row(dst, i)
		for j, v := range row(x, i) {
			to[j] = 1 / (1 + Exp(-v))
		}
	}
}

func referenceReLU(dst, x blas64.General) {
	for i := range dst.Rows {
		to := row(dst, i)
		for j, v := range row(x, i) {
			to[j] = max(v, 0)
		}
	}
}

func referenceReLUGradient(dst, dy, y blas64.General) {
	for i := range dst.Rows {
		to, y := row(dst, i), row(y, i)
		for j, v := range row(dy, i) {
			if y[j] == 0 {
				v = 0
			}
			to[j] = v
		}
	}
}

func referenceSigmoidGradient(dst, dy, y blas64.General) {
	for i := range dst.Rows {
		to, dy := row(dst, i), row(dy, i)
		for j, v := range row(y, i) {
			to[j] = dy[j] * float64(v*(1-v))
		}
	}
}

func referenceCombine(dst blas64.General, a float64, x blas64.General, b float64, y blas64.General) {
	for i := range dst.Rows {
		to, x, y := row(dst, i), row(x, i), row(y, i)
		for j := range to {
			to[j] = float64(a*x[j]) + float64(b*y[j])
		}
	}
}
