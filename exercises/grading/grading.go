// Package grading judges an answer for a class. It needs a Unix system.
//
// A program that imports it runs in two processes. The first never runs any code of package main, not even its initialisers:
// it starts the program again, waits for a verdict, and prints it. Only the second gets to Test. The first ends with exit
// status 0 if the second has handed over the verdict that the answer passes, with 3 if the answer has exceeded a limit, and
// with 1 if the verdict is another, or if the second ended or took too long without one. So an answer that calls os.Exit(0)
// fails.
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

	_ "dlfs/exercises" // sets graded.Judge
	"dlfs/exercises/internal/clock"
	"dlfs/exercises/internal/graded"
	"dlfs/internal/words"
	"dlfs/nb/kept"
)

// The second process ends itself: initialisers get setUpLimit, and a check has limits of its own. Both count what the program
// gets of the processors, so that a busy machine judges as an idle one. timeout is for what comes to no end all the same.
const (
	setUpLimit = 5 * time.Second
	timeout    = 3 * time.Minute
	lookEvery  = 10 * time.Millisecond
)

// stoppedStatus is the exit status where an answer has exceeded a limit.
const stoppedStatus = 3

// isSetUp is closed when main calls Test.
var isSetUp = make(chan struct{})

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
	passed  = "+"
	failed  = "-"
	givenUp = "!"
)

func init() {
	if !isSecond() {
		os.Exit(first())
	}
	if _, err := io.ReadFull(parent, token[:]); err != nil {
		os.Exit(1)
	}
	graded.Only = true
	go endLongSetUp(clock.Now())
	go func() {
		_, _ = io.Copy(io.Discard, parent) // whatever ends it, the first process is gone
		os.Exit(1)
	}()
}

// endLongSetUp ends the program if its initialisers, and what main does before Test, exceed their limit.
func endLongSetUp(start clock.Reading) {
	var used clock.Reading
	for since := start; ; {
		select {
		case <-isSetUp:
			return
		case <-time.After(lookEvery):
		}
		now := clock.Now()
		used, since = used.Add(now.Sub(since).Own()), now
		if clock.IsUp(used, setUpLimit) {
			os.Exit(1)
		}
	}
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
// answer passes, 3 if it exceeds a limit, and 1 if it does not pass otherwise, if there is no exercise id, or if mine has a
// wrong type; what is wrong is printed.
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
	close(isSetUp)
	said := passed + "✓ " + id
	stopped, err := graded.Judge(id, mine)
	switch {
	case stopped:
		said = givenUp + err.Error()
	case err != nil:
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
	status := 1
	switch {
	case strings.HasPrefix(said, passed):
		status = 0
	case strings.HasPrefix(said, givenUp):
		status = stoppedStatus
	}
	fmt.Println(said[1:])
	return status
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
	command.Env = append(os.Environ(), roleVariable+"=second", kept.FolderVariable())
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
	return "", words.Exercises.Errorf("The check did not finish: your code ends the program, crashes it, or never returns.")
}

// readFor reads to the end, or for as long as is given. No verdict comes near the limit.
func readFor(limit time.Duration, r *os.File) (string, error) {
	if err := r.SetReadDeadline(time.Now().Add(limit)); err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.LimitReader(r, 1<<20))
	return string(data), err
}
