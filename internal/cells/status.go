package cells

import (
	"errors"
	"go/token"
	"strings"
)

// Status says what an is_complete request asks of a cell: "complete", "incomplete" if more lines would make it whole, or
// "invalid" if none would.
func Status(source string) string {
	lines := strings.Split(strings.TrimRight(source, " \t\n"), "\n")
	last := trim(strings.TrimRight(lines[len(lines)-1], " \t"))
	if last == "%%" || last == "%main" || strings.HasSuffix(last, `\`) && strings.ContainsAny(last[:1], "%!") {
		return "incomplete"
	}
	var err error
	if l, source := meaning(source); l.mode == bare {
		_, _, err = l.read(token.NewFileSet(), State{}, 1, source)
	} else {
		_, err = After(State{}, 1, source)
	}
	var syntax *SyntaxError
	switch {
	case err == nil:
		return "complete"
	case errors.As(err, &syntax) && syntax.end:
		return "incomplete"
	}
	return "invalid"
}
