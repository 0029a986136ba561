//go:build unix

package nb

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// The tests run cells as GoNB does: as programs of their own, with two named pipes. The program is this one; the variable
// names the cell.
const cellVariable = "DLFS_TEST_CELL"

func TestMain(m *testing.M) {
	cell, ok := cells[os.Getenv(cellVariable)]
	if !ok {
		os.Exit(m.Run())
	}
	cell()
	os.Exit(0)
}

// fake is a figure of a few bytes.
type fake struct {
	alt string
	err error
}

func (f fake) PNG() ([]byte, error) { return []byte("PNG of " + f.alt), f.err }
func (f fake) Alt() string          { return f.alt }
func (f fake) Size() (int, int)     { return 576, 384 }

// vectorFake is one that can be an SVG document too.
type vectorFake struct {
	fake
	svg string
}

func (d vectorFake) SVGImage() ([]byte, error) { return []byte(d.svg), d.err }

// slope is a drawing of a number.
func slope(h float64) Figure {
	svg := fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\">\n图 & %v%%</svg>", h)
	return vectorFake{fake{alt: fmt.Sprintf("a slope of <%v>", h)}, svg}
}

// spotted is a slope with a place to click.
type spotted struct {
	vectorFake
	at [4]int
}

func (s spotted) Spot() (left, top, width, height int) { return s.at[0], s.at[1], s.at[2], s.at[3] }

func spottedSlope(h float64, at ...int) Figure { return spotted{slope(h).(vectorFake), [4]int(at)} }

var cells = map[string]func(){
	"spots": func() {
		Steps(spottedSlope(1, 0, 96, 288, 144), slope(2), spottedSlope(3, 288, 0, 144, 384), spottedSlope(4, 9, 9, 0, 0))
	},
	"slide":         func() { Slide("step <h>", []float64{0.5, 0.25}, slope) },
	"slide, broken": func() { Slide("h", []float64{1}, func(float64) Figure { return nil }) },
	"steps":         func() { Steps(slope(3), slope(2), slope(1)) },
	"steps of none": func() { Steps[Figure]() },
	"show":          func() { Show(fake{alt: `a "loss" <curve> & 图`}) },
	"result":        func() { Result(6 * 7); Result(fake{alt: "a figure"}); Clear(true) },
	"twice":         func() { Show(fake{alt: "first"}); Show(fake{alt: "second"}) },
	"broken":        func() { Show(fake{err: errors.New(`series "loss" has a NaN at 3`)}) },
	"nothing":       func() { Show(nil) },
	"a nil":         func() { Show((*fake)(nil)) },
	"live, nil":     func() { l := Live(); l.Update(nil); l.Done() },
	"live": func() {
		l := Live()
		for i := range 1001 {
			l.Update(fake{alt: fmt.Sprint("state ", i)})
		}
		l.Done()
		l.Done()
	},
	"live broken": func() {
		l := Live()
		l.Update(fake{alt: "state 0"})
		l.Update(fake{err: errors.New("no data")})
		l.Done()
	},
	"live without a state": func() { Live().Done() },
	"progress": func() {
		b := Progress(1000, "a < b")
		for range 999 {
			b.Step()
		}
		b.Set(1000, "loss 0.125")
		b.Done()
		b.Done()
		b.Set(7, "late")
	},
	"endless": func() {
		b := Progress(0, "rows")
		b.Set(1234567, "")
		b.Done()
	},
	"drawing":      func() { drawAll(28, 28) },
	"wide drawing": func() { drawAll(3, 2) },
	"sized drawing": func() {
		var width, height int
		fmt.Sscan(os.Getenv("DLFS_TEST_SIZE"), &width, &height)
		drawAll(width, height)
	},
	"one drawing": func() {
		for range drawings(3, 2) {
			break
		}
		fmt.Println("after")
	},
	"keep":       func() { Keep("w", []float64{1, 2}) },
	"take":       func() { fmt.Println(Kept[[]float64]("w")) },
	"take other": func() { fmt.Println(Kept[[]int]("w")) },
	"keep bad":   func() { Keep("f", func() {}) },
	"keep and take": func() {
		Keep("w", []float64{1, 2})
		fmt.Println(Kept[[]float64]("w"))
	},
}

func drawAll(width, height int) {
	for drawing := range drawings(width, height) {
		fmt.Printf("%.2f\n", drawing)
	}
}

// drawings is Drawing. Where a test plays a kernel that has boards, the program takes itself for one whose output it reads.
func drawings(width, height int) iter.Seq[[]float64] {
	if os.Getenv("DLFS_BOARD") != "" {
		os.Setenv("DLFS_FRAMES", fmt.Sprint("mark ", os.Getpid()))
	}
	return Drawing(width, height)
}

// A result is what a cell left.
type result struct {
	messages       []protocol.DisplayData
	stdout, stderr string
	code           int
}

// runCell runs a cell in the folder dir, with a GoNB that reads along.
func runCell(t *testing.T, dir, cell string, env ...string) result {
	t.Helper()
	there, back := fifo(t), fifo(t)
	cmd := prepareCell(dir, cell, append(env, protocol.GONB_PIPE_ENV+"="+there, protocol.GONB_PIPE_BACK_ENV+"="+back)...)
	messages := make(chan []protocol.DisplayData, 1)
	open := func(path string, mode int) *os.File {
		f, err := os.OpenFile(path, mode, 0)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	// A cell that shows nothing opens no pipe. Holding both ends ourselves keeps the kernel's side from waiting for ever, which
	// has to have its own before the cell can end.
	hold, holdBack := open(there, os.O_RDWR), open(back, os.O_RDWR)
	r, w := open(there, os.O_RDONLY), open(back, os.O_WRONLY)
	go func() { messages <- playKernel(t, r, w) }()
	found := finishCell(t, cmd)
	hold.Close()
	holdBack.Close()
	select {
	case found.messages = <-messages:
	case <-time.After(2 * time.Minute):
		t.Fatal("the kernel's side of the pipes does not end")
	}
	return found
}

// runAlone runs a cell as a program without a notebook.
func runAlone(t *testing.T, dir, cell string, env ...string) result {
	t.Helper()
	return finishCell(t, prepareCell(dir, cell, env...))
}

func prepareCell(dir, cell string, env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Dir = dir
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "GONB_") && !strings.HasPrefix(entry, "DLFS_") {
			cmd.Env = append(cmd.Env, entry)
		}
	}
	cmd.Env = append(append(cmd.Env, cellVariable+"="+cell), env...)
	return cmd
}

func finishCell(t *testing.T, cmd *exec.Cmd) (r result) {
	t.Helper()
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{stdout: stdout.String(), stderr: stderr.String(), code: cmd.ProcessState.ExitCode()}
}

func fifo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// playKernel reads from r what a cell sends until the pipe ends, and answers through w. It acknowledges a sync late, and after
// an answer to somebody else, as a busy GoNB does.
func playKernel(t *testing.T, r io.ReadCloser, w io.WriteCloser) (messages []protocol.DisplayData) {
	defer r.Close()
	defer w.Close()
	decoder, encoder := gob.NewDecoder(r), gob.NewEncoder(w)
	for {
		var m protocol.DisplayData
		if err := decoder.Decode(&m); errors.Is(err, io.EOF) {
			return messages
		} else if err != nil {
			t.Error(err)
			return messages
		}
		request, ok := m.Data[protocol.MIMECommValue].(protocol.CommValue)
		if !ok {
			messages = append(messages, m)
			continue
		}
		if request.Address != protocol.GonbuiSyncAddress {
			t.Errorf("unexpected request %+v", request)
		}
		time.Sleep(5 * time.Millisecond)
		for _, answer := range []protocol.CommValue{
			{Address: "/widget", Value: request.Value}, {Address: protocol.GonbuiSyncAckAddress, Value: request.Value},
		} {
			if err := encoder.Encode(answer); err != nil {
				t.Error(err)
			}
		}
		// What is not acknowledged when the cell ends was not waited for.
		messages = append(messages, protocol.DisplayData{DisplayID: synced})
	}
}

// synced stands among the messages where a sync was acknowledged.
const synced = "synced"

// displays returns the messages without the syncs, and fails unless each was followed by one.
func (r result) displays(t *testing.T) (displays []protocol.DisplayData) {
	t.Helper()
	for i, m := range r.messages {
		if m.DisplayID == synced {
			continue
		}
		displays = append(displays, m)
		if i+1 == len(r.messages) || r.messages[i+1].DisplayID != synced {
			t.Errorf("message %d was not waited for", i)
		}
	}
	return displays
}
