package exercises

import (
	"fmt"

	"dlfs/internal/words"
)

// Hint prints the hints for the exercise id that were shown before, and the next one, which says more. There are up to
// three. If there is no exercise id, Hint prints that.
func Hint(id string) {
	e := byID(id)
	if e == nil {
		fmt.Println(unknown(id))
		return
	}
	shown := 1
	err := update(id, func(s *state) {
		s.Hints = min(s.Hints+1, len(e.hints))
		shown = s.Hints
	})
	fmt.Println(e.ID + "  " + e.Title())
	for i, hint := range e.hints[:shown] {
		fmt.Println(words.Exercises.Sprintf("Hint %d of %d: %s", i+1, len(e.hints), hint))
	}
	switch {
	case err != nil:
		fmt.Println(words.Exercises.Sprintf("The next hint cannot be shown, because your progress could not be saved: %v.", err))
	case shown < len(e.hints):
		fmt.Println(words.Exercises.Sprintf("Run this again for the next hint."))
	case !solutionsShown:
		fmt.Println(words.Exercises.Sprintf("That was the last hint."))
	default:
		fmt.Println(words.Exercises.Sprintf("That was the last hint. exercises.Solution(%q) shows one way to do it.", id))
	}
}
