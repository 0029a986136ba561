package kernel

import "math"

// ln 2 in two parts: n·ln2Hi is exact for every |n| ≤ 1075, because ln2Hi ends in zero bits.
const (
	ln2Hi = 0x1.62e42feep-01
	ln2Lo = 0x1.a39ef35793c76p-33
)

// expTaylor holds 1/k!: the Taylor series of exp, whose first missing term is below 2^-56 for |r| ≤ ln(2)/2.
var expTaylor = [...]float64{
	1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320,
	1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800,
}

// Exp returns e**x, within 1.2 units in the last place, with the same bits on every machine. It returns +Inf above
// 709.78, 0 below -745.14 and NaN for NaN.
//
// x is split into n·ln 2 + r with |r| ≤ ln(2)/2, so that e**x = 2**n · e**r.
func Exp(x float64) float64 {
	switch {
	case x > 710:
		x = 710 // overflows in the last line, as it should
	case x < -746:
		x = -746 // becomes 0 there
	case x != x:
		return x
	}
	n := math.RoundToEven(float64(x * math.Log2E))
	r := x - float64(n*ln2Hi)
	r -= float64(n * ln2Lo)
	p := expTaylor[13]
	p = float64(p*r) + expTaylor[12]
	p = float64(p*r) + expTaylor[11]
	p = float64(p*r) + expTaylor[10]
	p = float64(p*r) + expTaylor[9]
	p = float64(p*r) + expTaylor[8]
	p = float64(p*r) + expTaylor[7]
	p = float64(p*r) + expTaylor[6]
	p = float64(p*r) + expTaylor[5]
	p = float64(p*r) + expTaylor[4]
	p = float64(p*r) + expTaylor[3]
	p = float64(p*r) + expTaylor[2]
	p = float64(p*r) + expTaylor[1]
	p = float64(p*r) + expTaylor[0]
	half := int(n) >> 1 // in two steps: 2**n alone may lie outside the range of float64
	return float64(float64(p*pow2(half)) * pow2(int(n)-half))
}

// pow2 returns 2**n for -1022 ≤ n ≤ 1023.
func pow2(n int) float64 { return math.Float64frombits(uint64(n+1023) << 52) }

// logSeries holds 2/(2k+1) from k = 11 down to 1: twice the series of artanh(s)/s - 1 in s², whose next term is below
// 2^-64 for |s| ≤ 0.172.
var logSeries = [...]float64{
	2.0 / 23, 2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3,
}

// Log returns the natural logarithm of x, within one unit in the last place, with the same bits on every machine. It
// returns -Inf for 0, NaN for a negative number or NaN, and +Inf for +Inf.
//
// x is 2**e·m with m between √½ and √2. With g = m-1 and s = g/(2+g), ln m = 2·artanh(s), and since 2s = g - s·g,
// that is g - s·(g - R) with R = 2s²/3 + 2s⁴/5 + …: g is exact, and what is added to it is small.
func Log(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	m, exponent := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m = float64(2 * m)
		exponent--
	}
	e := float64(exponent)
	g := m - 1
	s := g / (2 + g)
	q := float64(s * s)
	r := logSeries[0]
	for _, c := range logSeries[1:] {
		r = float64(r*q) + c
	}
	r = float64(r * q)
	return float64(e*ln2Hi) + (g - (float64(s*(g-r)) - float64(e*ln2Lo)))
}
