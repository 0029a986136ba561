package solutions

import (
	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
)

var all36 = map[string]any{
	"3.6-1": secondLayerShape,
	"3.6-2": accuracyOf,
	"3.6-3": affineBatch,
	"3.6-4": cut,
	"3.6-5": batchedAccuracy,
	"3.6-6": confusionMatrix,
	"3.6-7": whyNoSoftmax,
}

//exercise:3.6-1 secondLayerShape

// secondLayerShape returns the shape of the second layer's output for a batch of 100 images.
func secondLayerShape() (rows, cols int) {
	// BEGIN SOLUTION
	return 100, 100
	// END SOLUTION
}

//exercise:3.6-2 accuracyOf

// accuracyOf returns the share of the rows of y, from 0 to 1, whose largest entry is at the label.
func accuracyOf(y *mat.Dense, labels []int) float64 {
	// BEGIN SOLUTION
	hits := 0
	for i, label := range labels {
		if dl.ArgMax(y.RawRowView(i)) == label {
			hits++
		}
	}
	return float64(hits) / float64(len(labels))
	// END SOLUTION
}

//exercise:3.6-3 affineBatch

// affineBatch returns xW + b for a batch: x is N×I, W is I×O, and b has one number for each of the
// O columns.
func affineBatch(x, W *mat.Dense, b []float64) *mat.Dense {
	// BEGIN SOLUTION
	var y mat.Dense
	y.Mul(x, W)
	y.Apply(func(_, j int, v float64) float64 { return v + b[j] }, &y)
	return &y
	// END SOLUTION
}

//exercise:3.6-4 cut

// cut divides n samples into batches of the given size; only the last can be smaller. It returns
// where each batch begins and where it ends: a batch from 200 to 300 holds the samples 200 to 299.
func cut(n, size int) [][2]int {
	// BEGIN SOLUTION
	var batches [][2]int
	for from := 0; from < n; from += size {
		batches = append(batches, [2]int{from, min(from+size, n)})
	}
	return batches
	// END SOLUTION
}

//exercise:3.6-5 batchedAccuracy

// batchedAccuracy returns the accuracy of a net on the rows of x. It calls predict with batches of
// the given size; only the last can be smaller. For each row of a batch, predict returns a row of
// probabilities.
func batchedAccuracy(
	predict func(mat.Matrix) *mat.Dense, x *mat.Dense, labels []int, size int,
) float64 {
	// BEGIN SOLUTION
	_, cols := x.Dims()
	hits := 0
	for from := 0; from < len(labels); from += size {
		to := min(from+size, len(labels))
		y := predict(x.Slice(from, to, 0, cols))
		for i := range to - from {
			if dl.ArgMax(y.RawRowView(i)) == labels[from+i] {
				hits++
			}
		}
	}
	return float64(hits) / float64(len(labels))
	// END SOLUTION
}

//exercise:3.6-6 confusionMatrix

// confusionMatrix counts guesses: entry [k][j] is the number of samples of class k that were taken
// for class j.
func confusionMatrix(truths, guesses []int, classes int) [][]int {
	// BEGIN SOLUTION
	counts := make([][]int, classes)
	for k := range counts {
		counts[k] = make([]int, classes)
	}
	for i, truth := range truths {
		counts[truth][guesses[i]]++
	}
	return counts
	// END SOLUTION
}

//exercise:3.6-7 whyNoSoftmax

// whyNoSoftmax returns the letter of the right answer.
func whyNoSoftmax() string {
	// BEGIN SOLUTION
	return "b"
	// END SOLUTION
}
