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

// A notebook has each figure twice, and there are many notebooks: files are small. What their 256 colours change cannot be
// seen: a few shades where a line or a letter fades into what is behind it.
func TestPicturesAreSmall(t *testing.T) {
	const worst, visible, share = 64, 8, 0.03 // shades of 255, and of all dots those that are more than visible off
	large := map[string]int{
		"large gradients": 180_000, "microscope": 80_000, "microscope of the loss": 70_000, "saddle": 115_000, "column": 100_000, "weights": 80_000, "twenty lines": 110_000,
		"field": 75_000, "built field": 75_000, "all arrows": 75_000, "long texts": 70_000, "twelve rates": 65_000, "path off the map": 60_000,
	}
	for name, fig := range figures {
		t.Run(name, func(t *testing.T) {
			f := fig()
			file := pngOf(t, f)
			if most := cmp.Or(large[name], 55_000); len(file) > most {
				t.Errorf("%d bytes: want at most %d", len(file), most)
			}
			decoded, err := png.Decode(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			few, ok := decoded.(*image.Paletted)
			if !ok {
				t.Fatalf("the file has pixels of %T, want a palette", decoded)
			}
			all := must(plotting.Picture(f)).(*image.RGBA)
			count, off := make(map[color.RGBA]int), 0
			for i, k := range few.Pix {
				a, b := color.RGBA{all.Pix[4*i], all.Pix[4*i+1], all.Pix[4*i+2], all.Pix[4*i+3]}, few.Palette[k].(color.RGBA)
				count[a]++
				switch d := max(apart(a.R, b.R), apart(a.G, b.G), apart(a.B, b.B)); {
				case d > worst:
					t.Fatalf("the dot at (%d, %d) became %v of %v", i%few.Stride, i/few.Stride, b, a)
				case d > visible:
					off++
				}
			}
			if len(count) <= 256 && off > 0 {
				t.Errorf("%d dots changed, and there are only %d colours", off, len(count))
			}
			if n := len(few.Pix); float64(off) > share*float64(n) {
				t.Errorf("%d of %d dots are more than %d shades off", off, n, visible)
			}
			for c, n := range count {
				if n > len(few.Pix)/50 && !slices.Contains(few.Palette, color.Color(c)) {
					t.Errorf("the colour %v of %d dots is lost", c, n)
				}
			}
		})
	}
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

// Pixels of a digit are squares of whole dots: no grey between black and white, but for the frame's.
func TestPixelsAreSharp(t *testing.T) {
	const frame = 0xA0
	board := make([]uint8, 784)
	for i := range board {
		board[i] = uint8(255 * ((i + i/28) % 2))
	}
	for _, columns := range []int{1, 3, 5, 8, 10, 20} {
		img := must(plotting.Picture(plotting.Digits(slices.Repeat([][]uint8{board}, 2*columns), nil, columns))).(*image.RGBA)
		grey := 0
		for i := 0; i < len(img.Pix); i += 4 {
			if v := img.Pix[i]; v != 0 && v != 255 && v != frame {
				grey++
			}
		}
		if grey > 0 {
			t.Errorf("%d columns: %d dots are neither black nor white", columns, grey)
		}
	}
}
