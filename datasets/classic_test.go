package datasets_test

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"reflect"
	"testing"

	"dlfs/datasets"
	"dlfs/dl"
	"dlfs/internal/byhand"

	"gonum.org/v1/gonum/mat"
)

// record is what a run leaves: the weights at the end as a checksum, the loss
// after each step, and the accuracies once an epoch.
type record struct {
	weights                   uint64
	losses, trainAcc, testAcc []float64
}

// The run of sections 4.5 and 5.7: 10,000 steps, the loss after each, the
// accuracy on all 70,000 images 17 times. The committed checksum is that of the
// weights at the end, on every machine; a sigmoid net that is written by hand
// has those of dl's:
//
//	go test -run='^$' -bench=ClassicRun -benchtime=1x ./datasets
func BenchmarkClassicRun(b *testing.B) {
	const steps = 10000
	train, test := mnist(b, false)
	oneHotTrain, oneHotTest := mnist(b, true)
	for _, c := range []struct {
		name string
		run  func() record
		want uint64
	}{
		{"sigmoid", func() record { return classicRun(sigmoidNet, train, test, steps) }, 0x79044ccec54e1f9a},
		{"ReLU", func() record { return classicRun(reluNet, train, test, steps) }, 0x8b53706e37cddf33},
		{"by hand", func() record { return runByHand(oneHotTrain, oneHotTest, steps) }, 0x79044ccec54e1f9a},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got := c.run(); got.weights != c.want {
					b.Errorf("checksum %#016x, want %#016x", got.weights, c.want)
				}
			}
		})
	}
}

// The beginning of that run does not take long.
func TestClassicRunBits(t *testing.T) {
	const steps, want = 10, 0x98007d1baac0e847
	train, test := mnist(t, false)
	oneHotTrain, oneHotTest := mnist(t, true)
	got, byHand := classicRun(sigmoidNet, train, test, steps), runByHand(oneHotTrain, oneHotTest, steps)
	if got.weights != want {
		t.Errorf("checksum %#016x, want %#016x", got.weights, uint64(want))
	}
	if !reflect.DeepEqual(byHand, got) {
		t.Errorf("by hand the run comes to\n%v, want\n%v", byHand, got)
	}
}

func mnist(t testing.TB, oneHot bool) (train, test *datasets.Images) {
	t.Helper()
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true, OneHot: oneHot})
	if err != nil {
		t.Fatal(err)
	}
	return train, test
}

type classicNet interface {
	dl.Net
	Accuracy(x mat.Matrix, t dl.Targets) float64
}

func sigmoidNet(src rand.Source) classicNet { return dl.NewTwoLayerNet(784, 50, 10, nil, src) }
func reluNet(src rand.Source) classicNet    { return dl.NewLayerNet(784, 50, 10, nil, src) }

func classicRun(newNet func(rand.Source) classicNet, train, test *datasets.Images, steps int) (r record) {
	src := rand.NewPCG(1, 0)
	net := newNet(src)
	trainer := dl.Trainer{Net: net, Optimizer: &dl.SGD{LearningRate: 0.1}, BatchSize: 100, Iterations: steps, Src: src}
	for step := range trainer.Steps(train.Reusing()) {
		r.losses = append(r.losses, step.Loss)
		if step.EpochStart {
			r.trainAcc = append(r.trainAcc, net.Accuracy(train.All()))
			r.testAcc = append(r.testAcc, net.Accuracy(test.All()))
		}
	}
	var weights []*mat.Dense
	for _, p := range net.Params() {
		weights = append(weights, p.Value)
	}
	r.weights = checksum(weights...)
	return r
}

// runByHand is classicRun of the sigmoid net as a learner writes it.
func runByHand(train, test *datasets.Images, steps int) (r record) {
	src := rand.NewPCG(1, 0)
	net := byhand.NewTwoLayerNet(784, 50, 10, 0.01, src)
	x, t := train.Matrices()
	testX, testT := test.Matrices()
	r.losses, r.trainAcc, r.testAcc = net.Train(x, t, testX, testT, steps, 100, 0.1, src)
	r.weights = checksum(net.Params["W1"], net.Params["b1"], net.Params["W2"], net.Params["b2"])
	return r
}

// checksum returns the FNV-1a hash of all bits of some matrices.
func checksum(all ...*mat.Dense) uint64 {
	h := fnv.New64a()
	for _, m := range all {
		rows, _ := m.Dims()
		for i := range rows {
			binary.Write(h, binary.LittleEndian, m.RawRowView(i)) // a hash returns no error
		}
	}
	return h.Sum64()
}
