//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package datasets

import (
	"os"
	"syscall"
)

// view maps the first size bytes of file for reading: only what is looked at
// takes memory, and processes that look at the same file share it. release ends
// the mapping; without it, it lasts as long as the process. Some file systems
// cannot be mapped, and are read.
func view(file *os.File, size int) (content []byte, release func(), err error) {
	content, err = syscall.Mmap(int(file.Fd()), 0, size, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return readAll(file, size)
	}
	return content, func() { _ = syscall.Munmap(content) }, nil
}
