package plotting

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"dlfs/internal/words"
)

// ErrorCurves draws the error of a forward and of a central difference for each step h, with both
// axes logarithmic: as h shrinks, the truncation error falls, until rounding makes the error rise
// again. All three slices have the same length. Each h is at least 1e-300, and an error is 0 or
// at least 1e-300. An error of 0, which has no logarithm, is a triangle at the bottom.
func ErrorCurves(h, forward, central []float64) *Figure {
	if err := checkSeries(series{"h", h}, series{"forward", forward}, series{"central", central}); err != nil {
		return failed(err)
	}
	if err := checkPositive(series{"h", h}); err != nil {
		return failed(err)
	}
	for _, s := range []series{{"forward", forward}, {"central", central}} {
		if err := checkNotNegative(s); err != nil {
			return failed(err)
		}
	}
	fig := newFigure("h", "error")
	logarithmic(&fig.X)
	fig.addLogLines(h, []series{{"forward difference", forward}, {"central difference", central}})
	logMargins(&fig.X)
	fig.Legend.Top = true
	course := func(errors []float64) string {
		best := slices.Index(errors, slices.Min(errors))
		return words.Plotting.Sprintf("from %s to %s, least with %s at h = %s",
			number(errors[0]), number(errors[len(errors)-1]), number(errors[best]), number(h[best]))
	}
	return fig.describe(words.Plotting.Plural(len(h),
		"Error of two differences for %s value of h from %s to %s, both axes logarithmic; forward: %s; central: %s.",
		"Error of two differences for %s values of h from %s to %s, both axes logarithmic; forward: %s; central: %s.",
		whole(len(h)), number(h[0]), number(h[len(h)-1]), course(forward), course(central)))
}

// addLogLines draws series over x on a logarithmic y axis, each with dots if it is short and its
// name in the legend, and sets the range of y. Values of 0 are triangles at the bottom of
// the axis. The series are checked and have at most as many values as x, and each at least one.
func (f *Figure) addLogLines(x []float64, all []series) {
	const short = 40
	logarithmic(&f.Y)
	f.addGrid()
	low, high, zeros := 0.0, 0.0, false
	for _, s := range all {
		for _, v := range s.values {
			zeros = zeros || v == 0
			if v > 0 {
				high = max(high, v)
				if low == 0 || v < low {
					low = v
				}
			}
		}
	}
	if high == 0 {
		low, high = 1, 1 // nothing but zeros
	}
	bottom := max(low/30, smallest/30)
	for i, s := range all {
		line := xys(x[:len(s.values)], s.values)
		var marks, grounded plotter.XYs
		for k, v := range s.values {
			if v == 0 {
				line[k].Y = bottom * 1.5
				grounded = append(grounded, line[k])
			} else {
				marks = append(marks, line[k])
			}
		}
		f.Legend.Add(s.name, f.addLine(line, Color(i), dashes(i)...))
		if len(s.values) <= short {
			f.addMarks(marks, Color(i), 2.5)
		}
		f.addTriangles(grounded, Color(i))
	}
	if zeros {
		f.Legend.Add("0", &plotter.Scatter{GlyphStyle: triangle(inkColor)})
	}
	f.Y.Min, f.Y.Max = low, high
	logMargins(&f.Y)
	if zeros {
		f.Y.Min = bottom
	}
}

// logarithmic makes an axis logarithmic, which its label says.
func logarithmic(a *plot.Axis) {
	a.Scale, a.Tick.Marker = plot.LogScale{}, decades{}
	a.Label.Text += logNote
}

const logNote = " (log scale)"
