package plotting

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/dl"
	"dlfs/internal/words"
)

const (
	mostNodes = 60 // that somebody can look at

	nodeRadius  = 14 // points, as all lengths below
	columnWidth = 92
	rowHeight   = 70
	widestGraph = 560
)

// Graph draws the computational graph of a result from left to right: inputs by their names, each operation in a circle,
// above each edge the value that passes forward, and below it, once Backward of the result has run, the gradient that passes
// back. If an input is used more than once, the sum of its gradients is above its name. A named node has its name below its
// circle.
//
// The alt text lists values and gradients. A nil result, a graph of more than 60 nodes, and a value that is not a number are
// errors, which Err, PNG and SVG return.
func Graph(result *dl.Node) *Figure {
	g, err := newGraph(result)
	if err != nil {
		return failed(err)
	}
	return g.figure(len(g.nodes), g.backward(), nil)
}

// GraphSteps draws the graph once for each step of its computation: first only the inputs, then one operation after the
// other, and then, once Backward of the result has run, one operation after the other in the backward pass. The operation of
// the step is shaded. All figures have the same size. Errors are those of Graph.
func GraphSteps(result *dl.Node) []*Figure {
	g, err := newGraph(result)
	if err != nil {
		return []*Figure{failed(err)}
	}
	inputs := len(g.nodes) - len(g.operations())
	steps := []*Figure{g.figure(inputs, 0, nil)}
	for i, n := range g.operations() {
		steps = append(steps, g.figure(inputs+i+1, 0, n))
	}
	for i := range g.backward() {
		operations := g.operations()
		steps = append(steps, g.figure(len(g.nodes), i+1, operations[len(operations)-1-i]))
	}
	return steps
}

// A graph is nodes and where they are drawn.
type graph struct {
	nodes  []*dl.Node // first the inputs, then the operations, each after those that it takes
	column map[*dl.Node]int
	row    map[*dl.Node]float64
	style  text.Style
	layout graphLayout

	// What is drawn: the values of so many nodes, what goes back from so many operations, and the operation that is shaded.
	values, back int
	current      *dl.Node
}

var _ plot.Plotter = graph{}

func newGraph(result *dl.Node) (*graph, error) {
	if result == nil {
		return nil, words.Plotting.Errorf("plotting: a graph without a result: give the node that the formula computes")
	}
	all := result.Nodes()
	if len(all) > mostNodes {
		return nil, words.Plotting.Errorf("plotting: a graph of %d nodes: give one of at most %d", len(all), mostNodes)
	}
	g := &graph{column: make(map[*dl.Node]int), row: make(map[*dl.Node]float64), style: newFigure("", "").X.Tick.Label}
	for _, n := range all {
		if !finite(n.Value) || !finite(n.Grad) {
			return nil, words.Plotting.Errorf("plotting: node %s of a graph is %v with gradient %v: give finite numbers", nameOf(n), n.Value, n.Grad)
		}
		if n.From == nil {
			g.nodes = append(g.nodes, n)
		}
	}
	for _, n := range all {
		if n.From != nil {
			g.nodes = append(g.nodes, n)
		}
	}
	g.place()
	g.layout = g.layOut()
	return g, nil
}

// place puts operations right of what they take, inputs just left of where they are first used, and all of them into the
// middle of what they take.
func (g *graph) place() {
	rows := 0.0
	result := g.nodes[len(g.nodes)-1]
	for _, n := range result.Nodes() {
		if n.From == nil {
			g.row[n], rows = rows, rows+1
			continue
		}
		last, sum := 0, 0.0
		for _, from := range n.From {
			last = max(last, g.column[from])
			sum += g.row[from]
		}
		g.column[n], g.row[n] = last+1, sum/float64(len(n.From))
	}
	placed := make(map[*dl.Node]bool)
	for _, n := range g.nodes {
		for _, from := range n.From {
			if from.From == nil && (!placed[from] || g.column[n] <= g.column[from]) {
				g.column[from], placed[from] = g.column[n]-1, true
			}
		}
	}
}

func (g *graph) operations() []*dl.Node {
	for i, n := range g.nodes {
		if n.From != nil {
			return g.nodes[i:]
		}
	}
	return nil
}

// backward returns from how many operations something goes back: none before Backward of the result.
func (g *graph) backward() int {
	if g.nodes[len(g.nodes)-1].Grad == 0 {
		return 0
	}
	return len(g.operations())
}

// figure draws the values of the first nodes, and what goes back from the last operations.
func (g graph) figure(values, back int, current *dl.Node) *Figure {
	fig := newFigure("", "")
	fig.HideAxes()
	fig.X.Min, fig.X.Max, fig.Y.Min, fig.Y.Max = 0, 1, 0, 1
	g.values, g.back, g.current = values, back, current
	size := g.layout.box.Size()
	fig.Width = wholePixels(max(size.X+vg.Points(2*margin), vg.Inch))
	fig.Height = wholePixels(max(size.Y+vg.Points(2*margin), vg.Inch))
	fig.Add(g)
	return fig.describe(g.describe())
}

// hasValue reports whether the value of a node is drawn.
func (g graph) hasValue(n *dl.Node) bool {
	return slices.Contains(g.nodes[:g.values], n)
}

// sendsBack reports whether it is drawn what goes back from an operation.
func (g graph) sendsBack(n *dl.Node) bool {
	return slices.Contains(g.nodes[len(g.nodes)-g.back:], n)
}

// shows reports whether a label is drawn.
func (g graph) shows(l *graphLabel) bool {
	switch l.kind {
	case valueLabel:
		return g.hasValue(l.node)
	case backLabel:
		return g.sendsBack(l.node)
	case resultLabel:
		return g.back > 0
	case sumLabel:
		return g.back > 0 && g.back == len(g.operations())
	}
	return true
}

// Plot draws the graph, as plot.Plotter asks.
func (g graph) Plot(c draw.Canvas, _ *plot.Plot) {
	shift := c.Center().Sub(g.layout.box.Min.Add(g.layout.box.Max).Scale(0.5))
	for _, e := range g.layout.edges {
		e.draw(c, shift)
	}
	for _, n := range g.nodes {
		g.drawNode(c, n, g.layout.at[n].Add(shift))
	}
	for _, l := range g.layout.labels {
		if g.shows(l) {
			style := g.style
			style.Color = l.kind.ink()
			fillCentered(c, style, l.at.Add(shift), l.text)
		}
	}
}

func (g graph) drawNode(c draw.Canvas, n *dl.Node, at vg.Point) {
	style := g.style
	style.Color = inkColor
	if n.From == nil {
		fillCentered(c, style, at, nameOf(n))
		return
	}
	circle := vg.Path{}
	circle.Move(at.Add(vg.Point{X: nodeRadius}))
	circle.Arc(at, nodeRadius, 0, 2*math.Pi)
	circle.Close()
	fill := color.Color(color.White)
	if n == g.current {
		fill = learnedColor
	}
	c.SetColor(fill)
	c.Fill(circle)
	c.SetLineStyle(draw.LineStyle{Color: axisColor, Width: vg.Points(1)})
	c.Stroke(circle)
	fillFitted(c, style, at, vg.Points(2*nodeRadius-6), n.Op)
}

// nameOf returns what is written for a node: its name, or else its operation, or of an input its value.
func nameOf(n *dl.Node) string {
	switch {
	case n.Name != "":
		return n.Name
	case n.Op != "":
		return n.Op
	case !finite(n.Value):
		return fmt.Sprint(n.Value)
	}
	return compact(n.Value)
}

// compact writes a number with at most four digits that matter.
func compact(v float64) string {
	if abs := math.Abs(v); abs >= 1e4 || abs > 0 && abs < 1e-3 {
		return number(v)
	}
	return strings.Replace(strconv.FormatFloat(v, 'g', 4, 64), "-", "−", 1)
}

// describe lists what is drawn.
func (g graph) describe() string {
	var values, backs []string
	for _, n := range g.nodes[:g.values] {
		values = append(values, valueOf(n))
	}
	for i := len(g.nodes) - 1; i >= 0 && g.back > 0; i-- {
		n := g.nodes[i]
		if n.From == nil && g.back < len(g.operations()) {
			break
		}
		if n.From == nil || g.sendsBack(n) {
			backs = append(backs, nameOf(n)+" "+compact(n.Grad))
		}
	}
	if len(backs) == 0 {
		return words.Plotting.Sprintf("Computational graph with the values %s.", words.Plotting.Join("%s, %s", values...))
	}
	return words.Plotting.Sprintf("Computational graph with the values %s, and the gradients %s.",
		words.Plotting.Join("%s, %s", values...), words.Plotting.Join("%s, %s", backs...))
}

// valueOf writes a node with its value, and with the operation that made it.
func valueOf(n *dl.Node) string {
	if n.From == nil || n.Name == "" {
		return nameOf(n) + " " + compact(n.Value)
	}
	return n.Name + " (" + n.Op + ") " + compact(n.Value)
}
