package exercises

import (
	"math"
	"math/rand/v2"
	"testing"

	"dlfs/datasets"
	"dlfs/dl"
)

// TestOverfittingCurve draws the curve of exercise 4.5-4 as its notebook does: before the epochs that are accepted the test
// accuracy is still 3 points below its end, after them it stays within 1.
func TestOverfittingCurve(t *testing.T) {
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		t.Fatal(err)
	}
	net := dl.NewLayerNet(784, 50, 10, dl.Std(0.01), rand.NewPCG(1, 0))
	src := rand.NewPCG(2, 0)
	var testAcc []float64
	for range 61 {
		testAcc = append(testAcc, net.Accuracy(test.Slice(0, 2000)))
		for range 10 {
			net.Gradient(train.Batch(dl.Choice(300, 30, src)))
			(&dl.SGD{LearningRate: 0.1}).Update(net.Params())
		}
	}
	for epoch, a := range testAcc {
		left := testAcc[60] - a
		if epoch < standFrom && !(left >= 0.03) || epoch > standTo && !(math.Abs(left) <= 0.01) {
			t.Errorf("at epoch %d the test accuracy is %.3f, at the end %.3f", epoch, a, testAcc[60])
		}
	}
	if last := net.Accuracy(train.Slice(0, 300)); last != 1 {
		t.Errorf("at the end the training accuracy is %.3f", last)
	}
}
