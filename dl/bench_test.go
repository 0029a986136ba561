package dl_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// The sizes are those of section 4.5: 784 pixels of which one in five is not 0, batches of 100, 10 classes.

func BenchmarkTrainingStep(b *testing.B) {
	src := rand.NewPCG(1, 0)
	x := images(100, 784, src)
	for _, form := range []struct {
		name string
		x    mat.Matrix
	}{{"bytes", x}, {"dense", mat.DenseCopyOf(x)}} {
		for _, hidden := range []int{50, 100} {
			for _, net := range newNets(784, hidden, 10, nil, rand.NewPCG(2, 0)) {
				b.Run(fmt.Sprintf("%T/%s/%d", net, form.name, hidden), func(b *testing.B) {
					benchmarkStep(b, net, &dl.SGD{LearningRate: 0.1}, form.x)
				})
			}
		}
	}
	b.Run("Momentum", func(b *testing.B) {
		net := dl.NewLayerNet(784, 50, 10, nil, rand.NewPCG(2, 0))
		benchmarkStep(b, net, &dl.Momentum{LearningRate: 0.1, Momentum: 0.9}, x)
	})
}

func benchmarkStep(b *testing.B, net dl.Net, optimizer dl.Optimizer, x mat.Matrix) {
	var t dl.Targets = dl.Labels(dl.Choice(10, 100, rand.NewPCG(3, 0)))
	params := net.Params()
	b.ReportAllocs()
	for b.Loop() {
		net.Gradient(x, t)
		optimizer.Update(params)
		net.Loss(x, t)
	}
}

// Each layer forwards and backwards, with the sizes that it has in the net of section 5.7.
func BenchmarkLayers(b *testing.B) {
	src := rand.NewPCG(1, 0)
	net := dl.NewLayerNet(784, 50, 10, nil, src)
	for _, layer := range []struct {
		name string
		dl.Layer
		inputs, outputs int
	}{
		{"Affine1", net.Layer("Affine1"), 784, 50},
		{"ReLU", net.Layer("ReLU1"), 50, 50},
		{"Sigmoid", new(dl.SigmoidLayer), 50, 50},
		{"Affine2", net.Layer("Affine2"), 50, 10},
	} {
		x, dy := dl.Normal(100, layer.inputs, 1, src), dl.Normal(100, layer.outputs, 1, src)
		b.Run(layer.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				layer.Forward(x)
				layer.Backward(dy)
			}
		})
	}
}

func BenchmarkSaveAndLoad(b *testing.B) {
	net := dl.NewTwoLayerNet(784, 50, 10, nil, rand.NewPCG(1, 0))
	path := filepath.Join(b.TempDir(), "a.net")
	for b.Loop() {
		if err := dl.Save(path, net); err != nil {
			b.Fatal(err)
		}
		if err := dl.Load(path, net); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNumericalGradient(b *testing.B) {
	src := rand.NewPCG(1, 0)
	x, t := images(100, 784, src), dl.Labels(dl.Choice(10, 100, src))
	for _, net := range newNets(784, 100, 10, nil, src)[:2] { // the third takes the general way
		b.Run(fmt.Sprintf("%T", net), func(b *testing.B) {
			for b.Loop() {
				net.NumericalGradient(x, t)
			}
		})
	}
}

// The general routine, for a net small enough to wait for.
func BenchmarkNumericalGradients(b *testing.B) {
	src := rand.NewPCG(1, 0)
	x, t := images(100, 100, src), dl.Labels(dl.Choice(10, 100, src))
	net := dl.NewTwoLayerNet(100, 10, 10, nil, src)
	for b.Loop() {
		dl.NumericalGradients(func() float64 { return net.Loss(x, t) }, net.Params())
	}
}

func BenchmarkAccuracy(b *testing.B) {
	src := rand.NewPCG(1, 0)
	x, t := images(10000, 784, src), dl.Labels(dl.Choice(10, 10000, src))
	for _, net := range newNets(784, 50, 10, nil, src) {
		b.Run(fmt.Sprintf("%T", net), func(b *testing.B) {
			for b.Loop() {
				net.Accuracy(x, t)
			}
		})
	}
}

func benchmarkFunction(b *testing.B, f func(float64) float64, from, to float64) {
	var x [1024]float64
	for i := range x {
		x[i] = from + (to-from)*float64(i)/1024
	}
	i := 0
	for b.Loop() {
		f(x[i%1024])
		i++
	}
}

func BenchmarkExp(b *testing.B)     { benchmarkFunction(b, dl.Exp, -10, 0) }
func BenchmarkLog(b *testing.B)     { benchmarkFunction(b, dl.Log, 1e-7, 1) }
func BenchmarkSigmoid(b *testing.B) { benchmarkFunction(b, dl.Sigmoid, -6, 6) }

func BenchmarkSoftmaxRows(b *testing.B) {
	x, dst := dl.Normal(100, 10, 1, rand.NewPCG(1, 0)), mat.NewDense(100, 10, nil)
	for b.Loop() {
		dl.SoftmaxRows(dst, x)
	}
}

func BenchmarkNormal(b *testing.B) {
	src := rand.NewPCG(1, 0)
	for b.Loop() {
		dl.Normal(784, 100, 0.01, src)
	}
}

func BenchmarkChoice(b *testing.B) {
	src := rand.NewPCG(1, 0)
	for b.Loop() {
		dl.Choice(60000, 100, src)
	}
}

func BenchmarkFormatMatrix(b *testing.B) {
	m := dl.Normal(784, 100, 0.01, rand.NewPCG(1, 0))
	for b.Loop() {
		dl.FormatMatrix(m)
	}
}
