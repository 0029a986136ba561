package exercises

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/exercises/internal/solutions"
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

// What tests of layers are about.
var (
	batchesInARow = words.Exercises.Message("batches in a row")
	twoLayers     = words.Exercises.Message("two layers at once")
)

// A layerScript is what is done to layers, one step after the other.
type layerScript []layerStep

// A layerStep is Forward with x, or Backward with dy; with neither, the parameters double, as a stand-in for learning.
type layerStep struct {
	of    int // the layer, 0 or 1
	x, dy *mat.Dense
}

// oneBatch is the usual script: a batch goes forward and back.
func oneBatch(x, dy *mat.Dense) layerScript { return layerScript{{x: x}, {dy: dy}} }

// layers returns the names of the layers.
func (s layerScript) layers() []string {
	if slices.ContainsFunc(s, func(st layerStep) bool { return st.of > 0 }) {
		return []string{"l1", "l2"}
	}
	return []string{"l"}
}

// results returns the names of what the steps return, numbered where there are several.
func (s layerScript) results() []string {
	names := make([]string, len(s))
	number := func(name string, of func(layerStep) *mat.Dense) {
		var at []int
		for i, st := range s {
			if of(st) != nil {
				at = append(at, i)
			}
		}
		for n, i := range at {
			names[i] = name
			if len(at) > 1 {
				names[i] = fmt.Sprint(name, n+1)
			}
		}
	}
	number("y", func(st layerStep) *mat.Dense { return st.x })
	number("dx", func(st layerStep) *mat.Dense { return st.dy })
	return names
}

// String writes the steps as code.
func (s layerScript) String() string {
	layers, results := s.layers(), s.results()
	var code []string
	for i, st := range s {
		switch l := layers[st.of]; {
		case st.x != nil:
			code = append(code, fmt.Sprintf("%s := %s.Forward(%s)", results[i], l, show(st.x)))
		case st.dy != nil:
			code = append(code, fmt.Sprintf("%s := %s.Backward(%s)", results[i], l, show(st.dy)))
		default:
			code = append(code, "W.Value.Scale(2, W.Value)", "b.Value.Scale(2, b.Value)")
		}
	}
	return strings.Join(code, "; ")
}

// run takes the steps with layers that are as new. It returns what each returns and, at the end, the gradients of params.
func (s layerScript) run(layers []dl.Layer, params []*dl.Param) any {
	var got parts
	var all []handedOver
	for _, p := range params {
		all = append(all, handedOver{p.Name, p.Value, mat.DenseCopyOf(p.Value)})
	}
	for i, name := range s.results() {
		l, st := layers[s[i].of], s[i]
		switch {
		case st.x != nil:
			x := mat.DenseCopyOf(st.x)
			all = append(all, handedOver{"x", x, st.x})
			got = append(got, part{plain(name), copied(l.Forward(x))})
		case st.dy != nil:
			dy := mat.DenseCopyOf(st.dy)
			all = append(all, handedOver{"dy", dy, st.dy})
			got = append(got, part{plain(name), copied(l.Backward(dy))})
		default:
			for k, p := range params {
				p.Value.Scale(2, p.Value)
				before := all[k].before.(*mat.Dense)
				before.Scale(2, before)
			}
		}
	}
	for _, p := range params {
		got = append(got, part{plain(p.Name + ".Grad"), copied(p.Grad)})
	}
	return unlessTouched(got, all)
}

// layerTest tries a layer without parameters.
func layerTest(name string, what words.Message, s layerScript) test[maker] {
	var input strings.Builder
	for _, l := range s.layers() {
		fmt.Fprintf(&input, "%s := %s(); ", l, name)
	}
	return test[maker]{what: what, input: input.String() + s.String(), call: func(f maker) any {
		var layers []dl.Layer
		for range s.layers() {
			layers = append(layers, f())
		}
		return s.run(layers, nil)
	}}
}

// layerTests try a layer that works on each number by itself; special are extreme inputs, for which an exponential may
// overflow. Shapes and values are such that neither a transposed mask nor another batch's fits by accident.
func layerTests(name string, f func(float64) float64, special ...float64) []test[maker] {
	one := func(v float64) *mat.Dense { return dense([]float64{v}) }
	x1, dy1 := dense([]float64{1, -0.5}), dense([]float64{-1, 2})
	x2, dy2 := dense([]float64{-1.5, 0.5}), dense([]float64{1, -2})
	x3, dy3 := dense([]float64{1, -0.5, 0.25}, []float64{2, 3, -0.75}), dense([]float64{2, -1, -0.5}, []float64{0.5, -3, 4})
	x4 := dense([]float64{0.5, -1}, []float64{-2, 1}, []float64{-0.25, 4})
	dy4 := dense([]float64{1, 2}, []float64{-3, 4}, []float64{5, -6})
	check := layerTest(name, gradients, oneBatch(x4, dy4))
	check.fault = func(got any) string { return offNumerical(check.input, got.(parts)[1].value, f, x4, dy4) }
	tests := []test[maker]{
		layerTest(name, values, oneBatch(one(1), one(1))),
		layerTest(name, values, oneBatch(one(2), one(3))),
		layerTest(name, values, oneBatch(one(-1), one(1))),
		layerTest(name, values, oneBatch(one(-3), one(100))),
		layerTest(name, values, oneBatch(one(0), one(1))),
		layerTest(name, values, oneBatch(one(0.5), one(-1e6))), // gradients may be large, and are not cut off
		layerTest(name, values, oneBatch(x3, dy3)),
		check,
		layerTest(name, batchesInARow, layerScript{{x: x1}, {dy: dy1}, {dy: dy2}}),
		layerTest(name, batchesInARow, layerScript{{x: x1}, {dy: dy1}, {x: x2}, {dy: dy2}}),
		layerTest(name, batchesInARow, layerScript{{x: x1}, {x: x2}, {dy: dy2}}),
		layerTest(name, batchesInARow, layerScript{{x: x1}, {dy: dy1}, {x: x4}, {dy: dy4}}),
		layerTest(name, batchesInARow, layerScript{{x: x4}, {dy: dy4}, {x: one(-2)}, {dy: one(0.5)}, {x: x3}, {dy: dy3}}),
		layerTest(name, twoLayers, layerScript{{x: x1}, {of: 1, x: x2}, {of: 1, dy: dy2}, {dy: dy1}}),
	}
	for _, v := range special {
		tests = append(tests, layerTest(name, extremes, oneBatch(one(v), one(1))))
	}
	return tests
}

// offNumerical compares dx with the slope of Σ dy·f(x) by each entry of x.
func offNumerical(input string, dx any, f func(float64) float64, x, dy *mat.Dense) string {
	numerical := dl.NumericalGradient(nil, func(v []float64) float64 {
		sum := 0.0
		for k, d := range dy.RawMatrix().Data {
			sum += d * f(v[k])
		}
		return sum
	}, slices.Clone(x.RawMatrix().Data))
	rows, cols := x.Dims()
	if why := differs(dx, mat.NewDense(rows, cols, numerical), 1e-6); why != "" {
		return words.Exercises.Sprintf("%s: dx %s, which is the numerical gradient.", input, why)
	}
	return ""
}

// formulaTolerance is for tasks that rule out a difference quotient. Rounding costs 1e-15 or so, and a central difference is
// off by 1e-11 or so at best, whatever its h.
const formulaTolerance = 1e-12

// layerOutcomes makes a mistake's seen: like judges each test's value beside that of the solution.
func layerOutcomes(id string, tests []test[maker], like func(what words.Message, got, want any) bool) func([]outcome) bool {
	return func(got []outcome) bool {
		for i := range tests {
			want := tests[i].outcome(solutions.All[id].(maker), nil)
			if got[i].panic != "" || got[i].stub != "" || len(got[i].changed) > 0 || !like(tests[i].what, got[i].value, want.value) {
				return false
			}
		}
		return true
	}
}

// approximateLayer is a gradient whose first digits are right everywhere, and whose others are wrong for ordinary inputs
// already. One that goes wrong at extreme inputs only, because it cuts numbers off, is something else.
func approximateLayer(id string, tests []test[maker], f func(float64) float64) mistake[maker] {
	const h = 1e-4
	return mistake[maker]{
		kind: misread,
		says: words.Exercises.Message("Only the first digits are right. A difference quotient is approximate, and so is " +
			"float32. Use the formula for the derivative, in float64."),
		as: layerOf(f, func(x, _, dy float64) float64 { return dy * (f(x+h) - f(x-h)) / (2 * h) }),
		seen: func(got []outcome) bool {
			off := false
			near := layerOutcomes(id, tests, func(what words.Message, got, want any) bool {
				off = off || what == values && differs(got, want, formulaTolerance) != ""
				return differs(got, want, 1e-3) == ""
			})
			return near(got) && off
		},
	}
}

// overflownLayer is a layer that is right but for NaN where the input is extreme.
func overflownLayer(id string, tests []test[maker], says words.Message, as maker) mistake[maker] {
	isNaN := func(p part) bool { return slices.ContainsFunc(numbers(p.value), math.IsNaN) }
	return mistake[maker]{
		kind: overflows, says: says, as: as,
		seen: layerOutcomes(id, tests, func(what words.Message, got, want any) bool {
			return differs(got, want, formulaTolerance) == "" || what == extremes && slices.ContainsFunc(got.(parts), isNaN)
		}),
	}
}

// overwrittenLayer is a layer whose Backward writes dx over the output that Forward has kept.
type overwrittenLayer struct{ elementwise }

func (l *overwrittenLayer) Backward(dy *mat.Dense) *mat.Dense {
	l.y.Copy(l.elementwise.Backward(dy))
	return l.y
}

// overwritingLayer is the mistake of a layer y = f(x) that is overwrittenLayer.
func overwritingLayer(f func(float64) float64, back func(x, y, dy float64) float64) mistake[maker] {
	return mistake[maker]{
		kind: misread,
		says: words.Exercises.Message("Backward overwrites the output that Forward kept, so calling it again goes wrong. " +
			"Write dx into a new matrix, and leave l.y alone."),
		as: func() dl.Layer { return &overwrittenLayer{elementwise{f: f, back: back}} },
	}
}

func layerOf(f func(x float64) float64, back func(x, y, dy float64) float64) maker {
	return func() dl.Layer { return &elementwise{f: f, back: back} }
}

func newReLU() *Exercise {
	relu := dl.ReLU
	return define(exercise[maker]{
		id: "5.7-1", level: 1, title: words.Exercises.Message("The backward pass of ReLU"),
		hints: []words.Message{
			words.Exercises.Message("The derivative of max(x, 0) is 1 where x is positive and 0 where it is negative."),
			words.Exercises.Message("Forward has kept x in l.x. Look up each entry there to see whether it is positive."),
			words.Exercises.Message("dx.Apply(func(i, j int, d float64) float64 { … }, dy) visits each entry of dy. " +
				"Return d if l.x.At(i, j) > 0, otherwise 0."),
		},
		why: words.Exercises.Message("Where the input was positive, the output moves exactly as the input does, so the " +
			"gradient passes unchanged. Elsewhere the output does not move at all, so the gradient is 0."),
		// float32 holds 1e-30 too, and a threshold such as 1e-9 does not count it as positive.
		tests: layerTests("newReLU", relu, 1e-30, -1e-30, 1e30),
		mistakes: []mistake[maker]{
			{kind: missingUpstream, as: layerOf(relu, func(x, _, _ float64) float64 { return dl.StepFunction(x) })},
			{kind: wrongMask, as: layerOf(relu, func(_, _, dy float64) float64 { return relu(dy) }),
				says: words.Exercises.Message("This lets only positive gradients through. What counts is whether the " +
					"input was positive; dy may have either sign.")},
			{kind: wrongMask, as: layerOf(relu, func(x, _, dy float64) float64 {
				if x >= 0 {
					return dy
				}
				return 0
			}), says: words.Exercises.Message("At x = 0 the gradient must be 0 too: test x > 0, not x >= 0.")},
			{kind: wrongVariable, as: layerOf(relu, func(_, y, dy float64) float64 { return y * dy }),
				says: words.Exercises.Message("This multiplies dy by the output. The derivative is 1 wherever x is " +
					"positive, however large x is.")},
			{kind: wrongMask, as: layerOf(relu, func(_, _, dy float64) float64 { return dy }),
				says: words.Exercises.Message("This passes everything. Where x was negative, nothing should pass.")},
		},
	})
}

func newSigmoid() *Exercise {
	const id = "5.7-2"
	sigmoid := dl.Sigmoid
	back := func(_, y, dy float64) float64 { return dy * y * (1 - y) }
	tests := layerTests("newSigmoid", sigmoid, 50, 800, -800)
	return define(exercise[maker]{
		id: id, level: 2, title: words.Exercises.Message("The backward pass of the sigmoid"), tolerance: formulaTolerance,
		hints: []words.Message{
			words.Exercises.Message("You can write the derivative of the sigmoid in terms of its output alone: y(1-y)."),
			words.Exercises.Message("Forward has kept that output in l.y."),
			words.Exercises.Message("Each entry of dx is dy times y times (1-y)."),
		},
		why:   words.Exercises.Message("The output is already there, so the backward pass needs no exponential."),
		tests: tests,
		mistakes: []mistake[maker]{
			{kind: missingUpstream, as: layerOf(sigmoid, func(_, y, _ float64) float64 { return y * (1 - y) })},
			{kind: wrongVariable, as: layerOf(sigmoid, func(x, _, dy float64) float64 { return dy * x * (1 - x) }),
				says: words.Exercises.Message("This computes x(1-x) with the input. The formula needs the output, y.")},
			{kind: wrongVariable, as: layerOf(sigmoid, func(_, _, dy float64) float64 { return dy * (1 - dy) }),
				says: words.Exercises.Message("This computes dy(1-dy) with the gradient. The formula needs the output, y; " +
					"dy is one more factor.")},
			{kind: missingFactor, as: layerOf(sigmoid, func(_, y, dy float64) float64 { return dy * y }),
				says: words.Exercises.Message("The derivative has two factors: y and 1-y.")},
			{kind: wrongSign, as: layerOf(sigmoid, func(x, y, dy float64) float64 { return -back(x, y, dy) })},
			overwritingLayer(sigmoid, back),
			overflownLayer(id, tests,
				words.Exercises.Message("exp(800) is infinite, and ∞/∞ is NaN. Use y(1-y), which needs no exponential."),
				layerOf(sigmoid, func(x, _, dy float64) float64 {
					e := math.Exp(-x)
					return dy * e / ((1 + e) * (1 + e))
				})),
			approximateLayer(id, tests, sigmoid),
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

// affineTest tries an affine layer for each w; the second has b twice as large.
func affineTest(what words.Message, s layerScript, b *mat.Dense, w ...*mat.Dense) test[affineMaker] {
	param := func(name string, v *mat.Dense) *dl.Param {
		rows, cols := v.Dims()
		return &dl.Param{Name: name, Value: mat.DenseCopyOf(v), Grad: mat.NewDense(rows, cols, nil), Vector: name[0] == 'b'}
	}
	number := func(i int) string {
		if len(w) == 1 {
			return ""
		}
		return fmt.Sprint(i + 1)
	}
	bias := func(i int) *mat.Dense {
		var v mat.Dense
		v.Scale(float64(i+1), b)
		return &v
	}
	var input strings.Builder
	for i, l := range s.layers() {
		n := number(i)
		fmt.Fprintf(&input, "W%s, b%s := %s, %s; %s := newAffine(W%s, b%s); ", n, n, show(w[i]), show(bias(i)), l, n, n)
	}
	return test[affineMaker]{what: what, input: input.String() + s.String(), call: func(f affineMaker) any {
		var layers []dl.Layer
		var params []*dl.Param
		for i := range s.layers() {
			pw, pb := param("W"+number(i), w[i]), param("b"+number(i), bias(i))
			layers, params = append(layers, f(pw, pb)), append(params, pw, pb)
		}
		return s.run(layers, params)
	}}
}

func affineTests() []test[affineMaker] {
	one := dense([]float64{1})
	w0, b0 := dense([]float64{1, 2}, []float64{3, 4}), dense([]float64{0.5, -0.5})
	w1, b1 := dense([]float64{1, 2, 3}, []float64{4, 5, 6}), dense([]float64{0.5, -1, 0.25})
	w2 := dense([]float64{-1, 0.5, 2}, []float64{0.25, -3, 1.5})
	x2, dy2 := dense([]float64{1, 2}, []float64{-1, 0.5}), dense([]float64{1, 0}, []float64{3, -1})
	x3 := dense([]float64{1, -0.5}, []float64{2, 0.25}, []float64{-3, 1.5})
	dy3 := dense([]float64{1, 0, 2}, []float64{-1, 0.5, 3}, []float64{0.75, 2, -4})
	x4, dy4 := dense([]float64{0.5, 4}), dense([]float64{-2, 1, 0.5})
	x5, dy5 := dense([]float64{-1, 2}), dense([]float64{1, 3, -0.5}) // of the same shapes
	xNaN, dyNaN := dense([]float64{math.NaN(), 2}), dense([]float64{1, math.NaN(), -0.5})
	return []test[affineMaker]{
		affineTest(values, oneBatch(one, one), one, one),
		affineTest(values, oneBatch(dense([]float64{1, 0}), dense([]float64{0, 1})), b0, w0),
		affineTest(values, oneBatch(x2, dy2), b0, w0),
		affineTest(shapes, oneBatch(x4, dy4), b1, w1),
		affineTest(shapes, oneBatch(dense([]float64{1, 2, 3}, []float64{0, 1, 0}), dense([]float64{1}, []float64{-2})),
			one, dense([]float64{1}, []float64{2}, []float64{3})),
		affineTest(shapes, oneBatch(x3, dy3), b1, w1),
		affineTest(batchesInARow, layerScript{{x: x4}, {dy: dy4}, {x: x4}, {dy: dy4}}, b1, w1),
		affineTest(batchesInARow, layerScript{{x: x4}, {dy: dy4}, {dy: dense([]float64{1, 2, -3})}}, b1, w1),
		affineTest(batchesInARow, layerScript{{x: x3}, {dy: dy3}, {x: x4}, {dy: dy4}}, b1, w1),
		affineTest(batchesInARow, layerScript{{x: x3}, {x: x4}, {dy: dy4}}, b1, w1),
		affineTest(batchesInARow, layerScript{{x: x4}, {dy: dy4}, {x: x5}, {dy: dy5}}, b1, w1),
		affineTest(batchesInARow, layerScript{{x: x4}, {dy: dy4}, {}, {x: x3}, {dy: dy3}}, b1, w1),
		affineTest(twoLayers, layerScript{{x: x3}, {of: 1, x: x4}, {of: 1, dy: dy4}, {dy: dy3}}, b1, w1, w2),
		affineTest(extremes, layerScript{{x: xNaN}, {dy: dyNaN}, {x: x4}, {dy: dy4}}, b1, w1), // Grad holds NaN
	}
}

func newAffine() *Exercise {
	return define(exercise[affineMaker]{
		id: "5.7-3", level: 2, title: words.Exercises.Message("The backward pass of an affine layer"),
		hints: []words.Message{
			words.Exercises.Message("Let the shapes lead you: x is N×I, W is I×O, dy is N×O. Which product of two of them " +
				"has the shape of W, and which has the shape of x?"),
			words.Exercises.Message("W.Grad is xᵀ·dy and dx is dy·Wᵀ. In Go, m.T() is the transpose of m."),
			words.Exercises.Message("The bias is added to every row, so b.Grad is the sum of the rows of dy. For column j " +
				"it is mat.Sum(dy.ColView(j))."),
		},
		why: words.Exercises.Message("A weight acts on every sample, in proportion to the input it multiplies, so its " +
			"gradient adds up over the samples: xᵀ·dy. An input reaches the output through its weights, so its gradient " +
			"comes back through the same weights: dy·Wᵀ."),
		tests:    affineTests(),
		mistakes: affineMistakes(),
	})
}

func affineMistakes() []mistake[affineMaker] {
	broken := func(back func(l *brokenAffine, dy *mat.Dense) *mat.Dense) affineMaker {
		return func(w, b *dl.Param) dl.Layer { return &brokenAffine{AffineLayer: dl.NewAffineLayer(w, b), back: back} }
	}
	right := func(l *brokenAffine, dy *mat.Dense) *mat.Dense { return l.AffineLayer.Backward(dy) }
	adding := func(ofW, ofB func(old *mat.Dense)) affineMaker { // they make of the old gradients what is added to the new ones
		return broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			w, b := mat.DenseCopyOf(l.W.Grad), mat.DenseCopyOf(l.B.Grad)
			ofW(w)
			ofB(b)
			dx := right(l, dy)
			l.W.Grad.Add(l.W.Grad, w)
			l.B.Grad.Add(l.B.Grad, b)
			return dx
		})
	}
	all, none, scaled := func(*mat.Dense) {}, (*mat.Dense).Zero, func(old *mat.Dense) { old.Scale(0, old) }
	staleNaN := words.Exercises.Message("Grad still holds NaN from an earlier batch: 0·NaN is NaN, and so is NaN - NaN. Use " +
		"Grad.Zero(), or overwrite it.")
	return append(transposedAffine(broken), []mistake[affineMaker]{
		{kind: misread, as: broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			dx, n := right(l, dy), float64(dy.RawMatrix().Rows)
			l.W.Grad.Scale(1/n, l.W.Grad)
			l.B.Grad.Scale(1/n, l.B.Grad)
			return dx
		}), says: words.Exercises.Message("The gradients are divided by the number of samples. The loss has already done " +
			"that: dy is the gradient of the mean loss.")},
		{kind: firstRowOnly, as: broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			dx := right(l, dy)
			l.B.Grad.SetRow(0, dy.RawRowView(0))
			return dx
		}), says: words.Exercises.Message("b.Grad holds only the first sample's gradient. The bias is added to every row, " +
			"so add up all rows of dy.")},
		{kind: noEffect, as: broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			dx := right(l, dy)
			l.W.Grad.Zero()
			l.B.Grad.Zero()
			return dx
		}), says: words.Exercises.Message("dx is right, but the gradients of W and b are still 0. Write them to l.w.Grad " +
			"and l.b.Grad.")},
		{kind: accumulated, as: adding(all, all),
			says: words.Exercises.Message("The second batch's gradients are added to the first's. Each Backward must " +
				"replace what Grad holds.")},
		{kind: accumulated, as: adding(all, none),
			says: words.Exercises.Message("The second batch's W.Grad is added to the first's. Each Backward must replace " +
				"what Grad holds.")},
		{kind: accumulated, as: adding(none, all),
			says: words.Exercises.Message("The second batch's b.Grad is added to the first's. Set it to 0 before you add " +
				"up the rows of dy.")},
		{kind: accumulated, as: adding(scaled, scaled), says: staleNaN},
		{kind: accumulated, as: adding(scaled, none), says: staleNaN},
		{kind: accumulated, as: adding(none, scaled), says: staleNaN},
	}...)
}

// transposedAffine are the products with the wrong factor transposed. Where the shapes do not fit, gonum and dl panic with
// different words, and a new matrix for W.Grad gets a shape of its own.
func transposedAffine(broken func(func(l *brokenAffine, dy *mat.Dense) *mat.Dense) affineMaker) []mistake[affineMaker] {
	ofX := words.Exercises.Message("dx is dy·Wᵀ, with W transposed: what went from input i to output j comes back from j " +
		"to i.")
	ofW := words.Exercises.Message("W.Grad is xᵀ·dy, not dyᵀ·x: like W, it has a row for each input.")
	backX := func(product func(a, b mat.Matrix) *mat.Dense) affineMaker {
		return broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			l.AffineLayer.Backward(dy)
			return product(dy, l.W.Value)
		})
	}
	backW := func(set func(grad *mat.Dense, a, b mat.Matrix) *mat.Dense) affineMaker {
		return broken(func(l *brokenAffine, dy *mat.Dense) *mat.Dense {
			l.W.Grad = mat.DenseCopyOf(l.W.Value) // of the right shape again
			dx := l.AffineLayer.Backward(dy)
			l.W.Grad = set(l.W.Grad, dy.T(), l.x)
			return dx
		})
	}
	into := func(m *mat.Dense, a, b mat.Matrix) *mat.Dense { m.Mul(a, b); return m }
	anew := func(a, b mat.Matrix) *mat.Dense { return into(new(mat.Dense), a, b) }
	return []mistake[affineMaker]{
		{kind: transposed, as: backX(anew), says: ofX}, {kind: transposed, as: backX(dl.Dot), says: ofX},
		{kind: transposed, as: backW(into), says: ofW},
		{kind: transposed, as: backW(func(_ *mat.Dense, a, b mat.Matrix) *mat.Dense { return anew(a, b) }), says: ofW},
	}
}

type lossGradient = func(y *mat.Dense, labels []int) *mat.Dense

func lossBackwardTests() []test[lossGradient] {
	try := func(what words.Message, labels []int, rows ...[]float64) test[lossGradient] {
		input := fmt.Sprintf("lossBackward(%s, %v)", show(dense(rows...)), labels)
		return test[lossGradient]{what: what, input: input, call: func(f lossGradient) any {
			y, mine := dense(rows...), slices.Clone(labels)
			dx := copied(f(y, mine))
			return unlessTouched(dx, []handedOver{{"y", y, dense(rows...)}, {"labels", mine, labels}})
		}}
	}
	scores, labels := dense([]float64{1, 2, 0}, []float64{-1, 0.5, 0.3}), []int{2, 0}
	y := dl.SoftmaxRows(nil, scores)
	check := try(gradients, labels, y.RawRowView(0), y.RawRowView(1))
	check.fault = againstGradient(check.input, mat.NewDense(2, 3, dl.NumericalGradient(nil, func(s []float64) float64 {
		return dl.CrossEntropyBatch(dl.SoftmaxRows(nil, mat.NewDense(2, 3, s)), dl.Labels(labels))
	}, slices.Clone(scores.RawMatrix().Data))))
	first, second := dense([]float64{0.2, 0.8}, []float64{0.4, 0.6}), dense([]float64{0.9, 0.1}, []float64{0.3, 0.7})
	inARow := test[lossGradient]{
		what:  batchesInARow,
		input: fmt.Sprintf("dx1 := lossBackward(%s, [1 0]); dx2 := lossBackward(%s, [0 0])", show(first), show(second)),
		call: func(f lossGradient) any {
			dx1 := f(mat.DenseCopyOf(first), []int{1, 0})
			dx2 := f(mat.DenseCopyOf(second), []int{0, 0})
			return parts{{plain("dx1"), copied(dx1)}, {plain("dx2"), copied(dx2)}} // dx1 as it is after the second call
		},
	}
	return []test[lossGradient]{
		try(values, []int{0}, []float64{0.5, 0.5}), try(values, []int{1}, []float64{0.25, 0.75}),
		try(values, []int{1, 0}, []float64{0.2, 0.8}, []float64{0.4, 0.6}),
		try(values, []int{2, 0, 1, 1},
			[]float64{0.1, 0.2, 0.7}, []float64{0.3, 0.5, 0.2}, []float64{0.25, 0.5, 0.25}, []float64{0.6, 0.1, 0.3}),
		try(shapes, []int{3}, []float64{0.1, 0.2, 0.3, 0.4}),
		try(shapes, []int{1, 1, 0, 1, 0},
			[]float64{0.1, 0.9}, []float64{0.7, 0.3}, []float64{0.45, 0.55}, []float64{0.5, 0.5}, []float64{0.8, 0.2}),
		check, inARow,
		try(extremes, []int{0, 1}, []float64{1, 0}, []float64{1, 0}),
	}
}

func lossBackward() *Exercise {
	with := func(of func(y, t, n, classes float64) float64) lossGradient {
		return func(y *mat.Dense, labels []int) *mat.Dense {
			n, classes := y.Dims()
			t := dl.OneHot(labels, classes)
			var dx mat.Dense
			dx.Apply(func(i, k int, v float64) float64 { return of(v, t.At(i, k), float64(n), float64(classes)) }, y)
			return &dx
		}
	}
	return define(exercise[lossGradient]{
		id: "5.7-4", level: 2, title: words.Exercises.Message("Where backpropagation begins"),
		hints: []words.Message{
			words.Exercises.Message("For one sample the gradient with respect to the scores is y - t, where t is one-hot: " +
				"1 at the label, 0 elsewhere."),
			words.Exercises.Message("Work on a copy, mat.DenseCopyOf(y), and subtract 1 at the label of each row."),
			words.Exercises.Message("The loss is a mean over the samples, so divide everything by their number: " +
				"dx.Scale(1/n, dx)."),
		},
		why: words.Exercises.Message("Each sample contributes 1/N of the mean loss, so its gradient gets the factor 1/N " +
			"too. If you forget it, the learning rate is in effect N times too large."),
		tests: lossBackwardTests(),
		mistakes: []mistake[lossGradient]{
			{kind: summed, as: with(func(y, t, _, _ float64) float64 { return y - t }),
				says: words.Exercises.Message("This is the gradient of the sum over the samples. The loss is their mean, so " +
					"divide by their number.")},
			{kind: wrongSign, as: with(func(y, t, n, _ float64) float64 { return (t - y) / n }),
				says: words.Exercises.Message("A larger score for the right class makes the loss smaller, so its entry is " +
					"negative: y - t.")},
			{kind: averagedWrong, as: with(func(y, t, _, classes float64) float64 { return (y - t) / classes }),
				says: words.Exercises.Message("This divides by the number of classes. Divide by the number of samples.")},
			{kind: missingTarget, as: with(func(y, _, n, _ float64) float64 { return y / n }),
				says: words.Exercises.Message("This is y/N. Subtract 1 at each row's label first.")},
			{kind: precedence, as: with(func(y, t, n, _ float64) float64 { return y - t/n }),
				says: words.Exercises.Message("This divides only t by the number of samples. Write (y - t) / n.")},
			{kind: changesArgument, as: func(y *mat.Dense, labels []int) *mat.Dense {
				y.Copy(with(func(y, t, n, _ float64) float64 { return (y - t) / n })(y, labels))
				return y
			}},
		},
	})
}

type largestOf = func(a, b []float64) float64

func largestDifference() *Exercise {
	try := vectorCall[largestOf]{"largestDifference", func(f largestOf, v vectors) any { return f(v[0], v[1]) }}
	nan, inf := math.NaN(), math.Inf(1)
	tiny := try.test(values, []float64{1, 5e-13}, []float64{1, 2e-13}) // smaller than the tolerance of the others
	tiny.fault = func(got any) string {
		if why := differs(got, 3e-13, 1e-20); why != "" {
			return tiny.told(got, why)
		}
		return ""
	}
	return define(exercise[largestOf]{
		id: "5.7-5", level: 2, title: words.Exercises.Message("Check a gradient"),
		hints: []words.Message{
			words.Exercises.Message("The difference of two entries can have either sign, so use math.Abs."),
			words.Exercises.Message("NaN is not larger than anything. If you only test d > largest, a gradient full of " +
				"NaN looks perfect."),
			words.Exercises.Message("The built-in max keeps NaN: largest = max(largest, d). Testing with math.IsNaN works " +
				"too."),
		},
		why: words.Exercises.Message("A check must not pass what it cannot compare. NaN is neither larger nor smaller " +
			"than anything, but the built-in max keeps it."),
		tests: []test[largestOf]{
			try.test(values, []float64{1}, []float64{1}),
			try.test(values, []float64{3}, []float64{1}), try.test(values, []float64{1}, []float64{3}),
			try.test(values, []float64{1, 2, 3}, []float64{1, 2.5, 1}),
			try.test(values, []float64{-1, 2}, []float64{1, 2}),
			try.test(values, []float64{3e-7, 0}, []float64{1e-7, 0}), tiny,
			try.test(values, []float64{1e6, 2}, []float64{-1e6, 2}),
			// NaN in each place of either, alone, last, and with numbers after it
			try.test(extremes, []float64{nan}, []float64{1}),
			try.test(extremes, []float64{1}, []float64{nan}),
			try.test(extremes, []float64{nan, 1}, []float64{0, 1}),
			try.test(extremes, []float64{1, 0}, []float64{2, nan}),
			try.test(extremes, []float64{1, 2, nan}, []float64{3, 2, 0}),
			try.test(extremes, []float64{1, 2, 5}, []float64{3, nan, 1}),
			try.test(extremes, []float64{nan, 1, 2}, []float64{nan, 4, 2}),
			try.test(extremes, []float64{0, nan}, []float64{nan, 0}),
			// any NaN counts, even where another difference is infinite, which math.Max puts above NaN
			try.test(extremes, []float64{inf, nan}, []float64{0, 1}),
			try.test(extremes, []float64{nan, 1}, []float64{0, inf}),
		},
		sweep: &sweep[largestOf]{try, func(r *rand.Rand, n int) vectors {
			return vectors{uniform(r, n, -2, 2), uniform(r, n, -2, 2)}
		}},
		mistakes: largestDifferenceMistakes(),
	})
}

func largestDifferenceMistakes() []mistake[largestOf] {
	with := func(of func(d float64) float64, start float64) largestOf {
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
	folded := func(largest func(m, d float64) float64, of func(d float64) float64) largestOf {
		return func(a, b []float64) (m float64) {
			for i := range a {
				m = largest(m, of(a[i]-b[i]))
			}
			return m
		}
	}
	larger := func(m, d float64) float64 { return max(m, d) }
	itself, minus := func(d float64) float64 { return d }, func(d float64) float64 { return -d }
	signed := words.Exercises.Message("A negative difference never counts here. Use math.Abs.")
	signedNaN := words.Exercises.Message("A negative difference never counts here. Use math.Abs, and remember that " +
		"d > largest is false for NaN.")
	return []mistake[largestOf]{
		{kind: nanPasses, as: with(math.Abs, 0),
			says: words.Exercises.Message("d > largest is false if d is NaN, so a gradient full of NaN counts as " +
				"perfect. The built-in max keeps NaN.")},
		{kind: nanPasses, as: func(a, b []float64) float64 {
			largest := math.Abs(a[0] - b[0])
			return max(largest, with(math.Abs, largest)(a[1:], b[1:]))
		}, says: words.Exercises.Message("This notices NaN in the first entry only, because d > largest is false if d " +
			"is NaN. The built-in max keeps NaN.")},
		{kind: nanPasses, as: folded(math.Max, math.Abs), says: words.Exercises.Message("math.Max(+Inf, NaN) is +Inf. " +
			"The built-in max keeps NaN.")},
		{kind: noAbsolute, as: folded(larger, itself), says: signed}, {kind: noAbsolute, as: folded(larger, minus), says: signed},
		{kind: noAbsolute, as: with(itself, 0), says: signedNaN}, {kind: noAbsolute, as: with(minus, 0), says: signedNaN},
		{kind: misread, as: func(a, b []float64) float64 {
			sum := 0.0
			for i := range a {
				sum += math.Abs(a[i] - b[i])
			}
			return sum / float64(len(a))
		}, says: words.Exercises.Message("This is the mean of the differences. One wrong entry among thousands would " +
			"hardly show in it.")},
	}
}

func readTheCheck() *Exercise {
	return choice[string]{
		id: "5.7-6", level: 1, title: words.Exercises.Message("Read a gradient check"), call: "readTheCheck()", right: "b1",
		hints: []words.Message{
			words.Exercises.Message("A wrong gradient is off by about its own size, and in most of its entries, so look " +
				"at the means."),
			words.Exercises.Message("One large difference with a small mean points to a kink, which affects only a few of many entries."),
		},
		why: words.Exercises.Message("In b1 even the mean is 3e-3, more than ten thousand times that of any other, and a third " +
			"of the maximum. So most entries are wrong, for instance by a factor or a missing row. In W1 only a few of " +
			"39,200 entries are off, where a ReLU has its kink. In W2 and b2 the difference comes from the δ in the loss."),
		wrong: []wrongAnswer[string]{
			{"W1", words.Exercises.Message("Its maximum stands out, but its mean is tiny: a few of its 39,200 entries are " +
				"near a kink of the ReLU.")},
			{"W2", words.Exercises.Message("A mean of 2e-9 comes from the δ in the loss, which backpropagation ignores.")},
			{"b2", words.Exercises.Message("A mean of 2e-8 comes from the δ in the loss, which backpropagation ignores.")},
		},
	}.define()
}

func newTanh() *Exercise {
	const id = "5.7-7"
	tanh := math.Tanh
	back := func(_, y, dy float64) float64 { return dy * (1 - y*y) }
	tests := layerTests("newTanh", tanh, 20, 800, -800)
	return define(exercise[maker]{
		id: id, level: 3, title: words.Exercises.Message("A layer of your own: tanh"), tolerance: formulaTolerance,
		hints: []words.Message{
			words.Exercises.Message("math.Tanh computes tanh, for numbers of any size."),
			words.Exercises.Message("tanh is sinh/cosh, so the quotient rule gives the derivative 1 - tanh²."),
			words.Exercises.Message("Keep the output in l.y during the forward pass. Each entry of dx is dy times (1 - " +
				"y²)."),
		},
		why: words.Exercises.Message("As with the sigmoid, you can write the derivative in terms of the output: (cosh² - " +
			"sinh²)/cosh² = 1 - tanh². The outputs are centered on 0, and the slope reaches 1, four times that of the " +
			"sigmoid."),
		tests: tests,
		mistakes: []mistake[maker]{
			{kind: missingUpstream, as: layerOf(tanh, func(_, y, _ float64) float64 { return 1 - y*y })},
			{kind: wrongVariable, as: layerOf(tanh, func(x, _, dy float64) float64 { return dy * (1 - x*x) }),
				says: words.Exercises.Message("This computes 1 - x² with the input. The formula needs the output, y.")},
			{kind: misread, as: layerOf(tanh, func(_, y, dy float64) float64 { return dy * y * (1 - y) }),
				says: words.Exercises.Message("y(1-y) is the derivative of the sigmoid. For tanh it is 1 - y².")},
			{kind: notSquared, as: layerOf(tanh, func(_, y, dy float64) float64 { return dy * (1 - y) }),
				says: words.Exercises.Message("The derivative is 1 - y², with a square.")},
			overwritingLayer(tanh, back),
			overflownLayer(id, tests,
				words.Exercises.Message("exp(800) is infinite, and ∞/∞ is NaN. math.Tanh works for "+
					"numbers of any size."),
				layerOf(func(x float64) float64 {
					a, b := math.Exp(x), math.Exp(-x)
					return (a - b) / (a + b)
				}, back)),
			approximateLayer(id, tests, tanh),
		},
	})
}

type backwardPass = func(layers []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense

// A passTest is a net, and the batches that go through it one after the other.
type passTest struct {
	sizes   []int           // of the affine layers, from the inputs to the outputs
	between func() dl.Layer // what is between them
	name    string          // of what is between them
	targets func(n int) dl.Targets
	batches []int
}

// layers returns the net's layers, and their names.
func (p *passTest) layers() (all []dl.Layer, names []string) {
	src := rand.NewPCG(9, 0)
	for i := 1; i < len(p.sizes); i++ {
		if i > 1 {
			all, names = append(all, p.between()), append(names, p.name)
		}
		in, out := p.sizes[i-1], p.sizes[i]
		all = append(all, dl.NewAffineLayer(
			&dl.Param{Name: "W", Value: dl.Normal(in, out, 1, src)},
			&dl.Param{Name: "b", Value: dl.Normal(1, out, 1, src), Vector: true}))
		names = append(names, fmt.Sprintf("Affine(%d×%d)", in, out))
	}
	return all, names
}

// rows returns the numbers of targets.
func (p *passTest) rows(t dl.Targets) *mat.Dense {
	all := mat.NewDense(t.Len(), p.sizes[len(p.sizes)-1], nil)
	all.Apply(func(i, k int, _ float64) float64 { return t.At(i, k) }, all)
	return all
}

// test checks the gradient, and that it comes from the layers and the loss that were given: theirs are set too.
func (p passTest) test(what words.Message) test[backwardPass] {
	_, names := p.layers()
	var code []string
	for _, n := range p.batches {
		code = append(code, fmt.Sprintf("backThrough(%v, loss, x(%d×%d), t)", names, n, p.sizes[0]))
	}
	return test[backwardPass]{what: what, input: strings.Join(code, "; "), call: func(f backwardPass) any {
		var got parts
		var all []handedOver
		layers, names := p.layers()
		mine, loss, src := slices.Clone(layers), new(dl.SoftmaxWithLoss), rand.NewPCG(8, 0)
		for _, n := range p.batches {
			x, t := dl.Uniform(n, p.sizes[0], src), p.targets(n)
			all = append(all, handedOver{"x", x, mat.DenseCopyOf(x)})
			got = append(got, part{plain("dx"), copied(f(mine, loss, x, t))})
			all = append(all, handedOver{"t", p.rows(t), p.rows(p.targets(n))})
		}
		got = append(got, part{plain("loss.Y()"), copied(loss.Y())})
		for i, l := range layers {
			for _, param := range l.Params() {
				got = append(got, part{plain(fmt.Sprintf("layers[%d].%s.Grad", i, param.Name)), copied(param.Grad)})
			}
		}
		order := make([]string, len(mine))
		for i, l := range mine {
			if k := slices.Index(layers, l); k >= 0 {
				order[i] = names[k]
			}
		}
		return unlessTouched(got, append(all, handedOver{"layers", plainly(order), plainly(names)}))
	}}
}

func backThrough() *Exercise {
	sigmoid := func() dl.Layer { return new(dl.SigmoidLayer) }
	relu := func() dl.Layer { return new(dl.ReLULayer) }
	cube := layerOf(func(x float64) float64 { return x * x * x }, func(x, _, dy float64) float64 { return dy * 3 * x * x })
	labels := func(n int) dl.Targets {
		t := make(dl.Labels, n)
		for i := range t {
			t[i] = (i + 1) % 2
		}
		return t
	}
	oneHot := func(n int) dl.Targets { return dl.OneHot(labels(n).(dl.Labels), 3) }
	return define(exercise[backwardPass]{
		id: "5.7-8", level: 3, title: words.Exercises.Message("Back through a net"), tolerance: 1e-10,
		hints: []words.Message{
			words.Exercises.Message("Go forward first. Each layer's Forward gets what the layer before it returned; at " +
				"the end loss.Forward gets the scores and t."),
			words.Exercises.Message("The backward pass begins with loss.Backward(). Then go through the layers, the last " +
				"one first."),
			words.Exercises.Message("for i := len(layers) - 1; i >= 0; i-- { dy = layers[i].Backward(dy) }"),
		},
		why: words.Exercises.Message("This is the chain rule, from the outside in: each layer gets the gradient with " +
			"respect to its output and returns the gradient with respect to its input."),
		tests: []test[backwardPass]{
			passTest{[]int{2, 2}, sigmoid, "Sigmoid", labels, []int{1}}.test(values),
			passTest{[]int{2, 2, 2}, sigmoid, "Sigmoid", labels, []int{1}}.test(values),
			passTest{[]int{2, 2, 2}, sigmoid, "Sigmoid", labels, []int{4}}.test(values),
			passTest{[]int{4, 3, 2}, sigmoid, "Sigmoid", labels, []int{3}}.test(shapes),
			passTest{[]int{3, 5, 3}, relu, "ReLU", oneHot, []int{4}}.test(shapes),
			passTest{[]int{2, 3, 2}, sigmoid, "Sigmoid", labels, []int{4, 2, 5}}.test(batchesInARow),
			passTest{[]int{3, 3, 3, 3}, cube, "Cube", labels, []int{2}}.test(extremes),
		},
		mistakes: backThroughMistakes(),
	})
}

func backThroughMistakes() []mistake[backwardPass] {
	type last = *dl.SoftmaxWithLoss
	forwards := func(layers []dl.Layer, loss last, x mat.Matrix, t dl.Targets) *mat.Dense {
		for _, l := range layers {
			x = l.Forward(x)
		}
		loss.Forward(x, t)
		return loss.Backward()
	}
	back := func(layers []dl.Layer, dy *mat.Dense) *mat.Dense {
		for _, l := range slices.Backward(layers) {
			dy = l.Backward(dy)
		}
		return dy
	}
	return []mistake[backwardPass]{
		{kind: wrongOrder, as: func(layers []dl.Layer, loss last, x mat.Matrix, t dl.Targets) *mat.Dense {
			dy := forwards(layers, loss, x, t)
			for _, l := range layers {
				dy = l.Backward(dy)
			}
			return dy
		}, says: words.Exercises.Message("The backward pass goes through the layers in reverse order, the last one first.")},
		{kind: noForward, as: func(layers []dl.Layer, loss last, _ mat.Matrix, _ dl.Targets) *mat.Dense {
			return back(layers, loss.Backward())
		}, says: words.Exercises.Message("Backward needs what Forward has kept. Run the forward pass through the layers " +
			"and the loss first.")},
		{kind: missingUpstream, as: func(layers []dl.Layer, loss last, x mat.Matrix, t dl.Targets) (dx *mat.Dense) {
			dy := forwards(layers, loss, x, t)
			for _, l := range slices.Backward(layers) {
				dx = l.Backward(dy)
			}
			return dx
		}, says: words.Exercises.Message("Every layer gets the gradient of the loss. Each layer needs what the layer " +
			"after it returned.")},
		{kind: missingUpstream, as: func(layers []dl.Layer, loss last, x mat.Matrix, t dl.Targets) *mat.Dense {
			return forwards(layers, loss, x, t)
		}, says: words.Exercises.Message("This is the gradient with respect to the scores. It must go back through the " +
			"layers.")},
		{kind: offByOne, as: func(layers []dl.Layer, loss last, x mat.Matrix, t dl.Targets) *mat.Dense {
			return back(layers[1:], forwards(layers, loss, x, t))
		}, says: words.Exercises.Message("The loop ends before layers[0]. Its condition is i >= 0.")},
		{kind: changesArgument, as: func(layers []dl.Layer, loss last, x mat.Matrix, t dl.Targets) *mat.Dense {
			dy := forwards(layers, loss, x, t)
			slices.Reverse(layers)
			for _, l := range layers {
				dy = l.Backward(dy)
			}
			return dy
		}, says: words.Exercises.Message("The layers are in reverse order afterwards, so the next batch goes through them in " +
			"the wrong order. Reverse a copy, or loop backward.")},
		{kind: misread, as: func(layers []dl.Layer, _ last, x mat.Matrix, t dl.Targets) *mat.Dense {
			return back(layers, forwards(layers, new(dl.SoftmaxWithLoss), x, t))
		}, says: words.Exercises.Message("The gradient is right, but the loss that you were given has not been used. Call " +
			"its Forward and its Backward.")},
	}
}
