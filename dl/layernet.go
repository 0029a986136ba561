package dl

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// NamedLayer is a layer of a LayerNet and the name by which it is found.
type NamedLayer struct {
	Name string // "Affine1", "ReLU1", …
	Layer
}

// LayerNet is the net of chapter 5 (section 5.7.2): layers that are gone through in order, and a SoftmaxWithLoss at the
// end. What each layer knows is its own derivative; the gradient of the whole comes out by walking back through them.
// NewLayerNet and Load make a net; until then, its methods panic with an ArgumentError. A net keeps its intermediate results
// for reuse, so it serves one goroutine at a time. Predict goes through the layers that
// Layers returns, Loss and Gradient through twins of them, one for each core.
type LayerNet struct {
	layers []NamedLayer
	last   SoftmaxWithLoss
	batch  batch
	twins  [kernel.MostCores]*LayerNet // of each core, with memory of their own
}

// NewLayerNet returns a net of the layers Affine1, ReLU1 and Affine2 with the given numbers of inputs, hidden neurons and
// outputs. Its weights come from a normal distribution whose standard deviation init chooses, nil meaning Std(0.01) as
// in the book; its biases are 0. It panics with an ArgumentError unless all sizes are at least 1 and src is not nil.
func NewLayerNet(input, hidden, output int, init Initializer, src rand.Source) *LayerNet {
	return reluNet(newParams("NewLayerNet", []int{input, hidden, output}, init, src))
}

// reluNet returns the net of section 5.7.2 with the given parameters.
func reluNet(params []*Param) *LayerNet {
	return newLayerNet(params, func() Layer { return new(ReLULayer) }, "ReLU")
}

// newLayerNet returns a net of affine layers with the given parameters W1, b1, W2, b2, …, and an activation after each
// but the last.
func newLayerNet(params []*Param, activation func() Layer, name string) *LayerNet {
	n := new(LayerNet)
	for i := 0; i < len(params); i += 2 {
		number := strconv.Itoa(i/2 + 1)
		n.layers = append(n.layers, NamedLayer{"Affine" + number, NewAffineLayer(params[i], params[i+1])})
		if i+2 < len(params) {
			n.layers = append(n.layers, NamedLayer{name + number, activation()})
		}
	}
	return n
}

// isMade reports whether the net has layers: the zero value has none.
func (n *LayerNet) isMade() bool { return n != nil && n.layers != nil }

// Layers returns the layers in the order of Predict, without the SoftmaxWithLoss at the end.
func (n *LayerNet) Layers() []NamedLayer {
	checkMade(n.isMade(), "LayerNet.Layers")
	return slices.Clone(n.layers)
}

// Layer returns the layer called name, "Affine1" say; for another name it panics with an ArgumentError.
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

func (n *LayerNet) params(op string) []*Param {
	checkMade(n.isMade(), op)
	var params []*Param
	for _, l := range n.layers {
		params = append(params, l.Params()...)
	}
	return params
}

// Param returns the parameter called name, "W1" say; for another name it panics with an ArgumentError.
func (n *LayerNet) Param(name string) *Param {
	const op = "LayerNet.Param"
	return paramNamed(op, n.params(op), name)
}

// Predict returns the scores of each row of x, N×K. They are not probabilities: the softmax changes no order and belongs
// to the loss. It panics with a ShapeError if x has another number of columns than the net has inputs.
func (n *LayerNet) Predict(x mat.Matrix) *mat.Dense {
	return n.predict("LayerNet.Predict", x)
}

// Loss returns the mean cross entropy of the predictions for x and the targets t. It panics with a ShapeError or
// ArgumentError if x, t and the net do not fit.
func (n *LayerNet) Loss(x mat.Matrix, t Targets) float64 {
	return n.loss("LayerNet.Loss", x, t)
}

// Accuracy returns the share of the rows of x, from 0 to 1, whose largest score stands at the class that t names. The
// cores share the work, so x and t must allow to be read by several goroutines at once. It panics with a ShapeError or
// ArgumentError if x, t and the net do not fit.
func (n *LayerNet) Accuracy(x mat.Matrix, t Targets) float64 {
	return n.accuracy("LayerNet.Accuracy", x, t)
}

// Gradient sets Grad of every parameter to the gradient of the loss, by backpropagation: once forwards, once backwards.
// Of Rows it takes the numbers as they are, as TwoLayerNet.Gradient does. It panics with a ShapeError or ArgumentError if
// x, t and the net do not fit.
func (n *LayerNet) Gradient(x mat.Matrix, t Targets) { n.gradient("LayerNet.Gradient", x, t) }

// NumericalGradient returns the central difference of the loss by every entry of every parameter, in the order of
// Params, as TwoLayerNet.NumericalGradient does. It panics with a ShapeError or ArgumentError if x, t and the net do not
// fit.
func (n *LayerNet) NumericalGradient(x mat.Matrix, t Targets) []*mat.Dense {
	n.check("LayerNet.NumericalGradient", x, t)
	p := n.Params()
	return newProbe(x, t, p[0], p[1], p[2], p[3], kernel.ReLU).gradients()
}

// What follows does the work for each net that is made of layers; op is the method that a panic names.

func (n *LayerNet) predict(op string, x mat.Matrix) *mat.Dense {
	n.checkInput(op, x)
	rows, _ := x.Dims()
	return mat.DenseCopyOf(n.forward(x, 0, rows))
}

func (n *LayerNet) loss(op string, x mat.Matrix, t Targets) float64 {
	n.check(op, x, t)
	n.batch.share(x, t, (*layersForward)(n))
	return n.batch.meanCrossEntropy(t, func(core int) *mat.Dense { return &n.twins[core].last.y })
}

// layersForward takes the samples of each core through its twin of the net.
type layersForward LayerNet

func (f *layersForward) Part(core int) {
	n := (*LayerNet)(f).twin(core)
	from, to := f.batch.samples(core)
	n.last.softmax(n.forward(f.batch.x, from, to))
}

func (n *LayerNet) accuracy(op string, x mat.Matrix, t Targets) float64 {
	n.check(op, x, t)
	return accuracy(x, t, func() func(from, to int) *mat.Dense {
		twin := n.newTwin()
		return func(from, to int) *mat.Dense { return twin.forward(x, from, to) }
	})
}

func (n *LayerNet) gradient(op string, x mat.Matrix, t Targets) {
	n.check(op, x, t)
	for _, l := range n.layers {
		if l, ok := l.Layer.(*AffineLayer); ok {
			l.W.checkGrad(op)
			l.B.checkGrad(op)
		}
	}
	n.batch.share(x, t, (*layersBackward)(n))
	for core := range n.batch.parts {
		for _, l := range n.twins[core].layers {
			if l, ok := l.Layer.(*AffineLayer); ok {
				affineGradient(&l.x, l.dy, l.W, l.B, core > 0)
			}
		}
	}
}

// layersBackward takes the samples of each core through its twin of the net, and the gradient back to the first layer.
type layersBackward LayerNet

func (b *layersBackward) Part(core int) {
	n := (*LayerNet)(b).twin(core)
	from, to := b.batch.samples(core)
	n.last.softmax(n.forward(b.batch.x, from, to))
	dy := n.last.gradient(b.batch.t, from, b.batch.rows)
	for i := len(n.layers) - 1; i >= 0; i-- {
		switch l := n.layers[i].Layer.(type) {
		case *AffineLayer:
			l.dy = dy
			if i > 0 { // nobody asks for the gradient by the data
				dy = l.backwardInput(dy)
			}
		default:
			dy = l.Backward(dy)
		}
	}
}

// forward returns the output of the last layer for the rows from ≤ i < to of x. It belongs to that layer.
func (n *LayerNet) forward(x mat.Matrix, from, to int) *mat.Dense {
	y := n.layers[0].Layer.(*AffineLayer).forward(x, from, to)
	for _, l := range n.layers[1:] {
		y = l.Forward(y)
	}
	return y
}

// twin returns the net that a core takes samples through.
func (n *LayerNet) twin(core int) *LayerNet {
	if n.twins[core] == nil {
		n.twins[core] = n.newTwin()
	}
	for i, l := range n.twins[core].layers {
		if l, ok := l.Layer.(*AffineLayer); ok { // a caller may have given the layer of the net other parameters
			original := n.layers[i].Layer.(*AffineLayer)
			l.W, l.B = original.W, original.B
		}
	}
	return n.twins[core]
}

// newTwin returns a net with the same parameters and memory of its own.
func (n *LayerNet) newTwin() *LayerNet {
	twin := &LayerNet{layers: n.Layers()}
	for i, l := range n.layers {
		switch l := l.Layer.(type) {
		case *AffineLayer:
			twin.layers[i].Layer = &AffineLayer{W: l.W, B: l.B}
		case *ReLULayer:
			twin.layers[i].Layer = new(ReLULayer)
		case *SigmoidLayer:
			twin.layers[i].Layer = new(SigmoidLayer)
		}
	}
	return twin
}

// check panics unless x and t fit the net and the layers fit each other.
func (n *LayerNet) check(op string, x mat.Matrix, t Targets) {
	classes := n.checkInput(op, x)
	rows, _ := x.Dims()
	checkTargets(op, t, rows, classes)
}

// checkInput panics unless x has at least one row and the layers, whose values a caller may have replaced, fit x and
// each other. It returns the number of outputs.
func (n *LayerNet) checkInput(op string, x mat.Matrix) (outputs int) {
	checkMade(n.isMade(), op)
	for i, l := range n.layers {
		affine, ok := l.Layer.(*AffineLayer)
		if !ok {
			continue
		}
		affine.W.checkValue(op, "W")
		affine.B.checkValue(op, "B")
		inputs, next := affine.W.Value.Dims()
		if i == 0 {
			checkInput(op, x, inputs)
		} else {
			checkShape(op, affine.W.Name, affine.W.Value, outputs, next)
		}
		checkShape(op, affine.B.Name, affine.B.Value, 1, next)
		outputs = next
	}
	return outputs
}
