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

// vanishingStep returns the first h of 1e-1, 1e-2, 1e-3, and so on for which 3+h is 3.
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

// forwardExcess returns how much larger the forward difference of x², with step h, is than the
// derivative 2x.
func forwardExcess(x, h float64) float64 {
	// BEGIN SOLUTION
	return h // ((x+h)² - x²)/h is 2x + h
	// END SOLUTION
}

//exercise:4.3-4 goodStep

// goodStep returns an h, larger than 0, that makes the central differences of the sine and of the
// exponential function good to ten digits.
func goodStep() float64 {
	// BEGIN SOLUTION
	return 1e-5
	// END SOLUTION
}

//exercise:4.3-5 partialsAt34

// partialsAt34 returns the partial derivatives of x0² + x1² with respect to x0 and x1, at the point
// (3, 4).
func partialsAt34() (byX0, byX1 float64) {
	// BEGIN SOLUTION
	return 6, 8
	// END SOLUTION
}

//exercise:4.3-6 partial

// partial returns the partial derivative of f with respect to x[i] at x, as a central difference
// with h = 1e-4.
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

// sigmoidSlope returns the derivative of the sigmoid 1/(1+exp(-x)) by its formula, not by a
// difference.
func sigmoidSlope(x float64) float64 {
	// BEGIN SOLUTION
	s := dl.Sigmoid(x)
	return s * (1 - s)
	// END SOLUTION
}

//exercise:4.3-9 secondDerivative

// secondDerivative returns f″(x), to four digits or better, from the values of f at x-h, x and x+h.
func secondDerivative(f func(float64) float64, x float64) float64 {
	// BEGIN SOLUTION
	const h = 1e-3
	return (f(x+h) - 2*f(x) + f(x-h)) / (h * h)
	// END SOLUTION
}
