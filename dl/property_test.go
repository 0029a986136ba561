package dl_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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
			if !(math.Abs(y[i]-z[i]) <= 0x1p-44*y[i]) {
				t.Fatalf("Softmax(%v)[%d] = %v, with %v added %v", x, i, y[i], shift, z[i])
			}
		}
		// Each quotient is off by half a unit at most, and so is each addition, here and in Softmax.
		if !(math.Abs(sum-1) <= float64(n+1)*0x1p-52) {
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
	nets := newNets(12, 7, 5, dl.Xavier, src)
	order := rand.New(src).Perm(n)
	mixed, mixedLabels := mat.NewDense(n, 12, nil), make(dl.Labels, n)
	for to, from := range order {
		mixed.SetRow(to, x.RawRowView(from))
		mixedLabels[to] = labels[from]
	}
	// Sums of 40 terms of size 1 at most, in another order: 40 roundings of 2⁻⁵³ each, of a mean.
	const rounding = 40 * 0x1p-52
	for _, net := range nets {
		want, got := resultsOf(net, x, labels), resultsOf(net, mixed, mixedLabels)
		for to, from := range order {
			sameBits(t, "prediction of a sample", got.predict.RawRowView(to), want.predict.RawRowView(from))
		}
		sameBits(t, "accuracy", got.accuracy, want.accuracy)
		if !(math.Abs(got.loss-want.loss) <= 4*rounding) {
			t.Errorf("%T: the loss is %v, of the mixed batch %v", net, want.loss, got.loss)
		}
		for i, p := range want.params {
			if !mat.EqualApprox(got.params[i].Grad, p.Grad, 4*rounding) {
				t.Errorf("%T: the gradient of %s changes with the order of the batch", net, p.Name)
			}
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
			for _, net := range newNets(size.inputs, size.hidden, size.classes, dl.Std(1), src) {
				for _, x := range []mat.Matrix{dl.Normal(size.samples, size.inputs, 1, src), images(size.samples, size.inputs, src)} {
					labels := dl.Labels(dl.Choice(size.classes, size.samples, src))
					before := net.Predict(x)
					got := net.NumericalGradient(x, labels)
					want := dl.NumericalGradients(func() float64 { return net.Loss(x, labels) }, net.Params())
					for i, p := range net.Params() {
						if !mat.EqualApprox(got[i], want[i], 1.4e-10) {
							t.Errorf("%T, %T: gradient by %s\n%v\nwant\n%v", net, x, p.Name, dl.FormatMatrix(got[i]), dl.FormatMatrix(want[i]))
						}
					}
					sameBits(t, "a prediction after all that", net.Predict(x), before)
				}
			}
		})
	}
}

// Backpropagation against differences. The central difference is off by h²/6 times a third derivative, which is below 10
// here, and by the rounding above. Backpropagation leaves out Delta, which shrinks what a sample with the probability p
// contributes by the share Delta/p; it contributes at most its largest input, below 5. A ReLU is left out of the comparison
// where h spans its kink: with up to 80 inputs of a ReLU of size 1, one of them lies within 5e-4 of 0 in at most one net out of
// 30, so that of five nets of a size four are compared at least.
func TestBackpropagationIsTheGradient(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			src := rand.NewPCG(5, 0)
			compared := map[string]int{}
			for range 5 {
				x := dl.Normal(size.samples, size.inputs, 1, src)
				labels := dl.Labels(dl.Choice(size.classes, size.samples, src))
				for _, net := range newNets(size.inputs, size.hidden, size.classes, dl.Xavier, src) {
					if nearKink(net, x) {
						continue
					}
					compared[fmt.Sprintf("%T", net)]++
					least := 1.0
					for i, y := range labels {
						least = min(least, probabilities(net, x).At(i, y))
					}
					tolerance := 1e-8*10/6 + 1.4e-10 + 5*dl.Delta/least
					numeric := net.NumericalGradient(x, labels)
					differences := dl.CheckGradient(net, x, labels)
					for i, p := range net.Params() {
						if !mat.EqualApprox(p.Grad, numeric[i], tolerance) {
							t.Errorf("%T: gradient by %s\n%v\nby differences\n%v", net, p.Name, dl.FormatMatrix(p.Grad), dl.FormatMatrix(numeric[i]))
						}
						checkDifference(t, differences[i], p, numeric[i])
					}
				}
			}
			for _, net := range newNets(1, 1, 1, nil, src) {
				if name := fmt.Sprintf("%T", net); compared[name] < 4 {
					t.Errorf("of five nets of type %s, %d were compared", name, compared[name])
				}
			}
		})
	}
}

// nearKink reports whether an input of a ReLU of net is so near to 0 that moving a weight by h changes its sign; inputs of
// the net are below 5.
func nearKink(net anyNet, x *mat.Dense) bool {
	layers, ok := net.(*dl.LayerNet)
	if !ok {
		return false
	}
	for _, v := range layers.Layer("Affine1").Forward(x).RawMatrix().Data {
		if math.Abs(v) < 5*dl.DiffStep {
			return true
		}
	}
	return false
}

// checkDifference compares what CheckGradient says of a parameter with its definition.
func checkDifference(t *testing.T, got dl.GradientDifference, p *dl.Param, numeric *mat.Dense) {
	t.Helper()
	want := dl.GradientDifference{Name: p.Name}
	rows, cols := numeric.Dims()
	var all []float64
	for i := range rows {
		for j := range cols {
			all = append(all, math.Abs(p.Grad.At(i, j)-numeric.At(i, j)))
			if last := all[len(all)-1]; last > want.Max {
				want.Max, want.Row, want.Col = last, i, j
			}
		}
	}
	want.Mean = got.Mean
	equal(t, "difference", got, want)
	mean, _ := moments(all)
	if !(math.Abs(got.Mean-mean) <= 1e-12*mean) {
		t.Errorf("the mean difference of %s is %v, want %v", p.Name, got.Mean, mean)
	}
}

// A wrong gradient is found, and where it is.
func TestCheckGradientFindsTheError(t *testing.T) {
	src := rand.NewPCG(6, 0)
	net := dl.NewLayerNet(4, 3, 2, dl.He, src)
	x, labels := dl.Uniform(5, 4, src), dl.Labels{0, 1, 1, 0, 1}
	for _, wrong := range []float64{0.5, math.NaN()} {
		for _, d := range dl.CheckGradient(wrongNet{net, wrong}, x, labels) {
			isWrong := d.Name == "W2"
			equal(t, d.Name+" is wrong", !(d.Max < 1e-4), isWrong)
			if isWrong {
				equal(t, "place", [2]int{d.Row, d.Col}, [2]int{2, 1})
				equal(t, "Max is NaN", math.IsNaN(d.Max), math.IsNaN(wrong))
				equal(t, "Mean is NaN", math.IsNaN(d.Mean), math.IsNaN(wrong))
			}
		}
	}
}

// wrongNet errs in one entry of its gradient.
type wrongNet struct {
	*dl.LayerNet
	by float64
}

func (n wrongNet) Gradient(x mat.Matrix, t dl.Targets) {
	n.LayerNet.Gradient(x, t)
	grad := n.Param("W2").Grad
	grad.Set(2, 1, grad.At(2, 1)+n.by)
}

// A net of layers is its layers, one after the other.
func TestLayerNetIsItsLayers(t *testing.T) {
	src := rand.NewPCG(7, 0)
	net := dl.NewLayerNet(9, 6, 4, dl.He, src)
	var names []string
	for _, l := range net.Layers() {
		names = append(names, l.Name)
	}
	equal(t, "names", names, []string{"Affine1", "ReLU1", "Affine2"})
	affine1 := dl.NewAffineLayer(net.Param("W1"), net.Param("b1"))
	affine2 := dl.NewAffineLayer(net.Param("W2"), net.Param("b2"))
	var relu dl.ReLULayer
	var last dl.SoftmaxWithLoss
	for _, samples := range []int{7, 2, 20} {
		x := images(samples, 9, src)
		for _, targets := range []dl.Targets{
			dl.Labels(dl.Choice(4, samples, src)), dl.Rows{Dense: dl.Uniform(samples, 4, src)},
		} {
			scores := affine2.Forward(relu.Forward(affine1.Forward(x)))
			sameBits(t, "scores", net.Predict(x), scores)
			sameBits(t, "loss", net.Loss(x, targets), last.Forward(scores, targets))
			sameBits(t, "loss of the probabilities", dl.CrossEntropyBatch(last.Y(), targets), last.Forward(scores, targets))

			net.Gradient(x, targets)
			got := gradients(net.Params())
			affine1.Backward(relu.Backward(affine2.Backward(last.Backward())))
			for _, p := range net.Params() {
				sameBits(t, "gradient by "+p.Name, got[p.Name], p.Grad)
			}
		}
	}
}

// A LayerNet with its own softmax and sigmoids in the place of its ReLU is the net of chapter 4, bit by bit.
func TestSigmoidLayersAreTheTwoLayerNet(t *testing.T) {
	src := rand.NewPCG(8, 0)
	net := dl.NewTwoLayerNet(9, 6, 4, dl.Xavier, src)
	x, labels := images(20, 9, src), dl.Labels(dl.Choice(4, 20, src))
	affine1 := dl.NewAffineLayer(net.Param("W1"), net.Param("b1"))
	affine2 := dl.NewAffineLayer(net.Param("W2"), net.Param("b2"))
	var sigmoid dl.SigmoidLayer
	var last dl.SoftmaxWithLoss
	scores := affine2.Forward(sigmoid.Forward(affine1.Forward(x)))
	sameBits(t, "loss", last.Forward(scores, labels), net.Loss(x, labels))
	sameBits(t, "probabilities", last.Y(), net.Predict(x))
	net.Gradient(x, labels)
	want := gradients(net.Params())
	affine1.Backward(sigmoid.Backward(affine2.Backward(last.Backward())))
	for _, p := range net.Params() {
		sameBits(t, "gradient by "+p.Name, p.Grad, want[p.Name])
	}
}

// A layer takes any matrix, leaves it as it is, and has memory for batches of any size.
func TestLayersTakeAnyMatrix(t *testing.T) {
	src := rand.NewPCG(9, 0)
	w, b := dl.Normal(6, 6, 1, src), dl.Normal(1, 6, 1, src)
	fresh := map[string]func() dl.Layer{
		"affine": func() dl.Layer {
			return dl.NewAffineLayer(&dl.Param{Name: "W", Value: w}, &dl.Param{Name: "b", Value: b, Vector: true})
		},
		"relu":    func() dl.Layer { return new(dl.ReLULayer) },
		"sigmoid": func() dl.Layer { return new(dl.SigmoidLayer) },
		"tanh":    func() dl.Layer { return new(dl.TanhLayer) },
		"dropout": func() dl.Layer { return &dl.Dropout{Ratio: 0.25} },
	}
	for name, layer := range fresh {
		used := layer()
		for _, samples := range []int{4, 9, 1, 9, 30} {
			x, dy := images(samples, 6, src), dl.Normal(samples, 6, 1, src)
			xBefore, dyBefore := mat.DenseCopyOf(x), mat.DenseCopyOf(dy)
			reference := layer()
			y := mat.DenseCopyOf(reference.Forward(xBefore))
			dx := mat.DenseCopyOf(reference.Backward(dyBefore))
			for _, form := range []mat.Matrix{x, mat.DenseCopyOf(x), atOnly{x}, wide(x)} {
				what := fmt.Sprintf("%s of %d samples as %T: ", name, samples, form)
				sameBits(t, what+"Forward", used.Forward(form), y)
				sameBits(t, what+"Backward", used.Backward(wide(dy)), dx)
				sameBits(t, what+"Backward again", used.Backward(dy), dx)
				for i, p := range used.Params() {
					sameBits(t, what+p.Name, p.Grad, reference.Params()[i].Grad)
				}
				sameBits(t, what+"x", mat.DenseCopyOf(form), xBefore)
				sameBits(t, what+"dy", dy, dyBefore)
			}
		}
	}
}

// Nets with the same parameters agree, whoever computes: the cores that share the work of Accuracy use twins.
func TestAccuracyIsTheShareOfHits(t *testing.T) {
	src := rand.NewPCG(10, 0)
	const n = 1301
	x, labels := images(n, 20, src), dl.Labels(dl.Choice(3, n, src))
	for _, net := range newNets(20, 8, 3, dl.Xavier, src) {
		hits, y := 0, net.Predict(x)
		for i, label := range labels {
			if dl.ArgMax(y.RawRowView(i)) == label {
				hits++
			}
		}
		for _, form := range []mat.Matrix{x, mat.DenseCopyOf(x), atOnly{x}} {
			for _, targets := range []dl.Targets{labels, dl.OneHot(labels, 3)} {
				equal(t, fmt.Sprintf("accuracy of %T", net), net.Accuracy(form, targets), float64(hits)/n)
			}
		}
		equal(t, fmt.Sprintf("%T hits something", net), hits > n/6, true)
	}
}

// With a momentum of 0, Momentum is SGD; with another, its velocity is the sum that the definition says.
func TestMomentum(t *testing.T) {
	src := rand.NewPCG(11, 0)
	for _, momentum := range []float64{0, 0.9} {
		grads := []*mat.Dense{dl.Normal(3, 4, 1, src), dl.Normal(3, 4, 1, src), dl.Normal(3, 4, 1, src)}
		p := &dl.Param{Name: "W", Value: dl.Normal(3, 4, 1, src)}
		want, velocity := mat.DenseCopyOf(p.Value).RawMatrix().Data, make([]float64, 12)
		optimizer := &dl.Momentum{LearningRate: 0.3, Momentum: momentum}
		for _, g := range grads {
			p.Grad = g
			optimizer.Update([]*dl.Param{p})
			for i, v := range g.RawMatrix().Data {
				velocity[i] = float64(momentum*velocity[i]) - float64(0.3*v)
				want[i] += velocity[i]
			}
			sameBits(t, fmt.Sprintf("parameters with momentum %v", momentum), p.Value, want)
		}
	}
	sgd, momentum := &dl.SGD{LearningRate: 0.3}, &dl.Momentum{LearningRate: 0.3}
	value, grad := dl.Normal(3, 4, 1, src), dl.Normal(3, 4, 1, src)
	a := &dl.Param{Name: "W", Value: mat.DenseCopyOf(value), Grad: grad}
	b := &dl.Param{Name: "W", Value: mat.DenseCopyOf(value), Grad: grad}
	for range 3 {
		sgd.Update([]*dl.Param{a})
		momentum.Update([]*dl.Param{b})
		sameBits(t, "parameters of both", b.Value, a.Value)
	}
}

// A Momentum that trains several nets in turn, of equal shapes or not, trains each as one of its own would, also in another
// order of the parameters and with some of them left out for a while.
func TestMomentumOfSeveralNets(t *testing.T) {
	data := newSamples(40, 5, 2, rand.NewPCG(1, 0))
	x, labels := data.Batch([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	nets := func() []anyNet {
		return []anyNet{
			dl.NewTwoLayerNet(5, 4, 2, dl.Xavier, rand.NewPCG(1, 0)), dl.NewTwoLayerNet(5, 4, 2, dl.Xavier, rand.NewPCG(2, 0)),
			dl.NewLayerNet(5, 4, 2, dl.He, rand.NewPCG(3, 0)), dl.NewThreeLayerNet(5, 4, 3, 2, dl.Xavier, rand.NewPCG(4, 0)),
		}
	}
	step := func(net anyNet, o dl.Optimizer, i int) {
		net.Gradient(x, labels)
		params := net.Params()
		if i%3 == 1 {
			params = params[2:]
		}
		if i%2 == 1 {
			slices.Reverse(params)
		}
		o.Update(params)
	}
	together, alone := nets(), nets()
	shared := &dl.Momentum{LearningRate: 0.3, Momentum: 0.9}
	for i := range 7 {
		for _, net := range together {
			step(net, shared, i)
		}
	}
	for k, net := range alone {
		own := &dl.Momentum{LearningRate: 0.3, Momentum: 0.9}
		for i := range 7 {
			step(net, own, i)
		}
		sameBits(t, fmt.Sprintf("net %d", k), together[k].Params(), net.Params())
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
	for _, net := range newNets(2, 2, 2, nil, rand.NewPCG(1, 0)) {
		last := net.Params()[len(net.Params())-1]
		last.Value.Set(0, 1, math.NaN())
		x, labels := dl.Uniform(3, 2, rand.NewPCG(1, 0)), dl.Labels{0, 1, 0}
		if loss := net.Loss(x, labels); !math.IsNaN(loss) {
			t.Errorf("%T: the loss is %v, want NaN", net, loss)
		}
		net.Gradient(x, labels)
		for i, g := range net.NumericalGradient(x, labels) {
			if p := net.Params()[i]; !math.IsNaN(mat.Sum(g)) || !math.IsNaN(mat.Sum(p.Grad)) {
				t.Errorf("%T: the gradients of %s are %v and %v, want NaN", net, p.Name, g, p.Grad)
			}
		}
	}
}
