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
	return listed(func(words []string) bool { return slices.Contains(words, mark) }, "-E", "-o", "pid=,command=")
}

// Running lists all processes of the machine, which takes far less time than to find out whose they are.
func Running() ([]int, error) {
	return listed(func([]string) bool { return true }, "-o", "pid=")
}

// listed lists the processes of which ps, with these arguments, says behind the number what is wanted.
func listed(wanted func(words []string) bool, arguments ...string) ([]int, error) {
	out, err := exec.Command("/bin/ps", append([]string{"-A", "-ww"}, arguments...)...).Output()
	if err != nil {
		return nil, fmt.Errorf("cannot list processes: %w", err)
	}
	var pids []int
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) == 0 || !wanted(fields[1:]) {
			continue
		}
		if pid, err := strconv.Atoi(fields[0]); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// signalTo sends the signal to the process pid, which marked has just listed.
func signalTo(pid int, _ string, s os.Signal) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	if err := p.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}

// Reads knows nothing here.
func Reads([]int) (reads, known bool) { return false, false }
