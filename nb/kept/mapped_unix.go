//go:build unix

package kept

import (
	"os"
	"syscall"
)

// mapped returns the first bytes of a file. What the program does not look at is never read, and what it changes is its own.
func mapped(f *os.File, size int) ([]byte, error) {
	data, err := syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE)
	if err != nil {
		return readAll(f, size) // some file systems cannot be mapped
	}
	return data, nil
}

// pieceBuffer is how much is written or compared at once: so much stays in the processor's cache.
const pieceBuffer = 1 << 17
