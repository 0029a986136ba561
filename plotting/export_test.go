package plotting

import (
	"image"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
	"gonum.org/v1/plot/vg/vgimg"
)

// For tests that look at what is drawn.
var (
	// Picture is a figure in all its colours.
	Picture = (*Figure).picture

	HasLegend = hasLegend
	Wrapped   = wrapped
)

// Finished returns the chart as it is drawn.
func Finished(f *Figure) *plot.Plot {
	return f.finish(draw.Crop(draw.NewCanvas(new(recorder.Canvas), f.Width, f.Height), margin, -margin, margin, -margin)).Plot
}

// WithoutLegend returns a figure in which all is where it is with its legend, and the legend is missing.
func WithoutLegend(f *Figure) image.Image {
	c := vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(pngDPI))
	chart := f.finish(draw.Crop(draw.NewCanvas(&thinCanvas{Canvas: c}, f.Width, f.Height), margin, -margin, margin, -margin))
	chart.Legend = plot.NewLegend()
	chart.draw()
	return c.Image()
}

// WithAllPoints returns a figure for which no point was left out.
func WithAllPoints(f *Figure) image.Image {
	c := vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(pngDPI))
	f.finish(draw.Crop(draw.NewCanvas(c, f.Width, f.Height), margin, -margin, margin, -margin)).draw()
	return c.Image()
}

// Actions returns what is done to draw a figure.
func Actions(f *Figure) []recorder.Action {
	rec := new(recorder.Canvas)
	f.finish(draw.Crop(draw.NewCanvas(rec, f.Width, f.Height), margin, -margin, margin, -margin)).draw()
	return rec.Actions
}
