package dl

import "math/rand/v2"

// SimpleNet is a net of a single layer without bias, 2 inputs and 3 outputs, small enough to look at every number of
// its gradient (section 4.4.2).
type SimpleNet struct{ W *Param }

// NewSimpleNet returns a net whose 2×3 weights are drawn from a standard normal distribution.
// It panics with an ArgumentError if src is nil.
func NewSimpleNet(src rand.Source) *SimpleNet {
	checkSource("NewSimpleNet", src)
	return &SimpleNet{W: newParam("W", Normal(2, 3, 1, src), false)}
}

// isMade reports whether the net has weights: the zero value has none.
func (n *SimpleNet) isMade() bool { return n != nil && n.W != nil && n.W.Value != nil }

// Predict returns the scores xW, not yet probabilities. It panics with a ShapeError unless x has as many numbers as W
// has rows, and with an ArgumentError if there is no W.
func (n *SimpleNet) Predict(x []float64) []float64 {
	checkMade(n.isMade(), "SimpleNet.Predict")
	inputs, outputs := n.W.Value.Dims()
	checkLength("SimpleNet.Predict", "x", len(x), inputs)
	y := make([]float64, outputs)
	for j := range y {
		for i, v := range x {
			// float64(…) rounds the product before it is added: the same bits on every machine (see the package comment).
			y[j] += float64(v * n.W.Value.At(i, j))
		}
	}
	return y
}

// Loss returns the cross-entropy of the softmax of the scores of x and the targets t. It panics with a ShapeError unless
// x has as many numbers as W has rows and t as many as W has columns, and with an ArgumentError if there is no W.
func (n *SimpleNet) Loss(x, t []float64) float64 {
	checkMade(n.isMade(), "SimpleNet.Loss")
	y := n.Predict(x)
	checkLength("SimpleNet.Loss", "t", len(t), len(y))
	return CrossEntropy(Softmax(y, y), t)
}
