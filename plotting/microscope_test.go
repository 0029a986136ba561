package plotting_test

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/plotting"
)

// row is a matrix of one row.
func row(v ...float64) *mat.Dense { return mat.NewDense(1, len(v), v) }

// tinyNet returns the numbers of a forward pass through a net of 2, 3 and 2 neurons, the number at a place being larger by h.
func tinyNet(at plotting.NetPlace, h float64) plotting.NetNumbers {
	n := plotting.NetNumbers{}
	add := func(name string, m *mat.Dense) *mat.Dense {
		if name == at.Array {
			m.Set(at.Row, at.Column, m.At(at.Row, at.Column)+h)
		}
		n[name] = m
		return m
	}
	affine := func(x, w, b *mat.Dense) *mat.Dense {
		var y mat.Dense
		y.Mul(x, w)
		y.Add(&y, b)
		return &y
	}
	x := add("x", row(1, 2))
	w1, b1 := add("W1", mat.NewDense(2, 3, []float64{0.5, -0.75, -0.5, 0.25, 0.5, -0.25})), add("b1", row(0, 0.5, 0.25))
	a1 := add("a1", affine(x, w1, b1))
	relu := mat.DenseCopyOf(a1)
	relu.Apply(func(_, _ int, v float64) float64 { return max(v, 0) }, relu)
	z1 := add("z1", relu)
	w2, b2 := add("W2", mat.NewDense(3, 2, []float64{1, -0.5, 0.25, 0.75, -1, 0.5})), add("b2", row(0, 0.5))
	a2 := add("a2", affine(z1, w2, b2))
	y := dl.SoftmaxRows(nil, a2)
	n["y"], n["t"] = y, row(0, 1)
	add("L", row(-math.Log(y.At(0, 1))))
	return n
}

// tinyGradient returns the central differences of tinyNet, in the place of its gradient.
func tinyGradient() plotting.NetNumbers {
	const h = 1e-5
	g := plotting.NetNumbers{}
	for name, m := range tinyNet(plotting.NetPlace{}, 0) {
		g[name] = mat.DenseCopyOf(m)
	}
	for _, p := range g.Places() {
		up, down := tinyNet(p, h)["L"].At(0, 0), tinyNet(p, -h)["L"].At(0, 0)
		g[p.Array].Set(p.Row, p.Column, (up-down)/(2*h))
	}
	return g
}

func look(array string, i, j int) *plotting.Figure {
	values := tinyNet(plotting.NetPlace{}, 0)
	return plotting.Microscope(plotting.NetPlace{Array: array, Row: i, Column: j}, values, tinyGradient(), 1e-3, tinyNet)
}

func init() {
	figures["microscope"] = func() *plotting.Figure { return look("W1", 1, 0) }
	figures["microscope of the loss"] = func() *plotting.Figure { return look("L", 0, 0) }
}

func ExampleMicroscope() {
	// Of the third hidden neuron the ReLU lets nothing through.
	fmt.Println(look("W1", 0, 2).Alt())
	fmt.Println(look("z1", 0, 1).Alt())
	// Output:
	// Graph of a net of 2, 3 and 2 neurons. W1[0,2] is −0.50; gradient (backward): 0.0000; central difference: 0.0000. A nudge by h = 0.001 moves: a1[2] by +1.00 h, z1[2] by 0.
	// Graph of a net of 2, 3 and 2 neurons. z1[1] is 0.75; gradient (backward): −0.3257; central difference: −0.3257. A nudge by h = 0.001 moves: a2[0] by +0.25 h, a2[1] by +0.75 h, L by −0.33 h.
}

func TestPlaces(t *testing.T) {
	values := tinyNet(plotting.NetPlace{}, 0)
	var names []string
	for _, p := range values.Places() {
		names = append(names, p.String())
	}
	const want = "W1[0,0] W1[0,1] W1[0,2] W1[1,0] W1[1,1] W1[1,2] b1[0] b1[1] b1[2] W2[0,0] W2[0,1] W2[1,0] W2[1,1] W2[2,0] W2[2,1] " +
		"b2[0] b2[1] x[0] x[1] a1[0] a1[1] a1[2] z1[0] z1[1] z1[2] a2[0] a2[1] L"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if places := (plotting.NetNumbers{}).Places(); places != nil {
		t.Errorf("%v are places of no numbers", places)
	}
}

// A click must meet the one number that it is meant for: spots are large enough to hit, inside the figure, and apart.
// In its middle, what the figure looks at has the colour that nothing else has.
func TestSpots(t *testing.T) {
	const finger = 22 // CSS pixels
	type rect struct{ left, top, right, bottom int }
	var spots []rect
	places := tinyNet(plotting.NetPlace{}, 0).Places()
	for _, p := range places {
		fig := look(p.Array, p.Row, p.Column)
		left, top, width, height := fig.Spot()
		w, h := fig.Size()
		if left < 0 || top < 0 || left+width > w || top+height > h || width < finger || height < finger {
			t.Errorf("%s: %d×%d at (%d, %d) of %d×%d", p, width, height, left, top, w, h)
		}
		spots = append(spots, rect{left, top, left + width, top + height})
		picture := must(plotting.Picture(fig))
		marked := 0
		for x := left; x < left+width; x++ {
			for y := top; y < top+height; y++ {
				if picture.At(2*x, 2*y) == (color.RGBA{0xFF, 0xE0, 0xC4, 0xFF}) {
					marked++
				}
			}
		}
		if marked < width*height/3 {
			t.Errorf("%s: %d of %d pixels are marked where the spot is", p, marked, width*height)
		}
	}
	for i, a := range spots {
		for k, b := range spots[:i] {
			if a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom {
				t.Errorf("%s and %s are in each other's way", places[i], places[k])
			}
		}
	}
	if _, _, width, _ := plotting.Line([]float64{1}, []float64{2}).Spot(); width != 0 {
		t.Errorf("a line has a spot %d wide", width)
	}
}

func TestBadMicroscope(t *testing.T) {
	at := plotting.NetPlace{Array: "W1"}
	values, gradients := tinyNet(at, 0), tinyGradient()
	without := func(array string, instead *mat.Dense) plotting.NetNumbers {
		n := tinyNet(at, 0)
		delete(n, array)
		if instead != nil {
			n[array] = instead
		}
		return n
	}
	for _, c := range []struct {
		name string
		fig  *plotting.Figure
		want string
	}{
		{"no array", plotting.Microscope(at, without("z1", nil), gradients, 1e-3, tinyNet), "values has no array z1"},
		{"no gradient", plotting.Microscope(at, values, without("b2", nil), 1e-3, tinyNet), "gradients has no array b2"},
		{"shape", plotting.Microscope(at, without("b1", row(1, 2)), gradients, 1e-3, tinyNet), `values["b1"] is 1×2 in a net of 2, 3 and 2 neurons: give 1×3`},
		{"probabilities", plotting.Microscope(at, without("y", row(1)), gradients, 1e-3, tinyNet), `values["y"] is 1×1`},
		{"gradient's shape", plotting.Microscope(at, values, without("L", row(1, 2)), 1e-3, tinyNet), `gradients["L"] is 1×2`},
		{"NaN", plotting.Microscope(at, without("L", row(math.NaN())), gradients, 1e-3, tinyNet), `values["L"] at row 0, column 0 is NaN`},
		{"size", plotting.Microscope(at, without("W1", mat.NewDense(4, 3, nil)), gradients, 1e-3, tinyNet), "a net of 4, 3 and 2 neurons"},
		{"place", plotting.Microscope(plotting.NetPlace{Array: "W1", Row: 2}, values, gradients, 1e-3, tinyNet), "no number W1[2,0]"},
		{"step", plotting.Microscope(at, values, gradients, -1, tinyNet), "a step of -1"},
		{"no function", plotting.Microscope(at, values, gradients, 1e-3, nil), "the function is nil"},
		{"nothing nudged", plotting.Microscope(at, values, gradients, 1e-3, func(plotting.NetPlace, float64) plotting.NetNumbers { return nil }), "nudged has no array"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := c.fig.PNG()
			if err == nil || b != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("PNG returned %d bytes and the error %v: want an error that says %q", len(b), err, c.want)
			}
		})
	}
}
