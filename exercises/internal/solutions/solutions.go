// Package solutions solves the exercises.
//
// Each file holds a section. A line //exercise:ID NAME begins the solution of an exercise, of which NAME is handed to Check.
// What stands between BEGIN SOLUTION and END SOLUTION is the learner's to write; the rest is given in the notebook.
package solutions

import "maps"

// All is the solution of each exercise, by its number.
var All = merged(
	all36, all41, all42, all43, all44, all45, all51, all52, all53, all54, all55, all56, all57,
)

func merged(sections ...map[string]any) map[string]any {
	all := make(map[string]any)
	for _, s := range sections {
		maps.Copy(all, s)
	}
	return all
}
