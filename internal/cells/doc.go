// Package cells gives the cells of a notebook the meaning that GoNB gives them: for the kernel in a browser, for the one in
// front of GoNB, which asks here first whether a cell means anything ([After]), and for the tools that check notebooks
// ([Parse]).
//
// What GoNB refuses gets the meaning that the user of a notebook expects: [Rewrite] turns it into what GoNB accepts.
// Statements without %% are the body of main, their last expression is shown, and variables stay for later cells. What
// follows is about cells that are written in GoNB's language.
//
// A cell adds its declarations to those of the earlier cells, and the lines below %% run as the main function of a
// program that has all of them. The program is rebuilt for each cell: [Run] takes what is remembered and a cell, and
// returns the source of the program together with what is to be remembered if it compiles. Nothing is kept here, so a cell
// that does not compile leaves no trace.
//
// Each declaration carries the place where it was written as a line directive. So the compiler, and a panic, name the
// cell and its line.
//
// Anything that would be lost silently is refused: GoNB itself ignores build constraints and //go:embed, and a name that is
// also an import makes all later cells fail.
package cells
