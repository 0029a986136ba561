package exercises

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"dlfs/datasets"
	"dlfs/dl"
	"dlfs/internal/words"
)

func sec45() []*Exercise {
	return []*Exercise{updateAll(), epochOf(), neverSeen(), whereItParts(), bestEpoch(), trainNet(), settings(), whyStill()}
}

// heldRow names a row of params that somebody has held since before the call.
type heldRow int

func (i heldRow) String() string {
	return words.Exercises.Sprintf("the slice that was params[%d] before the call", int(i))
}

type updater = func(params, grads [][]float64, lr float64)

// tryUpdate looks at the parameters twice: as params has them after the call, and in the memory that they had before it.
func tryUpdate(what words.Message, lr float64, params, grads vectors) test[updater] {
	input := fmt.Sprintf("updateAll([%s], [%s], %v)", show(params), show(grads), lr)
	return test[updater]{what: what, input: input, call: func(f updater) any {
		p, g := params.clone(), grads.clone()
		held := slices.Clone(p)
		f(p, g, lr)
		var after parts
		for i := range p {
			after = append(after, part{plain(fmt.Sprintf("params[%d]", i)), slices.Clone(p[i])})
		}
		for i := range held {
			after = append(after, part{heldRow(i), slices.Clone(held[i])})
		}
		var handed []handedOver
		for i := range g {
			handed = append(handed, handedOver{fmt.Sprintf("grads[%d]", i), g[i], grads[i]})
		}
		return unlessTouched(after, handed)
	}}
}

// A handedOver is what an answer has been handed and should leave alone.
type handedOver struct {
	name        string
	now, before any
}

// unlessTouched is unlessChanged for values of any type. It returns the value together with what has become of them.
func unlessTouched(value any, all []handedOver) any {
	var what []string
	for _, h := range all {
		if differs(h.now, h.before, 1e-9) != "" { // y - 1 + 1 need not be y to the last bit
			what = append(what, words.Exercises.Sprintf("%s was %s and now is %s", h.name, show(h.before), show(h.now)))
		}
	}
	if what == nil {
		return value
	}
	return changed{value, what}
}

func drawUpdate(r *rand.Rand, size int) test[updater] {
	params, grads := make(vectors, size), make(vectors, size)
	for i := range params {
		n := 1 + (i+size)%3
		params[i], grads[i] = hundredths(r, n, -5, 5), hundredths(r, n, -5, 5)
	}
	return tryUpdate(randomInputs, math.Round(100*r.Float64()+1)/100, params, grads)
}

func updateAll() *Exercise {
	each := func(change func(p, g, lr float64) float64) updater {
		return func(params, grads [][]float64, lr float64) {
			for i := range params {
				for k := range params[i] {
					params[i][k] = change(params[i][k], grads[i][k], lr)
				}
			}
		}
	}
	return define(exercise[updater]{
		id: "4.5-1", level: 1, title: words.Exercises.Message("One step of SGD"),
		hints: []words.Message{
			words.Exercises.Message("You need two loops: one over the parameters, and one over the entries of each."),
			words.Exercises.Message("The step goes against the gradient: subtract lr times the entry of grads."),
			words.Exercises.Message("Write params[i][k] -= lr * grads[i][k] with both indices, because that changes " +
				"the slice itself."),
		},
		why: words.Exercises.Message("The change in place is deliberate: everything that shares these " +
			"parameters sees the step."),
		tolerance: float32Tolerance,
		tests: append([]test[updater]{
			tryUpdate(values, 0.5, vectors{{1}}, vectors{{2}}),
			tryUpdate(values, 0.1, vectors{{1, -1}}, vectors{{1, 2}}),
			tryUpdate(values, 0.1, vectors{{1, 2}, {3, 4}}, vectors{{5, -6}, {7, 8}}),
			tryUpdate(values, 0.1, vectors{{1, 2, 3}, {4}}, vectors{{0, -1, 10}, {5}}),
			tryUpdate(extremes, 0, vectors{{1, 2}}, vectors{{3, 4}}),
			tryUpdate(extremes, 0.1, vectors{{0, 0}, {0}}, vectors{{1, -2}, {3}}), // biases begin at 0
			// No gradient is too large or too small for the step, and no rate either.
			tryUpdate(extremes, 0.001, vectors{{1, 1000}}, vectors{{2e5, -3e6}}),
			tryUpdate(extremes, 1e7, vectors{{1, 2}}, vectors{{1e-7, -2e-7}}),
		}, drawnTests(24, drawUpdate)...),
		mistakes: []mistake[updater]{
			{kind: wrongDirection, as: each(func(p, g, lr float64) float64 { return p + lr*g })},
			{kind: noRate, as: each(func(p, g, _ float64) float64 { return p - g })},
			{kind: noEffect, as: each(func(p, _, _ float64) float64 { return p })},
			{kind: noEffect, as: func(params, grads [][]float64, lr float64) {
				for i := range params {
					params[i] = slices.Clone(params[i])
				}
				each(func(p, g, lr float64) float64 { return p - lr*g })(params, grads, lr)
			}, says: words.Exercises.Message("The result is in new slices, and a net that holds the old ones does not " +
				"see the step. Write to params[i][k].")},
			{kind: changesArgument, as: func(params, grads [][]float64, lr float64) {
				for i := range params {
					for k := range params[i] {
						grads[i][k] *= lr
						params[i][k] -= grads[i][k]
					}
				}
			}, says: words.Exercises.Message("The parameters are right, but grads has changed too, which will " +
				"surprise the caller. Only params should change.")},
		},
	})
}

func epochOf() *Exercise {
	type answer = func(iterations, samples, batchSize int) int
	try := func(what words.Message, iterations, samples, batchSize int) test[answer] {
		input := fmt.Sprintf("epochOf(%d, %d, %d)", iterations, samples, batchSize)
		return test[answer]{what: what, input: input, call: func(f answer) any { return f(iterations, samples, batchSize) }}
	}
	// Epochs that come out even are among the values above only: there a quotient of float64, which is a fair way, can round to
	// just below the whole number.
	uneven := func(r *rand.Rand, size int) test[answer] {
		for {
			iterations, samples, batchSize := r.IntN(40*size), 1+r.IntN(30*size), 1+r.IntN(10*size)
			if iterations*batchSize%samples != 0 {
				return try(randomInputs, iterations, samples, batchSize)
			}
		}
	}
	return define(exercise[answer]{
		id: "4.5-2", level: 2, title: words.Exercises.Message("What is an epoch?"),
		hints: []words.Message{
			words.Exercises.Message("How many samples have been drawn after that many iterations?"),
			words.Exercises.Message("An epoch is complete each time this number reaches another multiple of samples."),
			words.Exercises.Message("Multiply first, then divide: iterations * batchSize / samples."),
		},
		why: words.Exercises.Message("An epoch of 60,000 samples in batches of 512 has 117.1875 iterations. If you " +
			"divide the integers too early, that becomes 117, and the error grows with every epoch."),
		tests: append([]test[answer]{
			try(values, 1, 1, 1), try(values, 0, 10, 5), try(values, 2, 10, 5), try(values, 3, 10, 5),
			try(values, 599, 60000, 100), try(values, 600, 60000, 100),
			try(extremes, 117, 60000, 512), try(extremes, 1171, 60000, 512), try(extremes, 1172, 60000, 512),
			try(extremes, 1, 50, 100),
			try(extremes, 41611, 60000, 509), // one sample short of 353 epochs, which float32 and generous rounding miss
		}, drawnTests(40, uneven)...),
		mistakes: []mistake[answer]{
			{kind: integerDivision, as: func(iterations, samples, batchSize int) int { return iterations / (samples / batchSize) },
				says: words.Exercises.Message("samples/batchSize drops the remainder, and it is 0 if a batch is " +
					"larger than the data set. Multiply first.")},
			{kind: integerDivision, as: func(iterations, samples, batchSize int) int {
				return iterations / max(samples/batchSize, 1)
			}, says: words.Exercises.Message("samples/batchSize drops the remainder: 117 instead of 117.1875. " +
				"Multiply first.")},
			{kind: integerDivision, as: func(iterations, samples, batchSize int) int { return batchSize / samples * iterations },
				says: words.Exercises.Message("batchSize/samples drops the remainder, so it is 0 for any batch that is " +
					"smaller than the data set. Multiply first.")},
			{kind: offByOne, as: func(iterations, samples, batchSize int) int { return iterations*batchSize/samples + 1 },
				says: words.Exercises.Message("That is the number of the current epoch, counted from 1. Only complete " +
					"epochs count.")},
			{kind: offByOne, as: func(iterations, samples, batchSize int) int {
				return (iterations*batchSize + samples - 1) / samples
			}, says: words.Exercises.Message("This rounds up. An epoch that has only begun does not count yet.")},
		},
	})
}

func neverSeen() *Exercise {
	type answer = func(samples, batchSize, batches int) float64
	try := func(what words.Message, samples, batchSize, batches int) test[answer] {
		input := fmt.Sprintf("neverSeen(%d, %d, %d)", samples, batchSize, batches)
		return test[answer]{what: what, input: input, call: func(f answer) any { return f(samples, batchSize, batches) }}
	}
	return define(exercise[answer]{
		id: "4.5-3", level: 3, title: words.Exercises.Message("Samples that never come up"),
		hints: []words.Message{
			words.Exercises.Message("Follow one sample. What is the probability that a draw misses it?"),
			words.Exercises.Message("It is 1 - 1/N for one draw. The draws are independent, so their probabilities " +
				"multiply."),
			words.Exercises.Message("All N samples have this chance: N · (1 - 1/N)^(batchSize·batches), with math.Pow."),
		},
		why: words.Exercises.Message("After an epoch of draws a fraction of (1 - 1/N)^N is left, about 1/e: more than " +
			"a third of the data has not been seen yet."),
		tests: append([]test[answer]{
			try(values, 2, 1, 1), try(values, 10, 1, 1), try(values, 10, 2, 1), try(values, 100, 10, 10),
			try(values, 60000, 100, 600),
			try(extremes, 10, 5, 0), try(extremes, 1, 1, 1), try(extremes, 10, 100, 100),
		}, drawnTests(30, func(r *rand.Rand, size int) test[answer] {
			return try(randomInputs, 2+r.IntN(20*size), 1+r.IntN(5*size), 1+r.IntN(5*size))
		})...),
		mistakes: []mistake[answer]{
			{kind: misread, as: func(samples, batchSize, batches int) float64 {
				return float64(max(samples-batchSize*batches, 0))
			}, says: words.Exercises.Message("That would be right if no sample were drawn twice. With replacement " +
				"some come up twice, and others not at all.")},
			{kind: misread, as: func(samples, batchSize, batches int) float64 {
				n := float64(samples)
				return n * math.Pow(1-float64(batchSize)/n, float64(batches))
			}, says: words.Exercises.Message("That would be right if no sample came up twice in the same batch. With " +
				"replacement, it can.")},
			{kind: misread, as: func(samples, batchSize, batches int) float64 {
				n := float64(samples)
				return n * math.Exp(-float64(batchSize*batches)/n)
			}, says: words.Exercises.Message("That is only the limit for very many samples. For a few, work out the " +
				"exact probability that a draw misses one sample.")},
			{kind: missingFactor, as: func(samples, batchSize, batches int) float64 {
				return math.Pow(1-1/float64(samples), float64(batchSize*batches))
			}, says: words.Exercises.Message("That is the probability for one sample. Multiply it by the number of " +
				"samples.")},
			{kind: exchanged, as: func(samples, batchSize, batches int) float64 {
				n := float64(samples)
				return n - n*math.Pow(1-1/n, float64(batchSize*batches))
			}, says: words.Exercises.Message("That is how many have been seen. Count the others.")},
			{kind: missingFactor, as: func(samples, _, batches int) float64 {
				n := float64(samples)
				return n * math.Pow(1-1/n, float64(batches))
			}, says: words.Exercises.Message("Each batch draws batchSize times.")},
			{kind: integerDivision, as: func(samples, batchSize, batches int) float64 {
				return float64(samples) * math.Pow(float64(1-1/samples), float64(batchSize*batches))
			}, says: words.Exercises.Message("For integers 1/samples is 0, as if nothing were ever drawn. Convert samples " +
				"to float64 before you divide.")},
		},
	})
}

// The test accuracy of the chart stops growing somewhere between epochs 32 and 37 (see TestOverfittingCurve), and the
// task allows an error of ten.
const haltFrom, haltTo, lastEpoch = 32 - 10, 37 + 10, 60

func whereItParts() *Exercise {
	type answer = func() (epoch int, letter string)
	type reading struct {
		epoch  int
		letter string
	}
	is := func(ok func(r reading) bool) func(got []outcome) bool {
		return func(got []outcome) bool { r, is := got[0].value.(reading); return is && ok(r) }
	}
	letter := func(l string) func(got []outcome) bool { return is(func(r reading) bool { return r.letter == l }) }
	epoch := func(from, to int) func(got []outcome) bool {
		return is(func(r reading) bool { return r.letter == "b" && r.epoch >= from && r.epoch <= to })
	}
	return define(exercise[answer]{
		id: "4.5-4", level: 1, title: words.Exercises.Message("Read an overfitting curve"),
		hints: []words.Message{
			words.Exercises.Message("Follow the lower curve back from its right end. How far back is it still as high?"),
			words.Exercises.Message("The upper curve goes on to 1. If a net gets all of its 300 " +
				"images right and a quarter of the others wrong, what has it learned?"),
		},
		why: words.Exercises.Message("From about epoch 34 on the net gains nothing on new images, while it gets all of " +
			"its own 300 right: it has learned them by heart. That is overfitting, and the cause here is too little " +
			"data."),
		tests: []test[answer]{{
			what: theAnswer, input: "whereItParts()", untold: true,
			call: func(f answer) any { epoch, letter := f(); return reading{epoch, plainAnswer(letter).(string)} },
			fault: func(got any) string {
				r := got.(reading)
				if r.letter != "b" {
					return words.Exercises.Sprintf("%s is not the answer.", show(r.letter))
				}
				if r.epoch < haltFrom || r.epoch > haltTo {
					return words.Exercises.Sprintf("The test accuracy does not stop growing at epoch %d.", r.epoch)
				}
				return ""
			},
		}},
		mistakes: []mistake[answer]{
			{kind: misread, as: pair(34, "a"), seen: letter("a"), says: words.Exercises.Message("A net that has not " +
				"learned enough yet would get its training images wrong too.")},
			{kind: misread, as: pair(34, "c"), seen: letter("c"), says: words.Exercises.Message("If the steps were " +
				"too large, the training accuracy would jump up and down instead of settling at 1.")},
			{kind: misread, as: pair(34, "d"), seen: letter("d"), says: words.Exercises.Message("The lower curve no " +
				"longer grows and the upper one is at 1, so the gap of 25 percentage points remains.")},
			{kind: misread, as: pair(5, "b"), seen: epoch(0, haltFrom-1),
				says: words.Exercises.Message("At this epoch the test accuracy is still growing, even if the curves " +
					"have parted.")},
			{kind: misread, as: pair(60, "b"), seen: epoch(haltTo+1, lastEpoch),
				says: words.Exercises.Message("By then the test accuracy has not grown for a long time: compare it with its value ten epochs " +
					"earlier.")},
		},
	})
}

type stopper = func(testLosses []float64, patience int) int

func bestEpoch() *Exercise {
	try := func(what words.Message, patience int, losses ...float64) test[stopper] {
		input := fmt.Sprintf("bestEpoch(%s, %d)", show(losses), patience)
		return test[stopper]{what: what, input: input, call: func(f stopper) any {
			mine := slices.Clone(losses)
			return unlessChanged(f(mine, patience), vectors{mine}, vectors{losses})
		}}
	}
	// Losses that fall at first, with a single decimal: some are equal.
	noisy := func(r *rand.Rand, size int) test[stopper] {
		losses := make([]float64, 1+3*size)
		for i := range losses {
			losses[i] = math.Round(10*(2/float64(1+i)+r.Float64())) / 10
		}
		return try(randomInputs, 1+r.IntN(4), losses...)
	}
	return define(exercise[stopper]{
		id: "4.5-5", level: 2, title: words.Exercises.Message("Stop early"),
		hints: []words.Message{
			words.Exercises.Message("Keep the number of the best epoch so far. A smaller loss makes the current epoch the best."),
			words.Exercises.Message("epoch - best is the number of epochs in a row that were no better."),
			words.Exercises.Message("When that reaches patience, leave the loop. Return the best epoch, not the last one " +
				"you looked at."),
		},
		why: words.Exercises.Message("Patience bridges the ups and downs of a noisy curve. The best weights are the ones to " +
			"keep, because the last epochs before the stop were worse."),
		tests: append([]test[stopper]{
			try(values, 1, 2), try(values, 2, 3, 2, 1), try(values, 2, 3, 2, 2.5, 2.6, 1), try(values, 2, 3, 2, 2.5, 1.5, 1.7, 1.8),
			try(values, 3, 5, 4, 3, 3.5, 3.2, 2.9, 3, 3.1, 3.2, 1), try(values, 2, 5, 6, 4, 5, 3), try(values, 2, 3, 5, 4, 1),
			try(extremes, 1, 2, 2, 2), try(extremes, 2, 2, 2, 2, 1), try(extremes, 100, 1, 2, 3),
			try(extremes, 1, 3e30, 2e30, 4e30), // above any number that one would take for infinity
			try(extremes, 1, 0.3000003, 0.3000002, 0.3000001, 0.3, 0.4),
		}, drawnTests(60, noisy)...),
		mistakes: stopMistakes(),
	})
}

// stopEarly looks at one epoch after the other until patience of them were not good, in a row or in all. It returns the best
// of these and the last.
func stopEarly(losses []float64, patience int, isGood func(epoch, best int) bool, inARow bool) (best, last int) {
	for bad := 0; last+1 < len(losses) && bad < patience; {
		last++
		switch good := isGood(last, best); {
		case !good:
			bad++
		case inARow:
			bad = 0
		}
		if losses[last] < losses[best] {
			best = last
		}
	}
	return best, last
}

func stopMistakes() []mistake[stopper] {
	better := func(losses []float64) func(epoch, best int) bool {
		return func(epoch, best int) bool { return losses[epoch] < losses[best] }
	}
	usual := func(losses []float64, patience int) (best, last int) {
		return stopEarly(losses, patience, better(losses), true)
	}
	theOneBefore := words.Exercises.Message("This compares each loss with the one before it. Compare it with the best so far.")
	return []mistake[stopper]{
		{kind: lastNotBest, as: func(losses []float64, patience int) int { _, last := usual(losses, patience); return last },
			says: words.Exercises.Message("That is the epoch at which training stops. Early stopping keeps the weights of the best epoch.")},
		{kind: offByOne, as: func(losses []float64, patience int) int { best, _ := usual(losses, patience+1); return best },
			says: words.Exercises.Message("This waits for one epoch more. Stop as soon as patience epochs in a row " +
				"were no better.")},
		{kind: offByOne, as: func(losses []float64, patience int) int { best, _ := usual(losses, patience); return best + 1 },
			says: words.Exercises.Message("This is one more than the best epoch. The first epoch is number 0.")},
		{kind: wrongTie, as: func(losses []float64, patience int) (best int) {
			for epoch := 1; epoch < len(losses) && epoch-1-best < patience; epoch++ {
				if losses[epoch] <= losses[best] {
					best = epoch
				}
			}
			return best
		}, says: words.Exercises.Message("An equal loss is no better, so the earlier epoch remains the best.")},
		{kind: impatient, as: func(losses []float64, _ int) int { best, _ := usual(losses, 1); return best },
			says: words.Exercises.Message("This stops at the first epoch that is no better. Wait for patience of them in a row.")},
		{kind: misread, as: func(losses []float64, _ int) int { best, _ := usual(losses, len(losses)); return best },
			says: words.Exercises.Message("That is the best of all epochs, but the ones after the stop are never computed.")},
		{kind: accumulated, as: func(losses []float64, patience int) int {
			best, _ := stopEarly(losses, patience, better(losses), false)
			return best
		}, says: words.Exercises.Message("This counts all epochs that were no better. A better one starts the count again at 0.")},
		{kind: misread, as: func(losses []float64, patience int) int {
			best, _ := stopEarly(losses, patience, func(epoch, _ int) bool { return losses[epoch] < losses[epoch-1] }, true)
			return best
		}, says: theOneBefore},
		{kind: misread, as: func(losses []float64, patience int) (best int) {
			for epoch := 1; epoch < len(losses) && epoch-1-best < patience; epoch++ {
				if losses[epoch] < losses[epoch-1] {
					best = epoch
				}
			}
			return best
		}, says: theOneBefore},
	}
}

// trainer is the loop of section 4.5.
type trainer = func(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64

// recordingData are two clouds of points. They remember which batches were asked for.
type recordingData struct {
	x      *mat.Dense
	labels dl.Labels
	asked  record[[]int]
}

func newRecordingData(samples int) *recordingData {
	d := &recordingData{x: dl.Normal(samples, 5, 0.5, rand.NewPCG(5, 0)), labels: make(dl.Labels, samples)}
	for i := range samples {
		d.labels[i] = i % 2
		d.x.Set(i, 0, d.x.At(i, 0)+2*float64(i%2))
	}
	return d
}

func (d *recordingData) Len() int { return len(d.labels) }

func (d *recordingData) Batch(index []int) (mat.Matrix, dl.Targets) {
	d.asked.add(slices.Clone(index))
	return d.rows(index)
}

func (d *recordingData) rows(index []int) (mat.Matrix, dl.Targets) {
	_, cols := d.x.Dims()
	x, t := mat.NewDense(len(index), cols, nil), make(dl.Labels, len(index))
	for i, n := range index {
		x.SetRow(i, d.x.RawRowView(n))
		t[i] = d.labels[n]
	}
	return x, t
}

// numbersOf returns which samples the rows of x with their labels t are; -1 is none.
func (d *recordingData) numbersOf(x mat.Matrix, t dl.Targets) []int {
	index := rowsIn(x, d.x)
	for i, n := range index {
		if n >= 0 && d.labels[n] != t.Label(i) {
			index[i] = -1
		}
	}
	return index
}

// recordingNet remembers which samples the gradients were computed on.
type recordingNet struct {
	dl.Net
	data    *recordingData
	batches record[[]int]
}

func (n *recordingNet) Gradient(x mat.Matrix, t dl.Targets) {
	n.Net.Gradient(x, t)
	n.batches.add(n.data.numbersOf(x, t))
}

// A training is what trainNet is called with.
type training struct {
	net                   func() dl.Net
	samples, batchSize, n int
	lr                    float64
}

func twoLayerNet() dl.Net { return dl.NewTwoLayerNet(5, 4, 2, dl.Std(0.5), rand.NewPCG(6, 0)) }

func threeLayers() dl.Net { return dl.NewThreeLayerNet(5, 4, 3, 2, dl.Std(0.5), rand.NewPCG(6, 0)) }

func (t training) input() string {
	return fmt.Sprintf("trainNet(net, data, %d, %d, %v, src)", t.batchSize, t.n, t.lr)
}

// course is what trainNet did.
type course struct {
	training
	data    *recordingData
	params  []*dl.Param // of the trained net
	losses  []float64
	batches [][]int // the samples of each
	graded  bool    // whether the net computed gradients
	draws   int     // from the source
}

// follow lets f train.
func (t training) follow(f trainer, src *countedSource) course {
	before := src.draws
	data := newRecordingData(t.samples)
	net := &recordingNet{Net: t.net(), data: data}
	c := course{training: t, data: data}
	c.losses = slices.Clone(f(net, data, t.batchSize, t.n, t.lr, src))
	c.params, c.batches, c.draws = net.Params(), net.batches.list(), src.draws-before
	c.graded = len(c.batches) > 0
	asked := data.asked.list()
	if len(c.batches) != t.n && len(asked) == t.n { // gradients by differences, or of one sample after the other
		c.batches = asked
	}
	return c
}

// retrace takes the steps of a right loop on the course's batches. It returns the parameters in the end, and the loss of
// each batch before its step and after it.
func (c course) retrace() (params []*dl.Param, before, after []float64) {
	net, sgd := c.net(), &dl.SGD{LearningRate: c.lr}
	for _, b := range c.batches {
		x, t := c.data.rows(b)
		before = append(before, net.Loss(x, t))
		net.Gradient(x, t)
		sgd.Update(net.Params())
		after = append(after, net.Loss(x, t))
	}
	return net.Params(), before, after
}

// courseTolerance leaves room for gradients by differences, which see the 1e-7 inside the logarithm of the loss. The first
// step of a training changes the loss by hundreds of times as much.
const courseTolerance = 1e-5

// fault says what is wrong with the course, or nothing.
func (c course) fault() string {
	if why := c.batchFault(); why != "" {
		return why
	}
	if len(c.losses) != c.n {
		return words.Exercises.Sprintf("%s: the number of losses returned is %d. There must be one for each iteration, "+
			"and n is %d.",
			c.input(), len(c.losses), c.n)
	}
	params, _, after := c.retrace()
	if why := c.stepFault(params); why != "" {
		return why
	}
	for i := range after {
		if !near(c.losses[i], after[i], courseTolerance) {
			return words.Exercises.Sprintf("%s: losses[%d] is %.6g; after the step the loss of that mini-batch is %.6g.",
				c.input(), i, c.losses[i], after[i])
		}
	}
	return ""
}

// stepFault says which number the steps have not taken to where it is in right, or nothing.
func (c course) stepFault(right []*dl.Param) string {
	for k, p := range c.params {
		got, want := p.Value, right[k].Value
		if sizeOf(got) != sizeOf(want) {
			return words.Exercises.Sprintf("%s: %s %s.", c.input(), p.Name, differs(got, want, courseTolerance))
		}
		rows, cols := want.Dims()
		for i := range rows {
			for j := range cols {
				if !near(got.At(i, j), want.At(i, j), courseTolerance) {
					return words.Exercises.Sprintf("%s: in the end %s has %.6g at [%d, %d]; steps of lr times the "+
						"gradient lead to %.6g.",
						c.input(), p.Name, got.At(i, j), i, j, want.At(i, j))
				}
			}
		}
	}
	return ""
}

// batchFault says what is wrong with the mini-batches themselves, or nothing.
func (c course) batchFault() string {
	if len(c.batches) != c.n {
		return words.Exercises.Sprintf("%s: the number of mini-batches is %d. There must be one for each iteration, "+
			"and n is %d.",
			c.input(), len(c.batches), c.n)
	}
	for _, b := range c.batches {
		if len(b) != c.batchSize {
			return words.Exercises.Sprintf("%s: a mini-batch has size %d, but batchSize is %d.", c.input(), len(b), c.batchSize)
		}
		if slices.Contains(b, -1) {
			return words.Exercises.Sprintf("%s uses samples or labels that are not from data.", c.input())
		}
	}
	if c.draws == 0 {
		return words.Exercises.Sprintf("%s does not use src. Draw the samples of each mini-batch from it.", c.input())
	}
	return ""
}

// isSound reports whether the course can be retraced, though it may be wrong.
func (c course) isSound() bool {
	return len(c.batches) == c.n && !slices.ContainsFunc(c.batches, func(b []int) bool { return slices.Contains(b, -1) })
}

// movedBy reports whether the only step has changed each parameter by factor times its gradient.
func (c course) movedBy(factor float64) bool {
	if c.n != 1 || !c.isSound() {
		return false
	}
	c.lr = -factor
	params, _, _ := c.retrace()
	return c.stepFault(params) == ""
}

// hasStayed reports whether each parameter is what it was at first, although the rate is not 0.
func (c course) hasStayed() bool { return c.lr != 0 && c.stepFault(c.net().Params()) == "" }

// isEarly reports whether the losses are those before the steps.
func (c course) isEarly() bool {
	if !c.isSound() || len(c.losses) != c.n {
		return false
	}
	_, before, _ := c.retrace()
	return differs(c.losses, before, courseTolerance) == ""
}

// isStepFirst reports whether each step has used the gradient of the mini-batch before, and the first step none.
func (c course) isStepFirst() bool {
	if !c.isEarly() {
		return false
	}
	c.batches = c.batches[:len(c.batches)-1]
	params, _, _ := c.retrace()
	return c.stepFault(params) == ""
}

// isOfSize reports whether all mini-batches have the size that they should have.
func (c course) isOfSize() bool {
	return !slices.ContainsFunc(c.batches, func(b []int) bool { return len(b) != c.batchSize })
}

func (c course) isOneBatch() bool { return len(c.batches) > 1 && countDifferent(c.batches) == 1 }

// counts returns how often each sample was used.
func (c course) counts() []int {
	counts := make([]int, c.samples)
	for _, b := range c.batches {
		for _, n := range b {
			counts[n]++
		}
	}
	return counts
}

// shared returns what fraction of the draws have given the same sample in both courses. Of independent ones it is a fortieth
// in the long training, and less than a fifth if each batch is sorted.
func (c course) shared(other course) float64 {
	mine, others := slices.Concat(c.batches...), slices.Concat(other.batches...)
	same := 0
	for i := range mine {
		if mine[i] == others[i] {
			same++
		}
	}
	return float64(same) / float64(len(mine))
}

// looksRandom reports whether the batches are different ones of samples that are used equally often; batches drawn without
// replacement use them more equally still. In 200 batches of 10 out of 40 samples, one that never comes and more than 5
// repeated batches are less probable than what isEven rules out.
func (c course) looksRandom() bool {
	expected := float64(c.n*c.batchSize) / float64(c.samples)
	return slices.Min(c.counts()) > 0 && isEven(c.counts(), expected) && countSets(c.batches) >= c.n-5
}

// courses are trainings of equal nets: two from equal sources, one from another source, and one from where the first of them
// has left its source.
type courses struct{ one, again, other, later course }

func (t training) followAll(f trainer) courses {
	src := countedFrom(7)
	one := t.follow(f, src)
	return courses{one, t.follow(f, countedFrom(7)), t.follow(f, countedFrom(8)), t.follow(f, src)}
}

func (c courses) fault() string {
	if c.one.isOneBatch() {
		return words.Exercises.Sprintf("All mini-batches are the same. Draw a new one in each iteration.")
	}
	for _, one := range []course{c.one, c.again, c.other, c.later} {
		if why := one.fault(); why != "" {
			return why
		}
	}
	switch {
	case c.one.shared(c.again) < 1:
		return words.Exercises.Sprintf("Two runs with equal sources use different mini-batches. Draw from src, and " +
			"from nothing else.")
	case c.one.shared(c.other) > 0.5 || c.one.shared(c.later) > 0.5:
		return words.Exercises.Sprintf("Two runs with different sources use the same samples most of the time. " +
			"Draw all samples from src.")
	case countSets(c.one.batches) < c.one.n-5:
		return words.Exercises.Sprintf("Only %d of %d mini-batches are different. Draw every sample of every "+
			"mini-batch at random.",
			countSets(c.one.batches), c.one.n)
	case !c.one.looksRandom():
		counts := c.one.counts()
		return words.Exercises.Sprintf("One sample is used %d times and another %d times. Each must have the same "+
			"chance of being drawn.",
			slices.Max(counts), slices.Min(counts))
	}
	return ""
}

// isOwnRandomness reports whether the batches are drawn, but not from the source.
func (c courses) isOwnRandomness() bool {
	return c.one.isSound() && c.one.draws == 0 && c.one.looksRandom()
}

func trainNet() *Exercise {
	try := func(what words.Message, t training) test[trainer] {
		return test[trainer]{
			what: what, input: t.input(),
			call:  func(f trainer) any { return t.follow(f, countedFrom(7)) },
			fault: func(got any) string { return got.(course).fault() },
		}
	}
	long := training{twoLayerNet, 40, 10, 200, 0.5}
	return define(exercise[trainer]{
		id: "4.5-6", level: 2, title: words.Exercises.Message("The four steps as a loop"),
		hints: []words.Message{
			words.Exercises.Message("Inside the loop: draw (dl.Choice and data.Batch), gradient (net.Gradient), " +
				"update, loss."),
			words.Exercises.Message("After net.Gradient(x, t) each p of net.Params() has its gradient in p.Grad, with " +
				"the same shape as p.Value."),
			words.Exercises.Message("p.Value.Apply(func(i, j int, v float64) float64 { return v - lr*p.Grad.At(i, j) " +
				"}, p.Value) is the update; (&dl.SGD{LearningRate: lr}).Update(net.Params()) does the same."),
		},
		why: words.Exercises.Message("Mini-batch, gradient, update, repeat. All of training is this loop, whatever " +
			"the net: dl.Trainer does the same."),
		tests: []test[trainer]{
			try(values, training{twoLayerNet, 40, 5, 1, 0.1}),
			try(values, training{twoLayerNet, 30, 5, 3, 0.2}),
			try(values, training{threeLayers, 30, 4, 20, 0.5}),
			try(extremes, training{twoLayerNet, 40, 1, 2, 0.1}),
			try(extremes, training{twoLayerNet, 40, 5, 3, 0}),
			{
				what: randomBatches, input: long.input(),
				call:  func(f trainer) any { return long.followAll(f) },
				fault: func(got any) string { return got.(courses).fault() },
			},
		},
		mistakes: trainMistakes(),
	})
}

var randomBatches = words.Exercises.Message("random mini-batches")

// loopWith is trainNet with other ways to draw and to step.
func loopWith(draw func(samples, size int, src rand.Source) []int, step func(v, grad, lr float64) float64) trainer {
	return func(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
		for range n {
			x, t := data.Batch(draw(data.Len(), batchSize, src))
			net.Gradient(x, t)
			for _, p := range net.Params() {
				p.Value.Apply(func(i, j int, v float64) float64 { return step(v, p.Grad.At(i, j), lr) }, p.Value)
			}
			losses = append(losses, net.Loss(x, t))
		}
		return losses
	}
}

// stepFirst updates before it computes the gradient of the mini-batch.
func stepFirst(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
	for range n {
		x, t := data.Batch(dl.Choice(data.Len(), batchSize, src))
		(&dl.SGD{LearningRate: lr}).Update(net.Params())
		net.Gradient(x, t)
		losses = append(losses, net.Loss(x, t))
	}
	return losses
}

func trainMistakes() []mistake[trainer] {
	at := func(test int, is func(c course) bool) func(got []outcome) bool {
		return func(got []outcome) bool { c, ok := got[test].value.(course); return ok && is(c) }
	}
	once := func(is func(c course) bool) func(got []outcome) bool { return at(0, is) }
	often := func(is func(c courses) bool) func(got []outcome) bool {
		return func(got []outcome) bool { c, ok := got[len(got)-1].value.(courses); return ok && is(c) }
	}
	down := func(v, grad, lr float64) float64 { return v - lr*grad }
	return []mistake[trainer]{
		{kind: noRate, seen: once(func(c course) bool { return c.movedBy(-1) }),
			as: loopWith(dl.Choice, func(v, grad, _ float64) float64 { return v - grad })},
		{kind: wrongDirection, seen: once(func(c course) bool { return c.movedBy(c.lr) }),
			as: loopWith(dl.Choice, func(v, grad, lr float64) float64 { return v + lr*grad })},
		{kind: noEffect, seen: at(1, func(c course) bool { return c.graded && c.hasStayed() }),
			as: loopWith(dl.Choice, func(v, _, _ float64) float64 { return v }),
			says: words.Exercises.Message("The net is the same as before: the update is missing, or works on a copy. " +
				"p.Value.Apply(…, p.Value) writes to the net itself.")},
		{kind: wrongOrder, seen: at(1, course.isStepFirst), as: stepFirst,
			says: words.Exercises.Message("The first step moves nothing, because the gradient is only computed after " +
				"it. Call net.Gradient before the update.")},
		{kind: notRandom, seen: often(func(c courses) bool { return c.one.isOneBatch() && c.one.isOfSize() }),
			as:   loopWith(func(_, size int, _ rand.Source) []int { return upTo(size) }, down),
			says: words.Exercises.Message("The net sees the same few samples again and again, and none of the others.")},
		{kind: ownRandomness, seen: often(courses.isOwnRandomness),
			as: func(net dl.Net, data dl.Data, batchSize, n int, lr float64, _ rand.Source) []float64 {
				return loopWith(dl.Choice, down)(net, data, batchSize, n, lr, rand.NewPCG(1, 2))
			},
			says: words.Exercises.Message("The mini-batches are drawn from a source other than src, so the caller " +
				"cannot choose the seed. Draw from src.")},
		{kind: wrongOrder, seen: at(2, course.isEarly),
			as: func(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
				for range n {
					x, t := data.Batch(dl.Choice(data.Len(), batchSize, src))
					losses = append(losses, net.Loss(x, t))
					net.Gradient(x, t)
					(&dl.SGD{LearningRate: lr}).Update(net.Params())
				}
				return losses
			},
			says: words.Exercises.Message("These are the losses before the steps. Take the step first, then compute " +
				"the loss of the same mini-batch.")},
	}
}

// trained is what became of the settings.
type trained struct {
	hidden   int
	std, lr  float64
	accuracy float64 // on test images
	err      error   // no images
}

const (
	settingsIterations = 300
	settingsImages     = 2000 // to be judged by
	settingsTarget     = 0.85
)

// isAllowed reports whether a net can be made and trained with the settings.
func (r trained) isAllowed() bool { return r.hidden >= 1 && r.hidden <= 50 && r.makesSense() }

func (r trained) makesSense() bool { return r.std >= 0 && isFinite(r.std) && isFinite(r.lr) }

// rateDecides reports whether only the learning rate can be wrong: at a rate of 3 such nets reach the target.
func (r trained) rateDecides() bool { return r.hidden >= 20 && r.std >= 0.001 && r.std <= 0.5 }

// learn trains with the settings, which takes 0.1 to 0.3 s.
func (r trained) learn() trained {
	if !r.isAllowed() {
		return r
	}
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		r.err = err
		return r
	}
	net := dl.NewTwoLayerNet(784, r.hidden, 10, dl.Std(r.std), rand.NewPCG(1, 0))
	trainer := dl.Trainer{
		Net: net, Optimizer: &dl.SGD{LearningRate: r.lr}, BatchSize: 100, Iterations: settingsIterations,
		Src: rand.NewPCG(2, 0), SkipLoss: true,
	}
	for range trainer.Steps(train) {
	}
	r.accuracy = net.Accuracy(test.Slice(0, settingsImages))
	return r
}

func (r trained) fault() string {
	switch {
	case r.err != nil:
		return words.Exercises.Sprintf("The digits cannot be read: %v", r.err)
	case r.hidden < 1 || r.hidden > 50:
		return words.Exercises.Sprintf("The number of hidden neurons is %d. It can be 1 to 50.", r.hidden)
	case !r.makesSense():
		return words.Exercises.Sprintf("A spread of %s and a learning rate of %s make no sense. Both must be finite, "+
			"and the spread must not be negative.",
			show(r.std), show(r.lr))
	case r.accuracy < settingsTarget:
		return words.Exercises.Sprintf("After %d iterations the net reads %.1f%% of the test images; it should be %.0f%%.",
			settingsIterations, 100*r.accuracy, 100*settingsTarget)
	}
	return ""
}

func settings() *Exercise {
	type answer = func() (hidden int, std, lr float64)
	with := func(hidden int, std, lr float64) answer {
		return func() (int, float64, float64) { return hidden, std, lr }
	}
	seen := func(is func(r trained) bool) func(got []outcome) bool {
		return func(got []outcome) bool {
			r, ok := got[0].value.(trained)
			return ok && r.err == nil && r.isAllowed() && is(r)
		}
	}
	return define(exercise[answer]{
		id: "4.5-7", level: 3, title: words.Exercises.Message("Train to a target within a budget"),
		hints: []words.Message{
			words.Exercises.Message("Try some values in the training cell of section 4.5, and look at the accuracy " +
				"after 300 iterations."),
			words.Exercises.Message("With the book's learning rate of 0.1, a sigmoid net has hardly begun after 300 " +
				"iterations. Go up by factors of about 3."),
			words.Exercises.Message("50 neurons, a spread of 0.1 and a learning rate of 1 are enough."),
		},
		why: words.Exercises.Message("With small initial weights and a small rate this net needs hundreds of steps to " +
			"leave its plateau at a loss of 2.3. With a spread of 0.1 its neurons differ from the start, and at a rate of 1 " +
			"each step is ten times as long and still does not overshoot."),
		tests: []test[answer]{{
			what: goals, input: "settings()",
			call: func(f answer) any {
				hidden, std, lr := f()
				return trained{hidden: hidden, std: std, lr: lr}
			},
			work:  func(answer any) any { return answer.(trained).learn() },
			fault: func(got any) string { return got.(trained).fault() },
		}},
		mistakes: []mistake[answer]{
			{kind: stuck, as: with(50, 0, 1), seen: seen(func(r trained) bool { return r.std == 0 }),
				says: words.Exercises.Message("With a spread of 0 all hidden neurons are equal, get equal gradients, " +
					"and stay equal: all of them together can do no more than one.")},
			{kind: wrongDirection, as: with(50, 0.1, -1), seen: seen(func(r trained) bool { return r.lr < 0 }),
				says: words.Exercises.Message("A negative learning rate walks uphill.")},
			{kind: noEffect, as: with(50, 0.1, 0), seen: seen(func(r trained) bool { return r.lr == 0 }),
				says: words.Exercises.Message("With a learning rate of 0 the net stays as it was made.")},
			{kind: rateTooLarge, as: with(50, 0.1, 20), seen: seen(func(r trained) bool { return r.rateDecides() && r.lr > 3 }),
				says: words.Exercises.Message("Such steps overshoot: they can throw the weights to where the sigmoid " +
					"is flat and no slope leads back. Take a smaller learning rate.")},
			{kind: tooFewSteps, as: with(50, 0.01, 0.1), seen: seen(func(r trained) bool { return r.rateDecides() && r.lr < 3 }),
				says: words.Exercises.Message("With such a small learning rate the net is on its way but does not " +
					"get there within the budget. Take a larger rate.")},
			{kind: stuck, as: with(50, 5, 1), seen: seen(func(r trained) bool { return r.std >= 2 && r.lr > 0 }),
				says: words.Exercises.Message("Initial weights this large drive the sigmoids to their flat ends, where " +
					"gradients vanish. Take a smaller spread.")},
		},
	})
}

func whyStill() *Exercise {
	return choice[string]{
		id: "4.5-8", level: 2, title: words.Exercises.Message("Explain: a loss that does not move"),
		call: "whyStill()", right: "a",
		hints: []words.Message{
			words.Exercises.Message("With weights near 0, what comes out of the hidden layer, and how much does it " +
				"depend on the image?"),
			words.Exercises.Message("The gradient for W1 contains W2 and the slope of the sigmoid as factors. How " +
				"large are these?"),
		},
		why: words.Exercises.Message("All hidden outputs are near 0.5 whatever the image is, and the gradient for W1 " +
			"is multiplied by W2, about 0.01, and by the slope of the sigmoid, at most ¼. So W1 hardly moves at " +
			"first: a plateau, as in section 4.4."),
		wrong: []wrongAnswer[string]{
			{"b", words.Exercises.Message("The same rate later brings the loss down to 0.2, so it is not too large.")},
			{"c", words.Exercises.Message("A hundred batches of 100 are a sixth of all the images. That is plenty to " +
				"learn something from.")},
			{"d", words.Exercises.Message("The gradient check shows that the gradient is right.")},
		},
	}.define()
}
