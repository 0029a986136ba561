// Package nb is what a running notebook cell needs: to show a figure, to hand a value to a later cell, to show the
// progress of a long loop, and to take what the learner draws.
//
// A cell is a program. It is compiled, runs and ends, and its variables are gone; the next cell is another program, which
// knows the functions and types of the earlier ones but none of the values they computed. A Python notebook is one
// long-lived process, so its variables stay. Here a value stays if you keep it:
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
// Slide and Steps show one of several figures, of which the reader chooses. All of them are drawn beforehand, so that they
// are still there when no kernel runs, on a page of a handout for example:
//
//	nb.Slide("learning rate", rates, func(rate float64) nb.Figure { return plotting.DescentPath(descend(rate)) })
//
// While a loop runs, Progress keeps one line up to date and Live one figure. Both redraw at most ten times a second however
// fast the loop is, so you can call them in every round.
//
// Drawing hands a loop what the learner draws in the notebook, stroke by stroke.
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
// work within the one process; Drawing has one drawing that was made beforehand.
//
// # In a run that nobody watches
//
// If DLFS_HEADLESS is 1, as it is when notebooks are executed to be handed out, two runs have the same outputs: Progress
// leaves its last line without a time in it, Live its last figure, and Drawing has one drawing that was made beforehand.
package nb
