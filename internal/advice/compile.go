package advice

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"dlfs/internal/cells"
	"dlfs/internal/words"
)

// complaints is how many of the compiler's are shown.
const complaints = 10

// A complaint is one message of a compiler.
type complaint struct {
	Cell
	at   cells.Place // no place is the zero value
	text string      // without its place; more lines, such as what a call has and wants, are behind \n\t
}

// Compile explains what parser, compiler, goimports or go get said: a line for each complaint, with its place in front
// as Cell[n]:line:column where it has one.
func Compile(said string, c Cell) Failure {
	all := c.complaints(said)
	if len(all) == 0 {
		return failure("CompileError", strings.TrimSpace(said))
	}
	// What is not used is often so because of another mistake.
	slices.SortStableFunc(all, func(a, b complaint) int { return a.unused() - b.unused() })
	var lines, given []string
	for _, x := range all[:min(len(all), complaints)] {
		place := ""
		if x.at != (cells.Place{}) {
			place = x.place() + ": "
		}
		lines = append(lines, strings.Split(place+x.text, "\n")...)
		lines = append(lines, c.quote(x.at)...)
		if advice := x.advice(); !slices.Contains(given, advice) {
			given = append(given, advice)
			lines = append(lines, arrow(advice)...)
		}
	}
	value, _, _ := strings.Cut(all[0].text, "\n")
	return failure("CompileError", value, lines...)
}

// unused is 1 for what is only not used, and else 0.
func (x complaint) unused() int {
	if strings.HasPrefix(x.text, "declared and not used") || strings.Contains(x.text, "imported and not used") {
		return 1
	}
	return 0
}

func (x complaint) place() string {
	if x.at.Column == 0 {
		return strings.TrimSuffix(x.at.String(), ":0")
	}
	return x.at.String()
}

var (
	noise = regexp.MustCompile(`^(# |too many errors$|.*: too many errors$|exit status \d+$|note: module requires|go: (downloading|finding|added) )`)
	// A path of the machine, and what is in front: what was not written in a cell has no place that a learner knows. What
	// begins with a word, such as github.com/pkg/errors, is none.
	hostPath  = regexp.MustCompile(`(^|[^\w.~@/\\-])((?:[A-Za-z]:)?(?:\.{0,2}[/\\])[^\s:"'` + "`" + `()]*[/\\])`)
	unplaced  = regexp.MustCompile(`^(?:\S*/)?[\w.-]+\.go:\d+(?::\d+)?: `)
	elsewhere = regexp.MustCompile(`\S*?(Cell\[\d+\]:\d+)`)
	// What the compiler and go add to a place or a path in brackets.
	bracketed = regexp.MustCompile(`\[\S*\.go:\d+(?::\d+)?\]| \([^\s()]*[/\\]src[/\\][^\s()]*\)|; to add it:$`)
	inText    = regexp.MustCompile(`(?:\S*/)?main\.go:\d+(?::\d+)?(?:: )?`)
)

// complaints takes apart what was said. A line that begins with a tab belongs to the one above.
func (c Cell) complaints(said string) (all []complaint) {
	for line := range strings.Lines(said) {
		line = strings.TrimRight(line, " \r\n")
		if n := len(all); strings.HasPrefix(line, "\t") && n > 0 {
			if !strings.HasPrefix(line, "\tgo get ") { // That is said in a way that a cell can do.
				all[n-1].text += "\n" + c.scrub(line)
			}
			continue
		}
		line = strings.TrimSpace(line)
		if line == "" || noise.MatchString(line) {
			continue
		}
		x := complaint{Cell: c, at: placeOf(line)}
		x.text = c.scrub(unplaced.ReplaceAllString(placePattern.ReplaceAllString(line, ""), ""))
		if x.text != "" && !slices.ContainsFunc(all, func(o complaint) bool { return o.at == x.at && o.text == x.text }) {
			all = append(all, x)
		}
	}
	return all
}

// scrub takes away the paths of the machine that the learner did not write.
func (c Cell) scrub(text string) string {
	text = bracketed.ReplaceAllString(text, "")
	text = elsewhere.ReplaceAllString(text, "$1")
	text = inText.ReplaceAllString(text, "")
	return hostPath.ReplaceAllStringFunc(text, func(found string) string {
		m := hostPath.FindStringSubmatch(found)
		if strings.Contains(c.Source, m[2]) {
			return found
		}
		return m[1]
	})
}

// advice is a sentence that says what to do, or nothing if the message says it itself.
func (x complaint) advice() string {
	if x.isSyntax() {
		return x.syntax()
	}
	if said := x.inEarlier(); said != "" {
		return said
	}
	for _, r := range messages {
		if m := r.pattern().FindStringSubmatch(x.text); m != nil {
			if advice := r.say(x, m); advice != "" {
				return advice
			}
		}
	}
	return ""
}

// inEarlier is of a function of an earlier cell, which was right until this cell: it uses a variable that this cell declares
// with another type, or one that nothing declares any more.
func (x complaint) inEarlier() string {
	d, ok := x.declaredAt(x.at)
	if x.at.Cell == x.Number || !ok {
		return ""
	}
	_, word, _ := x.State.Declared(d.Names[0])
	if word != "func" {
		return ""
	}
	function, uses, said := d.Names[0], identifier.FindAllString(d.Text, -1), identifier.FindAllString(x.text, -1)
	if name, undefined := strings.CutPrefix(x.text, "undefined: "); undefined && slices.Contains(uses, name) && !slices.Contains(x.packages(), name) {
		return words.Advice.Sprintf("%s of cell [%d] uses %s, which nothing declares any more: declare %[3]s again in a cell of its own, or run %%rm %[1]s", function, x.at.Cell, name)
	}
	for _, name := range x.own() {
		if slices.Contains(uses, name) && slices.Contains(said, name) && name != function {
			return words.Advice.Sprintf("%s of cell [%d] uses %s, which this cell changes: declare both in one cell, or run %%rm %[1]s", function, x.at.Cell, name)
		}
	}
	return ""
}

var identifier = regexp.MustCompile(`[\pL_][\pL\pN_]*`)

// A rule gives advice for the messages of a pattern.
type rule struct {
	pattern func() *regexp.Regexp
	say     func(x complaint, m []string) string // m is what the pattern matched
}

func on(pattern string, say func(x complaint, m []string) string) rule {
	// Compiled when first needed: the program that builds each cell has all rules, too, and needs none.
	return rule{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) }), say}
}
