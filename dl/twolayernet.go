package dl

import (
	"math/rand/v2"

	"dlfs/dl/internal/kernel"
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
	batch          batch
	passes         [kernel.MostCores]*twoLayerPass // of each core
}

// twoLayerPass holds what a pass of some samples through the net leaves behind.
type twoLayerPass struct {
	x, hidden input // x, and z1 as the input of the output layer
	z1, y     mat.Dense
	dy, da1   mat.Dense
	memory    kernel.Memory
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
	n.checkInput("TwoLayerNet.Predict", x)
	_, classes := n.w2.Value.Dims()
	return predictions(x, classes, func(core, from, to int) *mat.Dense { return n.forward(n.pass(core), x, from, to) })
}

// Loss returns the mean cross entropy of the predictions for x and the targets t (see CrossEntropyBatch). It panics
// with a ShapeError or ArgumentError if x, t and the net do not fit.
func (n *TwoLayerNet) Loss(x mat.Matrix, t Targets) float64 {
	n.check("TwoLayerNet.Loss", x, t)
	n.batch.share(x, t, (*twoLayerForward)(n))
	return n.batch.meanCrossEntropy(t, func(core int) *mat.Dense { return &n.passes[core].y })
}

// twoLayerForward takes the samples of each core through the net.
type twoLayerForward TwoLayerNet

func (f *twoLayerForward) Part(core int) {
	n := (*TwoLayerNet)(f)
	from, to := n.batch.samples(core)
	n.forward(n.pass(core), n.batch.x, from, to)
}

// Accuracy returns the share of the rows of x, from 0 to 1, whose most probable class is the one that t names. The
// cores share the work, so x and t must allow to be read by several goroutines at once; matrices and Targets of this
// package do. It panics with a ShapeError or ArgumentError if x, t and the net do not fit.
func (n *TwoLayerNet) Accuracy(x mat.Matrix, t Targets) float64 {
	n.check("TwoLayerNet.Accuracy", x, t)
	return accuracy(x, t, func() func(from, to int) *mat.Dense {
		var pass twoLayerPass
		return func(from, to int) *mat.Dense { return n.forward(&pass, x, from, to) }
	})
}

// Gradient sets Grad of every parameter to the gradient of the loss, by backpropagation (chapter 5, used ahead of its
// time in section 4.5.1). Of Rows it takes the numbers as they are, where Loss takes the largest: for one-hot rows that
// is the same, for others the two describe different functions. It panics with a ShapeError or ArgumentError if x, t
// and the net do not fit.
func (n *TwoLayerNet) Gradient(x mat.Matrix, t Targets) {
	n.check("TwoLayerNet.Gradient", x, t)
	for _, param := range [...]*Param{n.w1, n.b1, n.w2, n.b2} {
		param.checkGrad("TwoLayerNet.Gradient")
	}
	n.batch.share(x, t, (*twoLayerBackward)(n))
	for core := range n.batch.parts {
		p := n.passes[core]
		affineGradient(&p.hidden, &p.dy, n.w2, n.b2, core > 0)
		affineGradient(&p.x, &p.da1, n.w1, n.b1, core > 0)
	}
}

// twoLayerBackward takes the samples of each core through the net, and the gradient back to where W1 and b1 enter.
type twoLayerBackward TwoLayerNet

func (b *twoLayerBackward) Part(core int) {
	n := (*TwoLayerNet)(b)
	p := n.pass(core)
	from, to := n.batch.samples(core)
	y, z1 := n.forward(p, n.batch.x, from, to), &p.z1
	rows, classes := y.Dims()

	dy := sized(&p.dy, rows, classes) // the gradient by a2
	softmaxGradient(dy, y, n.batch.t, from, n.batch.rows)

	_, hidden := z1.Dims()
	da1 := sized(&p.da1, rows, hidden)
	timesTransposed(da1, dy, n.w2.Value, &p.memory) // the gradient by z1
	sigmoidGradient(da1, da1, z1)
}

// forward predicts the rows from ≤ i < to of x; the result belongs to p.
func (n *TwoLayerNet) forward(p *twoLayerPass, x mat.Matrix, from, to int) *mat.Dense {
	_, hidden := n.w1.Value.Dims()
	_, classes := n.w2.Value.Dims()

	p.x.set(x, from, to)
	z1 := sized(&p.z1, to-from, hidden)
	affine(z1, &p.x, n.w1, n.b1)
	kernel.Sigmoid(z1.RawMatrix(), z1.RawMatrix())

	p.hidden.set(z1, 0, to-from)
	y := sized(&p.y, to-from, classes)
	affine(y, &p.hidden, n.w2, n.b2)
	return softmaxRows(y, y)
}

// pass returns the pass of a core.
func (n *TwoLayerNet) pass(core int) *twoLayerPass {
	if n.passes[core] == nil {
		n.passes[core] = new(twoLayerPass)
	}
	return n.passes[core]
}

// check panics unless x and t fit the net and the layers fit each other.
func (n *TwoLayerNet) check(op string, x mat.Matrix, t Targets) {
	n.checkInput(op, x)
	rows, _ := x.Dims()
	_, classes := n.w2.Value.Dims()
	checkTargets(op, t, rows, classes)
}

// checkInput panics unless x has at least one row, as many columns as the net has inputs, and the layers, whose values
// a caller may have replaced, fit each other.
func (n *TwoLayerNet) checkInput(op string, x mat.Matrix) {
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
}
