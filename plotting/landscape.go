package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"

	"dlfs/internal/words"
)

const (
	// gridPoints is how many points of a landscape are taken along each axis, and
	// arrowEvery says at which of them arrows stand, both ways.
	gridPoints = 100
	arrowEvery = 5

	// mostBands is how many bands of colour there are at most; round levels mostly give 20 to 30.
	mostBands = 31

	// Two of these side by side are 1008 by 432 CSS pixels, which fits a notebook's page.
	panelWidth  = 5.25 * vg.Inch
	panelHeight = 4.5 * vg.Inch
)

var wallColor = color.Gray{0xF7}

// A landscape is a function of two variables over a square, taken at the points of a grid.
type landscape struct {
	f      func(x0, x1 float64) float64
	at     [gridPoints]float64             // coordinates of the points, on both axes
	z      [gridPoints][gridPoints]float64 // z[i][j] is f(at[j], at[i])
	levels []float64                       // evenly spaced round numbers around all of z
	shape  string                          // the lowest and the highest value in words
}

// newLandscape samples f with both variables from lo to hi.
func newLandscape(f func([]float64) float64, lo, hi float64) (*landscape, error) {
	if f == nil {
		return nil, words.Plotting.Errorf("plotting: the function is nil: give one that takes a point of two coordinates")
	}
	if err := checkRange(lo, hi); err != nil {
		return nil, err
	}
	l := &landscape{f: func(x0, x1 float64) float64 { return f([]float64{x0, x1}) }}
	for i := range l.at {
		l.at[i] = lo + float64((hi-lo)*float64(i)/(gridPoints-1))
	}
	l.at[gridPoints-1] = hi
	if err := l.sample(); err != nil {
		return nil, err
	}
	return l, nil
}

// sample fills in everything that depends on values of f.
func (l *landscape) sample() error {
	type point struct{ x0, x1, z float64 }
	lowest, highest := point{z: math.Inf(1)}, point{z: math.Inf(-1)}
	for i, x1 := range l.at {
		for j, x0 := range l.at {
			z := l.f(x0, x1)
			if !drawable(z) {
				return words.Plotting.Errorf("plotting: f(%v, %v) is %v: choose a range over which the function is finite", x0, x1, z)
			}
			l.z[i][j] = z
			if z < lowest.z {
				lowest = point{x0, x1, z}
			}
			if z > highest.z {
				highest = point{x0, x1, z}
			}
		}
	}
	l.levels = roundLevels(lowest.z, highest.z, mostBands)
	l.shape = words.Plotting.Sprintf("staying at %s", number(lowest.z))
	if lowest.z < highest.z {
		l.shape = words.Plotting.Sprintf("drawn at %d by %d points, the lowest of them %s at (%s, %s) and the highest %s at (%s, %s)",
			gridPoints, gridPoints, number(lowest.z), l.place(lowest.x0), l.place(lowest.x1), number(highest.z), l.place(highest.x0), l.place(highest.x1))
	}
	return nil
}

// place writes a coordinate; what rounding left of a 0 is 0.
func (l *landscape) place(x float64) string {
	if math.Abs(x) < (l.hi()-l.lo())*1e-9 {
		x = 0
	}
	return number(x)
}

func (l *landscape) lo() float64 { return l.at[0] }
func (l *landscape) hi() float64 { return l.at[gridPoints-1] }

// bottom and top are the lowest and the highest level.
func (l *landscape) bottom() float64 { return l.levels[0] }
func (l *landscape) top() float64    { return l.levels[len(l.levels)-1] }

// height returns the value between the points of the grid, interpolated both ways.
func (l *landscape) height(x0, x1 float64) float64 {
	cell := func(x float64) (int, float64) {
		steps := (x - l.lo()) / (l.hi() - l.lo()) * (gridPoints - 1)
		i := min(max(int(steps), 0), gridPoints-2)
		return i, steps - float64(i)
	}
	j, s := cell(x0)
	i, t := cell(x1)
	mix := func(a, b, t float64) float64 { return float64(a*(1-t)) + float64(b*t) }
	return mix(mix(l.z[i][j], l.z[i][j+1], s), mix(l.z[i+1][j], l.z[i+1][j+1], s), t)
}

// gradient returns the slopes at a point.
func (l *landscape) gradient(x0, x1 float64) (g0, g1 float64) {
	g0 = l.slope(func(x float64) float64 { return l.f(x, x1) }, x0)
	g1 = l.slope(func(x float64) float64 { return l.f(x0, x) }, x1)
	return g0, g1
}

// slope returns the derivative of f at x by values to both sides of it, or at an end of the
// range, which it never leaves, by three values to one side. Both are exact for parabolas.
func (l *landscape) slope(f func(float64) float64, x float64) float64 {
	h := (l.hi() - l.lo()) * 1e-5
	switch {
	case x-h < l.lo():
		return (float64(4*f(x+h)) - float64(3*f(x)) - f(x+2*h)) / (2 * h)
	case x+h > l.hi():
		return (float64(3*f(x)) - float64(4*f(x-h)) + f(x-2*h)) / (2 * h)
	}
	return (f(x+h) - f(x-h)) / (2 * h)
}

// color returns the colour of a height.
func (l *landscape) color(z float64) color.RGBA {
	return viridisAt((z - l.bottom()) / (l.top() - l.bottom()))
}

// bandColors returns the colour of each band between two levels: that of its middle.
func (l *landscape) bandColors() []color.RGBA {
	n := len(l.levels) - 1
	colors := make([]color.RGBA, n)
	for k := range colors {
		colors[k] = viridisAt((float64(k) + 0.5) / float64(n))
	}
	return colors
}

// roundLevels returns evenly spaced multiples of a round number, with at most so many bands
// between them, that enclose lo and hi. Around a constant they leave room.
func roundLevels(lo, hi float64, most int) []float64 {
	const tiny = 1e-280 // no powers of ten much below
	if size := max(-lo, hi, hi-lo); hi-lo <= max(size*1e-9, tiny) {
		room := size * 0.04
		if room <= tiny {
			room = 1
		}
		lo, hi = lo-room, hi+room
	}
	const slack = 1e-9 // 30.000000000000004 steps are 30
	for exp := int(math.Floor(math.Log10((hi - lo) / float64(most)))); ; exp++ {
		unit := math.Pow10(1 - exp)
		for _, tenths := range []float64{10, 15, 20, 25, 30, 40, 50, 60, 80} {
			first := math.Floor(lo*unit/tenths + slack)
			last := math.Ceil(hi*unit/tenths - slack)
			if last-first > float64(most) {
				continue
			}
			levels := make([]float64, int(last-first)+1)
			for k := range levels {
				levels[k] = (first + float64(k)) * tenths / unit
			}
			return levels
		}
	}
}
