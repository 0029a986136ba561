// Package exercises is the exercises of the course and what checks them.
//
// An exercise has a number, 4.3-2 is the second of section 4.3, and one of three levels. Its cell in the notebook ends with
//
//	exercises.Check("4.3-2", centralDiff)
//
// which tries the learner's code on inputs from the simplest to the most extreme, says what it does right, and shows the
// first thing that goes wrong with the smallest input that shows it. Where the code does exactly what a usual mistake would
// make it do, the mistake is called by its name. Hint helps a little, and a little more each time; Solution shows one way to
// do it; Progress shows what is done. All of them speak the notebook's language, and say the same in every run.
//
// # Code that goes astray
//
// The learner's code runs in the cell's own program, once, as it would without a check, but under guard:
//
//   - A panic is caught, and told with the line that it came from. So is code that ends its goroutine.
//   - Code that does not come back in time (an endless loop, a wait that nobody ends), that takes half a gigabyte more memory
//     than there was before, or that calls itself without end is explained, and the cell ends there with status 1: Go cannot
//     stop a goroutine from outside. What stands below the check does not run, and nothing runs twice.
//   - A function handed to the learner's code may have a budget of calls. Whoever goes beyond gets a panic, so that most
//     endless descents end after milliseconds.
//
// The limits need a second thread, which a browser does not have: there an endless loop is stopped by the learner.
//
// What Go itself treats as fatal cannot be caught: a map written by two goroutines at once, one allocation larger than the
// machine has. Then the cell ends with Go's own message. Code that calls os.Exit ends the cell without a word; so a cell in
// which a check has printed nothing has not passed it.
//
// # Where things are
//
// Each file secNN.go holds the exercises of a section: what is tried, the usual mistakes (as code that makes them), the
// hints. The solutions are in package internal/solutions, from whose source tools/author makes the notebooks' cells.
//
// With the build tag course, for a class whose answers count, Solution keeps the answers to itself, and the program does not
// hold their text. Grade judges without printing, and package grading makes a cell that fails of it. Both run in one process
// with the code that they judge, so they can be cheated by somebody who wants to: treat their word as a help in grading.
package exercises
