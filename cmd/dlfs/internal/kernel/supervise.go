package kernel

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"dlfs/internal/words"
)

// grace is how long GoNB may take to end by itself once it is asked to.
const grace = 2 * time.Second

// Supervise runs a command as a kernel: marked, with a temporary folder of its own below base, and guarded, so that
// nothing of it stays however this process ends. self is the program that runs the guard (see GuardCommand), and prepare
// makes the command for the folder, whose name is the kernel's id.
//
// SIGINT is passed on: to a Jupyter kernel it means "interrupt the cell". SIGTERM and SIGHUP are passed on as SIGTERM,
// and after a moment's grace the command is ended; so it is when the process that started this one, Jupyter's server, has
// ended without a word. Supervise returns the command's exit code, or 128 plus the signal that
// ended it, as a shell does. Trouble that is no reason to stop goes to warn.
func Supervise(base, self string, prepare func(folder string) (*exec.Cmd, error), warn func(error)) (code int, err error) {
	server := os.Getppid()
	signals := make(chan os.Signal, 8) // before anything starts that a signal would have to reach
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)

	f, sweepErr, err := newFolder(base)
	if sweepErr != nil {
		warn(words.DLFS.Errorf("cannot tidy up after an earlier kernel: %w", sweepErr))
	}
	if err != nil {
		return 0, err
	}
	defer f.lock.Close()
	command, err := prepare(f.path)
	if err != nil {
		return 0, errors.Join(err, remove(f.path))
	}
	command.Env = append(unmarked(command.Environ()), mark(f.id()), "TMPDIR="+f.path)
	guard, pipe, err := startGuard(self, f)
	if err != nil {
		return 0, errors.Join(err, remove(f.path))
	}
	startErr := command.Start()
	if startErr == nil {
		err = await(command, signals, server)
	}
	pipe.Close()
	if guardErr := guard.Wait(); guardErr != nil {
		warn(words.DLFS.Errorf("the kernel's guard failed (%w), cleaning up without it", guardErr))
		if err := clean(f.path); err != nil {
			warn(err)
		}
	}
	if startErr != nil {
		return 0, startErr
	}
	return exitCode(command.ProcessState), err
}

// serverPoll is how often the supervisor looks whether the server is still there.
const serverPoll = time.Second

// await passes signals on until the command has ended, and ends it where asking is not enough.
func await(command *exec.Cmd, signals <-chan os.Signal, server int) error {
	look := time.NewTicker(serverPoll)
	defer look.Stop()
	done := make(chan error, 1)
	go func() { done <- command.Wait() }()
	var late <-chan time.Time
	pass := func(s os.Signal) error {
		if s == syscall.SIGTERM && late == nil {
			late = time.After(grace)
		}
		if err := command.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return words.DLFS.Errorf("cannot pass %v on to the kernel: %w", s, err)
		}
		return nil
	}
	for {
		select {
		case s := <-signals:
			if s == syscall.SIGHUP {
				s = syscall.SIGTERM
			}
			if err := pass(s); err != nil {
				return err
			}
		case <-look.C:
			if os.Getppid() == server {
				continue
			}
			look.Stop()
			if err := pass(syscall.SIGTERM); err != nil {
				return err
			}
		case <-late:
			if err := command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
				return words.DLFS.Errorf("cannot end the kernel: %w", err)
			}
		case err := <-done:
			var exit *exec.ExitError
			if errors.As(err, &exit) {
				return nil // The exit code says it.
			}
			return err
		}
	}
}

func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
