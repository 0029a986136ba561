package advice

import (
	"regexp"
	"strconv"
	"strings"

	"dlfs/internal/cells"
)

// line returns a line of a cell, the first is 1, if the learner's text of it is known.
func (c Cell) line(p cells.Place) (text string, ok bool) {
	if p.Cell == c.Number {
		return nth(c.Source, p.Line)
	}
	d, ok := c.declaredAt(p)
	if !ok {
		return "", false
	}
	text, _ = nth(d.Text, p.Line-d.At.Line+1)
	if p.Line == d.At.Line && d.At.Column > 1 {
		text = strings.Repeat(" ", d.At.Column-1) + text
	}
	return text, true
}

// declaredAt returns the declaration of an earlier cell that a place is in: of several that it may be in, the last.
func (c Cell) declaredAt(p cells.Place) (found cells.Decl, ok bool) {
	for _, name := range c.State.Names() {
		d, _, _ := c.State.Declared(name)
		if d.Made || d.At.Cell != p.Cell || p.Line < d.At.Line || p.Line == d.At.Line && p.Column > 0 && p.Column < d.At.Column {
			continue
		}
		if _, inside := nth(d.Text, p.Line-d.At.Line+1); !inside {
			continue
		}
		if !ok || d.At.Line > found.At.Line || d.At.Line == found.At.Line && d.At.Column > found.At.Column {
			found, ok = d, true
		}
	}
	return found, ok
}

func nth(text string, line int) (string, bool) {
	lines := strings.Split(text, "\n")
	if line < 1 || line > len(lines) {
		return "", false
	}
	return lines[line-1], true
}

const (
	indent  = "    "
	longest = 120 // runes of a line that is shown
)

// quote shows the line of a place, and under it the column, if it has one.
func (c Cell) quote(p cells.Place) []string {
	text, ok := c.line(p)
	if trimmed := strings.TrimSpace(text); !ok || trimmed == "" || len([]rune(text)) > longest {
		return nil
	}
	lines := []string{indent + strings.TrimRight(text, " \t\r")}
	if p.Column < 1 || p.Column > len(text)+1 {
		return lines
	}
	under := strings.Map(blank, text[:p.Column-1])
	return append(lines, indent+under+"^")
}

// blank is as wide as the rune.
func blank(r rune) rune {
	switch {
	case r == '\t':
		return r
	case r >= 0x1100: // Hangul, kana and Chinese take two columns.
		return '\u3000'
	}
	return ' '
}

var placePattern = regexp.MustCompile(`^\S*?Cell\[(\d+)\]:(\d+)(?::(\d+))?(?:: ?|$)`)

// placeOf is the place that a text begins with, or none.
func placeOf(text string) cells.Place {
	m := placePattern.FindStringSubmatch(text)
	if m == nil {
		return cells.Place{}
	}
	return cells.Place{Cell: number(m[1]), Line: number(m[2]), Column: number(m[3])}
}

// number is that of digits, or 0.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}
