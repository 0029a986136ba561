package plotting

import (
	"image/color"
	"math"
	"slices"
	"unicode/utf8"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

const legendGap = 8 // points between a legend and the axes

// A corner of the axes.
type corner struct{ top, left bool }

var (
	topRight    = corner{top: true}
	bottomRight = corner{}
	bottomLeft  = corner{left: true}
	topLeft     = corner{top: true, left: true}
)

func hasLegend(p *plot.Plot) bool { return p.Legend.Rectangle(draw.Canvas{}).Size().Y > 0 }

// placeLegend leaves a legend where it is if nothing is drawn there, and else puts it into its corner or into the first
// one that is free. If none is, it returns how much room the legend needs beside the axes.
func placeLegend(p *plot.Plot, c draw.Canvas) (width vg.Length) {
	data := p.DataCanvas(c)
	fitLegend(&p.Legend, c.Size().X, data.Size().Y-2*vg.Points(legendGap))
	frame, inks := legendFrame(p, c), inksOf(p, c, data.Rectangle)
	free := func() bool {
		r := legendArea(p, frame)
		return within(r, data.Rectangle) && !covers(r, inks)
	}
	if free() {
		return 0
	}
	for _, at := range []corner{{p.Legend.Top, p.Legend.Left}, topRight, bottomRight, bottomLeft, topLeft} {
		p.Legend.Top, p.Legend.Left = at.top, at.left
		p.Legend.XOffs, p.Legend.YOffs = data.Max.X-frame.Max.X-vg.Points(legendGap), data.Min.Y-frame.Min.Y+vg.Points(legendGap)
		if at.left {
			p.Legend.XOffs = data.Min.X - frame.Min.X + vg.Points(legendGap)
		}
		if at.top {
			p.Legend.YOffs = data.Max.Y - frame.Max.Y - vg.Points(legendGap)
		}
		if free() {
			return 0
		}
	}
	return legendSize(p).X + vg.Points(legendGap)
}

// fitLegend shortens entries that are longer than half of the width, and makes all smaller if they are higher than the height.
func fitLegend(l *plot.Legend, width, height vg.Length) {
	l.TextStyle.Handler = shortener{l.TextStyle.Handler, width/2 - l.ThumbnailWidth}
	if scale := height / l.Rectangle(draw.Canvas{}).Size().Y; scale > 0 && scale < 1 {
		l.TextStyle.Font.Size *= scale
		l.Padding *= scale
	}
}

// A shortener writes the beginning of texts that are longer than a width.
type shortener struct {
	text.Handler
	width vg.Length
}

func (s shortener) short(line string, fnt font.Font) string {
	return wrapped(text.Style{Font: fnt, Handler: s.Handler}, line, s.width, 1)
}

// Box returns the size of one line, as text.Handler asks.
func (s shortener) Box(line string, fnt font.Font) (width, height, depth vg.Length) {
	return s.Handler.Box(s.short(line, fnt), fnt)
}

// Draw writes one line, as text.Handler asks.
func (s shortener) Draw(c vg.Canvas, line string, style text.Style, pt vg.Point) {
	style.Handler = s.Handler
	s.Handler.Draw(c, s.short(line, style.Font), style, pt)
}

// placeOutside puts the legend at the right of the canvas, as high as the axes.
func placeOutside(p *plot.Plot, c draw.Canvas, wide vg.Length) {
	p.Legend.Top, p.Legend.Left = true, false
	p.Legend.XOffs, p.Legend.YOffs = wide, p.DataCanvas(c).Max.Y-legendFrame(p, c).Max.Y
}

// legendFrame returns the box in which gonum draws a legend: from where the axes meet to the ends of the canvas, below the
// title.
func legendFrame(p *plot.Plot, c draw.Canvas) vg.Rectangle {
	empty := plot.New()
	empty.Title, empty.X, empty.Y = p.Title, p.X, p.Y
	frame := c.Rectangle
	frame.Min = empty.DataCanvas(c).Min
	if p.Title.Text != "" {
		frame.Max.Y -= p.Title.TextStyle.Rectangle(p.Title.Text).Size().Y + p.Title.Padding
	}
	return frame
}

// legendArea returns what the legend covers.
func legendArea(p *plot.Plot, frame vg.Rectangle) vg.Rectangle {
	size, below := legendSize(p), p.Legend.TextStyle.FontExtents().Descent
	at := vg.Point{X: frame.Max.X - size.X, Y: frame.Min.Y}
	if p.Legend.Left {
		at.X = frame.Min.X
	}
	if p.Legend.Top {
		at.Y = frame.Max.Y - size.Y - below
	}
	at = at.Add(vg.Point{X: p.Legend.XOffs, Y: p.Legend.YOffs})
	return vg.Rectangle{Min: at, Max: at.Add(size)}
}

func legendSize(p *plot.Plot) vg.Point { return p.Legend.Rectangle(draw.Canvas{}).Size() }

func within(r, box vg.Rectangle) bool {
	return box.Min.X <= r.Min.X && r.Max.X <= box.Max.X && box.Min.Y <= r.Min.Y && r.Max.Y <= box.Max.Y
}

// covers reports whether something is drawn in the box or close to it.
func covers(r vg.Rectangle, inks []ink) bool {
	const close = 3 // points
	d := vg.Point{X: vg.Points(close), Y: vg.Points(close)}
	r = vg.Rectangle{Min: r.Min.Sub(d), Max: r.Max.Add(d)}
	for _, i := range inks {
		if i.touches(r) {
			return true
		}
	}
	return false
}

// An ink is something drawn: a straight line between two points, or anything in the box between them.
type ink struct {
	a, b vg.Point
	line bool
}

// inksOf returns what a chart without its legend draws. Lines in grey from one side of the axes to another, which are those of a
// grid, and the axes themselves do not count.
func inksOf(p *plot.Plot, c draw.Canvas, axes vg.Rectangle) (all []ink) {
	bare := *p
	bare.Legend, bare.BackgroundColor = plot.NewLegend(), nil
	grey, turned := false, 0
	for _, a := range record(&bare, c) {
		switch a := a.(type) {
		case *recorder.SetColor:
			grey = isGrey(a.Color)
		case *recorder.Push:
			turned++ // only texts along the y axis are
		case *recorder.Pop:
			turned--
		case *recorder.Fill:
			all = append(all, boxOf(a.Path))
		case *recorder.Stroke:
			if isPolyline(a.Path) {
				for k := range len(a.Path) - 1 {
					if i := (ink{a.Path[k].Pos, a.Path[k+1].Pos, true}); !grey || !i.crosses(axes) {
						all = append(all, i)
					}
				}
			} else {
				all = append(all, boxOf(a.Path))
			}
		case *recorder.DrawImage:
			all = append(all, ink{a.Rectangle.Min, a.Rectangle.Max, false})
		case *recorder.FillString:
			if turned == 0 && within(vg.Rectangle{Min: a.Point, Max: a.Point}, axes) {
				long := a.Size * vg.Length(utf8.RuneCountInString(a.String)) // at most
				all = append(all, ink{a.Point, a.Point.Add(vg.Point{X: long, Y: a.Size}), false})
			}
		}
	}
	return all
}

func isGrey(c color.Color) bool {
	if c == nil {
		return true
	}
	r, g, b, _ := c.RGBA()
	return r == g && g == b
}

// boxOf returns the box around a path.
func boxOf(p vg.Path) ink {
	low, high := vg.Point{X: vg.Length(math.Inf(1)), Y: vg.Length(math.Inf(1))}, vg.Point{X: vg.Length(math.Inf(-1)), Y: vg.Length(math.Inf(-1))}
	for _, c := range p {
		if c.Type == vg.CloseComp {
			continue
		}
		for _, pt := range slices.Concat(c.Control, []vg.Point{c.Pos}) {
			low = vg.Point{X: min(low.X, pt.X-c.Radius), Y: min(low.Y, pt.Y-c.Radius)}
			high = vg.Point{X: max(high.X, pt.X+c.Radius), Y: max(high.Y, pt.Y+c.Radius)}
		}
	}
	return ink{low, high, false}
}

// crosses reports whether a line goes level or upright from one side of a box to the other, or along a side.
func (i ink) crosses(box vg.Rectangle) bool {
	return same(i.a.Y, i.b.Y) && same(i.a.X, box.Min.X) && same(i.b.X, box.Max.X) ||
		same(i.a.X, i.b.X) && same(i.a.Y, box.Min.Y) && same(i.b.Y, box.Max.Y)
}

// same reports whether two places are one but for rounding.
func same(a, b vg.Length) bool {
	const slack = 0.01 // points
	return math.Abs(float64(a-b)) <= slack
}

// touches reports whether something of the ink is in a box.
func (i ink) touches(r vg.Rectangle) bool {
	low, high := vg.Point{X: min(i.a.X, i.b.X), Y: min(i.a.Y, i.b.Y)}, vg.Point{X: max(i.a.X, i.b.X), Y: max(i.a.Y, i.b.Y)}
	if high.X < r.Min.X || low.X > r.Max.X || high.Y < r.Min.Y || low.Y > r.Max.Y {
		return false
	}
	if !i.line {
		return true
	}
	// All corners of the box on one side of the line: it passes by.
	d := i.b.Sub(i.a)
	left, right := false, false
	for _, corner := range []vg.Point{r.Min, r.Max, {X: r.Min.X, Y: r.Max.Y}, {X: r.Max.X, Y: r.Min.Y}} {
		e := corner.Sub(i.a)
		cross := d.X*e.Y - d.Y*e.X
		left, right = left || cross >= 0, right || cross <= 0
	}
	return left && right
}
