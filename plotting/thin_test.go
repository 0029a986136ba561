package plotting_test

import (
	"strings"
	"testing"

	"dlfs/dl"
	"dlfs/plotting"
)

// TestCurvesOfGraphs counts the bent edges: two curves with the same ends are both drawn, and an edge that passes other
// nodes goes around them.
func TestCurvesOfGraphs(t *testing.T) {
	x := dl.Input("x", 3)
	sum := x.Add(dl.Input("y", 1))
	square := sum.Mul(sum)
	for _, c := range []struct {
		name   string
		result *dl.Node
		want   int
	}{
		{"a sum", sum, 0},
		{"a square", square, 2},
		{"x passes the two edges of a square", x.Mul(square), 3},
		{"x goes around its powers", x.Mul(x.Exp().Exp()), 1},
	} {
		for i, step := range plotting.GraphSteps(c.result) {
			svg, err := step.SVGImage()
			if err != nil {
				t.Fatal(err)
			}
			curves := 0
			for _, path := range strings.Split(string(svg), "<path d=")[1:] {
				if line, _, _ := strings.Cut(path, "/>"); strings.Contains(line, "Q") {
					curves++
				}
			}
			if curves != c.want {
				t.Errorf("%s: step %d has %d curves, want %d", c.name, i, curves, c.want)
			}
		}
	}
}
