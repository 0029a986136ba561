package solutions

import (
	"math"
	"math/rand/v2"

	"dlfs/dl"
)

var all45 = map[string]any{
	"4.5-1": updateAll,
	"4.5-2": epochOf,
	"4.5-3": neverSeen,
	"4.5-4": whereItParts,
	"4.5-5": bestEpoch,
	"4.5-6": trainNet,
	"4.5-7": settings,
	"4.5-8": whyStill,
}

//exercise:4.5-1 updateAll

// updateAll takes one step of stochastic gradient descent against grads, with learning rate lr. It
// changes the numbers in params in place, and leaves grads alone.
func updateAll(params, grads [][]float64, lr float64) {
	// BEGIN SOLUTION
	for i := range params {
		for k := range params[i] {
			params[i][k] -= lr * grads[i][k]
		}
	}
	// END SOLUTION
}

//exercise:4.5-2 epochOf

// epochOf returns how many epochs are complete after that many iterations.
func epochOf(iterations, samples, batchSize int) int {
	// BEGIN SOLUTION
	return iterations * batchSize / samples
	// END SOLUTION
}

//exercise:4.5-3 neverSeen

// neverSeen returns how many of the samples you expect never to be drawn in that many mini-batches
// of the given size, drawn with replacement.
func neverSeen(samples, batchSize, batches int) float64 {
	// BEGIN SOLUTION
	n := float64(samples)
	return n * math.Pow(1-1/n, float64(batchSize*batches))
	// END SOLUTION
}

//exercise:4.5-4 whereItParts

// whereItParts returns the epoch at which the test accuracy stops growing, give or take ten, and
// the letter that says what has happened to the net by then.
func whereItParts() (epoch int, letter string) {
	// BEGIN SOLUTION
	return 34, "b"
	// END SOLUTION
}

//exercise:4.5-5 bestEpoch

// bestEpoch returns the epoch, counted from 0, whose weights early stopping keeps. It goes through
// testLosses, here the losses on the validation data, and stops as soon as patience epochs in a row
// were no better than the best so far.
func bestEpoch(testLosses []float64, patience int) int {
	// BEGIN SOLUTION
	best := 0
	for epoch, loss := range testLosses {
		if loss < testLosses[best] {
			best = epoch
		}
		if epoch-best >= patience {
			break
		}
	}
	return best
	// END SOLUTION
}

//exercise:4.5-6 trainNet

// trainNet trains a net: n times it draws a mini-batch from data with src, computes the gradient
// and takes a step with learning rate lr. It returns the loss of each mini-batch after its step.
func trainNet(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
	// BEGIN SOLUTION
	var losses []float64
	for range n {
		x, t := data.Batch(dl.Choice(data.Len(), batchSize, src))
		net.Gradient(x, t)
		for _, p := range net.Params() {
			p.Value.Apply(func(i, j int, v float64) float64 {
				return v - lr*p.Grad.At(i, j)
			}, p.Value)
		}
		losses = append(losses, net.Loss(x, t))
	}
	return losses
	// END SOLUTION
}

//exercise:4.5-7 settings

// settings returns the hyperparameters of a two-layer net: its number of hidden neurons, at most
// 50, the spread of its initial weights, and its learning rate.
func settings() (hidden int, std, lr float64) {
	// BEGIN SOLUTION
	return 50, 0.1, 1
	// END SOLUTION
}

//exercise:4.5-8 whyStill

// whyStill returns the letter of the right answer.
func whyStill() string {
	// BEGIN SOLUTION
	return "a"
	// END SOLUTION
}
