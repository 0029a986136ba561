package solutions

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
)

var all57 = map[string]any{
	"5.7-1": newReLU,
	"5.7-2": newSigmoid,
	"5.7-3": newAffine,
	"5.7-4": lossBackward,
	"5.7-5": largestDifference,
	"5.7-6": readTheCheck,
	"5.7-7": newTanh,
	"5.7-8": backThrough,
}

//exercise:5.7-1 newReLU

// relu is the layer y = max(x, 0).
type relu struct{ x mat.Matrix }

func newReLU() dl.Layer { return new(relu) }

func (l *relu) Params() []*dl.Param { return nil }

func (l *relu) Forward(x mat.Matrix) *mat.Dense {
	l.x = x
	var y mat.Dense
	y.Apply(func(_, _ int, v float64) float64 { return max(v, 0) }, x)
	return &y
}

// Backward returns the gradient with respect to x. dy is the gradient with respect to y, the output
// of the latest Forward. It leaves dy, and what Forward has kept, as they are.
func (l *relu) Backward(dy *mat.Dense) *mat.Dense {
	// BEGIN SOLUTION
	var dx mat.Dense
	dx.Apply(func(i, j int, d float64) float64 {
		if l.x.At(i, j) > 0 {
			return d
		}
		return 0
	}, dy)
	return &dx
	// END SOLUTION
}

//exercise:5.7-2 newSigmoid

// sigmoid is the layer y = 1/(1+exp(-x)).
type sigmoid struct{ y *mat.Dense }

func newSigmoid() dl.Layer { return new(sigmoid) }

func (l *sigmoid) Params() []*dl.Param { return nil }

func (l *sigmoid) Forward(x mat.Matrix) *mat.Dense {
	l.y = new(mat.Dense)
	l.y.Apply(func(_, _ int, v float64) float64 { return dl.Sigmoid(v) }, x)
	return l.y
}

// Backward returns the gradient with respect to x. dy is the gradient with respect to y, the output
// of the latest Forward. It leaves dy, and what Forward has kept, as they are.
func (l *sigmoid) Backward(dy *mat.Dense) *mat.Dense {
	// BEGIN SOLUTION
	var dx mat.Dense
	dx.Apply(func(i, j int, d float64) float64 {
		y := l.y.At(i, j)
		return d * y * (1 - y)
	}, dy)
	return &dx
	// END SOLUTION
}

//exercise:5.7-3 newAffine

// affine is the layer y = xW + b.
type affine struct {
	w, b *dl.Param
	x    mat.Matrix
}

func newAffine(w, b *dl.Param) dl.Layer { return &affine{w: w, b: b} }

func (l *affine) Params() []*dl.Param { return []*dl.Param{l.w, l.b} }

func (l *affine) Forward(x mat.Matrix) *mat.Dense {
	l.x = x
	var y mat.Dense
	y.Mul(x, l.w.Value)
	y.Apply(func(_, j int, v float64) float64 { return v + l.b.Value.At(0, j) }, &y)
	return &y
}

// Backward sets l.w.Grad (the shape of W) and l.b.Grad (one row), whatever they held, and returns
// the gradient with respect to x. It leaves dy, W, b and what Forward has kept as they are.
func (l *affine) Backward(dy *mat.Dense) *mat.Dense {
	// BEGIN SOLUTION
	l.w.Grad.Mul(l.x.T(), dy)
	_, cols := dy.Dims()
	for j := range cols {
		l.b.Grad.Set(0, j, mat.Sum(dy.ColView(j)))
	}
	var dx mat.Dense
	dx.Mul(dy, l.w.Value.T())
	return &dx
	// END SOLUTION
}

//exercise:5.7-4 lossBackward

// lossBackward returns the gradient of a batch's mean cross-entropy with respect to its scores. y
// is the softmax of the scores, a row for each sample; labels are the right classes. Both stay as
// they are.
func lossBackward(y *mat.Dense, labels []int) *mat.Dense {
	// BEGIN SOLUTION
	n := float64(len(labels))
	dx := mat.DenseCopyOf(y)
	for i, label := range labels {
		dx.Set(i, label, dx.At(i, label)-1)
	}
	dx.Scale(1/n, dx)
	return dx
	// END SOLUTION
}

//exercise:5.7-5 largestDifference

// largestDifference returns the largest absolute difference between corresponding entries of two
// gradients of the same length, or NaN if any entry is NaN.
func largestDifference(a, b []float64) float64 {
	// BEGIN SOLUTION
	largest := 0.0
	for i := range a {
		largest = max(largest, math.Abs(a[i]-b[i])) // the built-in max keeps a NaN
	}
	return largest
	// END SOLUTION
}

//exercise:5.7-6 readTheCheck

// readTheCheck returns the name of the parameter whose backpropagation is wrong.
func readTheCheck() string {
	// BEGIN SOLUTION
	return "b1"
	// END SOLUTION
}

//exercise:5.7-7 newTanh

// tanh is the layer y = tanh(x).
type tanh struct{ y *mat.Dense }

func newTanh() dl.Layer { return new(tanh) }

func (l *tanh) Params() []*dl.Param { return nil }

// Forward returns the hyperbolic tangent of each entry of x, and keeps what Backward needs.
func (l *tanh) Forward(x mat.Matrix) *mat.Dense {
	// BEGIN SOLUTION
	l.y = new(mat.Dense)
	l.y.Apply(func(_, _ int, v float64) float64 { return math.Tanh(v) }, x)
	return l.y
	// END SOLUTION
}

// Backward returns the gradient with respect to x. dy is the gradient with respect to y, the output
// of the latest Forward. It leaves dy, and what Forward has kept, as they are.
func (l *tanh) Backward(dy *mat.Dense) *mat.Dense {
	// BEGIN SOLUTION
	var dx mat.Dense
	dx.Apply(func(i, j int, d float64) float64 {
		y := l.y.At(i, j)
		return d * (1 - y*y)
	}, dy)
	return &dx
	// END SOLUTION
}

//exercise:5.7-8 backThrough

// backThrough returns the gradient of the loss with respect to x: it goes forward through the
// layers and the loss, and back again. It leaves layers, x and t as they are.
func backThrough(
	layers []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets,
) *mat.Dense {
	// BEGIN SOLUTION
	for _, l := range layers {
		x = l.Forward(x)
	}
	loss.Forward(x, t)
	dy := loss.Backward()
	for i := len(layers) - 1; i >= 0; i-- {
		dy = layers[i].Backward(dy)
	}
	return dy
	// END SOLUTION
}
