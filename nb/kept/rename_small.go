//go:build unix || js

package kept

import (
	"os"
	"syscall"
)

// rename is os.Rename without what that one looks up for its errors, which would link all about times.
func rename(from, to string) error {
	for {
		err := syscall.Rename(from, to)
		if err == nil {
			return nil
		}
		if err != syscall.EINTR {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
		}
	}
}
