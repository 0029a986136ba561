package dl

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Optimizer changes parameters, given their gradients, so that the loss falls.
type Optimizer interface {
	Update(params []*Param)
}

// SGD is stochastic gradient descent, W ← W - η·∂L/∂W with the learning rate η: the gradient points where the loss
// rises fastest, so each step goes against it (sections 4.4.1 and 4.5).
type SGD struct{ LearningRate float64 }

var _ Optimizer = (*SGD)(nil)

// Update takes one step. It panics with an ArgumentError if the learning rate is not finite, with a ShapeError if a
// gradient has not the shape of its parameter.
func (o *SGD) Update(params []*Param) {
	checkRate("SGD.Update", o.LearningRate)
	for _, p := range params {
		p.checkGrad("SGD.Update")
		rows, _ := p.Value.Dims()
		for i := range rows {
			value := p.Value.RawRowView(i)
			for j, g := range p.Grad.RawRowView(i) {
				value[j] -= float64(o.LearningRate * g)
			}
		}
	}
}

// Momentum is descent with a memory (section 6.1.4): v ← αv - η·∂L/∂W and W ← W + v, with the learning rate η and the
// momentum α. A step goes on in the direction of the steps before, as a ball does that rolls downhill.
type Momentum struct {
	LearningRate float64
	Momentum     float64 // from 0, which is SGD, to below 1; the book uses 0.9

	velocity []*mat.Dense // of each parameter
}

var _ Optimizer = (*Momentum)(nil)

// Update takes one step. The parameters must be the same in every call. It panics with an ArgumentError if the learning
// rate is not finite, the momentum is not in [0, 1), or the number of parameters changes, with a ShapeError if a shape
// does.
func (o *Momentum) Update(params []*Param) {
	checkRate("Momentum.Update", o.LearningRate)
	checkArgument(o.Momentum >= 0 && o.Momentum < 1, "Momentum.Update", "momentum", o.Momentum, "a number from 0 to below 1")
	if o.velocity == nil {
		for _, p := range params {
			rows, cols := p.Value.Dims()
			o.velocity = append(o.velocity, mat.NewDense(rows, cols, nil))
		}
	}
	checkArgument(len(params) == len(o.velocity), "Momentum.Update", "number of parameters", len(params),
		fmt.Sprintf("%d, as in the first call", len(o.velocity)))
	for k, p := range params {
		p.checkGrad("Momentum.Update")
		rows, cols := p.Value.Dims()
		checkShape("Momentum.Update", "the velocity of "+p.Name, o.velocity[k], rows, cols)
		for i := range rows {
			value, velocity := p.Value.RawRowView(i), o.velocity[k].RawRowView(i)
			for j, g := range p.Grad.RawRowView(i) {
				velocity[j] = float64(o.Momentum*velocity[j]) - float64(o.LearningRate*g)
				value[j] += velocity[j]
			}
		}
	}
}
