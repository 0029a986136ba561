package dl

import (
	"iter"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Net is what a Trainer needs of a net. TwoLayerNet, LayerNet and ThreeLayerNet are nets, and your own type can be one.
// x is N×I, a sample in each row, and t has N targets.
type Net interface {
	Params() []*Param
	Gradient(x mat.Matrix, t Targets) // overwrites Grad of every parameter; nothing accumulates
	Loss(x mat.Matrix, t Targets) float64
}

// Trainer teaches a net by the four steps of section 4.5: draw a mini-batch, compute the gradient, update the
// parameters, repeat. Mini-batches are drawn with replacement, as Choice does.
//
// Several Trainers may run side by side, each in a goroutine of its own, for example to compare learning rates. Each
// needs a Net, an Optimizer and a Src of its own, and a Data of its own unless Batch is safe for concurrent calls.
// Every run gives the same bits as it does alone.
type Trainer struct {
	Net        Net
	Optimizer  Optimizer
	BatchSize  int         // samples in a mini-batch, at least 1
	Iterations int         // how often to repeat; 0 means until the caller stops
	Src        rand.Source // draws the mini-batches

	// SkipLoss leaves out the loss after each update, which takes a second forward pass. Step.Loss is then NaN. The
	// book computes the loss.
	SkipLoss bool
}

// Step is one iteration of a Trainer.
type Step struct {
	Iteration int     // counted from 0
	Loss      float64 // of this mini-batch, after the update; NaN if the Trainer skips it

	// EpochStart is the result of the function EpochStart: with 60,000 samples in batches of 100 it is true for
	// iterations 0, 600, 1200, …, where the book records the accuracy.
	EpochStart bool
}

// Steps trains the net while the caller ranges over the result: each iteration is done when its Step arrives, and
// leaving the loop stops the training. Ranging again continues to train the same net, but counts iterations from 0.
//
//	for step := range trainer.Steps(train) {
//		if step.EpochStart {
//			fmt.Println(step.Iteration, net.Accuracy(test.All()))
//		}
//	}
//
// Steps itself, before any training, panics with an ArgumentError if a field of the Trainer makes no sense or there are no
// data.
func (t *Trainer) Steps(train Data) iter.Seq[Step] {
	t.check(train)
	// The caller's range calls this function. yield runs the body of the caller's loop, and returns false when it is left.
	return func(yield func(Step) bool) {
		index := make([]int, t.BatchSize)
		params := t.Net.Params()
		for i := 0; t.Iterations == 0 || i < t.Iterations; i++ {
			choose(index, train.Len(), t.Src)
			x, answers := train.Batch(index)
			t.Net.Gradient(x, answers)
			t.Optimizer.Update(params)
			step := Step{Iteration: i, Loss: math.NaN(), EpochStart: EpochStart(i, train.Len(), t.BatchSize)}
			if !t.SkipLoss {
				step.Loss = t.Net.Loss(x, answers)
			}
			if !yield(step) {
				return
			}
		}
	}
}

func (t *Trainer) check(train Data) {
	const op = "Trainer.Steps"
	checkArgument(t.Net != nil, op, "Net", t.Net, "a net")
	checkArgument(t.Optimizer != nil, op, "Optimizer", t.Optimizer, "an optimizer, such as &dl.SGD{LearningRate: 0.1}")
	checkSource(op, t.Src)
	checkArgument(t.BatchSize > 0, op, "batch size", t.BatchSize, "at least 1")
	checkArgument(t.Iterations >= 0, op, "number of iterations", t.Iterations, "0 or more")
	checkArgument(train != nil, op, "train", train, "data")
	checkArgument(train.Len() > 0, op, "number of samples", train.Len(), "at least 1")
}

// EpochStart reports whether iteration i, counted from 0, starts an epoch: whether i·batch is a multiple of samples. It is
// always true if batch ≥ samples. With 60,000 samples in batches of 100 it is true for 0, 600, 1200, …; in batches of 512
// only for 0, 1875, …, because an epoch then has 117.1875 iterations.
//
// The book tests i % iter_per_epoch == 0 with floating-point numbers, which rounding can spoil: with 1,000 samples in
// batches of 30 Python records only iteration 0, while EpochStart is also true for 100, 200, …
//
// EpochStart panics with an ArgumentError unless samples and batch are at least 1.
func EpochStart(i, samples, batch int) bool {
	checkArgument(samples > 0, "EpochStart", "number of samples", samples, "at least 1")
	checkArgument(batch > 0, "EpochStart", "batch size", batch, "at least 1")
	return batch >= samples || int64(i)*int64(batch)%int64(samples) == 0 // a 32-bit int would overflow
}
