package exercises

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/internal/words"
)

func sec44() []*Exercise {
	return []*Exercise{
		gradientOf(), descend(), tooLargeRate(), signError(), downhill(), rowsSumToZero(), scoreGradient(), weightGradient(),
		escapeSaddle(), crossPlateau(), rosenbrock(),
	}
}

func gradientOf() *Exercise {
	type answer = func(f func([]float64) float64, x []float64) []float64
	try := func(what string, s surface, x ...float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("gradientOf(%s, %s)", s.name, show(x)), call: func(f answer) any {
			mine := append([]float64{}, x...)
			return unlessChanged(f(s.f, mine), [][]float64{mine}, [][]float64{x})
		}}
	}
	const h = dl.DiffStep
	return define(exercise[answer]{
		id: "4.4-1", level: 1, title: words.Exercises.Sprintf("All slopes at once"), tolerance: 1e-6,
		hints: []string{
			words.Exercises.Sprintf("A loop over the entries; each is a partial derivative as in section 4.3."),
			words.Exercises.Sprintf("Move x[i] to v+h, evaluate, to v-h, evaluate; v is what it was before."),
			words.Exercises.Sprintf("Before you go on to the next entry, set x[i] = v again."),
		},
		why: words.Exercises.Sprintf("Each partial derivative is taken with all other entries where they were; so what has been moved goes back before the next one."),
		tests: []test[answer]{
			try(values(), slope, 0, 0), try(values(), bowl, 3, 4), try(values(), bowl, 0, 2), try(values(), bowl, 3, 0),
			try(values(), mixed, 2, 5), try(values(), cubic, 1, 2, 3),
			try(extremes(), surface{"5", func([]float64) float64 { return 5 }}), try(extremes(), bowl, 1000, -1000),
		},
		mistakes: []mistake[answer]{
			{kind: notPutBack, as: func(f func([]float64) float64, x []float64) []float64 {
				grad := make([]float64, len(x))
				for i, v := range x {
					x[i] = v + h
					up := f(x)
					x[i] = v - h
					grad[i] = (up - f(x)) / (2 * h)
				}
				return grad
			}},
			{kind: forward, as: func(f func([]float64) float64, x []float64) []float64 {
				grad, here := make([]float64, len(x)), f(x)
				for i, v := range x {
					x[i] = v + h
					grad[i] = (f(x) - here) / h
					x[i] = v
				}
				return grad
			}},
			{kind: missingFactor, as: func(f func([]float64) float64, x []float64) []float64 {
				grad := dl.NumericalGradient(nil, f, x)
				for i := range grad {
					grad[i] *= 2
				}
				return grad
			}, says: words.Exercises.Sprintf("The slopes are twice too large. The two points are 2h apart: divide by that.")},
			{kind: wrongSign, as: func(f func([]float64) float64, x []float64) []float64 {
				grad := dl.NumericalGradient(nil, f, x)
				for i := range grad {
					grad[i] = -grad[i]
				}
				return grad
			}, says: words.Exercises.Sprintf("This points downhill. The gradient points uphill; it is the descent that goes against it (E-2).")},
		},
	})
}

// descent is a walk on f.
type descent = func(f func([]float64) float64, start []float64, lr float64, n int) []float64

func descend() *Exercise {
	try := func(what string, s surface, lr float64, n int, start ...float64) test[descent] {
		input := fmt.Sprintf("descend(%s, %s, %v, %d)", s.name, show(start), lr, n)
		return test[descent]{what: what, input: input, call: func(f descent) any {
			mine := append([]float64{}, start...)
			end := append([]float64{}, f(s.f, mine, lr, n)...) // it may be mine itself
			return unlessChanged(end, [][]float64{mine}, [][]float64{start})
		}}
	}
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
	valley := surface{"x0² + x0·x1 + x1²", func(x []float64) float64 { return x[0]*x[0] + x[0]*x[1] + x[1]*x[1] }}
	return define(exercise[descent]{
		id: "4.4-2", level: 1, title: words.Exercises.Sprintf("Down the bowl"), tolerance: 1e-7,
		hints: []string{
			words.Exercises.Sprintf("Copy start first: x := append([]float64{}, start...)."),
			words.Exercises.Sprintf("n times: compute the whole gradient at x, with dl.NumericalGradient(nil, f, x), then move every entry."),
			words.Exercises.Sprintf("Against the gradient is minus: x[i] -= lr * grad[i]."),
		},
		why: words.Exercises.Sprintf("The gradient points uphill, so the step has a minus; and the copy leaves the start to the caller, who may want it again (E-11)."),
		tests: []test[descent]{
			try(values(), bowl, 0.1, 1, 1, 0), try(values(), bowl, 0.1, 2, -3, 4), try(values(), valley, 0.1, 1, 1, 1), try(values(), valley, 0.1, 20, -3, 4),
			try(values(), bowl, 0.1, 100, -3, 4), try(extremes(), bowl, 0.1, 0, -3, 4), try(extremes(), bowl, 10, 2, -3, 4), try(extremes(), bowl, 1e-10, 3, -3, 4),
		},
		mistakes: []mistake[descent]{
			{kind: wrongDirection, as: walk(func(x, grad []float64, lr float64) { down(x, grad, -lr) }, 0)},
			{kind: changesArgument, as: func(f func([]float64) float64, start []float64, lr float64, n int) []float64 {
				for range n {
					down(start, dl.NumericalGradient(nil, f, start), lr)
				}
				return start
			}, says: words.Exercises.Sprintf("x := start is no copy: both names mean the same numbers, and after the call the caller's starting point is gone (E-11). Use append([]float64{}, start...).")},
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
			{kind: offByOne, as: walk(down, -1), says: words.Exercises.Sprintf("That is one step too few.")},
			{kind: offByOne, as: walk(down, 1), says: words.Exercises.Sprintf("That is one step too many.")},
		},
	})
}

func tooLargeRate() *Exercise {
	type answer = func() float64
	rate := func(lr float64) answer { return func() float64 { return lr } }
	return define(exercise[answer]{
		id: "4.4-3", level: 2, title: words.Exercises.Sprintf("Too large, too small"), tolerance: 1e-6,
		hints: []string{
			words.Exercises.Sprintf("The gradient of the bowl at x is 2x. Where does one step lead?"),
			words.Exercises.Sprintf("To x - 2·lr·x, that is, (1 - 2·lr) times x. When is this factor no nearer to 0 than 1 is?"),
			words.Exercises.Sprintf("When it reaches -1: then the point jumps from one side to the other and back."),
		},
		why:   words.Exercises.Sprintf("A step multiplies the point by 1 - 2·lr. Up to lr = ½ it comes nearer from one side, up to 1 from alternating sides, at 1 it jumps back and forth at the same distance, and beyond it flies away."),
		tests: []test[answer]{{what: theAnswer(), input: "tooLargeRate()", untold: true, call: func(f answer) any { return f() }}},
		mistakes: []mistake[answer]{
			{kind: misread, as: rate(0.5), says: words.Exercises.Sprintf("With 0.5 a single step leads straight to the origin: it cannot come nearer than that.")},
			{kind: missingFactor, as: rate(2), says: words.Exercises.Sprintf("The gradient of x² is 2x, so that the step is 2·lr·x.")},
			{kind: misread, as: rate(0), says: words.Exercises.Sprintf("With 0 nothing moves, true; a rate that is larger than 0 is meant.")},
			{kind: rateTooLarge, as: rate(10), says: words.Exercises.Sprintf("With 10 it flies away, true, and with much smaller rates as well.")},
		},
	})
}

func signError() *Exercise {
	return choice[int]{
		id: "4.4-4", level: 2, title: words.Exercises.Sprintf("Spot the sign error of the sources"), call: "signError()", right: 2,
		hints: []string{
			words.Exercises.Sprintf("The program walks downhill, as it should: its lines are right. Compare what each sentence says with them."),
			words.Exercises.Sprintf("Where does the gradient of x² point, at x = 3?"),
		},
		why: words.Exercises.Sprintf("The gradient of x² at 3 is +6: it points to larger x, uphill. So the loss falls against the gradient, and the formula has a minus. Several sources say in words that the gradient shows where the loss falls (E-2)."),
		wrong: []wrongAnswer[int]{
			{1, words.Exercises.Sprintf("That is the aim, and right.")},
			{3, words.Exercises.Sprintf("A small step against the gradient: right, and it does not fit line 2.")},
			{4, words.Exercises.Sprintf("The minus turns the gradient round: right, and it does not fit line 2.")},
			{5, words.Exercises.Sprintf("Repeating is right.")},
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
		id: "4.4-5", level: 2, title: words.Exercises.Sprintf("Which way is down?"),
		hints: []string{
			words.Exercises.Sprintf("Downhill is against the gradient."),
			words.Exercises.Sprintf("The length of a vector is the root of the sum of its squares. Divide each entry by it."),
			words.Exercises.Sprintf("Look at the length first: if it is 0, return zeros and do not divide."),
		},
		why: words.Exercises.Sprintf("Sign and length are two things: the sign makes it descent, the length says how steep it is and is divided out here."),
		tests: []test[answer]{
			try.test(values(), []float64{1}), try.test(values(), []float64{-2}), try.test(values(), []float64{3, 4}),
			try.test(values(), []float64{0, -0.5}), try.test(values(), []float64{1, 2, -2}), try.test(extremes(), []float64{0, 0}), try.test(extremes(), []float64{1e-9, 0}),
		},
		mistakes: []mistake[answer]{
			{kind: wrongDirection, as: func(grad []float64) []float64 {
				if l := length(grad); l > 0 {
					return scaled(grad, 1/l)
				}
				return make([]float64, len(grad))
			}},
			{kind: notNormalised, as: func(grad []float64) []float64 { return scaled(grad, -1) },
				says: words.Exercises.Sprintf("The direction is right, its length is not 1. Divide by the length of the gradient.")},
			{kind: zeroByZero, as: func(grad []float64) []float64 { return scaled(grad, -1/length(grad)) },
				says: words.Exercises.Sprintf("Where the gradient is 0 this divides 0 by 0, and NaN spreads from there. Look at the length first.")},
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
		id: "4.4-6", level: 2, title: words.Exercises.Sprintf("Explain: rows that sum to 0"), call: "rowsSumToZero()", right: "c",
		hints: []string{
			words.Exercises.Sprintf("What does the softmax do if all scores of a sample grow by the same amount?"),
			words.Exercises.Sprintf("Nothing. So in the direction in which all scores grow together the loss has the slope 0, and that slope is a sum."),
		},
		why: words.Exercises.Sprintf("If the entries of a row of W grow by the same amount, all scores do, and the softmax ignores that: the loss stays as it is. Its slope in this direction, the sum over the row, is 0. In the formula: y and t both sum to 1, so y - t sums to 0."),
		wrong: []wrongAnswer[string]{
			{"a", words.Exercises.Sprintf("At a minimum every entry would be 0, not only their sum; and this net has not learned anything yet.")},
			{"b", words.Exercises.Sprintf("The sum is 0 for any x. Try another one.")},
			{"d", words.Exercises.Sprintf("It is 0 by the rules of calculus too. Where would rounding know to do that?")},
		},
	}.define()
}

func scoreGradient() *Exercise {
	type answer = func(scores, t []float64) []float64
	try := vectorCall[answer]{"scoreGradient", func(f answer, v vectors) any { return f(v[0], v[1]) }}
	with := func(y func(scores []float64) []float64, of func(y, t float64) float64) answer {
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
	scores, t := []float64{0.3, 2.9, 4}, []float64{0, 1, 0}
	check := try.test(gradients(), scores, t)
	check.fault = againstNumerical(check.input, func(s []float64) float64 { return -math.Log(dl.Softmax(nil, s)[1]) }, scores)
	return define(exercise[answer]{
		id: "4.4-7", level: 3, title: words.Exercises.Sprintf("Derive and code: softmax with cross entropy"),
		hints: []string{
			words.Exercises.Sprintf("On paper: the loss is ln Σ exp(sᵢ) minus the score of the right class."),
			words.Exercises.Sprintf("The derivative of ln Σ exp(sᵢ) by sₖ is exp(sₖ)/Σ exp(sᵢ): the softmax. And that of the other term?"),
			words.Exercises.Sprintf("Entry k is softmax(scores)[k] - t[k]; dl.Softmax(nil, scores) returns a new slice."),
		},
		why: words.Exercises.Sprintf("Prediction minus target: nothing could be simpler, and this is why the two functions are put together into one layer."),
		tests: []test[answer]{
			try.test(values(), []float64{0, 0}, []float64{1, 0}), try.test(values(), []float64{1, 2}, []float64{0, 1}), try.test(values(), scores, t), check,
			try.test(extremes(), []float64{1000, 0}, []float64{1, 0}), try.test(extremes(), []float64{-1000, -1000, -1001}, []float64{0, 0, 1}),
		},
		mistakes: []mistake[answer]{
			{kind: wrongSign, as: with(softmax, func(y, t float64) float64 { return t - y }),
				says: words.Exercises.Sprintf("A larger score of the right class makes the loss smaller, so its entry is negative: y - t.")},
			{kind: missingTarget, as: with(softmax, func(y, _ float64) float64 { return y }),
				says: words.Exercises.Sprintf("That is the softmax. Subtract the target.")},
			{kind: noShift, as: with(func(scores []float64) []float64 {
				y, sum := make([]float64, len(scores)), 0.0
				for k, s := range scores {
					y[k] = math.Exp(s)
					sum += y[k]
				}
				for k := range y {
					y[k] /= sum
				}
				return y
			}, minus)},
			{kind: missingFactor, as: with(func(scores []float64) []float64 { return scores }, minus),
				says: words.Exercises.Sprintf("These are the scores minus the target. The scores must go through the softmax first.")},
			{kind: changesArgument, as: func(scores, t []float64) []float64 {
				dl.Softmax(scores, scores)
				for k := range scores {
					scores[k] -= t[k]
				}
				return scores
			}},
		},
	})
}

func weightGradient() *Exercise {
	type answer = func(W *mat.Dense, x, t []float64) *mat.Dense
	w0 := dense([]float64{0.19, -0.8, 1.8}, []float64{0.5, 1.27, 0.37})
	try := func(what string, w *mat.Dense, x, t []float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("weightGradient(%s, %s, %s)", show(w), show(x), show(t)), call: func(f answer) any {
			w1, x1, t1 := mat.DenseCopyOf(w), append([]float64{}, x...), append([]float64{}, t...)
			grad := copied(f(w1, x1, t1))
			return unlessChanged(grad, append(raw(w1), x1, t1), append(raw(w), x, t))
		}}
	}
	outer := func(w *mat.Dense, x, t []float64, of func(x, y, t float64) float64) *mat.Dense {
		net := dl.SimpleNet{W: &dl.Param{Value: w}}
		y := dl.Softmax(nil, net.Predict(x))
		grad := mat.NewDense(len(x), len(t), nil)
		grad.Apply(func(i, k int, _ float64) float64 { return of(x[i], y[k], t[k]) }, grad)
		return grad
	}
	right := func(x, y, t float64) float64 { return x * (y - t) }
	x, t := []float64{0.6, 0.9}, []float64{0, 0, 1}
	check := try(gradients(), w0, x, t)
	check.fault = func(got any) string {
		p := &dl.Param{Value: mat.DenseCopyOf(w0)}
		net := dl.SimpleNet{W: p}
		numerical := dl.NumericalGradients(func() float64 { return net.Loss(x, t) }, []*dl.Param{p})[0]
		if why := differs(got, numerical, 1e-6); why != "" {
			return words.Exercises.Sprintf("%s %s, which is the numerical gradient.", check.input, why)
		}
		return ""
	}
	zeros := mat.NewDense(2, 3, nil)
	return define(exercise[answer]{
		id: "4.4-8", level: 3, title: words.Exercises.Sprintf("The gradient of a net, without differences"),
		hints: []string{
			words.Exercises.Sprintf("The loss depends on W through the scores, and the exercise before has the derivative by the scores."),
			words.Exercises.Sprintf("Score k is the sum over i of x[i]·W[i,k]: its derivative by W[i,k] is x[i]."),
			words.Exercises.Sprintf("Entry (i, k) of the result is x[i]·(y[k]-t[k]), with y the softmax of the scores."),
		},
		why: words.Exercises.Sprintf("The chain rule: derivative by the score, times derivative of the score by the weight. Six products in the place of twelve evaluations of the loss."),
		tests: []test[answer]{
			try(values(), zeros, []float64{1, 0}, []float64{1, 0, 0}), try(values(), w0, []float64{1, 1}, []float64{0, 1, 0}), try(values(), w0, x, t), check,
			try(extremes(), w0, []float64{0, 0}, t), try(extremes(), dense([]float64{1000, 0, 0}, []float64{0, 0, 1000}), []float64{1, 0.5}, []float64{0, 1, 0}),
		},
		mistakes: []mistake[answer]{
			{kind: transposed, as: func(w *mat.Dense, x, t []float64) *mat.Dense { return mat.DenseCopyOf(outer(w, x, t, right).T()) },
				says: words.Exercises.Sprintf("This is 3×2. The gradient has the shape of W, with a row for each input.")},
			{kind: wrongSign, as: func(w *mat.Dense, x, t []float64) *mat.Dense {
				return outer(w, x, t, func(x, y, t float64) float64 { return x * (t - y) })
			}},
			{kind: missingFactor, as: func(w *mat.Dense, x, t []float64) *mat.Dense {
				return outer(w, x, t, func(_, y, t float64) float64 { return y - t })
			}, says: words.Exercises.Sprintf("The input is missing: multiply y[k]-t[k] by x[i], for a weight counts as much as what goes through it.")},
			{kind: missingTarget, as: func(w *mat.Dense, x, t []float64) *mat.Dense {
				return outer(w, x, t, func(x, y, _ float64) float64 { return x * y })
			}, says: words.Exercises.Sprintf("The derivative by score k is y[k]-t[k]. The target is missing.")},
		},
	})
}

// A walker descends on its own, and may choose how.
type walker = func(f func([]float64) float64, start []float64) []float64

// walkTest lets a walker go from start and demands that it gets below the height.
func walkTest(name string, s surface, start []float64, calls int, below float64) test[walker] {
	return test[walker]{
		what: goals(), input: fmt.Sprintf("%s(%s, %s)", name, s.name, show(start)),
		call: func(f walker) any {
			mine := append([]float64{}, start...)
			end := append([]float64{}, f(budgeted(s.f, calls), mine)...)
			return unlessChanged(end, [][]float64{mine}, [][]float64{start})
		},
		fault: func(got any) string {
			end := got.([]float64)
			if len(end) != len(start) {
				return words.Exercises.Sprintf("The point that comes back must have %d entries; it has %d.", len(start), len(end))
			}
			if height := s.f(end); !(height <= below) {
				return words.Exercises.Sprintf("The walk ends at %s, where f is %s; it has to come below %s.", show(end), show(height), show(below))
			}
			return ""
		},
	}
}

// fixedRate descends with a fixed rate.
func fixedRate(lr float64, n int) walker {
	return func(f func([]float64) float64, start []float64) []float64 {
		return dl.GradientDescent(f, start, lr, n)[n]
	}
}

// ended returns a predicate on where the first walk ended.
func ended(s surface, is func(x []float64, height float64) bool) func(got []outcome) bool {
	return func(got []outcome) bool {
		x, ok := got[0].value.([]float64)
		return ok && len(x) == 2 && is(x, s.f(x))
	}
}

func escapeSaddle() *Exercise {
	pass := surface{"x0² - x1² + x1⁴/4", func(x []float64) float64 {
		return x[0]*x[0] - x[1]*x[1] + x[1]*x[1]*x[1]*x[1]/4
	}}
	const budget = 20000
	return define(exercise[walker]{
		id: "4.4-9", level: 2, title: words.Exercises.Sprintf("Off the saddle"),
		hints: []string{
			words.Exercises.Sprintf("On the ridge the slope across it is exactly 0, and descent never leaves it. Begin a little beside it."),
			words.Exercises.Sprintf("Add a small number, 0.01 say, to each entry of a copy of start, and descend from there."),
			words.Exercises.Sprintf("A few hundred steps with a learning rate of 0.1 are enough."),
		},
		why: words.Exercises.Sprintf("A saddle holds only what comes to it exactly along the ridge; any small push grows from step to step. In a net the noise of the mini-batches pushes."),
		tests: []test[walker]{
			walkTest("escapeSaddle", pass, []float64{-2.5, 0}, budget, -0.99),
			walkTest("escapeSaddle", pass, []float64{0, 0}, budget, -0.99),
		},
		mistakes: []mistake[walker]{
			{kind: stuck, as: fixedRate(0.1, 500), seen: ended(pass, func(x []float64, _ float64) bool { return math.Abs(x[1]) < 1e-6 && math.Abs(x[0]) < 3 }),
				says: words.Exercises.Sprintf("The walk has stayed on the ridge, where the slope across it is 0: it ends on the saddle, or on the way there.")},
			{kind: rateTooLarge, as: fixedRate(5, 500), seen: ended(pass, func(_ []float64, height float64) bool { return !(height < 1e3) })},
			{kind: tooFewSteps, as: func(f func([]float64) float64, start []float64) []float64 {
				return fixedRate(0.1, 20)(f, []float64{start[0] + 0.01, start[1] + 0.01})
			}, seen: ended(pass, func(x []float64, height float64) bool { return height < 6.25 && height > -0.99 && x[1] != 0 })},
		},
	})
}

func crossPlateau() *Exercise {
	hole := surface{"1 - exp(-x0² - x1²)", func(x []float64) float64 { return 1 - dl.Exp(-x[0]*x[0]-x[1]*x[1]) }}
	const budget = 800
	start := []float64{-2, 2}
	far := func(x []float64) float64 { return math.Hypot(x[0]-start[0], x[1]-start[1]) }
	return define(exercise[walker]{
		id: "4.4-10", level: 3, title: words.Exercises.Sprintf("Across the plateau"),
		hints: []string{
			words.Exercises.Sprintf("Out there the slope is about 0.001, near the hole about 1: no single learning rate suits both."),
			words.Exercises.Sprintf("Let the gradient say only where to go, and choose the length of the step yourself: divide the gradient by its length."),
			words.Exercises.Sprintf("Begin with steps of 0.5, and make each a little shorter than the last, by a factor of 0.93 say, so that the walk comes to rest."),
		},
		why: words.Exercises.Sprintf("A step of fixed length crosses a plateau as fast as a slope, and has to shrink to come to rest. Momentum and Adam are cleverer ways to the same end."),
		tests: []test[walker]{
			walkTest("crossPlateau", hole, start, budget, 0.01),
			walkTest("crossPlateau", hole, []float64{1.5, 2}, budget, 0.01),
		},
		mistakes: []mistake[walker]{
			{kind: stuck, as: fixedRate(0.1, 200), seen: ended(hole, func(x []float64, _ float64) bool { return far(x) < 1 }),
				says: words.Exercises.Sprintf("The walk has hardly left its start: with so small a slope, a step of learning rate times gradient is tiny.")},
			{kind: rateTooLarge, as: fixedRate(400, 200), seen: ended(hole, func(_ []float64, height float64) bool { return !(height < 0.95) }),
				says: words.Exercises.Sprintf("The walk has jumped across the hole to the plateau on the other side. Steps that suit the plateau are too large near the hole.")},
			{kind: tooFewSteps, as: func(f func([]float64) float64, start []float64) []float64 {
				return []float64{-0.3, 0.3}
			}, seen: ended(hole, func(_ []float64, height float64) bool { return height > 0.01 && height < 0.95 }),
				says: words.Exercises.Sprintf("The walk has found the hole and does not reach its ground: let the steps become shorter, and take enough of them.")},
		},
	})
}

func rosenbrock() *Exercise {
	valley := surface{"(1-x0)² + 100(x1-x0²)²", func(x []float64) float64 {
		a, b := 1-x[0], x[1]-x[0]*x[0]
		return a*a + 100*b*b
	}}
	const budget = 200000
	start := []float64{-1.2, 1}
	return define(exercise[walker]{
		id: "4.4-11", level: 3, title: words.Exercises.Sprintf("Rosenbrock's valley"),
		hints: []string{
			words.Exercises.Sprintf("The walls of the valley are steep: print f after some steps and find the largest rate with which it does not grow."),
			words.Exercises.Sprintf("On the ground of the valley it goes down only slowly. A gradient takes four calls here, so there are 50,000 of them."),
			words.Exercises.Sprintf("With a rate of 0.001, 20,000 steps and more are enough."),
		},
		why:   words.Exercises.Sprintf("Across the valley the curvature is about a thousand, along it about one: the first forbids large steps, the second demands many. Such ill-conditioned valleys are what momentum is for."),
		tests: []test[walker]{walkTest("rosenbrock", valley, start, budget, 1e-4)},
		mistakes: []mistake[walker]{
			{kind: rateTooLarge, as: fixedRate(0.01, 1000), seen: ended(valley, func(_ []float64, height float64) bool { return !(height < valley.f(start)) })},
			{kind: stuck, as: fixedRate(1e-7, 1000), seen: ended(valley, func(x []float64, _ float64) bool { return math.Hypot(x[0]-start[0], x[1]-start[1]) < 0.3 }),
				says: words.Exercises.Sprintf("The walk is still near its start, though already in the valley: the steps are too small, or too few.")},
			{kind: tooFewSteps, as: fixedRate(0.001, 2000), seen: ended(valley, func(_ []float64, height float64) bool { return height > 1e-4 && height < 4 })},
		},
	})
}
