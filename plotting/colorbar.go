package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A colorBar, at the right of the axes, says which colour is which value.
type colorBar struct {
	label  string
	levels []float64    // where the colours begin, and the end of the last
	colors []color.RGBA // one fewer
	ticks  []plot.Tick
	style  plot.Axis // how lines and texts look
}

var (
	_ plot.Plotter    = colorBar{}
	_ plot.GlyphBoxer = colorBar{}
)

const (
	barGap   = 12 // points between the axes and the bar
	barWidth = 13
	textGap  = 3 // between a tick and its label
)

// Plot draws the bar, as plot.Plotter asks.
func (b colorBar) Plot(c draw.Canvas, _ *plot.Plot) {
	x := c.Max.X + vg.Points(barGap)
	bar := vg.Rectangle{Min: vg.Point{X: x, Y: c.Min.Y}, Max: vg.Point{X: x + vg.Points(barWidth), Y: c.Max.Y}}
	bottom, top := b.levels[0], b.levels[len(b.levels)-1]
	y := func(z float64) vg.Length {
		return c.Min.Y + c.Size().Y*vg.Length((z-bottom)/(top-bottom))
	}
	rest := bar
	for k, color := range b.colors {
		rest.Min.Y = y(b.levels[k]) // up to the top, so that no seam shows below the next
		c.SetColor(color)
		c.Fill(rest.Path())
	}
	c.SetLineStyle(b.style.LineStyle)
	c.Stroke(bar.Path())

	x = bar.Max.X
	for _, t := range b.ticks {
		c.StrokeLine2(b.style.Tick.LineStyle, x, y(t.Value), x+b.style.Tick.Length, y(t.Value))
	}
	x += b.style.Tick.Length + vg.Points(textGap)
	style := b.style.Tick.Label
	style.XAlign = draw.XLeft
	for _, t := range b.ticks {
		c.FillText(style, vg.Point{X: x, Y: y(t.Value) + style.FontExtents().Descent}, t.Label)
	}
	style = b.style.Label.TextStyle
	style.Rotation += math.Pi / 2
	c.FillText(style, vg.Point{X: c.Max.X + b.width() - style.FontExtents().Descent, Y: c.Center().Y}, b.label)
}

// width returns how far the bar and its texts reach beyond the axes.
func (b colorBar) width() vg.Length {
	return vg.Points(barGap+barWidth) + b.style.Tick.Length + vg.Points(textGap) +
		widest(b.style.Tick.Label, b.ticks) + b.style.Label.Padding + b.style.Label.TextStyle.Height(b.label)
}

// GlyphBoxes makes the plot leave room for the bar, as plot.GlyphBoxer asks.
func (b colorBar) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	return []plot.GlyphBox{{X: 1, Rectangle: vg.Rectangle{Max: vg.Point{X: b.width()}}}}
}

// widest returns the width of the widest label.
func widest(style text.Style, ticks []plot.Tick) (w vg.Length) {
	for _, t := range ticks {
		w = max(w, style.Width(t.Label))
	}
	return w
}
