package dl

import (
	"slices"

	"gonum.org/v1/gonum/mat"
)

// NumericalGradient sets dst[i] to the central difference of f with respect to x[i], with h = DiffStep, for every i, and
// returns dst (section 4.4). f gets a copy of x, so x itself stays as it is. A nil dst is allocated. NumericalGradient
// panics with a ShapeError if the lengths of dst and x differ, and with an ArgumentError if f is nil.
func NumericalGradient(dst []float64, f func([]float64) float64, x []float64) []float64 {
	checkFunction(f != nil, "NumericalGradient", "f")
	if dst == nil {
		dst = make([]float64, len(x))
	}
	checkLength("NumericalGradient", "dst", len(dst), len(x))
	point := slices.Clone(x)
	for i, v := range x {
		dst[i] = centralDifference(func() float64 { return f(point) }, &point[i], v)
	}
	return dst
}

// NumericalGradients returns the central difference of loss with respect to every entry of every parameter, a matrix for
// each (section 4.4.2). loss takes no argument: it reads the parameters, whose entries are changed one at a time and
// restored. That costs two evaluations of the loss for each entry. TwoLayerNet.NumericalGradient costs far less, because it
// leaves out what an entry cannot change. NumericalGradients panics with an ArgumentError if loss, a parameter or its Value
// is nil.
func NumericalGradients(loss func() float64, params []*Param) []*mat.Dense {
	checkFunction(loss != nil, "NumericalGradients", "loss")
	grads := make([]*mat.Dense, len(params))
	for i, p := range params {
		p.checkValue("NumericalGradients", "a parameter")
		rows, cols := p.Value.Dims()
		grads[i] = mat.NewDense(rows, cols, nil)
		for r := range rows {
			value, grad := p.Value.RawRowView(r), grads[i].RawRowView(r) // views: setting grad sets grads[i]
			for c, v := range value {
				grad[c] = centralDifference(loss, &value[c], v)
			}
		}
	}
	return grads
}

// centralDifference returns the central difference of f with respect to *entry, whose value is v, and restores v.
func centralDifference(f func() float64, entry *float64, v float64) float64 {
	*entry = v + DiffStep
	up := f()
	*entry = v - DiffStep
	down := f()
	*entry = v
	return (up - down) / (2 * DiffStep)
}
