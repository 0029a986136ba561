//go:build !course

package exercises

import (
	"fmt"

	"dlfs/exercises/internal/solutions"
	"dlfs/internal/words"
)

// solutionsShown says whether this build has them.
const solutionsShown = true

// Solution prints one way to solve the exercise id, and a line on why it works. If there is no exercise id, Solution prints
// that. It panics if it is called inside an answer.
func Solution(id string) {
	refuseInside("Solution")
	e := byID(id)
	if e == nil {
		fmt.Println(unknown(id))
		return
	}
	code, why := e.Answer()
	fmt.Println(e.ID + "  " + e.Title())
	fmt.Println()
	fmt.Println(code)
	fmt.Println()
	fmt.Println(words.Exercises.Sprintf("Why: %s", why))
}

// Answer returns the code of the solution, and a line on why it works, in the learner's language. It panics if it is called
// inside an answer.
func (e *Exercise) Answer() (code, why string) {
	refuseInside("Exercise.Answer")
	return solutions.Code(e.ID), e.why.String()
}

// Marked returns the code of the solution with the marks BEGIN SOLUTION and END SOLUTION around what the learner writes. It
// panics if it is called inside an answer.
func (e *Exercise) Marked() string {
	refuseInside("Exercise.Marked")
	return solutions.Marked(e.ID)
}

// Name returns the name of the learner's answer in the exercise's cell, such as "centralDiff".
func (e *Exercise) Name() string { return solutions.Name(e.ID) }

// Cell returns the source of the exercise's cell in the notebook: what is given, a stub for what is not, and the check.
func (e *Exercise) Cell() string {
	return fmt.Sprintf("%s\n\nexercises.Check(%q, %s)", solutions.Stub(e.ID), e.ID, e.Name())
}
