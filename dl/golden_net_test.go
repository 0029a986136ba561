package dl_test

import (
	"fmt"
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

// anyNet is what the nets of chapters 3, 4 and 5 have in common.
type anyNet interface {
	dl.CheckedNet
	dl.StoredNet
	Predict(x mat.Matrix) *mat.Dense
	Accuracy(x mat.Matrix, t dl.Targets) float64
	Param(name string) *dl.Param
}

// twoLayerNet returns the net of chapter 4 with the parameters of in.
func twoLayerNet(in netInput) *dl.TwoLayerNet {
	net := dl.NewTwoLayerNet(in.W1.Shape[0], in.W1.Shape[1], in.W2.Shape[1], nil, zeroSource{})
	in.copyTo(net)
	return net
}

// layerNet returns the net of chapter 5 with the parameters of in.
func layerNet(in netInput) *dl.LayerNet {
	net := dl.NewLayerNet(in.W1.Shape[0], in.W1.Shape[1], in.W2.Shape[1], nil, zeroSource{})
	in.copyTo(net)
	return net
}

func (in netInput) copyTo(net anyNet) {
	for name, f := range map[string]formula{"W1": in.W1, "b1": in.B1, "W2": in.W2, "b2": in.B2} {
		net.Param(name).Value.Copy(f.matrix())
	}
}

// probabilities returns what a net predicts as probabilities, which LayerNet leaves to the loss.
func probabilities(net anyNet, x mat.Matrix) *mat.Dense {
	y := net.Predict(x)
	if _, ok := net.(*dl.LayerNet); ok {
		return dl.SoftmaxRows(y, y)
	}
	return y
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

// smallNet is what the file says of a small net with either activation.
type smallNet struct {
	A1, Z1, A2, Y, DY, DZ1, DA1, DX [][]float64
	Loss, Accuracy                  float64
	Grad                            map[string]any
	Numeric                         map[string]any `json:"grad_numeric"`
}

func (c goldenCase) nearSmallNet(t *testing.T, net anyNet, in netInput, out smallNet) {
	t.Helper()
	x := in.X.matrix()
	c.near(t, "y", probabilities(net, x), out.Y)
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

func TestGoldenSmallNet(t *testing.T) {
	var in netInput
	var out smallNet
	c := golden(t, "net_small/ch4_sigmoid", &in, &out)
	c.nearSmallNet(t, twoLayerNet(in), in, out)
	c.nearWalk(t, []dl.Layer{affineOf(in.W1, in.B1), new(dl.SigmoidLayer), affineOf(in.W2, in.B2)}, in, out)

	c = golden(t, "net_small/ch5_relu", &in, &out)
	net := layerNet(in)
	c.nearSmallNet(t, net, in, out)
	c.near(t, "scores", net.Predict(in.X.matrix()), out.A2)
	c.nearWalk(t, []dl.Layer{affineOf(in.W1, in.B1), new(dl.ReLULayer), affineOf(in.W2, in.B2)}, in, out)
	c.nearWalk(t, []dl.Layer{net.Layer("Affine1"), net.Layer("ReLU1"), net.Layer("Affine2")}, in, out)
}

// affineOf returns a layer with the given weights and bias.
func affineOf(w, b formula) *dl.AffineLayer {
	return dl.NewAffineLayer(&dl.Param{Name: "W", Value: w.matrix()}, &dl.Param{Name: "b", Value: b.matrix(), Vector: true})
}

// nearWalk goes through the layers by hand, forwards and backwards, and compares what each of them says.
func (c goldenCase) nearWalk(t *testing.T, layers []dl.Layer, in netInput, out smallNet) {
	t.Helper()
	x := in.X.matrix()
	forward := x
	for i, want := range [][][]float64{out.A1, out.Z1, out.A2} {
		forward = layers[i].Forward(forward)
		c.near(t, fmt.Sprintf("output of layer %d", i), forward, want)
	}
	var last dl.SoftmaxWithLoss
	c.near(t, "loss", last.Forward(forward, in.Labels), out.Loss)
	c.near(t, "probabilities", last.Y(), out.Y)
	dy := last.Backward()
	c.near(t, "gradient by the scores", dy, out.DY)
	for i := len(layers) - 1; i >= 0; i-- {
		dy = layers[i].Backward(dy)
		c.near(t, fmt.Sprintf("gradient by the input of layer %d", i), dy, [][][]float64{out.DX, out.DA1, out.DZ1}[i])
	}
	for i, p := range append(layers[0].Params(), layers[2].Params()...) {
		name := []string{"W1", "b1", "W2", "b2"}[i]
		c.near(t, "gradient by "+name, p.Grad, numbers(out.Grad[name]))
	}
	equal(t, "parameters of an activation", len(layers[1].Params()), 0)
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
		Losses    [][2]float64 `json:"sigmoid_then_relu"`
		SigmoidW2 [][]float64  `json:"sigmoid_W2"`
		ReLUW2    [][]float64  `json:"relu_W2"`
	}
	c := golden(t, "net_small/ten_steps", &in, &out)
	equal(t, "number of steps", len(out.Losses), 10)
	x, sgd := small.X.matrix(), &dl.SGD{LearningRate: in.LR}
	for i, net := range []anyNet{twoLayerNet(small), layerNet(small)} {
		for _, losses := range out.Losses {
			net.Gradient(x, small.Labels)
			sgd.Update(net.Params())
			c.near(t, "loss", net.Loss(x, small.Labels), losses[i])
		}
		c.near(t, "W2", net.Param("W2").Value, [][][]float64{out.SigmoidW2, out.ReLUW2}[i])
	}
}
