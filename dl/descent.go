package dl

import "math"

// GradientDescent starts at x0 and takes the given number of steps, each -lr times the numerical gradient of f (section
// 4.4.1). It returns the path: steps+1 points, from a copy of x0 to the point where the descent ends. If the learning
// rate lr is too large, the path leads far away; if it is too small, it leads nowhere. Both are results, not errors. It
// panics with an ArgumentError if f is nil, lr is not finite or steps is negative.
func GradientDescent(f func([]float64) float64, x0 []float64, lr float64, steps int) [][]float64 {
	checkFunction(f != nil, "GradientDescent", "f")
	checkRate("GradientDescent", lr)
	checkArgument(steps >= 0, "GradientDescent", "number of steps", steps, "0 or more")
	path := make([][]float64, steps+1)
	path[0] = append([]float64(nil), x0...)
	grad := make([]float64, len(x0))
	for s := range steps {
		NumericalGradient(grad, f, path[s])
		next := append([]float64(nil), path[s]...)
		for i, g := range grad {
			// float64(…) rounds the product before it is subtracted: the same bits on every machine (see the package
			// comment).
			next[i] -= float64(lr * g)
		}
		path[s+1] = next
	}
	return path
}

// checkRate panics with an ArgumentError unless a learning rate is finite.
func checkRate(op string, lr float64) {
	checkArgument(!math.IsNaN(lr) && !math.IsInf(lr, 0), op, "learning rate", lr, "a finite number")
}
