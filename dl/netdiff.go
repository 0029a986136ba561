package dl

import (
	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// NumericalGradient returns the central difference of the loss by every entry of every parameter, in the order of
// Params (section 4.5.1). It computes what NumericalGradients computes, up to rounding, and leaves out what an entry
// cannot change: a weight of W1 moves one hidden neuron, and that only for samples whose input is not 0. It panics with
// a ShapeError or ArgumentError if x, t and the net do not fit.
func (n *TwoLayerNet) NumericalGradient(x mat.Matrix, t Targets) []*mat.Dense {
	n.check("TwoLayerNet.NumericalGradient", x, t)
	return newProbe(x, t, n.w1, n.b1, n.w2, n.b2, Sigmoid).gradients()
}

// probe answers how the loss of a two-layer net changes when a single number inside it moves by ±DiffStep. It starts
// from the scores of an undisturbed pass and corrects them for that number.
type probe struct {
	x          input
	activation func(float64) float64
	a1, z1, a2 *mat.Dense // N×H, N×H, N×K
	w2         *mat.Dense // H×K
	labels     []int
	largest    []float64 // of each row of a2, subtracted before exponentials are taken
	ones       []float64 // N times 1: how a bias enters each sample
	samples    []int32   // 0 … N-1
}

func newProbe(x mat.Matrix, t Targets, w1, b1, w2, b2 *Param, activation func(float64) float64) *probe {
	rows, _ := x.Dims()
	_, hidden := w1.Value.Dims()
	_, classes := w2.Value.Dims()
	p := &probe{
		activation: activation,
		a1:         mat.NewDense(rows, hidden, nil),
		z1:         mat.NewDense(rows, hidden, nil),
		a2:         mat.NewDense(rows, classes, nil),
		w2:         w2.Value,
		labels:     make([]int, rows),
		largest:    make([]float64, rows),
		ones:       make([]float64, rows),
		samples:    make([]int32, rows),
	}
	p.x.set(x)
	affine(p.a1, &p.x, w1, b1)
	p.z1.Apply(func(_, _ int, a float64) float64 { return activation(a) }, p.a1)
	var z1 input
	z1.set(p.z1)
	affine(p.a2, &z1, w2, b2)
	for i := range rows {
		p.labels[i] = t.Label(i)
		p.largest[i] = p.a2.At(i, ArgMax(p.a2.RawRowView(i)))
		p.ones[i] = 1
		p.samples[i] = int32(i)
	}
	return p
}

// gradients returns the central differences by W1, b1, W2 and b2. Entries do not depend on each other, so the cores
// share them and the result is the same for any number of cores.
func (p *probe) gradients() []*mat.Dense {
	_, hidden := p.a1.Dims()
	_, classes := p.a2.Dims()
	w1 := mat.NewDense(p.x.cols, hidden, nil)
	b1 := mat.NewDense(1, hidden, nil)
	w2 := mat.NewDense(hidden, classes, nil)
	b2 := mat.NewDense(1, classes, nil)

	if p.x.isSparse {
		p.x.transposed.Transpose(&p.x.sparse, p.x.cols)
	}
	inChunks(p.x.cols, 8, func() func(from, to int) {
		scores, memory := make([]float64, classes), make([]float64, len(p.samples))
		return func(from, to int) {
			for i := from; i < to; i++ {
				values, samples := p.inputColumn(memory, i)
				for j, grad := 0, w1.RawRowView(i); j < hidden; j++ {
					grad[j] = p.byHidden(scores, j, values, samples)
				}
			}
		}
	})
	inChunks(hidden, 8, func() func(from, to int) {
		scores, z := make([]float64, classes), make([]float64, len(p.samples))
		return func(from, to int) {
			for j := from; j < to; j++ {
				b1.Set(0, j, p.byHidden(scores, j, p.ones, p.samples))
				mat.Col(z, j, p.z1)
				for k, grad := 0, w2.RawRowView(j); k < classes; k++ {
					grad[k] = p.byScore(scores, k, z)
				}
			}
		}
	})
	scores := make([]float64, classes)
	for k := range classes {
		b2.Set(0, k, p.byScore(scores, k, p.ones))
	}
	return []*mat.Dense{w1, b1, w2, b2}
}

// inputColumn returns input i of every sample in which it is not 0, and the numbers of these samples.
func (p *probe) inputColumn(memory []float64, i int) (values []float64, samples []int32) {
	if p.x.isSparse {
		return p.x.transposed.Row(i)
	}
	for s := range memory {
		memory[s] = p.x.dense[s*p.x.stride+i]
	}
	return memory, p.samples
}

// byHidden returns the central difference of the loss by a number that enters hidden neuron j of the listed samples
// with the given factors. scores is memory for one row of scores.
func (p *probe) byHidden(scores []float64, j int, factors []float64, samples []int32) float64 {
	w := p.w2.RawRowView(j)
	var sum float64
	for s, i := range samples {
		a, z := p.a1.At(int(i), j), p.z1.At(int(i), j)
		row := p.a2.RawRowView(int(i))
		move := float64(DiffStep * factors[s])
		addScaled(scores, row, p.activation(a+move)-z, w)
		up := p.loss(scores, int(i))
		addScaled(scores, row, p.activation(a-move)-z, w)
		sum += up - p.loss(scores, int(i))
	}
	return sum / float64(len(p.samples)) / (2 * DiffStep)
}

// byScore returns the central difference of the loss by a number that enters score k of every sample with the given
// factors.
func (p *probe) byScore(scores []float64, k int, factors []float64) float64 {
	var sum float64
	for i, f := range factors {
		copy(scores, p.a2.RawRowView(i))
		score := scores[k]
		scores[k] = score + float64(DiffStep*f)
		up := p.loss(scores, i)
		scores[k] = score - float64(DiffStep*f)
		sum += up - p.loss(scores, i)
	}
	return sum / float64(len(p.samples)) / (2 * DiffStep)
}

// loss returns the cross entropy of sample i if its scores are these.
func (p *probe) loss(scores []float64, i int) float64 {
	var sum, right float64
	for k, s := range scores {
		e := kernel.Exp(s - p.largest[i])
		sum += e
		if k == p.labels[i] {
			right = e
		}
	}
	return -kernel.Log(right/sum + Delta)
}

// addScaled sets dst to x + a·y.
func addScaled(dst, x []float64, a float64, y []float64) {
	for k, v := range x {
		dst[k] = v + float64(a*y[k])
	}
}
