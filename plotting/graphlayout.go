package plotting

import (
	"cmp"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/dl"
)

const (
	namePadding  = 5  // points between an input's name and its edges, as all lengths below
	headLong     = 7  // of an arrowhead
	headBroad    = 3  // half its width
	twinBend     = 20 // of two edges that join the same nodes, in the middle
	leastBend    = 24 // of an edge that goes around others
	mostBend     = 160
	bendStep     = 8
	edgeGap      = 14  // between an edge and another one that it does not meet in a node, for a number
	nearLabels   = 4   // between two labels that seem to belong together
	nodeGap      = 4   // between an edge, or a label, and the nodes that it passes
	labelGap     = 3   // between an edge and its number
	clearGap     = 1.5 // around a label
	nameBelow    = nodeRadius + 8
	headsApart   = 34 // degrees between edges that end at the same circle
	steepest     = 80 // degrees from the left, where edges end
	curveSamples = 24
)

// A graphLayout says where the parts of a graph are. It is the same for all steps, so that nothing moves from one to the next:
// each part has its place even where it is not drawn yet.
type graphLayout struct {
	at     map[*dl.Node]vg.Point     // the middles of the nodes
	names  map[*dl.Node]vg.Rectangle // the boxes around the names of the inputs, with a little room
	edges  []*graphEdge
	labels []*graphLabel
	box    vg.Rectangle // around all of it
}

// A graphEdge is an arrow from a node to an operation that takes it, or from the result to the right.
type graphEdge struct {
	from, to            *dl.Node // to is nil at the result
	input               int      // which of the operation's inputs it is
	bend                vg.Length
	begin, control, end vg.Point
	line                []vg.Point   // many of its points, once it is where it stays
	box                 vg.Rectangle // around these and the arrowhead
}

// A labelKind is what a label says.
type labelKind int

const (
	nameLabel   labelKind = iota // the name of an operation
	sumLabel                     // the sum of an input's gradients
	valueLabel                   // what an edge passes forward
	backLabel                    // what an operation passes back along an edge
	resultLabel                  // the gradient of the result
)

func (k labelKind) ink() color.Color {
	switch k {
	case nameLabel:
		return axisColor
	case valueLabel:
		return inkColor
	}
	return vermilion
}

// A graphLabel is a text beside a node or an edge.
type graphLabel struct {
	kind   labelKind
	text   string
	node   *dl.Node     // whose name, sum, value or gradient it is; of a backLabel the operation that passes it back
	places []labelPlace // the best first
	at     vg.Point
	box    vg.Rectangle // around it, if it were at (0, 0)
}

// A labelPlace is the middle of a label, and the point that it is written at.
type labelPlace struct{ at, point vg.Point }

// layOut finds a place for each part of the graph.
func (g *graph) layOut() graphLayout {
	lay := graphLayout{at: make(map[*dl.Node]vg.Point), names: make(map[*dl.Node]vg.Rectangle)}
	columns := 0
	for _, n := range g.nodes {
		columns = max(columns, g.column[n])
	}
	width := vg.Points(min(columnWidth, widestGraph/(float64(columns)+1.6)))
	for _, n := range g.nodes {
		lay.at[n] = vg.Point{X: width * vg.Length(g.column[n]), Y: -vg.Points(rowHeight * g.row[n])}
		if n.From == nil {
			lay.names[n] = g.boxOf(nameOf(n), lay.at[n], nodeGap)
		}
	}
	for _, n := range g.nodes {
		for k, from := range n.From {
			lay.edges = append(lay.edges, &graphEdge{from: from, to: n, input: k})
		}
	}
	for _, e := range lay.edges {
		g.route(lay, e)
	}
	for _, n := range g.operations() {
		lay.spread(n)
	}
	result := g.nodes[len(g.nodes)-1]
	begin := lay.at[result].Add(vg.Point{X: g.reach(result, vg.Point{X: 1})})
	end := lay.at[result].Add(vg.Point{X: width})
	lay.edges = append(lay.edges, &graphEdge{from: result, begin: begin, control: begin.Add(end).Scale(0.5), end: end})
	for _, e := range lay.edges {
		e.line = e.points()
		e.box = boxAround(append(e.head(), e.line...))
	}
	g.label(&lay)
	g.settle(&lay)
	lay.box = g.surround(lay)
	return lay
}

// reach returns how far from the middle of a node its edges begin in a direction, which is of length 1: outside its circle, or
// outside the box around its name.
func (g *graph) reach(n *dl.Node, along vg.Point) vg.Length {
	if n.From != nil {
		return nodeRadius
	}
	box := g.boxOf(nameOf(n), vg.Point{}, namePadding)
	x, y := max(box.Max.X*along.X, box.Min.X*along.X)/(along.X*along.X+1e-9), max(box.Max.Y*along.Y, box.Min.Y*along.Y)/(along.Y*along.Y+1e-9)
	if abs(along.Y) < 1e-6 {
		return x
	}
	return min(x, y)
}

// route finds the way of an edge: straight, or bent if another edge joins the same nodes, or if there is a node in the way.
func (g *graph) route(lay graphLayout, e *graphEdge) {
	if e.to.From[0] == e.from && len(e.to.From) == 2 && e.to.From[1] == e.from {
		e.bend = vg.Points(twinBend * float64(1-2*e.input))
		g.bendEdge(lay, e)
		return
	}
	side := vg.Length(1) // upwards from a node in the upper half, downwards from one in the lower half
	if g.row[e.from] > g.rows()/2 {
		side = -1
	}
	bends := []vg.Length{0}
	for b := vg.Length(leastBend); b <= mostBend; b += bendStep {
		bends = append(bends, side*b)
	}
	for _, passes := range []func(graphLayout, *graphEdge) bool{g.leavesRoom, g.isFree} {
		for _, e.bend = range bends {
			if g.bendEdge(lay, e); passes(lay, e) {
				return
			}
		}
	}
	e.bend = 0
	g.bendEdge(lay, e)
}

// rows returns the row of the lowest node.
func (g *graph) rows() (lowest float64) {
	for _, row := range g.row {
		lowest = max(lowest, row)
	}
	return lowest
}

// bendEdge gives an edge its points.
func (g *graph) bendEdge(lay graphLayout, e *graphEdge) {
	from, to := lay.at[e.from], lay.at[e.to]
	along := unitOf(to.Sub(from))
	// A quadratic curve comes half as near to its control point.
	e.control = from.Add(to).Scale(0.5).Add(vg.Point{X: -along.Y, Y: along.X}.Scale(2 * e.bend))
	start := unitOf(e.control.Sub(from))
	e.begin = from.Add(start.Scale(g.reach(e.from, start)))
	e.end = to.Add(unitOf(e.control.Sub(to)).Scale(nodeRadius))
	if e.bend == 0 {
		e.control = e.begin.Add(e.end).Scale(0.5)
	}
}

// isFree reports whether an edge passes all nodes but its own.
func (g *graph) isFree(lay graphLayout, e *graphEdge) bool {
	points := e.points()
	around := grownBy(boxAround(points), nodeRadius+nodeGap)
	return !slices.ContainsFunc(g.nodes, func(n *dl.Node) bool {
		if n == e.from || n == e.to {
			return false
		}
		if n.From == nil {
			return crosses(points, lay.names[n])
		}
		if !meet(around, vg.Rectangle{Min: lay.at[n], Max: lay.at[n]}) {
			return false
		}
		return slices.ContainsFunc(points, func(p vg.Point) bool { return lengthOf(p.Sub(lay.at[n])) < nodeRadius+nodeGap })
	})
}

// leavesRoom reports whether an edge is free, and leaves room for a number between it and the curves that it does not meet in
// a node.
func (g *graph) leavesRoom(lay graphLayout, e *graphEdge) bool {
	if !g.isFree(lay, e) {
		return false
	}
	line := e.points()
	box := grownBy(boxAround(line), edgeGap)
	return !slices.ContainsFunc(lay.edges, func(other *graphEdge) bool {
		if other.bend == 0 || other.from == e.from || other.from == e.to || other.to == e.from || other.to == e.to {
			return false
		}
		points := other.points()
		return meet(box, boxAround(points)) && slices.ContainsFunc(line, func(p vg.Point) bool {
			return slices.ContainsFunc(points, func(q vg.Point) bool { return lengthOf(p.Sub(q)) < edgeGap })
		})
	})
}

// spread moves the ends of the edges at an operation apart, so that their heads do not run into each other.
func (lay graphLayout) spread(n *dl.Node) {
	type arrival struct {
		*graphEdge
		angle float64 // degrees from the left, upwards
	}
	var all []arrival
	for _, e := range lay.edges {
		if e.to == n {
			way := e.end.Sub(lay.at[n])
			all = append(all, arrival{e, math.Atan2(float64(way.Y), float64(-way.X)) * 180 / math.Pi})
		}
	}
	slices.SortStableFunc(all, func(a, b arrival) int { return cmp.Compare(a.angle, b.angle) })
	if len(all) < 2 || all[1].angle-all[0].angle >= headsApart {
		return
	}
	middle := (all[0].angle + all[1].angle) / 2
	middle = max(-steepest, min(steepest, middle))
	for i, angle := range []float64{middle - headsApart/2, middle + headsApart/2} {
		e, radians := all[i], angle*math.Pi/180
		straight := e.bend == 0
		e.end = lay.at[n].Add(vg.Point{X: -nodeRadius * vg.Length(math.Cos(radians)), Y: nodeRadius * vg.Length(math.Sin(radians))})
		if straight {
			e.control = e.begin.Add(e.end).Scale(0.5)
		}
	}
}

// label gives the graph its labels, with the places where each may be.
func (g *graph) label(lay *graphLayout) {
	uses := make(map[*dl.Node]int)
	for _, e := range lay.edges {
		uses[e.from]++
	}
	backward := g.backward() > 0
	for _, n := range g.nodes {
		middle := lay.at[n]
		switch {
		case n.From != nil && n.Name != "":
			lay.add(&graphLabel{kind: nameLabel, text: n.Name, node: n}, beside(middle, nameBelow, -1))
		case n.From == nil && uses[n] > 1 && backward:
			lay.add(&graphLabel{kind: sumLabel, text: "Σ " + compact(n.Grad), node: n}, beside(middle, 14, 1))
		}
	}
	for _, e := range lay.edges {
		value := &graphLabel{kind: valueLabel, text: compact(e.from.Value), node: e.from}
		lay.add(value, e.beside(g.style, value.text, 1))
		back := &graphLabel{kind: resultLabel, text: compact(e.from.Grad), node: e.from}
		if e.to != nil {
			back = &graphLabel{kind: backLabel, node: e.to}
			if backward {
				back.text = compact(e.to.Back()[e.input])
			}
		}
		if backward {
			lay.add(back, e.beside(g.style, back.text, -1))
		}
	}
}

func (lay *graphLayout) add(l *graphLabel, places []labelPlace) {
	l.places, l.at = places, places[0].at
	lay.labels = append(lay.labels, l)
}

// beside returns places of a label below or above a node, then on the other side, and then a little to the left or right.
func beside(middle vg.Point, away, side vg.Length) (places []labelPlace) {
	for _, x := range []vg.Length{0, 8, -8, 16, -16, 24, -24} {
		for _, y := range []vg.Length{side, -side} {
			places = append(places, labelPlace{middle.Add(vg.Point{X: x, Y: y * away}), middle})
		}
	}
	return places
}

// beside returns places of a label above an edge for side 1, and below it for side −1: first a little before its middle, as
// edges that meet in a node are farther apart there, then along the edge, and then farther from it.
func (e *graphEdge) beside(style text.Style, s string, side vg.Length) (places []labelPlace) {
	const first, step = 0.42, 0.04
	for _, gap := range []vg.Length{labelGap, labelGap + 3, labelGap + 6, labelGap + 10} {
		for _, k := range []vg.Length{0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, 7, 8, -6} {
			t := first + step*k
			along := unitOf(e.tangent(t))
			across := vg.Point{X: -along.Y, Y: along.X}.Scale(side)
			away := style.Width(s)/2*abs(across.X) + vg.Points(5)*abs(across.Y) + gap
			places = append(places, labelPlace{e.point(t).Add(across.Scale(away)), e.point(t)})
		}
	}
	return places
}

// settle chooses a place for each label where it is upon nothing else, or upon as little as can be.
func (g *graph) settle(lay *graphLayout) {
	const rounds, collision, confusion = 6, 1000, 6
	for _, l := range lay.labels {
		l.box = g.boxOf(l.text, vg.Point{}, clearGap)
	}
	cost := func(l *graphLabel, rank int) int {
		place := l.places[rank]
		box, sum := l.box.Add(place.at), rank
		near := grownBy(box, nearLabels-clearGap)
		for _, e := range lay.edges {
			if e.meets(box) || e.between(place) {
				sum += collision
			}
		}
		for _, n := range g.nodes {
			if n.From == nil && meet(box, lay.names[n]) || n.From != nil && gapTo(box, lay.at[n]) < nodeRadius {
				sum += collision
			}
		}
		for _, other := range lay.labels {
			if other == l {
				continue
			}
			if taken := other.box.Add(other.at); meet(box, taken) {
				sum += collision
			} else if meet(near, taken) {
				sum += confusion
			}
		}
		return sum
	}
	for range rounds {
		moved := false
		for _, l := range lay.labels {
			best := 0
			for rank, least := 0, math.MaxInt; rank < min(least, len(l.places)); rank++ {
				if c := cost(l, rank); c < least {
					best, least = rank, c
				}
			}
			moved = moved || l.at != l.places[best].at
			l.at = l.places[best].at
		}
		if !moved {
			return
		}
	}
}

// surround returns the box around all that can be drawn.
func (g *graph) surround(lay graphLayout) vg.Rectangle {
	var boxes []vg.Rectangle
	for _, n := range g.nodes {
		if n.From == nil {
			boxes = append(boxes, g.boxOf(nameOf(n), lay.at[n], 0))
		} else {
			radius := vg.Point{X: nodeRadius + 0.5, Y: nodeRadius + 0.5}
			boxes = append(boxes, vg.Rectangle{Min: lay.at[n].Sub(radius), Max: lay.at[n].Add(radius)})
		}
	}
	for _, l := range lay.labels {
		boxes = append(boxes, g.boxOf(l.text, l.at, 0))
	}
	for _, e := range lay.edges {
		boxes = append(boxes, e.box)
	}
	var corners []vg.Point
	for _, b := range boxes {
		corners = append(corners, b.Min, b.Max)
	}
	return boxAround(corners)
}

// boxAround returns the box around points.
func boxAround(all []vg.Point) vg.Rectangle {
	box := vg.Rectangle{Min: all[0], Max: all[0]}
	for _, p := range all {
		box.Min.X, box.Min.Y = min(box.Min.X, p.X), min(box.Min.Y, p.Y)
		box.Max.X, box.Max.Y = max(box.Max.X, p.X), max(box.Max.Y, p.Y)
	}
	return box
}

// grownBy returns a box that is larger on all sides.
func grownBy(box vg.Rectangle, by vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: box.Min.Sub(vg.Point{X: by, Y: by}), Max: box.Max.Add(vg.Point{X: by, Y: by})}
}

// boxOf returns the box around the letters of a line that fillCentered writes around a point, with something free around it.
func (g *graph) boxOf(s string, at vg.Point, free vg.Length) vg.Rectangle {
	const high, deep = 0.74, 0.21 // of the size of the font: capitals and digits above the line, and letters such as p below it
	size := g.style.Font.Size
	line := at.Y - g.style.Height(s)/2 - g.style.FontExtents().Ascent + size
	half := g.style.Width(s)/2 + free
	box := vg.Rectangle{
		Min: vg.Point{X: at.X - half, Y: line - free}, Max: vg.Point{X: at.X + half, Y: line + size*high + free},
	}
	if strings.IndexFunc(s, func(r rune) bool { return r > '~' || strings.ContainsRune("gjpqy(),;_[]{}|Q@$", r) }) >= 0 && !isNumber(s) {
		box.Min.Y -= size * deep
	}
	return box
}

// isNumber reports whether a label has digits and signs alone, none of which goes below its line.
func isNumber(s string) bool {
	return strings.Trim(s, "0123456789.e−Σ ") == ""
}

// point returns the point of an edge that is the part t of its way from where it begins.
func (e *graphEdge) point(t vg.Length) vg.Point {
	return e.begin.Scale((1 - t) * (1 - t)).Add(e.control.Scale(2 * t * (1 - t))).Add(e.end.Scale(t * t))
}

// tangent returns the direction of an edge there.
func (e *graphEdge) tangent(t vg.Length) vg.Point {
	return e.control.Sub(e.begin).Scale(1 - t).Add(e.end.Sub(e.control).Scale(t))
}

func (e *graphEdge) points() []vg.Point {
	all := make([]vg.Point, curveSamples+1)
	for i := range all {
		all[i] = e.point(vg.Length(i) / curveSamples)
	}
	return all
}

// head returns the corners of the arrowhead.
func (e *graphEdge) head() []vg.Point {
	along := unitOf(e.tangent(1))
	across := vg.Point{X: -along.Y, Y: along.X}.Scale(headBroad)
	base := e.end.Sub(along.Scale(headLong))
	return []vg.Point{e.end, base.Add(across), base.Sub(across)}
}

// meets reports whether an edge goes through a box.
func (e *graphEdge) meets(box vg.Rectangle) bool {
	if !meet(e.box, box) {
		return false
	}
	head := e.head()
	return crosses(e.line, box) || crosses(append(head, head[0]), box)
}

// between reports whether an edge goes between a label and the point that it is written at.
func (e *graphEdge) between(place labelPlace) bool {
	const short = 0.8 // of the way to the point, which may be on the edge
	way := place.point.Sub(place.at).Scale(short)
	if !meet(e.box, grownBy(boxAround([]vg.Point{place.at, place.at.Add(way)}), 1)) {
		return false
	}
	for i, b := range e.line[1:] {
		a := e.line[i]
		if sideOf(a, b, place.at) != sideOf(a, b, place.at.Add(way)) && sideOf(place.at, place.at.Add(way), a) != sideOf(place.at, place.at.Add(way), b) {
			return true
		}
	}
	return false
}

// sideOf reports on which side of the line from a to b a point is.
func sideOf(a, b, p vg.Point) bool { return (b.X-a.X)*(p.Y-a.Y) > (b.Y-a.Y)*(p.X-a.X) }

func (e *graphEdge) draw(c draw.Canvas, shift vg.Point) {
	var path vg.Path
	path.Move(e.begin.Add(shift))
	if e.bend == 0 {
		path.Line(e.end.Add(shift))
	} else {
		path.QuadTo(e.control.Add(shift), e.end.Add(shift))
	}
	c.SetLineStyle(draw.LineStyle{Color: arrowColor, Width: vg.Points(1)})
	c.Stroke(path)
	head := e.head()
	for i := range head {
		head[i] = head[i].Add(shift)
	}
	c.FillPolygon(arrowColor, head)
}

// crosses reports whether a line through points goes through a box.
func crosses(line []vg.Point, box vg.Rectangle) bool {
	for i, b := range line[1:] {
		a, from, to := line[i], vg.Length(0), vg.Length(1)
		for _, side := range [][3]vg.Length{
			{a.X, b.X - a.X, box.Min.X}, {-a.X, a.X - b.X, -box.Max.X},
			{a.Y, b.Y - a.Y, box.Min.Y}, {-a.Y, a.Y - b.Y, -box.Max.Y},
		} { // start, way, and what is to be passed
			switch start, way, least := side[0], side[1], side[2]; {
			case way > 0:
				from = max(from, (least-start)/way)
			case way < 0:
				to = min(to, (least-start)/way)
			case start < least:
				to = -1
			}
		}
		if from <= to {
			return true
		}
	}
	return false
}

func meet(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

// gapTo returns how far a point is from a box, or 0 inside it.
func gapTo(box vg.Rectangle, p vg.Point) vg.Length {
	return lengthOf(vg.Point{X: max(0, box.Min.X-p.X, p.X-box.Max.X), Y: max(0, box.Min.Y-p.Y, p.Y-box.Max.Y)})
}

func lengthOf(p vg.Point) vg.Length { return vg.Length(math.Hypot(float64(p.X), float64(p.Y))) }

func unitOf(p vg.Point) vg.Point { return p.Scale(1 / lengthOf(p)) }

func abs(l vg.Length) vg.Length { return vg.Length(math.Abs(float64(l))) }
