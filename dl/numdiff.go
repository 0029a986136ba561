package dl

import "gonum.org/v1/gonum/mat"

// DiffStep is the h of the difference quotients (section 4.3.1): smaller, and f(x+h)-f(x-h) loses its digits to rounding;
// larger, and the chord is no longer the tangent.
const DiffStep = 1e-4

// ForwardDiff returns (f(x+h)-f(x))/h, the slope of a chord that starts at x (section 4.3.1). Its error falls with h,
// that of NumericalDiff with h². It panics with an ArgumentError if h is 0.
func ForwardDiff(f func(float64) float64, x, h float64) float64 {
	checkArgument(h != 0, "ForwardDiff", "h", h, "a number that is not 0")
	return (f(x+h) - f(x)) / h
}

// NumericalDiff returns the central difference (f(x+h)-f(x-h))/2h with h = DiffStep, an approximation of f′(x)
// (section 4.3.1).
func NumericalDiff(f func(float64) float64, x float64) float64 {
	return (f(x+DiffStep) - f(x-DiffStep)) / (2 * DiffStep)
}

// TangentLine returns the line slope·t + intercept that touches f at x, with NumericalDiff for its slope
// (section 4.3.2).
func TangentLine(f func(float64) float64, x float64) (slope, intercept float64) {
	slope = NumericalDiff(f, x)
	return slope, f(x) - float64(slope*x)
}

// NumericalGradient sets dst to the central difference of f in each direction at x and returns it (section 4.4). f sees
// a copy of x, so x itself stays as it is. A nil dst is allocated. It panics with a ShapeError if the lengths differ.
func NumericalGradient(dst []float64, f func([]float64) float64, x []float64) []float64 {
	if dst == nil {
		dst = make([]float64, len(x))
	}
	checkLength("NumericalGradient", "dst", len(dst), len(x))
	point := append([]float64(nil), x...)
	for i, v := range x {
		dst[i] = centralDifference(func() float64 { return f(point) }, &point[i], v)
	}
	return dst
}

// NumericalGradients returns the central difference of loss by every entry of every parameter, a matrix for each
// (section 4.4.2). loss takes no argument: it reads the parameters, whose entries are changed one at a time and put
// back. That costs two evaluations of the loss for each entry; a net's own NumericalGradient knows what an entry
// touches and costs far less.
func NumericalGradients(loss func() float64, params []*Param) []*mat.Dense {
	grads := make([]*mat.Dense, len(params))
	for i, p := range params {
		rows, cols := p.Value.Dims()
		grads[i] = mat.NewDense(rows, cols, nil)
		for r := range rows {
			value, grad := p.Value.RawRowView(r), grads[i].RawRowView(r)
			for c, v := range value {
				grad[c] = centralDifference(loss, &value[c], v)
			}
		}
	}
	return grads
}

// centralDifference returns the central difference of f by *entry, whose value is v, and puts v back.
func centralDifference(f func() float64, entry *float64, v float64) float64 {
	*entry = v + DiffStep
	up := f()
	*entry = v - DiffStep
	down := f()
	*entry = v
	return (up - down) / (2 * DiffStep)
}
