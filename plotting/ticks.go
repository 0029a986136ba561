package plotting

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/plot"
)

// roundTicks puts labelled ticks at multiples of 1, 2, 2.5 or 5 times a power of ten.
type roundTicks struct {
	most  int  // so many ticks
	room  int  // so many characters for all labels and the gaps between them; 0 for any number
	whole bool // integers only
}

var _ plot.Ticker = roundTicks{}

// Ticks returns the ticks between lo and hi.
func (t roundTicks) Ticks(lo, hi float64) []plot.Tick {
	if width := hi - lo; !(width > 1e-290) || math.IsInf(width, 0) {
		return nil // no powers of ten down or up there
	}
	for n := t.most; ; n-- {
		ticks := t.choose(lo, hi, n)
		chars := 0
		for _, tick := range ticks {
			chars += utf8.RuneCountInString(tick.Label) + 2
		}
		if t.room == 0 || chars <= t.room || n <= 2 {
			return ticks
		}
	}
}

// choose returns as many ticks as there can be, up to n.
func (t roundTicks) choose(lo, hi float64, n int) []plot.Tick {
	exp := int(math.Floor(math.Log10((hi - lo) / float64(n))))
	if t.whole {
		exp = max(exp, 0)
	}
	for {
		for _, s := range []struct{ tenths, decimals int }{{10, 0}, {20, 0}, {25, 1}, {50, 0}} {
			if t.whole && exp == 0 && s.decimals > 0 {
				continue
			}
			// Multiples are taken of tenths, in one division or product, so that
			// 3 × 0.1 is 0.3 and the same on every processor.
			unit := math.Pow10(1 - exp)
			first := math.Ceil(lo * unit / float64(s.tenths))
			last := math.Floor(hi * unit / float64(s.tenths))
			if last-first >= float64(n) {
				continue
			}
			var ticks []plot.Tick
			for i := range int(last-first) + 1 {
				ticks = append(ticks, plot.Tick{Value: (first + float64(i)) * float64(s.tenths) / unit})
			}
			label(ticks, s.decimals-exp)
			return ticks
		}
		exp++
	}
}

// label writes all labels with the same number of decimals.
func label(ticks []plot.Tick, decimals int) {
	var largest float64
	for _, t := range ticks {
		largest = max(largest, math.Abs(t.Value))
	}
	magnitude := 0
	if largest > 0 {
		magnitude = int(math.Floor(math.Log10(largest)))
	}
	for i, t := range ticks {
		switch plain := magnitude < 6 && decimals <= 4; {
		case plain:
			ticks[i].Label = fixed(t.Value, max(decimals, 0))
		case t.Value == 0:
			ticks[i].Label = "0"
		default:
			ticks[i].Label = scientific(t.Value, max(decimals+magnitude, 0))
		}
	}
}

// decades puts ticks at powers of ten, for a logarithmic axis, and labels at most
// ten of them.
type decades struct{}

var _ plot.Ticker = decades{}

// Ticks returns the ticks between lo and hi, which are positive.
func (decades) Ticks(lo, hi float64) []plot.Tick {
	const most = 10
	first, last := int(math.Ceil(math.Log10(lo))), int(math.Floor(math.Log10(hi)))
	every := (last-first)/most + 1
	var ticks []plot.Tick
	for e := first; e <= last; e++ {
		if e%every == 0 {
			ticks = append(ticks, plot.Tick{Value: math.Pow10(e), Label: powerOfTen(e)})
		}
	}
	return ticks
}

// symmetricLog is a scale that is logarithmic far from 0 on both sides and linear near it.
type symmetricLog struct{}

var _ plot.Normalizer = symmetricLog{}

// Normalize returns where between lo and hi x lies, as plot.Normalizer asks.
func (symmetricLog) Normalize(lo, hi, x float64) float64 {
	at := func(v float64) float64 { return math.Copysign(math.Log1p(math.Abs(v)), v) }
	return (at(x) - at(lo)) / (at(hi) - at(lo))
}

// symmetricDecades puts ticks for symmetricLog at 0 and at a few powers of ten on either side.
type symmetricDecades struct{}

var _ plot.Ticker = symmetricDecades{}

// Ticks returns the ticks between lo and hi, of which one is minus the other.
func (symmetricDecades) Ticks(_, hi float64) []plot.Tick {
	const each = 2 // on either side
	ticks := []plot.Tick{{Value: 0, Label: "0"}}
	every := max(1, int(0.9*math.Log10(hi))/each) // none at the ends
	for k := range each {
		e := (k + 1) * every
		v, label := math.Pow10(e), powerOfTen(e)
		ticks = append(ticks, plot.Tick{Value: v, Label: label}, plot.Tick{Value: -v, Label: "−" + label})
	}
	return ticks
}

// powerOfTen writes 10 to the e for a label: 0.01, 1, 1,000 or 1e9.
func powerOfTen(e int) string {
	if -3 <= e && e <= 3 {
		return fixed(math.Pow10(e), max(-e, 0))
	}
	return scientific(math.Pow10(e), 0)
}

// number writes v for people: integers in full, two decimals, or two significant
// digits where there would be nothing left of those; very large and very small
// ones as 2.59e13. A minus is a real minus sign, which screen readers speak.
func number(v float64) string {
	abs, round := math.Abs(v), math.Round(v)
	switch {
	case v == 0:
		return "0"
	case abs >= 1e6 || abs < 1e-3:
		return scientific(v, 2)
	case math.Abs(v-round) <= 1e-9*abs: // 5.999999999999999 is the computer's 6
		return fixed(round, 0)
	case abs >= 0.095:
		return fixed(v, 2)
	}
	return strings.TrimRight(fixed(v, 1-int(math.Floor(math.Log10(abs)))), "0")
}

// fixed writes v with the given number of decimals and a comma at every thousand
// from 10,000 on.
func fixed(v float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(s, ".")
	if len(whole) > 4 {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if v < 0 && strings.Trim(s, "0.") != "" {
		return "−" + whole
	}
	return whole
}

// scientific writes v as 2.59e13, with the given number of decimals.
func scientific(v float64, decimals int) string {
	mantissa, exp, _ := strings.Cut(strconv.FormatFloat(v, 'e', decimals, 64), "e")
	sign := ""
	if exp[0] == '-' {
		sign = "−"
	}
	exp = strings.TrimLeft(exp, "+-0")
	if exp == "" {
		exp = "0"
	}
	return strings.Replace(mantissa, "-", "−", 1) + "e" + sign + exp
}
