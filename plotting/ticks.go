package plotting

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/plot"
)

// roundTicks puts labelled ticks at multiples of 1, 2, 2.5 or 5 times a power of ten.
type roundTicks struct {
	most  int      // so many ticks
	room  int      // so many characters for all labels and the gaps between them; 0 for any number
	whole bool     // integers only
	every interval // from one tick to the next, or the zero value for as many ticks as there can be
}

// An interval between ticks is so many tenths of a power of ten. Its multiples have so many decimals more than that.
type interval struct{ tenths, decimals, exp int }

func (i interval) size() float64 { return float64(i.tenths) * math.Pow10(i.exp) }

var _ plot.Ticker = roundTicks{}

// Ticks returns the ticks between lo and hi.
func (t roundTicks) Ticks(lo, hi float64) []plot.Tick {
	every, ok := t.interval(lo, hi)
	if !ok {
		return nil
	}
	return every.ticks(lo, hi)
}

// interval returns how far ticks between lo and hi are apart, or false if there can be none.
func (t roundTicks) interval(lo, hi float64) (every interval, ok bool) {
	if width := hi - lo; !(width > 1e-290) || math.IsInf(width, 0) {
		return every, false // no powers of ten down or up there
	}
	if t.every != (interval{}) {
		return t.every, true
	}
	every = t.choose(lo, hi, t.most)
	for n := t.most - 1; n >= enough && t.room > 0 && chars(every.ticks(lo, hi)) > t.room; n-- {
		fewer := t.choose(lo, hi, n)
		if len(fewer.ticks(lo, hi)) < enough {
			break
		}
		every = fewer
	}
	return every, true
}

const enough = 2 // numbers, to read a scale

// chars returns how many characters the labels and the gaps between them take.
func chars(ticks []plot.Tick) (n int) {
	for _, tick := range ticks {
		n += utf8.RuneCountInString(tick.Label) + 2
	}
	return n
}

// choose returns the interval of as many ticks as there can be, up to n.
func (t roundTicks) choose(lo, hi float64, n int) interval {
	exp := int(math.Floor(math.Log10((hi - lo) / float64(n))))
	if t.whole {
		exp = max(exp, 0)
	}
	for {
		for _, i := range []interval{{10, 0, exp - 1}, {20, 0, exp - 1}, {25, 1, exp - 1}, {50, 0, exp - 1}} {
			if t.whole && exp == 0 && i.decimals > 0 {
				continue
			}
			if first, last := i.multiples(lo, hi); last-first < float64(n) {
				return i
			}
		}
		exp++
	}
}

// multiples returns which multiples of the interval are the first and the last between lo and hi. They are taken of
// tenths, in one division or product, so that 3 × 0.1 is 0.3 and the same on every processor.
func (i interval) multiples(lo, hi float64) (first, last float64) {
	unit := math.Pow10(-i.exp)
	return math.Ceil(lo * unit / float64(i.tenths)), math.Floor(hi * unit / float64(i.tenths))
}

func (i interval) ticks(lo, hi float64) []plot.Tick {
	first, last := i.multiples(lo, hi)
	var ticks []plot.Tick
	for k := range int(last-first) + 1 {
		ticks = append(ticks, plot.Tick{Value: (first + float64(k)) * float64(i.tenths) / math.Pow10(-i.exp)})
	}
	label(ticks, i.decimals-i.exp-1)
	return ticks
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

// decades puts labelled ticks on a logarithmic axis: at powers of ten, at most ten of them. Where that is less than two, at
// twice and five times a power of ten too, and where that is still less, at any round numbers.
type decades struct {
	room int // as for roundTicks
}

var _ plot.Ticker = decades{}

// Ticks returns the ticks between lo and hi, which are positive: at least two.
func (d decades) Ticks(lo, hi float64) []plot.Tick {
	const most, slack = 10, 1e-9 // slack for what rounding does to the logarithm of an end
	first, last := int(math.Ceil(math.Log10(lo)-slack)), int(math.Floor(math.Log10(hi)+slack))
	var ticks []plot.Tick
	for every := (last-first)/most + 1; ticks == nil || d.room > 0 && chars(ticks) > d.room; every++ {
		fewer := powersOfTen(first, last, every)
		if len(fewer) < enough {
			break
		}
		ticks = fewer
	}
	if ticks != nil {
		return ticks
	}
	for e := first - 1; e <= last; e++ {
		for _, digit := range []float64{1, 2, 5} {
			if v := digit * math.Pow10(e); lo <= v && v <= hi {
				ticks = append(ticks, plot.Tick{Value: v, Label: oneDigit(v, e)})
			}
		}
	}
	if len(ticks) >= enough {
		return ticks
	}
	return roundTicks{most: 6, room: d.room}.Ticks(lo, hi)
}

// powersOfTen returns ticks at every so many powers of ten.
func powersOfTen(first, last, every int) (ticks []plot.Tick) {
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
func powerOfTen(e int) string { return oneDigit(math.Pow10(e), e) }

// oneDigit writes v, one digit times 10 to the e, for a label.
func oneDigit(v float64, e int) string {
	if -3 <= e && e <= 3 {
		return fixed(v, max(-e, 0))
	}
	return scientific(v, 0)
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

// short writes numbers for a legend: one of many digits, such as 0.15000000000000002, with the first four of
// them, or with as many as tell it from the others.
func short(values ...float64) []string {
	const few, least, all = 8, 4, 17 // characters that stay, and digits
	texts := make([]string, len(values))
	for digits := least; digits <= all; digits++ {
		of := make(map[string]float64)
		clash := false
		for i, v := range values {
			texts[i] = plain(v)
			if len(texts[i]) > few {
				texts[i] = plain(rounded(v, digits))
			}
			other, taken := of[texts[i]]
			clash = clash || taken && other != v
			of[texts[i]] = v
		}
		if !clash {
			break
		}
	}
	return texts
}

// plain writes v as fmt does, with a real minus sign.
func plain(v float64) string {
	return strings.NewReplacer("-", "−", "+", "").Replace(fmt.Sprint(v))
}

// rounded returns v with so many digits.
func rounded(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', digits-1, 64), 64)
	if err != nil { // the largest of all, rounded up
		return v
	}
	return r
}

// withoutNoise writes each number in s that is a shorter one but for the last digits of a float64 as that.
func withoutNoise(s string) string {
	const digits, gain = 14, 8
	list := strings.Split(s, " ")
	for i, word := range list {
		if v, err := strconv.ParseFloat(word, 64); err == nil {
			if clean := fmt.Sprint(rounded(v, digits)); len(clean)+gain <= len(word) {
				list[i] = clean
			}
		}
	}
	return strings.Join(list, " ")
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
