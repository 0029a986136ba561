package proxy

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"dlfs/internal/words"
)

const (
	// most is how many bytes a cell may print to one stream: as many as a browser shows without trouble.
	most = 500_000
	// mostHeld is how many bytes of a crash message are kept.
	mostHeld = 1 << 17
	// pace is the time between two text messages, so that much text comes in few messages and the browser keeps up.
	pace = 30 * time.Millisecond
)

// A text gathers what a cell prints to one stream, and publishes it in pieces that never cut a character.
type text struct {
	publish func(string)
	holds   bool // whether a crash message is held back, to become the error

	mu      sync.Mutex
	pending []byte
	last    byte // before pending
	held    []byte
	holding bool
	sent    int
	dropped int
	timer   *time.Timer
	sentAt  time.Time
}

// dyingWords are how a line of the runtime begins when a program crashes.
var (
	dyingWords = []string{"panic: ", "fatal error: ", "runtime: ", "unexpected fault address "}
	dying      = regexp.MustCompile(`(?m)^(` + strings.Join(dyingWords, "|") + `)`)
)

func (t *text) write(data []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pending = append(t.pending, data...)
	if t.holding || t.holds && t.hold() {
		kept := min(len(t.pending), mostHeld-len(t.held))
		t.held = append(t.held, t.pending[:kept]...)
		t.dropped += len(t.pending) - kept
		t.pending = t.pending[:0]
		return
	}
	if t.sent >= most {
		t.send(len(t.pending))
		return
	}
	if t.timer != nil {
		return
	}
	if wait := pace - time.Since(t.sentAt); wait > 0 && len(t.pending) < 1<<14 {
		t.timer = time.AfterFunc(wait, func() {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.timer = nil
			t.send(t.whole())
		})
		return
	}
	t.send(t.whole())
}

// hold looks for the start of a crash message, publishes what stands before it, and reports whether it found one.
func (t *text) hold() bool {
	data := t.pending
	offset := 0
	if t.last != 0 && t.last != '\n' { // the pending text continues a line
		offset = bytes.IndexByte(data, '\n') + 1
		if offset == 0 {
			return false
		}
	}
	at := dying.FindIndex(data[offset:])
	if at == nil {
		return false
	}
	start := offset + at[0]
	rest := bytes.Clone(data[start:])
	t.pending = data[:start]
	t.send(start)
	t.pending = rest
	t.holding = true
	return true
}

// whole returns how many bytes can be published now: they end with a whole character, and not inside one of dyingWords.
func (t *text) whole() int {
	n := len(t.pending)
	for back := 1; back <= min(utf8.UTFMax-1, n); back++ {
		if b := t.pending[n-back]; utf8.RuneStart(b) {
			if !utf8.FullRune(t.pending[n-back:]) {
				n -= back
			}
			break
		}
	}
	if !t.holds {
		return n
	}
	line := bytes.LastIndexByte(t.pending[:n], '\n') + 1
	if line == 0 && t.last != 0 && t.last != '\n' {
		return n
	}
	for _, word := range dyingWords {
		if line < n && strings.HasPrefix(word, string(t.pending[line:n])) {
			return line
		}
	}
	return n
}

// send publishes the first n bytes of the pending text, up to the limit.
func (t *text) send(n int) {
	if n == 0 {
		return
	}
	now, full := t.pending[:n], t.sent >= most
	if room := max(most-t.sent, 0); len(now) > room {
		for room > 0 && !utf8.RuneStart(now[room]) {
			room--
		}
		t.dropped += len(now) - room
		now = now[:room]
	}
	if len(now) > 0 {
		t.publish(strings.ToValidUTF8(string(now), "\uFFFD"))
	}
	t.sent += n
	if !full && t.dropped > 0 {
		t.sent = most
		t.publish("\n" + words.DLFS.Sprintf("The cell has printed %d kB. What follows is left out.", most/1000) + "\n")
	}
	t.sentAt = time.Now()
	t.last = t.pending[n-1]
	t.pending = append(t.pending[:0], t.pending[n:]...)
}

// flush publishes what it can, because something else is shown next.
func (t *text) flush() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stop()
	t.send(t.whole())
}

func (t *text) stop() {
	if t.timer != nil {
		t.timer.Stop()
		t.timer = nil
	}
}

// crash matches a line with which the runtime ends a program.
var crash = regexp.MustCompile(`(?m)^(panic|fatal error): `)

// end publishes the rest. It returns the crash message if the cell has failed; otherwise that is published as well.
func (t *text) end(failed bool) (held string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stop()
	t.send(len(t.pending))
	if failed && crash.Match(t.held) {
		held = strings.ToValidUTF8(string(t.held), "\uFFFD")
	} else if len(t.held) > 0 {
		t.pending = t.held
		t.send(len(t.pending))
	}
	t.held, t.holding = nil, false
	if t.dropped > 0 {
		t.publish(words.DLFS.Sprintf("… %d kB more were left out.", (t.dropped+999)/1000) + "\n")
	}
	return held
}
