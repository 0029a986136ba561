package plotting

import (
	"image/color"
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
	for _, a := range []*plot.Axis{&f.X, &f.Y} {
		room := (a.Max - a.Min) * 0.04
		if room == 0 {
			room = max(a.Max, -a.Max) * 0.04
		}
		if room == 0 {
			room = 1
		}
		a.Min, a.Max = a.Min-room, a.Max+room
	}
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
	f.Add(longLine{line})
	if len(pts) == 1 {
		f.addDots(pts, c)
	}
	return line
}

// A longLine is drawn in pieces if it is long and solid. The time that the rasterizer takes
// grows with the square of what lies on one row of pixels: 10,000 losses as one path
// take ten times as long as in pieces.
type longLine struct{ *plotter.Line }

// Plot draws the line, as plot.Plotter asks.
func (l longLine) Plot(c draw.Canvas, p *plot.Plot) {
	const long, step = 1000, 64
	if len(l.XYs) <= long || len(l.Dashes) > 0 {
		l.Line.Plot(c, p)
		return
	}
	for i := 0; i < len(l.XYs)-1; i += step {
		piece := *l.Line
		piece.XYs = l.XYs[i:min(i+step+2, len(l.XYs))] // a segment more: no seam
		piece.Plot(c, p)
	}
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

// dashes tells lines apart where colours do not: solid, dashed, dotted, solid ….
func dashes(i int) []vg.Length { return [][]vg.Length{nil, dashed, dotted}[i%3] }

// A corner of the axes.
type corner struct{ top, left bool }

var (
	topRight    = corner{top: true}
	bottomRight = corner{}
	bottomLeft  = corner{left: true}
	topLeft     = corner{top: true, left: true}
)

// placeLegend puts the legend into the wanted corner, or, if a line runs through that, into
// the first one that is free. The axes must have their range.
func (f *Figure) placeLegend(wanted corner, lines ...plotter.XYs) {
	at := wanted
	for _, c := range []corner{wanted, topRight, bottomRight, bottomLeft, topLeft} {
		if f.isFree(c, lines) {
			at = c
			break
		}
	}
	gap := vg.Points(8)
	f.Legend.Top, f.Legend.XOffs, f.Legend.YOffs = at.top, -gap, gap
	if at.top {
		f.Legend.YOffs = -gap
	}
	if f.Legend.Left = at.left; at.left {
		f.Legend.XOffs = gap
	}
}

// isFree reports whether no line passes through a corner of the size of a legend. Between
// two points it looks at some on the way.
func (f *Figure) isFree(c corner, lines []plotter.XYs) bool {
	const width, height, between = 0.45, 0.25, 8
	inside := func(x, y float64) bool {
		if !c.left {
			x = 1 - x
		}
		if c.top {
			y = 1 - y
		}
		return x < width && y < height
	}
	for _, line := range lines {
		var x0, y0 float64
		for i, p := range line {
			x, y := f.X.Norm(p.X), f.Y.Norm(p.Y)
			if i == 0 {
				x0, y0 = x, y
			}
			for k := range between {
				t := float64(k+1) / between
				if inside(x0+t*(x-x0), y0+t*(y-y0)) {
					return false
				}
			}
			x0, y0 = x, y
		}
	}
	return true
}

// sentences puts sentences one after the other. An empty one is none.
func sentences(all ...string) string {
	// Translators: two sentences
	return words.Plotting.Join("%s %s", slices.DeleteFunc(all, func(s string) bool { return s == "" })...)
}

// whole writes n as fixed does.
func whole(n int) string { return fixed(float64(n), 0) }
