package plotting

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// Lengths in points: the rectangle with its strips, and the room for what is written left of it, right of it and below.
const (
	productSize  = 240
	productLeft  = 44
	productRight = 56
	productBelow = 20
)

// ProductArea draws the product of x and y as the area of a rectangle, and the strips by which the area grows if x or y grows
// by h: their areas are h·y and h·x, so the derivatives of the product with respect to x and y are the other factor.
//
// All three must be positive, and h at most as large as x and y; anything else is an error, which Err, PNG and SVG return.
func ProductArea(x, y, h float64) *Figure {
	if !(x > 0 && y > 0 && h > 0 && h <= x && h <= y) || !finite(x) || !finite(y) {
		return failed(words.Plotting.Errorf("plotting: ProductArea of %v and %v with h = %v: give positive numbers, and an h that is "+
			"not larger than the other two", x, y, h))
	}
	fig := newFigure("", "")
	fig.HideAxes()
	fig.X.Min, fig.X.Max, fig.Y.Min, fig.Y.Max = 0, x+h, 0, y+h
	perUnit := productSize / max(x+h, y+h)
	fig.Width = wholePixels(vg.Points(perUnit*(x+h) + productLeft + productRight + 2*margin))
	fig.Height = wholePixels(vg.Points(perUnit*(y+h) + productBelow + 2*margin))
	fig.Add(productArea{x, y, h, fig.X.Tick.Label})
	return fig.describe(words.Plotting.Sprintf("A rectangle %s wide and %s high has the area %s. Making it wider by %s adds a "+
		"strip of %s, and making it higher by as much adds a strip of %s.",
		compact(x), compact(y), compact(x*y), compact(h), compact(h*y), compact(h*x)))
}

type productArea struct {
	x, y, h float64
	style   text.Style
}

var _ plot.Plotter = productArea{}

// Plot draws the rectangle, as plot.Plotter asks.
func (a productArea) Plot(c draw.Canvas, p *plot.Plot) {
	c = draw.Crop(c, vg.Points(productLeft), -vg.Points(productRight), vg.Points(productBelow), 0)
	toX, toY := p.Transforms(&c)
	box := func(fill color.Color, x0, y0, x1, y1 float64, s string) {
		corners := []vg.Point{{X: toX(x0), Y: toY(y0)}, {X: toX(x1), Y: toY(y0)}, {X: toX(x1), Y: toY(y1)}, {X: toX(x0), Y: toY(y1)}}
		c.FillPolygon(fill, corners)
		c.StrokeLines(draw.LineStyle{Color: axisColor, Width: vg.Points(1)}, append(corners, corners[0]))
		fillCentered(c, a.style, corners[0].Add(corners[2]).Scale(0.5), s)
	}
	box(color.White, 0, 0, a.x, a.y, "x·y = "+compact(a.x*a.y))
	box(learnedColor, a.x, 0, a.x+a.h, a.y, "")
	box(learnedColor, 0, a.y, a.x, a.y+a.h, "h·x = "+compact(a.h*a.x))
	const below, left, right = 10, 24, 30
	fillCentered(c, a.style, vg.Point{X: toX(a.x+a.h) + right, Y: toY(a.y / 2)}, "h·y = "+compact(a.h*a.y))
	fillCentered(c, a.style, vg.Point{X: toX(a.x / 2), Y: toY(0) - below}, "x = "+compact(a.x))
	fillCentered(c, a.style, vg.Point{X: toX(a.x + a.h/2), Y: toY(0) - below}, "h = "+compact(a.h))
	fillCentered(c, a.style, vg.Point{X: toX(0) - left, Y: toY(a.y / 2)}, "y = "+compact(a.y))
	fillCentered(c, a.style, vg.Point{X: toX(0) - left, Y: toY(a.y + a.h/2)}, "h = "+compact(a.h))
}
