package plotting

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// ArrowField draws the vectors (v0[i], v1[i]) as arrows from the points (x0[i], x1[i]),
// over a grid, with the axes labelled x0 and x1. All four slices have the same length, of
// at least 1. The axes span the points; call Limits for other ranges. See Quiver for how
// arrows are scaled.
func ArrowField(x0, x1, v0, v1 []float64) *Figure {
	if err := checkSeries(series{"x0", x0}, series{"x1", x1}, series{"v0", v0}, series{"v1", v1}); err != nil {
		return failed(err)
	}
	q, err := NewQuiver(xys(x0, x1), xys(v0, v1))
	if err != nil {
		return failed(err)
	}
	fig := newFigure("x0", "x1")
	fig.addGrid()
	fig.Add(q)
	if fig.X.Min == fig.X.Max || fig.Y.Min == fig.Y.Max {
		fig.margins()
	}
	fig.alt = func() string { return fieldAlt(q, fig.Plot) }
	return fig
}

// fieldAlt describes the arrows whose tails are inside the limits.
func fieldAlt(q *Quiver, p *plot.Plot) string {
	n, inward, outward := 0, 0, 0
	shortest, longest := math.Inf(1), 0.0
	var shown plotter.XYs
	for i, v := range q.Vectors {
		at := q.Tails[i]
		if at.X < p.X.Min || at.X > p.X.Max || at.Y < p.Y.Min || at.Y > p.Y.Max {
			continue
		}
		n++
		shown = append(shown, at)
		switch dot := at.X*v.X + at.Y*v.Y; {
		case dot < 0:
			inward++
		case dot > 0:
			outward++
		}
		length := math.Hypot(v.X, v.Y)
		shortest, longest = min(shortest, length), max(longest, length)
	}
	way := words.Plotting.Sprintf("pointing in various directions")
	switch {
	case inward > 0 && outward == 0:
		way = words.Plotting.Sprintf("pointing towards the origin")
	case outward > 0 && inward == 0:
		way = words.Plotting.Sprintf("pointing away from the origin")
	}
	left, right, bottom, top := p.X.Min, p.X.Max, p.Y.Min, p.Y.Max
	if n > 0 {
		left, right, bottom, top = plotter.XYRange(shown)
	}
	arrows := words.Plotting.Plural(n,
		"%s arrow for x0 from %s to %s and x1 from %s to %s", "%s arrows for x0 from %s to %s and x1 from %s to %s",
		whole(n), number(left), number(right), number(bottom), number(top))
	if n == 0 {
		return words.Plotting.Sprintf("%s.", arrows)
	}
	// Translators: for instance "4 arrows for x0 from −1 to 1 and x1 from −1 to 1, pointing towards the origin, with …"
	return words.Plotting.Sprintf("%s, %s, with lengths from %s to %s.", arrows, way, number(shortest), number(longest))
}

// DescentPath draws the points of a descent in two dimensions as circles, with a dashed cross
// at the origin and the axes labelled X0 and X1. Each point has two coordinates. The axes show
// ±3.5 and ±4.5, or more if the path needs it. If a coordinate is beyond ±100, they are
// logarithmic on both sides of 0 and a line joins the points. From the first point on that is
// not finite or is beyond ±1e300, nothing is drawn, and a note in the figure says so. The first
// point itself must be finite.
func DescentPath(path [][]float64) *Figure {
	d, err := newDescent("path", path)
	if err != nil {
		return failed(err)
	}
	return d.figure()
}

// DescentPaths draws one to six descents side by side, each as DescentPath does, with lines
// between the points and a title of its own. There is one title for each path. A title that is
// a number is taken for a learning rate: "0.1" becomes "learning rate 0.1", and meaningless last
// digits, as in 0.15000000000000002, are dropped.
func DescentPaths(titles []string, paths [][][]float64) *Figure {
	const most = 6
	if n := len(titles); n == 0 || n > most || n != len(paths) {
		return failed(words.Plotting.Errorf("plotting: %s and %s: give one title for each path, and from 1 to %d",
			words.Plotting.Plural(n, "%s title", "%s titles", whole(n)),
			words.Plotting.Plural(len(paths), "%s path", "%s paths", whole(len(paths))), most))
	}
	figures := make([]*Figure, len(paths))
	for i, path := range paths {
		d, err := newDescent(fmt.Sprintf("paths[%d]", i), path)
		if err != nil {
			return failed(err)
		}
		d.joined, d.narrow = true, true
		fig := d.figure()
		fig.Width, fig.Height = 3.5*vg.Inch, 3.5*vg.Inch
		title := withoutNoise(titles[i])
		fig.Title.Text = title
		if rate, err := strconv.ParseFloat(titles[i], 64); err == nil {
			rate := short(rate)[0]
			fig.Title.Text = "learning rate " + rate
			title = words.Plotting.Sprintf("learning rate %s", rate)
		}
		// Translators: a title and a sentence about what is below it
		fig.describe(words.Plotting.Sprintf("%s: %s", title, fig.Alt()))
		figures[i] = fig
	}
	return Beside(figures...)
}

// A descent is the drawable part of a path.
type descent struct {
	pts            plotter.XYs
	gone           []float64 // the first point that is not drawable, or nil
	joined, narrow bool
}

// newDescent checks a path, which errors call by the name.
func newDescent(name string, path [][]float64) (*descent, error) {
	if len(path) == 0 {
		return nil, words.Plotting.Errorf("plotting: %s is empty: give at least one point", name)
	}
	d := new(descent)
	for i, pt := range path {
		if len(pt) != 2 {
			return nil, words.Plotting.Errorf("plotting: %s[%d] is %v: a point needs 2 coordinates, not %d", name, i, pt, len(pt))
		}
		if d.gone != nil {
			continue
		}
		if !drawable(pt[0]) || !drawable(pt[1]) {
			d.gone = slices.Clone(pt)
			continue
		}
		d.pts = append(d.pts, plotter.XY{X: pt[0], Y: pt[1]})
	}
	if len(d.pts) == 0 {
		return nil, words.Plotting.Errorf("plotting: %s[0] is %v: start at two finite numbers up to ±%g", name, d.gone, greatest)
	}
	return d, nil
}

func (d *descent) figure() *Figure {
	const veryFar = 100
	fig := newFigure("X0", "X1")
	fig.Add(cross{plotter.XY{}, blue})
	far := 0.0
	for _, p := range d.pts {
		far = max(far, math.Abs(p.X), math.Abs(p.Y))
	}
	if d.joined || far > veryFar {
		fig.addLine(d.pts, guideColor).Width = vg.Points(thinWidth)
	}
	radius := 3.5
	if d.narrow {
		radius = 2.5
	}
	fig.addMarks(d.pts, vermilion, radius)
	if far > veryFar {
		for _, a := range []*plot.Axis{&fig.X, &fig.Y} {
			a.Scale, a.Tick.Marker = symmetricLog{}, symmetricDecades{}
			a.Label.Text += logNote
			a.Min, a.Max = -far*10, far*10
		}
	} else {
		symmetric(&fig.X, 3.5)
		symmetric(&fig.Y, 4.5)
		if d.narrow {
			fig.X.Tick.Marker = roundTicks{most: 5, room: 30}
		}
	}
	if s := d.note(); s != "" {
		fig.addNote(s)
	}
	alt := words.Plotting.Sprintf("%s.", pathAlt(d.pts))
	if far > veryFar {
		alt = words.Plotting.Sprintf("%s; both axes are logarithmic on both sides of 0.", pathAlt(d.pts))
	}
	return fig.describe(sentences(alt, d.unfinished()))
}

// unfinished says from where on the path could not be drawn, if so.
func (d *descent) unfinished() string {
	step := whole(len(d.pts))
	switch {
	case d.gone == nil:
		return ""
	case d.lost():
		return words.Plotting.Sprintf("From step %s on it is not a number.", step)
	}
	return words.Plotting.Sprintf("From step %s on it is beyond ±%s.", step, scientific(greatest, 0))
}

// lost reports whether the first point that is not drawable is no point at all.
func (d *descent) lost() bool { return math.IsNaN(d.gone[0] + d.gone[1]) }

// note says what the circles do not show: that the path went on, or that it stayed where it was. It is
// drawn, and so is English.
func (d *descent) note() string {
	first, last := d.pts[0], d.pts[len(d.pts)-1]
	moved := math.Hypot(last.X-first.X, last.Y-first.Y)
	switch {
	case d.gone != nil && d.lost():
		return fmt.Sprintf("not a number from step %s on", whole(len(d.pts)))
	case d.gone != nil:
		return fmt.Sprintf("beyond ±%s from step %s on", scientific(greatest, 0), whole(len(d.pts)))
	case d.joined && len(d.pts) > 1 && moved < 1e-3*math.Hypot(first.X, first.Y):
		return fmt.Sprintf("moved by %s in %s", number(moved), steps(len(d.pts)-1))
	case d.joined: // so that axes beside each other are as high
		return steps(len(d.pts) - 1)
	}
	return ""
}

func steps(n int) string {
	if n == 1 {
		return "1 step"
	}
	return whole(n) + " steps"
}

// addNote writes s above the upper left end of the axes.
func (f *Figure) addNote(s string) { f.Add(note{s, f.X.Tick.Label}) }

// A note is a line of text above the axes.
type note struct {
	text  string
	style text.Style
}

var (
	_ plot.Plotter    = note{}
	_ plot.GlyphBoxer = note{}
)

// Plot writes the note, as plot.Plotter asks.
func (n note) Plot(c draw.Canvas, _ *plot.Plot) {
	n.style.XAlign, n.style.YAlign = draw.XLeft, draw.YBottom
	c.FillText(n.style, vg.Point{X: c.Min.X, Y: c.Max.Y + vg.Points(textGap)}, n.text)
}

// GlyphBoxes makes the plot leave room for the note, as plot.GlyphBoxer asks.
func (n note) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	return []plot.GlyphBox{{Y: 1, Rectangle: vg.Rectangle{Max: vg.Point{Y: n.style.Height(n.text) + vg.Points(textGap)}}}}
}

// symmetric makes the axis run from -reach to reach, or so far that what it has fits in.
func symmetric(a *plot.Axis, reach float64) {
	if far := max(-a.Min, a.Max); far > reach {
		reach = far * 1.1
	}
	a.Min, a.Max = -reach, reach
}

// pathAlt describes a path, without a full stop.
func pathAlt(pts plotter.XYs) string {
	distance := make([]float64, len(pts))
	for i, p := range pts {
		distance[i] = math.Hypot(p.X, p.Y)
	}
	first, last := pts[0], pts[len(pts)-1]
	return words.Plotting.Plural(len(pts),
		"Path of %s point from (%s, %s) to (%s, %s), the distance from the origin %s",
		"Path of %s points from (%s, %s) to (%s, %s), the distance from the origin %s",
		whole(len(pts)), number(first.X), number(first.Y), number(last.X), number(last.Y), trend(distance))
}
