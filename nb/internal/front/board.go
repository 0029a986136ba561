package front

import "dlfs/nb/internal/frames"

// A Board is where a learner draws.
type Board = frames.Board

// The answers to a program that waits for a drawing.
const (
	Drawn  = frames.Drawn
	Done   = frames.Done
	Nobody = frames.Nobody
)

// OpenBoard returns the board with this id, whose drawings have size bytes, or nil if nobody can draw.
func OpenBoard(id string, size int) *Board { return frames.OpenBoard(id, size) }
