package plotting_test

import (
	"math"
	"strings"
	"testing"

	"dlfs/dl"
	"dlfs/plotting"
)

// bill is a graph of three operations.
func bill() *dl.Node {
	apples := dl.Input("apple", 100).Mul(dl.Input("apples", 2))
	return apples.Add(dl.Input("bag", 5)).Mul(dl.Input("tax", 1.1)).Named("bill")
}

func TestGraphStepsShowMoreAndMore(t *testing.T) {
	result := bill()
	if got := len(plotting.GraphSteps(result)); got != 4 {
		t.Errorf("%d steps before Backward, want the inputs and 3 operations", got)
	}
	result.Backward()
	steps := plotting.GraphSteps(result)
	if len(steps) != 7 {
		t.Fatalf("%d steps after Backward, want the inputs, 3 operations and the same back", len(steps))
	}
	width, height := steps[0].Size()
	for i, f := range steps {
		if w, h := f.Size(); w != width || h != height {
			t.Errorf("step %d is %d×%d, and step 0 %d×%d", i, w, h, width, height)
		}
		if _, err := f.PNG(); err != nil {
			t.Errorf("step %d: %v", i, err)
		}
		if i > 0 && len(f.Alt()) <= len(steps[i-1].Alt()) {
			t.Errorf("step %d does not say more than the one before: %s", i, f.Alt())
		}
	}
	for _, c := range []struct {
		step      int
		has, lack string
	}{
		{0, "tax 1.1", "200"},
		{1, "× 200", "205"},
		{3, "bill (×) 225.5", "gradient"},
		{4, "gradients bill 1", "tax 205"},
		{6, "apple 2.2", "NaN"},
	} {
		if alt := steps[c.step].Alt(); !strings.Contains(alt, c.has) || strings.Contains(alt, c.lack) {
			t.Errorf("step %d is described as %q, want %q and not %q", c.step, alt, c.has, c.lack)
		}
	}
	if got, want := plotting.Graph(result).Alt(), steps[6].Alt(); got != want {
		t.Errorf("the graph is described as %q, want the last step's %q", got, want)
	}
}

func TestGraphRefuses(t *testing.T) {
	long := dl.Input("x", 1)
	for range 60 {
		long = long.Exp().Log()
	}
	for _, c := range []struct {
		name   string
		result *dl.Node
		want   string
	}{
		{"nothing", nil, "without a result"},
		{"a long formula", long, "121 nodes"},
		{"no number", dl.Input("x", math.NaN()), "x of a graph is NaN"},
		{"infinity", dl.Input("x", -1).Mul(dl.Input("", math.Inf(1))), "finite"},
	} {
		steps := plotting.GraphSteps(c.result)
		for _, f := range append(steps, plotting.Graph(c.result)) {
			if err := f.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: the error is %v, want one with %q", c.name, err, c.want)
			}
		}
	}
}

// An input alone, a value used twice by one operation, and long names are drawn.
func TestGraphDrawsAll(t *testing.T) {
	x := dl.Input("x", -0.00001234)
	square := x.Mul(x).Add(x).Named("a name longer than its circle")
	square.Backward()
	again := x.Exp().Log().Sub(x) // x is at the left, and its second edge goes around two operations
	for _, result := range []*dl.Node{dl.Input("alone", 1e9), square, again, dl.Input("", 2).Exp().Log().ReLU()} {
		f := plotting.Graph(result)
		if _, err := f.PNG(); err != nil {
			t.Error(err)
		}
		if _, err := f.SVGImage(); err != nil {
			t.Error(err)
		}
	}
}
