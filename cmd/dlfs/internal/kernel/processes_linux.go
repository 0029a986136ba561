package kernel

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// marked lists the processes whose environment holds the entry mark. Processes of other users cannot be read, and are
// not ours to end.
func marked(mark string) ([]int, error) {
	pids, err := Running()
	return slices.DeleteFunc(pids, func(pid int) bool { return !hasMark(pid, mark) }), err
}

// Running lists all processes of the machine, which takes far less time than to find out whose they are.
func Running() ([]int, error) {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil, err
	}
	defer proc.Close()
	names, err := proc.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

func hasMark(pid int, mark string) bool {
	environ, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	if err != nil {
		return false
	}
	for entry := range bytes.SplitSeq(environ, []byte{0}) {
		if string(entry) == mark {
			return true
		}
	}
	return false
}

// signalTo sends the signal to the process pid, if it still is one that holds the mark: between the listing and now the
// number may have passed to a stranger. FindProcess holds on to the process (a pidfd), so what is looked at is what gets it.
func signalTo(pid int, mark string, s os.Signal) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	defer p.Release()
	if !hasMark(pid, mark) {
		return nil
	}
	if err := p.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}

// Reads reports whether one of the processes waits for what comes through a pipe, and whether the system tells that at all.
func Reads(pids []int) (reads, known bool) {
	for _, pid := range pids {
		places, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/wchan", pid))
		if err != nil {
			return false, false
		}
		for _, place := range places {
			where, err := os.ReadFile(place)
			if err != nil || len(where) == 0 || string(where) == "0" {
				continue // It runs, it has ended, or the system does not tell.
			}
			known = true
			reads = reads || bytes.Contains(where, []byte("pipe_read")) || bytes.Contains(where, []byte("pipe_wait"))
		}
	}
	return reads, known
}
