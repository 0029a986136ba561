// Package nb is what a running notebook cell needs: to show a figure, to hand a value to a later cell, to show the
// progress of a long loop, and to take what the learner draws.
//
// This module's kernel keeps the variables of a cell for later cells. GoNB alone does not: there, each cell is a separate
// program, which knows the functions and types of the earlier cells but none of the values they computed. On any GoNB
// kernel, a value stays if you keep it:
//
//	nb.Keep("net", net)                        // at the end of the cell that trained it
//
//	net := nb.Kept[*dl.TwoLayerNet]("net")     // at the start of the cell that uses it
//
// Kept values last until the kernel restarts, like Python's variables.
//
// A figure is anything that can draw itself as a PNG and describe itself in words; package plotting has many. Show puts it
// under the cell, together with its description for people who listen instead of look:
//
//	nb.Show(plotting.Curve(...))
//
// Slide and Steps show one of several figures, and the reader chooses which. All of them are drawn beforehand, so they
// also work when no kernel runs, for example in a handout. A figure can name a place on the picture where a click chooses it
// (see Slide), as plotting.Microscope does:
//
//	nb.Slide("learning rate", rates, func(rate float64) nb.Figure { return plotting.DescentPath(descend(rate)) })
//
// While a loop runs, Progress keeps one line up to date and Live one figure. Both redraw at most ten times a second however
// fast the loop is, so you can call them in every round.
//
// Drawing gives a loop what the learner draws in the notebook, stroke by stroke.
//
// If a function of this package cannot do its work, the cell fails with one sentence on standard error and exit status 1,
// and without a stack trace: the mistake is in the cell, and the sentence says which.
//
// Messages are in the language of the notebook, which the kernel takes from its folder.
//
// # Outside a notebook
//
// The same program runs from a terminal. Show then writes the figure to a file, and prints the file's name and the figure's
// description, and so do Slide and Steps with their first figure; Progress writes its line to standard error; Keep and Kept
// work within the one process; Drawing gives one drawing that was made beforehand.
//
// # In an unattended run
//
// If DLFS_HEADLESS is 1, as it is when notebooks are executed to be handed out, two runs have the same outputs: Progress
// leaves its last line without a time in it, Live its last figure, and Drawing has one drawing that was made beforehand.
package nb
