// Command dlfs does the works that make bench times, through the public API of dl and datasets, and prints how long each
// took as a line of JSON. Loading is not timed.
package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"time"

	"dlfs/datasets"
	"dlfs/dl"
	"dlfs/internal/byhand"

	"gonum.org/v1/gonum/mat"
)

const (
	batchSize    = 100
	learningRate = 0.1
	repeats      = 15 // of a work that takes less than a second
)

// works are called with the training and the test images and return seconds by name.
var works = map[string]func(train, test *datasets.Images) map[string]float64{
	"classic-sigmoid": func(train, test *datasets.Images) map[string]float64 {
		return classic(sigmoidNet(50), pixels(train, test))
	},
	"classic-relu": func(train, test *datasets.Images) map[string]float64 {
		return classic(reluNet(50), pixels(train, test))
	},
	"centred-relu": func(train, test *datasets.Images) map[string]float64 {
		return classic(reluNet(50), centred(train, test))
	},
	"by-hand-sigmoid": byHand,
	"steps-relu":      steps,
	"gradient-images": func(train, _ *datasets.Images) map[string]float64 { return gradient(train.Slice(0, batchSize)) },
	"gradient-dense":  func(train, _ *datasets.Images) map[string]float64 { return gradient(random(train, batchSize)) },
	"general":         general,
	"inference":       inference,
}

func main() {
	if len(os.Args) != 2 || works[os.Args[1]] == nil {
		names := make([]string, 0, len(works))
		for name := range works {
			names = append(names, name)
		}
		slices.Sort(names)
		fmt.Fprintf(os.Stderr, "usage: dlfs %s\n", strings.Join(names, "|"))
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

func run(work string) error {
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true, OneHot: work == "by-hand-sigmoid"})
	if err != nil {
		return err
	}
	figures := works[work](train, test)
	if peak, ok := peakMemory(); ok {
		figures["peak MiB"] = peak
	}
	return json.NewEncoder(os.Stdout).Encode(figures)
}

// seconds returns how long f takes.
func seconds(f func()) map[string]float64 {
	start := time.Now()
	f()
	return map[string]float64{"seconds": time.Since(start).Seconds()}
}

// medianSeconds returns the median of several runs of f, after one that warms up.
func medianSeconds(f func()) map[string]float64 {
	f()
	var all []float64
	for range repeats {
		all = append(all, seconds(f)["seconds"])
	}
	slices.Sort(all)
	return map[string]float64{"seconds": all[repeats/2]}
}

type net interface {
	dl.Net
	Accuracy(x mat.Matrix, t dl.Targets) float64
	NumericalGradient(x mat.Matrix, t dl.Targets) []*mat.Dense
}

func sigmoidNet(hidden int) net { return dl.NewTwoLayerNet(784, hidden, 10, nil, rand.NewPCG(1, 0)) }
func reluNet(hidden int) net    { return dl.NewLayerNet(784, hidden, 10, nil, rand.NewPCG(1, 0)) }

// sets is what a net is trained on and what its accuracy is taken on.
type sets struct {
	train dl.Data
	all   []set
}

type set struct {
	x mat.Matrix
	t dl.Targets
}

func pixels(train, test *datasets.Images) sets {
	s := sets{train: train.Reusing()}
	for _, images := range []*datasets.Images{train, test} {
		x, t := images.All()
		s.all = append(s.all, set{x, t})
	}
	return s
}

// classic is the run of sections 4.5 and 5.7: 10,000 steps, the loss after each, the accuracy on all images 17 times.
func classic(net net, s sets) map[string]float64 {
	return seconds(func() {
		for step := range trainer(net, 10000).Steps(s.train) {
			if step.EpochStart {
				for _, set := range s.all {
					net.Accuracy(set.x, set.t)
				}
			}
		}
	})
}

func trainer(net net, iterations int) *dl.Trainer {
	return &dl.Trainer{
		Net: net, Optimizer: &dl.SGD{LearningRate: learningRate}, BatchSize: batchSize, Iterations: iterations, Src: rand.NewPCG(2, 0),
	}
}

// byHand is the classic run of the sigmoid net as a learner writes it, operation by operation.
func byHand(train, test *datasets.Images) map[string]float64 {
	net := byhand.NewTwoLayerNet(784, 50, 10, 0.01, rand.NewPCG(1, 0))
	x, t := train.Matrices()
	testX, testT := test.Matrices()
	return seconds(func() { net.Train(x, t, testX, testT, 10000, batchSize, learningRate, rand.NewPCG(2, 0)) })
}

// steps is the training loop alone: 2,000 steps with the loss after each.
func steps(train, _ *datasets.Images) map[string]float64 {
	return seconds(func() {
		for range trainer(reluNet(50), 2000).Steps(train.Reusing()) {
		}
	})
}

// gradient is the numerical gradient of all 79,510 parameters.
func gradient(x mat.Matrix, t dl.Targets) map[string]float64 {
	net := sigmoidNet(100)
	return seconds(func() { net.NumericalGradient(x, t) })
}

// random has the right labels of images, but for each a row without zeros.
func random(train *datasets.Images, n int) (mat.Matrix, dl.Targets) {
	_, t := train.Slice(0, n)
	return dl.Uniform(n, 784, rand.NewPCG(3, 0)), t
}

// general is the book's routine for any loss, by the 1,010 parameters of the second layer.
func general(train, _ *datasets.Images) map[string]float64 {
	net := sigmoidNet(100)
	x, t := train.Slice(0, batchSize)
	return medianSeconds(func() {
		dl.NumericalGradients(func() float64 { return net.Loss(x, t) }, net.Params()[2:])
	})
}

// inference predicts all test images in batches of 100 with the net of section 3.6, and counts the right answers.
func inference(_, test *datasets.Images) map[string]float64 {
	net := dl.NewThreeLayerNet(784, 50, 100, 10, nil, rand.NewPCG(1, 0))
	return medianSeconds(func() {
		right := 0
		for from := 0; from < test.Len(); from += batchSize {
			x, t := test.Slice(from, from+batchSize)
			y := net.Predict(x)
			for i := range t.Len() {
				if dl.ArgMax(y.RawRowView(i)) == t.Label(i) {
					right++
				}
			}
		}
	})
}
