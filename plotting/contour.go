package plotting

import (
	"image"
	"image/color"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// Contour draws a function f of two variables, both from lo to hi, where lo < hi, as a map:
// bands of colour between round heights, a bar that says which colour is which height, and over
// them the gradient of f as 20 by 20 arrows, which point uphill. The axes are labelled x0 and
// x1. See Quiver for how arrows are scaled.
//
// f gets points of two coordinates, none outside of lo to hi, in about 11,600 calls. A nil f is an error, and so is a value or
// a slope that is not finite.
func Contour(f func([]float64) float64, lo, hi float64) *Figure {
	l, err := newLandscape(f, lo, hi)
	if err != nil {
		return failed(err)
	}
	return contour(l)
}

func contour(l *landscape) *Figure {
	q, err := l.arrows()
	if err != nil {
		return failed(err)
	}
	fig := newMap(l)
	fig.Add(q)
	fig.alt = func() string {
		return words.Plotting.Sprintf("Filled contours of f(x0, x1) for x0 and x1 from %s to %s, %s; %s",
			number(l.lo()), number(l.hi()), l.shape, fieldAlt(q, fig.Plot))
	}
	return fig
}

// ContourPath draws the map of Contour without the arrows, and over it a descent's path, with
// its start as a white circle and its end as a smaller red one, which shows even inside the
// start. Each point of the path has two coordinates, x0 and x1.
//
// Parts of the path outside the map are cut off. From the first point on that is not finite or
// is beyond ±1e300, points are left out. The alt text says both. The first point itself must be
// finite. Arguments and errors are otherwise those of Contour.
func ContourPath(f func([]float64) float64, lo, hi float64, path [][]float64) *Figure {
	l, err := newLandscape(f, lo, hi)
	if err != nil {
		return failed(err)
	}
	d, err := newDescent("path", path)
	if err != nil {
		return failed(err)
	}
	fig := newMap(l)
	fig.Add(trail{d.pts}, pathKey{d, fig.X.Tick.Label})
	fig.X.Min, fig.X.Max, fig.Y.Min, fig.Y.Max = lo, hi, lo, hi
	fig.alt = func() string {
		return sentences(
			words.Plotting.Sprintf("Filled contours of f(x0, x1) for x0 and x1 from %s to %s, %s.",
				number(l.lo()), number(l.hi()), l.shape),
			words.Plotting.Sprintf("%s.", pathAlt(d.pts)), d.leaves(fig.Plot), d.unfinished())
	}
	return fig
}

// leaves says at which step the path leaves the axes, if so.
func (d *descent) leaves(p *plot.Plot) string {
	switch i := slices.IndexFunc(d.pts, func(pt plotter.XY) bool { return !shows(p, pt) }); {
	case i > 0:
		return words.Plotting.Sprintf("It leaves the picture at step %s.", whole(i))
	case i == 0:
		return words.Plotting.Sprintf("It starts outside the picture.")
	}
	return ""
}

// shows reports whether a point lies inside the axes.
func shows(p *plot.Plot, pt plotter.XY) bool {
	return p.X.Min <= pt.X && pt.X <= p.X.Max && p.Y.Min <= pt.Y && pt.Y <= p.Y.Max
}

// A trail is a path on a map, with a white rim that sets it off.
type trail struct{ plotter.XYs }

var _ plot.Plotter = trail{}

// Plot draws what is inside the axes, as plot.Plotter asks.
func (t trail) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	pts := make([]vg.Point, len(t.XYs))
	for i, xy := range t.XYs {
		pts[i] = vg.Point{X: toX(xy.X), Y: toY(xy.Y)}
	}
	lines := c.ClipLinesXY(pts)
	c.StrokeLines(draw.LineStyle{Color: color.White, Width: vg.Points(3)}, lines...)
	c.StrokeLines(draw.LineStyle{Color: color.Black, Width: vg.Points(1.25)}, lines...)
	for _, pt := range pts[:min(len(pts), mostDots)] {
		t.dot(c, pt, color.Black, 2)
	}
	startMark(c, pts[0])
	endMark(c, pts[len(pts)-1])
}

const mostDots = 200 // more would hide the line

func (t trail) dot(c draw.Canvas, at vg.Point, shade color.Color, radius float64) {
	if c.Contains(at) {
		c.DrawGlyph(draw.GlyphStyle{Color: shade, Radius: vg.Points(radius), Shape: draw.CircleGlyph{}}, at)
	}
}

// startMark draws a white circle with a black rim, if the point is inside.
func startMark(c draw.Canvas, at vg.Point) {
	t := trail{}
	t.dot(c, at, color.Black, 6.5)
	t.dot(c, at, color.White, 5.25)
}

// endMark draws a red circle with a white rim, which fits into that of startMark, if the point is inside.
func endMark(c draw.Canvas, at vg.Point) {
	t := trail{}
	t.dot(c, at, color.White, 4.75)
	t.dot(c, at, vermilion, 3.75)
}

// A pathKey above the axes says how the ends of a trail look.
type pathKey struct {
	*descent
	style text.Style
}

var (
	_ plot.Plotter    = pathKey{}
	_ plot.GlyphBoxer = pathKey{}
)

// Plot draws the key, as plot.Plotter asks.
func (k pathKey) Plot(c draw.Canvas, p *plot.Plot) {
	page := c
	page.Max.Y += k.height() // marks are drawn inside only
	y := c.Max.Y + k.height()/2
	x := c.Min.X + vg.Points(7)
	k.style.XAlign, k.style.YAlign = draw.XLeft, draw.YCenter
	for i, s := range k.names(p) {
		at := vg.Point{X: x, Y: y}
		if i == 0 {
			startMark(page, at)
		} else {
			endMark(page, at)
		}
		c.FillText(k.style, vg.Point{X: x + vg.Points(10), Y: y}, s)
		x += vg.Points(29) + k.style.Width(s)
	}
}

// names returns what the start and the end of the path are called.
func (k pathKey) names(p *plot.Plot) [2]string {
	names := [2]string{"start", "end"}
	if k.gone != nil {
		names[1] = "last finite point"
	}
	for i, pt := range []plotter.XY{k.pts[0], k.pts[len(k.pts)-1]} {
		if !shows(p, pt) {
			names[i] += " (outside)"
		}
	}
	return names
}

func (k pathKey) height() vg.Length { return k.style.Height("start") + vg.Points(7) }

// GlyphBoxes makes the plot leave room for the key, as plot.GlyphBoxer asks.
func (k pathKey) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	return []plot.GlyphBox{{Y: 1, Rectangle: vg.Rectangle{Max: vg.Point{Y: k.height()}}}}
}

// newMap returns a figure with the bands of a landscape and their bar, without alt text.
func newMap(l *landscape) *Figure {
	fig := newFigure("x0", "x1")
	fig.Width, fig.Height = panelWidth, panelHeight
	fig.X.Tick.Marker = roundTicks{most: 9, room: 45}
	ticks := roundTicks{most: 10}.Ticks(l.bottom(), l.top())
	fig.Add(bands{l}, colorBar{"Function Value", l.levels, l.bandColors(), ticks, fig.Y})
	return fig
}

// arrows returns the gradient at every fifth point of the grid.
func (l *landscape) arrows() (*Quiver, error) {
	var tails, vectors plotter.XYs
	for i := 0; i < gridPoints; i += arrowEvery {
		for j := 0; j < gridPoints; j += arrowEvery {
			at := plotter.XY{X: l.at[j], Y: l.at[i]}
			g0, g1 := l.gradient(at.X, at.Y)
			if !finite(g0) || !finite(g1) {
				return nil, words.Plotting.Errorf("plotting: the gradient of f at (%v, %v) is (%v, %v): choose a range over which the function is smooth", at.X, at.Y, g0, g1)
			}
			tails, vectors = append(tails, at), append(vectors, plotter.XY{X: g0, Y: g1})
		}
	}
	q, err := NewQuiver(tails, vectors)
	if err != nil {
		return nil, err
	}
	q.Color = color.NRGBA{0xFF, 0xFF, 0xFF, 0xCC}
	return q, nil
}

// bands colours the plane by the height of a landscape.
type bands struct{ *landscape }

var (
	_ plot.Plotter    = bands{}
	_ plot.DataRanger = bands{}
)

// Plot draws what the axes show of the landscape, as plot.Plotter asks.
func (b bands) Plot(c draw.Canvas, p *plot.Plot) {
	const side = 600 // pixels; scaling them to the page smooths the edges
	left, right := max(p.X.Min, b.lo()), min(p.X.Max, b.hi())
	low, high := max(p.Y.Min, b.lo()), min(p.Y.Max, b.hi())
	if left >= right || low >= high {
		return
	}
	colors := b.bandColors()
	perHeight := float64(len(colors)) / (b.top() - b.bottom())
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for row := range side {
		x1 := high - (high-low)*(float64(row)+0.5)/side
		for col := range side {
			x0 := left + (right-left)*(float64(col)+0.5)/side
			band := int((b.height(x0, x1) - b.bottom()) * perHeight)
			img.SetRGBA(col, row, colors[min(max(band, 0), len(colors)-1)])
		}
	}
	plotter.NewImage(img, left, low, right, high).Plot(c, p)
}

// DataRange returns the square of the landscape, as plot.DataRanger asks.
func (b bands) DataRange() (xmin, xmax, ymin, ymax float64) {
	return b.lo(), b.hi(), b.lo(), b.hi()
}
