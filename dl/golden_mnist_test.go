package dl_test

import (
	"math"
	"sync"
	"testing"

	"dlfs/datasets"
	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

type mnist struct{ train, test *datasets.Images }

var loadMNIST = sync.OnceValues(func() (m mnist, err error) {
	m.train, m.test, err = datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	return m, err
})

func digits(t *testing.T) mnist {
	t.Helper()
	m, err := loadMNIST()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// digest is what the file keeps of an array that is too long to write down.
type digest struct {
	Sum, Max, Min float64
	SumAbs        float64      `json:"sum_abs"`
	SumSq         float64      `json:"sum_sq"`
	Entries       [][2]float64 // position in row-major order, value
}

func (c goldenCase) nearDigest(t *testing.T, what string, m *mat.Dense, want digest) {
	t.Helper()
	data := mat.DenseCopyOf(m).RawMatrix().Data
	got := digest{Sum: mat.Sum(m), Max: mat.Max(m), Min: mat.Min(m)}
	for _, v := range data {
		got.SumAbs += math.Abs(v)
		got.SumSq += v * v
	}
	c.near(t, what+": sum", got.Sum, want.Sum)
	c.near(t, what+": sum of sizes", got.SumAbs, want.SumAbs)
	c.near(t, what+": sum of squares", got.SumSq, want.SumSq)
	c.near(t, what+": largest", got.Max, want.Max)
	c.near(t, what+": smallest", got.Min, want.Min)
	for _, e := range want.Entries {
		c.near(t, what+": an entry", data[int(e[0])], e[1])
	}
}

func (c goldenCase) nearDigests(t *testing.T, what string, got map[string]*mat.Dense, want map[string]digest) {
	t.Helper()
	equal(t, "number of arrays", len(want), len(got))
	for name, w := range want {
		c.nearDigest(t, what+" "+name, got[name], w)
	}
}

func values(params []*dl.Param) []*mat.Dense {
	var all []*mat.Dense
	for _, p := range params {
		all = append(all, p.Value)
	}
	return all
}

func TestGoldenFirstBatch(t *testing.T) {
	var in struct {
		netInput
		From int `json:"rows_from"`
		To   int `json:"rows_to_exclusive"`
	}
	var out struct {
		Loss, Accuracy float64
		Counts         []int     `json:"predicted_counts"`
		Y0             []float64 `json:"y_row0"`
		Grad, Params   map[string]digest
		Numeric        [][]any `json:"numeric_entries"` // parameter, position, difference, backpropagation
	}
	c := golden(t, "mnist/first_batch_sigmoid", &in, &out)
	net := twoLayerNet(in.netInput)
	x, answers := digits(t).train.Slice(in.From, in.To)
	c.nearDigests(t, "start", byName(net.Params(), values(net.Params())), out.Params)
	y := net.Predict(x)
	c.near(t, "y of the first image", y.RawRowView(0), out.Y0)
	counts := make([]int, 10)
	for i := range in.To - in.From {
		counts[dl.ArgMax(y.RawRowView(i))]++
	}
	equal(t, "how often each digit is predicted", counts, out.Counts)
	c.near(t, "loss", net.Loss(x, answers), out.Loss)
	c.near(t, "accuracy", net.Accuracy(x, answers), out.Accuracy)
	net.Gradient(x, answers)
	c.nearDigests(t, "gradient", gradients(net.Params()), out.Grad)

	numeric := byName(net.Params(), net.NumericalGradient(x, answers))
	if len(out.Numeric) == 0 {
		t.Error("the file has no numerical gradient")
	}
	for _, e := range out.Numeric {
		name, at := e[0].(string), int(e[1].(float64))
		c.near(t, "numerical gradient by "+name, numeric[name].RawMatrix().Data[at], e[2])
		c.near(t, "gradient by "+name, net.Param(name).Grad.RawMatrix().Data[at], e[3])
	}
}

// steps trains net on consecutive batches and calls each after every update, with a number counted from 1.
func (m mnist) steps(net *dl.TwoLayerNet, n, batch int, rate float64, each func(step int, before, after float64)) {
	sgd := &dl.SGD{LearningRate: rate}
	for s := range n {
		x, answers := m.train.Slice(s*batch, (s+1)*batch)
		before := net.Loss(x, answers)
		net.Gradient(x, answers)
		sgd.Update(net.Params())
		each(s+1, before, net.Loss(x, answers))
	}
}

func TestGoldenTwentySteps(t *testing.T) {
	var start netInput
	golden(t, "mnist/first_batch_sigmoid", &start, nil)
	var in struct {
		Batch, Steps, Eval int
		LR                 float64
	}
	var out struct {
		Losses       [][2]float64
		Params       map[string]digest
		TestLoss     float64 `json:"test_loss"`
		TestAccuracy float64 `json:"test_accuracy"`
	}
	c := golden(t, "mnist/sgd_sigmoid", &in, &out)
	net, m := twoLayerNet(start), digits(t)
	equal(t, "number of losses", len(out.Losses), in.Steps)
	m.steps(net, in.Steps, in.Batch, in.LR, func(step int, before, after float64) {
		c.near(t, "losses before and after a step", []float64{before, after}, out.Losses[step-1][:])
	})
	c.nearDigests(t, "parameters", byName(net.Params(), values(net.Params())), out.Params)
	x, answers := m.test.Slice(0, in.Eval)
	c.near(t, "loss on test images", net.Loss(x, answers), out.TestLoss)
	c.near(t, "accuracy on test images", net.Accuracy(x, answers), out.TestAccuracy)
}

func TestGoldenEpoch(t *testing.T) {
	var in struct {
		netInput
		Batch, Steps int
		LR           float64
	}
	var out struct {
		After    map[int]float64 `json:"loss_after_step"`
		Mean     float64         `json:"mean_last_100"`
		Params   map[string]digest
		TestLoss float64 `json:"test_loss"`
		TestHits int     `json:"test_hits"`
	}
	c := golden(t, "mnist/epoch_sigmoid", &in, &out)
	net, m := twoLayerNet(in.netInput), digits(t)
	compared, mean := 0, 0.0
	m.steps(net, in.Steps, in.Batch, in.LR, func(step int, _, after float64) {
		if want, ok := out.After[step]; ok {
			c.near(t, "loss after a step", after, want)
			compared++
		}
		if step > in.Steps-100 {
			mean += after / 100
		}
	})
	equal(t, "number of losses compared", compared, len(out.After))
	c.near(t, "mean of the last losses", mean, out.Mean)
	c.nearDigests(t, "parameters", byName(net.Params(), values(net.Params())), out.Params)
	x, answers := m.test.All()
	c.near(t, "loss on all test images", net.Loss(x, answers), out.TestLoss)
	equal(t, "hits", int(math.Round(net.Accuracy(x, answers)*float64(m.test.Len()))), out.TestHits)
}
