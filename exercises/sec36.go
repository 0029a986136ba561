package exercises

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/internal/words"
)

func sec36() []*Exercise {
	return []*Exercise{
		secondLayerShape(), accuracyOf(), affineBatch(), cut(), batchedAccuracy(), confusionMatrix(), whyNoSoftmax(),
	}
}

// likeOrPanics recognises a mistake that makes some of the tests panic. What the panic says does not count, because it
// depends on the function that is called.
func likeOrPanics[F any](as F, tests []test[F]) func(got []outcome) bool {
	return func(got []outcome) bool {
		for i, o := range got {
			want := tests[i].outcome(as, nil)
			bothPanic := o.panic != "" && want.panic != ""
			if !bothPanic && !alike(o, want, float32Tolerance) {
				return false
			}
		}
		return true
	}
}

func secondLayerShape() *Exercise {
	type answer = func() (rows, cols int)
	return define(exercise[answer]{
		id: "3.6-1", level: 1, title: words.Exercises.Message("Follow a batch through the net"),
		hints: []words.Message{
			words.Exercises.Message("A layer turns a batch of N rows into another batch of N rows."),
			words.Exercises.Message("The second layer has 100 neurons, and each of them gives one number per image."),
			words.Exercises.Message("x W1 is 100×784 times 784×50. The result is 100×50, and it is multiplied by W2, which is " +
				"50×100."),
		},
		why: words.Exercises.Message("The rows are the images of the batch, and the columns are the neurons of the layer. " +
			"It is a coincidence that there are 100 of both."),
		tests: []test[answer]{{what: theAnswer, input: "secondLayerShape()", untold: true, call: func(f answer) any {
			rows, cols := f()
			return plain(fmt.Sprintf("(%d, %d)", rows, cols))
		}}},
		mistakes: []mistake[answer]{
			{kind: misread, as: pair(50, 100), says: words.Exercises.Message("That is the shape of the weights W2. The layer's " +
				"output has a row for each image.")},
			{kind: misread, as: pair(100, 784), says: words.Exercises.Message("That is the shape of the batch before the first " +
				"layer.")},
			{kind: misread, as: pair(100, 50), says: words.Exercises.Message("That is the shape of the first layer's output.")},
			{kind: misread, as: pair(100, 10), says: words.Exercises.Message("That is the shape of the last layer's output.")},
		},
	})
}

type accuracyAnswer = func(y *mat.Dense, labels []int) float64

func accuracyOf() *Exercise {
	hits := func(y *mat.Dense, labels []int) (n int) {
		for i, label := range labels {
			if dl.ArgMax(y.RawRowView(i)) == label {
				n++
			}
		}
		return n
	}
	return define(exercise[accuracyAnswer]{
		id: "3.6-2", level: 1, title: words.Exercises.Message("Count the right answers"),
		tolerance: float32Tolerance,
		hints: []words.Message{
			words.Exercises.Message("The guess for sample i is the position of the largest number in row i of y."),
			words.Exercises.Message("y.RawRowView(i) is row i as a slice, and dl.ArgMax finds the position."),
			words.Exercises.Message("Count the rows whose guess is the label, and return float64(hits) / float64(len(labels))."),
		},
		why: words.Exercises.Message("Only the position of the largest number counts, so y can hold scores as well as " +
			"probabilities."),
		tests: accuracyTests(),
		mistakes: []mistake[accuracyAnswer]{
			{kind: notDivided, as: func(y *mat.Dense, labels []int) float64 { return float64(hits(y, labels)) },
				says: words.Exercises.Message("This is the number of right answers. The accuracy is their share: divide by the " +
					"number of samples.")},
			{kind: integerDivision, as: func(y *mat.Dense, labels []int) float64 { return float64(hits(y, labels) / len(labels)) }},
			{kind: averagedWrong, as: func(y *mat.Dense, labels []int) float64 {
				_, classes := y.Dims()
				return float64(hits(y, labels)) / float64(classes)
			}, says: words.Exercises.Message("The hits are counted correctly, but then divided by the number of classes. Divide by " +
				"the number of samples.")},
		},
	})
}

// accuracyTests have no two equal numbers in a row, because nothing says which of them would be the guess.
func accuracyTests() []test[accuracyAnswer] {
	try := func(what words.Message, labels []int, rows ...[]float64) test[accuracyAnswer] {
		input := fmt.Sprintf("accuracyOf(%s, %v)", show(dense(rows...)), labels)
		return test[accuracyAnswer]{what: what, input: input, call: func(f accuracyAnswer) any {
			y, given := dense(rows...), slices.Clone(labels)
			value := f(y, given)
			return unlessChanged(value, append(raw(y), asFloats(given)), append(raw(dense(rows...)), asFloats(labels)))
		}}
	}
	tests := []test[accuracyAnswer]{
		try(values, []int{1}, []float64{0.2, 0.8}),
		try(values, []int{0}, []float64{0.2, 0.8}),
		try(values, []int{1, 1, 0, 1}, []float64{0.2, 0.8}, []float64{0.9, 0.1}, []float64{0.7, 0.3}, []float64{0.4, 0.6}),
		try(values, []int{2, 0, 1, 2, 1}, []float64{0, 0.1, 0.9}, []float64{0.8, 0, 0.2}, []float64{0.7, 0.3, 0},
			[]float64{0, 0.6, 0.4}, []float64{0.9, 0, 0.1}),
		try(values, []int{0}, []float64{0.4, 0.35, 0.25}),        // the largest is less than a half
		try(values, []int{2}, []float64{0.3331, 0.3334, 0.3335}), // the same as the others if rounded
		try(extremes, []int{1, 2}, []float64{-5, -1, -3}, []float64{-900, -800, -700}),
		try(extremes, []int{1}, []float64{-3e30, -1e30, -2e30}), // below every int, yet no infinity in float32
		try(extremes, []int{9, 0}, []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, []float64{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}),
		try(extremes, []int{11}, []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}), // more classes than digits
	}
	return append(tests, drawnTests(40, func(r *rand.Rand, samples int) test[accuracyAnswer] {
		classes := 2 + r.IntN(4)
		labels, rows := randomInts(r, samples, classes), make([][]float64, samples)
		for i := range rows {
			for _, score := range r.Perm(classes) {
				rows[i] = append(rows[i], float64(score)/4-0.5)
			}
			if r.IntN(2) == 0 {
				labels[i] = dl.ArgMax(rows[i])
			}
		}
		return try(randomInputs, labels, rows...)
	})...)
}

type affineAnswer = func(x, W *mat.Dense, b []float64) *mat.Dense

func affineBatch() *Exercise {
	product := func(x, w mat.Matrix, b func(i, j int) float64) *mat.Dense {
		var y mat.Dense
		y.Mul(x, w)
		y.Apply(func(i, j int, v float64) float64 { return v + b(i, j) }, &y)
		return &y
	}
	byTranspose := func(x, w *mat.Dense, b []float64) *mat.Dense {
		return product(x, w.T(), func(_, j int) float64 { return b[j] })
	}
	tests := affineBatchTests()
	return define(exercise[affineAnswer]{
		id: "3.6-3", level: 2, title: words.Exercises.Message("A layer for a whole batch"),
		tolerance: float32Tolerance,
		hints: []words.Message{
			words.Exercises.Message("One matrix product covers all rows at once. Then add the bias to each row."),
			words.Exercises.Message("After var y mat.Dense; y.Mul(x, W), the product is in y."),
			words.Exercises.Message("y.Apply(func(i, j int, v float64) float64 { … }, &y) replaces each entry; add b[j] to it."),
		},
		why:   words.Exercises.Message("The bias belongs to the column, that is, to the neuron, so it is added in every row."),
		tests: tests,
		mistakes: []mistake[affineAnswer]{
			{kind: transposed, as: byTranspose, seen: likeOrPanics(byTranspose, tests),
				says: words.Exercises.Message("This multiplies by the transpose of W. W is I×O already, so its I rows match the " +
					"I columns of x.")},
			{kind: noBias, as: func(x, w *mat.Dense, _ []float64) *mat.Dense {
				return product(x, w, func(_, _ int) float64 { return 0 })
			}, says: words.Exercises.Message("The product is right. Now add b to each of its rows.")},
			{kind: firstRowOnly, as: func(x, w *mat.Dense, b []float64) *mat.Dense {
				return product(x, w, func(i, j int) float64 {
					if i == 0 {
						return b[j]
					}
					return 0
				})
			}, says: words.Exercises.Message("Only the first row has the bias. Every sample needs it.")},
		},
	})
}

// affineBatchTests compute with multiples of 1/4, whose products and sums are exact in any order, in float32 too.
func affineBatchTests() []test[affineAnswer] {
	try := func(what words.Message, x, w *mat.Dense, b []float64) test[affineAnswer] {
		input := fmt.Sprintf("affineBatch(%s, %s, %s)", show(x), show(w), show(b))
		return test[affineAnswer]{what: what, input: input, call: func(f affineAnswer) any {
			x1, w1, b1 := mat.DenseCopyOf(x), mat.DenseCopyOf(w), slices.Clone(b)
			y := f(x1, w1, b1)
			return unlessChanged(y, append(raw(x1, w1), b1), append(raw(x, w), b))
		}}
	}
	tests := []test[affineAnswer]{
		try(values, dense([]float64{2}), dense([]float64{3}), []float64{1}),
		try(values, dense([]float64{1, 0}), dense([]float64{1, 2}, []float64{3, 4}), []float64{0, 0}),
		try(values, dense([]float64{1, 2}, []float64{0, 1}), dense([]float64{1, 2}, []float64{3, 4}), []float64{10, 20}),
		try(values, dense([]float64{1, 2}, []float64{0, -1}), dense([]float64{0.5, 2}, []float64{-3, 4}), []float64{0.25, -20}),
		try(shapes, dense([]float64{1, 2}), dense([]float64{1, 2, 3}, []float64{4, 5, 6}), []float64{1, 1, 1}),
		try(shapes, dense([]float64{1, 2}, []float64{3, 4}, []float64{5, 6}), dense([]float64{1}, []float64{-1}), []float64{0.5}),
		try(extremes, dense([]float64{1e9, 1}), dense([]float64{1e9, 0}, []float64{0, -1e9}), []float64{0, -1}),
	}
	return append(tests, drawnTests(40, func(r *rand.Rand, samples int) test[affineAnswer] {
		quarters := func(rows, cols int) *mat.Dense {
			return mat.NewDense(rows, cols, sample(rows*cols, func() float64 { return float64(r.IntN(17)-8) / 4 }))
		}
		inputs, outputs := 1+r.IntN(4), 1+r.IntN(4)
		return try(randomInputs, quarters(samples, inputs), quarters(inputs, outputs), quarters(1, outputs).RawRowView(0))
	})...)
}

type cutAnswer = func(n, size int) [][2]int

func cut() *Exercise {
	batches := func(count func(n, size int) int, end func(from, n, size int) int) cutAnswer {
		return func(n, size int) (all [][2]int) {
			for i := range count(n, size) {
				all = append(all, [2]int{i * size, end(i*size, n, size)})
			}
			return all
		}
	}
	toNext := func(from, _, size int) int { return from + size }
	toLast := func(from, n, size int) int { return min(from+size, n) }
	whole := func(n, size int) int { return n / size }
	ceiling := func(n, size int) int { return (n + size - 1) / size }
	return define(exercise[cutAnswer]{
		id: "3.6-4", level: 1, title: words.Exercises.Message("Cut the data into batches"),
		hints: []words.Message{
			words.Exercises.Message("Use a loop whose step is size: for from := 0; from < n; from += size."),
			words.Exercises.Message("A batch ends where the next one begins, at from+size. Only the last can end earlier."),
			words.Exercises.Message("min(from+size, n) is the end of every batch."),
		},
		why: words.Exercises.Message("Half-open intervals, which leave out their end, fit together without a +1 or -1. Go's " +
			"slices work the same way."),
		tests: cutTests(),
		mistakes: []mistake[cutAnswer]{
			{kind: lostRest, as: batches(whole, toNext),
				says: words.Exercises.Message("The samples after the last full batch are left out. Put them in a smaller batch.")},
			{kind: outOfRange, as: batches(ceiling, toNext),
				says: words.Exercises.Message("The last batch runs past the last sample: there are only n samples.")},
			{kind: offByOne, as: batches(ceiling, func(from, n, size int) int { return toLast(from, n, size) - 1 }),
				says: words.Exercises.Message("The end of a batch is the first sample that no longer belongs to it: a batch from " +
					"0 to 100 holds the samples 0 to 99.")},
			{kind: offByOne, as: batches(func(n, size int) int { return n/size + 1 }, toLast),
				says: words.Exercises.Message("If the last batch is full, your code adds an empty one after it. Leave that out.")},
		},
	})
}

// cutTests are all small ones, first those that come out even. None has 0 samples, because nothing says whether these make
// no batch or an empty one.
func cutTests() (tests []test[cutAnswer]) {
	try := func(what words.Message, n, size int) {
		tests = append(tests, test[cutAnswer]{what: what, input: fmt.Sprintf("cut(%d, %d)", n, size), call: func(f cutAnswer) any {
			return plainly(f(n, size))
		}})
	}
	for i, what := range []words.Message{values, extremes} {
		even := i == 0
		for n := 1; n <= 8; n++ {
			for size := 1; size <= n+1; size++ {
				if (n%size == 0) == even {
					try(what, n, size)
				}
			}
		}
	}
	try(extremes, 3, 10)
	try(extremes, 1000, 100)
	try(extremes, 1001, 100)
	return tests
}

type batchedAnswer = func(predict func(mat.Matrix) *mat.Dense, x *mat.Dense, labels []int, size int) float64

func batchedAccuracy() *Exercise {
	return define(exercise[batchedAnswer]{
		id: "3.6-5", level: 3, title: words.Exercises.Message("Batch a loop"),
		tolerance: float32Tolerance,
		hints: []words.Message{
			words.Exercises.Message("Cut the batches with the loop of exercise 3.6-4, and call predict once for each."),
			words.Exercises.Message("x.Slice(from, to, 0, cols) is the rows from, …, to-1 of x, without a copy."),
			words.Exercises.Message("Row i of what predict returns belongs to labels[from+i]. Count all hits, and divide once, " +
				"at the end."),
		},
		why: words.Exercises.Message("Counting over all batches and dividing once gives every sample the same weight, " +
			"however the batches are cut."),
		tests:    batchedTests(),
		mistakes: batchedMistakes(),
	})
}

func batchedTests() []test[batchedAnswer] {
	small := batchedNet{
		w:    dense([]float64{0, 1, -1}, []float64{1, 0, -1}),
		rows: [][]float64{{0, 1}, {1, 0}, {-1, -1}},
	}
	// Neither its inputs nor its classes are as many as those of the small one, so an answer must not rely on their number.
	wide := batchedNet{
		w: dense([]float64{-1, 1, 0, 0, 0}, []float64{-1, 0, 1, 0, 0}, []float64{-1, 0, 0, 1, 0}, []float64{-1, 0, 0, 0, 1}),
		rows: [][]float64{
			{-2, -1, -2, -2}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1},
		},
	}
	tests := []test[batchedAnswer]{
		small.test(values, 1, []int{0}, []int{0}),
		small.test(values, 2, []int{0, 0}, []int{0, 1}),
		small.test(values, 2, []int{0, 1, 2, 1}, []int{0, 1, 1, 1}),
		small.test(extremes, 2, []int{0, 1, 1}, []int{0, 1, 0}),
		small.test(extremes, 3, []int{1, 0, 2, 0}, []int{1, 1, 2, 0}),
		small.test(extremes, 100, []int{0, 1}, []int{0, 1}),
		wide.test(extremes, 2, []int{4, 0, 3, 1, 2}, []int{4, 0, 3, 2, 2}),
	}
	return append(tests, drawnTests(40, func(r *rand.Rand, samples int) test[batchedAnswer] {
		labels, guesses := randomInts(r, samples, 3), randomInts(r, samples, 3)
		for i := range labels {
			if r.IntN(2) == 0 {
				labels[i] = guesses[i]
			}
		}
		return small.test(randomInputs, 1+r.IntN(samples+1), guesses, labels)
	})...)
}

// A batchedNet is a net of one layer, with weights w. It guesses class k for the row rows[k], and for its multiples.
type batchedNet struct {
	w    *mat.Dense
	rows [][]float64
}

// test hands over rows for which the net guesses what is given. They all differ, and their own largest entries are
// elsewhere, so a right accuracy takes the net, and what the net is asked about is known.
func (net batchedNet) test(what words.Message, size int, guesses, labels []int) test[batchedAnswer] {
	x := mat.NewDense(len(guesses), len(net.rows[0]), nil)
	for i, guess := range guesses {
		x.SetRow(i, net.rows[guess])
		for j := range x.RawRowView(i) {
			x.RawRowView(i)[j] *= float64(i+1) / 4
		}
	}
	input := fmt.Sprintf("batchedAccuracy(x → softmax(x·%s), %s, %v, %d)", show(net.w), show(x), labels, size)
	return test[batchedAnswer]{what: what, input: input, call: func(f batchedAnswer) any {
		var asked batchList
		predict := func(batch mat.Matrix) *mat.Dense {
			y := dl.SoftmaxRows(nil, dl.Dot(batch, net.w)) // panics where no net could answer
			asked.add(rowsIn(batch, x))
			return y
		}
		given, labelled := mat.DenseCopyOf(x), slices.Clone(labels)
		accuracy := f(predict, given, labelled, size)
		value := parts{
			{words.Exercises.Message("the accuracy"), accuracy},
			{words.Exercises.Message("the list of batch sizes"), asked.sizes(size, len(labels))},
			{words.Exercises.Message("the list of rows that predict got"), asked.rows()},
		}
		return unlessChanged(value, batchedNumbers(given, labelled), batchedNumbers(x, labels))
	}}
}

// batchedNumbers returns the numbers of the arguments after predict, which has none.
func batchedNumbers(x *mat.Dense, labels []int) [][]float64 {
	return [][]float64{nil, x.RawMatrix().Data, asFloats(labels)}
}

// A batchList has for each batch that a net was asked about which rows it has.
type batchList struct{ record[[]int] }

// sizes returns how many rows the batches have, in the order in which the net was asked. That order is free, so a batch that
// is smaller than size also comes last if it holds the last of all rows.
func (l *batchList) sizes(size, samples int) []int {
	var sizes, smaller []int
	for _, rows := range l.list() {
		if len(rows) < size && slices.Contains(rows, samples-1) {
			smaller = append(smaller, len(rows))
		} else {
			sizes = append(sizes, len(rows))
		}
	}
	return append(sizes, smaller...)
}

// rows returns the numbers of all rows in order.
func (l *batchList) rows() []int { return slices.Sorted(slices.Values(slices.Concat(l.list()...))) }

func batchedMistakes() []mistake[batchedAnswer] {
	type net = func(mat.Matrix) *mat.Dense
	hits := func(predict net, x *mat.Dense, labels []int, from, to int) (n int) {
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
		{kind: oneAtATime, as: func(predict net, x *mat.Dense, labels []int, _ int) float64 {
			n := 0
			for i := range labels {
				n += hits(predict, x, labels, i, i+1)
			}
			return float64(n) / float64(len(labels))
		}, says: words.Exercises.Message("The accuracy is right, but predict gets one row at a time. Pass it a whole batch.")},
		{kind: allAtOnce, as: func(predict net, x *mat.Dense, labels []int, _ int) float64 {
			return float64(hits(predict, x, labels, 0, len(labels))) / float64(len(labels))
		}, says: words.Exercises.Message("The accuracy is right, but predict gets all rows at once. A batch has the given size.")},
		{kind: lostRest, as: func(predict net, x *mat.Dense, labels []int, size int) float64 {
			n := 0
			for from := 0; from+size <= len(labels); from += size {
				n += hits(predict, x, labels, from, from+size)
			}
			return float64(n) / float64(len(labels))
		}, says: words.Exercises.Message("The samples after the last full batch never reach predict.")},
		{kind: meanOfMeans, as: func(predict net, x *mat.Dense, labels []int, size int) float64 {
			sum, batches := 0.0, 0.0
			for from := 0; from < len(labels); from += size {
				to := min(from+size, len(labels))
				sum += float64(hits(predict, x, labels, from, to)) / float64(to-from)
				batches++
			}
			return sum / batches
		}, says: words.Exercises.Message("Averaging the batches' accuracies gives the few samples of a small last batch too " +
			"much weight. Count the hits, and divide at the end.")},
	}
}

type confusionAnswer = func(truths, guesses []int, classes int) [][]int

func confusionMatrix() *Exercise {
	table := func(classes int) [][]int {
		counts := make([][]int, classes)
		for k := range counts {
			counts[k] = make([]int, classes)
		}
		return counts
	}
	return define(exercise[confusionAnswer]{
		id: "3.6-6", level: 2, title: words.Exercises.Message("Which class is mistaken for which?"),
		hints: []words.Message{
			words.Exercises.Message("Start with a table of classes × classes zeros. Then go through the samples and count."),
			words.Exercises.Message("Each row of the table must be a slice of its own: call make for each."),
			words.Exercises.Message("The true class chooses the row: counts[truths[i]][guesses[i]]++."),
		},
		why: words.Exercises.Message("A slice of slices is a list of rows that can be anywhere in memory, even all in the " +
			"same place. A make for each row keeps them apart."),
		tests: confusionTests(),
		mistakes: []mistake[confusionAnswer]{
			{kind: transposed, as: func(truths, guesses []int, classes int) [][]int {
				counts := table(classes)
				for i := range truths {
					counts[guesses[i]][truths[i]]++
				}
				return counts
			}, says: words.Exercises.Message("Rows and columns are swapped: the true class chooses the row, and the guess chooses " +
				"the column.")},
			{kind: sharedRow, as: func(truths, guesses []int, classes int) [][]int {
				counts, row := make([][]int, classes), make([]int, classes)
				for k := range counts {
					counts[k] = row
				}
				for i := range truths {
					counts[truths[i]][guesses[i]]++
				}
				return counts
			}, says: words.Exercises.Message("All rows are the same slice, so writing to one changes them all. Make a new " +
				"slice for each row.")},
		},
	})
}

func confusionTests() []test[confusionAnswer] {
	named := func(what words.Message, input string, classes int, truths, guesses []int) test[confusionAnswer] {
		return test[confusionAnswer]{what: what, input: "confusionMatrix(" + input + ")", call: func(f confusionAnswer) any {
			t, g := slices.Clone(truths), slices.Clone(guesses)
			value := plainly(f(t, g, classes))
			after, before := [][]float64{asFloats(t), asFloats(g)}, [][]float64{asFloats(truths), asFloats(guesses)}
			return unlessChanged(value, after, before)
		}}
	}
	try := func(what words.Message, classes int, truths, guesses []int) test[confusionAnswer] {
		return named(what, fmt.Sprintf("%v, %v, %d", truths, guesses, classes), classes, truths, guesses)
	}
	tests := []test[confusionAnswer]{
		try(values, 1, []int{0}, []int{0}),
		try(values, 2, []int{0, 1}, []int{0, 1}),
		try(values, 2, []int{0, 0, 1}, []int{0, 1, 1}),
		try(values, 3, []int{2, 2, 0, 1, 2}, []int{0, 2, 0, 2, 0}),
		try(extremes, 3, []int{0}, []int{1}), // classes without samples
		try(extremes, 4, []int{0, 2}, []int{2, 0}),
		named(extremes, "make([]int, 300), make([]int, 300), 2", 2, make([]int, 300), make([]int, 300)), // more than a byte holds
	}
	return append(tests, drawnTests(40, func(r *rand.Rand, samples int) test[confusionAnswer] {
		classes := 1 + r.IntN(4)
		return try(randomInputs, classes, randomInts(r, samples, classes), randomInts(r, samples, classes))
	})...)
}

func whyNoSoftmax() *Exercise {
	return choice[string]{
		id: "3.6-7", level: 1, title: words.Exercises.Message("Explain: the softmax and the guess"),
		call: "whyNoSoftmax()", right: "b",
		hints: []words.Message{
			words.Exercises.Message("What does the softmax do to the order of the scores?"),
			words.Exercises.Message("The exponential function increases everywhere, and all scores of a row are divided by the " +
				"same sum."),
		},
		why: words.Exercises.Message("The exponential function keeps the order, and so does dividing by a common sum, so the " +
			"largest score becomes the largest probability. The guess stays the same. What the softmax adds is probabilities, " +
			"which the loss needs."),
		wrong: []wrongAnswer[string]{
			{"a", words.Exercises.Message("They do sum to 1, but that alone says nothing about which of them is the largest.")},
			{"c", words.Exercises.Message("The scores of a layer can be any numbers, negative ones too.")},
			{"d", words.Exercises.Message("Training makes no difference: compare the scores of a row with their exponentials.")},
		},
	}.define()
}
