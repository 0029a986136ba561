package exercises

import (
	"math"
	"math/rand/v2"
	"testing"

	"dlfs/datasets"
	"dlfs/dl"
)

// TestOverfittingCurve draws the curve of exercise 4.5-4 as its notebook does. Differences of less than one point can hardly
// be seen in the chart, so the curve stops growing between the first epoch that is so close to the end, and the first from
// which on all are.
func TestOverfittingCurve(t *testing.T) {
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		t.Fatal(err)
	}
	net := dl.NewLayerNet(784, 50, 10, dl.Std(0.01), rand.NewPCG(1, 0))
	src := rand.NewPCG(2, 0)
	var testAcc []float64
	for range lastEpoch + 1 {
		testAcc = append(testAcc, net.Accuracy(test.Slice(0, 2000)))
		for range 10 {
			net.Gradient(train.Batch(dl.Choice(300, 30, src)))
			(&dl.SGD{LearningRate: 0.1}).Update(net.Params())
		}
	}
	var first, settled int
	for epoch := lastEpoch; epoch >= 0; epoch-- {
		if math.Abs(testAcc[lastEpoch]-testAcc[epoch]) < 0.0099 {
			first = epoch
		} else {
			settled = max(settled, epoch+1)
		}
	}
	if first-10 != haltFrom || settled+10 != haltTo {
		t.Errorf("the curve stops growing between epochs %d and %d", first, settled)
	}
	if last := net.Accuracy(train.Slice(0, 300)); last != 1 {
		t.Errorf("at the end the training accuracy is %.3f", last)
	}
}
