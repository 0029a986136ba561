package exercises

import (
	"fmt"
	"math"
	"math/rand/v2"

	"dlfs/dl"
	"dlfs/exercises/internal/solutions"
	"dlfs/internal/words"
)

func sec55() []*Exercise { return []*Exercise{throughSigmoids(), newSoftplus()} }

// throughN returns the derivative of something that happens to x n times in a row.
type throughN = func(x float64, n int) float64

// isSigmoidShare reports whether v is want, relative to its size: after six sigmoids little is left, and 0 would be near to
// that. Differences that are taken well pass, and so does float32.
func isSigmoidShare(v, want float64) bool { return math.Abs(v-want) <= 1e-6*math.Abs(want) }

func throughSigmoidsTests() []test[throughN] {
	solution := solutions.All["5.5-1"].(throughN)
	try := func(what words.Message, x float64, n int) test[throughN] {
		input := fmt.Sprintf("throughSigmoids(%v, %d)", x, n)
		return test[throughN]{
			what: what, input: input,
			call: func(f throughN) any { return f(x, n) },
			fault: func(got any) string {
				if v, want := got.(float64), solution(x, n); !isSigmoidShare(v, want) {
					return input + " " + isButShould(v, want) + "."
				}
				return ""
			},
		}
	}
	tests := []test[throughN]{
		try(values, 0, 1), try(values, 1, 1), try(values, -2, 1), try(values, 0, 2), try(values, 2, 2), try(values, -1, 3),
		try(extremes, 3, 0), try(extremes, 0, 20), try(extremes, 800, 1), try(extremes, -800, 1), try(extremes, -800, 3),
	}
	return append(tests, drawnTests(12, func(r *rand.Rand, size int) test[throughN] {
		return try(randomInputs, hundredth(r, -4, 4), size)
	})...)
}

func throughSigmoids() *Exercise {
	// in goes through the sigmoids, and folds something of each, its input x and its output y, into the result.
	in := func(start float64, fold func(result, x, y float64) float64) throughN {
		return func(x float64, n int) float64 {
			result := start
			for range n {
				y := dl.Sigmoid(x)
				result = fold(result, x, y)
				x = y
			}
			return result
		}
	}
	return define(exercise[throughN]{
		id: "5.5-1", level: 1, title: words.Exercises.Message("Through a row of sigmoids"),
		hints: []words.Message{
			words.Exercises.Message("By the chain rule the derivative is a product: one local derivative for each sigmoid."),
			words.Exercises.Message("The local derivative is y(1-y), where y is the output of that sigmoid."),
			words.Exercises.Message("Start with 1. In each round compute y = dl.Sigmoid(x), multiply by y(1-y), and set x to y, " +
				"because y is the input of the next sigmoid."),
		},
		why: words.Exercises.Message("The chain rule multiplies the local derivatives, each taken at the input that its sigmoid " +
			"gets. None is larger than a quarter, so three sigmoids leave at most a quarter of a quarter of a quarter."),
		tests: throughSigmoidsTests(),
		mistakes: []mistake[throughN]{
			{kind: wrongVariable, as: func(x float64, n int) float64 { return math.Pow(dl.SigmoidGrad(x), float64(n)) },
				says: words.Exercises.Message("This takes every derivative at x. Only the first sigmoid gets x; each of the " +
					"others gets the output of the one before it.")},
			{kind: misread, as: in(0, func(sum, _, y float64) float64 { return sum + y*(1-y) }),
				says: words.Exercises.Message("This adds the local derivatives. The chain rule multiplies them.")},
			{kind: misread, as: func(_ float64, n int) float64 { return math.Pow(0.25, float64(n)) },
				says: words.Exercises.Message("A quarter is the most that a sigmoid lets through, and only at 0. Take each " +
					"derivative at the input that its sigmoid gets.")},
			{kind: misread, as: func(x float64, n int) float64 { return in(x, func(_, _, y float64) float64 { return y })(x, n) },
				says: words.Exercises.Message("This is the output of the last sigmoid. We want its derivative.")},
			{kind: missingFactor, as: in(1, func(_, _, y float64) float64 { return y * (1 - y) }),
				says: words.Exercises.Message("This is the local derivative of the last sigmoid only. Multiply it by the local " +
					"derivatives of the sigmoids before it.")},
			{kind: missingFactor, as: in(1, func(product, _, y float64) float64 { return product * y }),
				says: words.Exercises.Message("The local derivative has two factors: y and 1-y.")},
			{kind: offByOne, as: in(1, func(product, _, y float64) float64 { return product * dl.SigmoidGrad(y) }),
				says: words.Exercises.Message("This takes each derivative at the output of its sigmoid. The first is taken at x: " +
					"with y = dl.Sigmoid(x) it is y(1-y).")},
			{kind: overflows, as: in(1, func(product, x, _ float64) float64 {
				e := math.Exp(-x)
				return product * e / ((1 + e) * (1 + e))
			}), says: words.Exercises.Message("exp(800) is infinite, and ∞/∞ is NaN. Use y(1-y), which needs no exponential.")},
		},
	})
}

// softplusOf is ln(1+exp(x)), for numbers of any size.
func softplusOf(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

func newSoftplus() *Exercise {
	const id = "5.5-2"
	tests := layerTests("newSoftplus", softplusOf, 50, 800, -800)
	by := func(slope func(x float64) float64) maker {
		return layerOf(softplusOf, func(x, _, dy float64) float64 { return dy * slope(x) })
	}
	return define(exercise[maker]{
		id: id, level: 2, title: words.Exercises.Message("A smooth ReLU: softplus"), tolerance: formulaTolerance,
		hints: []words.Message{
			words.Exercises.Message("Draw the graph: exp, then + 1, then ln. Write the local derivative below each node."),
			words.Exercises.Message("They are exp(x) for exp, 1 for + 1, and 1/(1+exp(x)) for ln. Their product is " +
				"exp(x)/(1+exp(x)). Do you know that function?"),
			words.Exercises.Message("Divide numerator and denominator by exp(x), and you get the sigmoid of x. Each entry of dx " +
				"is the entry of dy times dl.Sigmoid of the entry of l.x."),
		},
		why: words.Exercises.Message("The derivative of ReLU jumps from 0 to 1. Softplus is ReLU with a rounded " +
			"corner, so its derivative rises smoothly from 0 to 1: it is the sigmoid."),
		tests: tests,
		mistakes: []mistake[maker]{
			{kind: missingUpstream, as: layerOf(softplusOf, func(x, _, _ float64) float64 { return dl.Sigmoid(x) })},
			{kind: wrongVariable, as: layerOf(softplusOf, func(_, y, dy float64) float64 { return dy * dl.Sigmoid(y) }),
				says: words.Exercises.Message("This is the sigmoid of the output. The local derivative of exp is exp(x), with the " +
					"input x.")},
			{kind: missingFactor, as: by(func(x float64) float64 { return dl.Sigmoid(-x) }),
				says: words.Exercises.Message("This is 1/(1+exp(x)), the local derivative of ln alone. Multiply it by exp(x), the " +
					"local derivative of exp.")},
			{kind: missingFactor, as: by(math.Exp),
				says: words.Exercises.Message("This is exp(x), the local derivative of exp alone. Multiply it by 1/(1+exp(x)), the " +
					"local derivative of ln.")},
			{kind: misread, as: by(dl.SigmoidGrad),
				says: words.Exercises.Message("This is the derivative of the sigmoid. The derivative of softplus is the sigmoid " +
					"itself.")},
			{kind: wrongMask, as: by(dl.StepFunction),
				says: words.Exercises.Message("This is the switch of ReLU. Softplus has no corner, so some of the gradient passes " +
					"at every x.")},
			overflownLayer(id, tests,
				words.Exercises.Message("exp(800) is infinite, and ∞/∞ is NaN. Divide numerator and denominator by exp(x), or use "+
					"dl.Sigmoid."),
				by(func(x float64) float64 { return math.Exp(x) / (1 + math.Exp(x)) })),
			approximateLayer(id, tests, softplusOf),
		},
	})
}
