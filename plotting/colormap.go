package plotting

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"sync"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette/moreland"
)

// viridisAnchors are 17 evenly spaced colours of the map viridis, by S. van der Walt and
// N. Smith (2015, CC0), https://bids.github.io/colormap/: it rises evenly in lightness, so it
// reads in grey and with any kind of colour vision.
var viridisAnchors = [...]uint32{
	0x440154, 0x48186A, 0x472D7B, 0x424086, 0x3B528B, 0x33638D, 0x2C728E, 0x26828E, 0x21918C,
	0x1F9F88, 0x27AD81, 0x3DBC74, 0x5CC863, 0x81D34D, 0xAADC32, 0xD5E21A, 0xFDE725,
}

// viridis returns the map as 256 colours, the lowest first. No channel differs by more than
// 7 of 255 from the original.
var viridis = sync.OnceValue(func() []color.Color {
	anchors := make([]color.Color, len(viridisAnchors))
	for i, c := range viridisAnchors {
		anchors[i] = color.RGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 0xFF}
	}
	m, err := moreland.NewLuminance(anchors)
	if err != nil {
		panic(fmt.Sprintf("plotting: viridis: %v", err)) // an anchor mistyped
	}
	colors := m.Palette(256).Colors()
	for i, c := range colors {
		colors[i] = color.RGBAModel.Convert(c)
	}
	return colors
})

// diverging returns the map of K. Moreland, "Diverging Color Maps for Scientific Visualization"
// (2009): blue for the lowest, red for the highest, and light grey in the middle, as an odd number
// of colours. It was made to be told apart with any kind of colour vision.
var diverging = sync.OnceValue(func() []color.Color {
	m := moreland.SmoothBlueRed()
	m.SetMin(-1)
	m.SetMax(1)
	colors := m.Palette(255).Colors()
	for i, c := range colors {
		colors[i] = color.RGBAModel.Convert(c)
	}
	return colors
})

// viridisAt returns viridis's colour for a fraction of the map's way. Below 0 and above 1 it is
// that of the end.
func viridisAt(fraction float64) color.RGBA { return shade(viridis(), fraction) }

// shade is viridisAt for any colours.
func shade(colors []color.Color, fraction float64) color.RGBA {
	last := float64(len(colors) - 1)
	return colors[int(math.Round(min(max(fraction, 0), 1)*last))].(color.RGBA)
}

// A tint gives colours to the numbers from lo to hi.
type tint struct {
	colors []color.Color
	lo, hi float64
}

// around0 returns a tint in which 0 has the colour in the middle and largest, or 1 if that is 0,
// the last one.
func around0(largest float64) tint {
	if largest == 0 {
		largest = 1
	}
	return tint{diverging(), -largest, largest}
}

func (t tint) of(v float64) color.RGBA { return shade(t.colors, (v-t.lo)/(t.hi-t.lo)) }

// bar returns the tint's colour bar; without ticks, round numbers are taken.
func (t tint) bar(label string, style plot.Axis, ticks ...plot.Tick) colorBar {
	n := len(t.colors)
	b := colorBar{label: label, ticks: ticks, style: style, levels: make([]float64, n+1), colors: make([]color.RGBA, n)}
	for i := range b.levels {
		b.levels[i] = t.lo + float64((t.hi-t.lo)*float64(i)/float64(n))
	}
	for i, c := range t.colors {
		b.colors[i] = c.(color.RGBA)
	}
	if len(ticks) == 0 {
		b.ticks = roundTicks{most: 8}.Ticks(t.lo, t.hi)
	}
	return b
}

// raster returns a picture of rows by columns in which each cell is a block of one colour, all blocks as large. It has
// at least so many pixels each way: as many as the page, so that scaling leaves the edges sharp.
func raster(rows, columns, side int, shade func(i, j int) color.RGBA) *image.RGBA {
	high, wide := max(1, (side+rows-1)/rows), max(1, (side+columns-1)/columns)
	return blocks(rows, columns, columns*wide, rows*high, shade)
}

// blocks returns a picture of a given size of rows by columns in which each cell is a block of one colour.
func blocks(rows, columns, width, height int, shade func(i, j int) color.RGBA) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range rows {
		for j := range columns {
			block := image.Rect(j*width/columns, i*height/rows, (j+1)*width/columns, (i+1)*height/rows)
			draw.Draw(img, block, image.NewUniform(shade(i, j)), image.Point{}, draw.Src)
		}
	}
	return img
}
