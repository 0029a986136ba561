package cells

import (
	"go/token"
	"slices"
	"strings"
)

// waits reports whether the program of the cell may wait for another goroutine: then the runtime has to be able to tell that
// all of them are asleep, which it cannot while the program looks out for an interrupt.
func (w *rewriter) waits() bool {
	if waitsIn(w.layout.text) {
		return true
	}
	reached := w.state.reached(w.free)
	for _, kind := range w.state.kinds() {
		for _, d := range *kind.decls {
			isReached := slices.ContainsFunc(d.Names, func(name string) bool {
				_, method, isMethod := strings.Cut(name, "~")
				return reached[name] || isMethod && reached[method]
			})
			if isReached && waitsIn(d.Text) {
				return true
			}
		}
	}
	return false
}

func waitsIn(text string) bool {
	for l := range scan(text, 0) {
		switch l.tok {
		case token.ARROW, token.CHAN, token.SELECT:
			return true
		case token.IDENT:
			if slices.Contains([]string{"sync", "errgroup", "Wait", "Lock", "RLock", "Goexit"}, l.literal) {
				return true
			}
		}
	}
	return false
}
