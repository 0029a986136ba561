package dl_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

func TestSoftmaxProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for range 2000 {
		n := 1 + rng.IntN(30)
		spread := math.Ldexp(1, rng.IntN(9)-3)
		x, shifted := make([]float64, n), make([]float64, n)
		shift := 100 * (2*rng.Float64() - 1)
		for i := range x {
			x[i] = spread * (2*rng.Float64() - 1)
			shifted[i] = x[i] + shift
		}
		y, z := dl.Softmax(nil, x), dl.Softmax(nil, shifted)
		sum := 0.0
		for i := range y {
			sum += y[i]
			if !(y[i] > 0 && y[i] <= 1) {
				t.Fatalf("Softmax(%v)[%d] = %v, want a positive number up to 1", x, i, y[i])
			}
			// Adding the shift rounds x to 2⁻⁴⁶ at most (numbers up to 164), and e**x follows relatively.
			if math.Abs(y[i]-z[i]) > 0x1p-44*y[i] {
				t.Fatalf("Softmax(%v)[%d] = %v, with %v added %v", x, i, y[i], shift, z[i])
			}
		}
		// Each quotient is off by half a unit at most, and so is each addition, here and in Softmax.
		if math.Abs(sum-1) > float64(n+1)*0x1p-52 {
			t.Fatalf("Softmax(%v) sums to %v", x, sum)
		}
		equal(t, "position of the largest", dl.ArgMax(y), dl.ArgMax(x))
		sameBits(t, "in place", dl.Softmax(x, x), y)
	}
}

func TestSoftmaxOfOddNumbers(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ x, want []float64 }{
		{[]float64{1000, 1000}, []float64{0.5, 0.5}}, // e**1000 would overflow
		{[]float64{-1e308, 1e308}, []float64{0, 1}},
		{[]float64{-inf, 3}, []float64{0, 1}},
		{[]float64{inf, 3}, []float64{nan, nan}}, // as NumPy
		{[]float64{-inf, -inf}, []float64{nan, nan}},
		{[]float64{3, nan, 4}, []float64{nan, nan, nan}},
	} {
		got := dl.Softmax(nil, c.x)
		equal(t, fmt.Sprintf("Softmax(%v)", c.x), fmt.Sprint(got), fmt.Sprint(c.want))
	}
}

// SoftmaxRows treats each row alone, whatever the form of the matrices.
func TestSoftmaxRows(t *testing.T) {
	x := dl.Normal(6, 4, 2, rand.NewPCG(1, 0))
	want := mat.NewDense(6, 4, nil)
	for i := range 6 {
		dl.Softmax(want.RawRowView(i), x.RawRowView(i))
	}
	sameBits(t, "new", dl.SoftmaxRows(nil, x), want)
	sameBits(t, "only At", dl.SoftmaxRows(nil, atOnly{x}), want)
	dst := wide(x)
	if got := dl.SoftmaxRows(dst, x); got != dst {
		t.Error("SoftmaxRows did not return dst")
	}
	sameBits(t, "into a part of a matrix", dst, want)
	sameBits(t, "in place", dl.SoftmaxRows(x, x), want)
}

// A probability costs at least -ln(1+Delta), a little less than nothing, and never more than -ln(Delta).
func TestCrossEntropyBounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	for range 2000 {
		n := 1 + rng.IntN(12)
		x := make([]float64, n)
		for i := range x {
			x[i] = 60 * rng.NormFloat64()
		}
		y, label := dl.Softmax(nil, x), rng.IntN(n)
		one := dl.OneHot(dl.Labels{label}, n)
		loss := dl.CrossEntropy(y, one.RawRowView(0))
		if !(loss >= -dl.Delta && loss <= -dl.Log(dl.Delta)) {
			t.Fatalf("the loss of label %d of %v is %v", label, y, loss)
		}
		batch := mat.NewDense(1, n, y)
		sameBits(t, "a batch of one sample", dl.CrossEntropyBatch(batch, dl.Labels{label}), loss)
		sameBits(t, "a batch of one row", dl.CrossEntropyBatch(batch, one), loss)
		sameBits(t, "squared error of one sample", dl.SumSquaredErrorBatch(batch, one), dl.SumSquaredError(y, one.RawRowView(0)))
	}
}

// The order of a batch matters to nothing but rounding.
func TestPermutedBatch(t *testing.T) {
	src := rand.NewPCG(3, 0)
	const n = 40
	x, labels := dl.Normal(n, 12, 1, src), dl.Labels(dl.Choice(5, n, src))
	net := dl.NewTwoLayerNet(12, 7, 5, dl.Xavier, src)
	order := rand.New(src).Perm(n)
	mixed, mixedLabels := mat.NewDense(n, 12, nil), make(dl.Labels, n)
	for to, from := range order {
		mixed.SetRow(to, x.RawRowView(from))
		mixedLabels[to] = labels[from]
	}
	want, got := resultsOf(net, x, labels), resultsOf(net, mixed, mixedLabels)
	for to, from := range order {
		sameBits(t, "prediction of a sample", got.predict.RawRowView(to), want.predict.RawRowView(from))
	}
	sameBits(t, "accuracy", got.accuracy, want.accuracy)
	// Sums of 40 terms of size 1 at most, in another order: 40 roundings of 2⁻⁵³ each, of a mean.
	const rounding = 40 * 0x1p-52
	if math.Abs(got.loss-want.loss) > 4*rounding {
		t.Errorf("the loss is %v, of the mixed batch %v", want.loss, got.loss)
	}
	for i, p := range want.params {
		if !mat.EqualApprox(got.params[i].Grad, p.Grad, rounding) {
			t.Errorf("the gradient of %s changes with the order of the batch", p.Name)
		}
	}
}

// sizes are those for which the ways to a gradient are compared.
var sizes = []struct{ samples, inputs, hidden, classes int }{
	{1, 1, 1, 2}, {1, 4, 3, 2}, {3, 2, 5, 4}, {8, 6, 4, 3}, {20, 10, 3, 10}, {5, 30, 8, 2},
}

// The net's numerical gradient computes the same quotient as the general one and leaves out what cannot change. Both
// divide by 2h = 2e-4 the difference of two losses: of the mean of -ln p, each of up to 16 terms of rounding of
// 2⁻⁵³·(1+loss). With losses below 8 the quotients differ by less than 2·8·16·2⁻⁵³/2e-4 = 1.4e-10.
func TestNumericalGradientIsTheGeneralOne(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			src := rand.NewPCG(4, 0)
			net := dl.NewTwoLayerNet(size.inputs, size.hidden, size.classes, dl.Std(1), src)
			for _, x := range []mat.Matrix{dl.Normal(size.samples, size.inputs, 1, src), images(size.samples, size.inputs, src)} {
				labels := dl.Labels(dl.Choice(size.classes, size.samples, src))
				before := net.Predict(x)
				got := net.NumericalGradient(x, labels)
				want := dl.NumericalGradients(func() float64 { return net.Loss(x, labels) }, net.Params())
				for i, p := range net.Params() {
					if !mat.EqualApprox(got[i], want[i], 1.4e-10) {
						t.Errorf("%T: gradient by %s\n%v\nwant\n%v", x, p.Name, dl.FormatMatrix(got[i]), dl.FormatMatrix(want[i]))
					}
				}
				sameBits(t, "a prediction after all that", net.Predict(x), before)
			}
		})
	}
}

// Backpropagation against differences. The central difference is off by h²/6 times a third derivative, which is below 10
// here, and by the rounding above. Backpropagation leaves out Delta, which shrinks what a sample with the probability p
// contributes by the share Delta/p; it contributes at most its largest input, below 5.
func TestBackpropagationIsTheGradient(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			src := rand.NewPCG(5, 0)
			for range 5 {
				net := dl.NewTwoLayerNet(size.inputs, size.hidden, size.classes, dl.Xavier, src)
				x := dl.Normal(size.samples, size.inputs, 1, src)
				labels := dl.Labels(dl.Choice(size.classes, size.samples, src))
				least := 1.0
				for i, y := range labels {
					least = min(least, net.Predict(x).At(i, y))
				}
				tolerance := 1e-8*10/6 + 1.4e-10 + 5*dl.Delta/least
				numeric := net.NumericalGradient(x, labels)
				net.Gradient(x, labels)
				for i, p := range net.Params() {
					if !mat.EqualApprox(p.Grad, numeric[i], tolerance) {
						t.Errorf("gradient by %s\n%v\nby differences\n%v", p.Name, dl.FormatMatrix(p.Grad), dl.FormatMatrix(numeric[i]))
					}
				}
			}
		})
	}
}

func TestGradientDescentPath(t *testing.T) {
	start := []float64{-3, 4}
	path := dl.GradientDescent(bowl, start, 0.1, 3)
	equal(t, "start afterwards", start, []float64{-3, 4})
	equal(t, "number of points", len(path), 4)
	equal(t, "first point", path[0], start)
	path[0][0] = 99
	equal(t, "start after the path has changed", start, []float64{-3, 4})
	for s := 1; s < 4; s++ {
		if !(bowl(path[s]) < bowl([]float64{-3, 4})) {
			t.Errorf("point %d is %v, no lower than the start", s, path[s])
		}
	}
	equal(t, "no steps", dl.GradientDescent(bowl, start, 0.1, 0), [][]float64{{-3, 4}})
}

// f sees a copy of the point, and dst may be x.
func TestNumericalGradientMemory(t *testing.T) {
	x := []float64{3, 4}
	dl.NumericalGradient(nil, func(p []float64) float64 { return bowl(p) + 0*x[0] }, x)
	equal(t, "x afterwards", x, []float64{3, 4})
	want := dl.NumericalGradient(nil, bowl, x)
	dst := make([]float64, 2)
	sameBits(t, "into dst", dl.NumericalGradient(dst, bowl, x), want)
	sameBits(t, "dst", dst, want)
	sameBits(t, "into x", dl.NumericalGradient(x, bowl, x), want)
}

func TestArgMax(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		x    []float64
		want int
	}{
		{[]float64{5}, 0}, {[]float64{1, 3, 2}, 1}, {[]float64{2, 7, 7}, 1}, {[]float64{-3, -2, -9}, 1},
		{[]float64{math.Inf(-1), math.Inf(-1)}, 0}, {[]float64{1, nan, 9, nan}, 1}, {[]float64{nan, 2}, 0},
	} {
		equal(t, fmt.Sprintf("ArgMax(%v)", c.x), dl.ArgMax(c.x), c.want)
	}
}

// A net that has diverged says so: NaN goes through to the loss and the gradient.
func TestNaNIsNotHidden(t *testing.T) {
	net := dl.NewTwoLayerNet(2, 2, 2, nil, rand.NewPCG(1, 0))
	net.Param("b2").Value.Set(0, 1, math.NaN())
	x, labels := dl.Uniform(3, 2, rand.NewPCG(1, 0)), dl.Labels{0, 1, 0}
	if loss := net.Loss(x, labels); !math.IsNaN(loss) {
		t.Errorf("the loss is %v, want NaN", loss)
	}
	net.Gradient(x, labels)
	for i, g := range net.NumericalGradient(x, labels) {
		p := net.Params()[i]
		if !math.IsNaN(mat.Sum(g)) || !math.IsNaN(mat.Sum(p.Grad)) {
			t.Errorf("the gradients of %s are %v and %v, want NaN", p.Name, g, p.Grad)
		}
	}
}
