package kernel

import "gonum.org/v1/gonum/blas/blas64"

// ExpAll sets each entry of dst to Exp of that entry of x. Here and below all matrices have the same shape, and dst may
// be one of the others.
func ExpAll(dst, x blas64.General) {
	inRuns(dst, x, x, func(dst, x, _ []float64) { best.exp(dst, x) })
}

// Sigmoid sets each entry of dst to 1/(1+Exp(-x)).
func Sigmoid(dst, x blas64.General) {
	inRuns(dst, x, x, func(dst, x, _ []float64) { best.sigmoid(dst, x) })
}

// ReLU sets each entry of dst to that of x, or to 0 if it is negative. NaN stays NaN.
func ReLU(dst, x blas64.General) {
	inRuns(dst, x, x, func(dst, x, _ []float64) { best.relu(dst, x) })
}

// ReLUGradient sets each entry of dst to that of dy, or to 0 where y, the output of ReLU, is 0.
func ReLUGradient(dst, dy, y blas64.General) { inRuns(dst, dy, y, best.reluGradient) }

// SigmoidGradient sets each entry of dst to dy·y(1-y), where y is the output of Sigmoid.
func SigmoidGradient(dst, dy, y blas64.General) { inRuns(dst, dy, y, best.sigmoidGradient) }

// AddScaled sets each entry of dst to x + a·y.
func AddScaled(dst, x blas64.General, a float64, y blas64.General) {
	inRuns(dst, x, y, func(dst, x, y []float64) { best.addScaled(dst, x, a, y) })
}

// Row returns v as a matrix of one row.
func Row(v []float64) blas64.General {
	return blas64.General{Rows: 1, Cols: len(v), Data: v, Stride: len(v)}
}

// longestRun is short enough that a run takes microseconds: a goroutine cannot be interrupted inside a vector kernel.
const longestRun = 4096

// inRuns calls f for all entries, run by run of those that lie side by side in each matrix.
func inRuns(dst, x, y blas64.General, f func(dst, x, y []float64)) {
	rows, cols := dst.Rows, dst.Cols
	check(x.Rows == rows && x.Cols == cols && y.Rows == rows && y.Cols == cols, "matrices differ in shape")
	checkData(Of(dst))
	checkData(Of(x))
	checkData(Of(y))
	if dst.Stride == cols && x.Stride == cols && y.Stride == cols {
		rows, cols = 1, rows*cols
	}
	for i := range rows {
		for j := 0; j < cols; j += longestRun {
			n := min(longestRun, cols-j)
			f(dst.Data[i*dst.Stride+j:][:n], x.Data[i*x.Stride+j:][:n], y.Data[i*y.Stride+j:][:n])
		}
	}
}
