package plotting

import (
	"image"
	"image/color"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

const (
	mostReadings = 8                // side by side
	readingWidth = 0.8125 * vg.Inch // of a picture; MNIST's pixels are then whole dots
	barsHeight   = 0.85 * vg.Inch
)

// Readings draws 1 to 8 square grey pictures side by side and below each, as bars, the probability of
// each class that a net returns for it. Pictures are as for Digits. Row i of probabilities, N×K for N
// pictures and 1 to 20 classes, belongs to picture i, and holds numbers from 0 to 1. The highest bar is
// blue, with its percentage above it.
func Readings(images [][]uint8, probabilities mat.Matrix) *Figure {
	if _, err := checkMatrix("probabilities", probabilities); err != nil {
		return failed(err)
	}
	rows, classes := probabilities.Dims()
	switch n := len(images); {
	case n < 1 || n > mostReadings:
		return failed(words.Plotting.Errorf("plotting: %s: give from 1 to %d", countImages(n), mostReadings))
	case rows != n:
		return failed(words.Plotting.Errorf("plotting: %s and probabilities of %s: give one row for each image", countImages(n), countRows(rows)))
	case classes > mostClasses:
		return failed(words.Plotting.Errorf("plotting: probabilities of %d classes: give at most %d", classes, mostClasses))
	}
	r, spoken := readings{}, make([]string, rows)
	for i, pixels := range images {
		side, err := squareSide(len(pixels))
		if err != nil {
			return failed(words.Plotting.Errorf("plotting: images[%d] has %w", i, err))
		}
		p := mat.Row(nil, i, probabilities)
		best := 0
		for k, v := range p {
			if v < 0 || v > 1 {
				return failed(words.Plotting.Errorf("plotting: probabilities at row %d, column %d is %v: give numbers from 0 to 1", i, k, v))
			}
			if v > p[best] {
				best = k
			}
		}
		r.all = append(r.all, reading{greys(pixels, side), p, best})
		spoken[i] = words.Plotting.Sprintf("%d with %s", best, percent(p[best]))
	}
	fig := newFigure("", "")
	fig.HideAxes()
	fig.X.Min, fig.X.Max, fig.Y.Min, fig.Y.Max = 0, 1, 0, 1
	r.style = fig.X.Tick.Label
	fig.Add(r)
	fig.Width = wholePixels(max(2*readingWidth, r.pitch()*vg.Length(rows)) + 2*vg.Points(margin))
	fig.Height = wholePixels(readingWidth + barsHeight + 4*r.style.Height("0") + 2*vg.Points(margin))
	// Translators: what is in the list is "7 with 99%"
	list := words.Plotting.Join("%s, %s", spoken...)
	return fig.describe(words.Plotting.Plural(rows,
		"%s picture and, below it, a bar for the probability of each of %d classes; the highest is %s.",
		"%s pictures and, below each, a bar for the probability of each of %d classes; the highest are %s.",
		whole(rows), classes, list))
}

// greys returns a picture of side by side pixels from 0, black, to 255, white.
func greys(pixels []uint8, side int) *image.RGBA {
	return raster(side, side, 1, func(r, c int) color.RGBA {
		v := pixels[r*side+c]
		return color.RGBA{v, v, v, 0xFF}
	})
}

// percent writes a share of 0 to 1 as a percentage without decimals.
func percent(share float64) string { return words.Plotting.Sprintf("%s%%", fixed(100*share, 0)) }

// A reading is a picture, the probabilities of its classes, and the class of the largest.
type reading struct {
	picture       *image.RGBA
	probabilities []float64
	best          int
}

// readings are pictures beside each other, with bars below them.
type readings struct {
	all   []reading
	style text.Style // of the numbers
}

var _ plot.Plotter = readings{}

// pitch returns the distance between the middles of two pictures.
func (r readings) pitch() vg.Length {
	const digit = 9 // points for the bar of a class and its number
	return max(readingWidth, vg.Points(digit*float64(len(r.all[0].probabilities)))) + vg.Points(3*tileGap)
}

// Plot draws the pictures and the bars, as plot.Plotter asks.
func (r readings) Plot(c draw.Canvas, _ *plot.Plot) {
	pitch := c.Size().X / vg.Length(len(r.all))
	line := r.style.Height("0")
	bottom := c.Min.Y + line*3/2
	top := c.Max.Y - readingWidth - 2*line
	for i, one := range r.all {
		middle := c.Min.X + pitch*(vg.Length(i)+0.5)
		drawPicture(c, one.picture, readingWidth, vg.Point{X: middle - readingWidth/2, Y: c.Max.Y - readingWidth})
		width := min(pitch, r.pitch()) - vg.Points(3*tileGap)
		one.drawBars(c, r.style, vg.Rectangle{
			Min: vg.Point{X: middle - width/2, Y: bottom}, Max: vg.Point{X: middle + width/2, Y: top},
		})
	}
}

// drawBars draws a bar for each class into a box, with its number below the box.
func (one reading) drawBars(c draw.Canvas, style text.Style, box vg.Rectangle) {
	row := newClassBars(one.probabilities, one.best, blue, guideColor)
	row.style, row.numbers = style, make([]string, len(one.probabilities))
	row.numbers[one.best] = percent(one.probabilities[one.best])
	row.drawIn(c, box)
	line, step := style.Height("0"), box.Size().X/vg.Length(len(one.probabilities))
	for k := range one.probabilities {
		name := style
		name.Color = axisColor
		if k == one.best {
			name.Color = blue
		}
		fillFitted(c, name, vg.Point{X: box.Min.X + step*(vg.Length(k)+0.5), Y: box.Min.Y - line*3/4}, step, whole(k))
	}
	c.StrokeLine2(draw.LineStyle{Color: axisColor, Width: vg.Points(thinWidth)}, box.Min.X, box.Min.Y, box.Max.X, box.Min.Y)
}
