package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// A Quiver draws arrows. Each has its tail at a point and the direction of a vector
// in data coordinates: an arrow with vector (1, 1) points from (x, y) towards
// (x+1, y+1) even if the axes have different scales. Lengths on the page are
// proportional to the vectors' lengths. Heads are proportional to the width of the
// shaft, and shrink if an arrow is shorter than its head. A vector too short for an
// arrow, such as zero, is a dot. Parts of arrows outside the axes are cut off.
//
// It differs from plotter.Field, which centres plain lines in the cells of a grid and
// scales by the longest of them.
type Quiver struct {
	// Tails are the points, and Vectors the arrows' vectors, one for each.
	Tails, Vectors plotter.XYs

	// Color fills the arrows.
	Color color.Color

	// UnitLength is how long a vector of length 1 is drawn, as a fraction of the
	// width of the axes. Zero means a length at which arrows hardly overlap:
	// 1 / (1.8 · mean length · max(10, √n)) for n arrows.
	UnitLength float64

	// ShaftWidth is the width of a shaft, as a fraction of the width of the axes.
	// Zero means 0.06 / √n, with √n kept between 8 and 25.
	ShaftWidth float64
}

// Both default rules, and the shape of the arrows, are those of matplotlib's quiver,
// https://matplotlib.org/stable/api/_as_gen/matplotlib.pyplot.quiver.html, with angles="xy".
const (
	headLength = 5   // from the tip to the barbs, in shaft widths
	headNotch  = 4.5 // from the tip to where the shaft meets the head
	headWidth  = 3   // between the barbs
)

var (
	_ plot.Plotter    = (*Quiver)(nil)
	_ plot.DataRanger = (*Quiver)(nil)
)

// NewQuiver returns a Quiver with the default scale for the vectors at the
// tails. It copies both. It fails if there are no points, if there is not
// one vector for each point, if a number is not finite, or if the sum of the
// vectors' lengths overflows a float64.
func NewQuiver(tails, vectors plotter.XYer) (*Quiver, error) {
	if tails.Len() != vectors.Len() {
		return nil, words.Plotting.Errorf("plotting: a quiver of %d points and %d vectors: give one vector for each point", tails.Len(), vectors.Len())
	}
	if tails.Len() == 0 {
		return nil, words.Plotting.Errorf("plotting: a quiver without points: give at least one")
	}
	at, err := plotter.CopyXYs(tails)
	if err != nil {
		return nil, words.Plotting.Errorf("plotting: points of a quiver: %w", err)
	}
	v, err := plotter.CopyXYs(vectors)
	if err != nil {
		return nil, words.Plotting.Errorf("plotting: vectors of a quiver: %w", err)
	}
	if math.IsInf(meanLength(v), 0) {
		return nil, words.Plotting.Errorf("plotting: vectors of a quiver: together they are too long for a float64")
	}
	return &Quiver{Tails: at, Vectors: v, Color: arrowColor}, nil
}

func meanLength(vectors plotter.XYs) float64 {
	var sum float64
	for _, v := range vectors {
		sum += math.Hypot(v.X, v.Y)
	}
	return sum / float64(len(vectors))
}

// scale returns the length on the page of a vector of length 1, and the width
// of the shafts, for axes of the given width.
func (q *Quiver) scale(width vg.Length) (unit, shaft vg.Length) {
	root := math.Sqrt(float64(len(q.Vectors)))
	unitLength, shaftWidth := q.UnitLength, q.ShaftWidth
	if unitLength == 0 {
		if mean := meanLength(q.Vectors); mean > 0 {
			unitLength = 1 / (1.8 * mean * max(10, root))
		}
	}
	if shaftWidth == 0 {
		shaftWidth = 0.06 / min(max(root, 8), 25)
	}
	return vg.Length(unitLength) * width, vg.Length(shaftWidth) * width
}

// Plot draws the arrows, as plot.Plotter asks.
func (q *Quiver) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	unit, shaft := q.scale(c.Size().X)
	step := (p.X.Max - p.X.Min) * 1e-6 // small, for axes that are not linear
	for i, tail := range q.Tails {
		v := q.Vectors[i]
		length := math.Hypot(v.X, v.Y)
		at := vg.Point{X: toX(tail.X), Y: toY(tail.Y)}
		cos, sin := 1.0, 0.0
		if length > 0 {
			dx := float64(toX(tail.X+v.X/length*step) - at.X)
			dy := float64(toY(tail.Y+v.Y/length*step) - at.Y)
			d := math.Hypot(dx, dy)
			cos, sin = dx/d, dy/d
		}
		outline := arrow(float64(unit)*length/float64(shaft), shaft)
		for j, pt := range outline {
			outline[j] = vg.Point{
				X: at.X + pt.X*vg.Length(cos) - pt.Y*vg.Length(sin),
				Y: at.Y + pt.X*vg.Length(sin) + pt.Y*vg.Length(cos),
			}
		}
		c.FillPolygon(q.Color, c.ClipPolygonXY(outline))
	}
}

// arrow returns the outline of an arrow to the right from the origin, whose length is
// given in widths of the shaft.
func arrow(length float64, shaft vg.Length) []vg.Point {
	if length < 1 { // too short to point anywhere: a dot
		return hexagon(shaft / 2)
	}
	size := 1.0 // of the head and the shaft's width
	if length < headLength {
		size = length / headLength
	}
	half := []struct{ x, y float64 }{
		{0, 0.5 * size},
		{length - headNotch*size, 0.5 * size},
		{length - headLength*size, headWidth / 2.0 * size},
		{length, 0},
	}
	outline := make([]vg.Point, 7)
	for i, pt := range half {
		x, y := vg.Length(pt.x)*shaft, vg.Length(pt.y)*shaft
		outline[i], outline[6-i] = vg.Point{X: x, Y: y}, vg.Point{X: x, Y: -y}
	}
	return outline
}

func hexagon(radius vg.Length) []vg.Point {
	outline := make([]vg.Point, 6)
	for i := range outline {
		sin, cos := math.Sincos(float64(i) * math.Pi / 3)
		outline[i] = vg.Point{X: radius * vg.Length(cos), Y: radius * vg.Length(sin)}
	}
	return outline
}

// DataRange returns the range of the tails, as plot.DataRanger asks.
func (q *Quiver) DataRange() (xmin, xmax, ymin, ymax float64) {
	return plotter.XYRange(q.Tails)
}
