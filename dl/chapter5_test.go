package dl_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

func TestGoldenApples(t *testing.T) {
	var in struct{ Apple, Number, Tax float64 }
	var out struct{ Price, DApple, DNumber, DTax float64 }
	c := golden(t, "nodes/apples", &in, &out)
	var apples, tax dl.MulLayer
	c.near(t, "price", tax.Forward(apples.Forward(in.Apple, in.Number), in.Tax), out.Price)
	dapples, dtax := tax.Backward(1)
	dapple, dnumber := apples.Backward(dapples)
	c.near(t, "gradient", []float64{dapple, dnumber, dtax}, []float64{out.DApple, out.DNumber, out.DTax})
}

func TestGoldenOranges(t *testing.T) {
	var in struct{ Apple, Apples, Orange, Oranges, Tax float64 }
	var out struct{ Price, DApple, DApples, DOrange, DOranges, DTax float64 }
	c := golden(t, "nodes/oranges", &in, &out)
	var apples, oranges, tax dl.MulLayer
	var both dl.AddLayer
	sum := both.Forward(apples.Forward(in.Apple, in.Apples), oranges.Forward(in.Orange, in.Oranges))
	c.near(t, "price", tax.Forward(sum, in.Tax), out.Price)
	dsum, dtax := tax.Backward(1)
	da, do := both.Backward(dsum)
	dapple, dapples := apples.Backward(da)
	dorange, doranges := oranges.Backward(do)
	c.near(t, "gradient", []float64{dapple, dapples, dorange, doranges, dtax},
		[]float64{out.DApple, out.DApples, out.DOrange, out.DOranges, out.DTax})
}

// The nodes' derivatives are those of their results.
func TestNodesByDifferences(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for range 100 {
		at := []float64{rng.NormFloat64(), rng.NormFloat64()}
		var mul dl.MulLayer
		var add dl.AddLayer
		for name, node := range map[string]interface {
			Forward(x, y float64) float64
			Backward(dout float64) (dx, dy float64)
		}{"MulLayer": &mul, "AddLayer": add} {
			want := dl.NumericalGradient(nil, func(p []float64) float64 { return 3 * node.Forward(p[0], p[1]) }, at)
			node.Forward(at[0], at[1])
			dx, dy := node.Backward(3)
			if !(math.Abs(dx-want[0]) < 1e-9 && math.Abs(dy-want[1]) < 1e-9) {
				t.Errorf("%s at %v: %v and %v, by differences %v", name, at, dx, dy, want)
			}
		}
	}
}

// bigTanh returns tanh x = (e²ˣ-1)/(e²ˣ+1), for x above 1e-9, where that still has digits to spare.
func bigTanh(x float64) *big.Float {
	e := bigExp(bigFloat(2 * x))
	up, down := bigFloat(-1), bigFloat(1)
	return up.Quo(up.Add(up, e), down.Add(down, e))
}

func TestTanhError(t *testing.T) {
	xs := inputs(100_000, func(i int, rng *rand.Rand) float64 {
		if i%2 == 0 {
			return math.Exp(rng.Float64()*23 - 20)
		}
		return 1.5 * rng.Float64()
	}, 0.625, math.Nextafter(0.625, 0), 1e-9, 18, 19, 20, 22)
	var positive []float64
	for _, x := range xs {
		if x >= 1e-9 && x < 50 {
			positive = append(positive, x)
		}
	}
	worst, at := worstError(dl.Tanh, bigTanh, positive)
	if !(worst <= 2) {
		t.Errorf("Tanh(%v) is off by %v units in the last place, want 2 at most", at, worst)
	}
	equal(t, "enough numbers were tried", len(positive) > 50_000, true)
	inf := math.Inf(1)
	for _, x := range append(positive, 0, 1e-300, 5e-324, 1e-20, 700, 800, math.MaxFloat64, inf) {
		sameBits(t, fmt.Sprintf("Tanh of -%v", x), dl.Tanh(-x), -dl.Tanh(x))
		if near := math.Tanh(x); !(math.Abs(dl.Tanh(x)-near) <= 9e-16*near) {
			t.Errorf("Tanh(%v) = %v, want %v", x, dl.Tanh(x), near)
		}
	}
	equal(t, "Tanh(Inf)", dl.Tanh(inf), 1)
	equal(t, "Tanh(NaN) is NaN", math.IsNaN(dl.Tanh(math.NaN())), true)
}

// Many numbers at once have the bits of one after the other, whatever the processor's fastest way.
func TestTanhOfMatrices(t *testing.T) {
	src := rand.NewPCG(1, 0)
	for _, size := range [][2]int{{1, 1}, {3, 7}, {100, 50}, {300, 257}} {
		x := dl.Normal(size[0], size[1], 2, src)
		x.Set(0, 0, math.NaN())
		want := mat.NewDense(size[0], size[1], nil)
		want.Apply(func(_, _ int, v float64) float64 { return dl.Tanh(v) }, x)
		sameBits(t, "Map", dl.Map(dl.Tanh, x), want)
		sameBits(t, "TanhLayer", new(dl.TanhLayer).Forward(x), want)
		sameBits(t, "a part of a matrix", dl.Map(dl.Tanh, wide(x)), want)
	}
}

func TestGoldenTanh(t *testing.T) {
	var in struct{ X, Dout [][]float64 }
	var out struct{ Y, DX [][]float64 }
	c := golden(t, "layer/tanh", &in, &out)
	var layer dl.TanhLayer
	c.near(t, "y", layer.Forward(dense(in.X)), out.Y)
	c.near(t, "dx", layer.Backward(dense(in.Dout)), out.DX)
}

// uniforms is a source whose draws become the given numbers of [0, 1).
func uniforms(rows [][]float64) rand.Source {
	src := new(script)
	for _, row := range rows {
		for _, u := range row {
			*src = append(*src, uint64(u*(1<<53))<<11)
		}
	}
	return src
}

func TestGoldenDropout(t *testing.T) {
	var in struct {
		X, Dout, Draws [][]float64
		Ratio          float64
	}
	var out struct{ Y, DX, Inference [][]float64 }
	c := golden(t, "layer/dropout", &in, &out)
	layer := dl.Dropout{Ratio: in.Ratio, Src: uniforms(in.Draws)}
	c.near(t, "y", layer.ForwardTraining(dense(in.X)), out.Y)
	c.near(t, "dx", layer.Backward(dense(in.Dout)), out.DX)
	c.near(t, "an answer", layer.Forward(dense(in.X)), out.Inference)
}

// Loss and Predict of a net go by its layers as they answer, Gradient by its layers in training.
func TestGoldenDropoutNet(t *testing.T) {
	var in struct {
		X, Draws [][]float64
		Labels   dl.Labels
		Ratio    float64
		W        [][][]float64
		B        [][]float64
	}
	var out struct {
		Scores [][]float64
		Loss   float64
		Grads  map[string][][]float64
	}
	c := golden(t, "net/dropout", &in, &out)
	affine := func(i int) dl.Layer {
		return dl.NewAffineLayer(&dl.Param{Name: "W", Value: dense(in.W[i])}, &dl.Param{Name: "b", Value: dense([][]float64{in.B[i]}), Vector: true})
	}
	net := dl.NewSequential(affine(0), new(dl.TanhLayer), &dl.Dropout{Ratio: in.Ratio, Src: uniforms(in.Draws)},
		affine(1), new(dl.ReLULayer), affine(2))
	x := dense(in.X)
	c.near(t, "scores", net.Predict(x), out.Scores)
	c.near(t, "loss", net.Loss(x, in.Labels), out.Loss)
	net.Gradient(x, in.Labels)
	equal(t, "number of parameters", len(out.Grads), len(net.Params()))
	for _, p := range net.Params() {
		c.near(t, "gradient of "+p.Name, p.Grad, out.Grads[p.Name])
	}
}

// Backward of Dropout is the gradient of what Forward did, in training with the same numbers dropped.
func TestDropoutByDifferences(t *testing.T) {
	x, dy := dl.Normal(5, 4, 1, rand.NewPCG(1, 0)), dl.Normal(5, 4, 1, rand.NewPCG(2, 0))
	for _, training := range []bool{true, false} {
		layer := &dl.Dropout{Ratio: 0.4}
		forward := func() *mat.Dense {
			layer.Src = rand.NewPCG(3, 0) // the same draws each time
			if training {
				return layer.ForwardTraining(x)
			}
			return layer.Forward(x)
		}
		p := &dl.Param{Name: "x", Value: x}
		sum := func() float64 { return dl.RowSums(dl.ColumnSums(dl.MulElem(forward(), dy))).At(0, 0) }
		want := dl.NumericalGradients(sum, []*dl.Param{p})[0]
		forward()
		if got := layer.Backward(dy); !mat.EqualApprox(got, want, 1e-9) {
			t.Errorf("training %v: gradient\n%v\nby differences\n%v", training, dl.FormatMatrix(got), dl.FormatMatrix(want))
		}
	}
}

func TestDropoutDropsItsShare(t *testing.T) {
	const n = 100_000
	ones := mat.NewDense(n/100, 100, nil)
	ones.Apply(func(_, _ int, _ float64) float64 { return 1 }, ones)
	for _, ratio := range []float64{0, 0.1, 0.5, 0.99} {
		layer := &dl.Dropout{Ratio: ratio, Src: rand.NewPCG(1, 0)}
		mean := mat.Sum(layer.ForwardTraining(ones)) / n
		checkNear(t, "share that goes through", mean, 1-ratio, math.Sqrt(ratio*(1-ratio)/n)+1e-9)
		equal(t, "an answer", layer.Forward(ones).At(0, 0), 1-ratio)
		if mat.Equal(mat.DenseCopyOf(layer.ForwardTraining(ones)), layer.ForwardTraining(ones)) && ratio > 0 {
			t.Error("two batches drop the same")
		}
	}
}

// A net with dropout learns, and goes on from a file when it gets a source.
func TestTrainingWithDropout(t *testing.T) {
	data := newSamples(30, 40, 3, rand.NewPCG(2, 0))
	src := rand.NewPCG(3, 0)
	net := dl.NewSequential(dl.NewAffine(40, 30, dl.He, src), new(dl.ReLULayer), &dl.Dropout{Ratio: 0.2, Src: src}, dl.NewAffine(30, 3, dl.He, src))
	all := make([]int, 30)
	for i := range all {
		all[i] = i
	}
	train := func(net *dl.LayerNet) {
		trainer := dl.Trainer{Net: net, Optimizer: &dl.SGD{LearningRate: 0.3}, BatchSize: 8, Iterations: 500, Src: src}
		for range trainer.Steps(data) {
		}
	}
	train(net)
	equal(t, "accuracy", net.Accuracy(data.Batch(all)), 1)

	stored := new(dl.LayerNet)
	if err := stored.UnmarshalBinary(encoded(t, net)); err != nil {
		t.Fatal(err)
	}
	dropout := stored.Layer("Dropout1").(*dl.Dropout)
	equal(t, "ratio", dropout.Ratio, 0.2)
	equal(t, "accuracy of the stored net", stored.Accuracy(data.Batch(all)), 1)
	x, labels := data.Batch(all)
	checkPanic(t, func() { stored.Gradient(x, labels) }, "dl.Dropout.ForwardTraining: Src is nil, want a source of random numbers, such as rand.NewPCG(1, 0)")
	dropout.Src = src
	train(stored)
	for _, ratio := range []float64{1, -0.1, math.NaN()} {
		data, err := (&dl.Dropout{Ratio: ratio}).MarshalBinary()
		if err != nil || dropout.UnmarshalBinary(data) == nil || dropout.UnmarshalBinary(data[:7]) == nil || dropout.Ratio != 0.2 {
			t.Errorf("a ratio of %v is read as %v: %v", ratio, dropout.Ratio, err)
		}
	}
}
