//go:build course

package exercises

import (
	"fmt"

	"dlfs/internal/words"
)

// solutionsShown says whether this build has them.
const solutionsShown = false

// Solution says that there is none in this build. It panics if it is called inside an answer.
func Solution(id string) {
	refuseInside("Solution")
	if byID(id) == nil {
		fmt.Println(unknown(id))
		return
	}
	fmt.Println(words.Exercises.Sprintf("Your teacher has the solutions; for help, run exercises.Hint(%q).", id))
}
