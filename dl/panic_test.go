package dl_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// noSamples is a batch without rows, which mat.Dense cannot be.
type noSamples struct{ atOnly }

func (noSamples) Dims() (rows, cols int) { return 0, 3 }

// noData is a data set without samples.
type noData struct{}

func (noData) Len() int                             { return 0 }
func (noData) Batch([]int) (mat.Matrix, dl.Targets) { panic("a batch of nothing") }

// A wrong call panics with a ShapeError or an ArgumentError whose message names the function, the argument, what it is
// and what it should be.
func TestPanics(t *testing.T) {
	src := rand.NewPCG(1, 0)
	net := dl.NewTwoLayerNet(3, 4, 2, nil, src)
	x, y := dl.Uniform(2, 3, src), dl.Uniform(2, 2, src)
	good := dl.Labels{0, 1}
	inf, nan := math.Inf(1), math.NaN()
	changed := func(change func(net *dl.TwoLayerNet)) *dl.TwoLayerNet {
		net := dl.NewTwoLayerNet(3, 4, 2, nil, rand.NewPCG(1, 0))
		change(net)
		return net
	}
	trainer := func(change func(tr *dl.Trainer)) func() {
		return func() {
			data := newSamples(10, 3, 2, rand.NewPCG(1, 0))
			tr := newTrainer(data, 1)
			change(tr)
			tr.Steps(data)
		}
	}
	sgd := func(rate float64) func() {
		return func() { (&dl.SGD{LearningRate: rate}).Update(net.Params()) }
	}

	momentum := func(rate, momentum float64) func() {
		return func() { (&dl.Momentum{LearningRate: rate, Momentum: momentum}).Update(net.Params()) }
	}
	row := &dl.Param{Name: "b", Value: mat.NewDense(1, 3, nil), Vector: true}
	affine := func() *dl.AffineLayer {
		n := dl.NewTwoLayerNet(3, 4, 2, nil, rand.NewPCG(1, 0))
		return dl.NewAffineLayer(n.Param("W1"), n.Param("b1"))
	}
	backward := func(l dl.Layer, x mat.Matrix, dy *mat.Dense) func() {
		return func() {
			l.Forward(x)
			l.Backward(dy)
		}
	}
	layers := func(change func(net *dl.LayerNet)) *dl.LayerNet {
		net := dl.NewLayerNet(3, 4, 2, nil, rand.NewPCG(1, 0))
		if change != nil {
			change(net)
		}
		return net
	}
	afterwards := func(first dl.Layer) *dl.LayerNet { return dl.NewSequential(first, affine()) }
	lastCustom := func() *dl.LayerNet { return dl.NewSequential(affine(), new(custom)) }
	three := func() *dl.ThreeLayerNet { return dl.NewThreeLayerNet(3, 4, 5, 2, nil, rand.NewPCG(1, 0)) }

	set := dl.NewBytes(make([]uint8, 6), 3)

	for _, c := range []struct {
		call func()
		want string
	}{
		{func() { dl.Softmax(nil, nil) }, "dl.Softmax: x is [], want at least one number"},
		{func() { dl.Softmax(make([]float64, 2), make([]float64, 3)) }, "dl.Softmax: dst has shape (2,), want (3,)"},
		{func() { dl.SoftmaxRows(nil, nil) }, "dl.SoftmaxRows: x is nil, want a matrix"},
		{func() { dl.SoftmaxRows(nil, &mat.Dense{}) }, "dl.SoftmaxRows: x is (0, 0), want at least one number"},
		{func() { dl.SoftmaxRows(y, x) }, "dl.SoftmaxRows: dst has shape (2, 2), want (2, 3)"},
		{func() { dl.ArgMax(nil) }, "dl.ArgMax: x is [], want at least one number"},

		{func() { dl.SumSquaredError([]float64{1, 2}, []float64{1}) }, "dl.SumSquaredError: t has shape (1,), want (2,)"},
		{func() { dl.CrossEntropy([]float64{1}, []float64{1, 2}) }, "dl.CrossEntropy: t has shape (2,), want (1,)"},
		{func() { dl.SumSquaredErrorBatch(y, dl.Labels{0}) }, "dl.SumSquaredErrorBatch: t has shape (1,), want (2,)"},
		{func() { dl.SumSquaredErrorBatch(y, dl.Labels{0, 2}) }, "dl.SumSquaredErrorBatch: label of sample 1 is 2, want a class from 0 to 1"},
		{func() { dl.SumSquaredErrorBatch(&mat.Dense{}, dl.Labels{}) }, "dl.SumSquaredErrorBatch: number of samples is 0, want at least 1"},
		{func() { dl.CrossEntropyBatch(y, dl.Labels{-1, 0}) }, "dl.CrossEntropyBatch: label of sample 0 is -1, want a class from 0 to 1"},
		{func() { dl.CrossEntropyBatch(y, dl.Rows{Dense: x}) }, "dl.CrossEntropyBatch: t has shape (2, 3), want (2, 2)"},
		{func() { dl.CrossEntropyBatch(y, dl.Rows{}) }, "dl.CrossEntropyBatch: t is nil, want a matrix of targets"},
		{func() { dl.CrossEntropyBatch(y, nil) }, "dl.CrossEntropyBatch: t is nil, want targets"},
		{func() { dl.CrossEntropyBatch(&mat.Dense{}, dl.Labels{}) }, "dl.CrossEntropyBatch: number of samples is 0, want at least 1"},
		{func() { dl.CrossEntropyBatch(nil, good) }, "dl.CrossEntropyBatch: y is nil, want a matrix"},
		{func() { dl.SumSquaredErrorBatch(nil, good) }, "dl.SumSquaredErrorBatch: y is nil, want a matrix"},
		{func() { dl.OneHot(nil, 3) }, "dl.OneHot: number of labels is 0, want at least 1"},
		{func() { dl.OneHot(good, 0) }, "dl.OneHot: number of classes is 0, want at least 1"},
		{func() { dl.OneHot(dl.Labels{0, 10}, 10) }, "dl.OneHot: label of sample 1 is 10, want a class from 0 to 9"},

		{func() { dl.ForwardDiff(parabola, 5, 0) }, "dl.ForwardDiff: h is 0, want a number that is not 0"},
		{func() { dl.NumericalGradient(make([]float64, 3), bowl, []float64{3, 4}) }, "dl.NumericalGradient: dst has shape (3,), want (2,)"},
		{func() { dl.GradientDescent(bowl, []float64{3, 4}, nan, 1) }, "dl.GradientDescent: learning rate is NaN, want a finite number"},
		{func() { dl.GradientDescent(bowl, []float64{3, 4}, -inf, 1) }, "dl.GradientDescent: learning rate is -Inf, want a finite number"},
		{func() { dl.NewBytes(make([]uint8, 10), 0) }, "dl.NewBytes: number of columns is 0, want at least 1 and a divisor of the number of bytes, 10"},
		{func() { dl.NewBytes(make([]uint8, 10), 4) }, "dl.NewBytes: number of columns is 4, want at least 1 and a divisor of the number of bytes, 10"},
		{func() { set.Matrix([]int{1, 2}, scaled(0)) }, "dl.Bytes.Matrix: rows[1] is 2, want 0 to 1"},
		{func() { set.Matrix([]int{-1}, scaled(0)) }, "dl.Bytes.Matrix: rows[0] is -1, want 0 to 1"},
		{func() { set.Matrix([]int{0}, nil) }, "dl.Bytes.Matrix: values is nil, want the number that each byte stands for"},
		{func() { dl.GradientDescent(bowl, []float64{3, 4}, 0.1, -1) }, "dl.GradientDescent: number of steps is -1, want 0 or more"},

		{func() { dl.Normal(0, 3, 1, src) }, "dl.Normal: size is 0×3, want at least 1×1"},
		{func() { dl.Normal(3, -1, 1, src) }, "dl.Normal: size is 3×-1, want at least 1×1"},
		{func() { dl.Normal(1, 1, -0.5, src) }, "dl.Normal: standard deviation is -0.5, want a finite number, 0 or more"},
		{func() { dl.Normal(1, 1, nan, src) }, "dl.Normal: standard deviation is NaN, want a finite number, 0 or more"},
		{func() { dl.Normal(1, 1, inf, src) }, "dl.Normal: standard deviation is +Inf, want a finite number, 0 or more"},
		{func() { dl.Normal(1, 1, 1, nil) }, "dl.Normal: Src is nil, want a source of random numbers, such as rand.NewPCG(1, 0)"},
		{func() { dl.Uniform(1, 0, src) }, "dl.Uniform: size is 1×0, want at least 1×1"},
		{func() { dl.Uniform(1, 1, nil) }, "dl.Uniform: Src is nil, want a source of random numbers, such as rand.NewPCG(1, 0)"},
		{func() { dl.Choice(0, 1, src) }, "dl.Choice: number of samples is 0, want at least 1"},
		{func() { dl.Choice(10, 0, src) }, "dl.Choice: batch size is 0, want at least 1"},
		{func() { dl.Choice(10, 1, nil) }, "dl.Choice: Src is nil, want a source of random numbers, such as rand.NewPCG(1, 0)"},
		{func() { dl.EpochStart(0, 0, 10) }, "dl.EpochStart: number of samples is 0, want at least 1"},
		{func() { dl.EpochStart(0, 10, 0) }, "dl.EpochStart: batch size is 0, want at least 1"},

		{func() { dl.NewSimpleNet(nil) }, "dl.NewSimpleNet: Src is nil, want a source of random numbers, such as rand.NewPCG(1, 0)"},
		{func() { dl.NewSimpleNet(src).Predict([]float64{1}) }, "dl.SimpleNet.Predict: x has shape (1,), want (2,)"},
		{func() { dl.NewSimpleNet(src).Loss([]float64{1, 2, 3}, nil) }, "dl.SimpleNet.Predict: x has shape (3,), want (2,)"},
		{func() { dl.NewSimpleNet(src).Loss([]float64{1, 2}, []float64{0, 1}) }, "dl.SimpleNet.Loss: t has shape (2,), want (3,)"},

		{func() { dl.NewTwoLayerNet(0, 4, 2, nil, src) }, "dl.NewTwoLayerNet: number of inputs is 0, want at least 1"},
		{func() { dl.NewTwoLayerNet(3, -4, 2, nil, src) }, "dl.NewTwoLayerNet: number of hidden neurons is -4, want at least 1"},
		{func() { dl.NewTwoLayerNet(3, 4, 0, nil, src) }, "dl.NewTwoLayerNet: number of outputs is 0, want at least 1"},
		{func() { dl.NewTwoLayerNet(3, 4, 2, nil, nil) }, "dl.NewTwoLayerNet: Src is nil, want a source of random numbers, such as rand.NewPCG(1, 0)"},
		{func() { dl.NewTwoLayerNet(3, 4, 2, dl.Std(nan), src) }, "dl.Normal: standard deviation is NaN, want a finite number, 0 or more"},
		{func() { net.Param("W3") }, "dl.TwoLayerNet.Param: name is W3, want W1, b1, W2 or b2"},
		{func() { net.Predict(y) }, "dl.TwoLayerNet.Predict: x has shape (2, 2), want (2, 3)"},
		{func() { net.Predict(noSamples{}) }, "dl.TwoLayerNet.Predict: number of samples is 0, want at least 1"},
		{func() { net.Predict(nil) }, "dl.TwoLayerNet.Predict: x is nil, want a matrix"},
		{func() { net.Loss(y, good) }, "dl.TwoLayerNet.Loss: x has shape (2, 2), want (2, 3)"},
		{func() { net.Loss(x, nil) }, "dl.TwoLayerNet.Loss: t is nil, want targets"},
		{func() { net.Loss(x, dl.Labels{1}) }, "dl.TwoLayerNet.Loss: t has shape (1,), want (2,)"},
		{func() { net.Loss(x, dl.Labels{1, 2}) }, "dl.TwoLayerNet.Loss: label of sample 1 is 2, want a class from 0 to 1"},
		{func() { net.Accuracy(x, dl.Labels{-1, 1}) }, "dl.TwoLayerNet.Accuracy: label of sample 0 is -1, want a class from 0 to 1"},
		{func() { net.Accuracy(noSamples{}, dl.Labels{}) }, "dl.TwoLayerNet.Accuracy: number of samples is 0, want at least 1"},
		{func() { net.Gradient(x, dl.Rows{Dense: x}) }, "dl.TwoLayerNet.Gradient: t has shape (2, 3), want (2, 2)"},
		{func() { net.Gradient(x, dl.Labels{0, 1, 0}) }, "dl.TwoLayerNet.Gradient: t has shape (3,), want (2,)"},
		{func() { net.NumericalGradient(y, good) }, "dl.TwoLayerNet.NumericalGradient: x has shape (2, 2), want (2, 3)"},
		{func() { net.NumericalGradient(x, dl.Labels{0, 7}) }, "dl.TwoLayerNet.NumericalGradient: label of sample 1 is 7, want a class from 0 to 1"},
		{func() {
			changed(func(n *dl.TwoLayerNet) { n.Param("b1").Value = mat.NewDense(1, 5, nil) }).Predict(x)
		}, "dl.TwoLayerNet.Predict: b1 has shape (1, 5), want (1, 4)"},
		{func() {
			changed(func(n *dl.TwoLayerNet) { n.Param("W2").Value = mat.NewDense(3, 2, nil) }).Loss(x, good)
		}, "dl.TwoLayerNet.Loss: W2 has shape (3, 2), want (4, 2)"},
		{func() {
			changed(func(n *dl.TwoLayerNet) { n.Param("b2").Value = mat.NewDense(1, 1, nil) }).Accuracy(x, good)
		}, "dl.TwoLayerNet.Accuracy: b2 has shape (1, 1), want (1, 2)"},
		{func() {
			changed(func(n *dl.TwoLayerNet) { n.Param("W1").Grad = mat.NewDense(4, 3, nil) }).Gradient(x, good)
		}, "dl.TwoLayerNet.Gradient: the gradient of W1 has shape (4, 3), want (3, 4)"},

		{sgd(nan), "dl.SGD.Update: learning rate is NaN, want a finite number"},
		{sgd(inf), "dl.SGD.Update: learning rate is +Inf, want a finite number"},
		{func() {
			(&dl.SGD{LearningRate: 0.1}).Update([]*dl.Param{{Name: "W", Value: mat.NewDense(2, 3, nil)}})
		}, "dl.SGD.Update: the gradient of W has shape (0, 0), want (2, 3)"},

		{momentum(nan, 0.9), "dl.Momentum.Update: learning rate is NaN, want a finite number"},
		{momentum(0.1, nan), "dl.Momentum.Update: momentum is NaN, want a number from 0 to below 1"},
		{momentum(0.1, 1), "dl.Momentum.Update: momentum is 1, want a number from 0 to below 1"},
		{momentum(0.1, -0.1), "dl.Momentum.Update: momentum is -0.1, want a number from 0 to below 1"},
		{func() {
			(&dl.Momentum{LearningRate: 0.1}).Update([]*dl.Param{{Name: "W", Value: mat.NewDense(2, 3, nil)}})
		}, "dl.Momentum.Update: the gradient of W has shape (0, 0), want (2, 3)"},
		{func() {
			o, n := &dl.Momentum{LearningRate: 0.1}, dl.NewTwoLayerNet(3, 5, 2, nil, src)
			o.Update(n.Params())
			n.Param("W1").Value, n.Param("W1").Grad = mat.NewDense(3, 4, nil), mat.NewDense(3, 4, nil)
			o.Update(n.Params())
		}, "dl.Momentum.Update: W1 has shape (3, 4), want (3, 5)"},

		{func() { dl.NewAffine(0, 2, nil, src) }, "dl.NewAffine: number of inputs is 0, want at least 1"},
		{func() { dl.NewAffine(2, 0, nil, src) }, "dl.NewAffine: number of outputs is 0, want at least 1"},
		{func() { dl.NewAffine(2, 2, nil, nil) }, "dl.NewAffine: Src is nil, want a source of random numbers, such as rand.NewPCG(1, 0)"},
		{func() { dl.NewAffineLayer(nil, row) }, "dl.NewAffineLayer: w is nil, want a parameter with a value"},
		{func() { dl.NewAffineLayer(row, &dl.Param{}) }, "dl.NewAffineLayer: b is nil, want a parameter with a value"},
		{func() { dl.NewAffineLayer(net.Param("W1"), row) }, "dl.NewAffineLayer: b has shape (1, 3), want (1, 4)"},
		{func() { dl.NewAffineLayer(net.Param("W1"), net.Param("W2")) }, "dl.NewAffineLayer: b has shape (4, 2), want (1, 4)"},
		{func() { affine().Forward(nil) }, "dl.AffineLayer.Forward: x is nil, want a matrix"},
		{func() { affine().Forward((*mat.Dense)(nil)) }, "dl.AffineLayer.Forward: x is nil, want a matrix"},
		{func() { affine().Forward(noSamples{}) }, "dl.AffineLayer.Forward: number of samples is 0, want at least 1"},
		{func() { affine().Forward(y) }, "dl.AffineLayer.Forward: x has shape (2, 2), want (2, 3)"},
		{func() {
			l := affine()
			l.B = row
			l.Forward(x)
		}, "dl.AffineLayer.Forward: b has shape (1, 3), want (1, 4)"},
		{func() { affine().Backward(y) }, "dl.AffineLayer.Backward: number of calls of Forward before it is 0, want at least 1"},
		{backward(affine(), x, nil), "dl.AffineLayer.Backward: dy is nil, want a matrix"},
		{backward(affine(), x, y), "dl.AffineLayer.Backward: dy has shape (2, 2), want (2, 4)"},
		{func() {
			l := affine()
			l.W.Grad = y
			backward(l, x, dl.Uniform(2, 4, src))()
		}, "dl.AffineLayer.Backward: the gradient of W1 has shape (2, 2), want (3, 4)"},
		{func() { new(dl.ReLULayer).Forward(nil) }, "dl.ReLULayer.Forward: x is nil, want a matrix"},
		{func() { new(dl.ReLULayer).Forward(&mat.Dense{}) }, "dl.ReLULayer.Forward: number of samples is 0, want at least 1"},
		{func() { new(dl.ReLULayer).Backward(y) }, "dl.ReLULayer.Backward: number of calls of Forward before it is 0, want at least 1"},
		{backward(new(dl.ReLULayer), x, y), "dl.ReLULayer.Backward: dy has shape (2, 2), want (2, 3)"},
		{func() { new(dl.SigmoidLayer).Forward(noSamples{}) }, "dl.SigmoidLayer.Forward: number of samples is 0, want at least 1"},
		{func() { new(dl.SigmoidLayer).Backward(y) }, "dl.SigmoidLayer.Backward: number of calls of Forward before it is 0, want at least 1"},
		{backward(new(dl.SigmoidLayer), x, y), "dl.SigmoidLayer.Backward: dy has shape (2, 2), want (2, 3)"},
		{func() { new(dl.TanhLayer).Forward(noSamples{}) }, "dl.TanhLayer.Forward: number of samples is 0, want at least 1"},
		{func() { new(dl.TanhLayer).Backward(y) }, "dl.TanhLayer.Backward: number of calls of Forward before it is 0, want at least 1"},
		{backward(new(dl.TanhLayer), x, y), "dl.TanhLayer.Backward: dy has shape (2, 2), want (2, 3)"},
		{func() { (&dl.Dropout{Src: src}).ForwardTraining(noSamples{}) }, "dl.Dropout.ForwardTraining: number of samples is 0, want at least 1"},
		{func() { new(dl.Dropout).ForwardTraining(x) }, "dl.Dropout.ForwardTraining: Src is nil, want a source of random numbers, such as rand.NewPCG(1, 0)"},
		{func() { (&dl.Dropout{Ratio: 1, Src: src}).ForwardTraining(x) }, "dl.Dropout.ForwardTraining: Ratio is 1, want a number from 0 to below 1"},
		{func() { (&dl.Dropout{Ratio: nan}).Forward(x) }, "dl.Dropout.Forward: Ratio is NaN, want a number from 0 to below 1"},
		{func() { new(dl.Dropout).Backward(y) }, "dl.Dropout.Backward: number of calls of Forward before it is 0, want at least 1"},
		{backward(new(dl.Dropout), x, y), "dl.Dropout.Backward: dy has shape (2, 2), want (2, 3)"},
		{func() { new(dl.SoftmaxWithLoss).Forward(nil, good) }, "dl.SoftmaxWithLoss.Forward: x is nil, want a matrix"},
		{func() { new(dl.SoftmaxWithLoss).Forward(x, nil) }, "dl.SoftmaxWithLoss.Forward: t is nil, want targets"},
		{func() { new(dl.SoftmaxWithLoss).Forward(x, dl.Labels{0}) }, "dl.SoftmaxWithLoss.Forward: t has shape (1,), want (2,)"},
		{func() { new(dl.SoftmaxWithLoss).Forward(x, dl.Labels{0, 3}) }, "dl.SoftmaxWithLoss.Forward: label of sample 1 is 3, want a class from 0 to 2"},
		{func() { new(dl.SoftmaxWithLoss).Backward() }, "dl.SoftmaxWithLoss.Backward: number of calls of Forward before it is 0, want at least 1"},

		{func() { dl.NewLayerNet(3, 0, 2, nil, src) }, "dl.NewLayerNet: number of hidden neurons is 0, want at least 1"},
		{func() { dl.NewLayerNet(3, 4, 2, nil, nil) }, "dl.NewLayerNet: Src is nil, want a source of random numbers, such as rand.NewPCG(1, 0)"},
		{func() { layers(nil).Layer("Sigmoid1") }, "dl.LayerNet.Layer: name is Sigmoid1, want Affine1, ReLU1 or Affine2"},
		{func() { layers(nil).Param("W3") }, "dl.LayerNet.Param: name is W3, want W1, b1, W2 or b2"},
		{func() { layers(nil).Predict(y) }, "dl.LayerNet.Predict: x has shape (2, 2), want (2, 3)"},
		{func() { layers(nil).Predict(nil) }, "dl.LayerNet.Predict: x is nil, want a matrix"},
		{func() { layers(nil).Loss(noSamples{}, good) }, "dl.LayerNet.Loss: number of samples is 0, want at least 1"},
		{func() { layers(nil).Loss(x, dl.Labels{1}) }, "dl.LayerNet.Loss: t has shape (1,), want (2,)"},
		{func() { layers(nil).Accuracy(x, dl.Labels{0, 2}) }, "dl.LayerNet.Accuracy: label of sample 1 is 2, want a class from 0 to 1"},
		{func() { layers(nil).Gradient(x, nil) }, "dl.LayerNet.Gradient: t is nil, want targets"},
		{func() { layers(nil).NumericalGradient(y, good) }, "dl.LayerNet.NumericalGradient: x has shape (2, 2), want (2, 3)"},
		{func() {
			layers(func(n *dl.LayerNet) { n.Param("b1").Value = mat.NewDense(1, 5, nil) }).Predict(x)
		}, "dl.LayerNet.Predict: b1 has shape (1, 5), want (1, 4)"},
		{func() {
			layers(func(n *dl.LayerNet) { n.Param("W2").Value = mat.NewDense(3, 2, nil) }).Accuracy(x, good)
		}, "dl.LayerNet.Accuracy: W2 has shape (3, 2), want (4, 2)"},
		{func() {
			layers(func(n *dl.LayerNet) { n.Param("b2").Value = mat.NewDense(2, 2, nil) }).NumericalGradient(x, good)
		}, "dl.LayerNet.NumericalGradient: b2 has shape (2, 2), want (1, 2)"},
		{func() {
			layers(func(n *dl.LayerNet) { n.Param("W1").Grad = nil }).Gradient(x, good)
		}, "dl.LayerNet.Gradient: the gradient of W1 has shape (0, 0), want (3, 4)"},

		{func() { dl.NewSequential() }, "dl.NewSequential: number of layers is 0, want at least 1"},
		{func() { dl.NewSequential(new(dl.ReLULayer), nil) }, "dl.NewSequential: layer 2 is nil, want a layer"},
		{func() {
			relu := new(dl.ReLULayer)
			dl.NewSequential(relu, new(custom), relu)
		}, "dl.NewSequential: layer 3 is layer 1 again, want a layer of its own"},
		{func() { dl.NewSequential((*dl.AffineLayer)(nil)) }, "dl.NewSequential: layer 1 is nil, want a layer"},
		{func() { dl.NewSequential(dl.NamedLayer{Name: "a"}) }, "dl.NewSequential: layer 1 is nil, want a layer"},
		{func() { dl.NewSequential(new(dl.AffineLayer)) }, "dl.NewSequential: a parameter of Affine1 is nil, want a parameter with a value"},
		{func() {
			dl.NewSequential(dl.NamedLayer{Name: "ReLU2", Layer: new(dl.ReLULayer)}, new(dl.ReLULayer))
		}, "dl.NewSequential: name of a layer is ReLU2, want a name of its own"},
		{func() { dl.NewSequential(affine(), new(dl.ReLULayer), affine()) }, `dl.NewSequential: name of a parameter of Affine2 is "W1", want a name of its own`},
		{func() { afterwards(new(dl.ReLULayer)).Loss(y, good) }, "dl.LayerNet.Loss: W1 has shape (3, 4), want (2, 4)"},
		{func() { afterwards(new(custom)).Loss(x, dl.Labels{0, 4}) }, "dl.LayerNet.Loss: label of sample 1 is 4, want a class from 0 to 3"},
		{func() { lastCustom().Predict(y) }, "dl.LayerNet.Predict: x has shape (2, 2), want (2, 3)"},
		{func() { lastCustom().Loss(x, dl.Labels{0, 4}) }, "dl.LayerNet.Loss: label of sample 1 is 4, want a class from 0 to 3"},
		{func() { lastCustom().Gradient(x, dl.Labels{0, -1}) }, "dl.LayerNet.Gradient: label of sample 1 is -1, want a class from 0 to 3"},
		{func() { lastCustom().Accuracy(x, dl.Rows{Dense: x}) }, "dl.LayerNet.Accuracy: t has shape (2, 3), want (2, 4)"},
		{func() { lastCustom().Gradient(x, dl.Labels{0}) }, "dl.LayerNet.Gradient: t has shape (1,), want (2,)"},
		{func() { dl.NewSequential(new(short)).Loss(x, good) }, "dl.LayerNet.Loss: the output of the last layer has shape (1, 3), want (2, any)"},
		{func() { dl.NewSequential(new(short)).Predict(x) }, "dl.LayerNet.Predict: the output of the last layer has shape (1, 3), want (2, any)"},
		{func() { dl.NewSequential(affine(), new(short)).Accuracy(x, good) }, "dl.LayerNet.Accuracy: the output of the last layer has shape (1, 4), want (2, any)"},
		{func() { lastCustom().Loss(x, nil) }, "dl.LayerNet.Loss: t is nil, want targets"},
		{func() { lastCustom().Accuracy(x, dl.Rows{}) }, "dl.LayerNet.Accuracy: t is nil, want a matrix of targets"},

		{func() { dl.RegisterLayer(nil) }, "dl.RegisterLayer: layer is nil, want a layer"},
		{func() {
			type custom struct{ dl.ReLULayer } // another type of the same name
			dl.RegisterLayer(new(custom))
		}, "dl.RegisterLayer: type of the layer is *dl_test.custom, want one whose name is not taken by another type"},

		{func() { dl.NewThreeLayerNet(3, 4, 0, 2, nil, src) }, "dl.NewThreeLayerNet: number of hidden neurons is 0, want at least 1"},
		{func() { dl.NewThreeLayerNet(3, 4, 5, 0, nil, src) }, "dl.NewThreeLayerNet: number of outputs is 0, want at least 1"},
		{func() { three().Param("W4") }, "dl.LayerNet.Param: name is W4, want W1, b1, W2, b2, W3 or b3"},
		{func() { three().Predict(y) }, "dl.ThreeLayerNet.Predict: x has shape (2, 2), want (2, 3)"},
		{func() { three().Loss(x, nil) }, "dl.LayerNet.Loss: t is nil, want targets"},
		{func() { three().Accuracy(x, dl.Labels{0}) }, "dl.LayerNet.Accuracy: t has shape (1,), want (2,)"},
		{func() { three().Gradient(nil, good) }, "dl.LayerNet.Gradient: x is nil, want a matrix"},
		{func() { three().NumericalGradient(x, dl.Rows{Dense: x}) }, "dl.LayerNet.NumericalGradient: t has shape (2, 3), want (2, 2)"},

		{func() { dl.CheckGradient(net, y, good) }, "dl.TwoLayerNet.NumericalGradient: x has shape (2, 2), want (2, 3)"},

		{trainer(func(tr *dl.Trainer) { tr.Net = nil }), "dl.Trainer.Steps: Net is nil, want a net"},
		{trainer(func(tr *dl.Trainer) { tr.Optimizer = nil }), "dl.Trainer.Steps: Optimizer is nil, want an optimizer, such as &dl.SGD{LearningRate: 0.1}"},
		{trainer(func(tr *dl.Trainer) { tr.Src = nil }), "dl.Trainer.Steps: Src is nil, want a source of random numbers, such as rand.NewPCG(1, 0)"},
		{trainer(func(tr *dl.Trainer) { tr.BatchSize = 0 }), "dl.Trainer.Steps: batch size is 0, want at least 1"},
		{trainer(func(tr *dl.Trainer) { tr.Iterations = -1 }), "dl.Trainer.Steps: number of iterations is -1, want 0 or more"},
		{trainer(func(tr *dl.Trainer) { tr.Steps(noData{}) }), "dl.Trainer.Steps: number of samples is 0, want at least 1"},
		{trainer(func(tr *dl.Trainer) { tr.Steps(nil) }), "dl.Trainer.Steps: train is nil, want data"},
	} {
		checkPanic(t, c.call, c.want)
	}
}

// The functions of matrix.go say which of their arguments does not fit, and why.
func TestPanicsOfMatrixFunctions(t *testing.T) {
	m, row, vector := mat.NewDense(2, 3, nil), mat.NewDense(1, 3, nil), mat.NewVecDense(3, nil)
	pairs := map[string]func(a, b mat.Matrix) *mat.Dense{"Add": dl.Add, "Sub": dl.Sub, "MulElem": dl.MulElem}
	calls := map[string]func(){
		"dl.Dot: b has shape (2, 3), want (3, any)":             func() { dl.Dot(m, m) },
		"dl.Dot: b has shape (3, 1), want (2, any)":             func() { dl.Dot(m.T(), vector) },
		"dl.Dot: b has shape (9, 2), want (4, any)":             func() { dl.Dot(images(9, 4, rand.NewPCG(1, 0)), dl.Uniform(9, 2, rand.NewPCG(1, 0))) },
		"dl.AddRow: row has shape (2, 3), want (1, 3)":          func() { dl.AddRow(m, m) },
		"dl.AddRow: row has shape (3, 1), want (1, 3)":          func() { dl.AddRow(m, vector) },
		"dl.AddRow: row has shape (1, 2), want (1, 3)":          func() { dl.AddRow(m, row.Slice(0, 1, 0, 2)) },
		"dl.Map: f is nil, want a function":                     func() { dl.Map(nil, m) },
		"dl.Take: index is [], want at least one number":        func() { dl.Take(m, nil) },
		"dl.Take: index[1] is 2, want 0 to 1":                   func() { dl.Take(m, []int{1, 2}) },
		"dl.Take: index[0] is -1, want 0 to 1":                  func() { dl.Take(m, []int{-1}) },
		"dl.Take: index[2] is 9, want 0 to 8":                   func() { dl.Take(images(9, 4, rand.NewPCG(1, 0)), []int{0, 1, 9}) },
		"dl.ArgMaxRows: m is (0, 10), want at least one number": func() { dl.ArgMaxRows(hot{nil, 10}) },
	}
	for name, f := range pairs {
		calls["dl."+name+": b has shape (1, 3), want (2, 3)"] = func() { f(m, row) }
		calls["dl."+name+": b has shape (3, 2), want (2, 3)"] = func() { f(m, m.T()) }
	}
	for want, call := range calls {
		checkPanic(t, call, want)
	}

	// Each function, in each place, names what is no matrix or has no numbers.
	for _, c := range []struct {
		place string
		call  func(m mat.Matrix)
	}{
		{"Dot: a", func(x mat.Matrix) { dl.Dot(x, m) }},
		{"Dot: b", func(x mat.Matrix) { dl.Dot(m, x) }},
		{"Add: a", func(x mat.Matrix) { dl.Add(x, m) }},
		{"Add: b", func(x mat.Matrix) { dl.Add(m, x) }},
		{"Sub: a", func(x mat.Matrix) { dl.Sub(x, m) }},
		{"Sub: b", func(x mat.Matrix) { dl.Sub(m, x) }},
		{"MulElem: a", func(x mat.Matrix) { dl.MulElem(x, m) }},
		{"MulElem: b", func(x mat.Matrix) { dl.MulElem(m, x) }},
		{"Scale: m", func(x mat.Matrix) { dl.Scale(2, x) }},
		{"Divide: m", func(x mat.Matrix) { dl.Divide(x, 2) }},
		{"Map: m", func(x mat.Matrix) { dl.Map(math.Abs, x) }},
		{"Map: m", func(x mat.Matrix) { dl.Map(dl.Sigmoid, x) }},
		{"AddRow: m", func(x mat.Matrix) { dl.AddRow(x, row) }},
		{"AddRow: row", func(x mat.Matrix) { dl.AddRow(m, x) }},
		{"ColumnSums: m", func(x mat.Matrix) { dl.ColumnSums(x) }},
		{"RowSums: m", func(x mat.Matrix) { dl.RowSums(x) }},
		{"ArgMaxRows: m", func(x mat.Matrix) { dl.ArgMaxRows(x) }},
		{"Take: m", func(x mat.Matrix) { dl.Take(x, []int{0}) }},
		{"TargetsOf: t", func(x mat.Matrix) { dl.TargetsOf(x) }},
	} {
		for _, nothing := range []mat.Matrix{
			nil, (*mat.Dense)(nil), (*mat.VecDense)(nil), dl.Rows{}, (*mat.Dense)(nil).T(), mat.Transpose{}, mat.TransposeVec{},
			(*mat.VecDense)(nil).TVec(), mat.Transpose{Matrix: dl.Rows{}}, (*pointed)(nil),
		} {
			checkPanic(t, func() { c.call(nothing) }, "dl."+c.place+" is nil, want a matrix")
		}
		for _, empty := range []mat.Matrix{
			&mat.Dense{}, &mat.VecDense{}, noSamples{}, mat.Transpose{Matrix: noSamples{}},
			dl.NewBytes(make([]uint8, 8), 4).Matrix(nil, scaled(0)),
		} {
			want := fmt.Sprintf("dl.%s is %v, want at least one number", c.place, dl.ShapeOf(empty))
			checkPanic(t, func() { c.call(empty) }, want)
		}
	}
}

// pointed is a matrix by its pointer.
type pointed struct{ atOnly }

// checkPanic fails the test unless call panics with a ShapeError or an ArgumentError that says what is wanted.
func checkPanic(t *testing.T, call func(), want string) {
	t.Helper()
	switch got := recovered(call).(type) {
	case dl.ShapeError, dl.ArgumentError:
		equal(t, "message", fmt.Sprint(got), want)
	default:
		t.Errorf("a panic of %T (%v), want %q", got, got, want)
	}
}

// recovered returns the value with which call panics, nil if it does not.
func recovered(call func()) (value any) {
	defer func() { value = recover() }()
	call()
	return nil
}

// A ShapeError says "any" where every size is right.
func TestShapeErrorAllowsAnySize(t *testing.T) {
	err := dl.ShapeError{Op: "dl.TwoLayerNet.Predict", What: "x", Got: dl.Shape{5, 3}, Want: dl.Shape{-1, 784}}
	equal(t, "message", err.Error(), "dl.TwoLayerNet.Predict: x has shape (5, 3), want (any, 784)")
}
