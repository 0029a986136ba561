package exercises

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/internal/words"
)

func sec42() []*Exercise {
	return []*Exercise{
		squaredErrorOf(), crossEntropyOf(), twoLosses(), batchLoss(),
		miniBatch(), squaredErrorSlope(), whyNotAccuracy(), lossFromScores(),
	}
}

// lossOf is a loss of one sample: output, target.
type lossOf = func(y, t []float64) float64

func lossCall(name string) vectorCall[lossOf] {
	return vectorCall[lossOf]{name, func(f lossOf, v vectors) any { return f(v[0], v[1]) + 0 }} // -0 becomes 0
}

// sumOf returns a loss that adds up terms.
func sumOf(term func(y, t float64) float64) lossOf {
	return func(y, t []float64) float64 {
		sum := 0.0
		for k := range y {
			sum += term(y[k], t[k])
		}
		return sum
	}
}

// meanOver returns the loss divided by the number of classes.
func meanOver(loss lossOf) lossOf {
	return func(y, t []float64) float64 { return loss(y, t) / float64(len(y)) }
}

// squaredErrorOf is tried on numbers that need no rounding, not even in float32, so the usual tolerance is enough.
func squaredErrorOf() *Exercise {
	try := lossCall("squaredErrorOf")
	overClasses := words.Exercises.Message("This is a mean over the classes. The name mean squared error is misleading: the " +
		"formula takes half of the sum.")
	square := func(y, t float64) float64 { return (y - t) * (y - t) }
	return define(exercise[lossOf]{
		id: "4.2-1", level: 1, title: words.Exercises.Message("Write the squared error"),
		hints: []words.Message{
			words.Exercises.Message("Loop over the classes, and collect the sum in a variable."),
			words.Exercises.Message("Each class adds (y[k]-t[k]) times itself. Go has no power operator: ^ works on bits."),
			words.Exercises.Message("Halve the sum at the end: return sum / 2."),
		},
		why: words.Exercises.Message("The ½ makes the derivative simply y - t. It does not move the minimum, because it scales " +
			"every loss alike."),
		tests: []test[lossOf]{
			try.test(values, []float64{1}, []float64{1}),
			try.test(values, []float64{0}, []float64{1}),
			try.test(values, []float64{2}, []float64{0}),
			try.test(values, []float64{0.75, 0.25}, []float64{1, 0}),
			try.test(values, []float64{0.125, 0, 0.625, 0, 0.125, 0, 0, 0.125, 0, 0}, []float64{0, 0, 1, 0, 0, 0, 0, 0, 0, 0}),
			try.test(extremes, []float64{-1000, 1}, []float64{1000, 0}),
			try.test(extremes, oneOf(12, 11), oneOf(12, 10)), // more classes than the ten of the digits
		},
		sweep: &sweep[lossOf]{try, func(r *rand.Rand, n int) vectors { return vectors{eighths(r, n), eighths(r, n)} }},
		mistakes: []mistake[lossOf]{
			{kind: missingHalf, as: sumOf(square)},
			{kind: averagedWrong, as: meanOver(sumOf(square)), says: overClasses},
			{kind: averagedWrong, as: meanOver(sumOf(func(y, t float64) float64 { return square(y, t) / 2 })), says: overClasses},
			{kind: notSquared, as: sumOf(func(y, t float64) float64 { return math.Abs(y-t) / 2 }),
				says: words.Exercises.Message("This adds up the distances. Square each one before you add it.")},
			{kind: notSquared, as: sumOf(func(y, t float64) float64 { return (y - t) / 2 }),
				says: words.Exercises.Message("Square the differences. Otherwise positive and negative ones cancel each other.")},
		},
	})
}

// probabilities returns n numbers from 0 to 1, half of them below 1/16.
func probabilities(r *rand.Rand, n int) []float64 {
	return sample(n, func() float64 { return math.Pow(r.Float64(), 4) })
}

// oneHot returns n-1 zeros and a 1.
func oneHot(r *rand.Rand, n int) []float64 { return oneOf(n, r.IntN(n)) }

// oneOf returns n-1 zeros, and a 1 at the label.
func oneOf(n, label int) []float64 {
	v := make([]float64, n)
	v[label] = 1
	return v
}

func crossEntropyOf() *Exercise {
	try := lossCall("crossEntropyOf")
	ln := func(y float64) float64 { return math.Log(y + dl.Delta) }
	return define(exercise[lossOf]{
		id: "4.2-2", level: 1, title: words.Exercises.Message("Write the cross-entropy"), tolerance: float32Tolerance,
		hints: []words.Message{
			words.Exercises.Message("The natural logarithm is dl.Log, or math.Log."),
			words.Exercises.Message("Each class adds t[k] times the logarithm of y[k]+1e-7: the target decides which logarithms " +
				"count."),
			words.Exercises.Message("The logarithm of a probability is negative, so return -sum."),
		},
		why: words.Exercises.Message("A one-hot target leaves a single term, -ln of the probability of the right class. δ " +
			"keeps it finite when that probability is 0."),
		tests: []test[lossOf]{
			try.test(values, []float64{0.5}, []float64{1}),
			try.test(values, []float64{0.6, 0.4}, []float64{1, 0}),
			try.test(values, []float64{0.6, 0.4}, []float64{0, 1}),
			try.test(values, []float64{0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0}, []float64{0, 0, 1, 0, 0, 0, 0, 0, 0, 0}),
			try.test(values, []float64{0.8, 0.2}, []float64{0.3, 0.7}),
			try.test(extremes, []float64{1, 0}, []float64{1, 0}),
			try.test(extremes, []float64{1, 0}, []float64{0, 1}),
			try.test(extremes, []float64{0.999999, 0.000001}, []float64{0, 1}),
			try.test(extremes, oneOf(12, 11), oneOf(12, 10)),
		},
		sweep: &sweep[lossOf]{try, func(r *rand.Rand, n int) vectors {
			t := oneHot(r, n)
			if r.IntN(2) == 0 {
				t = dl.Softmax(nil, uniform(r, n, -2, 2))
			}
			return vectors{probabilities(r, n), t}
		}},
		mistakes: []mistake[lossOf]{
			{kind: missingMinus, as: sumOf(func(y, t float64) float64 { return t * ln(y) })},
			{kind: noDelta, as: sumOf(func(y, t float64) float64 { return -t * math.Log(y) })},
			{kind: noDelta, as: sumOf(func(y, t float64) float64 {
				if t == 0 {
					return 0
				}
				return -t * math.Log(y)
			})},
			{kind: averagedWrong, as: meanOver(sumOf(func(y, t float64) float64 { return -t * ln(y) })),
				says: words.Exercises.Message("The sum is right, but then it is divided by the number of classes. The formula does " +
					"not divide, because this is one sample.")},
			{kind: exchanged, as: sumOf(func(y, t float64) float64 { return -y * ln(t) }),
				says: words.Exercises.Message("Output and target are swapped: take the logarithm of y, and multiply it by t.")},
			{kind: otherLogarithm, as: sumOf(func(y, t float64) float64 { return -t * math.Log10(y+dl.Delta) })},
			{kind: otherLogarithm, as: sumOf(func(y, t float64) float64 { return -t * math.Log2(y+dl.Delta) })},
			{kind: missingTarget, as: sumOf(func(y, _ float64) float64 { return -ln(y) }),
				says: words.Exercises.Message("This adds up all the logarithms. Multiply each one by its target, so that only the " +
					"right class counts.")},
		},
	})
}

// twoLosses allows for three digits: relative to the losses, 2.30 and 16.1 are off by 0.0011, and 2.31 and 16.2 by more than
// 0.003.
func twoLosses() *Exercise {
	type answer = func() (clueless, worst float64)
	return define(exercise[answer]{
		id: "4.2-3", level: 1, title: words.Exercises.Message("Two losses to know by heart"), tolerance: 2e-3,
		hints: []words.Message{
			words.Exercises.Message("The first net gives the right class the probability 0.1, and the second gives it 0."),
			words.Exercises.Message("With δ, the losses are -ln(0.1 + 1e-7) and -ln(0 + 1e-7)."),
			words.Exercises.Message("Let Go compute them, with dl.Log or math.Log."),
		},
		why: words.Exercises.Message("A loss of 2.30 means that the net knows nothing yet, and 16.1 is the most that one sample " +
			"can cost. You will see both again and again in training."),
		tests: []test[answer]{{what: theAnswer, input: "twoLosses()", untold: true, call: func(f answer) any {
			clueless, worst := f()
			return parts{{plain("clueless"), clueless}, {plain("worst"), worst}}
		}}},
		mistakes: []mistake[answer]{
			{kind: otherLogarithm, as: pair(1.0, 7.0)},
			{kind: otherLogarithm, as: pair(math.Log2(10), math.Log2(1e7))},
			{kind: missingMinus, as: pair(math.Log(0.1), math.Log(1e-7))},
			{kind: exchanged, as: pair(-math.Log(1e-7), -math.Log(0.1)), says: words.Exercises.Message("Both numbers are right, " +
				"but they are swapped.")},
			{kind: noDelta, as: pair(-math.Log(0.1), math.Inf(1))},
		},
	})
}

func batchLoss() *Exercise {
	type answer = func(y *mat.Dense, labels []int) float64
	try := func(what words.Message, labels []int, rows ...[]float64) test[answer] {
		input := fmt.Sprintf("batchLoss(%s, %v)", show(dense(rows...)), labels)
		return test[answer]{what: what, input: input, call: func(f answer) any {
			y, mine := dense(rows...), slices.Clone(labels)
			loss := f(y, mine)
			return unlessChanged(loss, append(raw(y), asFloats(mine)), append(raw(dense(rows...)), asFloats(labels)))
		}}
	}
	sum := func(y *mat.Dense, labels []int, delta float64) float64 {
		s := 0.0
		for n, label := range labels {
			s -= math.Log(y.At(n, label) + delta)
		}
		return s
	}
	return define(exercise[answer]{
		id: "4.2-4", level: 2, title: words.Exercises.Message("The loss of a batch"), tolerance: float32Tolerance,
		hints: []words.Message{
			words.Exercises.Message("y.At(n, labels[n]) is the probability that the net gives to the label of sample n."),
			words.Exercises.Message("You need no loop over the classes, because only one number in each row counts."),
			words.Exercises.Message("Add up -dl.Log(p + 1e-7) over the samples, and divide by the number of samples."),
		},
		why: words.Exercises.Message("Picking one number from each row does what multiplying by a one-hot row does. The mean " +
			"makes batches of different sizes comparable."),
		tests: []test[answer]{
			try(values, []int{0}, []float64{0.5, 0.5}),
			try(values, []int{1}, []float64{0.3, 0.7}),
			try(values, []int{2, 0, 1}, []float64{0.1, 0.2, 0.7}, []float64{0.3, 0.5, 0.2}, []float64{0.25, 0.5, 0.25}),
			try(values, []int{0, 0, 1, 1, 0}, []float64{0.9, 0.1}, []float64{0.8, 0.2}, []float64{0.6, 0.4}, []float64{0.5, 0.5},
				[]float64{0.1, 0.9}),
			try(values, []int{3, 0, 4, 3, 1, 2}, []float64{0.1, 0.3, 0.2, 0.25, 0.15}, []float64{0.05, 0.15, 0.3, 0.4, 0.1},
				[]float64{0.6, 0.1, 0.05, 0.15, 0.1}, []float64{0.2, 0.3, 0.1, 0.35, 0.05}, []float64{0.25, 0.02, 0.33, 0.2, 0.2},
				[]float64{0.01, 0.8, 0.07, 0.09, 0.03}),
			try(extremes, []int{0, 1}, []float64{1, 0}, []float64{1, 0}),
			try(extremes, []int{0, 2}, []float64{0.000001, 0.999999, 0}, []float64{0.5, 0.25, 0.25}),
			try(extremes, []int{11}, []float64{0.25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25, 0.5}),
		},
		mistakes: []mistake[answer]{
			{kind: summed, as: func(y *mat.Dense, labels []int) float64 { return sum(y, labels, dl.Delta) }},
			{kind: averagedWrong, as: func(y *mat.Dense, labels []int) float64 {
				_, classes := y.Dims()
				return sum(y, labels, dl.Delta) / float64(classes)
			}},
			{kind: missingMinus, as: func(y *mat.Dense, labels []int) float64 {
				return -sum(y, labels, dl.Delta) / float64(len(labels))
			}},
			{kind: noDelta, as: func(y *mat.Dense, labels []int) float64 { return sum(y, labels, 0) / float64(len(labels)) }},
			{kind: missingTarget, as: func(y *mat.Dense, labels []int) float64 {
				s := 0.0
				for _, p := range y.RawMatrix().Data {
					s -= math.Log(p + dl.Delta)
				}
				return s / float64(len(labels))
			}, says: words.Exercises.Message("This adds up the logarithms of all entries of y. In each row only the entry at the " +
				"label counts.")},
		},
	})
}

type drawer = func(n, size int, src rand.Source) []int

// drawn is what miniBatch(n, size, src) gave in a few calls or many.
type drawn struct {
	input   string
	n, size int
	batches [][]int // of calls with the same source, one after the other
	again   [][]int // of the same calls with an equal source
	other   [][]int // of the same calls with a source of another seed
	read    bool    // the sources
}

func draw(f drawer, input string, n, size, calls int) drawn {
	d := drawn{input: input, n: n, size: size}
	from := func(seed uint64) (batches [][]int) {
		src := countedFrom(seed)
		for range calls {
			batches = append(batches, slices.Clone(f(n, size, src)))
		}
		d.read = d.read || src.draws > 0
		return batches
	}
	d.batches, d.again, d.other = from(1), from(1), from(2)
	return d
}

func (d drawn) fault() string {
	why := d.misfit()
	switch {
	case why != "" || len(d.batches) == 1: // too few numbers to judge how they are drawn
		return why
	case d.isConstant():
		return words.Exercises.Sprintf("%s gives the same numbers for src = rand.NewPCG(1, 0) and src = rand.NewPCG(2, 0). "+
			"Draw them from src.", d.input)
	case !d.isRepeated():
		return words.Exercises.Sprintf("%s gives different numbers for two equal sources. Take all randomness from src.", d.input)
	}
	different := countDifferent(d.batches)
	if different > 1 {
		why = d.uneven()
	}
	if why == "" && different < len(d.batches) && d.size >= 100 { // which is no chance
		why = words.Exercises.Sprintf("%s gives the same numbers in two calls with the same src. Draw new ones in every call.",
			d.input)
	}
	return why
}

// misfit says where there are too many numbers or too few, or others than those from 0 to n-1.
func (d drawn) misfit() string {
	for _, batch := range slices.Concat(d.batches, d.again, d.other) {
		if len(batch) != d.size {
			return words.Exercises.Sprintf("%s gives %d numbers; it should give %d.", d.input, len(batch), d.size)
		}
		for _, number := range batch {
			if number < 0 || number >= d.n {
				return words.Exercises.Sprintf("%s gives the number %d; the numbers go from 0 to %d.", d.input, number, d.n-1)
			}
		}
	}
	return ""
}

// isConstant reports whether sources of two seeds give the same.
func (d drawn) isConstant() bool { return slices.EqualFunc(d.batches, d.other, slices.Equal) }

func (d drawn) isRepeated() bool { return slices.EqualFunc(d.batches, d.again, slices.Equal) }

// uneven says which numbers come up too often or too rarely, or where they depend on each other. All numbers fit. It looks
// at 8000 counts in all tests, and is wrong about one of them with a probability below 1e-10.
func (d drawn) uneven() string {
	all := slices.Concat(d.batches...)
	for _, odd := range []func(numbers []int) (span string, count, want int){d.odd, d.oddSteps} {
		if span, count, want := odd(all); span != "" {
			return words.Exercises.Sprintf("%s: of %d numbers, %d are %s; there should be about %d.",
				d.input, len(all), count, span, want)
		}
	}
	for i := range d.size {
		var numbers []int // at the same place of every batch
		for _, batch := range d.batches {
			numbers = append(numbers, batch[i])
		}
		if span, count, want := d.odd(numbers); span != "" {
			return words.Exercises.Sprintf("%s: in %d of %d calls, numbers[%d] is %s; that should happen in about %d.",
				d.input, count, len(numbers), i, span, want)
		}
	}
	for apart := 1; apart < d.size; apart++ {
		equal, pairs := d.equal(apart), len(d.batches)*(d.size-apart)
		if !canBeChance(equal, pairs, d.n) {
			return words.Exercises.Sprintf("%s: numbers[i] equals numbers[i+%d] in %d of %d cases; by chance it would be about %d. "+
				"Draw each number independently of the others.", d.input, apart, equal, pairs, pairs/d.n)
		}
	}
	return ""
}

// equal returns how often two numbers of a batch that are so far apart are equal.
func (d drawn) equal(apart int) (count int) {
	for _, batch := range d.batches {
		for i, number := range batch[apart:] {
			if number == batch[i] {
				count++
			}
		}
	}
	return count
}

// odd returns a number, or a sixth of the numbers, that comes up too often or too rarely: how often it does, and how often
// it should.
func (d drawn) odd(numbers []int) (span string, count, want int) {
	spans := min(d.n, 6) // d.n is a multiple of it
	counts := make([]int, spans)
	width := d.n / spans
	for _, number := range numbers {
		counts[number/width]++
	}
	for i, count := range counts {
		if canBeChance(count, len(numbers), spans) {
			continue
		}
		span := fmt.Sprint(i)
		if width > 1 {
			span = fmt.Sprintf("%d…%d", i*width, (i+1)*width-1)
		}
		return span, count, len(numbers) / spans
	}
	return "", 0, 0
}

// oddSteps is odd for the numbers 0, 2, 4, … and their like: IntN(100)*n/100 fills each sixth, but only with multiples of
// n/100. Few numbers need no such look, because odd counts each one.
func (d drawn) oddSteps(numbers []int) (span string, count, want int) {
	if d.n <= 6 {
		return "", 0, 0
	}
	for step := 2; step <= 3; step++ { // d.n is a multiple of both
		counts := make([]int, step)
		for _, number := range numbers {
			counts[number%step]++
		}
		for first, count := range counts {
			if !canBeChance(count, len(numbers), step) {
				return fmt.Sprintf("%d, %d, %d, …", first, first+step, first+2*step), count, len(numbers) / step
			}
		}
	}
	return "", 0, 0
}

func miniBatch() *Exercise {
	try := func(what words.Message, n, size, calls int) test[drawer] {
		input := fmt.Sprintf("miniBatch(%d, %d, src)", n, size)
		return test[drawer]{
			what: what, input: input,
			call:  func(f drawer) any { return draw(f, input, n, size, calls) },
			fault: func(got any) string { return got.(drawn).fault() },
		}
	}
	return define(exercise[drawer]{
		id: "4.2-5", level: 2, title: words.Exercises.Message("Draw a mini-batch"),
		hints: []words.Message{
			words.Exercises.Message("r := rand.New(src) draws from the given source."),
			words.Exercises.Message("r.IntN(n) is a random number from 0 to n-1."),
			words.Exercises.Message("Make a slice of the given size, and fill it with such numbers. A number can repeat."),
		},
		why: words.Exercises.Message("All randomness comes from the source that is passed in. So keep the seed and you can " +
			"repeat the experiment."),
		tests: []test[drawer]{
			try(values, 1, 1, 1), try(values, 10, 3, 1), try(extremes, 2, 20, 1),
			// Long batches; batches of fewer numbers than there are, and of more; numbers of more than 16 bits.
			try(randomInputs, 5, 1000, 10), try(randomInputs, 6, 4, 1000), try(randomInputs, 3, 10, 1000),
			try(randomInputs, 90000, 100, 5),
		},
		mistakes: drawMistakes(),
	})
}

// everywhere recognises a mistake by what it does in all tests that judge chance.
func everywhere(is func(d drawn) bool) func(got []outcome) bool {
	return func(got []outcome) bool {
		for _, o := range got[3:] {
			if d, ok := o.value.(drawn); !ok || !is(d) {
				return false
			}
		}
		return true
	}
}

// reaches reports whether the numbers go from one to another, both of which come up, unless there are too many to be sure.
func (d drawn) reaches(from, to int) bool {
	all := slices.Concat(d.batches...)
	if len(all) == 0 || slices.Min(all) < from || slices.Max(all) > to {
		return false
	}
	return d.n > 6 || slices.Min(all) == from && slices.Max(all) == to
}

func drawMistakes() []mistake[drawer] {
	with := func(number func(i, n int, r *rand.Rand) int) drawer {
		return func(n, size int, src rand.Source) []int {
			r := rand.New(src)
			numbers := make([]int, size)
			for i := range numbers {
				numbers[i] = number(i, n, r)
			}
			return numbers
		}
	}
	return []mistake[drawer]{
		{kind: notRandom, as: with(func(i, _ int, _ *rand.Rand) int { return i }),
			seen: everywhere(func(d drawn) bool {
				return d.isConstant() && len(d.batches[0]) == d.size && slices.Equal(d.batches[0], d.batches[1])
			}),
			says: words.Exercises.Message("The batch is the same every time, so training never sees most of the data.")},
		{kind: ownRandomness, as: with(func(_, n int, _ *rand.Rand) int { return rand.IntN(n) }),
			seen: everywhere(func(d drawn) bool {
				return !d.read && !d.isRepeated() && d.misfit() == "" && d.uneven() == ""
			}),
			says: words.Exercises.Message("Equal sources must give equal numbers, or nobody can repeat the draw. rand.IntN has a " +
				"source of its own; rand.New(src).IntN draws from yours.")},
		{kind: outOfRange, as: with(func(_, n int, r *rand.Rand) int { return 1 + r.IntN(n) }),
			seen: everywhere(func(d drawn) bool { return d.reaches(1, d.n) }),
			says: words.Exercises.Message("These are numbers from 1 to n. The first sample has the number 0, and no sample has " +
				"the number n.")},
		{kind: offByOne, as: with(func(_, n int, r *rand.Rand) int { return r.IntN(n - 1) }),
			seen: everywhere(func(d drawn) bool { return d.reaches(0, d.n-2) }),
			says: words.Exercises.Message("The last sample, number n-1, never comes up. IntN(n) already ends at n-1, so do not " +
				"subtract 1.")},
	}
}

func squaredErrorSlope() *Exercise {
	type answer = func(y, t []float64) []float64
	try := vectorCall[answer]{"squaredErrorSlope", func(f answer, v vectors) any { return slices.Clone(f(v[0], v[1])) }}
	with := func(slope func(y, t float64) float64) answer {
		return func(y, t []float64) []float64 {
			s := make([]float64, len(y))
			for k := range y {
				s[k] = slope(y[k], t[k])
			}
			return s
		}
	}
	y, t := []float64{0.1, 0.7, 0.2}, []float64{0, 0, 1}
	check := try.test(gradients, y, t)
	check.fault = againstNumerical(check.input, func(y []float64) float64 { return dl.SumSquaredError(y, t) }, y)
	return define(exercise[answer]{
		id: "4.2-6", level: 2, title: words.Exercises.Message("Differentiate the squared error"),
		hints: []words.Message{
			words.Exercises.Message("Only the term with y[k] depends on y[k]. The other terms are constants."),
			words.Exercises.Message("The derivative of ½ u² is u. Then apply the chain rule: the derivative of y - t with respect " +
				"to y is 1."),
			words.Exercises.Message("Entry k is y[k] - t[k], in a new slice."),
		},
		why: words.Exercises.Message("The 2 of the square and the ½ in front cancel. That is what the ½ is for."),
		tests: []test[answer]{
			try.test(values, []float64{1}, []float64{1}), try.test(values, []float64{0}, []float64{1}),
			try.test(values, []float64{0.75, 0.25}, []float64{1, 0}), check,
			// Next to 1e20/2 a difference quotient does not see the second term. The numbers are exact in float32.
			try.test(extremes, []float64{1e10, 0.25}, []float64{0, 1}),
			// A step in proportion to y, of one term alone, is too small next to a large t.
			try.test(extremes, []float64{0}, []float64{1e10}),
			try.test(extremes, oneOf(12, 11), oneOf(12, 10)),
		},
		sweep: &sweep[answer]{try, func(r *rand.Rand, n int) vectors { return vectors{eighths(r, n), eighths(r, n)} }},
		mistakes: []mistake[answer]{
			{kind: missingHalf, as: with(func(y, t float64) float64 { return 2 * (y - t) })},
			{kind: wrongSign, as: with(func(y, t float64) float64 { return t - y }),
				says: words.Exercises.Message("If y is larger than t, a larger y makes the loss larger, so the derivative is " +
					"positive there.")},
			{kind: changesArgument, as: func(y, t []float64) []float64 {
				for k := range y {
					y[k] -= t[k]
				}
				return y
			}},
		},
	})
}

// againstNumerical compares a gradient with the numerical one of f at x.
func againstNumerical(input string, f func([]float64) float64, x []float64) func(got any) string {
	return againstGradient(input, dl.NumericalGradient(nil, f, x))
}

// againstGradient compares a gradient with a numerical one. Their errors are below 1e-8 here.
func againstGradient(input string, numerical any) func(got any) string {
	return func(got any) string {
		if why := differs(got, numerical, 1e-6); why != "" {
			return words.Exercises.Sprintf("%s %s, which is the numerical gradient.", input, why)
		}
		return ""
	}
}

func whyNotAccuracy() *Exercise {
	return choice[string]{
		id: "4.2-7", level: 1, title: words.Exercises.Message("Explain: the staircase"), call: "whyNotAccuracy()", right: "a",
		hints: []words.Message{
			words.Exercises.Message("What happens to the accuracy if a weight moves by a tiny amount?"),
			words.Exercises.Message("What is the slope of a staircase on one of its steps?"),
		},
		why: words.Exercises.Message("A small change in a weight changes no guess, so the accuracy stays the same. Its slope " +
			"is 0 and does not say which way is better. The loss responds to every small change."),
		wrong: []wrongAnswer[string]{
			{"b", words.Exercises.Message("Counting is quick. The reason is in the picture: look at the steps.")},
			{"c", words.Exercises.Message("The loss is a mean over all samples too, and learning works with it. Look at what a " +
				"small change in the weight does to each curve.")},
			{"d", words.Exercises.Message("That would be easy to change: learning could make the share of wrong answers smaller. " +
				"But that share has no slope either.")},
		},
	}.define()
}

type lossOfScores = func(scores []float64, label int) float64

// lossFromScores is not tried on large scores whose loss is small but not 0: there the order of the operations would matter.
func lossFromScores() *Exercise {
	try := func(what words.Message, label int, scores ...float64) test[lossOfScores] {
		input := fmt.Sprintf("lossFromScores(%s, %d)", show(scores), label)
		return test[lossOfScores]{what: what, input: input, call: func(f lossOfScores) any {
			mine := slices.Clone(scores)
			return unlessChanged(f(mine, label), [][]float64{mine}, [][]float64{scores})
		}}
	}
	random := drawnTests(20, func(r *rand.Rand, size int) test[lossOfScores] {
		scores := sample(2*size-1, func() float64 { return math.Round(100*r.NormFloat64()) / 10 })
		return try(randomInputs, r.IntN(len(scores)), scores...)
	})
	return define(exercise[lossOfScores]{
		id: "4.2-8", level: 3, title: words.Exercises.Message("A loss that never overflows"),
		hints: []words.Message{
			words.Exercises.Message("-ln(exp(s)/Σexp(sᵢ)) = ln Σexp(sᵢ) - s, so the first exponential disappears."),
			words.Exercises.Message("Take the largest score m out of the sum: ln Σexp(sᵢ) = m + ln Σexp(sᵢ-m)."),
			words.Exercises.Message("The largest term of the last sum is exp(0) = 1, so nothing overflows, and the sum is never 0."),
		},
		why: words.Exercises.Message("The logarithm undoes the exponential of the softmax. If you cancel them on paper, " +
			"nothing is left that can overflow, and you need no δ. Libraries compute the loss this way."),
		tests: append([]test[lossOfScores]{
			try(values, 0, 0), try(values, 0, 0, 0), try(values, 1, 0.3, 2.9, 4), try(values, 2, -1, -2, -3),
			try(extremes, 0, 1000, 0), try(extremes, 1, 1000, 0), try(extremes, 0, -1000, -1000), try(extremes, 1, -1000, -2000, 3),
			try(extremes, 1, 740, 0),        // exp(-740) is a float64 of few digits
			try(extremes, 2, 1000, 1000, 0), // 1000 + ln 2
			try(extremes, 0, -1e300, 1e300), // the mean is 0
			try(extremes, 1, 1e5, 0, -1e5),
			try(extremes, 3, 0, 1000, 3000, -1000, 2000),          // the largest is in the middle, and others rise too
			try(extremes, 1, -1e300, -1.5e300),                    // less than a largest number that starts at -1e9
			try(extremes, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), // ln 12
		}, random...),
		mistakes: fromScoresMistakes(),
	})
}

func fromScoresMistakes() []mistake[lossOfScores] {
	sumExp := func(scores []float64, shift float64) (sum float64) {
		for _, s := range scores {
			sum += math.Exp(s - shift)
		}
		return sum
	}
	return []mistake[lossOfScores]{
		{kind: noShift, as: func(s []float64, label int) float64 { return math.Log(sumExp(s, 0)) - s[label] },
			says: words.Exercises.Message("exp(710) is more than a float64 can hold. Take the largest score out of the sum first.")},
		{kind: noShift, as: func(s []float64, label int) float64 { return -math.Log(math.Exp(s[label]) / sumExp(s, 0)) },
			says: words.Exercises.Message("exp(710) is more than a float64 can hold, and ∞/∞ is NaN. Cancel the exponential on " +
				"paper, and take the largest score out of the sum.")},
		{kind: underflows, as: func(s []float64, label int) float64 {
			m := slices.Max(s)
			return -math.Log(math.Exp(s[label]-m) / sumExp(s, m))
		}, says: words.Exercises.Message("The probability is too small for a float64 and becomes 0. You do not need it: " +
			"subtract logarithms instead of dividing.")},
		{kind: extraDelta, as: func(s []float64, label int) float64 {
			m := slices.Max(s)
			return -math.Log(math.Exp(s[label]-m)/sumExp(s, m) + dl.Delta)
		}, says: words.Exercises.Message("With δ the loss can never exceed 16.1, however wrong the net is. Leave δ out: the " +
			"rearranged formula never takes the logarithm of 0.")},
		{kind: extraDelta, as: func(s []float64, label int) float64 {
			m := slices.Max(s)
			return m + math.Log(sumExp(s, m)+dl.Delta) - s[label]
		}, says: words.Exercises.Message("Leave δ out: the sum is never 0, because its largest term is 1.")},
		{kind: wrongSign, as: func(s []float64, label int) float64 {
			m := slices.Max(s)
			return s[label] - m - math.Log(sumExp(s, m))
		}},
	}
}
