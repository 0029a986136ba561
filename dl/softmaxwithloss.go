package dl

import "gonum.org/v1/gonum/mat"

// SoftmaxWithLoss turns scores into probabilities and compares them with the targets (section 5.6.3). It ends a net and
// is no Layer: what it returns is a number, the loss. The zero value is ready for use.
//
// Together the two have the simplest of gradients, (y-t)/N. It ignores the Delta inside the logarithm of the loss, and
// takes Rows as they are where the loss takes their largest entry.
type SoftmaxWithLoss struct {
	y, dx, copied mat.Dense
	t             Targets
}

// Forward returns the mean cross entropy of the softmax of the scores x, N×K, and the N targets t. It keeps a reference to
// t, which must not change before Backward. It panics with a ShapeError or ArgumentError if x and t do not fit.
func (l *SoftmaxWithLoss) Forward(x mat.Matrix, t Targets) float64 {
	checkInput("SoftmaxWithLoss.Forward", x, -1)
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

// Backward returns the gradient of the loss by the scores of the latest Forward. It belongs to l and is good until the
// next call. It panics with an ArgumentError if there was no Forward.
func (l *SoftmaxWithLoss) Backward() *mat.Dense {
	checkCalled("SoftmaxWithLoss.Backward", &l.y)
	rows, _ := l.y.Dims()
	return l.gradient(l.t, 0, rows)
}

// gradient is Backward where l has the probabilities for samples first, first+1, … of n.
func (l *SoftmaxWithLoss) gradient(t Targets, first, n int) *mat.Dense {
	rows, classes := l.y.Dims()
	dx := sized(&l.dx, rows, classes)
	softmaxGradient(dx, &l.y, t, first, n)
	return dx
}

// Y returns the probabilities of the latest Forward. They belong to l and are good until its next call.
func (l *SoftmaxWithLoss) Y() *mat.Dense { return &l.y }

// softmaxGradient sets dst to (y-t)/N, the gradient of the mean cross entropy of the softmax by the scores. y has the
// probabilities for samples first, first+1, … of N.
func softmaxGradient(dst, y *mat.Dense, t Targets, first, n int) {
	rows, _ := y.Dims()
	for i := range rows {
		out := dst.RawRowView(i)
		for k, v := range y.RawRowView(i) {
			out[k] = (v - t.At(first+i, k)) / float64(n)
		}
	}
}
