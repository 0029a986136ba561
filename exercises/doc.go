// Package exercises holds the exercises of the course and checks the learner's answers.
//
// An exercise has a number, such as 4.3-2 for the second of section 4.3, and a difficulty from 1 to 3. Its cell in the
// notebook ends with
//
//	exercises.Check("4.3-2", centralDiff)
//
// which tries the learner's code on inputs from the simplest to the most extreme, says what it does right, and shows the
// first thing that goes wrong, with the simplest input that shows it. If the code behaves exactly like a common mistake,
// Check names the mistake. Hint helps a little, and a little more with each call; Solution shows one way to do it; Progress
// shows what is solved. All of them speak the notebook's language, and say the same in every run.
//
// # Code that goes astray
//
// The learner's code runs in the cell's own program, as it would without a check, but within limits:
//
//   - A panic is caught, and reported with the line that it came from. Code that ends its goroutine is reported too.
//   - It may compute for 5 seconds, wait for 5 seconds, or do both in turn for a minute, and may use 512 MiB of heap and 128
//     MiB of stack. If it exceeds one of these (an endless loop, a wait that nobody ends, an append without end, a function
//     that always calls itself), Check says so and ends the cell with exit status 1, because Go cannot stop a goroutine from
//     outside. What is below the check does not run. On Unix systems the time is what the processors give to the program, so
//     a busy machine judges as an idle one does. What a check does with an answer, such as training a net with it, is not
//     counted.
//   - A function that an exercise hands to the learner's code may have a budget of calls. Code that exceeds it gets a panic,
//     so most endless descents end after milliseconds.
//
// In a browser the time is ten times as long. But the limits need a second thread, which a browser does not have, so the
// learner has to stop an endless loop there.
//
// Code that is being judged cannot call Check, Grade, Solution or Exercise.Answer: it could try one value after the other.
// And where the answer is a single value, such as a letter, a program takes no other after a wrong one.
//
// Some errors end a Go program and cannot be caught, such as a panic in a goroutine that the answer has started, two goroutines
// that write a map at once, or one allocation larger than the machine's memory. Then the cell ends with Go's own message. Code that calls os.Exit ends the cell
// silently, so a cell in which Check has printed nothing has not passed.
//
// # For a class
//
// Grade judges an answer without printing, and package grading turns its verdict into a cell that fails. Both judge code in
// the process that runs it, where a determined learner can cheat: take their verdict as a help in grading. With the build
// tag course, for a class whose answers count, Solution does not show the solutions, the program does not contain their
// text, and the methods Answer, Cell, Marked and Name of Exercise do not exist.
package exercises
