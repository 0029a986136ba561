// Package front carries what a cell shows from the cell's program to the notebook.
//
// A cell is a program of its own. What runs it hears of what it shows in one of two ways, and nothing outside this package
// knows which.
//
// GoNB hands the program two named pipes: one for messages to the notebook, one for the answers. Both carry gob streams of
// the types in GoNB's package protocol. That package is all of GoNB that is linked here: its client, gonbui, would add
// 1.3 MB to every cell's program and half as much again to the time that linking it takes. A program may talk over these
// pipes through this package or through gonbui (GoNB's widgets do), not through both: two gob streams in one pipe cannot
// be told apart.
//
// A page that runs the program as WebAssembly gives it a function to call.
package front

// A Bundle is one output in several forms. A reader takes the one it likes best; empty ones are left out.
type Bundle struct {
	HTML string
	PNG  []byte
	Text string
}
