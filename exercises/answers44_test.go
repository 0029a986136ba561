package exercises

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
)

func answers44() []answers {
	return []answers{
		gradientAnswers(), descentAnswers(), rateAnswers(), signAnswers(), downhillAnswers(), rowAnswers(), scoreAnswers(),
		weightAnswers(), saddleAnswers(), plateauAnswers(), rosenbrockAnswers(),
	}
}

// negatedCopy returns -x.
func negatedCopy(x []float64) []float64 {
	y := slices.Clone(x)
	floats.Scale(-1, y)
	return y
}

// heightFunc is a function to descend on.
type heightFunc = func([]float64) float64

// centralOnCopies returns the answer that takes central differences on copies of x.
func centralOnCopies(h float64) gradientAnswer {
	at := func(x []float64, i int, by float64) []float64 {
		y := slices.Clone(x)
		y[i] += by
		return y
	}
	return func(f heightFunc, x []float64) []float64 {
		grad := make([]float64, len(x))
		for i := range x {
			grad[i] = f(at(x, i, h))/(2*h) - f(at(x, i, -h))/(2*h)
		}
		return grad
	}
}

// spoiled returns the answer that changes what would be right, and may change x.
func spoiled(change func(x, grad []float64) []float64) gradientAnswer {
	return func(f heightFunc, x []float64) []float64 { return change(x, dl.NumericalGradient(nil, f, x)) }
}

// eachSlope returns the answer that changes each entry of what would be right.
func eachSlope(change func(g float64) float64) gradientAnswer {
	return spoiled(func(_, grad []float64) []float64 {
		for i, g := range grad {
			grad[i] = change(g)
		}
		return grad
	})
}

func gradientAnswers() answers {
	const h = 1e-4
	return answers{id: "4.4-1", right: []answer{
		{"dl's", func(f heightFunc, x []float64) []float64 { return dl.NumericalGradient(nil, f, x) }, ""},
		{"copies, and two quotients", centralOnCopies(h), ""},
		{"puts back by adding", func(f heightFunc, x []float64) []float64 {
			grad := make([]float64, 0, 8)
			for i := range x {
				x[i] += h
				up := f(x)
				x[i] -= 2 * h
				grad = append(grad, (up-f(x))/(2*h))
				x[i] += h
			}
			return grad
		}, ""},
		{"gonum's", func(f heightFunc, x []float64) []float64 {
			return fd.Gradient(nil, f, x, &fd.Settings{Formula: fd.Central, Step: h, Concurrent: true})
		}, ""},
		{"recursion", func(f heightFunc, x []float64) []float64 {
			var from func(i int) []float64
			from = func(i int) []float64 {
				if i == len(x) {
					return nil
				}
				alone := func(v float64) float64 { return f(slices.Concat(x[:i], []float64{v}, x[i+1:])) }
				return append([]float64{dl.NumericalDiff(alone, x[i])}, from(i+1)...)
			}
			return from(0)
		}, ""},
	}, wrong: wrongGradients(h)}
}

func wrongGradients(h float64) []answer {
	var buffer []float64
	return []answer{
		{"at integers", func(f heightFunc, x []float64) []float64 {
			y := slices.Clone(x)
			for i := range y {
				y[i] = math.Round(y[i])
			}
			return dl.NumericalGradient(nil, f, y)
		}, ""},
		{"h = 1e-5", centralOnCopies(1e-5), ""},
		{"h = 1e-3", centralOnCopies(1e-3), ""},
		{"h = 1e-50", centralOnCopies(1e-50), ""},
		{"gonum's own step", func(f heightFunc, x []float64) []float64 { return fd.Gradient(nil, f, x, nil) }, ""},
		{"h grows with x", func(f heightFunc, x []float64) []float64 {
			return centralOnCopies(h*max(1, floats.Norm(x, math.Inf(1))))(f, x)
		}, ""},
		{"not put back in a copy", func(f heightFunc, x []float64) []float64 {
			grad, y := make([]float64, len(x)), slices.Clone(x)
			for i := range y {
				y[i] += h
				up := f(y)
				y[i] -= 2 * h
				grad[i] = (up - f(y)) / (2 * h)
			}
			return grad
		}, "not restored"},
		{"the bowl's", spoiled(func(x, grad []float64) []float64 { return floats.ScaleTo(grad, 2, x) }), ""},
		{"two entries only", spoiled(func(x, grad []float64) []float64 { return grad[:min(2, len(x))] }), ""},
		{"without the last", spoiled(func(x, grad []float64) []float64 { return append(grad[:len(x)-1], 0) }), ""},
		{"all at once", func(f heightFunc, x []float64) []float64 {
			along := func(by float64) float64 {
				y := slices.Clone(x)
				floats.AddConst(by, y)
				return f(y)
			}
			return slices.Repeat([]float64{(along(h) - along(-h)) / (2 * h)}, len(x))
		}, ""},
		{"the last is not put back", spoiled(func(x, grad []float64) []float64 {
			x[len(x)-1] -= h
			return grad
		}), "changes its argument"},
		{"in x", spoiled(func(x, grad []float64) []float64 { return append(x[:0], grad...) }), "changes its argument"},
		{"sorted", spoiled(func(_, grad []float64) []float64 {
			slices.Sort(grad)
			return grad
		}), ""},
		{"absolute values", eachSlope(math.Abs), ""},
		{"rounded", eachSlope(func(g float64) float64 { return math.Round(g*1e4) / 1e4 }), ""},
		{"of length 1", spoiled(func(_, grad []float64) []float64 {
			floats.Scale(1/cmp.Or(floats.Norm(grad, 2), 1), grad)
			return grad
		}), ""},
		{"one slice for all", spoiled(func(_, grad []float64) []float64 {
			buffer = append(buffer[:0], grad...)
			return buffer
		}), ""},
	}
}

// stepping returns a walk whose step may do as it likes.
func stepping(step func(i int, x, grad []float64, lr float64)) descent {
	return func(f heightFunc, start []float64, lr float64, n int) []float64 {
		x := slices.Clone(start)
		for i := range n {
			step(i, x, dl.NumericalGradient(nil, f, x), lr)
		}
		return x
	}
}

// byFormula descends with gonum's difference quotients.
func byFormula(formula fd.Formula, h float64) descent {
	return func(f heightFunc, start []float64, lr float64, n int) []float64 {
		x := slices.Clone(start)
		for range n {
			floats.AddScaled(x, -lr, fd.Gradient(nil, f, x, &fd.Settings{Formula: formula, Step: h}))
		}
		return x
	}
}

var plainDescent = stepping(func(_ int, x, grad []float64, lr float64) { floats.AddScaled(x, -lr, grad) })

// whileSteeper descends, but stays where the gradient is no longer than that.
func whileSteeper(than float64) descent {
	return stepping(func(_ int, x, grad []float64, lr float64) {
		if floats.Norm(grad, 2) > than {
			floats.AddScaled(x, -lr, grad)
		}
	})
}

func descentAnswers() answers {
	var recursive descent
	recursive = func(f heightFunc, start []float64, lr float64, n int) []float64 {
		if n == 0 {
			return start
		}
		return recursive(f, plainDescent(f, start, lr, 1), lr, n-1)
	}
	return answers{id: "4.4-2", right: []answer{
		{"dl's", func(f heightFunc, start []float64, lr float64, n int) []float64 {
			return dl.GradientDescent(f, start, lr, n)[n]
		}, ""},
		{"recursion", recursive, ""},
		{"floats.AddScaled", plainDescent, ""},
		{"vectors", func(f heightFunc, start []float64, lr float64, n int) []float64 {
			x := mat.NewVecDense(len(start), slices.Clone(start))
			for range n {
				x.AddScaledVec(x, -lr, mat.NewVecDense(len(start), dl.NumericalGradient(nil, f, x.RawVector().Data)))
			}
			return x.RawVector().Data
		}, ""},
		{"another step of the difference", byFormula(fd.Central, 1e-6), ""},
		{"a larger step of the difference", byFormula(fd.Central, 1e-3), ""},
		{"stops where the gradient is 0", whileSteeper(0), ""},
		{"a forward difference with a small step", byFormula(fd.Forward, 3e-8), ""},
	}, wrong: wrongDescents()}
}

func wrongDescents() []answer {
	velocity, buffer := make([]float64, 3), []float64(nil)
	type arguments struct {
		f     heightFunc
		start []float64
		lr    float64
		n     int
	}
	// instead returns the descent with other arguments.
	instead := func(change func(a *arguments)) descent {
		return func(f heightFunc, start []float64, lr float64, n int) []float64 {
			a := arguments{f, start, lr, n}
			change(&a)
			return plainDescent(a.f, a.start, a.lr, a.n)
		}
	}
	return []answer{
		{"the bowl's gradient", instead(func(a *arguments) {
			a.f = func(x []float64) float64 { return floats.Dot(x, x) }
		}), ""},
		{"the bowl's minimum", instead(func(a *arguments) { a.start = make([]float64, len(a.start)) }), ""},
		{"from elsewhere", instead(func(a *arguments) { a.start = []float64{-3, 4, 1}[:len(a.start)] }), ""},
		{"100 steps", instead(func(a *arguments) { a.n = 100 }), ""},
		{"1000 steps at most", instead(func(a *arguments) { a.n = min(a.n, 1000) }), ""},
		{"a rate of its own", instead(func(a *arguments) { a.lr = 0.1 }), ""},
		{"one gradient", instead(func(a *arguments) { a.lr, a.n = a.lr*float64(a.n), 1 }), ""},
		{"the rate is bounded", instead(func(a *arguments) { a.lr = min(a.lr, 1) }), ""},
		{"a negative rate", instead(func(a *arguments) { a.lr = -a.lr }), "uphill"},
		{"steps of length lr", stepping(func(_ int, x, grad []float64, lr float64) {
			floats.AddScaled(x, -lr/cmp.Or(floats.Norm(grad, 2), 1), grad)
		}), ""},
		{"a rate that shrinks", stepping(func(i int, x, grad []float64, lr float64) {
			floats.AddScaled(x, -lr/float64(i+1), grad)
		}), ""},
		{"momentum", stepping(func(i int, x, grad []float64, lr float64) {
			v := velocity[:len(x)]
			floats.Scale(min(float64(i), 0.9), v)
			floats.AddScaled(v, -lr, grad)
			floats.Add(x, v)
		}), ""},
		{"the first entry only", stepping(func(_ int, x, grad []float64, lr float64) { x[0] -= lr * grad[0] }), ""},
		{"stops where it is nearly flat", whileSteeper(1e-3), ""},
		{"stops where it is almost flat", whileSteeper(1e-8), ""},
		{"h is 0.1", byFormula(fd.Central, 0.1), ""},
		{"the lowest point", func(f heightFunc, start []float64, lr float64, n int) []float64 {
			lower := func(a, b []float64) int { return cmp.Compare(f(a), f(b)) }
			return slices.MinFunc(dl.GradientDescent(f, start, lr, n), lower)
		}, ""},
		{"one slice for all", func(f heightFunc, start []float64, lr float64, n int) []float64 {
			buffer = append(buffer[:0], plainDescent(f, start, lr, n)...)
			return buffer
		}, ""},
		{"start at the end too", func(f heightFunc, start []float64, lr float64, n int) []float64 {
			copy(start, plainDescent(f, start, lr, n))
			return slices.Clone(start)
		}, "changes its argument"},
	}
}

func rateAnswers() answers {
	rate := func(lr float64) any { return func() float64 { return lr } }
	return answers{id: "4.4-3", right: []answer{
		{"a fraction", rate(2.0 / 2), ""},
		{"bisection", func() float64 {
			low, high := 0.5, 10.0
			for high-low > 1e-12 {
				lr := (low + high) / 2
				if x := dl.GradientDescent(bowl.f, []float64{3, 4}, lr, 1)[1]; bowl.f(x) < 25 {
					low = lr
				} else {
					high = lr
				}
			}
			return high
		}, ""},
		{"steps of a hundredth", func() float64 {
			lr := 0.0
			for math.Abs(1-2*lr) < 1-1e-9 || lr == 0 {
				lr += 0.01
			}
			return lr
		}, ""},
	}, wrong: []answer{
		{"0.5", rate(0.5), "a misunderstanding"}, {"2", rate(2), "a factor is missing"},
		{"0.99", rate(0.99), ""}, {"1.01", rate(1.01), ""}, {"0.1", rate(0.1), ""}, {"-1", rate(-1), ""},
		{"0.25", rate(0.25), ""}, {"NaN", rate(math.NaN()), ""}, {"∞", rate(math.Inf(1)), ""},
		{"1e-10", rate(1e-10), ""},
	}}
}

func signAnswers() answers {
	line := func(n int) any { return func() int { return n } }
	return answers{id: "4.4-4", right: []answer{
		{"2", line(2), ""}, {"counted", line(len([]string{"aim", "gradient"})), ""}, {"found", func() int {
			return 1 + slices.Index([]bool{true, false, true, true, true}, false)
		}, ""},
	}, wrong: []answer{
		{"0", line(0), ""}, {"1", line(1), "a misunderstanding"},
		{"3", line(3), "a misunderstanding"}, {"4", line(4), "a misunderstanding"},
		{"5", line(5), "a misunderstanding"}, {"6", line(6), ""}, {"-2", line(-2), ""},
	}}
}

// dividedBy returns the answer that divides by what size gives, unless that is 0.
func dividedBy(size func(grad []float64) float64) func([]float64) []float64 {
	return func(grad []float64) []float64 {
		d := negatedCopy(grad)
		floats.Scale(1/cmp.Or(size(grad), math.Inf(1)), d)
		return d
	}
}

func normOf(x []float64) float64 { return floats.Norm(x, 2) }

func downhillAnswers() answers {
	return answers{id: "4.4-5", right: []answer{
		{"floats.Norm", dividedBy(normOf), ""},
		{"a dot product", dividedBy(func(grad []float64) float64 { return math.Sqrt(floats.Dot(grad, grad)) }), ""},
		{"vectors", func(grad []float64) []float64 {
			v := mat.NewVecDense(len(grad), slices.Clone(grad))
			if l := mat.Norm(v, 2); l != 0 {
				v.ScaleVec(-1/l, v)
			}
			return v.RawVector().Data
		}, ""},
		{"by the largest first", func(grad []float64) []float64 {
			m := floats.Norm(grad, math.Inf(1))
			if m == 0 {
				return grad
			}
			return dividedBy(normOf)(negatedCopy(dividedBy(func([]float64) float64 { return m })(grad)))
		}, ""},
		{"in float32", func(grad []float64) []float64 {
			sum := float32(0)
			for _, g := range grad {
				sum += float32(g) * float32(g)
			}
			d := make([]float64, len(grad))
			for i, g := range grad {
				if sum > 0 {
					d[i] = float64(-float32(g) / float32(math.Sqrt(float64(sum))))
				}
			}
			return d
		}, ""},
	}, wrong: wrongDirections()}
}

func wrongDirections() []answer {
	var buffer []float64
	// forZeros returns the answer that gives something of its own where the gradient is 0.
	forZeros := func(d []float64) func([]float64) []float64 {
		return func(grad []float64) []float64 {
			if normOf(grad) == 0 {
				return d
			}
			return dividedBy(normOf)(grad)
		}
	}
	// each returns the answer that makes its entries on their own.
	each := func(of func(d float64) float64) func([]float64) []float64 {
		return func(grad []float64) []float64 {
			d := dividedBy(normOf)(grad)
			for i := range d {
				d[i] = of(d[i])
			}
			return d
		}
	}
	return []answer{
		{"by the sum of the absolute values", dividedBy(func(grad []float64) float64 { return floats.Norm(grad, 1) }), ""},
		{"by the largest", dividedBy(func(grad []float64) float64 { return floats.Norm(grad, math.Inf(1)) }), ""},
		{"by the squares", dividedBy(func(grad []float64) float64 { return floats.Dot(grad, grad) }), ""},
		{"by the number", dividedBy(func(grad []float64) float64 { return float64(len(grad)) }), ""},
		{"by the sum", dividedBy(floats.Sum), ""},
		{"by the first two", dividedBy(func(grad []float64) float64 { return normOf(grad[:min(2, len(grad))]) }), ""},
		{"by a little more", dividedBy(func(grad []float64) float64 { return normOf(grad) + 1e-7 }), ""},
		{"nothing for a tiny one", dividedBy(func(grad []float64) float64 { return max(normOf(grad)-1e-12, 0) }), ""},
		{"nothing if the sum is 0", func(grad []float64) []float64 {
			if floats.Sum(grad) == 0 {
				return make([]float64, len(grad))
			}
			return dividedBy(normOf)(grad)
		}, ""},
		{"nothing for a small one", dividedBy(func(grad []float64) float64 { return max(normOf(grad)-1e-6, 0) }), ""},
		{"signs", each(func(d float64) float64 { return math.Copysign(1, d) }), ""},
		{"down where it is positive", each(func(d float64) float64 { return -math.Abs(d) }), ""},
		{"two zeros", forZeros([]float64{0, 0}), ""},
		{"nothing for zeros", forZeros(nil), ""},
		{"one slice for all", func(grad []float64) []float64 {
			buffer = append(buffer[:0], dividedBy(normOf)(grad)...)
			return buffer
		}, ""},
		{"in grad, and returns a copy", func(grad []float64) []float64 {
			copy(grad, dividedBy(normOf)(grad))
			return slices.Clone(grad)
		}, "changes its argument"},
	}
}

func rowAnswers() answers {
	letter := func(s string) any { return func() string { return s } }
	return answers{id: "4.4-6", right: []answer{
		{"C", letter("C"), ""}, {" c", letter(" c"), ""}, {"c)", letter("c)"), ""}, {"(c)", letter("(c)"), ""},
		{"rune", letter(string('c')), ""},
	}, wrong: []answer{
		{"A", letter("A"), "a misunderstanding"}, {"b)", letter("b)"), "a misunderstanding"},
		{" d ", letter(" d "), "a misunderstanding"}, {"empty", letter(""), ""}, {"e", letter("e"), ""},
		{"a word", letter("softmax"), ""}, {"all", letter("abcd"), ""}, {"3", letter("3"), ""},
	}}
}

// jacobianTimes is the chain rule at full length: the derivative of the loss by y, times that of y by each score.
func jacobianTimes(scores, t []float64) []float64 {
	y := dl.Softmax(nil, scores)
	grad := make([]float64, len(y))
	for k := range grad {
		for j := range y {
			slope := -y[j] * y[k]
			if j == k {
				slope += y[j]
			}
			grad[k] += -t[j] / y[j] * slope
		}
	}
	return grad
}

// minusTarget is the answer with a softmax.
func minusTarget(softmax func(scores []float64) []float64) scoreAnswer {
	return func(scores, t []float64) []float64 {
		y := slices.Clone(softmax(scores))
		floats.Sub(y, t)
		return y
	}
}

func softmaxCopy(scores []float64) []float64 { return dl.Softmax(nil, scores) }

// shiftedBy is the softmax without what shift gives.
func shiftedBy(shift func(scores []float64) float64) func([]float64) []float64 {
	return func(scores []float64) []float64 {
		s := slices.Clone(scores)
		floats.AddConst(-shift(scores), s)
		return unshifted(s)
	}
}

func scoreAnswers() answers {
	return answers{id: "4.4-7", right: []answer{
		{"floats.Sub", minusTarget(softmaxCopy), ""},
		{"its own softmax", minusTarget(shiftedBy(slices.Max[[]float64])), ""},
		{"by logarithms", minusTarget(func(scores []float64) []float64 {
			y := slices.Clone(scores)
			for k, s := range scores {
				y[k] = math.Exp(s - floats.LogSumExp(scores))
			}
			return y
		}), ""},
		{"the whole Jacobian", jacobianTimes, ""},
		{"1 less at the target", func(scores, t []float64) []float64 {
			grad := softmaxCopy(scores)
			grad[floats.MaxIdx(t)]--
			return grad
		}, ""},
		{"the layer of section 5.6", func(scores, t []float64) []float64 {
			var l dl.SoftmaxWithLoss
			l.Forward(dense(scores), dl.TargetsOf(dense(t)))
			return l.Backward().RawRowView(0)
		}, ""},
		{"in float32", func(scores, t []float64) []float64 {
			grad, sum := make([]float64, len(scores)), float32(0)
			for _, s := range scores {
				sum += float32(math.Exp(s - slices.Max(scores)))
			}
			for k, s := range scores {
				grad[k] = float64(float32(math.Exp(s-slices.Max(scores)))/sum - float32(t[k]))
			}
			return grad
		}, ""},
	}, wrong: append(scoreDifferences(), wrongScores()...)}
}

// scoreDifferences are answers to 4.4-7 that take a difference quotient.
func scoreDifferences() []answer {
	of := func(loss func(y, t []float64) float64) scoreAnswer {
		return func(scores, t []float64) []float64 {
			return dl.NumericalGradient(nil, func(s []float64) float64 { return loss(softmaxCopy(s), t) }, scores)
		}
	}
	return []answer{
		{"a difference", of(func(y, t []float64) float64 { return -math.Log(floats.Dot(y, t)) }), byDifference.name()},
		{"a difference with δ", of(dl.CrossEntropy), ""},
		{"a difference of another step", scoreQuotient(1e-5), byDifference.name()},
		{"a forward difference", func(scores, t []float64) []float64 {
			return fd.Gradient(nil, func(s []float64) float64 { return floats.LogSumExp(s) - floats.Dot(s, t) }, scores, nil)
		}, ""},
	}
}

// scoreQuotient is the central difference of the loss by the scores.
func scoreQuotient(h float64) scoreAnswer {
	return func(scores, t []float64) []float64 {
		loss := func(s []float64) float64 { return floats.LogSumExp(s) - floats.Dot(s, t) }
		return fd.Gradient(nil, loss, scores, &fd.Settings{Formula: fd.Central, Step: h})
	}
}

// withDelta is the gradient of the loss that has a δ.
func withDelta(δ float64) scoreAnswer {
	return func(scores, t []float64) []float64 {
		y := softmaxCopy(scores)
		p := floats.Dot(y, t)
		floats.Sub(y, t)
		return floats.ScaleTo(y, p/(p+δ), y)
	}
}

func wrongScores() []answer {
	var buffer []float64
	// with returns the answer that makes of y and t what of makes.
	with := func(of func(y, t []float64) []float64) scoreAnswer {
		return func(scores, t []float64) []float64 { return of(softmaxCopy(scores), t) }
	}
	// each returns the answer that makes each entry of those of y and t.
	each := func(of func(y, t float64) float64) scoreAnswer {
		return with(func(y, t []float64) []float64 {
			for k := range y {
				y[k] = of(y[k], t[k])
			}
			return y
		})
	}
	return []answer{
		{"with δ", withDelta(1e-7), ""},
		{"with a smaller δ", withDelta(1e-10), ""},
		{"averaged over the classes", with(func(y, t []float64) []float64 {
			floats.Sub(y, t)
			return floats.ScaleTo(y, 1/float64(len(y)), y)
		}), ""},
		{"by y", each(func(y, t float64) float64 { return -t / y }), ""},
		{"of the squared error", each(func(y, t float64) float64 { return (y - t) * y * (1 - y) }), ""},
		{"the absolute difference", each(func(y, t float64) float64 { return math.Abs(y - t) }), ""},
		{"small ones are 0", each(func(y, t float64) float64 {
			if math.Abs(y-t) < 1e-12 {
				return 0
			}
			return y - t
		}), ""},
		{"the first class", func(scores, _ []float64) []float64 {
			return minusTarget(softmaxCopy)(scores, []float64{1, 0, 0, 0, 0}[:len(scores)])
		}, ""},
		{"shifted by the smallest", minusTarget(shiftedBy(slices.Min[[]float64])), ""},
		{"shifted by the first", minusTarget(shiftedBy(func(scores []float64) float64 { return scores[0] })), ""},
		{"shifted by 0 at least", minusTarget(shiftedBy(func(scores []float64) float64 {
			return max(0, slices.Max(scores))
		})), ""},
		{"the sigmoid", minusTarget(func(scores []float64) []float64 {
			y := slices.Clone(scores)
			for k, s := range scores {
				y[k] = dl.Sigmoid(s)
			}
			return y
		}), ""},
		{"in t", with(func(y, t []float64) []float64 {
			floats.SubTo(t, y, t)
			return t
		}), "changes its argument"},
		{"one slice for all", with(func(y, t []float64) []float64 {
			floats.Sub(y, t)
			buffer = append(buffer[:0], y...)
			return buffer
		}), ""},
	}
}

func netScores(w *mat.Dense, x []float64) []float64 {
	return (&dl.SimpleNet{W: &dl.Param{Value: w}}).Predict(x)
}

// outerProductWith is the answer by the gradient of the scores.
func outerProductWith(g scoreAnswer) weightAnswer {
	return func(w *mat.Dense, x, t []float64) *mat.Dense {
		var grad mat.Dense
		grad.Outer(1, mat.NewVecDense(len(x), x), mat.NewVecDense(len(t), g(netScores(w, x), t)))
		return &grad
	}
}

var byOuterProduct = outerProductWith(minusTarget(softmaxCopy))

func weightAnswers() answers {
	return answers{id: "4.4-8", right: []answer{
		{"mat.Outer", byOuterProduct, ""},
		{"a product of matrices", func(w *mat.Dense, x, t []float64) *mat.Dense {
			var scores, grad mat.Dense
			scores.Mul(dense(x), w)
			grad.Mul(dense(x).T(), dense(minusTarget(softmaxCopy)(scores.RawRowView(0), t)))
			return &grad
		}, ""},
		{"layers", func(w *mat.Dense, x, t []float64) *mat.Dense {
			p := &dl.Param{Value: w}
			l, last := dl.NewAffineLayer(p, &dl.Param{Value: mat.NewDense(1, 3, nil)}), new(dl.SoftmaxWithLoss)
			last.Forward(l.Forward(dense(x)), dl.TargetsOf(dense(t)))
			l.Backward(last.Backward())
			return p.Grad
		}, ""},
		{"the whole Jacobian", outerProductWith(jacobianTimes), ""},
		{"a part of a larger matrix", func(w *mat.Dense, x, t []float64) *mat.Dense {
			part := mat.NewDense(5, 5, nil).Slice(1, 3, 2, 5).(*mat.Dense)
			part.Copy(byOuterProduct(w, x, t))
			return part
		}, ""},
		{"entry by entry", func(w *mat.Dense, x, t []float64) *mat.Dense {
			grad, g := mat.NewDense(2, 3, nil), minusTarget(softmaxCopy)(netScores(w, x), t)
			for i := range x {
				for k := range t {
					grad.Set(i, k, g[k]*x[i])
				}
			}
			return grad
		}, ""},
	}, wrong: wrongWeights()}
}

func wrongWeights() []answer {
	buffer := mat.NewDense(2, 3, nil)
	// spoil returns the answer that changes what would be right.
	spoil := func(change func(grad, w *mat.Dense, x []float64)) weightAnswer {
		return func(w *mat.Dense, x, t []float64) *mat.Dense {
			grad := byOuterProduct(w, x, t)
			change(grad, w, x)
			return grad
		}
	}
	difference := func(loss func(net *dl.SimpleNet, x, t []float64) float64) weightAnswer {
		return func(w *mat.Dense, x, t []float64) *mat.Dense {
			net := &dl.SimpleNet{W: &dl.Param{Value: mat.DenseCopyOf(w)}}
			return dl.NumericalGradients(func() float64 { return loss(net, x, t) }, []*dl.Param{net.W})[0]
		}
	}
	return []answer{
		{"a difference", difference(func(net *dl.SimpleNet, x, t []float64) float64 {
			return -math.Log(floats.Dot(softmaxCopy(net.Predict(x)), t))
		}), byDifference.name()},
		{"a difference with δ", difference((*dl.SimpleNet).Loss), ""},
		{"a difference by the scores", outerProductWith(scoreQuotient(1e-4)), byDifference.name()},
		{"a smaller difference by the scores", outerProductWith(scoreQuotient(1e-5)), byDifference.name()},
		{"the absolute input", spoil(func(grad, _ *mat.Dense, x []float64) {
			grad.Apply(func(i, _ int, g float64) float64 { return math.Copysign(g, g*x[i]) }, grad)
		}), ""},
		{"averaged over the inputs", spoil(func(grad, _ *mat.Dense, _ []float64) { grad.Scale(1./2, grad) }), ""},
		{"averaged over the classes", spoil(func(grad, _ *mat.Dense, _ []float64) { grad.Scale(1./3, grad) }), ""},
		{"times W", spoil(func(grad, w *mat.Dense, _ []float64) { grad.MulElem(grad, w) }), ""},
		{"the rows exchanged", spoil(func(grad, _ *mat.Dense, _ []float64) {
			grad.Copy(dense(grad.RawRowView(1), grad.RawRowView(0)))
		}), ""},
		{"W is ignored", func(_ *mat.Dense, x, t []float64) *mat.Dense {
			return byOuterProduct(mat.NewDense(2, 3, nil), x, t)
		}, ""},
		{"x is ignored", func(w *mat.Dense, _, t []float64) *mat.Dense { return byOuterProduct(w, []float64{0.6, 0.9}, t) }, ""},
		{"t is ignored", func(w *mat.Dense, x, _ []float64) *mat.Dense { return byOuterProduct(w, x, []float64{0, 0, 1}) }, ""},
		{"without the softmax", outerProductWith(minusTarget(slices.Clone[[]float64])), ""},
		{"in W", func(w *mat.Dense, x, t []float64) *mat.Dense {
			w.Copy(byOuterProduct(w, x, t))
			return w
		}, "changes its argument"},
		{"one matrix for all", func(w *mat.Dense, x, t []float64) *mat.Dense {
			buffer.Copy(byOuterProduct(w, x, t))
			return buffer
		}, ""},
		{"the gradient of section 4.4", func(*mat.Dense, []float64, []float64) *mat.Dense {
			return dense([]float64{0.135, 0.149, -0.284}, []float64{0.202, 0.224, -0.426})
		}, ""},
	}
}

// randomSteps takes random steps, which become longer where they lead down and shorter where not.
func randomSteps(calls int) walker {
	return func(f heightFunc, start []float64) []float64 {
		x, here, step, r := slices.Clone(start), f(start), 0.3, rand.New(rand.NewPCG(1, 0))
		for range calls - 1 {
			y := slices.Clone(x)
			for i := range y {
				y[i] += step * r.NormFloat64()
			}
			if height := f(y); height < here {
				x, here, step = y, height, step*1.8
			} else {
				step *= 0.87
			}
			step = max(step, 1e-4)
		}
		return x
	}
}

// beside returns the walk that begins a little beside start.
func beside(by []float64, walk walker) walker {
	return func(f heightFunc, start []float64) []float64 {
		x := slices.Clone(start)
		floats.Add(x, by)
		return walk(f, x)
	}
}

// elsewhere returns the walk that begins at a point of its own.
func elsewhere(walk walker, x ...float64) walker {
	return func(f heightFunc, _ []float64) []float64 { return walk(f, x) }
}

// onOwn returns the walk on a surface of its own.
func onOwn(s surface, walk walker) walker {
	return func(_ heightFunc, start []float64) []float64 { return walk(s.f, start) }
}

// settled returns a point whatever it is given, also if it looks at f.
func settled(x ...float64) walker {
	return func(f heightFunc, start []float64) []float64 {
		f(start)
		return x
	}
}

// catching returns the walk that takes one step after the other until it may not, and then gives the last point.
func catching(step walker) walker {
	return func(f heightFunc, start []float64) (x []float64) {
		x = slices.Clone(start)
		defer func() { _ = recover() }()
		for {
			x = step(f, x)
		}
	}
}

// movingStart returns the walk that moves start.
func movingStart(walk walker) walker {
	return func(f heightFunc, start []float64) []float64 {
		copy(start, walk(f, start))
		return start
	}
}

// momentum keeps the direction of its steps.
func momentum(lr, keep float64, n int) walker {
	return func(f heightFunc, start []float64) []float64 {
		x, v := slices.Clone(start), make([]float64, len(start))
		for range n {
			floats.Scale(keep, v)
			floats.AddScaled(v, -lr, dl.NumericalGradient(nil, f, x))
			floats.Add(x, v)
		}
		return x
	}
}

// compass tries a step each way, and halves it where none leads down.
func compass(step float64, calls int) walker {
	return func(f heightFunc, start []float64) []float64 {
		x, step, tries := slices.Clone(start), step, calls-1
		here := f(x)
		for tries > 2*len(x) {
			better := false
			for i := range x {
				for _, s := range []float64{step, -step} {
					y := slices.Clone(x)
					y[i] += s
					tries--
					if height := f(y); height < here {
						x, here, better = y, height, true
						break
					}
				}
			}
			if !better {
				step /= 2
			}
		}
		return x
	}
}

// adam adapts the step of each entry.
func adam(lr float64, n int) walker {
	return func(f heightFunc, start []float64) []float64 {
		x, m, v := slices.Clone(start), make([]float64, len(start)), make([]float64, len(start))
		for t := range n {
			for i, g := range dl.NumericalGradient(nil, f, x) {
				m[i] += 0.1 * (g - m[i])
				v[i] += 0.001 * (g*g - v[i])
				mean, size := m[i]/(1-math.Pow(0.9, float64(t+1))), v[i]/(1-math.Pow(0.999, float64(t+1)))
				x[i] -= lr * mean / (math.Sqrt(size) + 1e-12)
			}
		}
		return x
	}
}

// backtracking halves the rate until a step leads down.
func backtracking(calls int) walker {
	return func(f heightFunc, start []float64) []float64 {
		x, rate, calls := slices.Clone(start), 1.0, calls
		for calls >= 60 {
			grad, here := dl.NumericalGradient(nil, f, x), f(x)
			calls -= 5
			for ; rate > 1e-12; rate /= 2 {
				y := slices.Clone(x)
				floats.AddScaled(y, -rate, grad)
				if calls--; f(y) < here {
					x = y
					break
				}
			}
			rate = min(max(4*rate, 1e-9), 1e4)
		}
		return x
	}
}

func saddleAnswers() answers {
	good := fixedRate(0.1, 500)
	aside := []float64{0, 0.01}
	return answers{id: "4.4-9", right: []answer{
		{"a push across the ridge", beside([]float64{0, -1e-3}, good), ""},
		{"a large push", beside([]float64{0.5, 1}, fixedRate(0.2, 100)), ""},
		{"small steps", beside(aside, fixedRate(0.01, 2000)), ""},
		{"large steps", beside(aside, fixedRate(0.4, 200)), ""},
		{"momentum", beside(aside, momentum(0.02, 0.9, 2000)), ""},
		{"adam", beside([]float64{0.01, 0.01}, adam(0.05, 2000)), ""},
		{"compass", compass(0.3, 20000), ""},
		{"chance", randomSteps(20000), ""},
		{"noise in each step", func(f heightFunc, start []float64) []float64 {
			x, r := slices.Clone(start), rand.New(rand.NewPCG(1, 0))
			for range 1000 {
				floats.AddScaled(x, -0.1, dl.NumericalGradient(nil, f, x))
				for i := range x {
					x[i] += 1e-3 * r.NormFloat64()
				}
			}
			return x
		}, ""},
		{"as many calls as it may", beside(aside, fixedRate(0.1, 5000)), ""},
		{"slopes at the same time", func(f heightFunc, start []float64) []float64 {
			x := []float64{start[0], start[1] + 0.01}
			for range 500 {
				together := &fd.Settings{Formula: fd.Central, Concurrent: true}
				floats.AddScaled(x, -0.1, fd.Gradient(nil, f, x, together))
			}
			return x
		}, ""},
		{"start is moved, and put back", func(f heightFunc, start []float64) []float64 {
			start[1] += 0.01
			defer func() { start[1] -= 0.01 }()
			return good(f, start)
		}, ""},
	}, wrong: wrongEscapes()}
}

func wrongEscapes() []answer {
	pass := surface{"", func(x []float64) float64 { return x[0]*x[0] - x[1]*x[1] + x[1]*x[1]*x[1]*x[1]/4 }}
	good, aside := fixedRate(0.1, 500), []float64{0, 0.01}
	return []answer{
		{"constant", elsewhere(func(_ heightFunc, x []float64) []float64 { return x }, 0, math.Sqrt2), ""},
		{"constant, and looks at f", settled(0, math.Sqrt2), ""},
		{"start and a constant", func(f heightFunc, start []float64) []float64 {
			return []float64{start[0] + 2.5, start[1] + math.Sqrt2}
		}, ""},
		{"x0 is 0", func(f heightFunc, start []float64) []float64 {
			f(start)
			return []float64{0, start[1] + math.Sqrt2}
		}, ""},
		{"a surface of its own", onOwn(pass, beside(aside, good)), ""},
		{"a surface of its own, and looks at f", func(f heightFunc, start []float64) []float64 {
			f(start)
			return beside(aside, good)(pass.f, start)
		}, ""},
		{"a start of its own", elsewhere(good, -2.5, 0.01), ""},
		{"a start of its own, and a search", elsewhere(backtracking(19000), -2.5, 0.01), ""},
		{"a start of its own, and Adam", elsewhere(adam(1, 4900), 0.1, 0.1), ""},
		{"x1 of its own", func(f heightFunc, start []float64) []float64 { return good(f, []float64{start[0], 0.01}) }, ""},
		{"a push along the ridge", beside([]float64{0.01, 0}, good), "stuck"},
		{"start", func(_ heightFunc, start []float64) []float64 { return start }, ""},
		{"start, and looks at f", func(f heightFunc, start []float64) []float64 { f(start); return start }, "stuck"},
		{"looks at f with too many entries", func(f heightFunc, start []float64) []float64 {
			f([]float64{start[0], start[1], 1})
			return fixedRate(0.1, 500)(f, start)
		}, "stuck"},
		{"nearly there", beside(aside, fixedRate(0.1, 25)), "too few steps"},
		{"uphill", beside(aside, fixedRate(-0.1, 400)), "uphill"},
		{"steps too large", beside(aside, fixedRate(1.5, 400)), "steps too large"},
		{"jumps back and forth", beside(aside, fixedRate(0.55, 400)), ""},
		{"too many calls", beside(aside, fixedRate(0.1, 5001)), ""},
		{"too many calls, caught", beside(aside, catching(fixedRate(0.1, 1))), ""},
		{"three entries", func(f heightFunc, start []float64) []float64 {
			return append(beside(aside, good)(f, start), 0)
		}, ""},
		{"moves start", movingStart(beside(aside, good)), "changes its argument"},
	}
}

// shrinking takes steps that become shorter by a factor.
func shrinking(step, by float64, n int) walker {
	return func(f heightFunc, start []float64) []float64 {
		x, step := slices.Clone(start), step
		for range n {
			grad := dl.NumericalGradient(nil, f, x)
			floats.AddScaled(x, -step/cmp.Or(floats.Norm(grad, 2), 1), grad)
			step *= by
		}
		return x
	}
}

func plateauAnswers() answers {
	return answers{id: "4.4-10", right: []answer{
		{"shorter and shorter steps", shrinking(0.3, 0.95, 200), ""},
		{"Adam", adam(0.1, 200), ""},
		{"backtracking", backtracking(800), ""},
		{"compass", compass(0.5, 800), ""},
		{"chance", randomSteps(800), ""},
		{"a rate for the plateau and one for the hole", func(f heightFunc, start []float64) []float64 {
			x := slices.Clone(start)
			for range 150 {
				grad := dl.NumericalGradient(nil, f, x)
				rate := 0.3
				if f(x) > 0.9 {
					rate = 0.2 / floats.Norm(grad, 2)
				}
				floats.AddScaled(x, -rate, grad)
			}
			return x
		}, ""},
		{"on the logarithm", func(f heightFunc, start []float64) []float64 {
			return fixedRate(0.25, 50)(func(x []float64) float64 { return -math.Log(1 - f(x)) }, start)
		}, ""},
		{"as many calls as it may", shrinking(0.5, 0.93, 200), ""},
	}, wrong: wrongCrossings()}
}

func wrongCrossings() []answer {
	hole := surface{"", func(x []float64) float64 { return 1 - dl.Exp(-x[0]*x[0]-x[1]*x[1]) }}
	good := shrinking(0.5, 0.93, 100)
	return []answer{
		{"constant", elsewhere(func(_ heightFunc, x []float64) []float64 { return x }, 0, 0), ""},
		{"constant, and looks at f", settled(0, 0), ""},
		{"start and a constant", func(f heightFunc, start []float64) []float64 {
			f(start)
			return []float64{start[0] + 2, start[1] - 2}
		}, ""},
		{"a surface of its own", onOwn(hole, good), ""},
		{"a start of its own", elsewhere(good, -2, 2), ""},
		{"steps that stay short in the next call", func() walker {
			step := 0.5
			return func(f heightFunc, start []float64) []float64 {
				x := slices.Clone(start)
				for range 100 {
					x, step = pace(step, 1)(f, x), step*0.93
				}
				return x
			}
		}(), ""},
		{"a start of its own, and a search", elsewhere(compass(8, 800), -2, 2), ""},
		{"a grid about the origin", func(f heightFunc, start []float64) []float64 {
			best, low := slices.Clone(start), f(start)
			for i := range 700 {
				x := []float64{float64(i%26)/5 - 2.5, float64(i/26)/5 - 2.5}
				if height := f(x); height < low {
					best, low = x, height
				}
			}
			return best
		}, ""},
		{"small steps", fixedRate(0.3, 200), "stuck"},
		{"steps that do from near", fixedRate(1, 200), ""},
		{"large steps", fixedRate(300, 200), "steps too large"},
		{"steps of one length", pace(0.4, 200), "steps too large"},
		{"steps between two places of one height", fixedRate(1.2, 200), "steps too large"},
		{"too few", pace(0.1, 25), "too few steps"},
		{"shorter too soon", shrinking(0.5, 0.7, 100), "stuck"},
		{"short from the start, and shorter too soon", shrinking(0.1, 0.9, 200), "stuck"},
		{"uphill", shrinking(-0.5, 0.93, 100), "uphill"},
		{"uphill in small steps", fixedRate(-0.1, 200), "uphill"},
		{"too many calls", shrinking(0.5, 0.93, 201), ""},
		{"too many calls, caught", catching(pace(0.05, 1)), ""},
		{"start", func(_ heightFunc, start []float64) []float64 { return start }, ""},
		{"moves start", movingStart(good), "changes its argument"},
	}
}

func rosenbrockAnswers() answers {
	good := fixedRate(0.001, 40000)
	return answers{id: "4.4-11", right: []answer{
		{"as few steps as the hint says", fixedRate(0.001, 20000), ""},
		{"a larger rate", fixedRate(0.0014, 30000), ""},
		{"as many calls as it may", fixedRate(0.001, 50000), ""},
		{"momentum", momentum(0.0005, 0.9, 8000), ""},
		{"adam", adam(0.01, 20000), ""},
		{"backtracking", backtracking(190000), ""},
		{"compass", compass(0.5, 190000), ""},
		{"chance", randomSteps(190000), ""},
		{"until it is low enough", func(f heightFunc, start []float64) []float64 {
			x := slices.Clone(start)
			for f(x) >= 1e-4 {
				floats.AddScaled(x, -0.001, dl.NumericalGradient(nil, f, x))
			}
			return x
		}, ""},
	}, wrong: []answer{
		{"constant", elsewhere(func(_ heightFunc, x []float64) []float64 { return x }, 1, 1), ""},
		{"constant, and looks at f", settled(1, 1), ""},
		{"start and a constant", func(f heightFunc, start []float64) []float64 {
			f(start)
			return []float64{start[0] + 2.2, start[1]}
		}, ""},
		{"start and one of two constants", func(f heightFunc, start []float64) []float64 {
			right, left := []float64{start[0] + 2.2, start[1]}, []float64{start[0] - 2.2, start[1]}
			return slices.MinFunc([][]float64{right, left}, func(a, b []float64) int { return cmp.Compare(f(a), f(b)) })
		}, ""},
		{"a surface of its own", onOwn(surface{"", valley}, good), ""},
		{"a start of its own", elsewhere(good, -1.2, 1), ""},
		{"a start of its own, and a search", elsewhere(backtracking(190000), -1.2, 1), ""},
		{"a start of its own, and chance", elsewhere(randomSteps(190000), -1.2, 1), ""},
		{"too few", fixedRate(0.001, 5000), "too few steps"},
		{"small steps", fixedRate(1e-6, 20000), "stuck"},
		{"large steps", fixedRate(0.02, 20000), "steps too large"},
		{"steps that cross the valley", fixedRate(0.005, 20000), ""},
		{"uphill", fixedRate(-0.001, 20000), "uphill"},
		{"too many calls", fixedRate(0.001, 50001), ""},
		{"too many calls, caught", catching(fixedRate(0.001, 1)), ""},
		{"start", func(_ heightFunc, start []float64) []float64 { return start }, ""},
		{"moves start", movingStart(good), "changes its argument"},
	}}
}
