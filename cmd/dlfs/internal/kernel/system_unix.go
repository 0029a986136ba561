//go:build unix

package kernel

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// isOurs reports whether what info describes belongs to this user.
func isOurs(info fs.FileInfo) (bool, error) {
	status, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(status.Uid) == os.Getuid(), nil
}

// lock locks a file until it is closed, by whoever holds it; it waits as long as somebody else has it locked.
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX) }

// tryLock reports whether it could lock the file, which nobody else has locked then.
func tryLock(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// ownSession keeps a process out of our group, which Jupyter kills as a whole.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// MakePipe makes a named pipe for this user alone.
func MakePipe(path string) error { return os.NewSyscallError("mkfifo", syscall.Mkfifo(path, 0o600)) }
