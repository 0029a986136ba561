package plotting

import (
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// Secant draws the function f for x in [from, to], where from < to, and the straight line through its
// points at and at+h, with the two sides of their slope triangle: h, which is not 0, to the side, and
// f(at+h)-f(at) up. The title is the line's slope, (f(at+h)-f(at))/h. The axes depend on f, from and
// to alone, so that figures with several h can be compared. Labels and errors are those of Curve; it
// is also an error if at or at+h is not in [from, to].
func Secant(f func(float64) float64, at, h, from, to float64) *Figure {
	x, y, err := sample(f, from, to)
	if err != nil {
		return failed(err)
	}
	points, err := pointsAt(f, from, to, at, at+h)
	if err != nil {
		return failed(err)
	}
	if h == 0 {
		return failed(words.Plotting.Errorf("plotting: h is 0: a line needs two points"))
	}
	a, b := points[0], points[1]
	slope := (b.Y - a.Y) / h
	fig := newFigure("x", "f(x)")
	fig.addLine(xys(x, y), Color(0))
	fig.margins()
	line, err := straight(a, slope, fig.X.Min, fig.X.Max)
	if err != nil {
		return failed(err)
	}
	fig.keepRange(func() {
		fig.addLine(line, Color(1))
		fig.addLine(plotter.XYs{a, {X: b.X, Y: a.Y}, b}, guideColor, dashed...)
		fig.addDots(points, vermilion)
	})
	if math.Abs(h) >= 0.07*(to-from) {
		middle := plotter.XY{X: a.X + h/2, Y: a.Y}
		align, gap := draw.YTop, -vg.Points(4)
		if slope < 0 {
			align, gap = draw.YBottom, vg.Points(4)
		}
		fig.addText(middle, "h", draw.XCenter, align, vg.Point{Y: gap})
	}
	// Translators: drawn in a figure, above its axes
	fig.Title.Text = words.Plotting.Sprintf("slope %s", digits(slope))
	return fig.describe(words.Plotting.Sprintf(
		"Curve of f(x) for x from %s to %s, %s, and the straight line through its points at %s and %s, h = %s apart, with slope %s.",
		number(from), number(to), shape(x, y), digits(a.X), digits(b.X), digits(h), digits(slope)))
}

// Differences draws the function f for x in [from, to], where from < to, and three straight lines: the
// tangent at a point, which has the given slope, the chord of the forward difference, from at to at+h,
// and that of the central difference, from at-h to at+h. h is above 0. A legend tells them apart and
// gives their slopes. Labels and errors are those of Curve; it is also an error if at-h or at+h is not
// in [from, to].
func Differences(f func(float64) float64, at, h, slope, from, to float64) *Figure {
	x, y, err := sample(f, from, to)
	if err != nil {
		return failed(err)
	}
	points, err := pointsAt(f, from, to, at-h, at, at+h)
	if err != nil {
		return failed(err)
	}
	if !(h > 0) {
		return failed(words.Plotting.Errorf("plotting: h is %v: give a number above 0", h))
	}
	if err := checkSeries(series{"slope", []float64{slope}}); err != nil {
		return failed(err)
	}
	before, here, after := points[0], points[1], points[2]
	forward, central := (after.Y-here.Y)/h, (after.Y-before.Y)/(2*h)
	fig := newFigure("x", "f(x)")
	curve := fig.addLine(xys(x, y), Color(0))
	fig.margins()
	tangent, err := straight(here, slope, fig.X.Min, fig.X.Max)
	if err != nil {
		return failed(err)
	}
	fig.Legend.Add("f(x)", curve)
	fig.keepRange(func() {
		// Translators: drawn in a figure, the name of a line with its slope
		fig.Legend.Add(words.Plotting.Sprintf("tangent, slope %s", digits(slope)), fig.addLine(tangent, inkColor, dotted...))
		// Translators: drawn in a figure, the name of a line with its slope
		fig.Legend.Add(words.Plotting.Sprintf("forward difference, slope %s", digits(forward)),
			fig.addLine(plotter.XYs{here, after}, Color(1), dashed...))
		// Translators: drawn in a figure, the name of a line with its slope
		fig.Legend.Add(words.Plotting.Sprintf("central difference, slope %s", digits(central)),
			fig.addLine(plotter.XYs{before, after}, Color(2)))
		fig.addDots(plotter.XYs{before, after}, Color(2))
		fig.addDots(plotter.XYs{here}, Color(1))
	})
	fig.Legend.Top, fig.Legend.Left = true, true
	return fig.describe(words.Plotting.Sprintf(
		"Curve of f(x) for x from %s to %s, %s. At x = %s the tangent has slope %s, the forward difference with h = %s slope %s, and the central difference slope %s.",
		number(from), number(to), shape(x, y), digits(at), digits(slope), digits(h), digits(forward), digits(central)))
}

// pointsAt returns the points of f at the given places, or an error if one is outside from to to.
func pointsAt(f func(float64) float64, from, to float64, places ...float64) (plotter.XYs, error) {
	var points plotter.XYs
	for _, x := range places {
		if !(from <= x && x <= to) {
			return nil, words.Plotting.Errorf("plotting: a point at x = %v: it must lie between %v and %v", x, from, to)
		}
		y := f(x)
		if err := checkSeries(series{"f(x)", []float64{y}}); err != nil {
			return nil, err
		}
		points = append(points, plotter.XY{X: x, Y: y})
	}
	return points, nil
}

// straight returns the ends of a line with a slope through a point, for x in [from, to].
func straight(through plotter.XY, slope, from, to float64) (plotter.XYs, error) {
	line := func(x float64) float64 { return through.Y + float64(slope*(x-through.X)) }
	ends := plotter.XYs{{X: from, Y: line(from)}, {X: to, Y: line(to)}}
	return ends, checkSeries(series{"line", []float64{ends[0].Y, ends[1].Y}})
}

// keepRange adds to the figure and leaves its axes as they were.
func (f *Figure) keepRange(add func()) {
	xmin, xmax, ymin, ymax := f.X.Min, f.X.Max, f.Y.Min, f.Y.Max
	add()
	f.X.Min, f.X.Max, f.Y.Min, f.Y.Max = xmin, xmax, ymin, ymax
}

// digits writes v with six significant digits at most.
func digits(v float64) string {
	if v != 0 && (math.Abs(v) >= 1e6 || math.Abs(v) < 1e-4) {
		return scientific(v, 2)
	}
	return plain(rounded(v, 6))
}
