// Package nb is what a running notebook cell needs: to show a figure, to hand a value to a later cell, and to say how far
// a long loop has come.
//
// A cell is a program. It is compiled, it runs, it ends, and with it go its variables; the next cell is another program,
// which knows the functions and types of the earlier ones but none of the values they computed. Python's notebooks are
// one long-lived process, so there a variable simply stays. Here it stays if you keep it:
//
//	nb.Keep("net", net)                        // at the end of the cell that trained it
//
//	net := nb.Kept[*dl.TwoLayerNet]("net")     // at the start of the cell that uses it
//
// What is kept lives as long as the kernel, just as Python's variables do: a restart forgets it.
//
// A figure is anything that can draw itself as a PNG and describe itself in words; package plotting has many. Show puts it
// under the cell, together with its description for those who listen instead of look:
//
//	nb.Show(plotting.Curve(...))
//
// While a loop runs, Progress keeps one line up to date and Live one figure. Both redraw a few times a second however fast
// the loop is, so that they may be called in every round.
//
// A cell that cannot do what it was asked fails with one sentence on standard error and exit status 1, and without a
// trace of the stack: the mistake is in the cell, and the sentence says which.
//
// What nb says is in the language of the notebook, which the kernel takes from its folder.
//
// # Outside a notebook
//
// The same program runs from a terminal. Show then writes the figure to a file, and prints the name; Progress writes its
// line to the terminal; Keep and Kept work within the one process.
//
// # In a run that nobody watches
//
// Where DLFS_HEADLESS is 1, as it is when notebooks are executed to be handed out, the outputs of two runs are the same:
// Progress leaves its last line without a time in it, Live its last figure.
package nb
