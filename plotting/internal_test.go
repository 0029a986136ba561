package plotting

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

// What a notebook asks of a figure.
var _ interface {
	PNG() ([]byte, error)
	Alt() string
	Size() (width, height int)
} = (*Figure)(nil)

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", math.Copysign(0, -1): "0", 1: "1", -3: "−3", 10000: "10,000", 123456: "123,456", 1234: "1234",
		2.3: "2.30", 0.17: "0.17", -4.605: "−4.61", 5.999999999999999: "6", 0.1999999999990898: "0.20",
		0.0461: "0.046", -0.03458: "−0.035", 0.01: "0.01", 0.094: "0.094", 0.095: "0.10",
		2.58983747e13: "2.59e13", 1e-10: "1.00e−10", -1e6: "−1.00e6", 9999.5: "9999.50", 24.999999: "25.00",
	} {
		if got := number(v); got != want {
			t.Errorf("number(%v) = %q, want %q", v, got, want)
		}
	}
}

func TestRoundTicks(t *testing.T) {
	for _, c := range []struct {
		t      roundTicks
		lo, hi float64
		want   []string
	}{
		{roundTicks{most: 9}, 0, 20, []string{"0.0", "2.5", "5.0", "7.5", "10.0", "12.5", "15.0", "17.5", "20.0"}},
		{roundTicks{most: 7}, -0.1, 6.2, []string{"0", "1", "2", "3", "4", "5", "6"}},
		{roundTicks{most: 7}, 0, 1, []string{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}},
		{roundTicks{most: 5}, -2, 2, []string{"−2", "−1", "0", "1", "2"}},
		{roundTicks{most: 9, whole: true}, 0, 2, []string{"0", "1", "2"}},
		{roundTicks{most: 9, whole: true}, 0, 20, []string{"0", "5", "10", "15", "20"}},
		{roundTicks{most: 6}, 0, 10000, []string{"0", "2000", "4000", "6000", "8000", "10,000"}},
		{roundTicks{most: 5}, -2e13, 2e13, []string{"−2e13", "−1e13", "0", "1e13", "2e13"}},
		{roundTicks{most: 9, room: 28}, -2e13, 2e13, []string{"−2e13", "0", "2e13"}},
		{roundTicks{most: 3}, 0, 2e-6, []string{"0", "1e−6", "2e−6"}},
		{roundTicks{most: 3}, 1, 1, nil},
		{roundTicks{most: 3}, -1e308, 1e308, nil},
		{roundTicks{most: 3}, 0, 1e-320, nil},
	} {
		var got []string
		for _, tick := range c.t.Ticks(c.lo, c.hi) {
			got = append(got, tick.Label)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: ticks from %v to %v are %q, want %q", c.t, c.lo, c.hi, got, c.want)
		}
	}
}

func FuzzRoundTicks(f *testing.F) {
	f.Add(0.0, 20.0)
	f.Add(1e16, 1e16+4)
	f.Add(-1e-300, 1e-300)
	f.Add(5e-324, 1e-323)
	f.Fuzz(func(t *testing.T, lo, hi float64) {
		ticks := roundTicks{most: 9, room: 70}.Ticks(lo, hi)
		if len(ticks) > 9 {
			t.Errorf("%d ticks from %v to %v", len(ticks), lo, hi)
		}
		slack := (hi - lo) * 1e-9 // gonum leaves out a tick that rounding put outside
		for _, tick := range ticks {
			if !(tick.Value >= lo-slack-math.Abs(lo)*1e-15 && tick.Value <= hi+slack+math.Abs(hi)*1e-15) {
				t.Errorf("tick at %v from %v to %v", tick.Value, lo, hi)
			}
		}
	})
}

func TestDecades(t *testing.T) {
	ticks := decades{}.Ticks(1e-18, 2e27)
	if len(ticks) > 10 || ticks[0].Label != "1e−15" || ticks[len(ticks)-1].Label != "1e25" {
		t.Errorf("ticks from 1e-18 to 2e27 are %v", ticks)
	}
}

func TestMovingMean(t *testing.T) {
	if got, want := movingMean([]float64{4, 2, 6, 0}, 2), []float64{4, 3, 4, 3}; !slices.Equal(got, want) {
		t.Errorf("mean of the last 2 is %v, want %v", got, want)
	}
}

func TestLegendAvoidsLines(t *testing.T) {
	low, high := []float64{0.1, 0.1}, []float64{0.9, 0.9}
	for _, c := range []struct {
		name        string
		train, test []float64
		want        corner
	}{
		{"as in the book", []float64{0.1, 0.9, 0.9, 0.9, 0.9}, []float64{0.1, 0.9, 0.9, 0.9, 0.9}, bottomRight},
		{"nothing learned", low, low, topRight},
		{"only the upper left is free", []float64{0.1, 0.9}, low, topLeft},
		{"no room at all", low, high, bottomRight},
	} {
		f := AccuracyCurves(c.train, c.test)
		if got := (corner{f.Legend.Top, f.Legend.Left}); got != c.want {
			t.Errorf("%s: legend at %+v, want %+v", c.name, got, c.want)
		}
	}
}

// quiverPaths returns the outlines that a quiver draws on axes of 100 by 50 points
// that run from 0 to 10 both ways.
func quiverPaths(t *testing.T, q *Quiver) []vg.Path {
	t.Helper()
	p := plot.New()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 10, 0, 10
	var rec recorder.Canvas
	q.Plot(draw.NewCanvas(&rec, 100, 50), p)
	var paths []vg.Path
	for _, a := range rec.Actions {
		if fill, ok := a.(*recorder.Fill); ok {
			paths = append(paths, fill.Path)
		}
	}
	return paths
}

// tip returns the point of a path that is farthest from at.
func tip(path vg.Path, at vg.Point) (best vg.Point) {
	far := vg.Length(-1)
	for _, c := range path {
		if d := c.Pos.Sub(at); c.Type != vg.CloseComp && math.Hypot(float64(d.X), float64(d.Y)) > float64(far) {
			far, best = vg.Length(math.Hypot(float64(d.X), float64(d.Y))), c.Pos
		}
	}
	return best
}

func TestQuiver(t *testing.T) {
	tails := plotter.XYs{{X: 1, Y: 2}, {X: 5, Y: 5}, {X: 8, Y: 3}, {X: 2, Y: 8}}
	vectors := plotter.XYs{{X: 3, Y: 4}, {X: 0, Y: -8.5}, {X: -2.5, Y: 0}, {X: 0, Y: 0}}
	q, err := NewQuiver(tails, vectors)
	if err != nil {
		t.Fatal(err)
	}
	q.UnitLength, q.ShaftWidth = 0.03, 0.01 // a vector of length 1 is 3 points long, shafts are 1 wide
	paths := quiverPaths(t, q)
	if len(paths) != len(tails) {
		t.Fatalf("%d outlines for %d arrows", len(paths), len(tails))
	}
	// The axes are 10 points to a unit across and 5 up: (3, 4) goes 30 across and 20 up.
	long := math.Hypot(30, 20)
	for i, want := range []vg.Point{
		{X: vg.Length(10 + 15*30/long), Y: vg.Length(10 + 15*20/long)},
		{X: 50, Y: 0}, // 25.5 long from a height of 25: cut off
		{X: 80 - 7.5, Y: 15},
	} {
		at := vg.Point{X: vg.Length(tails[i].X * 10), Y: vg.Length(tails[i].Y * 5)}
		got := tip(paths[i], at)
		if d := got.Sub(want); math.Hypot(float64(d.X), float64(d.Y)) > 0.51 {
			t.Errorf("arrow %d ends at %v, want %v", i, got, want)
		}
	}
	dot := tip(paths[3], vg.Point{X: 20, Y: 40})
	if r := math.Hypot(float64(dot.X-20), float64(dot.Y-40)); !(math.Abs(r-0.5) <= 1e-9) {
		t.Errorf("dot for a zero vector has radius %v, want half a shaft", r)
	}
}

// With the default scale, the mean arrow of a field of n is 1/(1.8 √n) of the width.
func TestQuiverDefaultScale(t *testing.T) {
	const n = 324
	tails, vectors := make(plotter.XYs, n), make(plotter.XYs, n)
	for i := range vectors {
		vectors[i] = plotter.XY{X: 1 + float64(i%3), Y: 0} // mean 2
	}
	q, err := NewQuiver(tails, vectors)
	if err != nil {
		t.Fatal(err)
	}
	unit, shaft := q.scale(180)
	if want := 180 / (1.8 * 2 * 18); !(math.Abs(float64(unit)-want) <= 1e-9) {
		t.Errorf("a vector of length 1 is drawn %v long, want %v", unit, want)
	}
	if want := 180 * 0.06 / 18; !(math.Abs(float64(shaft)-want) <= 1e-9) {
		t.Errorf("shafts are %v wide, want %v", shaft, want)
	}
}

func TestNewQuiverErrors(t *testing.T) {
	one := plotter.XYs{{X: 1, Y: 1}}
	for name, c := range map[string][2]plotter.XYs{
		"lengths":  {one, nil},
		"empty":    {nil, nil},
		"NaN":      {one, {{X: math.NaN(), Y: 0}}},
		"infinity": {{{X: 0, Y: math.Inf(1)}}, one},
		"too long": {one, {{X: 1.7e308, Y: 1.7e308}}},
	} {
		if q, err := NewQuiver(c[0], c[1]); err == nil {
			t.Errorf("%s: NewQuiver returned %v and no error", name, q)
		}
	}
}

// Heads are proportional: an arrow shorter than its head is a smaller copy of it.
func TestArrow(t *testing.T) {
	long, short := arrow(20, 1), arrow(2.5, 1)
	if got, want := long[2], (vg.Point{X: 15, Y: 1.5}); got != want {
		t.Errorf("barb at %v, want %v", got, want)
	}
	if got, want := short[2], (vg.Point{X: 0, Y: 0.75}); got != want {
		t.Errorf("barb of a short arrow at %v, want %v", got, want)
	}
	for _, a := range [][]vg.Point{long, short} {
		for i, p := range a {
			if q := a[len(a)-1-i]; p.X != q.X || p.Y != -q.Y {
				t.Errorf("not symmetric: %v and %v", p, q)
			}
		}
	}
}
