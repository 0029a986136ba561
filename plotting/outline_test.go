package plotting_test

import (
	"bytes"
	"encoding/xml"
	"html"
	"regexp"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"

	"dlfs/plotting"
)

var (
	textOfSVG = regexp.MustCompile(`<text [^>]*>([^<]*)</text>`)
	useOfSVG  = regexp.MustCompile(`<use href="#(g\d+)"(?: x="-?\d+")?/>`)
	pathOfSVG = regexp.MustCompile(`<path id="(g\d+)" d="[^"]+"/>`)
)

func imageOf(t *testing.T, f *plotting.Figure) []byte {
	t.Helper()
	b, err := f.SVGImage()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// An image needs no font: for each letter of the SVG that names fonts it has a shape of its own document.
func TestSVGImageHasShapesOfLetters(t *testing.T) {
	for name, make := range figures {
		t.Run(name, func(t *testing.T) {
			f := make()
			named, image := svgOf(t, f), imageOf(t, f)
			letters := 0
			for _, text := range textOfSVG.FindAllSubmatch(named, -1) {
				letters += len([]rune(strings.ReplaceAll(html.UnescapeString(string(text[1])), " ", "")))
			}
			if uses := len(useOfSVG.FindAll(image, -1)); uses != letters {
				t.Errorf("%d shapes for %d letters", uses, letters)
			}
			defined := map[string]bool{}
			for _, path := range pathOfSVG.FindAllSubmatch(image, -1) {
				defined[string(path[1])] = true
			}
			for _, use := range useOfSVG.FindAllSubmatch(image, -1) {
				if !defined[string(use[1])] {
					t.Errorf("no shape %s", use[1])
				}
			}
			if bytes.Contains(image, []byte("<text")) || bytes.Contains(image, []byte("font-family")) {
				t.Error("the image names fonts")
			}
			if err := xml.Unmarshal(image, new(struct{ XMLName xml.Name })); err != nil {
				t.Error(err)
			}
			if !bytes.Equal(image, imageOf(t, f)) {
				t.Error("two images of one figure differ")
			}
		})
	}
}

// The words that this package draws are there without any CJK font in the system.
func TestSVGImageInChinese(t *testing.T) {
	hideFont(t)
	t.Setenv("DLFS_LANG", "zh")
	f := plotting.Pipelines(plotting.PipelineTexts{})
	named, image := svgOf(t, f), imageOf(t, f)
	if !bytes.Contains(named, []byte(">神经网络</text>")) || bytes.Contains(image, []byte("神经网络</")) {
		t.Errorf("%s", image)
	}
	if n := len(useOfSVG.FindAll(image, -1)); n < 20 {
		t.Errorf("%d shapes of letters", n)
	}
}

// A bitmap that kept its proportions would leave a gap in its frame.
func TestBitmapFillsItsPlaceInSVG(t *testing.T) {
	f := plotting.Contour(func(x []float64) float64 { return x[0]*x[0] + x[1] }, -1, 1)
	for _, svg := range [][]byte{svgOf(t, f), imageOf(t, f)} {
		images, filled := bytes.Count(svg, []byte("<image ")), bytes.Count(svg, []byte(`<image preserveAspectRatio="none" `))
		if images == 0 || images != filled {
			t.Errorf("%d of %d bitmaps fill their place", filled, images)
		}
	}
}

func TestSVGImageFails(t *testing.T) {
	f := plotting.Line([]float64{0, 1}, []float64{1, 2})
	f.Width = vg.Inch / 2
	_, want := f.PNG()
	if _, err := f.SVGImage(); err == nil || err.Error() != want.Error() {
		t.Errorf("%v, want %v", err, want)
	}
}
