//go:build !js

package front

import (
	"os"

	"dlfs/internal/words"
	"dlfs/nb/internal/frames"
)

// pipeVariable names the environment variable that GoNB sets for every cell's program.
const pipeVariable = "GONB_PIPE"

// Pipes is Show over GoNB's named pipes, where package pipes is linked.
var Pipes func(id string, b Bundle) error

// Connected reports whether a notebook kernel runs this program.
func Connected() bool { return os.Getenv(pipeVariable) != "" }

// Show puts the bundle into the cell's output, and returns when the kernel has passed it on: what a program sends and
// does not wait for is lost where the program ends first. With an id, which must be new in the life of the kernel when it
// is first used, the bundle replaces what was shown under that id before.
func Show(id string, b Bundle) error {
	switch {
	case frames.Connected():
		return frames.Show(id, b)
	case Pipes != nil:
		return Pipes(id, b)
	}
	return words.NB.Errorf("this kernel can show only text")
}

// Clear removes what the cell has shown and printed so far. GoNB alone cannot do that.
func Clear(wait bool) error {
	if !frames.Connected() {
		return words.NB.Errorf("this kernel cannot clear what a cell has shown")
	}
	return frames.Clear(wait)
}
