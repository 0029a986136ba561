package exercises

import (
	"fmt"
	"math/rand/v2"

	"dlfs/exercises/internal/solutions"
	"dlfs/internal/words"
)

func sec52() []*Exercise {
	return []*Exercise{twoRoutes(), nodeDerivatives()}
}

// slopesOf returns the derivatives of a function of two numbers.
type slopesOf = func(x, y float64) (byX, byY float64)

// onlyRoughly is what is said of derivatives that are roughly right.
var onlyRoughly = words.Exercises.Message("Only the first digits are right, because a nudge is approximate, and so is " +
	"float32. Use the formulas for the derivatives, in float64.")

// roughly recognises an answer whose numbers are right to a percent everywhere.
func roughly[F any](id string, tests []test[F]) func(got []outcome) bool {
	return func(got []outcome) bool {
		for i := range tests {
			want := tests[i].outcome(solutions.All[id].(F), nil).value
			value, isParts := got[i].value.(parts)
			if !isParts || differs(value, want, 1e-2) != "" {
				return false
			}
		}
		return true
	}
}

func twoRoutes() *Exercise {
	const id = "5.2-1"
	try := func(what words.Message, x, y float64) test[slopesOf] {
		return test[slopesOf]{what: what, input: fmt.Sprintf("twoRoutes(%v, %v)", x, y), call: func(f slopesOf) any {
			byX, byY := f(x, y)
			return parts{{plain("byX"), byX}, {plain("byY"), byY}}
		}}
	}
	tests := []test[slopesOf]{
		try(values, 2, 1), try(values, 1, 2), try(values, 3, -1), try(values, -2, 5), try(values, 0.5, 0.25),
		try(extremes, 0, 3), try(extremes, 3, -3), try(extremes, 100, 10), try(extremes, 0, 0),
	}
	tests = append(tests, drawnTests(20, func(r *rand.Rand, _ int) test[slopesOf] {
		return try(randomInputs, hundredth(r, -5, 5), hundredth(r, -5, 5))
	})...)
	z := func(x, y float64) float64 { return x * (x + y) * (x + y) }
	// The derivatives by way of the square: with respect to t, and so with respect to x and y.
	byT := func(x, y float64) float64 { return 2 * x * (x + y) }
	square := func(x, y float64) float64 { return (x + y) * (x + y) }
	return define(exercise[slopesOf]{
		id: id, level: 2, title: words.Exercises.Message("Two routes to one input"), tolerance: formulaTolerance,
		hints: []words.Message{
			words.Exercises.Message("Cut the formula into t = x + y, s = t² and z = x·s. Now go backward, " +
				"and begin with dz/ds = x."),
			words.Exercises.Message("dz/dt = dz/ds · ds/dt = x · 2t. The sum passes it on unchanged to x and to y."),
			words.Exercises.Message("But x is also an input of z = x·s, where its local derivative is s. Add the " +
				"contributions of both routes."),
		},
		why: words.Exercises.Message("A nudge to y reaches z by one route only, through t and s. A nudge to x reaches z by two, " +
			"and z moves by the sum of their contributions, so the derivative is s + 2xt."),
		tests: tests,
		mistakes: []mistake[slopesOf]{
			{kind: misread, as: func(x, y float64) (float64, float64) { return byT(x, y), byT(x, y) },
				says: words.Exercises.Message("The route of x through t is right. But x is also a factor of z = x·s, and this " +
					"second route adds s to byX.")},
			{kind: misread, as: func(x, y float64) (float64, float64) { return square(x, y), byT(x, y) },
				says: words.Exercises.Message("The direct route of x is right. But x also moves t, and this second route adds " +
					"x·2t to byX.")},
			{kind: misread, as: func(x, y float64) (float64, float64) { return square(x, y) * byT(x, y), byT(x, y) },
				says: words.Exercises.Message("This multiplies the contributions of the two routes of x. Multiply local " +
					"derivatives along a route, but add the contributions where routes meet.")},
			{kind: missingFactor, as: func(x, y float64) (float64, float64) {
				return square(x, y) + 2*(x+y), 2 * (x + y)
			}, says: words.Exercises.Message("The derivative of t² is 2t, but t² is then multiplied by x. So multiply by dz/ds, " +
				"which is x.")},
			{kind: missingFactor, as: func(x, y float64) (float64, float64) {
				return square(x, y) + x*(x+y), x * (x + y)
			}, says: words.Exercises.Message("The derivative of t² is 2t, not t.")},
			{kind: exchanged, as: func(x, y float64) (float64, float64) { return byT(x, y), square(x, y) + byT(x, y) },
				says: words.Exercises.Message("Both numbers are right, but in the wrong order: byX comes first.")},
			{kind: misread, as: func(x, y float64) (float64, float64) { return z(x, y), z(x, y) },
				says: words.Exercises.Message("That is z itself. We want its derivatives.")},
			{kind: byDifference, as: func(x, y float64) (float64, float64) {
				const h = 1e-4
				return (z(x+h, y) - z(x-h, y)) / (2 * h), (z(x, y+h) - z(x, y-h)) / (2 * h)
			}, seen: roughly(id, tests), says: onlyRoughly},
		},
	})
}

// byInputs returns the local derivatives of the node a op b.
type byInputs = func(op string, a, b float64) (byA, byB float64)

// byOp returns the derivatives that add, sub, mul and div give.
func byOp(add, sub, mul, div slopesOf) byInputs {
	return func(op string, a, b float64) (float64, float64) {
		return map[string]slopesOf{"+": add, "-": sub, "*": mul, "/": div}[op](a, b)
	}
}

func nodeDerivatives() *Exercise {
	const id = "5.2-2"
	try := func(what words.Message, op string, a, b float64) test[byInputs] {
		input := fmt.Sprintf("localDerivatives(%q, %v, %v)", op, a, b)
		return test[byInputs]{what: what, input: input, call: func(f byInputs) any {
			byA, byB := f(op, a, b)
			return parts{{plain("byA"), byA}, {plain("byB"), byB}}
		}}
	}
	tests := []test[byInputs]{
		try(values, "+", 2, 3), try(values, "-", 2, 3), try(values, "*", 2, 3), try(values, "/", 3, 2),
		try(values, "*", 3, -4), try(values, "/", -4, 8), try(values, "/", 1, -0.5),
		try(extremes, "+", 0, 0), try(extremes, "*", 0, 7), try(extremes, "-", 5, 5), try(extremes, "/", 0, 4),
		try(extremes, "/", 1000, 0.25), try(extremes, "*", 1e6, 1e-6),
	}
	tests = append(tests, drawnTests(24, func(r *rand.Rand, _ int) test[byInputs] {
		b := hundredth(r, 1, 6) // not 0
		if r.IntN(2) == 0 {
			b = -b
		}
		return try(randomInputs, []string{"+", "-", "*", "/"}[r.IntN(4)], hundredth(r, -5, 5), b)
	})...)
	both := func(byA, byB float64) slopesOf { return func(_, _ float64) (float64, float64) { return byA, byB } }
	add, sub := both(1, 1), both(1, -1)
	mul := func(a, b float64) (float64, float64) { return b, a }
	div := func(a, b float64) (float64, float64) { return 1 / b, -a / (b * b) }
	return define(exercise[byInputs]{
		id: id, level: 2, title: words.Exercises.Message("The local derivatives of a node"), tolerance: formulaTolerance,
		hints: []words.Message{
			words.Exercises.Message("Hold one input fixed and nudge the other by 1. By how much does a+b move? And a-b, and a*b?"),
			words.Exercises.Message("For a sum both derivatives are 1. For a difference the second is -1. In a product each input " +
				"is multiplied by the other, so ∂c/∂a is b, and ∂c/∂b is a."),
			words.Exercises.Message("a/b is a times 1/b. With respect to a the derivative is 1/b. The derivative of 1/b is -1/b², " +
				"so with respect to b it is -a/b²."),
		},
		why: words.Exercises.Message("A node needs to know its own operation and its inputs, and nothing else. With these few " +
			"rules the chain rule differentiates any formula built from these four operations."),
		tests: tests,
		mistakes: []mistake[byInputs]{
			{kind: wrongSign, as: byOp(add, sub, mul, func(a, b float64) (float64, float64) { return 1 / b, a / (b * b) }),
				says: words.Exercises.Message("The derivative of a/b with respect to b has the wrong sign. If a and b are " +
					"positive, a larger b makes a/b smaller.")},
			{kind: notSquared, as: byOp(add, sub, mul, func(a, b float64) (float64, float64) { return 1 / b, -a / b }),
				says: words.Exercises.Message("The derivative of 1/b is -1/b², so divide by b twice.")},
			{kind: missingFactor, as: byOp(add, sub, mul, func(_, b float64) (float64, float64) { return 1 / b, -1 / (b * b) }),
				says: words.Exercises.Message("For a/b, the derivative with respect to b is a times the derivative of 1/b. The " +
					"factor a is missing.")},
			{kind: precedence, as: byOp(add, sub, mul, func(a, b float64) (float64, float64) { return 1 / b, -a / b * b }),
				says: words.Exercises.Message("Go reads -a / b * b as (-a/b)·b. Write -a / (b * b).")},
			{kind: wrongSign, as: byOp(add, add, mul, div),
				says: words.Exercises.Message("When b grows, a - b shrinks, so its derivative with respect to b is -1.")},
			{kind: exchanged, as: byOp(add, sub, func(a, b float64) (float64, float64) { return a, b }, div),
				says: words.Exercises.Message("For a*b, each derivative is the other input, because a nudge to a is multiplied by b.")},
			{kind: exchanged, as: byOp(add, both(-1, 1), func(a, b float64) (float64, float64) { return a, b },
				func(a, b float64) (float64, float64) { return -a / (b * b), 1 / b }),
				says: words.Exercises.Message("The two numbers are swapped: return the derivative with respect to a first.")},
			{kind: misread, as: byOp(func(a, b float64) (float64, float64) { return a, b },
				func(a, b float64) (float64, float64) { return a, -b }, mul, div),
				says: words.Exercises.Message("For a sum and a difference you return the inputs. Their derivatives do not depend on " +
					"the inputs, because a nudge to a passes through unchanged.")},
			{kind: byDifference, as: func(op string, a, b float64) (float64, float64) {
				const h = 1e-4
				c := map[string]func(a, b float64) float64{
					"+": func(a, b float64) float64 { return a + b }, "-": func(a, b float64) float64 { return a - b },
					"*": func(a, b float64) float64 { return a * b }, "/": func(a, b float64) float64 { return a / b },
				}[op]
				return (c(a+h, b) - c(a-h, b)) / (2 * h), (c(a, b+h) - c(a, b-h)) / (2 * h)
			}, seen: roughly(id, tests), says: onlyRoughly},
		},
	})
}
