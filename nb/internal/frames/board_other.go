//go:build !unix && !js

package frames

// A Board does not exist where no kernel runs.
type Board struct{}

// OpenBoard returns nil: nobody can draw.
func OpenBoard(id string, size int) *Board { return nil }

// Next returns that nobody draws.
func (*Board) Next() ([]byte, Answer) { return nil, Nobody }

// Close does nothing.
func (*Board) Close() {}
