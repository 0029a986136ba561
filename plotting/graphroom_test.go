package plotting_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"

	"dlfs/plotting"
)

// A sketch is what a figure of a graph draws.
type sketch struct {
	texts   []writing
	circles []vg.Rectangle
	arrows  [][]vg.Point // many points of each
	heads   []vg.Rectangle
	tips    []vg.Point
}

// A writing is a text and the box of its letters.
type writing struct {
	vg.Rectangle
	text string
}

func sketchOf(f *plotting.Figure) (s sketch) {
	var width vg.Length
	for _, a := range plotting.Actions(f) {
		switch a := a.(type) {
		case *recorder.SetLineWidth:
			width = a.Width
		case *recorder.FillString:
			box := vg.Rectangle{Min: a.Point, Max: a.Point}
			face := font.DefaultCache.Lookup(a.Font, a.Size)
			box.Max.X += face.Width(a.String)
			box.Max.Y += a.Size * 0.72
			if strings.ContainsAny(a.String, "gjpqy") {
				box.Min.Y -= a.Size * 0.21
			}
			s.texts = append(s.texts, writing{box, a.String})
		case *recorder.Stroke:
			switch {
			case width == 0: // a hidden axis
			case hasArc(a.Path):
				s.circles = append(s.circles, circleBox(a.Path))
			default:
				s.arrows = append(s.arrows, along(a.Path))
			}
		case *recorder.Fill:
			const largest = 20 // the page is filled too
			if box := around(along(a.Path)); !hasArc(a.Path) && box.Size().X < largest {
				s.heads, s.tips = append(s.heads, box), append(s.tips, a.Path[0].Pos)
			}
		}
	}
	return s
}

func hasArc(p vg.Path) bool {
	return slices.ContainsFunc(p, func(c vg.PathComp) bool { return c.Type == vg.ArcComp })
}

func circleBox(p vg.Path) vg.Rectangle {
	arc := p[slices.IndexFunc(p, func(c vg.PathComp) bool { return c.Type == vg.ArcComp })]
	r := vg.Point{X: arc.Radius, Y: arc.Radius}
	return vg.Rectangle{Min: arc.Pos.Sub(r), Max: arc.Pos.Add(r)}
}

// along returns many points of a path of lines and quadratic curves.
func along(p vg.Path) (all []vg.Point) {
	const steps = 300
	var at vg.Point
	for _, c := range p {
		if c.Type == vg.CloseComp {
			continue
		}
		for i := range steps {
			if c.Type == vg.MoveComp {
				break
			}
			t := vg.Length(i) / steps
			control := at.Add(c.Pos).Scale(0.5)
			if c.Type == vg.CurveComp {
				control = c.Control[0]
			}
			all = append(all, at.Scale((1-t)*(1-t)).Add(control.Scale(2*t*(1-t))).Add(c.Pos.Scale(t*t)))
		}
		at = c.Pos
		all = append(all, at)
	}
	return all
}

func around(all []vg.Point) vg.Rectangle {
	box := vg.Rectangle{Min: all[0], Max: all[0]}
	for _, p := range all {
		box.Min.X, box.Min.Y = min(box.Min.X, p.X), min(box.Min.Y, p.Y)
		box.Max.X, box.Max.Y = max(box.Max.X, p.X), max(box.Max.Y, p.Y)
	}
	return box
}

func overlap(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

// grown returns a box that is larger on all sides.
func grown(box vg.Rectangle, by vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: box.Min.Sub(vg.Point{X: by, Y: by}), Max: box.Max.Add(vg.Point{X: by, Y: by})}
}

func contains(box vg.Rectangle, p vg.Point) bool {
	return box.Min.X < p.X && p.X < box.Max.X && box.Min.Y < p.Y && p.Y < box.Max.Y
}

func distance(a, b vg.Point) float64 { return math.Hypot(float64(a.X-b.X), float64(a.Y-b.Y)) }

// center returns the middle of a box, and half its width.
func center(box vg.Rectangle) (vg.Point, float64) {
	return box.Min.Add(box.Max).Scale(0.5), float64(box.Size().X / 2)
}

// faults returns what is drawn upon something else.
func (s sketch) faults() (all []string) {
	add := func(format string, values ...any) { all = append(all, fmt.Sprintf(format, values...)) }
	const apart, clear = 6, 1 // points between two arrowheads, and around a text
	for i, w := range s.texts {
		for _, other := range s.texts[:i] {
			if overlap(grown(w.Rectangle, clear), grown(other.Rectangle, clear)) {
				add("%q is upon %q", w.text, other.text)
			}
		}
		for _, arrow := range s.arrows {
			if slices.ContainsFunc(arrow, func(p vg.Point) bool { return contains(w.Rectangle, p) }) {
				add("an arrow runs through %q", w.text)
			}
		}
		for _, head := range s.heads {
			if overlap(w.Rectangle, head) {
				add("an arrow ends in %q", w.text)
			}
		}
		for _, circle := range s.circles {
			middle, radius := center(circle)
			if box, _ := center(w.Rectangle); distance(box, middle) < 5 { // its operation
				continue
			}
			nearest := vg.Point{X: max(w.Min.X, min(middle.X, w.Max.X)), Y: max(w.Min.Y, min(middle.Y, w.Max.Y))}
			if distance(nearest, middle) < radius {
				add("%q is upon a circle", w.text)
			}
		}
	}
	for _, circle := range s.circles {
		middle, radius := center(circle)
		for _, arrow := range s.arrows {
			if slices.ContainsFunc(arrow, func(p vg.Point) bool { return distance(p, middle) < radius-0.1 }) {
				add("an arrow runs through a circle")
			}
		}
	}
	for i, tip := range s.tips {
		for _, other := range s.tips[:i] {
			if d := distance(tip, other); d < apart {
				add("two arrowheads are %.1f points apart", d)
			}
		}
	}
	return all
}

// Nothing of a graph is drawn upon something else, in none of its steps.
func TestGraphsAreReadable(t *testing.T) {
	for name, graph := range courseGraphs {
		result := graph()
		figures := append(plotting.GraphSteps(result), plotting.Graph(result))
		result.Backward()
		figures = append(append(figures, plotting.GraphSteps(result)...), plotting.Graph(result))
		for i, f := range figures {
			for _, fault := range sketchOf(f).faults() {
				t.Errorf("%s, figure %d: %s", name, i, fault)
			}
		}
	}
}

// The picture ends where the graph does, but for a margin.
func TestGraphsFillTheirPictures(t *testing.T) {
	const least, most, smallest = 7, 14, 72 // points; no figure is smaller than an inch
	for name, graph := range courseGraphs {
		result := graph()
		result.Backward()
		f := plotting.Graph(result)
		s := sketchOf(f)
		var corners []vg.Point
		for _, box := range append(slices.Clone(s.circles), s.heads...) {
			corners = append(corners, box.Min, box.Max)
		}
		for _, w := range s.texts {
			corners = append(corners, w.Min, w.Max)
		}
		for _, arrow := range s.arrows {
			corners = append(corners, arrow...)
		}
		box := around(corners)
		for side, free := range map[string]vg.Length{
			"left": box.Min.X, "right": f.Width - box.Max.X, "below": box.Min.Y, "above": f.Height - box.Max.Y,
		} {
			if free < least || free > most && f.Height > smallest {
				t.Errorf("%s: %.1f points are free %s, want %d to %d", name, float64(free), side, least, most)
			}
		}
	}
}
