package plotting_test

import (
	"bytes"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"dlfs/internal/cjk"
	"dlfs/plotting"
)

// needFont leaves a test out where the CJK font is missing, unless all tests have to run.
func needFont(t *testing.T) {
	t.Helper()
	f, err := cjk.Open(cjk.SimplifiedChinese)
	switch {
	case err != nil:
		t.Fatal(err)
	case f == nil && os.Getenv("CI") != "":
		t.Fatalf("the font Noto Sans CJK is missing: install it with %s", cjk.Command())
	case f == nil:
		t.Skipf("left out: needs the font Noto Sans CJK, to be had with %s", cjk.Command())
	}
}

// hideFont makes the CJK font a font that is not installed.
func hideFont(t *testing.T) {
	t.Helper()
	t.Setenv(cjk.Variable, t.TempDir())
}

// places are all ways by which a text comes into a chart.
var places = map[string]func(*plotting.Figure, string){
	"title":  func(f *plotting.Figure, s string) { f.Title.Text = s },
	"x":      func(f *plotting.Figure, s string) { f.X.Label.Text = s },
	"y":      func(f *plotting.Figure, s string) { f.Y.Label.Text = s },
	"x tick": func(f *plotting.Figure, s string) { f.X.Tick.Marker = plot.ConstantTicks{{Value: 0, Label: s}} },
	"y tick": func(f *plotting.Figure, s string) { f.Y.Tick.Marker = plot.ConstantTicks{{Value: 1, Label: s}} },
	"legend": func(f *plotting.Figure, s string) { f.Legend.Add(s) },
	"label":  func(f *plotting.Figure, s string) { f.Add(labelAt(0, 1, s)) },
	"own handler": func(f *plotting.Figure, s string) {
		f.Title.Text, f.Title.TextStyle.Handler = s, text.Plain{Fonts: font.DefaultCache}
	},
	"second line": func(f *plotting.Figure, s string) { f.Title.Text = "loss\n" + s },
	"panel": func(f *plotting.Figure, s string) {
		part := plotting.Line([]float64{0, 1}, []float64{1, 2})
		part.Title.Text = s
		*f = *plotting.Beside(part, plotting.Line([]float64{0, 1}, []float64{1, 2}))
	},
	"gonum's": func(f *plotting.Figure, s string) {
		p := ownChart()
		p.X.Label.Text = s
		*f = *plotting.New(p, "a line")
	},
}

func labelAt(x, y float64, s string) *plotter.Labels {
	l, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{{X: x, Y: y}}, Labels: []string{s}})
	if err != nil {
		panic(err)
	}
	return l
}

func TestTextsWithoutGlyphs(t *testing.T) {
	const rewrite = "write it with other characters"
	tests := []struct {
		text   string
		font   bool
		errors []string // parts of the sentence; none if there is no error
	}{
		{"loss 损失", false, []string{`no font here has '损' (U+635F), '失' (U+5931) in "loss 损失": `, install}},
		{"loss 损失", true, nil},
		{"손실", false, []string{`'손' (U+C190)`, install}},
		{"손실", true, nil},
		{"ヌ", false, []string{`'ヌ' (U+30CC)`, install}},
		{"損失の値", true, nil},
		{"一二三四五六七", false, []string{`'五' (U+4E94) …`, install}},
		{"Ａ，。", false, []string{`'Ａ' (U+FF21)`, install}},
		{"Ａ，。「」　～", true, nil},
		{"ş ① ☆ ⏎ 损", true, nil}, // ş is in the embedded font only.
		{"q\u0303 损", true, nil},
		{"loss 😀", false, []string{`'😀' (U+1F600)`, rewrite}},
		{"损失 😀", true, []string{`no font here has '😀' (U+1F600) in "损失 😀": ` + rewrite}},
		{"损失 ก", true, []string{`'ก' (U+0E01)`, rewrite}},
		{"a\tb", true, []string{`'\t' (U+0009)`, rewrite}},
		{"ก", false, []string{`'ก' (U+0E01)`, rewrite}},
	}
	for _, test := range tests {
		name := "without font: " + test.text
		if test.font {
			name = "with font: " + test.text
		}
		t.Run(name, func(t *testing.T) {
			if test.font {
				needFont(t)
			} else {
				hideFont(t)
			}
			for place, write := range places {
				f := plotting.LossCurve([]float64{2, 1}, 0)
				write(f, test.text)
				for format, render := range map[string]func() ([]byte, error){"PNG": f.PNG, "SVG": f.SVG} {
					b, err := render()
					switch {
					case len(test.errors) == 0 && err != nil:
						t.Errorf("%s, %s: error %v", place, format, err)
					case len(test.errors) > 0 && (err == nil || len(b) > 0):
						t.Errorf("%s, %s: %d bytes and the error %v: want an error only", place, format, len(b), err)
					}
					for _, part := range test.errors {
						if err != nil && !strings.Contains(err.Error(), part) {
							t.Errorf("%s, %s: error %q\nwant one with %q", place, format, err, part)
						}
					}
				}
			}
		})
	}
}

// inkOf returns the box of the pixels in which two figures of the same size differ.
func inkOf(t *testing.T, a, b *plotting.Figure) (box image.Rectangle) {
	t.Helper()
	pictures := make([]image.Image, 2)
	for i, f := range []*plotting.Figure{a, b} {
		var err error
		if pictures[i], err = plotting.Picture(f); err != nil {
			t.Fatal(err)
		}
	}
	size := pictures[0].Bounds()
	if pictures[1].Bounds() != size {
		t.Fatalf("pictures of %v and %v", size, pictures[1].Bounds())
	}
	for y := range size.Max.Y {
		for x := range size.Max.X {
			if pictures[0].At(x, y) != pictures[1].At(x, y) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// Each of the characters is a square of the text's size with ink in most of it, and the label is centred.
func TestInkOfLabels(t *testing.T) {
	needFont(t)
	em := func(points float64) float64 { return points / 72 * 192 } // in dots
	small := func(place, label string) *plotting.Figure {
		f := plotting.Line([]float64{0, 1}, []float64{0, 1})
		f.Width, f.Height = 3*vg.Inch, 2*vg.Inch // 576 by 384 dots
		places[place](f, label)
		return f
	}
	for _, place := range []struct {
		name      string
		size      float64 // of the text, in points
		along     func(image.Rectangle) (min, max int)
		across    func(image.Rectangle) (min, max int)
		low, high int // across, where the label has its room
	}{
		{"title", 12, alongX, alongY, 16, 80},
		{"x", 11, alongX, alongY, 310, 384},
		{"y", 11, alongY, alongX, 0, 60},
	} {
		blank := small(place.name, " ") // as high as the label
		for _, label := range []string{"损失函数", "学習曲線", "손실함수", "グラフ図", "１０，八"} {
			picture := pngOf(t, small(place.name, label))
			if !bytes.Equal(picture, pngOf(t, small(place.name, label))) {
				t.Errorf("%s in %s: another picture the second time", label, place.name)
			}
			ink := inkOf(t, small(place.name, label), blank)
			first, last := place.along(ink)
			if got := float64(last-first) / em(place.size); got < 3 || got > 4 {
				t.Errorf("%s in %s: ink of %.2f characters' length, want between 3 and 4", label, place.name, got)
			}
			low, high := place.across(ink)
			if got := float64(high-low) / em(place.size); got < 0.7 || got > 1.1 {
				t.Errorf("%s in %s: ink of %.2f characters' height, want about 1", label, place.name, got)
			}
			if low < place.low || high > place.high {
				t.Errorf("%s in %s: ink from %d to %d, want it within %d and %d", label, place.name, low, high, place.low, place.high)
			}
		}
	}
}

func alongX(r image.Rectangle) (min, max int) { return r.Min.X, r.Max.X }
func alongY(r image.Rectangle) (min, max int) { return r.Min.Y, r.Max.Y }

// What is centred stays centred, also where the caller's own handler places it.
func TestLabelsAreCentred(t *testing.T) {
	needFont(t)
	blank := plotting.Line([]float64{0, 1}, []float64{0, 1})
	places["title"](blank, " ")
	for _, label := range []string{"田田田田田田田田", "a 田田 ş 田 a", "田田田\nloss"} {
		f := plotting.Line([]float64{0, 1}, []float64{0, 1})
		places["title"](f, label)
		if strings.Contains(label, "\n") {
			places["title"](blank, " \n ")
		}
		ink := inkOf(t, f, blank)
		const tolerance = 4 // dots, of 32 that a character has: its white sides differ
		if middle, want := (ink.Min.X+ink.Max.X)/2, 576; middle < want-tolerance || middle > want+tolerance {
			t.Errorf("the middle of %q is %d dots from the left, want %d", label, middle, want)
		}
	}
}

// A character may look different in China and in Japan.
func TestRegions(t *testing.T) {
	needFont(t)
	draw := func(language, label string) string {
		t.Setenv("DLFS_LANG", language)
		f := plotting.LossCurve([]float64{2, 1}, 0)
		f.Title.Text = label
		return string(pngOf(t, f))
	}
	tests := []struct {
		label     string
		languages [2]string
		same      bool
	}{
		{"骨直角", [2]string{"zh", "ja"}, false},
		{"骨直角", [2]string{"ko", "zh"}, false},
		{"骨直角", [2]string{"zh", "en"}, true},
		{"骨直角の", [2]string{"zh", "ja"}, true},
		{"골 骨直角", [2]string{"zh", "ja"}, true},
		{"loss", [2]string{"zh", "ja"}, true},
	}
	for _, test := range tests {
		if same := draw(test.languages[0], test.label) == draw(test.languages[1], test.label); same != test.same {
			t.Errorf("%s for readers of %v: same is %v, want %v", test.label, test.languages, same, test.same)
		}
	}
}

// Letters and their marks are put together before they are drawn, and signs that are letters are drawn as these.
func TestCombiningCharacters(t *testing.T) {
	needFont(t)
	for _, pair := range [][2]string{
		{"\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"},
		{"か\u3099", "が"},
		{"ハ\u309a", "パ"},
		{"损 e\u0301", "损 é"},
		{"\u212a\u212a\u212a\u212a", "KKKK"}, // the sign for kelvins, which is the letter
	} {
		draw := func(label string) ([]byte, error) {
			f := plotting.LossCurve([]float64{2, 1}, 0)
			f.Y.Label.Text = label
			return f.PNG()
		}
		parts, err := draw(pair[0])
		if err != nil {
			t.Errorf("%q: %v", pair[0], err)
			continue
		}
		whole, err := draw(pair[1])
		if err != nil || !bytes.Equal(parts, whole) {
			t.Errorf("%q is drawn otherwise than %q (error %v)", pair[0], pair[1], err)
		}
	}
}

func TestSVGNamesCJKFonts(t *testing.T) {
	needFont(t)
	for label, want := range map[string]string{
		"损失":   "font-family:Noto Sans CJK SC,Noto Sans SC,PingFang SC,",
		"グラフ":  "font-family:Noto Sans CJK JP,Noto Sans JP,Hiragino Sans,",
		"손실":   "font-family:Noto Sans CJK KR,Noto Sans KR,Apple SD Gothic Neo,",
		"loss": "font-family:Liberation Sans,Arimo,",
	} {
		f := plotting.LossCurve([]float64{2, 1}, 0)
		f.Title.Text = label
		svg := string(svgOf(t, f))
		before, _, ok := strings.Cut(svg, ">"+label+"</text>")
		if _, style, _ := strings.Cut(before[strings.LastIndex(before, "<text"):], `style="`); !ok || !strings.HasPrefix(style, want) {
			t.Errorf("%s is written in the style %s, want it to begin with %s", label, style, want)
		}
	}
}

func TestSaveWithoutGlyphs(t *testing.T) {
	f := plotting.LossCurve([]float64{2, 1}, 0)
	f.Title.Text = "😀"
	path := filepath.Join(t.TempDir(), "figure.png")
	if err := f.Save(f.Width, f.Height, path); err == nil || !strings.Contains(err.Error(), "😀") {
		t.Errorf("Save returned the error %v: want one that names 😀", err)
	}
	if _, err := f.WriterTo(f.Width, f.Height, "svg"); err == nil || !strings.Contains(err.Error(), "😀") {
		t.Errorf("WriterTo returned the error %v: want one that names 😀", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was written nevertheless")
	}
}

// Where Save fails, the old picture stays as it was.
func TestSaveKeepsTheOldFile(t *testing.T) {
	for name, text := range map[string]string{"figure.png": "😀", "figure.bmp": "loss"} { // no glyph, no such format
		f := plotting.LossCurve([]float64{2, 1}, 0)
		f.Title.Text = text
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := f.Save(f.Width, f.Height, path); err == nil {
			t.Errorf("%s was saved", name)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != "old" {
			t.Errorf("%s holds %q, %v", name, got, err)
		}
	}
}

func TestFormatsWithoutCJK(t *testing.T) {
	needFont(t)
	for name, fails := range map[string]bool{"f.pdf": true, "f.EPS": true, "f.png": false, "f.svg": false} {
		f := plotting.LossCurve([]float64{2, 1}, 0)
		path := filepath.Join(t.TempDir(), name)
		if err := f.Save(f.Width, f.Height, path); err != nil {
			t.Errorf("%s without CJK labels: %v", name, err)
		}
		f.Title.Text = "损失"
		path = filepath.Join(t.TempDir(), name)
		err := f.Save(f.Width, f.Height, path)
		if !fails {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), `"损失" cannot be written as `) {
			t.Errorf("%s: error %v: want one that says which label it cannot hold", name, err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s was written nevertheless", name)
		}
	}
}
