package dl

import (
	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// Optimizer changes parameters, given their gradients, so that the loss falls.
type Optimizer interface {
	// Update takes one step: it changes the Value of each parameter according to its Grad.
	Update(params []*Param)
}

// SGD is stochastic gradient descent, W ← W - η·∂L/∂W with the learning rate η: the gradient points where the loss
// rises fastest, so each step goes against it (sections 4.4.1 and 4.5).
type SGD struct{ LearningRate float64 }

var _ Optimizer = (*SGD)(nil)

// Update takes one step. It panics with an ArgumentError if the learning rate is not finite or a parameter or its Value is
// nil, and with a ShapeError if a gradient does not have the shape of its parameter.
func (o *SGD) Update(params []*Param) {
	checkRate("SGD.Update", o.LearningRate)
	checkGrads("SGD.Update", params)
	for _, p := range params {
		value := p.Value.RawMatrix()
		kernel.Combine(value, 1, value, -o.LearningRate, p.Grad.RawMatrix())
	}
}

// Momentum is descent with a memory (section 6.1.4): v ← αv - η·∂L/∂W and W ← W + v, with the learning rate η and the
// momentum α. Each step keeps some of the direction of the steps before, like a ball that rolls downhill.
type Momentum struct {
	LearningRate float64
	Momentum     float64 // α, from 0, which is SGD, to below 1; the book uses 0.9

	velocity map[*Param]*mat.Dense // v of each parameter that has been updated
}

var _ Optimizer = (*Momentum)(nil)

// Update takes one step. Each parameter has a velocity of its own, which starts at 0 and is kept, so one Momentum can serve
// several nets in turn, but not concurrently. Update panics with an ArgumentError if the learning rate is not finite, the
// momentum is not in [0, 1), or a parameter or its Value is nil, and with a ShapeError if a gradient does not have the shape
// of its parameter, or a parameter no longer has the shape it had.
func (o *Momentum) Update(params []*Param) {
	checkRate("Momentum.Update", o.LearningRate)
	checkArgument(o.Momentum >= 0 && o.Momentum < 1, "Momentum.Update", "momentum", o.Momentum, "a number from 0 to below 1")
	checkGrads("Momentum.Update", params)
	o.prepare(params)
	for _, p := range params {
		value, velocity := p.Value.RawMatrix(), o.velocity[p].RawMatrix()
		kernel.Combine(velocity, o.Momentum, velocity, -o.LearningRate, p.Grad.RawMatrix())
		kernel.Combine(value, 1, value, 1, velocity)
	}
}

// prepare gives parameters that are new a velocity of 0, and panics with a ShapeError unless the others have the shape of
// theirs.
func (o *Momentum) prepare(params []*Param) {
	if o.velocity == nil {
		o.velocity = make(map[*Param]*mat.Dense)
	}
	for _, p := range params {
		if v := o.velocity[p]; v != nil {
			rows, cols := v.Dims()
			checkShape("Momentum.Update", p.Name, p.Value, rows, cols)
			continue
		}
		rows, cols := p.Value.Dims()
		o.velocity[p] = newMatrix(rows, cols)
	}
}

// checkGrads panics with a ShapeError unless every gradient has the shape of its parameter.
func checkGrads(op string, params []*Param) {
	for _, p := range params {
		p.checkGrad(op)
	}
}
