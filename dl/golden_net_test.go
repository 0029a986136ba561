package dl_test

import (
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// netInput is a net, and perhaps a batch, that the file gives by formulas.
type netInput struct {
	X              formula
	W1, B1, W2, B2 formula
	Labels         dl.Labels
}

// twoLayerNet returns the net of chapter 4 with the parameters of in.
func twoLayerNet(in netInput) *dl.TwoLayerNet {
	net := dl.NewTwoLayerNet(in.W1.Shape[0], in.W1.Shape[1], in.W2.Shape[1], nil, zeroSource{})
	for name, f := range map[string]formula{"W1": in.W1, "b1": in.B1, "W2": in.W2, "b2": in.B2} {
		net.Param(name).Value.Copy(f.matrix())
	}
	return net
}

// zeroSource is a poor source of random numbers for nets whose weights are about to be replaced.
type zeroSource struct{}

func (zeroSource) Uint64() uint64 { return 1 << 62 }

// gradients returns a copy of the gradient of each parameter by its name.
func gradients(params []*dl.Param) map[string]*mat.Dense {
	grads := map[string]*mat.Dense{}
	for _, p := range params {
		grads[p.Name] = mat.DenseCopyOf(p.Grad)
	}
	return grads
}

// nearAll compares the arrays of all parameters. A bias is a row of a matrix here and a plain list in the file.
func (c goldenCase) nearAll(t *testing.T, what string, got map[string]*mat.Dense, want map[string]any) {
	t.Helper()
	equal(t, "number of arrays", len(got), len(want))
	for name, w := range want {
		c.near(t, what+" "+name, got[name], numbers(w))
	}
}

// numbers flattens the lists of a JSON value.
func numbers(v any) []float64 {
	if x, ok := v.(float64); ok {
		return []float64{x}
	}
	var all []float64
	for _, e := range v.([]any) {
		all = append(all, numbers(e)...)
	}
	return all
}

func byName(params []*dl.Param, arrays []*mat.Dense) map[string]*mat.Dense {
	all := map[string]*mat.Dense{}
	for i, p := range params {
		all[p.Name] = arrays[i]
	}
	return all
}

func TestGoldenSmallNet(t *testing.T) {
	var in netInput
	var out struct {
		Y              [][]float64
		Loss, Accuracy float64
		Grad           map[string]any
		Numeric        map[string]any `json:"grad_numeric"`
	}
	c := golden(t, "net_small/ch4_sigmoid", &in, &out)
	net, x := twoLayerNet(in), in.X.matrix()
	c.near(t, "y", net.Predict(x), out.Y)
	for _, targets := range []dl.Targets{in.Labels, dl.OneHot(in.Labels, 2)} {
		c.near(t, "loss", net.Loss(x, targets), out.Loss)
		c.near(t, "accuracy", net.Accuracy(x, targets), out.Accuracy)
		net.Gradient(x, targets)
		c.nearAll(t, "gradient", gradients(net.Params()), out.Grad)
		c.nearAll(t, "numerical gradient", byName(net.Params(), net.NumericalGradient(x, targets)), out.Numeric)
		general := dl.NumericalGradients(func() float64 { return net.Loss(x, targets) }, net.Params())
		c.nearAll(t, "general numerical gradient", byName(net.Params(), general), out.Numeric)
	}
}

// Targets that are not one-hot: the loss takes the largest of a row, backpropagation the row as it is.
func TestGoldenDummyTargets(t *testing.T) {
	var in struct {
		netInput
		T [][]float64
	}
	var out struct {
		ArgMax  dl.Labels
		Loss    float64
		Numeric map[string]any
		Raw     map[string]any `json:"backprop_raw_t"`
		Labels  map[string]any `json:"backprop_argmax_t"`
	}
	c := golden(t, "net_small/dummy_targets", &in, &out)
	net, x, dummies := twoLayerNet(in.netInput), in.X.matrix(), dl.Rows{Dense: dense(in.T)}
	c.near(t, "loss", net.Loss(x, dummies), out.Loss)
	c.nearAll(t, "numerical gradient", byName(net.Params(), net.NumericalGradient(x, dummies)), out.Numeric)
	net.Gradient(x, dummies)
	c.nearAll(t, "gradient by the rows", gradients(net.Params()), out.Raw)
	net.Gradient(x, out.ArgMax)
	c.nearAll(t, "gradient by the labels", gradients(net.Params()), out.Labels)
}

func TestGoldenTenSteps(t *testing.T) {
	var small netInput
	golden(t, "net_small/ch4_sigmoid", &small, nil)
	var in struct{ LR float64 }
	var out struct {
		Losses [][]float64 `json:"sigmoid_then_relu"`
		W2     [][]float64 `json:"sigmoid_W2"`
	}
	c := golden(t, "net_small/ten_steps", &in, &out)
	net, x := twoLayerNet(small), small.X.matrix()
	sgd := &dl.SGD{LearningRate: in.LR}
	for _, losses := range out.Losses {
		net.Gradient(x, small.Labels)
		sgd.Update(net.Params())
		c.near(t, "loss", net.Loss(x, small.Labels), losses[0])
	}
	c.near(t, "W2", net.Param("W2").Value, out.W2)
}
