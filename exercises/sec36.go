package exercises

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/internal/words"
)

func sec36() []*Exercise {
	return []*Exercise{secondLayerShape(), accuracyOf(), affineBatch(), cut(), batchedAccuracy(), confusionMatrix(), whyNoSoftmax()}
}

func secondLayerShape() *Exercise {
	type answer = func() (rows, cols int)
	pair := func(rows, cols int) answer { return func() (int, int) { return rows, cols } }
	return define(exercise[answer]{
		id: "3.6-1", level: 1, title: words.Exercises.Sprintf("Follow a batch through the net"),
		hints: []string{
			words.Exercises.Sprintf("A layer turns a batch of N rows into another batch of N rows."),
			words.Exercises.Sprintf("The second layer has 100 neurons, and each of them answers for each image."),
			words.Exercises.Sprintf("x W1 is 100×784 times 784×50. Its result, 100×50, meets W2, which is 50×100."),
		},
		why: words.Exercises.Sprintf("The rows are the images of the batch, the columns the neurons of the layer; that both are 100 is " +
			"chance."),
		tests: []test[answer]{{what: theAnswer(), input: "secondLayerShape()", untold: true, call: func(f answer) any {
			rows, cols := f()
			return plainly(dl.Shape{rows, cols})
		}}},
		mistakes: []mistake[answer]{
			{kind: misread, as: pair(50, 100), says: words.Exercises.Sprintf("That is the shape of the weights W2. What goes out of the layer " +
				"has a row for each image.")},
			{kind: misread, as: pair(100, 50), says: words.Exercises.Sprintf("That is what goes out of the first layer.")},
			{kind: misread, as: pair(100, 10), says: words.Exercises.Sprintf("That is what goes out of the last layer.")},
		},
	})
}

func accuracyOf() *Exercise {
	type answer = func(y *mat.Dense, labels []int) float64
	try := func(what string, labels []int, rows ...[]float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("accuracyOf(%s, %v)", show(dense(rows...)), labels), call: func(f answer) any {
			y := dense(rows...)
			return unlessChanged(f(y, append([]int{}, labels...)), raw(y), raw(dense(rows...)))
		}}
	}
	hits := func(y *mat.Dense, labels []int) (n int) {
		for i, label := range labels {
			if dl.ArgMax(y.RawRowView(i)) == label {
				n++
			}
		}
		return n
	}
	return define(exercise[answer]{
		id: "3.6-2", level: 1, title: words.Exercises.Sprintf("Count the right answers"),
		hints: []string{
			words.Exercises.Sprintf("The guess for sample i is the position of the largest number in row i of y."),
			words.Exercises.Sprintf("y.RawRowView(i) is row i as a slice, and dl.ArgMax finds the position."),
			words.Exercises.Sprintf("Count the rows whose guess is the label, and return float64(hits) / float64(len(labels))."),
		},
		why: words.Exercises.Sprintf("Only the position of the largest number counts, so y may hold scores as well as probabilities."),
		tests: []test[answer]{
			try(values(), []int{1}, []float64{0.2, 0.8}),
			try(values(), []int{0}, []float64{0.2, 0.8}),
			try(values(), []int{1, 1, 0, 1}, []float64{0.2, 0.8}, []float64{0.9, 0.1}, []float64{0.7, 0.3}, []float64{0.4, 0.6}),
			try(values(), []int{2, 0, 1, 2, 1}, []float64{0, 0, 1}, []float64{1, 0, 0}, []float64{1, 0, 0}, []float64{0, 1, 0}, []float64{1, 0, 0}),
			try(extremes(), []int{1, 2}, []float64{-5, -1, -3}, []float64{-900, -800, -700}),
			try(extremes(), []int{0, 1}, []float64{0.5, 0.5}, []float64{0.5, 0.5}),
		},
		mistakes: []mistake[answer]{
			{kind: notDivided, as: func(y *mat.Dense, labels []int) float64 { return float64(hits(y, labels)) },
				says: words.Exercises.Sprintf("This is the number of right answers. The accuracy is their share: divide by the number of samples.")},
			{kind: integerDivision, as: func(y *mat.Dense, labels []int) float64 { return float64(hits(y, labels) / len(labels)) }},
			{kind: averagedWrong, as: func(y *mat.Dense, labels []int) float64 {
				_, classes := y.Dims()
				return float64(hits(y, labels)) / float64(classes)
			}},
		},
	})
}

func affineBatch() *Exercise {
	type answer = func(x, W *mat.Dense, b []float64) *mat.Dense
	try := func(what string, x, w *mat.Dense, b []float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("affineBatch(%s, %s, %s)", show(x), show(w), show(b)), call: func(f answer) any {
			x1, w1, b1 := mat.DenseCopyOf(x), mat.DenseCopyOf(w), append([]float64{}, b...)
			y := f(x1, w1, b1)
			return unlessChanged(y, append(raw(x1, w1), b1), append(raw(x, w), b))
		}}
	}
	product := func(x, w mat.Matrix, b func(i, j int) float64) *mat.Dense {
		var y mat.Dense
		y.Mul(x, w)
		y.Apply(func(i, j int, v float64) float64 { return v + b(i, j) }, &y)
		return &y
	}
	return define(exercise[answer]{
		id: "3.6-3", level: 2, title: words.Exercises.Sprintf("A layer for a whole batch"),
		hints: []string{
			words.Exercises.Sprintf("One product of matrices does it for all rows at once; then each row gets the bias."),
			words.Exercises.Sprintf("var y mat.Dense; y.Mul(x, W) is the product."),
			words.Exercises.Sprintf("y.Apply(func(i, j int, v float64) float64 { … }, &y) replaces each entry; add b[j] to it."),
		},
		why: words.Exercises.Sprintf("The bias belongs to the column, that is, to the neuron, and so it is added to every row."),
		tests: []test[answer]{
			try(values(), dense([]float64{2}), dense([]float64{3}), []float64{1}),
			try(values(), dense([]float64{1, 0}), dense([]float64{1, 2}, []float64{3, 4}), []float64{0, 0}),
			try(values(), dense([]float64{1, 2}, []float64{0, 1}), dense([]float64{1, 2}, []float64{3, 4}), []float64{10, 20}),
			try(shapes(), dense([]float64{1, 2}), dense([]float64{1, 2, 3}, []float64{4, 5, 6}), []float64{1, 1, 1}),
			try(shapes(), dense([]float64{1, 2}, []float64{3, 4}, []float64{5, 6}), dense([]float64{1}, []float64{-1}), []float64{0.5}),
			try(extremes(), dense([]float64{1e200, 0}), dense([]float64{1e100, 0}, []float64{0, 0}), []float64{0, -1}),
		},
		mistakes: []mistake[answer]{
			{kind: transposed, as: func(x, w *mat.Dense, b []float64) *mat.Dense {
				return product(x, w.T(), func(_, j int) float64 { return b[j] })
			}, says: words.Exercises.Sprintf("This multiplies by the transposed W. W is I×O already: x, which is N×I, meets its I rows.")},
			{kind: noBias, as: func(x, w *mat.Dense, _ []float64) *mat.Dense {
				return product(x, w, func(_, _ int) float64 { return 0 })
			}, says: words.Exercises.Sprintf("The product is right. Now add b to each of its rows.")},
			{kind: firstRowOnly, as: func(x, w *mat.Dense, b []float64) *mat.Dense {
				return product(x, w, func(i, j int) float64 {
					if i == 0 {
						return b[j]
					}
					return 0
				})
			}, says: words.Exercises.Sprintf("Only the first row has got the bias. Every sample needs it.")},
		},
	})
}

func cut() *Exercise {
	type answer = func(n, size int) [][2]int
	try := func(what string, n, size int) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("cut(%d, %d)", n, size), call: func(f answer) any {
			return plainly(f(n, size))
		}}
	}
	batches := func(count func(n, size int) int, end func(from, n, size int) int) answer {
		return func(n, size int) (all [][2]int) {
			for i := range count(n, size) {
				all = append(all, [2]int{i * size, end(i*size, n, size)})
			}
			return all
		}
	}
	whole := func(n, size int) int { return n / size }
	ceiling := func(n, size int) int { return (n + size - 1) / size }
	return define(exercise[answer]{
		id: "3.6-4", level: 1, title: words.Exercises.Sprintf("Cut the data into batches"),
		hints: []string{
			words.Exercises.Sprintf("A loop whose step is size: for from := 0; from < n; from += size."),
			words.Exercises.Sprintf("A batch ends where the next begins, at from+size; only the last may end earlier."),
			words.Exercises.Sprintf("min(from+size, n) is the end of every batch."),
		},
		why: words.Exercises.Sprintf("Half-open intervals, with an end that no longer belongs, fit each other without a +1 or -1, as in Go's slices."),
		tests: []test[answer]{
			try(values(), 1, 1), try(values(), 4, 2), try(values(), 6, 3),
			try(extremes(), 5, 2), try(extremes(), 3, 10), try(extremes(), 0, 5),
		},
		mistakes: []mistake[answer]{
			{kind: lostRest, as: batches(whole, func(from, _, size int) int { return from + size }),
				says: words.Exercises.Sprintf("The samples behind the last full batch belong to no batch. They make a smaller one.")},
			{kind: outOfRange, as: batches(ceiling, func(from, _, size int) int { return from + size }),
				says: words.Exercises.Sprintf("The last batch ends behind the last sample. There are only n of them.")},
			{kind: offByOne, as: batches(ceiling, func(from, n, size int) int { return min(from+size, n) - 1 }),
				says: words.Exercises.Sprintf("The end of a batch is the first sample that no longer belongs to it: from 0 to 100 are the samples 0 to 99.")},
		},
	})
}

type batchedAnswer = func(predict func(mat.Matrix) *mat.Dense, x *mat.Dense, labels []int, size int) float64

func batchedAccuracy() *Exercise {
	// Here the net is one that answers with what it is given.
	try := func(what string, size int, labels []int, rows ...[]float64) test[batchedAnswer] {
		input := fmt.Sprintf("batchedAccuracy(predict, %s, %v, %d)", show(dense(rows...)), labels, size)
		return test[batchedAnswer]{what: what, input: input, call: func(f batchedAnswer) any {
			calls, largest := 0, 0
			predict := func(x mat.Matrix) *mat.Dense {
				n, _ := x.Dims()
				calls, largest = calls+1, max(largest, n)
				return mat.DenseCopyOf(x)
			}
			accuracy := f(predict, dense(rows...), append([]int{}, labels...), size)
			return parts{
				{words.Exercises.Sprintf("the accuracy"), accuracy},
				{words.Exercises.Sprintf("the number of calls of predict"), calls},
				{words.Exercises.Sprintf("the number of rows in the largest batch"), largest},
			}
		}}
	}
	one, two := []float64{1, 0}, []float64{0, 1}
	return define(exercise[batchedAnswer]{
		id: "3.6-5", level: 3, title: words.Exercises.Sprintf("Batch a loop"),
		hints: []string{
			words.Exercises.Sprintf("The loop of the exercise before cuts the batches; predict is called once for each."),
			words.Exercises.Sprintf("x.Slice(from, to, 0, cols) are the rows from, …, to-1 of x, without a copy."),
			words.Exercises.Sprintf("Row i of the batch's answer belongs to labels[from+i]. Count all hits, and divide once, at the end."),
		},
		why: words.Exercises.Sprintf("Counting over all batches and dividing once gives every sample the same weight, however the batches are cut."),
		tests: []test[batchedAnswer]{
			try(values(), 1, []int{0}, one),
			try(values(), 2, []int{0, 1}, one, one),
			try(values(), 2, []int{0, 1, 1, 1}, one, two, one, two),
			try(extremes(), 2, []int{0, 1, 0}, one, two, two),
			try(extremes(), 3, []int{1, 1, 1, 0}, two, one, one, one),
			try(extremes(), 100, []int{0, 1}, one, two),
		},
		mistakes: batchedMistakes(),
	})
}

func batchedMistakes() []mistake[batchedAnswer] {
	hits := func(predict func(mat.Matrix) *mat.Dense, x *mat.Dense, labels []int, from, to int) (n int) {
		_, cols := x.Dims()
		y := predict(x.Slice(from, to, 0, cols))
		for i := range to - from {
			if dl.ArgMax(y.RawRowView(i)) == labels[from+i] {
				n++
			}
		}
		return n
	}
	return []mistake[batchedAnswer]{
		{kind: oneAtATime, as: func(predict func(mat.Matrix) *mat.Dense, x *mat.Dense, labels []int, _ int) float64 {
			n := 0
			for i := range labels {
				n += hits(predict, x, labels, i, i+1)
			}
			return float64(n) / float64(len(labels))
		}, says: words.Exercises.Sprintf("The accuracy is right, but predict gets one row at a time. Hand it a whole batch.")},
		{kind: allAtOnce, as: func(predict func(mat.Matrix) *mat.Dense, x *mat.Dense, labels []int, _ int) float64 {
			return float64(hits(predict, x, labels, 0, len(labels))) / float64(len(labels))
		}, says: words.Exercises.Sprintf("The accuracy is right, but predict gets all rows at once. A batch has the given size.")},
		{kind: lostRest, as: func(predict func(mat.Matrix) *mat.Dense, x *mat.Dense, labels []int, size int) float64 {
			n := 0
			for from := 0; from+size <= len(labels); from += size {
				n += hits(predict, x, labels, from, from+size)
			}
			return float64(n) / float64(len(labels))
		}, says: words.Exercises.Sprintf("The samples behind the last full batch are never asked about.")},
		{kind: meanOfMeans, as: func(predict func(mat.Matrix) *mat.Dense, x *mat.Dense, labels []int, size int) float64 {
			sum, batches := 0.0, 0.0
			for from := 0; from < len(labels); from += size {
				to := min(from+size, len(labels))
				sum += float64(hits(predict, x, labels, from, to)) / float64(to-from)
				batches++
			}
			return sum / batches
		}, says: words.Exercises.Sprintf("Averaging the batches' accuracies gives the few samples of a small last batch too much weight. Count hits, " +
			"and divide at the end.")},
	}
}

func confusionMatrix() *Exercise {
	type answer = func(truths, guesses []int, classes int) [][]int
	try := func(what string, classes int, truths, guesses []int) test[answer] {
		input := fmt.Sprintf("confusionMatrix(%v, %v, %d)", truths, guesses, classes)
		return test[answer]{what: what, input: input, call: func(f answer) any {
			return plainly(f(append([]int{}, truths...), append([]int{}, guesses...), classes))
		}}
	}
	table := func(classes int) [][]int {
		counts := make([][]int, classes)
		for k := range counts {
			counts[k] = make([]int, classes)
		}
		return counts
	}
	return define(exercise[answer]{
		id: "3.6-6", level: 2, title: words.Exercises.Sprintf("Which is taken for which?"),
		hints: []string{
			words.Exercises.Sprintf("A table of classes × classes zeros first; then go through the samples and count."),
			words.Exercises.Sprintf("Each row of the table needs a make of its own."),
			words.Exercises.Sprintf("The true class chooses the row: counts[truths[i]][guesses[i]]++."),
		},
		why: words.Exercises.Sprintf("A slice of slices is a list of rows that live anywhere; only a make for each row keeps them apart."),
		tests: []test[answer]{
			try(values(), 1, []int{0}, []int{0}),
			try(values(), 2, []int{0, 1}, []int{0, 1}),
			try(values(), 2, []int{0, 0, 1}, []int{0, 1, 1}),
			try(values(), 3, []int{2, 2, 0, 1, 2}, []int{0, 2, 0, 2, 0}),
			try(extremes(), 3, nil, nil),
		},
		mistakes: []mistake[answer]{
			{kind: transposed, as: func(truths, guesses []int, classes int) [][]int {
				counts := table(classes)
				for i := range truths {
					counts[guesses[i]][truths[i]]++
				}
				return counts
			}, says: words.Exercises.Sprintf("Rows and columns are exchanged: the true class chooses the row, the guess the column.")},
			{kind: sharedRow, as: func(truths, guesses []int, classes int) [][]int {
				counts, row := make([][]int, classes), make([]int, classes)
				for k := range counts {
					counts[k] = row
				}
				for i := range truths {
					counts[truths[i]][guesses[i]]++
				}
				return counts
			}, says: words.Exercises.Sprintf("All rows are the same slice: what is written to one is seen in all. Make each row anew.")},
		},
	})
}

func whyNoSoftmax() *Exercise {
	return choice[string]{
		id: "3.6-7", level: 1, title: words.Exercises.Sprintf("Explain: the softmax and the guess"), call: "whyNoSoftmax()", right: "b",
		hints: []string{
			words.Exercises.Sprintf("What does the softmax do to the order of the scores?"),
			words.Exercises.Sprintf("The exponential function grows everywhere, and all scores of a row are divided by the same sum."),
		},
		why: words.Exercises.Sprintf("The exponential function keeps the order and so does the division by a common sum: the largest score becomes the " +
			"largest probability. So the guess stays; what the softmax adds are probabilities, which the loss needs."),
		wrong: []wrongAnswer[string]{
			{"a", words.Exercises.Sprintf("They do sum to 1, but that alone says nothing about which of them is the largest.")},
			{"c", words.Exercises.Sprintf("The scores of a layer are any numbers, negative ones among them.")},
			{"d", words.Exercises.Sprintf("Whether it is trained or not: compare the scores of a row with their exponentials.")},
		},
	}.define()
}
