package plotting

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/image/font/sfnt"
	fix "golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// A lineRecorder passes everything on to a canvas and remembers the lines of text in their order.
type lineRecorder struct {
	vg.Canvas
	lines []run
}

// FillString writes a line, as vg.Canvas asks.
func (l *lineRecorder) FillString(f font.Face, pt vg.Point, line string) {
	l.lines = append(l.lines, run{f, line})
	l.Canvas.FillString(f, pt, line)
}

// textElement is a line of text as gonum writes it. Its place and its colour, which is not written if it is black, are
// submatches. It is made when it is needed, so that a program that shows no such image does without regular expressions.
var textElement = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(
		`<text x="([^"]*)" y="([^"]*)" transform="scale\(1, -1\)"\s*style="[^"]*?(?:;fill:([^;"]*))?">[^<]*</text>`)
})

// outlined returns an SVG document of gonum's, of which these are the lines of text, with shapes of letters in their place.
func outlined(svg []byte, lines []run) []byte {
	s := letters{ids: make(map[letter]string)}
	svg = textElement().ReplaceAllFunc(svg, func(element []byte) []byte {
		line := lines[0]
		lines = lines[1:]
		found := textElement().FindSubmatch(element)
		color := found[3]
		if len(color) == 0 {
			color = []byte("#000000")
		}
		return fmt.Appendf(nil, `<g transform="scale(1 -1)translate(%s %s)scale(%.5g)" fill="%s">%s</g>`,
			found[1], found[2], float64(unit(line.face)), color, s.line(line))
	})
	const end = "</svg>"
	return append(bytes.TrimSuffix(bytes.TrimSpace(svg), []byte(end)), "<defs>"+s.defs.String()+"</defs>"+end...)
}

// unit returns the length that a font's numbers count in.
func unit(f font.Face) vg.Length { return f.Font.Size / vg.Length(f.Face.UnitsPerEm()) }

// A letter is a shape of a font.
type letter struct {
	font  *sfnt.Font
	glyph sfnt.GlyphIndex
}

// letters are those of a document, which has the shape of each once, in its font's units.
type letters struct {
	ids  map[letter]string // empty where there is nothing to see
	defs strings.Builder
	buf  sfnt.Buffer
}

// line returns the letters of a line, each at its place.
func (s *letters) line(line run) string {
	var b strings.Builder
	for i, r := range line.text {
		x := line.face.Width(line.text[:i]+string(r)) - line.face.Width(string(r)) // kerning included
		if id := s.id(line.face, r); id != "" {
			at := ""
			if units := math.Round(float64(x / unit(line.face))); units != 0 {
				at = fmt.Sprintf(` x="%.0f"`, units)
			}
			fmt.Fprintf(&b, `<use href="#%s"%s/>`, id, at)
		}
	}
	return b.String()
}

// id returns the name of a character's shape, which is empty for a blank.
func (s *letters) id(f font.Face, r rune) string {
	glyph, err := f.Face.GlyphIndex(&s.buf, r)
	if err != nil {
		return ""
	}
	key := letter{f.Face, glyph}
	id, ok := s.ids[key]
	if !ok {
		if path := s.path(key); path != "" {
			id = fmt.Sprintf("g%d", len(s.ids))
			fmt.Fprintf(&s.defs, `<path id="%s" d="%s"/>`, id, path)
		}
		s.ids[key] = id
	}
	return id
}

// path returns a letter's outline in SVG's words. Its numbers are whole, and count from the last point. A minus sign needs no
// comma before it.
func (s *letters) path(l letter) string {
	segments, err := l.font.LoadGlyph(&s.buf, l.glyph, fix.Int26_6(l.font.UnitsPerEm()), nil)
	if err != nil {
		return ""
	}
	var b strings.Builder
	var pen fix.Point26_6
	for _, segment := range segments {
		op, points := "m", 1
		switch segment.Op {
		case sfnt.SegmentOpLineTo:
			op = "l"
		case sfnt.SegmentOpQuadTo:
			op, points = "q", 2
		case sfnt.SegmentOpCubeTo:
			op, points = "c", 3
		}
		separator := op
		for _, p := range segment.Args[:points] {
			d := p.Sub(pen)
			for _, v := range []fix.Int26_6{d.X, d.Y} {
				if separator == "," && v < 0 {
					separator = ""
				}
				fmt.Fprintf(&b, "%s%d", separator, v)
				separator = ","
			}
		}
		pen = segment.Args[points-1]
	}
	return b.String()
}
