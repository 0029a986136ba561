// Command drawn prints the numbers that the course's figures draw, each to its last bit, for the comparison with the
// figures' twins in Python. A line names a notebook and a cell; the numbers follow, one a line.
package main

import (
	"bufio"
	"fmt"
	"log"
	"math/rand/v2"
	"os"

	"dlfs/datasets"
	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

func main() {
	log.SetFlags(0)
	out := bufio.NewWriter(os.Stdout)
	show := func(cell string, numbers []float64) {
		fmt.Fprintln(out, cell)
		for _, v := range numbers {
			fmt.Fprintln(out, v)
		}
	}

	const functions = "ch04_2_loss_functions/"
	show(functions+"log-curve", logarithms())
	losses, accuracies, err := oneWeight()
	if err != nil {
		log.Fatal("drawn: ", err)
	}
	show(functions+"why-loss", append(losses, accuracies...))

	const slopes = "ch04_3_numerical_differentiation/"
	show(slopes+"plot-parabola", sample(parabola, 200, 0.1))
	show(slopes+"tangent-line", sample(tangent(5), 200, 0.1))
	show(slopes+"tangent-5", sample(tangent(5), 201, 0.1))
	show(slopes+"tangent-10", sample(tangent(10), 201, 0.1))
	show(slopes+"bowl-surface", surface())

	const gradient = "ch04_4_gradient/"
	show(gradient+"arrow-field", field())
	show(gradient+"descent-path", flat(dl.GradientDescent(bowl, []float64{-3, 4}, 0.1, 20)[:20]))
	show(gradient+"descent-oval", flat(dl.GradientDescent(oval, []float64{-3, 4}, 0.9, 19)))

	show(gradient+"saddle", flat(dl.GradientDescent(saddle, []float64{-2.5, 0}, 0.1, 100)))
	show(gradient+"plateau", flat(dl.GradientDescent(hole, []float64{-2, 2}, 0.1, 100)))
	show(gradient+"ascent", flat(dl.GradientDescent(hill, []float64{-1, 0.8}, -0.2, 30)))
	var paths []float64
	for _, rate := range []float64{10, 0.1, 1e-10} {
		paths = append(paths, flat(dl.GradientDescent(bowl, []float64{-3, 4}, rate, 20))...)
	}
	show(gradient+"rates-figure", paths)

	losses, accuracies, err = training(dl.NewTwoLayerNet(784, 50, 10, dl.Std(0.01), rand.NewPCG(1, 0)))
	if err != nil {
		log.Fatal("drawn: ", err)
	}
	show("ch04_5_learning_algorithm/loss-curve", losses)
	show("ch04_5_learning_algorithm/accuracy-plot", accuracies)

	_, accuracies, err = training(dl.NewLayerNet(784, 50, 10, dl.Std(0.01), rand.NewPCG(1, 0)))
	if err != nil {
		log.Fatal("drawn: ", err)
	}
	show("ch05_7_backpropagation/train", accuracies)

	if err := out.Flush(); err != nil {
		log.Fatal("drawn: ", err)
	}
}

func parabola(x float64) float64 { return 0.01*(x*x) + 0.1*x }

func bowl(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }

func oval(x []float64) float64 { return x[0]*x[0]/20 + x[1]*x[1] }

func saddle(x []float64) float64 { return x[0]*x[0] - x[1]*x[1] }

func hole(x []float64) float64 { return 1 - hill(x) }

func hill(x []float64) float64 { return dl.Exp(-x[0]*x[0] - x[1]*x[1]) }

// logarithms returns the natural logarithm at 201 points from 0.005 to 1.
func logarithms() []float64 {
	y := make([]float64, 201)
	for i := range y {
		y[i] = dl.Log(0.005 + 0.995*float64(i)/200)
	}
	return y
}

// oneWeight returns the loss and the accuracy of a small net while one of its weights moves from -10 to 10.
func oneWeight() (losses, accuracies []float64, err error) {
	train, _, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		return nil, nil, err
	}
	net := dl.NewTwoLayerNet(784, 20, 10, dl.Std(0.1), rand.NewPCG(1, 0))
	x, t := train.Slice(0, 20)
	for range 30 {
		net.Gradient(x, t)
		(&dl.SGD{LearningRate: 0.3}).Update(net.Params())
	}
	weight := net.Param("W2").Value
	start := weight.At(7, 1)
	for i := range 401 {
		weight.Set(7, 1, start-10+0.05*float64(i))
		losses = append(losses, net.Loss(x, t))
		accuracies = append(accuracies, net.Accuracy(x, t))
	}
	return losses, accuracies, nil
}

func tangent(at float64) func(float64) float64 {
	slope, intercept := dl.TangentLine(parabola, at)
	return func(x float64) float64 { return slope*x + intercept }
}

// sample returns f at 0, step, 2·step and so on.
func sample(f func(float64) float64, n int, step float64) []float64 {
	y := make([]float64, n)
	for i := range y {
		y[i] = f(step * float64(i))
	}
	return y
}

// surface returns the bowl on 100 by 100 points from -3 to 3, row by row.
func surface() []float64 {
	var heights []float64
	for i := range 100 {
		for j := range 100 {
			heights = append(heights, bowl([]float64{-3 + 6*float64(j)/99, -3 + 6*float64(i)/99}))
		}
	}
	return heights
}

// field returns minus the gradient of the bowl at 18 by 18 points.
func field() []float64 {
	var arrows []float64
	for i := range 18 {
		for j := range 18 {
			at := []float64{-2 + 0.25*float64(j), -2 + 0.25*float64(i)}
			grad := dl.NumericalGradient(nil, bowl, at)
			arrows = append(arrows, -grad[0], -grad[1])
		}
	}
	return arrows
}

func flat(path [][]float64) []float64 {
	var numbers []float64
	for _, x := range path {
		numbers = append(numbers, x...)
	}
	return numbers
}

// judged is a net that learns and tells its accuracy.
type judged interface {
	dl.Net
	Accuracy(x mat.Matrix, t dl.Targets) float64
}

// training returns the loss of every iteration, and the accuracies on the training data followed by those on the test data.
func training(net judged) (losses, accuracies []float64, err error) {
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true, OneHot: true})
	if err != nil {
		return nil, nil, err
	}
	trainer := dl.Trainer{
		Net:        net,
		Optimizer:  &dl.SGD{LearningRate: 0.1},
		BatchSize:  100,
		Iterations: 10000,
		Src:        rand.NewPCG(2, 0),
	}
	var onTrain, onTest []float64
	for step := range trainer.Steps(train) {
		losses = append(losses, step.Loss)
		if step.EpochStart {
			onTrain = append(onTrain, net.Accuracy(train.All()))
			onTest = append(onTest, net.Accuracy(test.All()))
		}
	}
	return losses, append(onTrain, onTest...), nil
}
