package plotting

import (
	"image"
	"image/color"
	"math"
	"slices"
	"testing"
)

// The numbers are those of the chapter's figure, computed with NumPy and matplotlib.
func TestLandscape(t *testing.T) {
	l, err := newLandscape(func(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }, -3, 3)
	if err != nil {
		t.Fatal(err)
	}
	q, err := l.arrows()
	if err != nil {
		t.Fatal(err)
	}
	first, last := q.Tails[0], q.Tails[len(q.Tails)-1]
	lastVector := q.Vectors[len(q.Vectors)-1]
	for _, c := range []struct {
		name      string
		got, want float64
		tolerance float64
	}{
		{"spacing", l.at[1] - l.at[0], 0.06060606060606055, 1e-12},
		{"last point", l.at[gridPoints-1], 3, 0},
		{"corner", l.z[0][0], 18, 0},
		{"second of the first row", l.z[0][1], 17.640036730945823, 1e-12},
		{"fifth of the first row", l.z[0][4], 16.604224058769514, 1e-12},
		{"lowest", l.z[49][50], 0.0018365472910927424, 1e-12},
		{"arrows", float64(len(q.Tails)), 400, 0},
		{"first arrow", first.X, -3, 0},
		{"second arrow", q.Tails[1].X, -2.696969696969697, 1e-12},
		{"last arrow", last.Y, 2.757575757575758, 1e-12},
		{"gradient at the first arrow", q.Vectors[0].X, -6, 1e-4}, // one-sided at the edge
		{"gradient at the last arrow", lastVector.Y, 5.515151515151516, 1e-9},
		{"between points", l.height(0, 0), l.z[49][49], 1e-12},
		{"at a point", l.height(l.at[7], l.at[30]), l.z[30][7], 1e-12},
		{"at the end", l.height(3, 3), 18, 1e-12},
	} {
		if !(math.Abs(c.got-c.want) <= c.tolerance) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

// x0 runs along a row, and x1 up.
func TestLandscapeIsTheRightWayRound(t *testing.T) {
	l, err := newLandscape(func(x []float64) float64 { return x[0] + 10*x[1] }, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if l.z[0][gridPoints-1] != 1 || l.z[gridPoints-1][0] != 10 || !(math.Abs(l.height(0.3, 0.6)-6.3) <= 1e-12) {
		t.Errorf("f(1, 0) is %v, f(0, 1) %v and f(0.3, 0.6) %v", l.z[0][gridPoints-1], l.z[gridPoints-1][0], l.height(0.3, 0.6))
	}
	if g0, g1 := l.gradient(0.5, 0); !(math.Abs(g0-1) <= 1e-9 && math.Abs(g1-10) <= 1e-9) {
		t.Errorf("gradient is (%v, %v), want (1, 10)", g0, g1)
	}
}

func TestRoundLevels(t *testing.T) {
	for _, c := range []struct {
		lo, hi              float64
		n                   int
		first, second, last float64
	}{
		{0.0018365472910927424, 18, 31, 0, 0.6, 18}, // the bowl, as matplotlib has it
		{-1, 1, 27, -1.04, -0.96, 1.04},
		{0, 31, 32, 0, 1, 31},
		{0, 31.1, 22, 0, 1.5, 31.5},
		{5, 5, 28, 4.8, 4.815, 5.205},
		{0, 0, 27, -1.04, -0.96, 1.04},
		{1e16, 1e16 + 4, 28, 9.6e15, 9.63e15, 1.041e16}, // as good as constant
	} {
		got := roundLevels(c.lo, c.hi, mostBands)
		if n := len(got); n != c.n || got[0] != c.first || got[1] != c.second || got[n-1] != c.last {
			t.Errorf("%d levels from %v to %v: %v; want %d, namely %v, %v … %v", n, c.lo, c.hi, got, c.n, c.first, c.second, c.last)
		}
	}
}

func FuzzRoundLevels(f *testing.F) {
	f.Add(0.0, 18.0)
	f.Add(1e16, 1e16+4)
	f.Add(-1e300, 1e300)
	f.Add(5e-324, 1e-323)
	f.Add(1e-290, 3e-290)
	f.Add(-7.0, -7.0)
	f.Fuzz(func(t *testing.T, a, b float64) {
		if !(math.Abs(a) <= 1e300 && math.Abs(b) <= 1e300) {
			t.Skip("figures refuse such numbers before they ask for levels")
		}
		lo, hi := min(a, b), max(a, b)
		levels := roundLevels(lo, hi, mostBands)
		n := len(levels)
		if n < 2 || n > mostBands+1 || !slices.IsSorted(levels) || levels[0] == levels[n-1] {
			t.Fatalf("levels from %v to %v are %v", lo, hi, levels)
		}
		slack := (levels[n-1] - levels[0]) * 1e-6
		if levels[0] > lo+slack || levels[n-1] < hi-slack {
			t.Errorf("levels from %v to %v are %v", lo, hi, levels)
		}
	})
}

// The colours are matplotlib's, at anchors and far from them.
func TestViridis(t *testing.T) {
	for i, want := range map[int][3]int{
		0:   {0x44, 0x01, 0x54},
		8:   {0x47, 0x0D, 0x60},
		24:  {0x48, 0x23, 0x74},
		40:  {0x45, 0x37, 0x81},
		72:  {0x37, 0x5B, 0x8D},
		100: {0x2A, 0x76, 0x8E},
		136: {0x1F, 0x98, 0x8B},
		179: {0x44, 0xBF, 0x70},
		200: {0x70, 0xCF, 0x57},
		232: {0xC2, 0xDF, 0x23},
		241: {0xDA, 0xE3, 0x19},
		255: {0xFD, 0xE7, 0x25},
	} {
		got := viridisAt(float64(i) / 255)
		for k, c := range []uint8{got.R, got.G, got.B} {
			if d := int(c) - want[k]; d < -7 || d > 7 {
				t.Errorf("colour %d is %v, want %v", i, got, want)
				break
			}
		}
	}
	if viridisAt(-1) != viridisAt(0) || viridisAt(2) != viridisAt(1) {
		t.Error("colours beyond the ends differ from those at the ends")
	}
}

func TestReduce(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 256, 200))
	paint := func(shade func(x, y int) color.RGBA) {
		for y := range 200 {
			for x := range 256 {
				img.SetRGBA(x, y, shade(x, y))
			}
		}
	}
	worst := func() (d int) {
		small := reduce(img)
		for y := range 200 {
			for x := range 256 {
				a, b := img.RGBAAt(x, y), small.At(x, y).(color.RGBA)
				for _, c := range [][2]uint8{{a.R, b.R}, {a.G, b.G}, {a.B, b.B}} {
					d = max(d, int(c[0])-int(c[1]), int(c[1])-int(c[0]))
				}
			}
		}
		return d
	}
	paint(func(x, _ int) color.RGBA { return color.RGBA{uint8(x), 255 - uint8(x), 7, 255} })
	if d := worst(); d != 0 {
		t.Errorf("256 colours changed by %d", d)
	}
	paint(func(x, y int) color.RGBA {
		if y < 100 {
			return color.RGBA{250, 251, 252, 255}
		}
		return color.RGBA{uint8(x), uint8(y), 128, 255}
	})
	if d := worst(); d == 0 || d > 24 {
		t.Errorf("25,000 colours changed by %d: want a little", d)
	}
	if got := reduce(img).At(5, 5); got != (color.RGBA{250, 251, 252, 255}) {
		t.Errorf("a plain area became %v", got)
	}
}
