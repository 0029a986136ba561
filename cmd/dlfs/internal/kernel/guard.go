package kernel

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"dlfs/internal/words"
)

// GuardCommand is how a program that calls Supervise is started as the guard of a folder; it then calls Guard.
var GuardCommand = []string{"kernel", "guard"}

// The files that a guard inherits, behind standard input, output and error.
const (
	supervisorPipe = 3 // read end of the pipe that only the supervisor can write to
	lockFile       = 4 // the folder's locked lock file
)

// startGuard starts the guard of the folder. It watches until the returned pipe is closed, by us or by our end.
func startGuard(self string, f *folder) (*exec.Cmd, *os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	guard := exec.Command(self, append(GuardCommand[:len(GuardCommand):len(GuardCommand)], f.path)...)
	guard.ExtraFiles = []*os.File{r, f.lock}
	guard.Dir = "/" // so that it keeps no folder busy
	guard.Env = unmarked(os.Environ())
	guard.SysProcAttr = ownSession()
	if err := guard.Start(); err != nil {
		w.Close()
		return nil, nil, words.DLFS.Errorf("cannot start the kernel's guard: %w", err)
	}
	return guard, w, nil
}

// unmarked leaves the mark of an outer kernel out: its guard must not end the guard of an inner one.
func unmarked(environ []string) []string {
	var kept []string
	for _, entry := range environ {
		if !strings.HasPrefix(entry, mark("")) {
			kept = append(kept, entry)
		}
	}
	return kept
}

// Guard waits until the supervisor that started this process has ended, then ends what is left of its kernel and removes
// its folder. It refuses to run for anybody but a supervisor.
func Guard(path string) error {
	lock, err := inheritLock(path)
	if err != nil {
		return err
	}
	defer lock.Close() // The folder is ours until then.
	// Whoever ends the machine's or the user's processes with a signal gives the kernel its time; we go last.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	if _, err := io.Copy(io.Discard, os.NewFile(supervisorPipe, "pipe")); err != nil {
		return words.DLFS.Errorf("cannot watch the supervisor: %w", err)
	}
	return clean(path)
}

// inheritLock returns the lock that the supervisor handed down, or an error if path is not the folder that it belongs to.
func inheritLock(path string) (*os.File, error) {
	refused := words.DLFS.Errorf("only dlfs kernel run can start the guard")
	if !filepath.IsAbs(path) || !idPattern.MatchString(filepath.Base(path)) {
		return nil, refused
	}
	named, err := os.Stat(filepath.Join(path, lockName))
	if err != nil {
		return nil, refused
	}
	lock := os.NewFile(lockFile, lockName)
	inherited, err := lock.Stat()
	if err != nil || !os.SameFile(named, inherited) {
		return nil, refused
	}
	return lock, nil
}

// clean ends the processes of the kernel whose folder is path, and removes the folder.
func clean(path string) error {
	return errors.Join(endAll(mark(filepath.Base(path))), remove(path))
}

const (
	endTimeout = 10 * time.Second      // for a process that the system cannot end at once
	markPoll   = 20 * time.Millisecond // between two looks
)

// endAll kills the processes that hold the mark until three looks in a row find none: a process that is just being
// started can be missed by one.
func endAll(mark string) error {
	deadline := time.Now().Add(endTimeout)
	for clear := 0; clear < 3; time.Sleep(markPoll) {
		pids, err := marked(mark)
		if err != nil {
			return err
		}
		if len(pids) == 0 {
			clear++
			continue
		}
		clear = 0
		if time.Now().After(deadline) {
			return words.DLFS.Errorf("processes %v of a kernel that has ended are still running", pids)
		}
		for _, pid := range pids {
			if err := signalTo(pid, mark, syscall.SIGKILL); err != nil {
				return words.DLFS.Errorf("cannot end process %d of a kernel that has ended: %w", pid, err)
			}
		}
	}
	return nil
}

// AsideMark is the environment entry of processes that dlfs itself runs beside GoNB. They end with the kernel, but an
// interrupt does not reach them.
const AsideMark = "DLFS_ASIDE=1"

// MarkSelf marks every process that this one starts from now on as part of the kernel with this id.
func MarkSelf(id string) error {
	name, value, _ := strings.Cut(mark(id), "=")
	return os.Setenv(name, value)
}

// Processes lists the processes of the kernel with this id: GoNB and everything it has started.
func Processes(id string) ([]int, error) {
	pids, err := marked(mark(id))
	if err != nil {
		return nil, err
	}
	aside, err := marked(AsideMark)
	return slices.DeleteFunc(pids, func(pid int) bool { return slices.Contains(aside, pid) }), err
}

// Signal sends the signal to a process of the kernel with this id. It is no error if the process has ended.
func Signal(pid int, id string, s os.Signal) error { return signalTo(pid, mark(id), s) }
