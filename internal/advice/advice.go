// Package advice tells a learner why a cell failed, and what to do: what the compiler or the runtime says, with the places
// in cells, and under it a sentence in the learner's language. It is text in, text out, and serves the kernel in front of
// GoNB and the one in a page alike.
package advice

import (
	"strings"

	"dlfs/internal/cells"
	"dlfs/internal/words"
)

// A Failure is the content of Jupyter's error message.
type Failure struct {
	Name      string   // CompileError, Panic, FatalError, OutOfMemory, Exit, Killed, Interrupted or Refused
	Value     string   // what went wrong, in one sentence
	Traceback []string // lines of text that have the sentence, the places and the advice
}

// A Cell is what is known of the cell that failed.
type Cell struct {
	State  cells.State // before it
	Number int
	Source string
	Index  *cells.Index // the packages that it can import; nil if that is not known
}

// Interrupted is the failure of a cell that was stopped.
func Interrupted() Failure {
	return failure("Interrupted", words.Advice.Sprintf("the cell was stopped"))
}

// Refused is the failure of a cell that means nothing to this kernel, and why, with its place in front if it has one.
func Refused(why string, c Cell) Failure {
	at := placeOf(why)
	sentence, placed := strings.CutPrefix(why, at.String()+": ")
	if !placed {
		return failure("Refused", why)
	}
	return failure("Refused", sentence, append([]string{at.String()}, c.quote(at)...)...)
}

// failure puts the name and the value above what else the traceback has.
func failure(name, value string, more ...string) Failure {
	return Failure{name, value, append([]string{name + ": " + value}, more...)}
}

// arrow begins a sentence of advice.
func arrow(advice string) []string {
	if advice == "" {
		return nil
	}
	return []string{"→ " + advice}
}
