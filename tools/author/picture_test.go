package main

import (
	"math"
	"testing"

	"dlfs/plotting"
)

// The picture puts gradients beside differences, so they must be those of the same net. Central differences with h = 1e-5 are
// off by about h² and 1e-16/h: 1e-10 and 1e-11; the loss adds 1e-7 in its logarithm, which backpropagation ignores.
func TestPictureHasTheRightGradients(t *testing.T) {
	const h = 1e-5
	net := newTinyNet()
	gradients := net.gradients()
	loss := func(at plotting.NetPlace, h float64) float64 { return net.numbers(at, h)["L"].At(0, 0) }
	for _, at := range net.numbers(plotting.NetPlace{}, 0).Places() {
		want := (loss(at, h) - loss(at, -h)) / (2 * h)
		if got := gradients[at.Array].At(at.Row, at.Column); math.Abs(got-want) > 1e-6 {
			t.Errorf("the gradient of %v is %v, the difference %v", at, got, want)
		}
	}
}
