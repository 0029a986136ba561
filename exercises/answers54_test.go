package exercises

import (
	"math"

	"dlfs/dl"
)

func answers54() []answers { return []answers{largerLayerAnswers(), neuronGradientsAnswers()} }

// ownPair is a layer of two numbers that a learner could write.
type ownPair struct {
	forward func(l *ownPair, x, y float64) float64
	back    func(l *ownPair, dout float64) (dx, dy float64)
	x, y    float64
	larger  bool
	n       int
	sum     float64
}

func (l *ownPair) Forward(x, y float64) float64           { return l.forward(l, x, y) }
func (l *ownPair) Backward(dout float64) (dx, dy float64) { return l.back(l, dout) }

func ownPairOf(forward func(l *ownPair, x, y float64) float64, back func(l *ownPair, dout float64) (dx, dy float64)) pairMaker {
	return func() pairLayer { return &ownPair{forward: forward, back: back} }
}

// keepsPair is a Forward that keeps both numbers.
func keepsPair(l *ownPair, x, y float64) float64 {
	l.x, l.y = x, y
	return max(x, y)
}

func backToLarger(l *ownPair, dout float64) (dx, dy float64) {
	if l.y > l.x {
		return 0, dout
	}
	return dout, 0
}

func largerLayerAnswers() answers {
	return answers{id: "5.4-1", right: rightLargerLayers(), wrong: wrongLargerLayers()}
}

func rightLargerLayers() []answer {
	return []answer{
		{"keeps both", ownPairOf(keepsPair, backToLarger), ""},
		{"keeps which is larger", ownPairOf(func(l *ownPair, x, y float64) float64 {
			if l.larger = x >= y; l.larger {
				return x
			}
			return y
		}, func(l *ownPair, dout float64) (dx, dy float64) {
			if l.larger {
				dx = dout
			}
			return dx, dout - dx
		}), ""},
		{"keeps the difference", ownPairOf(func(l *ownPair, x, y float64) float64 {
			l.x = x - y
			return math.Max(x, y)
		}, func(l *ownPair, dout float64) (float64, float64) {
			if math.Signbit(l.x) {
				return 0, dout
			}
			return dout, 0
		}), ""},
		{"a mask of 0 and 1", ownPairOf(keepsPair, func(l *ownPair, dout float64) (float64, float64) {
			mask := 1 - dl.StepFunction(l.y-l.x)
			return dout * mask, dout * (1 - mask)
		}), ""},
	}
}

func wrongLargerLayers() []answer {
	smaller := func(l *ownPair, x, y float64) float64 { l.x, l.y = x, y; return min(x, y) }
	return []answer{
		{"the smaller one, and its gradient", ownPairOf(smaller, func(l *ownPair, dout float64) (float64, float64) {
			dy, dx := backToLarger(l, dout)
			return dx, dy
		}), ""},
		{"the smaller one forward", ownPairOf(smaller, backToLarger), ""},
		{"the larger of the absolute values", ownPairOf(func(l *ownPair, x, y float64) float64 {
			l.x, l.y = math.Abs(x), math.Abs(y)
			return max(x, y)
		}, backToLarger), ""},
		{"the first Forward for ever", ownPairOf(func(l *ownPair, x, y float64) float64 {
			if l.n++; l.n == 1 {
				l.x, l.y = x, y
			}
			return max(x, y)
		}, backToLarger), ""},
		{"adds up", ownPairOf(keepsPair, func(l *ownPair, dout float64) (float64, float64) {
			l.sum += dout
			return backToLarger(l, l.sum)
		}), ""},
		{"forgets after Backward", ownPairOf(keepsPair, func(l *ownPair, dout float64) (float64, float64) {
			defer func() { l.x, l.y = 0, 1 }()
			return backToLarger(l, dout)
		}), ""},
		{"only positive gradients", ownPairOf(keepsPair, func(l *ownPair, dout float64) (float64, float64) {
			return backToLarger(l, max(dout, 0))
		}), ""},
		{"a soft choice", ownPairOf(keepsPair, func(l *ownPair, dout float64) (float64, float64) {
			s := dl.Sigmoid(100 * (l.x - l.y))
			return dout * s, dout * (1 - s)
		}), ""},
		{"within rounding", ownPairOf(keepsPair, func(l *ownPair, dout float64) (float64, float64) {
			if l.y > l.x-1e-6 {
				return 0, dout
			}
			return dout, 0
		}), ""},
		{"a product", func() pairLayer { return new(dl.MulLayer) }, ""},
		{"a sum", func() pairLayer { return dl.AddLayer{} }, ""},
		{"the value is the gradient", ownPairOf(keepsPair, func(l *ownPair, _ float64) (float64, float64) { return l.x, l.y }), ""},
	}
}

func neuronGradientsAnswers() answers {
	of := func(f neuronSlopes) neuronSlopes { return f }
	at := func(x, w, b, t float64) (e, loss float64) { e = float64(x*w) + b - t; return e, e * e }
	return answers{
		id: "5.4-2",
		right: []answer{
			{"formulas", of(func(x, w, b, t float64) (float64, float64, float64) {
				e, loss := at(x, w, b, t)
				return loss, 2 * e * x, 2 * e
			}), ""},
			{"multiplied out", of(func(x, w, b, t float64) (float64, float64, float64) {
				loss := w*w*x*x + b*b + t*t + 2*w*x*b - 2*w*x*t - 2*b*t
				return loss, 2*w*x*x + 2*x*b - 2*x*t, 2*b + 2*w*x - 2*t
			}), ""},
			{"by nudges", of(func(x, w, b, t float64) (float64, float64, float64) {
				loss := func(v []float64) float64 { _, l := at(x, v[0], v[1], t); return l }
				g := dl.NumericalGradient(nil, loss, []float64{w, b})
				return loss([]float64{w, b}), g[0], g[1]
			}), ""},
			{"t as a weight of -1", of(func(x, w, b, t float64) (loss, dw, db float64) {
				var weigh, minus, square dl.MulLayer
				var add, subtract dl.AddLayer
				e := subtract.Forward(minus.Forward(-1, t), add.Forward(b, weigh.Forward(w, x)))
				loss = square.Forward(e, e)
				left, right := square.Backward(1)
				_, dy := subtract.Backward(left + right)
				db, dp := add.Backward(dy)
				dw, _ = weigh.Backward(dp)
				return loss, dw, db
			}), ""},
			{"by squaring t - y", of(func(x, w, b, t float64) (float64, float64, float64) {
				e := t - b - x*w
				return e * e, -2 * x * e, -2 * e
			}), ""},
			{"in float32", of(func(x, w, b, t float64) (float64, float64, float64) {
				e := float32(x*w + b - t)
				return float64(e * e), float64(2 * e * float32(x)), float64(2 * e)
			}), ""},
		},
		wrong: []answer{
			{"half the square", of(func(x, w, b, t float64) (float64, float64, float64) {
				e, loss := at(x, w, b, t)
				return loss / 2, e * x, e
			}), ""},
			{"the error for the loss", of(func(x, w, b, t float64) (float64, float64, float64) {
				e, _ := at(x, w, b, t)
				return e, 2 * e * x, 2 * e
			}), ""},
			{"no bias", of(func(x, w, _, t float64) (float64, float64, float64) {
				e, loss := at(x, w, 0, t)
				return loss, 2 * e * x, 2 * e
			}), ""},
			{"no target", of(func(x, w, b, _ float64) (float64, float64, float64) {
				e, loss := at(x, w, b, 0)
				return loss, 2 * e * x, 2 * e
			}), ""},
			{"t is added", of(func(x, w, b, t float64) (float64, float64, float64) {
				e, loss := at(x, w, b, -t)
				return loss, 2 * e * x, 2 * e
			}), ""},
			{"db is 1", of(func(x, w, b, t float64) (float64, float64, float64) {
				e, loss := at(x, w, b, t)
				return loss, 2 * e * x, 1
			}), ""},
			{"db is half", of(func(x, w, b, t float64) (float64, float64, float64) {
				e, loss := at(x, w, b, t)
				return loss, 2 * e * x, e
			}), ""},
			{"db is dw", of(func(x, w, b, t float64) (float64, float64, float64) {
				e, loss := at(x, w, b, t)
				return loss, 2 * e * x, 2 * e * x
			}), ""},
			{"a step instead of the gradients", of(func(x, w, b, t float64) (float64, float64, float64) {
				e, loss := at(x, w, b, t)
				return loss, w - 0.1*2*e*x, b - 0.1*2*e
			}), ""},
			{"the absolute error", of(func(x, w, b, t float64) (float64, float64, float64) {
				e, _ := at(x, w, b, t)
				return math.Abs(e), math.Copysign(x, e), math.Copysign(1, e)
			}), ""},
			{"by the loss", of(func(x, w, b, t float64) (float64, float64, float64) {
				_, loss := at(x, w, b, t)
				return loss, 2 * loss * x, 2 * loss
			}), ""},
			{"rounded", of(func(x, w, b, t float64) (float64, float64, float64) {
				e, loss := at(x, w, b, t)
				return math.Round(loss), math.Round(2 * e * x), math.Round(2 * e)
			}), ""},
		},
	}
}
