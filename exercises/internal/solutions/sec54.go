package solutions

import "dlfs/dl"

var all54 = map[string]any{
	"5.4-1": newLargerLayer,
	"5.4-2": neuronGradients,
}

//exercise:5.4-1 newLargerLayer

// A pairLayer is any layer that takes two numbers.
type pairLayer = interface {
	Forward(x, y float64) float64
	Backward(dout float64) (dx, dy float64)
}

// A largerLayer computes max(x, y).
type largerLayer struct{ x, y float64 }

func newLargerLayer() pairLayer { return new(largerLayer) }

// Forward returns the larger of x and y, and keeps what Backward needs.
func (l *largerLayer) Forward(x, y float64) float64 {
	// BEGIN SOLUTION
	l.x, l.y = x, y
	return max(x, y)
	// END SOLUTION
}

// Backward returns the gradients with respect to x and y. The upstream gradient dout is for the
// output of the latest Forward. If x and y are equal, x gets all of it.
func (l *largerLayer) Backward(dout float64) (dx, dy float64) {
	// BEGIN SOLUTION
	if l.x >= l.y {
		return dout, 0
	}
	return 0, dout
	// END SOLUTION
}

//exercise:5.4-2 neuronGradients

// neuronGradients returns the loss (w·x + b - t)², and its gradients with respect to w and b.
func neuronGradients(x, w, b, t float64) (loss, dw, db float64) {
	// BEGIN SOLUTION
	var weigh, square dl.MulLayer
	var addBias, subtract dl.AddLayer

	y := addBias.Forward(weigh.Forward(x, w), b)
	e := subtract.Forward(y, -t)
	loss = square.Forward(e, e)

	de1, de2 := square.Backward(1)
	dy, _ := subtract.Backward(de1 + de2) // e goes into the square twice
	dxw, db := addBias.Backward(dy)
	_, dw = weigh.Backward(dxw)
	return loss, dw, db
	// END SOLUTION
}
