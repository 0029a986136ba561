package dl

import (
	"cmp"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// AffineLayer multiplies its input by weights and adds a bias, y = xW + b (section 5.6). x is N×I, W is I×O, b is (O,)
// and y is N×O. Backward is dx = dy·Wᵀ, ∂L/∂W = xᵀ·dy, and ∂L/∂b the column sums of dy.
type AffineLayer struct {
	W, B *Param

	x       factor // the latest input as the products read it: ∂L/∂W needs it
	y, dx   mat.Dense
	scratch scratch // of the product dy·Wᵀ
}

// NewAffineLayer returns a layer with the given weights and bias, which it shares: changing them changes the layer. A
// Grad that is nil is allocated. NewAffineLayer panics with an ArgumentError if w or b or its Value is nil, and with a
// ShapeError unless b is a row with a number for each column of w.
func NewAffineLayer(w, b *Param) *AffineLayer {
	w.checkAndAllocate("NewAffineLayer", "w")
	b.checkAndAllocate("NewAffineLayer", "b")
	_, outputs := w.Value.Dims()
	checkShape("NewAffineLayer", "b", b.Value, 1, outputs)
	return &AffineLayer{W: w, B: b}
}

// NewAffine returns a layer with the given numbers of inputs and outputs, for NewSequential. Its weights come from a normal
// distribution: init chooses their standard deviation; nil means Std(0.01). Its bias is 0. It panics with an ArgumentError
// unless both sizes are at least 1, src is not nil and init returns a finite number that is not negative.
func NewAffine(inputs, outputs int, init Initializer, src rand.Source) *AffineLayer {
	const op = "NewAffine"
	checkArgument(inputs > 0, op, "number of inputs", inputs, "at least 1")
	checkArgument(outputs > 0, op, "number of outputs", outputs, "at least 1")
	checkSource(op, src)
	return NewAffineLayer(affineParams(inputs, outputs, init, src))
}

// Forward returns xW + b. It keeps a reference to x, which must not change before Backward. It panics with a ShapeError
// unless x has as many columns as W has rows and B has a number for each column of W, and with an ArgumentError if x is nil
// or has no rows, or if W or B has no Value.
func (l *AffineLayer) Forward(x mat.Matrix) *mat.Dense {
	const op = "AffineLayer.Forward"
	l.checkInput(op, x)
	return affine(&l.y, l.x.keep(x), l.W, l.B)
}

// Backward sets Grad of W and B, whatever they held, and returns the gradient with respect to x. It panics with a ShapeError
// if dy does not have the shape of the output or a Grad that of its Value, and with an ArgumentError if dy is nil or there
// was no Forward.
func (l *AffineLayer) Backward(dy *mat.Dense) *mat.Dense {
	const op = "AffineLayer.Backward"
	checkBackward(op, dy, &l.y)
	l.zeroGrads(op)
	l.addGradients(dy)
	return l.inputGradient(dy)
}

// zeroGrads marks Grad of W and B as 0, for addGradients to add to: the first term replaces what they hold.
func (l *AffineLayer) zeroGrads(op string) {
	l.W.zeroGrad(op)
	l.B.zeroGrad(op)
}

// addGradients adds ∂L/∂W = xᵀ·dy and ∂L/∂b, the column sums of dy, to Grad of W and B. Backward calls it once, a net once
// for each pass of a batch.
func (l *AffineLayer) addGradients(dy *mat.Dense) {
	l.W.addProduct(&l.x, dy)
	l.B.addColumnSums(dy)
}

// inputGradient returns ∂L/∂x = dy·Wᵀ.
func (l *AffineLayer) inputGradient(dy *mat.Dense) *mat.Dense {
	return timesTransposed(&l.dx, dy, l.W, &l.scratch)
}

// checkInput panics unless W and B fit each other, and x fits W.
func (l *AffineLayer) checkInput(op string, x mat.Matrix) {
	l.checkParams(op, anySize)
	inputs, _ := l.W.Value.Dims()
	checkInput(op, x, inputs)
}

// checkParams panics unless W and B have values that fit each other and the given number of inputs, which may be anySize.
func (l *AffineLayer) checkParams(op string, inputs int) {
	l.W.checkValue(op, "W")
	l.B.checkValue(op, "b")
	_, outputs := l.W.Value.Dims()
	checkShape(op, cmp.Or(l.W.Name, "W"), l.W.Value, inputs, outputs)
	checkShape(op, cmp.Or(l.B.Name, "b"), l.B.Value, 1, outputs)
}

// Params returns W and B.
func (l *AffineLayer) Params() []*Param { return []*Param{l.W, l.B} }
