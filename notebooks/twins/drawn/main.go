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

	const learning = "ch04_5_learning_algorithm/"
	losses, accuracies, err := training()
	if err != nil {
		log.Fatal("drawn: ", err)
	}
	show(learning+"loss-curve", losses)
	show(learning+"accuracy-plot", accuracies)

	if err := out.Flush(); err != nil {
		log.Fatal("drawn: ", err)
	}
}

func parabola(x float64) float64 { return 0.01*(x*x) + 0.1*x }

func bowl(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }

func oval(x []float64) float64 { return x[0]*x[0]/20 + x[1]*x[1] }

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

// training returns the loss of every iteration, and the accuracies on the training data followed by those on the test data.
func training() (losses, accuracies []float64, err error) {
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true, OneHot: true})
	if err != nil {
		return nil, nil, err
	}
	net := dl.NewTwoLayerNet(784, 50, 10, dl.Std(0.01), rand.NewPCG(1, 0))
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
