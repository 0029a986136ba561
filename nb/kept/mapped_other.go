//go:build !unix

package kept

import "os"

// mapped reads the first bytes of a file, as files cannot be mapped here.
func mapped(f *os.File, size int) ([]byte, error) { return readAll(f, size) }

// pieceBuffer is how much is written or compared at once: in a page each call takes long.
const pieceBuffer = 1 << 22
