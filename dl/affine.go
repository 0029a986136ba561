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
// if x has another number of columns than W has rows, with an ArgumentError if x has no rows.
func (l *AffineLayer) Forward(x mat.Matrix) *mat.Dense {
	inputs, outputs := l.W.Value.Dims()
	checkInput("AffineLayer.Forward", x, inputs)
	checkShape("AffineLayer.Forward", "b", l.B.Value, 1, outputs)
	l.x.set(x)
	y := sized(&l.y, l.x.rows, outputs)
	affine(y, &l.x, l.W, l.B)
	return y
}

// Backward sets Grad of W and B and returns the gradient by x. It panics with a ShapeError if dy has not the shape of
// the output, with an ArgumentError if there was no Forward.
func (l *AffineLayer) Backward(dy *mat.Dense) *mat.Dense {
	l.backwardParams(dy)
	dx := sized(&l.dx, l.x.rows, l.x.cols)
	timesTransposed(dx, dy, l.W.Value, &l.memory)
	return dx
}

// backwardParams sets Grad of W and B: all of Backward that the first layer of a net needs, whose input is the data.
func (l *AffineLayer) backwardParams(dy *mat.Dense) {
	checkBackward("AffineLayer.Backward", dy, &l.y)
	l.W.checkGrad("AffineLayer.Backward")
	l.B.checkGrad("AffineLayer.Backward")
	affineGradient(&l.x, dy, l.W, l.B)
}

// Params returns W and B.
func (l *AffineLayer) Params() []*Param { return []*Param{l.W, l.B} }

// affine sets dst to xW + b.
func affine(dst *mat.Dense, x *input, w, b *Param) { x.times(dst, w.Value, b.Value.RawRowView(0)) }

// affineGradient sets the gradients of W and b, given that of xW + b.
func affineGradient(x *input, dy *mat.Dense, w, b *Param) {
	x.transposedTimes(w.Grad, dy)
	kernel.SumRows(b.Grad.RawRowView(0), dy.RawMatrix())
}
