//go:build !js

package exercises

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"testing"
)

const (
	right = "(f(x+1e-4) - f(x-1e-4)) / 2e-4"
	wrong = "f(x)"
)

const unfinished = "The check did not finish: your code ends the program, crashes it, or never returns.\n"

// TestGrading builds programs that import package grading, which this one cannot do: they would be all that runs.
func TestGrading(t *testing.T) {
	const notSolved = "4.3-2  A slope from both sides\n✗ centralDiff(2x, 3) is 6; it should be 2.\n"
	for _, test := range []struct {
		what, declarations, before, value string
		status                            int
		says                              string
	}{
		{"right", "", "", right, 0, "✓ 4.3-2\n"},
		{"right, and prints", "", `println("stderr"); fmt.Println("stdout")`, right, 0, "✓ 4.3-2\n"},
		{"wrong", "", "", wrong, 1, notSolved},
		{"wrong, and prints a pass", "", `fmt.Println("✓ 4.3-2")`, wrong, 1, notSolved},
		{"panics", "", `var v []int; _ = v[3]`, right, 1,
			"4.3-2  A slope from both sides\n✗ centralDiff(2x, 3) panics: index out of range [3] with length 0.\n"},
		{"exits", "", "os.Exit(0)", wrong, 1, unfinished},
		{"crashes", "", "go panic(1); select {}", wrong, 1, unfinished},
		{"exits before main", "func init() { os.Exit(0) }", "", wrong, 1, unfinished},
		{"exits before init", "var _ = exit()\n\nfunc exit() int { os.Exit(0); return 0 }", "", wrong, 1, unfinished},
		{"shadows panic", "func panic(any) {}", "", wrong, 1, notSolved},
		{"shadows the exercises", "var exercises, grading = 1, 2", "", wrong, 1, notSolved},
		{"reports without the token", "", `os.NewFile(4, "").WriteString("+✓"); os.Exit(0)`, wrong, 1, unfinished},
		{"solves another", `var _ = another()

func another() int { secret.Test("4.3-1", func() float64 { return 1e-16 }); return 0 }`, "", wrong, 1, unfinished},
		{"asks beforehand", `var told = own.Grade("4.3-2", byBoth) == nil

func byBoth(f func(float64) float64, x float64) float64 { return ` + right + ` }`,
			"", "map[bool]float64{true: " + right + ", false: " + wrong + "}[told]", 1, notSolved},
		{"does not end", "", "clock.TimeIsUp(); select {}", right, 3, "4.3-2  A slope from both sides\n✗ centralDiff(2x, 3) " +
			"never finishes. Look for a loop whose condition never becomes false, or for a wait that never ends.\n"},
		{"reports too much", "", "for { os.NewFile(4, \"\").Write(make([]byte, 4096)) }", wrong, 1, unfinished},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			program := buildFiles(t, map[string]string{
				"cell/main.go":         gradedCell(test.declarations, test.before, test.value),
				"internal/clock/up.go": upClock,
			})
			// The variable alone makes nothing of the program.
			for _, variable := range []string{"DLFS_GRADING=", "DLFS_GRADING=second"} {
				status, stdout, stderr := runGraded(t, program, variable)
				if status != test.status || stdout != test.says || stderr != "" {
					t.Errorf("%s: exit status %d, want %d\n%s%s\nwant\n%s", variable, status, test.status, stdout, stderr, test.says)
				}
			}
		})
	}
}

// gradedCell is the program of a cell that grades an answer.
func gradedCell(declarations, before, value string) string {
	return `package main

import (
	"fmt"
	"os"

	own "dlfs/exercises"
	"dlfs/exercises/internal/clock"
	secret "dlfs/exercises/grading"
)

var _, _, _, _ = fmt.Println, os.Exit, own.Check, clock.Now

` + declarations + `

func centralDiff(f func(float64) float64, x float64) float64 {
	` + before + `
	return ` + value + `
}

func main() { secret.Test("4.3-2", centralDiff) }
`
}

func runGraded(t *testing.T, program, variable string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	command := exec.Command(program)
	command.Env = append(os.Environ(), "GONB_TMP_DIR=", "DLFS_LANG=", variable)
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), out.String(), errs.String()
}
