package plotting

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// A thinCanvas passes on what is drawn, except for what nobody would see: most points of a line that has hundreds in each
// column of dots, and marks upon the same marks. So a line of a million points makes a file no larger, and drawing
// it takes hardly longer, than one of some thousands.
type thinCanvas struct {
	vg.Canvas
	width  vg.Length
	dashes []vg.Length
	color  color.Color
	marks  map[mark]bool // what was drawn in this colour, and with lines as wide
}

var _ vg.Canvas = (*thinCanvas)(nil)

// SetLineDash sets the dashes of lines, as vg.Canvas asks.
func (t *thinCanvas) SetLineDash(dashes []vg.Length, offset vg.Length) {
	t.dashes = dashes
	t.Canvas.SetLineDash(dashes, offset)
}

// SetLineWidth sets the width of lines, as vg.Canvas asks.
func (t *thinCanvas) SetLineWidth(w vg.Length) {
	if w != t.width {
		t.width = w
		clear(t.marks)
	}
	t.Canvas.SetLineWidth(w)
}

// SetColor sets the colour of all that follows, as vg.Canvas asks.
func (t *thinCanvas) SetColor(c color.Color) {
	if !sameColor(c, t.color) {
		t.color = c
		clear(t.marks)
	}
	t.Canvas.SetColor(c)
}

func sameColor(a, b color.Color) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	r0, g0, b0, a0 := a.RGBA()
	r1, g1, b1, a1 := b.RGBA()
	return r0 == r1 && g0 == g1 && b0 == b1 && a0 == a1
}

func (t *thinCanvas) opaque() bool {
	if t.color == nil {
		return true // black
	}
	_, _, _, alpha := t.color.RGBA()
	return alpha == math.MaxUint16
}

// Stroke draws a line, as vg.Canvas asks. A long solid one goes in pieces: the time that the rasterizer takes grows with the
// square of what is on one row of dots.
func (t *thinCanvas) Stroke(p vg.Path) {
	const long, step = 1000, 64
	if t.drawn(p) {
		return
	}
	if isPolyline(p) {
		p = thinned(p)
		if len(p) > long && len(t.dashes) == 0 && t.opaque() {
			for i := 0; i < len(p)-1; i += step {
				piece := slices.Clone(p[i:min(i+step+2, len(p))]) // a segment more: no seam
				piece[0].Type = vg.MoveComp
				t.Canvas.Stroke(piece)
			}
			return
		}
	}
	t.Canvas.Stroke(p)
}

// Fill draws an area, as vg.Canvas asks.
func (t *thinCanvas) Fill(p vg.Path) {
	if !t.drawn(p) {
		t.Canvas.Fill(p)
	}
}

// mark is a small shape, in quarters of a dot.
type mark struct {
	components int
	points     [mostPoints][2]int32
}

const mostPoints = 8 // of a mark

// drawn notes a small shape, and reports whether just that was drawn before in the same colour.
func (t *thinCanvas) drawn(p vg.Path) bool {
	points := make([]vg.Point, 0, mostPoints+3)
	for _, c := range p {
		points = append(append(points, c.Pos), c.Control...) // two curves can share their ends
		if len(points) > mostPoints {
			return false
		}
	}
	if !t.opaque() {
		return false
	}
	m := mark{components: len(p)}
	for i, at := range points {
		m.points[i] = [2]int32{quarters(at.X), quarters(at.Y)}
	}
	if t.marks[m] {
		return true
	}
	if t.marks == nil {
		t.marks = make(map[mark]bool)
	}
	t.marks[m] = true
	return false
}

func quarters(l vg.Length) int32 { return int32(math.Round(4 * l.Dots(pngDPI))) }

// isPolyline reports whether a path is straight lines without a gap.
func isPolyline(p vg.Path) bool {
	return len(p) > 0 && p[0].Type == vg.MoveComp &&
		!slices.ContainsFunc(p[1:], func(c vg.PathComp) bool { return c.Type != vg.LineComp })
}

// thinned returns a line without the points that cannot be seen if it is long: of those that follow each other in one column of
// dots, only the first, the lowest, the highest and the last stay. It is the M4 of U. Jugel and others, "M4: a
// visualization-oriented time series data aggregation" (2014).
func thinned(p vg.Path) vg.Path {
	const long = 2000
	if len(p) <= long {
		return p
	}
	var few vg.Path
	for start := 0; start < len(p); {
		low, high, end := start, start, start+1
		for ; end < len(p) && dotColumn(p[end]) == dotColumn(p[start]); end++ {
			if p[end].Pos.Y < p[low].Pos.Y {
				low = end
			}
			if p[end].Pos.Y > p[high].Pos.Y {
				high = end
			}
		}
		stay := []int{start, min(low, high), max(low, high), end - 1}
		for _, i := range slices.Compact(stay) {
			few = append(few, p[i])
		}
		start = end
	}
	return few
}

func dotColumn(c vg.PathComp) float64 { return math.Floor(c.Pos.X.Dots(pngDPI)) }
