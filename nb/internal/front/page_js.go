package front

import (
	"errors"

	"dlfs/internal/words"
	"dlfs/nb/internal/frames"
)

// Connected reports whether a notebook kernel runs this program.
func Connected() bool { return frames.Connected() }

// Show puts the bundle into the cell's output. With an id, which must be new in the life of the kernel when it is first
// used, the bundle replaces what was shown under that id before.
func Show(id string, b Bundle) error { return said(frames.Show(id, b)) }

// Clear removes what the cell has shown and printed so far.
func Clear(wait bool) error { return said(frames.Clear(wait)) }

// said puts a page's refusal into the learner's language.
func said(err error) error {
	if refused, ok := errors.AsType[frames.Refused](err); ok {
		return words.NB.Errorf("the page cannot show it: %s", string(refused))
	}
	return err
}
