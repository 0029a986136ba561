package dl

// DiffStep is the h of the difference quotients (section 4.3.1). With a much smaller h, f(x+h)-f(x-h) loses its digits to
// rounding; with a much larger h, the slope of the chord is no longer that of the tangent.
const DiffStep = 1e-4

// ForwardDiff returns (f(x+h)-f(x))/h, the slope of a chord that starts at x (section 4.3.1). Its error is proportional
// to h, and NumericalDiff's to h². It panics with an ArgumentError if f is nil or h is 0.
func ForwardDiff(f func(float64) float64, x, h float64) float64 {
	checkFunction(f != nil, "ForwardDiff", "f")
	checkArgument(h != 0, "ForwardDiff", "h", h, "a number that is not 0")
	return (f(x+h) - f(x)) / h
}

// NumericalDiff returns the central difference (f(x+h)-f(x-h))/2h with h = DiffStep, an approximation of f′(x)
// (section 4.3.1). It panics with an ArgumentError if f is nil.
func NumericalDiff(f func(float64) float64, x float64) float64 {
	checkFunction(f != nil, "NumericalDiff", "f")
	return (f(x+DiffStep) - f(x-DiffStep)) / (2 * DiffStep)
}

// TangentLine returns the line slope·t + intercept that touches f at x, with NumericalDiff for its slope (section 4.3.2): it
// returns the two numbers, where the book returns a function. It panics with an ArgumentError if f is nil.
func TangentLine(f func(float64) float64, x float64) (slope, intercept float64) {
	checkFunction(f != nil, "TangentLine", "f")
	slope = NumericalDiff(f, x)
	// float64(…) rounds the product before it is subtracted: the same bits on every machine (see the package comment).
	return slope, f(x) - float64(slope*x)
}
