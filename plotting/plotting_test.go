package plotting_test

import (
	"bytes"
	"encoding/xml"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"dlfs/plotting"
)

// parabola is the function that the chapter differentiates.
func parabola(x float64) float64 { return 0.01*x*x + 0.1*x }

// descend returns the points of a descent on x² + y², and their values.
func descend(learningRate float64, points int) (path [][]float64, values []float64) {
	x, y := -3.0, 4.0
	for range points {
		path = append(path, []float64{x, y})
		values = append(values, x*x+y*y)
		x, y = x-learningRate*2*x, y-learningRate*2*y
	}
	return path, values
}

// downhill returns a grid of n by n points from -2 in steps of 0.25, with minus the
// gradient of x0² + x1² at each.
func downhill(n int) (x0, x1, v0, v1 []float64) {
	for i := range n {
		for j := range n {
			a, b := -2+0.25*float64(j), -2+0.25*float64(i)
			x0, x1, v0, v1 = append(x0, a), append(x1, b), append(v0, -2*a), append(v1, -2*b)
		}
	}
	return x0, x1, v0, v1
}

func noisyLoss(n int) []float64 {
	src := rand.New(rand.NewPCG(1, 0))
	loss := make([]float64, n)
	for i := range loss {
		loss[i] = 0.15 + 2.15/(1+float64(i)/500) + 0.1*src.Float64()
	}
	return loss
}

func ownChart() *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = "A chart of one's own", "x", "y"
	line, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 1}, {X: 1000, Y: 2000}})
	if err != nil {
		panic(err)
	}
	p.Add(line)
	p.Legend.Add("line", line)
	return p
}

// figures is one of each kind and those at the edges of what a kind allows. Each
// call makes it anew.
var figures = map[string]func() *plotting.Figure{
	"curve":      func() *plotting.Figure { return plotting.Curve(0, 20, parabola) },
	"two curves": func() *plotting.Figure { return plotting.Curve(-6, 6, math.Sin, math.Cos) },
	"constant":   func() *plotting.Figure { return plotting.Curve(0, 1, func(float64) float64 { return 1e17 }) },
	"line":       func() *plotting.Figure { return plotting.Line([]float64{0, 1, 3}, []float64{2, 1, 5}) },
	"one point":  func() *plotting.Figure { return plotting.Line([]float64{0}, []float64{0}) },
	"tangent":    func() *plotting.Figure { return plotting.Tangent(parabola, 5, 0.2, 0, 20) },
	"left edge":  func() *plotting.Figure { return plotting.Tangent(parabola, 0, 0.1, 0, 20) },
	"right edge": func() *plotting.Figure { return plotting.Tangent(math.Cos, 3, -0.14, 0, 3) },
	"field":      func() *plotting.Figure { return plotting.ArrowField(downhill(18)).Limits(-2, 2, -2, 2) },
	"all arrows": func() *plotting.Figure { return plotting.ArrowField(downhill(18)) },
	"zero arrow": func() *plotting.Figure {
		return plotting.ArrowField([]float64{1}, []float64{1}, []float64{0}, []float64{0})
	},
	"path":        func() *plotting.Figure { p, _ := descend(0.1, 20); return plotting.DescentPath(p) },
	"far path":    func() *plotting.Figure { p, _ := descend(10, 12); return plotting.DescentPath(p) },
	"loss":        func() *plotting.Figure { return plotting.LossCurve(noisyLoss(10000), 0) },
	"smooth loss": func() *plotting.Figure { return plotting.LossCurve(noisyLoss(10000), 100) },
	"one loss":    func() *plotting.Figure { return plotting.LossCurve([]float64{2.3}, 5) },
	"accuracy": func() *plotting.Figure {
		return plotting.AccuracyCurves([]float64{0.1, 0.8, 0.95}, []float64{0.1, 0.78, 0.94})
	},
	"bounds": func() *plotting.Figure { return plotting.AccuracyCurves([]float64{0, 1}, []float64{1, 0}) },
	"rates": func() *plotting.Figure {
		_, far := descend(10, 11)
		_, good := descend(0.1, 101)
		_, slow := descend(1e-10, 101)
		return plotting.LearningRates([]float64{10, 0.1, 1e-10}, [][]float64{far, good, slow})
	},
	"own":        func() *plotting.Figure { return plotting.New(ownChart(), "a line") },
	"own styled": func() *plotting.Figure { p := ownChart(); plotting.Style(p); return plotting.New(p, "a line") },
}

// each calls check for all figures, as subtests.
func each(t *testing.T, check func(*testing.T, func() *plotting.Figure)) {
	for name, fig := range figures {
		t.Run(name, func(t *testing.T) { check(t, fig) })
	}
}

func pngOf(t *testing.T, f *plotting.Figure) []byte {
	t.Helper()
	b, err := f.PNG()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func svgOf(t *testing.T, f *plotting.Figure) []byte {
	t.Helper()
	b, err := f.SVG()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The second time it is another machine, without the CJK font.
func TestSameBytes(t *testing.T) {
	each(t, func(t *testing.T, fig func() *plotting.Figure) {
		a, b := fig(), fig()
		picture, first := pngOf(t, a), svgOf(t, a)
		hideFont(t)
		if !bytes.Equal(picture, pngOf(t, b)) {
			t.Error("PNG differs for the same data")
		}
		if !bytes.Equal(first, svgOf(t, b)) {
			t.Error("SVG differs for the same data")
		}
		if !bytes.Equal(first, svgOf(t, a)) {
			t.Error("drawing a figure changes it")
		}
	})
}

// An edge of the picture that is not blank means that something is cut off there.
func TestNothingIsCutOff(t *testing.T) {
	each(t, func(t *testing.T, fig func() *plotting.Figure) {
		f := fig()
		decoded, err := png.Decode(bytes.NewReader(pngOf(t, f)))
		if err != nil {
			t.Fatal(err)
		}
		img := image.NewRGBA(decoded.Bounds())
		draw.Draw(img, img.Rect, decoded, image.Point{}, draw.Src)
		w, h := f.Size()
		if got := img.Bounds().Size(); got != (image.Point{X: 2 * w, Y: 2 * h}) {
			t.Errorf("PNG of %v for a figure of %d by %d CSS pixels: want two dots a pixel", got, w, h)
		}
		const rim = 4 // dots
		inner := img.Bounds().Inset(rim)
		ink := 0
		for y := range 2 * h {
			for x := range 2 * w {
				if i := img.PixOffset(x, y); img.Pix[i]&img.Pix[i+1]&img.Pix[i+2] == 0xFF {
					continue
				}
				ink++
				if !(image.Point{X: x, Y: y}).In(inner) {
					t.Fatalf("ink at dot (%d, %d), at the edge", x, y)
				}
			}
		}
		if ink < 1000 {
			t.Errorf("%d dots of ink: the chart is empty", ink)
		}
	})
}

var embedded = regexp.MustCompile(`base64,[^"]*"`)

func TestSVGIsXMLWithAltText(t *testing.T) {
	each(t, func(t *testing.T, fig func() *plotting.Figure) {
		f := fig()
		svg := svgOf(t, f)
		// A picture inside is letters in which anything may be found.
		if s := string(embedded.ReplaceAll(svg, nil)); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") {
			t.Error("SVG holds coordinates that are not numbers")
		}
		d := xml.NewDecoder(bytes.NewReader(svg))
		var label string
		for {
			tok, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "svg" {
				for _, a := range e.Attr {
					if a.Name.Local == "aria-label" {
						label = a.Value
					}
				}
			}
		}
		if label == "" || label != f.Alt() {
			t.Errorf("aria-label is %q, want %q", label, f.Alt())
		}
	})
}

// Whoever opens the SVG, or a page with it in it, must not run what a title says.
func TestScriptInATitleStaysText(t *testing.T) {
	const script = "<script>alert(1)</script>"
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = script, script, script
	svg := svgOf(t, plotting.New(p, script).Limits(0, 1, 0, 1))
	if bytes.Contains(svg, []byte("<script")) {
		t.Error("the SVG has a script")
	}
	if n := bytes.Count(svg, []byte("&lt;script&gt;alert(1)&lt;/script&gt;")); n != 4 {
		t.Errorf("the text stands in the SVG %d times, want 4: title, two labels, description", n)
	}
}

func TestBadData(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	ok := []float64{0.5, 0.25}
	for _, c := range []struct {
		name string
		fig  *plotting.Figure
		want []string // parts of the message
	}{
		{"zero Figure", new(plotting.Figure), []string{"make one with New"}},
		{"nil plot", plotting.New(nil, "x"), []string{"nil", "plot.New"}},
		{"no alt text", plotting.New(ownChart(), ""), []string{"alt text"}},
		{"no data", plotting.New(plot.New(), "x"), []string{"x axis", "+Inf"}},
		{"no function", plotting.Curve(0, 1), []string{"no function"}},
		{"empty range", plotting.Curve(1, 1, math.Sin), []string{"from 1 to 1"}},
		{"range too wide", plotting.Curve(-1.7e308, 1.7e308, math.Cos), []string{"from -1.7e+308"}},
		{"endless range", plotting.Curve(0, inf, math.Sin), []string{"+Inf"}},
		{"pole", plotting.Curve(0, 1, math.Log), []string{"f(0) is -Inf"}},
		{"not defined", plotting.Curve(-1, 1, math.Log), []string{"f(-1) is NaN"}},
		{"too large", plotting.Line(ok, []float64{0, -1.7e308}), []string{"y[1] is -1.7e+308", "1e+300"}},
		{"line empty", plotting.Line(nil, nil), []string{"x is empty"}},
		{"line lengths", plotting.Line(ok, ok[:1]), []string{"x has 2", "y has 1"}},
		{"line NaN", plotting.Line(ok, []float64{1, nan}), []string{"y[1] is NaN"}},
		{"touch point outside", plotting.Tangent(math.Sin, 9, 0, 0, 1), []string{"x = 9", "between 0 and 1"}},
		{"touch point NaN", plotting.Tangent(math.Sin, nan, 0, 0, 1), []string{"x = NaN"}},
		{"slope", plotting.Tangent(math.Sin, 0.5, inf, 0, 1), []string{"slope", "+Inf"}},
		{"steep tangent", plotting.Tangent(math.Sin, 0, 1e300, 0, 100), []string{"tangent[1] is"}},
		{"field empty", plotting.ArrowField(nil, nil, nil, nil), []string{"x0 is empty"}},
		{"field lengths", plotting.ArrowField(ok, ok, ok, nil), []string{"v1 is empty"}},
		{"field lengths 2", plotting.ArrowField(ok, ok, ok, ok[:1]), []string{"x0 has 2", "v1 has 1"}},
		{"field infinite", plotting.ArrowField(ok, ok, []float64{0, -inf}, ok), []string{"v0[1] is -Inf"}},
		{"path empty", plotting.DescentPath(nil), []string{"path is empty"}},
		{"path in space", plotting.DescentPath([][]float64{{1, 2}, {1, 2, 3}}), []string{"path[1]", "[1 2 3]", "2 coordinates"}},
		{"path NaN", plotting.DescentPath([][]float64{{1, nan}, {1, 2}}), []string{"path[0] is [1 NaN]", "finite"}},
		{"loss empty", plotting.LossCurve(nil, 0), []string{"loss is empty"}},
		{"loss NaN", plotting.LossCurve([]float64{2, 1, nan}, 2), []string{"loss[2] is NaN"}},
		{"window", plotting.LossCurve(ok, -1), []string{"window", "-1"}},
		{"accuracy lengths", plotting.AccuracyCurves(ok, ok[:1]), []string{"train has 2", "test has 1"}},
		{"accuracy NaN", plotting.AccuracyCurves(ok, []float64{nan, 0}), []string{"test[0] is NaN"}},
		{"percent", plotting.AccuracyCurves([]float64{0, 97.5}, ok), []string{"train[1] is 97.5", "between 0 and 1"}},
		{"no rates", plotting.LearningRates(nil, nil), []string{"0 learning rates"}},
		{"rates lengths", plotting.LearningRates(ok, [][]float64{ok}), []string{"2 learning rates", "1 series"}},
		{"rate NaN", plotting.LearningRates([]float64{nan}, [][]float64{ok}), []string{"rates[0] is NaN"}},
		{"rate empty", plotting.LearningRates(ok, [][]float64{ok, nil}), []string{"values[1] is empty"}},
		{"rate zero", plotting.LearningRates(ok, [][]float64{ok, {1, -1}}), []string{"values[1][1] is -1", "logarithmic"}},
		{"rate starts at NaN", plotting.LearningRates(ok, [][]float64{ok, {nan, 1}}), []string{"values[1][0] is NaN"}},
		{"rate denormal", plotting.LearningRates(ok, [][]float64{ok, {1, 5e-324}}), []string{"values[1][1] is 5e-324"}},
		{"rate limits", plotting.LearningRates([]float64{1}, [][]float64{ok}).Limits(0, 1, 0, 1), []string{"y axis goes from 0 to 1", "logarithmic"}},
		{"limits", plotting.LossCurve(ok, 0).Limits(0, 1, 2, 1), []string{"y from 2 to 1"}},
		{"limits NaN", plotting.LossCurve(ok, 0).Limits(nan, 1, 0, 1), []string{"x from NaN to 1"}},
		{"first error stays", plotting.LossCurve(nil, 0).Limits(2, 1, 0, 1), []string{"loss is empty"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := c.fig.PNG()
			if err == nil || b != nil {
				t.Fatalf("PNG returned %d bytes and the error %v: want an error only", len(b), err)
			}
			for _, part := range c.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("error %q does not say %q", err, part)
				}
			}
			if _, svgErr := c.fig.SVG(); svgErr == nil || svgErr.Error() != err.Error() {
				t.Errorf("SVG returned the error %v, PNG %v", svgErr, err)
			}
			if e := c.fig.Err(); e != nil {
				if c.fig.Alt() != "" {
					t.Errorf("alt text %q of a figure that cannot be drawn", c.fig.Alt())
				}
			}
			// These take a size of their own.
			if _, e := c.fig.WriterTo(vg.Inch, vg.Inch, "png"); !strings.Contains(err.Error(), "inches") && (e == nil || e.Error() != err.Error()) {
				t.Errorf("WriterTo returned the error %v, PNG %v", e, err)
			}
			if e := c.fig.Save(vg.Inch, vg.Inch, t.TempDir()+"/x.png"); !strings.Contains(err.Error(), "inches") && (e == nil || e.Error() != err.Error()) {
				t.Errorf("Save returned the error %v, PNG %v", e, err)
			}
			if c.fig.Plot != nil {
				c.fig.Title.Text = "a failed figure can be changed like any other"
			}
		})
	}
}

func TestBadSize(t *testing.T) {
	for _, side := range []vg.Length{0, -vg.Inch, vg.Length(math.NaN()), vg.Length(math.Inf(1)), 1000 * vg.Inch} {
		f := plotting.LossCurve([]float64{1, 2}, 0)
		f.Width = side
		if _, err := f.PNG(); err == nil || !strings.Contains(err.Error(), "inches") {
			t.Errorf("PNG of a figure %v wide returned the error %v: want one about its size", side, err)
		}
	}
}

func TestGlyphsOfTheField(t *testing.T) {
	f := plotting.LossCurve([]float64{2, 1}, 0)
	f.Title.Text = "∂L/∂W, η = 0.1, x² ≤ ½ Σ(y−t)², naïve Größe №"
	pngOf(t, f)
}

func TestDataAreCopied(t *testing.T) {
	loss := noisyLoss(50)
	f := plotting.LossCurve(loss, 3)
	want := pngOf(t, f)
	for i := range loss {
		loss[i] = math.NaN()
	}
	if !bytes.Equal(want, pngOf(t, f)) {
		t.Error("the figure changed with the slice that it was made from")
	}
}

func TestChangesShow(t *testing.T) {
	f := figures["accuracy"]()
	before := pngOf(t, f)
	f.Title.Text = "Training"
	f.Width = 3 * vg.Inch
	if w, h := f.Size(); w != 288 || h != 384 {
		t.Errorf("Size is %d by %d, want 288 by 384", w, h)
	}
	if bytes.Equal(before, pngOf(t, f)) {
		t.Error("a title and a width make no difference")
	}
}

func TestNewChangesNothing(t *testing.T) {
	p := ownChart()
	before := *p
	pngOf(t, plotting.New(p, "a line"))
	if p.X.Tick.Label != before.X.Tick.Label || p.Title.TextStyle != before.Title.TextStyle || p.Y.Padding != before.Y.Padding {
		t.Error("New changed the style of the chart")
	}
}

func TestColorsDiffer(t *testing.T) {
	var seen []color.Color
	for i := range 13 {
		c := plotting.Color(i)
		if slices.Contains(seen, c) {
			t.Errorf("Color(%d) is %v again", i, c)
		}
		seen = append(seen, c)
	}
	if plotting.Color(-1) != plotting.Color(12) || plotting.Color(13) != plotting.Color(0) {
		t.Error("colours do not repeat after thirteen")
	}
}

func FuzzLossCurve(f *testing.F) {
	f.Add(1.0, 2.0, 3)
	f.Add(1e300, -1e300, 2)
	f.Add(1.7e308, 1.7e308, 13)
	f.Add(5e-324, 1e-323, 1)
	f.Add(1e16, 1e16+4, 0)
	f.Add(0.0, math.Copysign(0, -1), 100)
	f.Add(1e-300, 1e-300, 2)
	f.Fuzz(func(t *testing.T, a, b float64, window int) {
		fig := plotting.LossCurve([]float64{a, b, a}, abs(window%1000))
		svg, err := fig.SVG()
		if err == nil && (bytes.Contains(svg, []byte("NaN")) || fig.Alt() == "") {
			t.Errorf("a chart without sense for %v and %v", a, b)
		}
	})
}

func abs(n int) int { return max(n, -n) }
