package dl_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// A batch may come in any form: whatever it is, the net reads the same numbers and gives the same bits.
func TestSameBitsForAnyMatrix(t *testing.T) {
	for _, size := range []struct{ samples, inputs, hidden, classes int }{
		{1, 1, 1, 1}, {1, 9, 3, 2}, {5, 8, 4, 3}, {7, 30, 5, 10}, {251, 17, 6, 4}, {600, 12, 3, 3},
	} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			src := rand.NewPCG(1, 0)
			x := images(size.samples, size.inputs, src)
			labels := dl.Labels(dl.Choice(size.classes, size.samples, src))
			raised := byteImages{x.set, x.rows, scaled(-0.5)} // byte 0 is not 0: nothing to leave out
			for _, net := range newNets(size.inputs, size.hidden, size.classes, dl.Std(0.5), src) {
				want := resultsOf(net, mat.DenseCopyOf(x), labels)
				wantRaised := resultsOf(net, mat.DenseCopyOf(raised), labels)
				for _, c := range []struct {
					name string
					x    mat.Matrix
					t    dl.Targets
					want results
				}{
					{"byte rows", x, labels, want},
					{"byte rows and one-hot targets", x, dl.OneHot(labels, size.classes), want},
					{"byte rows whose 0 is no zero", raised, labels, wantRaised},
					{"only At", atOnly{x}, labels, want},
					{"only At, of a transpose", mat.DenseCopyOf(mat.DenseCopyOf(x).T()).T(), labels, want},
					{"a part of a larger matrix", wide(x), labels, want},
					{"targets that are a part", x, dl.Rows{Dense: wide(dl.OneHot(labels, size.classes))}, want},
				} {
					resultsOf(net, c.x, c.t).same(t, fmt.Sprintf("%T: %s", net, c.name), c.want)
				}
			}
		})
	}
}

// Parameters may be parts of larger matrices too.
func TestParametersWithStride(t *testing.T) {
	src := rand.NewPCG(2, 0)
	x, labels := images(20, 15, src), dl.Labels(dl.Choice(4, 20, src))
	for _, net := range newNets(15, 6, 4, dl.Xavier, src) {
		want := resultsOf(net, x, labels)
		for _, p := range net.Params() {
			p.Value, p.Grad = wide(p.Value), wide(p.Grad)
		}
		resultsOf(net, x, labels).same(t, fmt.Sprintf("%T: parameters that are parts", net), want)

		for _, optimizer := range []func() dl.Optimizer{
			func() dl.Optimizer { return &dl.SGD{LearningRate: 0.5} },
			func() dl.Optimizer { return &dl.Momentum{LearningRate: 0.5, Momentum: 0.9} },
		} {
			optimizer().Update(net.Params())
			optimizer().Update(want.params)
			sameBits(t, "parameters after an update", net.Params(), want.params)
		}
	}
}

// A net that has seen other batches keeps nothing of them.
func TestWorkspacesKeepNothing(t *testing.T) {
	src := rand.NewPCG(3, 0)
	for _, used := range newNets(11, 5, 3, dl.He, src) {
		for _, samples := range []int{4, 9, 1, 9, 30, 2, 300, 4} {
			x, labels := images(samples, 11, src), dl.Labels(dl.Choice(3, samples, src))
			for _, form := range []mat.Matrix{x, mat.DenseCopyOf(x), atOnly{x}} {
				fresh := twinOf(t, used)
				resultsOf(used, form, labels).same(t, fmt.Sprintf("%T, %d samples as %T", used, samples, form), resultsOf(fresh, form, labels))
			}
		}
	}
}

// What a caller receives is its own: later calls do not change it, and changing it does not change the net.
func TestResultsBelongToTheCaller(t *testing.T) {
	src := rand.NewPCG(4, 0)
	for _, net := range newNets(6, 4, 3, dl.Xavier, src) {
		x, other := dl.Uniform(5, 6, src), dl.Uniform(5, 6, src)
		xBefore := mat.DenseCopyOf(x)
		y := net.Predict(x)
		before := mat.DenseCopyOf(y)
		net.Gradient(other, dl.Labels{0, 1, 2, 0, 1})
		sameBits(t, "a prediction after another batch", y, before)
		y.Zero()
		sameBits(t, "the same prediction again", net.Predict(x), before)
		sameBits(t, "the batch", x, xBefore)
	}
}

// The cores share the samples of a batch. They agree with a batch that one core takes alone, since it shows only its
// entries.
func TestSameBitsForAnyNumberOfCores(t *testing.T) {
	src := rand.NewPCG(5, 0)
	x, labels := images(700, 40, src), dl.Labels(dl.Choice(10, 700, src))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, net := range []anyNet{
		dl.NewTwoLayerNet(40, 20, 10, dl.Xavier, src),
		dl.NewLayerNet(40, 20, 10, dl.Xavier, src),
		dl.NewThreeLayerNet(40, 6, 7, 10, dl.Xavier, src), // small, as its numerical gradient takes two losses for each entry
	} {
		accuracy := net.Accuracy(atOnly{x}, labels)
		for _, samples := range []int{20, 101, 700} {
			part, targets := byteImages{x.set, x.rows[:samples], x.values}, labels[:samples]
			want := resultsOf(net, atOnly{part}, targets)
			for _, cores := range []int{1, 2, 7} {
				runtime.GOMAXPROCS(cores)
				what := fmt.Sprintf("%T, %d samples, %d cores", net, samples, cores)
				resultsOf(net, part, targets).same(t, what, want)
				resultsOf(net, mat.DenseCopyOf(part), dl.OneHot(targets, 10)).same(t, what+", dense", want)
				equal(t, what+": accuracy", net.Accuracy(x, labels), accuracy)
			}
		}
	}
}

// Who gives a layer other parameters changes the net, also where twins of its layers are at work.
func TestLayersMayGetOtherParameters(t *testing.T) {
	src := rand.NewPCG(6, 0)
	x, labels := images(100, 40, src), dl.Labels(dl.Choice(3, 100, src))
	net, other := dl.NewLayerNet(40, 5, 3, nil, src), dl.NewLayerNet(40, 5, 3, nil, src)
	if net.Loss(x, labels) == other.Loss(x, labels) {
		t.Fatal("two nets have the same loss")
	}
	for _, name := range []string{"Affine1", "Affine2"} {
		to, from := net.Layer(name).(*dl.AffineLayer), other.Layer(name).(*dl.AffineLayer)
		to.W, to.B = from.W, from.B
	}
	resultsOf(net, x, labels).same(t, "with the other's parameters", resultsOf(other, x, labels))
}

// Several nets read one set at the same time, while what is not 0 in it is being listed.
func TestBytesAreShared(t *testing.T) {
	data := images(200, 112, rand.NewPCG(1, 0))
	net := func() *dl.TwoLayerNet { return dl.NewTwoLayerNet(112, 5, 3, nil, rand.NewPCG(2, 0)) }
	want := net().Predict(mat.DenseCopyOf(data))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			net := net()
			for range 10 {
				if got := net.Predict(data); !mat.Equal(got, want) {
					t.Errorf("a net that reads the set beside others predicts something else")
				}
			}
		})
	}
	all.Wait()
}
