// Package byhand has the net and the training loop of section 4.5 as the sources write them, one operation on whole arrays
// after another, with dl in the place of NumPy. Learners write such a net themselves; this one is for tests, which compare it
// with dl's own net bit by bit, and for the benchmark.
package byhand

import (
	"math"
	"math/rand/v2"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// names are those of the parameters, in the order in which they are updated.
var names = [...]string{"W1", "b1", "W2", "b2"}

// TwoLayerNet has a hidden layer with sigmoid activation and an output layer with softmax.
type TwoLayerNet struct {
	Params map[string]*mat.Dense // W1 (inputs, hidden), b1 (1, hidden), W2 (hidden, outputs), b2 (1, outputs)
}

// NewTwoLayerNet returns a net whose weights are drawn from a normal distribution with the given standard deviation.
func NewTwoLayerNet(input, hidden, output int, std float64, src rand.Source) *TwoLayerNet {
	return &TwoLayerNet{map[string]*mat.Dense{
		"W1": dl.Normal(input, hidden, std, src),
		"b1": mat.NewDense(1, hidden, nil),
		"W2": dl.Normal(hidden, output, std, src),
		"b2": mat.NewDense(1, output, nil),
	}}
}

// Predict returns the probabilities of the classes for each row of x.
func (n *TwoLayerNet) Predict(x mat.Matrix) *mat.Dense {
	W1, W2 := n.Params["W1"], n.Params["W2"]
	b1, b2 := n.Params["b1"], n.Params["b2"]

	a1 := dl.AddRow(dl.Dot(x, W1), b1)
	z1 := dl.Map(dl.Sigmoid, a1)
	a2 := dl.AddRow(dl.Dot(z1, W2), b2)
	return dl.SoftmaxRows(nil, a2)
}

// Loss returns the mean cross-entropy of the predictions for x and the one-hot targets t.
func (n *TwoLayerNet) Loss(x, t mat.Matrix) float64 {
	return dl.CrossEntropyBatch(n.Predict(x), dl.TargetsOf(t))
}

// Accuracy returns the share of the rows of x whose most probable class is that of t.
func (n *TwoLayerNet) Accuracy(x, t mat.Matrix) float64 {
	y, answers := dl.ArgMaxRows(n.Predict(x)), dl.ArgMaxRows(t)
	hits := 0
	for i := range y {
		if y[i] == answers[i] {
			hits++
		}
	}
	return float64(hits) / float64(len(y))
}

// Gradient returns the gradients of the loss with respect to the parameters, by backpropagation.
func (n *TwoLayerNet) Gradient(x, t mat.Matrix) map[string]*mat.Dense {
	W1, W2 := n.Params["W1"], n.Params["W2"]
	b1, b2 := n.Params["b1"], n.Params["b2"]
	batchNum, _ := x.Dims()

	// forward
	a1 := dl.AddRow(dl.Dot(x, W1), b1)
	z1 := dl.Map(dl.Sigmoid, a1)
	a2 := dl.AddRow(dl.Dot(z1, W2), b2)
	y := dl.SoftmaxRows(nil, a2)

	// backward
	dy := dl.Divide(dl.Sub(y, t), float64(batchNum))
	da1 := dl.Dot(dy, W2.T())
	dz1 := dl.MulElem(dl.Map(dl.SigmoidGrad, a1), da1)
	return map[string]*mat.Dense{
		"W2": dl.Dot(z1.T(), dy),
		"b2": dl.ColumnSums(dy),
		"W1": dl.Dot(x.T(), dz1),
		"b1": dl.ColumnSums(dz1),
	}
}

// Train is the loop of section 4.5: batches of batchSize rows of x and t, drawn with src. It returns the loss after each
// update, and both accuracies once an epoch.
func (n *TwoLayerNet) Train(
	x, t, testX, testT mat.Matrix, iterations, batchSize int, learningRate float64, src rand.Source,
) (losses, trainAcc, testAcc []float64) {
	trainSize, _ := x.Dims()
	iterPerEpoch := max(float64(trainSize)/float64(batchSize), 1)
	for i := range iterations {
		mask := dl.Choice(trainSize, batchSize, src)
		xBatch, tBatch := dl.Take(x, mask), dl.Take(t, mask)

		grads := n.Gradient(xBatch, tBatch)
		for _, key := range names {
			p := n.Params[key]
			p.Sub(p, dl.Scale(learningRate, grads[key]))
		}
		losses = append(losses, n.Loss(xBatch, tBatch))

		if math.Mod(float64(i), iterPerEpoch) == 0 {
			trainAcc = append(trainAcc, n.Accuracy(x, t))
			testAcc = append(testAcc, n.Accuracy(testX, testT))
		}
	}
	return losses, trainAcc, testAcc
}
