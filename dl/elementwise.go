package dl

import (
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// elementwiseLayer is the memory of a layer that turns each entry of its input into an entry of its output, and what such layers do
// alike. It has nothing to learn.
type elementwiseLayer struct{ y, dx, copied mat.Dense }

// forward returns f of each entry of x for method op.
func (l *elementwiseLayer) forward(op string, x mat.Matrix, f func(dst, x blas64.General)) *mat.Dense {
	checkInput(op, x, anySize)
	rows, cols := x.Dims()
	y := sized(&l.y, rows, cols)
	f(y.RawMatrix(), denseOf(x, &l.copied).RawMatrix())
	return y
}

// backward returns the gradient with respect to x for method op: f of each entry of dy and the output y of forward.
func (l *elementwiseLayer) backward(op string, dy *mat.Dense, f func(dst, dy, y blas64.General)) *mat.Dense {
	checkBackward(op, dy, &l.y)
	rows, cols := dy.Dims()
	dx := sized(&l.dx, rows, cols)
	f(dx.RawMatrix(), dy.RawMatrix(), l.y.RawMatrix())
	return dx
}
