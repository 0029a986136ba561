package plotting

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// samples is how many intervals a function's curve is drawn in: finer than a
// bitmap of the default size can show.
const samples = 600

// Curve draws one or more functions fs for x in [from, to], where from < to, with the axes
// labelled x and f(x). Each function is called 601 times. A nil function is an error, and so is
// a value that is not finite or is beyond ±1e300.
func Curve(from, to float64, fs ...func(float64) float64) *Figure {
	fig := newFigure("x", "f(x)")
	if len(fs) == 0 {
		return failed(words.Plotting.Errorf("plotting: Curve from %v to %v got no function: give at least one", from, to))
	}
	var shapes []string
	for i, f := range fs {
		x, y, err := sample(f, from, to)
		if err != nil {
			return failed(err)
		}
		fig.addLine(xys(x, y), Color(i))
		shapes = append(shapes, shape(x, y))
	}
	fig.margins()
	if len(fs) == 1 {
		return fig.describe(words.Plotting.Sprintf("Curve of f(x) for x from %s to %s, %s.", number(from), number(to), shapes[0]))
	}
	return fig.describe(words.Plotting.Sprintf("%s curves for x from %s to %s, %s.",
		whole(len(fs)), number(from), number(to), words.Plotting.Join("%s; %s", shapes...)))
}

// Line draws a line through the points (x[i], y[i]), with the axes labelled x and f(x).
// x and y have the same length, of at least 1.
func Line(x, y []float64) *Figure {
	if err := checkSeries(series{"x", x}, series{"y", y}); err != nil {
		return failed(err)
	}
	fig := newFigure("x", "f(x)")
	fig.addLine(xys(x, y), Color(0))
	fig.margins()
	return fig.describe(words.Plotting.Plural(len(x),
		"Line through %s point for x from %s to %s, %s.", "Line through %s points for x from %s to %s, %s.",
		whole(len(x)), number(x[0]), number(x[len(x)-1]), shape(x, y)))
}

// Tangent draws the function f for x in [from, to], where from < to, and the straight line
// through (at, f(at)) with the given slope: the tangent, if slope is the derivative of f at
// that point. A dot with its coordinates marks the point of contact, and dashed lines lead from
// it to the axes. Labels and errors are those of Curve; it is also an error if at is not in
// [from, to].
func Tangent(f func(float64) float64, at, slope, from, to float64) *Figure {
	x, y, err := sample(f, from, to)
	if err != nil {
		return failed(err)
	}
	if !(from <= at && at <= to) {
		return failed(words.Plotting.Errorf("plotting: touch point at x = %v: give one between %v and %v", at, from, to))
	}
	touch := plotter.XY{X: at, Y: f(at)}
	if err := checkSeries(series{"slope", []float64{slope}}, series{"f(at)", []float64{touch.Y}}); err != nil {
		return failed(err)
	}
	line := func(x float64) float64 { return touch.Y + float64(slope*(x-at)) }
	if err := checkSeries(series{"tangent", []float64{line(from), line(to)}}); err != nil {
		return failed(err)
	}
	fig := newFigure("x", "f(x)")
	fig.Add(cross{touch, guideColor})
	fig.addLine(xys(x, y), Color(0))
	fig.addLine(plotter.XYs{{X: from, Y: line(from)}, {X: to, Y: line(to)}}, Color(1))
	fig.addDots(plotter.XYs{touch}, vermilion)
	fig.margins()
	fig.labelTouch(touch, slope)
	return fig.describe(words.Plotting.Sprintf(
		"Curve of f(x) for x from %s to %s, %s, and its tangent at (%s, %s) with slope %s.",
		number(from), number(to), shape(x, y), number(at), number(touch.Y), number(slope)))
}

// labelTouch writes the touch point's coordinates above it, on the side where the
// tangent is below, and widens the x axis if there is no room.
func (f *Figure) labelTouch(touch plotter.XY, slope float64) {
	room := (f.X.Max - f.X.Min) * 0.18
	x, gap := draw.XRight, -vg.Points(6)
	if slope < 0 {
		x, gap = draw.XLeft, vg.Points(6)
		f.X.Max = max(f.X.Max, touch.X+room)
	} else {
		f.X.Min = min(f.X.Min, touch.X-room)
	}
	f.addText(touch, fmt.Sprintf("(%s, %s)", coordinate(touch.X, 1), coordinate(touch.Y, 2)), x, draw.YBottom, vg.Point{X: gap, Y: vg.Points(6)})
}

// coordinate writes v with the given number of decimals, or in few digits where these show too much or nothing of it.
func coordinate(v float64, decimals int) string {
	if abs := math.Abs(v); abs != 0 && (abs >= 1e6 || abs < math.Pow10(-decimals)) {
		return number(v)
	}
	return fixed(v, decimals)
}

// sample returns samples+1 points of f, both ends included.
func sample(f func(float64) float64, from, to float64) (x, y []float64, err error) {
	if f == nil {
		return nil, nil, words.Plotting.Errorf("plotting: the function is nil: give one that takes a number")
	}
	if err := checkRange(from, to); err != nil {
		return nil, nil, err
	}
	x, y = make([]float64, samples+1), make([]float64, samples+1)
	for i := range x {
		x[i] = from + float64((to-from)*float64(i)/samples)
		if i == samples {
			x[i] = to
		}
		if y[i] = f(x[i]); !drawable(y[i]) {
			return nil, nil, words.Plotting.Errorf("plotting: f(%v) is %v: choose a range over which the function is finite", x[i], y[i])
		}
	}
	return x, y, nil
}

// shape says in words how y runs. Like trend's, its words follow those of what runs so, and end a clause.
func shape(x, y []float64) string {
	rising, falling := true, true
	low, high := 0, 0
	for i := range y {
		if i > 0 {
			rising = rising && y[i] >= y[i-1]
			falling = falling && y[i] <= y[i-1]
		}
		if y[i] < y[low] {
			low = i
		}
		if y[i] > y[high] {
			high = i
		}
	}
	if rising || falling {
		return trend(y)
	}
	// Translators: how a value runs; what it is of stands before it
	return words.Plotting.Sprintf("lowest with %s at x = %s and highest with %s at x = %s", number(y[low]), number(x[low]), number(y[high]), number(x[high]))
}

// trend compares the ends of y.
func trend(y []float64) string {
	first, last := y[0], y[len(y)-1]
	switch a, b := number(first), number(last); {
	case first == last:
		// Translators: this and the next three say how a value runs, as in "the distance from the origin staying at 5".
		return words.Plotting.Sprintf("staying at %s", a)
	case a == strings.TrimSuffix(b, ".00") || b == strings.TrimSuffix(a, ".00"):
		return words.Plotting.Sprintf("staying close to %s", a)
	case first < last:
		return words.Plotting.Sprintf("rising from %s to %s", a, b)
	default:
		return words.Plotting.Sprintf("falling from %s to %s", a, b)
	}
}
