package datasets_test

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"testing"

	"dlfs/datasets"
	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
)

// The run of sections 4.5 and 5.7: 10,000 steps, the loss after each, the
// accuracy on all 70,000 images 17 times. The committed checksum is that of the
// weights at the end, on every machine:
//
//	go test -run='^$' -bench=ClassicRun -benchtime=1x ./datasets
func BenchmarkClassicRun(b *testing.B) {
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		net  func(src rand.Source) classicNet
		want uint64
	}{
		{"sigmoid", func(src rand.Source) classicNet { return dl.NewTwoLayerNet(784, 50, 10, nil, src) }, 0x79044ccec54e1f9a},
		{"ReLU", func(src rand.Source) classicNet { return dl.NewLayerNet(784, 50, 10, nil, src) }, 0x8b53706e37cddf33},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if got := classicRun(c.net, train, test); got != c.want {
					b.Errorf("checksum %#016x, want %#016x", got, c.want)
				}
			}
		})
	}
}

type classicNet interface {
	dl.Net
	Accuracy(x mat.Matrix, t dl.Targets) float64
}

// classicRun returns the checksum of the trained weights.
func classicRun(newNet func(rand.Source) classicNet, train, test *datasets.Images) uint64 {
	src := rand.NewPCG(1, 0)
	net := newNet(src)
	trainer := dl.Trainer{Net: net, Optimizer: &dl.SGD{LearningRate: 0.1}, BatchSize: 100, Iterations: 10000, Src: src}
	for step := range trainer.Steps(train.Reusing()) {
		if step.EpochStart {
			net.Accuracy(train.All())
			net.Accuracy(test.All())
		}
	}
	h := fnv.New64a()
	for _, p := range net.Params() {
		rows, _ := p.Value.Dims()
		for i := range rows {
			binary.Write(h, binary.LittleEndian, p.Value.RawRowView(i)) // a hash returns no error
		}
	}
	return h.Sum64()
}
