package kernel

import "gonum.org/v1/gonum/blas/blas64"

// ExpAll sets each entry of dst to Exp of that entry of x. Here and below all matrices have the same shape, and dst may
// be one of the others.
func ExpAll(dst, x blas64.General) {
	inParts(elementwise{dst: dst, x: x, y: x, f: func(e elementwise) { best.exp(e.dst, e.x) }})
}

// Sigmoid sets each entry of dst to 1/(1+Exp(-x)).
func Sigmoid(dst, x blas64.General) {
	inParts(elementwise{dst: dst, x: x, y: x, f: func(e elementwise) { best.sigmoid(e.dst, e.x) }})
}

// ReLU sets each entry of dst to that of x, or to 0 if it is negative. NaN stays NaN.
func ReLU(dst, x blas64.General) {
	inParts(elementwise{dst: dst, x: x, y: x, f: func(e elementwise) { best.relu(e.dst, e.x) }})
}

// ReLUGradient sets each entry of dst to that of dy, or to 0 where y, the output of ReLU, is 0.
func ReLUGradient(dst, dy, y blas64.General) {
	inParts(elementwise{dst: dst, x: dy, y: y, f: func(e elementwise) { best.reluGradient(e.dst, e.x, e.y) }})
}

// SigmoidGradient sets each entry of dst to dy·y(1-y), where y is the output of Sigmoid.
func SigmoidGradient(dst, dy, y blas64.General) {
	inParts(elementwise{dst: dst, x: dy, y: y, f: func(e elementwise) { best.sigmoidGradient(e.dst, e.x, e.y) }})
}

// Combine sets each entry of dst to a·x + b·y.
func Combine(dst blas64.General, a float64, x blas64.General, b float64, y blas64.General) {
	inParts(elementwise{dst: dst, x: x, y: y, a: a, b: b, f: func(e elementwise) { best.combine(e.dst, e.a, e.x, e.b, e.y) }})
}

// Multiply sets each entry of dst to x·y. This and the next two are plain Go on every processor, because most of their time goes
// into fetching the numbers.
func Multiply(dst, x, y blas64.General) {
	inParts(elementwise{dst: dst, x: x, y: y, f: func(e elementwise) {
		for i := range e.dst.Rows {
			to, x, y := row(e.dst, i), row(e.x, i), row(e.y, i)
			for j := range to {
				to[j] = x[j] * y[j]
			}
		}
	}})
}

// Scale sets each entry of dst to a·x.
func Scale(dst blas64.General, a float64, x blas64.General) {
	inParts(elementwise{dst: dst, x: x, y: x, a: a, f: func(e elementwise) {
		for i := range e.dst.Rows {
			to, x := row(e.dst, i), row(e.x, i)
			for j := range to {
				to[j] = e.a * x[j]
			}
		}
	}})
}

// Divide sets each entry of dst to x/b.
func Divide(dst, x blas64.General, b float64) {
	inParts(elementwise{dst: dst, x: x, y: x, b: b, f: func(e elementwise) {
		for i := range e.dst.Rows {
			to, x := row(e.dst, i), row(e.x, i)
			for j := range to {
				to[j] = x[j] / e.b
			}
		}
	}})
}

// SumRows sets dst to the sum of the rows of x, or adds them to it one after the other.
func SumRows(dst []float64, x blas64.General, add bool) {
	check(len(dst) == x.Cols, "a sum of rows does not fit")
	checkData(Of(x))
	if !add {
		clear(dst)
	}
	if x.Rows > 0 && x.Cols > 0 {
		sum := Repeated(dst, x.Rows)
		best.combine(sum, 1, sum, 1, x)
	}
}

// addRow adds v to each row of y.
func addRow(y blas64.General, v []float64) {
	if y.Rows > 0 && y.Cols > 0 {
		best.combine(y, 1, y, 1, Repeated(v, y.Rows))
	}
}

// Repeated returns a matrix each row of which is v.
func Repeated(v []float64, rows int) blas64.General {
	return blas64.General{Rows: rows, Cols: len(v), Data: v}
}

// Row returns v as a matrix of one row.
func Row(v []float64) blas64.General {
	return blas64.General{Rows: 1, Cols: len(v), Data: v, Stride: len(v)}
}

// elementwise is work on each entry of dst, x and y, which f does for some of the rows.
type elementwise struct {
	f         func(elementwise)
	dst, x, y blas64.General
	a, b      float64
	cores     int
}

// shared belongs to the caller that has the pool.
var shared elementwise

// inParts does the work, shared by the cores.
func inParts(e elementwise) {
	rows, cols := e.dst.Rows, e.dst.Cols
	check(e.x.Rows == rows && e.x.Cols == cols && e.y.Rows == rows && e.y.Cols == cols, "matrices differ in shape")
	checkData(Of(e.dst))
	checkData(Of(e.x))
	checkData(Of(e.y))
	if rows == 0 || cols == 0 {
		return
	}
	e.cores = cores(rows, rows*cols)
	if e.cores == 1 || !workers.take() {
		e.rows(0, rows)
		return
	}
	defer workers.release()
	shared = e
	workers.share(&shared, e.cores)
	shared = elementwise{}
}

// Part does the work on the rows of a core.
func (e *elementwise) Part(i int) {
	e.rows(span(i, e.cores, e.dst.Rows))
}

func (e *elementwise) rows(from, to int) {
	p := *e
	p.dst, p.x, p.y = Rows(e.dst, from, to), Rows(e.x, from, to), Rows(e.y, from, to)
	if n := p.dst.Cols; p.dst.Stride == n && p.x.Stride == n && p.y.Stride == n {
		p.dst, p.x, p.y = Row(p.dst.Data), Row(p.x.Data), Row(p.y.Data)
	}
	e.f(p)
}
