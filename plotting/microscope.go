package plotting

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// NetNumbers are the numbers of a small net for one sample, by the names of their arrays, or something about each of these
// numbers, such as its gradient. The net has I inputs, H hidden neurons with an activation, and O outputs:
//
//	x   1×I  inputs
//	W1  I×H  weights         b1  1×H  biases
//	a1  1×H  before the activation
//	z1  1×H  after it
//	W2  H×O  weights         b2  1×O  biases
//	a2  1×O  scores
//	L   1×1  loss
//
// Two more arrays, 1×O, may be there: the probabilities y and the targets t.
type NetNumbers map[string]*mat.Dense

// NetPlace names one of the NetNumbers: "W1[0,2]", "b1[2]" or "L".
type NetPlace struct {
	Array       string
	Row, Column int
}

// String writes the place as a program would, and in a row of numbers without its row.
func (p NetPlace) String() string {
	switch p.Array {
	case "L":
		return p.Array
	case "W1", "W2":
		return fmt.Sprintf("%s[%d,%d]", p.Array, p.Row, p.Column)
	}
	return fmt.Sprintf("%s[%d]", p.Array, p.Column)
}

// netArrays are the arrays that a microscope shows, parameters first, since those are what learning changes.
var netArrays = []string{"W1", "b1", "W2", "b2", "x", "a1", "z1", "a2", "L"}

// Places returns the places of all numbers except probabilities and targets: the weights and biases, then what the layers
// hand on, from the inputs to the loss.
func (n NetNumbers) Places() []NetPlace {
	var places []NetPlace
	for _, array := range netArrays {
		if n[array] == nil {
			continue
		}
		rows, columns := n[array].Dims()
		for i := range rows {
			for j := range columns {
				places = append(places, NetPlace{array, i, j})
			}
		}
	}
	return places
}

// at returns the number at a place.
func (n NetNumbers) at(p NetPlace) float64 { return n[p.Array].At(p.Row, p.Column) }

// Microscope draws a small net as a graph of its numbers and looks at the one at a place: its value, its gradient, beside it
// the central difference of the loss for that number alone, and how far each later number moves when this one grows by h.
// These moves are counted in h, so the loss moves by about as much as the gradient says.
//
// gradients has the gradient of the loss with respect to each number, and nudged(at, h) the numbers of another forward pass, in
// which the number at the place is larger by h as soon as it is computed. Microscope calls it with h and with −h.
// The net has at most 3 inputs, 4 hidden neurons and 3 outputs.
//
// A reader of nb.Slide can click the numbers: the figure's Spot is the place of the one that it looks at.
func Microscope(at NetPlace, values, gradients NetNumbers, h float64, nudged func(at NetPlace, h float64) NetNumbers) *Figure {
	if err := checkNet("values", values, values); err != nil {
		return failed(err)
	}
	if err := checkNet("gradients", gradients, values); err != nil {
		return failed(err)
	}
	switch {
	case !slices.Contains(values.Places(), at):
		return failed(words.Plotting.Errorf("plotting: the net has no number %s: give one of values.Places()", at))
	case !drawable(h) || h <= 0:
		return failed(words.Plotting.Errorf("plotting: a step of %v: give a small number above 0, such as 0.001", h))
	case nudged == nil:
		return failed(words.Plotting.Errorf("plotting: the function is nil: give one that returns the numbers of a forward pass with a nudge"))
	}
	up, down := nudged(at, h), nudged(at, -h)
	for _, n := range []NetNumbers{up, down} {
		if err := checkNet("nudged", n, values); err != nil {
			return failed(err)
		}
	}
	m := &microscope{
		at: at, h: h, values: values, moves: make(map[NetPlace]float64),
		gradient:   gradients.at(at),
		difference: (up["L"].At(0, 0) - down["L"].At(0, 0)) / (2 * h),
	}
	for _, p := range values.Places() {
		if move := (up.at(p) - values.at(p)) / h; math.Abs(move) > stillMove {
			m.moves[p] = move
		}
	}
	fig := newFigure("", "")
	fig.HideAxes()
	fig.X.Min, fig.X.Max, fig.Y.Min, fig.Y.Max = 0, 1, 0, 1
	fig.Width, fig.Height = microscopeWidth, microscopeHeight
	m.style = fig.X.Tick.Label
	fig.Add(m)
	fig.spot = m.spot(fig)
	return fig.describe(m.alt())
}

const (
	microscopeWidth  = 7.5 * vg.Inch
	microscopeHeight = 4.5 * vg.Inch

	mostInputs, mostHidden, mostOutputs = 3, 4, 3

	// stillMove is a move, counted in h, that is taken for rounding.
	stillMove = 1e-9

	headHeight   = 62 // points that the words above the net take
	neuronRadius = 21
	tagWidth     = 34 // of a weight or a bias
	tagHeight    = 17
)

// checkNet returns an error unless n has all arrays, of the shapes that they have in values, with finite numbers.
func checkNet(name string, n, values NetNumbers) error {
	for _, array := range netArrays {
		if n[array] == nil {
			return words.Plotting.Errorf("plotting: %s has no array %s: give all of W1, b1, W2, b2, x, a1, z1, a2 and L", name, array)
		}
		if _, err := checkMatrix(fmt.Sprintf("%s[%q]", name, array), n[array]); err != nil {
			return err
		}
	}
	inputs, hidden := values["W1"].Dims()
	_, outputs := values["W2"].Dims()
	if inputs > mostInputs || hidden > mostHidden || outputs > mostOutputs {
		return words.Plotting.Errorf("plotting: a net of %d, %d and %d neurons: give one of at most %d, %d and %d, so that its numbers can be read",
			inputs, hidden, outputs, mostInputs, mostHidden, mostOutputs)
	}
	for array, want := range map[string][2]int{
		"W1": {inputs, hidden}, "b1": {1, hidden}, "W2": {hidden, outputs}, "b2": {1, outputs},
		"x": {1, inputs}, "a1": {1, hidden}, "z1": {1, hidden}, "a2": {1, outputs}, "L": {1, 1}, "y": {1, outputs}, "t": {1, outputs},
	} {
		if n[array] == nil {
			continue // y or t
		}
		if rows, columns := n[array].Dims(); rows != want[0] || columns != want[1] {
			return words.Plotting.Errorf("plotting: %s[%q] is %d×%d in a net of %d, %d and %d neurons: give %d×%d",
				name, array, rows, columns, inputs, hidden, outputs, want[0], want[1])
		}
	}
	return nil
}

// A microscope is the drawing of a net around one of its numbers.
type microscope struct {
	at                   NetPlace
	h                    float64
	values               NetNumbers
	moves                map[NetPlace]float64 // of what moves, counted in h; that of at is 1
	gradient, difference float64
	style                text.Style
}

var _ plot.Plotter = (*microscope)(nil)

// nodeArrays are the arrays whose numbers are nodes, from left to right, and where their column is.
var nodeArrays = []struct {
	name string
	x    float64 // part of the width
}{{"x", 0.05}, {"a1", 0.36}, {"z1", 0.53}, {"a2", 0.82}, {"L", 0.95}}

// place returns the middle of a number on a canvas that begins at (0, 0) and grows upwards.
func (m *microscope) place(p NetPlace, size vg.Point) vg.Point {
	node := func(array string, column int) vg.Point {
		_, n := m.values[array].Dims()
		i := slices.IndexFunc(nodeArrays, func(a struct {
			name string
			x    float64
		}) bool {
			return a.name == array
		})
		return vg.Point{
			X: size.X * vg.Length(nodeArrays[i].x),
			Y: (size.Y - vg.Points(headHeight)) * (1 - (vg.Length(column)+0.5)/vg.Length(n)),
		}
	}
	const hiddenSide = 0.75 // of an edge: there the weights between 2 and 3 neurons are equally far from each other
	between := func(a, b vg.Point, t vg.Length) vg.Point { return a.Scale(1 - t).Add(b.Scale(t)) }
	switch p.Array {
	case "W1":
		return between(node("x", p.Row), node("a1", p.Column), hiddenSide)
	case "W2":
		return between(node("z1", p.Row), node("a2", p.Column), 1-hiddenSide)
	case "b1", "b2":
		above := vg.Point{Y: vg.Points(neuronRadius + tagHeight/2 + 1)}
		return node("a"+p.Array[1:], p.Column).Add(above)
	}
	return node(p.Array, p.Column)
}

// halfSize returns half the width and height of what is drawn at a place.
func (m *microscope) halfSize(p NetPlace) vg.Point {
	switch p.Array {
	case "W1", "W2", "b1", "b2":
		return vg.Point{X: vg.Points(tagWidth) / 2, Y: vg.Points(tagHeight) / 2}
	}
	return vg.Point{X: vg.Points(neuronRadius), Y: vg.Points(neuronRadius)}
}

// spot returns where the number that the microscope looks at is in the figure, in CSS pixels from its left upper corner.
func (m *microscope) spot(fig *Figure) clickable {
	rim := vg.Point{X: vg.Points(margin), Y: vg.Points(margin)}
	size := vg.Point{X: fig.Width, Y: fig.Height}.Sub(rim.Scale(2))
	middle, half := m.place(m.at, size).Add(rim), m.halfSize(m.at)
	return clickable{
		left: cssPixels(middle.X - half.X), top: cssPixels(fig.Height - middle.Y - half.Y),
		width: cssPixels(half.X * 2), height: cssPixels(half.Y * 2),
	}
}

// A netEdge leads from one number to a later one.
type netEdge struct{ from, to, weight NetPlace }

func (m *microscope) edges() []netEdge {
	var edges []netEdge
	for _, p := range m.values.Places() {
		switch p.Array {
		case "W1":
			edges = append(edges, netEdge{NetPlace{"x", 0, p.Row}, NetPlace{"a1", 0, p.Column}, p})
		case "W2":
			edges = append(edges, netEdge{NetPlace{"z1", 0, p.Row}, NetPlace{"a2", 0, p.Column}, p})
		case "a1":
			edges = append(edges, netEdge{p, NetPlace{"z1", 0, p.Column}, p})
		case "a2":
			edges = append(edges, netEdge{p, NetPlace{"L", 0, 0}, p})
		}
	}
	return edges
}

// reached reports whether the nudge arrives at a number, which then may move or not.
func (m *microscope) reached(p NetPlace) bool {
	if m.moves[p] != 0 {
		return true
	}
	return slices.ContainsFunc(m.edges(), func(e netEdge) bool { return e.to == p && m.moves[e.from] != 0 })
}

// Plot draws the net, as plot.Plotter asks.
func (m *microscope) Plot(c draw.Canvas, _ *plot.Plot) {
	place := func(p NetPlace) vg.Point { return c.Min.Add(m.place(p, c.Size())) }
	var still, carrying vg.Path
	for _, e := range m.edges() {
		path := &still
		if moved := m.moves[e.from] != 0 || e.weight == m.at; moved && m.moves[e.to] != 0 {
			path = &carrying
		}
		path.Move(place(e.from))
		path.Line(place(e.to))
	}
	for _, edges := range []struct {
		path vg.Path
		draw.LineStyle
	}{{still, draw.LineStyle{Color: guideColor, Width: vg.Points(thinWidth)}}, {carrying, draw.LineStyle{Color: vermilion, Width: vg.Points(2)}}} {
		c.SetLineStyle(edges.LineStyle)
		c.Stroke(edges.path)
	}
	for _, p := range m.values.Places() {
		if slices.Contains([]string{"W1", "b1", "W2", "b2"}, p.Array) {
			m.drawTag(c, p, place(p))
		} else {
			m.drawNode(c, p, place(p))
		}
	}
	m.drawOutcome(c, place)
	m.drawHead(c)
}

// styled is the text of the figure in another size and colour.
func (m *microscope) styled(size float64, ink color.Color) text.Style {
	style := m.style
	style.Font.Size, style.Color = vg.Points(size), ink
	return style
}

// lookedAtColor is light enough for black text.
var lookedAtColor = color.RGBA{0xFF, 0xE0, 0xC4, 0xFF}

// looks returns how the border and the inside of a number are drawn.
func (m *microscope) looks(p NetPlace) (border draw.LineStyle, inside color.Color) {
	switch {
	case p == m.at:
		return draw.LineStyle{Color: vermilion, Width: vg.Points(2.5)}, lookedAtColor
	case m.moves[p] != 0:
		return draw.LineStyle{Color: vermilion, Width: vg.Points(1.5)}, color.White
	}
	return draw.LineStyle{Color: axisColor, Width: vg.Points(thinWidth)}, color.White
}

// drawTag draws a weight or a bias.
func (m *microscope) drawTag(c draw.Canvas, p NetPlace, at vg.Point) {
	border, inside := m.looks(p)
	label, style := number(m.values.at(p)), m.styled(9, inkColor)
	if p.Array[0] == 'b' {
		label = "b " + label
	}
	half := m.halfSize(p)
	room := 2 * half.X
	if p != m.at { // as little as needed of the edges is covered
		half = vg.Point{X: min(half.X, style.Width(label)/2+vg.Points(2)), Y: vg.Points(6)}
	}
	if p == m.at || p.Array[0] == 'W' {
		box := vg.Rectangle{Min: at.Sub(half), Max: at.Add(half)}
		c.SetColor(inside)
		c.Fill(box.Path())
	}
	if p == m.at {
		c.StrokeLines(border, []vg.Point{ // from the middle of a side, as the ends of a path make no corner
			{X: at.X, Y: at.Y - half.Y}, at.Add(vg.Point{X: half.X, Y: -half.Y}), at.Add(half), at.Add(vg.Point{X: -half.X, Y: half.Y}),
			at.Sub(half), {X: at.X, Y: at.Y - half.Y},
		})
	}
	fillFitted(c, style, at, room, label)
}

// drawNode draws what a layer hands on, and below it how far it moves.
func (m *microscope) drawNode(c draw.Canvas, p NetPlace, at vg.Point) {
	border, inside := m.looks(p)
	var circle vg.Path
	circle.Move(at.Add(vg.Point{X: vg.Points(neuronRadius)}))
	circle.Arc(at, vg.Points(neuronRadius), 0, 2*math.Pi)
	circle.Close()
	c.SetColor(inside)
	c.Fill(circle)
	c.SetLineStyle(border)
	c.Stroke(circle)
	fillCentered(c, m.styled(8, axisColor), at.Add(vg.Point{Y: vg.Points(7.5)}), p.String())
	fillFitted(c, m.styled(10, inkColor), at.Add(vg.Point{Y: vg.Points(-5)}), vg.Points(2*neuronRadius-4), number(m.values.at(p)))
	if m.reached(p) && p != m.at {
		ink := color.Color(vermilion)
		if m.moves[p] == 0 {
			ink = axisColor
		}
		fillCentered(c, m.styled(9, ink), at.Sub(vg.Point{Y: vg.Points(neuronRadius + 8)}), inSteps(m.moves[p]))
	}
}

// inSteps writes a move that is counted in h.
func inSteps(move float64) string {
	switch {
	case move == 0:
		return "0"
	case move > 0:
		return "+" + fixed(move, 2) + " h"
	}
	return fixed(move, 2) + " h"
}

// drawOutcome writes the probabilities and targets, if there are such, below the scores.
func (m *microscope) drawOutcome(c draw.Canvas, place func(NetPlace) vg.Point) {
	y, t := m.values["y"], m.values["t"]
	if y == nil || t == nil {
		return
	}
	_, outputs := y.Dims()
	for k := range outputs {
		at := place(NetPlace{"a2", 0, k}).Sub(vg.Point{Y: vg.Points(neuronRadius + 20)})
		fillCentered(c, m.styled(9, axisColor), at, fmt.Sprintf("y %s, t %s", number(y.At(0, k)), number(t.At(0, k))))
	}
}

// drawHead writes what is above the net.
func (m *microscope) drawHead(c draw.Canvas) {
	write := func(style text.Style, x, line vg.Length, s string) {
		style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
		at := vg.Point{X: c.Min.X + x, Y: c.Max.Y - line}
		if room := c.Max.X - at.X; style.Width(s) > room {
			style.Font.Size *= room / style.Width(s)
		}
		c.FillText(style, at, s)
	}
	gradient, difference := m.beside()
	ink := m.styled(10, inkColor)
	half := c.Size().X * 0.47
	write(m.styled(13, vermilion), 0, vg.Points(8), m.at.String()+" = "+number(m.values.at(m.at)))
	write(ink, 0, vg.Points(26), gradient)
	write(ink, half, vg.Points(26), difference)
	write(m.styled(9, vermilion), 0, vg.Points(42), m.key())
}

// beside returns the gradient and the difference in words.
func (m *microscope) beside() (gradient, difference string) {
	const decimals = 4
	// Translators: drawn in a figure, beside the central difference
	gradient = words.Plotting.Sprintf("gradient (backward): %s", fixed(m.gradient, decimals))
	// Translators: drawn in a figure, beside the gradient
	difference = words.Plotting.Sprintf("central difference: %s", fixed(m.difference, decimals))
	return gradient, difference
}

// key says what is drawn in vermilion.
func (m *microscope) key() string {
	// Translators: drawn in a figure; what is orange, namely the numbers that move
	return words.Plotting.Sprintf("A nudge by h = %s moves:", plain(m.h))
}

// alt describes the figure.
func (m *microscope) alt() string {
	gradient, difference := m.beside()
	var moves []string
	for _, p := range m.values.Places() {
		if m.reached(p) && p != m.at {
			moves = append(moves, words.Plotting.Sprintf("%s by %s", p, inSteps(m.moves[p])))
		}
	}
	inputs, hidden := m.values["W1"].Dims()
	_, outputs := m.values["W2"].Dims()
	net := words.Plotting.Sprintf("Graph of a net of %d, %d and %d neurons.", inputs, hidden, outputs)
	// Translators: the value of a number of the net, then its gradient and its difference, which are translated above
	look := words.Plotting.Sprintf("%s is %s; %s; %s.", m.at, number(m.values.at(m.at)), gradient, difference)
	if len(moves) == 0 {
		return sentences(net, look)
	}
	return sentences(net, look, words.Plotting.Sprintf("%s %s.", m.key(), words.Plotting.Join("%s, %s", moves...)))
}
