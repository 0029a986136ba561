package plotting

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The palette of M. Okabe and K. Ito, "Color Universal Design" (2008), in the order
// in which series take them: those with the best contrast on white first. Its yellow is too light for lines. The other
// six are chosen to be as far from these and from each other as can be, for eyes with and without red and green.
var palette = []color.RGBA{
	{0x00, 0x72, 0xB2, 0xFF}, // blue
	{0xD5, 0x5E, 0x00, 0xFF}, // vermilion
	{0x00, 0x9E, 0x73, 0xFF}, // bluish green
	{0xCC, 0x79, 0xA7, 0xFF}, // reddish purple
	{0xE6, 0x9F, 0x00, 0xFF}, // orange
	{0x56, 0xB4, 0xE9, 0xFF}, // sky blue
	{0x00, 0x00, 0x00, 0xFF}, // black

	{0x00, 0x2D, 0x9C, 0xFF}, // dark blue
	{0xA5, 0x6E, 0xFF, 0xFF}, // violet
	{0xA0, 0x52, 0x2D, 0xFF}, // sienna
	{0xAA, 0x33, 0x77, 0xFF}, // purple
	{0x5D, 0x40, 0x37, 0xFF}, // brown
	{0xEE, 0x66, 0x77, 0xFF}, // rose
}

var (
	blue      = palette[0]
	vermilion = palette[1]
	skyBlue   = palette[5]

	inkColor   = color.Gray{0x22} // text
	axisColor  = color.Gray{0x66}
	arrowColor = color.Gray{0x66}
	guideColor = color.Gray{0xA0}
	gridColor  = color.Gray{0xE4}
)

const (
	lineWidth = 1.5 // points, as all lengths below
	thinWidth = 0.75

	titleSize = 12
	labelSize = 11
	tickSize  = 10
)

var sans = font.Font{Typeface: "Liberation", Variant: "Sans"}

// Color returns the colour of series i. After thirteen they repeat.
func Color(i int) color.Color {
	n := len(palette)
	return palette[((i%n)+n)%n]
}

// Style gives p the looks of this package's figures: sans-serif text, thin grey
// axes with round numbers at the ticks, room around the title and the legend.
// It leaves texts, ranges, scales and plotters alone.
// Call it before changing a detail that it would overwrite.
func Style(p *plot.Plot) {
	p.Title.TextStyle.Font = font.From(sans, titleSize)
	p.Title.TextStyle.Color = inkColor
	p.Title.Padding = vg.Points(8)

	p.Legend.TextStyle.Font = font.From(sans, tickSize)
	p.Legend.TextStyle.Color = inkColor
	p.Legend.Padding = vg.Points(3)
	p.Legend.ThumbnailWidth = vg.Points(24)
	p.Legend.XOffs, p.Legend.YOffs = -vg.Points(8), vg.Points(8)

	styleAxis(&p.X, roundTicks{most: 9, room: 70})
	styleAxis(&p.Y, roundTicks{most: 7})
	// gonum centres the line of text at the tick; this is the middle of the digits.
	p.Y.Tick.Label.YAlign = -0.584
}

func styleAxis(a *plot.Axis, ticks plot.Ticker) {
	a.LineStyle = draw.LineStyle{Color: axisColor, Width: vg.Points(thinWidth)}
	a.Padding = 0
	a.Label.TextStyle.Font = font.From(sans, labelSize)
	a.Label.TextStyle.Color = inkColor
	a.Label.Padding = vg.Points(4)
	a.Tick.Label.Font = font.From(sans, tickSize)
	a.Tick.Label.Color = inkColor
	a.Tick.LineStyle = a.LineStyle
	a.Tick.Length = vg.Points(4)
	if _, ok := a.Tick.Marker.(plot.DefaultTicks); ok { // not the marks that somebody chose
		a.Tick.Marker = ticks
	}
}
