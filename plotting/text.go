package plotting

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"dlfs/internal/cjk"
	"dlfs/internal/words"
)

// All charts that are made from here on know the CJK font, those that a caller builds with plot.New among them: their
// texts take their handler when they are made.
func init() {
	if plain, ok := plot.DefaultTextHandler.(text.Plain); ok {
		plot.DefaultTextHandler = textHandler{plain}
	}
}

// A textHandler writes plain text as gonum's does, and what the text's font lacks in the CJK font. Heights are those of
// the text's font, which holds the CJK glyphs too, so that a label in another script moves nothing else.
type textHandler struct{ text.Plain }

var _ text.Handler = textHandler{}

// Box returns the size of one line, as text.Handler asks.
func (h textHandler) Box(line string, fnt font.Font) (width, height, depth vg.Length) {
	_, height, depth = h.Plain.Box("", fnt)
	runs, _ := split(h.Fonts.Lookup(fnt, fnt.Size), line) // An error shows when the text is drawn.
	return widthOf(runs), height, depth
}

// Draw writes lines of text, as text.Handler asks.
func (h textHandler) Draw(c vg.Canvas, txt string, style text.Style, pt vg.Point) {
	h.Plain.Draw(lineCanvas{c, style.XAlign}, txt, style, pt)
}

// A lineCanvas gets lines that text.Plain has placed by their width in the text's font, and puts them where they belong.
type lineCanvas struct {
	vg.Canvas
	align text.XAlignment
}

// FillString writes a line, as vg.Canvas asks. A line that no font can draw is passed on as it is.
func (c lineCanvas) FillString(f font.Face, pt vg.Point, line string) {
	runs, _ := split(f, line)
	if runs[0] != (run{f, line}) {
		pt.X += vg.Length(c.align) * (widthOf(runs) - f.Width(line))
	}
	fill(c.Canvas, runs, pt)
}

// A run is a part of a line in one font.
type run struct {
	face font.Face
	text string
}

func widthOf(runs []run) (w vg.Length) {
	for _, r := range runs {
		w += r.face.Width(r.text)
	}
	return w
}

func fill(c vg.Canvas, runs []run, pt vg.Point) {
	for _, r := range runs {
		c.FillString(r.face, pt, r.text)
		pt.X += r.face.Width(r.text)
	}
}

// split returns a line as it is if its font has all its characters. Otherwise the CJK font draws all that it can, as
// Latin letters beside Chinese look better in the Chinese font, and the line's own font the rest; words of this package
// need no installed one. A line with a character that neither has is returned as it is, with an error that names the character.
func split(f font.Face, line string) ([]run, error) {
	whole := []run{{f, line}}
	if drawsAll(f, line) {
		return whole, nil
	}
	// There is no shaping: a letter and its mark, or the parts of a syllable, need a character of their own.
	composed := norm.NFC.String(line)
	if drawsAll(f, composed) {
		return []run{{f, composed}}, nil
	}
	var runs []run
	var missing []rune
	faces := newCJKFaces(f, composed)
	if ours := cjk.Drawn(faces.order[0], composed); ours != nil {
		return []run{{faceOf(ours, f), composed}}, nil
	}
	for _, r := range composed {
		face, ok := faces.face(r)
		switch last := len(runs) - 1; {
		case !ok:
			if !slices.Contains(missing, r) {
				missing = append(missing, r)
			}
		case last >= 0 && runs[last].face.Face == face.Face:
			runs[last].text += string(r)
		default:
			runs = append(runs, run{face, string(r)})
		}
	}
	if len(missing) > 0 {
		return whole, faces.lack(missing, line)
	}
	return runs, nil
}

func drawsAll(f font.Face, s string) bool {
	for _, r := range s {
		if !draws(f, r) {
			return false
		}
	}
	return true
}

func draws(f font.Face, r rune) bool {
	i, err := f.Face.GlyphIndex(nil, r)
	return err == nil && i != 0
}

// cjkFaces chooses among the regions of the CJK font for a text, and opens no more of them than it needs.
type cjkFaces struct {
	own   font.Face
	order []cjk.Region
	found bool
	err   error
}

func newCJKFaces(own font.Face, text string) *cjkFaces {
	return &cjkFaces{own: own, order: cjk.Order(text, words.Language())}
}

// face returns what draws r, or false.
func (c *cjkFaces) face(r rune) (font.Face, bool) {
	for _, region := range c.order {
		f, err := cjk.Open(region)
		if f == nil {
			c.err = err
			continue
		}
		c.found = true
		if f.Has(r) {
			return faceOf(f, c.own), true
		}
	}
	return c.own, draws(c.own, r)
}

// faceOf returns a font in the size of another one.
func faceOf(f *cjk.Font, own font.Face) font.Face {
	fnt := font.Font{Typeface: font.Typeface(f.Family), Variant: own.Font.Variant, Size: own.Font.Size}
	return font.Face{Font: fnt, Face: f.Font}
}

// lack returns an error for characters that no font draws.
func (c *cjkFaces) lack(missing []rune, line string) error {
	const most = 5 // to name
	names := make([]string, min(len(missing), most))
	for i := range names {
		names[i] = fmt.Sprintf("%q (%U)", missing[i], missing[i])
	}
	list := words.Plotting.Join("%s, %s", names...)
	if len(missing) > most {
		list += " …"
	}
	switch {
	case c.found || cjk.Command() == "" || !slices.ContainsFunc(missing, cjk.MayDraw):
		return words.Plotting.Errorf("plotting: no font here has %s in %q: write it with other characters", list, line)
	case c.err != nil:
		return words.Plotting.Errorf("plotting: no font here has %s in %q: install the font Noto Sans CJK again (%w)", list, line, c.err)
	}
	return words.Plotting.Errorf("plotting: no font here has %s in %q: install the font Noto Sans CJK, for instance with %s",
		list, line, cjk.Command())
}

// A textChecker passes everything on to a canvas and remembers the first line with a character that no font draws. All
// text comes through here: titles, labels, ticks, legends and what plotters write, with whatever handler.
type textChecker struct {
	vg.Canvas
	cjk string // a text in the CJK font
	err error
}

// FillString writes a line, as vg.Canvas asks.
func (t *textChecker) FillString(f font.Face, pt vg.Point, line string) {
	runs, err := split(f, line)
	if t.err == nil {
		t.err = err
	}
	for _, r := range runs {
		if cjk.IsFamily(string(r.face.Font.Typeface)) {
			t.cjk = r.text
		}
	}
	fill(t.Canvas, runs, pt)
}

// checkTexts returns why the chart's texts cannot be drawn in a format.
func (f *Figure) checkTexts(w, h vg.Length, format string) error {
	t := &textChecker{Canvas: new(recorder.Canvas)}
	f.finish(draw.NewCanvas(t, w, h)).draw()
	if t.err == nil && t.cjk != "" && (format == "pdf" || format == "eps") { // gonum would panic, or write other characters
		return words.Plotting.Errorf("plotting: %q cannot be written as %s: use png or svg", t.cjk, format)
	}
	return t.err
}

// nameFamilies adds the names of fonts of the same widths to an SVG document, for where its own are missing.
func nameFamilies(svg []byte) []byte {
	svg = bytes.ReplaceAll(svg, []byte("font-family:Liberation Sans;"),
		[]byte("font-family:Liberation Sans,Arimo,Arial,Helvetica,sans-serif;"))
	for _, region := range cjk.Regions {
		names := region.Families()
		list := "font-family:" + strings.Join(slices.Concat(names[:], similar[region]), ",") + ",sans-serif;"
		for _, name := range names {
			svg = bytes.ReplaceAll(svg, []byte("font-family:"+name+";"), []byte(list))
		}
	}
	return svg
}

// similar names the CJK fonts that come with macOS and Windows.
var similar = map[cjk.Region][]string{
	cjk.SimplifiedChinese:  {"PingFang SC", "Microsoft YaHei"},
	cjk.TraditionalChinese: {"PingFang TC", "Microsoft JhengHei"},
	cjk.HongKong:           {"PingFang HK", "Microsoft JhengHei"},
	cjk.Japanese:           {"Hiragino Sans", "Yu Gothic"},
	cjk.Korean:             {"Apple SD Gothic Neo", "Malgun Gothic"},
}
