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
	"sync/atomic"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"dlfs/exercises/internal/clock"
	"dlfs/internal/words"
)

// Room for the learner's code beyond what was in use before. No exercise needs a tenth of it.
const (
	heapLimit  = 512 << 20 // bytes
	stackLimit = 128 << 20 // bytes; Go itself gives up at eight times as much, with a fatal error
)

// How often a watch looks: often while most answers are already done, and then at a hundredth of the cost.
const (
	lookEvery = 2 * time.Millisecond
	looksAtIt = 50
	lookLater = 10 * time.Millisecond
)

// A watch looks after the learner's code while it runs.
type watch struct {
	mu      sync.Mutex
	input   string        // what the code is tried on now
	found   []string      // what it does right, and the first thing that it does not
	running bool          // the learner's code, and not ours
	since   clock.Reading // when it was last looked at
	used    clock.Reading // the time that it had until then
	base    memory        // what is in use without it
	broke   string        // the function that it called although an answer may not
}

// run runs work in a goroutine of its own and returns when it is done. If the learner's code goes beyond a limit meanwhile,
// run returns a sentence about it, and work goes on: a goroutine cannot be stopped.
func (w *watch) run(limit time.Duration, work func()) string {
	done := make(chan struct{})
	w.base = inUse()
	go func() {
		defer close(done)
		work()
	}()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for looks := 0; ; looks++ {
		select {
		case <-done:
		case <-look.C:
		}
		if looks == looksAtIt {
			look.Reset(lookLater)
		}
		why := w.excess(limit)
		if isClosed(done) { // On a single thread the work is over before the clock is heard.
			return ""
		}
		if why != "" {
			return why
		}
	}
}

// excess says which limit the learner's code has gone beyond, or nothing.
func (w *watch) excess(limit time.Duration) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.running {
		return ""
	}
	w.count()
	now := inUse()
	if now.heap > w.base.heap+heapLimit {
		runtime.GC() // What is garbage does not count.
		now = inUse()
	}
	manyGoroutines := runtime.NumGoroutine() > 1000 // Their stacks are no recursion.
	switch {
	case clock.IsUp(w.used, limit):
		return words.Exercises.Sprintf("%s never finishes. Look for a loop whose condition never becomes false, "+
			"or for a wait that never ends.", w.input)
	case now.stack > w.base.stack+stackLimit && !manyGoroutines:
		return words.Exercises.Sprintf("%s keeps calling itself. A recursive function needs a case in which it returns without "+
			"calling itself.", w.input)
	case now.heap > w.base.heap+heapLimit || now.stack > w.base.stack+stackLimit:
		return words.Exercises.Sprintf("%s uses more and more memory, half a gigabyte so far. Look for an append or a make "+
			"in an endless loop, or for a size that is far too large.", w.input)
	}
	return ""
}

// count counts the time since the last look.
func (w *watch) count() {
	now := clock.Now()
	w.used = w.used.Add(now.Sub(w.since).Own())
	w.since = now
}

func isClosed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// try calls f, which tries the learner's code on the input.
func (w *watch) try(input string, f func() any) outcome {
	w.mu.Lock()
	w.input, w.running, w.since = input, true, clock.Now()
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.count()
		w.running = false
	}()
	return call(f)
}

// ours runs what we do with an answer, whose memory is not the learner's.
func (w *watch) ours(f func() any) outcome {
	before := inUse()
	o := call(f)
	after := inUse()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.base.heap += max(after.heap, before.heap) - before.heap
	return o
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

func (calls spentBudget) String() string {
	return words.Exercises.Sprintf("calls the given function more than %d times", int(calls))
}

// budgeted returns f, which may be called so many times, also by several goroutines, and settle, which panics if it was
// called more often: the answer may have caught the first panic.
func budgeted(f func([]float64) float64, calls int) (limited func([]float64) float64, settle func()) {
	var made atomic.Int64
	settle = func() {
		if made.Load() > int64(calls) {
			panic(spentBudget(calls))
		}
	}
	return func(x []float64) float64 {
		made.Add(1)
		settle()
		return f(x)
	}, settle
}

// A record is what a function that is handed to the learner's code was asked, which may be in several goroutines.
type record[T any] struct {
	mu  sync.Mutex
	all []T
}

func (r *record[T]) add(v T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, v)
}

// list returns what there is by now: a goroutine that the answer has left behind may still add to it.
func (r *record[T]) list() []T {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.all)
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
		return outcome{panic: calls.String()}
	}
	if function, ok := value.(insideCall); ok {
		return outcome{panic: callsInside(string(function))}
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

// textOf returns a line of the cell as it is written there. In the kernel's folder GoNB has the cell's program as main.go,
// and a page each cell under its name, Cell[3] for instance.
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
