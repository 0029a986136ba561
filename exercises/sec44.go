package exercises

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/exercises/internal/solutions"
	"dlfs/internal/words"
)

func sec44() []*Exercise {
	return []*Exercise{
		gradientOf(), descend(), tooLargeRate(), signError(), downhill(), rowsSumToZero(), scoreGradient(), weightGradient(),
		escapeSaddle(), crossPlateau(), rosenbrock(),
	}
}

// resultsStay makes a test of two: the second call must leave what the first has returned alone.
func resultsStay[F any](one, two test[F]) test[F] {
	value := func(v any) any {
		if c, ok := v.(changed); ok {
			return c.value
		}
		return v
	}
	return test[F]{what: one.what, input: "a := " + one.input + "; b := " + two.input, call: func(f F) any {
		a, b := one.call(f), two.call(f)
		return parts{{plain("a"), value(a)}, {plain("b"), value(b)}}
	}}
}

// Surfaces that tell x0 from x1, and a step of 1e-4 from others.
var (
	ramp   = surface{"4·x0", func(x []float64) float64 { return 4 * x[0] }}
	ripple = surface{"sin(20·x0)·x1", func(x []float64) float64 { return math.Sin(20*x[0]) * x[1] }}
	chain  = surface{"x0·x1 + x1·x2 + x2·x3 + x3·x4", func(x []float64) float64 {
		return x[0]*x[1] + x[1]*x[2] + x[2]*x[3] + x[3]*x[4]
	}}
)

type gradientAnswer = func(f func([]float64) float64, x []float64) []float64

func gradientOf() *Exercise {
	try := func(what words.Message, s surface, x ...float64) test[gradientAnswer] {
		input := fmt.Sprintf("gradientOf(%s, %s)", s.name, show(x))
		return test[gradientAnswer]{what: what, input: input, call: func(f gradientAnswer) any {
			mine := slices.Clone(x)
			return unlessChanged(f(s.f, mine), [][]float64{mine}, [][]float64{x})
		}}
	}
	return define(exercise[gradientAnswer]{
		// The ripple's third derivative makes a step of 1e-4 differ from one of 1e-5 by 2e-5, and at -30 from one that grows
		// with x. Rounding costs 1e-16·f/h: on the bowl at 1000 that is 1e-6 of 2000, elsewhere far less.
		id: "4.4-1", level: 1, title: words.Exercises.Message("All slopes at once"), tolerance: 1e-8,
		hints: []words.Message{
			words.Exercises.Message("Loop over the entries. Each one has a partial derivative, as in section 4.3."),
			words.Exercises.Message("Let v be the value of x[i]. Set x[i] to v+h and evaluate f, then to v-h and evaluate f again."),
			words.Exercises.Message("Set x[i] = v again before you go on to the next entry."),
		},
		why: words.Exercises.Message("A partial derivative holds all other entries fixed, so each entry must be back in place before the next one moves."),
		tests: []test[gradientAnswer]{
			try(values, slope, 0, 0), try(values, bowl, 3, 4), try(values, bowl, 0, 2), try(values, bowl, 3, 0),
			try(values, ramp, 2.5), try(values, mixed, 2, 5), try(values, mixed, -1.5, 0.25), try(values, cubic, 1, 2, 3),
			try(values, chain, 0.5, -1.25, 3, 0.75, -2), try(values, ripple, 0.3, -1.7),
			resultsStay(try(values, mixed, 2, 5), try(values, bowl, -0.5, 1)),
			try(extremes, bowl, 1000, -1000), try(extremes, bowl, 1e-5, -2e-5), try(extremes, ripple, -30, 2),
		},
		mistakes: gradientMistakes(),
	})
}

func gradientMistakes() []mistake[gradientAnswer] {
	const h = dl.DiffStep
	// by returns the answer that makes an entry of what f gives before, at and after x.
	by := func(slope func(down, here, up float64) float64) gradientAnswer {
		return func(f func([]float64) float64, x []float64) []float64 {
			grad, here := make([]float64, len(x)), f(x)
			for i, v := range x {
				x[i] = v + h
				up := f(x)
				x[i] = v - h
				grad[i] = slope(f(x), here, up)
				x[i] = v
			}
			return grad
		}
	}
	moving := func(f func([]float64) float64, x []float64) []float64 {
		grad := make([]float64, len(x))
		for i, v := range x {
			x[i] = v + h
			up := f(x)
			x[i] = v - h
			grad[i] = (up - f(x)) / (2 * h)
		}
		return grad
	}
	return []mistake[gradientAnswer]{
		{kind: notPutBack, as: moving},
		{kind: notPutBack, as: func(f func([]float64) float64, x []float64) []float64 { return moving(f, slices.Clone(x)) }},
		{kind: forward, as: by(func(_, here, up float64) float64 { return (up - here) / h })},
		{kind: backward, as: by(func(down, here, _ float64) float64 { return (here - down) / h })},
		{kind: precedence, as: by(func(down, _, up float64) float64 { return (up - down) / 2 * h })},
		{kind: missingFactor, as: by(func(down, _, up float64) float64 { return (up - down) / h }),
			says: words.Exercises.Message("The slopes are twice as large as they should be. The two points are 2h apart, so divide by that.")},
		{kind: wrongSign, as: by(func(down, _, up float64) float64 { return (down - up) / (2 * h) }),
			says: words.Exercises.Message("This points downhill. The gradient points uphill; only the descent goes against it.")},
	}
}

// descent is a walk on f.
type descent = func(f func([]float64) float64, start []float64, lr float64, n int) []float64

// Surfaces to descend on. All but the cubic are quadratic, so that a central difference of any step is the gradient.
var (
	trough = surface{"x0² + x0·x1 + x1²", func(x []float64) float64 { return x[0]*x[0] + x[0]*x[1] + x[1]*x[1] }}
	oval   = surface{"x0² + 2·x1² - x0·x2 + x2²/2", func(x []float64) float64 {
		return x[0]*x[0] + 2*x[1]*x[1] - x[0]*x[2] + x[2]*x[2]/2
	}}
	shallow      = surface{"(x0² + x1²)/1e12", func(x []float64) float64 { return (x[0]*x[0] + x[1]*x[1]) / 1e12 }}
	besideOrigin = surface{"(x0-3)²", func(x []float64) float64 { return (x[0] - 3) * (x[0] - 3) }}
)

func descend() *Exercise {
	try := func(what words.Message, s surface, lr float64, n int, start ...float64) test[descent] {
		input := fmt.Sprintf("descend(%s, %s, %v, %d)", s.name, show(start), lr, n)
		return test[descent]{what: what, input: input, call: func(f descent) any {
			mine := slices.Clone(start)
			return unlessChanged(f(s.f, mine, lr, n), [][]float64{mine}, [][]float64{start})
		}}
	}
	return define(exercise[descent]{
		// Any difference quotient that deserves the name is good enough: of a forward one the step has to be 1e-7, and of a
		// central one 1e-3, for the cubic's sake.
		id: "4.4-2", level: 1, title: words.Exercises.Message("Down the bowl"), tolerance: 1e-6,
		hints: []words.Message{
			words.Exercises.Message("Copy start first: x := append([]float64{}, start...)."),
			words.Exercises.Message("Repeat n times: compute the whole gradient at x, with dl.NumericalGradient(nil, f, x), then move every entry."),
			words.Exercises.Message("Going against the gradient means minus: x[i] -= lr * grad[i]."),
		},
		why: words.Exercises.Message("The gradient points uphill, so the step has a minus. The copy leaves start unchanged, because the caller may need it again."),
		tests: []test[descent]{
			try(values, bowl, 0.1, 1, 1, 0), try(values, bowl, 0.1, 2, -3, 4), try(values, besideOrigin, 0.25, 3, -1.5),
			try(values, trough, 0.1, 1, 1, 1), try(values, trough, 0.1, 20, -3, 4),
			try(values, oval, 0.05, 7, 0.5, -1.25, 2), try(values, bowl, 0.1, 100, -3, 4),
			resultsStay(try(values, bowl, 0.1, 1, -3, 4), try(values, trough, 0.2, 2, 5, 0.5)),
			try(values, cubic, 0.05, 2, 1, 0.5, 2),
			try(extremes, bowl, 0.1, 0, -3, 4), try(extremes, bowl, 10, 2, -3, 4), try(extremes, bowl, 1e-10, 3, -3, 4),
			// A walk that ends where it is flat, or after some steps of its own choice, falls short here.
			try(extremes, shallow, 1e11, 2, -3, 4), try(extremes, bowl, 1e-3, 1500, -3, 4),
		},
		mistakes: descentMistakes(),
	})
}

func descentMistakes() []mistake[descent] {
	walk := func(step func(x, grad []float64, lr float64), more int) descent {
		return func(f func([]float64) float64, start []float64, lr float64, n int) []float64 {
			x := append([]float64{}, start...)
			for range max(n+more, 0) {
				step(x, dl.NumericalGradient(nil, f, x), lr)
			}
			return x
		}
	}
	down := func(x, grad []float64, lr float64) {
		for i := range x {
			x[i] -= lr * grad[i]
		}
	}
	return []mistake[descent]{
		{kind: wrongDirection, as: walk(func(x, grad []float64, lr float64) { down(x, grad, -lr) }, 0)},
		{kind: changesArgument, as: func(f func([]float64) float64, start []float64, lr float64, n int) []float64 {
			for range n {
				down(start, dl.NumericalGradient(nil, f, start), lr)
			}
			return start
		}, says: words.Exercises.Message("x := start does not copy: both names share the same numbers, so the call overwrites the caller's starting point. Use append([]float64{}, start...).")},
		{kind: updatedTooEarly, as: func(f func([]float64) float64, start []float64, lr float64, n int) []float64 {
			x := append([]float64{}, start...)
			for range n {
				for i := range x {
					x[i] -= lr * dl.NumericalGradient(nil, f, x)[i]
				}
			}
			return x
		}},
		{kind: noRate, as: walk(func(x, grad []float64, _ float64) { down(x, grad, 1) }, 0)},
		{kind: offByOne, as: walk(down, -1), says: words.Exercises.Message("That is one step too few.")},
		{kind: offByOne, as: walk(down, 1), says: words.Exercises.Message("That is one step too many.")},
	}
}

func tooLargeRate() *Exercise {
	type answer = func() float64
	rate := func(lr float64) answer { return func() float64 { return lr } }
	return define(exercise[answer]{
		id: "4.4-3", level: 2, title: words.Exercises.Message("Too large, too small"), tolerance: 1e-6,
		hints: []words.Message{
			words.Exercises.Message("The gradient of the bowl at x is 2x. Where does one step take you?"),
			words.Exercises.Message("To x - 2·lr·x, which is (1 - 2·lr) times x. From what lr on is the absolute value of this factor at least 1?"),
			words.Exercises.Message("The factor must reach -1: then the point jumps to the other side and back."),
		},
		why: words.Exercises.Message("A step multiplies the point by 1 - 2·lr. Up to lr = ½ the point approaches from one side, and from there up to 1 from alternating sides. At 1 it jumps back and forth at the same distance, and beyond 1 it flies away."),
		tests: []test[answer]{{
			what: theAnswer, input: "tooLargeRate()", untold: true, call: func(f answer) any { return f() },
		}},
		mistakes: []mistake[answer]{
			{kind: misread, as: rate(0.5), says: words.Exercises.Message("With 0.5 a single step leads straight to the origin, and no rate gets closer than that.")},
			{kind: missingFactor, as: rate(2), says: words.Exercises.Message("The gradient of x² is 2x, so the step is 2·lr·x.")},
			{kind: misread, as: rate(0), seen: func(got []outcome) bool { return got[0].value == 0.0 },
				says: words.Exercises.Message("True, nothing moves with 0, but a learning rate must be larger than 0.")},
			{kind: rateTooLarge, as: rate(10), says: words.Exercises.Message("True, the point flies away with 10, but it does so with much smaller rates too.")},
		},
	})
}

func signError() *Exercise {
	return choice[int]{
		id: "4.4-4", level: 2, title: words.Exercises.Message("Spot the sources' sign error"), call: "signError()", right: 2,
		hints: []words.Message{
			words.Exercises.Message("Learning works, so the formula in line 4 is right. Compare each sentence with it."),
			words.Exercises.Message("Where does the gradient of x² point at x = 3?"),
		},
		why: words.Exercises.Message("The gradient of x² at 3 is +6: it points to larger x, uphill. The loss falls against the gradient, so the formula has a minus. Yet all five sources say in words that the gradient shows where the loss falls."),
		wrong: []wrongAnswer[int]{
			{1, words.Exercises.Message("Line 1 is correct: that is the goal of learning.")},
			{3, words.Exercises.Message("Line 3 is correct: a step goes against the gradient. Which line contradicts it?")},
			{4, words.Exercises.Message("Line 4 is correct: the minus reverses the gradient. Which line contradicts it?")},
			{5, words.Exercises.Message("Line 5 is correct: one step is not enough.")},
		},
	}.define()
}

func downhill() *Exercise {
	type answer = func(grad []float64) []float64
	try := vectorCall[answer]{"downhill", func(f answer, v vectors) any { return f(v[0]) }}
	length := func(grad []float64) float64 {
		sum := 0.0
		for _, g := range grad {
			sum += g * g
		}
		return math.Sqrt(sum)
	}
	scaled := func(grad []float64, by float64) []float64 {
		d := make([]float64, len(grad))
		for i, g := range grad {
			d[i] = g * by
		}
		return d
	}
	return define(exercise[answer]{
		id: "4.4-5", level: 2, title: words.Exercises.Message("Which way is down?"), tolerance: 1e-6, // float32 does
		hints: []words.Message{
			words.Exercises.Message("The gradient points uphill, so go against it."),
			words.Exercises.Message("The length of a vector is the square root of the sum of its squares. Divide each entry by it."),
			words.Exercises.Message("Check the length first: if it is 0, return zeros without dividing."),
		},
		why: words.Exercises.Message("Sign and length are separate matters. The minus turns uphill into downhill; the length only says how steep it is, so it is divided out."),
		tests: []test[answer]{
			try.test(values, []float64{1}), try.test(values, []float64{-2}), try.test(values, []float64{3, 4}),
			try.test(values, []float64{0, -0.5}), try.test(values, []float64{1, 2, -2}), try.test(values, []float64{1, -1}),
			resultsStay(try.test(values, []float64{3, 4}), try.test(values, []float64{0.5, -1.2})),
			try.test(extremes, []float64{0, 0}), try.test(extremes, []float64{0, 0, 0}),
			try.test(extremes, []float64{3e-15, -4e-15}), try.test(extremes, []float64{-3e5, 4e5}),
		},
		sweep: &sweep[answer]{try, func(r *rand.Rand, n int) vectors {
			grad := make([]float64, n)
			for i := range grad {
				grad[i] = r.NormFloat64() * 3
			}
			return vectors{grad}
		}},
		mistakes: []mistake[answer]{
			{kind: wrongDirection, as: func(grad []float64) []float64 {
				if l := length(grad); l > 0 {
					return scaled(grad, 1/l)
				}
				return make([]float64, len(grad))
			}},
			{kind: notNormalised, as: func(grad []float64) []float64 { return scaled(grad, -1) },
				says: words.Exercises.Message("The direction is right, but its length is not 1. Divide by the length of the gradient.")},
			{kind: zeroByZero, as: func(grad []float64) []float64 { return scaled(grad, -1/length(grad)) },
				says: words.Exercises.Message("Where the gradient is 0 this divides 0 by 0, which is NaN, and NaN spreads. Check the length first.")},
			{kind: changesArgument, as: func(grad []float64) []float64 {
				if l := length(grad); l > 0 {
					copy(grad, scaled(grad, -1/l))
				}
				return grad
			}},
		},
	})
}

func rowsSumToZero() *Exercise {
	return choice[string]{
		id: "4.4-6", level: 2, title: words.Exercises.Message("Explain: rows that sum to 0"), call: "rowsSumToZero()", right: "c",
		hints: []words.Message{
			words.Exercises.Message("What happens to the softmax if all scores of a sample grow by the same amount?"),
			words.Exercises.Message("Nothing. So the loss has slope 0 in the direction in which all scores grow together, and that slope is a sum of partial derivatives."),
		},
		why: words.Exercises.Message("If all entries of a row of W grow by the same amount, all scores do too, and the softmax ignores that, so the loss stays the same. Its slope in this direction is the sum over the row, which must be 0. The formula agrees: y and t both sum to 1, so y - t sums to 0."),
		wrong: []wrongAnswer[string]{
			{"a", words.Exercises.Message("At a minimum every entry would be 0, not only their sum. And this net has not learned anything yet.")},
			{"b", words.Exercises.Message("The sum is 0 for any x. Try another one.")},
			{"d", words.Exercises.Message("The rules of calculus give exactly 0 too, without any rounding.")},
		},
	}.define()
}

// inEachEntry demands every number of want to a millionth of its own size, so that a slope of 1e-18 is told from 0. A
// formula has it; a difference quotient loses it in the rounding of the loss.
func inEachEntry(input string, want any) func(got any) string {
	return func(got any) string {
		why := differs(got, want, 1e-6)
		for i, w := range numbers(want) {
			if why == "" && !(math.Abs(numbers(got)[i]-w) <= 1e-6*math.Abs(w)) {
				why = words.Exercises.Sprintf("is %s; it should be %s", show(got), show(want))
			}
		}
		if why == "" {
			return ""
		}
		return words.Exercises.Sprintf("%s %s.", input, why)
	}
}

// looksLikeQuotient recognises a difference quotient by its errors on ordinary inputs: a formula has smaller ones, and
// float32 larger ones. On the faint input, where a formula with a δ is far off, it misses only what is small.
func looksLikeQuotient[F any](ordinary []test[F], faint test[F], solution F) func(got []outcome) bool {
	near := func(o outcome, t test[F], tolerance float64) bool {
		return alike(o, t.outcome(solution, nil), tolerance)
	}
	return func(got []outcome) bool {
		inexact := false
		for i, t := range ordinary {
			if !near(got[i], t, 1e-8) {
				return false
			}
			inexact = inexact || !near(got[i], t, 1e-13)
		}
		return inexact && near(got[len(got)-1], faint, 1e-6) // the last of the tests
	}
}

var noQuotient = words.Exercises.Message("This is a difference quotient, in which rounding swamps a small slope. Derive the formula and compute that.")

type scoreAnswer = func(scores, t []float64) []float64

func scoreGradient() *Exercise {
	try := vectorCall[scoreAnswer]{"scoreGradient", func(f scoreAnswer, v vectors) any { return f(v[0], v[1]) }}
	scores, t := []float64{0.3, 2.9, 4}, []float64{0, 1, 0}
	check := try.test(gradients, scores, t)
	loss := func(s []float64) float64 { return -math.Log(dl.Softmax(nil, s)[1]) }
	check.fault = againstNumerical(check.input, loss, scores)
	faint := try.test(extremes, []float64{0, -40, -38}, []float64{0, 0, 1})
	faint.fault = inEachEntry(faint.input, []float64{1, math.Exp(-40), -1})
	ordinary := []test[scoreAnswer]{
		try.test(values, []float64{0, 0}, []float64{1, 0}), try.test(values, []float64{1, 2}, []float64{0, 1}),
		try.test(values, scores, t), try.test(values, []float64{-1.5, 0.5, 0.25, 2}, []float64{0, 0, 0, 1}),
		try.test(values, []float64{1, -2, 0, 0.5, 3}, []float64{1, 0, 0, 0, 0}),
	}
	return define(exercise[scoreAnswer]{
		id: "4.4-7", level: 3, title: words.Exercises.Message("Derive and code: softmax with cross-entropy"), tolerance: 1e-6, // float32 does
		hints: []words.Message{
			words.Exercises.Message("On paper, the loss is ln Σ exp(sᵢ) minus the score of the right class."),
			words.Exercises.Message("The derivative of ln Σ exp(sᵢ) with respect to sₖ is exp(sₖ)/Σ exp(sᵢ), the softmax. What is the derivative of the other term?"),
			words.Exercises.Message("Entry k is softmax(scores)[k] - t[k]. dl.Softmax(nil, scores) returns a new slice."),
		},
		why: words.Exercises.Message("Prediction minus target: the derivative is this simple because the logarithm undoes the exponential. That is why the two functions form one layer."),
		tests: append(ordinary, resultsStay(ordinary[2], try.test(values, []float64{2, 0, 1}, []float64{0, 0, 1})), check,
			// The smallest of these probabilities, exp(-720), is still no 0, by which some derivations divide.
			try.test(extremes, []float64{720, 0}, []float64{1, 0}), try.test(extremes, []float64{0, 720}, []float64{0, 1}),
			try.test(extremes, []float64{-1000, -1000, -1001}, []float64{0, 0, 1}), faint,
		),
		mistakes: scoreMistakes(looksLikeQuotient(ordinary, faint, solutions.All["4.4-7"].(scoreAnswer))),
	})
}

// unshifted is the softmax of the definition.
func unshifted(scores []float64) []float64 {
	y, sum := make([]float64, len(scores)), 0.0
	for k, s := range scores {
		y[k] = math.Exp(s)
		sum += y[k]
	}
	for k := range y {
		y[k] /= sum
	}
	return y
}

func scoreMistakes(isDifference func(got []outcome) bool) []mistake[scoreAnswer] {
	with := func(y func(scores []float64) []float64, of func(y, t float64) float64) scoreAnswer {
		return func(scores, t []float64) []float64 {
			grad := append([]float64{}, y(scores)...)
			for k := range grad {
				grad[k] = of(grad[k], t[k])
			}
			return grad
		}
	}
	softmax := func(scores []float64) []float64 { return dl.Softmax(nil, scores) }
	minus := func(y, t float64) float64 { return y - t }
	return []mistake[scoreAnswer]{
		{kind: wrongSign, as: with(softmax, func(y, t float64) float64 { return t - y }),
			says: words.Exercises.Message("A larger score for the right class makes the loss smaller, so its entry is negative: y - t.")},
		{kind: missingTarget, as: with(softmax, func(y, _ float64) float64 { return y }),
			says: words.Exercises.Message("That is the softmax alone. Subtract the target.")},
		{kind: noShift, as: with(unshifted, minus)},
		{kind: missingFactor, as: with(func(scores []float64) []float64 { return scores }, minus),
			says: words.Exercises.Message("These are the scores minus the target. The scores must go through the softmax first.")},
		{kind: changesArgument, as: func(scores, t []float64) []float64 {
			dl.Softmax(scores, scores)
			for k := range scores {
				scores[k] -= t[k]
			}
			return scores
		}},
		{kind: byDifference, says: noQuotient, seen: isDifference, as: func(scores, t []float64) []float64 {
			loss := func(s []float64) float64 { return floats.LogSumExp(s) - floats.Dot(s, t) }
			return dl.NumericalGradient(nil, loss, scores)
		}},
	}
}

type weightAnswer = func(W *mat.Dense, x, t []float64) *mat.Dense

func weightGradient() *Exercise {
	w0 := dense([]float64{0.19, -0.8, 1.8}, []float64{0.5, 1.27, 0.37})
	try := func(what words.Message, w *mat.Dense, x, t []float64) test[weightAnswer] {
		input := fmt.Sprintf("weightGradient(%s, %s, %s)", show(w), show(x), show(t))
		return test[weightAnswer]{what: what, input: input, call: func(f weightAnswer) any {
			w1, x1, t1 := mat.DenseCopyOf(w), slices.Clone(x), slices.Clone(t)
			return unlessChanged(f(w1, x1, t1), append(raw(w1), x1, t1), append(raw(w), x, t))
		}}
	}
	x, t := []float64{0.6, 0.9}, []float64{0, 0, 1}
	check := try(gradients, w0, x, t)
	check.fault = func(got any) string {
		p := &dl.Param{Value: mat.DenseCopyOf(w0)}
		net := dl.SimpleNet{W: p}
		numerical := dl.NumericalGradients(func() float64 { return net.Loss(x, t) }, []*dl.Param{p})[0]
		if why := differs(got, numerical, 1e-6); why != "" {
			return words.Exercises.Sprintf("%s %s, which is the numerical gradient.", check.input, why)
		}
		return ""
	}
	small := math.Exp(-40)
	// Its scores are 0, -40 and -38.
	faint := try(extremes, dense([]float64{0, -10, -9}, []float64{0, 20, 20}), []float64{2, -1}, t)
	faint.fault = inEachEntry(faint.input, dense([]float64{2, 2 * small, -2}, []float64{-1, -small, 1}))
	zeros := mat.NewDense(2, 3, nil)
	ordinary := []test[weightAnswer]{
		try(values, zeros, []float64{1, 0}, []float64{1, 0, 0}), try(values, w0, []float64{1, 1}, []float64{0, 1, 0}),
		try(values, w0, x, t), try(values, w0, []float64{0, 0}, t),
		try(values, dense([]float64{-0.4, 1.5, 0.2}, []float64{2.1, 0, -0.7}), []float64{-1.25, 0.5}, []float64{1, 0, 0}),
	}
	return define(exercise[weightAnswer]{
		id: "4.4-8", level: 3, title: words.Exercises.Message("The gradient of a net, without differences"), tolerance: 1e-6, // float32 does
		hints: []words.Message{
			words.Exercises.Message("The loss depends on W through the scores, and exercise 4.4-7 gives its derivative with respect to the scores."),
			words.Exercises.Message("Score k is the sum over i of x[i]·W[i,k], so its derivative with respect to W[i,k] is x[i]."),
			words.Exercises.Message("Entry (i, k) of the result is x[i]·(y[k]-t[k]), where y is the softmax of the scores."),
		},
		why: words.Exercises.Message("The chain rule multiplies the loss's derivative with respect to the score by the score's derivative with respect to the weight. That takes six products instead of twelve evaluations of the loss."),
		tests: append(ordinary, resultsStay(ordinary[2], try(values, w0, []float64{-0.3, 2}, []float64{0, 1, 0})), check,
			try(extremes, dense([]float64{720, 0, 0}, []float64{0, 0, 1400}), []float64{1, 0.5}, []float64{1, 0, 0}), faint,
		),
		mistakes: weightMistakes(looksLikeQuotient(ordinary, faint, solutions.All["4.4-8"].(weightAnswer))),
	})
}

func weightMistakes(isDifference func(got []outcome) bool) []mistake[weightAnswer] {
	scoresOf := func(w *mat.Dense, x []float64) []float64 {
		var scores mat.VecDense
		scores.MulVec(w.T(), mat.NewVecDense(len(x), x))
		return scores.RawVector().Data
	}
	outer := func(softmax func(scores []float64) []float64, of func(x, y, t float64) float64) weightAnswer {
		return func(w *mat.Dense, x, t []float64) *mat.Dense {
			y := softmax(scoresOf(w, x))
			grad := mat.NewDense(len(x), len(t), nil)
			grad.Apply(func(i, k int, _ float64) float64 { return of(x[i], y[k], t[k]) }, grad)
			return grad
		}
	}
	softmax := func(scores []float64) []float64 { return dl.Softmax(nil, scores) }
	right := func(x, y, t float64) float64 { return x * (y - t) }
	return []mistake[weightAnswer]{
		{kind: transposed, as: func(w *mat.Dense, x, t []float64) *mat.Dense {
			return mat.DenseCopyOf(outer(softmax, right)(w, x, t).T())
		},
			says: words.Exercises.Message("This is 3×2. The gradient has the shape of W, with a row for each input.")},
		{kind: wrongSign, as: outer(softmax, func(x, y, t float64) float64 { return x * (t - y) })},
		{kind: missingFactor, as: outer(softmax, func(_, y, t float64) float64 { return y - t }),
			says: words.Exercises.Message("The input is missing. Multiply y[k]-t[k] by x[i], because a weight's effect is proportional to the input that it multiplies.")},
		{kind: missingTarget, as: outer(softmax, func(x, y, _ float64) float64 { return x * y }),
			says: words.Exercises.Message("The derivative with respect to score k is y[k]-t[k]. The target is missing.")},
		{kind: noShift, as: outer(unshifted, right)},
		{kind: byDifference, says: noQuotient, seen: isDifference, as: func(w *mat.Dense, x, t []float64) *mat.Dense {
			p := &dl.Param{Value: mat.DenseCopyOf(w)}
			return dl.NumericalGradients(func() float64 {
				scores := scoresOf(p.Value, x)
				return floats.LogSumExp(scores) - floats.Dot(scores, t)
			}, []*dl.Param{p})[0]
		}},
	}
}

// A walker descends on its own, and may choose how.
type walker = func(f func([]float64) float64, start []float64) []float64

// walked is what a walk did.
type walked struct {
	from, to []float64 // the first point at which it called f, nil if it never did; and the one that it returned
	grad     []float64 // the gradient at the first point
	heights  []float64 // what its calls gave
	jumps    []float64 // how far each call was from the one before
	ceiling  float64   // clearly above the first of them
	// Whether a call was above the ceiling: the first one that was went along the first gradient, or too far against it.
	rose, overshot bool
}

// follow returns s.f, which notes in w what it is called with.
func (w *walked) follow(s surface) func(x []float64) float64 {
	low, last := math.Inf(1), []float64(nil)
	var mu sync.Mutex // a walk may take its slopes at the same time
	return func(x []float64) float64 {
		height := s.f(x)
		x = x[:2] // as many as s.f looks at
		mu.Lock()
		defer mu.Unlock()
		if w.from == nil {
			last = slices.Clone(x)
			w.from, w.grad = slices.Clone(x), dl.NumericalGradient(nil, s.f, slices.Clone(x))
			w.ceiling = height + floats.Norm(w.grad, 2)/10 // where no step of a difference quotient leads
		}
		w.heights, w.jumps = append(w.heights, height), append(w.jumps, floats.Distance(x, last, 2))
		copy(last, x)
		if height > w.ceiling && !w.rose && !w.overshot {
			w.rose = w.along(x) > 0 && low > 2*w.heights[0]-w.ceiling
			w.overshot = !w.rose
		}
		low = min(low, height)
		return height
	}
}

// along returns how far x lies from the first point in the direction of the gradient there, negative if against it.
func (w *walked) along(x []float64) float64 {
	return (floats.Dot(w.grad, x) - floats.Dot(w.grad, w.from)) / floats.Norm(w.grad, 2)
}

// late returns the highest calls of the third and of the last quarter of the walk, and the lowest of the last.
func (w *walked) late() (before, high, low float64) {
	n := len(w.heights)
	if n < 4 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	return slices.Max(w.heights[n/2 : 3*n/4]), slices.Max(w.heights[3*n/4:]), slices.Min(w.heights[3*n/4:])
}

// longestJump returns how far apart two calls of the last quarter of the walk were that followed each other.
func (w *walked) longestJump() float64 { return slices.Max(w.jumps[len(w.jumps)-(len(w.jumps)+3)/4:]) }

// A goal is where walks have to get on a surface.
type goal struct {
	name  string // of the learner's function
	s     surface
	calls int // that a walk may make
	below float64
}

// moved returns the goal on a surface of that name whose origin is at (30, -20), with starts that lie there too.
func (g goal) moved(name string) goal {
	f := g.s.f
	g.s = surface{name, func(x []float64) float64 { return f([]float64{x[0] - farX0, x[1] - farX1}) }}
	return g
}

const farX0, farX1 = 30, -20

func (g goal) input(start []float64) string {
	return fmt.Sprintf("%s(%s, %s)", g.name, g.s.name, show(start))
}

// from lets a walker go from start, which it has to leave alone.
func (g goal) from(start ...float64) test[walker] {
	return test[walker]{
		what: goals, input: g.input(start),
		call: func(f walker) any {
			var w walked
			limited, settle := budgeted(w.follow(g.s), g.calls)
			mine := slices.Clone(start)
			w.to = slices.Clone(f(limited, mine))
			settle()
			return unlessChanged(w, [][]float64{mine}, [][]float64{start})
		},
		fault: func(got any) string { return g.fault(got.(walked), start) },
	}
}

// fault says what is wrong with a walk, or nothing. The starts lie within 5 of all that they are for, and 30 from others.
func (g goal) fault(w walked, start []float64) string {
	if len(w.to) != len(start) {
		return words.Exercises.Sprintf("The returned point must have %d entries; it has %d.", len(start), len(w.to))
	}
	if w.from == nil {
		return words.Exercises.Sprintf("%s never calls the function that it is given.", g.input(start))
	}
	if floats.Distance(w.from, start, 2) > 10 {
		return words.Exercises.Sprintf("%s first calls the function at %s, far from where it should start.",
			g.input(start), show(w.from))
	}
	if height := g.s.f(w.to); !(height <= g.below) {
		return words.Exercises.Sprintf("%s ends at %s, where f is %s; it has to get below %s.",
			g.input(start), show(w.to), show(height), show(g.below))
	}
	return ""
}

// seen returns a predicate on the first walk, which called f and came to x.
func (g goal) seen(is func(w walked, x []float64, height float64) bool) func(got []outcome) bool {
	return func(got []outcome) bool {
		w, ok := got[0].value.(walked)
		return ok && w.from != nil && len(w.to) == 2 && is(w, w.to, g.s.f(w.to))
	}
}

// uphill recognises a walk that goes along the gradient, as that one does, even by steps too small to rise to the ceiling.
func (g goal) uphill(as walker) mistake[walker] {
	return mistake[walker]{kind: wrongDirection, as: as, seen: g.seen(func(w walked, x []float64, height float64) bool {
		if w.rose {
			return !(height <= w.ceiling) // a search may try points up there and not go
		}
		return !w.overshot && height > w.heights[0] && w.along(x) > 0.003 // no difference quotient begins so far aside
	})}
}

// leaves recognises a walk whose steps were too large and that ended above that height, as that one does.
func (g goal) leaves(above float64, as walker, says words.Message) mistake[walker] {
	seen := g.seen(func(w walked, _ []float64, height float64) bool { return w.overshot && !(height < above) })
	return mistake[walker]{kind: rateTooLarge, as: as, seen: seen, says: says}
}

// lingers recognises a walk that ended so near to its start, as that one does.
func (g goal) lingers(within float64, as walker, says words.Message) mistake[walker] {
	return mistake[walker]{kind: stuck, as: as, says: says, seen: g.seen(func(w walked, x []float64, _ float64) bool {
		return !w.overshot && floats.Distance(x, w.from, 2) < within
	})}
}

// settles recognises a walk that came to rest on the way, as that one does.
func (g goal) settles(as walker, says words.Message) mistake[walker] {
	return mistake[walker]{kind: stuck, as: as, says: says, seen: g.seen(func(w walked, _ []float64, height float64) bool {
		before, high, _ := w.late()
		// It has come down, and now it moves no more than for a difference quotient.
		return height > g.below && w.heights[0]-high > 1e-3 && math.Abs(before-high) < 1e-3 && w.longestJump() < 0.003
	})}
}

// onItsWay reports whether the walk was still coming down when it ended.
func (g goal) onItsWay(w walked, _ []float64, height float64) bool {
	before, high, low := w.late()
	return height > g.below && height <= low+1e-6 && before-high > 0.01*(height-g.below)
}

// fixedRate descends with a fixed rate.
func fixedRate(lr float64, n int) walker {
	return func(f func([]float64) float64, start []float64) []float64 {
		return dl.GradientDescent(f, start, lr, n)[n]
	}
}

func escapeSaddle() *Exercise {
	g := goal{name: "escapeSaddle", calls: 20000, below: -0.99, s: surface{"x0² - x1² + x1⁴/4", func(x []float64) float64 {
		return x[0]*x[0] - x[1]*x[1] + x[1]*x[1]*x[1]*x[1]/4
	}}}
	return define(exercise[walker]{
		id: "4.4-9", level: 2, title: words.Exercises.Message("Off the saddle"),
		hints: []words.Message{
			words.Exercises.Message("On the ridge the slope across it is exactly 0, so descent never leaves it. Begin a little to one side."),
			words.Exercises.Message("Add a small number such as 0.01 to each entry of a copy of start, and descend from there."),
			words.Exercises.Message("A few hundred steps with a learning rate of 0.1 are enough."),
		},
		why: words.Exercises.Message("A saddle holds only a point that arrives exactly along the ridge, because any small push grows from step to step. In a net, the noise of the mini-batches gives that push."),
		tests: []test[walker]{
			g.from(-2.5, 0), g.from(0, 0), g.from(1.75, 0),
			g.moved("(x0-30)² - (x1+20)² + (x1+20)⁴/4").from(farX0-2.5, farX1),
		},
		mistakes: []mistake[walker]{
			{kind: stuck, as: fixedRate(0.1, 500), seen: g.seen(func(_ walked, x []float64, _ float64) bool {
				return math.Abs(x[1]) < 1e-6 && math.Abs(x[0]) <= 2.5
			}), says: words.Exercises.Message("The walk has stayed on the ridge, where the slope across it is 0. It ends on the saddle, or on the way there.")},
			g.uphill(fixedRate(-0.1, 500)),
			g.leaves(1e3, fixedRate(5, 500), words.Message{}),
			{kind: tooFewSteps, as: func(f func([]float64) float64, start []float64) []float64 {
				return fixedRate(0.1, 20)(f, []float64{start[0] + 0.01, start[1] + 0.01})
			}, seen: g.seen(g.onItsWay)},
		},
	})
}

func crossPlateau() *Exercise {
	g := goal{name: "crossPlateau", calls: 800, below: 0.01, s: surface{"1 - exp(-x0² - x1²)", func(x []float64) float64 {
		return 1 - dl.Exp(-x[0]*x[0]-x[1]*x[1])
	}}}
	return define(exercise[walker]{
		id: "4.4-10", level: 3, title: words.Exercises.Message("Across the plateau"),
		hints: []words.Message{
			words.Exercises.Message("Out there the slope is about 0.001, and in the hole it is about 1. No single learning rate suits both."),
			words.Exercises.Message("Let the gradient choose only the direction, and choose the length of the step yourself: divide the gradient by its length."),
			words.Exercises.Message("Begin with steps of 0.5, and make each a little shorter than the last, say by a factor of 0.93, so that the walk comes to rest."),
		},
		why: words.Exercises.Message("A step of fixed length crosses a plateau as fast as a slope, but it has to shrink, or the walk never comes to rest. Momentum and Adam reach the same end more cleverly."),
		tests: []test[walker]{
			g.from(-2, 2), g.from(1.5, 2), g.from(2.2, -1.6), g.from(-0.5, -2.95),
			g.moved("1 - exp(-(x0-30)² - (x1+20)²)").from(farX0+2, farX1-1.5),
		},
		mistakes: []mistake[walker]{
			g.uphill(pace(-0.5, 3)),
			g.lingers(0.7, fixedRate(0.1, 200),
				words.Exercises.Message("The walk has hardly left its start: its steps are too small, or too few. The slope out there is about 0.001, and a fixed learning rate turns it into a tiny step.")),
			g.settles(shrinkingPace(0.5, 0.7, 100),
				words.Exercises.Message("The steps became too short before the walk reached the bottom of the hole. Let them shrink more slowly, or begin with longer ones.")),
			g.leaves(0.95, fixedRate(400, 200),
				words.Exercises.Message("The walk has jumped across the hole to the plateau on the other side. Steps that suit the plateau are too large near the hole.")),
			{kind: tooFewSteps, as: pace(0.1, 20), seen: g.seen(g.onItsWay)},
			{kind: rateTooLarge, as: pace(0.5, 200), seen: g.seen(func(w walked, _ []float64, height float64) bool {
				before, high, low := w.late()
				back := high-low > 0.01 || w.longestJump() > 0.1
				return height > g.below && high < 0.95 && math.Abs(before-high) < 0.01 && back
			}), says: words.Exercises.Message("The walk has found the hole and jumps back and forth in it. Make the steps shorter over time.")},
		},
	})
}

// pace takes n steps of that length against the gradient.
func pace(length float64, n int) walker { return shrinkingPace(length, 1, n) }

// shrinkingPace does so too, but makes each step shorter by that factor.
func shrinkingPace(length, by float64, n int) walker {
	return func(f func([]float64) float64, start []float64) []float64 {
		x, length := slices.Clone(start), length
		for range n {
			grad := dl.NumericalGradient(nil, f, x)
			floats.AddScaled(x, -length/floats.Norm(grad, 2), grad)
			length *= by
		}
		return x
	}
}

func rosenbrock() *Exercise {
	g := goal{name: "rosenbrock", calls: 200000, below: 1e-4, s: surface{"(1-x0)² + 100(x1-x0²)²", valley}}
	mirrored := g
	mirrored.s = surface{"(1+x0)² + 100(x1-x0²)²", func(x []float64) float64 { return valley([]float64{-x[0], x[1]}) }}
	return define(exercise[walker]{
		id: "4.4-11", level: 3, title: words.Exercises.Message("Rosenbrock's valley"),
		hints: []words.Message{
			words.Exercises.Message("The walls of the valley are steep. Print f every few steps, and find the largest rate at which f does not grow."),
			words.Exercises.Message("The floor of the valley falls only slowly. Here a gradient takes four calls of f, so you can afford 50,000 gradients."),
			words.Exercises.Message("With a rate of 0.001, about 20,000 steps are enough."),
		},
		why: words.Exercises.Message("Across the valley the curvature is about a thousand, and along it about one. The first forbids large steps, and the second demands many. Momentum is made for such ill-conditioned valleys."),
		tests: []test[walker]{
			g.from(-1.2, 1), mirrored.from(1.2, 1),
			// From elsewhere, because the way from (-1.2, 1) to the minimum is known.
			g.moved("(31-x0)² + 100(x1+20-(x0-30)²)²").from(farX0-0.7, farX1+0.6),
		},
		mistakes: []mistake[walker]{
			g.uphill(fixedRate(-1e-4, 20)),
			g.leaves(1e3, fixedRate(0.01, 1000), words.Message{}),
			g.lingers(0.3, fixedRate(1e-7, 1000), words.Exercises.Message("The walk has hardly left its start. The steps are too small, or too few.")),
			{kind: tooFewSteps, as: fixedRate(0.001, 2000), seen: g.seen(g.onItsWay)},
		},
	})
}

// valley is Rosenbrock's function.
func valley(x []float64) float64 {
	a, b := 1-x[0], x[1]-x[0]*x[0]
	return a*a + 100*b*b
}
