package datasets

import (
	"encoding/binary"
	"fmt"
	"io"
)

// idxUint8 is the type code of unsigned bytes in an IDX file. The format, from
// https://yann.lecun.com/exdb/mnist/: two zero bytes, the type code, the number
// of dimensions, each dimension as a big-endian uint32, then the values in
// row-major order.
const idxUint8 = 0x08

// decodeIDX fills dst with the values of the IDX file of unsigned bytes that r
// holds. The file must have exactly the dimensions want, whose product is
// len(dst), and nothing after its values. Memory is taken by what is expected,
// never by what a header claims.
func decodeIDX(dst []byte, r io.Reader, want ...int) error {
	header := make([]byte, 4+4*len(want))
	if n, err := io.ReadFull(r, header); err != nil {
		return truncated(err, "the header", n, len(header))
	}
	if kind := header[:4]; [4]byte(kind) != [4]byte{0, 0, idxUint8, byte(len(want))} {
		return fmt.Errorf("%w: an IDX file of bytes with %d dimensions begins with 00 00 08 %02x, this one with % x",
			ErrFormat, len(want), len(want), kind)
	}
	for k, n := range want {
		if got := binary.BigEndian.Uint32(header[4+4*k:]); int64(got) != int64(n) {
			return fmt.Errorf("%w: dimension %d is %d, expected %d", ErrSize, k, got, n)
		}
	}
	if n, err := io.ReadFull(r, dst); err != nil {
		return truncated(err, "the values", n, len(dst))
	}
	switch n, err := io.ReadFull(r, make([]byte, 1)); {
	case n > 0:
		return fmt.Errorf("%w: more bytes follow the %d values", ErrSize, len(dst))
	case err != io.EOF: // the decompressor's own checksum, for one
		return fmt.Errorf("reading the end: %w", err)
	}
	return nil
}
