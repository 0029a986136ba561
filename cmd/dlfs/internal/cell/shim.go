package cell

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"dlfs/internal/words"
)

// Name is the name under which a program is this package's go command.
const Name = "go"

// LogVariable names the environment variable with the file that is told how each cell was built, a line for each call.
const LogVariable = "DLFS_CELL_LOG"

// Go does what the real go command does with the arguments, and returns the exit status, or becomes the real one. An error
// says why it can do neither.
func Go(args []string) (code int, err error) {
	real, err := findGo(os.Getenv("PATH"))
	if err != nil {
		return 1, err
	}
	if code, done, err := useModules(real, args); done {
		return code, err
	}
	code, done, why := attempt(real, args)
	if err := note(args, why); err != nil {
		return 1, err
	}
	if done {
		return code, nil
	}
	return 1, become(real, args)
}

// become lets the real go take over, and returns only if that is not possible.
func become(real string, args []string) error {
	if err := tellLibrary(args); err != nil {
		return err
	}
	if err := goOnline(args); err != nil {
		return err
	}
	args, err := withStreams(args)
	if err != nil {
		return err
	}
	err = syscall.Exec(real, append([]string{Name}, args...), os.Environ())
	return words.DLFS.Errorf("cannot start %s: %w", real, err)
}

// attempt reports whether it did what the arguments ask for, with the exit status, and if no recipe served, why not.
func attempt(real string, args []string) (code int, done bool, why error) {
	if len(args) == 0 || args[0] != "build" && args[0] != "get" {
		return 0, false, errNotCell
	}
	j, err := recognise(real, args)
	if err != nil {
		return 0, false, err
	}
	if args[0] == "get" {
		// The program has been built with these imports and this go.mod: there is nothing to get.
		_, _, err := j.recall()
		return 0, err == nil, err
	}
	return j.build()
}

// findGo returns the first go on the path that is not this program.
func findGo(path string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	own, err := os.Stat(self)
	if err != nil {
		return "", err
	}
	for _, dir := range filepath.SplitList(path) {
		if !filepath.IsAbs(dir) {
			continue // The go command runs no program from the current folder either.
		}
		found, err := exec.LookPath(filepath.Join(dir, Name))
		if err != nil {
			continue
		}
		info, err := os.Stat(found)
		if err == nil && !os.SameFile(info, own) && !isOther(found) {
			return found, nil
		}
	}
	return "", words.DLFS.Errorf("the go command is not on the PATH: get it from https://go.dev/dl/")
}

// isOther reports whether the go at path is a dlfs of another clone, which would look for a real go that is not itself and
// find us.
func isOther(path string) bool {
	target, err := filepath.EvalSymlinks(path)
	return err == nil && filepath.Base(target) == "dlfs"
}

// note tells the log, if there is one, how a call of GoNB's went.
func note(args []string, why error) error {
	path := os.Getenv(LogVariable)
	if path == "" || errors.Is(why, errNotCell) {
		return nil
	}
	log, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("%s: %w", LogVariable, err)
	}
	defer log.Close()
	text := fmt.Sprintf("%s: by recipe", args[0])
	if why != nil {
		text = fmt.Sprintf("%s: by go: %v", args[0], why)
	}
	if _, err := fmt.Fprintln(log, text); err != nil {
		return fmt.Errorf("%s: %w", LogVariable, err)
	}
	return nil
}
