package exercises

import (
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/num/dual"

	"dlfs/dl"
)

func answers43() []answers {
	return []answers{
		vanishingStepAnswers(), centralDiffAnswers(), forwardExcessAnswers(), goodStepAnswers(), partialsAt34Answers(),
		partialOfAnswers(), tangentOfAnswers(), sigmoidSlopeAnswers(), secondDerivativeAnswers(),
	}
}

// number is an answer that is a single number.
func number(x float64) func() float64 { return func() float64 { return x } }

func vanishingStepAnswers() answers {
	return answers{
		id: "4.3-1",
		right: []answer{
			{"by division", func() float64 {
				x, h := 3.0, 0.1
				for x+h != x {
					h /= 10
				}
				return h
			}, ""},
			{"by multiplication", func() float64 {
				h := 1.0
				for x := 3.0; x+h > x; {
					h *= 0.1
				}
				return h
			}, ""},
			{"by its exponent", func() float64 {
				n := -1
				for x := 3.0; x+math.Pow10(n) != x; n-- {
				}
				return math.Pow10(n)
			}, ""},
			{"by recursion", func() float64 {
				var lost func(h float64) float64
				lost = func(h float64) float64 {
					if x := 3.0; x+h == x {
						return h
					}
					return lost(h / 10)
				}
				return lost(0.1)
			}, ""},
			{"from the distance of the numbers", func() float64 {
				return math.Pow(10, math.Floor(math.Log10((math.Nextafter(3, 4)-3)/2)))
			}, ""},
			{"by a float32", number(float64(float32(1e-16))), ""},
		},
		wrong: []answer{
			{"1e-8", number(1e-8), "h too large"},
			{"10", number(10), "h too large"},
			{"1e-17", number(1e-17), "h too small"},
			{"a step of float32", number(1e-7), "h too large"},
			{"lost, larger, and no power of ten", number(2e-16), ""},
			{"lost, smaller, and no power of ten", number(5e-17), ""},
			{"what is next to 1", number(math.Nextafter(1, 2) - 1), ""},
			{"what is next to 3", number(math.Nextafter(3, 4) - 3), ""},
			{"the exponent", number(-16), ""},
			{"the exponent without its sign", number(16), ""},
			{"negative", number(-1e-16), ""},
			{"0", number(0), ""},
			{"NaN", number(math.NaN()), ""},
			{"infinite", number(math.Inf(1)), ""},
		},
	}
}

func centralDiffAnswers() answers {
	type F = func(float64) float64
	const h = 1e-4
	chord := func(left, right float64) diff {
		return func(f func(float64) float64, x float64) float64 { return (f(x+right) - f(x-left)) / (left + right) }
	}
	return answers{
		id: "4.3-2",
		right: []answer{
			{"by dl", dl.NumericalDiff, ""},
			{"by gonum", func(f F, x float64) float64 {
				return fd.Derivative(f, x, &fd.Settings{Formula: fd.Central, Step: h})
			}, ""},
			{"the mean of both sides", func(f F, x float64) float64 {
				return (dl.ForwardDiff(f, x, h) + dl.ForwardDiff(f, x, -h)) / 2
			}, ""},
			{"divided by what the points are apart", func(f F, x float64) float64 {
				left, right := x-h, x+h
				return (f(right) - f(left)) / (right - left)
			}, ""},
			{"term by term", func(f F, x float64) float64 { return f(x+h)/h/2 - f(x-h)/h/2 }, ""},
			{"of generic numbers", genericChord[float64], ""},
			{"in goroutines", func(f F, x float64) float64 {
				v := inGoroutines(f, x-h, x+h)
				return (v[1] - v[0]) / (2 * h)
			}, ""},
			{"with h from a float32", chord(float64(float32(h)), float64(float32(h))), ""},
		},
		wrong: []answer{
			{"h = 1e-3", chord(1e-3, 1e-3), "h too large"},
			{"h = 2e-4", chord(2*h, 2*h), "h too large"},
			{"half the h", chord(h/2, h/2), "h too small"},
			{"h = 1e-5", chord(1e-5, 1e-5), "h too small"},
			{"h = 1e-12", chord(1e-12, 1e-12), "h too small"},
			{"other sides", chord(h, 2*h), ""},
			{"a fourth-order difference", fourthOrder(h), ""},
			{"a forward difference with a small h", chord(0, 1e-5), ""},
			{"a step relative to x", func(f F, x float64) float64 { return chord(h*x, h*x)(f, x) }, ""},
			{"a step that grows with x", func(f F, x float64) float64 {
				grown := h * max(1, math.Abs(x))
				return chord(grown, grown)(f, x)
			}, "h too large"},
			{"at |x|", func(f F, x float64) float64 { return chord(h, h)(f, math.Abs(x)) }, ""},
			{"of values in float32", func(f F, x float64) float64 {
				return float64(float32(f(x+h))-float32(f(x-h))) / (2 * h)
			}, ""},
			{"not divided", func(f F, x float64) float64 { return f(x+h) - f(x-h) }, ""},
			{"added", func(f F, x float64) float64 { return (f(x+h) + f(x-h)) / (2 * h) }, ""},
			{"f(x) twice", func(f F, x float64) float64 { return (f(x) - f(x)) / (2 * h) }, ""},
			{"the slope of the line through the origin", func(f F, x float64) float64 { return f(x) / x }, ""},
			{"the absolute slope", func(f F, x float64) float64 { return math.Abs(dl.NumericalDiff(f, x)) }, ""},
			{"rounded", func(f F, x float64) float64 { return math.Round(dl.NumericalDiff(f, x)) }, ""},
			{"f of a difference", func(f F, x float64) float64 { return f((x+h)-(x-h)) / (2 * h) }, ""},
			{"a constant", func(F, float64) float64 { return 2 }, ""},
			{"0", func(F, float64) float64 { return 0 }, ""},
			{"f(x)", func(f F, x float64) float64 { return f(x) }, ""},
		},
	}
}

// inGoroutines returns the values of f, each of them from a goroutine of its own.
func inGoroutines(f func(float64) float64, at ...float64) []float64 {
	values := make([]float64, len(at))
	var all sync.WaitGroup
	for i, x := range at {
		all.Go(func() { values[i] = f(x) })
	}
	all.Wait()
	return values
}

func genericChord[T ~float32 | ~float64](f func(T) T, x T) T {
	const h = 1e-4
	return (f(x+h) - f(x-h)) / (2 * h)
}

func fourthOrder(h float64) diff {
	return func(f func(float64) float64, x float64) float64 {
		return (8*(f(x+h)-f(x-h)) - (f(x+2*h) - f(x-2*h))) / (12 * h)
	}
}

func forwardExcessAnswers() answers {
	type F = func(x, h float64) float64
	of := func(f F) F { return f }
	return answers{
		id: "4.3-3",
		right: []answer{
			{"by its definition", of(func(x, h float64) float64 { return ((x+h)*(x+h)-x*x)/h - 2*x }), ""},
			{"by dl", of(func(x, h float64) float64 { return dl.ForwardDiff(square.f, x, h) - 2*x }), ""},
			{"by what is left of the square", of(func(_, h float64) float64 { return h * h / h }), ""},
			{"by the second derivative", of(func(_, h float64) float64 { const second = 2.0; return h / 2 * second }), ""},
			{"by a float32", of(func(_, h float64) float64 { return float64(float32(h)) }), ""},
		},
		wrong: []answer{
			{"2h", of(func(_, h float64) float64 { return 2 * h }), ""},
			{"without a sign", of(func(_, h float64) float64 { return math.Abs(h) }), ""},
			{"the derivative", of(func(x, _ float64) float64 { return 2 * x }), ""},
			{"of a fixed h", of(func(x, _ float64) float64 { return dl.ForwardDiff(square.f, x, 1e-4) - 2*x }), ""},
			{"the difference not divided, less the slope", of(func(x, h float64) float64 { return (x+h)*(x+h) - x*x - 2*x }), ""},
			{"relative to the slope", of(func(x, h float64) float64 { return h / (2 * x) }), ""},
			{"times x", of(func(x, h float64) float64 { return x * h }), ""},
			{"the excess of a central difference", of(func(x, h float64) float64 {
				return (square.f(x+h)-square.f(x-h))/(2*h) - 2*x
			}), ""},
			{"of a cube", of(func(x, h float64) float64 { return 3*x*h + h*h }), ""},
			{"rounded", of(func(_, h float64) float64 { return math.Round(h*10) / 10 }), ""},
			{"rounded to four places", of(func(_, h float64) float64 { return math.Round(h*1e4) / 1e4 }), ""},
			{"1", of(func(_, _ float64) float64 { return 1 }), ""},
		},
	}
}

func goodStepAnswers() answers {
	return answers{
		id: "4.3-4",
		right: []answer{
			{"the cube root of the distance of the numbers", number(math.Cbrt(2.2e-16)), ""},
			{"a power of two", number(math.Ldexp(1, -16)), ""},
			{"a little larger", number(2e-5), ""},
			{"the largest that a search finds", number(2.37e-5), ""},
			{"a little smaller", number(4e-6), ""},
			{"where the two errors meet", number(math.Pow(6e-16, 1.0/3)), ""},
			{"by search", func() float64 {
				best, least := 0.0, 1.0
				for h := 1e-2; h > 1e-9; h /= 2 {
					worst := 0.0
					for x := 0.5; x <= 1; x += 0.05 {
						worst = max(worst, math.Abs((math.Exp(x+h)-math.Exp(x-h))/(2*h)-math.Exp(x)))
					}
					if worst < least {
						best, least = h, worst
					}
				}
				return best
			}, ""},
			{"by a float32", number(float64(float32(1e-5))), ""},
		},
		wrong: []answer{
			{"that of the course", number(1e-4), "h too large"},
			{"3e-5", number(3e-5), "h too large"},
			{"1", number(1), "h too large"},
			{"1e-6, which is good at some places only", number(1e-6), "h too small"},
			{"1.5e-6, which is good at most places", number(1.5e-6), "h too small"},
			{"1e-7", number(1e-7), "h too small"},
			{"1e-16", number(1e-16), "h too small"},
			{"1e-50", number(1e-50), "h too small"},
			{"0", number(0), ""},
			{"negative", number(-1e-5), ""},
			{"the exponent", number(-5), ""},
			{"infinite", number(math.Inf(1)), ""},
			{"NaN", number(math.NaN()), ""},
		},
	}
}

func partialsAt34Answers() answers {
	type F = func() (byX0, byX1 float64)
	by := func(d func(f func(float64) float64, x float64) float64) F {
		return func() (float64, float64) {
			return d(func(x float64) float64 { return x*x + 4*4 }, 3), d(func(x float64) float64 { return 3*3 + x*x }, 4)
		}
	}
	are := func(a, b float64) F { return func() (float64, float64) { return a, b } }
	return answers{
		id: "4.3-5",
		right: []answer{
			{"by dl", by(dl.NumericalDiff), ""},
			{"by dl's gradient", func() (float64, float64) {
				g := dl.NumericalGradient(nil, bowl.f, []float64{3, 4})
				return g[0], g[1]
			}, ""},
			{"by gonum", func() (float64, float64) {
				g := fd.Gradient(nil, bowl.f, []float64{3, 4}, nil)
				return g[0], g[1]
			}, ""},
			{"by a forward difference", by(func(f func(float64) float64, x float64) float64 {
				return dl.ForwardDiff(f, x, 1e-4)
			}), ""},
			{"in float32", func() (float64, float64) {
				x0, x1 := float32(3), float32(4)
				return float64(2 * x0), float64(2 * x1)
			}, ""},
		},
		wrong: []answer{
			{"only one factor", are(6, 4), ""},
			{"the squares", are(9, 16), ""},
			{"their sum", are(14, 14), ""},
			{"downhill", are(-6, -8), ""},
			{"of length 1", are(0.6, 0.8), ""},
			{"with the other square", are(6+16, 9+8), "a misunderstanding"},
			{"the first twice", are(6, 6), ""},
			{"the other variable first", are(8, 8), ""},
			{"a difference that is not divided by 2", are(12, 16), ""},
			{"a difference with a large step", by(func(f func(float64) float64, x float64) float64 {
				return dl.ForwardDiff(f, x, 0.1)
			}), ""},
			{"NaN", are(math.NaN(), 8), ""},
		},
	}
}

// along takes the derivative along one axis.
func along(d diff) partialAnswer {
	return func(f func([]float64) float64, x []float64, i int) float64 {
		return d(func(v float64) float64 {
			moved := append([]float64(nil), x...)
			moved[i] = v
			return f(moved)
		}, x[i])
	}
}

// inPlace moves the entry of x itself, and may restore it.
func inPlace(restore bool, left, right float64) partialAnswer {
	return func(f func([]float64) float64, x []float64, i int) float64 {
		v := x[i]
		x[i] = v + right
		up := f(x)
		x[i] = v - left
		down := f(x)
		if restore {
			x[i] = v
		}
		return (up - down) / (left + right)
	}
}

func partialOfAnswers() answers {
	type S = func([]float64) float64
	const h = 1e-4
	return answers{
		id: "4.3-6",
		right: []answer{
			{"by dl, along one axis", along(dl.NumericalDiff), ""},
			{"by dl's gradient", func(f S, x []float64, i int) float64 { return dl.NumericalGradient(nil, f, x)[i] }, ""},
			{"by gonum", func(f S, x []float64, i int) float64 {
				return fd.Gradient(nil, f, x, &fd.Settings{Formula: fd.Central, Step: h})[i]
			}, ""},
			{"restored", inPlace(true, h, h), ""},
			{"restored by steps, up to rounding", func(f S, x []float64, i int) float64 {
				x[i] += h
				up := f(x)
				x[i] -= 2 * h
				down := f(x)
				x[i] += h
				return (up - down) / (2 * h)
			}, ""},
			{"with a unit vector", func(f S, x []float64, i int) float64 {
				up, down := make([]float64, len(x)), make([]float64, len(x))
				for k := range x {
					e := 0.0
					if k == i {
						e = 1
					}
					up[k], down[k] = x[k]+h*e, x[k]-h*e
				}
				return f(up)/(2*h) - f(down)/(2*h)
			}, ""},
		},
		wrong: slices.Concat(changedPlaces(), partialsByOtherSteps(), wrongPartials()),
	}
}

func changedPlaces() []answer {
	type S = func([]float64) float64
	const h = 1e-4
	return []answer{
		{"changes x and keeps it so", inPlace(false, h, h), "changes its argument"},
		{"an append that writes into x", func(f S, x []float64, i int) float64 {
			up := append(append(x[:i:i], x[i]+h), x[i+1:]...)
			v := x[i]
			down := append(append(x[:i], v-h), x[i+1:]...)
			return (f(up) - f(down)) / (2 * h)
		}, "changes its argument"},
		{"leaves zeros", func(f S, x []float64, i int) float64 {
			d := along(dl.NumericalDiff)(f, x, i)
			clear(x)
			return d
		}, "changes its argument"},
	}
}

// allEntries moves all entries of x together.
func allEntries(f func([]float64) float64, x []float64, _ int) float64 {
	return dl.NumericalDiff(func(by float64) float64 {
		moved := append([]float64(nil), x...)
		for k := range moved {
			moved[k] += by
		}
		return f(moved)
	}, 0)
}

// partialsByOtherSteps move the right entry, but by other steps.
func partialsByOtherSteps() []answer {
	type S = func([]float64) float64
	const h = 1e-4
	return []answer{
		{"backward", inPlace(true, h, 0), "a backward, not a central, difference"},
		{"h = 1e-3", inPlace(true, 1e-3, 1e-3), "h too large"},
		{"h = 1e-5", inPlace(true, 1e-5, 1e-5), "h too small"},
		{"a fourth-order difference", along(fourthOrder(h)), ""},
		{"a step that grows with x", func(f S, x []float64, i int) float64 {
			grown := h * max(1, math.Abs(x[i]))
			return inPlace(true, grown, grown)(f, x, i)
		}, "h too large"},
		{"down from where it went up", func(f S, x []float64, i int) float64 {
			m := append([]float64(nil), x...)
			m[i] += h
			up := f(m)
			m[i] -= h
			return (up - f(m)) / (2 * h)
		}, ""},
		{"the wrong sign", func(f S, x []float64, i int) float64 { return -along(dl.NumericalDiff)(f, x, i) }, "wrong sign"},
	}
}

func wrongPartials() []answer {
	type S = func([]float64) float64
	const h = 1e-4
	return []answer{
		{"all entries", allEntries, "all at once"},
		{"three entries at most", func(f S, x []float64, i int) float64 {
			if i > 2 {
				return 0
			}
			return along(dl.NumericalDiff)(f, x, i)
		}, ""},
		{"as many entries as an array has", func(f S, x []float64, i int) float64 {
			var longer [10]float64
			copy(longer[:], x)
			return along(dl.NumericalDiff)(f, longer[:], i)
		}, ""},
		{"the sum of the gradient", func(f S, x []float64, _ int) (sum float64) {
			for _, g := range dl.NumericalGradient(nil, f, x) {
				sum += g
			}
			return sum
		}, ""},
		{"always the first", func(f S, x []float64, _ int) float64 { return along(dl.NumericalDiff)(f, x, 0) }, ""},
		{"counted from 1", func(f S, x []float64, i int) float64 { return along(dl.NumericalDiff)(f, x, (i+1)%len(x)) }, ""},
		{"counted from the end", func(f S, x []float64, i int) float64 {
			return along(dl.NumericalDiff)(f, x, len(x)-1-i)
		}, ""},
		{"the other entries are 0", func(f S, x []float64, i int) float64 {
			alone := make([]float64, len(x))
			alone[i] = x[i]
			return along(dl.NumericalDiff)(f, alone, i)
		}, ""},
		{"the entries up to i only", func(f S, x []float64, i int) float64 {
			return along(dl.NumericalDiff)(f, x[:i+1], i)
		}, ""},
		{"all entries that are equal", func(f S, x []float64, i int) float64 {
			moved := func(by float64) float64 {
				m := append([]float64(nil), x...)
				for k := range m {
					if m[k] == x[i] {
						m[k] += by
					}
				}
				return f(m)
			}
			return (moved(h) - moved(-h)) / (2 * h)
		}, ""},
		{"the length of the gradient", func(f S, x []float64, _ int) float64 {
			sum := 0.0
			for _, g := range dl.NumericalGradient(nil, f, x) {
				sum += g * g
			}
			return math.Sqrt(sum)
		}, ""},
		{"a constant", func(S, []float64, int) float64 { return 6 }, ""},
	}
}

// tangentBy is a tangent whose slope is a difference.
func tangentBy(d diff) func(f func(float64) float64, x float64) (slope, intercept float64) {
	return func(f func(float64) float64, x float64) (float64, float64) { s := d(f, x); return s, f(x) - s*x }
}

func forwardBy(h float64) diff {
	return func(f func(float64) float64, x float64) float64 { return dl.ForwardDiff(f, x, h) }
}

func tangentOfAnswers() answers {
	type (
		F = func(float64) float64
		T = func(f F, x float64) (slope, intercept float64)
	)
	return answers{
		id: "4.3-7",
		right: []answer{
			{"by dl", T(dl.TangentLine), ""},
			{"by gonum", tangentBy(func(f func(float64) float64, x float64) float64 { return fd.Derivative(f, x, nil) }), ""},
			{"by a central difference", tangentBy(byCentralDifference), ""},
			{"by a forward difference", tangentBy(forwardBy(1e-4)), ""},
			{"by two points of the line", func(f F, x float64) (float64, float64) {
				s := dl.NumericalDiff(f, x)
				line := func(t float64) float64 { return f(x) + s*(t-x) }
				return line(1) - line(0), line(0)
			}, ""},
			{"by the chord's line", func(f F, x float64) (float64, float64) {
				const h = 1e-5
				s := (f(x+h) - f(x-h)) / (2 * h)
				return s, (f(x+h)+f(x-h))/2 - s*x
			}, ""},
		},
		wrong: wrongTangents(),
	}
}

func wrongTangents() []answer {
	type F = func(float64) float64
	return []answer{
		{"with a large step", tangentBy(forwardBy(0.1)), ""},
		{"with a step that vanishes", tangentBy(forwardBy(1e-50)), ""},
		{"the line through the origin", func(f F, x float64) (float64, float64) { return f(x) / x, 0 }, ""},
		{"the intercept of f", func(f F, x float64) (float64, float64) { return dl.NumericalDiff(f, x), f(0) }, ""},
		{"without an intercept", func(f F, x float64) (float64, float64) { return dl.NumericalDiff(f, x), 0 }, ""},
		{"the slope at 0", func(f F, x float64) (float64, float64) {
			s := dl.NumericalDiff(f, 0)
			return s, f(x) - s*x
		}, ""},
		{"the other way round", func(f F, x float64) (float64, float64) {
			s := dl.NumericalDiff(f, x)
			return s, s*x - f(x)
		}, ""},
		{"where it is 0", func(f F, x float64) (float64, float64) {
			s := dl.NumericalDiff(f, x)
			return s, x - f(x)/s
		}, ""},
		{"the slope not multiplied", func(f F, x float64) (float64, float64) {
			s := dl.NumericalDiff(f, x)
			return s, f(x) - s
		}, ""},
		{"x and f(x)", func(f F, x float64) (float64, float64) { return x, f(x) }, ""},
		{"the normal", func(f F, x float64) (float64, float64) {
			s := -1 / dl.NumericalDiff(f, x)
			return s, f(x) - s*x
		}, ""},
		{"the height for the slope", func(f F, x float64) (float64, float64) { return f(x), f(x) - f(x)*x }, ""},
		{"0 where it is level", func(f F, x float64) (float64, float64) {
			s := dl.NumericalDiff(f, x)
			if s == 0 {
				return 0, 0
			}
			return s, f(x) - s*x
		}, ""},
		{"a constant", func(F, float64) (float64, float64) { return 2, 1 }, ""},
	}
}

func naiveSigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// stableSigmoid does not overflow anywhere.
func stableSigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	return math.Exp(x) / (1 + math.Exp(x))
}

func sigmoidSlopeAnswers() answers {
	return answers{
		id: "4.3-8",
		right: []answer{
			{"by dl", dl.SigmoidGrad, ""},
			{"s - s²", func(x float64) float64 { s := naiveSigmoid(x); return s - s*s }, ""},
			{"two sigmoids", func(x float64) float64 { return dl.Sigmoid(x) * dl.Sigmoid(-x) }, ""},
			{"by a stable sigmoid", func(x float64) float64 { s := stableSigmoid(x); return s * (1 - s) }, ""},
			{"the formula of |x|", func(x float64) float64 {
				e := math.Exp(-math.Abs(x))
				return e / math.Pow(1+e, 2)
			}, ""},
			{"cosh", func(x float64) float64 { c := math.Cosh(x / 2); return 1 / (4 * c * c) }, ""},
			{"tanh", func(x float64) float64 { t := math.Tanh(x / 2); return (1 - t*t) / 4 }, ""},
			{"three terms", func(x float64) float64 { return 1 / (2 + math.Exp(x) + math.Exp(-x)) }, ""},
			{"by logarithms", func(x float64) float64 {
				x = math.Abs(x)
				return math.Exp(-x - 2*math.Log1p(math.Exp(-x)))
			}, ""},
			{"by powers of e", func(x float64) float64 { s := 1 / (1 + math.Pow(math.E, -x)); return s * (1 - s) }, ""},
			{"by dual numbers", func(x float64) float64 {
				e := dual.Exp(dual.Number{Real: -math.Abs(x), Emag: 1})
				return dual.Inv(dual.Add(dual.Number{Real: 1}, e)).Emag * -1
			}, ""},
			{"0 far away", func(x float64) float64 {
				if math.Abs(x) > 700 {
					return 0
				}
				return math.Exp(-x) / ((1 + math.Exp(-x)) * (1 + math.Exp(-x)))
			}, ""},
			{"in float32", func(x float64) float64 { s := float32(naiveSigmoid(x)); return float64(s * (1 - s)) }, ""},
			{"of x within ±50", within(50), ""},
			{"of x within ±500", within(500), ""},
			{"of x within ±700", within(700), ""},
			{"of x within ±709", within(709), ""},
		},
		wrong: slices.Concat(sigmoidDifferences(), cutOffSlopes(), []answer{
			{"1 - s", func(x float64) float64 { return 1 - dl.Sigmoid(x) }, ""},
			{"1 + s", func(x float64) float64 { s := dl.Sigmoid(x); return s * (1 + s) }, ""},
			{"1 - x", func(x float64) float64 { return dl.Sigmoid(x) * (1 - x) }, ""},
			{"s²", func(x float64) float64 { s := dl.Sigmoid(x); return s * s }, ""},
			{"not squared", func(x float64) float64 { e := math.Exp(-math.Abs(x)); return e / (1 + e) }, ""},
			{"the derivative of tanh", func(x float64) float64 { t := math.Tanh(x); return 1 - t*t }, ""},
			{"twice", func(x float64) float64 { return 2 * dl.SigmoidGrad(x) }, ""},
			{"another overflow", func(x float64) float64 { return math.Exp(-x) / math.Pow(1+math.Exp(-x), 2) }, "overflow"},
			{"an overflow on the right", func(x float64) float64 {
				e := math.Exp(x)
				return e / ((1 + e) * (1 + e))
			}, "overflow"},
			{"a constant", func(float64) float64 { return 0.25 }, ""},
			{"a table", func(x float64) float64 { return map[float64]float64{0: 0.25, 1: 0.19661193324148185}[math.Abs(x)] }, ""},
		}),
	}
}

// within is the formula for x that is kept within ±edge.
func within(edge float64) func(x float64) float64 {
	return func(x float64) float64 { return dl.SigmoidGrad(max(-edge, min(edge, x))) }
}

// cutOffSlopes are formulas that are wrong from somewhere on.
func cutOffSlopes() []answer {
	type F = func(x float64) float64
	zeroFrom := func(edge float64) F {
		return func(x float64) float64 {
			if math.Abs(x) > edge {
				return 0
			}
			return dl.SigmoidGrad(x)
		}
	}
	return []answer{
		{"0 from 10 on", zeroFrom(10), ""},
		{"0 from 13 on", zeroFrom(13), ""},
		{"the same from 10 on", within(10), ""},
		{"the same from 20 on", within(20), ""},
		{"1 where it overflows", func(x float64) float64 {
			e := math.Exp(-x)
			if math.IsInf(e, 0) {
				return 1
			}
			return e / ((1 + e) * (1 + e))
		}, ""},
		{"0 times infinity", func(x float64) float64 {
			s := dl.Sigmoid(x)
			return math.Exp(-x) * s * s
		}, "overflow"},
	}
}

// sigmoidDifferences are differences of the sigmoid.
func sigmoidDifferences() []answer {
	type F = func(x float64) float64
	central := func(f F, h float64) F { return func(x float64) float64 { return (f(x+h) - f(x-h)) / (2 * h) } }
	fourth := func(f F, h float64) F { return func(x float64) float64 { return fourthOrder(h)(f, x) } }
	sixth := func(f F, h float64) F {
		return func(x float64) float64 {
			return (45*(f(x+h)-f(x-h)) - 9*(f(x+2*h)-f(x-2*h)) + f(x+3*h) - f(x-3*h)) / (60 * h)
		}
	}
	return []answer{
		{"a difference of dl's sigmoid", central(dl.Sigmoid, 1e-4), "a difference instead of the derivative"},
		{"a difference of its own sigmoid", central(naiveSigmoid, 1e-4), "a difference instead of the derivative"},
		{"a difference of a stable sigmoid", central(stableSigmoid, 1e-4), "a difference instead of the derivative"},
		{"a forward difference", func(x float64) float64 {
			return dl.ForwardDiff(dl.Sigmoid, x, 1e-4)
		}, "a difference instead of the derivative"},
		{"a backward difference", func(x float64) float64 {
			return dl.ForwardDiff(naiveSigmoid, x, -1e-3)
		}, "a difference instead of the derivative"},
		{"the best central difference", central(dl.Sigmoid, 6e-6), "a difference instead of the derivative"},
		{"a difference by gonum", func(x float64) float64 { return fd.Derivative(dl.Sigmoid, x, nil) }, ""},
		{"a difference of fourth order", fourth(dl.Sigmoid, 1e-3), "a difference instead of the derivative"},
		{"the same of a stable sigmoid", fourth(stableSigmoid, 1e-3), "a difference instead of the derivative"},
		{"a difference of sixth order", sixth(naiveSigmoid, 1e-2), "a difference instead of the derivative"},
		{"the same of a stable sigmoid, with a larger step", sixth(stableSigmoid, 1e-2), "a difference instead of the derivative"},
		{"a difference of a logarithm", func(x float64) float64 {
			s := dl.Sigmoid(x)
			return s * central(func(x float64) float64 { return -math.Log1p(math.Exp(-x)) }, 1e-4)(x)
		}, ""},
		{"a difference that ends far away", func(x float64) float64 {
			if math.Abs(x) > 30 {
				return 0
			}
			return central(dl.Sigmoid, 1e-4)(x)
		}, ""},
	}
}

// curvatureBy is a second derivative with the step h.
func curvatureBy(h float64) diff {
	return func(f func(float64) float64, x float64) float64 { return (f(x+h) - 2*f(x) + f(x-h)) / h / h }
}

func secondDerivativeAnswers() answers {
	by := curvatureBy
	return answers{
		id: "4.3-9",
		right: []answer{
			{"a larger h", by(2e-2), ""},
			{"a smaller h", by(1e-4), ""},
			{"a power of two", by(1.0 / 1024), ""},
			{"the difference of two slopes", func(f func(float64) float64, x float64) float64 {
				const h = 1e-3
				return (dl.ForwardDiff(f, x, h) - dl.ForwardDiff(f, x, -h)) / h
			}, ""},
			{"a slope of slopes", func(f func(float64) float64, x float64) float64 {
				return dl.NumericalDiff(func(x float64) float64 { return dl.NumericalDiff(f, x) }, x)
			}, ""},
			{"by gonum", func(f func(float64) float64, x float64) float64 {
				return fd.Derivative(f, x, &fd.Settings{Formula: fd.Central2nd, Step: 1e-3})
			}, ""},
			{"a mean of neighbours", func(f func(float64) float64, x float64) float64 {
				const h = 2e-3
				return 2 * ((f(x-h)+f(x+h))/2 - f(x)) / (h * h)
			}, ""},
			{"in goroutines", func(f func(float64) float64, x float64) float64 {
				const h = 1e-3
				v := inGoroutines(f, x-h, x, x+h)
				return (v[0] - 2*v[1] + v[2]) / (h * h)
			}, ""},
			{"weights in a loop", func(f func(float64) float64, x float64) (sum float64) {
				for k, w := range []float64{1, -2, 1} {
					sum += w * f(x+float64(k-1)*1e-3)
				}
				return sum * 1e6
			}, ""},
		},
		wrong: wrongSecondDerivatives(),
	}
}

func wrongSecondDerivatives() []answer {
	by := curvatureBy
	return []answer{
		{"h too large", by(0.1), "h too large"},
		{"h = 1e-7", by(1e-7), "h too small"},
		{"h = 1e-50", by(1e-50), "h too small"},
		{"on one side", func(f func(float64) float64, x float64) float64 {
			const h = 1e-5
			return (f(x) - 2*f(x+h) + f(x+2*h)) / (h * h)
		}, "a forward, not a central, difference"},
		{"on the other side", func(f func(float64) float64, x float64) float64 {
			const h = 1e-5
			return (f(x) - 2*f(x-h) + f(x-2*h)) / (h * h)
		}, ""},
		{"from five values", func(f func(float64) float64, x float64) float64 {
			return (4*by(1e-3)(f, x) - by(2e-3)(f, x)) / 3
		}, ""},
		{"divided by (2h)²", func(f func(float64) float64, x float64) float64 { return by(1e-3)(f, x) / 4 }, ""},
		{"f(x) added", func(f func(float64) float64, x float64) float64 { return by(1e-3)(f, x) + 4e6*f(x) }, ""},
		{"the first derivative", diff(dl.NumericalDiff), ""},
		{"the first derivative twice", func(f func(float64) float64, x float64) float64 {
			return 2 * dl.NumericalDiff(f, x)
		}, ""},
		{"the slope squared", func(f func(float64) float64, x float64) float64 {
			return math.Pow(dl.NumericalDiff(f, x), 2)
		}, ""},
		{"at 0", func(f func(float64) float64, _ float64) float64 { return by(1e-3)(f, 0) }, ""},
		{"without a sign", func(f func(float64) float64, x float64) float64 { return math.Abs(by(1e-3)(f, x)) }, ""},
		{"not the brackets", func(f func(float64) float64, x float64) float64 {
			const h = 1e-3
			return (f(x+h) - 2*f(x) + f(x-h)) / h * h
		}, ""},
		{"a step relative to x", func(f func(float64) float64, x float64) float64 { return by(1e-3*x)(f, x) }, ""},
		{"a constant", func(func(float64) float64, float64) float64 { return 2 }, ""},
	}
}
