package plotting

import (
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

// A finished chart has what can be known only when it is drawn: how much room is around the data, how long titles and labels
// may be, how many ticks there are, and where the legend covers nothing.
type finished struct {
	*plot.Plot
	area   draw.Canvas
	labels [2]string // along the axes of x and y, where gonum would put them elsewhere
}

// finish returns a copy of the chart, finished for a canvas.
func (f *Figure) finish(c draw.Canvas) finished {
	p := *f.Plot
	if f.loose {
		leaveRoom(&p, c)
	}
	x, y := p.X, p.Y
	done := finished{&p, c, [2]string{}}
	done.arrange()
	if hasLegend(&p) {
		if wide := placeLegend(&p, c); wide > 0 {
			done.area = draw.Crop(c, 0, -wide, 0, 0)
			p.Title.Text, p.X, p.Y = f.Title.Text, x, y
			done.arrange()
			placeOutside(&p, done.area, wide)
		}
	}
	return done
}

// draw draws the chart.
func (f finished) draw() {
	f.Draw(f.area)
	data := f.DataCanvas(f.area)
	if f.labels[0] != "" {
		style := f.X.Label.TextStyle
		f.area.FillText(style, vg.Point{X: data.Center().X, Y: f.area.Min.Y + style.FontExtents().Descent}, f.labels[0])
	}
	if f.labels[1] != "" {
		style := f.Y.Label.TextStyle
		x := f.area.Min.X + style.Height(f.labels[1]) - style.FontExtents().Descent
		style.Rotation += math.Pi / 2
		f.area.FillText(style, vg.Point{X: x, Y: data.Center().Y}, f.labels[1])
	}
}

// arrange fits the title and what is along the axes to the canvas.
func (f *finished) arrange() {
	const titleLines = 3
	f.Title.Text = wrapped(f.Title.TextStyle, f.Title.Text, f.area.Size().X, titleLines)
	f.fitLabels()
	for i, a := range []*plot.Axis{&f.X, &f.Y} {
		if isLog(a) {
			setDecades(a)
			// gonum leaves room for a label in the middle of the numbers, which is close to the end of such an axis.
			f.labels[i] = a.Label.Text
			a.Label.Text = strings.Repeat(" \n", strings.Count(a.Label.Text, "\n")) + strings.Repeat(" ", min(len(a.Label.Text), 1))
		}
	}
	const narrow = 0.95 // some characters are narrower than digits
	room := int(f.DataCanvas(f.area).Size().X / (f.X.Tick.Label.Width("0") * narrow))
	switch t := f.X.Tick.Marker.(type) {
	case roundTicks:
		t.room = room
		f.X.Tick.Marker = t
	case decades:
		f.X.Tick.Marker = decades{room}
	}
	inStep(f.Plot)
}

// fitLabels breaks labels that are longer than their axes.
func (f *finished) fitLabels() {
	const most, surely = 2, 0.5 // lines, and what part of the canvas an axis takes at least, if it is no tiny one
	size, x, y := f.area.Size(), &f.X.Label, &f.Y.Label
	if x.TextStyle.Width(x.Text) < size.X*surely && y.TextStyle.Width(y.Text) < size.Y*surely {
		return
	}
	bare := *f.Plot
	bare.X.Label.Text, bare.Y.Label.Text = "", ""
	size = bare.DataCanvas(f.area).Size()
	x.Text = wrapped(x.TextStyle, x.Text, size.X, most)
	y.Text = wrapped(y.TextStyle, y.Text, size.Y, most)
}

// setDecades gives a logarithmic axis its own ticks, unless the caller chose some that work.
func setDecades(a *plot.Axis) {
	switch t := a.Tick.Marker.(type) {
	case roundTicks:
		a.Tick.Marker = decades{}
	case plot.LogTicks:
		labels := 0
		for _, tick := range t.Ticks(a.Min, a.Max) {
			if !tick.IsMinor() && a.Min <= tick.Value && tick.Value <= a.Max {
				labels++
			}
		}
		if labels < 2 {
			a.Tick.Marker = decades{}
		}
	}
}

// inStep puts the ticks of both axes as far apart, the closer way if that is not too close, where the axes have about the
// same range: a grid then has squares.
func inStep(p *plot.Plot) {
	const most, similar = 9, 1.5 // ticks, and how many times as long one range may be
	x, y, ok := intervals(p)
	width, height := p.X.Max-p.X.Min, p.Y.Max-p.Y.Min
	if !ok || x == y || width > similar*height || height > similar*width {
		return
	}
	close, far := x, y
	if close.size() > far.size() {
		close, far = far, close
	}
	across, up := close.ticks(p.X.Min, p.X.Max), close.ticks(p.Y.Min, p.Y.Max)
	if room := p.X.Tick.Marker.(roundTicks).room; len(across) > most || len(up) > most || room > 0 && chars(across) > room {
		close = far
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = roundTicks{every: close}, roundTicks{every: close}
}

// intervals returns how far apart the ticks of the axes are, if both have linear scales and round ticks.
func intervals(p *plot.Plot) (x, y interval, ok bool) {
	var both [2]interval
	for i, a := range []*plot.Axis{&p.X, &p.Y} {
		t, isRound := a.Tick.Marker.(roundTicks)
		if _, linear := a.Scale.(plot.LinearScale); !isRound || !linear || t.whole {
			return x, y, false
		}
		if both[i], ok = t.interval(a.Min, a.Max); !ok {
			return x, y, false
		}
	}
	return both[0], both[1], true
}

// record returns what is done to draw a chart on a canvas, and draws nothing.
func record(p *plot.Plot, c draw.Canvas) []recorder.Action {
	rec := new(recorder.Canvas)
	p.Draw(draw.Canvas{Canvas: &thinCanvas{Canvas: rec}, Rectangle: c.Rectangle})
	return rec.Actions
}
