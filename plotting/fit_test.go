package plotting_test

import (
	"image"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"

	"dlfs/plotting"
)

// lettersOf returns the texts of a figure with their boxes.
func lettersOf(f *plotting.Figure) map[string][]vg.Rectangle {
	all := make(map[string][]vg.Rectangle)
	for _, w := range sketchOf(f).texts {
		all[w.text] = append(all[w.text], w.Rectangle)
	}
	return all
}

// Ten numbers above bars do not run together, and those below the axis do not stick to it.
func TestNumbersOfClassesHaveRoom(t *testing.T) {
	const apart, below = 3, 3 // points
	p := []float64{0.11, 0.05, 0.01, 0.6, 0.03, 0.1, 0.02, 0.03, 0.04, 0.01}
	for name, f := range map[string]*plotting.Figure{
		"cross-entropy": plotting.CrossEntropy(p, 3), "probabilities": plotting.Probabilities(p, 3),
		"reading": plotting.Reading(make([]float64, 784), p),
	} {
		var numbers []vg.Rectangle
		for text, boxes := range lettersOf(f) {
			if len(text) == 4 && strings.HasPrefix(text, "0.") {
				numbers = append(numbers, boxes...)
			}
		}
		for i, a := range numbers {
			for _, b := range numbers[:i] {
				if overlap(grown(a, apart/2.), grown(b, apart/2.)) {
					t.Errorf("%s: numbers at %v and %v are less than %d points apart", name, a.Min, b.Min, apart)
				}
			}
		}
		axis := vg.Length(0) // the lowest horizontal line that is longer than a tick
		for _, line := range sketchOf(f).arrows {
			if box := around(line); box.Size().Y < 0.01 && box.Size().X > 50 && (axis == 0 || box.Min.Y < axis) {
				axis = box.Min.Y
			}
		}
		for _, box := range lettersOf(f)["7"] {
			if axis-box.Max.Y < below {
				t.Errorf("%s: a class is %.1f points below the axis at %.1f, want %d", name, float64(axis-box.Max.Y), float64(axis), below)
			}
		}
	}
}

// All names of matrices are in one size, and inside the narrowest matrix.
func TestNamesOfMatricesFit(t *testing.T) {
	f := plotting.MatrixProducts(
		plotting.MatrixProduct{Left: "x", Right: "W1", Result: "xW1", Rows: 100, Inner: 784, Columns: 50},
		plotting.MatrixProduct{Left: "z2", Right: "W3", Result: "z2W3", Rows: 100, Inner: 100, Columns: 10},
		plotting.MatrixProduct{Left: "z", Right: "W", Result: "a rather long name", Rows: 100, Inner: 100, Columns: 1},
	)
	sizes := make(map[vg.Length]bool)
	var boxes []vg.Rectangle
	for _, a := range plotting.Actions(f) {
		if s, ok := a.(*recorder.Stroke); ok {
			boxes = append(boxes, around(along(s.Path)))
		}
	}
	for _, a := range plotting.Actions(f) {
		s, ok := a.(*recorder.FillString)
		if !ok || !strings.ContainsAny(s.String, "xzWn") {
			continue
		}
		sizes[s.Font.Size] = true
		face := font.DefaultCache.Lookup(s.Font, s.Size)
		inside := false
		for _, box := range boxes {
			if contains(box, s.Point.Sub(vg.Point{X: 3})) && contains(box, s.Point.Add(vg.Point{X: 3 + face.Width(s.String)})) {
				inside = true
			}
		}
		if !inside {
			t.Errorf("%q touches its box", s.String)
		}
	}
	if len(sizes) != 1 {
		t.Errorf("names in %d sizes, want one", len(sizes))
	}
}

// Products that stand beside each other are farther apart than their factors.
func TestShapesBesideEachOther(t *testing.T) {
	const factors, products = 14, 40 // points
	f := plotting.Beside(plotting.ProductShape("A", 2, 3, "B", 2, "C"), plotting.ProductShape("A", 2, 3, "B", 2, "C"))
	var left, right vg.Length = 0, f.Width // the edges next to the middle of the row
	for _, a := range plotting.Actions(f) {
		if s, ok := a.(*recorder.Stroke); ok && len(s.Path) > 2 {
			box := around(along(s.Path))
			if box.Max.X < f.Width/2 {
				left = max(left, box.Max.X)
			} else {
				right = min(right, box.Min.X)
			}
		}
	}
	if gap := right - left; gap < products {
		t.Errorf("two products are %.1f points apart, want %d, as their factors are %d apart", float64(gap), products, factors)
	}
}

func TestNegativeFactorsInBrackets(t *testing.T) {
	a, b := mat.NewDense(1, 3, []float64{-1, 2, -3}), mat.NewDense(3, 1, []float64{4, -5, -6})
	if alt := plotting.Product("A", a, "B", b, "AB", 0, 0).Alt(); !strings.Contains(alt, "(−1)·4 + 2·(−5) + (−3)·(−6) = 4.") {
		t.Errorf("the sum of %q has other brackets", alt)
	}
}

// Each moment of a training has a dot on the curve, also the one before the first iteration.
func TestDotOfATraining(t *testing.T) {
	for _, iteration := range []int{0, 1, 600, 10_000} {
		dots := 0
		for _, a := range plotting.Actions(plotting.Training(trainingState(iteration))) {
			if fill, ok := a.(*recorder.Fill); ok && hasArc(fill.Path) {
				dots++
			}
		}
		if dots < 2 { // white, and blue upon it
			t.Errorf("iteration %d: %d round marks, want a dot with its rim", iteration, dots)
		}
	}
}

// A light tile on a white page has an edge.
func TestTilesHaveAFrame(t *testing.T) {
	white := make([]uint8, 49)
	for i := range white {
		white[i] = 255
	}
	img := must(plotting.Picture(plotting.Digits([][]uint8{white, white}, nil, 2))).(*image.RGBA)
	dots := 0
	for i := 0; i < len(img.Pix); i += 4 {
		if img.Pix[i] != 255 {
			dots++
		}
	}
	if dots < 8*100 { // two tiles with four sides of more than 100 dots
		t.Errorf("%d dots of two white tiles are not white, want frames", dots)
	}
}

// A colour bar is as high as the tiles beside it.
func TestBarFitsTiles(t *testing.T) {
	for units, most := range map[int]int{20: 180, 100: 700} {
		f := plotting.WeightImages(noise(784, units, 1), 10)
		if _, height := f.Size(); height > most {
			t.Errorf("%d tiles are %d pixels high, want at most %d", units, height, most)
		}
		f.Title.Text = "A title"
		var tiles, bar vg.Rectangle
		for _, a := range plotting.Actions(f) {
			switch a := a.(type) {
			case *recorder.DrawImage:
				if tiles.Max.X == 0 {
					tiles = a.Rectangle
				}
				tiles.Min.Y = min(tiles.Min.Y, a.Rectangle.Min.Y)
			case *recorder.Stroke:
				if box := around(along(a.Path)); box.Size().X > 10 && box.Size().Y > 50 {
					bar = box
				}
			}
		}
		if above, below := bar.Max.Y-tiles.Max.Y, tiles.Min.Y-bar.Min.Y; above < -2 || above > 8 || below < -2 || below > 8 {
			t.Errorf("%d tiles from %.1f to %.1f, and a bar from %.1f to %.1f", units,
				float64(tiles.Min.Y), float64(tiles.Max.Y), float64(bar.Min.Y), float64(bar.Max.Y))
		}
	}
}
