package dl_test

import (
	"testing"

	"dlfs/dl"
)

func TestGoldenActivationLayers(t *testing.T) {
	for id, layer := range map[string]dl.Layer{"layer/relu": new(dl.ReLULayer), "layer/sigmoid": new(dl.SigmoidLayer)} {
		var in struct{ X, Dout [][]float64 }
		var out struct{ Y, DX [][]float64 }
		c := golden(t, id, &in, &out)
		c.near(t, "y", layer.Forward(dense(in.X)), out.Y)
		c.near(t, "dx", layer.Backward(dense(in.Dout)), out.DX)
	}
}

func TestGoldenAffine(t *testing.T) {
	var in struct {
		X, W, Dout [][]float64
		B          []float64
	}
	var out struct {
		Y, DX, DW [][]float64
		DB        []float64
	}
	c := golden(t, "layer/affine", &in, &out)
	w := &dl.Param{Name: "W", Value: dense(in.W)}
	b := &dl.Param{Name: "b", Value: dense([][]float64{in.B}), Vector: true}
	layer := dl.NewAffineLayer(w, b)
	c.near(t, "y", layer.Forward(dense(in.X)), out.Y)
	c.near(t, "dx", layer.Backward(dense(in.Dout)), out.DX)
	c.near(t, "dW", w.Grad, out.DW)
	c.near(t, "db", b.Grad, out.DB)
}

func TestGoldenSoftmaxWithLoss(t *testing.T) {
	var in struct {
		A      [][]float64
		Labels dl.Labels
	}
	var out struct {
		Y, DX [][]float64
		Loss  float64
	}
	c := golden(t, "layer/softmax_with_loss", &in, &out)
	for _, targets := range []dl.Targets{in.Labels, dl.OneHot(in.Labels, 3)} {
		var last dl.SoftmaxWithLoss
		c.near(t, "loss", last.Forward(dense(in.A), targets), out.Loss)
		c.near(t, "y", last.Y(), out.Y)
		c.near(t, "dx", last.Backward(), out.DX)
	}
}
