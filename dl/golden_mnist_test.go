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
	for _, c := range []struct {
		id  string
		net func(netInput) anyNet
	}{{"mnist/first_batch_sigmoid", sigmoidNet}, {"mnist/first_batch_relu", reluNet}} {
		var in struct {
			netInput
			From int `json:"rows_from"`
			To   int `json:"rows_to_exclusive"`
		}
		var out firstBatch
		g := golden(t, c.id, &in, &out)
		x, answers := digits(t).train.Slice(in.From, in.To)
		g.nearFirstBatch(t, c.net(in.netInput), x, answers, out)
	}
}

func sigmoidNet(in netInput) anyNet { return twoLayerNet(in) }
func reluNet(in netInput) anyNet    { return layerNet(in) }

type firstBatch struct {
	Loss, Accuracy float64
	Counts         []int     `json:"predicted_counts"`
	Y0             []float64 `json:"y_row0"`
	Grad, Params   map[string]digest
	Numeric        [][]any `json:"numeric_entries"` // parameter, position, difference, backpropagation
}

func (c goldenCase) nearFirstBatch(t *testing.T, net anyNet, x mat.Matrix, answers dl.Targets, out firstBatch) {
	t.Helper()
	c.nearDigests(t, "start", byName(net.Params(), values(net.Params())), out.Params)
	y := probabilities(net, x)
	c.near(t, "y of the first image", y.RawRowView(0), out.Y0)
	equal(t, "how often each digit is predicted", predictedCounts(y), out.Counts)
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
		c.near(t, "numerical gradient by "+name, entry(numeric[name], at), e[2])
		c.near(t, "gradient by "+name, entry(net.Param(name).Grad, at), e[3])
	}
}

// entry returns the entry with the given number, in row-major order.
func entry(m *mat.Dense, at int) float64 {
	_, cols := m.Dims()
	return m.At(at/cols, at%cols)
}

// predictedCounts returns for each class how many rows of y have their largest entry there.
func predictedCounts(y *mat.Dense) []int {
	rows, classes := y.Dims()
	counts := make([]int, classes)
	for i := range rows {
		counts[dl.ArgMax(y.RawRowView(i))]++
	}
	return counts
}

// steps trains net on consecutive batches and calls each after every update, with a number counted from 1.
func (m mnist) steps(net anyNet, n, batch int, rate float64, each func(step int, before, after float64)) {
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
	for _, g := range []struct {
		start, id string
		net       func(netInput) anyNet
	}{{"mnist/first_batch_sigmoid", "mnist/sgd_sigmoid", sigmoidNet}, {"mnist/first_batch_relu", "mnist/sgd_relu", reluNet}} {
		var start netInput
		golden(t, g.start, &start, nil)
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
		c := golden(t, g.id, &in, &out)
		net, m := g.net(start), digits(t)
		equal(t, "number of losses", len(out.Losses), in.Steps)
		m.steps(net, in.Steps, in.Batch, in.LR, func(step int, before, after float64) {
			c.near(t, "losses before and after a step", []float64{before, after}, out.Losses[step-1][:])
		})
		c.nearDigests(t, "parameters", byName(net.Params(), values(net.Params())), out.Params)
		x, answers := m.test.Slice(0, in.Eval)
		c.near(t, "loss on test images", net.Loss(x, answers), out.TestLoss)
		c.near(t, "accuracy on test images", net.Accuracy(x, answers), out.TestAccuracy)
	}
}

func TestGoldenEpoch(t *testing.T) {
	for _, g := range []struct {
		id  string
		net func(netInput) anyNet
	}{{"mnist/epoch_sigmoid", sigmoidNet}, {"mnist/epoch_relu", reluNet}} {
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
		c := golden(t, g.id, &in, &out)
		net, m := g.net(in.netInput), digits(t)
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
}

func TestGoldenBatchedInference(t *testing.T) {
	var in struct {
		Count, Batch int
		W, B         []formula
	}
	var out struct {
		Hits     int
		Accuracy float64
		Counts   []int     `json:"predicted_counts"`
		First    []float64 `json:"y_row0"`
		Last     []float64 `json:"y_last"`
		Sums     []float64 `json:"column_sums"`
		Batches  int       `json:"batch_starts"`
	}
	c := golden(t, "mnist/batched_inference", &in, &out)
	net := dl.NewThreeLayerNet(784, 50, 100, 10, nil, zeroSource{})
	for i := range in.W {
		net.Params()[2*i].Value.Copy(in.W[i].matrix())
		net.Params()[2*i+1].Value.Copy(in.B[i].matrix())
	}
	test := digits(t).test
	y, hits, batches := mat.NewDense(in.Count, 10, nil), 0, 0
	for from := 0; from < in.Count; from += in.Batch {
		x, answers := test.Slice(from, from+in.Batch)
		y.Slice(from, from+in.Batch, 0, 10).(*mat.Dense).Copy(net.Predict(x))
		hits += int(math.Round(net.Accuracy(x, answers) * float64(in.Batch)))
		batches++
	}
	equal(t, "number of batches", batches, out.Batches)
	equal(t, "hits", hits, out.Hits)
	x, answers := test.Slice(0, in.Count)
	c.near(t, "accuracy", net.Accuracy(x, answers), out.Accuracy)
	sameBits(t, "predictions of all at once", net.Predict(x), y)
	equal(t, "how often each digit is predicted", predictedCounts(y), out.Counts)
	c.near(t, "y of the first image", y.RawRowView(0), out.First)
	c.near(t, "y of the last image", y.RawRowView(in.Count-1), out.Last)
	sums := make([]float64, 10)
	for k := range sums {
		sums[k] = mat.Sum(y.ColView(k))
	}
	c.near(t, "column sums", sums, out.Sums)
}
