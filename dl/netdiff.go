package dl

import (
	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// NumericalGradient returns the central difference of the loss with respect to every entry of every parameter, in the
// order of Params (section 4.5.1). It computes what NumericalGradients computes, up to rounding, but leaves out what an
// entry cannot change: a weight of W1 moves only one hidden neuron, and only for samples whose input is not 0. It
// panics with a ShapeError or ArgumentError if x, t and the net do not fit.
func (n *TwoLayerNet) NumericalGradient(x mat.Matrix, t Targets) []*mat.Dense {
	n.checkedBatch("TwoLayerNet.NumericalGradient", x).withTargets(t)
	return newProbe(x, t, n.w1, n.b1, n.w2, n.b2, kernel.Sigmoid).gradients()
}

// probe returns a probe for a net of two affine layers with a ReLU or Sigmoid between them, nil for others.
func (n *LayerNet) probe(b batch) *probe {
	if len(n.layers) != 3 {
		return nil
	}
	first, isFirst := n.layers[0].Layer.(*AffineLayer)
	second, isSecond := n.layers[2].Layer.(*AffineLayer)
	if !isFirst || !isSecond {
		return nil
	}
	switch n.layers[1].Layer.(type) {
	case *ReLULayer:
		return newProbe(b.x, b.t, first.W, first.B, second.W, second.B, kernel.ReLU)
	case *SigmoidLayer:
		return newProbe(b.x, b.t, first.W, first.B, second.W, second.B, kernel.Sigmoid)
	}
	return nil
}

// probe answers how the loss of a two-layer net changes when a single number inside it moves by ±DiffStep. It starts
// from the scores of an undisturbed pass and corrects them for that number.
type probe struct {
	activation func(dst, x blas64.General)
	skipsZeros bool       // among the inputs
	x          *mat.Dense // I×N, an input in each row
	a1, z1     *mat.Dense // H×N, a hidden neuron in each row
	a2         *mat.Dense // N×K
	w2         *mat.Dense // H×K
	labels     []int
	largest    []float64 // of each row of a2, subtracted before exponentials are taken
	ones       []float64 // N times 1: how a bias enters each sample
	samples    []int     // 0 … N-1
}

func newProbe(x mat.Matrix, t Targets, w1, b1, w2, b2 *Param, activation func(dst, x blas64.General)) *probe {
	rows, _ := x.Dims()
	_, hidden := w1.Value.Dims()
	_, classes := w2.Value.Dims()
	p := &probe{
		activation: activation,
		x:          mat.DenseCopyOf(x.T()),
		a2:         mat.NewDense(rows, classes, nil),
		w2:         w2.Value,
		labels:     make([]int, rows),
		largest:    make([]float64, rows),
		ones:       make([]float64, rows),
		samples:    make([]int, rows),
	}
	var first, second factor
	first.keep(x)
	p.skipsZeros = first.isSparse
	a1, z1 := mat.NewDense(rows, hidden, nil), mat.NewDense(rows, hidden, nil)
	affine(a1, &first, w1, b1)
	activation(z1.RawMatrix(), a1.RawMatrix())
	affine(p.a2, second.keep(z1), w2, b2)
	p.a1, p.z1 = mat.DenseCopyOf(a1.T()), mat.DenseCopyOf(z1.T())
	for i := range rows {
		p.labels[i] = t.Label(i)
		p.largest[i] = p.a2.At(i, ArgMax(p.a2.RawRowView(i)))
		p.ones[i] = 1
		p.samples[i] = i
	}
	return p
}

// gradients returns the central differences with respect to W1, b1, W2 and b2. Entries do not depend on each other, so the
// cores share them and the result is the same for any number of cores.
func (p *probe) gradients() []*mat.Dense {
	inputs, _ := p.x.Dims()
	hidden, classes := p.w2.Dims()
	w1 := mat.NewDense(inputs, hidden, nil)
	b1 := mat.NewDense(1, hidden, nil)
	w2 := mat.NewDense(hidden, classes, nil)
	b2 := mat.NewDense(1, classes, nil)

	inChunks(inputs, 8, func(int) func(from, to int) {
		h := p.workspace()
		return func(from, to int) {
			for i := from; i < to; i++ {
				factors, samples := h.input(i)
				for j, grad := 0, w1.RawRowView(i); j < hidden; j++ {
					grad[j] = h.byHidden(j, factors, samples)
				}
			}
		}
	})
	inChunks(hidden, 8, func(int) func(from, to int) {
		h := p.workspace()
		return func(from, to int) {
			for j := from; j < to; j++ {
				b1.Set(0, j, h.byHidden(j, p.ones, p.samples))
				for k, grad := 0, w2.RawRowView(j); k < classes; k++ {
					grad[k] = h.byScore(k, p.z1.RawRowView(j))
				}
			}
		}
	})
	h := p.workspace()
	for k := range classes {
		b2.Set(0, k, h.byScore(k, p.ones))
	}
	return []*mat.Dense{w1, b1, w2, b2}
}

// workspace is a probe and the memory that one goroutine needs to use it.
type workspace struct {
	*probe
	factors []float64
	which   []int
	z       []float64 // a hidden neuron of each sample, moved up and moved down
	scores  []float64 // a row for each of these
}

func (p *probe) workspace() *workspace {
	n, k := p.a2.Dims()
	return &workspace{p, make([]float64, n), make([]int, n), make([]float64, 2*n), make([]float64, 2*n*k)}
}

// input returns input i of every sample in which it counts, and the numbers of these samples.
func (h *workspace) input(i int) (factors []float64, samples []int) {
	if !h.skipsZeros {
		return h.x.RawRowView(i), h.samples
	}
	factors, samples = h.factors[:0], h.which[:0]
	for s, v := range h.x.RawRowView(i) {
		if v != 0 {
			factors, samples = append(factors, v), append(samples, s)
		}
	}
	return factors, samples
}

// byHidden returns the central difference of the loss with respect to a number that enters hidden neuron j of the listed
// samples with the given factors.
func (h *workspace) byHidden(j int, factors []float64, samples []int) float64 {
	if len(samples) == 0 {
		return 0
	}
	a1, z1, w := h.a1.RawRowView(j), h.z1.RawRowView(j), h.w2.RawRowView(j)
	z := h.z[:2*len(samples)]
	for s, i := range samples {
		move := float64(DiffStep * factors[s])
		z[2*s], z[2*s+1] = a1[i]+move, a1[i]-move
	}
	h.activation(kernel.Row(z), kernel.Row(z))
	for s, i := range samples {
		scores, largest := h.a2.RawRowView(i), h.largest[i]
		up, down := h.rows(s)
		moveUp, moveDown := z[2*s]-z1[i], z[2*s+1]-z1[i]
		for k, v := range scores {
			up[k] = v + float64(moveUp*w[k]) - largest
			down[k] = v + float64(moveDown*w[k]) - largest
		}
	}
	return h.difference(samples)
}

// byScore returns the central difference of the loss with respect to a number that enters score k of every sample with the
// given factors.
func (h *workspace) byScore(k int, factors []float64) float64 {
	for i, f := range factors {
		up, down := h.rows(i)
		for c, v := range h.a2.RawRowView(i) {
			up[c] = v - h.largest[i]
			down[c] = up[c]
		}
		score, move := h.a2.At(i, k), float64(DiffStep*f)
		up[k] = score + move - h.largest[i]
		down[k] = score - move - h.largest[i]
	}
	return h.difference(h.samples)
}

// rows returns the two rows of scores of the sample that is listed as number s.
func (h *workspace) rows(s int) (up, down []float64) {
	_, classes := h.a2.Dims()
	both := h.scores[2*s*classes:][:2*classes]
	return both[:classes], both[classes:]
}

// difference returns the central difference of the loss, given the scores of the listed samples.
func (h *workspace) difference(samples []int) float64 {
	_, classes := h.a2.Dims()
	scores := kernel.Row(h.scores[:2*len(samples)*classes])
	kernel.ExpAll(scores, scores)
	var sum float64
	for s, i := range samples {
		up, down := h.rows(s)
		sum += crossEntropyOf(up, h.labels[i]) - crossEntropyOf(down, h.labels[i])
	}
	return sum / float64(len(h.samples)) / (2 * DiffStep)
}

// crossEntropyOf returns the cross-entropy of a sample, given the exponentials of its scores.
func crossEntropyOf(exps []float64, label int) float64 {
	var sum float64
	for _, e := range exps {
		sum += e
	}
	return -kernel.Log(exps[label]/sum + Delta)
}
