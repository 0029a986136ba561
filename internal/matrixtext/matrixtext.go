// Package matrixtext writes vectors and matrices as NumPy prints them.
package matrixtext

import (
	"math"
	"strconv"
	"strings"
)

// How NumPy prints: at most 8 digits after the point, of more than 1,000 numbers only the outer three in each
// direction, lines of at most 75 characters.
const (
	printDigits    = 8
	printThreshold = 1000
	printEdge      = 3
	printWidth     = 75
	printElided    = "..."
)

// Vector writes a vector: [0.3 2.9 4. ]. Of more than 1,000 numbers it shows only the first three and the last three.
func Vector(v []float64) string {
	keep := kept(len(v), len(v))
	words := formatNumbers(pick(v, keep))
	return formatRow(elide(words, keep), " ", printWidth)
}

// Matrix writes a matrix of rows × cols numbers, a row on each line; at returns the number in row i and column j. Of a matrix of
// more than 1,000 numbers it shows only the first three and last three rows and columns.
func Matrix(rows, cols int, at func(i, j int) float64) string {
	keepRows, keepCols := kept(rows, rows*cols), kept(cols, rows*cols)
	var shown []float64
	for _, i := range keepRows {
		if i == skipped {
			continue
		}
		for _, j := range keepCols {
			if j != skipped {
				shown = append(shown, at(i, j))
			}
		}
	}
	words := formatNumbers(shown)

	lines := make([]string, len(keepRows))
	for l, i := range keepRows {
		if i == skipped {
			lines[l] = printElided
			continue
		}
		n := len(pick(make([]float64, cols), keepCols))
		lines[l] = formatRow(elide(words[:n], keepCols), "  ", printWidth-1)
		words = words[n:]
	}
	return "[" + strings.Join(lines, "\n ") + "]"
}

// skipped stands in a list of positions for all those that are not shown.
const skipped = -1

// kept returns the positions that are shown of an axis of length n of an array of the given size.
func kept(n, size int) []int {
	var keep []int
	for i := range n {
		switch {
		case size <= printThreshold || n <= 2*printEdge || i < printEdge || i >= n-printEdge:
			keep = append(keep, i)
		case i == printEdge:
			keep = append(keep, skipped)
		}
	}
	return keep
}

// pick returns the entries of v at the kept positions.
func pick(v []float64, keep []int) []float64 {
	var picked []float64
	for _, i := range keep {
		if i != skipped {
			picked = append(picked, v[i])
		}
	}
	return picked
}

// elide puts the dots back between the words of the kept positions.
func elide(words []string, keep []int) []string {
	var all []string
	for _, i := range keep {
		if i == skipped {
			all = append(all, printElided)
			continue
		}
		all = append(all, words[0])
		words = words[1:]
	}
	return all
}

// formatRow joins the words in brackets and breaks the line where it grows beyond width.
func formatRow(words []string, indent string, width int) string {
	var b strings.Builder
	line := "" // without the indent, in whose place the first line has its bracket
	for _, w := range words {
		if line != "" && len(indent)+len(line)+len(w) > width-1 {
			b.WriteString(strings.TrimRight(line, " ") + "\n" + indent)
			line = ""
		}
		line += w + " "
	}
	b.WriteString(strings.TrimSuffix(line, " "))
	return "[" + b.String() + "]"
}

// formatNumbers writes all numbers alike, in columns of the same width: the shortest digits that read back exactly, cut
// off after printDigits, with an exponent if the numbers are very large, very small or far apart.
func formatNumbers(v []float64) []string {
	verb := byte('f')
	if needExponent(v) {
		verb = 'e'
	}
	numbers := make([]number, len(v))
	var head, digits, exponent int // the widest of each
	for i, x := range v {
		n := splitNumber(x, verb)
		numbers[i] = n
		if isFinite(x) {
			head, digits, exponent = max(head, len(n.head)), max(digits, len(n.digits)), max(exponent, len(n.exponent))
		}
	}
	words := make([]string, len(v))
	width := 0
	for i, n := range numbers {
		words[i] = n.head
		if isFinite(v[i]) {
			if verb == 'e' { // no blanks in front of an exponent: all have the same digits
				n = cutNumber(strconv.FormatFloat(v[i], verb, digits, 64))
			}
			words[i] = n.pad(head, digits, exponent)
		}
		width = max(width, len(words[i]))
	}
	for i, w := range words {
		words[i] = strings.Repeat(" ", width-len(w)) + w
	}
	return words
}

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// needExponent reports whether numbers are so large, small or far apart that they need exponents.
func needExponent(v []float64) bool {
	largest, smallest := 0.0, math.Inf(1)
	for _, x := range v {
		if a := math.Abs(x); a != 0 && isFinite(a) {
			largest, smallest = max(largest, a), min(smallest, a)
		}
	}
	return largest > 0 && (largest >= 1e8 || smallest < 1e-4 || largest/smallest > 1000)
}

// number is a number in parts: -5.28e-05 is head -5, digits 28 and exponent -05.
type number struct{ head, digits, exponent string }

func splitNumber(x float64, verb byte) number {
	if !isFinite(x) {
		return number{head: strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(x, 'g', -1, 64), "+"))}
	}
	n := cutNumber(strconv.FormatFloat(x, verb, -1, 64))
	if len(n.digits) > printDigits {
		n = cutNumber(strconv.FormatFloat(x, verb, printDigits, 64))
		n.digits = strings.TrimRight(n.digits, "0")
	}
	return n
}

func cutNumber(s string) number {
	mantissa, exponent, _ := strings.Cut(s, "e")
	head, digits, _ := strings.Cut(mantissa, ".")
	return number{head, digits, exponent}
}

// pad joins the parts, each brought to the given width: blanks before the head, after the digits blanks and in front of
// an exponent zeros.
func (n number) pad(head, digits, exponent int) string {
	s := strings.Repeat(" ", head-len(n.head)) + n.head + "." + n.digits + strings.Repeat(" ", digits-len(n.digits))
	if n.exponent == "" {
		return s
	}
	return s + "e" + n.exponent[:1] + strings.Repeat("0", exponent-len(n.exponent)) + n.exponent[1:]
}
