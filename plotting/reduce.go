package plotting

import (
	"cmp"
	"image"
	"image/color"
	"maps"
	"math"
	"slices"
)

// reduce returns the opaque picture img in at most 256 colours, which makes the file half as large. A picture
// that has no more stays as it is. Otherwise the colours of plain areas stay, and similar ones of the others become one, which
// cannot be seen: where lines and texts fade into the background they have many shades, and lose a few. It is the median
// cut of P. Heckbert, "Color image quantization for frame buffer display" (1982), except that a group is cut
// in the middle of its range, so that rare colours too stay close to what they were, and becomes its most frequent colour.
func reduce(img *image.RGBA) *image.Paletted {
	const most, plain = 256, 1. / 200 // colours, and what part of the picture a plain area is at least
	count := make(map[uint32]int)
	runs(img, func(_ int, rgb uint32, n int) { count[rgb] += n })
	tones := make([]tone, 0, len(count))
	for _, rgb := range slices.Sorted(maps.Keys(count)) {
		tones = append(tones, tone{rgb, count[rgb]})
	}
	slices.SortStableFunc(tones, func(a, b tone) int { return cmp.Compare(b.count, a.count) })
	var groups [][]tone
	for len(groups) < len(tones) && float64(tones[len(groups)].count) > plain*float64(len(img.Pix)/4) {
		groups = append(groups, tones[len(groups):len(groups)+1])
	}
	if rest := tones[len(groups):]; len(rest) > 0 {
		groups = append(groups, cut(rest, most-len(groups))...)
	}
	colors := make(color.Palette, len(groups))
	index := make(map[uint32]uint8, len(tones))
	for i, group := range groups {
		colors[i] = color.RGBA{group[0].channel(0), group[0].channel(1), group[0].channel(2), 0xFF}
		for _, t := range group {
			index[t.rgb] = uint8(i)
		}
	}
	small := image.NewPaletted(img.Rect, colors)
	runs(img, func(pixel int, rgb uint32, n int) {
		i := index[rgb]
		for k := range n {
			small.Pix[pixel+k] = i
		}
	})
	return small
}

// runs visits all pixels of a picture, those of one colour beside each other at once: where they begin, the colour as
// 0xRRGGBB, and how many they are.
func runs(img *image.RGBA, visit func(pixel int, rgb uint32, n int)) {
	pix := func(i int) uint32 {
		p := img.Pix[4*i : 4*i+3]
		return uint32(p[0])<<16 | uint32(p[1])<<8 | uint32(p[2])
	}
	n := len(img.Pix) / 4
	for i := 0; i < n; {
		rgb, start := pix(i), i
		for i++; i < n && pix(i) == rgb; i++ {
		}
		visit(start, rgb, i-start)
	}
}

// A tone is a colour, 0xRRGGBB, and how many pixels have it.
type tone struct {
	rgb   uint32
	count int
}

func (t tone) channel(k int) uint8 { return uint8(t.rgb >> (16 - 8*k)) }

// cut sorts tones into at most so many groups of similar ones, and leaves them in their order there.
func cut(tones []tone, most int) [][]tone {
	groups := [][]tone{tones}
	spreads := []spread{spreadOf(tones)}
	for len(groups) < most {
		widest := 0
		for i, s := range spreads {
			if s.weight > spreads[widest].weight {
				widest = i
			}
		}
		if spreads[widest].weight == 0 {
			break // each group is one colour
		}
		a, b := halve(groups[widest], spreads[widest])
		groups[widest], spreads[widest] = a, spreadOf(a)
		groups, spreads = append(groups, b), append(spreads, spreadOf(b))
	}
	return groups
}

// A spread says in which channel a group's tones differ most, where the middle of that range is, and how much it matters
// that they differ: with the fourth root of the number of pixels, large areas get fine shades and
// a few pixels are not forgotten.
type spread struct {
	channel int
	middle  uint8
	weight  float64
}

func spreadOf(group []tone) (s spread) {
	pixels := 0
	for _, t := range group {
		pixels += t.count
	}
	often := math.Sqrt(math.Sqrt(float64(pixels)))
	for k := range 3 {
		low, high := uint8(255), uint8(0)
		for _, t := range group {
			low, high = min(low, t.channel(k)), max(high, t.channel(k))
		}
		if width := float64(high) - float64(low); often*width*width > s.weight {
			s = spread{k, uint8((int(low) + int(high) + 1) / 2), often * width * width}
		}
	}
	return s
}

// halve splits a group in the middle of its range; there is some of it on either side.
func halve(group []tone, s spread) (below, above []tone) {
	for _, t := range group {
		if t.channel(s.channel) < s.middle {
			below = append(below, t)
		} else {
			above = append(above, t)
		}
	}
	return below, above
}
