package datasets

import (
	"errors"
	"fmt"
	"io"
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

// The reasons in [FormatError.Err].
var (
	ErrFormat    = errors.New("not a file of this kind")
	ErrVersion   = errors.New("written by another version")
	ErrSize      = errors.New("wrong size")
	ErrTruncated = errors.New("cut short")
	ErrChecksum  = errors.New("content damaged")
)

// ErrNoSource is the reason when the original files are nowhere on this machine,
// or damaged wherever they are.
var ErrNoSource = errors.New("the original files are not on this machine")

// truncated words the failure of a read that should have filled its buffer.
func truncated(err error, what string, got, want int) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("%w: %d of %d bytes of %s", ErrTruncated, got, want, what)
	}
	return fmt.Errorf("reading %s: %w", what, err)
}
