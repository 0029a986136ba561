package main

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"

	"dlfs/datasets"
	"dlfs/dl"
	"dlfs/internal/command"
)

// The recipe of the sample weights.
const (
	sampleIterations = 6000 // ten epochs
	sampleBatch      = 100
	sampleRate       = 0.5
	sampleSeed       = 36 // of section 3.6; any other does as well
)

var sampleRecipe = fmt.Sprintf("784-50-100-10, sigmoid; Xavier weights and zero biases from rand.NewPCG(%d, 0); "+
	"%d steps of SGD with learning rate %v on batches of %d drawn from rand.NewPCG(%d, 1)",
	sampleSeed, sampleIterations, sampleRate, sampleBatch, sampleSeed)

// trainSample makes the weights of the three-layer net of section 3.6 that datasets carries. Its help tells the recipe.
func trainSample(c *command.Call) error {
	var to string
	if _, err := c.Parse(func(f *flag.FlagSet) {
		f.StringVar(&to, "to", "", "the `file` to write (default datasets/sample_weight.npz of the project)")
	}); err != nil {
		if errors.Is(err, command.Status(0)) {
			fmt.Fprintf(c.Stdout, "The net is %s.\n", sampleRecipe)
		}
		return err
	}
	if to == "" {
		if err := requireProject(); err != nil {
			return err
		}
		to = filepath.Join("datasets", "sample_weight.npz")
	}
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		return err
	}
	fmt.Fprintln(c.Stdout, sampleRecipe)
	net := newSampleNet()
	for step := range sampleTrainer(net, sampleIterations).Steps(train.Reusing()) {
		if step.EpochStart {
			fmt.Fprintf(c.Stdout, "%5d  loss %.4f  test %.4f\n", step.Iteration, step.Loss, net.Accuracy(test.All()))
		}
	}
	fmt.Fprintf(c.Stdout, "accuracy on the test images: %.4f\n", net.Accuracy(test.All()))
	sum, err := datasets.WriteNPZ(to, net.Params())
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, "SHA-256 %s\n%s\n", sum, to)
	return nil
}

func newSampleNet() *dl.ThreeLayerNet {
	return dl.NewThreeLayerNet(784, 50, 100, 10, dl.Xavier, rand.NewPCG(sampleSeed, 0))
}

func sampleTrainer(net *dl.ThreeLayerNet, iterations int) *dl.Trainer {
	return &dl.Trainer{
		Net: net, Optimizer: &dl.SGD{LearningRate: sampleRate}, BatchSize: sampleBatch, Iterations: iterations,
		Src: rand.NewPCG(sampleSeed, 1),
	}
}
