package proxy

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// BoardVariable names the environment variable with the socket at which a cell's program asks for what the learner draws.
const BoardVariable = "DLFS_BOARD"

const (
	// mostDrawn is how many bytes a message of the page may have: a drawing of 256 by 256 in base64, and what is around it.
	mostDrawn = 1 << 17
	// pagePatience is how long a page may take to show a board and to connect: 0.2 seconds, or some seconds on a machine
	// that a class shares. A page that does not run the script never does, and then the program goes on by itself.
	pagePatience = 30 * time.Second
	// programPatience is how long a program may take to read an answer that it has asked for.
	programPatience = 5 * time.Second
)

// Boards are where learners draw, by the ids that programs gave them. The page speaks to a board in messages of a comm with
// that id, which its script opens over a connection of its own. GoNB does not see them. No state of the kernel is published
// about them, because the cell is busy all the time, and nobody waits for it.
type boards struct {
	listener net.Listener
	patience time.Duration

	mu   sync.Mutex
	open map[string]*board
}

// A board has one drawing at most, the newest: the page draws when it likes, the program takes when it has time.
type board struct {
	conn  net.Conn // to the program
	size  int      // of a drawing, in bytes
	timer *time.Timer

	mu     sync.Mutex
	asked  bool   // the program waits
	newest []byte // what the program has not got yet, or nil
	ended  byte   // why no drawing comes after that: boardDone, boardNobody, or 0
}

// What a program gets for each byte that it sends. A drawing follows boardDrawn. The first answer, to its first line, is
// boardOpen or boardNobody.
const (
	boardOpen   = 'o'
	boardDrawn  = 'd'
	boardDone   = 'e'
	boardNobody = 'n'
)

func listenForBoards(folder string) (*boards, error) {
	listener, err := net.Listen("unix", filepath.Join(folder, "d"))
	return &boards{listener: listener, patience: pagePatience, open: make(map[string]*board)}, err
}

func (b *boards) get(id string) *board {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.open[id]
}

func (b *boards) set(id string, it *board) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open[id] = it
}

func (b *boards) remove(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.open, id)
}

// serveBoards serves the programs that want a drawing.
func (p *Proxy) serveBoards() error {
	for {
		conn, err := p.boards.listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			r := p.running()
			id, err := p.boards.serve(conn, r.content.AllowStdin)
			if id != "" {
				err = errors.Join(err, p.publish(r.request, "comm_close", commContent{ID: id, Data: nothing}))
			}
			if err != nil {
				p.warn(fmt.Errorf("a program that waits for a drawing: %w", err))
			}
		}()
	}
}

// serve serves a program until it ends or wants no more, and returns the id of its board. somebody says whether there is
// anybody who could draw.
func (b *boards) serve(conn net.Conn, somebody bool) (id string, err error) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	it := &board{conn: conn}
	if _, err := fmt.Fscanf(in, "%s %d\n", &id, &it.size); err != nil {
		return "", err
	}
	if !somebody {
		_, err := conn.Write([]byte{boardNobody})
		return "", err
	}
	it.timer = time.AfterFunc(b.patience, func() { it.end(boardNobody) })
	defer it.timer.Stop()
	b.set(id, it)
	defer b.remove(id)
	if _, err := conn.Write([]byte{boardOpen}); err != nil {
		return id, err
	}
	for {
		if _, err := in.ReadByte(); err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return id, err
		}
		it.change(func() { it.asked = true })
	}
}

// change changes the board, and answers a program that waits.
func (b *board) change(how func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	how()
	if !b.asked {
		return
	}
	var answer []byte
	switch {
	case b.newest != nil:
		answer = append([]byte{boardDrawn}, b.newest...)
	case b.ended != 0:
		answer = []byte{b.ended}
	default:
		return
	}
	b.asked, b.newest = false, nil
	err := b.conn.SetWriteDeadline(time.Now().Add(programPatience))
	if _, failed := b.conn.Write(answer); err != nil || failed != nil {
		b.conn.Close() // It has ended, or is as good as.
	}
}

// commContent is the content of a message of a comm.
type commContent struct {
	ID   string          `json:"comm_id"`
	Data json.RawMessage `json:"data"`
}

// boardPrefix begins the id of every board.
const boardPrefix = "dlfs-"

// ofBoard handles a message of a page to a board, and reports whether it is one. What is malformed is ignored; for a board
// that is closed the page learns so.
func (p *Proxy) ofBoard(m message) (bool, error) {
	var content commContent
	if json.Unmarshal(m.content, &content) != nil || !strings.HasPrefix(content.ID, boardPrefix) {
		return false, nil
	}
	it := p.boards.get(content.ID)
	switch {
	case m.Kind == "comm_close":
		return true, nil
	case it == nil:
		return true, p.publish(m, "comm_close", commContent{content.ID, nothing})
	case m.Kind == "comm_open":
		if it.meet() {
			return true, p.publish(m, "comm_msg", commContent{content.ID, json.RawMessage(`{"open": true}`)})
		}
	case len(m.content) <= mostDrawn:
		it.draw(content.Data)
	}
	return true, nil
}

// meet notes that a page shows the board, and reports whether it still counts.
func (b *board) meet() bool {
	b.timer.Stop()
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ended == 0
}

// draw takes what a page says: a drawing, in base64, or that the learner is done, or both.
func (b *board) draw(said json.RawMessage) {
	var data struct {
		Drawing []byte
		Done    bool
	}
	if json.Unmarshal(said, &data) != nil || data.Drawing != nil && len(data.Drawing) != b.size {
		return
	}
	b.change(func() {
		if data.Drawing != nil && b.ended == 0 {
			b.newest = data.Drawing
		}
	})
	if data.Done {
		b.end(boardDone)
	}
}

// end notes why no more drawings come. The first reason counts.
func (b *board) end(why byte) {
	b.change(func() {
		if b.ended == 0 {
			b.ended = why
		}
	})
}
