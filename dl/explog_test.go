package dl_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"dlfs/dl"
)

// precision is that of the reference: 53 bits and 107 to spare.
const precision = 160

// ln2 is ln 2 to 60 digits.
var ln2, _, _ = big.ParseFloat("0.693147180559945309417232121458176568075500134360255254120680009", 10, precision, big.ToNearestEven)

func bigFloat(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

// bigExp returns e**x by the Taylor series of what is left of x after it has been divided by ln 2.
func bigExp(x *big.Float) *big.Float {
	quotient, _ := new(big.Float).Quo(x, ln2).Float64()
	n := math.RoundToEven(quotient)
	r := bigFloat(n)
	r.Sub(x, r.Mul(r, ln2))
	sum, term := bigFloat(1), bigFloat(1)
	for k := 1.0; k < 40; k++ { // 0.35**40/40! < 2**-210
		term.Quo(term.Mul(term, r), bigFloat(k))
		sum.Add(sum, term)
	}
	return sum.SetMantExp(sum, int(n))
}

// bigLog returns ln x: a step of Halley's method from math.Log, whose error of about 1e-16 becomes its cube.
func bigLog(x float64) *big.Float {
	m, exponent := math.Frexp(x) // math.Log itself is wrong below 2.2e-308 on amd64
	y := bigFloat(math.Log(m) + float64(exponent)*math.Ln2)
	e := bigExp(y)
	up, down := bigFloat(x), bigFloat(x)
	up.Sub(up, e)
	down.Add(down, e)
	up.Quo(up.Mul(up, bigFloat(2)), down)
	return y.Add(y, up)
}

// ulps returns how far got is from want in units of the last place that want has as a float64.
func ulps(got float64, want *big.Float) float64 {
	near, _ := want.Float64()
	near = math.Abs(near)
	unit := math.Nextafter(near, math.Inf(1)) - near
	if math.IsInf(unit, 1) {
		unit = near - math.Nextafter(near, 0)
	}
	diff := bigFloat(got)
	far, _ := diff.Quo(diff.Sub(diff, want), bigFloat(unit)).Float64()
	return math.Abs(far)
}

// inputs returns the numbers to try: a large seeded sample, and the borders at which a case or a result changes.
func inputs(draws int, draw func(i int, rng *rand.Rand) float64, borders ...float64) []float64 {
	rng := rand.New(rand.NewPCG(1, 0))
	var all []float64
	for i := range draws {
		all = append(all, draw(i, rng))
	}
	for _, x := range borders {
		for _, far := range []float64{math.Inf(-1), math.Inf(1)} {
			for near, k := x, 0; k < 50; k++ {
				all = append(all, near)
				near = math.Nextafter(near, far)
			}
		}
	}
	return all
}

// worstError returns the largest error of f among xs, in units of the last place, and where it is.
func worstError(f func(float64) float64, exact func(float64) *big.Float, xs []float64) (worst, at float64) {
	for _, x := range xs {
		if e := ulps(f(x), exact(x)); e > worst {
			worst, at = e, x
		}
	}
	return worst, at
}

func TestExpError(t *testing.T) {
	xs := inputs(20000, func(i int, rng *rand.Rand) float64 {
		switch i % 4 {
		case 0:
			return -rng.Float64() // what softmax sees most
		case 1:
			return -30 * rng.Float64()
		case 2:
			return 709.78 * (2*rng.Float64() - 1)
		}
		return -708 - 37*rng.Float64() // the result is subnormal
	}, 0, math.Ln2/2, -math.Ln2/2, 3*math.Ln2/2, -3*math.Ln2/2, 1e-300, 5e-324, -708.3964185322641, -745.1332191019411, 709.782712893383)
	var finite []float64
	for _, x := range xs {
		if x <= 709.782712893384 {
			finite = append(finite, x)
		}
	}
	worst, at := worstError(dl.Exp, func(x float64) *big.Float { return bigExp(bigFloat(x)) }, finite)
	if worst > 1.2 {
		t.Errorf("Exp(%v) is off by %.3f ulp, want at most 1.2", at, worst)
	}
}

func TestLogError(t *testing.T) {
	xs := inputs(20000, func(i int, rng *rand.Rand) float64 {
		switch i % 4 {
		case 0:
			return rng.Float64() + dl.Delta // what the loss sees
		case 1:
			return 0.9 + 0.2*rng.Float64()
		case 2:
			return 0.70 + 0.06*rng.Float64() // the worst come from here
		}
		return math.Float64frombits(1 + rng.Uint64N(0x7ff<<52-1)) // any size, subnormal numbers too
	}, 1, 2, 0.5, math.Sqrt2, math.Sqrt2/2, 1e-7, 0x1p-1022, math.MaxFloat64/2, 2e-323)
	var positive []float64
	for _, x := range xs {
		if x > 0 {
			positive = append(positive, x)
		}
	}
	worst, at := worstError(dl.Log, bigLog, positive)
	if worst > 1 {
		t.Errorf("Log(%v) is off by %.3f ulp, want at most 1", at, worst)
	}
}

func TestExpLogEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name    string
		f       func(float64) float64
		x, want float64
	}{
		{"Exp", dl.Exp, 0, 1},
		{"Exp", dl.Exp, math.Copysign(0, -1), 1},
		{"Exp", dl.Exp, 5e-324, 1},
		{"Exp", dl.Exp, -1e-300, 1},
		{"Exp", dl.Exp, 709.782712893384, 0x1.fffffffffff2ap+1023}, // the last x below the overflow
		{"Exp", dl.Exp, math.Nextafter(709.782712893384, inf), inf},
		{"Exp", dl.Exp, 710, inf},
		{"Exp", dl.Exp, 1e308, inf},
		{"Exp", dl.Exp, inf, inf},
		{"Exp", dl.Exp, -745.1332191019411, 5e-324},
		{"Exp", dl.Exp, math.Nextafter(-745.1332191019411, -inf), 0},
		{"Exp", dl.Exp, -746, 0},
		{"Exp", dl.Exp, -1e308, 0},
		{"Exp", dl.Exp, -inf, 0},
		{"Exp", dl.Exp, nan, nan},
		{"Log", dl.Log, 1, 0},
		{"Log", dl.Log, 0, -inf},
		{"Log", dl.Log, math.Copysign(0, -1), -inf},
		{"Log", dl.Log, -5e-324, nan},
		{"Log", dl.Log, -inf, nan},
		{"Log", dl.Log, inf, inf},
		{"Log", dl.Log, nan, nan},
		{"Log", dl.Log, 5e-324, -744.4400719213812},
		{"Log", dl.Log, math.MaxFloat64, 709.782712893384},
		{"Sigmoid", dl.Sigmoid, 0, 0.5},
		{"Sigmoid", dl.Sigmoid, -inf, 0},
		{"Sigmoid", dl.Sigmoid, inf, 1},
		{"Sigmoid", dl.Sigmoid, -1000, 0},
		{"Sigmoid", dl.Sigmoid, 1000, 1},
		{"Sigmoid", dl.Sigmoid, nan, nan},
		{"SigmoidGrad", dl.SigmoidGrad, 0, 0.25},
		{"SigmoidGrad", dl.SigmoidGrad, inf, 0},
		{"StepFunction", dl.StepFunction, 0, 0},
		{"StepFunction", dl.StepFunction, 5e-324, 1},
		{"StepFunction", dl.StepFunction, -1, 0},
		{"StepFunction", dl.StepFunction, nan, 0},
		{"ReLU", dl.ReLU, -inf, 0},
		{"ReLU", dl.ReLU, math.Copysign(0, -1), 0},
		{"ReLU", dl.ReLU, 2.5, 2.5},
		{"ReLU", dl.ReLU, nan, nan},
	} {
		got := c.f(c.x)
		if math.Float64bits(got) != math.Float64bits(c.want) && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s(%v) = %v, want %v", c.name, c.x, got, c.want)
		}
	}
}
