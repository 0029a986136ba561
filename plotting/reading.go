package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// mostClasses bounds the bars to what fits below each other's names.
const mostClasses = 20

// Reading draws how a net reads a picture: on the left the picture, and on the right a bar for the probability of each
// class 0, 1, 2, …, the largest in a stronger colour. pixels are those of a square picture, row by row, from 0, black, to 1,
// white, such as a row of a batch of MNIST or a drawing of nb.Drawing; they may be outside 0 to 1 and are then black or white.
// There are 1 to 20 probabilities, from 0 to 1, such as a row of what Predict returns.
func Reading(pixels, probabilities []float64) *Figure {
	if err := checkSeries(series{"pixels", pixels}); err != nil {
		return failed(err)
	}
	if err := checkProbabilities(probabilities); err != nil {
		return failed(err)
	}
	grey := make([]uint8, len(pixels))
	for i, v := range pixels {
		grey[i] = uint8(math.Round(255 * min(1, max(0, v))))
	}
	if _, err := squareSide(len(pixels)); err != nil {
		return failed(words.Plotting.Errorf("plotting: the picture has %w", err))
	}
	picture := pictures([][]uint8{grey}, nil, nil, 1)
	bars := newFigure("class", "probability")
	best := 0
	for k, p := range probabilities {
		if p > probabilities[best] {
			best = k
		}
	}
	var ticks plot.ConstantTicks
	for k, p := range probabilities {
		fill := color.Color(skyBlue)
		if k == best {
			fill = Color(0)
		}
		bars.Add(bar{float64(k), p, fill})
		ticks = append(ticks, plot.Tick{Value: float64(k), Label: whole(k)})
	}
	bars.X.Tick.Marker = ticks
	bars.X.Tick.Length = 0
	bars.X.Min, bars.X.Max = -0.6, float64(len(probabilities))-0.4
	bars.Y.Min, bars.Y.Max = 0, 1
	picture.Width, bars.Width = 2.2*vg.Inch, 3.8*vg.Inch
	picture.Height, bars.Height = 2.2*vg.Inch, 2.2*vg.Inch
	alt := words.Plotting.Sprintf("A picture, and a bar for the probability of each class: the highest is class %s with %s%%.",
		whole(best), fixed(100*probabilities[best], 0))
	return Beside(picture, bars.describe(alt)).describe(alt)
}

// checkProbabilities returns an error unless there are 1 to mostClasses numbers from 0 to 1.
func checkProbabilities(p []float64) error {
	if err := checkSeries(series{"probabilities", p}); err != nil {
		return err
	}
	if len(p) > mostClasses {
		return words.Plotting.Errorf("plotting: %d probabilities: give at most %d", len(p), mostClasses)
	}
	for i, v := range p {
		if v < 0 || v > 1 {
			return words.Plotting.Errorf("plotting: probabilities[%d] is %v: a probability is between 0 and 1", i, v)
		}
	}
	return nil
}

// A bar stands on the x axis around a number and has a height.
type bar struct {
	at, height float64
	fill       color.Color
}

var (
	_ plot.Plotter    = bar{}
	_ plot.DataRanger = bar{}
)

// Plot draws the bar, as plot.Plotter asks.
func (b bar) Plot(c draw.Canvas, p *plot.Plot) {
	const half = 0.36 // of the distance between two bars
	toX, toY := p.Transforms(&c)
	left, right, top := toX(b.at-half), toX(b.at+half), toY(b.height)
	c.FillPolygon(b.fill, c.ClipPolygonXY([]vg.Point{
		{X: left, Y: toY(0)}, {X: left, Y: top}, {X: right, Y: top}, {X: right, Y: toY(0)},
	}))
}

// DataRange returns what the bar covers, as plot.DataRanger asks.
func (b bar) DataRange() (xmin, xmax, ymin, ymax float64) {
	return b.at - 0.5, b.at + 0.5, 0, b.height
}
