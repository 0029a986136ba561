package dl

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// NamedLayer is a layer of a LayerNet and the name by which it is found.
type NamedLayer struct {
	Name string // "Affine1", "ReLU1", …
	Layer
}

// LayerNet is the net of chapter 5 (section 5.7.2): layers that are gone through in order, and a SoftmaxWithLoss at the
// end. What each layer knows is its own derivative; the gradient of the whole comes out by walking back through them.
// A net keeps its intermediate results for reuse, so it serves one goroutine at a time.
type LayerNet struct {
	layers []NamedLayer
	last   SoftmaxWithLoss
}

// NewLayerNet returns a net of the layers Affine1, ReLU1 and Affine2 with the given numbers of inputs, hidden neurons and
// outputs. Its weights come from a normal distribution whose standard deviation init chooses, nil meaning Std(0.01) as
// in the book; its biases are 0. It panics with an ArgumentError unless all sizes are at least 1 and src is not nil.
func NewLayerNet(input, hidden, output int, init Initializer, src rand.Source) *LayerNet {
	return reluNet(newParams("NewLayerNet", []int{input, hidden, output}, init, src))
}

func reluNet(params []*Param) *LayerNet {
	return newLayerNet(params, func() Layer { return new(ReLULayer) }, "ReLU")
}

// newLayerNet returns a net of affine layers with the given parameters W1, b1, W2, b2, …, and an activation after each
// but the last.
func newLayerNet(params []*Param, activation func() Layer, name string) *LayerNet {
	n := new(LayerNet)
	for i := 0; i < len(params); i += 2 {
		number := fmt.Sprint(i/2 + 1)
		n.layers = append(n.layers, NamedLayer{"Affine" + number, NewAffineLayer(params[i], params[i+1])})
		if i+2 < len(params) {
			n.layers = append(n.layers, NamedLayer{name + number, activation()})
		}
	}
	return n
}

// Layers returns the layers in the order of Predict, without the SoftmaxWithLoss at the end.
func (n *LayerNet) Layers() []NamedLayer { return slices.Clone(n.layers) }

// Layer returns the layer called name, "Affine1" say; for another name it panics with an ArgumentError.
func (n *LayerNet) Layer(name string) Layer {
	names := make([]string, len(n.layers))
	for i, l := range n.layers {
		if l.Name == name {
			return l.Layer
		}
		names[i] = l.Name
	}
	panic(ArgumentError{Op: "dl.LayerNet.Layer", What: "name", Value: name, Want: oneOf(names)})
}

// Params returns the parameters in the order of the layers: W1, b1, W2, b2. Changing them changes the net.
func (n *LayerNet) Params() []*Param {
	var params []*Param
	for _, l := range n.layers {
		params = append(params, l.Params()...)
	}
	return params
}

// Param returns the parameter called name, "W1" say; for another name it panics with an ArgumentError.
func (n *LayerNet) Param(name string) *Param { return paramNamed("LayerNet.Param", n.Params(), name) }

// Predict returns the scores of each row of x, N×K. They are not probabilities: the softmax changes no order and belongs
// to the loss. It panics with a ShapeError if x has another number of columns than the net has inputs.
func (n *LayerNet) Predict(x mat.Matrix) *mat.Dense {
	n.check("LayerNet.Predict", x)
	return mat.DenseCopyOf(n.forward(x))
}

// Loss returns the mean cross entropy of the predictions for x and the targets t. It panics with a ShapeError or
// ArgumentError if x, t and the net do not fit.
func (n *LayerNet) Loss(x mat.Matrix, t Targets) float64 {
	n.checkBoth("LayerNet.Loss", x, t)
	return n.last.Forward(n.forward(x), t)
}

// Accuracy returns the share of the rows of x, from 0 to 1, whose largest score stands at the class that t names. The
// cores share the work, so x and t must allow to be read by several goroutines at once. It panics with a ShapeError or
// ArgumentError if x, t and the net do not fit.
func (n *LayerNet) Accuracy(x mat.Matrix, t Targets) float64 {
	n.checkBoth("LayerNet.Accuracy", x, t)
	return accuracy(x, t, func() func(mat.Matrix) *mat.Dense { return n.twin().forward })
}

// Gradient sets Grad of every parameter to the gradient of the loss, by backpropagation: once forwards, once backwards.
// It panics with a ShapeError or ArgumentError if x, t and the net do not fit.
func (n *LayerNet) Gradient(x mat.Matrix, t Targets) {
	n.checkBoth("LayerNet.Gradient", x, t)
	n.last.Forward(n.forward(x), t)
	dy := n.last.Backward()
	for i := len(n.layers) - 1; i > 0; i-- {
		dy = n.layers[i].Backward(dy)
	}
	n.first().backwardParams(dy) // nobody asks for the gradient by the data
}

// NumericalGradient returns the central difference of the loss by every entry of every parameter, in the order of
// Params, as TwoLayerNet.NumericalGradient does.
func (n *LayerNet) NumericalGradient(x mat.Matrix, t Targets) []*mat.Dense {
	n.checkBoth("LayerNet.NumericalGradient", x, t)
	p := n.Params()
	return newProbe(x, t, p[0], p[1], p[2], p[3], ReLU).gradients()
}

func (n *LayerNet) first() *AffineLayer { return n.layers[0].Layer.(*AffineLayer) }

// check panics unless x has at least one row and a column for each input of the net.
func (n *LayerNet) check(op string, x mat.Matrix) {
	inputs, _ := n.first().W.Value.Dims()
	checkForward(op, x)
	checkShape(op, "x", x, -1, inputs)
}

// checkBoth panics unless x and t fit the net.
func (n *LayerNet) checkBoth(op string, x mat.Matrix, t Targets) {
	n.check(op, x)
	rows, _ := x.Dims()
	_, classes := n.layers[len(n.layers)-1].Layer.(*AffineLayer).W.Value.Dims()
	checkTargets(op, t, rows, classes)
}

// forward returns the output of the last layer, to which it belongs.
func (n *LayerNet) forward(x mat.Matrix) *mat.Dense {
	var y *mat.Dense
	for _, l := range n.layers {
		y = l.Forward(x)
		x = y
	}
	return y
}

// twin returns a net with the same parameters and memory of its own, for another goroutine.
func (n *LayerNet) twin() *LayerNet {
	twin := &LayerNet{layers: n.Layers()}
	for i, l := range n.layers {
		switch l := l.Layer.(type) {
		case *AffineLayer:
			twin.layers[i].Layer = NewAffineLayer(l.W, l.B)
		case *ReLULayer:
			twin.layers[i].Layer = new(ReLULayer)
		case *SigmoidLayer:
			twin.layers[i].Layer = new(SigmoidLayer)
		}
	}
	return twin
}
