package dl

// MulLayer is the node of a computational graph that multiplies two numbers (section 5.4.1). The zero value is ready for use.
type MulLayer struct{ x, y float64 }

// Forward returns xy, and keeps x and y for Backward.
func (l *MulLayer) Forward(x, y float64) float64 {
	l.x, l.y = x, y
	return float64(x * y)
}

// Backward takes the derivative of the result of a graph with respect to the output of the latest Forward, and returns that
// with respect to x and that with respect to y: either is dout times the other input. Before any Forward both are 0.
func (l *MulLayer) Backward(dout float64) (dx, dy float64) {
	return float64(dout * l.y), float64(dout * l.x)
}

// AddLayer is the node of a computational graph that adds two numbers (section 5.4.2).
type AddLayer struct{}

// Forward returns x + y.
func (AddLayer) Forward(x, y float64) float64 { return x + y }

// Backward takes the derivative of the result of a graph with respect to the sum, and returns that with respect to x and that with
// respect to y: both are dout, whatever x and y were.
func (AddLayer) Backward(dout float64) (dx, dy float64) { return dout, dout }
