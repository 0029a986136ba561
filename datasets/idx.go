package datasets

import (
	"encoding/binary"
	"fmt"
	"io"

	"dlfs/internal/words"
)

// idxUint8 is the type code of unsigned bytes in an IDX file. The format, from
// https://yann.lecun.com/exdb/mnist/: two zero bytes, the type code, the number
// of dimensions, each dimension as a big-endian uint32, then the values in
// row-major order.
const idxUint8 = 0x08

// idxTypes names the other type codes.
var idxTypes = map[byte]string{0x09: "int8", 0x0b: "int16", 0x0c: "int32", 0x0d: "float32", 0x0e: "float64"}

// Images have three dimensions, and labels one.
const (
	imageDims = 3
	labelDims = 1
)

// idxLimit is how many values a file may hold: twice what the largest of the common sets has.
const idxLimit = 1 << 30

// decodeIDX fills dst with the values of the IDX file of unsigned bytes that r
// holds. The file must have exactly the dimensions want, whose product is
// len(dst), and nothing after its values. Memory is taken by what is expected,
// never by what a header claims.
func decodeIDX(dst []byte, r io.Reader, want ...int) error {
	shape, err := idxHeader(r, len(want))
	if err != nil {
		return err
	}
	for k, n := range want {
		if shape[k] != int64(n) {
			return fmt.Errorf("%w: dimension %d is %d, expected %d", ErrSize, k, shape[k], n)
		}
	}
	if n, err := io.ReadFull(r, dst); err != nil {
		return truncated(err, "the values", n, len(dst))
	}
	return idxEnd(r, len(dst))
}

// readIDX returns the dimensions and the values of the IDX file of unsigned bytes that r holds. The file must have so many
// dimensions, each of at least 1, and nothing after its values.
func readIDX(r io.Reader, dims int) (shape []int, values []byte, err error) {
	claimed, err := idxHeader(r, dims)
	if err != nil {
		return nil, nil, err
	}
	size := int64(1)
	for k, n := range claimed {
		if n == 0 {
			return nil, nil, fmt.Errorf("%w: dimension %d is 0", ErrSize, k)
		}
		if n > idxLimit/size {
			return nil, nil, fmt.Errorf("%w: dimensions of %d, more than %d values", ErrSize, claimed, idxLimit)
		}
		size *= n
		shape = append(shape, int(n))
	}
	// Memory is taken by what is there, not by what the header claims.
	values, err = io.ReadAll(io.LimitReader(r, size))
	if err == nil && int64(len(values)) < size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, nil, truncated(err, "the values", len(values), int(size))
	}
	return shape, values, idxEnd(r, len(values))
}

// idxHeader reads the dimensions of an IDX file of unsigned bytes, which must be so many.
func idxHeader(r io.Reader, dims int) (shape []int64, err error) {
	kind := make([]byte, 4)
	if n, err := io.ReadFull(r, kind); err != nil {
		return nil, truncated(err, "the header", n, len(kind)+4*dims)
	}
	if err := checkKind(kind, dims); err != nil {
		return nil, err
	}
	sizes := make([]byte, 4*dims)
	if n, err := io.ReadFull(r, sizes); err != nil {
		return nil, truncated(err, "the header", len(kind)+n, len(kind)+len(sizes))
	}
	for k := range dims {
		shape = append(shape, int64(binary.BigEndian.Uint32(sizes[4*k:])))
	}
	return shape, nil
}

// checkKind says what a file is whose first four bytes are not those of bytes with so many dimensions.
func checkKind(kind []byte, dims int) error {
	switch got := int(kind[3]); {
	case kind[0] != 0 || kind[1] != 0:
		return fmt.Errorf("%w: an IDX file of bytes with %d dimensions begins with 00 00 08 %02x, this one with % x",
			ErrFormat, dims, dims, kind)
	case idxTypes[kind[2]] != "":
		return fmt.Errorf("%w: numbers of type %s, expected bytes", ErrFormat, idxTypes[kind[2]])
	case kind[2] != idxUint8:
		return fmt.Errorf("%w: numbers of the unknown type %02x, expected bytes (08)", ErrFormat, kind[2])
	case dims == imageDims && got == labelDims:
		return words.Datasets.Errorf("%w: it holds labels, not images", ErrFormat)
	case dims == labelDims && got == imageDims:
		return words.Datasets.Errorf("%w: it holds images, not labels", ErrFormat)
	case got != dims:
		return fmt.Errorf("%w: %d dimensions, expected %d", ErrFormat, got, dims)
	}
	return nil
}

// idxEnd returns an error unless r ends where n values do.
func idxEnd(r io.Reader, n int) error {
	switch more, err := io.ReadFull(r, make([]byte, 1)); {
	case more > 0:
		return fmt.Errorf("%w: more bytes follow the %d values", ErrSize, n)
	case err != io.EOF: // the decompressor's own checksum, for one
		return fmt.Errorf("reading the end: %w", err)
	}
	return nil
}
