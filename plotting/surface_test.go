package plotting_test

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"dlfs/plotting"
)

// bowl is the function of two variables that the chapter descends on.
func bowl(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }

func init() {
	saddle := func(x []float64) float64 { return 1e13 * (x[0]*x[0] - x[1]*x[1]) }
	constant := func([]float64) float64 { return -1e6 }
	figures["saddle"] = func() *plotting.Figure { return plotting.SurfaceAndContour(saddle, -1e-5, 2e-5) }
	figures["flat"] = func() *plotting.Figure { return plotting.Contour(constant, 0, 1000) }
	figures["part"] = func() *plotting.Figure { return plotting.Contour(bowl, -3, 3).Limits(-1, 4, -1, 1) }
	figures["row"] = func() *plotting.Figure {
		left, right := plotting.Curve(-1, 1, math.Sin), plotting.Curve(-1, 1, math.Cos)
		left.Title.Text, right.Title.Text = "sin", "cos"
		row := plotting.Beside(left, right)
		row.Title.Text = "Two functions"
		return row
	}
}

func ExampleSurfaceAndContour() {
	fmt.Println(plotting.SurfaceAndContour(bowl, -3, 3).Size())
	// Output:
	// 1008 432
}

func ExampleSurface() {
	fmt.Println(plotting.Surface(bowl, -3, 3).Alt())
	// Output:
	// Surface in space of f(x0, x1) for x0 and x1 from −3 to 3, drawn at 100 by 100 points, the lowest of them 0.0018 at (−0.03, −0.03) and the highest 18 at (−3, −3).
}

func ExampleContour() {
	fmt.Println(plotting.Contour(bowl, -3, 3).Alt())
	// Output:
	// Filled contours of f(x0, x1) for x0 and x1 from −3 to 3, drawn at 100 by 100 points, the lowest of them 0.0018 at (−0.03, −0.03) and the highest 18 at (−3, −3); 400 arrows for x0 from −3 to 2.76 and x1 from −3 to 2.76, pointing away from the origin, with lengths from 0.086 to 8.49.
}

func ExampleBeside() {
	surface, contour := plotting.Surface(bowl, -3, 3), plotting.Contour(bowl, -3, 3)
	surface.Title.Text = "f(x0, x1) = x0² + x1²"
	contour.Title.Text = "Contour and Gradient"
	fmt.Println(plotting.Beside(surface, contour).Size())
	// Output:
	// 1008 432
}

func TestBadLandscapes(t *testing.T) {
	pole := func(x []float64) float64 { return 1 / x[1] }
	root := func(x []float64) float64 { return math.Sqrt(x[0]) }
	// Finite at the points of the grid, but not a little beside them.
	spikes := func(x []float64) float64 {
		if x[1] != 0 {
			return math.NaN()
		}
		return 1
	}
	onGrid := func(x []float64) float64 {
		if step := x[0] * 99; !(math.Abs(step-math.Round(step)) <= 1e-9) {
			return math.NaN()
		}
		return 1
	}
	for _, c := range []struct {
		name string
		fig  *plotting.Figure
		want string
	}{
		{"no function", plotting.SurfaceAndContour(nil, 0, 1), "function is nil"},
		{"empty range", plotting.Surface(bowl, 1, 1), "from 1 to 1"},
		{"upside down", plotting.Contour(bowl, 3, -3), "from 3 to -3"},
		{"endless range", plotting.SurfaceAndContour(bowl, 0, math.Inf(1)), "+Inf"},
		{"NaN range", plotting.SurfaceAndContour(bowl, math.NaN(), 1), "NaN"},
		{"pole", plotting.Surface(pole, 0, 1), "f(0, 0) is +Inf"},
		{"not defined", plotting.SurfaceAndContour(root, -1, 1), "f(-1, -1) is NaN"},
		{"not defined later", plotting.SurfaceAndContour(spikes, 0, 99), "f(0, 1) is NaN"},
		{"too large", plotting.Contour(bowl, 0, 1e200), "is +Inf"},
		{"no gradient", plotting.Contour(onGrid, 0, 1), "gradient of f at (0, 0) is (NaN, 0)"},
		{"no figures", plotting.Beside(), "no figure"},
		{"nil figure", plotting.Beside(plotting.Surface(bowl, 0, 1), nil), "figure 1 for Beside is nil"},
		{"bad figure", plotting.Beside(plotting.Surface(bowl, 0, 1), plotting.Surface(bowl, 1, 0)), "from 1 to 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := c.fig.PNG()
			if err == nil || b != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("PNG returned %d bytes and the error %v: want an error that says %q", len(b), err, c.want)
			}
			if c.fig.Alt() != "" {
				t.Errorf("alt text %q of a figure that cannot be drawn", c.fig.Alt())
			}
		})
	}
}

// f is never asked outside of the range, where it may not be defined.
func TestOnlyTheRangeIsAsked(t *testing.T) {
	f := func(x []float64) float64 {
		if len(x) != 2 || min(x[0], x[1]) < 0 || max(x[0], x[1]) > 2 {
			t.Fatalf("f was asked for %v", x)
		}
		return math.Pow(x[0], 1.5) + math.Pow(2-x[1], 1.5)
	}
	if err := plotting.SurfaceAndContour(f, 0, 2).Err(); err != nil {
		t.Error(err)
	}
}

// shades counts the pixels of a figure in dark violet and bright yellow: low and high.
func shades(t *testing.T, f *plotting.Figure) (violet, yellow int) {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(pngOf(t, f)))
	if err != nil {
		t.Fatal(err)
	}
	b := img.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			switch c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA); {
			case c.R > 0xE0 && c.B < 0x60:
				yellow++
			case c.G < 0x20 && c.B > 0x40:
				violet++
			}
		}
	}
	return violet, yellow
}

// A wall in front hides the plain behind it; one at the back hides nothing.
func TestHiddenSurfaces(t *testing.T) {
	wall := func(at func(x0, x1 float64) bool) func([]float64) float64 {
		return func(x []float64) float64 {
			if at(x[0], x[1]) {
				return 1
			}
			return 0
		}
	}
	open, _ := shades(t, plotting.Surface(wall(func(x0, x1 float64) bool { return x1 > 0.96 || x0 < 0.04 }), 0, 1))
	hidden, high := shades(t, plotting.Surface(wall(func(x0, x1 float64) bool { return x1 < 0.04 || x0 > 0.96 }), 0, 1))
	if open < 50000 || hidden*10 > open {
		t.Errorf("%d dots of the plain before walls at the back, and %d behind those in front: want many, and hardly any", open, hidden)
	}
	if high < 1000 {
		t.Errorf("%d dots of the top of a wall: want many", high)
	}
}

func TestBeside(t *testing.T) {
	a, b := plotting.Curve(0, 1, math.Sin), plotting.Surface(bowl, 0, 1)
	row := plotting.Beside(a, b)
	if row.Width != a.Width+b.Width || row.Height != max(a.Height, b.Height) {
		t.Errorf("row of %v by %v for figures of %v by %v and %v by %v", row.Width, row.Height, a.Width, a.Height, b.Width, b.Height)
	}
	if want := a.Alt() + " " + b.Alt(); row.Alt() != want {
		t.Errorf("alt text %q, want %q", row.Alt(), want)
	}
	before := pngOf(t, row)
	a.Title.Text = "sin"
	if bytes.Equal(before, pngOf(t, row)) {
		t.Error("a title of a figure does not show in the row")
	}
	a.Title.Text = "😀"
	if _, err := row.PNG(); err == nil || !strings.Contains(err.Error(), "😀") {
		t.Errorf("error %v for a character without a glyph in one figure of a row: want one that names it", err)
	}
}
