package exercises

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/internal/words"
)

func sec57() []*Exercise {
	return []*Exercise{
		newReLU(), newSigmoid(), newAffine(), lossBackward(), largestDifference(), readTheCheck(), newTanh(), backThrough(),
	}
}

// maker makes a layer without parameters.
type maker = func() dl.Layer

// elementwise is a layer that works on each number by itself: y = f(x), and dx = back(x, y, dy).
type elementwise struct {
	f    func(x float64) float64
	back func(x, y, dy float64) float64
	x, y *mat.Dense
}

func (l *elementwise) Params() []*dl.Param { return nil }

func (l *elementwise) Forward(x mat.Matrix) *mat.Dense {
	l.x, l.y = mat.DenseCopyOf(x), mat.DenseCopyOf(x)
	l.y.Apply(func(_, _ int, v float64) float64 { return l.f(v) }, l.y)
	return l.y
}

func (l *elementwise) Backward(dy *mat.Dense) *mat.Dense {
	var dx mat.Dense
	dx.Apply(func(i, j int, d float64) float64 { return l.back(l.x.At(i, j), l.y.At(i, j), d) }, dy)
	return &dx
}

// layerTests try a layer that works on each number by itself; special are extreme inputs.
func layerTests(name string, f func(float64) float64, special ...float64) []test[maker] {
	try := func(what string, x, dy *mat.Dense) test[maker] {
		input := words.Exercises.Sprintf("%s() with x = %s, dy = %s", name, show(x), show(dy))
		return test[maker]{what: what, input: input, call: func(f maker) any {
			x1, dy1 := mat.DenseCopyOf(x), mat.DenseCopyOf(dy)
			l := f()
			y := copied(l.Forward(x1))
			dx := copied(l.Backward(dy1))
			return unlessChanged(parts{{"y", y}, {"dx", dx}}, raw(x1, dy1), raw(x, dy))
		}}
	}
	x, dy := dense([]float64{1, -0.5}, []float64{-2, 3}), dense([]float64{2, -1}, []float64{0.5, -3})
	again := try(shapes(), dense([]float64{1, 2, -3}), dense([]float64{1, 1, 2}))
	again.input = words.Exercises.Sprintf("%s() used once more, with x = %s", name, show(dense([]float64{1, 2, -3})))
	again.call = func(f maker) any {
		l := f()
		l.Forward(x)
		l.Backward(mat.DenseCopyOf(dy))
		y := copied(l.Forward(dense([]float64{1, 2, -3})))
		return parts{{"y", y}, {"dx", copied(l.Backward(dense([]float64{1, 1, 2})))}}
	}
	check := try(gradients(), x, dy)
	check.fault = func(got any) string {
		// The slope of Σ dy·f(x) by each entry of x.
		numerical := dl.NumericalGradient(nil, func(v []float64) float64 {
			sum := 0.0
			for k, d := range dy.RawMatrix().Data {
				sum += d * f(v[k])
			}
			return sum
		}, slices.Clone(x.RawMatrix().Data))
		if why := differs(got.(parts)[1].value, mat.NewDense(2, 2, numerical), 1e-6); why != "" {
			return words.Exercises.Sprintf("%s: dx %s, which is the numerical gradient.", check.input, why)
		}
		return ""
	}
	ones := slices.Repeat([]float64{1}, len(special))
	return []test[maker]{
		try(values(), dense([]float64{1}), dense([]float64{1})), try(values(), dense([]float64{2}), dense([]float64{3})),
		try(values(), dense([]float64{-1}), dense([]float64{1})), try(values(), x, dy),
		check, again, try(extremes(), dense(special), dense(ones)),
	}
}

func layerOf(f func(x float64) float64, back func(x, y, dy float64) float64) maker {
	return func() dl.Layer { return &elementwise{f: f, back: back} }
}

func newReLU() *Exercise {
	relu := dl.ReLU
	return define(exercise[maker]{
		id: "5.7-1", level: 1, title: words.Exercises.Sprintf("A layer backwards: ReLU"),
		hints: []string{
			words.Exercises.Sprintf("The derivative of max(x, 0) is 1 where x is positive, and 0 where it is negative."),
			words.Exercises.Sprintf("Forward has kept x in l.x: look there, entry by entry, at which it is."),
			words.Exercises.Sprintf("dx.Apply(func(i, j int, d float64) float64 { … }, dy) goes through dy; return d if l.x.At(i, j) > 0, and else 0."),
		},
		why:   words.Exercises.Sprintf("Where the input was positive the output moves as the input does, so the gradient passes; elsewhere the output does not move at all."),
		tests: layerTests("newReLU", relu, 0, 1e-300, -1e-300, 1e300),
		mistakes: []mistake[maker]{
			{kind: missingUpstream, as: layerOf(relu, func(x, _, _ float64) float64 { return dl.StepFunction(x) })},
			{kind: wrongMask, as: layerOf(relu, func(_, _, dy float64) float64 { return relu(dy) }),
				says: words.Exercises.Sprintf("This lets positive gradients through. What decides is whether the input was positive: dy may have any sign.")},
			{kind: wrongMask, as: layerOf(relu, func(x, _, dy float64) float64 {
				if x >= 0 {
					return dy
				}
				return 0
			}), says: words.Exercises.Sprintf("At x = 0 the gradient is stopped too, as in the book: > 0, not >= 0.")},
			{kind: wrongVariable, as: layerOf(relu, func(_, y, dy float64) float64 { return y * dy }),
				says: words.Exercises.Sprintf("dy is multiplied by the output. The derivative is 1 where x is positive, however large it is.")},
			{kind: wrongMask, as: layerOf(relu, func(_, _, dy float64) float64 { return dy }),
				says: words.Exercises.Sprintf("Everything passes. Where x was negative nothing may.")},
		},
	})
}

func newSigmoid() *Exercise {
	sigmoid := dl.Sigmoid
	return define(exercise[maker]{
		id: "5.7-2", level: 2, title: words.Exercises.Sprintf("A layer backwards: the sigmoid"),
		hints: []string{
			words.Exercises.Sprintf("The derivative of the sigmoid can be written with its output alone: y(1-y)."),
			words.Exercises.Sprintf("Forward has kept that output in l.y."),
			words.Exercises.Sprintf("Each entry of dx is dy times y times (1-y)."),
		},
		why:   words.Exercises.Sprintf("The output is there already, so no exponential has to be computed on the way back."),
		tests: layerTests("newSigmoid", sigmoid, 0, 50, 800, -800),
		mistakes: []mistake[maker]{
			{kind: missingUpstream, as: layerOf(sigmoid, func(_, y, _ float64) float64 { return y * (1 - y) })},
			{kind: wrongVariable, as: layerOf(sigmoid, func(x, _, dy float64) float64 { return dy * x * (1 - x) }),
				says: words.Exercises.Sprintf("x(1-x) is written with the input. The formula means the output.")},
			{kind: wrongVariable, as: layerOf(sigmoid, func(_, _, dy float64) float64 { return dy * (1 - dy) }),
				says: words.Exercises.Sprintf("dy(1-dy) is written with the gradient. The formula means the output y, and dy is a factor.")},
			{kind: missingFactor, as: layerOf(sigmoid, func(_, y, dy float64) float64 { return dy * y }),
				says: words.Exercises.Sprintf("The derivative has two factors: y, and 1-y.")},
			{kind: wrongSign, as: layerOf(sigmoid, func(_, y, dy float64) float64 { return -dy * y * (1 - y) })},
		},
	})
}

// affineMaker makes an affine layer.
type affineMaker = func(w, b *dl.Param) dl.Layer

// brokenAffine is an affine layer whose backward is back.
type brokenAffine struct {
	*dl.AffineLayer
	x    mat.Matrix
	back func(l *brokenAffine, dy *mat.Dense) *mat.Dense
}

func (l *brokenAffine) Forward(x mat.Matrix) *mat.Dense {
	l.x = x
	return l.AffineLayer.Forward(x)
}

func (l *brokenAffine) Backward(dy *mat.Dense) *mat.Dense { return l.back(l, dy) }

func newAffine() *Exercise {
	w0, b0 := dense([]float64{1, 2}, []float64{3, 4}), dense([]float64{0.5, -0.5})
	params := func(w, b *mat.Dense) (*dl.Param, *dl.Param) {
		param := func(name string, v *mat.Dense) *dl.Param {
			rows, cols := v.Dims()
			return &dl.Param{Name: name, Value: mat.DenseCopyOf(v), Grad: mat.NewDense(rows, cols, nil), Vector: name == "b"}
		}
		return param("W", w), param("b", b)
	}
	try := func(what string, times int, w, b, x, dy *mat.Dense) test[affineMaker] {
		input := fmt.Sprintf("newAffine(W, b) with W = %s, x = %s, dy = %s", show(w), show(x), show(dy))
		if times > 1 {
			input = words.Exercises.Sprintf("%s, %d times", input, times)
		}
		return test[affineMaker]{what: what, input: input, call: func(f affineMaker) any {
			pw, pb := params(w, b)
			l := f(pw, pb)
			x1, dy1 := mat.DenseCopyOf(x), mat.DenseCopyOf(dy)
			var dx *mat.Dense
			for range times {
				l.Forward(x1)
				dx = copied(l.Backward(dy1))
			}
			value := parts{{"dx", dx}, {"W.Grad", pw.Grad}, {"b.Grad", pb.Grad}}
			return unlessChanged(value, raw(x1, dy1, pw.Value, pb.Value), raw(x, dy, w, b))
		}}
	}
	one := dense([]float64{1})
	return define(exercise[affineMaker]{
		id: "5.7-3", level: 2, title: words.Exercises.Sprintf("A layer backwards: affine"),
		hints: []string{
			words.Exercises.Sprintf("Let the shapes lead you: x is N×I, W is I×O, dy is N×O. Which product of two of them has the shape of W, and which that of x?"),
			words.Exercises.Sprintf("W.Grad is xᵀ·dy and dx is dy·Wᵀ; m.T() is the transposed of m."),
			words.Exercises.Sprintf("The bias goes into every row, so b.Grad is the sum of the rows of dy: for column j mat.Sum(dy.ColView(j))."),
		},
		why: words.Exercises.Sprintf("A weight counts for each sample with what goes through it, so the samples add up: xᵀ·dy. On the way to x each gradient takes the weights that it came through: dy·Wᵀ."),
		tests: []test[affineMaker]{
			try(values(), 1, one, one, one, one),
			try(values(), 1, w0, b0, dense([]float64{1, 0}), dense([]float64{0, 1})),
			try(values(), 1, w0, b0, dense([]float64{1, 2}, []float64{-1, 0.5}), dense([]float64{1, 0}, []float64{3, -1})),
			try(shapes(), 1, dense([]float64{1, 2, 3}, []float64{4, 5, 6}), dense([]float64{0, 0, 0}), dense([]float64{1, -1}), dense([]float64{1, 0, 2})),
			try(shapes(), 1, dense([]float64{1}, []float64{2}, []float64{3}), one, dense([]float64{1, 2, 3}, []float64{0, 1, 0}), dense([]float64{1}, []float64{-2})),
			try(extremes(), 2, w0, b0, dense([]float64{1, 2}), dense([]float64{1, -1})),
		},
		mistakes: affineMistakes(),
	})
}

func affineMistakes() []mistake[affineMaker] {
	broken := func(back func(l *brokenAffine, dy *mat.Dense) *mat.Dense) affineMaker {
		return func(w, b *dl.Param) dl.Layer { return &brokenAffine{AffineLayer: dl.NewAffineLayer(w, b), back: back} }
	}
	right := func(l *brokenAffine, dy *mat.Dense) *mat.Dense { return l.AffineLayer.Backward(dy) }
	return []mistake[affineMaker]{
		{kind: transposed, as: broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			right(l, dy)
			var dx mat.Dense
			dx.Mul(dy, l.W.Value)
			return &dx
		}), says: words.Exercises.Sprintf("dx is dy·Wᵀ, with W transposed: what went from input i to output j comes back from j to i.")},
		{kind: transposed, as: broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			dx := right(l, dy)
			l.W.Grad.Mul(dy.T(), l.x)
			return dx
		}), says: words.Exercises.Sprintf("W.Grad is xᵀ·dy and not dyᵀ·x: a row for each input, as in W.")},
		{kind: averagedWrong, as: broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			dx := right(l, dy)
			rows, _ := dy.Dims()
			l.W.Grad.Scale(1/float64(rows), l.W.Grad)
			l.B.Grad.Scale(1/float64(rows), l.B.Grad)
			return dx
		}), says: words.Exercises.Sprintf("The gradients are divided by the number of samples. The last layer has done that already: dy is that of the mean loss.")},
		{kind: firstRowOnly, as: broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			dx := right(l, dy)
			l.B.Grad.SetRow(0, dy.RawRowView(0))
			return dx
		}), says: words.Exercises.Sprintf("b.Grad is that of the first sample. The bias goes into every row: add up all rows of dy.")},
		{kind: noEffect, as: broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			dx := right(l, dy)
			l.W.Grad.Zero()
			l.B.Grad.Zero()
			return dx
		}), says: words.Exercises.Sprintf("dx is right, and the gradients of W and b are still 0. Write them to l.w.Grad and l.b.Grad.")},
		{kind: accumulated, as: broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			w, b := mat.DenseCopyOf(l.W.Grad), mat.DenseCopyOf(l.B.Grad)
			dx := right(l, dy)
			l.W.Grad.Add(l.W.Grad, w)
			l.B.Grad.Add(l.B.Grad, b)
			return dx
		}), says: words.Exercises.Sprintf("The second time the gradient is added to the first. Each Backward sets Grad anew.")},
	}
}

func lossBackward() *Exercise {
	type answer = func(y *mat.Dense, labels []int) *mat.Dense
	try := func(what string, labels []int, rows ...[]float64) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("lossBackward(%s, %v)", show(dense(rows...)), labels), call: func(f answer) any {
			y := dense(rows...)
			dx := copied(f(y, slices.Clone(labels)))
			return unlessChanged(dx, raw(y), raw(dense(rows...)))
		}}
	}
	with := func(of func(y, t, n, classes float64) float64) answer {
		return func(y *mat.Dense, labels []int) *mat.Dense {
			n, classes := y.Dims()
			t := dl.OneHot(labels, classes)
			var dx mat.Dense
			dx.Apply(func(i, k int, v float64) float64 { return of(v, t.At(i, k), float64(n), float64(classes)) }, y)
			return &dx
		}
	}
	scores, labels := dense([]float64{1, 2, 0}, []float64{-1, 0.5, 0.3}), []int{2, 0}
	y := dl.SoftmaxRows(nil, scores)
	check := try(gradients(), labels, y.RawRowView(0), y.RawRowView(1))
	check.fault = func(got any) string {
		numerical := dl.NumericalGradient(nil, func(s []float64) float64 {
			return dl.CrossEntropyBatch(dl.SoftmaxRows(nil, mat.NewDense(2, 3, s)), dl.Labels(labels))
		}, slices.Clone(scores.RawMatrix().Data))
		if why := differs(got, mat.NewDense(2, 3, numerical), 1e-6); why != "" {
			return words.Exercises.Sprintf("%s %s, which is the numerical gradient.", check.input, why)
		}
		return ""
	}
	return define(exercise[answer]{
		id: "5.7-4", level: 2, title: words.Exercises.Sprintf("Where backpropagation begins"),
		hints: []string{
			words.Exercises.Sprintf("For one sample the gradient by the scores is y - t, with t one-hot: 1 at the label, 0 elsewhere."),
			words.Exercises.Sprintf("Work on a copy, mat.DenseCopyOf(y), and subtract 1 at the label of each row."),
			words.Exercises.Sprintf("The loss is a mean over the samples, so divide everything by their number: dx.Scale(1/n, dx)."),
		},
		why: words.Exercises.Sprintf("Of the mean loss each sample makes a share of 1/N, and so does its gradient. Forgotten, it acts like a learning rate that is N times too large."),
		tests: []test[answer]{
			try(values(), []int{0}, []float64{0.5, 0.5}), try(values(), []int{1}, []float64{0.25, 0.75}),
			try(values(), []int{1, 0}, []float64{0.2, 0.8}, []float64{0.4, 0.6}),
			try(values(), []int{2, 0, 1, 1}, []float64{0.1, 0.2, 0.7}, []float64{0.3, 0.5, 0.2}, []float64{0.25, 0.5, 0.25}, []float64{0.6, 0.1, 0.3}), check,
			try(extremes(), []int{0, 1}, []float64{1, 0}, []float64{1, 0}),
		},
		mistakes: []mistake[answer]{
			{kind: summed, as: with(func(y, t, _, _ float64) float64 { return y - t })},
			{kind: wrongSign, as: with(func(y, t, n, _ float64) float64 { return (t - y) / n }),
				says: words.Exercises.Sprintf("A larger score of the right class makes the loss smaller, so its entry is negative: y - t.")},
			{kind: averagedWrong, as: with(func(y, t, _, classes float64) float64 { return (y - t) / classes })},
			{kind: missingTarget, as: with(func(y, _, n, _ float64) float64 { return y / n }),
				says: words.Exercises.Sprintf("That is y/N. Subtract 1 at each row's label first.")},
			{kind: changesArgument, as: func(y *mat.Dense, labels []int) *mat.Dense {
				y.Copy(with(func(y, t, n, _ float64) float64 { return (y - t) / n })(y, labels))
				return y
			}},
		},
	})
}

func largestDifference() *Exercise {
	type answer = func(a, b []float64) float64
	try := vectorCall[answer]{"largestDifference", func(f answer, v vectors) any { return f(v[0], v[1]) }}
	with := func(of func(d float64) float64, start float64) answer {
		return func(a, b []float64) float64 {
			largest := start
			for i := range a {
				if d := of(a[i] - b[i]); d > largest {
					largest = d
				}
			}
			return largest
		}
	}
	nan := math.NaN()
	return define(exercise[answer]{
		id: "5.7-5", level: 2, title: words.Exercises.Sprintf("Check a gradient"),
		hints: []string{
			words.Exercises.Sprintf("The difference of two entries may have either sign: take math.Abs of it."),
			words.Exercises.Sprintf("NaN is not larger than anything: if d > largest is false for it, and the check would call a broken gradient perfect."),
			words.Exercises.Sprintf("largest = max(largest, d) keeps a NaN once it has met one. So does a test with math.IsNaN."),
		},
		why: words.Exercises.Sprintf("A check must not be satisfied by what it cannot compare. Every comparison with NaN is false; the built-in max passes NaN on."),
		tests: []test[answer]{
			try.test(values(), []float64{1}, []float64{1}), try.test(values(), []float64{3}, []float64{1}), try.test(values(), []float64{1}, []float64{3}),
			try.test(values(), []float64{1, 2, 3}, []float64{1, 2.5, 1}), try.test(values(), []float64{-1, 2}, []float64{1, 2}),
			try.test(extremes(), nil, nil), try.test(extremes(), []float64{nan, 1}, []float64{0, 1}), try.test(extremes(), []float64{1, 0}, []float64{2, nan}),
		},
		sweep: &sweep[answer]{try, func(r *rand.Rand, n int) vectors { return vectors{uniform(r, n, -2, 2), uniform(r, n, -2, 2)} }},
		mistakes: []mistake[answer]{
			{kind: nanPasses, as: with(math.Abs, 0),
				says: words.Exercises.Sprintf("d > largest is false if d is NaN, so a gradient full of NaN counts as perfect. The built-in max keeps a NaN.")},
			{kind: noAbsolute, as: func(a, b []float64) float64 {
				largest := 0.0
				for i := range a {
					largest = max(largest, a[i]-b[i])
				}
				return largest
			}, says: words.Exercises.Sprintf("Where b is larger than a the difference is negative and never counts. Take math.Abs of it.")},
			{kind: noAbsolute, as: with(func(d float64) float64 { return d }, 0),
				says: words.Exercises.Sprintf("Where b is larger than a the difference is negative and never counts. Take math.Abs of it, and mind that NaN is not larger than anything.")},
			{kind: averagedWrong, as: func(a, b []float64) float64 {
				sum := 0.0
				for i := range a {
					sum += math.Abs(a[i] - b[i])
				}
				return sum / float64(max(len(a), 1))
			}, says: words.Exercises.Sprintf("That is the mean of the differences. A single wrong entry among thousands would not show in it.")},
		},
	})
}

func readTheCheck() *Exercise {
	return choice[string]{
		id: "5.7-6", level: 1, title: words.Exercises.Sprintf("Read a gradient check"), call: "readTheCheck()", right: "b1",
		hints: []string{
			words.Exercises.Sprintf("A wrong gradient differs by as much as the gradient itself, and in most of its entries: look at the means."),
			words.Exercises.Sprintf("A single large difference with a small mean is a kink: one entry of many."),
		},
		why: words.Exercises.Sprintf("In b1 the mean is of the order of the maximum: all entries are wrong, by a factor or a missing row perhaps. In W1 a few entries of 39,200 are off, where a ReLU has its kink; W2 and b2 differ by rounding and δ."),
		wrong: []wrongAnswer[string]{
			{"W1", words.Exercises.Sprintf("Its maximum stands out, but its mean is tiny: a few of 39,200 entries sit on a kink of the ReLU.")},
			{"W2", words.Exercises.Sprintf("1e-9 in the mean is rounding.")},
			{"b2", words.Exercises.Sprintf("1e-8 is the size of the δ in the loss, of which backpropagation knows nothing (E-30).")},
		},
	}.define()
}

func newTanh() *Exercise {
	tanh := math.Tanh
	return define(exercise[maker]{
		id: "5.7-7", level: 3, title: words.Exercises.Sprintf("A layer of your own: tanh"),
		hints: []string{
			words.Exercises.Sprintf("math.Tanh computes it, for numbers of any size."),
			words.Exercises.Sprintf("tanh is sinh/cosh, and the rule for quotients gives 1 - tanh²."),
			words.Exercises.Sprintf("Keep the output in l.y on the way forwards; each entry of dx is dy times (1 - y²)."),
		},
		why:   words.Exercises.Sprintf("As with the sigmoid, the derivative can be written with the output: (cosh² - sinh²)/cosh² = 1 - tanh². Its outputs lie around 0 and its slope is up to 1, four times that of the sigmoid."),
		tests: layerTests("newTanh", tanh, 0, 20, 800, -800),
		mistakes: []mistake[maker]{
			{kind: missingUpstream, as: layerOf(tanh, func(_, y, _ float64) float64 { return 1 - y*y })},
			{kind: wrongVariable, as: layerOf(tanh, func(x, _, dy float64) float64 { return dy * (1 - x*x) }),
				says: words.Exercises.Sprintf("1 - x² is written with the input. The formula means the output.")},
			{kind: misread, as: layerOf(tanh, func(_, y, dy float64) float64 { return dy * y * (1 - y) }),
				says: words.Exercises.Sprintf("y(1-y) is the derivative of the sigmoid. That of tanh is 1 - y².")},
			{kind: notSquared, as: layerOf(tanh, func(_, y, dy float64) float64 { return dy * (1 - y) }),
				says: words.Exercises.Sprintf("The derivative is 1 - y², with a square.")},
			{kind: overflows, as: layerOf(func(x float64) float64 {
				a, b := math.Exp(x), math.Exp(-x)
				return (a - b) / (a + b)
			}, func(_, y, dy float64) float64 { return dy * (1 - y*y) }),
				says: words.Exercises.Sprintf("exp(800) is infinite, and ∞/∞ is NaN. math.Tanh knows what to do.")},
		},
	})
}

type backwardPass = func(layers []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense

func backThrough() *Exercise {
	layers := func(sizes ...int) []dl.Layer {
		src := rand.NewPCG(9, 0)
		var all []dl.Layer
		for i := 1; i < len(sizes); i++ {
			if i > 1 {
				all = append(all, new(dl.SigmoidLayer))
			}
			all = append(all, dl.NewAffineLayer(
				&dl.Param{Name: "W", Value: dl.Normal(sizes[i-1], sizes[i], 1, src)},
				&dl.Param{Name: "b", Value: dl.Normal(1, sizes[i], 1, src), Vector: true}))
		}
		return all
	}
	try := func(what, net string, rows int, sizes ...int) test[backwardPass] {
		input := words.Exercises.Sprintf("backThrough with %s and a batch of %d", net, rows)
		return test[backwardPass]{what: what, input: input, call: func(f backwardPass) any {
			x, t := dl.Uniform(rows, sizes[0], rand.NewPCG(8, 0)), make(dl.Labels, rows)
			for i := range t {
				t[i] = i % sizes[len(sizes)-1]
			}
			return copied(f(layers(sizes...), new(dl.SoftmaxWithLoss), x, t))
		}}
	}
	return define(exercise[backwardPass]{
		id: "5.7-8", level: 3, title: words.Exercises.Sprintf("Back through a net"), tolerance: 1e-10,
		hints: []string{
			words.Exercises.Sprintf("Forwards first: each layer's Forward gets what the one before returned, and at the end loss.Forward gets the scores and t."),
			words.Exercises.Sprintf("loss.Backward() is where the way back begins; then the layers, the last one first."),
			words.Exercises.Sprintf("for i := len(layers) - 1; i >= 0; i-- { dy = layers[i].Backward(dy) }"),
		},
		why: words.Exercises.Sprintf("The chain rule, from the outside to the inside: each layer gets the gradient by its output and hands on the gradient by its input."),
		tests: []test[backwardPass]{
			try(values(), "Affine", 1, 2, 2),
			try(values(), "Affine, Sigmoid, Affine", 1, 2, 2, 2),
			try(values(), "Affine, Sigmoid, Affine", 4, 2, 2, 2),
			try(shapes(), "Affine, Sigmoid, Affine", 3, 4, 3, 2),
			try(extremes(), "Affine, Sigmoid, Affine, Sigmoid, Affine", 2, 3, 3, 3, 3),
		},
		mistakes: backThroughMistakes(),
	})
}

func backThroughMistakes() []mistake[backwardPass] {
	forwards := func(layers []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
		for _, l := range layers {
			x = l.Forward(x)
		}
		loss.Forward(x, t)
		return loss.Backward()
	}
	return []mistake[backwardPass]{
		{kind: wrongOrder, as: func(layers []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			dy := forwards(layers, loss, x, t)
			for _, l := range layers {
				dy = l.Backward(dy)
			}
			return dy
		}, says: words.Exercises.Sprintf("The way back goes through the layers in reverse order, the last one first.")},
		{kind: noForward, as: func(layers []dl.Layer, loss *dl.SoftmaxWithLoss, _ mat.Matrix, _ dl.Targets) *mat.Dense {
			dy := loss.Backward()
			for _, l := range slices.Backward(layers) {
				dy = l.Backward(dy)
			}
			return dy
		}, says: words.Exercises.Sprintf("Backward needs what Forward has kept. Go through the layers and the loss forwards first.")},
		{kind: missingUpstream, as: func(layers []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) (dx *mat.Dense) {
			dy := forwards(layers, loss, x, t)
			for _, l := range slices.Backward(layers) {
				dx = l.Backward(dy)
			}
			return dx
		}, says: words.Exercises.Sprintf("Every layer gets the gradient of the loss. Each is to get what the one behind it returned.")},
		{kind: missingUpstream, as: func(layers []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			return forwards(layers, loss, x, t)
		}, says: words.Exercises.Sprintf("That is the gradient by the scores. It has to go back through the layers.")},
	}
}
