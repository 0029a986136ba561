package exercises

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"dlfs/internal/words"
)

// Room for the learner's code beyond what was in use before. No exercise needs a tenth of it.
const (
	heapLimit  = 512 << 20 // bytes
	stackLimit = 128 << 20 // bytes; Go itself gives up at eight times as much, with a fatal error
	lookEvery  = 2 * time.Millisecond
)

// after is the clock of the limits. Tests have one of their own, as on a busy machine seconds say little about a program.
var after = time.After

// A watch looks after the learner's code while it runs.
type watch struct {
	mu    sync.Mutex
	input string   // what the code is tried on now
	found []string // what it does right, and the first thing that it does not
}

// run runs work in a goroutine of its own and returns when it is done. If work goes beyond a limit, run returns a sentence
// about it, and work goes on: a goroutine cannot be stopped.
func (w *watch) run(limit time.Duration, work func()) string {
	done := make(chan struct{})
	before := inUse()
	go func() {
		defer close(done)
		work()
	}()
	if runtime.GOARCH == "wasm" { // a tenth of the speed, on a slow machine
		limit *= 10
	}
	deadline := after(limit)
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		late := false
		select {
		case <-done:
		case <-deadline:
			late = true
		case <-look.C:
		}
		now := inUse()
		switch {
		case isClosed(done): // On a single thread the work is over before the clock is heard.
			return ""
		case late:
			return words.Exercises.Sprintf("%s does not come to an end. Look for a loop whose condition never becomes false, "+
				"or a wait for something that never comes.", w.trying())
		case now.stack > before.stack+stackLimit:
			return words.Exercises.Sprintf("%s calls itself again and again. A function that calls itself needs a case in which "+
				"it does not.", w.trying())
		case now.heap > before.heap+heapLimit:
			return words.Exercises.Sprintf("%s takes more and more memory, half a gigabyte so far. Look for an append or a make "+
				"in a loop that does not end, or for a size that is far too large.", w.trying())
		}
	}
}

func isClosed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

func (w *watch) trying() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.input
}

// try calls f, which tries the learner's code on the input.
func (w *watch) try(input string, f func() any) outcome {
	w.mu.Lock()
	w.input = input
	w.mu.Unlock()
	return call(f)
}

// note keeps a line about what has been found, for lines.
func (w *watch) note(line string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.found = append(w.found, line)
}

// lines returns what has been found so far.
func (w *watch) lines() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.found)
}

type memory struct{ heap, stack uint64 }

func inUse() memory {
	samples := []metrics.Sample{
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/stacks:bytes"},
	}
	metrics.Read(samples)
	return memory{samples[0].Value.Uint64(), samples[1].Value.Uint64()}
}

// A spent budget is the panic of a function that was called too often.
type spentBudget int

// budgeted returns f, which may be called so many times.
func budgeted(f func([]float64) float64, calls int) func([]float64) float64 {
	left := calls
	return func(x []float64) float64 {
		if left--; left < 0 {
			panic(spentBudget(calls))
		}
		return f(x)
	}
}

// Stubs panic with the first of these where the learner's code belongs; nbgrader's with the second.
var stubPanics = []string{"your code here", "not implemented"}

// call calls f, and catches what it panics with.
func call(f func() any) (o outcome) {
	defer func() {
		if value := recover(); value != nil {
			o = panicked(value)
		}
	}()
	return outcomeOf(f())
}

func panicked(value any) outcome {
	if text, ok := value.(string); ok {
		for _, stub := range stubPanics {
			if text == stub {
				return outcome{stub: text}
			}
		}
	}
	if calls, ok := value.(spentBudget); ok {
		return outcome{panic: words.Exercises.Sprintf("calls the function that it is given more than %d times", int(calls))}
	}
	said := strings.TrimPrefix(fmt.Sprint(value), "runtime error: ")
	return outcome{panic: words.Exercises.Sprintf("panics: %s", said), line: panicLine()}
}

// panicLine returns the learner's line from which the present panic came, or nothing if it is not known.
func panicLine() string {
	pcs := make([]uintptr, 100)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	for {
		frame, more := frames.Next()
		if isLearners(frame.Function) {
			return textOf(frame.File, frame.Line)
		}
		if !more {
			return ""
		}
	}
}

func isLearners(function string) bool {
	first, _, _ := strings.Cut(function, ".")
	return first == "main"
}

// textOf returns a line of the cell as it is written there. In the kernel's folder GoNB has the cell's program as main.go, and
// a page each cell under its name, Cell[3] for instance.
func textOf(file string, line int) string {
	dir := os.Getenv(protocol.GONB_TMP_DIR_ENV)
	name := filepath.Base(file)
	if dir == "" || name != "main.go" && !strings.HasPrefix(name, "Cell[") {
		return ""
	}
	source, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return "" // the message does without
	}
	lines := strings.Split(string(source), "\n")
	if line > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[line-1])
}

// isFinite reports whether x is a number that one can go on with.
func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
