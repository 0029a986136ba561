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

// digitSized is a batch of the size of section 4.5, which the cores share.
func digitSized() (byteImages, dl.Labels) {
	src := rand.NewPCG(1, 0)
	return images(100, 784, src), dl.Labels(dl.Choice(10, 100, src))
}

// learned returns what a net predicts and has for parameters after some steps.
func learned(net anyNet, optimizer dl.Optimizer, x mat.Matrix, t dl.Targets) []*mat.Dense {
	losses := mat.NewDense(1, 3, nil)
	for i := range 3 {
		net.Gradient(x, t)
		optimizer.Update(net.Params())
		losses.Set(0, i, net.Loss(x, t))
	}
	all := []*mat.Dense{losses, net.Predict(x)}
	for _, p := range net.Params() {
		all = append(all, mat.DenseCopyOf(p.Value), mat.DenseCopyOf(p.Grad))
	}
	return all
}

// asTheyLie puts the parameters of a net into matrices that form makes of them.
func asTheyLie(net anyNet, form func(mat.Matrix) *mat.Dense) anyNet {
	for _, p := range net.Params() {
		p.Value, p.Grad = form(p.Value), form(p.Grad)
	}
	return net
}

// However many cores there are and however the parameters lie in memory, a training has the same bits.
func TestBitsOfTrainingForAnyNumberOfCores(t *testing.T) {
	x, labels := digitSized()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for kind := range newNets(784, 50, 10, nil, rand.NewPCG(2, 0)) {
		var want []*mat.Dense
		for _, cores := range []int{1, 2, 3, 8} {
			runtime.GOMAXPROCS(cores)
			for name, form := range map[string]func(mat.Matrix) *mat.Dense{
				"own": func(m mat.Matrix) *mat.Dense { return m.(*mat.Dense) }, "compact": mat.DenseCopyOf, "part of another": wide,
			} {
				for _, batch := range []mat.Matrix{x, mat.DenseCopyOf(x)} {
					net := asTheyLie(newNets(784, 50, 10, nil, rand.NewPCG(2, 0))[kind], form)
					got := learned(net, &dl.Momentum{LearningRate: 0.1, Momentum: 0.9}, batch, labels)
					if want == nil {
						want = got
					}
					sameBits(t, fmt.Sprintf("%T, %d cores, %s, %T", net, cores, name, batch), got, want)
				}
			}
		}
	}
}

// Nets that learn at the same time do not disturb each other.
func TestNetsOfManyGoroutines(t *testing.T) {
	x, labels := digitSized()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	for kind := range newNets(784, 50, 10, nil, rand.NewPCG(2, 0)) {
		learn := func() []*mat.Dense {
			net := newNets(784, 50, 10, nil, rand.NewPCG(2, 0))[kind]
			return append(learned(net, &dl.SGD{LearningRate: 0.1}, x, labels), mat.NewDense(1, 1, []float64{net.Accuracy(x, labels)}))
		}
		want := learn()
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() { sameBits(t, "a net among others", learn(), want) })
		}
		all.Wait()
	}
}

// A training step that several cores share allocates nothing. AllocsPerRun allows one core only.
func TestTrainingOnManyCoresAllocatesNothing(t *testing.T) {
	x, labels := digitSized()
	var batch mat.Matrix = x
	var answers dl.Targets = labels
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	for _, net := range newNets(784, 50, 10, nil, rand.NewPCG(2, 0)) {
		params, sgd := net.Params(), &dl.SGD{LearningRate: 0.1}
		steps := func(n int) (mallocs int) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for range n {
				net.Gradient(batch, answers)
				sgd.Update(params)
				net.Loss(batch, answers)
			}
			runtime.ReadMemStats(&after)
			return int(after.Mallocs - before.Mallocs)
		}
		steps(2)
		if n := steps(100); n >= 100 { // the runtime itself may allocate now and then
			t.Errorf("%T: %d allocations in 100 steps, want none", net, n)
		}
	}
}
