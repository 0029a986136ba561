package dl_test

import (
	"fmt"
	"image"
	"image/draw"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

func ExampleStepFunction() {
	for _, x := range []float64{-1, 0, 0.1} {
		fmt.Println(dl.StepFunction(x))
	}
	// Output:
	// 0
	// 0
	// 1
}

func ExampleSigmoid() {
	for _, x := range []float64{-1, 0, 2} {
		fmt.Printf("%.4f\n", dl.Sigmoid(x))
	}
	// Output:
	// 0.2689
	// 0.5000
	// 0.8808
}

// The slope is steepest in the middle, and nearly flat far out: there a neuron learns slowly.
func ExampleSigmoidGrad() {
	for _, x := range []float64{0, 2, 10} {
		fmt.Printf("%.5f\n", dl.SigmoidGrad(x))
	}
	// Output:
	// 0.25000
	// 0.10499
	// 0.00005
}

func ExampleReLU() {
	fmt.Println(dl.ReLU(-3), dl.ReLU(0), dl.ReLU(2.5))
	// Output: 0 0 2.5
}

func ExampleExp() {
	fmt.Printf("%.12f\n", dl.Exp(1))
	fmt.Println(dl.Exp(0), dl.Exp(-1000), dl.Exp(1000))
	// Output:
	// 2.718281828459
	// 1 0 +Inf
}

// The less probable the right answer was, the more it costs.
func ExampleLog() {
	for _, p := range []float64{0.99, 0.6, 0.1, dl.Delta} {
		fmt.Printf("%.4f\n", -dl.Log(p))
	}
	// Output:
	// 0.0101
	// 0.5108
	// 2.3026
	// 16.1181
}

// A net of three neurons answers two samples: the product of what comes in and the weights, plus the biases.
func ExampleDot() {
	x := mat.NewDense(2, 2, []float64{
		1, 0.5,
		0, 2,
	})
	W := mat.NewDense(2, 3, []float64{
		0.1, 0.3, 0.5,
		0.2, 0.4, 0.6,
	})
	b := mat.NewDense(1, 3, []float64{0.1, 0.2, 0.3})
	fmt.Println(dl.FormatMatrix(dl.AddRow(dl.Dot(x, W), b)))
	fmt.Println(dl.ShapeOf(dl.Dot(W.T(), x.T())), dl.ShapeOf(dl.Dot(x, W.ColView(0))))
	// Output:
	// [[0.3 0.7 1.1]
	//  [0.5 1.  1.5]]
	// (3, 2) (2, 1)
}

// A bias is one row, and is added to the scores of every sample.
func ExampleAddRow() {
	scores := mat.NewDense(2, 3, []float64{
		0, 0, 0,
		10, 10, 10,
	})
	fmt.Println(dl.FormatMatrix(dl.AddRow(scores, mat.NewDense(1, 3, []float64{1, 2, 3}))))
	// Output:
	// [[ 1.  2.  3.]
	//  [11. 12. 13.]]
}

func ExampleAdd() {
	a, b := mat.NewDense(1, 3, []float64{1, 2, 3}), mat.NewDense(1, 3, []float64{10, 20, 30})
	fmt.Println(dl.FormatMatrix(dl.Add(a, b)))
	// Output: [[11. 22. 33.]]
}

// One step of gradient descent: W ← W - 0.1·∂L/∂W.
func ExampleSub() {
	W, dW := mat.NewDense(1, 3, []float64{1, 2, 3}), mat.NewDense(1, 3, []float64{10, 0, -10})
	fmt.Println(dl.FormatMatrix(dl.Sub(W, dl.Scale(0.1, dW))))
	W.Sub(W, dl.Scale(0.1, dW)) // the same, in W itself
	fmt.Println(dl.FormatMatrix(W))
	// Output:
	// [[0. 2. 4.]]
	// [[0. 2. 4.]]
}

// The gradient on its way back through a sigmoid: what arrives, times the slope there.
func ExampleMulElem() {
	a, dz := mat.NewDense(1, 3, []float64{-2, 0, 2}), mat.NewDense(1, 3, []float64{1, 1, -1})
	fmt.Println(dl.FormatMatrix(dl.MulElem(dl.Map(dl.SigmoidGrad, a), dz)))
	// Output: [[ 0.10499359  0.25       -0.10499359]]
}

func ExampleScale() {
	fmt.Println(dl.FormatMatrix(dl.Scale(-0.5, mat.NewDense(1, 3, []float64{1, 2, 4}))))
	// Output: [[-0.5 -1.  -2. ]]
}

// The gradient of the softmax with the cross-entropy: (y-t)/N.
func ExampleDivide() {
	y := mat.NewDense(2, 2, []float64{
		0.5, 0.5,
		0.25, 0.75,
	})
	t := dl.OneHot(dl.Labels{0, 1}, 2)
	fmt.Println(dl.FormatMatrix(dl.Divide(dl.Sub(y, t), 2)))
	// Output:
	// [[-0.25   0.25 ]
	//  [ 0.125 -0.125]]
}

func ExampleMap() {
	a := mat.NewDense(2, 2, []float64{
		-1, 0,
		1, 2,
	})
	fmt.Println(dl.FormatMatrix(dl.Map(dl.ReLU, a)))
	fmt.Println(dl.FormatMatrix(dl.Map(func(x float64) float64 { return x*x + 1 }, a)))
	// Output:
	// [[0. 0.]
	//  [1. 2.]]
	// [[2. 1.]
	//  [2. 5.]]
}

func ExampleColumnSums() {
	m := mat.NewDense(2, 3, []float64{
		1, 2, 3,
		10, 20, 30,
	})
	fmt.Println(dl.FormatMatrix(dl.ColumnSums(m)))
	// Output: [[11. 22. 33.]]
}

func ExampleRowSums() {
	m := mat.NewDense(2, 3, []float64{
		1, 2, 3,
		10, 20, 30,
	})
	fmt.Println(dl.FormatMatrix(dl.RowSums(m)))
	// Output:
	// [[ 6.]
	//  [60.]]
}

// The share of right answers is where both agree.
func ExampleArgMaxRows() {
	y := mat.NewDense(3, 3, []float64{
		0.1, 0.8, 0.1,
		0.3, 0.1, 0.6,
		0.2, 0.5, 0.3,
	})
	t := dl.OneHot(dl.Labels{1, 2, 0}, 3)
	fmt.Println(dl.ArgMaxRows(y), dl.ArgMaxRows(t))
	// Output: [1 2 1] [1 2 0]
}

// A mini-batch is some rows of the samples.
func ExampleTake() {
	x := mat.NewDense(3, 2, []float64{
		0, 1,
		10, 11,
		20, 21,
	})
	fmt.Println(dl.FormatMatrix(dl.Take(x, []int{2, 0, 2})))
	// Output:
	// [[20. 21.]
	//  [ 0.  1.]
	//  [20. 21.]]
}

// A loss wants to know what the numbers of a matrix are: here the targets.
func ExampleTargetsOf() {
	y, t := mat.NewDense(1, 3, []float64{0.1, 0.2, 0.7}), mat.NewDense(1, 3, []float64{0, 0, 1})
	fmt.Printf("%.4f\n", dl.CrossEntropyBatch(y, dl.TargetsOf(t)))
	// Output: 0.3567
}

// bars are images of your own, as dl.Data: an upright or a lying bar in each.
type bars struct {
	set    *dl.Bytes
	labels dl.Labels
	values [256]float64 // what each byte stands for
}

func newBars(n int) *bars {
	b := &bars{labels: dl.Choice(2, n, rand.NewPCG(1, 0))}
	var pixels []uint8
	for i, label := range b.labels {
		picture := image.NewGray(image.Rect(0, 0, 8, 8))
		bar := image.Rect(i%8, 0, i%8+1, 8)
		if label == 1 {
			bar = image.Rect(0, i%8, 8, i%8+1)
		}
		draw.Draw(picture, bar, image.White, image.Point{}, draw.Src)
		pixels = append(pixels, picture.Pix...)
	}
	b.set = dl.NewBytes(pixels, 64)
	for v := range b.values {
		b.values[v] = float64(v) / 255
	}
	return b
}

func (b *bars) Len() int { return len(b.labels) }

func (b *bars) Batch(index []int) (mat.Matrix, dl.Targets) {
	labels := make(dl.Labels, len(index))
	for k, i := range index {
		labels[k] = b.labels[i]
	}
	return b.set.Matrix(index, &b.values), labels
}

// A net learns from your own images.
func ExampleBytes() {
	src := rand.NewPCG(2, 0)
	data := newBars(200)
	net := dl.NewTwoLayerNet(64, 10, 2, dl.Xavier, src)
	trainer := dl.Trainer{Net: net, Optimizer: &dl.SGD{LearningRate: 1}, BatchSize: 20, Iterations: 300, Src: src}
	for step := range trainer.Steps(data) {
		if step.Iteration%100 == 0 {
			fmt.Println(step.Iteration, net.Accuracy(data.Batch(dl.Choice(200, 100, rand.NewPCG(3, 0)))))
		}
	}
	// Output:
	// 0 0.48
	// 100 0.64
	// 200 1
}

// Two images of four pixels each, and a batch that shows the second twice. To a net and to Dot it is a matrix like any other.
func ExampleBytes_Matrix() {
	set := dl.NewBytes([]uint8{
		0, 0, 255, 0,
		255, 51, 0, 0,
	}, 4)
	var values [256]float64 // what each byte stands for
	for b := range values {
		values[b] = float64(b) / 255
	}
	x := set.Matrix([]int{1, 0, 1}, &values)
	fmt.Println(dl.FormatMatrix(x))
	// Output:
	// [[1.  0.2 0.  0. ]
	//  [0.  0.  1.  0. ]
	//  [1.  0.2 0.  0. ]]
}

// A net with one hidden layer that is written by hand learns in which quarter of a square a point lies.
func Example_byHand() {
	src := rand.NewPCG(1, 0)
	x, labels := quadrants{dl.Uniform(200, 2, src)}.Batch(dl.Choice(200, 200, src))
	t := dl.OneHot(labels.(dl.Labels), 4)
	W1, b1 := dl.Normal(2, 10, 1, src), mat.NewDense(1, 10, nil)
	W2, b2 := dl.Normal(10, 4, 1, src), mat.NewDense(1, 4, nil)

	for i := range 1001 {
		// forward
		a1 := dl.AddRow(dl.Dot(x, W1), b1)
		z1 := dl.Map(dl.Sigmoid, a1)
		a2 := dl.AddRow(dl.Dot(z1, W2), b2)
		y := dl.SoftmaxRows(nil, a2)
		if i%250 == 0 {
			fmt.Printf("%4d  loss %.2f\n", i, dl.CrossEntropyBatch(y, t))
		}

		// backward
		dy := dl.Divide(dl.Sub(y, t), 200)
		da1 := dl.MulElem(dl.Map(dl.SigmoidGrad, a1), dl.Dot(dy, W2.T()))
		W1.Sub(W1, dl.Dot(x.T(), da1)) // with a learning rate of 1
		b1.Sub(b1, dl.ColumnSums(da1))
		W2.Sub(W2, dl.Dot(z1.T(), dy))
		b2.Sub(b2, dl.ColumnSums(dy))
	}
	// Output:
	//    0  loss 2.33
	//  250  loss 0.20
	//  500  loss 0.12
	//  750  loss 0.09
	// 1000  loss 0.08
}

func ExampleSoftmax() {
	y := dl.Softmax(nil, []float64{0.3, 2.9, 4.0})
	fmt.Println(dl.FormatVector(y))
	fmt.Println(dl.FormatVector(dl.Softmax(nil, []float64{1010, 1000, 990}))) // without overflow
	// Output:
	// [0.01821127 0.24519181 0.73659691]
	// [9.99954600e-01 4.53978686e-05 2.06106005e-09]
}

func ExampleSoftmaxRows() {
	scores := mat.NewDense(2, 3, []float64{
		0.3, 2.9, 4.0,
		1, 1, 1,
	})
	fmt.Println(dl.FormatMatrix(dl.SoftmaxRows(nil, scores)))
	// Output:
	// [[0.01821127 0.24519181 0.73659691]
	//  [0.33333333 0.33333333 0.33333333]]
}

// The answer is 2. One net gives it a probability of 0.6, another one believes in 7.
func ExampleSumSquaredError() {
	t := []float64{0, 0, 1, 0, 0, 0, 0, 0, 0, 0}
	fmt.Printf("%.4f\n", dl.SumSquaredError([]float64{0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0}, t))
	fmt.Printf("%.4f\n", dl.SumSquaredError([]float64{0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0}, t))
	// Output:
	// 0.0975
	// 0.5975
}

func ExampleCrossEntropy() {
	t := []float64{0, 0, 1, 0, 0, 0, 0, 0, 0, 0}
	fmt.Printf("%.4f\n", dl.CrossEntropy([]float64{0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0}, t))
	fmt.Printf("%.4f\n", dl.CrossEntropy([]float64{0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0}, t))
	// Output:
	// 0.5108
	// 2.3026
}

// Right answers by number and as one-hot rows say the same.
func ExampleCrossEntropyBatch() {
	y := mat.NewDense(2, 3, []float64{
		0.1, 0.2, 0.7,
		0.8, 0.1, 0.1,
	})
	labels := dl.Labels{2, 0}
	fmt.Printf("%.4f\n", dl.CrossEntropyBatch(y, labels))
	fmt.Printf("%.4f\n", dl.CrossEntropyBatch(y, dl.OneHot(labels, 3)))
	// Output:
	// 0.2899
	// 0.2899
}

func ExampleSumSquaredErrorBatch() {
	y := mat.NewDense(2, 2, []float64{
		0.5, 0.5,
		1, 0,
	})
	fmt.Println(dl.SumSquaredErrorBatch(y, dl.Labels{1, 0}))
	// Output: 0.125
}

func ExampleLabels() {
	t := dl.Labels{2, 0}
	fmt.Println(t.Len(), t.Label(0), t.At(0, 2), t.At(0, 1))
	// Output: 2 2 1 0
}

// Rows need not be one-hot. The loss asks for the largest of a row, backpropagation for all of it.
func ExampleRows() {
	t := dl.Rows{Dense: mat.NewDense(2, 3, []float64{
		0.2, 0.3, 0.5,
		0.6, 0.3, 0.1,
	})}
	fmt.Println(t.Len(), t.Label(0), t.Label(1), t.At(0, 1))
	// Output: 2 2 0 0.3
}

func ExampleOneHot() {
	fmt.Println(dl.FormatMatrix(dl.OneHot(dl.Labels{2, 0}, 3)))
	// Output:
	// [[0. 0. 1.]
	//  [1. 0. 0.]]
}

func ExampleArgMax() {
	fmt.Println(dl.ArgMax([]float64{0.1, 0.8, 0.1}))
	// Output: 1
}

// A step that is too small drowns in rounding: x+h is x.
func ExampleForwardDiff() {
	f := func(x float64) float64 { return 0.01*x*x + 0.1*x }
	fmt.Printf("%.5f\n", dl.ForwardDiff(f, 5, 1e-4))
	fmt.Printf("%.5f\n", dl.ForwardDiff(f, 5, 1e-50))
	// Output:
	// 0.20000
	// 0.00000
}

func ExampleNumericalDiff() {
	f := func(x float64) float64 { return 0.01*x*x + 0.1*x }
	fmt.Printf("%.6f %.6f\n", dl.NumericalDiff(f, 5), dl.NumericalDiff(f, 10))
	// Output: 0.200000 0.300000
}

func ExampleTangentLine() {
	f := func(x float64) float64 { return 0.01*x*x + 0.1*x }
	slope, intercept := dl.TangentLine(f, 5)
	fmt.Printf("%.4f·t %+.4f\n", slope, intercept)
	// Output: 0.2000·t -0.2500
}

func ExampleNumericalGradient() {
	f := func(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }
	for _, x := range [][]float64{{3, 4}, {0, 2}, {3, 0}} {
		fmt.Printf("%.4f\n", dl.NumericalGradient(nil, f, x))
	}
	// Output:
	// [6.0000 8.0000]
	// [0.0000 4.0000]
	// [6.0000 0.0000]
}

func ExampleNumericalGradients() {
	w := &dl.Param{Name: "W", Value: mat.NewDense(2, 2, []float64{1, 2, 3, 4})}
	loss := func() float64 { return mat.Sum(w.Value) * w.Value.At(0, 0) }
	for _, grad := range dl.NumericalGradients(loss, []*dl.Param{w}) {
		fmt.Printf("%.4f\n", mat.Formatted(grad))
	}
	// Output:
	// ⎡11.0000   1.0000⎤
	// ⎣ 1.0000   1.0000⎦
}

// From (-3, 4) to the bottom of the bowl; with a learning rate that is too small hardly anything happens.
func ExampleGradientDescent() {
	f := func(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }
	path := dl.GradientDescent(f, []float64{-3, 4}, 0.1, 100)
	fmt.Printf("%.4f … %.1e\n", path[:3], path[100])
	slow := dl.GradientDescent(f, []float64{-3, 4}, 1e-10, 100)
	fmt.Printf("%.4f\n", slow[100])
	// Output:
	// [[-3.0000 4.0000] [-2.4000 3.2000] [-1.9200 2.5600]] … [-6.1e-10 8.1e-10]
	// [-3.0000 4.0000]
}

// One step of descent by hand, with every number in sight.
func ExampleSimpleNet() {
	net := &dl.SimpleNet{W: &dl.Param{Name: "W", Value: mat.NewDense(2, 3, []float64{
		0.47355232, 0.9977393, 0.84668094,
		0.85557411, 0.03563661, 0.69422093,
	})}}
	x, t := []float64{0.6, 0.9}, []float64{0, 0, 1}
	fmt.Printf("scores %.4f, loss %.4f\n", net.Predict(x), net.Loss(x, t))

	grads := dl.NumericalGradients(func() float64 { return net.Loss(x, t) }, []*dl.Param{net.W})
	fmt.Printf("%.4f\n", mat.Formatted(grads[0]))

	net.W.Grad = grads[0]
	sgd := &dl.SGD{LearningRate: 0.1}
	sgd.Update([]*dl.Param{net.W})
	fmt.Printf("loss %.4f\n", net.Loss(x, t))
	// Output:
	// scores [1.0541 0.6307 1.1328], loss 0.9281
	// ⎡ 0.2192   0.1436  -0.3628⎤
	// ⎣ 0.3289   0.2153  -0.5442⎦
	// loss 0.8644
}

func ExampleNewSimpleNet() {
	net := dl.NewSimpleNet(rand.NewPCG(1, 0))
	fmt.Println(net.W.Name, net.W.Shape())
	fmt.Printf("%.4f\n", net.Loss([]float64{0.6, 0.9}, []float64{0, 0, 1}))
	// Output:
	// W (2, 3)
	// 0.6412
}

// The net of section 4.5.1, and what it does with a batch of 100 images of noise.
func ExampleTwoLayerNet() {
	src := rand.NewPCG(1, 0)
	net := dl.NewTwoLayerNet(784, 100, 10, nil, src)
	for _, p := range net.Params() {
		fmt.Println(p.Name, p.Shape())
	}
	x := dl.Uniform(100, 784, src)
	t := dl.Labels(dl.Choice(10, 100, src))
	fmt.Println(dl.ShapeOf(net.Predict(x)))
	fmt.Printf("loss %.4f\n", net.Loss(x, t)) // ln 10 = 2.30: it guesses

	net.Gradient(x, t)
	fmt.Println(dl.ShapeOf(net.Param("W1").Grad))
	// Output:
	// W1 (784, 100)
	// b1 (100,)
	// W2 (100, 10)
	// b2 (10,)
	// (100, 10)
	// loss 2.2986
	// (784, 100)
}

func ExampleTwoLayerNet_Accuracy() {
	net := dl.NewTwoLayerNet(2, 2, 2, nil, rand.NewPCG(1, 0))
	net.Param("W1").Value.Zero()
	net.Param("b2").Value.SetRow(0, []float64{0, 1}) // it answers 1, whatever it sees
	x := mat.NewDense(4, 2, nil)
	fmt.Println(net.Accuracy(x, dl.Labels{1, 1, 0, 1}))
	// Output: 0.75
}

// Two ways to the same gradient: differences, and backpropagation.
func ExampleTwoLayerNet_NumericalGradient() {
	src := rand.NewPCG(1, 0)
	net := dl.NewTwoLayerNet(4, 3, 2, dl.Xavier, src)
	x, t := dl.Uniform(5, 4, src), dl.Labels{0, 1, 1, 0, 1}
	numeric := net.NumericalGradient(x, t)
	net.Gradient(x, t)
	for i, p := range net.Params() {
		fmt.Println(p.Name, mat.EqualApprox(p.Grad, numeric[i], 1e-6))
	}
	// Output:
	// W1 true
	// b1 true
	// W2 true
	// b2 true
}

// A layer goes both ways: forwards it multiplies, backwards it tells what each number has contributed.
func ExampleAffineLayer() {
	w := &dl.Param{Name: "W", Value: mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})}
	b := &dl.Param{Name: "b", Value: mat.NewDense(1, 3, []float64{1, 2, 3}), Vector: true}
	layer := dl.NewAffineLayer(w, b)
	fmt.Println(dl.FormatMatrix(layer.Forward(mat.NewDense(2, 2, []float64{0, 1, 1, 0}))))

	dx := layer.Backward(mat.NewDense(2, 3, []float64{1, 0, 0, 0, 0, 2}))
	fmt.Println(dl.FormatMatrix(dx))
	fmt.Println(dl.FormatMatrix(w.Grad))
	fmt.Println(dl.FormatMatrix(b.Grad))
	// Output:
	// [[5. 7. 9.]
	//  [2. 4. 6.]]
	// [[ 1.  4.]
	//  [ 6. 12.]]
	// [[0. 0. 2.]
	//  [1. 0. 0.]]
	// [[1. 0. 2.]]
}

func ExampleNewAffineLayer() {
	w := &dl.Param{Name: "W", Value: mat.NewDense(784, 50, nil)}
	b := &dl.Param{Name: "b", Value: mat.NewDense(1, 50, nil), Vector: true}
	for _, p := range dl.NewAffineLayer(w, b).Params() {
		fmt.Println(p.Name, p.Shape(), dl.ShapeOf(p.Grad))
	}
	// Output:
	// W (784, 50) (784, 50)
	// b (50,) (1, 50)
}

func ExampleReLULayer() {
	var layer dl.ReLULayer
	fmt.Println(dl.FormatMatrix(layer.Forward(mat.NewDense(2, 2, []float64{1, -0.5, -2, 3}))))
	fmt.Println(dl.FormatMatrix(layer.Backward(mat.NewDense(2, 2, []float64{5, 6, 7, 8}))))
	// Output:
	// [[1. 0.]
	//  [0. 3.]]
	// [[5. 0.]
	//  [0. 8.]]
}

func ExampleSigmoidLayer() {
	var layer dl.SigmoidLayer
	fmt.Printf("%.4f\n", mat.Formatted(layer.Forward(mat.NewDense(1, 3, []float64{-2, 0, 2}))))
	fmt.Printf("%.4f\n", mat.Formatted(layer.Backward(mat.NewDense(1, 3, []float64{1, 1, 1}))))
	// Output:
	// [0.1192  0.5000  0.8808]
	// [0.1050  0.2500  0.1050]
}

// The gradient is what was said less what is right, shared among the samples.
func ExampleSoftmaxWithLoss() {
	var last dl.SoftmaxWithLoss
	loss := last.Forward(mat.NewDense(1, 3, []float64{0.3, 2.9, 4.0}), dl.Labels{2})
	fmt.Printf("loss %.4f\n", loss)
	fmt.Printf("%.4f\n", mat.Formatted(last.Y()))
	fmt.Printf("%.4f\n", mat.Formatted(last.Backward()))
	// Output:
	// loss 0.3057
	// [0.0182  0.2452  0.7366]
	// [ 0.0182   0.2452  -0.2634]
}

// Any layers can be gone through by hand; that is all that a LayerNet does.
func ExampleLayer() {
	src := rand.NewPCG(1, 0)
	net := dl.NewLayerNet(4, 3, 2, dl.He, src)
	x := dl.Uniform(5, 4, src)
	var layers = []dl.Layer{net.Layer("Affine1"), net.Layer("ReLU1"), net.Layer("Affine2")}
	var forward mat.Matrix = x
	for _, layer := range layers {
		forward = layer.Forward(forward)
	}
	fmt.Println(mat.Equal(forward, net.Predict(x)))
	// Output: true
}

func ExampleLayerNet() {
	src := rand.NewPCG(1, 0)
	net := dl.NewLayerNet(784, 50, 10, nil, src)
	for _, layer := range net.Layers() {
		fmt.Print(layer.Name)
		for _, p := range layer.Params() {
			fmt.Print(" ", p.Name, p.Shape())
		}
		fmt.Println()
	}
	x, t := dl.Uniform(100, 784, src), dl.Labels(dl.Choice(10, 100, src))
	fmt.Printf("loss %.4f\n", net.Loss(x, t))
	net.Gradient(x, t)
	fmt.Println(dl.ShapeOf(net.Param("W1").Grad))
	// Output:
	// Affine1 W1(784, 50) b1(50,)
	// ReLU1
	// Affine2 W2(50, 10) b2(10,)
	// loss 2.3029
	// (784, 50)
}

// Inference in batches: the same answers, sooner.
func ExampleThreeLayerNet() {
	src := rand.NewPCG(1, 0)
	net := dl.NewThreeLayerNet(784, 50, 100, 10, dl.Xavier, src)
	x, t := dl.Uniform(500, 784, src), dl.Labels(dl.Choice(10, 500, src))
	hits := 0
	for from := 0; from < 500; from += 100 {
		y := net.Predict(x.Slice(from, from+100, 0, 784))
		for i := range 100 {
			if dl.ArgMax(y.RawRowView(i)) == t.Label(from+i) {
				hits++
			}
		}
	}
	fmt.Println(float64(hits)/500 == net.Accuracy(x, t))
	// Output: true
}

// Where backpropagation is right, the two gradients differ by next to nothing.
func ExampleCheckGradient() {
	src := rand.NewPCG(1, 0)
	net := dl.NewLayerNet(10, 5, 3, dl.He, src)
	x, t := dl.Normal(20, 10, 1, src), dl.Labels(dl.Choice(3, 20, src))
	for _, d := range dl.CheckGradient(net, x, t) {
		fmt.Println(d.Name, d.Mean < 1e-6, d.Max < 1e-5)
	}
	// Output:
	// W1 true true
	// b1 true true
	// W2 true true
	// b2 true true
}

func ExampleGradientDifference() {
	fmt.Println(dl.GradientDifference{Name: "W1", Mean: 1.84e-8, Max: 6.64e-8, Row: 2, Col: 0})
	// Output: W1: mean 1.84e-08, max 6.64e-08 at (2, 0)
}

func ExampleSave() {
	dir, err := os.MkdirTemp("", "nets")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "digits.net")

	net := dl.NewTwoLayerNet(784, 50, 10, nil, rand.NewPCG(1, 0))
	if err := dl.Save(path, net); err != nil {
		fmt.Println(err)
	}
	var same dl.TwoLayerNet
	if err := dl.Load(path, &same); err != nil {
		fmt.Println(err)
	}
	fmt.Println(mat.Equal(same.Param("W1").Value, net.Param("W1").Value))
	// Output: true
}

// A file that is something else is an error; the net stays what it was.
func ExampleLoad() {
	net := dl.NewTwoLayerNet(784, 50, 10, nil, rand.NewPCG(1, 0))
	fmt.Println(dl.Load("netfile.go", net))
	// Output: dl: load netfile.go: not a net of this package: it begins with "package ", not with "dlfs net"
}

// The second step is longer than the first: half of the first goes on.
func ExampleMomentum() {
	w := &dl.Param{
		Name:  "W",
		Value: mat.NewDense(1, 2, []float64{1, 2}),
		Grad:  mat.NewDense(1, 2, []float64{10, -10}),
	}
	momentum := &dl.Momentum{LearningRate: 0.1, Momentum: 0.5}
	for range 2 {
		momentum.Update([]*dl.Param{w})
		fmt.Println(dl.FormatMatrix(w.Value))
	}
	// Output:
	// [[0. 3.]]
	// [[-1.5  4.5]]
}

func ExampleSGD() {
	w := &dl.Param{
		Name:  "W",
		Value: mat.NewDense(1, 2, []float64{1, 2}),
		Grad:  mat.NewDense(1, 2, []float64{10, -10}),
	}
	sgd := &dl.SGD{LearningRate: 0.1}
	sgd.Update([]*dl.Param{w})
	fmt.Println(dl.FormatMatrix(w.Value))
	// Output: [[0. 3.]]
}

// A first layer of 784 inputs, three ways.
func ExampleInitializer() {
	for _, init := range []dl.Initializer{dl.Std(0.01), dl.Xavier, dl.He} {
		fmt.Printf("%.4f\n", init(784))
	}
	// Output:
	// 0.0100
	// 0.0357
	// 0.0505
}

func ExampleNormal() {
	fmt.Printf("%.3f\n", mat.Formatted(dl.Normal(2, 3, 1, rand.NewPCG(1, 0))))
	// Output:
	// ⎡ 0.191  -0.798   1.801⎤
	// ⎣ 0.496   1.267   0.369⎦
}

func ExampleUniform() {
	fmt.Printf("%.3f\n", mat.Formatted(dl.Uniform(2, 3, rand.NewPCG(1, 0))))
	// Output:
	// ⎡0.598  0.089  0.715⎤
	// ⎣0.024  0.702  0.555⎦
}

func ExampleChoice() {
	fmt.Println(dl.Choice(60000, 10, rand.NewPCG(1, 0)))
	// Output: [35895 5346 42921 1420 42092 33327 48636 35420 18362 7889]
}

// quadrants is a small set of data: points of a square, and the quarter in which each lies.
type quadrants struct{ points *mat.Dense }

func (q quadrants) Len() int { n, _ := q.points.Dims(); return n }

func (q quadrants) Batch(index []int) (mat.Matrix, dl.Targets) {
	x, t := mat.NewDense(len(index), 2, nil), make(dl.Labels, len(index))
	for row, i := range index {
		p := q.points.RawRowView(i)
		x.SetRow(row, p)
		if p[0] > 0.5 {
			t[row]++
		}
		if p[1] > 0.5 {
			t[row] += 2
		}
	}
	return x, t
}

// The loop of section 4.5.2, on points instead of digits.
func ExampleTrainer() {
	src := rand.NewPCG(1, 0)
	train := quadrants{dl.Uniform(200, 2, src)}
	net := dl.NewTwoLayerNet(2, 10, 4, dl.Std(1), src)
	trainer := dl.Trainer{
		Net:        net,
		Optimizer:  &dl.SGD{LearningRate: 1},
		BatchSize:  20,
		Iterations: 1001,
		Src:        src,
	}
	for step := range trainer.Steps(train) {
		if step.EpochStart && step.Iteration%250 == 0 {
			fmt.Printf("%4d  loss %.2f\n", step.Iteration, step.Loss)
		}
	}
	test := quadrants{dl.Uniform(100, 2, src)}
	fmt.Printf("accuracy on points it has never seen: %.2f\n", net.Accuracy(test.Batch(dl.Choice(100, 100, src))))
	// Output:
	//    0  loss 1.34
	//  250  loss 0.23
	//  500  loss 0.13
	//  750  loss 0.07
	// 1000  loss 0.08
	// accuracy on points it has never seen: 1.00
}

// Batches of 512 do not divide 60,000 samples: an epoch has 117.1875 iterations.
func ExampleEpochStart() {
	for i := range 2000 {
		if dl.EpochStart(i, 60000, 512) {
			fmt.Println(i)
		}
	}
	// Output:
	// 0
	// 1875
}

func ExampleFormatVector() {
	fmt.Println(dl.FormatVector([]float64{0.3, 2.9, 4}))
	fmt.Println(dl.FormatVector([]float64{-3, math.NaN(), 1e-5}))
	// Output:
	// [0.3 2.9 4. ]
	// [-3.e+00     nan  1.e-05]
}

func ExampleFormatMatrix() {
	fmt.Println(dl.FormatMatrix(mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5.5, 6})))
	fmt.Println(dl.FormatMatrix(mat.NewDense(784, 100, nil)))
	// Output:
	// [[1.  2.  3. ]
	//  [4.  5.5 6. ]]
	// [[0. 0. 0. ... 0. 0. 0.]
	//  [0. 0. 0. ... 0. 0. 0.]
	//  [0. 0. 0. ... 0. 0. 0.]
	//  ...
	//  [0. 0. 0. ... 0. 0. 0.]
	//  [0. 0. 0. ... 0. 0. 0.]
	//  [0. 0. 0. ... 0. 0. 0.]]
}

func ExampleShape() {
	fmt.Println(dl.Shape{784, 100}, dl.Shape{100}, dl.Shape{60000, 1, 28, 28})
	// Output: (784, 100) (100,) (60000, 1, 28, 28)
}

// A shape that does not fit is a bug of the caller: a panic that names the function and both shapes.
func ExampleShapeError() {
	defer func() { fmt.Println(recover()) }()
	net := dl.NewTwoLayerNet(784, 100, 10, nil, rand.NewPCG(1, 0))
	net.Predict(mat.NewDense(5, 28, nil))
	// Output: dl.TwoLayerNet.Predict: x has shape (5, 28), want (5, 784)
}

func ExampleArgumentError() {
	defer func() { fmt.Println(recover()) }()
	dl.OneHot(dl.Labels{3, 10}, 10)
	// Output: dl.OneHot: label of sample 1 is 10, want a class from 0 to 9
}

func ExampleShapeOf() {
	fmt.Println(dl.ShapeOf(mat.NewDense(784, 50, nil)))
	// Output: (784, 50)
}

// A parameter is the net's own memory: who changes it changes the net.
func ExampleParam() {
	net := dl.NewTwoLayerNet(2, 2, 2, nil, rand.NewPCG(1, 0))
	b2 := net.Param("b2")
	fmt.Println(b2.Name, b2.Shape(), dl.ShapeOf(b2.Value), dl.ShapeOf(b2.Grad))

	b2.Value.SetRow(0, []float64{0, 100})
	fmt.Println(dl.ArgMax(net.Predict(mat.NewDense(1, 2, nil)).RawRowView(0)))
	// Output:
	// b2 (2,) (1, 2) (1, 2)
	// 1
}

func ExampleStd() {
	init := dl.Std(0.01)
	fmt.Println(init(784), init(50))
	// Output: 0.01 0.01
}

func ExampleXavier() {
	fmt.Printf("%.4f %.4f\n", dl.Xavier(784), dl.Xavier(50))
	// Output: 0.0357 0.1414
}

func ExampleHe() {
	fmt.Printf("%.4f %.4f\n", dl.He(784), dl.He(50))
	// Output: 0.0505 0.2000
}

func ExampleTargets() {
	for _, t := range []dl.Targets{dl.Labels{1, 0}, dl.OneHot(dl.Labels{1, 0}, 2)} {
		fmt.Println(t.Len(), t.Label(0), t.At(0, 1))
	}
	// Output:
	// 2 1 1
	// 2 1 1
}

// signDescent is an optimizer that asks only for the direction of the gradient, not for its size.
type signDescent struct{ step float64 }

func (o signDescent) Update(params []*dl.Param) {
	for _, p := range params {
		p.Value.Apply(func(i, j int, v float64) float64 {
			if g := p.Grad.At(i, j); g != 0 {
				v -= math.Copysign(o.step, g)
			}
			return v
		}, p.Value)
	}
}

// An optimizer of one's own needs a single method.
func ExampleOptimizer() {
	src := rand.NewPCG(1, 0)
	net := dl.NewTwoLayerNet(2, 10, 4, dl.Std(1), src)
	trainer := dl.Trainer{Net: net, Optimizer: signDescent{0.01}, BatchSize: 20, Iterations: 500, Src: src}
	for range trainer.Steps(quadrants{dl.Uniform(200, 2, src)}) {
	}
	test := quadrants{dl.Uniform(100, 2, src)}
	fmt.Println(net.Accuracy(test.Batch(dl.Choice(100, 100, src))) > 0.9)
	// Output: true
}

// Data hands out the samples that a Trainer has drawn.
func ExampleData() {
	var data dl.Data = quadrants{mat.NewDense(3, 2, []float64{0.1, 0.2, 0.9, 0.1, 0.8, 0.7})}
	x, t := data.Batch([]int{2, 0, 2})
	fmt.Println(data.Len(), dl.FormatMatrix(x), t)
	// Output:
	// 3 [[0.8 0.7]
	//  [0.1 0.2]
	//  [0.8 0.7]] [3 0 3]
}

// The loss of a step is that of its mini-batch, after the update.
func ExampleStep() {
	src := rand.NewPCG(1, 0)
	trainer := dl.Trainer{
		Net: dl.NewTwoLayerNet(2, 10, 4, dl.Std(1), src), Optimizer: &dl.SGD{LearningRate: 1}, BatchSize: 50, Src: src,
	}
	for step := range trainer.Steps(quadrants{dl.Uniform(100, 2, src)}) {
		fmt.Printf("%d %.2f %v\n", step.Iteration, step.Loss, step.EpochStart)
		if step.Iteration == 2 {
			break // ends the training
		}
	}
	// Output:
	// 0 1.44 true
	// 1 1.44 false
	// 2 1.46 true
}

// What a Trainer needs is little enough to write a net of one's own: a single number that shall become 3.
func ExampleNet() {
	src := rand.NewPCG(1, 0)
	net := &guess{dl.Param{Name: "g", Value: mat.NewDense(1, 1, nil), Grad: mat.NewDense(1, 1, nil)}}
	trainer := dl.Trainer{Net: net, Optimizer: &dl.SGD{LearningRate: 0.1}, BatchSize: 1, Iterations: 100, Src: src}
	for range trainer.Steps(quadrants{dl.Uniform(1, 2, src)}) {
	}
	fmt.Printf("%.4f\n", net.p.Value.At(0, 0))
	// Output: 3.0000
}

// guess has the loss (g-3)², whatever the data.
type guess struct{ p dl.Param }

func (g *guess) Params() []*dl.Param { return []*dl.Param{&g.p} }

func (g *guess) Gradient(mat.Matrix, dl.Targets) { g.p.Grad.Set(0, 0, 2*(g.p.Value.At(0, 0)-3)) }

func (g *guess) Loss(mat.Matrix, dl.Targets) float64 { return math.Pow(g.p.Value.At(0, 0)-3, 2) }

// Code that works for any net that can be stored.
func ExampleStoredNet() {
	src := rand.NewPCG(1, 0)
	for _, net := range []dl.StoredNet{
		dl.NewTwoLayerNet(784, 50, 10, nil, src), dl.NewLayerNet(784, 50, 10, nil, src),
		dl.NewThreeLayerNet(784, 50, 100, 10, nil, src),
	} {
		data, err := net.MarshalBinary()
		fmt.Println(len(data), err)
	}
	// Output:
	// 318180 <nil>
	// 318277 <nil>
	// 363004 <nil>
}

// Code that works for any net with two ways to its gradient.
func ExampleCheckedNet() {
	src := rand.NewPCG(1, 0)
	x, t := dl.Uniform(10, 4, src), dl.Labels(dl.Choice(2, 10, src))
	for _, net := range []dl.CheckedNet{
		dl.NewTwoLayerNet(4, 3, 2, dl.Xavier, src), dl.NewLayerNet(4, 3, 2, dl.He, src),
		dl.NewThreeLayerNet(4, 3, 3, 2, dl.Xavier, src),
	} {
		worst := 0.0
		for _, d := range dl.CheckGradient(net, x, t) {
			worst = max(worst, d.Max)
		}
		fmt.Println(worst < 1e-6)
	}
	// Output:
	// true
	// true
	// true
}

func ExampleLayerNet_Layer() {
	net := dl.NewLayerNet(784, 50, 10, nil, rand.NewPCG(1, 0))
	affine := net.Layer("Affine2").(*dl.AffineLayer)
	fmt.Println(affine.W.Shape(), affine.B.Shape())
	// Output: (50, 10) (10,)
}

// A net with two hidden layers of different kinds.
func ExampleNewSequential() {
	src := rand.NewPCG(1, 0)
	net := dl.NewSequential(
		dl.NewAffine(784, 50, dl.He, src), new(dl.ReLULayer),
		dl.NewAffine(50, 30, dl.Xavier, src), new(dl.SigmoidLayer),
		dl.NewAffine(30, 10, dl.Xavier, src))
	for _, layer := range net.Layers() {
		fmt.Print(layer.Name)
		for _, p := range layer.Params() {
			fmt.Print(" ", p.Name, p.Shape())
		}
		fmt.Println()
	}
	// Output:
	// Affine1 W1(784, 50) b1(50,)
	// ReLU1
	// Affine2 W2(50, 30) b2(30,)
	// Sigmoid1
	// Affine3 W3(30, 10) b3(10,)
}

func ExampleNewAffine() {
	layer := dl.NewAffine(784, 50, dl.Xavier, rand.NewPCG(1, 0))
	fmt.Println(layer.W.Shape(), layer.B.Shape())
	// Output: (784, 50) (50,)
}

// A layer that a reader has written: 1 for what is positive, -1 for what is not. Nothing is learned through it.
type sign struct{ y, dx mat.Dense }

func (l *sign) Forward(x mat.Matrix) *mat.Dense {
	l.y.Reset()
	l.y.Apply(func(_, _ int, v float64) float64 { return math.Copysign(1, v) }, x)
	return &l.y
}

func (l *sign) Backward(dy *mat.Dense) *mat.Dense {
	l.dx.Reset()
	l.dx.Scale(0, dy)
	return &l.dx
}

func (l *sign) Params() []*dl.Param { return nil }

// A net with layers of your own can be stored. Where there is no such net yet, a program says first which types they have.
func ExampleRegisterLayer() {
	src := rand.NewPCG(1, 0)
	net := dl.NewSequential(dl.NewAffine(4, 3, dl.He, src), new(sign), dl.NewAffine(3, 2, dl.He, src))
	data, err := net.MarshalBinary()
	fmt.Println(err)

	dl.RegisterLayer(new(sign))
	var same dl.LayerNet
	fmt.Println(same.UnmarshalBinary(data))
	x := dl.Uniform(5, 4, src)
	fmt.Println(mat.Equal(same.Predict(x), net.Predict(x)))
	// Output:
	// <nil>
	// <nil>
	// true
}

// A layer like the one above that treats each row alone says so, and lets several cores share a batch.
type sharedSign struct{ sign }

func (l *sharedSign) RowCopy() dl.Layer { return new(sharedSign) }

func ExampleRowLayer() {
	src := rand.NewPCG(1, 0)
	net := dl.NewSequential(dl.NewAffine(4, 3, dl.He, src), new(sharedSign), dl.NewAffine(3, 2, dl.He, src))
	fmt.Println(dl.ShapeOf(net.Predict(dl.Uniform(5, 4, src))))
	// Output: (5, 2)
}

// Two apples at 100 each, with a tax of 10%: a little more of what makes the price a little higher?
func ExampleMulLayer() {
	var apples, tax dl.MulLayer
	price := tax.Forward(apples.Forward(100, 2), 1.1)
	fmt.Printf("%.0f\n", price)

	dapples, dtax := tax.Backward(1)
	dapple, dnumber := apples.Backward(dapples)
	fmt.Printf("apple %.1f, number %.0f, tax %.0f\n", dapple, dnumber, dtax)
	// Output:
	// 220
	// apple 2.2, number 110, tax 200
}

// Two apples at 100 and three oranges at 150, with a tax of 10%.
func ExampleAddLayer() {
	var apples, oranges, tax dl.MulLayer
	var sum dl.AddLayer
	price := tax.Forward(sum.Forward(apples.Forward(100, 2), oranges.Forward(150, 3)), 1.1)
	fmt.Printf("%.0f\n", price)

	dsum, dtax := tax.Backward(1)
	dapples, doranges := sum.Backward(dsum)
	dapple, dappleNumber := apples.Backward(dapples)
	dorange, dorangeNumber := oranges.Backward(doranges)
	fmt.Printf("apple %.1f and %.0f, orange %.1f and %.0f, tax %.0f\n", dapple, dappleNumber, dorange, dorangeNumber, dtax)
	// Output:
	// 715
	// apple 2.2 and 110, orange 3.3 and 165, tax 650
}

func ExampleTanh() {
	fmt.Printf("%.4f %.4f %.4f\n", dl.Tanh(-2), dl.Tanh(0), dl.Tanh(2))
	// Output: -0.9640 0.0000 0.9640
}

func ExampleTanhLayer() {
	var layer dl.TanhLayer
	fmt.Printf("%.4f\n", mat.Formatted(layer.Forward(mat.NewDense(1, 3, []float64{-2, 0, 2}))))
	fmt.Printf("%.4f\n", mat.Formatted(layer.Backward(mat.NewDense(1, 3, []float64{1, 1, 1}))))
	// Output:
	// [-0.9640   0.0000   0.9640]
	// [0.0707  1.0000  0.0707]
}

// In training some numbers are dropped; in an answer all go through, by as much smaller.
func ExampleDropout() {
	layer := &dl.Dropout{Ratio: 0.5, Src: rand.NewPCG(4, 0)}
	x := mat.NewDense(2, 4, []float64{1, 2, 3, 4, 5, 6, 7, 8})
	fmt.Println(dl.FormatMatrix(layer.ForwardTraining(x)))
	fmt.Println(dl.FormatMatrix(layer.Forward(x)))
	// Output:
	// [[0. 2. 0. 0.]
	//  [5. 0. 0. 8.]]
	// [[0.5 1.  1.5 2. ]
	//  [2.5 3.  3.5 4. ]]
}

// A net trains by ForwardTraining and answers by Forward.
func ExampleTrainingLayer() {
	src := rand.NewPCG(1, 0)
	net := dl.NewSequential(
		dl.NewAffine(784, 50, dl.He, src), new(dl.ReLULayer), &dl.Dropout{Ratio: 0.2, Src: src},
		dl.NewAffine(50, 10, dl.Xavier, src))
	for _, layer := range net.Layers() {
		_, differs := layer.Layer.(dl.TrainingLayer)
		fmt.Println(layer.Name, differs)
	}
	// Output:
	// Affine1 false
	// ReLU1 false
	// Dropout1 true
	// Affine2 false
}
