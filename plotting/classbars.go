package plotting

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A classBars is a row of bars, one for each class, as high as its probability.
type classBars struct {
	probabilities []float64
	one           int // the bar that has a colour of its own
	color, others color.Color
	numbers       []string // above the bars, or nil; an empty one is not written
	style         text.Style
}

var _ plot.Plotter = classBars{}

func newClassBars(probabilities []float64, one int, color, others color.Color) classBars {
	return classBars{probabilities: probabilities, one: one, color: color, others: others}
}

// figure returns a chart of the bars over the numbers of the classes.
func (b classBars) figure(xLabel, yLabel string) *Figure {
	const classGap = 3 // points that the numbers below the axis are moved down
	fig := newFigure(xLabel, yLabel)
	b.style = fig.X.Tick.Label
	fig.Add(b)
	fig.X.Tick.Marker = plot.ConstantTicks(wholeTicks(len(b.probabilities)))
	fig.X.Tick.Length = 0 // gonum then has the numbers close to the axis
	fig.X.Tick.Label.YAlign -= text.YAlignment(classGap / fig.X.Tick.Label.Height("0"))
	fig.X.Label.Padding += classGap
	fig.X.Min, fig.X.Max = -0.6, float64(len(b.probabilities))-0.4
	return fig
}

// Plot draws the bars around the whole numbers of the x axis, as plot.Plotter asks.
func (b classBars) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	b.drawIn(c, vg.Rectangle{
		Min: vg.Point{X: toX(-0.5), Y: toY(0)}, Max: vg.Point{X: toX(float64(len(b.probabilities)) - 0.5), Y: toY(1)},
	})
}

// drawIn draws the bars side by side into a box, which a probability of 1 fills, and writes numbers above them: in one size,
// and not so large that they run together. One alone has all the room.
func (b classBars) drawIn(c draw.Canvas, box vg.Rectangle) {
	const half, numberGap = 0.38, 4 // of the distance between two bars; points between two numbers
	step, height := box.Size().X/vg.Length(len(b.probabilities)), box.Size().Y
	widest, count := vg.Length(1), 0
	for _, s := range b.numbers {
		if s != "" {
			widest, count = max(widest, b.style.Width(s)), count+1
		}
	}
	style := b.style
	if count > 1 {
		style.Font.Size *= min(1, max(step-numberGap, step/2)/widest)
	}
	for k, p := range b.probabilities {
		middle, end := box.Min.X+step*(vg.Length(k)+0.5), box.Min.Y+height*vg.Length(p)
		left, right := middle-step*half, middle+step*half
		ink := b.others
		if k == b.one {
			ink = b.color
		}
		c.FillPolygon(ink, c.ClipPolygonXY([]vg.Point{
			{X: left, Y: box.Min.Y}, {X: left, Y: end}, {X: right, Y: end}, {X: right, Y: box.Min.Y},
		}))
		if b.numbers != nil && b.numbers[k] != "" {
			fillCentered(c, style, vg.Point{X: middle, Y: end + style.Height("0")*2/3}, b.numbers[k])
		}
	}
}
