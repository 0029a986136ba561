package plotting

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// ArrowField draws the vectors (v0[i], v1[i]) as arrows from the points (x0[i], x1[i]),
// over a grid, with the axes labelled x0 and x1. All four slices have the same length.
// The axes span the points; see Limits for others, and Quiver for how arrows are scaled.
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
	for i, v := range q.Vectors {
		at := q.Tails[i]
		if at.X < p.X.Min || at.X > p.X.Max || at.Y < p.Y.Min || at.Y > p.Y.Max {
			continue
		}
		n++
		switch dot := at.X*v.X + at.Y*v.Y; {
		case dot < 0:
			inward++
		case dot > 0:
			outward++
		}
		length := math.Hypot(v.X, v.Y)
		shortest, longest = min(shortest, length), max(longest, length)
	}
	way := "pointing in various directions"
	switch {
	case inward > 0 && outward == 0:
		way = "pointing towards the origin"
	case outward > 0 && inward == 0:
		way = "pointing away from the origin"
	}
	area := fmt.Sprintf("%s for x0 from %s to %s and x1 from %s to %s", count(n, "arrow"), number(p.X.Min), number(p.X.Max), number(p.Y.Min), number(p.Y.Max))
	if n == 0 {
		return area + "."
	}
	return fmt.Sprintf("%s, %s, with lengths from %s to %s.", area, way, number(shortest), number(longest))
}

// DescentPath draws the points that a descent in two dimensions went through as circles,
// with a dashed cross at the origin and the axes labelled X0 and X1.
// Each point has two coordinates. The axes show ±3.5 and ±4.5, or more if the path
// needs it.
func DescentPath(path [][]float64) *Figure {
	x0, x1 := make([]float64, len(path)), make([]float64, len(path))
	for i, pt := range path {
		if len(pt) != 2 {
			return failed(fmt.Errorf("plotting: path[%d] is %v: a point needs 2 coordinates, not %d", i, pt, len(pt)))
		}
		x0[i], x1[i] = pt[0], pt[1]
	}
	if len(path) == 0 {
		return failed(errors.New("plotting: path is empty: give at least one point"))
	}
	if err := checkSeries(series{"X0 of path", x0}, series{"X1 of path", x1}); err != nil {
		return failed(err)
	}
	fig := newFigure("X0", "X1")
	fig.Add(cross{plotter.XY{}, blue})
	pts := xys(x0, x1)
	fig.Add(&plotter.Scatter{XYs: pts, GlyphStyle: draw.GlyphStyle{Color: vermilion, Radius: vg.Points(3.5), Shape: draw.CircleGlyph{}}})
	symmetric(&fig.X, 3.5)
	symmetric(&fig.Y, 4.5)
	return fig.describe("%s", pathAlt(pts))
}

// symmetric makes the axis run from -reach to reach, or so far that what it has fits in.
func symmetric(a *plot.Axis, reach float64) {
	if far := max(-a.Min, a.Max); far > reach {
		reach = far * 1.1
	}
	a.Min, a.Max = -reach, reach
}

func pathAlt(pts plotter.XYs) string {
	distance := make([]float64, len(pts))
	for i, p := range pts {
		distance[i] = math.Hypot(p.X, p.Y)
	}
	first, last := pts[0], pts[len(pts)-1]
	return fmt.Sprintf("Path of %s from (%s, %s) to (%s, %s), the distance from the origin %s.",
		count(len(pts), "point"), number(first.X), number(first.Y), number(last.X), number(last.Y), trend(distance))
}
