package proxy

import (
	"bytes"
	"os"
	"path/filepath"

	"dlfs/cmd/dlfs/internal/kernel"
	"dlfs/internal/words"
)

// Variable names the environment variable with the folder of the pipes out, err and in, which a cell's program uses instead
// of GoNB's. Package cell compiles a file into the program that opens them.
const Variable = "DLFS_STREAMS"

// FramesVariable names the environment variable that holds the kernel's mark and the program's own process number once the
// program prints to our pipe (see package front).
const FramesVariable = "DLFS_FRAMES"

// ValuesVariable names the environment variable with the folder in which the programs of cells keep their variables.
const ValuesVariable = "DLFS_VALUES"

// The names of the pipes.
const (
	OutName = "out"
	ErrName = "err"
	InName  = "in"
)

// makePipes makes the pipes in a new folder.
func makePipes(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for _, name := range []string{OutName, ErrName, InName} {
		if err := kernel.MakePipe(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// A pipe is one that programs print to. We hold it open for writing as well, so that it outlives each program.
type pipe struct {
	file  *os.File
	frame []byte // the bytes that begin a frame
	// They receive what is printed and shown, in order. A text may end inside a character.
	text     func([]byte)
	shown    func(payload []byte)
	ended    chan struct{}
	searched int  // how much of an open frame has been searched for its end
	skips    bool // it drops the rest of a frame that is too large
}

// Frames stand between the printed text, so what a program shows stays in order with what it prints. A frame is a zero byte,
// the kernel's mark, a zero byte, words, and a byte of 1. We write two of our own to learn that everything before them has
// been read: flush, which may land inside a frame that a program is still writing, and end, after which no frame continues.
const (
	flushPayload = "flush"
	endPayload   = "end"
	frameEnd     = "\x01"
	mostFrame    = 1 << 26 // bytes
)

func openPipe(path, mark string, text, shown func([]byte)) (*pipe, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return &pipe{file: file, frame: []byte("\x00" + mark + "\x00"), text: text, shown: shown, ended: make(chan struct{}, 1)}, nil
}

// flush waits until everything printed so far has been handed on.
func (p *pipe) flush() error { return p.mark(flushPayload) }

// end is flush after the program has ended: an unfinished frame is dropped.
func (p *pipe) end() error { return p.mark(endPayload) }

func (p *pipe) mark(payload string) error {
	if _, err := p.file.WriteString(string(p.frame) + payload + frameEnd); err != nil {
		return err
	}
	<-p.ended
	return nil
}

// read reads until the pipe is closed.
func (p *pipe) read() error {
	var pending []byte
	chunk := make([]byte, 1<<16)
	for {
		n, err := p.file.Read(chunk)
		if err != nil {
			return err
		}
		pending = p.take(append(pending, chunk[:n]...))
	}
}

// take hands on what is complete and returns the rest.
func (p *pipe) take(data []byte) (rest []byte) {
	for {
		if !bytes.HasPrefix(data, p.frame) && !p.skips {
			at := bytes.Index(data, p.frame)
			if at < 0 {
				whole := len(data) - beginning(data, p.frame)
				if whole > 0 {
					p.text(data[:whole])
				}
				return data[whole:]
			}
			p.text(data[:at])
			data = data[at:]
		}
		var whole bool
		if data, whole = p.takeFrame(data); !whole {
			return data
		}
	}
}

// takeFrame handles the frame at the start of data and reports whether it was complete.
func (p *pipe) takeFrame(data []byte) (rest []byte, whole bool) {
	from := max(p.searched, len(p.frame))
	if p.skips {
		from = 0
	}
	end := bytes.IndexAny(data[from:], "\x00"+frameEnd)
	if end < 0 {
		p.searched = len(data)
		if len(data) > mostFrame && !p.skips {
			p.text([]byte(words.DLFS.Sprintf("This output is larger than %d MB, so it is left out.", mostFrame>>20) + "\n"))
			p.skips = true
		}
		if p.skips {
			return nil, false
		}
		return data, false
	}
	end += from
	p.searched = end
	if data[end] == 0 {
		return p.inFrame(data, end)
	}
	skipped := p.skips
	p.searched, p.skips = 0, false
	switch payload := data[min(len(p.frame), end):end]; {
	case skipped:
	case string(payload) == flushPayload || string(payload) == endPayload:
		p.ended <- struct{}{}
	default:
		p.shown(payload)
	}
	return data[end+1:], true
}

// inFrame handles a frame that begins inside an open one. It is either our flush or the next program's, because the program
// that was writing the open frame has been killed.
func (p *pipe) inFrame(data []byte, at int) (rest []byte, whole bool) {
	ours := append(bytes.Clone(p.frame), flushPayload+frameEnd...)
	switch inner := data[at:]; {
	case bytes.HasPrefix(inner, ours):
		p.ended <- struct{}{}
		return append(data[:at:at], inner[len(ours):]...), true
	case bytes.HasPrefix(ours, inner):
		return data, false // More of it must come first.
	default:
		p.searched, p.skips = 0, false
		return inner, true
	}
}

// beginning returns how many bytes at the end of data may be the start of wanted.
func beginning(data, wanted []byte) int {
	for n := min(len(wanted)-1, len(data)); n > 0; n-- {
		if bytes.Equal(data[len(data)-n:], wanted[:n]) {
			return n
		}
	}
	return 0
}
