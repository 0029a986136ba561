package dl

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// CheckedNet is a net that can compute its gradient in two ways, as TwoLayerNet, LayerNet and ThreeLayerNet can.
// NumericalGradient returns a matrix for each of Params, in their order and of their shapes.
type CheckedNet interface {
	Net
	NumericalGradient(x mat.Matrix, t Targets) []*mat.Dense
}

// GradientDifference says how far the backpropagated gradient of a parameter is from the numerical one.
type GradientDifference struct {
	Name     string  // "W1", "b1", …
	Mean     float64 // of the absolute differences
	Max      float64 // the largest of them; NaN if one is NaN
	Row, Col int     // where Max is
}

// String returns the difference as one line: "W1: mean 1.84e-08, max 6.64e-08 at (2, 0)".
func (d GradientDifference) String() string {
	return fmt.Sprintf("%s: mean %.2e, max %.2e at (%d, %d)", d.Name, d.Mean, d.Max, d.Row, d.Col)
}

// CheckGradient compares the two gradients of a net for a batch, parameter by parameter (section 5.7.3). x is N×I and t
// has N targets. If backpropagation is right, they differ by the error of the difference quotient and by the Delta in
// the loss: with the book's small weights Max is usually below 1e-6, with larger ones below 1e-5. If it is wrong, Max
// is about as large as the gradient itself. Two correct gradients differ by more if DiffStep carries a ReLU's input
// across 0, where the slope changes.
//
// Afterwards Grad of the parameters holds the backpropagated gradient. CheckGradient panics as the net's methods do, and
// with an ArgumentError if net is nil.
func CheckGradient(net CheckedNet, x mat.Matrix, t Targets) []GradientDifference {
	checkArgument(net != nil, "CheckGradient", "net", "nil", "a net")
	numerical := net.NumericalGradient(x, t)
	net.Gradient(x, t)
	differences := make([]GradientDifference, len(numerical))
	for i, p := range net.Params() {
		differences[i] = compareGradients(p.Grad, numerical[i])
		differences[i].Name = p.Name
	}
	return differences
}

// compareGradients returns how far a is from b.
func compareGradients(a, b *mat.Dense) GradientDifference {
	var d GradientDifference
	rows, cols := a.Dims()
	for i := range rows {
		for j := range cols {
			diff := math.Abs(a.At(i, j) - b.At(i, j))
			d.Mean += diff
			if diff > d.Max || math.IsNaN(diff) && !math.IsNaN(d.Max) {
				d.Max, d.Row, d.Col = diff, i, j
			}
		}
	}
	d.Mean /= float64(rows * cols)
	return d
}
