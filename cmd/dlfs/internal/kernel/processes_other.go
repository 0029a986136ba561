//go:build !linux

package kernel

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// marked lists the processes whose environment holds the entry mark, as ps shows it behind the command.
func marked(mark string) ([]int, error) {
	out, err := exec.Command("/bin/ps", "-A", "-E", "-ww", "-o", "pid=,command=").Output()
	if err != nil {
		return nil, fmt.Errorf("cannot list processes: %w", err)
	}
	var pids []int
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || !slices.Contains(fields[1:], mark) {
			continue
		}
		if pid, err := strconv.Atoi(fields[0]); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// end kills the process pid, which marked has just listed.
func end(pid int, _ string) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	if err := p.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}
