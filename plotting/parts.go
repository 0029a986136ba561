package plotting

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// newFigure returns a figure in the house style without data.
func newFigure(xLabel, yLabel string) *Figure {
	p := plot.New()
	Style(p)
	p.X.Label.Text, p.Y.Label.Text = xLabel, yLabel
	return &Figure{Plot: p, Width: DefaultWidth, Height: DefaultHeight}
}

// describe sets the alt text and returns f.
func (f *Figure) describe(alt string) *Figure {
	f.alt = func() string { return alt }
	return f
}

// countX labels the x axis with integers only.
func (f *Figure) countX() {
	if t, ok := f.X.Tick.Marker.(roundTicks); ok {
		t.whole = true
		f.X.Tick.Marker = t
	}
}

func (f *Figure) addGrid() {
	g := plotter.NewGrid()
	for _, s := range []*draw.LineStyle{&g.Horizontal, &g.Vertical} {
		*s = draw.LineStyle{Color: gridColor, Width: vg.Points(thinWidth)}
	}
	f.Add(g)
}

// margins widens both axes beyond the data, so that no line hides under an axis
// and a constant has a range at all.
func (f *Figure) margins() {
	margins(&f.X)
	margins(&f.Y)
}

func margins(a *plot.Axis) {
	free := room(a.Min, a.Max)
	a.Min, a.Max = a.Min-free, a.Max+free
}

// room returns how much is free on either side of data from lo to hi.
func room(lo, hi float64) float64 {
	const share = 0.04
	if room := (hi - lo) * share; room > 0 {
		return room
	}
	if room := max(hi, -lo) * share; room > 0 {
		return room
	}
	return 1
}

// logMargins is margins for a logarithmic axis. It has room around what hardly changes too.
func logMargins(a *plot.Axis) {
	free := logRoom(a.Min, a.Max)
	a.Min, a.Max = a.Min/free, a.Max*free
}

// logRoom returns by which factor a logarithmic axis goes beyond data from lo to hi, both above 0: by a 32nd of the way.
func logRoom(lo, hi float64) float64 {
	if lo == hi {
		return 2
	}
	free := math.Sqrt(hi) / math.Sqrt(lo)
	for range 4 {
		free = math.Sqrt(free) // the same on every processor
	}
	return min(max(free, 1.02), 1e7) // beyond that, axes could leave the range of a float64
}

// xys zips checked data.
func xys(x, y []float64) plotter.XYs {
	pts := make(plotter.XYs, len(x))
	for i := range pts {
		pts[i] = plotter.XY{X: x[i], Y: y[i]}
	}
	return pts
}

// indices returns 0, 1, …, n-1.
func indices(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i)
	}
	return x
}

// addLine draws a line through checked points and returns it for the legend. A single
// point, which no line can show, becomes a dot.
func (f *Figure) addLine(pts plotter.XYs, c color.Color, dashes ...vg.Length) *plotter.Line {
	line := &plotter.Line{XYs: pts, LineStyle: draw.LineStyle{Color: c, Width: vg.Points(lineWidth), Dashes: dashes}}
	f.Add(line)
	if len(pts) == 1 {
		f.addDots(pts, c)
	}
	return line
}

// addDots draws round marks with a white rim, which sets them off from a line below.
func (f *Figure) addDots(pts plotter.XYs, c color.Color) {
	for _, layer := range []struct {
		color  color.Color
		radius float64
	}{{color.White, 5}, {c, 4}} {
		f.addMarks(pts, layer.color, layer.radius)
	}
}

// addMarks draws small round marks, if there are points.
func (f *Figure) addMarks(pts plotter.XYs, c color.Color, radius float64) {
	if len(pts) > 0 {
		f.Add(&plotter.Scatter{XYs: pts, GlyphStyle: draw.GlyphStyle{Color: c, Radius: vg.Points(radius), Shape: draw.CircleGlyph{}}})
	}
}

// addTriangles draws open triangles, for what lies beyond the axis, if there is such.
func (f *Figure) addTriangles(pts plotter.XYs, c color.Color) {
	if len(pts) > 0 {
		f.Add(&plotter.Scatter{XYs: pts, GlyphStyle: triangle(c)})
	}
}

func triangle(c color.Color) draw.GlyphStyle {
	return draw.GlyphStyle{Color: c, Radius: vg.Points(6), Shape: draw.TriangleGlyph{}}
}

// addText writes s at a point, with the given corner of the text's box there, shifted by offset.
func (f *Figure) addText(at plotter.XY, s string, x text.XAlignment, y text.YAlignment, offset vg.Point) {
	f.Add(&plotter.Labels{
		XYs:    plotter.XYs{at},
		Labels: []string{s},
		TextStyle: []text.Style{{
			Color: inkColor, Font: font.From(sans, tickSize), XAlign: x, YAlign: y, Handler: plot.DefaultTextHandler,
		}},
		Offset: offset,
	})
}

// A cross is a dashed vertical and a dashed horizontal line through a point, from one end
// of the axes to the other.
type cross struct {
	plotter.XY
	color color.Color
}

var _ plot.Plotter = cross{}

// Plot draws the lines, as plot.Plotter asks.
func (l cross) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	x, y := toX(l.X), toY(l.Y)
	style := draw.LineStyle{Color: l.color, Width: vg.Points(1), Dashes: dashed}
	if c.ContainsX(x) {
		c.StrokeLine2(style, x, c.Min.Y, x, c.Max.Y)
	}
	if c.ContainsY(y) {
		c.StrokeLine2(style, c.Min.X, y, c.Max.X, y)
	}
}

var (
	dashed = []vg.Length{vg.Points(5), vg.Points(3)}
	dotted = []vg.Length{vg.Points(1.5), vg.Points(2)}
)

// dashes tells lines apart where colours do not: solid, dashed, dotted, solid …. With the thirteen colours, it takes 39 lines
// until two are the same.
func dashes(i int) []vg.Length { return [][]vg.Length{nil, dashed, dotted}[i%3] }

// sentences puts sentences one after the other. An empty one is none.
func sentences(all ...string) string {
	// Translators: two sentences
	return words.Plotting.Join("%s %s", slices.DeleteFunc(all, func(s string) bool { return s == "" })...)
}

// whole writes n as fixed does.
func whole(n int) string { return fixed(float64(n), 0) }
