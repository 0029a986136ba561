package exercises

import (
	"sync/atomic"

	"dlfs/internal/words"
)

// judging is the watch of the answer that is being judged.
var judging atomic.Pointer[watch]

// insideCall is the panic of a function of this package that an answer calls.
type insideCall string

// refuseInside panics with an insideCall if an answer is being judged: it could try one value after the other, or read the
// solution.
func refuseInside(function string) {
	w := judging.Load()
	if w == nil {
		return
	}
	w.mu.Lock()
	w.broke = function
	w.mu.Unlock()
	panic(insideCall(function))
}

// broken returns the function that the answer has called although it may not, or nothing.
func (w *watch) broken() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.broke
}

func callsInside(function string) string {
	return words.Exercises.Sprintf("calls exercises.%s, which only a cell can do: "+
		"an answer must come from its own code", function)
}
