package exercises

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"dlfs/dl"
	"dlfs/internal/words"
)

func sec43() []*Exercise {
	return []*Exercise{
		vanishingStep(), centralDiff(), forwardExcess(), goodStep(), partialsAt34(), partialOf(), tangentOf(), sigmoidSlope(),
		secondDerivative(),
	}
}

// A curve is a function and how one writes it.
type curve struct {
	name string
	f    func(float64) float64
}

var (
	line     = curve{"2x", func(x float64) float64 { return 2 * x }}
	square   = curve{"x²", func(x float64) float64 { return x * x }}
	cube     = curve{"x³", func(x float64) float64 { return x * x * x }}
	sine     = curve{"sin x", math.Sin}
	expCurve = curve{"exp x", math.Exp}
	wavy     = curve{"x³ - 2·sin x", func(x float64) float64 { return x*x*x - 2*math.Sin(x) }}
)

// A surface is a function of several variables and how one writes it.
type surface struct {
	name string
	f    func([]float64) float64
}

var (
	bowl  = surface{"x0² + x1²", func(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }}
	slope = surface{"2·x0 + 3·x1", func(x []float64) float64 { return 2*x[0] + 3*x[1] }}
	mixed = surface{"x0²·x1", func(x []float64) float64 { return x[0] * x[0] * x[1] }}
	cubic = surface{"x0³ + x1³ + x2³", func(x []float64) float64 { return x[0]*x[0]*x[0] + x[1]*x[1]*x[1] + x[2]*x[2]*x[2] }}
)

func numberOf(o outcome) float64 {
	switch v := o.value.(type) {
	case float64:
		return v
	case strayed:
		return v.value
	}
	return math.NaN()
}

func vanishingStep() *Exercise {
	type answer = func() float64
	const right, much = 1e-16, 1.01 // repeated division by ten gives not quite a power of ten
	isPower := func(h float64) bool {
		exact := math.Pow10(int(math.Round(math.Log10(h))))
		return h < exact*much && h*much > exact
	}
	isLost := func(h float64) bool { x := 3.0; return x+h == x }
	is := func(ok func(h float64) bool) func(got []outcome) bool {
		return func(got []outcome) bool { h := numberOf(got[0]); return isPower(h) && ok(h) }
	}
	return define(exercise[answer]{
		id: "4.3-1", level: 1, title: words.Exercises.Message("Find the flaw: the h that vanishes"),
		hints: []words.Message{
			words.Exercises.Message("A float64 has about 16 digits. Which digit of 3.000… does h change?"),
			words.Exercises.Message("Ask Go: write x := 3.0 in a cell and print x+1e-15 == x, and so on. The variable matters, " +
				"because Go computes 3 + 1e-15 exactly if both are constants."),
			words.Exercises.Message("The float64 numbers next to 3 are 4.4e-16 away. Anything smaller than half of that is lost."),
		},
		why: words.Exercises.Message("Near 3 the float64 numbers are 4.4e-16 apart, so adding 1e-15 still changes 3, but " +
			"adding 1e-16 does not. With h = 1e-50, f(3+h) and f(3-h) are the same number, and their difference is 0."),
		tests: []test[answer]{{
			what: theAnswer, input: "vanishingStep()", untold: true, call: func(f answer) any { return f() },
			fault: func(got any) string {
				switch h := got.(float64); {
				case !isPower(h):
					return words.Exercises.Sprintf("%s is not a power of ten.", show(h))
				case !isLost(h):
					return words.Exercises.Sprintf("3 + %s is not 3.", show(h))
				case h*much < right:
					return words.Exercises.Sprintf("3 + %s is 3, but a larger power of ten is lost as well.", show(h))
				}
				return ""
			},
		}},
		mistakes: []mistake[answer]{
			{kind: stepTooLarge, as: func() float64 { return 1e-15 }, seen: is(func(h float64) bool { return !isLost(h) }),
				says: words.Exercises.Message("This h still changes 3. Try smaller ones.")},
			{kind: stepTooSmall, as: func() float64 { return 1e-50 }, seen: is(func(h float64) bool { return h*much < right }),
				says: words.Exercises.Message("This h is lost, but larger ones are lost too. Find the largest h that is lost.")},
		},
	})
}

// diff is a difference quotient of f at x.
type diff = func(f func(float64) float64, x float64) float64

// Two places beside the kink of |x|, where the slope of a chord from x-h to x+h is x/h, or 1 if h is smaller than x. So a
// central difference cannot hide its h there.
const besideKink, offKink = 2e-5, 5e-5

// stepOf returns the h of a central difference, given the slopes of |x| beside its kink and beside one that is far from 0,
// and by how much the slope of a cube is too large, which is h². It returns 0 if h is below besideKink, NaN if this is no
// central difference, and the h far from 0 if that is another one.
func stepOf(beside, off, far, excess float64) float64 {
	if near(beside, 1, 1e-6) && near(off, 1, 1e-6) {
		return 0
	}
	h := besideKink / beside
	if !near(off, min(1, offKink/h), 1e-6) {
		return math.NaN()
	}
	if far > 0 && far < 1 && !near(far, beside, 1e-6) {
		return besideKink / far
	}
	if !(math.Abs(excess-h*h) < 0.1*h*h+5e-10) { // values near 30 round by less
		return math.NaN()
	}
	return h
}

// An h that is computed is not quite what it should be.
func isAbove(h float64) func(float64) bool {
	return func(step float64) bool { return step > h*(1+1e-6) }
}
func isBelow(h float64) func(float64) bool {
	return func(step float64) bool { return step < h*(1-1e-6) }
}

// Kinks away from 0: beside them an h that grows with x shows, and one whose x has lost its sign.
var (
	farKink  = curve{"|x - 1000|", func(x float64) float64 { return math.Abs(x - 1000) }}
	leftKink = curve{"|x + 3|", func(x float64) float64 { return math.Abs(x + 3) }}
)

// otherStep is what is said of another step than the task's.
var otherStep = words.Exercises.Message("Use h = 1e-4 here, because your slopes are compared with the slopes of the chord for that step.")

func centralDiff() *Exercise {
	try := func(what words.Message, c curve, x float64) test[diff] {
		input := fmt.Sprintf("centralDiff(%s, %v)", c.name, x)
		return test[diff]{what: what, input: input, call: func(f diff) any { return f(c.f, x) }}
	}
	const h = dl.DiffStep
	kink := curve{"|x|", math.Abs}
	tests := []test[diff]{
		try(values, line, 3), try(values, square, 1), try(values, square, 3), try(values, cube, -2), try(values, sine, 1),
		try(extremes, square, 1000), try(extremes, expCurve, 2), try(extremes, line, 0),
		try(extremes, kink, 0), try(extremes, kink, besideKink), try(extremes, kink, offKink),
		try(extremes, farKink, 1000+besideKink), try(extremes, leftKink, -3+besideKink),
	}
	const atLine, atSquare, atCube, atOrigin, atKink, atFarKink = 0, 1, 3, 7, 9, 11
	tests = append(tests, drawnTests(10, func(r *rand.Rand, _ int) test[diff] {
		return try(randomInputs, wavy, hundredth(r, -5, 5))
	})...)
	step := func(is func(step float64) bool) func(got []outcome) bool {
		return func(got []outcome) bool {
			central := near(numberOf(got[atOrigin]), 2, 1e-6) && near(numberOf(got[atSquare]), 2, 1e-6)
			beside, off, far := numberOf(got[atKink]), numberOf(got[atKink+1]), numberOf(got[atFarKink])
			return central && is(stepOf(beside, off, far, numberOf(got[atCube])-12))
		}
	}
	chord := func(h float64) diff {
		return func(f func(float64) float64, x float64) float64 { return (f(x+h) - f(x-h)) / (2 * h) }
	}
	return define(exercise[diff]{
		id: "4.3-2", level: 1, title: words.Exercises.Message("A slope from both sides"), tolerance: 1e-7,
		hints: []words.Message{
			words.Exercises.Message("Evaluate f twice, a little to the right of x and a little to the left."),
			words.Exercises.Message("The two points are x+h and x-h: how far are they apart?"),
			words.Exercises.Message("(f(x+h) - f(x-h)) / (2 * h), with the parentheses."),
		},
		why: words.Exercises.Message("The errors of the two sides nearly cancel: what is left is proportional to h², while " +
			"the error of a forward difference is proportional to h."),
		tests: tests,
		mistakes: []mistake[diff]{
			{kind: forward, as: func(f func(float64) float64, x float64) float64 { return (f(x+h) - f(x)) / h }},
			{kind: backward, as: func(f func(float64) float64, x float64) float64 { return (f(x) - f(x-h)) / h }},
			{kind: missingFactor, as: func(f func(float64) float64, x float64) float64 { return (f(x+h) - f(x-h)) / h },
				says: words.Exercises.Message("The slope is twice as large as it should be. The two points are 2h apart: divide by that.")},
			{kind: precedence, as: func(f func(float64) float64, x float64) float64 { return (f(x+h) - f(x-h)) / 2 * h }},
			{kind: wrongSign, as: func(f func(float64) float64, x float64) float64 { return (f(x-h) - f(x+h)) / (2 * h) },
				says: words.Exercises.Message("Every slope has the wrong sign. The value on the right comes first: f(x+h) - f(x-h).")},
			{kind: stepTooSmall, as: chord(1e-50), seen: func(got []outcome) bool { // rounding is all that can be wrong on a line
				v := numberOf(got[atLine])
				rounds := near(numberOf(got[atOrigin]), 2, 1e-7) && (v == 0 || math.Abs(v-2) > 1e-7 && math.Abs(v-2) < 0.5)
				isOurs := near(numberOf(got[atKink]), besideKink/h, 1e-3) // then it is the values that have few digits
				return rounds && !isOurs
			}},
			{kind: stepTooLarge, as: chord(0.1), seen: step(isAbove(h)), says: otherStep},
			{kind: stepTooSmall, as: chord(1e-6), seen: step(isBelow(h)), says: otherStep},
		},
	})
}

func forwardExcess() *Exercise {
	type answer = func(x, h float64) float64
	try := func(what words.Message, x, h float64) test[answer] {
		input := fmt.Sprintf("forwardExcess(%v, %v)", x, h)
		return test[answer]{what: what, input: input, call: func(f answer) any { return f(x, h) }}
	}
	tests := []test[answer]{
		try(values, 0, 1), try(values, 3, 0.5), try(values, 3, 1e-4), try(values, 7, 0.01234),
		try(extremes, -100, 2), try(extremes, 5, -0.5),
	}
	tests = append(tests, drawnTests(10, func(r *rand.Rand, size int) test[answer] {
		return try(randomInputs, hundredth(r, -5, 5), 0.1+float64(size)/8)
	})...)
	return define(exercise[answer]{
		id: "4.3-3", level: 2, title: words.Exercises.Message("Find the flaw: how wrong is one side?"), tolerance: 1e-6,
		hints: []words.Message{
			words.Exercises.Message("Take pencil and paper, and multiply out (x+h)²."),
			words.Exercises.Message("The forward difference is (x² + 2xh + h² - x²)/h. Divide by h, and compare with 2x."),
		},
		why: words.Exercises.Message("((x+h)² - x²)/h = 2x + h, so the excess is h for every x. For other functions it is " +
			"about h/2 times f″(x), and f″ of x² is 2."),
		tests: tests,
		mistakes: []mistake[answer]{
			{kind: missingFactor, as: func(_, h float64) float64 { return h / 2 },
				says: words.Exercises.Message("Multiply h/2 by f″(x), which is 2 for x².")},
			{kind: notDivided, as: func(_, h float64) float64 { return h * h },
				says: words.Exercises.Message("h² is the excess of f(x+h) - f(x). That difference is then divided by h.")},
			{kind: misread, as: func(x, h float64) float64 { return 2*x + h },
				says: words.Exercises.Message("That is the whole forward difference. How much larger is it than 2x?")},
			{kind: wrongSign, as: func(_, h float64) float64 { return -h },
				says: words.Exercises.Message("The parabola bends upward, so the chord to the right of x is steeper than the " +
					"tangent.")},
		},
	})
}

func goodStep() *Exercise {
	type answer = func() float64
	const allowed, much = 1e-10, 1.05 // an h that is found by trying other places may be a little worse here
	worst := func(h float64) (worst, at float64, of curve) {
		for i := range 5001 { // rounding is good here and bad there: with a few places an h could be lucky
			x := 0.5 + float64(i)/1e4
			for _, c := range []struct {
				curve
				slope float64
			}{{sine, math.Cos(x)}, {expCurve, math.Exp(x)}} {
				if e := math.Abs((c.f(x+h)-c.f(x-h))/(2*h)/c.slope - 1); !(e <= worst) {
					worst, at, of = e, x, c.curve
				}
			}
		}
		return worst, at, of
	}
	bad := func(from, to float64) func(got []outcome) bool {
		return func(got []outcome) bool {
			h := numberOf(got[0])
			e, _, _ := worst(h)
			return h > from && h <= to && !(e <= allowed*much)
		}
	}
	return define(exercise[answer]{
		id: "4.3-4", level: 2, title: words.Exercises.Message("Choose h"),
		hints: []words.Message{
			words.Exercises.Message("Section 4.3 has a chart with the errors of both differences. Where is the curve for the " +
				"central difference lowest?"),
			words.Exercises.Message("There are two errors: truncation, h²/6 times the third derivative, grows with h; rounding, " +
				"about 1e-16/h, shrinks as h grows."),
			words.Exercises.Message("The two errors are equal near h = 1e-5."),
		},
		why: words.Exercises.Message("The truncation error h²/6 and the rounding error 1e-16/h are equal if h³ is about 6e-16, " +
			"that is, near h = 1e-5. Both are then about 1e-11."),
		tests: []test[answer]{{
			what: theAnswer, input: "goodStep()", untold: true, call: func(f answer) any { return f() },
			fault: func(got any) string {
				h := got.(float64)
				if !(h > 0 && isFinite(h)) {
					return words.Exercises.Sprintf("%s is not a step: h must be larger than 0.", show(h))
				}
				if e, x, c := worst(h); !(e <= allowed*much) {
					return words.Exercises.Sprintf("With h = %s the slope of %s at %.4f has a relative error of %.2e; "+
						"at most 1e-10 is allowed.", show(h), c.name, x, e)
				}
				return ""
			},
		}},
		mistakes: []mistake[answer]{
			{kind: stepTooSmall, as: func() float64 { return 1e-9 }, seen: bad(0, 1e-5)},
			{kind: stepTooLarge, as: func() float64 { return 1e-3 }, seen: bad(1e-5, math.MaxFloat64)},
		},
	})
}

func partialsAt34() *Exercise {
	type answer = func() (byX0, byX1 float64)
	return define(exercise[answer]{
		id: "4.3-5", level: 1, title: words.Exercises.Message("Partial derivatives at (3, 4)"),
		tolerance: 1e-3, // any difference is welcome, a forward one too: with h = 1e-4 it gives 6.0001
		hints: []words.Message{
			words.Exercises.Message("For the first, hold x1 fixed at 4: what is left is x0² + 16, a function of one variable."),
			words.Exercises.Message("Its derivative is 2·x0, at x0 = 3. You can also let dl.NumericalDiff compute it."),
		},
		why: words.Exercises.Message("When you differentiate with respect to one variable, the other is a constant: 2·x0 = 6 " +
			"and 2·x1 = 8."),
		tests: []test[answer]{{what: theAnswer, input: "partialsAt34()", untold: true, call: func(f answer) any {
			byX0, byX1 := f()
			return parts{{plain("byX0"), byX0}, {plain("byX1"), byX1}}
		}}},
		mistakes: []mistake[answer]{
			{kind: exchanged, as: pair(8.0, 6.0), says: words.Exercises.Message("Both numbers are right, but in the wrong order. " +
				"The slope with respect to x0 is 2·x0.")},
			{kind: misread, as: pair(25.0, 25.0), says: words.Exercises.Message("That is the value of the function. We want its " +
				"slopes.")},
			{kind: missingFactor, as: pair(3.0, 4.0), says: words.Exercises.Message("The derivative of x² is 2x.")},
			{kind: misread, as: pair(22.0, 17.0), says: words.Exercises.Message("The other variable is a constant. The derivative " +
				"of a constant is 0, so its square does not count.")},
		},
	})
}

type partialAnswer = func(f func([]float64) float64, x []float64, i int) float64

func partialTests() []test[partialAnswer] {
	try := func(what words.Message, s surface, i int, x ...float64) test[partialAnswer] {
		input := fmt.Sprintf("partial(%s, %s, %d)", s.name, show(x), i)
		return test[partialAnswer]{what: what, input: input, call: func(f partialAnswer) any {
			mine := slices.Clone(x)
			return unlessChanged(f(s.f, mine, i), [][]float64{mine}, [][]float64{x})
		}}
	}
	parabola := surface{"x0²", func(x []float64) float64 { return x[0] * x[0] }}
	ridge := surface{"|x0| + x1", func(x []float64) float64 { return math.Abs(x[0]) + x[1] }}
	farRidge := surface{"x0·|x1 - 1000|", func(x []float64) float64 { return x[0] * math.Abs(x[1]-1000) }}
	product := surface{"x0·x1·x2·x3·x4·x5", func(x []float64) float64 { // also of more or fewer entries
		p := 1.0
		for _, v := range x {
			p *= v
		}
		return p
	}}
	saddle := surface{"x0·x1² - 3·x2·x0", func(x []float64) float64 { return x[0]*x[1]*x[1] - 3*x[2]*x[0] }}
	tests := []test[partialAnswer]{
		try(values, slope, 0, 0, 0), try(values, slope, 1, 0, 0), try(values, bowl, 0, 3, 4), try(values, bowl, 1, 3, 4),
		try(values, mixed, 0, 2, 5), try(values, mixed, 1, 2, 5), try(values, cubic, 2, 1, 2, 3),
		try(extremes, parabola, 0, 1000), try(extremes, ridge, 0, besideKink, 1), try(extremes, ridge, 0, offKink, 1),
		try(extremes, farRidge, 1, 3, 1000+besideKink), try(extremes, product, 4, 1, -2, 1, 3, 2, 1),
	}
	return append(tests, drawnTests(10, func(r *rand.Rand, size int) test[partialAnswer] {
		return try(randomInputs, saddle, size%3, hundredths(r, 3, -5, 5)...)
	})...)
}

func partialOf() *Exercise {
	const h = dl.DiffStep
	const atBowl, atCubic, atKink, atFarRidge = 2, 6, 8, 10 // among the tests
	step := func(is func(step float64) bool) func(got []outcome) bool {
		return func(got []outcome) bool {
			central := near(numberOf(got[atBowl]), 6, 1e-6) && near(numberOf(got[atBowl+1]), 8, 1e-6)
			beside, off, far := numberOf(got[atKink]), numberOf(got[atKink+1]), numberOf(got[atFarRidge])/3
			return central && is(stepOf(beside, off, far, numberOf(got[atCubic])-27))
		}
	}
	moved := func(f func([]float64) float64, x []float64, by float64, i int) float64 {
		m := slices.Clone(x)
		m[i] += by
		return f(m)
	}
	chord := func(h float64) partialAnswer {
		return func(f func([]float64) float64, x []float64, i int) float64 {
			return (moved(f, x, h, i) - moved(f, x, -h, i)) / (2 * h)
		}
	}
	return define(exercise[partialAnswer]{
		id: "4.3-6", level: 2, title: words.Exercises.Message("Write a partial derivative"), tolerance: 1e-6,
		hints: []words.Message{
			words.Exercises.Message("Only x[i] moves. All other entries keep their values."),
			words.Exercises.Message("Make a copy of x, and move entry i of the copy: once up and once down."),
			words.Exercises.Message("Set moved[i] = x[i] + h and evaluate f; set moved[i] = x[i] - h and evaluate f; divide the " +
				"difference by 2h."),
		},
		why: words.Exercises.Message("A slice is a view of memory that belongs to the caller, so moving its entries moves " +
			"the caller's. The copy keeps x as it was."),
		tests: partialTests(),
		mistakes: []mistake[partialAnswer]{
			{kind: allAtOnce, as: func(f func([]float64) float64, x []float64, _ int) float64 {
				up, down := slices.Clone(x), slices.Clone(x)
				for k := range x {
					up[k], down[k] = x[k]+h, x[k]-h
				}
				return (f(up) - f(down)) / (2 * h)
			}, says: words.Exercises.Message("This is the slope when all entries move together. Only x[i] should move.")},
			{kind: forward, as: func(f func([]float64) float64, x []float64, i int) float64 {
				return (moved(f, x, h, i) - f(x)) / h
			}},
			{kind: backward, as: func(f func([]float64) float64, x []float64, i int) float64 {
				return (f(x) - moved(f, x, -h, i)) / h
			}},
			{kind: wrongSign, as: func(f func([]float64) float64, x []float64, i int) float64 { return -chord(h)(f, x, i) },
				says: words.Exercises.Message("Every slope has the wrong sign. The value on the right comes first: f(x+h) - f(x-h).")},
			{kind: missingFactor, as: func(f func([]float64) float64, x []float64, i int) float64 { return 2 * chord(h)(f, x, i) },
				says: words.Exercises.Message("The slope is twice as large as it should be. The two points are 2h apart: divide by that.")},
			{kind: changesArgument, as: func(f func([]float64) float64, x []float64, i int) float64 {
				x[i] += h
				up := f(x)
				x[i] -= 2 * h
				return (up - f(x)) / (2 * h)
			}},
			{kind: stepTooLarge, as: chord(1e-3), seen: step(isAbove(h)), says: otherStep},
			{kind: stepTooSmall, as: chord(1e-6), seen: step(isBelow(h)), says: otherStep},
		},
	})
}

func tangentOf() *Exercise {
	type answer = func(f func(float64) float64, x float64) (slope, intercept float64)
	try := func(what words.Message, c curve, x float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("tangent(%s, %v)", c.name, x), call: func(f answer) any {
			slope, intercept := f(c.f, x)
			return parts{{plain("slope"), slope}, {plain("intercept"), intercept}}
		}}
	}
	parabola := curve{"0.01x² + 0.1x", func(x float64) float64 { return 0.01*x*x + 0.1*x }}
	with := func(intercept func(fx, d, x float64) float64) answer {
		return func(f func(float64) float64, x float64) (float64, float64) {
			d := dl.NumericalDiff(f, x)
			return d, intercept(f(x), d, x)
		}
	}
	tests := []test[answer]{
		try(values, curve{"2x + 1", func(x float64) float64 { return 2*x + 1 }}, 1), try(values, square, 1),
		try(values, parabola, 5), try(values, parabola, 10), try(values, sine, 2),
		try(extremes, expCurve, 0), try(extremes, square, -100),
		try(extremes, curve{"x² + 3", func(x float64) float64 { return x*x + 3 }}, 0), // level there, and not through 0
	}
	tests = append(tests, drawnTests(10, func(r *rand.Rand, _ int) test[answer] {
		return try(randomInputs, sine, hundredth(r, -5, 5))
	})...)
	return define(exercise[answer]{
		id: "4.3-7", level: 2, title: words.Exercises.Message("Draw the tangent"),
		tolerance: 3e-4, // no step is asked for: a line from a forward difference with h = 1e-4 looks the same
		hints: []words.Message{
			words.Exercises.Message("The slope is the derivative at x: dl.NumericalDiff(f, x)."),
			words.Exercises.Message("The line must go through the point (x, f(x)): slope·x + intercept = f(x)."),
			words.Exercises.Message("So the intercept is f(x) - slope·x."),
		},
		why: words.Exercises.Message("A line is described by two numbers, and two conditions fix them: its slope is that of f at x, and " +
			"it goes through (x, f(x))."),
		tests: tests,
		mistakes: []mistake[answer]{
			{kind: misread, as: with(func(fx, _, _ float64) float64 { return fx }),
				says: words.Exercises.Message("f(x) is the height at x. The intercept is the height at 0, a distance of x away.")},
			{kind: wrongSign, as: with(func(fx, d, x float64) float64 { return fx + d*x }),
				says: words.Exercises.Message("From x back to 0 the line falls by slope·x, so subtract it.")},
			{kind: exchanged, as: func(f func(float64) float64, x float64) (float64, float64) {
				d := dl.NumericalDiff(f, x)
				return f(x) - d*x, d
			}, says: words.Exercises.Message("Both numbers are right, but in the wrong order: the slope comes first.")},
		},
	})
}

// Where float64 numbers end, a difference of the sigmoid cannot hide its step. Between the first two of these numbers, and
// between the next two, 1/(1+exp(-x)) falls from 1e-308 to 0: from there on exp(-x) is infinite, for math.Exp on some
// machines and for dl.Exp. Between the last two, exp(x) falls from 2 to 1 times the smallest float64. A difference whose
// step is between 1e-6 and 0.1 has such a fall between its points, divides it by the step, and is several times the
// derivative.
var sigmoidEdges = []float64{-709.436138, -709.43614, -709.782712, -709.782714, -744.034606, -744.034608}

// farLeft is where the sigmoid is 0 all around.
const farLeft = -800

// sigmoidPlaces are where the slope of the sigmoid is tried, and what they are about.
func sigmoidPlaces() (places []float64, what []words.Message) {
	add := func(about words.Message, more ...float64) {
		for _, x := range more {
			places, what = append(places, x), append(what, about)
		}
	}
	add(values, 0, 1, -1, 2.5, -6)
	add(extremes, 12, -12, 16, -16, 40, 800, farLeft)
	add(extremes, sigmoidEdges...)
	add(randomInputs, hundredths(rand.New(rand.NewPCG(1, 0)), 20, -5, 5)...)
	return places, what
}

// sigmoidSlopeAt returns the derivative of the sigmoid, accurate everywhere.
func sigmoidSlopeAt(x float64) float64 {
	e := dl.Exp(-math.Abs(x))
	return e / ((1 + e) * (1 + e))
}

// isInflated reports whether x is an edge, and v more than rounding makes of the slope there. Nothing forbids less: 0 is
// near enough.
func isInflated(v, x float64) bool {
	return slices.Contains(sigmoidEdges, x) && math.Abs(v) > 1.01*sigmoidSlopeAt(x)+math.SmallestNonzeroFloat64
}

// isSigmoidSlope reports whether v is the slope at x. A formula is as exact as its numbers, which may be of type float32;
// a central difference is wrong by 1e-11 at best.
func isSigmoidSlope(v, x float64) bool {
	tolerance := 1e-12
	switch {
	case v == 0:
		tolerance = 3e-8 // what a float32 loses beside 1, in 1-s
	case float64(float32(v)) == v:
		tolerance = 1e-6
	}
	return near(v, sigmoidSlopeAt(x), tolerance) && !isInflated(v, x)
}

func sigmoidSlope() *Exercise {
	type answer = func(x float64) float64
	var tests []test[answer]
	places, what := sigmoidPlaces()
	for i, x := range places {
		input := fmt.Sprintf("sigmoidSlope(%v)", x)
		fault := func(got any) string {
			if v := got.(float64); !isSigmoidSlope(v, x) {
				return input + " " + isButShould(v, sigmoidSlopeAt(x)) + "."
			}
			return ""
		}
		call := func(f answer) any { return f(x) }
		if slices.Contains(sigmoidEdges, x) {
			// An answer that keeps x within, say, ±500 gives the same tiny number from there on: that is no step.
			call = func(f answer) any { return f(x) - f(farLeft) }
		}
		tests = append(tests, test[answer]{what: what[i], input: input, call: call, fault: fault})
	}
	return define(exercise[answer]{
		id: "4.3-8", level: 3, title: words.Exercises.Message("Derive and code: the sigmoid"), tolerance: 1e-12,
		hints: []words.Message{
			words.Exercises.Message("With u = 1 + exp(-x) the sigmoid is 1/u, and the derivative of 1/u is -u′/u²."),
			words.Exercises.Message("That gives exp(-x)/(1+exp(-x))². Now write it in terms of s = 1/(1+exp(-x)) alone."),
			words.Exercises.Message("It is s·(1-s). Compute s with dl.Sigmoid: if exp(-x) overflows, s is 0, and so is the result."),
		},
		why: words.Exercises.Message("exp(-x)/(1+exp(-x))² is s(1-s). This form is shorter, and it stays finite where " +
			"exp(-x) overflows."),
		tests: tests,
		mistakes: []mistake[answer]{
			{kind: overflows, as: func(x float64) float64 { e := math.Exp(-x); return e / ((1 + e) * (1 + e)) },
				says: words.Exercises.Message("exp(800) is infinite, and neither ∞/∞ nor 0·∞ has a value, so the result is NaN. " +
					"Write the derivative in terms of s = 1/(1+exp(-x)), which is never larger than 1."),
				seen: func(got []outcome) bool { return isOverflowOfSigmoid(places, got) }},
			{kind: missingFactor, as: dl.Sigmoid, says: words.Exercises.Message("That is the sigmoid s. Its derivative is s times " +
				"1-s.")},
			{kind: wrongVariable, as: func(x float64) float64 { return x * (1 - x) },
				says: words.Exercises.Message("x(1-x) uses the input x. In the formula s(1-s), s is the output of the sigmoid.")},
			{kind: wrongSign, as: func(x float64) float64 { return -dl.SigmoidGrad(x) },
				says: words.Exercises.Message("The sigmoid rises everywhere. The derivation has two minus signs, one from 1/u and " +
					"one from -x, and they cancel.")},
			{kind: byDifference, as: func(x float64) float64 { return dl.NumericalDiff(dl.Sigmoid, x) },
				says: words.Exercises.Message("A difference is only approximate. Derive the formula on paper with the chain rule, " +
					"and code that."),
				seen: func(got []outcome) bool { return isDifferenceOfSigmoid(places, got) }},
		},
	})
}

// isOverflowOfSigmoid reports whether the slopes are right, except that they are NaN far away on one side or on both.
func isOverflowOfSigmoid(places []float64, got []outcome) bool {
	overflows := false
	for i, x := range places {
		v := numberOf(got[i])
		if isFar := math.Abs(x) > 100; isFar && got[i].panic == "" && math.IsNaN(v) {
			overflows = true
		} else if !isSigmoidSlope(v, x) {
			return false
		}
	}
	return overflows
}

// isDifferenceOfSigmoid reports whether the slopes are nearly right, and a step shows at the edges.
func isDifferenceOfSigmoid(places []float64, got []outcome) bool {
	shows := false
	for i, x := range places {
		v := numberOf(got[i])
		if !near(v, sigmoidSlopeAt(x), 0.01) {
			return false
		}
		shows = shows || isInflated(v, x) && math.Abs(v) < 1e-280
	}
	return shows
}

// isButShould says that got is not what it should be, with as many digits as it takes to see that.
func isButShould(got, want float64) string {
	if show(got) == show(want) {
		return words.Exercises.Sprintf("is %s; it should be %s", plainly(got), plainly(want))
	}
	return words.Exercises.Sprintf("is %s; it should be %s", show(got), show(want))
}

// strayed is a second derivative, rightly or wrongly computed, for which f was called at other places than x-h, x and x+h.
type strayed struct {
	value, x float64
	at       []float64
}

// watched calls a second derivative and looks where it calls f.
func watched(answer diff, c curve, x float64) any {
	var (
		mu sync.Mutex // the answer may call f in goroutines
		at []float64
	)
	value := answer(func(at1 float64) float64 {
		mu.Lock()
		defer mu.Unlock()
		if !slices.Contains(at, at1) && len(at) < 8 {
			at = append(at, at1)
		}
		return c.f(at1)
	}, x)
	if isAround(at, x) {
		return value
	}
	slices.Sort(at)
	return strayed{value, x, at}
}

// isAround reports whether the places are x-h, x and x+h, with whatever h, up to rounding.
func isAround(at []float64, x float64) bool {
	h := 0.0
	for _, p := range at {
		h = max(h, math.Abs(p-x))
	}
	left, right := false, false
	for _, p := range at {
		switch d := p - x; {
		case math.Abs(d) <= h/1000:
		case math.Abs(d-h) <= h/1000:
			right = true
		case math.Abs(d+h) <= h/1000:
			left = true
		default:
			return false
		}
	}
	return left == right
}

// fourDigits is how exact a second derivative has to be.
const fourDigits = 1e-4

func secondTests() []test[diff] {
	try := func(what words.Message, c curve, x, want float64) test[diff] {
		input := fmt.Sprintf("secondDerivative(%s, %v)", c.name, x)
		fault := func(got any) string {
			if v := numberOf(outcome{value: got}); !near(v, want, fourDigits) {
				return input + " " + isButShould(v, want) + "."
			}
			if s, is := got.(strayed); is {
				return words.Exercises.Sprintf("%s calls f at %s. It should use x-h, x and x+h only.", input, show(s.at))
			}
			return ""
		}
		return test[diff]{what: what, input: input, call: func(f diff) any { return watched(f, c, x) }, fault: fault}
	}
	tests := []test[diff]{
		try(values, square, 0, 2), try(values, square, 3, 2), try(values, line, 5, 0), try(values, cube, 2, 12),
		try(values, sine, 1, -math.Sin(1)), try(extremes, expCurve, 3, math.Exp(3)),
		try(extremes, curve{"7", func(float64) float64 { return 7 }}, 2, 0), try(extremes, line, 0, 0),
	}
	return append(tests, drawnTests(10, func(r *rand.Rand, _ int) test[diff] {
		x := hundredth(r, -5, 5)
		return try(randomInputs, wavy, x, 6*x+2*math.Sin(x))
	})...)
}

func secondDerivative() *Exercise {
	const atCube, atSine, atExp, atConstant = 3, 4, 5, 6 // among the tests
	quotient := func(h, middle, by float64) diff {
		return func(f func(float64) float64, x float64) float64 { return (f(x+h) - middle*f(x) + f(x-h)) / by }
	}
	const h = 1e-3
	return define(exercise[diff]{
		id: "4.3-9", level: 3, title: words.Exercises.Message("The slope of the slope: the second derivative"),
		tolerance: fourDigits,
		hints: []words.Message{
			words.Exercises.Message("It is the slope of the slope: take the slope between x and x+h, subtract the slope between " +
				"x-h and x, and divide by h."),
			words.Exercises.Message("Together: (f(x+h) - 2f(x) + f(x-h)) / h²."),
			words.Exercises.Message("The rounding error is now proportional to 1/h², so h must be larger than for the first " +
				"derivative. Try 1e-3."),
		},
		why: words.Exercises.Message("The numerator is on the order of h². With h = 1e-8, rounding errors are just as large; " +
			"with h = 1e-3, rounding and truncation errors are both small."),
		tests: secondTests(),
		mistakes: []mistake[diff]{
			{kind: missingFactor, as: quotient(h, 1, h*h), says: words.Exercises.Message("f(x) counts twice, once for each of the " +
				"two slopes: f(x+h) - 2f(x) + f(x-h).")},
			{kind: notDivided, as: quotient(h, 2, h), says: words.Exercises.Message("This is divided by h once. A slope of slopes " +
				"is divided by h twice.")},
			{kind: wrongSign, as: func(f func(float64) float64, x float64) float64 { return -quotient(h, 2, h*h)(f, x) }},
			{kind: stepTooSmall, as: quotient(1e-8, 2, 1e-16),
				seen: func(got []outcome) bool { // for these three any h is exact, and for x² at 3 but for rounding
					exact := near(numberOf(got[0]), 2, fourDigits) && near(numberOf(got[atConstant]), 0, fourDigits) &&
						near(numberOf(got[atConstant+1]), 0, fourDigits)
					return exact && math.Abs(numberOf(got[1])-2) > fourDigits
				}},
			{kind: stepTooLarge, as: quotient(0.1, 2, 0.01), seen: func(got []outcome) bool {
				// h²/12 times the fourth derivative is 0 for x³, and for the sine and exp x what they are themselves
				ofSine, ofExp := numberOf(got[atSine])/-math.Sin(1)-1, numberOf(got[atExp])/math.Exp(3)-1
				return near(numberOf(got[atCube]), 12, fourDigits) && ofExp > fourDigits && math.Abs(ofSine+ofExp) < 0.2*ofExp
			}, says: words.Exercises.Message("With such a large h you can see the truncation error, which is proportional to h².")},
			{kind: forward, as: func(f func(float64) float64, x float64) float64 { return (f(x+2*h) - 2*f(x+h) + f(x)) / (h * h) },
				says: words.Exercises.Message("None of your points is to the left of x. Take one on each side, and the errors of the two " +
					"sides nearly cancel."),
				seen: func(got []outcome) bool {
					return !slices.ContainsFunc(got, func(o outcome) bool {
						s, isStrayed := o.value.(strayed)
						return !isStrayed || len(s.at) != 3 || s.at[0] < s.x
					})
				}},
		},
	})
}
