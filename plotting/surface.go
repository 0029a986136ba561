package plotting

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// SurfaceAndContour draws a function f of two variables, both from lo to hi, side by side: on
// the left as Surface does, on the right as Contour does. To give each its own title, make both
// figures, set their titles and join them with Beside.
func SurfaceAndContour(f func([]float64) float64, lo, hi float64) *Figure {
	l, err := newLandscape(f, lo, hi)
	if err != nil {
		return failed(err)
	}
	return Beside(surface(l), contour(l))
}

// Surface draws a function f of two variables, both from lo to hi, where lo < hi, as a surface
// in space, coloured by height and seen from above, with x0 growing to the right and x1 to the
// back. The axes are labelled x0, x1 and f(x0, x1); Limits does nothing.
//
// f gets points of two coordinates from lo to hi, in 10,000 calls. A nil f is an error, and so is a value that is not finite or
// is beyond ±1e300.
func Surface(f func([]float64) float64, lo, hi float64) *Figure {
	l, err := newLandscape(f, lo, hi)
	if err != nil {
		return failed(err)
	}
	return surface(l)
}

func surface(l *landscape) *Figure {
	fig := newFigure("", "")
	fig.Width, fig.Height = panelWidth, panelHeight
	fig.X.Min, fig.X.Max, fig.Y.Min, fig.Y.Max = 0, 1, 0, 1
	fig.Add(relief{l, fig.Y})
	fig.HideAxes()
	return fig.describe(words.Plotting.Sprintf("Surface in space of f(x0, x1) for x0 and x1 from %s to %s, %s.",
		number(l.lo()), number(l.hi()), l.shape))
}

// relief draws a landscape in space, in a box with three axes.
type relief struct {
	*landscape
	style plot.Axis // how the axes look
}

var _ plot.Plotter = relief{}

// A spot is a place in the box, which reaches from -1 to 1 each way: x to the right, y to the
// back and z up.
type spot struct{ x, y, z float64 }

// An edge of the box is an axis. Its outside is where the ticks point.
type edge struct {
	name     string
	from, to spot
	outside  spot // relative to the edge
	lo, hi   float64
	ticks    []plot.Tick
	rotation float64 // of the name
}

// Plot draws the box, then the surface from the back to the front, so that what is near
// hides what is behind it, as plot.Plotter asks.
func (r relief) Plot(c draw.Canvas, _ *plot.Plot) {
	edges := r.edges()
	v := r.fit(c, edges)
	r.drawWalls(c, v, edges)
	r.drawSurface(c, v)
	for _, e := range edges {
		r.drawEdge(c, v, e)
	}
}

// edges returns the axes of x0, at the lower front, of x1, at the lower right, and of the
// height, at the back on the right.
func (r relief) edges() [3]edge {
	across := roundTicks{most: 7, room: 36}.Ticks(r.lo(), r.hi())
	up := roundTicks{most: 10}.Ticks(r.bottom(), r.top())
	return [3]edge{
		{name: "x0", from: spot{-1, -1, -1}, to: spot{1, -1, -1}, outside: spot{0, -1, 0}, lo: r.lo(), hi: r.hi(), ticks: across},
		{name: "x1", from: spot{1, -1, -1}, to: spot{1, 1, -1}, outside: spot{1, -0.5, 0}, lo: r.lo(), hi: r.hi(), ticks: across},
		{name: "f(x0, x1)", from: spot{1, 1, -1}, to: spot{1, 1, 1}, outside: spot{1, 1, 0}, lo: r.bottom(), hi: r.top(), ticks: up, rotation: math.Pi / 2},
	}
}

// at returns where on an edge a value lies.
func (e edge) at(value float64) spot {
	t := (value - e.lo) / (e.hi - e.lo)
	along := func(a, b float64) float64 { return a + float64((b-a)*t) }
	return spot{along(e.from.x, e.to.x), along(e.from.y, e.to.y), along(e.from.z, e.to.z)}
}

// project returns where the box's spots appear to somebody who stands in front of it, a
// little to the right, and looks down on it: the view that matplotlib starts with,
// https://matplotlib.org/stable/api/toolkits/mplot3d/view_angles.html.
func project(s spot) (x, y float64) {
	const (
		height   = 0.75                    // of the box, its width being 1
		distance = 16                      // from the middle of the box
		sin, cos = 0.5, 0.8660254037844386 // of 30 degrees, both down and to the right
	)
	z := s.z * height
	toViewer := sin*s.x - cos*s.y // on the floor
	x = cos*s.x + sin*s.y
	y = cos*z - sin*toViewer
	nearer := distance / (distance - (cos*toViewer + sin*z))
	return x * nearer, y * nearer
}

// A view puts what project returns onto the page.
type view struct {
	origin vg.Point
	scale  float64
}

func (v view) point(s spot) vg.Point {
	x, y := project(s)
	return vg.Point{X: v.origin.X + vg.Length(x*v.scale), Y: v.origin.Y + vg.Length(y*v.scale)}
}

// fit returns a view in which the box fills the canvas as far as the texts around it allow.
func (r relief) fit(c draw.Canvas, edges [3]edge) view {
	left, right, low, high := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, x := range []float64{-1, 1} {
		for _, y := range []float64{-1, 1} {
			for _, z := range []float64{-1, 1} {
				px, py := project(spot{x, y, z})
				left, right, low, high = min(left, px), max(right, px), min(low, py), max(high, py)
			}
		}
	}
	tick, text := r.style.Tick.Label, r.style.Label.TextStyle.Height("x")
	line := tick.Height("0")
	page := draw.Crop(c, widest(tick, edges[0].ticks), -widest(tick, edges[2].ticks)-text-vg.Points(20), line+text+vg.Points(12), -line)
	size := page.Size()
	scale := max(0, min(float64(size.X)/(right-left), float64(size.Y)/(high-low)))
	middle := page.Center()
	return view{scale: scale, origin: vg.Point{
		X: middle.X - vg.Length(scale*(left+right)/2),
		Y: middle.Y - vg.Length(scale*(low+high)/2),
	}}
}

// drawWalls draws the floor and the two walls at the back, with a grid at the ticks.
func (r relief) drawWalls(c draw.Canvas, v view, edges [3]edge) {
	border := draw.LineStyle{Color: gridColor, Width: vg.Points(thinWidth)}
	for _, wall := range [][]spot{
		{{-1, -1, -1}, {1, -1, -1}, {1, 1, -1}, {-1, 1, -1}, {-1, -1, -1}}, // floor
		{{-1, -1, -1}, {-1, 1, -1}, {-1, 1, 1}, {-1, -1, 1}, {-1, -1, -1}}, // left
		{{-1, 1, -1}, {1, 1, -1}, {1, 1, 1}, {-1, 1, 1}, {-1, 1, -1}},      // back
	} {
		pts := make([]vg.Point, len(wall))
		for i, s := range wall {
			pts[i] = v.point(s)
		}
		c.FillPolygon(wallColor, pts)
		c.StrokeLines(border, pts)
	}
	for _, t := range edges[0].ticks {
		x := edges[0].at(t.Value).x
		c.StrokeLines(border, []vg.Point{v.point(spot{x, -1, -1}), v.point(spot{x, 1, -1}), v.point(spot{x, 1, 1})})
	}
	for _, t := range edges[1].ticks {
		y := edges[1].at(t.Value).y
		c.StrokeLines(border, []vg.Point{v.point(spot{1, y, -1}), v.point(spot{-1, y, -1}), v.point(spot{-1, y, 1})})
	}
	for _, t := range edges[2].ticks {
		z := edges[2].at(t.Value).z
		c.StrokeLines(border, []vg.Point{v.point(spot{-1, -1, z}), v.point(spot{-1, 1, z}), v.point(spot{1, 1, z})})
	}
}

// drawSurface draws a facet for every cell of the grid. For a viewer in front on the right, the
// order of rows from the back and of columns from the left is that from far to near.
func (r relief) drawSurface(c draw.Canvas, v view) {
	const last = gridPoints - 1
	var pts [gridPoints][gridPoints]vg.Point
	for i := range pts {
		for j := range pts[i] {
			across := func(k int) float64 { return 2*float64(k)/last - 1 }
			up := 2*(r.z[i][j]-r.bottom())/(r.top()-r.bottom()) - 1
			pts[i][j] = v.point(spot{across(j), across(i), up})
		}
	}
	// A facet reaches on below the next ones, which hide that: no wall shines through
	// between them.
	under := func(from, to vg.Point) vg.Point { return from.Add(to.Sub(from).Scale(0.5)) }
	for front := last - 1; front >= 0; front-- {
		for left := range last {
			back, right := front+1, left+1
			mean := (r.z[front][left] + r.z[front][right] + r.z[back][left] + r.z[back][right]) / 4
			before, next := max(front-1, 0), min(right+1, last)
			c.FillPolygon(r.color(mean), []vg.Point{
				under(pts[front][left], pts[before][left]),
				under(pts[front][right], pts[before][next]),
				under(pts[back][right], pts[back][next]),
				pts[back][left],
			})
		}
	}
}

// drawEdge draws an axis with its ticks, their labels and its name.
func (r relief) drawEdge(c draw.Canvas, v view, e edge) {
	c.StrokeLines(r.style.LineStyle, []vg.Point{v.point(e.from), v.point(e.to)})
	style := r.style.Tick.Label
	wide, high := widest(style, e.ticks), style.Height("0")
	// beyond is how far outside of the edge the middle of a text of some size lies.
	beyond := func(out vg.Point, gap, width, height vg.Length) vg.Length {
		return gap + (width*vg.Length(math.Abs(float64(out.X)))+height*vg.Length(math.Abs(float64(out.Y))))/2
	}
	for _, t := range e.ticks {
		at, out := e.outward(v, t.Value)
		length := r.style.Tick.Length
		c.StrokeLines(r.style.Tick.LineStyle, []vg.Point{at, at.Add(out.Scale(length))})
		far := beyond(out, length+vg.Points(textGap), wide, high)
		fillCentered(c, style, at.Add(out.Scale(far)), t.Label)
	}
	at, out := e.outward(v, e.lo+(e.hi-e.lo)/2)
	far := 2 * beyond(out, 0, wide, high)
	style = r.style.Label.TextStyle
	style.Rotation = e.rotation
	size := style.Rectangle(e.name).Size()
	far += beyond(out, r.style.Tick.Length+2*vg.Points(textGap), size.X, size.Y)
	fillCentered(c, style, at.Add(out.Scale(far)), e.name)
}

// outward returns where a value of an axis is on the page, and in which direction, one point
// long, the outside of the box lies there.
func (e edge) outward(v view, value float64) (at, out vg.Point) {
	s := e.at(value)
	at = v.point(s)
	d := v.point(spot{s.x + e.outside.x, s.y + e.outside.y, s.z + e.outside.z}).Sub(at)
	return at, d.Scale(vg.Length(1 / math.Hypot(float64(d.X), float64(d.Y))))
}

func fillCentered(c draw.Canvas, style text.Style, at vg.Point, s string) {
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	c.FillText(style, at, s)
}
