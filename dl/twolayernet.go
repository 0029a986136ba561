package dl

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// TwoLayerNet is the net of chapter 4 (section 4.5.1): a hidden layer with sigmoid activation and an output layer with
// softmax. Make one with NewTwoLayerNet or Load; the methods of the zero value panic with an ArgumentError.
//
//	a1 = x·W1 + b1    z1 = sigmoid(a1)    a2 = z1·W2 + b2    y = softmax(a2)
//	N×H               N×H                 N×K                N×K
//
// A batch x is N×I: it has N rows, one for each sample, and I columns, one for each input. A net keeps its intermediate
// results for reuse, so it serves one goroutine at a time. Its NumericalGradient is in netdiff.go.
type TwoLayerNet struct {
	w1, b1, w2, b2 *Param

	// A batch goes through a net in passes, so that the cores of the processor can share it: each pass takes some of the
	// samples. passes makes them (newPass), calls forward and backward of each and then their addGradients, and keeps their
	// memory for the next batch.
	passes passes
}

// NewTwoLayerNet returns a net with the given numbers of inputs, hidden neurons and outputs. Its weights come from a normal
// distribution: init chooses their standard deviation; nil means Std(0.01), as in the book. Its biases are 0. It panics with
// an ArgumentError unless all sizes are at least 1, src is not nil and init returns finite numbers that are not negative.
func NewTwoLayerNet(input, hidden, output int, init Initializer, src rand.Source) *TwoLayerNet {
	p := newParams("NewTwoLayerNet", []int{input, hidden, output}, init, src)
	return &TwoLayerNet{w1: p[0], b1: p[1], w2: p[2], b2: p[3]}
}

// isMade reports whether the net has parameters: the zero value has none.
func (n *TwoLayerNet) isMade() bool { return n != nil && n.w1 != nil }

// Params returns the parameters in the order W1, b1, W2, b2: W1 of shape (inputs, hidden), b1 (hidden,), W2 (hidden,
// outputs) and b2 (outputs,). Changing them changes the net.
func (n *TwoLayerNet) Params() []*Param { return n.params("TwoLayerNet.Params") }

// params is Params; op is the method that a panic names.
func (n *TwoLayerNet) params(op string) []*Param {
	checkMade(n.isMade(), op)
	all := n.all()
	return all[:]
}

// all returns the parameters as an array, which allocates nothing where a slice would.
func (n *TwoLayerNet) all() [4]*Param { return [4]*Param{n.w1, n.b1, n.w2, n.b2} }

// Param returns the parameter called name: "W1", "b1", "W2" or "b2". For any other name it panics with an
// ArgumentError.
func (n *TwoLayerNet) Param(name string) *Param {
	const op = "TwoLayerNet.Param"
	return paramNamed(op, n.params(op), name)
}

// Predict returns for each row of x the probability of each class, N×K. It panics with a ShapeError unless x has one column
// per input and the parameters fit each other, and with an ArgumentError if x is nil or has no rows.
func (n *TwoLayerNet) Predict(x mat.Matrix) *mat.Dense {
	return n.passes.predict(n, n.checkedBatch("TwoLayerNet.Predict", x))
}

// Loss returns the mean cross-entropy of the predictions for x and the targets t (see CrossEntropyBatch). It panics
// with a ShapeError or ArgumentError if x, t and the net do not fit.
func (n *TwoLayerNet) Loss(x mat.Matrix, t Targets) float64 {
	return n.passes.loss(n, n.checkedBatch("TwoLayerNet.Loss", x).withTargets(t))
}

// Accuracy returns the fraction of the rows of x, from 0 to 1, whose most probable class is the one that t names. x and t
// must be safe for concurrent reads; matrices and Targets of this package are. It panics with a ShapeError or ArgumentError
// if x, t and the net do not fit.
func (n *TwoLayerNet) Accuracy(x mat.Matrix, t Targets) float64 {
	return n.passes.accuracy(n, n.checkedBatch("TwoLayerNet.Accuracy", x).withTargets(t))
}

// Gradient sets Grad of every parameter to the gradient of the loss, by backpropagation (chapter 5, already used in
// section 4.5.1). x is N×I and t has N targets. What Grad held before is overwritten. For Rows, it uses the numbers as
// they are, but Loss uses the position of the largest. For one-hot rows that is the same; for other rows this is the
// gradient of another function. It panics with a ShapeError or ArgumentError if x, t and the net do not fit.
func (n *TwoLayerNet) Gradient(x mat.Matrix, t Targets) {
	n.passes.gradient(n, n.checkedBatch("TwoLayerNet.Gradient", x).withTargets(t))
}

// zeroGrads marks Grad of every parameter as 0, for the passes to add to: the first term replaces what it holds.
func (n *TwoLayerNet) zeroGrads(op string) {
	for _, p := range n.all() {
		p.zeroGrad(op)
	}
}

// twoLayerPass is a pass of some samples through a net, with what it keeps for the backward pass. To save memory,
// results overwrite what is no longer needed: z1 overwrites a1, y overwrites a2, and da1 overwrites dz1.
type twoLayerPass struct {
	net               *TwoLayerNet
	xFactor, z1Factor factor // x and z1, prepared for matrix products and kept for the gradients of W1 and W2
	z1, y             mat.Dense
	dy, da1           mat.Dense
	scratch           scratch // working memory of the product dy·W2ᵀ
}

// newPass returns memory for a pass of some samples; passes calls it.
func (n *TwoLayerNet) newPass() pass { return &twoLayerPass{net: n} }

// forward returns the probabilities for samples x. No layer here works differently in training, so it ignores the flag.
func (p *twoLayerPass) forward(x mat.Matrix, _ bool) *mat.Dense {
	net := p.net
	a1 := affine(&p.z1, p.xFactor.keep(x), net.w1, net.b1)
	z1 := sigmoid(a1, a1) // overwrites a1
	a2 := affine(&p.y, p.z1Factor.keep(z1), net.w2, net.b2)
	return softmaxRows(a2, a2) // y overwrites a2
}

// probabilities returns y of the latest forward.
func (p *twoLayerPass) probabilities() *mat.Dense { return &p.y }

// backward computes dy = ∂L/∂a2 = (y-t)/n and da1 = ∂L/∂a1. n is the number of samples of the whole batch, over which the
// loss is a mean. The book's code swaps the names: its da1 is dy·W2ᵀ, and its dz1 is sigmoid_grad(a1)·da1.
func (p *twoLayerPass) backward(t Targets, n int) {
	dy := softmaxGradient(&p.dy, &p.y, t, n)
	dz1 := timesTransposed(&p.da1, dy, p.net.w2, &p.scratch) // dy·W2ᵀ
	sigmoidGradient(dz1, dz1, &p.z1)                         // da1 = dz1·z1(1-z1) overwrites dz1
}

// addGradients adds what these samples contribute to the gradients.
func (p *twoLayerPass) addGradients() {
	net := p.net
	net.w2.addProduct(&p.z1Factor, &p.dy) // z1ᵀ·dy
	net.b2.addColumnSums(&p.dy)
	net.w1.addProduct(&p.xFactor, &p.da1) // xᵀ·da1
	net.b1.addColumnSums(&p.da1)
}

// checkedBatch returns the batch of x, without targets. It panics unless x has at least one row, as many columns as the net
// has inputs, and the layers, whose values a caller may have replaced, fit each other.
func (n *TwoLayerNet) checkedBatch(op string, x mat.Matrix) batch {
	checkMade(n.isMade(), op)
	for _, p := range n.all() {
		p.checkValue(op, "a parameter")
	}
	inputs, hidden := n.w1.Value.Dims()
	_, classes := n.w2.Value.Dims()
	checkShape(op, "b1", n.b1.Value, 1, hidden)
	checkShape(op, "W2", n.w2.Value, hidden, classes)
	checkShape(op, "b2", n.b2.Value, 1, classes)
	checkInput(op, x, inputs)
	return batch{op: op, x: x, classes: classes}
}
