package frames

// A Board is where a learner draws, as a program sees it. It is shown in the cell's output under its id, where a script
// connects to it: see nb/drawing.js.
//
// The kernel keeps the newest drawing until the program asks for it, so that a program which takes its time misses only
// drawings that are out of date, and the page never waits for a program.

// An Answer is what the kernel says to a program that asks for a drawing.
type Answer byte

// The answers.
const (
	Open   Answer = 'o' // the board waits for its page
	Drawn  Answer = 'd' // a drawing follows
	Done   Answer = 'e' // the learner has ended it
	Nobody Answer = 'n' // nobody can draw: no page has come within half a minute, or none can
)
