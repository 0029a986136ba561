package nb

import (
	"fmt"
	"html"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"dlfs/internal/words"
	"dlfs/nb/internal/front"
)

// A Bar is one line in a cell's output that shows the progress of a loop. Its methods may be called from several goroutines.
type Bar struct {
	mu    sync.Mutex
	what  string
	total int
	count int
	note  string
	start time.Time
	done  bool
	line  line
}

// Progress starts a line for a loop of total rounds. The line says what the rounds are for, how many are done, how many are
// done in a second, and how long the rest will take; it is redrawn at most ten times a second. If the number of rounds is not
// known, total is 0, and the line has no time left. End with Done.
//
//	bar := nb.Progress(len(batches), "training")
//	for i, batch := range batches {
//		…
//		bar.Set(i+1, fmt.Sprintf("loss %.3f", loss))
//	}
//	bar.Done()
//
// In an unattended run, and outside a notebook where standard error is not a terminal, the line appears only at the end,
// without speed and time. A line that cannot be written fails the cell.
func Progress(total int, what string) *Bar {
	b := &Bar{what: words.Cells.Text(what), total: total, start: time.Now(), line: newLine()}
	b.update(0, "")
	return b
}

// Step counts one more round as done and keeps the note.
func (b *Bar) Step() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.update(b.count+1, b.note)
}

// Set sets the number of rounds done to i, and the note at the end of the line, such as the current loss. An empty note
// removes the one before.
func (b *Bar) Set(i int, note string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.update(i, note)
}

func (b *Bar) update(count int, note string) {
	b.count, b.note = count, note
	if now := time.Now(); !b.done && b.line.due(now) {
		b.write(b.watchedText(now.Sub(b.start), false), now)
	}
}

// Done writes the final line, which shows the time taken instead of the time left. Later calls of any method change
// nothing.
func (b *Bar) Done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.done {
		return
	}
	b.done = true
	text := b.plainText()
	if b.line.watched() {
		text = b.watchedText(time.Since(b.start), true)
	}
	b.write(text, time.Now())
	b.line.finish()
}

func (b *Bar) write(text string, now time.Time) {
	if err := b.line.write(text, now); err != nil {
		fail("nb.Progress", err)
	}
}

// plainText is the line without anything that differs from run to run.
func (b *Bar) plainText() string {
	count := grouped(b.count)
	if b.total > 0 {
		count += "/" + grouped(b.total)
	}
	s := labelled(b.what, count)
	if b.note != "" {
		s += "  " + b.note
	}
	return s
}

// watchedText adds the rate and the time that is left, or at the end the time that it took.
func (b *Bar) watchedText(elapsed time.Duration, done bool) string {
	s := b.plainText()
	if b.count <= 0 || elapsed <= 0 {
		return s
	}
	rate := float64(b.count) / elapsed.Seconds()
	s += "  " + perSecond(rate)
	switch {
	case done:
		s += "  " + clock(elapsed)
	case b.total > b.count:
		left := time.Duration(float64(b.total-b.count) / rate * float64(time.Second))
		// Translators: a time, such as 0:07
		s += "  " + words.NB.Sprintf("%s left", clock(left))
	}
	return s
}

func perSecond(rate float64) string {
	if rate < 10 {
		return strconv.FormatFloat(rate, 'f', 1, 64) + "/s"
	}
	return grouped(int(rate+0.5)) + "/s"
}

// clock formats as 0:07, 12:34 or 1:02:03.
func clock(d time.Duration) string {
	s := int(d.Seconds() + 0.5)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// grouped formats with a comma before every three digits.
func grouped(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// A line is where one changing line of text is written to: the notebook, a terminal, or a log, in which it is written
// once, at the end.
type line struct {
	id       string // in a notebook
	terminal bool
	width    int       // characters that stand in the terminal's line
	next     time.Time // when writing is due again
}

func newLine() line {
	switch {
	case headless():
		return line{}
	case front.Connected():
		return line{id: newID()}
	}
	info, err := os.Stderr.Stat()
	return line{terminal: err == nil && info.Mode()&os.ModeCharDevice != 0}
}

func (l *line) watched() bool { return l.id != "" || l.terminal }

func (l *line) due(now time.Time) bool { return l.watched() && !now.Before(l.next) }

func (l *line) write(text string, now time.Time) error {
	l.next = now.Add(redrawEvery)
	if front.Connected() {
		return front.Show(l.id, front.Bundle{HTML: "<pre>" + html.EscapeString(text) + "</pre>", Text: text})
	}
	if !l.terminal {
		_, err := fmt.Fprintln(os.Stderr, text)
		return err
	}
	width := len([]rune(text))
	_, err := fmt.Fprint(os.Stderr, "\r"+text+strings.Repeat(" ", max(0, l.width-width)))
	l.width = width
	return err
}

// finish leaves the terminal's line.
func (l *line) finish() {
	if l.terminal {
		fmt.Fprintln(os.Stderr)
	}
}
