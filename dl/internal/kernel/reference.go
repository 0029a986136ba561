package kernel

import (
	"encoding/binary"

	"gonum.org/v1/gonum/blas/blas64"
)

// reference is plain Go, for every processor.
var reference = implementation{
	name:            "reference",
	list:            referenceList,
	gather:          referenceGather,
	product:         referenceProduct,
	exp:             referenceExp,
	sigmoid:         referenceSigmoid,
	relu:            referenceReLU,
	reluGradient:    referenceReLUGradient,
	sigmoidGradient: referenceSigmoidGradient,
	addScaled:       referenceAddScaled,
}

func referenceList(rows [][]uint8, from, to int, column, code []uint8, start []int, n int) int {
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
	return n
}

func referenceGather(y, w blas64.General, l entries, add bool) {
	for r := range y.Rows {
		row := y.Data[r*y.Stride:][:y.Cols]
		if !add {
			clear(row)
		}
		index, code := l.index[l.from[r]:l.to[r]], l.code[l.from[r]:l.to[r]]
		for len(index) >= 4 && len(code) >= 4 {
			add4(row, l.values[code[0]], l.values[code[1]], l.values[code[2]], l.values[code[3]],
				w.Data[int(index[0])*w.Stride:], w.Data[int(index[1])*w.Stride:],
				w.Data[int(index[2])*w.Stride:], w.Data[int(index[3])*w.Stride:])
			index, code = index[4:], code[4:]
		}
		for k, i := range index {
			referenceAddScaled(row, row, l.values[code[k]], w.Data[int(i)*w.Stride:])
		}
	}
}

func referenceProduct(c blas64.General, a, b Matrix, memory []float64) {
	if b.colStride != 1 {
		writeDown(memory, b, b.Cols)
		b = Matrix{b.Rows, b.Cols, memory, b.Cols, 1}
	}
	for i := range c.Rows {
		row := c.Data[i*c.Stride:][:c.Cols]
		clear(row)
		from, step := a.data[i*a.rowStride:], a.colStride
		k := 0
		for ; k+4 <= b.Rows; k += 4 {
			add4(row, from[k*step], from[(k+1)*step], from[(k+2)*step], from[(k+3)*step],
				b.data[k*b.rowStride:], b.data[(k+1)*b.rowStride:], b.data[(k+2)*b.rowStride:], b.data[(k+3)*b.rowStride:])
		}
		for ; k < b.Rows; k++ {
			referenceAddScaled(row, row, from[k*step], b.data[k*b.rowStride:])
		}
	}
}

// add4 adds four scaled rows to y in one pass, which reads and writes y once instead of four times.
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

func referenceAddScaled(dst, x []float64, a float64, y []float64) {
	x, y = x[:len(dst)], y[:len(dst)]
	for j := range dst {
		dst[j] = x[j] + float64(a*y[j])
	}
}

func referenceExp(dst, x []float64) {
	for i, v := range x {
		dst[i] = Exp(v)
	}
}

func referenceSigmoid(dst, x []float64) {
	for i, v := range x {
		dst[i] = 1 / (1 + Exp(-v))
	}
}

func referenceReLU(dst, x []float64) {
	for i, v := range x {
		dst[i] = max(v, 0)
	}
}

func referenceReLUGradient(dst, dy, y []float64) {
	for i, v := range dy {
		if y[i] == 0 {
			v = 0
		}
		dst[i] = v
	}
}

func referenceSigmoidGradient(dst, dy, y []float64) {
	for i, v := range y {
		dst[i] = dy[i] * float64(v*(1-v))
	}
}
