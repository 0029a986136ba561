package solutions

import "dlfs/dl"

var all43 = map[string]any{
	"4.3-1": vanishingStep,
	"4.3-2": centralDiff,
	"4.3-3": forwardExcess,
	"4.3-4": goodStep,
	"4.3-5": partialsAt34,
	"4.3-6": partial,
	"4.3-7": tangent,
	"4.3-8": sigmoidSlope,
	"4.3-9": secondDerivative,
}

//exercise:4.3-1 vanishingStep

// vanishingStep returns the largest power of ten, 1e-1, 1e-2, and so on, that is lost when it is added to 3: 3+h is 3.
func vanishingStep() float64 {
	// BEGIN SOLUTION
	return 1e-16
	// END SOLUTION
}

//exercise:4.3-2 centralDiff

// centralDiff returns the slope of the chord of f between x-h and x+h, with h = 1e-4.
func centralDiff(f func(float64) float64, x float64) float64 {
	// BEGIN SOLUTION
	const h = 1e-4
	return (f(x+h) - f(x-h)) / (2 * h)
	// END SOLUTION
}

//exercise:4.3-3 forwardExcess

// forwardExcess returns by how much the forward difference of x² with step h is larger than the derivative 2x.
func forwardExcess(x, h float64) float64 {
	// BEGIN SOLUTION
	return h // ((x+h)² - x²)/h is 2x + h
	// END SOLUTION
}

//exercise:4.3-4 goodStep

// goodStep returns an h with which the central difference of the sine and of the exponential function is good to ten
// digits.
func goodStep() float64 {
	// BEGIN SOLUTION
	return 1e-5
	// END SOLUTION
}

//exercise:4.3-5 partialsAt34

// partialsAt34 returns the two partial derivatives of x0² + x1² at the point (3, 4).
func partialsAt34() (byX0, byX1 float64) {
	// BEGIN SOLUTION
	return 6, 8
	// END SOLUTION
}

//exercise:4.3-6 partial

// partial returns the partial derivative of f by x[i] at x, as a central difference with h = 1e-4.
func partial(f func([]float64) float64, x []float64, i int) float64 {
	// BEGIN SOLUTION
	moved := append([]float64{}, x...)
	moved[i] = x[i] + 1e-4
	up := f(moved)
	moved[i] = x[i] - 1e-4
	down := f(moved)
	return (up - down) / 2e-4
	// END SOLUTION
}

//exercise:4.3-7 tangent

// tangent returns the line slope·t + intercept that touches f at x.
func tangent(f func(float64) float64, x float64) (slope, intercept float64) {
	// BEGIN SOLUTION
	slope = dl.NumericalDiff(f, x)
	return slope, f(x) - slope*x
	// END SOLUTION
}

//exercise:4.3-8 sigmoidSlope

// sigmoidSlope returns the derivative of the sigmoid 1/(1+exp(-x)), by the rules of calculus and not by a difference.
func sigmoidSlope(x float64) float64 {
	// BEGIN SOLUTION
	s := dl.Sigmoid(x)
	return s * (1 - s)
	// END SOLUTION
}

//exercise:4.3-9 secondDerivative

// secondDerivative returns f″(x), to four digits or better, from three values of f.
func secondDerivative(f func(float64) float64, x float64) float64 {
	// BEGIN SOLUTION
	const h = 1e-3
	return (f(x+h) - 2*f(x) + f(x-h)) / (h * h)
	// END SOLUTION
}
