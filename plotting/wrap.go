package plotting

import (
	"strings"
	"unicode"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// wrapped breaks a text into lines of at most a width, and shortens what does not fit into so many lines.
func wrapped(style text.Style, s string, width vg.Length, most int) string {
	const longest = 2000 // characters; nobody reads more, and to measure them takes time
	if style.Width(firstRunes(s, longest)) <= width || width <= 0 {
		return s
	}
	var lines []string
	for _, paragraph := range strings.Split(firstRunes(s, longest), "\n") {
		line := ""
		for _, piece := range pieces(paragraph) {
			for line != "" && style.Width(strings.TrimRight(line+piece, " ")) > width {
				lines = append(lines, strings.TrimRight(line, " "))
				line = ""
			}
			// One that is longer than a line is broken anywhere.
			for style.Width(strings.TrimRight(piece, " ")) > width {
				n := fitting(style, piece, width)
				lines, piece = append(lines, piece[:n]), piece[n:]
			}
			line += piece
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	if len(lines) > most {
		lines = lines[:most]
		last := lines[most-1]
		for last != "" && style.Width(last+"…") > width {
			r := []rune(last)
			last = string(r[:len(r)-1])
		}
		lines[most-1] = strings.TrimRight(last, " ") + "…"
	}
	return strings.Join(lines, "\n")
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// fitting returns how many bytes of s, at least those of one character, are at most so wide.
func fitting(style text.Style, s string, width vg.Length) (n int) {
	for i, r := range s {
		end := i + len(string(r))
		if n > 0 && style.Width(s[:end]) > width {
			return n
		}
		n = end
	}
	return n
}

// pieces cuts a text where a line may end: after spaces, and between Chinese and Japanese characters, of which
// those that close something do not begin a line.
func pieces(s string) (all []string) {
	start, before := 0, rune(0)
	for i, r := range s {
		breaks := before == ' ' && r != ' ' ||
			(isIdeographic(before) || isIdeographic(r)) && r != ' ' && !unicode.In(r, unicode.Pe, unicode.Po, unicode.Pf, unicode.Lm) && !unicode.In(before, unicode.Ps, unicode.Pi)
		if i > 0 && breaks {
			all = append(all, s[start:i])
			start = i
		}
		before = r
	}
	return append(all, s[start:])
}

func isIdeographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}
