//go:build !course

package exercises

import (
	"fmt"
	"strings"

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
	return withWords(solutions.Code(e.ID)), e.why.String()
}

// withWords returns code with its comments in the learner's language. Lines of comment that follow one another are one text.
func withWords(code string) string {
	const mark = "//"
	var said []string
	for lines := strings.Split(code, "\n"); len(lines) > 0; {
		before, text, found := strings.Cut(lines[0], mark+" ")
		lines = lines[1:]
		if !found {
			said = append(said, before)
			continue
		}
		for alone := strings.TrimSpace(before) == ""; alone && len(lines) > 0 && strings.HasPrefix(lines[0], before+mark); lines = lines[1:] {
			text += "\n" + strings.TrimPrefix(strings.TrimPrefix(lines[0], before+mark), " ")
		}
		for line := range strings.SplitSeq(words.Solutions.Text(text), "\n") {
			said = append(said, strings.TrimRight(before+mark+" "+line, " "))
		}
	}
	return strings.Join(said, "\n")
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
