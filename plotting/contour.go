package plotting

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Contour draws a function of two variables, both from lo to hi, as a map: bands of colour
// between round heights, a bar that says which colour is which height, and over them the
// function's gradient at every fifth of 100 points each way as arrows, which point uphill.
// The axes are labelled x0 and x1. See Quiver for how arrows are scaled.
//
// f gets points of two coordinates from lo to hi, in 11,600 calls. A value or a slope that is not finite is an error.
func Contour(f func([]float64) float64, lo, hi float64) *Figure {
	l, err := newLandscape(f, lo, hi)
	if err != nil {
		return failed(err)
	}
	return contour(l)
}

func contour(l *landscape) *Figure {
	q, err := l.arrows()
	if err != nil {
		return failed(err)
	}
	fig := newFigure("x0", "x1")
	fig.shaded = true
	fig.Width, fig.Height = panelWidth, panelHeight
	fig.X.Tick.Marker = roundTicks{most: 9, room: 45}
	fig.Add(bands{l}, q, colorBar{l})
	fig.alt = func() string {
		return fmt.Sprintf("Filled contours of %s; %s", l.about, fieldAlt(q, fig.Plot))
	}
	return fig
}

// arrows returns the gradient at every fifth point of the grid.
func (l *landscape) arrows() (*Quiver, error) {
	var tails, vectors plotter.XYs
	for i := 0; i < gridPoints; i += arrowEvery {
		for j := 0; j < gridPoints; j += arrowEvery {
			at := plotter.XY{X: l.at[j], Y: l.at[i]}
			g0, g1 := l.gradient(at.X, at.Y)
			if !finite(g0) || !finite(g1) {
				return nil, fmt.Errorf("plotting: the gradient of f at (%v, %v) is (%v, %v): choose a range over which the function is smooth", at.X, at.Y, g0, g1)
			}
			tails, vectors = append(tails, at), append(vectors, plotter.XY{X: g0, Y: g1})
		}
	}
	q, err := NewQuiver(tails, vectors)
	if err != nil {
		return nil, err
	}
	q.Color = color.NRGBA{0xFF, 0xFF, 0xFF, 0xCC}
	return q, nil
}

// bands colours the plane by the height of a landscape.
type bands struct{ *landscape }

var (
	_ plot.Plotter    = bands{}
	_ plot.DataRanger = bands{}
)

// Plot draws what the axes show of the landscape, as plot.Plotter asks.
func (b bands) Plot(c draw.Canvas, p *plot.Plot) {
	const side = 600 // pixels; scaling them to the page smooths the edges
	left, right := max(p.X.Min, b.lo()), min(p.X.Max, b.hi())
	low, high := max(p.Y.Min, b.lo()), min(p.Y.Max, b.hi())
	if left >= right || low >= high {
		return
	}
	colors := b.bandColors()
	perHeight := float64(len(colors)) / (b.top() - b.bottom())
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for row := range side {
		x1 := high - (high-low)*(float64(row)+0.5)/side
		for col := range side {
			x0 := left + (right-left)*(float64(col)+0.5)/side
			band := int((b.height(x0, x1) - b.bottom()) * perHeight)
			img.SetRGBA(col, row, colors[min(max(band, 0), len(colors)-1)])
		}
	}
	plotter.NewImage(img, left, low, right, high).Plot(c, p)
}

// DataRange returns the square of the landscape, as plot.DataRanger asks.
func (b bands) DataRange() (xmin, xmax, ymin, ymax float64) {
	return b.lo(), b.hi(), b.lo(), b.hi()
}

// A colorBar stands at the right of the axes and says which colour is which height.
type colorBar struct{ *landscape }

var (
	_ plot.Plotter    = colorBar{}
	_ plot.GlyphBoxer = colorBar{}
)

const (
	barLabel = "Function Value"
	barGap   = 12 // points between the axes and the bar
	barWidth = 13
	textGap  = 3 // between a tick and its label
)

// Plot draws the bar, as plot.Plotter asks.
func (b colorBar) Plot(c draw.Canvas, p *plot.Plot) {
	x := c.Max.X + vg.Points(barGap)
	bar := vg.Rectangle{Min: vg.Point{X: x, Y: c.Min.Y}, Max: vg.Point{X: x + vg.Points(barWidth), Y: c.Max.Y}}
	y := func(z float64) vg.Length {
		return c.Min.Y + c.Size().Y*vg.Length((z-b.bottom())/(b.top()-b.bottom()))
	}
	rest := bar
	for k, color := range b.bandColors() {
		rest.Min.Y = y(b.levels[k]) // up to the top, so that no seam shows below the next
		c.SetColor(color)
		c.Fill(rest.Path())
	}
	c.SetLineStyle(p.Y.LineStyle)
	c.Stroke(bar.Path())

	x = bar.Max.X
	ticks := b.ticks()
	for _, t := range ticks {
		c.StrokeLine2(p.Y.Tick.LineStyle, x, y(t.Value), x+p.Y.Tick.Length, y(t.Value))
	}
	x += p.Y.Tick.Length + vg.Points(textGap)
	style := p.Y.Tick.Label
	style.XAlign = draw.XLeft
	for _, t := range ticks {
		c.FillText(style, vg.Point{X: x, Y: y(t.Value) + style.FontExtents().Descent}, t.Label)
	}
	style = p.Y.Label.TextStyle
	style.Rotation += math.Pi / 2
	c.FillText(style, vg.Point{X: c.Max.X + b.width(p) - style.FontExtents().Descent, Y: c.Center().Y}, barLabel)
}

func (b colorBar) ticks() []plot.Tick { return roundTicks{most: 10}.Ticks(b.bottom(), b.top()) }

// width returns how far the bar and its texts reach beyond the axes.
func (b colorBar) width(p *plot.Plot) vg.Length {
	return vg.Points(barGap+barWidth) + p.Y.Tick.Length + vg.Points(textGap) +
		widest(p.Y.Tick.Label, b.ticks()) + p.Y.Label.Padding + p.Y.Label.TextStyle.Height(barLabel)
}

// GlyphBoxes makes the plot leave room for the bar, as plot.GlyphBoxer asks.
func (b colorBar) GlyphBoxes(p *plot.Plot) []plot.GlyphBox {
	return []plot.GlyphBox{{X: 1, Rectangle: vg.Rectangle{Max: vg.Point{X: b.width(p)}}}}
}

// widest returns the width of the widest label.
func widest(style text.Style, ticks []plot.Tick) (w vg.Length) {
	for _, t := range ticks {
		w = max(w, style.Width(t.Label))
	}
	return w
}
