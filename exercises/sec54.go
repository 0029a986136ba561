package exercises

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"dlfs/dl"
	"dlfs/internal/words"
)

func sec54() []*Exercise { return []*Exercise{newLargerLayer(), neuronGradients()} }

// pairLayer is a layer that takes two numbers, such as dl.MulLayer. An alias: a learner's cell has the same one.
type pairLayer = interface {
	Forward(x, y float64) float64
	Backward(dout float64) (dx, dy float64)
}

// pairMaker makes a layer that takes two numbers.
type pairMaker = func() pairLayer

// pairOf is a layer that takes two numbers, with any Backward.
type pairOf struct {
	x, y float64
	f    func(x, y float64) float64
	back func(x, y, dout float64) (dx, dy float64)
}

func (l *pairOf) Forward(x, y float64) float64 {
	l.x, l.y = x, y
	return l.f(x, y)
}

func (l *pairOf) Backward(dout float64) (dx, dy float64) { return l.back(l.x, l.y, dout) }

// A pairStep is Forward of x and y, or Backward of dout where back is set.
type pairStep struct {
	of   int // the layer, 0 or 1
	x, y float64
	back bool
	dout float64
}

func pairForward(of int, x, y float64) pairStep  { return pairStep{of: of, x: x, y: y} }
func pairBackward(of int, dout float64) pairStep { return pairStep{of: of, back: true, dout: dout} }

// pairTest tries a layer step by step.
func pairTest(name string, what words.Message, steps ...pairStep) test[pairMaker] {
	layers := 1
	for _, s := range steps {
		layers = max(layers, s.of+1)
	}
	layer := func(i int) string {
		if layers == 1 {
			return "l"
		}
		return fmt.Sprint("l", i+1)
	}
	var code, results []string
	for i := range layers {
		code = append(code, fmt.Sprintf("%s := %s()", layer(i), name))
	}
	forwards, backwards := 0, 0
	for _, s := range steps {
		if s.back {
			backwards++
			results = append(results, numbered("dx", backwards, len(steps)), numbered("dy", backwards, len(steps)))
			code = append(code, fmt.Sprintf("%s, %s := %s.Backward(%v)", results[len(results)-2], results[len(results)-1],
				layer(s.of), s.dout))
			continue
		}
		forwards++
		results = append(results, numbered("z", forwards, len(steps)))
		code = append(code, fmt.Sprintf("%s := %s.Forward(%v, %v)", results[len(results)-1], layer(s.of), s.x, s.y))
	}
	return test[pairMaker]{what: what, input: strings.Join(code, "; "), call: func(f pairMaker) any {
		made := make([]pairLayer, layers)
		for i := range made {
			made[i] = f()
		}
		var got []float64
		for _, s := range steps {
			if s.back {
				dx, dy := made[s.of].Backward(s.dout)
				got = append(got, dx, dy)
			} else {
				got = append(got, made[s.of].Forward(s.x, s.y))
			}
		}
		var all parts
		for i, v := range got {
			all = append(all, part{plain(results[i]), v})
		}
		return all
	}}
}

// numbered returns the name of a result, with its number unless there are only Forward and Backward.
func numbered(name string, n, steps int) string {
	if steps <= 2 {
		return name
	}
	return fmt.Sprint(name, n)
}

func newLargerLayer() *Exercise {
	const name = "newLargerLayer"
	once := func(what words.Message, x, y, dout float64) test[pairMaker] {
		return pairTest(name, what, pairForward(0, x, y), pairBackward(0, dout))
	}
	return define(exercise[pairMaker]{
		id: "5.4-1", level: 2, title: words.Exercises.Message("A layer that picks the larger number"),
		hints: []words.Message{
			words.Exercises.Message("Nudge the larger input, and the output moves by the same amount. Nudge the smaller one, and " +
				"nothing happens. So which gradient is dout, and which is 0?"),
			words.Exercises.Message("Backward only gets dout. Let Forward keep x and y in l.x and l.y, as mulLayer does."),
			words.Exercises.Message("If l.x >= l.y, return dout, 0. Otherwise return 0, dout."),
		},
		why: words.Exercises.Message("The output follows the larger input and ignores the other, so the local derivatives " +
			"are 1 and 0. ReLU, in section 5.5, is this layer with one input fixed at 0."),
		tests: append([]test[pairMaker]{
			once(values, 3, 2, 1), once(values, 2, 3, 1), once(values, 5, 4, -2), once(values, 0.5, 7, 10),
			once(values, -1, -4, 3), once(values, -6, -2, 0.25), once(values, -1, 1, 2), once(values, 1, -1, -0.5),
			once(extremes, 2, 2, 5), once(extremes, 0, 0, -1), once(extremes, 1e-9, 0, 1), once(extremes, -1e9, 1e9, 1e6),
			pairTest(name, batchesInARow, pairForward(0, 1, 2), pairForward(0, 4, 3), pairBackward(0, 5)),
			pairTest(name, batchesInARow, pairForward(0, 1, 2), pairBackward(0, 3), pairForward(0, 4, 3), pairBackward(0, 5)),
			pairTest(name, batchesInARow, pairForward(0, 4, 3), pairBackward(0, 3), pairBackward(0, 5)),
			pairTest(name, twoLayers, pairForward(0, 1, 2), pairForward(1, 4, 3), pairBackward(1, 5), pairBackward(0, 3)),
		}, drawnTests(10, func(r *rand.Rand, size int) test[pairMaker] {
			draw := func() float64 { return hundredth(r, -size, size) }
			return once(randomInputs, draw(), draw(), draw())
		})...),
		mistakes: largerMistakes(),
	})
}

func largerMistakes() []mistake[pairMaker] {
	larger := func(x, y float64) float64 { return max(x, y) }
	with := func(back func(x, y, dout float64) (dx, dy float64)) pairMaker {
		return func() pairLayer { return &pairOf{f: larger, back: back} }
	}
	pick := func(toX, toY float64) func(x, y, _ float64) (float64, float64) { // to the larger one
		return func(x, y, _ float64) (float64, float64) {
			if x >= y {
				return toX, 0
			}
			return 0, toY
		}
	}
	right := func(x, y, dout float64) (float64, float64) { return pick(dout, dout)(x, y, dout) }
	shared := &pairOf{f: larger, back: right}
	return []mistake[pairMaker]{
		{kind: missingUpstream, as: with(pick(1, 1)),
			says: words.Exercises.Message("These are the local derivatives, 1 and 0. Multiply them by dout, the upstream gradient.")},
		{kind: wrongMask, as: with(func(_, _, dout float64) (float64, float64) { return dout, dout }),
			says: words.Exercises.Message("This passes dout on to both inputs, as an addition layer does. A nudge to the smaller input " +
				"does not move the output, so its gradient is 0.")},
		{kind: wrongMask, as: with(func(x, y, dout float64) (float64, float64) {
			if x < y {
				return dout, 0
			}
			return 0, dout
		}), says: words.Exercises.Message("This gives the gradient to the smaller input. Give it to the larger one, because the output " +
			"follows that one.")},
		{kind: wrongVariable, as: with(func(x, y, dout float64) (float64, float64) { return pick(x*dout, y*dout)(x, y, dout) }),
			says: words.Exercises.Message("This multiplies dout by the input. The output moves by the same amount as the larger input, " +
				"whatever its value is, so pass dout on unchanged.")},
		{kind: wrongTie, as: with(func(x, y, dout float64) (float64, float64) {
			if x > y {
				return dout, 0
			}
			return 0, dout
		}), says: words.Exercises.Message("If x and y are equal, this gives the gradient to y. The exercise gives it to x.")},
		{kind: wrongTie, as: with(func(x, y, dout float64) (float64, float64) {
			if x == y {
				return dout / 2, dout / 2
			}
			return right(x, y, dout)
		}), says: words.Exercises.Message("If x and y are equal, this splits the gradient. The exercise gives all of it to x.")},
		{kind: wrongTie, as: with(func(x, y, dout float64) (float64, float64) {
			if x == y {
				return 0, 0
			}
			return right(x, y, dout)
		}), says: words.Exercises.Message("If x and y are equal, this loses the gradient. The exercise gives all of it to x.")},
		{kind: noEffect, as: with(func(_, _, dout float64) (float64, float64) { return dout, 0 }),
			says: words.Exercises.Message("Backward always gives the gradient to x, as if both inputs were 0. Let Forward set l.x " +
				"and l.y, and keep the * in (l *largerLayer), because without it Forward changes a copy.")},
		{kind: misread, as: func() pairLayer { return shared },
			says: words.Exercises.Message("One layer alone is right, but two at once are wrong, because they share what they keep. " +
				"Keep x and y in the fields of l, not in global variables.")},
	}
}

// neuronSlopes is the loss of a neuron, and its gradients.
type neuronSlopes = func(x, w, b, t float64) (loss, dw, db float64)

func neuronTest(what words.Message, x, w, b, t float64) test[neuronSlopes] {
	input := fmt.Sprintf("neuronGradients(%v, %v, %v, %v)", x, w, b, t)
	return test[neuronSlopes]{what: what, input: input, call: func(f neuronSlopes) any {
		loss, dw, db := f(x, w, b, t)
		return parts{{plain("loss"), loss}, {plain("dw"), dw}, {plain("db"), db}}
	}}
}

func neuronGradients() *Exercise {
	nudged := neuronTest(gradients, 2, 0.75, -1.25, 0.5)
	nudged.fault = func(got any) string {
		loss := func(v []float64) float64 { e := v[0]*2 + v[1] - 0.5; return e * e }
		slopes := dl.NumericalGradient(nil, loss, []float64{0.75, -1.25})
		first, others := got.(parts)[:1], got.(parts)[1:]
		if why := differs(first, parts{{plain("loss"), loss([]float64{0.75, -1.25})}}, float32Tolerance); why != "" {
			return nudged.told(first, why)
		}
		want := parts{{plain("dw"), slopes[0]}, {plain("db"), slopes[1]}}
		if why := differs(others, want, float32Tolerance); why != "" {
			return words.Exercises.Sprintf("%s: %s, which is the numerical gradient.", nudged.input, why)
		}
		return ""
	}
	return define(exercise[neuronSlopes]{
		id: "5.4-2", level: 3, title: words.Exercises.Message("A neuron made of four layers"), tolerance: float32Tolerance,
		hints: []words.Message{
			words.Exercises.Message("You need four layers: multiply x by w, add b, add -t, and multiply the error by itself. Give " +
				"each a variable of its own, because a MulLayer keeps its inputs."),
			words.Exercises.Message("Begin the backward pass with Backward(1) of the square. Both of its results belong to " +
				"the error, so add them."),
			words.Exercises.Message("Then call Backward of the other three layers in reverse order. Each takes the gradient that the " +
				"layer after it returned."),
		},
		why: words.Exercises.Message("The error goes into the square twice, so its gradient is 2e. Both additions pass it on, " +
			"so db = 2e, and the multiplication by x gives dw = 2e·x. A step against (dw, db) is one step of learning."),
		tests: append([]test[neuronSlopes]{
			neuronTest(values, 1, 1, 0, 0), neuronTest(values, 2, 3, 1, 5), neuronTest(values, 3, -1, 0.5, 2),
			neuronTest(values, 0, 4, 1, 3), neuronTest(values, -2, 0.5, 0, -3), neuronTest(values, 2, 2, 1, 5),
			nudged,
		}, drawnTests(20, func(r *rand.Rand, size int) test[neuronSlopes] {
			draw := func() float64 { return hundredth(r, -size, size) }
			return neuronTest(randomInputs, draw(), draw(), draw(), draw())
		})...),
		mistakes: neuronMistakes(),
	})
}

func neuronMistakes() []mistake[neuronSlopes] {
	with := func(back func(x, w, e float64) (dw, db float64)) neuronSlopes {
		return func(x, w, b, t float64) (loss, dw, db float64) {
			e := float64(x*w) + b - t
			dw, db = back(x, w, e)
			return float64(e * e), dw, db
		}
	}
	return []mistake[neuronSlopes]{
		{kind: missingFactor, as: with(func(x, _, e float64) (float64, float64) { return e * x, e }),
			says: words.Exercises.Message("Both gradients are half of what they should be. The error goes into the square twice, " +
				"so add the two gradients that its Backward returns.")},
		{kind: noForward, as: with(func(_, _, _ float64) (float64, float64) { return 0, 0 }),
			says: words.Exercises.Message("All gradients are 0. Before its first Forward, a layer has kept nothing, so its inputs are 0. " +
				"Call Forward of all layers first, on the same variables.")},
		{kind: sharedRow, as: with(func(_, _, e float64) (float64, float64) { return 2 * e * e, 2 * e }),
			says: words.Exercises.Message("dw is the error times the gradient of the error. If one MulLayer does both products, its " +
				"second Forward replaces the inputs that the first one kept. Use a variable for each product.")},
		{kind: exchanged, as: with(func(_, w, e float64) (float64, float64) { return 2 * e * w, 2 * e }),
			says: words.Exercises.Message("dw is the gradient with respect to x. Backward returns its results in the order in which " +
				"Forward took its inputs.")},
		{kind: exchanged, as: with(func(x, _, e float64) (float64, float64) { return 2 * e, 2 * e * x }),
			says: words.Exercises.Message("Both gradients are right, but in the wrong order: dw comes first.")},
		{kind: missingUpstream, as: with(func(x, _, _ float64) (float64, float64) { return x, 1 }),
			says: words.Exercises.Message("These are the gradients of w·x + b. Begin at the loss: the square multiplies them by 2e.")},
		{kind: wrongSign, as: with(func(x, _, e float64) (float64, float64) { return -2 * e * x, -2 * e }),
			says: words.Exercises.Message("Both gradients have the wrong sign. The error is w·x + b - t, in this order, so it grows " +
				"when b does.")},
		{kind: wrongOrder, as: with(func(x, _, _ float64) (float64, float64) { return 2 * x, 2 }),
			says: words.Exercises.Message("The gradients lack the error as a factor. Begin with Backward(1) of the square, which returns the error " +
				"twice.")},
	}
}
