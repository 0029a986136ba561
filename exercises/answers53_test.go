package exercises

import (
	"math"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/num/dual"

	"dlfs/dl"
)

func answers53() []answers { return []answers{quotientBackAnswers(), orderGradientsAnswers()} }

// quotientBy is a step whose local derivatives are those of d.
func quotientBy(d diff) quotientStep {
	return func(a, b, dq float64) (float64, float64) {
		return dq * d(func(a float64) float64 { return a / b }, a), dq * d(func(b float64) float64 { return a / b }, b)
	}
}

func quotientBackAnswers() answers {
	of := func(f quotientStep) quotientStep { return f }
	calls := 0.0
	return answers{
		id: "5.3-1",
		right: []answer{
			{"from the quotient", of(func(a, b, dq float64) (float64, float64) { q := a / b; return dq / b, -dq * q / b }), ""},
			{"with the first result", of(func(a, b, dq float64) (da, db float64) {
				da = dq / b
				return da, -da * a / b
			}), ""},
			{"as a product with a reciprocal", of(func(a, b, dq float64) (float64, float64) {
				var product dl.MulLayer
				product.Forward(a, 1/b)
				da, dr := product.Backward(dq)
				return da, dr * -1 / (b * b)
			}), ""},
			{"by powers", of(func(a, b, dq float64) (float64, float64) {
				return dq * math.Pow(b, -1), -a * math.Pow(b, -2) * dq
			}), ""},
			{"by dual numbers", of(func(a, b, dq float64) (float64, float64) {
				da := dual.Mul(dual.Number{Real: a, Emag: 1}, dual.Inv(dual.Number{Real: b})).Emag
				db := dual.Mul(dual.Number{Real: a}, dual.Inv(dual.Number{Real: b, Emag: 1})).Emag
				return dq * da, dq * db
			}), ""},
			{"in float32", of(func(a, b, dq float64) (float64, float64) {
				x, y, d := float32(a), float32(b), float32(dq)
				return float64(d / y), float64(-d * x / y / y)
			}), ""},
		},
		wrong: []answer{
			{"by forward differences", quotientBy(forwardBy(1e-4)), "a difference instead of the derivative"},
			{"by gonum's differences", quotientBy(func(f func(float64) float64, x float64) float64 {
				return fd.Derivative(f, x, &fd.Settings{Formula: fd.Central, Step: 1e-4})
			}), "a difference instead of the derivative"},
			{"with a large step", quotientBy(forwardBy(0.1)), ""},
			{"both signs", of(func(a, b, dq float64) (float64, float64) { return -dq / b, -dq * a / (b * b) }), ""},
			{"no upstream for a", of(func(a, b, dq float64) (float64, float64) { return 1 / b, -dq * a / (b * b) }), ""},
			{"no upstream for b", of(func(a, b, dq float64) (float64, float64) { return dq / b, -a / (b * b) }), ""},
			{"the upstream twice", of(func(a, b, dq float64) (float64, float64) { return dq / b, -dq * dq * a / (b * b) }), ""},
			{"the logarithm", of(func(a, b, dq float64) (float64, float64) { return dq / b, dq * math.Log(math.Abs(b)) }), ""},
			{"the quotient", of(func(a, b, dq float64) (float64, float64) { return a / b, a / b }), ""},
			{"upstream added", of(func(a, b, dq float64) (float64, float64) { return dq + 1/b, dq - a/(b*b) }), ""},
			{"b cubed", of(func(a, b, dq float64) (float64, float64) { return dq / b, -dq * a / (b * b * b) }), ""},
			{"the sign from |b|", of(func(a, b, dq float64) (float64, float64) {
				return dq / math.Abs(b), -dq * a / (b * b)
			}), ""},
			{"cut off", of(func(a, b, dq float64) (float64, float64) {
				return max(-1e4, min(1e4, dq/b)), max(-1e4, min(1e4, -dq*a/(b*b)))
			}), ""},
			{"sum of all calls", of(func(a, b, dq float64) (float64, float64) {
				calls += dq / b
				return calls, -dq * a / (b * b)
			}), ""},
			{"NaN", of(func(_, _, _ float64) (float64, float64) { return math.NaN(), math.NaN() }), ""},
			{"a constant", of(func(_, _, _ float64) (float64, float64) { return 0.5, -1.5 }), ""},
		},
	}
}

func orderGradientsAnswers() answers {
	of := func(f orderSlopes) orderSlopes { return f }
	return answers{
		id: "5.3-2",
		right: []answer{
			{"formulas", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				return (price + fee) * tax, count * tax, count * tax, count * (price + fee)
			}), ""},
			{"by layers", of(orderByLayers), ""},
			{"by nudges", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				total := func(v []float64) float64 { return (v[0]*v[1] + v[0]*v[2]) * v[3] }
				g := dl.NumericalGradient(nil, total, []float64{count, price, fee, tax})
				return g[0], g[1], g[2], g[3]
			}), ""},
			{"from the other graph, count·(price + fee)·tax", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				each := price + fee
				dApples, dTax := tax, count*each
				dCount, dEach := dApples*each, dApples*count
				return dCount, dEach, dEach, dTax
			}), ""},
			{"in float32", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				c, p, f, t := float32(count), float32(price), float32(fee), float32(tax)
				return float64((p + f) * t), float64(c * t), float64(c * t), float64(c * (p + f))
			}), ""},
		},
		wrong: []answer{
			{"no addition of the paths", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				return max(price*tax, fee*tax), count * tax, count * tax, count * (price + fee)
			}), ""},
			{"the mean of the paths", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				return (price + fee) / 2 * tax, count * tax, count * tax, count * (price + fee)
			}), ""},
			{"a minus between the paths", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				return (price - fee) * tax, count * tax, count * tax, count * (price + fee)
			}), ""},
			{"count is forgotten for the fee", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				return (price + fee) * tax, count * tax, tax, count * (price + fee)
			}), ""},
			{"tax as if the fee were free of it", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				return price*tax + fee, count * tax, count, count * price
			}), ""},
			{"another order", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				return count * tax, (price + fee) * tax, count * tax, count * (price + fee)
			}), ""},
			{"the values", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				return count, price, fee, tax
			}), ""},
			{"only apples", of(func(count, price, _, tax float64) (float64, float64, float64, float64) {
				return price * tax, count * tax, 0, count * price
			}), ""},
			{"ones", of(func(_, _, _, _ float64) (float64, float64, float64, float64) { return 1, 1, 1, 1 }), ""},
			{"rounded", of(func(count, price, fee, tax float64) (float64, float64, float64, float64) {
				return math.Round((price + fee) * tax), math.Round(count * tax), math.Round(count * tax), math.Round(count * (price + fee))
			}), ""},
			{"the first numbers", of(func(_, _, _, _ float64) (float64, float64, float64, float64) { return 121, 2.2, 2.2, 220 }), ""},
		},
	}
}

// orderByLayers goes through the graph with dl's layers.
func orderByLayers(count, price, fee, tax float64) (dCount, dPrice, dFee, dTax float64) {
	var apples, wrapping, total dl.MulLayer
	var sum dl.AddLayer
	total.Forward(sum.Forward(apples.Forward(count, price), wrapping.Forward(count, fee)), tax)
	dSum, dTax := total.Backward(1)
	dApples, dWrapping := sum.Backward(dSum)
	one, dPrice := apples.Backward(dApples)
	other, dFee := wrapping.Backward(dWrapping)
	return one + other, dPrice, dFee, dTax
}
