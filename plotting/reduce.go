package plotting

import (
	"cmp"
	"image"
	"image/color"
	"maps"
	"slices"
)

// reduce returns the opaque picture img in its 256 most telling colours: where thousands of
// shades meet, that more than halves the file and cannot be seen. It is the median cut of
// P. Heckbert, "Color image quantization for frame buffer display" (1982), with the most frequent
// colour of a group for all of it, so that plain areas stay exactly as they are.
func reduce(img *image.RGBA) *image.Paletted {
	count := make(map[uint32]int)
	each := func(visit func(pixel int, rgb uint32, run int)) {
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
	each(func(_ int, rgb uint32, run int) { count[rgb] += run })

	all := make([]tone, 0, len(count))
	for _, rgb := range slices.Sorted(maps.Keys(count)) {
		all = append(all, tone{rgb, count[rgb]})
	}
	var colors color.Palette
	index := make(map[uint32]uint8, len(all))
	for i, group := range cut(all, 256) {
		most := slices.MaxFunc(group, func(a, b tone) int { return cmp.Compare(a.count, b.count) })
		colors = append(colors, color.RGBA{most.channel(0), most.channel(1), most.channel(2), 0xFF})
		for _, t := range group {
			index[t.rgb] = uint8(i)
		}
	}
	small := image.NewPaletted(img.Rect, colors)
	each(func(pixel int, rgb uint32, run int) {
		for i := range run {
			small.Pix[pixel+i] = index[rgb]
		}
	})
	return small
}

// A tone is a colour, 0xRRGGBB, and how many pixels have it.
type tone struct {
	rgb   uint32
	count int
}

func (t tone) channel(k int) uint8 { return uint8(t.rgb >> (16 - 8*k)) }

// cut sorts tones into at most so many groups of similar ones.
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
		a, b := halve(groups[widest], spreads[widest].channel)
		groups[widest], spreads[widest] = a, spreadOf(a)
		groups, spreads = append(groups, b), append(spreads, spreadOf(b))
	}
	return groups
}

// A spread says in which channel a group's tones differ most, and how much that matters.
type spread struct{ channel, weight int }

func spreadOf(group []tone) (s spread) {
	pixels := 0
	for _, t := range group {
		pixels += t.count
	}
	for k := range 3 {
		low, high := uint8(255), uint8(0)
		for _, t := range group {
			low, high = min(low, t.channel(k)), max(high, t.channel(k))
		}
		if width := int(high) - int(low); width > 0 && pixels*width*width > s.weight {
			s = spread{k, pixels * width * width}
		}
	}
	return s
}

// halve splits a group of two or more tones where half of its pixels lie on either side.
func halve(group []tone, channel int) (a, b []tone) {
	slices.SortFunc(group, func(s, t tone) int {
		return cmp.Or(cmp.Compare(s.channel(channel), t.channel(channel)), cmp.Compare(s.rgb, t.rgb))
	})
	pixels := 0
	for _, t := range group {
		pixels += t.count
	}
	at, sum := 0, 0
	for at < len(group)-1 && (at == 0 || 2*sum < pixels) {
		sum += group[at].count
		at++
	}
	return group[:at], group[at:]
}
