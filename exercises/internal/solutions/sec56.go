package solutions

import "gonum.org/v1/gonum/mat"

var all56 = map[string]any{
	"5.6-1": threeGradients,
	"5.6-2": weightedLossBackward,
}

//exercise:5.6-1 threeGradients

// threeGradients returns ∂L/∂W[0][1], ∂L/∂b[1] and ∂L/∂X[1][0].
func threeGradients() (dW01, db1, dX10 float64) {
	// BEGIN SOLUTION
	dW01 = 2*3 + 4*4       // input 0 of each sample times the upstream gradient of output 1
	db1 = 3 + 4            // the upstream gradients of output 1
	dX10 = -3*3 + 4*(-2.0) // the upstream gradients of sample 1 times the weights of input 0
	return dW01, db1, dX10
	// END SOLUTION
}

//exercise:5.6-2 weightedLossBackward

// weightedLossBackward returns the gradient of a batch's weighted mean cross-entropy with respect
// to its scores. y is the softmax of the scores, a row for each sample; labels are the right
// classes; weights say how much each sample counts. None is negative, and their sum is not 0. All
// three stay as they are.
func weightedLossBackward(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
	// BEGIN SOLUTION
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	var dx mat.Dense
	dx.Apply(func(n, k int, v float64) float64 {
		if k == labels[n] {
			v--
		}
		return v * weights[n] / sum
	}, y)
	return &dx
	// END SOLUTION
}
