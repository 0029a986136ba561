// Command author does what only the authors of the course need: it checks the mirrors against their sources, writes the
// cells of the exercises, and trains the nets whose numbers are committed. Start it in the project's folder:
//
//	go run ./tools/author help
package main

import (
	"errors"
	"os"

	"dlfs/internal/command"
)

func program() *command.Program {
	return &command.Program{Name: "author", About: "author does what only the authors of this course need.", Commands: []command.Command{
		{Name: "coverage", Usage: "[--check]", Summary: "check the mirrors against the sources, and write notebooks/COVERAGE.md", Run: runCoverage},
		{Name: "exercises", Usage: "[--check]", Summary: "write the exercises' cells into the notebooks", Run: renewExercises},
		{Name: "answers", Usage: "LANGUAGE", Summary: "print the exercises' answers as JSON, in en, zh, ko or ja", Run: printAnswers},
		{Name: "results", Summary: "train both nets with ten seeds and write docs/results.md (some minutes)", Run: writeResults},
		{Name: "picture", Summary: "draw the README's moving picture, docs/microscope.gif", Run: drawPicture},
		{Name: "train-sample", Usage: "[--to FILE]", Summary: "train the sample net of section 3.6 and write datasets/sample_weight.npz", Run: trainSample},
	}}
}

func main() { os.Exit(program().Run(os.Args[1:], os.Stdout, os.Stderr)) }

// requireProject returns an error where the current folder is not the project's.
func requireProject() error {
	if info, err := os.Stat("notebooks"); err != nil || !info.IsDir() {
		return errors.New("there is no folder notebooks here: change into the project's folder")
	}
	return nil
}
