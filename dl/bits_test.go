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
	sgd, momentum := &dl.SGD{LearningRate: 0.5}, &dl.Momentum{LearningRate: 0.1, Momentum: 0.9}
	net := dl.NewTwoLayerNet(36, 15, 10, dl.Xavier, rand.NewPCG(13, 0))
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
		{"Tanh", many(dl.Tanh, -25, 25), 0x740790e28ff702a1},
		{"Tanh near 0", many(dl.Tanh, -0.7, 0.7), 0x9b9f1e0eeeb70acf},
		{"SigmoidGrad", many(dl.SigmoidGrad, -40, 40), 0xce0e04e24806eedf},
		{"Softmax", dl.Softmax(nil, many(dl.Sigmoid, -9, 9)), 0xcbeb5930f994027c},
		{"SoftmaxRows", dl.SoftmaxRows(nil, dl.Normal(30, 10, 3, rand.NewPCG(1, 0))), 0xc0550899f567d9a8},
		{"Normal", dl.Normal(21, 19, 0.01, rand.NewPCG(2, 0)), 0x971372bf86669086},
		{"Uniform", dl.Uniform(21, 19, rand.NewPCG(3, 0)), 0x1fdc7e71ec7764b4},
		{"Choice", choice(60000), 0xfc429954d8c9dc93},
		{"Choice of a power of two", choice(1 << 10), 0x5ef324ac80166214},
		{"SimpleNet", dl.NewSimpleNet(rand.NewPCG(4, 0)).Predict([]float64{0.6, 0.9}), 0x1498397b201ada83},
		{"training of TwoLayerNet", trained(sgd, 0), 0xffb4346c0223de6b},
		{"training of LayerNet", trained(sgd, 1), 0x19581578bcfae2a0},
		{"training of ThreeLayerNet", trained(sgd, 2), 0xfaa1485f0ff6b68c},
		{"training by hand", trainedByHand(), 0xd7e7f3778f2a3e25},
		{"training with Momentum", trained(momentum, 1), 0x1617765ef2a23285},
		{"CheckGradient", checked(dl.NewLayerNet(36, 15, 10, dl.He, rand.NewPCG(10, 0))), 0x6ba4aea485967bdc},
		{"functions of matrices", computed(), 0xf3d9fff542184194},
		{"AffineLayer", walked(dl.NewAffineLayer(net.Param("W1"), net.Param("b1"))), 0x3d53d65b5df0c9e1},
		{"ReLULayer", walked(new(dl.ReLULayer)), 0xc443f68f731621c3},
		{"SigmoidLayer", walked(new(dl.SigmoidLayer)), 0xd55cc1f3c636c425},
		{"TanhLayer", walked(new(dl.TanhLayer)), 0x31ae2430a7256aac},
		{"training with Tanh and Dropout", trained(momentum, 3), 0x59e650316e481ebf},
	} {
		if got := checksum(c.v); got != c.want {
			t.Errorf("%s: checksum %#016x, want %#016x", c.name, got, c.want)
		}
	}
}

// trained returns the parameters, gradients and losses after a short training of a net of the given kind on made-up images.
func trained(optimizer dl.Optimizer, kind int) []*mat.Dense {
	const steps = 50
	src := rand.NewPCG(6, 0)
	data := newSamples(500, 36, 10, src)
	net := []func() anyNet{
		func() anyNet { return dl.NewTwoLayerNet(36, 15, 10, dl.Xavier, src) },
		func() anyNet { return dl.NewLayerNet(36, 15, 10, dl.He, src) },
		func() anyNet { return dl.NewThreeLayerNet(36, 15, 20, 10, dl.Xavier, src) },
		func() anyNet {
			return dl.NewSequential(dl.NewAffine(36, 15, dl.Xavier, src), new(dl.TanhLayer), &dl.Dropout{Ratio: 0.3, Src: src},
				dl.NewAffine(15, 10, dl.Xavier, src))
		},
	}[kind]()
	trainer := dl.Trainer{Net: net, Optimizer: optimizer, BatchSize: 32, Iterations: steps, Src: src}
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

// checked returns the numbers of CheckGradient.
func checked(net dl.CheckedNet) (all []float64) {
	src := rand.NewPCG(11, 0)
	for _, d := range dl.CheckGradient(net, dl.Normal(9, 36, 1, src), dl.Labels(dl.Choice(10, 9, src))) {
		all = append(all, d.Mean, d.Max, float64(d.Row), float64(d.Col))
	}
	return all
}

// computed returns what the functions of matrices make of dense ones, transposes and images.
func computed() []*mat.Dense {
	src := rand.NewPCG(14, 0)
	x, w, dy := images(300, 60, src), dl.Normal(60, 20, 1, src), dl.Normal(300, 20, 1, src)
	y := dl.AddRow(dl.Dot(x, w), dl.Normal(1, 20, 1, src))
	z := dl.Map(dl.Sigmoid, y)
	return []*mat.Dense{
		y, z, dl.Dot(x.T(), dy), dl.Dot(dy.T(), x), dl.Dot(z.T(), dy), dl.Dot(dy, w.T()), dl.MulElem(dl.Map(dl.SigmoidGrad, y), dy),
		dl.Divide(dl.Sub(y, dy), 300), dl.Scale(0.1, dl.Add(y, dy)), dl.Map(dl.Exp, y), dl.Map(dl.Log, z), dl.ColumnSums(dy),
		dl.ColumnSums(x), dl.RowSums(dl.Map(dl.ReLU, y)), dl.RowSums(dl.Take(x, dl.Choice(300, 30, src))),
	}
}

// walked returns what a layer answers forwards and backwards.
func walked(layer dl.Layer) []*mat.Dense {
	src := rand.NewPCG(12, 0)
	y := layer.Forward(dl.Normal(9, 36, 3, src))
	_, cols := y.Dims()
	all := []*mat.Dense{y, layer.Backward(dl.Normal(9, cols, 1, src))}
	for _, p := range layer.Params() {
		all = append(all, p.Grad)
	}
	return all
}
