package solutions

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
)

var all55 = map[string]any{
	"5.5-1": throughSigmoids,
	"5.5-2": newSoftplus,
}

//exercise:5.5-1 throughSigmoids

// throughSigmoids returns the derivative, with respect to x, of what comes out of n sigmoids in a
// row. The first gets x, and each of the others gets the output of the one before it. If n is 0,
// x itself comes out.
func throughSigmoids(x float64, n int) float64 {
	// BEGIN SOLUTION
	derivative := 1.0
	for range n {
		y := dl.Sigmoid(x)
		derivative *= y * (1 - y)
		x = y
	}
	return derivative
	// END SOLUTION
}

//exercise:5.5-2 newSoftplus

// softplus is the layer y = ln(1+exp(x)).
type softplus struct{ x mat.Matrix }

func newSoftplus() dl.Layer { return new(softplus) }

func (l *softplus) Params() []*dl.Param { return nil }

// Forward computes ln(1+exp(x)) as max(x, 0) + ln(1+exp(-|x|)), which is the same and cannot
// overflow.
func (l *softplus) Forward(x mat.Matrix) *mat.Dense {
	l.x = x
	var y mat.Dense
	y.Apply(func(_, _ int, v float64) float64 {
		return max(v, 0) + math.Log1p(math.Exp(-math.Abs(v)))
	}, x)
	return &y
}

// Backward returns the gradient with respect to x. dy is the gradient with respect to y, the output
// of the latest Forward. It leaves dy, and what Forward has kept, as they are.
func (l *softplus) Backward(dy *mat.Dense) *mat.Dense {
	// BEGIN SOLUTION
	var dx mat.Dense
	dx.Apply(func(i, j int, d float64) float64 {
		return d * dl.Sigmoid(l.x.At(i, j))
	}, dy)
	return &dx
	// END SOLUTION
}
