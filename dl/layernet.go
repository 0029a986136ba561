package dl

import (
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// NamedLayer is a layer of a LayerNet with the name under which the net finds it.
type NamedLayer struct {
	Name string // "Affine1", "ReLU1", …
	Layer
}

// LayerNet is the net of chapter 5 (section 5.7.2): layers, one after the other, and a SoftmaxWithLoss at the end. Each
// layer knows only its own derivative; walking back through the layers gives the gradient of the whole net. NewLayerNet
// makes the net of the book, NewSequential makes one of any layers, and Load reads one from a file; the methods of the
// zero value panic with an ArgumentError. A net keeps its intermediate results for reuse, so it serves one goroutine at
// a time.
type LayerNet struct {
	layers []NamedLayer
	passes passes // what the net keeps of a batch, reused by the next; see TwoLayerNet
}

// NewLayerNet returns a net of the layers Affine1, ReLU1 and Affine2 with the given numbers of inputs, hidden neurons and
// outputs. Its weights come from a normal distribution: init chooses their standard deviation; nil means Std(0.01), as in
// the book. Its biases are 0. It panics with an ArgumentError unless all sizes are at least 1, src is not nil and init
// returns finite numbers that are not negative.
func NewLayerNet(input, hidden, output int, init Initializer, src rand.Source) *LayerNet {
	return affineNet(newParams("NewLayerNet", []int{input, hidden, output}, init, src), func() Layer { return new(ReLULayer) })
}

// affineNet returns a net of affine layers with the given parameters W1, b1, W2, b2, …, and an activation after each but the
// last.
func affineNet(params []*Param, activation func() Layer) *LayerNet {
	var layers []Layer
	for i := 0; i < len(params); i += 2 {
		if i > 0 {
			layers = append(layers, activation())
		}
		layers = append(layers, NewAffineLayer(params[i], params[i+1]))
	}
	return NewSequential(layers...)
}

// isMade reports whether the net has layers: the zero value has none.
func (n *LayerNet) isMade() bool { return n != nil && n.layers != nil }

// Layers returns the layers in order, without the SoftmaxWithLoss at the end.
func (n *LayerNet) Layers() []NamedLayer {
	checkMade(n.isMade(), "LayerNet.Layers")
	return slices.Clone(n.layers)
}

// Layer returns the layer called name, such as "Affine1". For any other name it panics with an ArgumentError.
func (n *LayerNet) Layer(name string) Layer {
	checkMade(n.isMade(), "LayerNet.Layer")
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
func (n *LayerNet) Params() []*Param { return n.params("LayerNet.Params") }

// params is Params for a method that a panic names.
func (n *LayerNet) params(op string) []*Param {
	checkMade(n.isMade(), op)
	var params []*Param
	for _, l := range n.layers {
		params = append(params, l.Params()...)
	}
	return params
}

// Param returns the parameter called name, such as "W1". For any other name it panics with an ArgumentError.
func (n *LayerNet) Param(name string) *Param {
	const op = "LayerNet.Param"
	return paramNamed(op, n.params(op), name)
}

// Predict returns the scores of each row of x, N×K. They are not probabilities, because the softmax belongs to the
// loss. It would not change their order. Predict panics with a ShapeError unless x has one column per input and the
// layers fit each other, and with an ArgumentError if x is nil or has no rows.
func (n *LayerNet) Predict(x mat.Matrix) *mat.Dense {
	return n.passes.predict(n, n.checkedBatch("LayerNet.Predict", x))
}

// Loss returns the mean cross-entropy of the predictions for x and the targets t. It panics with a ShapeError or
// ArgumentError if x, t and the net do not fit.
func (n *LayerNet) Loss(x mat.Matrix, t Targets) float64 {
	return n.passes.loss(n, n.checkedBatch("LayerNet.Loss", x).withTargets(t))
}

// Accuracy returns the fraction of the rows of x, from 0 to 1, whose largest score is at the class that t names. x and t
// must be safe for concurrent reads; matrices and Targets of this package are. It panics with a ShapeError or ArgumentError
// if x, t and the net do not fit.
func (n *LayerNet) Accuracy(x mat.Matrix, t Targets) float64 {
	return n.passes.accuracy(n, n.checkedBatch("LayerNet.Accuracy", x).withTargets(t))
}

// Gradient sets Grad of every parameter to the gradient of the loss, by backpropagation: a forward pass and a backward pass.
// x is N×I and t has N targets. What Grad held before is overwritten. For Rows, it uses the numbers as they are, as
// TwoLayerNet.Gradient does. It panics with a ShapeError or ArgumentError if x, t and the net do not fit.
func (n *LayerNet) Gradient(x mat.Matrix, t Targets) {
	n.passes.gradient(n, n.checkedBatch("LayerNet.Gradient", x).withTargets(t))
}

// layerPass is a pass of some samples through the layers, with what it keeps for the backward pass.
type layerPass struct {
	layers []Layer         // the net's, or copies with memory of their own: of an AffineLayer an affineCopy (cores.go)
	scores *mat.Dense      // of the last layer
	last   SoftmaxWithLoss // the end of the net, after all layers
}

// forward goes through the layers from the first to the last.
func (p *layerPass) forward(x mat.Matrix, training bool) *mat.Dense {
	for _, l := range p.layers {
		p.scores = forwardLayer(l, x, training)
		x = p.scores
	}
	return p.scores
}

// probabilities returns the softmax of the scores of the latest forward.
func (p *layerPass) probabilities() *mat.Dense { return p.last.softmax(p.scores) }

// backward goes through the layers from the last to the first. n is the number of samples of the whole batch, over which the
// loss is a mean. Backward of an affineCopy returns the gradient of its input alone, and addGradients does the rest later.
func (p *layerPass) backward(t Targets, n int) {
	dy := softmaxGradient(&p.last.dx, p.probabilities(), t, n)
	for _, l := range slices.Backward(p.layers) {
		dy = l.Backward(dy)
	}
}

// NumericalGradient returns the central difference of the loss with respect to every entry of every parameter, in the
// order of Params. For a net of two affine layers with a ReLU or Sigmoid between them it takes the shortcut of
// TwoLayerNet.NumericalGradient; for other nets it costs two evaluations of the loss for each entry, so use it for
// small ones. It panics with a ShapeError or ArgumentError if x, t and the net do not fit.
func (n *LayerNet) NumericalGradient(x mat.Matrix, t Targets) []*mat.Dense {
	b := n.checkedBatch("LayerNet.NumericalGradient", x).withTargets(t)
	if p := n.probe(b); p != nil { // the shortcut (netdiff.go); nil if the net has other layers
		return p.gradients()
	}
	return NumericalGradients(func() float64 { return n.passes.loss(n, b) }, n.Params())
}

// checkedBatch returns the batch of x, without targets. It panics unless x has at least one row, and the affine layers, whose
// parameters a caller may have replaced, fit x and each other.
func (n *LayerNet) checkedBatch(op string, x mat.Matrix) batch {
	checkMade(n.isMade(), op)
	checkInput(op, x, anySize)
	if first, ok := n.layers[0].Layer.(*AffineLayer); ok {
		first.checkInput(op, x) // first, so that a panic names x; outputWidth would name W
	}
	_, width := x.Dims()
	for _, l := range n.layers {
		width = outputWidth(op, l.Layer, width) // panics if the layer cannot take so many columns
	}
	return batch{op: op, x: x, classes: width}
}
