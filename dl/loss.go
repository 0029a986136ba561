package dl

import (
	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// Delta is added to a probability before its logarithm is taken, so that a probability of 0 costs 16.1 instead of
// infinity (section 4.2.2). Backpropagation ignores it, as in the book: for the probability p of the right class, the exact
// gradient of a sample's loss is p/(p+Delta) times what Gradient uses. That is a millionth smaller at p = 0.1, and half as
// large at p = 1e-7.
const Delta = 1e-7

// SumSquaredError returns ½ Σ (yₖ-tₖ)² for the outputs y of one sample and its targets t (section 4.2.1). The book calls it
// the mean squared error although nothing is averaged. It panics with a ShapeError if the lengths differ.
func SumSquaredError(y, t []float64) float64 {
	checkLength("SumSquaredError", "t", len(t), len(y))
	var sum float64
	for k := range y {
		d := y[k] - t[k]
		// float64(…) rounds the product before it is added: the same bits on every machine (see the package comment).
		sum += float64(d * d)
	}
	return float64(sum / 2) // the compiler turns sum/2 into the product sum·0.5, to which a caller may add
}

// CrossEntropy returns -Σ tₖ ln(yₖ+Delta) for the probabilities y of one sample and its targets t (section 4.2.2). It
// panics with a ShapeError if the lengths differ.
func CrossEntropy(y, t []float64) float64 {
	checkLength("CrossEntropy", "t", len(t), len(y))
	var sum float64
	for k := range y {
		sum += float64(t[k] * kernel.Log(y[k]+Delta))
	}
	return -sum
}

// SumSquaredErrorBatch returns the mean over the rows of y of SumSquaredError. y is N×K and t holds N targets. It
// panics with a ShapeError or ArgumentError if they do not fit.
func SumSquaredErrorBatch(y *mat.Dense, t Targets) float64 {
	checkMatrix("SumSquaredErrorBatch", "y", y)
	rows, classes := y.Dims()
	checkTargets("SumSquaredErrorBatch", t, rows, classes)
	var sum float64
	for i := range rows {
		for k, v := range y.RawRowView(i) {
			d := v - t.At(i, k)
			sum += float64(d * d)
		}
	}
	return sum / 2 / float64(rows)
}

// CrossEntropyBatch returns the mean over the rows of y of -ln(y[i, label i]+Delta) (section 4.2.4). y is N×K and holds
// a probability for each class, and t holds N targets. For Rows, targets as a matrix, it uses the position of the
// largest entry of a row. For one-hot rows that is the book's formula; for other rows use CrossEntropy, row by row. It
// panics with a ShapeError or ArgumentError if y and t do not fit.
func CrossEntropyBatch(y *mat.Dense, t Targets) float64 {
	checkMatrix("CrossEntropyBatch", "y", y)
	rows, classes := y.Dims()
	checkTargets("CrossEntropyBatch", t, rows, classes)
	return meanCrossEntropy(y, t)
}

// meanCrossEntropy is CrossEntropyBatch without the checks.
func meanCrossEntropy(y *mat.Dense, t Targets) float64 {
	rows, _ := y.Dims()
	var sum float64
	for i := range rows {
		sum += crossEntropyOfLabel(y, i, t.Label(i))
	}
	return sum / float64(rows)
}

// crossEntropyOfLabel returns -ln(y[i, label]+Delta).
func crossEntropyOfLabel(y *mat.Dense, i, label int) float64 {
	return -kernel.Log(y.At(i, label) + Delta)
}
