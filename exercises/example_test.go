package exercises_test

import (
	"fmt"

	"dlfs/exercises"
)

// The two points are 2h apart, and this answer divides by h.
func ExampleCheck() {
	centralDiff := func(f func(float64) float64, x float64) float64 {
		const h = 1e-4
		return (f(x+h) - f(x-h)) / h
	}
	exercises.Check("4.3-2", centralDiff)
	// Output:
	// 4.3-2  A slope from both sides
	// ✗ centralDiff(2x, 3) is 4; it should be 2.
	// This looks like: a factor is missing.
	//   The slope is twice as large as it should be. The two points are 2h apart: divide by that.
	// For a hint, run exercises.Hint("4.3-2") in another cell.
}

func ExampleGrade() {
	centralDiff := func(f func(float64) float64, x float64) float64 {
		const h = 1e-4
		return (f(x+h) - f(x-h)) / (2 * h)
	}
	fmt.Println(exercises.Grade("4.3-2", centralDiff))
	fmt.Println(exercises.Grade("4.3-2", 6.0)) // not a function
	// Output:
	// <nil>
	// 4.3-2  A slope from both sides
	// ✗ 4.3-2 needs an answer of type func(func(float64) float64, float64) float64, but this is of type float64.
}

// Each call shows one more hint.
func ExampleHint() {
	exercises.Hint("4.3-2")
	fmt.Println()
	exercises.Hint("4.3-2")
	// Output:
	// 4.3-2  A slope from both sides
	// Hint 1 of 3: Evaluate f twice, a little to the right of x and a little to the left.
	// Run this again for the next hint.
	//
	// 4.3-2  A slope from both sides
	// Hint 1 of 3: Evaluate f twice, a little to the right of x and a little to the left.
	// Hint 2 of 3: The two points are x+h and x-h: how far are they apart?
	// Run this again for the next hint.
}
