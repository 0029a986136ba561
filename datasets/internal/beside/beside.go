// Package beside writes files in one step.
package beside

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

const tempPattern = ".*.tmp"

// Write puts content at path: it goes into a new file in the same folder, which is made
// if it is missing, and that file then takes the name. Whoever reads meanwhile
// has the old file or the new one, never a half, and of two writers the later
// wins. It does not wait for the disk; readers check what they read.
func Write(path string, content []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	sweep(dir)
	file, err := os.CreateTemp(dir, filepath.Base(path)+tempPattern)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	// A class may share one folder: readable by all, as an ordinary file is.
	if err = errors.Join(err, file.Chmod(0o644), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name()) // the first error is the one to tell
	}
	return err
}

// sweep removes what writers left behind that were ended before they could tidy
// up. An hour is far more than a write takes.
func sweep(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, "*"+tempPattern))
	for _, path := range left {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(path) // another process may be quicker
		}
	}
}
