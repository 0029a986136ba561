package datasets

import (
	"fmt"
	"io"

	"dlfs/internal/words"
)

// A FormatError says which file does not hold what it should, and why. Err is,
// or wraps, one of the reasons below, or is what the decompressor reported.
type FormatError struct {
	File string // path of the file
	Err  error  // what is wrong with it
}

func (e *FormatError) Error() string { return e.File + ": " + e.Err.Error() }

// Unwrap returns e.Err.
func (e *FormatError) Unwrap() error { return e.Err }

// The reasons in [FormatError.Err]. They and what somebody can do about them are in the reader's
// language, and English is what only a programmer can use: what is wrong inside of an IDX or NumPy file.
var (
	ErrFormat    = words.Datasets.New("not a file of this kind")
	ErrVersion   = words.Datasets.New("written by another version")
	ErrSize      = words.Datasets.New("wrong size")
	ErrTruncated = words.Datasets.New("cut short")
	ErrChecksum  = words.Datasets.New("content damaged")
)

// ErrNoSource is the reason when the original files are nowhere on this machine,
// or damaged wherever they are.
var ErrNoSource = words.Datasets.New("the original files are not on this machine")

// truncated words the failure of a read that should have filled its buffer.
func truncated(err error, what string, got, want int) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("%w: %d of %d bytes of %s", ErrTruncated, got, want, what)
	}
	return fmt.Errorf("reading %s: %w", what, err)
}
