package dl

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// Param is a parameter of a net: an array of numbers that learning changes, with the gradient of the loss with respect
// to each of them. A net hands out its parameters in a fixed order, W1, b1, W2, b2.
type Param struct {
	Name  string // "W1", "b1", …
	Value *mat.Dense

	// Grad has the shape of Value. Each Gradient of a net or Backward of a layer overwrites it; nothing accumulates. A layer
	// of your own must allocate it.
	Grad *mat.Dense

	// Vector is true for a bias: Value has one row, and the shape prints as (100,).
	Vector bool

	isGradZero bool // Grad counts as 0, whatever it holds: the next term of the gradient replaces it
}

// Shape returns the shape of the parameter: (784, 100) for weights, (100,) for a bias. It panics with an ArgumentError if
// there is no Value.
func (p *Param) Shape() Shape {
	p.checkValue("Param.Shape", "the parameter")
	rows, cols := p.Value.Dims()
	if p.Vector {
		return Shape{cols}
	}
	return Shape{rows, cols}
}

// checkValue panics with an ArgumentError unless there is a parameter with a value. A parameter without a name is called
// what it is.
func (p *Param) checkValue(op, what string) {
	if p != nil && p.Name != "" {
		what = p.Name
	}
	checkArgument(p != nil && p.Value != nil, op, what, "nil", "a parameter with a value")
}

// checkAndAllocate panics with an ArgumentError unless there is a parameter with a value, and gives it a gradient if it has
// none.
func (p *Param) checkAndAllocate(op, what string) {
	p.checkValue(op, what)
	if p.Grad == nil {
		rows, cols := p.Value.Dims()
		p.Grad = newMatrix(rows, cols)
	}
}

// checkGrad panics with a ShapeError unless the gradient has the shape of the parameter, and with an ArgumentError if there
// is no parameter.
func (p *Param) checkGrad(op string) {
	p.checkValue(op, "a parameter")
	rows, cols := p.Value.Dims()
	var r, c int
	if p.Grad != nil {
		r, c = p.Grad.Dims()
	}
	if r != rows || c != cols {
		panic(ShapeError{Op: "dl." + op, What: "the gradient of " + p.Name, Got: Shape{r, c}, Want: Shape{rows, cols}})
	}
}

// zeroGrad makes the gradient count as 0, for a sum to start. It panics as checkGrad does.
func (p *Param) zeroGrad(op string) {
	p.checkGrad(op)
	p.isGradZero = true
}

// newParams returns the parameters W1, b1, W2, b2, … of affine layers between the given sizes: inputs, hidden neurons of
// each layer, outputs.
func newParams(op string, sizes []int, init Initializer, src rand.Source) []*Param {
	for i, n := range sizes {
		what := "number of hidden neurons"
		switch i {
		case 0:
			what = "number of inputs"
		case len(sizes) - 1:
			what = "number of outputs"
		}
		checkArgument(n > 0, op, what, n, "at least 1")
	}
	checkSource(op, src)
	var params []*Param
	for i := range len(sizes) - 1 {
		w, b := affineParams(sizes[i], sizes[i+1], init, src)
		w.Name, b.Name = paramName(2*i), paramName(2*i+1)
		params = append(params, w, b)
	}
	return params
}

// affineParams returns the parameters W and b of an affine layer.
func affineParams(inputs, outputs int, init Initializer, src rand.Source) (w, b *Param) {
	if init == nil {
		init = Std(0.01)
	}
	weights := newMatrix(inputs, outputs)
	weights.Copy(Normal(inputs, outputs, init(inputs), src))
	return newParam("W", weights, false), newParam("b", newMatrix(1, outputs), true)
}

// paramName returns the name of parameter i of a net of affine layers: W1, b1, W2, b2, …
func paramName(i int) string { return fmt.Sprintf("%c%d", "Wb"[i%2], i/2+1) }

// newParam returns a parameter that starts with the given value.
func newParam(name string, value *mat.Dense, vector bool) *Param {
	rows, cols := value.Dims()
	return &Param{Name: name, Value: value, Grad: newMatrix(rows, cols), Vector: vector}
}

// paramNamed returns the parameter called name and panics with an ArgumentError if there is none.
func paramNamed(op string, params []*Param, name string) *Param {
	var names []string
	for _, p := range params {
		if p == nil {
			continue // a caller has taken it away
		}
		if p.Name == name {
			return p
		}
		names = append(names, p.Name)
	}
	panic(ArgumentError{Op: "dl." + op, What: "name", Value: name, Want: oneOf(names)})
}

// oneOf lists names: "W1, b1 or W2".
func oneOf(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
