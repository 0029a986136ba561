// Package grading judges an answer for a class. It needs a Unix system.
//
// A program that imports it runs in two processes. The first never runs any code of package main, not even its initialisers:
// it starts the program again, waits for a verdict for at most 8 seconds, and prints it. Only the second gets to Test. The
// first ends with exit status 0 if the second has handed over the verdict that the answer passes, and with 1 if the verdict is
// another, or if the second ended or took too long without one. So an answer that calls os.Exit(0) fails.
//
// The verdict comes with a number that was drawn for this run. The second process knows it, and so the answer could find it
// out: nothing in a process is safe from the other code in it.
package grading

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"dlfs/exercises"
	"dlfs/internal/words"
)

// timeout is how long the second process may take. A check takes five seconds before it gives an answer up. Tests have more, on
// whatever machine they run.
var timeout = 8 * time.Second

// roleVariable marks the second process, together with the pipes that it inherits behind standard error.
const (
	roleVariable = "DLFS_GRADING"
	parentPipe   = 3 // gives the token, and ends with the first process
	report       = 4 // takes the token and the verdict
)

// What the second process has of the first.
var parent, verdict *os.File

// token precedes the verdict.
var token [16]byte

// What a verdict begins with.
const (
	passed = "+"
	failed = "-"
)

func init() {
	if !isSecond() {
		os.Exit(first())
	}
	if _, err := io.ReadFull(parent, token[:]); err != nil {
		os.Exit(1)
	}
	go func() {
		_, _ = io.Copy(io.Discard, parent) // whatever ends it, the first process is gone
		os.Exit(1)
	}()
}

// isSecond asks for the pipes too, since a cell can set a variable for the cells after it.
func isSecond() bool {
	if os.Getenv(roleVariable) == "" {
		return false
	}
	parent, verdict = os.NewFile(parentPipe, "pipe"), os.NewFile(report, "verdict")
	return isPipe(parent) && isPipe(verdict)
}

func isPipe(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeNamedPipe != 0
}

// Test judges mine, the answer to the exercise id, as exercises.Grade does, and ends the program. The exit status is 0 if the
// answer passes, and 1 if it does not, if there is no exercise id, or if mine has a wrong type; what is wrong is printed.
//
//	func main() { grading.Test("4.3-2", centralDiff) }
//
// The function main has to call Test itself. Called from anywhere else, Test ends the program without a verdict, and so with
// status 1: all other functions are the learner's, who could call Test with the answer to another exercise, already solved.
func Test(id string, mine any) {
	var caller [1]uintptr
	runtime.Callers(2, caller[:])
	if frame, _ := runtime.CallersFrames(caller[:]).Next(); frame.Function != "main.main" {
		os.Exit(1)
	}
	said := passed + "✓ " + id
	if err := exercises.Grade(id, mine); err != nil {
		said = failed + err.Error()
	}
	if _, err := verdict.WriteString(string(token[:]) + said); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// first runs the second process, prints its verdict, and returns the exit status.
func first() int {
	said, err := second()
	if err != nil {
		fmt.Println(err)
		return 1
	}
	why, isFailed := strings.CutPrefix(said, failed)
	fmt.Println(strings.TrimPrefix(why, passed))
	if isFailed {
		return 1
	}
	return 0
}

// second starts this program again and returns its verdict.
func second() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	childInput, input, err := os.Pipe()
	if err != nil {
		return "", err
	}
	verdict, childVerdict, err := os.Pipe()
	if err != nil {
		return "", err
	}
	// What the answer prints belongs to the cells above, and is no part of the verdict.
	command := exec.Command(self, os.Args[1:]...)
	command.Env = append(os.Environ(), roleVariable+"=second")
	command.ExtraFiles = []*os.File{childInput, childVerdict}
	if err := command.Start(); err != nil {
		return "", err
	}
	childInput.Close()
	childVerdict.Close()
	var token [16]byte
	rand.Read(token[:])
	_, writeErr := input.Write(token[:])
	said, readErr := readFor(timeout, verdict)
	// It is over, or has to be. Its exit status says nothing.
	_ = command.Process.Kill()
	_ = command.Wait()
	if said, ok := strings.CutPrefix(said, string(token[:])); ok && said != "" {
		return said, nil
	}
	if err := errors.Join(writeErr, readErr); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		return "", err
	}
	return "", words.Exercises.Errorf("The check was not finished: your code ends the program, makes it crash, or does not come to an end.")
}

// readFor reads to the end, or for as long as is given. No verdict comes near the limit.
func readFor(limit time.Duration, r *os.File) (string, error) {
	if err := r.SetReadDeadline(time.Now().Add(limit)); err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.LimitReader(r, 1<<20))
	return string(data), err
}
