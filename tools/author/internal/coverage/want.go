package coverage

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A Want is something that the outputs of a cell must have:
//
//	0.2            this number
//	0.2~1e-15      a number that differs from it by no more
//	0.75..0.82     a number in this range, ends included
//	"(784, 100)"   this text
//	figure         a drawn figure with an alt text
//	17x…           at least so many of them
type Want struct {
	spelling  string
	count     int
	figure    bool
	text      string
	low, high float64 // where it is neither a figure nor a text
}

func (w Want) String() string { return w.spelling }

const number = `[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`

var (
	wantPart   = regexp.MustCompile(`^\s*(?:(\d+)x)?("[^"]+"|[^\s"]+)(?:\s+|$)`)
	wantNumber = regexp.MustCompile(`^(` + number + `)(?:~(` + number + `))?$`)
	wantRange  = regexp.MustCompile(`^(` + number + `)\.\.(` + number + `)$`)

	// A number in an output: not the 1 of W1, and not the end of 1.2.3.
	printedNumber = regexp.MustCompile(`(?:^|[^\w.])([-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)`)
)

func parseWants(s string) ([]Want, error) {
	var wants []Want
	for s != "" {
		m := wantPart.FindStringSubmatch(s)
		if m == nil {
			return nil, fmt.Errorf("cannot read what it wants from %q", s)
		}
		want, err := parseWant(m[2])
		if err != nil {
			return nil, err
		}
		if want.count = 1; m[1] != "" {
			if want.count, err = strconv.Atoi(m[1]); err != nil || want.count < 1 {
				return nil, fmt.Errorf("%q wants %s of something, want at least 1", strings.TrimSpace(m[0]), m[1])
			}
		}
		want.spelling = strings.TrimSpace(m[0])
		wants = append(wants, want)
		s = s[len(m[0]):]
	}
	return wants, nil
}

func parseWant(s string) (Want, error) {
	if s == "figure" {
		return Want{figure: true}, nil
	}
	if text, quoted := strings.CutPrefix(s, `"`); quoted {
		return Want{text: strings.TrimSuffix(text, `"`)}, nil
	}
	if m := wantRange.FindStringSubmatch(s); m != nil {
		low, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			return Want{}, err
		}
		high, err := strconv.ParseFloat(m[2], 64)
		if err == nil && low > high {
			err = fmt.Errorf("the range %s has no number in it", s)
		}
		return Want{low: low, high: high}, err
	}
	m := wantNumber.FindStringSubmatch(s)
	if m == nil {
		return Want{}, fmt.Errorf(`%q is no number, range, "text" or figure`, s)
	}
	value, err := strconv.ParseFloat(m[1], 64)
	if err != nil || m[2] == "" {
		return Want{low: value, high: value}, err
	}
	tolerance, err := strconv.ParseFloat(m[2], 64)
	return Want{low: value - tolerance, high: value + tolerance}, err
}

// in says whether the cells together show what is wanted.
func (w Want) in(cells []*Cell) bool {
	found := 0
	for _, cell := range cells {
		switch {
		case w.figure:
			found += cell.figures()
		case w.text != "":
			found += strings.Count(cell.printed(), w.text)
		default:
			found += w.numbersIn(cell.printed())
		}
	}
	return found >= w.count
}

func (w Want) numbersIn(text string) int {
	found := 0
	for _, m := range printedNumber.FindAllStringSubmatch(text, -1) {
		if v, err := strconv.ParseFloat(m[1], 64); err == nil && w.low <= v && v <= w.high {
			found++
		}
	}
	return found
}
