package exercises

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/internal/words"
)

func sec56() []*Exercise { return []*Exercise{threeGradients(), weightedLossBackward()} }

func threeGradients() *Exercise {
	type answer = func() (dW01, db1, dX10 float64)
	are := func(dW01, db1, dX10 float64) answer { return func() (_, _, _ float64) { return dW01, db1, dX10 } }
	return define(exercise[answer]{
		id: "5.6-1", level: 1, title: words.Exercises.Message("Three gradients by hand"),
		tolerance: 1e-6, // a difference will do, too
		hints: []words.Message{
			words.Exercises.Message("W[0][1] multiplies input 0 and adds to output 1. In each sample its gradient is input 0 " +
				"times the upstream gradient of output 1. Both samples use it, so add the two."),
			words.Exercises.Message("b[1] is added to output 1 of both samples, so its gradient is the sum of the upstream " +
				"gradients in column 1."),
			words.Exercises.Message("X[1][0] belongs to sample 1 alone. It reaches both outputs through the weights in row 0 of " +
				"W, so multiply those by the upstream gradients of sample 1, and add."),
		},
		why: words.Exercises.Message("A number that is used several times gets the sum of what comes back. W[0][1] and b[1] are used " +
			"once in each sample: 2·3 + 4·4 = 22 and 3 + 4 = 7. X[1][0] is used once for each output: -3·3 + 4·(-2) = -17."),
		tests: []test[answer]{{what: theAnswer, input: "threeGradients()", untold: true, call: func(f answer) any {
			dW01, db1, dX10 := f()
			return parts{{plain("dW01"), dW01}, {plain("db1"), db1}, {plain("dX10"), dX10}}
		}}},
		mistakes: []mistake[answer]{
			{kind: firstRowOnly, as: are(6, 3, -17), says: words.Exercises.Message("W[0][1] and b[1] get the gradient of sample 0 " +
				"only. Both samples use them, so add the gradients of both.")},
			{kind: firstRowOnly, as: are(22, 3, -17), says: words.Exercises.Message("b[1] gets the gradient of sample 0 only. It is " +
				"added to both samples, so add the gradients of both.")},
			{kind: misread, as: are(11, 3.5, -17), says: words.Exercises.Message("The gradients of W[0][1] and b[1] are divided by the " +
				"number of samples. Just add: if L is a mean, ∂L/∂Y is already divided.")},
			{kind: transposed, as: are(10, 7, -17), says: words.Exercises.Message("This is the gradient of W[1][0]. W[0][1] leads " +
				"from input 0 to output 1.")},
			{kind: transposed, as: are(22, 7, 1), says: words.Exercises.Message("This is the gradient of X[0][1]. X[1][0] is input " +
				"0 of sample 1.")},
			{kind: transposed, as: are(10, 7, 1), says: words.Exercises.Message("These are the gradients of W[1][0] and X[0][1]. In " +
				"both names the row comes first.")},
			{kind: misread, as: are(22, 7, -3), says: words.Exercises.Message("This is the gradient of X[0][0]. X[1][0] is input 0 " +
				"of sample 1, the second row.")},
			{kind: wrongSign, as: are(22, 7, -1), says: words.Exercises.Message("The weight W[0][1] is negative: -3·3 + 4·(-2).")},
		},
	})
}

// weightedLoss is the gradient of a loss in which samples have weights.
type weightedLoss = func(y *mat.Dense, labels []int, weights []float64) *mat.Dense

// weightedLossBy computes each entry from the probability y, the target t, the sample's weight, and the batch's sizes.
func weightedLossBy(of func(y, t, weight, sum, n float64) float64) weightedLoss {
	return func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
		n, classes := y.Dims()
		t, sum := dl.OneHot(labels, classes), 0.0
		for _, w := range weights {
			sum += w
		}
		var dx mat.Dense
		dx.Apply(func(i, k int, v float64) float64 { return of(v, t.At(i, k), weights[i], sum, float64(n)) }, y)
		return &dx
	}
}

// weightedLossOf is the loss itself, of scores that are written one row after the other.
func weightedLossOf(classes int, labels []int, weights []float64) func(scores []float64) float64 {
	return func(scores []float64) float64 {
		y := dl.SoftmaxRows(nil, mat.NewDense(len(labels), classes, scores))
		loss, sum := 0.0, 0.0
		for n, w := range weights {
			loss -= w * dl.Log(y.At(n, labels[n]))
			sum += w
		}
		return loss / sum
	}
}

func weightedLossTests() []test[weightedLoss] {
	try := func(what words.Message, labels []int, weights []float64, rows ...[]float64) test[weightedLoss] {
		input := fmt.Sprintf("weightedLossBackward(%s, %v, %s)", show(dense(rows...)), labels, show(weights))
		return test[weightedLoss]{what: what, input: input, call: func(f weightedLoss) any {
			y, mine, counts := dense(rows...), slices.Clone(labels), slices.Clone(weights)
			dx := copied(f(y, mine, counts))
			return unlessTouched(dx, []handedOver{
				{"y", y, dense(rows...)}, {"labels", mine, labels}, {"weights", counts, weights},
			})
		}}
	}
	scores := dense([]float64{1, 2, 0}, []float64{-1, 0.5, 0.3})
	labels, weights, y := []int{2, 0}, []float64{0.5, 3}, dl.SoftmaxRows(nil, scores)
	check := try(gradients, labels, weights, y.RawRowView(0), y.RawRowView(1))
	check.fault = againstGradient(check.input, mat.NewDense(2, 3,
		dl.NumericalGradient(nil, weightedLossOf(3, labels, weights), slices.Clone(scores.RawMatrix().Data))))
	first, second := dense([]float64{0.2, 0.8}, []float64{0.4, 0.6}), dense([]float64{0.9, 0.1}, []float64{0.3, 0.7})
	inARow := test[weightedLoss]{
		what: batchesInARow,
		input: fmt.Sprintf("dx1 := weightedLossBackward(%s, [1 0], [1 3]); dx2 := weightedLossBackward(%s, [0 0], [2 0.5])",
			show(first), show(second)),
		call: func(f weightedLoss) any {
			dx1 := f(mat.DenseCopyOf(first), []int{1, 0}, []float64{1, 3})
			dx2 := f(mat.DenseCopyOf(second), []int{0, 0}, []float64{2, 0.5})
			return parts{{plain("dx1"), copied(dx1)}, {plain("dx2"), copied(dx2)}} // dx1 as it is after the second call
		},
	}
	tests := []test[weightedLoss]{
		try(values, []int{0}, []float64{1}, []float64{0.5, 0.5}),
		try(values, []int{1, 0}, []float64{1, 1}, []float64{0.2, 0.8}, []float64{0.4, 0.6}),
		try(values, []int{1, 0}, []float64{1, 3}, []float64{0.2, 0.8}, []float64{0.4, 0.6}),
		try(values, []int{2, 0, 1}, []float64{2, 0.5, 0.5}, []float64{0.1, 0.2, 0.7}, []float64{0.3, 0.5, 0.2}, []float64{0.25, 0.5, 0.25}),
		try(shapes, []int{3}, []float64{5}, []float64{0.1, 0.2, 0.3, 0.4}),
		check, inARow,
		try(extremes, []int{0, 1}, []float64{0, 2}, []float64{0.25, 0.75}, []float64{0.75, 0.25}),
		try(extremes, []int{0, 1}, []float64{1e9, 1e9}, []float64{1, 0}, []float64{1, 0}),
	}
	return append(tests, drawnTests(6, func(r *rand.Rand, size int) test[weightedLoss] {
		rows := make([][]float64, size)
		for i := range rows {
			p := hundredth(r, 0, 1)
			rows[i] = []float64{p, 1 - p}
		}
		return try(randomInputs, randomInts(r, size, 2), sample(size, func() float64 { return float64(1+r.IntN(16)) / 4 }), rows...)
	})...)
}

func weightedLossBackward() *Exercise {
	return define(exercise[weightedLoss]{
		id: "5.6-2", level: 2, title: words.Exercises.Message("Samples that count more than others"),
		hints: []words.Message{
			words.Exercises.Message("Look at one sample first. The gradient of its cross-entropy with respect to its own scores is " +
				"y - t. What is this cross-entropy multiplied by in the weighted mean?"),
			words.Exercises.Message("Sample n contributes its cross-entropy times weights[n] / sum, where sum is the sum of the " +
				"weights. Its gradient gets the same factor."),
			words.Exercises.Message("Subtract 1 at the label of each row, in a copy of y, and multiply row n by " +
				"weights[n] / sum."),
		},
		why: words.Exercises.Message("A factor in front of a sample's loss is a factor in front of its gradient. If all weights " +
			"are equal, weights[n] / sum is 1/N, and the result is (y - t)/N."),
		tests: weightedLossTests(),
		mistakes: []mistake[weightedLoss]{
			{kind: missingFactor, as: weightedLossBy(func(y, t, _, _, n float64) float64 { return (y - t) / n }),
				says: words.Exercises.Message("This is (y - t)/N, in which all samples count equally. Multiply each row by its " +
					"weight.")},
			{kind: averagedWrong, as: weightedLossBy(func(y, t, w, _, n float64) float64 { return (y - t) * w / n }),
				says: words.Exercises.Message("This divides by the number of samples. Divide by the sum of the weights.")},
			{kind: summed, as: weightedLossBy(func(y, t, w, _, _ float64) float64 { return (y - t) * w }),
				says: words.Exercises.Message("This is the gradient of the weighted sum. The loss is a mean, so divide by the sum " +
					"of the weights.")},
			{kind: averagedWrong, as: weightedLossBy(func(y, t, w, sum, n float64) float64 { return (y - t) * w / sum / n }),
				says: words.Exercises.Message("This divides by the sum of the weights and by the number of samples. The sum of the " +
					"weights takes the place of N.")},
			{kind: missingFactor, as: weightedLossBy(func(y, t, _, sum, _ float64) float64 { return (y - t) / sum }),
				says: words.Exercises.Message("This divides by the sum of the weights, but no row is multiplied by its weight.")},
			{kind: wrongSign, as: weightedLossBy(func(y, t, w, sum, _ float64) float64 { return (t - y) * w / sum }),
				says: words.Exercises.Message("A larger score for the right class makes the loss smaller, so its gradient is " +
					"negative: y - t.")},
			{kind: missingTarget, as: weightedLossBy(func(y, _, w, sum, _ float64) float64 { return y * w / sum }),
				says: words.Exercises.Message("This is y times weight / sum, without the target. Subtract 1 at each row's label first.")},
			{kind: precedence, as: weightedLossBy(func(y, t, w, sum, _ float64) float64 { return y - t*w/sum }),
				says: words.Exercises.Message("This multiplies only t by weight / sum. Write (y - t) * weight / sum.")},
			{kind: precedence, as: weightedLossBy(func(y, t, w, sum, _ float64) float64 { return y*w/sum - t }),
				says: words.Exercises.Message("This multiplies only y by weight / sum. Subtract 1 at the label first, then " +
					"multiply.")},
		},
	})
}
