package dl

import "gonum.org/v1/gonum/mat"

// ReLULayer replaces negative numbers by 0 (section 5.5.1). Backward lets the gradient pass where the input was positive
// and stops it elsewhere, at 0 too. The zero value is ready for use.
type ReLULayer struct{ y, dx, copied mat.Dense }

// Forward returns ReLU of each entry of x. It panics with an ArgumentError if x has no rows.
func (l *ReLULayer) Forward(x mat.Matrix) *mat.Dense {
	checkInput("ReLULayer.Forward", x, -1)
	rows, cols := x.Dims()
	y := sized(&l.y, rows, cols)
	elementwise(y, denseOf(x, &l.copied), ReLU)
	return y
}

// Backward returns the gradient by x. It panics with a ShapeError if dy has not the shape of the output, with an
// ArgumentError if there was no Forward.
func (l *ReLULayer) Backward(dy *mat.Dense) *mat.Dense {
	checkBackward("ReLULayer.Backward", dy, &l.y)
	rows, cols := dy.Dims()
	dx := sized(&l.dx, rows, cols)
	for i := range rows {
		out, y := dx.RawRowView(i), l.y.RawRowView(i)
		for j, v := range dy.RawRowView(i) {
			if y[j] == 0 {
				v = 0
			}
			out[j] = v
		}
	}
	return dx
}

// Params returns nothing: there is nothing to learn.
func (l *ReLULayer) Params() []*Param { return nil }
