package dl_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// custom is a layer that a reader might write: it doubles each number, and lets nobody copy it.
type custom struct{ y, dx mat.Dense }

func (l *custom) Forward(x mat.Matrix) *mat.Dense {
	l.y.Reset()
	l.y.Scale(2, x)
	return &l.y
}

func (l *custom) Backward(dy *mat.Dense) *mat.Dense {
	l.dx.Reset()
	l.dx.Scale(2, dy)
	return &l.dx
}

func (l *custom) Params() []*dl.Param { return nil }

// customRow does the same, and may be copied.
type customRow struct{ custom }

func (l *customRow) RowCopy() dl.Layer { return new(customRow) }

// customAffine has parameters and is no AffineLayer, whose methods it has by embedding one.
type customAffine struct{ dl.AffineLayer }

// flipped embeds a layer that can be copied, but a copy would be that layer and not this one.
type flipped struct{ dl.ReLULayer }

func (l *flipped) Forward(x mat.Matrix) *mat.Dense {
	return l.ReLULayer.Forward(dl.Scale(-1, x))
}

func (l *flipped) Backward(dy *mat.Dense) *mat.Dense { return dl.Scale(-1, l.ReLULayer.Backward(dy)) }

// short loses all rows but the first.
type short struct{ custom }

func (l *short) Forward(x mat.Matrix) *mat.Dense {
	return l.custom.Forward(x).Slice(0, 1, 0, l.y.RawMatrix().Cols).(*mat.Dense)
}

// random returns layers for a net of the given numbers of inputs and classes, drawn by rng; of two calls with equal rng both
// return the same.
func random(inputs, classes int, rng *rand.Rand) (layers []dl.Layer) {
	affine := func(from, to int) {
		layer := dl.NewAffineLayer(
			&dl.Param{Name: "W", Value: dl.Normal(from, to, dl.Xavier(from), rng)},
			&dl.Param{Name: "b", Value: dl.Normal(1, to, 0.1, rng), Vector: true})
		if rng.IntN(8) == 0 {
			layers = append(layers, &customAffine{*layer})
			return
		}
		layers = append(layers, layer)
	}
	width := inputs
	for range rng.IntN(3) {
		for range rng.IntN(3) {
			layers = append(layers, activations[rng.IntN(len(activations))]())
		}
		next := 1 + rng.IntN(9)
		affine(width, next)
		width = next
	}
	affine(width, classes)
	if rng.IntN(4) == 0 {
		layers = append(layers, activations[rng.IntN(len(activations))]())
	}
	return layers
}

var activations = []func() dl.Layer{
	func() dl.Layer { return new(dl.ReLULayer) },
	func() dl.Layer { return new(dl.SigmoidLayer) },
	func() dl.Layer { return new(dl.TanhLayer) },
	func() dl.Layer { return &dl.Dropout{Src: rand.NewPCG(1, 0)} }, // drops nothing
	func() dl.Layer { return new(custom) },
	func() dl.Layer { return new(customRow) },
	func() dl.Layer { return new(flipped) },
}

// A net of any layers is its layers, one after the other: with one core and with many, with layers that cores can share and with
// others, the bits are those of a walk by hand.
func TestSequentialIsItsLayersOnManyCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	shared := 0
	for seed := range uint64(150) {
		rng := rand.New(rand.NewPCG(seed, 0))
		inputs, classes, samples := 1+rng.IntN(9), 2+rng.IntN(4), 1+rng.IntN(60)
		if rng.IntN(3) == 0 {
			inputs, samples = 100+rng.IntN(100), 100+rng.IntN(200)
			shared++
		}
		form := imageForms(samples, inputs, rng)[rng.IntN(2)]
		labels := dl.Labels(dl.Choice(classes, samples, rng))
		what := fmt.Sprintf("seed %d, %s", seed, form.name)

		net := dl.NewSequential(random(inputs, classes, rand.New(rand.NewPCG(seed, 1)))...)
		layers := random(inputs, classes, rand.New(rand.NewPCG(seed, 1)))
		var last dl.SoftmaxWithLoss
		for range 2 {
			loss := walk(layers, &last, form.Matrix, labels)
			scores := layers[len(layers)-1].Forward(inputOfLast(layers, form.Matrix))
			sameBits(t, what+": Predict", net.Predict(form.Matrix), scores)
			sameBits(t, what+": Loss", net.Loss(form.Matrix, labels), loss)
			sameBits(t, what+": Accuracy", net.Accuracy(form.Matrix, labels), accuracyOf(scores, labels))
			net.Gradient(form.Matrix, labels)
			i := 0
			for _, l := range layers {
				for _, p := range l.Params() {
					sameBits(t, what+": gradient of "+net.Params()[i].Name, net.Params()[i].Grad, p.Grad)
					i++
				}
			}
		}
	}
	if shared < 20 {
		t.Errorf("only %d nets were large enough to share", shared)
	}
}

// walk goes through the layers to the loss and back.
func walk(layers []dl.Layer, last *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) float64 {
	for _, l := range layers {
		x = l.Forward(x)
	}
	loss := last.Forward(x, t)
	dy := last.Backward()
	for i := len(layers) - 1; i >= 0; i-- {
		dy = layers[i].Backward(dy)
	}
	return loss
}

func inputOfLast(layers []dl.Layer, x mat.Matrix) mat.Matrix {
	for _, l := range layers[:len(layers)-1] {
		x = l.Forward(x)
	}
	return x
}

func accuracyOf(scores *mat.Dense, labels dl.Labels) float64 {
	hits := 0
	for i, k := range dl.ArgMaxRows(scores) {
		if k == labels[i] {
			hits++
		}
	}
	return float64(hits) / float64(len(labels))
}

// The gradients of any net agree, also where the numerical one has no shortcut. Delta in the loss shrinks what a sample with the
// probability p contributes by the share Delta/p, and p is above 0.01 here. Nets with kinks are left out: near one the quotient is
// wrong.
func TestSequentialCheckGradient(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 0))
		src := rand.NewPCG(seed, 1)
		middle := activations[1+rng.IntN(5)]
		net := dl.NewSequential(
			dl.NewAffine(5, 4, dl.Xavier, src), middle(), dl.NewAffine(4, 6, dl.Xavier, src), new(dl.SigmoidLayer), dl.NewAffine(6, 3, dl.Xavier, src), new(custom))
		x, labels := dl.Normal(7, 5, 1, rng), dl.Labels(dl.Choice(3, 7, rng))
		for _, d := range dl.CheckGradient(net, x, labels) {
			if !(d.Max < 1e-5) {
				t.Errorf("seed %d: %v", seed, d)
			}
		}
	}
}

func TestSequentialNames(t *testing.T) {
	src := rand.NewPCG(1, 0)
	net := dl.NewSequential(
		dl.NewAffine(5, 4, dl.Xavier, src), new(custom), dl.NamedLayer{Name: "squash", Layer: new(dl.SigmoidLayer)}, new(custom),
		dl.NewAffine(4, 4, nil, src), new(dl.SigmoidLayer), &customAffine{*dl.NewAffine(4, 3, nil, src)})
	var layers, params []string
	for _, l := range net.Layers() {
		layers = append(layers, l.Name)
	}
	for _, p := range net.Params() {
		params = append(params, p.Name)
	}
	equal(t, "names of layers", layers, []string{"Affine1", "Custom1", "squash", "Custom2", "Affine2", "Sigmoid2", "CustomAffine1"})
	equal(t, "names of parameters", params, []string{"W1", "b1", "W2", "b2", "W3", "b3"})
	equal(t, "squash is found", net.Layer("squash"), dl.Layer(net.Layers()[2].Layer))
}
