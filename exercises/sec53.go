package exercises

import (
	"fmt"
	"math/rand/v2"

	"dlfs/dl"
	"dlfs/exercises/internal/solutions"
	"dlfs/internal/words"
)

func sec53() []*Exercise { return []*Exercise{quotientBack(), orderGradients()} }

// quotientStep is the backward step of a quotient.
type quotientStep = func(a, b, dq float64) (da, db float64)

func quotientBack() *Exercise {
	try := func(what words.Message, a, b, dq float64) test[quotientStep] {
		input := fmt.Sprintf("quotientBack(%v, %v, %v)", a, b, dq)
		return test[quotientStep]{what: what, input: input, call: func(f quotientStep) any {
			da, db := f(a, b, dq)
			return parts{{plain("da"), da}, {plain("db"), db}}
		}}
	}
	tests := []test[quotientStep]{
		try(values, 6, 2, 1), try(values, 6, 2, 5), try(values, 3, 4, -2), try(values, -2, 0.5, 3), try(values, 0, 2, 1),
		try(values, 1, -8, 0.25), try(values, 5, 5, 0),
		try(extremes, 1e6, 1e-3, 1), try(extremes, 1e-6, 1e4, 1e6),
	}
	tests = append(tests, drawnTests(20, func(r *rand.Rand, size int) test[quotientStep] {
		b := hundredth(r, 1, 1+size)
		if r.IntN(2) == 0 {
			b = -b
		}
		return try(randomInputs, hundredth(r, -size, size), b, hundredth(r, -size, size))
	})...)
	return define(exercise[quotientStep]{
		id: "5.3-1", level: 1, title: words.Exercises.Message("A division node"), tolerance: float32Tolerance,
		hints: []words.Message{
			words.Exercises.Message("First hold b fixed. Then q = a·(1/b) is a straight line in a, " +
				"and its slope is the local derivative."),
			words.Exercises.Message("Now hold a fixed. Then q = a·b⁻¹, and the derivative of b⁻¹ is -b⁻², " +
				"so the local derivative is -a/b²."),
			words.Exercises.Message("Multiply both local derivatives by the upstream gradient dq."),
		},
		why: words.Exercises.Message("Each result is the upstream gradient times a local derivative: 1/b for a, and -a/b² " +
			"for b. The minus sign is there because a larger denominator makes the quotient smaller."),
		tests: tests,
		mistakes: []mistake[quotientStep]{
			{kind: missingUpstream, as: func(a, b, _ float64) (float64, float64) { return 1 / b, -a / (b * b) },
				says: words.Exercises.Message("These are the local derivatives. Multiply both by dq, because the chain rule " +
					"multiplies them by the upstream gradient.")},
			{kind: wrongSign, as: func(a, b, dq float64) (float64, float64) { return dq / b, dq * a / (b * b) },
				says: words.Exercises.Message("A larger b makes a/b smaller if a and b are positive, so db needs a minus sign.")},
			{kind: notSquared, as: func(a, b, dq float64) (float64, float64) { return dq / b, -dq * a / b },
				says: words.Exercises.Message("The derivative of 1/b is -1/b², so divide by b twice in db.")},
			{kind: missingFactor, as: func(_, b, dq float64) (float64, float64) { return dq / b, -dq / (b * b) },
				says: words.Exercises.Message("The derivative of a/b with respect to b is -a/b²: the factor a is missing.")},
			{kind: misread, as: func(a, b, dq float64) (float64, float64) { return dq * b, dq * a },
				says: words.Exercises.Message("This is the rule of a multiplication node. Division has a different one: write a/b as " +
					"a·b⁻¹ and differentiate that.")},
			{kind: misread, as: func(_, _, dq float64) (float64, float64) { return dq, -dq },
				says: words.Exercises.Message("This is the rule of a subtraction node, whose local derivatives are 1 and -1. " +
					"The local derivatives of a quotient depend on a and b.")},
			{kind: exchanged, as: func(a, b, dq float64) (float64, float64) { return -dq * a / (b * b), dq / b },
				says: words.Exercises.Message("Both gradients are right, but in the wrong order. The gradient with respect to a " +
					"comes first.")},
			quotientDifference(tests),
		},
	})
}

// quotientDifference is the mistake of a difference quotient: it is nearly right everywhere, and visibly off where b is
// hardly larger than the nudge.
func quotientDifference(tests []test[quotientStep]) mistake[quotientStep] {
	return mistake[quotientStep]{
		kind: byDifference,
		says: words.Exercises.Message("Only the first digits are right, because a nudge gives an approximate gradient. Use it " +
			"as a check, and compute the result with the formula."),
		as: func(a, b, dq float64) (da, db float64) {
			da = dl.NumericalDiff(func(a float64) float64 { return a / b }, a)
			db = dl.NumericalDiff(func(b float64) float64 { return a / b }, b)
			return dq * da, dq * db
		},
		seen: func(got []outcome) bool {
			off := false
			for i := range tests {
				want := tests[i].outcome(solutions.All["5.3-1"].(quotientStep), nil)
				extreme := tests[i].what == extremes
				allowed := 1e-3
				if extreme {
					allowed = 0.2
				}
				if got[i].panic != "" || differs(got[i].value, want.value, allowed) != "" {
					return false
				}
				off = off || extreme && differs(got[i].value, want.value, float32Tolerance) != ""
			}
			return off
		},
	}
}

// orderSlopes are the gradients of an order.
type orderSlopes = func(count, price, fee, tax float64) (dCount, dPrice, dFee, dTax float64)

func orderTest(what words.Message, count, price, fee, tax float64) test[orderSlopes] {
	input := fmt.Sprintf("orderGradients(%v, %v, %v, %v)", count, price, fee, tax)
	return test[orderSlopes]{what: what, input: input, call: func(f orderSlopes) any {
		dCount, dPrice, dFee, dTax := f(count, price, fee, tax)
		return parts{{plain("dCount"), dCount}, {plain("dPrice"), dPrice}, {plain("dFee"), dFee}, {plain("dTax"), dTax}}
	}}
}

func orderGradients() *Exercise {
	nudged := orderTest(gradients, 3, 50, 5, 1.2)
	nudged.fault = func(got any) string {
		total := func(v []float64) float64 { return (v[0]*v[1] + v[0]*v[2]) * v[3] }
		slopes := dl.NumericalGradient(nil, total, []float64{3, 50, 5, 1.2})
		want := parts{{plain("dCount"), slopes[0]}, {plain("dPrice"), slopes[1]}, {plain("dFee"), slopes[2]}, {plain("dTax"), slopes[3]}}
		if why := differs(got, want, float32Tolerance); why != "" {
			return words.Exercises.Sprintf("%s: %s, which is the numerical gradient.", nudged.input, why)
		}
		return ""
	}
	return define(exercise[orderSlopes]{
		id: "5.3-2", level: 2, title: words.Exercises.Message("A value used twice"), tolerance: float32Tolerance,
		hints: []words.Message{
			words.Exercises.Message("Draw the graph: two multiplication nodes that share count, an addition node, and a " +
				"multiplication by tax. Go through it from the right."),
			words.Exercises.Message("The tax node sends the gradient tax back to the sum. The addition node passes it on to both " +
				"products unchanged, and each product multiplies it by the other input."),
			words.Exercises.Message("Each of the two products sends a gradient back to count. Add the two."),
		},
		why: words.Exercises.Message("If count grows, both products grow, so the two gradients add up: " +
			"price·tax + fee·tax. Each of the other gradients takes one " +
			"multiplication per node."),
		tests: append([]test[orderSlopes]{
			orderTest(values, 2, 100, 10, 1.1), orderTest(values, 1, 1, 1, 1), orderTest(values, 3, 50, 5, 2),
			orderTest(values, 4, 7, 0, 1.5), orderTest(values, 0, 2, 3, 1), orderTest(values, -1, 2, -3, 0.5),
			nudged,
		}, drawnTests(20, func(r *rand.Rand, size int) test[orderSlopes] {
			draw := func() float64 { return hundredth(r, -size, 2*size) }
			return orderTest(randomInputs, draw(), draw(), draw(), draw())
		})...),
		mistakes: orderMistakes(),
	})
}

func orderMistakes() []mistake[orderSlopes] {
	// with returns an answer that is right except for the gradient with respect to count.
	with := func(dCount func(price, fee, tax float64) float64) orderSlopes {
		return func(count, price, fee, tax float64) (float64, float64, float64, float64) {
			return dCount(price, fee, tax), count * tax, count * tax, count * (price + fee)
		}
	}
	onePath := words.Exercises.Message("dCount comes from one of the two products only. count is in both, so add the " +
		"gradients that the two send back.")
	return []mistake[orderSlopes]{
		{kind: misread, as: with(func(price, _, tax float64) float64 { return price * tax }), says: onePath},
		{kind: misread, as: with(func(_, fee, tax float64) float64 { return fee * tax }), says: onePath},
		{kind: misread, as: with(func(price, fee, tax float64) float64 { return price * tax * fee * tax }),
			says: words.Exercises.Message("This multiplies the two gradients of count. The chain rule multiplies along a path, " +
				"but gradients add up where paths meet.")},
		{kind: missingUpstream, as: func(count, price, fee, tax float64) (float64, float64, float64, float64) {
			return price + fee, count, count, count * (price + fee)
		}, says: words.Exercises.Message("dTax is right, but the other three lack a factor. The tax node multiplies the " +
			"gradient by tax before it reaches the products.")},
		{kind: exchanged, as: func(count, price, fee, tax float64) (float64, float64, float64, float64) {
			return 2 * count * tax, price * tax, fee * tax, count * (price + fee)
		}, says: words.Exercises.Message("Each product multiplies the gradient by the input itself. A multiplication node uses " +
			"the other input: price gets count times the gradient.")},
		{kind: misread, as: func(count, price, fee, tax float64) (float64, float64, float64, float64) {
			return (price + fee) * tax, count * tax, count * tax, count * (price + fee) * tax
		}, says: words.Exercises.Message("dTax is the total itself. The gradient with respect to tax is the number that tax is " +
			"multiplied by, which is the sum before tax.")},
		{kind: misread, as: func(count, price, fee, tax float64) (float64, float64, float64, float64) {
			return (price + fee) * tax / 2, count * tax / 2, count * tax / 2, count * (price + fee)
		}, says: words.Exercises.Message("This addition node splits the gradient in two. It should pass all of it on to each " +
			"input, because a nudge to either input moves the sum by the same amount.")},
	}
}
