package dl

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// ThreeLayerNet is the net of section 3.6, which the book uses for inference with weights that it does not train: two
// hidden layers with sigmoid activation and an output layer with softmax, 784-50-100-10 for MNIST. Make one with
// NewThreeLayerNet or Load; the methods of the zero value panic with an ArgumentError. Apart from Predict, which
// returns probabilities, it is a LayerNet of Affine1, Sigmoid1, Affine2, Sigmoid2 and Affine3. It serves one goroutine
// at a time.
type ThreeLayerNet struct{ LayerNet }

// NewThreeLayerNet returns a net with the given numbers of inputs, neurons in the two hidden layers, and outputs. Its
// weights come from a normal distribution: init chooses their standard deviation; nil means Std(0.01). Its biases are 0. It
// panics with an ArgumentError unless all sizes are at least 1, src is not nil and init returns finite numbers that are not
// negative.
func NewThreeLayerNet(input, hidden1, hidden2, output int, init Initializer, src rand.Source) *ThreeLayerNet {
	return threeLayerNet(newParams("NewThreeLayerNet", []int{input, hidden1, hidden2, output}, init, src))
}

// threeLayerNet returns a net with the parameters W1, b1, W2, b2, W3 and b3.
func threeLayerNet(params []*Param) *ThreeLayerNet {
	return &ThreeLayerNet{*affineNet(params, func() Layer { return new(SigmoidLayer) })}
}

// Predict returns for each row of x the probability of each class, N×K. How many rows x has affects only the speed, not the
// answers. It panics with a ShapeError unless x has one column per input and the layers fit each other, and with an
// ArgumentError if x is nil or has no rows.
func (n *ThreeLayerNet) Predict(x mat.Matrix) *mat.Dense {
	y := n.passes.predict(n, n.checkedBatch("ThreeLayerNet.Predict", x))
	return softmaxRows(y, y)
}

var _, _, _ CheckedNet = (*TwoLayerNet)(nil), (*LayerNet)(nil), (*ThreeLayerNet)(nil)
