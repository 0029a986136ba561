//go:build !unix

package kernel

import (
	"io/fs"
	"os"
	"syscall"

	"dlfs/internal/words"
)

// errNoKernel is what everything says that only the kernel does.
var errNoKernel = words.DLFS.New("the kernel does not run on this system: on Windows, use WSL 2")

func isOurs(fs.FileInfo) (bool, error) { return false, errNoKernel }

func lock(*os.File) error { return errNoKernel }

func tryLock(*os.File) (bool, error) { return false, errNoKernel }

func ownSession() *syscall.SysProcAttr { return nil }

// MakePipe fails.
func MakePipe(string) error { return errNoKernel }
