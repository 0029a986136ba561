package plotting

import (
	"fmt"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
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
	for _, c := range []struct {
		lo, hi float64
		room   int
		want   string
	}{
		{1e-18, 2e27, 0, "1e−15 1e−10 1e−5 1 1e5 1e10 1e15 1e20 1e25"},
		{0.001, 1000, 0, "0.001 0.01 0.1 1 10 100 1000"}, // both ends are powers of ten
		{0.001, 1000, 20, "0.01 1 100"},
		{0.001, 1000, 10, "0.001 1 1000"}, // fewer would be one
		{0.5, 20, 0, "1 10"},
		{0.5, 9, 0, "0.5 1 2 5"},
		{0.011, 0.06, 0, "0.02 0.05"},
		{1.2e-7, 7e-7, 0, "2e−7 5e−7"},
		{11000, 60000, 0, "2e4 5e4"},
		{2.1, 2.2, 0, "2.10 2.12 2.14 2.16 2.18 2.20"},
		{2.1, 2.2, 12, "2.1 2.2"},
		{24.9, 25.1, 0, "24.90 24.95 25.00 25.05 25.10"},
	} {
		var got []string
		for _, tick := range (decades{c.room}).Ticks(c.lo, c.hi) {
			got = append(got, tick.Label)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("ticks from %v to %v in %d characters are %s, want %s", c.lo, c.hi, c.room, s, c.want)
		}
	}
}

// Whatever the range, there are two numbers at least, no two of them alike.
func TestTicksAreEnough(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 0))
	for range 20000 {
		lo := (random.Float64() - 0.5) * math.Pow10(random.IntN(20)-10)
		hi := lo + random.Float64()*math.Pow10(random.IntN(20)-10)
		if hi-lo < 1e-9*max(hi, -lo) {
			continue // labels have not so many digits
		}
		for _, ticks := range []roundTicks{{most: 9, room: 70}, {most: 9, room: 20}, {most: 7}, {most: 5, room: 1}} {
			seen := make(map[string]bool)
			all := ticks.Ticks(lo, hi)
			for _, tick := range all {
				seen[tick.Label] = true
			}
			if len(all) < 2 || len(seen) != len(all) || len(all) > ticks.most {
				t.Fatalf("%+v: ticks from %v to %v are %v", ticks, lo, hi, all)
			}
		}
	}
}

func FuzzDecades(f *testing.F) {
	f.Add(2.1, 2.2, 0)
	f.Add(1e-307, 1e307, 30)
	f.Add(9.99, 10.2, 70)
	f.Add(0.98, 1.02, 10)
	f.Fuzz(func(t *testing.T, lo, hi float64, room int) {
		if !(lo >= 1e-307 && hi <= 1e307 && hi >= lo*1.04) || room < 0 || room > 200 {
			t.Skip("axes of this package have more room, and do not go farther")
		}
		seen := make(map[string]bool)
		for _, tick := range (decades{room}).Ticks(lo, hi) {
			if tick.Value < lo*(1-1e-8) || tick.Value > hi*(1+1e-8) || seen[tick.Label] {
				t.Errorf("tick %v from %v to %v", tick, lo, hi)
			}
			seen[tick.Label] = true
		}
		if len(seen) < 2 || len(seen) > 10 {
			t.Errorf("%d ticks from %v to %v", len(seen), lo, hi)
		}
	})
}

func TestLogRoom(t *testing.T) {
	for _, c := range []struct{ lo, hi float64 }{{1, 1}, {2.1, 2.2}, {1e-300, 1e300}, {1e-300, 1e-300}, {1e300, 1e300}, {1, 1 + 1e-15}} {
		a := plot.New().X
		a.Min, a.Max, a.Scale = c.lo, c.hi, plot.LogScale{}
		logMargins(&a)
		if !(0 < a.Min && a.Min <= c.lo/1.01 && a.Max >= c.hi*1.01) || !finite(a.Max) {
			t.Errorf("from %v to %v: the axis goes from %v to %v", c.lo, c.hi, a.Min, a.Max)
		}
	}
}

func TestShort(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   string
	}{
		{[]float64{0.1, 10, 1e-10, 100000, 12345678}, "0.1 10 1e−10 100000 1.235e07"},
		{[]float64{0.15000000000000002, 0.30000000000000004}, "0.15 0.3"},
		{[]float64{1. / 3, -2. / 3}, "0.3333 −0.6667"},
		{[]float64{0.30000000000000004, 0.3}, "0.30000000000000004 0.3"}, // of each other they differ only there
		{[]float64{0.123456789, 0.12345678}, "0.12345679 0.12345678"},
		{[]float64{0.15000000000000002, 0.15000000000000002}, "0.15 0.15"},
		{[]float64{math.MaxFloat64, 5e-324}, "1.7976931348623157e308 5e−324"},
	} {
		if got := strings.Join(short(c.values...), " "); got != c.want {
			t.Errorf("%v are written %s, want %s", c.values, got, c.want)
		}
	}
}

// Colour and dashes together tell 39 lines apart.
func TestLinesDiffer(t *testing.T) {
	seen := make(map[string]int)
	for i := range 39 {
		look := fmt.Sprint(Color(i), dashes(i))
		if k, ok := seen[look]; ok {
			t.Errorf("lines %d and %d look the same", k, i)
		}
		seen[look] = i
	}
	for i, c := range palette {
		// The contrast of two colours as the Web Content Accessibility Guidelines 2.1 define it.
		if luminance := relativeLuminance(c); 1.05/(luminance+0.05) < 2.2 {
			t.Errorf("colour %d is too light on white", i)
		}
		for _, d := range palette[:i] {
			if abs := math.Abs; abs(float64(c.R)-float64(d.R))+abs(float64(c.G)-float64(d.G))+abs(float64(c.B)-float64(d.B)) < 60 {
				t.Errorf("colours %v and %v are too close", c, d)
			}
		}
	}
}

func relativeLuminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 { return math.Pow((float64(v)/255+0.055)/1.055, 2.4) }
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
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
		beside      bool
	}{
		{"as in the book", []float64{0.1, 0.9, 0.9, 0.9, 0.9}, []float64{0.1, 0.9, 0.9, 0.9, 0.9}, bottomRight, false},
		{"nothing learned", low, low, topRight, false},
		{"only the upper left is free", []float64{0.1, 0.9}, low, topLeft, false},
		{"no room at all", low, high, topRight, true},
	} {
		f := AccuracyCurves(c.train, c.test)
		page := draw.NewCanvas(new(recorder.Canvas), f.Width, f.Height)
		chart := f.finish(page)
		if got := (corner{chart.Legend.Top, chart.Legend.Left}); got != c.want {
			t.Errorf("%s: legend at %+v, want %+v", c.name, got, c.want)
		}
		if beside := chart.area.Max.X < page.Max.X; beside != c.beside {
			t.Errorf("%s: beside the axes: %v, want %v", c.name, beside, c.beside)
		}
		if area := legendArea(chart.Plot, legendFrame(chart.Plot, chart.area)); !within(area, page.Rectangle) {
			t.Errorf("%s: legend at %v, outside of the page", c.name, area)
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

// Cells of a map are blocks of whole dots: no colour between those of neighbours.
func TestCellsAreSharp(t *testing.T) {
	for _, n := range []int{1, 2, 10, 13, 57} {
		f := newHeatMap(n, n, func(i, j int) color.RGBA {
			if (i+j)%2 == 0 {
				return color.RGBA{255, 0, 0, 255}
			}
			return color.RGBA{0, 0, 255, 255}
		}).describe("A board.")
		img, err := f.picture()
		if err != nil {
			t.Fatal(err)
		}
		mixed := 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if c := img.At(x, y).(color.RGBA); c.R > 0 && c.G == 0 && c.B > 0 {
					mixed++
				}
			}
		}
		if mixed > 0 {
			t.Errorf("%d by %d cells: %d dots are neither red nor blue", n, n, mixed)
		}
	}
}
