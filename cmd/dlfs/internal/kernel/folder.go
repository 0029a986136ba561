package kernel

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"syscall"

	"dlfs/internal/words"
)

// A folder is the private place of one running kernel. Its name is the kernel's id; its lock file is locked for as long
// as the supervisor or its guard live. Locks end with their process, so no process number has to be trusted.
type folder struct {
	path string
	lock *os.File
}

const lockName = "lock"

var idPattern = regexp.MustCompile(`^[0-9a-f]{10}$`)

// mark returns the environment entry that every process of the kernel with this id carries.
func mark(id string) string { return "DLFS_KERNEL=" + id }

func (f *folder) id() string { return filepath.Base(f.path) }

// longestBase leaves room for "/0123456789/gonb_01234567/gopls_socket" in the 104 bytes that macOS has for the name of a
// socket.
const longestBase = 104 - 1 - len("/0123456789/gonb_01234567/gopls_socket")

// Base returns the folder that the folders of all kernels of this user lie in. The user's cache is better than the
// system's temporary folder, where programs are not always allowed to run.
func Base() (string, error) {
	cache, err := os.UserCacheDir()
	if err == nil {
		base := filepath.Join(cache, "dlfs", "kernels")
		if len(base) <= longestBase && os.MkdirAll(base, 0o700) == nil {
			return base, nil
		}
	}
	base := filepath.Join(os.TempDir(), fmt.Sprintf("dlfs-kernels-%d", os.Getuid()))
	if err := os.MkdirAll(base, 0o700); err != nil {
		return "", words.DLFS.Errorf("no place for the kernel's temporary files: %w", err)
	}
	return base, nil
}

// newFolder makes a locked folder for a new kernel below base, after it has swept those that nobody owns any more. What
// could not be swept is told by sweepErr, and is no reason not to start.
func newFolder(base string) (f *folder, sweepErr, err error) {
	// Between the making of a folder and its locking no other kernel may look at it, hence a lock on all of them.
	all, err := os.Open(base)
	if err != nil {
		return nil, nil, err
	}
	defer all.Close()
	if err := syscall.Flock(int(all.Fd()), syscall.LOCK_EX); err != nil {
		return nil, nil, words.DLFS.Errorf("cannot lock %s: %w", base, err)
	}
	sweepErr = sweep(base)
	var random [5]byte
	rand.Read(random[:])
	f = &folder{path: filepath.Join(base, hex.EncodeToString(random[:]))}
	if err := os.Mkdir(f.path, 0o700); err != nil {
		return nil, sweepErr, err
	}
	f.lock, err = os.OpenFile(filepath.Join(f.path, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, sweepErr, err
	}
	if err := syscall.Flock(int(f.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, sweepErr, words.DLFS.Errorf("cannot lock %s: %w", f.lock.Name(), err)
	}
	return f, sweepErr, nil
}

// sweep ends what is left of kernels that nobody watches over any more, and removes their folders.
func sweep(base string) error {
	left, err := Leftovers(base)
	errs := []error{err}
	for _, path := range left {
		errs = append(errs, clean(path))
	}
	return errors.Join(errs...)
}

// Leftovers lists the folders below base that belong to no running kernel.
func Leftovers(base string) ([]string, error) {
	entries, err := os.ReadDir(base)
	if err != nil {
		return nil, err
	}
	var left []string
	for _, entry := range entries {
		path := filepath.Join(base, entry.Name())
		if !entry.IsDir() || !idPattern.MatchString(entry.Name()) {
			continue
		}
		owned, err := isLocked(filepath.Join(path, lockName))
		if err != nil {
			return left, err
		}
		if !owned {
			left = append(left, path)
		}
	}
	return left, nil
}

func isLocked(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close() // also unlocks
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}
