package dl

import "gonum.org/v1/gonum/mat"

// Param is a parameter of a net: an array of numbers that learning changes, and the gradient of the loss by each of
// them. A net hands out its parameters in a fixed order, W1, b1, W2, b2.
type Param struct {
	Name  string // "W1", "b1", …
	Value *mat.Dense
	Grad  *mat.Dense // of Value's shape; filled by the net's Gradient

	// Vector is true for a bias: Value has one row, and the shape prints as (100,).
	Vector bool
}

// Shape returns the shape of the parameter: (784, 100) for weights, (100,) for a bias.
func (p *Param) Shape() Shape {
	rows, cols := p.Value.Dims()
	if p.Vector {
		return Shape{cols}
	}
	return Shape{rows, cols}
}

// checkGrad panics with a ShapeError unless the gradient has the shape of the parameter.
func (p *Param) checkGrad(op string) {
	rows, cols := p.Value.Dims()
	var r, c int
	if p.Grad != nil {
		r, c = p.Grad.Dims()
	}
	if r != rows || c != cols {
		panic(ShapeError{Op: "dl." + op, What: "the gradient of " + p.Name, Got: Shape{r, c}, Want: Shape{rows, cols}})
	}
}

// newWeights returns a parameter that starts with the given value.
func newWeights(name string, value *mat.Dense) *Param {
	rows, cols := value.Dims()
	return &Param{Name: name, Value: value, Grad: mat.NewDense(rows, cols, nil)}
}

// newBias returns a parameter of n zeros.
func newBias(name string, n int) *Param {
	return &Param{Name: name, Value: mat.NewDense(1, n, nil), Grad: mat.NewDense(1, n, nil), Vector: true}
}

// named returns the parameter called name, nil if there is none.
func named(params []*Param, name string) *Param {
	for _, p := range params {
		if p.Name == name {
			return p
		}
	}
	return nil
}
