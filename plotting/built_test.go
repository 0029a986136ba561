package plotting_test

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/palette"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/plotting"
)

// styled returns a chart that somebody builds with gonum and gives the house style.
func styled(build func(p *plot.Plot)) func() *plotting.Figure {
	return func() *plotting.Figure {
		p := plot.New()
		plotting.Style(p)
		build(p)
		return plotting.New(p, "A chart.")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// points returns n points.
func points(n int, at func(i float64) (x, y float64)) plotter.XYs {
	pts := make(plotter.XYs, n)
	for i := range pts {
		pts[i].X, pts[i].Y = at(float64(i))
	}
	return pts
}

// line returns a line in the colour of series k.
func line(k int, pts plotter.XYs) *plotter.Line {
	l := must(plotter.NewLine(pts))
	l.Color = plotting.Color(k)
	return l
}

// grid is a small map of heights.
type grid struct{}

func (grid) Dims() (columns, rows int) { return 5, 4 }
func (grid) Z(c, r int) float64        { return float64(c * r) }
func (grid) X(c int) float64           { return float64(c) }
func (grid) Y(r int) float64           { return float64(r) }

// built are charts that somebody built.
var built = map[string]func() *plotting.Figure{
	"built curve": styled(func(p *plot.Plot) {
		p.X.Label.Text, p.Y.Label.Text = "x", "f(x)"
		p.Add(line(0, points(200, func(i float64) (float64, float64) { return 0.1 * i, parabola(0.1 * i) })))
	}),
	"built field": styled(func(p *plot.Plot) {
		x0, x1, v0, v1 := downhill(18)
		at := points(len(x0), func(i float64) (float64, float64) { return x0[int(i)], x1[int(i)] })
		v := points(len(x0), func(i float64) (float64, float64) { return v0[int(i)], v1[int(i)] })
		p.Add(plotter.NewGrid(), must(plotting.NewQuiver(at, v)))
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -2, 2, -2, 2
	}),
	"built path": styled(func(p *plot.Plot) {
		path, _ := descend(0.1, 20)
		p.Add(line(0, plotter.XYs{{X: -5, Y: 0}, {X: 5, Y: 0}}), line(0, plotter.XYs{{X: 0, Y: -5}, {X: 0, Y: 5}}),
			must(plotter.NewScatter(points(20, func(i float64) (float64, float64) { return path[int(i)][0], path[int(i)][1] }))))
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -3.5, 3.5, -4.5, 4.5
	}),
	"built accuracy": styled(func(p *plot.Plot) {
		train := line(0, points(17, func(i float64) (float64, float64) { return i, 1 - 0.9/(1+i*i) }))
		test := line(1, points(17, func(i float64) (float64, float64) { return i, 0.98 - 0.9/(1+i*i) }))
		p.Add(train, test)
		p.Y.Min, p.Y.Max = 0, 1
		p.Legend.Add("train acc", train)
		p.Legend.Add("test acc", test)
	}),
	"built loss": styled(func(p *plot.Plot) {
		loss := line(0, points(300, func(i float64) (float64, float64) { return i, 2.3 / (1 + i/50) }))
		p.Add(loss)
		p.Legend.Add("loss", loss)
		p.Legend.Top = true
		p.Y.Min = 0
	}),
	"built error": styled(func(p *plot.Plot) {
		p.Y.Scale, p.Y.Label.Text = plot.LogScale{}, "a rather long label for an axis of errors"
		p.Add(line(0, points(30, func(i float64) (float64, float64) { return i, 1 / (1 + i*i*i*i) })))
	}),
	"built scatter": styled(func(p *plot.Plot) {
		p.Add(must(plotter.NewScatter(points(30, func(i float64) (float64, float64) { return i, math.Sin(i) }))))
	}),
	"built constant": styled(func(p *plot.Plot) { p.Add(line(0, plotter.XYs{{X: 1, Y: 5}, {X: 2, Y: 5}})) }),
	"built point":    styled(func(p *plot.Plot) { p.Add(must(plotter.NewScatter(plotter.XYs{{X: 1e17, Y: 5}}))) }),
	"built bars": styled(func(p *plot.Plot) {
		p.Add(must(plotter.NewBarChart(plotter.Values{3, 5, 1}, 30)))
		p.NominalX("one", "two", "three")
	}),
	"built function": styled(func(p *plot.Plot) {
		p.Add(plotter.NewFunction(math.Sin))
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 6, -1, 1
	}),
	"built map": styled(func(p *plot.Plot) { p.Add(plotter.NewHeatMap(grid{}, palette.Heat(12, 1))) }),
	"long texts": styled(func(p *plot.Plot) {
		p.Title.Text = strings.Repeat("a very long title that tells the whole story ", 5)
		p.X.Label.Text, p.Y.Label.Text = strings.Repeat("an axis label ", 12), strings.Repeat("another label ", 12)
		l := line(0, plotter.XYs{{X: 0, Y: 5}, {X: 2, Y: 7}})
		p.Add(l)
		p.Legend.Add(strings.Repeat("entry ", 40), l)
	}),
	"long word": styled(func(p *plot.Plot) {
		p.Title.Text = strings.Repeat("long", 2000)
		p.X.Label.Text, p.Y.Label.Text = p.Title.Text, p.Title.Text
		l := line(0, plotter.XYs{{X: 0, Y: 5}, {X: 2, Y: 7}})
		p.Add(l)
		p.Legend.Add(p.Title.Text, l)
	}),
	"narrow": func() *plotting.Figure {
		f := plotting.Line([]float64{0, 20000}, []float64{5, 7})
		f.Title.Text, f.X.Label.Text = "A narrow figure with a title", "iterations of the training"
		f.Width = 2 * vg.Inch
		return f
	},
	"twenty lines": styled(func(p *plot.Plot) {
		for k := range 20 {
			l := line(k, points(50, func(i float64) (float64, float64) { return i, math.Sin((i + 3*float64(k)) / 9) }))
			p.Add(l)
			p.Legend.Add(fmt.Sprint("series ", k), l)
		}
	}),
	"twelve rates": func() *plotting.Figure { return plotting.LearningRates(twelveRates()) },
	"flat rates": func() *plotting.Figure {
		return plotting.LearningRates([]float64{1e-10, 2}, [][]float64{{2.2, 2.15, 2.1}, {2.1, 2.1, 2.2}})
	},
	"plateau":      func() *plotting.Figure { return plotting.ContourPath(bowl, -3, 3, [][]float64{{-2, 2}, {-1.97, 1.97}}) },
	"start is end": func() *plotting.Figure { return plotting.ContourPath(bowl, -3, 3, [][]float64{{1, 1}}) },
	"huge tangent": func() *plotting.Figure {
		return plotting.Tangent(func(x float64) float64 { return x * x }, 1e20, 2e20, 0, 2e20)
	},
}

func init() {
	for name, fig := range built {
		figures[name] = fig
	}
}

// twelveRates are descents with 0.05, 0.1, … of which the third is not quite 0.15.
func twelveRates() (rates []float64, values [][]float64) {
	for i := range 12 {
		rate := 0.05 * float64(i+1)
		_, v := descend(rate, 60)
		rates, values = append(rates, rate), append(values, v)
	}
	return rates, values
}

// A line does not run into the corner of the axes, and what a caller has set stays.
func TestRoomAroundData(t *testing.T) {
	type limits [4]float64 // of x and y; NaN for those that are to be beyond the data
	free := math.NaN()
	for name, want := range map[string]struct{ data, limits limits }{
		"built curve":    {limits{0, 19.9, 0, parabola(19.9)}, limits{free, free, free, free}},
		"built field":    {limits{}, limits{-2, 2, -2, 2}},
		"built path":     {limits{}, limits{-3.5, 3.5, -4.5, 4.5}},
		"built accuracy": {limits{0, 16}, limits{free, free, 0, 1}},
		"built loss":     {limits{0, 299, 0, 2.3}, limits{free, free, 0, free}},
		"built error":    {limits{0, 29, 1 / (1 + 29*29*29*29.), 1}, limits{free, free, free, free}},
		"built scatter":  {limits{0, 29, -0.9999, 0.9999}, limits{free, free, free, free}},
		"built constant": {limits{1, 2, 5, 5}, limits{free, free, free, free}},
		"built point":    {limits{1e17, 1e17, 5, 5}, limits{free, free, free, free}},
		"built bars":     {limits{0, 2, 0, 5}, limits{free, free, 0, free}},
		"built function": {limits{}, limits{0, 6, -1, 1}},
		"built map":      {limits{}, limits{-0.5, 4.5, -0.5, 3.5}},
		"own":            {limits{}, limits{0, 1000, 1, 2000}}, // gonum's style has room elsewhere
	} {
		f := figures[name]()
		before := [4]float64{f.X.Min, f.X.Max, f.Y.Min, f.Y.Max}
		p := plotting.Finished(f)
		got := [4]float64{p.X.Min, p.X.Max, p.Y.Min, p.Y.Max}
		for i, limit := range want.limits {
			beyond, width := want.data[i]-got[i], got[i|1]-got[i&^1] // at a lower end
			if i%2 == 1 {
				beyond = -beyond
			}
			if !math.IsNaN(limit) && got[i] != limit {
				t.Errorf("%s: limits are %v, want %v", name, got, want.limits)
			}
			if math.IsNaN(limit) && !(beyond > 0 && beyond < width*0.6) {
				t.Errorf("%s: limits are %v for data from %v", name, got, want.data)
			}
		}
		if after := [4]float64{f.X.Min, f.X.Max, f.Y.Min, f.Y.Max}; after != before {
			t.Errorf("%s: drawing changes the limits from %v to %v", name, before, after)
		}
	}
}

func TestLimitsStay(t *testing.T) {
	p := plotting.Finished(built["built curve"]().Limits(0, 19.9, 0, 5.9501))
	if p.X.Min != 0 || p.X.Max != 19.9 || p.Y.Min != 0 || p.Y.Max != 5.9501 {
		t.Errorf("limits became %v to %v and %v to %v", p.X.Min, p.X.Max, p.Y.Min, p.Y.Max)
	}
}

// labels returns the labels of the ticks that an axis shows.
func labels(a plot.Axis) (all []string) {
	for _, tick := range a.Tick.Marker.Ticks(a.Min, a.Max) {
		if !tick.IsMinor() && a.Min <= tick.Value && tick.Value <= a.Max {
			all = append(all, tick.Label)
		}
	}
	return all
}

func TestTicksAtTheEnds(t *testing.T) {
	p := plotting.Finished(built["built curve"]())
	if x, y := labels(p.X), labels(p.Y); x[0] != "0.0" || x[len(x)-1] != "20.0" || y[0] != "0" || y[len(y)-1] != "6" {
		t.Errorf("ticks at %q and %q: want them from 0 to 20 and to 6", x, y)
	}
}

// Where both axes show the same, a grid has squares.
func TestTicksInStep(t *testing.T) {
	for name, f := range map[string]*plotting.Figure{
		"built field": built["built field"](),
		"field":       figures["field"](),
		"all arrows":  figures["all arrows"](),
		"map":         plotting.Contour(bowl, 0, 4),
	} {
		p := plotting.Finished(f)
		if x, y := labels(p.X), labels(p.Y); !slices.Equal(x, y) || len(x) < 5 {
			t.Errorf("%s: ticks at %q and %q: want the same, five or more", name, x, y)
		}
	}
	p := plotting.Finished(figures["path"]())
	if x, y := labels(p.X), labels(p.Y); !slices.Contains(x, "3") || !slices.Contains(y, "3") {
		t.Errorf("ticks of a path at %q and %q: want them at every 1", x, y)
	}
	p = plotting.Finished(figures["own styled"]())
	if x, y := labels(p.X), labels(p.Y); len(x) < 5 || len(y) < 5 {
		t.Errorf("ticks of different axes at %q and %q: want five or more", x, y)
	}
}

func TestLogarithmicAxisOfOnesOwn(t *testing.T) {
	for _, marker := range []plot.Ticker{nil, plot.LogTicks{}, plot.LogTicks{Prec: -1}} {
		f := styled(func(p *plot.Plot) {
			p.Y.Scale = plot.LogScale{}
			if marker != nil {
				p.Y.Tick.Marker = marker
			}
			p.Add(line(0, plotter.XYs{{X: 0, Y: 2.1}, {X: 1, Y: 2.2}}))
		})()
		if got := labels(plotting.Finished(f).Y); len(got) < 2 {
			t.Errorf("numbers on an axis from 2.1 to 2.2 with the ticks %v: %q, want two or more", marker, got)
		}
	}
	chosen := plot.ConstantTicks{{Value: 2.15, Label: "here"}}
	f := styled(func(p *plot.Plot) {
		p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, chosen
		p.Add(line(0, plotter.XYs{{X: 0, Y: 2.1}, {X: 1, Y: 2.2}}))
	})()
	if got := labels(plotting.Finished(f).Y); !slices.Equal(got, []string{"here"}) {
		t.Errorf("ticks that were chosen became %q", got)
	}
	if got := labels(plotting.Finished(built["flat rates"]()).Y); len(got) < 2 {
		t.Errorf("numbers on an axis of values from 2.1 to 2.2: %q, want two or more", got)
	}
}

// The label of a logarithmic axis takes no room above it, as it does in gonum.
func TestLogarithmicLabel(t *testing.T) {
	img := must(plotting.Picture(built["built error"]()))
	low, high := img.Bounds().Max.Y, 0
	for y := range img.Bounds().Max.Y {
		for x := range img.Bounds().Max.X {
			if img.At(x, y) != (color.RGBA{255, 255, 255, 255}) {
				low, high = min(low, y), max(high, y)
			}
		}
	}
	if blank := low + img.Bounds().Max.Y - high; blank > 100 {
		t.Errorf("%d rows of dots above and below the chart are blank", blank)
	}
}

// Where a legend is drawn, there is nothing else but a grid.
func TestLegendsCoverNothing(t *testing.T) {
	seen := 0
	each(t, func(t *testing.T, fig func() *plotting.Figure) {
		if !plotting.HasLegend(fig().Plot) {
			return
		}
		with, without := must(plotting.Picture(fig())).(*image.RGBA), plotting.WithoutLegend(fig()).(*image.RGBA)
		for i := 0; i < len(with.Pix); i += 4 {
			a, b := [3]byte(with.Pix[i:]), [3]byte(without.Pix[i:])
			if a == b {
				continue
			}
			seen++
			if grid := b[0] == b[1] && b[1] == b[2] && b[0] >= 0x80; !grid {
				at := i / 4
				t.Fatalf("the legend covers the colour %v at (%d, %d)", b, at%with.Rect.Dx(), at/with.Rect.Dx())
			}
		}
	})
	if seen == 0 {
		t.Error("no figure has a legend")
	}
}

func TestTwelveRates(t *testing.T) {
	svg := string(svgOf(t, built["twelve rates"]()))
	for _, rate := range []string{"0.05", "0.1", "0.15", "0.2", "0.25", "0.3", "0.35", "0.4", "0.45", "0.5", "0.55", "0.6"} {
		if !strings.Contains(svg, ">learning rate "+rate+"</text>") {
			t.Errorf("no legend for the learning rate %s", rate)
		}
	}
	if alt := built["twelve rates"]().Alt(); strings.Contains(alt, "0000") || !strings.Contains(alt, "learning rate 0.15,") {
		t.Errorf("alt text: %s", alt)
	}
}

// Two rates that differ little still have two names.
func TestCloseRates(t *testing.T) {
	_, v := descend(0.1, 3)
	alt := plotting.LearningRates([]float64{0.12345, 0.123456, 1e-10, 100000}, [][]float64{v, v, v, v}).Alt()
	for _, rate := range []string{"0.12345", "0.123456", "1e−10", "100000"} {
		if !strings.Contains(alt, "learning rate "+rate+",") {
			t.Errorf("no rate %s in %s", rate, alt)
		}
	}
}

func TestPanelsOfRates(t *testing.T) {
	_, paths := threeRates(20)
	fig := plotting.DescentPaths([]string{"10", "0.15000000000000002", "momentum 0.30000000000000004"}, paths)
	svg := string(svgOf(t, fig))
	for text, n := range map[string]int{
		"learning rate 10": 1, "learning rate 0.15": 1, "momentum 0.3": 1,
		"X0 (log scale)": 1, "X1 (log scale)": 1, "X0": 2, "X1": 2, // the first path is far away
	} {
		if got := strings.Count(svg, ">"+text+"</text>"); got != n {
			t.Errorf("%q is written %d times, want %d", text, got, n)
		}
	}
	if alt := fig.Alt(); !strings.HasPrefix(alt, "learning rate 10: Path of 20 points") || !strings.Contains(alt, " learning rate 0.15: Path") {
		t.Errorf("alt text: %s", alt)
	}
}

func TestShiftOfAWeight(t *testing.T) {
	if svg := string(svgOf(t, figures["loss and accuracy"]())); !strings.Contains(svg, ">change in the weight</text>") {
		t.Error("the axis does not say that it shows a change")
	}
}

// The end of a path shows where it is close to the start, and so does the start.
func TestStartAndEndShow(t *testing.T) {
	count := func(path ...[]float64) (red, white int) {
		img := must(plotting.Picture(plotting.ContourPath(bowl, -3, 3, path))).(*image.RGBA)
		for i := 0; i < len(img.Pix); i += 4 {
			switch [3]byte(img.Pix[i:]) {
			case [3]byte{0xD5, 0x5E, 0x00}:
				red++
			case [3]byte{0xFF, 0xFF, 0xFF}:
				white++
			}
		}
		return red, white
	}
	noRed, noWhite := count([]float64{-20, 1}) // nothing on the map
	for _, end := range [][]float64{{-2, 2}, {-1.97, 1.97}, {-1.9, 2}} {
		red, white := count([]float64{-2, 2}, end)
		if red-noRed < 200 || white-noWhite < 200 {
			t.Errorf("from (-2, 2) to %v: %d red and %d white dots, want 200 of each", end, red-noRed, white-noWhite)
		}
	}
}

func TestWrapped(t *testing.T) {
	style := text.Style{Font: font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, 10), Handler: plot.DefaultTextHandler}
	for _, c := range []struct {
		s     string
		width vg.Length
		most  int
		want  string
	}{
		{"", 50, 2, ""},
		{"short", 50, 2, "short"},
		{"two\nlines", 50, 2, "two\nlines"},
		{"a few words here", 50, 2, "a few\nwords here"},
		{"a few more words here", 50, 2, "a few more\nwords here"},
		{"a few words, and then more of them", 50, 2, "a few\nwords, a…"},
		{"iiiiiiiiiiiiiiiiiiiiiiiiiiiiii", 50, 3, "iiiiiiiiiiiiiiiiiiiiii\niiiiiiii"},
		{"no room", 0, 1, "no room"},
	} {
		if got := plotting.Wrapped(style, c.s, c.width, c.most); got != c.want {
			t.Errorf("%q in %d lines of %v became %q, want %q", c.s, c.most, c.width, got, c.want)
		}
	}
	letters, random := []rune("abc efg ij.,W\né…"), rand.New(rand.NewPCG(1, 0))
	for range 300 {
		var s strings.Builder
		for range random.IntN(200) {
			s.WriteRune(letters[random.IntN(len(letters))])
		}
		for _, l := range strings.Split(plotting.Wrapped(style, s.String(), 60, 3), "\n") {
			if w := style.Width(l); w > 60 {
				t.Fatalf("%q is %v wide", l, w)
			}
		}
	}
}

func TestWrappedChinese(t *testing.T) {
	needFont(t)
	style := text.Style{Font: font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, 10), Handler: plot.DefaultTextHandler}
	for s, want := range map[string]string{
		"学习率太大，学习率太小。":   "学习率太\n大，学习\n率太小。", // no line begins with a comma
		"学习率 η = 0.1 太大": "学习率 η\n= 0.1 太\n大",
		"「学習率」は（大きい）":    "「学習\n率」は\n（大き\nい）",
	} {
		if got := plotting.Wrapped(style, s, 42, 4); got != want {
			t.Errorf("%q became %q, want %q", s, got, want)
		}
	}
}

// A curve of very many points looks as if all of them were drawn.
func TestManyPointsLookTheSame(t *testing.T) {
	noise := rand.New(rand.NewPCG(1, 0))
	for name, fig := range map[string]func() *plotting.Figure{
		"noise": styled(func(p *plot.Plot) {
			p.Add(line(0, points(20000, func(i float64) (float64, float64) { return i, 1/(1+i/2000) + 0.02*noise.NormFloat64() })))
		}),
		"wave": styled(func(p *plot.Plot) {
			p.Add(line(0, points(20000, func(i float64) (float64, float64) { return i, math.Sin(i / 3000) })))
		}),
		"spiral": styled(func(p *plot.Plot) {
			p.Add(line(0, points(20000, func(i float64) (float64, float64) {
				sin, cos := math.Sincos(i / 1000)
				return i * cos, i * sin
			})))
		}),
	} {
		f := fig()
		few, all := must(plotting.Picture(f)).(*image.RGBA), plotting.WithAllPoints(f).(*image.RGBA)
		off := 0
		for i := range few.Pix {
			if apart(few.Pix[i], all.Pix[i]) > 64 {
				off++
			}
		}
		if share := float64(off) / float64(len(few.Pix)); share > 0.001 {
			t.Errorf("%s: %.2g of the picture differs", name, share)
		}
	}
}

func TestMillionPoints(t *testing.T) {
	const n = 1_000_000
	wave := points(n, func(i float64) (float64, float64) { return i, math.Sin(i/1e5) + 0.1*math.Sin(i) })
	for name, f := range map[string]*plotting.Figure{
		"line": styled(func(p *plot.Plot) { p.Add(line(0, wave)) })(),
		"scatter": styled(func(p *plot.Plot) {
			p.Add(must(plotter.NewScatter(points(n, func(i float64) (float64, float64) { return i, math.Sin(i / 1e5) }))))
		})(),
		"loss": plotting.LossCurve(noisyLoss(n), 0),
	} {
		if b := len(pngOf(t, f)); b > 60_000 {
			t.Errorf("%s: the PNG of a million points has %d bytes", name, b)
		}
		if b := len(svgOf(t, f)); b > 3_000_000 || name != "scatter" && b > 200_000 {
			t.Errorf("%s: the SVG of a million points has %d bytes", name, b)
		}
	}
}

// What shines through grows darker where it is drawn twice, and stays so.
func TestTransparentMarksStay(t *testing.T) {
	chart := func(copies int) image.Image {
		return must(plotting.Picture(styled(func(p *plot.Plot) {
			for range copies {
				s := must(plotter.NewScatter(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}}))
				s.Shape, s.Radius, s.Color = draw.CircleGlyph{}, 20, color.NRGBA{0, 0, 255, 64}
				p.Add(s)
			}
		})()))
	}
	once, twice := chart(1), chart(2)
	darkest := func(img image.Image) uint32 {
		least := uint32(0xFFFF)
		for y := range img.Bounds().Max.Y {
			for x := range img.Bounds().Max.X {
				if r, _, b, _ := img.At(x, y).RGBA(); b > 0xF000 {
					least = min(least, r)
				}
			}
		}
		return least
	}
	if a, b := darkest(once), darkest(twice); b >= a {
		t.Errorf("drawn once and twice, the marks have %d and %d of red", a, b)
	}
}
