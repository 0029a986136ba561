package dl_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

var nan, inf = math.NaN(), math.Inf(1)

// ramp returns 0, step, 2·step, … as NumPy's arange(n)*step.
func ramp(n int, step float64) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(i) * step
	}
	return v
}

// What print(x) of NumPy 2.4.6 writes for the same numbers.
func TestFormatVector(t *testing.T) {
	for _, c := range []struct {
		v    []float64
		want string
	}{
		{nil, `[]`},
		{[]float64{4}, `[4.]`},
		{[]float64{0.3, 2.9, 4}, `[0.3 2.9 4. ]`},
		{[]float64{-0.5, 10, 0.25}, `[-0.5  10.    0.25]`},
		{[]float64{0, math.Copysign(0, -1)}, `[ 0. -0.]`},
		{[]float64{1.0 / 3, 2.0 / 3}, `[0.33333333 0.66666667]`},
		{[]float64{0.1 + 0.2, 1e-8}, `[3.e-01 1.e-08]`},
		{[]float64{0.000000005, 1}, `[5.e-09 1.e+00]`},
		{[]float64{0.01821127, 0.24519181, 0.73659691}, `[0.01821127 0.24519181 0.73659691]`},
		{[]float64{99999999, 1}, `[9.9999999e+07 1.0000000e+00]`},
		{[]float64{99999999}, `[99999999.]`},
		{[]float64{1e8}, `[1.e+08]`},
		{[]float64{1e-4}, `[0.0001]`},
		{[]float64{0.000099}, `[9.9e-05]`},
		{[]float64{1, 1000}, `[   1. 1000.]`},
		{[]float64{1, 1001}, `[1.000e+00 1.001e+03]`},
		{[]float64{-6.11110793e-10, 8.14814391e-10}, `[-6.11110793e-10  8.14814391e-10]`},
		{[]float64{1e5, 1e-5, 0}, `[1.e+05 1.e-05 0.e+00]`},
		{[]float64{1e100, 1e-5, -2.5}, `[ 1.0e+100  1.0e-005 -2.5e+000]`},
		{[]float64{1.7976931348623157e308, 5e-324}, `[1.79769313e+308 4.94065646e-324]`},
		{[]float64{nan, 1, inf}, `[nan  1. inf]`},
		{[]float64{nan, -inf}, `[ nan -inf]`},
		{[]float64{-inf, 1e-10, nan}, `[  -inf 1.e-10    nan]`},
		{[]float64{nan, 0.125, -2}, `[   nan  0.125 -2.   ]`},
		{[]float64{0.5, 2.5, 0.000000125, 0.000000375}, `[5.00e-01 2.50e+00 1.25e-07 3.75e-07]`},
		{ramp(21, 1), `[ 0.  1.  2.  3.  4.  5.  6.  7.  8.  9. 10. 11. 12. 13. 14. 15. 16. 17.
 18. 19. 20.]`},
		{ramp(30, 0.37), `[ 0.    0.37  0.74  1.11  1.48  1.85  2.22  2.59  2.96  3.33  3.7   4.07
  4.44  4.81  5.18  5.55  5.92  6.29  6.66  7.03  7.4   7.77  8.14  8.51
  8.88  9.25  9.62  9.99 10.36 10.73]`},
		{ramp(25, 1e-7), `[0.0e+00 1.0e-07 2.0e-07 3.0e-07 4.0e-07 5.0e-07 6.0e-07 7.0e-07 8.0e-07
 9.0e-07 1.0e-06 1.1e-06 1.2e-06 1.3e-06 1.4e-06 1.5e-06 1.6e-06 1.7e-06
 1.8e-06 1.9e-06 2.0e-06 2.1e-06 2.2e-06 2.3e-06 2.4e-06]`},
		{ramp(1001, 1), `[   0.    1.    2. ...  998.  999. 1000.]`},
		{ramp(1001, -0.001), `[-0.    -0.001 -0.002 ... -0.998 -0.999 -1.   ]`},
	} {
		equal(t, "format", dl.FormatVector(c.v), c.want)
	}
}

func TestFormatMatrix(t *testing.T) {
	for _, c := range []struct {
		m    mat.Matrix
		want string
	}{
		{mat.NewDense(1, 1, []float64{7}), `[[7.]]`},
		{mat.NewDense(2, 3, []float64{0.47355232, 0.9977393, 0.84668094, 0.85557411, 0.03563661, 0.69422093}), `[[0.47355232 0.9977393  0.84668094]
 [0.85557411 0.03563661 0.69422093]]`},
		{mat.NewDense(2, 2, []float64{nan, -1, inf, 1e9}), `[[    nan -1.e+00]
 [    inf  1.e+09]]`},
		{&mat.Dense{}, `[]`},
		{mat.NewDense(3, 1, ramp(3, 0.5)), `[[0. ]
 [0.5]
 [1. ]]`},
		{mat.NewDense(2, 20, ramp(40, 0.25)), `[[0.   0.25 0.5  0.75 1.   1.25 1.5  1.75 2.   2.25 2.5  2.75 3.   3.25
  3.5  3.75 4.   4.25 4.5  4.75]
 [5.   5.25 5.5  5.75 6.   6.25 6.5  6.75 7.   7.25 7.5  7.75 8.   8.25
  8.5  8.75 9.   9.25 9.5  9.75]]`},
		{mat.NewDense(6, 167, ramp(1002, 1)), `[[0.000e+00 1.000e+00 2.000e+00 ... 1.640e+02 1.650e+02 1.660e+02]
 [1.670e+02 1.680e+02 1.690e+02 ... 3.310e+02 3.320e+02 3.330e+02]
 [3.340e+02 3.350e+02 3.360e+02 ... 4.980e+02 4.990e+02 5.000e+02]
 [5.010e+02 5.020e+02 5.030e+02 ... 6.650e+02 6.660e+02 6.670e+02]
 [6.680e+02 6.690e+02 6.700e+02 ... 8.320e+02 8.330e+02 8.340e+02]
 [8.350e+02 8.360e+02 8.370e+02 ... 9.990e+02 1.000e+03 1.001e+03]]`},
		{mat.NewDense(7, 143, ramp(1001, 0.5)), `[[  0.    0.5   1.  ...  70.   70.5  71. ]
 [ 71.5  72.   72.5 ... 141.5 142.  142.5]
 [143.  143.5 144.  ... 213.  213.5 214. ]
 ...
 [286.  286.5 287.  ... 356.  356.5 357. ]
 [357.5 358.  358.5 ... 427.5 428.  428.5]
 [429.  429.5 430.  ... 499.  499.5 500. ]]`},
		{mat.NewDense(200, 6, ramp(1200, 1)), `[[0.000e+00 1.000e+00 2.000e+00 3.000e+00 4.000e+00 5.000e+00]
 [6.000e+00 7.000e+00 8.000e+00 9.000e+00 1.000e+01 1.100e+01]
 [1.200e+01 1.300e+01 1.400e+01 1.500e+01 1.600e+01 1.700e+01]
 ...
 [1.182e+03 1.183e+03 1.184e+03 1.185e+03 1.186e+03 1.187e+03]
 [1.188e+03 1.189e+03 1.190e+03 1.191e+03 1.192e+03 1.193e+03]
 [1.194e+03 1.195e+03 1.196e+03 1.197e+03 1.198e+03 1.199e+03]]`},
		{mat.NewDense(200, 7, ramp(1400, -1)), `[[-0.000e+00 -1.000e+00 -2.000e+00 ... -4.000e+00 -5.000e+00 -6.000e+00]
 [-7.000e+00 -8.000e+00 -9.000e+00 ... -1.100e+01 -1.200e+01 -1.300e+01]
 [-1.400e+01 -1.500e+01 -1.600e+01 ... -1.800e+01 -1.900e+01 -2.000e+01]
 ...
 [-1.379e+03 -1.380e+03 -1.381e+03 ... -1.383e+03 -1.384e+03 -1.385e+03]
 [-1.386e+03 -1.387e+03 -1.388e+03 ... -1.390e+03 -1.391e+03 -1.392e+03]
 [-1.393e+03 -1.394e+03 -1.395e+03 ... -1.397e+03 -1.398e+03 -1.399e+03]]`},
		{mat.NewDense(784, 100, ramp(78400, 1e-3)), `[[0.0000e+00 1.0000e-03 2.0000e-03 ... 9.7000e-02 9.8000e-02 9.9000e-02]
 [1.0000e-01 1.0100e-01 1.0200e-01 ... 1.9700e-01 1.9800e-01 1.9900e-01]
 [2.0000e-01 2.0100e-01 2.0200e-01 ... 2.9700e-01 2.9800e-01 2.9900e-01]
 ...
 [7.8100e+01 7.8101e+01 7.8102e+01 ... 7.8197e+01 7.8198e+01 7.8199e+01]
 [7.8200e+01 7.8201e+01 7.8202e+01 ... 7.8297e+01 7.8298e+01 7.8299e+01]
 [7.8300e+01 7.8301e+01 7.8302e+01 ... 7.8397e+01 7.8398e+01 7.8399e+01]]`},
		{mat.NewDense(1, 1001, ramp(1001, 1)), `[[   0.    1.    2. ...  998.  999. 1000.]]`},
		{mat.NewDense(7, 3, ramp(21, 1)), `[[ 0.  1.  2.]
 [ 3.  4.  5.]
 [ 6.  7.  8.]
 [ 9. 10. 11.]
 [12. 13. 14.]
 [15. 16. 17.]
 [18. 19. 20.]]`},
	} {
		equal(t, "format", dl.FormatMatrix(c.m), c.want)
		if !c.m.(*mat.Dense).IsEmpty() {
			equal(t, "format of a part of a matrix", dl.FormatMatrix(wide(c.m)), c.want)
		}
	}
}

// Up to 1,000 numbers all are shown, and the lines break as NumPy breaks them; one more, and only the outer six are.
func TestFormatThreshold(t *testing.T) {
	all := dl.FormatVector(ramp(1000, 1))
	equal(t, "number of words", len(strings.Fields(strings.Trim(all, "[]"))), 1000)
	equal(t, "number of lines", strings.Count(all, "\n")+1, 72)
	equal(t, "longest line", len(slices.MaxFunc(strings.Split(all, "\n"), func(a, b string) int { return len(a) - len(b) })), 70)
	square := dl.FormatMatrix(mat.NewDense(100, 10, ramp(1000, 0.5)))
	equal(t, "number of lines of 100×10", strings.Count(square, "\n")+1, 100)
}

// A vector reads as the only row of a matrix, and the caller's numbers stay as they are.
func TestFormatRow(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for range 300 {
		v := make([]float64, 1+rng.IntN(8))
		for i := range v {
			v[i] = math.Ldexp(rng.NormFloat64(), rng.IntN(40)-20)
		}
		before := slices.Clone(v)
		equal(t, "a matrix of one row", dl.FormatMatrix(mat.NewDense(1, len(v), v)), "["+strings.ReplaceAll(dl.FormatVector(v), "\n", "\n ")+"]")
		sameBits(t, "the numbers afterwards", v, before)
	}
}

func TestShape(t *testing.T) {
	for _, c := range []struct {
		s    dl.Shape
		want string
	}{
		{dl.Shape{}, "()"}, {dl.Shape{100}, "(100,)"}, {dl.Shape{784, 100}, "(784, 100)"},
		{dl.Shape{60000, 1, 28, 28}, "(60000, 1, 28, 28)"}, {dl.Shape{-1, 10}, "(any, 10)"}, {dl.Shape{-1}, "(any,)"}, {nil, "()"},
	} {
		equal(t, "shape", c.s.String(), c.want)
	}
	equal(t, "shape of a transpose", dl.ShapeOf(mat.NewDense(2, 3, nil).T()), dl.Shape{3, 2})
}
