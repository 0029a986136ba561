package kernel

import (
	"math"

	"gonum.org/v1/gonum/blas/blas64"
)

// Tanh returns the hyperbolic tangent of x, with the same bits on every machine.
func Tanh(x float64) float64 { return tanh(x, Exp(2*math.Abs(x))) }

// TanhAll sets each entry of dst to Tanh of that entry of x. dst must not be x.
func TanhAll(dst, x blas64.General) {
	inParts(elementwise{dst: dst, x: x, y: x, f: func(e elementwise) {
		eachRow(e, func(to, x, _ []float64) {
			for j, v := range x {
				to[j] = 2 * math.Abs(v)
			}
		})
		best.exp(e.dst, e.dst)
		eachRow(e, func(to, x, _ []float64) {
			for j, v := range x {
				to[j] = tanh(v, to[j])
			}
		})
	}})
}

// TanhGradient sets each entry of dst to dy·(1-y²), where y is the output of Tanh.
func TanhGradient(dst, dy, y blas64.General) {
	inParts(elementwise{dst: dst, x: dy, y: y, f: func(e elementwise) {
		eachRow(e, func(to, dy, y []float64) {
			for j, v := range y {
				to[j] = dy[j] * (1 - float64(v*v))
			}
		})
	}})
}

// eachRow calls f for each row of dst, x and y.
func eachRow(e elementwise, f func(dst, x, y []float64)) {
	for i := range e.dst.Rows {
		f(row(e.dst, i), row(e.x, i), row(e.y, i))
	}
}

// tanh returns Tanh(x), given e**2|x|. Near 0, where 1 - 2/(e**2|x|+1) would lose its digits, it is x + x·s·P(s)/Q(s) with s = x²:
// the rational approximation of the Cephes library (Moshier 1989), tanh.c.
func tanh(x, exp float64) float64 {
	if math.Abs(x) >= 0.625 {
		return math.Copysign(1-2/(exp+1), x)
	}
	if x == 0 || x != x {
		return x // -0 stays -0
	}
	s := float64(x * x)
	p := float64(-9.64399179425052238628e-1*s) - 9.92877231001918586564e1
	p = float64(p*s) - 1.61468768441708447952e3
	q := s + 1.12811678491632931402e2
	q = float64(q*s) + 2.23548839060100448583e3
	q = float64(q*s) + 4.84406305325125486048e3
	return x + float64(float64(x*s)*p)/q
}
