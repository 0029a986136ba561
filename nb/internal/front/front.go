// Package front carries what a cell shows from the cell's program to the notebook.
//
// A cell is a program of its own. What runs it hears of what it shows in one of three ways, and nothing outside this
// package knows which.
//
// The kernel of this module reads what the program prints, and what it shows stands between that; see package frames.
//
// GoNB alone hands the program two named pipes: one for messages to the notebook, one for the answers. Both carry gob streams of
// the types in GoNB's package protocol. That package is all of GoNB that package pipes links: its client, gonbui, would add
// 1.3 MB to every cell's program and half as much again to the time that linking it takes. A program may talk over these
// pipes through package pipes or through gonbui (GoNB's widgets do), not through both: two gob streams in one pipe cannot
// be told apart.
//
// A page that runs the program as WebAssembly gives it a function to call.
//
// What the learner draws travels the other way: see Board. GoNB alone has no way for it.
package front

import "dlfs/nb/internal/frames"

// A Bundle is one output in several forms.
type Bundle = frames.Bundle
