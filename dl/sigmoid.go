package dl

import (
	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// SigmoidLayer squashes its input into the interval from 0 to 1 (section 5.5.2). With the output y, the derivative is
// y(1-y), so Backward needs no exponential. The zero value is ready for use.
type SigmoidLayer struct{ memory elementwiseLayer }

// Forward returns Sigmoid of each entry of x. It panics with an ArgumentError if x is nil or has no rows.
func (l *SigmoidLayer) Forward(x mat.Matrix) *mat.Dense {
	return l.memory.forward("SigmoidLayer.Forward", x, kernel.Sigmoid)
}

// Backward returns the gradient with respect to x, dy·y(1-y). It panics with a ShapeError if dy does not have the shape of
// the output, and with an ArgumentError if dy is nil or there was no Forward.
func (l *SigmoidLayer) Backward(dy *mat.Dense) *mat.Dense {
	return l.memory.backward("SigmoidLayer.Backward", dy, kernel.SigmoidGradient)
}

// Params returns nothing: there is nothing to learn.
func (l *SigmoidLayer) Params() []*Param { return nil }

// sigmoid sets each entry of dst to Sigmoid of the same entry of x, and returns dst, which may be x.
func sigmoid(dst, x *mat.Dense) *mat.Dense {
	kernel.Sigmoid(dst.RawMatrix(), x.RawMatrix())
	return dst
}

// sigmoidGradient sets dst to dy·y(1-y) entry by entry, where y is the output of the sigmoid, and returns dst, which may be
// dy.
func sigmoidGradient(dst, dy, y *mat.Dense) *mat.Dense {
	kernel.SigmoidGradient(dst.RawMatrix(), dy.RawMatrix(), y.RawMatrix())
	return dst
}
