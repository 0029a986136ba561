package plotting

import (
	"math"

	"gonum.org/v1/plot/vg"

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
	best := 0
	for k, p := range probabilities {
		if p > probabilities[best] {
			best = k
		}
	}
	bars := newClassBars(probabilities, best, Color(0), skyBlue).figure("class", "probability")
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
