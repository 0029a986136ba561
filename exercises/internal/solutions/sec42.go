package solutions

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
)

var all42 = map[string]any{
	"4.2-1": squaredErrorOf,
	"4.2-2": crossEntropyOf,
	"4.2-3": twoLosses,
	"4.2-4": batchLoss,
	"4.2-5": miniBatch,
	"4.2-6": squaredErrorSlope,
	"4.2-7": whyNotAccuracy,
	"4.2-8": lossFromScores,
}

//exercise:4.2-1 squaredErrorOf

// squaredErrorOf returns half the sum of the squared differences between the output y and the
// target t.
func squaredErrorOf(y, t []float64) float64 {
	// BEGIN SOLUTION
	sum := 0.0
	for k := range y {
		sum += (y[k] - t[k]) * (y[k] - t[k])
	}
	return sum / 2
	// END SOLUTION
}

//exercise:4.2-2 crossEntropyOf

// crossEntropyOf returns -Σ t ln(y+δ) with δ = 1e-7, for the probabilities y and the target t.
func crossEntropyOf(y, t []float64) float64 {
	// BEGIN SOLUTION
	sum := 0.0
	for k := range y {
		sum += t[k] * dl.Log(y[k]+1e-7)
	}
	return -sum
	// END SOLUTION
}

//exercise:4.2-3 twoLosses

// twoLosses returns the cross-entropy, with δ = 1e-7, of a net that gives each of ten classes the
// same probability, and the cross-entropy of a net that gives the right class the probability 0.
func twoLosses() (clueless, worst float64) {
	// BEGIN SOLUTION
	return -dl.Log(0.1 + 1e-7), -dl.Log(1e-7)
	// END SOLUTION
}

//exercise:4.2-4 batchLoss

// batchLoss returns the mean of the cross-entropy -ln(p+δ) over the rows of y, with δ = 1e-7. p is
// the probability that a row gives its label.
func batchLoss(y *mat.Dense, labels []int) float64 {
	// BEGIN SOLUTION
	sum := 0.0
	for n, label := range labels {
		sum -= dl.Log(y.At(n, label) + 1e-7)
	}
	return sum / float64(len(labels))
	// END SOLUTION
}

//exercise:4.2-5 miniBatch

// miniBatch draws size numbers from 0 to n-1, all equally likely and independent of each other, so
// a number can repeat. All randomness comes from src.
func miniBatch(n, size int, src rand.Source) []int {
	// BEGIN SOLUTION
	r := rand.New(src)
	numbers := make([]int, size)
	for i := range numbers {
		numbers[i] = r.IntN(n)
	}
	return numbers
	// END SOLUTION
}

//exercise:4.2-6 squaredErrorSlope

// squaredErrorSlope returns the derivative of the squared error, ½ Σ (y-t)², with respect to each
// entry of y. It uses the formula of the derivative, not a difference.
func squaredErrorSlope(y, t []float64) []float64 {
	// BEGIN SOLUTION
	slope := make([]float64, len(y))
	for k := range y {
		slope[k] = y[k] - t[k]
	}
	return slope
	// END SOLUTION
}

//exercise:4.2-7 whyNotAccuracy

// whyNotAccuracy returns the letter of the right answer.
func whyNotAccuracy() string {
	// BEGIN SOLUTION
	return "a"
	// END SOLUTION
}

//exercise:4.2-8 lossFromScores

// lossFromScores returns -ln of the label's softmax probability. It never computes that
// probability, needs no δ, and is right for scores of any size.
func lossFromScores(scores []float64, label int) float64 {
	// BEGIN SOLUTION
	largest := scores[dl.ArgMax(scores)]
	sum := 0.0
	for _, s := range scores {
		sum += dl.Exp(s - largest)
	}
	return dl.Log(sum) + largest - scores[label]
	// END SOLUTION
}
