// Package frames carries what a cell shows to this module's own kernel: between what the program prints, or in a page by a
// function that the page gives it. It is small, as most programs of cells have it.
package frames

// A Bundle is one output in several forms. A reader takes the one it likes best; empty ones are left out.
type Bundle struct {
	HTML   string
	PNG    []byte
	Text   string
	Result bool // it is what the cell amounts to
}

// Refused is why a page does not show something.
type Refused string

func (r Refused) Error() string { return "the page cannot show it: " + string(r) }
