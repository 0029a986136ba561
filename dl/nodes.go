package dl

// MulLayer is the node of a computational graph that multiplies two numbers (section 5.4.1). Despite its name it is not a
// Layer: it takes numbers, not matrices. The zero value is ready for use.
type MulLayer struct{ x, y float64 }

// Forward returns xy, and keeps x and y for Backward.
func (l *MulLayer) Forward(x, y float64) float64 {
	l.x, l.y = x, y
	// float64(…) rounds the product before a caller adds to it: the same bits on every machine (see the package
	// comment).
	return float64(x * y)
}

// Backward takes dout, the derivative of the graph's result with respect to the output of the latest Forward. It returns the
// derivatives with respect to x and y: each is dout times the other input. Before any Forward both are 0.
func (l *MulLayer) Backward(dout float64) (dx, dy float64) {
	return float64(dout * l.y), float64(dout * l.x)
}

// AddLayer is the node of a computational graph that adds two numbers (section 5.4.2). Despite its name it is not a Layer:
// it takes numbers, not matrices.
type AddLayer struct{}

// Forward returns x + y.
func (AddLayer) Forward(x, y float64) float64 { return x + y }

// Backward takes dout, the derivative of the graph's result with respect to the sum. It returns the derivatives with respect
// to x and y: both are dout, whatever x and y were.
func (AddLayer) Backward(dout float64) (dx, dy float64) { return dout, dout }
