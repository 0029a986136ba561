package dl

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
