package kernel

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
)

// marked lists the processes whose environment holds the entry mark. Processes of other users cannot be read, and are
// not ours to end.
func marked(mark string) ([]int, error) {
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
		if pid, err := strconv.Atoi(name); err == nil && hasMark(pid, mark) {
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

// end kills the process pid, if it still is one that holds the mark: between the listing and now the number may have
// passed to a stranger. FindProcess holds on to the process (a pidfd), so what is looked at is what is killed.
func end(pid int, mark string) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	defer p.Release()
	if !hasMark(pid, mark) {
		return nil
	}
	if err := p.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}
