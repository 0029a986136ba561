package plotting

import (
	"cmp"
	"fmt"
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// PipelineTexts are the words in the figure of Pipelines. An empty field means the text in its comment, translated into the
// language that DLFS_LANG names. A line feed breaks a line; long lines are written smaller.
type PipelineTexts struct {
	Input    string // "image"
	Rules    string // "rules thought up by a person"
	Features string // "features thought up\nby a person"
	Learning string // "machine learning"
	Network  string // "neural network"
	Answer   string // "answer"
	Key      string // "shaded: learned from data, without a person's hand"
}

func (t PipelineTexts) withDefaults() PipelineTexts {
	for _, d := range []struct {
		text     *string
		standard string
	}{
		// Translators: drawn in a figure
		{&t.Input, words.Plotting.Sprintf("image")},
		// Translators: drawn in a figure
		{&t.Rules, words.Plotting.Sprintf("rules thought up by a person")},
		// Translators: drawn in a figure; a line feed begins another line, and is not needed where the text is short
		{&t.Features, words.Plotting.Sprintf("features thought up\nby a person")},
		// Translators: drawn in a figure
		{&t.Learning, words.Plotting.Sprintf("machine learning")},
		// Translators: drawn in a figure
		{&t.Network, words.Plotting.Sprintf("neural network")},
		// Translators: drawn in a figure
		{&t.Answer, words.Plotting.Sprintf("answer")},
		// Translators: drawn in a figure
		{&t.Key, words.Plotting.Sprintf("shaded: learned from data, without a person's hand")},
	} {
		*d.text = cmp.Or(*d.text, d.standard)
	}
	return t
}

// Pipelines draws three ways from a picture to an answer as boxes and arrows, one below the other: rules
// made by hand, features made by hand followed by machine learning, and a neural network from
// end to end. Boxes that are learned are shaded.
func Pipelines(texts PipelineTexts) *Figure {
	fig := newFigure("", "")
	fig.HideAxes()
	fig.X.Min, fig.X.Max, fig.Y.Min, fig.Y.Max = 0, 1, 0, 1
	fig.Width, fig.Height = 7*vg.Inch, 3.25*vg.Inch
	t := texts.withDefaults()
	fig.Add(diagram{t.flows(), t.Key, fig.X.Label.TextStyle})
	var ways []string
	for i, flow := range t.flows() {
		names := make([]string, len(flow))
		for k, s := range flow {
			names[k] = strings.ReplaceAll(s.text, "\n", " ")
			if s.learned {
				names[k] = words.Plotting.Sprintf("%s (shaded)", names[k])
			}
		}
		ways = append(ways, fmt.Sprintf("%d. %s", i+1, strings.Join(names, " → ")))
	}
	key := strings.ReplaceAll(t.Key, "\n", " ")
	// Translators: two parts of a description, each of which begins and ends as you like
	return fig.describe(words.Plotting.Sprintf("%s. %s.", words.Plotting.Join("%s; %s", ways...), key))
}

// flows returns the three ways.
func (t PipelineTexts) flows() [][]stage {
	return [][]stage{
		{{t.Input, 0, 1, false}, {t.Rules, 1, 5, false}, {t.Answer, 5, 6, false}},
		{{t.Input, 0, 1, false}, {t.Features, 1, 3, false}, {t.Learning, 3, 5, true}, {t.Answer, 5, 6, false}},
		{{t.Input, 0, 1, false}, {t.Network, 1, 5, true}, {t.Answer, 5, 6, false}},
	}
}

// A stage is a box from one sixth of the width to another.
type stage struct {
	text     string
	from, to int
	learned  bool
}

// A diagram is flows of boxes with arrows between them, and a key below.
type diagram struct {
	flows [][]stage
	key   string
	style text.Style
}

var _ plot.Plotter = diagram{}

// learnedColor is light enough for black text.
var learnedColor = color.RGBA{0xBF, 0xE2, 0xF6, 0xFF}

// Plot draws the diagram, as plot.Plotter asks.
func (d diagram) Plot(c draw.Canvas, _ *plot.Plot) {
	const arrowLength, rowGap, swatch = 26, 20, 14 // points
	keyHeight := max(d.style.Height(d.key), vg.Points(swatch)) + vg.Points(rowGap)
	rows := vg.Length(len(d.flows))
	height := (c.Size().Y - keyHeight + vg.Points(rowGap)) / rows
	sixth := (c.Size().X + vg.Points(arrowLength)) / 6
	for i, flow := range d.flows {
		top := c.Max.Y - height*vg.Length(i)
		for k, s := range flow {
			box := vg.Rectangle{
				Min: vg.Point{X: c.Min.X + sixth*vg.Length(s.from), Y: top - height + vg.Points(rowGap)},
				Max: vg.Point{X: c.Min.X + sixth*vg.Length(s.to) - vg.Points(arrowLength), Y: top},
			}
			d.drawBox(c, box, s)
			if k < len(flow)-1 {
				d.drawArrow(c, vg.Point{X: box.Max.X, Y: (box.Min.Y + box.Max.Y) / 2}, vg.Points(arrowLength))
			}
		}
	}
	at := vg.Rectangle{Min: c.Min, Max: c.Min.Add(vg.Point{X: vg.Points(2 * swatch), Y: vg.Points(swatch)})}
	at = vg.Rectangle{Min: at.Min.Add(vg.Point{X: 1, Y: 1}), Max: at.Max.Add(vg.Point{X: 1, Y: 1})} // the border's half
	d.drawBox(c, at, stage{learned: true})
	left := at.Max.X + vg.Points(8)
	room, width := c.Max.X-left, d.style.Width(d.key)
	fillFitted(c, d.style, vg.Point{X: left + min(width, room)/2, Y: (at.Min.Y + at.Max.Y) / 2}, room, d.key)
}

func (d diagram) drawBox(c draw.Canvas, box vg.Rectangle, s stage) {
	const inset = 6 // points
	fill := color.Color(color.White)
	if s.learned {
		fill = learnedColor
	}
	drawBox(c, box, fill, 1)
	middle := box.Min.Add(box.Max).Scale(0.5)
	fillFitted(c, d.style, middle, box.Size().X-vg.Points(inset), s.text)
}

// drawArrow draws an arrow to the right, a little shorter than the gap that it bridges.
func (d diagram) drawArrow(c draw.Canvas, from vg.Point, length vg.Length) {
	const rim, shaft = 4, 2 // points
	outline := arrow(float64((length-vg.Points(2*rim))/vg.Points(shaft)), vg.Points(shaft))
	for i, pt := range outline {
		outline[i] = from.Add(pt).Add(vg.Point{X: vg.Points(rim)})
	}
	c.FillPolygon(arrowColor, outline)
}
