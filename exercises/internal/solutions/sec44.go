package solutions

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
)

var all44 = map[string]any{
	"4.4-1":  gradientOf,
	"4.4-2":  descend,
	"4.4-3":  tooLargeRate,
	"4.4-4":  signError,
	"4.4-5":  downhill,
	"4.4-6":  rowsSumToZero,
	"4.4-7":  scoreGradient,
	"4.4-8":  weightGradient,
	"4.4-9":  escapeSaddle,
	"4.4-10": crossPlateau,
	"4.4-11": rosenbrock,
}

//exercise:4.4-1 gradientOf

// gradientOf returns the partial derivatives of f at x, one for each entry, as central differences
// with h = 1e-4.
func gradientOf(f func([]float64) float64, x []float64) []float64 {
	// BEGIN SOLUTION
	const h = 1e-4
	grad := make([]float64, len(x))
	for i, v := range x {
		x[i] = v + h
		up := f(x)
		x[i] = v - h
		down := f(x)
		x[i] = v // as it was
		grad[i] = (up - down) / (2 * h)
	}
	return grad
	// END SOLUTION
}

//exercise:4.4-2 descend

// descend takes n steps from start against the gradient of f, with learning rate lr, and returns
// the point where it ends.
func descend(f func([]float64) float64, start []float64, lr float64, n int) []float64 {
	// BEGIN SOLUTION
	x := append([]float64{}, start...)
	for range n {
		grad := dl.NumericalGradient(nil, f, x)
		for i := range x {
			x[i] -= lr * grad[i]
		}
	}
	return x
	// END SOLUTION
}

//exercise:4.4-3 tooLargeRate

// tooLargeRate returns the smallest positive learning rate at which descent on the bowl x0² + x1²
// no longer gets closer to the origin.
func tooLargeRate() float64 {
	// BEGIN SOLUTION
	return 1 // each step multiplies the point by 1 - 2·lr, which is -1
	// END SOLUTION
}

//exercise:4.4-4 signError

// signError returns the number of the line that is wrong.
func signError() int {
	// BEGIN SOLUTION
	return 2
	// END SOLUTION
}

//exercise:4.4-5 downhill

// downhill returns the direction, a vector of length 1, in which a function with this gradient
// falls most steeply. If the gradient is 0, there is no such direction, and it returns zeros.
func downhill(grad []float64) []float64 {
	// BEGIN SOLUTION
	length := 0.0
	for _, g := range grad {
		length = math.Hypot(length, g)
	}
	direction := make([]float64, len(grad))
	if length == 0 {
		return direction
	}
	for i, g := range grad {
		direction[i] = -g / length
	}
	return direction
	// END SOLUTION
}

//exercise:4.4-6 rowsSumToZero

// rowsSumToZero returns the letter of the right answer.
func rowsSumToZero() string {
	// BEGIN SOLUTION
	return "c"
	// END SOLUTION
}

//exercise:4.4-7 scoreGradient

// scoreGradient returns the derivative of the loss with respect to each score. The loss is the
// cross-entropy (without δ) of the softmax of the scores and the one-hot target t.
func scoreGradient(scores, t []float64) []float64 {
	// BEGIN SOLUTION
	grad := dl.Softmax(nil, scores)
	for k := range grad {
		grad[k] -= t[k]
	}
	return grad
	// END SOLUTION
}

//exercise:4.4-8 weightGradient

// weightGradient returns the derivative of that loss with respect to each entry of W. The scores
// are xW: x has 2 entries, W is 2×3, and so is the result.
func weightGradient(W *mat.Dense, x, t []float64) *mat.Dense {
	// BEGIN SOLUTION
	scores := make([]float64, len(t))
	for k := range scores {
		for i := range x {
			scores[k] += x[i] * W.At(i, k)
		}
	}
	y := dl.Softmax(nil, scores)
	grad := mat.NewDense(len(x), len(t), nil)
	grad.Apply(func(i, k int, _ float64) float64 { return x[i] * (y[k] - t[k]) }, grad)
	return grad
	// END SOLUTION
}

//exercise:4.4-9 escapeSaddle

// escapeSaddle descends from start and returns a point near a minimum of f. It may call f 20,000
// times, and it leaves start unchanged.
func escapeSaddle(f func([]float64) float64, start []float64) []float64 {
	// BEGIN SOLUTION
	x := append([]float64{}, start...)
	for i := range x {
		x[i] += 0.01 // off the ridge
	}
	for range 500 {
		grad := dl.NumericalGradient(nil, f, x)
		for i := range x {
			x[i] -= 0.1 * grad[i]
		}
	}
	return x
	// END SOLUTION
}

//exercise:4.4-10 crossPlateau

// crossPlateau descends from start and returns a point near the minimum of f. It may call f 800
// times, which is enough for 200 gradients, and it leaves start unchanged.
func crossPlateau(f func([]float64) float64, start []float64) []float64 {
	// BEGIN SOLUTION
	x := append([]float64{}, start...)
	step := 0.5 // a length of its own: the slope says where to go and not how far
	for range 100 {
		grad := dl.NumericalGradient(nil, f, x)
		length := math.Hypot(grad[0], grad[1])
		if length == 0 {
			break
		}
		for i := range x {
			x[i] -= step * grad[i] / length
		}
		step *= 0.93
	}
	return x
	// END SOLUTION
}

//exercise:4.4-11 rosenbrock

// rosenbrock descends from start and returns a point near the minimum of f. It may call f 200,000
// times, and it leaves start unchanged.
func rosenbrock(f func([]float64) float64, start []float64) []float64 {
	// BEGIN SOLUTION
	x := append([]float64{}, start...)
	for range 40000 {
		grad := dl.NumericalGradient(nil, f, x)
		for i := range x {
			x[i] -= 0.001 * grad[i]
		}
	}
	return x
	// END SOLUTION
}
