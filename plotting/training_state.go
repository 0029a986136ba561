package plotting

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// A TrainingState is one moment of a net's training, for Training to draw.
type TrainingState struct {
	Losses    []float64 // of all iterations of the training, also of those after this moment
	Iteration int       // how many iterations are done, from 0 to len(Losses)
	Accuracy  float64   // of the net at this moment, from 0 to 1

	// Weights are those of the first layer, or of some of its hidden neurons, as WeightImages takes them: each column is what
	// one neuron looks at.
	Weights mat.Matrix

	// Images are square grey pictures, and Guesses and Truths say what the net takes them for and what they are, as in
	// Misclassified.
	Images          [][]uint8
	Guesses, Truths []int
}

// Training draws one moment of a net's training: the loss so far, with the rest of its curve in grey, the accuracy, what
// hidden neurons look at, and the answers for a few pictures, each with the caption "guess / truth". Weights above 0 are red
// and those below 0 blue, on a scale of the figure's own.
//
// As an SVG image the figure is small, so that a dozen of them can be the states of one nb.Slide: the curve has
// its first point and at most 50 more, each the mean of some iterations, and colours have 17 shades. With six neurons and ten pictures a state
// takes about 4 kB when it is compressed with the others.
func Training(s TrainingState) *Figure {
	curve, neurons, answers := s.curve(), s.neurons(), s.answers()
	fig := Above(Beside(curve, neurons), answers)
	if fig.err != nil {
		return fig
	}
	right := 0
	for i, guess := range s.Guesses {
		if guess == s.Truths[i] {
			right++
		}
	}
	_, units := s.Weights.Dims()
	alt := words.Plotting.Sprintf("The training after %s of %s iterations: accuracy %s.",
		whole(s.Iteration), whole(len(s.Losses)), fixed(s.Accuracy, 2))
	if s.Iteration > 0 {
		alt = sentences(alt, words.Plotting.Sprintf("The loss so far: a line %s.", trend(s.Losses[:s.Iteration])))
	}
	return fig.describe(sentences(alt,
		words.Plotting.Sprintf("The weights of %s hidden neurons, and %s of %s pictures read correctly.",
			whole(units), whole(right), whole(len(s.Images)))))
}

// curve returns the chart of the loss.
func (s TrainingState) curve() *Figure {
	if err := checkSeries(series{"Losses", s.Losses}); err != nil {
		return failed(err)
	}
	n := len(s.Losses)
	switch {
	case s.Iteration < 0 || s.Iteration > n:
		return failed(words.Plotting.Errorf("plotting: iteration %d of %d: give a number from 0 to %d", s.Iteration, n, n))
	case !(s.Accuracy >= 0 && s.Accuracy <= 1): // also refuses NaN
		return failed(words.Plotting.Errorf("plotting: an accuracy of %v: an accuracy is between 0 and 1", s.Accuracy))
	}
	fig := newFigure("iterations", "loss")
	fig.Width, fig.Height = 3*vg.Inch, 2.2*vg.Inch
	fig.countX()
	all, done := means(s.Losses, n, s.Losses[0]), means(s.Losses[:s.Iteration], n, s.Losses[0])
	highest := 0.0
	for _, p := range all {
		highest = max(highest, p.Y)
	}
	fig.addLine(all[len(done)-1:], color.Gray{0xC8})
	fig.addLine(done, Color(0))
	fig.addDots(done[len(done)-1:], Color(0))
	fig.Limits(0, float64(n), 0, 1.05*max(highest, 1e-9))
	fig.Title.Text = "accuracy " + fixed(100*s.Accuracy, 1) + "%"
	return fig.describe(fig.Title.Text)
}

// means returns the first loss, at iteration 0, and at most 50 more points, each the mean of the losses of some iterations. They
// are as far apart as those of a training of n iterations.
func means(losses []float64, n int, first float64) plotter.XYs {
	const most = 50
	every := max(1, (n+most-1)/most)
	points := plotter.XYs{{X: 0, Y: first}}
	for from := 0; from < len(losses); from += every {
		to := min(from+every, len(losses))
		sum := 0.0
		for _, v := range losses[from:to] {
			sum += v
		}
		points = append(points, plotter.XY{X: float64(to), Y: sum / float64(to-from)})
	}
	return points
}

// neurons returns the weights as pictures.
func (s TrainingState) neurons() *Figure {
	const shades = 8 // on either side of 0
	largest, err := checkMatrix("Weights", s.Weights)
	if err != nil {
		return failed(err)
	}
	inputs, units := s.Weights.Dims()
	side, err := squareSide(inputs)
	if err != nil {
		return failed(words.Plotting.Errorf("plotting: a column of weights has %w", err))
	}
	if units > mostTiles {
		return failed(words.Plotting.Errorf("plotting: %d units: give at most %d columns of weights", units, mostTiles))
	}
	colors := around0(1)
	small := make([]*image.RGBA, units)
	for u := range small {
		small[u] = raster(side, side, 1, func(r, c int) color.RGBA {
			return colors.of(math.Round(shades*s.Weights.At(r*side+c, u)/max(largest, smallest)) / shades)
		})
	}
	fig := newLightTiles(small, nil, (units+1)/2)
	fig.Title.Text = "hidden neurons"
	fig.Width, fig.Height = 3*vg.Inch, 2.2*vg.Inch
	return fig.describe(fig.Title.Text)
}

// answers returns the pictures with what the net says.
func (s TrainingState) answers() *Figure {
	if checked := Misclassified(s.Images, s.Guesses, s.Truths, 10); checked.err != nil {
		return checked
	}
	const shades = 16
	small, captions := make([]*image.RGBA, len(s.Images)), make([]string, len(s.Images))
	for i, pixels := range s.Images {
		side, _ := squareSide(len(pixels)) // which Misclassified has checked
		small[i] = raster(side, side, 1, func(r, c int) color.RGBA {
			v := uint8(math.Round(float64(pixels[r*side+c])*(shades-1)/255) * 255 / (shades - 1))
			return color.RGBA{v, v, v, 0xFF}
		})
		captions[i] = fmt.Sprintf("%d / %d", s.Guesses[i], s.Truths[i])
	}
	fig := newLightTiles(small, captions, 10)
	fig.Width = DefaultWidth
	fig.Title.Text = "guess / truth"
	fig.Height = wholePixels(fig.Height + fig.Title.TextStyle.Height(fig.Title.Text) + fig.Title.Padding)
	return fig.describe(fig.Title.Text)
}

// newLightTiles is newTiles for a figure that has to be small as an SVG document: that gets a dot for each pixel, which the
// page enlarges.
func newLightTiles(images []*image.RGBA, captions []string, columns int) *Figure {
	sized := newTiles(images, captions, columns)
	if sized.err != nil {
		return sized
	}
	fig := newFigure("", "")
	fig.HideAxes()
	fig.X.Min, fig.X.Max, fig.Y.Min, fig.Y.Max = 0, 1, 0, 1
	fig.Add(lightTiles{tiles{images, captions, min(columns, len(images)), fig.X.Tick.Label}})
	fig.Width, fig.Height = sized.Width, sized.Height
	return fig
}

// lightTiles are tiles that are drawn in two sizes.
type lightTiles struct{ tiles }

var _ plot.Plotter = lightTiles{}

// Plot draws the pictures, as plot.Plotter asks.
func (t lightTiles) Plot(c draw.Canvas, p *plot.Plot) {
	c.Canvas = &lightCanvas{c.Canvas, t.images}
	t.tiles.Plot(c, p)
}

// A lightCanvas adds to each picture that is drawn the one that it was enlarged from.
type lightCanvas struct {
	vg.Canvas
	small []*image.RGBA // of those that come
}

// DrawImage draws a picture, as vg.Canvas asks.
func (l *lightCanvas) DrawImage(place vg.Rectangle, img image.Image) {
	if large, ok := img.(*image.RGBA); ok && len(l.small) > 0 {
		img, l.small = twoSizes{large, reduce(l.small[0])}, l.small[1:]
	}
	l.Canvas.DrawImage(place, img)
}

// twoSizes is a picture with sharp pixels, and the same with a dot for each pixel.
type twoSizes struct {
	*image.RGBA
	small image.Image
}

// DrawImage draws the smaller of two sizes into an SVG document, as vg.Canvas asks.
func (l *lineRecorder) DrawImage(place vg.Rectangle, img image.Image) {
	if two, ok := img.(twoSizes); ok {
		img = two.small
	}
	l.Canvas.DrawImage(place, img)
}
