package plotting

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// Confusion draws a confusion matrix: counts[i][j] is how often class i, the truth, was taken
// for class j, the guess. Rows are truths and columns guesses. Each cell shows its count and is
// coloured by its logarithm, so that a few mistakes show next to a thousand right guesses. counts
// is square, with 1 to 50 rows, and has no negative count and at least one that is not 0.
func Confusion(counts [][]int) *Figure {
	if err := checkCounts(counts); err != nil {
		return failed(err)
	}
	n, largest := len(counts), 0
	for _, row := range counts {
		for _, k := range row {
			largest = max(largest, k)
		}
	}
	colors := tint{viridis(), 0, math.Log1p(float64(largest))}
	fig := newHeatMap(n, n, func(i, j int) color.RGBA { return colors.of(math.Log1p(float64(counts[i][j]))) })
	fig.X.Label.Text, fig.Y.Label.Text = "guess", "truth"
	each := plot.ConstantTicks(wholeTicks(n))
	fig.X.Tick.Marker, fig.Y.Tick.Marker = each, each
	style := fig.X.Tick.Label
	cell := max(vg.Points(24), style.Width(fmt.Sprint(largest))+vg.Points(8))
	fig.Width = wholePixels(cell*vg.Length(n) + vg.Points(60))
	fig.Height = wholePixels(max(vg.Points(26), cell*0.8)*vg.Length(n) + vg.Points(60))
	fig.Add(cellTexts{counts, colors, style})
	return fig.describe(confusionAlt(counts))
}

func checkCounts(counts [][]int) error {
	const most = 50
	if n := len(counts); n == 0 || n > most {
		return words.Plotting.Errorf("plotting: counts of %s: give from 1 to %d", countRows(n), most)
	}
	sum := 0
	for i, row := range counts {
		if len(row) != len(counts) {
			columns := words.Plotting.Plural(len(row), "%s column", "%s columns", whole(len(row)))
			return words.Plotting.Errorf("plotting: counts[%d] has %s, but there are %s: give a square matrix", i, columns, countRows(len(counts)))
		}
		for j, k := range row {
			if k < 0 {
				return words.Plotting.Errorf("plotting: counts[%d][%d] is %d: a count must be at least 0", i, j, k)
			}
			sum += k
		}
	}
	if sum == 0 {
		return words.Plotting.Errorf("plotting: all counts are 0: count at least one guess")
	}
	return nil
}

func countRows(n int) string { return words.Plotting.Plural(n, "%s row", "%s rows", whole(n)) }

// confusionAlt says how many guesses are right, which class suffers most, and the commonest mistake.
func confusionAlt(counts [][]int) string {
	all, right, mistakes, truth, guess := 0, 0, 0, 0, 0
	worst, worstShare := 0, math.Inf(1)
	for i, row := range counts {
		sum := 0
		for j, k := range row {
			sum += k
			if i != j && k > mistakes {
				mistakes, truth, guess = k, i, j
			}
		}
		all, right = all+sum, right+row[i]
		if share := float64(row[i]) / float64(sum); sum > 0 && share < worstShare {
			worst, worstShare = i, share
		}
	}
	alt := words.Plotting.Plural(all,
		"Confusion matrix of %d classes: %s of %s guess right", "Confusion matrix of %d classes: %s of %s guesses right",
		len(counts), whole(right), whole(all))
	if mistakes == 0 {
		return words.Plotting.Sprintf("%s.", alt)
	}
	return words.Plotting.Sprintf(
		"%s; the most frequent mistake is %d taken for %d, with %s, and class %d is recognised least, at %s%%.",
		alt, truth, guess, whole(mistakes), worst, fixed(100*worstShare, 1))
}

// GradientHeatMap draws two gradients of the same parameters side by side, numerical on the left
// and backprop in the middle, on one scale around 0. On the right is the absolute value of their
// difference, on a logarithmic scale of its own, where a difference of 0 has the lowest colour.
// Row 0 of a matrix is at the top. Both have the same numbers of rows and columns, at least 1
// each.
func GradientHeatMap(numerical, backprop mat.Matrix) *Figure {
	a, err := checkMatrix("numerical", numerical)
	if err != nil {
		return failed(err)
	}
	b, err := checkMatrix("backprop", backprop)
	if err != nil {
		return failed(err)
	}
	rows, columns := numerical.Dims()
	if r, c := backprop.Dims(); r != rows || c != columns {
		return failed(words.Plotting.Errorf("plotting: numerical is %d by %d and backprop %d by %d: give gradients of the same parameters", rows, columns, r, c))
	}
	gradients := around0(max(a, b))
	difference := func(i, j int) float64 { return math.Abs(numerical.At(i, j) - backprop.At(i, j)) }
	apart, ticks, largest := logTint(rows, columns, difference)
	left := newHeatMap(rows, columns, func(i, j int) color.RGBA { return gradients.of(numerical.At(i, j)) })
	middle := newHeatMap(rows, columns, func(i, j int) color.RGBA { return gradients.of(backprop.At(i, j)) })
	right := newHeatMap(rows, columns, func(i, j int) color.RGBA { return apart.of(math.Log10(difference(i, j))) })
	middle.Add(gradients.bar("gradient", middle.Y))
	right.Add(apart.bar("difference", right.Y, ticks...))
	left.Width, middle.Width, right.Width = 3*vg.Inch, 3.75*vg.Inch, 3.75*vg.Inch
	for i, p := range []*Figure{left, middle, right} {
		p.Title.Text = []string{"numerical", "backpropagation", "absolute difference"}[i]
		p.X.Label.Text, p.Y.Label.Text = "column", "row"
		p.Height = 3.5 * vg.Inch
	}
	left.describe(words.Plotting.Sprintf("Map of the numerical gradient, %d by %d, up to %s in size.", rows, columns, number(a)))
	middle.describe(words.Plotting.Sprintf("The same for the backpropagated gradient, up to %s.", number(b)))
	right.describe(words.Plotting.Sprintf("Their absolute difference, at most %s.", number(largest)))
	if largest == 0 {
		right.Title.Text = "no difference"
	}
	return Beside(left, middle, right)
}

// logTint returns a tint for the decimal logarithms of values that are not negative, with ticks at
// powers of ten, and the largest value. Values of 0 get the lowest colour.
func logTint(rows, columns int, value func(i, j int) float64) (t tint, ticks []plot.Tick, largest float64) {
	const mostDecades = 8
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range rows {
		for j := range columns {
			if v := value(i, j); v > 0 {
				lo, hi = min(lo, math.Floor(math.Log10(v))), max(hi, math.Ceil(math.Log10(v)))
				largest = max(largest, v)
			}
		}
	}
	if largest == 0 {
		lo, hi = -17, -16 // below what a float64 of 1 can resolve
	}
	lo = max(min(lo, hi-1), hi-mostDecades)
	for e := lo; e <= hi; e++ {
		ticks = append(ticks, plot.Tick{Value: e, Label: powerOfTen(int(e))})
	}
	return tint{viridis(), lo, hi}, ticks, largest
}

// newHeatMap returns a figure of rows by columns of coloured cells, the first row on top. Cell (i, j)
// has its middle at x = j and y = i.
func newHeatMap(rows, columns int, shade func(i, j int) color.RGBA) *Figure {
	fig := newFigure("", "")
	fig.X.Min, fig.X.Max = -0.5, float64(columns)-0.5
	fig.Y.Min, fig.Y.Max = -0.5, float64(rows)-0.5
	fig.Y.Scale = plot.InvertedScale{Normalizer: plot.LinearScale{}}
	fig.X.Tick.Marker = roundTicks{most: 6, room: 30, whole: true}
	fig.Y.Tick.Marker = roundTicks{most: 7, whole: true}
	fig.Add(cells{rows, columns, shade})
	return fig
}

// cells fill the axes with blocks of colour.
type cells struct {
	rows, columns int
	shade         func(i, j int) color.RGBA
}

var _ plot.Plotter = cells{}

// Plot draws the blocks, each of whole dots unless they are too small for that, as plot.Plotter asks.
func (m cells) Plot(c draw.Canvas, _ *plot.Plot) {
	const least = 3 // dots; where blocks are smaller, one dot more or less would show
	area := vg.Rectangle{Min: onDots(c.Min), Max: onDots(c.Max)}
	size := area.Size()
	width, height := int(math.Round(size.X.Dots(pngDPI))), int(math.Round(size.Y.Dots(pngDPI)))
	if width >= least*m.columns && height >= least*m.rows {
		c.DrawImage(area, blocks(m.rows, m.columns, width, height, m.shade))
	} else {
		c.DrawImage(c.Rectangle, raster(m.rows, m.columns, 600, m.shade))
	}
}

// cellTexts writes the numbers into cells, dark on light and light on dark.
type cellTexts struct {
	counts [][]int
	tint   tint
	style  text.Style
}

var _ plot.Plotter = cellTexts{}

// Plot writes the numbers, as plot.Plotter asks.
func (t cellTexts) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	width := c.Size().X / vg.Length(len(t.counts))
	for i, row := range t.counts {
		for j, k := range row {
			style := t.style
			style.Color = color.White
			if shade := t.tint.of(math.Log1p(float64(k))); shade.G > 0x90 { // viridis grows lighter as it grows greener
				style.Color = color.Black
			}
			fillFitted(c, style, vg.Point{X: toX(float64(j)), Y: toY(float64(i))}, width*0.9, fmt.Sprint(k))
		}
	}
}

// wholeTicks returns ticks at 0, 1, …, n-1.
func wholeTicks(n int) []plot.Tick {
	ticks := make([]plot.Tick, n)
	for i := range ticks {
		ticks[i] = plot.Tick{Value: float64(i), Label: fmt.Sprint(i)}
	}
	return ticks
}
