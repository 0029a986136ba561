package dl

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// ThreeLayerNet is the net of section 3.6, which the book uses for inference with weights that it does not train: two
// hidden layers with sigmoid activation and an output layer with softmax, 784-50-100-10 for MNIST. NewThreeLayerNet and Load
// make one; until then, its methods panic with an ArgumentError. It serves one goroutine at a time.
type ThreeLayerNet struct {
	net *LayerNet
}

// NewThreeLayerNet returns a net with the given numbers of inputs, neurons in the two hidden layers, and outputs. Its
// weights come from a normal distribution whose standard deviation init chooses, nil meaning Std(0.01); its biases are
// 0. It panics with an ArgumentError unless all sizes are at least 1 and src is not nil.
func NewThreeLayerNet(input, hidden1, hidden2, output int, init Initializer, src rand.Source) *ThreeLayerNet {
	return threeLayerNet(newParams("NewThreeLayerNet", []int{input, hidden1, hidden2, output}, init, src))
}

func threeLayerNet(params []*Param) *ThreeLayerNet {
	return &ThreeLayerNet{net: newLayerNet(params, func() Layer { return new(SigmoidLayer) }, "Sigmoid")}
}

// Params returns the parameters in the order W1, b1, W2, b2, W3, b3. Changing them changes the net.
func (n *ThreeLayerNet) Params() []*Param { return n.layers("ThreeLayerNet.Params").Params() }

// layers returns the layers of the net, and panics with an ArgumentError if it has none: the zero value.
func (n *ThreeLayerNet) layers(op string) *LayerNet {
	checkMade(n != nil && n.net != nil, op)
	return n.net
}

// Param returns the parameter called name, "W3" say; for another name it panics with an ArgumentError.
func (n *ThreeLayerNet) Param(name string) *Param {
	const op = "ThreeLayerNet.Param"
	return paramNamed(op, n.layers(op).Params(), name)
}

// Predict returns for each row of x the probability of each class, N×K. How many rows come at once changes the speed and
// nothing else. It panics with a ShapeError if x has another number of columns than the net has inputs.
func (n *ThreeLayerNet) Predict(x mat.Matrix) *mat.Dense {
	const op = "ThreeLayerNet.Predict"
	classes := n.layers(op).checkInput(op, x)
	return predictions(x, classes, func(core, from, to int) *mat.Dense {
		twin := n.net.twin(core)
		return twin.last.softmax(twin.forward(x, from, to))
	})
}

// Loss returns the mean cross entropy of the predictions for x and the targets t. It panics with a ShapeError or
// ArgumentError if x, t and the net do not fit.
func (n *ThreeLayerNet) Loss(x mat.Matrix, t Targets) float64 {
	const op = "ThreeLayerNet.Loss"
	return n.layers(op).loss(op, x, t)
}

// Accuracy returns the share of the rows of x, from 0 to 1, whose most probable class is the one that t names. The cores
// share the work, so x and t must allow to be read by several goroutines at once. It panics with a ShapeError or
// ArgumentError if x, t and the net do not fit.
func (n *ThreeLayerNet) Accuracy(x mat.Matrix, t Targets) float64 {
	const op = "ThreeLayerNet.Accuracy"
	return n.layers(op).accuracy(op, x, t)
}

// Gradient sets Grad of every parameter to the gradient of the loss, by backpropagation. It panics with a ShapeError or
// ArgumentError if x, t and the net do not fit.
func (n *ThreeLayerNet) Gradient(x mat.Matrix, t Targets) {
	const op = "ThreeLayerNet.Gradient"
	n.layers(op).gradient(op, x, t)
}

// NumericalGradient returns the central difference of the loss by every entry of every parameter, in the order of Params.
// It costs two evaluations of the loss for each entry (see NumericalGradients), so it is for small nets. It panics with a
// ShapeError or ArgumentError if x, t and the net do not fit.
func (n *ThreeLayerNet) NumericalGradient(x mat.Matrix, t Targets) []*mat.Dense {
	const op = "ThreeLayerNet.NumericalGradient"
	n.layers(op).check(op, x, t)
	return NumericalGradients(func() float64 { return n.net.loss(op, x, t) }, n.Params())
}

var _, _, _ CheckedNet = (*TwoLayerNet)(nil), (*LayerNet)(nil), (*ThreeLayerNet)(nil)
