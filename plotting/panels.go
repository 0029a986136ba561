package plotting

import (
	"errors"
	"fmt"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Beside draws figures in one row, from left to right, each in its own width, under a
// common title if one is set. The row is as wide as all of them and as high as the highest;
// its alt text is theirs one after the other. What is changed in one of them later shows, except
// its size. An error in one of them is the row's error. Limits of the row itself do nothing.
func Beside(figures ...*Figure) *Figure {
	if len(figures) == 0 {
		return failed(errors.New("plotting: Beside got no figure: give at least one"))
	}
	p := plot.New()
	Style(p)
	p.HideAxes()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	fig := &Figure{Plot: p}
	for i, f := range figures {
		if f == nil {
			return failed(fmt.Errorf("plotting: figure %d of those for Beside is nil: make it first", i))
		}
		if err := f.check(); err != nil {
			return failed(err)
		}
		fig.Width += f.Width
		fig.shaded = fig.shaded || f.shaded
		fig.Height = max(fig.Height, f.Height)
	}
	row := make(panels, len(figures))
	for i, f := range figures {
		row[i] = panel{f, float64(f.Width / fig.Width)}
	}
	p.Add(row)
	fig.alt = row.alt
	return fig
}

// panels are figures in a row.
type panels []panel

type panel struct {
	*Figure
	share float64 // of the row's width
}

var _ plot.Plotter = panels{}

// Plot draws the figures with a gap between them, as plot.Plotter asks.
func (row panels) Plot(c draw.Canvas, _ *plot.Plot) {
	const gap = 16 // points
	width := c.Size().X - vg.Points(gap)*vg.Length(len(row)-1)
	x := c.Min.X
	for _, p := range row {
		area := c
		area.Min.X, area.Max.X = x, x+width*vg.Length(p.share)
		p.Draw(area)
		x = area.Max.X + vg.Points(gap)
	}
}

// alt returns what each figure shows.
func (row panels) alt() string {
	parts := make([]string, len(row))
	for i, p := range row {
		parts[i] = p.Alt()
	}
	return strings.Join(parts, " ")
}
