package dl

import "dlfs/dl/internal/kernel"

// Exp returns e**x with the same bits on every machine, which math.Exp does not promise. It is within 1.2 units in the
// last place. For ±Inf and NaN it returns what math.Exp returns.
func Exp(x float64) float64 { return kernel.Exp(x) }

// Log returns the natural logarithm of x with the same bits on every machine, which math.Log does not promise. It is
// within one unit in the last place. For 0, negative numbers, ±Inf and NaN it returns what math.Log returns.
func Log(x float64) float64 { return kernel.Log(x) }

// StepFunction returns 1 if x > 0 and 0 otherwise: the perceptron's activation (section 3.2.2). Its derivative is 0
// wherever it has one, so nothing can be learned through it.
func StepFunction(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}

// Sigmoid returns 1/(1+e⁻ˣ), between 0 and 1 (section 3.2.4).
func Sigmoid(x float64) float64 { return 1 / (1 + kernel.Exp(-x)) }

// SigmoidGrad returns the derivative of Sigmoid at x, s(1-s) with s = Sigmoid(x) (section 5.5.2). The book's code of chapter
// 4 already uses it.
func SigmoidGrad(x float64) float64 {
	s := Sigmoid(x)
	// Without float64(…) some processors would merge this product with a sum in the caller and round only once, which
	// gives other bits (see the package comment).
	return float64(s * (1 - s))
}

// Tanh returns the hyperbolic tangent of x, (eˣ-e⁻ˣ)/(eˣ+e⁻ˣ), between -1 and 1, with the same bits on every machine,
// which math.Tanh does not promise. It is within two units in the last place. For ±Inf and NaN it returns what
// math.Tanh returns.
func Tanh(x float64) float64 { return kernel.Tanh(x) }

// ReLU returns x if it is positive and 0 otherwise (section 3.2.7). NaN stays NaN.
func ReLU(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return x
}
