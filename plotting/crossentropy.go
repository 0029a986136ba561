package plotting

import (
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"dlfs/dl"
	"dlfs/internal/words"
)

const mostUprights = 20 // bars beside each other, with a number above each

// Probabilities draws the probabilities of the classes 0, 1, 2, … as bars with their numbers
// above them, from 0.005 up. The bar of label, the right class, is green and always has its number; the
// others are light blue. There are 1 to 20
// probabilities, from 0 to 1, and label is one of their indices.
func Probabilities(probabilities []float64, label int) *Figure {
	if err := checkSeries(series{"probabilities", probabilities}); err != nil {
		return failed(err)
	}
	classes := len(probabilities)
	if classes > mostUprights {
		return failed(words.Plotting.Errorf("plotting: probabilities of %d classes: give at most %d", classes, mostUprights))
	}
	if label < 0 || label >= classes {
		return failed(words.Plotting.Errorf("plotting: label %d: give one from 0 to %d, an index of the probabilities", label, classes-1))
	}
	row := newClassBars(probabilities, label, rightColor, skyBlue)
	row.numbers = make([]string, classes)
	highest := 0
	for k, p := range probabilities {
		if p < 0 || p > 1 {
			return failed(words.Plotting.Errorf("plotting: probabilities[%d] is %v: give numbers from 0 to 1", k, p))
		}
		if p > probabilities[highest] {
			highest = k
		}
		if k == label || p >= 0.005 {
			row.numbers[k] = share(p)
		}
	}
	// Translators: drawn in a figure, below and beside its axes
	fig := row.figure(words.Plotting.Sprintf("class"), words.Plotting.Sprintf("probability"))
	fig.Y.Min, fig.Y.Max = 0, 1.08
	fig.Y.Tick.Marker = plot.ConstantTicks{{Value: 0, Label: "0"}, {Value: 0.5, Label: "0.5"}, {Value: 1, Label: "1"}}
	fig.Height = 2.75 * vg.Inch
	if highest == label {
		return fig.describe(words.Plotting.Sprintf("Bars of the probabilities of %d classes. The right class, %d, has the highest: %s.",
			classes, label, share(probabilities[label])))
	}
	return fig.describe(words.Plotting.Sprintf("Bars of the probabilities of %d classes. The right class, %d, has %s; the highest is %s, of class %d.",
		classes, label, share(probabilities[label]), share(probabilities[highest]), highest))
}

// CrossEntropy draws the probabilities of the classes as Probabilities does and to the right of them
// the curve of -ln(p), with a dot where the probability of label, the right class, is on it: the
// cross-entropy, -ln(p + 1e-7), whose value is the title. A probability below 0.005 has its dot, and
// its dashed lines, at the end of the curve or beyond.
func CrossEntropy(probabilities []float64, label int) *Figure {
	bars := Probabilities(probabilities, label)
	if bars.err != nil {
		return bars
	}
	const least, lowest, highest = 0.005, -0.2, 5.6
	p := probabilities[label]
	loss := max(0, -dl.Log(p+dl.Delta)) // just below 0 at 1
	x, y, err := sample(func(p float64) float64 { return -dl.Log(p) }, least, 1)
	if err != nil {
		return failed(err)
	}
	// Translators: drawn in a figure, below and beside its axes
	curve := newFigure(words.Plotting.Sprintf("probability of the right class"), words.Plotting.Sprintf("cross-entropy"))
	// Translators: drawn in a figure, above its axes
	curve.Title.Text = words.Plotting.Sprintf("cross-entropy %s", fixed(loss, 2))
	curve.Add(cross{plotter.XY{X: p, Y: loss}, guideColor})
	curve.addLine(xys(x, y), Color(0))
	if loss < highest {
		curve.addDots(plotter.XYs{{X: p, Y: loss}}, rightColor)
	} else {
		curve.addTriangles(plotter.XYs{{X: p, Y: highest - 0.25}}, rightColor)
	}
	curve.X.Min, curve.X.Max, curve.Y.Min, curve.Y.Max = -0.04, 1.04, lowest, highest
	// Translators: drawn in a figure, above its axes
	bars.Title.Text = words.Plotting.Sprintf("probability of the right class: %s", share(p))
	bars.Width, curve.Width = 3.75*vg.Inch, 3.25*vg.Inch
	curve.Height = bars.Height
	curve.describe(words.Plotting.Sprintf("Beside them the curve of −ln(p), which rises without end towards p = 0, and on it the cross-entropy: %s.",
		fixed(loss, 2)))
	return Beside(bars, curve)
}

var rightColor = palette[2] // of the right class

// share writes a probability with two decimals, or the first digit that it has.
func share(p float64) string {
	switch {
	case p == 0 || p == 1:
		return strconv.Itoa(int(p))
	case p >= 0.005 && p < 0.995:
		return fixed(p, 2)
	case p > 0.5:
		return fixed(p, 3)
	}
	return number(p)
}
