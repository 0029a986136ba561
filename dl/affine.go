package dl

import (
	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// AffineLayer multiplies its input by weights and adds a bias, y = xW + b (section 5.6). x is N×I, W is I×O, b is (O,)
// and y is N×O. Backward is dx = dy·Wᵀ, ∂L/∂W = xᵀ·dy, and ∂L/∂b the column sums of dy.
type AffineLayer struct {
	W, B *Param

	x      input
	y, dx  mat.Dense
	dy     *mat.Dense // the gradient by y, which a LayerNet leaves here
	memory kernel.Memory
}

// NewAffineLayer returns a layer with the given weights and bias, which it shares: who changes them changes the layer. A
// Grad that is nil is allocated. NewAffineLayer panics with an ArgumentError if w or b or its Value is nil, with a
// ShapeError unless b is a row with a number for each column of w.
func NewAffineLayer(w, b *Param) *AffineLayer {
	w.prepare("NewAffineLayer", "w")
	b.prepare("NewAffineLayer", "b")
	_, outputs := w.Value.Dims()
	checkShape("NewAffineLayer", "b", b.Value, 1, outputs)
	return &AffineLayer{W: w, B: b}
}

// Forward returns xW + b. It keeps a reference to x, which must not change before Backward. It panics with a ShapeError
// if x has another number of columns than W has rows, with an ArgumentError if x has no rows or W or B no Value.
func (l *AffineLayer) Forward(x mat.Matrix) *mat.Dense {
	l.W.checkValue("AffineLayer.Forward", "W")
	l.B.checkValue("AffineLayer.Forward", "B")
	inputs, outputs := l.W.Value.Dims()
	checkInput("AffineLayer.Forward", x, inputs)
	checkShape("AffineLayer.Forward", "b", l.B.Value, 1, outputs)
	rows, _ := x.Dims()
	return l.forward(x, 0, rows)
}

// forward is Forward for the rows from ≤ i < to of x.
func (l *AffineLayer) forward(x mat.Matrix, from, to int) *mat.Dense {
	_, outputs := l.W.Value.Dims()
	l.x.set(x, from, to)
	y := sized(&l.y, l.x.rows, outputs)
	affine(y, &l.x, l.W, l.B)
	return y
}

// Backward sets Grad of W and B and returns the gradient by x. It panics with a ShapeError if dy has not the shape of
// the output, with an ArgumentError if there was no Forward.
func (l *AffineLayer) Backward(dy *mat.Dense) *mat.Dense {
	const op = "AffineLayer.Backward"
	checkBackward(op, dy, &l.y)
	l.W.checkGrad(op)
	l.B.checkGrad(op)
	affineGradient(&l.x, dy, l.W, l.B, false)
	return l.backwardInput(dy)
}

// backwardInput returns the gradient by x.
func (l *AffineLayer) backwardInput(dy *mat.Dense) *mat.Dense {
	dx := sized(&l.dx, l.x.rows, l.x.cols)
	timesTransposed(dx, dy, l.W.Value, &l.memory)
	return dx
}

// Params returns W and B.
func (l *AffineLayer) Params() []*Param { return []*Param{l.W, l.B} }

// affine sets dst to xW + b.
func affine(dst *mat.Dense, x *input, w, b *Param) {
	x.times(dst.RawMatrix(), w.Value.RawMatrix(), b.Value.RawRowView(0))
}

// affineGradient sets the gradients of W and b, given that of xW + b, or adds to them: where parts of a batch follow each
// other, the sums go through all samples in order.
func affineGradient(x *input, dy *mat.Dense, w, b *Param, add bool) {
	x.transposedTimes(w.Grad.RawMatrix(), dy.RawMatrix(), add)
	kernel.SumRows(b.Grad.RawRowView(0), dy.RawMatrix(), add)
}
