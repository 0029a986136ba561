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

	nodeRadius   = 14 // points, as all lengths below
	columnWidth  = 92
	rowHeight    = 70
	widestGraph  = 560
	bend         = 40 // between two edges that join the same nodes
	labelGap     = 3  // between an edge and its number
	inputPadding = 3
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
	uses   map[*dl.Node]int // how many edges leave a node
	style  text.Style

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
	g := &graph{column: make(map[*dl.Node]int), row: make(map[*dl.Node]float64), uses: make(map[*dl.Node]int)}
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
			g.uses[from]++
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
	g.values, g.back, g.current, g.style = values, back, current, fig.X.Tick.Label
	columns, rows := 0, 0.0
	for _, n := range g.nodes {
		columns, rows = max(columns, g.column[n]), max(rows, g.row[n])
	}
	fig.X.Min, fig.X.Max = 0, float64(columns)+1.6
	fig.Y.Min, fig.Y.Max = -rows-0.6, 0.6
	if rows < 1 {
		fig.Y.Max = 1 // for edges that are bent
	}
	fig.Width = wholePixels(vg.Points(min(columnWidth*fig.X.Max, widestGraph) + 2*margin))
	fig.Height = wholePixels(max(vg.Points(rowHeight*(fig.Y.Max-fig.Y.Min)+2*margin), vg.Inch))
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

// Plot draws the graph, as plot.Plotter asks.
func (g graph) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	at := func(n *dl.Node) vg.Point {
		return vg.Point{X: toX(float64(g.column[n]) + 0.5), Y: toY(-g.row[n])}
	}
	for _, n := range g.nodes {
		for k, from := range n.From {
			e := link{from: at(from), to: at(n), start: g.reach(from), end: nodeRadius, bend: bendOf(n, k)}
			if e.bend == 0 {
				e.bend = g.around(e, from, n, at)
			}
			if g.hasValue(from) {
				e.value = compact(from.Value)
			}
			if g.sendsBack(n) {
				e.back = compact(n.Back()[k])
			}
			e.draw(c, g.style)
		}
	}
	result := g.nodes[len(g.nodes)-1]
	out := link{from: at(result), to: at(result).Add(vg.Point{X: toX(1) - toX(0)}), start: g.reach(result)}
	if g.hasValue(result) {
		out.value = compact(result.Value)
	}
	if g.back > 0 {
		out.back = compact(result.Grad)
	}
	out.draw(c, g.style)
	for _, n := range g.nodes {
		g.drawNode(c, n, at(n))
	}
}

// bendOf returns how far the edge from the node's input k is bent, for an input that comes in twice.
func bendOf(n *dl.Node, k int) vg.Length {
	if len(n.From) == 2 && n.From[0] == n.From[1] {
		return vg.Points(bend * (0.5 - float64(k)))
	}
	return 0
}

// around returns how far the edge between two nodes is bent so that it does not run into another operation: upwards from an
// input in the upper half, downwards from one in the lower half.
func (g graph) around(e link, from, to *dl.Node, at func(*dl.Node) vg.Point) vg.Length {
	length := vg.Length(math.Hypot(float64(e.to.X-e.from.X), float64(e.to.Y-e.from.Y)))
	along := e.to.Sub(e.from).Scale(1 / length)
	rows := 0.0
	for _, m := range g.nodes {
		rows = max(rows, g.row[m])
	}
	side := vg.Length(1)
	if g.row[from] > rows/2 {
		side = -1
	}
	for _, m := range g.operations() {
		way := at(m).Sub(e.from)
		ahead, aside := way.X*along.X+way.Y*along.Y, side*(way.Y*along.X-way.X*along.Y)
		if m != from && m != to && ahead > 0 && ahead < length && aside > -nodeRadius-4 && aside < nodeRadius+4 {
			return side * (vg.Points(bend) + aside)
		}
	}
	return 0
}

// reach returns how far from the middle of a node its edges begin.
func (g graph) reach(n *dl.Node) vg.Length {
	if n.From == nil {
		return g.style.Width(nameOf(n))/2 + vg.Points(2*inputPadding)
	}
	return nodeRadius
}

func (g graph) drawNode(c draw.Canvas, n *dl.Node, at vg.Point) {
	style := g.style
	style.Color = inkColor
	below := at.Add(vg.Point{Y: -vg.Points(nodeRadius + 8)})
	if n.From == nil {
		fillCentered(c, style, at, nameOf(n))
		if g.uses[n] > 1 && g.back == len(g.operations()) && g.back > 0 {
			style.Color = vermilion
			fillCentered(c, style, at.Add(vg.Point{Y: vg.Points(14)}), "Σ "+compact(n.Grad))
		}
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
	if n.Name != "" {
		style.Color = axisColor
		fillCentered(c, style, below, n.Name)
	}
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

// A link is an arrow with numbers above and below.
type link struct {
	from, to    vg.Point // the middles of the nodes
	start, end  vg.Length
	bend        vg.Length
	value, back string
}

func (e link) draw(c draw.Canvas, style text.Style) {
	length := vg.Length(math.Hypot(float64(e.to.X-e.from.X), float64(e.to.Y-e.from.Y)))
	along := e.to.Sub(e.from).Scale(1 / length)
	across := vg.Point{X: -along.Y, Y: along.X}
	// At a name the edge begins where it leaves the line of text.
	if along.Y != 0 && e.start > nodeRadius {
		e.start = min(e.start/vg.Length(math.Abs(float64(along.X))+1e-9), vg.Points(10)/vg.Length(math.Abs(float64(along.Y))))
	}
	begin, end := e.from.Add(along.Scale(e.start)), e.to.Sub(along.Scale(e.end))
	middle := begin.Add(end).Scale(0.5).Add(across.Scale(e.bend))
	var path vg.Path
	path.Move(begin)
	if e.bend == 0 {
		path.Line(end)
	} else {
		path.QuadTo(middle.Add(across.Scale(e.bend)), end)
		along = end.Sub(middle.Add(across.Scale(e.bend)))
		along = along.Scale(1 / vg.Length(math.Hypot(float64(along.X), float64(along.Y))))
	}
	c.SetLineStyle(draw.LineStyle{Color: arrowColor, Width: vg.Points(1)})
	c.Stroke(path)
	head(c, end, along)
	// Nearer to where the edge begins: edges that meet in a node are farther apart there.
	label := middle.Sub(end.Sub(begin).Scale(0.08))
	e.label(c, style, label, across, inkColor, e.value, 1)
	e.label(c, style, label, across, vermilion, e.back, -1)
}

// head fills the head of an arrow.
func head(c draw.Canvas, tip, along vg.Point) {
	const long, broad = 7, 3 // points
	across := vg.Point{X: -along.Y, Y: along.X}
	base := tip.Sub(along.Scale(long))
	c.FillPolygon(arrowColor, []vg.Point{tip, base.Add(across.Scale(broad)), base.Sub(across.Scale(broad))})
}

// label writes a number beside the middle of an edge, above it for side 1 and below it for side −1.
func (e link) label(c draw.Canvas, style text.Style, middle, across vg.Point, ink color.Color, s string, side vg.Length) {
	if s == "" {
		return
	}
	style.Color = ink
	away := style.Width(s)/2*vg.Length(math.Abs(float64(across.X))) + vg.Points(5)*vg.Length(math.Abs(float64(across.Y))) + vg.Points(labelGap)
	fillCentered(c, style, middle.Add(across.Scale(side*away)), s)
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
		return words.Plotting.Sprintf("Computational graph with the values %s.", strings.Join(values, ", "))
	}
	return words.Plotting.Sprintf("Computational graph with the values %s, and the gradients %s.",
		strings.Join(values, ", "), strings.Join(backs, ", "))
}

// valueOf writes a node with its value, and with the operation that made it.
func valueOf(n *dl.Node) string {
	if n.From == nil || n.Name == "" {
		return nameOf(n) + " " + compact(n.Value)
	}
	return n.Name + " (" + n.Op + ") " + compact(n.Value)
}
