package plotting

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

// leaveRoom widens the axes of a chart in the house style that end with its data, as margins does. What a caller has set
// stays: an end of an axis that is not that of the data, and both if the axis cuts data off. So do
// ends at which an area ends, such as the foot of bars and those around a picture.
func leaveRoom(p *plot.Plot, c draw.Canvas) {
	if p.X.Padding != 0 && p.Y.Padding != 0 {
		return // gonum's style, which has room between the data and the axes
	}
	// A plotter that draws as far as the axes go is told from one that draws data by axes that go farther.
	wide := *p
	wide.HideAxes()
	wide.Title.Text, wide.X.Label.Text, wide.Y.Label.Text = "", "", ""
	wide.Legend, wide.BackgroundColor = plot.NewLegend(), nil
	stretch(&wide.X)
	stretch(&wide.Y)
	x, y := newExtent(wide.X.Scale), newExtent(wide.Y.Scale)
	wide.X.Scale, wide.Y.Scale = x, y
	actions := record(&wide, c)
	wide.X.Scale, wide.Y.Scale = p.X.Scale, p.Y.Scale
	data := wide.DataCanvas(c)
	at := vg.Rectangle{ // where the axes end
		Min: vg.Point{X: data.X(wide.X.Norm(p.X.Min)), Y: data.Y(wide.Y.Norm(p.Y.Min))},
		Max: vg.Point{X: data.X(wide.X.Norm(p.X.Max)), Y: data.Y(wide.Y.Norm(p.Y.Max))},
	}
	for _, a := range actions {
		switch a := a.(type) {
		case *recorder.Fill:
			box := boxOf(a.Path)
			x.fill(box.a.X, box.b.X, at.Min.X, at.Max.X)
			y.fill(box.a.Y, box.b.Y, at.Min.Y, at.Max.Y)
		case *recorder.DrawImage:
			return
		}
	}
	x.widen(&p.X)
	y.widen(&p.Y)
}

// stretch makes an axis twice as long.
func stretch(a *plot.Axis) {
	switch free := (a.Max - a.Min) / 2; {
	case a.Min == a.Max:
		margins(a)
	case !isLog(a):
		a.Min, a.Max = a.Min-free, a.Max+free
	default:
		free := math.Sqrt(a.Max) / math.Sqrt(a.Min)
		a.Min, a.Max = a.Min/math.Sqrt(free), a.Max*math.Sqrt(free)
	}
}

func isLog(a *plot.Axis) bool {
	_, log := a.Scale.(plot.LogScale)
	return log
}

// An extent is a scale that notes between which values it is used, which are those of the data when the axes are hidden.
type extent struct {
	plot.Normalizer
	lo, hi    float64
	low, high bool // whether an area ends at an end of the axis
}

func newExtent(scale plot.Normalizer) *extent {
	return &extent{Normalizer: scale, lo: math.Inf(1), hi: math.Inf(-1)}
}

// Normalize returns where between lo and hi x lies, as plot.Normalizer asks.
func (e *extent) Normalize(lo, hi, x float64) float64 {
	e.lo, e.hi = min(e.lo, x), max(e.hi, x)
	return e.Normalizer.Normalize(lo, hi, x)
}

// fill notes an area from lo to hi on an axis from min to max. One from end to end, such as the highest bar, needs room above.
func (e *extent) fill(lo, hi, min, max vg.Length) {
	if same(lo, min) {
		e.low = true
	} else if same(hi, max) {
		e.high = true
	}
}

// widen makes room at the ends of an axis that are ends of the data, unless an area ends there.
func (e *extent) widen(a *plot.Axis) {
	const same = 1e-5 // of the axis; a Quiver looks a little beyond
	if !(e.lo <= e.hi) || math.IsInf(e.hi-e.lo, 0) {
		return // nothing there
	}
	below, above := 0., 0. // how far the data reach beyond the limits, as a part of the axis
	if a.Min < a.Max {
		below, above = -a.Norm(e.lo), a.Norm(e.hi)-1
	}
	if max(below, above) > same {
		return
	}
	free := *a
	switch a.Scale.(type) {
	case plot.LinearScale:
		margins(&free)
	case plot.LogScale:
		logMargins(&free)
	}
	if below > -same && !e.low {
		a.Min = free.Min
	}
	if above > -same && !e.high {
		a.Max = free.Max
	}
}
