package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"dlfs/internal/words"
)

// LossCurve draws the loss of each iteration. If window is above 1, the loss is a thin, light
// line, and over it is the mean of the last window iterations, of fewer at the start. A window
// of 0 or 1 draws no mean, and a negative one is an error.
func LossCurve(loss []float64, window int) *Figure {
	if err := checkSeries(series{"loss", loss}); err != nil {
		return failed(err)
	}
	if window < 0 {
		return failed(words.Plotting.Errorf("plotting: a window of %d iterations: give a positive number, or 0 for no mean", window))
	}
	fig := newFigure("iterations", "loss")
	fig.countX()
	pts := xys(indices(len(loss)), loss)
	alt := words.Plotting.Plural(len(loss), "Line %s over %s iteration", "Line %s over %s iterations", trend(loss), whole(len(loss)))
	if window > 1 {
		raw := fig.addLine(pts, skyBlue)
		raw.Width /= 2
		mean := movingMean(loss, window)
		fig.Legend.Add("loss", raw)
		fig.Legend.Add("mean of the last "+whole(window), fig.addLine(xys(indices(len(mean)), mean), Color(0)))
		// Translators: for instance "Line falling from 2 to 0.10 over 100 iterations; the mean over the last 10 falling …"
		alt = words.Plotting.Sprintf("%s; the mean over the last %s %s", alt, whole(window), trend(mean))
	} else {
		fig.addLine(pts, Color(0))
	}
	fig.margins()
	fig.Legend.Top = true
	return fig.describe(words.Plotting.Sprintf("%s.", alt))
}

// movingMean returns for each i the mean of the last window values up to v[i]; there
// are fewer at the start.
func movingMean(v []float64, window int) []float64 {
	mean := make([]float64, len(v))
	for i := range v {
		last := v[max(0, i-window+1) : i+1]
		var sum float64
		for _, x := range last {
			sum += x
		}
		mean[i] = sum / float64(len(last))
	}
	return mean
}

// AccuracyCurves draws the accuracy on the training data as a solid line and on the test
// data as a dashed one, over the epochs 0, 1, 2, …, with a legend. Both slices have the
// same length and values from 0 to 1.
func AccuracyCurves(train, test []float64) *Figure {
	both := []series{{"train", train}, {"test", test}}
	if err := checkSeries(both...); err != nil {
		return failed(err)
	}
	for _, s := range both {
		for i, v := range s.values {
			if v < 0 || v > 1 {
				return failed(words.Plotting.Errorf("plotting: %s[%d] is %v: an accuracy is between 0 and 1", s.name, i, v))
			}
		}
	}
	fig := newFigure("epochs", "accuracy")
	fig.countX()
	epochs := indices(len(train))
	fig.Legend.Add("train acc", fig.addLine(xys(epochs, train), Color(0)))
	fig.Legend.Add("test acc", fig.addLine(xys(epochs, test), Color(1), dashed...))
	fig.margins()
	fig.Y.Min, fig.Y.Max = 0, 1
	return fig.describe(words.Plotting.Plural(len(train),
		"Two lines over %s epoch: training accuracy %s, test accuracy %s.",
		"Two lines over %s epochs: training accuracy %s, test accuracy %s.",
		whole(len(train)), trend(train), trend(test)))
}

// LearningRates compares descents. values[i] has the values of the function in the descent
// with the learning rate rates[i], at the start and after each step, and becomes a line on a
// logarithmic axis, where a descent that explodes and one that hardly moves are both
// readable. Values are 0 or at least 1e-300, and a 0 is a triangle at the bottom. A line ends
// before its first value that is not finite or is beyond ±1e300, and the alt text says so; the
// value at the start must be finite.
func LearningRates(rates []float64, values [][]float64) *Figure {
	if len(rates) == 0 || len(rates) != len(values) {
		return failed(words.Plotting.Errorf("plotting: %d learning rates and %d series of values: give one series for each rate", len(rates), len(values)))
	}
	if err := checkSeries(series{"rates", rates}); err != nil {
		return failed(err)
	}
	fig := newFigure("steps", "f(x)")
	fig.countX()
	names := short(rates...)
	all, trends, longest := make([]series, len(rates)), make([]string, len(rates)), 0
	for i, y := range values {
		finite := finiteStart(y)
		if finite == 0 {
			if len(y) > 0 {
				y = y[:1]
			}
			return failed(checkSeries(series{fmt.Sprintf("values[%d]", i), y}))
		}
		if err := checkNotNegative(series{fmt.Sprintf("values[%d]", i), y[:finite]}); err != nil {
			return failed(err)
		}
		all[i] = series{"learning rate " + names[i], y[:finite]}
		longest = max(longest, finite)
		trends[i] = words.Plotting.Plural(finite-1,
			"learning rate %s, %s over %s step", "learning rate %s, %s over %s steps", names[i], trend(y[:finite]), whole(finite-1))
		if finite < len(y) {
			trends[i] = words.Plotting.Sprintf("%s, then %s", trends[i], beyond(y[finite]))
		}
	}
	fig.addLogLines(indices(longest), all)
	margins(&fig.X)
	fig.Legend.Left = true
	return fig.describe(words.Plotting.Sprintf("Values of the function on a logarithmic axis: %s.",
		words.Plotting.Join("%s; %s", trends...)))
}

// finiteStart returns how many values there are before the first that cannot be drawn.
func finiteStart(values []float64) int {
	for i, v := range values {
		if !drawable(v) {
			return i
		}
	}
	return len(values)
}

// beyond says what a value is that cannot be drawn.
func beyond(v float64) string {
	switch {
	case math.IsNaN(v):
		return words.Plotting.Sprintf("not a number")
	case v > 0:
		return words.Plotting.Sprintf("above %s", scientific(greatest, 0))
	default:
		return words.Plotting.Sprintf("below −%s", scientific(greatest, 0))
	}
}

// LossAndAccuracy draws the loss and, below it, the accuracy of a net while one of its weights
// is moved away from where it was, by the given shifts in rising or falling order: the loss
// responds to every shift, the accuracy only in steps or not at all. All three slices have the
// same length, and accuracies are from 0 to 1.
func LossAndAccuracy(shift, loss, accuracy []float64) *Figure {
	if err := checkSeries(series{"shift", shift}, series{"loss", loss}, series{"accuracy", accuracy}); err != nil {
		return failed(err)
	}
	levels := make(map[float64]bool)
	for i, v := range accuracy {
		if v < 0 || v > 1 {
			return failed(words.Plotting.Errorf("plotting: accuracy[%d] is %v: an accuracy is between 0 and 1", i, v))
		}
		levels[v] = true
	}
	upper, lower := newFigure("", "loss"), newFigure("change in the weight", "accuracy")
	upper.addLine(xys(shift, loss), Color(0))
	lower.addLine(xys(shift, accuracy), Color(1)).StepStyle = plotter.MidStep
	for _, fig := range []*Figure{upper, lower} {
		fig.Height = 2.4 * vg.Inch
		fig.margins()
	}
	upper.describe(words.Plotting.Sprintf("Loss over the change in one weight from %s to %s, %s.",
		number(shift[0]), number(shift[len(shift)-1]), shape(shift, loss)))
	if course := shape(shift, accuracy); len(levels) == 1 {
		lower.describe(words.Plotting.Sprintf("Below it the accuracy, a level line, %s.", course))
	} else {
		lower.describe(words.Plotting.Sprintf("Below it the accuracy, a staircase with %s levels, %s.", whole(len(levels)), course))
	}
	return Above(upper, lower)
}
