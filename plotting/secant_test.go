package plotting_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"dlfs/dl"
	"dlfs/plotting"
)

func init() {
	even := []float64{0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0}
	for name, fig := range map[string]func() *plotting.Figure{
		"secant":             func() *plotting.Figure { return plotting.Secant(parabola, 5, 5, 0, 20) },
		"falling secant":     func() *plotting.Figure { return plotting.Secant(math.Cos, 0.5, 1, 0, 3) },
		"secant to the left": func() *plotting.Figure { return plotting.Secant(parabola, 5, -4, 0, 20) },
		"nearly a tangent":   func() *plotting.Figure { return plotting.Secant(parabola, 5, 1e-9, 0, 20) },
		"level secant":       func() *plotting.Figure { return plotting.Secant(func(float64) float64 { return 2 }, 1, 1, 0, 3) },
		"differences":        func() *plotting.Figure { return plotting.Differences(dl.Exp, 1, 0.8, math.E, 0, 2) },
		"falling differences": func() *plotting.Figure {
			return plotting.Differences(math.Cos, 1, 0.8, -math.Sin(1), 0, 3)
		},
		"probabilities":      func() *plotting.Figure { return plotting.Probabilities(even, 2) },
		"one probability":    func() *plotting.Figure { return plotting.Probabilities([]float64{1}, 0) },
		"20 probabilities":   func() *plotting.Figure { return plotting.Probabilities(append(even, even...), 12) },
		"cross-entropy":      func() *plotting.Figure { return plotting.CrossEntropy(even, 2) },
		"no cross-entropy":   func() *plotting.Figure { return plotting.CrossEntropy([]float64{0, 1, 0}, 1) },
		"most cross-entropy": func() *plotting.Figure { return plotting.CrossEntropy([]float64{0, 1, 0}, 0) },
	} {
		figures[name] = fig
	}
}

// Figures with several h can be laid upon each other.
func TestSecantKeepsItsAxes(t *testing.T) {
	wide, narrow := plotting.Secant(parabola, 5, 10, 0, 20), plotting.Secant(parabola, 5, 0.01, 0, 20)
	a, b := [...]float64{wide.X.Min, wide.X.Max, wide.Y.Min, wide.Y.Max}, [...]float64{narrow.X.Min, narrow.X.Max, narrow.Y.Min, narrow.Y.Max}
	if a != b {
		t.Errorf("axes %v and %v, want the same", a, b)
	}
}

func TestBadSecant(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name string
		fig  *plotting.Figure
		want string
	}{
		{"nothing", plotting.Secant(nil, 0, 1, 0, 1), "function is nil"},
		{"range", plotting.Secant(parabola, 0, 1, 1, 0), "x from 1 to 0"},
		{"h of 0", plotting.Secant(parabola, 1, 0, 0, 2), "h is 0"},
		{"point outside", plotting.Secant(parabola, 1, 5, 0, 2), "x = 6"},
		{"point NaN", plotting.Secant(parabola, nan, 1, 0, 2), "x = NaN"},
		{"pole", plotting.Secant(func(x float64) float64 { return 1 / (x - 1.0001) }, 1.0001, 0.5, 0, 2), "f(x)[0] is +Inf"},
		{"steep", plotting.Secant(func(x float64) float64 {
			if x == 1.0001 {
				return 1e300
			}
			return 0
		}, 1, 0.0001, 0, 2), "line[0]"},
		{"differences of nothing", plotting.Differences(nil, 0, 1, 0, -1, 1), "function is nil"},
		{"differences without h", plotting.Differences(parabola, 0, 0, 0, -1, 1), "h is 0"},
		{"differences outside", plotting.Differences(parabola, 0, 2, 0, -1, 2), "x = -2"},
		{"differences NaN", plotting.Differences(parabola, 0, 1, nan, -1, 1), "slope[0] is NaN"},
		{"no probabilities", plotting.Probabilities(nil, 0), "probabilities is empty"},
		{"NaN probability", plotting.Probabilities([]float64{nan}, 0), "probabilities[0] is NaN"},
		{"probability above 1", plotting.Probabilities([]float64{0, 2}, 0), "probabilities[1] is 2"},
		{"negative label", plotting.Probabilities([]float64{1}, -1), "label -1"},
		{"label", plotting.CrossEntropy([]float64{1}, 1), "label 1"},
		{"classes", plotting.CrossEntropy(make([]float64, 21), 1), "21 classes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := c.fig.PNG()
			if err == nil || b != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("PNG returned %d bytes and the error %v: want an error that says %q", len(b), err, c.want)
			}
		})
	}
}

func ExampleSecant() {
	fmt.Println(plotting.Secant(parabola, 5, 0.1, 0, 12).Alt())
	// Output:
	// Curve of f(x) for x from 0 to 12, rising from 0 to 2.64, and the straight line through its points at 5 and 5.1, h = 0.1 apart, with slope 0.201.
}

func ExampleDifferences() {
	fmt.Println(plotting.Differences(dl.Exp, 1, 0.1, dl.Exp(1), 0, 2).Alt())
	// Output:
	// Curve of f(x) for x from 0 to 2, rising from 1 to 7.39. At x = 1 the tangent has slope 2.71828, the forward difference with h = 0.1 slope 2.85884, and the central difference slope 2.72281.
}

func ExampleProbabilities() {
	fmt.Println(plotting.Probabilities([]float64{0.1, 0.7, 0.2}, 1).Alt())
	fmt.Println(plotting.Probabilities([]float64{0.1, 0.7, 0.2}, 2).Alt())
	// Output:
	// Bars of the probabilities of 3 classes. The right class, 1, has the highest: 0.70.
	// Bars of the probabilities of 3 classes. The right class, 2, has 0.20; the highest is 0.70, of class 1.
}

func ExampleCrossEntropy() {
	fmt.Println(plotting.CrossEntropy([]float64{0.1, 0.6, 0.3}, 0).Alt())
	// Output:
	// Bars of the probabilities of 3 classes. The right class, 0, has 0.10; the highest is 0.60, of class 1. Beside them the curve of −ln(p), which rises without end towards p = 0, and on it the cross-entropy: 2.30.
}
