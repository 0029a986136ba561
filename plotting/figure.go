package plotting

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"dlfs/internal/atomicfile"
	"dlfs/internal/words"
)

// Size of a new figure: 576 by 384 CSS pixels, which fits beside a notebook's
// prompt.
const (
	DefaultWidth  = 6 * vg.Inch
	DefaultHeight = 4 * vg.Inch
)

const (
	cssDPI = 96         // CSS pixels in an inch, by definition
	pngDPI = 2 * cssDPI // two dots a pixel: sharp on dense screens and on paper

	// margin is left blank on all sides; some labels reach a little beyond the
	// box that gonum reserves for them.
	margin = 8 // points

	// maxSide bounds the bitmap that a mistyped size would ask for.
	maxSide = 50 * vg.Inch
)

// A Figure is a chart with a size and an alt text. The chart is gonum's own:
// set titles, ranges and legends and add plotters as for any plot.Plot. Make a
// Figure with a constructor or with New; the zero value cannot be drawn.
type Figure struct {
	*plot.Plot
	Width, Height vg.Length // each from 1 to 50 inches for PNG and SVG

	alt   func() string // asked late: it may depend on the limits
	loose bool          // its axes may end where the data do, and are then widened
	err   error
	spot  clickable
}

// New wraps a chart that was built with plot.New. It gives the figure the default
// size and does not change the chart; call Style for the looks of the other
// figures. When a chart in that style is drawn, it gets room around its data,
// except at the ends of axes that were set. The alt text says in a sentence what
// the chart shows; with values it is a format for them, as in fmt.Sprintf. A nil
// chart or an empty alt text is an error, which Err, PNG and SVG return.
func New(p *plot.Plot, alt string, values ...any) *Figure {
	switch {
	case p == nil:
		return failed(words.Plotting.Errorf("plotting: New got a nil *plot.Plot: make one with plot.New()"))
	case alt == "":
		return failed(words.Plotting.Errorf("plotting: New got an empty alt text: say in a sentence what the chart shows"))
	}
	return &Figure{
		Plot: p, Width: DefaultWidth, Height: DefaultHeight, loose: true,
		alt: func() string {
			if len(values) == 0 {
				return words.Cells.Text(alt)
			}
			return fmt.Sprintf(words.Cells.Text(alt), values...)
		},
	}
}

// failed returns a figure that can be changed like any other and shows nothing but err.
func failed(err error) *Figure {
	return &Figure{Plot: plot.New(), Width: DefaultWidth, Height: DefaultHeight, err: err}
}

// Err returns what is wrong with the data that the figure was made from, or nil.
func (f *Figure) Err() error { return f.err }

// Alt returns the alt text. It is empty if Err is not nil.
func (f *Figure) Alt() string {
	if f.err != nil || f.alt == nil {
		return ""
	}
	return f.alt()
}

// Size returns the figure's width and height in CSS pixels.
func (f *Figure) Size() (width, height int) {
	return cssPixels(f.Width), cssPixels(f.Height)
}

// A clickable is a place in a figure, in CSS pixels from its left upper corner.
type clickable struct{ left, top, width, height int }

// Spot returns the place in the figure that a reader of nb.Slide can click to see this figure instead of another one of the
// same series, in CSS pixels from the left upper corner. Its width is 0 if there is none; the figures of Microscope have one.
func (f *Figure) Spot() (left, top, width, height int) {
	return f.spot.left, f.spot.top, f.spot.width, f.spot.height
}

func cssPixels(l vg.Length) int { return int(math.Round(l.Dots(cssDPI))) }

// wholePixels returns the next length that is a whole number of CSS pixels.
func wholePixels(l vg.Length) vg.Length {
	return vg.Length(math.Ceil(l.Dots(cssDPI))) * vg.Inch / cssDPI
}

// onDots moves a point to where four dots of a PNG meet: a picture that begins there and is as large as so many dots keeps
// its pixels sharp, which also makes the file smaller.
func onDots(p vg.Point) vg.Point {
	near := func(l vg.Length) vg.Length { return vg.Length(math.Round(l.Dots(pngDPI))) * vg.Inch / pngDPI }
	return vg.Point{X: near(p.X), Y: near(p.Y)}
}

// Limits sets the range of both axes, x from xmin to xmax and y from ymin to ymax,
// and returns f. Only what is inside is drawn. It does nothing to figures without
// axes of their own: Digits, Misclassified, Readings, WeightImages, Pipelines,
// Surface, and those of Beside and Above. Limits that are not finite, or a lower limit that is
// not below the upper one, are an error, which Err, PNG and SVG return.
func (f *Figure) Limits(xmin, xmax, ymin, ymax float64) *Figure {
	if f.Plot == nil {
		*f = *failed(errEmpty())
	}
	for _, l := range []struct {
		axis     string
		min, max float64
	}{{"x", xmin, xmax}, {"y", ymin, ymax}} {
		if f.err == nil && (!finite(l.min) || !finite(l.max) || l.min >= l.max) {
			*f = *failed(words.Plotting.Errorf("plotting: limits of %s from %v to %v: give two finite numbers, the smaller one first", l.axis, l.min, l.max))
		}
	}
	f.X.Min, f.X.Max, f.Y.Min, f.Y.Max = xmin, xmax, ymin, ymax
	f.loose = false
	return f
}

// PNG returns the figure as a PNG image with two dots to a CSS pixel, in at most
// 256 colours unless parts of it are transparent. It fails if Err is not nil, if
// Width or Height is not from 1 to 50 inches, if an axis has no range because the
// chart has no data, if a logarithmic axis does not start above 0, or if no font
// has a character that the figure needs.
func (f *Figure) PNG() ([]byte, error) {
	img, err := f.picture()
	if err != nil {
		return nil, err
	}
	if rgba, ok := img.(*image.RGBA); ok && rgba.Opaque() {
		img = reduce(rgba)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, words.Plotting.Errorf("plotting: encoding PNG: %w", err)
	}
	return b.Bytes(), nil
}

// picture returns the figure in all its colours.
func (f *Figure) picture() (image.Image, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	c := vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(pngDPI), vgimg.UseBackgroundColor(f.background()))
	if err := f.drawOn(c); err != nil {
		return nil, err
	}
	return c.Image(), nil
}

// SVG returns the figure as an SVG document that carries its alt text. Fonts are
// named, not embedded. It fails as PNG does.
func (f *Figure) SVG() ([]byte, error) {
	svg, _, err := f.svg()
	if err != nil {
		return nil, err
	}
	svg = bytes.Replace(svg, []byte("<svg "), []byte(`<svg role="img" aria-label="`+html.EscapeString(f.Alt())+`" `), 1)
	return nameFamilies(svg), nil
}

// SVGImage returns the figure as an SVG document for an <img> of a page, which can
// use no fonts of the page: letters are shapes, so they look the same everywhere.
// The alt text is left to the <img>. It fails as PNG does.
func (f *Figure) SVGImage() ([]byte, error) {
	svg, lines, err := f.svg()
	if err != nil {
		return nil, err
	}
	return outlined(svg, lines), nil
}

// svg returns the figure as gonum writes it, and its lines of text.
func (f *Figure) svg() ([]byte, []run, error) {
	if err := f.check(); err != nil {
		return nil, nil, err
	}
	c := vgsvg.New(f.Width, f.Height)
	if f.BackgroundColor != nil {
		page := draw.NewCanvas(c, f.Width, f.Height)
		page.SetColor(f.BackgroundColor)
		page.Fill(page.Rectangle.Path())
	}
	recorder := &lineRecorder{Canvas: c}
	if err := f.drawOn(recorder); err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, nil, words.Plotting.Errorf("plotting: encoding SVG: %w", err)
	}
	// A bitmap fills its place, as in a PNG, even if its pixels are then not quite square.
	svg := bytes.ReplaceAll(b.Bytes(), []byte("<image "), []byte(`<image preserveAspectRatio="none" `))
	return svg, recorder.lines, nil
}

// WriterTo returns the chart as a file of width w, height h and the given format: eps, jpg, jpeg, pdf, png, svg, tex, tif or
// tiff. It is plot.Plot's method, which adds no margin and no alt text and draws a picture with 96 dots to an inch, except
// that it fails if Err is not nil, if no font has a character that the chart needs, or if a text in Chinese, Korean or
// Japanese goes into eps or pdf.
func (f *Figure) WriterTo(w, h vg.Length, format string) (io.WriterTo, error) {
	if err := f.checkChart(); err != nil {
		return nil, err
	}
	if err := f.checkTexts(w, h, format); err != nil {
		return nil, err
	}
	c, err := draw.NewFormattedCanvas(w, h, format)
	if err != nil {
		return nil, err
	}
	f.finish(draw.NewCanvas(&thinCanvas{Canvas: c}, w, h)).draw()
	return c, nil
}

// Save writes what WriterTo returns to a file, whose extension names the format, such as .png. It replaces an existing file,
// which stays as it was if Save fails.
func (f *Figure) Save(w, h vg.Length, file string) error {
	c, err := f.WriterTo(w, h, strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), "."))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return err
	}
	return atomicfile.Write(file, b.Bytes())
}

func errEmpty() error { return words.Plotting.Errorf("plotting: an empty Figure: make one with New") }

// check returns why the figure cannot be drawn in its size, or nil.
func (f *Figure) check() error {
	if err := f.checkChart(); err != nil {
		return err
	}
	if f.alt == nil {
		return errEmpty()
	}
	for _, side := range []vg.Length{f.Width, f.Height} {
		if !(side >= vg.Inch && side <= maxSide) { // also refuses NaN
			return words.Plotting.Errorf("plotting: a figure of %v by %v inches: each side must be at least 1 and at most %v",
				float64(f.Width/vg.Inch), float64(f.Height/vg.Inch), float64(maxSide/vg.Inch))
		}
	}
	return nil
}

// checkChart returns why the chart cannot be drawn in any size, or nil.
func (f *Figure) checkChart() error {
	switch {
	case f.err != nil:
		return f.err
	case f.Plot == nil:
		return errEmpty()
	}
	for _, a := range []struct {
		name string
		*plot.Axis
	}{{"x", &f.X}, {"y", &f.Y}} {
		if !finite(a.Max - a.Min) { // plot.New leaves infinities until a plotter brings data
			return words.Plotting.Errorf("plotting: the %s axis goes from %v to %v: add a plotter that has data, or set the limits", a.name, a.Min, a.Max)
		}
		if _, log := a.Scale.(plot.LogScale); log && a.Min <= 0 { // gonum would panic
			return words.Plotting.Errorf("plotting: the %s axis goes from %v to %v: a logarithmic axis has only values above 0", a.name, a.Min, a.Max)
		}
	}
	return nil
}

// background returns the colour behind the chart in an image, which is white unless it has one.
func (f *Figure) background() color.Color {
	if f.BackgroundColor == nil {
		return color.White
	}
	return f.BackgroundColor
}

// drawOn draws the chart on a canvas that has the background already, and fails if no font has some character. To fill an
// image once more would take as long as all the rest of a simple chart.
func (f *Figure) drawOn(c vg.Canvas) error {
	g := &textChecker{Canvas: &thinCanvas{Canvas: c}}
	page := draw.Crop(draw.NewCanvas(g, f.Width, f.Height), margin, -margin, margin, -margin)
	chart := f.finish(page)
	chart.BackgroundColor = nil
	chart.draw()
	return g.err
}
