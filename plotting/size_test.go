package plotting_test

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"slices"
	"testing"

	"dlfs/plotting"
)

// A notebook has each figure twice, and there are many notebooks.
func TestPicturesAreSmall(t *testing.T) {
	large := map[string]int{
		"large gradients": 180_000, "saddle": 115_000, "column": 100_000, "weights": 80_000,
		"field": 75_000, "all arrows": 75_000, "path off the map": 60_000,
	}
	for name, fig := range figures {
		most := cmp.Or(large[name], 50_000)
		if n := len(pngOf(t, fig())); n > most {
			t.Errorf("%s takes %d bytes: want at most %d", name, n, most)
		}
	}
}

// What the 256 colours of a file change cannot be seen: a few shades where a line or a letter fades into what is behind it.
func TestFewColorsShowAll(t *testing.T) {
	const worst, visible, share = 32, 8, 0.03 // shades of 255, and of all dots those that are more than visible off
	each(t, func(t *testing.T, fig func() *plotting.Figure) {
		f := fig()
		all, err := plotting.Picture(f)
		if err != nil {
			t.Fatal(err)
		}
		few, err := png.Decode(bytes.NewReader(pngOf(t, f)))
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := few.(*image.Paletted); !ok {
			t.Fatalf("the file has pixels of %T, want a palette", few)
		}
		count := make(map[color.RGBA]int)
		size, off := all.Bounds(), 0
		for y := range size.Dy() {
			for x := range size.Dx() {
				a, b := all.At(x, y).(color.RGBA), few.At(x, y).(color.RGBA)
				count[a]++
				d := max(apart(a.R, b.R), apart(a.G, b.G), apart(a.B, b.B))
				if d > worst {
					t.Fatalf("the dot at (%d, %d) became %v of %v", x, y, b, a)
				}
				if d > visible {
					off++
				}
			}
		}
		if len(count) <= 256 && off > 0 {
			t.Errorf("%d dots changed, and there are only %d colours", off, len(count))
		}
		if n := size.Dx() * size.Dy(); float64(off) > share*float64(n) {
			t.Errorf("%d of %d dots are more than %d shades off", off, n, visible)
		}
		for c, n := range count {
			if n > size.Dx()*size.Dy()/50 && !slices.ContainsFunc(few.(*image.Paletted).Palette, func(p color.Color) bool { return p == c }) {
				t.Errorf("the colour %v of %d dots is lost", c, n)
			}
		}
	})
}

func apart(a, b uint8) int { return abs(int(a) - int(b)) }

// What shines through has no place in a palette of opaque colours.
func TestTransparentBackground(t *testing.T) {
	p := ownChart()
	p.BackgroundColor = color.Transparent
	img, err := png.Decode(bytes.NewReader(pngOf(t, plotting.New(p, "a line"))))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, alpha := img.At(0, 0).RGBA(); alpha != 0 {
		t.Errorf("the corner has the opacity %d, want 0", alpha)
	}
}

// Pixels of a digit are squares of whole dots: no grey between black and white.
func TestPixelsAreSharp(t *testing.T) {
	board := make([]uint8, 784)
	for i := range board {
		board[i] = uint8(255 * ((i + i/28) % 2))
	}
	for _, columns := range []int{1, 3, 5, 8, 10, 20} {
		img, err := plotting.Picture(plotting.Digits(slices.Repeat([][]uint8{board}, 2*columns), nil, columns))
		if err != nil {
			t.Fatal(err)
		}
		grey := 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if c := img.At(x, y).(color.RGBA); c != (color.RGBA{0, 0, 0, 255}) && c != (color.RGBA{255, 255, 255, 255}) {
					grey++
				}
			}
		}
		if grey > 0 {
			t.Errorf("%d columns: %d dots are neither black nor white", columns, grey)
		}
	}
}
