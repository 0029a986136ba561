package datasets

import (
	"fmt"
	"io"

	"dlfs/internal/words"
)

// A FormatError says which file does not hold what it should, and why. Err is or
// wraps one of [ErrFormat], [ErrVersion], [ErrSize], [ErrTruncated] and
// [ErrChecksum], or what the decompressor or the system reported.
type FormatError struct {
	File string // path of the file
	Err  error  // what is wrong with it
}

func (e *FormatError) Error() string { return e.File + ": " + e.Err.Error() }

// Unwrap returns e.Err.
func (e *FormatError) Unwrap() error { return e.Err }

// The reasons in [FormatError.Err]. They are in the reader's language, and so is
// advice on what to do; details that only a programmer can use, about the inside
// of an IDX or NumPy file, are in English.
var (
	// ErrFormat: not an IDX, NPZ, gzip or cache file of the expected kind.
	ErrFormat = words.Datasets.New("not a file of this kind")
	// ErrVersion: a cache file of another version.
	ErrVersion = words.Datasets.New("written by another version")
	// ErrSize: not as many bytes, images, labels or pixels as expected, none at
	// all, or too many.
	ErrSize = words.Datasets.New("wrong size")
	// ErrTruncated: the file ends too early.
	ErrTruncated = words.Datasets.New("cut short")
	// ErrChecksum: a checksum does not match, or a member of an NPZ file cannot be
	// unpacked.
	ErrChecksum = words.Datasets.New("content damaged")
)

// ErrNoSource says that no folder on this machine has all the original files of
// MNIST undamaged.
var ErrNoSource = words.Datasets.New("the original files are not on this machine")

// truncated words the failure of a read that should have filled its buffer.
func truncated(err error, what string, got, want int) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("%w: %d of %d bytes of %s", ErrTruncated, got, want, what)
	}
	return fmt.Errorf("reading %s: %w", what, err)
}
