package plotting

import (
	"fmt"
	"image/color"
	"math"
	"sync"

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

// viridisAt returns the colour for a fraction of the map's way. Below 0 and above 1 it is
// that of the end.
func viridisAt(fraction float64) color.RGBA {
	colors := viridis()
	last := float64(len(colors) - 1)
	return colors[int(math.Round(min(max(fraction, 0), 1)*last))].(color.RGBA)
}
