package exercises

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/internal/words"
)

func sec42() []*Exercise {
	return []*Exercise{squaredErrorOf(), crossEntropyOf(), twoLosses(), batchLoss(), miniBatch(), squaredErrorSlope(), whyNotAccuracy(), lossFromScores()}
}

// lossOf is a loss of one sample: output, target.
type lossOf = func(y, t []float64) float64

func lossCall(name string) vectorCall[lossOf] {
	return vectorCall[lossOf]{name, func(f lossOf, v vectors) any { return f(v[0], v[1]) }}
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

func squaredErrorOf() *Exercise {
	try := lossCall("squaredErrorOf")
	square := func(y, t float64) float64 { return (y - t) * (y - t) }
	return define(exercise[lossOf]{
		id: "4.2-1", level: 1, title: words.Exercises.Sprintf("Write the squared error"),
		hints: []string{
			words.Exercises.Sprintf("A loop over the classes, and a variable that collects the sum."),
			words.Exercises.Sprintf("Each class adds (y[k]-t[k]) times itself. Go has no operator for powers; ^ is something else."),
			words.Exercises.Sprintf("Halve the sum at the end: return sum / 2."),
		},
		why: words.Exercises.Sprintf("The ½ is there for the derivative, which becomes y - t; where the minimum lies does not depend on it."),
		tests: []test[lossOf]{
			try.test(values(), []float64{1}, []float64{1}),
			try.test(values(), []float64{0}, []float64{1}),
			try.test(values(), []float64{2}, []float64{0}),
			try.test(values(), []float64{0.6, 0.4}, []float64{1, 0}),
			try.test(values(), []float64{0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0}, []float64{0, 0, 1, 0, 0, 0, 0, 0, 0, 0}),
			try.test(extremes(), []float64{-1e100, 1}, []float64{1e100, 0}),
			try.test(extremes(), nil, nil),
		},
		sweep: &sweep[lossOf]{try, func(r *rand.Rand, n int) vectors {
			return vectors{uniform(r, n, -2, 2), uniform(r, n, -2, 2)}
		}},
		mistakes: []mistake[lossOf]{
			{kind: missingHalf, as: sumOf(square)},
			{kind: averagedWrong, as: func(y, t []float64) float64 {
				if len(y) == 0 {
					return 0
				}
				return sumOf(square)(y, t) / float64(len(y))
			}, says: words.Exercises.Sprintf("This is a mean over the classes. The book's name, mean squared error, misleads: it is half of the sum (E-16).")},
			{kind: notSquared, as: sumOf(func(y, t float64) float64 { return math.Abs(y-t) / 2 }),
				says: words.Exercises.Sprintf("These are the distances. Square each of them before you add them up.")},
			{kind: notSquared, as: sumOf(func(y, t float64) float64 { return (y - t) / 2 }),
				says: words.Exercises.Sprintf("Without the square positive and negative differences cancel each other.")},
		},
	})
}

func uniform(r *rand.Rand, n int, from, to float64) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = from + (to-from)*r.Float64()
	}
	return v
}

// oneHot returns n-1 zeros and a 1.
func oneHot(r *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	v[r.IntN(n)] = 1
	return v
}

func crossEntropyOf() *Exercise {
	try := lossCall("crossEntropyOf")
	ln := func(y float64) float64 { return math.Log(y + dl.Delta) }
	return define(exercise[lossOf]{
		id: "4.2-2", level: 1, title: words.Exercises.Sprintf("Write the cross entropy"),
		hints: []string{
			words.Exercises.Sprintf("The natural logarithm is dl.Log, or math.Log."),
			words.Exercises.Sprintf("Each class adds t[k] times the logarithm of y[k]+1e-7: the target decides which logarithm counts."),
			words.Exercises.Sprintf("The logarithm of a probability is negative, so return -sum."),
		},
		why: words.Exercises.Sprintf("With a one-hot target a single term is left, -ln of the probability of the right class; δ keeps it finite."),
		tests: []test[lossOf]{
			try.test(values(), []float64{0.5}, []float64{1}),
			try.test(values(), []float64{0.6, 0.4}, []float64{1, 0}),
			try.test(values(), []float64{0.6, 0.4}, []float64{0, 1}),
			try.test(values(), []float64{0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0}, []float64{0, 0, 1, 0, 0, 0, 0, 0, 0, 0}),
			try.test(values(), []float64{0.5, 0.5}, []float64{0.3, 0.7}),
			try.test(extremes(), []float64{1, 0}, []float64{1, 0}),
			try.test(extremes(), []float64{1, 0}, []float64{0, 1}),
		},
		sweep: &sweep[lossOf]{try, func(r *rand.Rand, n int) vectors { return vectors{uniform(r, n, 0, 1), oneHot(r, n)} }},
		mistakes: []mistake[lossOf]{
			{kind: missingMinus, as: sumOf(func(y, t float64) float64 { return t * ln(y) })},
			{kind: noDelta, as: sumOf(func(y, t float64) float64 { return -t * math.Log(y) })},
			{kind: exchanged, as: sumOf(func(y, t float64) float64 { return -y * ln(t) }),
				says: words.Exercises.Sprintf("Output and target have changed places: the logarithm is taken of y, and t says how much it counts (E-6).")},
			{kind: otherLogarithm, as: sumOf(func(y, t float64) float64 { return -t * math.Log10(y+dl.Delta) })},
			{kind: otherLogarithm, as: sumOf(func(y, t float64) float64 { return -t * math.Log2(y+dl.Delta) })},
			{kind: missingTarget, as: sumOf(func(y, _ float64) float64 { return -ln(y) }),
				says: words.Exercises.Sprintf("All logarithms are added up. Multiply each by its target, so that the right class alone counts.")},
		},
	})
}

func twoLosses() *Exercise {
	type answer = func() (clueless, worst float64)
	pair := func(a, b float64) answer { return func() (float64, float64) { return a, b } }
	return define(exercise[answer]{
		id: "4.2-3", level: 1, title: words.Exercises.Sprintf("Two losses to know by heart"), tolerance: 1e-3,
		hints: []string{
			words.Exercises.Sprintf("The first net gives the right class the probability 0.1, the second 0."),
			words.Exercises.Sprintf("With δ these are -ln(0.1 + 1e-7) and -ln(0 + 1e-7)."),
			words.Exercises.Sprintf("Let Go compute them, with dl.Log or math.Log."),
		},
		why: words.Exercises.Sprintf("A loss of 2.30 says that the net knows nothing yet, and 16.1 is the worst that a sample can cost: both come up again and again while one trains."),
		tests: []test[answer]{{what: theAnswer(), input: "twoLosses()", untold: true, call: func(f answer) any {
			clueless, worst := f()
			return parts{{"clueless", clueless}, {"worst", worst}}
		}}},
		mistakes: []mistake[answer]{
			{kind: otherLogarithm, as: pair(1, 7)},
			{kind: otherLogarithm, as: pair(math.Log2(10), math.Log2(1e7))},
			{kind: missingMinus, as: pair(math.Log(0.1), math.Log(1e-7))},
			{kind: exchanged, as: pair(-math.Log(1e-7), -math.Log(0.1)), says: words.Exercises.Sprintf("Both are right, and in each other's place.")},
			{kind: noDelta, as: pair(-math.Log(0.1), math.Inf(1))},
		},
	})
}

func batchLoss() *Exercise {
	type answer = func(y *mat.Dense, labels []int) float64
	try := func(what string, labels []int, rows ...[]float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("batchLoss(%s, %v)", show(dense(rows...)), labels), call: func(f answer) any {
			y := dense(rows...)
			return unlessChanged(f(y, append([]int{}, labels...)), raw(y), raw(dense(rows...)))
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
		id: "4.2-4", level: 2, title: words.Exercises.Sprintf("The loss of a batch"),
		hints: []string{
			words.Exercises.Sprintf("y.At(n, labels[n]) is the probability that sample n gives to its label."),
			words.Exercises.Sprintf("No loop over the classes is needed: of each row a single number counts."),
			words.Exercises.Sprintf("Add up -dl.Log(p + 1e-7) over the samples, and divide by their number."),
		},
		why: words.Exercises.Sprintf("With labels in the place of one-hot rows, picking one number of each row does what multiplying by zeros and a one does; the mean makes batches of different sizes comparable."),
		tests: []test[answer]{
			try(values(), []int{0}, []float64{0.5, 0.5}),
			try(values(), []int{1}, []float64{0.3, 0.7}),
			try(values(), []int{2, 0, 1}, []float64{0.1, 0.2, 0.7}, []float64{0.3, 0.5, 0.2}, []float64{0.25, 0.5, 0.25}),
			try(values(), []int{0, 0, 1, 1, 0}, []float64{0.9, 0.1}, []float64{0.8, 0.2}, []float64{0.6, 0.4}, []float64{0.5, 0.5}, []float64{0.1, 0.9}),
			try(extremes(), []int{0, 1}, []float64{1, 0}, []float64{1, 0}),
		},
		mistakes: []mistake[answer]{
			{kind: summed, as: func(y *mat.Dense, labels []int) float64 { return sum(y, labels, dl.Delta) }},
			{kind: averagedWrong, as: func(y *mat.Dense, labels []int) float64 {
				_, classes := y.Dims()
				return sum(y, labels, dl.Delta) / float64(classes)
			}},
			{kind: missingMinus, as: func(y *mat.Dense, labels []int) float64 { return -sum(y, labels, dl.Delta) / float64(len(labels)) }},
			{kind: noDelta, as: func(y *mat.Dense, labels []int) float64 { return sum(y, labels, 0) / float64(len(labels)) }},
			{kind: missingTarget, as: func(y *mat.Dense, labels []int) float64 {
				s := 0.0
				for _, p := range y.RawMatrix().Data {
					s -= math.Log(p + dl.Delta)
				}
				return s / float64(len(labels))
			}, says: words.Exercises.Sprintf("All entries of y are added up. Of each row only the one at the label counts.")},
		},
	})
}

// drawn is what miniBatch gave, and once more with an equal source.
type drawn struct{ numbers, again []int }

type drawer = func(n, size int, src rand.Source) []int

// The last test draws this many of the numbers below drawnFrom.
const drawnFrom, draws = 5, 1000

func (d drawn) counts() (c [drawnFrom]int) {
	for _, i := range d.numbers {
		if 0 <= i && i < drawnFrom {
			c[i]++
		}
	}
	return c
}

func (d drawn) repeated() bool { return slices.Equal(d.numbers, d.again) }

// fault says what is wrong with the numbers of the last test.
func (d drawn) fault() string {
	for i, c := range d.counts() {
		// Each is expected 200 times, give or take 13; off by six times as much is no chance.
		if math.Abs(float64(c)-draws/drawnFrom) > 80 {
			return words.Exercises.Sprintf("Of %d draws from %d numbers the %d comes %d times; it should be about %d.", draws, drawnFrom, i, c, draws/drawnFrom)
		}
	}
	if slices.IsSorted(d.numbers) {
		return words.Exercises.Sprintf("The numbers come in order. Draw them at random.")
	}
	if !d.repeated() {
		return words.Exercises.Sprintf("Two calls with equal sources give different numbers. Take all randomness from src.")
	}
	return ""
}

func lastDrawn(got []outcome, is func(d drawn) bool) bool {
	d, ok := got[len(got)-1].value.(drawn)
	return ok && is(d)
}

func miniBatch() *Exercise {
	try := func(what string, n, size int, fault func(d drawn) string) test[drawer] {
		return test[drawer]{
			what: what, input: fmt.Sprintf("miniBatch(%d, %d, rand.NewPCG(1, 0))", n, size),
			call: func(f drawer) any { return drawn{f(n, size, rand.NewPCG(1, 0)), f(n, size, rand.NewPCG(1, 0))} },
			fault: func(got any) string {
				d := got.(drawn)
				if len(d.numbers) != size {
					return words.Exercises.Sprintf("%d numbers are asked for; here are %d.", size, len(d.numbers))
				}
				for _, i := range d.numbers {
					if i < 0 || i >= n {
						return words.Exercises.Sprintf("There is a %d among the numbers; they go from 0 to %d.", i, n-1)
					}
				}
				return fault(d)
			},
		}
	}
	fine := func(drawn) string { return "" }
	return define(exercise[drawer]{
		id: "4.2-5", level: 2, title: words.Exercises.Sprintf("Draw a mini-batch"),
		hints: []string{
			words.Exercises.Sprintf("r := rand.New(src) draws with the given source."),
			words.Exercises.Sprintf("r.IntN(n) is a number from 0 to n-1."),
			words.Exercises.Sprintf("Fill a slice of the given size with such numbers. That some come twice is all right."),
		},
		why: words.Exercises.Sprintf("Whoever keeps the seed keeps the experiment: so all randomness comes from a source that is handed in."),
		tests: []test[drawer]{
			try(values(), 1, 1, fine), try(values(), 10, 3, fine), try(extremes(), 10, 0, fine), try(extremes(), 2, 20, fine),
			try(randomInputs(), drawnFrom, draws, drawn.fault),
		},
		mistakes: drawMistakes(),
	})
}

func drawMistakes() []mistake[drawer] {
	return []mistake[drawer]{
		{kind: notRandom, seen: func(got []outcome) bool {
			return lastDrawn(got, func(d drawn) bool { return len(d.numbers) == draws && slices.IsSorted(d.numbers) })
		},
			as: func(_, size int, _ rand.Source) []int {
				numbers := make([]int, size)
				for i := range numbers {
					numbers[i] = i
				}
				return numbers
			}, says: words.Exercises.Sprintf("That is the same batch every time, and most of the data are never seen.")},
		{kind: ownRandomness, seen: func(got []outcome) bool { return lastDrawn(got, func(d drawn) bool { return !d.repeated() }) },
			as: func(n, size int, _ rand.Source) []int {
				numbers := make([]int, size)
				for i := range numbers {
					numbers[i] = rand.IntN(n)
				}
				return numbers
			}, says: words.Exercises.Sprintf("rand.IntN draws from a source of its own, and nobody can repeat what it did. rand.New(src).IntN draws from yours.")},
		{kind: outOfRange, seen: func(got []outcome) bool {
			return lastDrawn(got, func(d drawn) bool { return slices.Contains(d.numbers, drawnFrom) && d.counts()[0] == 0 })
		},
			as: func(n, size int, src rand.Source) []int {
				numbers := make([]int, size)
				for i := range numbers {
					numbers[i] = 1 + rand.New(src).IntN(n)
				}
				return numbers
			}, says: words.Exercises.Sprintf("These are numbers from 1 to n. The first sample has the number 0, and there is none with the number n.")},
		{kind: offByOne, seen: func(got []outcome) bool {
			return lastDrawn(got, func(d drawn) bool { c := d.counts(); return c[drawnFrom-1] == 0 && c[0] > 0 }) || strings.Contains(got[0].panic, "IntN")
		},
			as: func(n, size int, src rand.Source) []int {
				numbers := make([]int, size)
				for i := range numbers {
					numbers[i] = rand.New(src).IntN(n - 1)
				}
				return numbers
			}, says: words.Exercises.Sprintf("IntN(n) is never n itself, so IntN(n-1) leaves the last sample out.")},
	}
}

func squaredErrorSlope() *Exercise {
	type answer = func(y, t []float64) []float64
	try := vectorCall[answer]{"squaredErrorSlope", func(f answer, v vectors) any { return f(v[0], v[1]) }}
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
	check := try.test(gradients(), y, t)
	check.fault = againstNumerical(check.input, func(y []float64) float64 { return dl.SumSquaredError(y, t) }, y)
	return define(exercise[answer]{
		id: "4.2-6", level: 2, title: words.Exercises.Sprintf("Derive the squared error"),
		hints: []string{
			words.Exercises.Sprintf("Only the term with y[k] depends on y[k]; the others are constants."),
			words.Exercises.Sprintf("The derivative of ½ u² is u, and the inner derivative of y - t by y is 1."),
			words.Exercises.Sprintf("Entry k is y[k] - t[k], in a new slice."),
		},
		why: words.Exercises.Sprintf("The 2 of the square and the ½ in front cancel: that is what the ½ is for."),
		tests: []test[answer]{
			try.test(values(), []float64{1}, []float64{1}), try.test(values(), []float64{0}, []float64{1}),
			try.test(values(), []float64{0.6, 0.4}, []float64{1, 0}), check,
			try.test(extremes(), nil, nil), try.test(extremes(), []float64{1e300}, []float64{-1e300}),
		},
		sweep: &sweep[answer]{try, func(r *rand.Rand, n int) vectors { return vectors{uniform(r, n, -2, 2), uniform(r, n, -2, 2)} }},
		mistakes: []mistake[answer]{
			{kind: missingHalf, as: with(func(y, t float64) float64 { return 2 * (y - t) })},
			{kind: wrongSign, as: with(func(y, t float64) float64 { return t - y }),
				says: words.Exercises.Sprintf("Where y is larger than t, a larger y makes the loss larger: there the derivative is positive.")},
			{kind: changesArgument, as: func(y, t []float64) []float64 {
				for k := range y {
					y[k] -= t[k]
				}
				return y
			}},
		},
	})
}

// againstNumerical compares a gradient with the numerical one of f at x. Their errors are below 1e-8 here.
func againstNumerical(input string, f func([]float64) float64, x []float64) func(got any) string {
	return func(got any) string {
		if why := differs(got, dl.NumericalGradient(nil, f, x), 1e-6); why != "" {
			return words.Exercises.Sprintf("%s %s, which is the numerical gradient.", input, why)
		}
		return ""
	}
}

func whyNotAccuracy() *Exercise {
	return choice[string]{
		id: "4.2-7", level: 1, title: words.Exercises.Sprintf("Explain: the staircase"), call: "whyNotAccuracy()", right: "a",
		hints: []string{
			words.Exercises.Sprintf("What does the accuracy do when a weight moves a very little?"),
			words.Exercises.Sprintf("What is the derivative of a staircase, on a step?"),
		},
		why: words.Exercises.Sprintf("A small change of a weight changes no guess, so the accuracy stays where it is: its slope is 0 and says nothing about which way is better. The loss answers to every small change."),
		wrong: []wrongAnswer[string]{
			{"b", words.Exercises.Sprintf("It is counted quickly. What is missing is something else: look at the steps.")},
			{"c", words.Exercises.Sprintf("A sum of many samples is smooth enough for the loss. Look at what one small step of a weight does to either.")},
			{"d", words.Exercises.Sprintf("Turning it round would be easy: one could make the share of wrong answers smaller. It would still have no slope.")},
		},
	}.define()
}

func lossFromScores() *Exercise {
	type answer = func(scores []float64, label int) float64
	try := func(what string, label int, scores ...float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("lossFromScores(%s, %d)", show(scores), label), call: func(f answer) any {
			mine := slices.Clone(scores)
			return unlessChanged(f(mine, label), [][]float64{mine}, [][]float64{scores})
		}}
	}
	sumExp := func(scores []float64, shift float64) (sum float64) {
		for _, s := range scores {
			sum += math.Exp(s - shift)
		}
		return sum
	}
	return define(exercise[answer]{
		id: "4.2-8", level: 3, title: words.Exercises.Sprintf("A loss that never overflows"),
		hints: []string{
			words.Exercises.Sprintf("-ln(exp(s)/Σexp(sᵢ)) is ln Σexp(sᵢ) - s: the first exponential is gone."),
			words.Exercises.Sprintf("For the other take the largest score m out of the sum: ln Σexp(sᵢ) = m + ln Σexp(sᵢ-m)."),
			words.Exercises.Sprintf("In the last sum the largest term is exp(0) = 1, so that nothing overflows and the logarithm is never that of 0."),
		},
		why: words.Exercises.Sprintf("Softmax and logarithm undo each other. Done on paper, there is nothing left that could overflow, and no δ is needed: libraries compute the loss this way."),
		tests: []test[answer]{
			try(values(), 0, 0), try(values(), 0, 0, 0), try(values(), 1, 0.3, 2.9, 4), try(values(), 2, -1, -2, -3),
			try(extremes(), 0, 1000, 0), try(extremes(), 1, 1000, 0), try(extremes(), 0, -1000, -1000), try(extremes(), 1, -1000, -2000, 3),
		},
		mistakes: []mistake[answer]{
			{kind: noShift, as: func(s []float64, label int) float64 { return math.Log(sumExp(s, 0)) - s[label] },
				says: words.Exercises.Sprintf("The exponential of 710 is more than a float64 can hold. Take the largest score out of the sum first.")},
			{kind: noShift, as: func(s []float64, label int) float64 { return -math.Log(math.Exp(s[label]) / sumExp(s, 0)) },
				says: words.Exercises.Sprintf("The exponential of 710 is more than a float64 can hold, and ∞/∞ is NaN. Cancel the exponential on paper, and take the largest score out of the sum.")},
			{kind: overflows, as: func(s []float64, label int) float64 {
				m := slices.Max(s)
				return -math.Log(math.Exp(s[label]-m) / sumExp(s, m))
			}, says: words.Exercises.Sprintf("The probability itself is too small for a float64 and becomes 0. Do without it: subtract logarithms instead of dividing.")},
			{kind: noDelta, as: func(s []float64, label int) float64 {
				m := slices.Max(s)
				return -math.Log(math.Exp(s[label]-m)/sumExp(s, m) + dl.Delta)
			}, says: words.Exercises.Sprintf("Here it is the other way round: no δ is wanted. With it the loss can never be more than 16.1, however wrong the net is.")},
			{kind: wrongSign, as: func(s []float64, label int) float64 {
				m := slices.Max(s)
				return s[label] - m - math.Log(sumExp(s, m))
			}},
		},
	})
}
