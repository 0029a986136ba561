package dl

import "gonum.org/v1/gonum/mat"

// SoftmaxWithLoss turns scores into probabilities and compares them with the targets (section 5.6.3). It ends a net and
// is not a Layer, because it returns a number, the loss. The zero value is ready for use.
//
// Softmax and loss together have a simple gradient, (y-t)/N. It ignores the Delta inside the logarithm of the loss. For
// Rows, the gradient uses the numbers as they are, but the loss uses only the position of the largest.
type SoftmaxWithLoss struct {
	y, dx, copied mat.Dense
	t             Targets
}

// Forward returns the mean cross-entropy of the softmax of the scores x, N×K, and the N targets t. It keeps a reference to
// t, which must not change before Backward. It panics with a ShapeError or ArgumentError if x and t do not fit.
func (l *SoftmaxWithLoss) Forward(x mat.Matrix, t Targets) float64 {
	checkInput("SoftmaxWithLoss.Forward", x, anySize)
	rows, classes := x.Dims()
	checkTargets("SoftmaxWithLoss.Forward", t, rows, classes)
	l.t = t
	return meanCrossEntropy(l.softmax(denseOf(x, &l.copied)), t)
}

// softmax returns the probabilities of the scores x, which belong to l.
func (l *SoftmaxWithLoss) softmax(x *mat.Dense) *mat.Dense {
	rows, classes := x.Dims()
	return softmaxRows(sized(&l.y, rows, classes), x)
}

// Backward returns the gradient of the loss with respect to the scores of the latest Forward, N×K. It belongs to l and is
// valid until the next call. It panics with an ArgumentError if there was no Forward.
func (l *SoftmaxWithLoss) Backward() *mat.Dense {
	checkCalled("SoftmaxWithLoss.Backward", &l.y)
	rows, _ := l.y.Dims()
	return softmaxGradient(&l.dx, &l.y, l.t, rows)
}

// Y returns the probabilities of the latest Forward, N×K, or an empty matrix before the first. They belong to l and are
// valid until the next Forward.
func (l *SoftmaxWithLoss) Y() *mat.Dense { return &l.y }

// softmaxGradient returns (y-t)/N in the given memory: the gradient, with respect to the scores, of the cross-entropy of
// their softmax y, averaged over N samples.
func softmaxGradient(memory, y *mat.Dense, t Targets, n int) *mat.Dense {
	rows, classes := y.Dims()
	dy := sized(memory, rows, classes)
	for i := range rows {
		out := dy.RawRowView(i)
		for k, v := range y.RawRowView(i) {
			out[k] = (v - t.At(i, k)) / float64(n)
		}
	}
	return dy
}
