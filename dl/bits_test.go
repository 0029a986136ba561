package dl_test

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// checksum returns the FNV-1a hash of all bits of v.
func checksum(v any) uint64 {
	h := fnv.New64a()
	binary.Write(h, binary.LittleEndian, bits(v)) // a hash returns no error
	return h.Sum64()
}

// The committed numbers are those of every machine: a processor, a compiler or an edit that changes a single bit of a
// result is found here. After a change that is meant to change results, write the new numbers down.
func TestBitsAreTheCommittedOnes(t *testing.T) {
	many := func(f func(float64) float64, from, to float64) []float64 {
		var all []float64
		for i := range 400 {
			all = append(all, f(from+(to-from)*float64(i)/399))
		}
		return all
	}
	choice := func(n int) []float64 {
		var all []float64
		for _, k := range dl.Choice(n, 500, rand.NewPCG(5, 0)) {
			all = append(all, float64(k))
		}
		return all
	}
	for _, c := range []struct {
		name string
		v    any
		want uint64
	}{
		{"Exp", many(dl.Exp, -750, 715), 0x8afece88e1a1c5c6},
		{"Exp near 0", many(dl.Exp, -2, 1), 0x99674c1b653a48f4},
		{"Log", many(dl.Log, 1e-7, 1.1), 0x89c35b1418051139},
		{"Log of large numbers", many(dl.Log, 1, 1e300), 0x5d2b6f320ac0c171},
		{"Sigmoid", many(dl.Sigmoid, -40, 40), 0xeb0ee4bb5563b103},
		{"SigmoidGrad", many(dl.SigmoidGrad, -40, 40), 0xce0e04e24806eedf},
		{"Softmax", dl.Softmax(nil, many(dl.Sigmoid, -9, 9)), 0xcbeb5930f994027c},
		{"SoftmaxRows", dl.SoftmaxRows(nil, dl.Normal(30, 10, 3, rand.NewPCG(1, 0))), 0xc0550899f567d9a8},
		{"Normal", dl.Normal(21, 19, 0.01, rand.NewPCG(2, 0)), 0x971372bf86669086},
		{"Uniform", dl.Uniform(21, 19, rand.NewPCG(3, 0)), 0x1fdc7e71ec7764b4},
		{"Choice", choice(60000), 0xfc429954d8c9dc93},
		{"Choice of a power of two", choice(1 << 10), 0x5ef324ac80166214},
		{"SimpleNet", dl.NewSimpleNet(rand.NewPCG(4, 0)).Predict([]float64{0.6, 0.9}), 0x1498397b201ada83},
		{"training", trained(50), 0xffb4346c0223de6b},
	} {
		if got := checksum(c.v); got != c.want {
			t.Errorf("%s: checksum %#016x, want %#016x", c.name, got, c.want)
		}
	}
}

// trained returns the parameters, gradients and losses after a short training on made-up images.
func trained(steps int) []*mat.Dense {
	src := rand.NewPCG(6, 0)
	data := newSamples(500, 36, 10, src)
	net := dl.NewTwoLayerNet(36, 15, 10, dl.Xavier, src)
	trainer := dl.Trainer{Net: net, Optimizer: &dl.SGD{LearningRate: 0.5}, BatchSize: 32, Iterations: steps, Src: src}
	losses := mat.NewDense(1, steps, nil)
	for step := range trainer.Steps(data) {
		losses.Set(0, step.Iteration, step.Loss)
	}
	all := []*mat.Dense{losses}
	for _, p := range net.Params() {
		all = append(all, p.Value, p.Grad)
	}
	return append(all, net.NumericalGradient(data.Batch([]int{0, 1, 2, 3, 4}))...)
}
