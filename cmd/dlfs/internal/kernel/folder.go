package kernel

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"

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

// longestBase leaves room for "/0123456789/s-1", a socket of the proxy, in the 104 bytes that macOS has for the name of one.
const longestBase = 104 - 1 - len("/0123456789/s-1")

// Base returns the parent folder of all this user's kernel folders, which nobody else can read. The user's cache is better
// than the system's temporary folder, where programs are not always allowed to run.
func Base() (string, error) {
	var places []string
	if cache, err := os.UserCacheDir(); err == nil {
		places = append(places, filepath.Join(cache, "dlfs", "kernels"))
	}
	name := fmt.Sprintf("dlfs-kernels-%d", os.Getuid())
	places = append(places, filepath.Join(os.TempDir(), name), filepath.Join("/tmp", name))
	base, err := firstOwn(slices.DeleteFunc(places, func(base string) bool { return len(base) > longestBase })...)
	if err != nil {
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
	if err := lock(all); err != nil {
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
	if err := lock(f.lock); err != nil { // nobody else knows it
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

// Leftovers lists the folders below base that a kernel has made and no running one owns. Its lock file tells a kernel's.
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
		abandoned, err := isAbandoned(filepath.Join(path, lockName))
		if err != nil {
			return left, err
		}
		if abandoned {
			left = append(left, path)
		}
	}
	return left, nil
}

// isAbandoned reports whether there is a lock file that nobody holds.
func isAbandoned(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close() // also unlocks
	return tryLock(f)
}

// remove removes a kernel's folder, the lock file last: what is left of it after a failure is still known for a kernel's.
func remove(path string) error {
	entries, err := os.ReadDir(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, entry := range entries {
		if entry.Name() != lockName {
			err = errors.Join(err, os.RemoveAll(filepath.Join(path, entry.Name())))
		}
	}
	if err != nil {
		return err
	}
	return os.RemoveAll(path)
}
