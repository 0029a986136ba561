package kept

import (
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"

	"dlfs/nb/internal/frames"
)

// A figure is what nb.Show shows.
type figure interface {
	PNG() ([]byte, error)
	Alt() string
	Size() (width, height int)
}

// picture draws a figure. What cannot be drawn ends the cell with the figure's own sentence.
func picture(v any) (frames.Bundle, bool) {
	value := reflect.ValueOf(v)
	if value.Kind() == reflect.Pointer && value.IsNil() {
		return frames.Bundle{}, false
	}
	f, ok := v.(figure)
	if !ok {
		f, ok = byPointer(value).(figure)
	}
	if ok {
		png, err := f.PNG()
		failPicture(err)
		width, height := f.Size()
		return bundle(png, f.Alt(), width, height), true
	}
	return frames.Bundle{}, false
}

func failPicture(err error) {
	if err == nil {
		return
	}
	os.Stderr.WriteString("the figure cannot be shown: " + err.Error() + "\n")
	Done()
	os.Exit(1)
}

// bundle has the picture twice, as in package nb.
func bundle(png []byte, alt string, width, height int) frames.Bundle {
	escaped := alt
	for _, c := range [...][2]string{{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {`"`, "&#34;"}, {"'", "&#39;"}} {
		escaped = strings.ReplaceAll(escaped, c[0], c[1])
	}
	return frames.Bundle{
		HTML: `<img alt="` + escaped + `" width="` + strconv.Itoa(width) + `" height="` + strconv.Itoa(height) +
			`" src="data:image/png;base64,` + frames.Base64(string(png)) + `">`,
		PNG:  png,
		Text: alt,
	}
}

// The size of a plot, as package plotting has it: in CSS pixels, of which 96 are an inch of 72 points.
const (
	plotWidth, plotHeight = 576, 384
	pointsPerPixel        = 72.0 / 96
)

// A plotted is a *plot.Plot of gonum: L is its vg.Length.
type plotted[L ~float64] interface {
	WriterTo(width, height L, format string) (io.WriterTo, error)
}

// Figure makes a *plot.Plot of gonum a figure for Show. (This package cannot name that type without its package, which is
// large, and to find the method by its name would add a sixteenth to every program that shows something.)
func Figure[P plotted[L], L ~float64](p P) any {
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return p
	}
	return &gonumPlot{title: plotTitle(v.Elem()), draw: func(format string) (io.WriterTo, error) {
		return p.WriterTo(plotWidth*pointsPerPixel, plotHeight*pointsPerPixel, format)
	}}
}

// plotTitle returns the field Title.Text of a plot.
func plotTitle(p reflect.Value) string {
	for _, field := range [...]string{"Title", "Text"} {
		if p.Kind() != reflect.Struct {
			break
		}
		p = p.FieldByName(field)
	}
	if p.Kind() != reflect.String || p.Len() == 0 {
		return "a plot"
	}
	return p.String()
}

type gonumPlot struct {
	title string
	draw  func(format string) (io.WriterTo, error)
}

func (p *gonumPlot) Alt() string      { return p.title }
func (p *gonumPlot) Size() (int, int) { return plotWidth, plotHeight }

func (p *gonumPlot) PNG() ([]byte, error) {
	w, err := p.draw("png")
	if err != nil {
		return nil, err
	}
	var png written
	_, err = w.WriteTo(&png)
	return png, err
}

// written is a writer into memory, smaller than bytes.Buffer.
type written []byte

func (w *written) Write(p []byte) (int, error) {
	*w = append(*w, p...)
	return len(p), nil
}
