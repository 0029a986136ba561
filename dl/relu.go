package dl

import (
	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// ReLULayer replaces negative numbers by 0 (section 5.5.1). Backward lets the gradient pass where the input was positive
// and stops it elsewhere, at 0 too. The zero value is ready for use.
type ReLULayer struct{ memory elementwiseLayer }

// Forward returns ReLU of each entry of x. It panics with an ArgumentError if x is nil or has no rows.
func (l *ReLULayer) Forward(x mat.Matrix) *mat.Dense {
	return l.memory.forward("ReLULayer.Forward", x, kernel.ReLU)
}

// Backward returns the gradient with respect to x. It panics with a ShapeError if dy does not have the shape of the
// output, and with an ArgumentError if dy is nil or there was no Forward.
func (l *ReLULayer) Backward(dy *mat.Dense) *mat.Dense {
	return l.memory.backward("ReLULayer.Backward", dy, kernel.ReLUGradient)
}

// Params returns nothing: there is nothing to learn.
func (l *ReLULayer) Params() []*Param { return nil }
