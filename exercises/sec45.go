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

func updateAll() *Exercise {
	type answer = func(params, grads [][]float64, lr float64)
	try := func(what string, lr float64, params, grads vectors) test[answer] {
		input := fmt.Sprintf("updateAll([%s], [%s], %v)", show(params), show(grads), lr)
		return test[answer]{what: what, input: input, call: func(f answer) any {
			p, g := params.clone(), grads.clone()
			f(p, g, lr)
			var after parts
			for i := range p {
				after = append(after, part{fmt.Sprintf("params[%d]", i), p[i]})
			}
			return unlessChanged(after, g, grads)
		}}
	}
	each := func(change func(p, g, lr float64) float64) answer {
		return func(params, grads [][]float64, lr float64) {
			for i := range params {
				for k := range params[i] {
					params[i][k] = change(params[i][k], grads[i][k], lr)
				}
			}
		}
	}
	return define(exercise[answer]{
		id: "4.5-1", level: 1, title: words.Exercises.Sprintf("One step of SGD"),
		hints: []string{
			words.Exercises.Sprintf("Two loops: over the parameters, and over the entries of each."),
			words.Exercises.Sprintf("The step goes against the gradient: minus lr times the entry of grads."),
			words.Exercises.Sprintf("params[i][k] -= lr * grads[i][k], with the indices written out, for that changes the slice itself."),
		},
		why: words.Exercises.Sprintf("Here the change in place is what is wanted: parameters are shared, and whoever holds them sees the step."),
		tests: []test[answer]{
			try(values(), 0.5, vectors{{1}}, vectors{{2}}),
			try(values(), 0.1, vectors{{1, -1}}, vectors{{1, 2}}),
			try(values(), 0.1, vectors{{1, 2, 3}, {4}}, vectors{{0, -1, 10}, {5}}),
			try(extremes(), 0, vectors{{1, 2}}, vectors{{3, 4}}),
			try(extremes(), 0.1, vectors{{}, {7}}, vectors{{}, {1}}),
		},
		mistakes: []mistake[answer]{
			{kind: wrongDirection, as: each(func(p, g, lr float64) float64 { return p + lr*g })},
			{kind: noRate, as: each(func(p, g, _ float64) float64 { return p - g })},
			{kind: noEffect, as: each(func(p, _, _ float64) float64 { return p })},
			{kind: changesArgument, as: func(params, grads [][]float64, lr float64) {
				for i := range params {
					for k := range params[i] {
						grads[i][k] *= lr
						params[i][k] -= grads[i][k]
					}
				}
			}},
		},
	})
}

func epochOf() *Exercise {
	type answer = func(iterations, samples, batchSize int) int
	try := func(what string, iterations, samples, batchSize int) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("epochOf(%d, %d, %d)", iterations, samples, batchSize), call: func(f answer) any {
			return f(iterations, samples, batchSize)
		}}
	}
	return define(exercise[answer]{
		id: "4.5-2", level: 2, title: words.Exercises.Sprintf("What is an epoch?"),
		hints: []string{
			words.Exercises.Sprintf("How many samples have been drawn after so many iterations?"),
			words.Exercises.Sprintf("Each time this number passes a multiple of samples, an epoch is complete."),
			words.Exercises.Sprintf("Multiply first and divide then: iterations * batchSize / samples."),
		},
		why: words.Exercises.Sprintf("60,000/512 is 117.1875. A division of integers made too early cuts that to 117, and the error grows with every epoch."),
		tests: []test[answer]{
			try(values(), 1, 1, 1), try(values(), 0, 10, 5), try(values(), 2, 10, 5), try(values(), 3, 10, 5),
			try(values(), 599, 60000, 100), try(values(), 600, 60000, 100), try(extremes(), 117, 60000, 512), try(extremes(), 1171, 60000, 512),
			try(extremes(), 1, 50, 100),
		},
		mistakes: []mistake[answer]{
			{kind: integerDivision, as: func(iterations, samples, batchSize int) int { return iterations / (samples / batchSize) },
				says: words.Exercises.Sprintf("samples/batchSize is cut to a whole number, and where a batch is larger than all samples it is 0. Multiply first.")},
			{kind: integerDivision, as: func(iterations, samples, batchSize int) int { return iterations / max(samples/batchSize, 1) },
				says: words.Exercises.Sprintf("samples/batchSize is cut to a whole number: 117 for 117.1875. Multiply first.")},
			{kind: offByOne, as: func(iterations, samples, batchSize int) int { return iterations*batchSize/samples + 1 },
				says: words.Exercises.Sprintf("That is the number of the epoch that is under way, counted from 1. Only complete ones count.")},
			{kind: offByOne, as: func(iterations, samples, batchSize int) int { return (iterations*batchSize + samples - 1) / samples },
				says: words.Exercises.Sprintf("This rounds up. An epoch that has begun does not count yet.")},
		},
	})
}

func neverSeen() *Exercise {
	type answer = func(samples, batchSize, batches int) float64
	try := func(what string, samples, batchSize, batches int) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("neverSeen(%d, %d, %d)", samples, batchSize, batches), call: func(f answer) any {
			return f(samples, batchSize, batches)
		}}
	}
	return define(exercise[answer]{
		id: "4.5-3", level: 3, title: words.Exercises.Sprintf("Samples that never come up"),
		hints: []string{
			words.Exercises.Sprintf("Follow one sample. With what probability is it not the one that is drawn?"),
			words.Exercises.Sprintf("1 - 1/N for one draw. The draws do not know of each other, so the probabilities multiply."),
			words.Exercises.Sprintf("N samples have this chance each: N · (1 - 1/N)^(batchSize·batches), with math.Pow."),
		},
		why: words.Exercises.Sprintf("After an epoch of draws (1-1/N)^N is left, about 1/e: more than a third of the data has not been seen yet."),
		tests: []test[answer]{
			try(values(), 2, 1, 1), try(values(), 10, 1, 1), try(values(), 10, 2, 1), try(values(), 100, 10, 10), try(values(), 60000, 100, 600),
			try(extremes(), 10, 5, 0), try(extremes(), 1, 1, 1), try(extremes(), 10, 100, 100),
		},
		mistakes: []mistake[answer]{
			{kind: drawnTwice, as: func(samples, batchSize, batches int) float64 { return float64(max(samples-batchSize*batches, 0)) },
				says: words.Exercises.Sprintf("That would be so if each sample were drawn only once. With replacement some come twice, and others not at all.")},
			{kind: notDivided, as: func(samples, batchSize, batches int) float64 {
				return math.Pow(1-1/float64(samples), float64(batchSize*batches))
			}, says: words.Exercises.Sprintf("That is the probability for one sample. Multiply it by the number of samples.")},
			{kind: exchanged, as: func(samples, batchSize, batches int) float64 {
				n := float64(samples)
				return n - n*math.Pow(1-1/n, float64(batchSize*batches))
			}, says: words.Exercises.Sprintf("That is how many have been seen. The others are asked for.")},
			{kind: missingFactor, as: func(samples, _, batches int) float64 {
				n := float64(samples)
				return n * math.Pow(1-1/n, float64(batches))
			}, says: words.Exercises.Sprintf("Each batch draws batchSize times.")},
		},
	})
}

// The test accuracy of the exercise's chart comes to a stand at epoch 32 or so, and is not to be read more exactly.
const standFrom, standTo = 22, 43

func whereItParts() *Exercise {
	type answer = func() (epoch int, letter string)
	type reading struct {
		epoch  int
		letter string
	}
	pair := func(epoch int, letter string) answer { return func() (int, string) { return epoch, letter } }
	is := func(ok func(r reading) bool) func(got []outcome) bool {
		return func(got []outcome) bool { r, is := got[0].value.(reading); return is && ok(r) }
	}
	letter := func(l string) func(got []outcome) bool { return is(func(r reading) bool { return r.letter == l }) }
	return define(exercise[answer]{
		id: "4.5-4", level: 1, title: words.Exercises.Sprintf("Read an overfitting curve"),
		hints: []string{
			words.Exercises.Sprintf("Follow the lower curve from the right: how far back is it as high as at the end?"),
			words.Exercises.Sprintf("The upper curve goes on to 1. What does a net do that gets all of 300 images right, and a quarter of the others wrong?"),
		},
		why: words.Exercises.Sprintf("From about epoch 32 on the net gains nothing on new images, while it gets its own 300 right to the last one: it learns them by heart. That is overfitting, and here too little data is the reason."),
		tests: []test[answer]{{
			what: theAnswer(), input: "whereItParts()",
			call: func(f answer) any { epoch, letter := f(); return reading{epoch, letter} },
			fault: func(got any) string {
				r := got.(reading)
				if r.letter != "b" {
					return words.Exercises.Sprintf("%s is not the answer.", show(r.letter))
				}
				if r.epoch < standFrom || r.epoch > standTo {
					return words.Exercises.Sprintf("Epoch %d is not where the test accuracy comes to a stand.", r.epoch)
				}
				return ""
			},
		}},
		mistakes: []mistake[answer]{
			{kind: misread, as: pair(32, "a"), seen: letter("a"), says: words.Exercises.Sprintf("A net that has not learned enough yet would be wrong on its training images too.")},
			{kind: misread, as: pair(32, "c"), seen: letter("c"), says: words.Exercises.Sprintf("With steps that are too large the training accuracy would jump up and down, and not settle at 1.")},
			{kind: misread, as: pair(32, "d"), seen: letter("d"), says: words.Exercises.Sprintf("A curve that has come to a stand 25 points below the other has not caught up with it.")},
			{kind: misread, as: pair(5, "b"), seen: is(func(r reading) bool { return r.letter == "b" && r.epoch < standFrom }),
				says: words.Exercises.Sprintf("There the two curves part, perhaps, but the test accuracy still grows.")},
			{kind: misread, as: pair(60, "b"), seen: is(func(r reading) bool { return r.letter == "b" && r.epoch > standTo }),
				says: words.Exercises.Sprintf("By then it has not grown for a long time: compare it with ten epochs earlier.")},
		},
	})
}

func bestEpoch() *Exercise {
	type answer = func(testLosses []float64, patience int) int
	try := func(what string, patience int, losses ...float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("bestEpoch(%s, %d)", show(losses), patience), call: func(f answer) any {
			return f(slices.Clone(losses), patience)
		}}
	}
	walk := func(losses []float64, patience int) (best, stop int) {
		for stop = range losses {
			if losses[stop] < losses[best] {
				best = stop
			}
			if stop-best >= patience {
				break
			}
		}
		return best, stop
	}
	return define(exercise[answer]{
		id: "4.5-5", level: 2, title: words.Exercises.Sprintf("Stop early"),
		hints: []string{
			words.Exercises.Sprintf("Keep the number of the best epoch so far; a smaller loss makes the present one the best."),
			words.Exercises.Sprintf("epoch - best is how many epochs in a row have not been better."),
			words.Exercises.Sprintf("When that reaches patience, leave the loop; the best epoch is returned, not the last one seen."),
		},
		why: words.Exercises.Sprintf("Patience bridges the ups and downs of a noisy curve. What has been best is kept, for the last epochs before the stop were worse."),
		tests: []test[answer]{
			try(values(), 1, 2), try(values(), 2, 3, 2, 1), try(values(), 2, 3, 2, 2.5, 2.6, 1), try(values(), 2, 3, 2, 2.5, 1.5, 1.7, 1.8),
			try(values(), 3, 5, 4, 3, 3.5, 3.2, 2.9, 3, 3.1, 3.2, 1),
			try(extremes(), 1, 2, 2, 2), try(extremes(), 100, 1, 2, 3),
		},
		mistakes: []mistake[answer]{
			{kind: lastNotBest, as: func(losses []float64, patience int) int { _, stop := walk(losses, patience); return stop },
				says: words.Exercises.Sprintf("That is the epoch at which it stops. The weights that are kept are those of the best one.")},
			{kind: impatient, as: func(losses []float64, _ int) int { best, _ := walk(losses, 1); return best },
				says: words.Exercises.Sprintf("This stops at the first epoch that is not better. Give it patience.")},
			{kind: misread, as: func(losses []float64, _ int) int { best, _ := walk(losses, len(losses)+1); return best },
				says: words.Exercises.Sprintf("That is the best of all epochs, but those after the stop have never been computed.")},
		},
	})
}

// course is what trainNet did: to the data, and to the net.
type course struct {
	losses        []float64
	batches       [][]int
	before, after float64 // the loss on all samples
	moved         bool    // whether a parameter has changed
}

// recordingData remember which batches were drawn.
type recordingData struct {
	x       *mat.Dense
	labels  dl.Labels
	batches [][]int
}

func (d *recordingData) Len() int { return len(d.labels) }

func (d *recordingData) Batch(index []int) (mat.Matrix, dl.Targets) {
	d.batches = append(d.batches, slices.Clone(index))
	_, cols := d.x.Dims()
	x, t := mat.NewDense(len(index), cols, nil), make(dl.Labels, len(index))
	for i, n := range index {
		x.SetRow(i, d.x.RawRowView(n))
		t[i] = d.labels[n]
	}
	return x, t
}

// trainer is the loop of section 4.5.
type trainer = func(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64

// follow lets a trainer train a small net on two clouds of points.
func follow(f trainer, batchSize, n int, lr float64) course {
	src := rand.NewPCG(5, 0)
	data := &recordingData{x: dl.Normal(40, 3, 0.5, src), labels: make(dl.Labels, 40)}
	for i := range data.labels {
		data.labels[i] = i % 2
		data.x.Set(i, 0, data.x.At(i, 0)+2*float64(i%2))
	}
	net := dl.NewTwoLayerNet(3, 4, 2, dl.Std(0.5), rand.NewPCG(6, 0))
	start := mat.DenseCopyOf(net.Param("W1").Value)
	c := course{before: net.Loss(data.x, data.labels)}
	c.losses = f(net, data, batchSize, n, lr, rand.NewPCG(7, 0))
	c.batches, c.after, c.moved = data.batches, net.Loss(data.x, data.labels), !mat.Equal(start, net.Param("W1").Value)
	return c
}

func (c course) sameBatch() bool {
	return len(c.batches) > 1 && slices.EqualFunc(c.batches[:len(c.batches)-1], c.batches[1:], slices.Equal)
}

func trainNet() *Exercise {
	try := func(what string, batchSize, n int, lr float64, fault func(c course) string) test[trainer] {
		return test[trainer]{
			what: what, input: fmt.Sprintf("trainNet(net, data, %d, %d, %v, src)", batchSize, n, lr),
			call: func(f trainer) any { return follow(f, batchSize, n, lr) },
			fault: func(got any) string {
				c := got.(course)
				if len(c.losses) != n {
					return words.Exercises.Sprintf("After %d iterations there must be %d losses; here are %d.", n, n, len(c.losses))
				}
				if len(c.batches) != n {
					return words.Exercises.Sprintf("In %d iterations %d mini-batches must be drawn; here it is %d.", n, n, len(c.batches))
				}
				for _, b := range c.batches {
					if len(b) != batchSize {
						return words.Exercises.Sprintf("A mini-batch must have %d samples; here is one of %d.", batchSize, len(b))
					}
				}
				return fault(c)
			},
		}
	}
	fine := func(course) string { return "" }
	return define(exercise[trainer]{
		id: "4.5-6", level: 2, title: words.Exercises.Sprintf("The four steps as a loop"),
		hints: []string{
			words.Exercises.Sprintf("Inside the loop: draw (dl.Choice and data.Batch), gradient (net.Gradient), update, loss."),
			words.Exercises.Sprintf("After net.Gradient(x, t) each p of net.Params() has its gradient in p.Grad, of the same shape as p.Value."),
			words.Exercises.Sprintf("p.Value.Apply(func(i, j int, v float64) float64 { return v - lr*p.Grad.At(i, j) }, p.Value) is the update; (&dl.SGD{LearningRate: lr}).Update(net.Params()) is the same."),
		},
		why: words.Exercises.Sprintf("Mini-batch, gradient, update, repeat. All of training is this loop, whatever the net is: dl.Trainer does the same."),
		tests: []test[trainer]{
			try(values(), 5, 1, 0.1, fine),
			try(values(), 5, 3, 0, func(c course) string {
				if c.moved {
					return words.Exercises.Sprintf("With a learning rate of 0 nothing may move, and the weights have moved.")
				}
				return ""
			}),
			try(extremes(), 1, 0, 0.1, fine),
			try(goals(), 10, 200, 0.5, func(c course) string {
				if c.sameBatch() {
					return words.Exercises.Sprintf("All mini-batches are the same. Draw a new one in each iteration.")
				}
				if !(c.after < 0.5*c.before) {
					return words.Exercises.Sprintf("After 200 iterations the loss must be less than half of what it was, %.3f; it is %.3f.", c.before, c.after)
				}
				return ""
			}),
		},
		mistakes: trainMistakes(),
	})
}

func trainMistakes() []mistake[trainer] {
	const atZero, atLong = 1, 3 // among the tests
	seen := func(at int, is func(c course) bool) func(got []outcome) bool {
		return func(got []outcome) bool { c, ok := got[at].value.(course); return ok && is(c) }
	}
	choice := func(size int, src rand.Source) []int { return dl.Choice(40, size, src) }
	loop := func(draw func(size int, src rand.Source) []int, step func(v, grad, lr float64) float64) trainer {
		return func(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
			for range n {
				x, t := data.Batch(draw(batchSize, src))
				net.Gradient(x, t)
				for _, p := range net.Params() {
					p.Value.Apply(func(i, j int, v float64) float64 { return step(v, p.Grad.At(i, j), lr) }, p.Value)
				}
				losses = append(losses, net.Loss(x, t))
			}
			return losses
		}
	}
	return []mistake[trainer]{
		{kind: noRate, seen: seen(atZero, func(c course) bool { return c.moved }),
			as: loop(choice, func(v, grad, _ float64) float64 { return v - grad })},
		{kind: wrongDirection, seen: seen(atLong, func(c course) bool { return !(c.after <= c.before) }),
			as: loop(choice, func(v, grad, lr float64) float64 { return v + lr*grad })},
		{kind: noEffect, seen: seen(atLong, func(c course) bool { return c.after == c.before && len(c.batches) > 0 }),
			as:   loop(choice, func(v, _, _ float64) float64 { return v }),
			says: words.Exercises.Sprintf("The net is the same as before: the update is missing, or works on a copy. p.Value.Apply(…, p.Value) writes to the net itself.")},
		{kind: notRandom, seen: seen(atLong, course.sameBatch),
			as: loop(func(size int, _ rand.Source) []int {
				first := make([]int, size)
				for i := range first {
					first[i] = i
				}
				return first
			}, func(v, grad, lr float64) float64 { return v - lr*grad }),
			says: words.Exercises.Sprintf("The net sees the same few samples again and again, and nothing of the others.")},
	}
}

// trained is what became of the settings.
type trained struct {
	hidden   int
	std, lr  float64
	accuracy float64 // on test images
	err      error   // no images
}

// Training for the exercise takes 0.1 to 0.3 s.
const (
	settingsIterations = 300
	settingsImages     = 2000 // to be judged by
	settingsTarget     = 0.85
)

func learn(hidden int, std, lr float64) trained {
	r := trained{hidden: hidden, std: std, lr: lr}
	if hidden < 1 || hidden > 50 || !(std >= 0) || !isFinite(std) || !isFinite(lr) {
		return r
	}
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		r.err = err
		return r
	}
	net := dl.NewTwoLayerNet(784, hidden, 10, dl.Std(std), rand.NewPCG(1, 0))
	trainer := dl.Trainer{
		Net: net, Optimizer: &dl.SGD{LearningRate: lr}, BatchSize: 100, Iterations: settingsIterations, Src: rand.NewPCG(2, 0),
	}
	for range trainer.Steps(train) {
	}
	r.accuracy = net.Accuracy(test.Slice(0, settingsImages))
	return r
}

func settings() *Exercise {
	type answer = func() (hidden int, std, lr float64)
	with := func(hidden int, std, lr float64) answer {
		return func() (int, float64, float64) { return hidden, std, lr }
	}
	seen := func(is func(r trained) bool) func(got []outcome) bool {
		return func(got []outcome) bool { r, ok := got[0].value.(trained); return ok && r.accuracy > 0 && is(r) }
	}
	return define(exercise[answer]{
		id: "4.5-7", level: 3, title: words.Exercises.Sprintf("Train to a target within a budget"),
		hints: []string{
			words.Exercises.Sprintf("Try some values with the training cell of section 4.5, and look at the accuracy after 300 iterations."),
			words.Exercises.Sprintf("With the book's learning rate, 0.1, a sigmoid net has hardly begun after 300 iterations. Go up, by factors of about 3."),
			words.Exercises.Sprintf("50 neurons, a spread of 0.1 and a learning rate of 1 get there."),
		},
		why: words.Exercises.Sprintf("With small first weights and a small rate this net needs hundreds of steps to leave its plateau at 2.3. A spread of 0.1 starts it with different neurons, and a rate of 1 walks ten times as fast without falling over."),
		tests: []test[answer]{{
			what: goals(), input: "settings()",
			call: func(f answer) any { return learn(f()) },
			fault: func(got any) string {
				r := got.(trained)
				switch {
				case r.err != nil:
					return words.Exercises.Sprintf("The digits cannot be read: %v", r.err)
				case r.hidden < 1 || r.hidden > 50:
					return words.Exercises.Sprintf("%d hidden neurons are asked for; 1 to 50 are allowed.", r.hidden)
				case !(r.std >= 0) || !isFinite(r.std) || !isFinite(r.lr):
					return words.Exercises.Sprintf("A spread of %s and a learning rate of %s make no sense.", show(r.std), show(r.lr))
				case r.accuracy < settingsTarget:
					return words.Exercises.Sprintf("After %d iterations the net reads %.1f%% of the test images; it should be %.0f%%.",
						settingsIterations, 100*r.accuracy, 100*settingsTarget)
				}
				return ""
			},
		}},
		mistakes: []mistake[answer]{
			{kind: stuck, as: with(50, 0, 1), seen: seen(func(r trained) bool { return r.std == 0 }),
				says: words.Exercises.Sprintf("With a spread of 0 all hidden neurons are equal, get equal gradients, and stay equal: fifty of them can do no more than one.")},
			{kind: wrongDirection, as: with(50, 0.1, -1), seen: seen(func(r trained) bool { return r.lr < 0 }),
				says: words.Exercises.Sprintf("A negative learning rate walks uphill.")},
			{kind: rateTooLarge, as: with(50, 0.1, 20), seen: seen(func(r trained) bool { return r.lr > 5 }),
				says: words.Exercises.Sprintf("Such steps throw the weights to where the sigmoid is flat, and there is no slope to come back by. Take a smaller learning rate.")},
			{kind: tooFewSteps, as: with(50, 0.01, 0.1), seen: seen(func(r trained) bool { return r.lr < 0.5 }),
				says: words.Exercises.Sprintf("With so small a learning rate the net is on its way and does not arrive within the budget. Take a larger one.")},
		},
	})
}

func whyStill() *Exercise {
	return choice[string]{
		id: "4.5-8", level: 2, title: words.Exercises.Sprintf("Explain: a loss that does not move"), call: "whyStill()", right: "a",
		hints: []string{
			words.Exercises.Sprintf("With weights near 0, what comes out of the hidden layer, and how much does it depend on the image?"),
			words.Exercises.Sprintf("The gradient by W1 goes through W2 and through the slope of the sigmoid. How large are these?"),
		},
		why: words.Exercises.Sprintf("All hidden outputs are near 0.5 whatever the image is, and the gradient by W1 is multiplied by W2, about 0.01, and by at most ¼ of the sigmoid. So W1 hardly moves at first: a plateau, as in section 4.4."),
		wrong: []wrongAnswer[string]{
			{"b", words.Exercises.Sprintf("The same rate brings it down to 0.2 later on: it is not too large.")},
			{"c", words.Exercises.Sprintf("A hundred batches of 100 are a sixth of all the images. That is plenty to learn something from.")},
			{"d", words.Exercises.Sprintf("The gradient check says that it is right.")},
		},
	}.define()
}
