// Package graded is what packages exercises and grading have between them, and no answer can reach.
package graded

// Judge is exercises.Grade, for package grading alone. It also says whether the answer has exceeded a limit.
var Judge func(id string, mine any) (stopped bool, err error)

// Only says that this program is there to grade one answer, so that nothing else in it may judge.
var Only bool
