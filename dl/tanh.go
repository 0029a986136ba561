package dl

import (
	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// TanhLayer squashes its input into the interval from -1 to 1. The book has no such layer. With the output y, the derivative
// is 1-y², so Backward needs no exponential. The zero value is ready for use.
type TanhLayer struct{ memory elementwiseLayer }

// Forward returns Tanh of each entry of x. It panics with an ArgumentError if x is nil or has no rows.
func (l *TanhLayer) Forward(x mat.Matrix) *mat.Dense {
	return l.memory.forward("TanhLayer.Forward", x, kernel.TanhAll)
}

// Backward returns the gradient with respect to x, dy·(1-y²). It panics with a ShapeError if dy does not have the shape of
// the output, and with an ArgumentError if dy is nil or there was no Forward.
func (l *TanhLayer) Backward(dy *mat.Dense) *mat.Dense {
	return l.memory.backward("TanhLayer.Backward", dy, kernel.TanhGradient)
}

// Params returns nothing: there is nothing to learn.
func (l *TanhLayer) Params() []*Param { return nil }
