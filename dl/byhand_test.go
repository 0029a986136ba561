package dl_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"dlfs/dl"
	"dlfs/internal/byhand"
	"gonum.org/v1/gonum/mat"
)

// A net that is written by hand, operation by operation, says what dl's own says, bit by bit: the operations are the same, and
// so is the order of every sum, since the cores that share a batch in dl's net take up each other's sums.
func TestByHandBits(t *testing.T) {
	for _, size := range []struct{ samples, inputs, hidden, classes int }{{1, 1, 1, 2}, {7, 30, 5, 3}, {100, 84, 50, 10}, {300, 20, 8, 4}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			byHand := byhand.NewTwoLayerNet(size.inputs, size.hidden, size.classes, 0.3, rand.NewPCG(1, 0))
			net := dl.NewTwoLayerNet(size.inputs, size.hidden, size.classes, dl.Std(0.3), rand.NewPCG(1, 0))
			rng := rand.New(rand.NewPCG(2, 0))
			oneHot := dl.OneHot(dl.Choice(size.classes, size.samples, rng), size.classes)
			all := slices.Concat(imageForms(size.samples, size.inputs, rng), []form{
				{"a matrix", dl.Normal(size.samples, size.inputs, 1, rng)},
				{"only At", atOnly{dl.Normal(size.samples, size.inputs, 1, rng)}},
			})
			for _, x := range all {
				for _, targets := range []dl.Rows{oneHot, {Dense: dl.Uniform(size.samples, size.classes, rng)}} {
					sameBits(t, x.name+": predictions", byHand.Predict(x.Matrix), net.Predict(x.Matrix))
					sameBits(t, x.name+": loss", byHand.Loss(x.Matrix, targets), net.Loss(x.Matrix, targets))
					sameBits(t, x.name+": accuracy", byHand.Accuracy(x.Matrix, targets), net.Accuracy(x.Matrix, targets))
					grads := byHand.Gradient(x.Matrix, targets)
					net.Gradient(x.Matrix, targets)
					for _, p := range net.Params() {
						sameBits(t, x.name+": gradient of "+p.Name, grads[p.Name], p.Grad)
					}
				}
			}
		})
	}
}

// So is a whole training.
func TestTrainingByHandBits(t *testing.T) {
	all := trained(&dl.SGD{LearningRate: 0.5}, 0) // losses, then value and gradient of each parameter
	sameBits(t, "losses and parameters", trainedByHand(), []*mat.Dense{all[0], all[1], all[3], all[5], all[7]})
}

// trainedByHand returns the losses and the parameters W1, b1, W2 and b2 of the training of a TwoLayerNet in trained.
func trainedByHand() []*mat.Dense {
	src := rand.NewPCG(6, 0)
	data := newSamples(500, 36, 10, src)
	params := map[string]*mat.Dense{
		"W1": dl.Normal(36, 15, dl.Xavier(36), src), "b1": mat.NewDense(1, 15, nil),
		"W2": dl.Normal(15, 10, dl.Xavier(15), src), "b2": mat.NewDense(1, 10, nil),
	}
	t := dl.OneHot(data.labels, 10)
	net := byhand.TwoLayerNet{Params: params}
	losses, _, _ := net.Train(data.images, t, data.images, t, 50, 32, 0.5, src)
	return []*mat.Dense{mat.NewDense(1, 50, losses), params["W1"], params["b1"], params["W2"], params["b2"]}
}
