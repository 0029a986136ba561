package dl

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// TwoLayerNet is the net of chapter 4 (section 4.5.1): a hidden layer with sigmoid activation and an output layer with
// softmax. NewTwoLayerNet and Load make one; until then, its methods panic with an ArgumentError.
//
//	a1 = x·W1 + b1    z1 = sigmoid(a1)    a2 = z1·W2 + b2    y = softmax(a2)
//	N×H               N×H                 N×K                N×K
//
// A batch x has N rows, one for each sample, and as many columns as the net has inputs. A net keeps its intermediate
// results for reuse, so it serves one goroutine at a time.
type TwoLayerNet struct {
	w1, b1, w2, b2 *Param
	passes         passes
}

// NewTwoLayerNet returns a net with the given numbers of inputs, hidden neurons and outputs. Its weights come from a
// normal distribution whose standard deviation init chooses, nil meaning Std(0.01) as in the book; its biases are 0. It
// panics with an ArgumentError unless all sizes are at least 1 and src is not nil.
func NewTwoLayerNet(input, hidden, output int, init Initializer, src rand.Source) *TwoLayerNet {
	p := newParams("NewTwoLayerNet", []int{input, hidden, output}, init, src)
	return &TwoLayerNet{w1: p[0], b1: p[1], w2: p[2], b2: p[3]}
}

// isMade reports whether the net has parameters: the zero value has none.
func (n *TwoLayerNet) isMade() bool { return n != nil && n.w1 != nil }

// Params returns the parameters in the order W1, b1, W2, b2: W1 of shape (inputs, hidden), b1 (hidden,), W2 (hidden,
// outputs) and b2 (outputs,). Changing them changes the net.
func (n *TwoLayerNet) Params() []*Param { return n.params("TwoLayerNet.Params") }

func (n *TwoLayerNet) params(op string) []*Param {
	checkMade(n.isMade(), op)
	return []*Param{n.w1, n.b1, n.w2, n.b2}
}

// Param returns the parameter called name, "W1", "b1", "W2" or "b2"; for another name it panics with an ArgumentError.
func (n *TwoLayerNet) Param(name string) *Param {
	const op = "TwoLayerNet.Param"
	return paramNamed(op, n.params(op), name)
}

// Predict returns for each row of x the probability of each class, N×K. It panics with a ShapeError if x has another
// number of columns than the net has inputs.
func (n *TwoLayerNet) Predict(x mat.Matrix) *mat.Dense {
	return n.passes.predict(n, n.checkInput("TwoLayerNet.Predict", x))
}

// Loss returns the mean cross-entropy of the predictions for x and the targets t (see CrossEntropyBatch). It panics
// with a ShapeError or ArgumentError if x, t and the net do not fit.
func (n *TwoLayerNet) Loss(x mat.Matrix, t Targets) float64 {
	return n.passes.loss(n, n.check("TwoLayerNet.Loss", x, t))
}

// Accuracy returns the share of the rows of x, from 0 to 1, whose most probable class is the one that t names. x and t must
// be safe for concurrent reads; matrices and Targets of this package are. It panics with a ShapeError or ArgumentError if
// x, t and the net do not fit.
func (n *TwoLayerNet) Accuracy(x mat.Matrix, t Targets) float64 {
	return n.passes.accuracy(n, n.check("TwoLayerNet.Accuracy", x, t))
}

// Gradient sets Grad of every parameter to the gradient of the loss, by backpropagation (chapter 5, used ahead of its
// time in section 4.5.1). Of Rows it takes the numbers as they are, where Loss takes the largest: for one-hot rows that
// is the same, for others the two describe different functions. It panics with a ShapeError or ArgumentError if x, t
// and the net do not fit.
func (n *TwoLayerNet) Gradient(x mat.Matrix, t Targets) {
	const op = "TwoLayerNet.Gradient"
	batch := n.check(op, x, t)
	for _, p := range [...]*Param{n.w1, n.b1, n.w2, n.b2} {
		p.clearGrad(op)
	}
	n.passes.gradient(n, batch)
}

// twoLayerPass is a pass of some samples through a net, and what it leaves behind.
type twoLayerPass struct {
	net     *TwoLayerNet
	x, z1   factor    // the left factors of x·W1 and z1·W2
	a1, y   mat.Dense // z1 takes the place of a1, and y that of a2
	dy, da1 mat.Dense // da1 takes the place of dz1
}

func (n *TwoLayerNet) newPass() pass { return &twoLayerPass{net: n} }

// forward returns the probabilities for samples x.
func (p *twoLayerPass) forward(x mat.Matrix, _ bool) *mat.Dense {
	net := p.net
	a1 := affine(&p.a1, p.x.of(x), net.w1, net.b1)
	z1 := sigmoid(a1, a1)
	a2 := affine(&p.y, p.z1.of(z1), net.w2, net.b2)
	return softmaxRows(a2, a2)
}

func (p *twoLayerPass) probabilities() *mat.Dense { return &p.y }

// backward computes dy = ∂L/∂a2 = (y-t)/n and da1 = ∂L/∂a1, for samples of a batch of n.
func (p *twoLayerPass) backward(t Targets, n int) {
	z1 := &p.a1
	dy := softmaxGradient(&p.dy, &p.y, t, n)
	dz1 := p.z1.timesTransposed(&p.da1, dy, p.net.w2)
	sigmoidGradient(dz1, dz1, z1)
}

// addGradients adds what these samples contribute to the gradients.
func (p *twoLayerPass) addGradients() {
	net := p.net
	net.w2.addProduct(&p.z1, &p.dy) // z1ᵀ·dy
	net.b2.addColumnSums(&p.dy)
	net.w1.addProduct(&p.x, &p.da1) // xᵀ·da1
	net.b1.addColumnSums(&p.da1)
}

// check returns the batch of x and t, and panics unless they fit the net.
func (n *TwoLayerNet) check(op string, x mat.Matrix, t Targets) batch {
	b := n.checkInput(op, x)
	b.t = t
	checkTargets(op, t, b.rows(), b.classes)
	return b
}

// checkInput returns the batch of x without targets. It panics unless x has at least one row, as many columns as the net
// has inputs, and the layers, whose values a caller may have replaced, fit each other.
func (n *TwoLayerNet) checkInput(op string, x mat.Matrix) batch {
	checkMade(n.isMade(), op)
	for _, p := range [...]*Param{n.w1, n.b1, n.w2, n.b2} {
		p.checkValue(op, "")
	}
	inputs, hidden := n.w1.Value.Dims()
	_, classes := n.w2.Value.Dims()
	checkShape(op, "b1", n.b1.Value, 1, hidden)
	checkShape(op, "W2", n.w2.Value, hidden, classes)
	checkShape(op, "b2", n.b2.Value, 1, classes)
	checkInput(op, x, inputs)
	return batch{op: op, x: x, classes: classes}
}
