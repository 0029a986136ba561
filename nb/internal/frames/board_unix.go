//go:build unix && !js

package frames

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

// boardVariable names the environment variable with the socket of this module's kernel.
const boardVariable = "DLFS_BOARD"

// A Board is one end of a connection, which ends with the program at the latest.
type Board struct {
	kernel *os.File
	size   int
}

// OpenBoard returns the board with this id, whose drawings have size bytes, or nil if nobody can draw.
func OpenBoard(id string, size int) *Board {
	path := os.Getenv(boardVariable)
	if path == "" || !Connected() {
		return nil
	}
	kernel, err := dial(path)
	if err != nil {
		return nil
	}
	b := &Board{kernel, size}
	if b.ask(fmt.Sprintf("%s %d\n", id, size)) != Open {
		b.Close()
		return nil
	}
	return b
}

// dial connects to the socket. (Package net would add a quarter to a small cell's program.)
func dial(path string) (*os.File, error) {
	syscall.ForkLock.RLock() // A child process must not get it.
	socket, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(socket)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, err
	}
	if err := syscall.Connect(socket, &syscall.SockaddrUnix{Name: path}); err != nil {
		syscall.Close(socket)
		return nil, err
	}
	return os.NewFile(uintptr(socket), path), nil
}

// Next waits for the learner. It returns nil and why if no drawing comes.
func (b *Board) Next() ([]byte, Answer) {
	answer := b.ask("?")
	if answer != Drawn {
		return nil, answer
	}
	drawing := make([]byte, b.size)
	if _, err := io.ReadFull(b.kernel, drawing); err != nil {
		return nil, Nobody
	}
	return drawing, Drawn
}

// ask sends the question and returns the first byte of the answer. A kernel that is gone has nobody.
func (b *Board) ask(question string) Answer {
	var answer [1]byte
	if _, err := b.kernel.WriteString(question); err != nil {
		return Nobody
	}
	if _, err := io.ReadFull(b.kernel, answer[:]); err != nil {
		return Nobody
	}
	return Answer(answer[0])
}

// Close says that the program wants no more.
func (b *Board) Close() { b.kernel.Close() }
