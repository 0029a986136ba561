package plotting

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// Beside draws figures side by side, from left to right, each in its own width, under a common
// title if one is set on the row. The row is as wide as all of them together and as high as the
// highest. Its alt text joins their alt texts. Later changes to one of them show in the row, except
// changes of its size. An error in one of them is the row's error, and so is a nil figure or a call
// without figures. Limits of the row itself do nothing.
func Beside(figures ...*Figure) *Figure {
	fig, group := newPanels("Beside", figures)
	if fig.err != nil {
		return fig
	}
	for _, f := range group {
		fig.Width += f.Width
		fig.Height = max(fig.Height, f.Height)
	}
	fig.Add(row{group})
	return fig
}

// Above draws figures in one column, from top to bottom, each in its own height, with the ends of
// their x axes aligned. Otherwise it works as Beside does.
func Above(figures ...*Figure) *Figure {
	fig, group := newPanels("Above", figures)
	if fig.err != nil {
		return fig
	}
	for _, f := range group {
		fig.Width = max(fig.Width, f.Width)
		fig.Height += f.Height
	}
	fig.Add(column{group})
	return fig
}

// newPanels returns a figure without size for the given ones, and these, checked.
func newPanels(who string, figures []*Figure) (*Figure, panels) {
	if len(figures) == 0 {
		return failed(words.Plotting.Errorf("plotting: %s got no figure: give at least one", who)), nil
	}
	p := plot.New()
	Style(p)
	p.HideAxes()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	fig, group := &Figure{Plot: p}, make(panels, len(figures))
	for i, f := range figures {
		if f == nil {
			return failed(words.Plotting.Errorf("plotting: figure %d for %s is nil: make it first", i, who)), nil
		}
		if err := f.check(); err != nil {
			return failed(err), nil
		}
		group[i] = panel{f, f.Width, f.Height}
	}
	fig.alt = group.alt
	return fig, group
}

const panelGap = 16 // points

// panels are figures and the sizes that they had when they were put together.
type panels []panel

type panel struct {
	*Figure
	Width, Height vg.Length
}

// A row is panels beside each other, and a column is panels above each other.
type (
	row    struct{ panels }
	column struct{ panels }
)

var (
	_ plot.Plotter = row{}
	_ plot.Plotter = column{}
)

// Plot draws the figures with a gap between them, as plot.Plotter asks.
func (r row) Plot(c draw.Canvas, _ *plot.Plot) {
	var sum vg.Length
	for _, p := range r.panels {
		sum += p.Width
	}
	width := c.Size().X - vg.Points(panelGap)*vg.Length(len(r.panels)-1)
	x := c.Min.X
	for _, p := range r.panels {
		area := c
		area.Min.X, area.Max.X = x, x+width*vg.Length(float64(p.Width/sum))
		p.finish(area).draw()
		x = area.Max.X + vg.Points(panelGap)
	}
}

// Plot draws the figures with a gap between them, as plot.Plotter asks.
func (col column) Plot(c draw.Canvas, _ *plot.Plot) {
	var sum, left, right vg.Length // the widest margins beside the axes
	for _, p := range col.panels {
		sum += p.Height
		l, r := p.margins(c)
		left, right = max(left, l), max(right, r)
	}
	height := c.Size().Y - vg.Points(panelGap)*vg.Length(len(col.panels)-1)
	y := c.Max.Y
	for _, p := range col.panels {
		area := c
		area.Min.Y, area.Max.Y = y-height*p.Height/sum, y
		l, r := p.margins(c)
		p.finish(draw.Crop(area, left-l, r-right, 0, 0)).draw()
		y = area.Min.Y - vg.Points(panelGap)
	}
}

// margins returns how much of a canvas is left and right of the axes.
func (p panel) margins(c draw.Canvas) (left, right vg.Length) {
	chart := p.finish(c)
	data := chart.DataCanvas(chart.area)
	return data.Min.X - c.Min.X, c.Max.X - data.Max.X
}

// alt returns what each figure shows.
func (all panels) alt() string {
	parts := make([]string, len(all))
	for i, p := range all {
		parts[i] = p.Alt()
	}
	return sentences(parts...)
}
