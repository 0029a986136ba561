package exercises

import (
	"fmt"
	"math"

	"dlfs/dl"
	"dlfs/internal/words"
)

func sec43() []*Exercise {
	return []*Exercise{vanishingStep(), centralDiff(), forwardExcess(), goodStep(), partialsAt34(), partialOf(), tangentOf(), sigmoidSlope(), secondDerivative()}
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
	if v, ok := o.value.(float64); ok {
		return v
	}
	return math.NaN()
}

func vanishingStep() *Exercise {
	type answer = func() float64
	const right = 1e-16
	is := func(ok func(h float64) bool) func(got []outcome) bool {
		return func(got []outcome) bool { return ok(numberOf(got[0])) }
	}
	return define(exercise[answer]{
		id: "4.3-1", level: 1, title: words.Exercises.Sprintf("Find the flaw: the h that vanishes"),
		hints: []string{
			words.Exercises.Sprintf("A float64 has about 16 digits. Which digit of 3.000… does h change?"),
			words.Exercises.Sprintf("Let Go tell you: in a cell, print 3+1e-15 == 3 and so on. Write x := 3.0 first, for Go computes with constants exactly."),
			words.Exercises.Sprintf("The neighbours of 3 are 4.4e-16 away. What is less than half of that is lost."),
		},
		why: words.Exercises.Sprintf("Beside 3 the float64 numbers are 4.4e-16 apart, so 1e-15 still moves it and 1e-16 does not. With 1e-50 the two values of f are the same number, and their difference is 0."),
		tests: []test[answer]{{
			what: theAnswer(), input: "vanishingStep()", call: func(f answer) any { return f() },
			fault: func(got any) string {
				h, x := got.(float64), 3.0
				switch {
				case !(h > 0):
					return words.Exercises.Sprintf("%s is no power of ten.", show(h))
				case x+h != x:
					return words.Exercises.Sprintf("3 + %s is not 3.", show(h))
				case math.Abs(h/right-1) > 0.01:
					return words.Exercises.Sprintf("3 + %s is 3, but there is a larger power of ten that is lost as well.", show(h))
				}
				return ""
			},
		}},
		mistakes: []mistake[answer]{
			{kind: stepTooLarge, as: func() float64 { return 1e-15 }, seen: is(func(h float64) bool { return h > 0 && 3+h != 3 }),
				says: words.Exercises.Sprintf("This h still changes the last digits of 3. Go on to smaller ones.")},
			{kind: stepTooSmall, as: func() float64 { return 1e-50 }, seen: is(func(h float64) bool { return h > 0 && h < right }),
				says: words.Exercises.Sprintf("It is lost, but by far: larger ones are lost too. Look for the first that is.")},
		},
	})
}

// diff is a difference quotient of f at x.
type diff = func(f func(float64) float64, x float64) float64

func centralDiff() *Exercise {
	try := func(what string, c curve, x float64) test[diff] {
		return test[diff]{what: what, input: fmt.Sprintf("centralDiff(%s, %v)", c.name, x), call: func(f diff) any { return f(c.f, x) }}
	}
	const h = dl.DiffStep
	const atLine, atCube = 0, 3 // among the tests
	return define(exercise[diff]{
		id: "4.3-2", level: 1, title: words.Exercises.Sprintf("A slope from both sides"), tolerance: 1e-7,
		hints: []string{
			words.Exercises.Sprintf("Evaluate f twice, a little to the right of x and a little to the left."),
			words.Exercises.Sprintf("The two points are x+h and x-h: how far are they apart?"),
			words.Exercises.Sprintf("(f(x+h) - f(x-h)) / (2 * h), with the brackets."),
		},
		why: words.Exercises.Sprintf("The errors of the two sides cancel up to the order h²; that of the forward difference is of the order h."),
		tests: []test[diff]{
			try(values(), line, 3), try(values(), square, 1), try(values(), square, 3), try(values(), cube, -2), try(values(), sine, 1),
			try(extremes(), square, 1000), try(extremes(), expCurve, -30),
			try(extremes(), curve{"|x|", math.Abs}, 0),
		},
		mistakes: []mistake[diff]{
			{kind: forward, as: func(f func(float64) float64, x float64) float64 { return (f(x+h) - f(x)) / h }},
			{kind: backward, as: func(f func(float64) float64, x float64) float64 { return (f(x) - f(x-h)) / h }},
			{kind: missingFactor, as: func(f func(float64) float64, x float64) float64 { return (f(x+h) - f(x-h)) / h },
				says: words.Exercises.Sprintf("The slope is twice too large. The two points are 2h apart: divide by that.")},
			{kind: precedence, as: func(f func(float64) float64, x float64) float64 { return (f(x+h) - f(x-h)) / 2 * h }},
			{kind: wrongSign, as: func(f func(float64) float64, x float64) float64 { return (f(x-h) - f(x+h)) / (2 * h) },
				says: words.Exercises.Sprintf("Everything has the wrong sign: the value on the right comes first, f(x+h) - f(x-h).")},
			{kind: stepTooLarge, as: func(f func(float64) float64, x float64) float64 { return (f(x+0.1) - f(x-0.1)) / 0.2 },
				seen: func(got []outcome) bool { // exact for the line, and h² too much for the cube
					excess := numberOf(got[atCube]) - 12
					return near(numberOf(got[atLine]), 2, 1e-7) && excess > 1e-7 && near(numberOf(got[atLine+1]), 2, 1e-7)
				}},
			{kind: stepTooSmall, as: func(f func(float64) float64, x float64) float64 { return (f(x+1e-50) - f(x-1e-50)) / 2e-50 },
				seen: func(got []outcome) bool { // rounding is all that can be wrong on a line
					v := numberOf(got[atLine])
					return v == 0 || math.Abs(v-2) > 1e-7 && math.Abs(v-2) < 0.5
				}},
		},
	})
}

func forwardExcess() *Exercise {
	type answer = func(x, h float64) float64
	try := func(what string, x, h float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("forwardExcess(%v, %v)", x, h), call: func(f answer) any { return f(x, h) }}
	}
	return define(exercise[answer]{
		id: "4.3-3", level: 2, title: words.Exercises.Sprintf("Find the flaw: how wrong is one side?"), tolerance: 1e-6,
		hints: []string{
			words.Exercises.Sprintf("Take pencil and paper: what is (x+h)², multiplied out?"),
			words.Exercises.Sprintf("(x² + 2xh + h² - x²)/h. Divide by h, and compare with 2x."),
		},
		why:   words.Exercises.Sprintf("((x+h)² - x²)/h = 2x + h: the excess is h, wherever x is. In general it is about h/2 times f″(x), and f″ of x² is 2."),
		tests: []test[answer]{try(values(), 0, 1), try(values(), 3, 0.5), try(values(), 3, 1e-4), try(extremes(), -100, 2), try(extremes(), 5, -0.5)},
		mistakes: []mistake[answer]{
			{kind: missingFactor, as: func(_, h float64) float64 { return h / 2 },
				says: words.Exercises.Sprintf("h/2 is to be multiplied by f″(x), which is 2 for x².")},
			{kind: notDivided, as: func(_, h float64) float64 { return h * h },
				says: words.Exercises.Sprintf("h² is left over in f(x+h) - f(x). The difference is then divided by h.")},
			{kind: misread, as: func(x, h float64) float64 { return 2*x + h },
				says: words.Exercises.Sprintf("That is the whole forward difference. How much of it is too much?")},
			{kind: wrongSign, as: func(_, h float64) float64 { return -h },
				says: words.Exercises.Sprintf("The chord to the right of x is steeper than the tangent, since the parabola bends upwards.")},
		},
	})
}

func goodStep() *Exercise {
	type answer = func() float64
	const allowed = 1e-10
	worst := func(h float64) float64 {
		worst := 0.0
		for _, x := range []float64{0.5, 0.75, 1} {
			worst = max(worst, math.Abs((math.Sin(x+h)-math.Sin(x-h))/(2*h)/math.Cos(x)-1),
				math.Abs((math.Exp(x+h)-math.Exp(x-h))/(2*h)/math.Exp(x)-1))
		}
		return worst
	}
	bad := func(from, to float64) func(got []outcome) bool {
		return func(got []outcome) bool { h := numberOf(got[0]); return h > from && h <= to && !(worst(h) <= allowed) }
	}
	return define(exercise[answer]{
		id: "4.3-4", level: 2, title: words.Exercises.Sprintf("Choose h"),
		hints: []string{
			words.Exercises.Sprintf("Look at the chart of section 4.3 with the errors of both differences: where is the lowest place of the central one?"),
			words.Exercises.Sprintf("Two errors meet: h²/6 times the third derivative, which grows with h, and about 1e-16/h of rounding, which shrinks."),
			words.Exercises.Sprintf("They are equal near h = 1e-5."),
		},
		why: words.Exercises.Sprintf("The truncation error h²/6 and the rounding error 1e-16/h are equal where h³ is about 6e-16, near 1e-5; both are about 1e-11 there."),
		tests: []test[answer]{{
			what: theAnswer(), input: "goodStep()", call: func(f answer) any { return f() },
			fault: func(got any) string {
				h := got.(float64)
				if !(h > 0 && isFinite(h)) {
					return words.Exercises.Sprintf("%s is no step: h must be larger than 0.", show(h))
				}
				if e := worst(h); !(e <= allowed) {
					return words.Exercises.Sprintf("With h = %s one of the slopes is wrong by %.0e of its value; 1e-10 is allowed.", show(h), e)
				}
				return ""
			},
		}},
		mistakes: []mistake[answer]{
			{kind: stepTooSmall, as: func() float64 { return 1e-9 }, seen: bad(0, 1e-5)},
			{kind: stepTooLarge, as: func() float64 { return 1e-3 }, seen: bad(1e-5, math.Inf(1))},
		},
	})
}

func partialsAt34() *Exercise {
	type answer = func() (byX0, byX1 float64)
	pair := func(a, b float64) answer { return func() (float64, float64) { return a, b } }
	return define(exercise[answer]{
		id: "4.3-5", level: 1, title: words.Exercises.Sprintf("Partial derivatives at (3, 4)"), tolerance: 1e-6,
		hints: []string{
			words.Exercises.Sprintf("For the first hold x1 at 4: what is left is x0² + 16, a function of one variable."),
			words.Exercises.Sprintf("Its derivative is 2·x0, at x0 = 3. You may also let dl.NumericalDiff compute it."),
		},
		why: words.Exercises.Sprintf("The other variable is a constant while one differentiates: 2·x0 = 6 and 2·x1 = 8."),
		tests: []test[answer]{{what: theAnswer(), input: "partialsAt34()", untold: true, call: func(f answer) any {
			byX0, byX1 := f()
			return parts{{"byX0", byX0}, {"byX1", byX1}}
		}}},
		mistakes: []mistake[answer]{
			{kind: exchanged, as: pair(8, 6), says: words.Exercises.Sprintf("Both numbers are right, and in each other's place: by x0 the slope is 2·x0.")},
			{kind: misread, as: pair(25, 25), says: words.Exercises.Sprintf("That is the value of the function. Its slopes are asked for.")},
			{kind: missingFactor, as: pair(3, 4), says: words.Exercises.Sprintf("The derivative of x² is 2x.")},
			{kind: misread, as: pair(22, 14), says: words.Exercises.Sprintf("The other variable is a constant, and the derivative of a constant is 0: its square does not count.")},
		},
	})
}

func partialOf() *Exercise {
	type answer = func(f func([]float64) float64, x []float64, i int) float64
	try := func(what string, s surface, i int, x ...float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("partial(%s, %s, %d)", s.name, show(x), i), call: func(f answer) any {
			mine := append([]float64{}, x...)
			return unlessChanged(f(s.f, mine, i), [][]float64{mine}, [][]float64{x})
		}}
	}
	const h = dl.DiffStep
	moved := func(f func([]float64) float64, x []float64, i int, by float64) float64 {
		m := append([]float64{}, x...)
		m[i] += by
		return f(m)
	}
	all := func(f func([]float64) float64, x []float64, by float64) float64 {
		m := append([]float64{}, x...)
		for i := range m {
			m[i] += by
		}
		return f(m)
	}
	return define(exercise[answer]{
		id: "4.3-6", level: 2, title: words.Exercises.Sprintf("Write a partial derivative"), tolerance: 1e-6,
		hints: []string{
			words.Exercises.Sprintf("Only x[i] moves; all other entries stay where they are."),
			words.Exercises.Sprintf("Make a copy of x, and move entry i of the copy: once up and once down."),
			words.Exercises.Sprintf("moved[i] = x[i] + h, evaluate; moved[i] = x[i] - h, evaluate; the difference divided by 2h."),
		},
		why: words.Exercises.Sprintf("A slice is a view of memory that the caller owns: whoever moves its entries moves the caller's. The copy keeps x as it was."),
		tests: []test[answer]{
			try(values(), slope, 0, 0, 0), try(values(), slope, 1, 0, 0), try(values(), bowl, 0, 3, 4), try(values(), bowl, 1, 3, 4),
			try(values(), mixed, 0, 2, 5), try(values(), mixed, 1, 2, 5), try(values(), cubic, 2, 1, 2, 3),
			try(extremes(), surface{"x0²", func(x []float64) float64 { return x[0] * x[0] }}, 0, 1000),
		},
		mistakes: []mistake[answer]{
			{kind: allAtOnce, as: func(f func([]float64) float64, x []float64, _ int) float64 {
				return (all(f, x, h) - all(f, x, -h)) / (2 * h)
			},
				says: words.Exercises.Sprintf("All entries move together here. Only x[i] may move.")},
			{kind: forward, as: func(f func([]float64) float64, x []float64, i int) float64 { return (moved(f, x, i, h) - f(x)) / h }},
			{kind: missingFactor, as: func(f func([]float64) float64, x []float64, i int) float64 {
				return (moved(f, x, i, h) - moved(f, x, i, -h)) / h
			}, says: words.Exercises.Sprintf("The slope is twice too large. The two points are 2h apart: divide by that.")},
			{kind: changesArgument, as: func(f func([]float64) float64, x []float64, i int) float64 {
				x[i] += h
				up := f(x)
				x[i] -= 2 * h
				return (up - f(x)) / (2 * h)
			}},
		},
	})
}

func tangentOf() *Exercise {
	type answer = func(f func(float64) float64, x float64) (slope, intercept float64)
	try := func(what string, c curve, x float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("tangent(%s, %v)", c.name, x), call: func(f answer) any {
			slope, intercept := f(c.f, x)
			return parts{{"slope", slope}, {"intercept", intercept}}
		}}
	}
	parabola := curve{"0.01x² + 0.1x", func(x float64) float64 { return 0.01*x*x + 0.1*x }}
	with := func(intercept func(fx, d, x float64) float64) answer {
		return func(f func(float64) float64, x float64) (float64, float64) {
			d := dl.NumericalDiff(f, x)
			return d, intercept(f(x), d, x)
		}
	}
	return define(exercise[answer]{
		id: "4.3-7", level: 2, title: words.Exercises.Sprintf("Draw the tangent"), tolerance: 1e-6,
		hints: []string{
			words.Exercises.Sprintf("The slope is the derivative at x: dl.NumericalDiff(f, x)."),
			words.Exercises.Sprintf("The line must go through the point (x, f(x)): slope·x + intercept = f(x)."),
			words.Exercises.Sprintf("So the intercept is f(x) - slope·x."),
		},
		why: words.Exercises.Sprintf("Two conditions, slope and point of contact, fix a line."),
		tests: []test[answer]{
			try(values(), curve{"2x + 1", func(x float64) float64 { return 2*x + 1 }}, 1), try(values(), square, 1), try(values(), parabola, 5), try(values(), parabola, 10), try(values(), sine, 2),
			try(extremes(), square, -100),
		},
		mistakes: []mistake[answer]{
			{kind: misread, as: with(func(fx, _, _ float64) float64 { return fx }),
				says: words.Exercises.Sprintf("f(x) is the height at x. The intercept is the height at 0, and the way there is x long.")},
			{kind: wrongSign, as: with(func(fx, d, x float64) float64 { return fx + d*x }),
				says: words.Exercises.Sprintf("From x back to 0 the line falls by slope·x: subtract it.")},
			{kind: exchanged, as: func(f func(float64) float64, x float64) (float64, float64) {
				d := dl.NumericalDiff(f, x)
				return f(x) - d*x, d
			}, says: words.Exercises.Sprintf("Both numbers are right, and in each other's place: the slope comes first.")},
		},
	})
}

func sigmoidSlope() *Exercise {
	type answer = func(x float64) float64
	try := func(what string, x float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("sigmoidSlope(%v)", x), call: func(f answer) any { return f(x) }}
	}
	return define(exercise[answer]{
		id: "4.3-8", level: 3, title: words.Exercises.Sprintf("Derive and code: the sigmoid"),
		hints: []string{
			words.Exercises.Sprintf("With u = 1 + exp(-x) the sigmoid is 1/u, and the derivative of 1/u is -u′/u²."),
			words.Exercises.Sprintf("That gives exp(-x)/(1+exp(-x))². Write it with s = 1/(1+exp(-x)) alone."),
			words.Exercises.Sprintf("It is s·(1-s): compute s with dl.Sigmoid, and no exponential can overflow any more."),
		},
		why: words.Exercises.Sprintf("exp(-x)/(1+exp(-x))² is s(1-s). Besides being short, it stays finite where exp(-x) does not."),
		tests: []test[answer]{
			try(values(), 0), try(values(), 1), try(values(), -1), try(values(), 2.5), try(values(), -6),
			try(extremes(), 40), try(extremes(), 800), try(extremes(), -800),
		},
		mistakes: []mistake[answer]{
			{kind: overflows, as: func(x float64) float64 { e := math.Exp(-x); return e / ((1 + e) * (1 + e)) },
				says: words.Exercises.Sprintf("exp(800) is infinite, and ∞/∞ is NaN. Write the derivative with the sigmoid itself, which is never larger than 1.")},
			{kind: missingFactor, as: dl.Sigmoid, says: words.Exercises.Sprintf("That is the sigmoid s. Its derivative is s times 1-s.")},
			{kind: wrongVariable, as: func(x float64) float64 { return x * (1 - x) },
				says: words.Exercises.Sprintf("x(1-x) is written with the input. The formula s(1-s) means the output s of the sigmoid.")},
			{kind: wrongSign, as: func(x float64) float64 { return -dl.SigmoidGrad(x) },
				says: words.Exercises.Sprintf("The sigmoid rises everywhere. There are two minus signs on the way: one from 1/u, one from -x.")},
		},
	})
}

func secondDerivative() *Exercise {
	try := func(what string, c curve, x, want float64) test[diff] {
		input := fmt.Sprintf("secondDerivative(%s, %v)", c.name, x)
		return test[diff]{what: what, input: input, call: func(f diff) any { return f(c.f, x) }, fault: func(got any) string {
			if why := differs(got, want, 1e-4); why != "" {
				return words.Exercises.Sprintf("%s %s.", input, why)
			}
			return ""
		}}
	}
	quotient := func(h, middle, by float64) diff {
		return func(f func(float64) float64, x float64) float64 { return (f(x+h) - middle*f(x) + f(x-h)) / by }
	}
	const h = 1e-3
	return define(exercise[diff]{
		id: "4.3-9", level: 3, title: words.Exercises.Sprintf("Twice the slope: the second derivative"), tolerance: 1e-4,
		hints: []string{
			words.Exercises.Sprintf("It is the slope of the slope: the slope between x and x+h, minus that between x-h and x, divided by h."),
			words.Exercises.Sprintf("Put together: (f(x+h) - 2f(x) + f(x-h)) / h²."),
			words.Exercises.Sprintf("Rounding now grows with 1/h², so h must be larger than for the first derivative: 1e-3 is good."),
		},
		why: words.Exercises.Sprintf("What is left of the difference is of the size h², so with h = 1e-8 it drowns in rounding; 1e-3 loses neither to rounding nor to truncation."),
		tests: []test[diff]{
			try(values(), square, 0, 2), try(values(), square, 3, 2), try(values(), line, 5, 0), try(values(), cube, 2, 12),
			try(values(), sine, 1, -math.Sin(1)), try(extremes(), expCurve, 3, math.Exp(3)),
		},
		mistakes: []mistake[diff]{
			{kind: missingFactor, as: quotient(h, 1, h*h), says: words.Exercises.Sprintf("f(x) counts twice, once for each of the two slopes: f(x+h) - 2f(x) + f(x-h).")},
			{kind: notDivided, as: quotient(h, 2, h), says: words.Exercises.Sprintf("This is divided by h once. The slope of a slope is divided by h twice.")},
			{kind: wrongSign, as: func(f func(float64) float64, x float64) float64 { return -quotient(h, 2, h*h)(f, x) }},
			{kind: stepTooSmall, as: quotient(1e-8, 2, 1e-16),
				seen: func(got []outcome) bool { // for x², everything is exact at 0 with any h, and at 3 but for rounding
					return near(numberOf(got[0]), 2, 1e-4) && math.Abs(numberOf(got[1])-2) > 1e-4
				}},
		},
	})
}
