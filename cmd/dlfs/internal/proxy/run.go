package proxy

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dlfs/internal/advice"
	"dlfs/internal/cells"
)

// A run is one execution of a cell.
type run struct {
	serial     int // the number of the run
	request    message
	content    executeRequest
	cell       advice.Cell
	meant      cells.Rewritten // what GoNB gets; the zero value for a cell that does not reach it
	after      cells.State     // if it compiles, with its declarations where they are in what GoNB gets
	page       map[string]any  // what is answered without GoNB, or nil
	refused    *advice.Failure // why it does not reach GoNB, or nil
	unreadable bool            // the request is malformed, and would end GoNB

	reply       chan message  // GoNB's
	idle        chan struct{} // closed when GoNB has published everything
	allIsHere   sync.Once     // closes idle
	done        chan struct{} // closed when it has ended
	interrupted atomic.Bool
	stop        context.Context // ends when the cell is interrupted
	stopping    context.CancelFunc

	mu       sync.Mutex // guards what the cell shows, so that it stays in order
	out, err *text
	printed  time.Time
	hidden   bool   // the pipes are
	status   string // GoNB's line about the end of a program; hidden if that is the cell's own
	failure  gonbFailure
	failed   bool
	over     bool // idle has been published
}

// gonbFailure is GoNB's error message.
type gonbFailure struct {
	Value     string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

// noteOutput records that the cell has just printed something.
func (r *run) noteOutput() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.printed = time.Now()
}

func (r *run) printedAt() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.printed
}

// ended reports whether the cell has.
func (r *run) ended() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

func (r *run) is(id string) bool { return r.request.ID == id && id != "" }

// runCells runs the cells one by one, as they come.
func (p *Proxy) runCells() {
	for {
		aborted, err := p.runCell(p.waiting.next())
		for _, m := range aborted {
			reply := map[string]any{"status": "aborted", "execution_count": p.count}
			err = errors.Join(err, p.answer(p.front.shell, m, "execute_reply", reply))
		}
		if err != nil {
			p.warn(err)
		}
	}
}

// inFlight is how long a failed cell waits for cells that were sent together with it and have not arrived yet.
const inFlight = 30 * time.Millisecond

// runCell runs a cell. If it fails it returns the cells to abort: those waiting now, but none that are sent after its reply.
func (p *Proxy) runCell(m message) (aborted []message, err error) {
	r, err := p.begin(m)
	defer close(r.done)
	if err := p.throughGoNB(r); err != nil {
		r.refused = &advice.Failure{Name: "KernelError", Value: err.Error(), Traceback: []string{"KernelError: " + err.Error()}}
	}
	if r.interrupted.Load() {
		p.endStarted()
	}
	failure := p.conclude(r)
	if r.interrupted.Load() || failure != nil && r.content.StopOnError {
		time.Sleep(inFlight)
		aborted = p.waiting.takeAll()
	}
	return aborted, errors.Join(err, p.unmarkStopped(r), p.finish(r, failure))
}

// begin registers the cell and publishes that it is running.
func (p *Proxy) begin(m message) (*run, error) {
	p.serial++
	r := &run{serial: p.serial, printed: time.Now(), reply: make(chan message, 1), idle: make(chan struct{}), done: make(chan struct{})}
	r.stop, r.stopping = context.WithCancel(context.Background())
	var unreadable error
	r.request, r.content, unreadable = withDefaults(m)
	r.out = &text{publish: func(s string) { p.stream(r, "stdout", s) }}
	r.err = &text{publish: func(s string) { p.stream(r, "stderr", s) }, holds: true}
	var err error
	if r.content.StoreHistory {
		p.count++
		err = p.history.add(p.count, r.content.Code)
	}
	r.cell = advice.Cell{State: p.remembered(), Number: p.count, Source: r.content.Code, Index: p.library.Index()}
	r.after = r.cell.State
	p.settle()
	p.mu.Lock()
	p.current = r
	p.mu.Unlock()
	err = errors.Join(err, p.publish(m, "status", status{"busy"}))
	if unreadable != nil {
		r.unreadable = true
		r.refused = &advice.Failure{Name: "BadRequest", Value: unreadable.Error(), Traceback: []string{"BadRequest: " + unreadable.Error()}}
		return r, err
	}
	if !r.content.Silent {
		input := map[string]any{"code": r.content.Code, "execution_count": p.count}
		err = errors.Join(err, p.publish(m, "execute_input", input))
	}
	return r, errors.Join(err, p.interpret(r))
}

// throughGoNB lets GoNB run the cell and waits until everything it shows has arrived. In the place of a cell that was answered
// here GoNB gets an empty one, so that both count alike.
func (p *Proxy) throughGoNB(r *run) (err error) {
	if r.unreadable {
		return nil
	}
	defer func() { err = errors.Join(err, p.unhide(r)) }()
	m := r.request
	if r.page != nil || r.refused != nil {
		m, err = withCode(m, "")
	} else {
		m, err = p.forGoNB(r, m)
	}
	if err != nil {
		return err
	}
	if err := p.back.shell.send(m); err != nil {
		return err
	}
	<-r.reply
	<-r.idle
	return errors.Join(p.out.end(), p.err.end())
}

// flushPipes waits until everything printed so far has arrived, so that it is shown first.
func (p *Proxy) flushPipes() error { return errors.Join(p.out.flush(), p.err.flush()) }

// ofCell receives what GoNB publishes about the running cell, or the last one.
func (p *Proxy) ofCell(r *run, m message) error {
	switch m.Kind {
	case "status":
		var s status
		if err := json.Unmarshal(m.content, &s); err != nil {
			return err
		}
		if s.State == "idle" {
			r.allIsHere.Do(func() { close(r.idle) })
		}
		return nil
	case "execute_input":
		return nil
	case "error":
		r.failed = true
		return json.Unmarshal(m.content, &r.failure)
	case "stream":
		var s struct{ Name, Text string }
		if err := json.Unmarshal(m.content, &s); err != nil {
			return err
		}
		err := p.flushPipes()
		r.said(s.Name, removedMade.ReplaceAllString(s.Text, ""))
		return err
	case "display_data", "update_display_data":
		if err := p.flushPipes(); err != nil {
			return err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.flush()
		var left bool
		if m, left = withoutMade(m); !left {
			return nil
		}
	}
	return p.front.iopub.send(m)
}

var endOf = regexp.MustCompile(`^(\^C\n)?(exit status \d+|signal: .*)\n$`)

// said receives text from GoNB.
func (r *run) said(name, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	said := r.status
	r.status = ""
	if name == "stderr" && endOf.MatchString(text) {
		r.status, text = text, ""
	}
	if said != "" {
		r.err.write([]byte(said))
	}
	if text != "" {
		r.text(name).write([]byte(text))
	}
}

func (r *run) text(name string) *text {
	if name == "stderr" {
		return r.err
	}
	return r.out
}

func (r *run) flush() {
	r.out.flush()
	r.err.flush()
}

// printed returns a function that receives what programs print to the stream.
func (p *Proxy) printed(name string) func([]byte) {
	return func(data []byte) {
		if r := p.running(); r.out != nil {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.printed = time.Now()
			r.text(name).write(data)
		}
	}
}

func (p *Proxy) stream(r *run, name, text string) {
	if err := p.publish(r.request, "stream", map[string]string{"name": name, "text": text}); err != nil {
		p.warn(err)
	}
}

// conclude returns why the cell has failed, or nil. It publishes the rest of what the cell has printed.
func (p *Proxy) conclude(r *run) *advice.Failure {
	r.mu.Lock()
	defer r.mu.Unlock()
	ran := !r.failed || programEnd.MatchString(r.failure.Value)
	switch {
	case r.refused != nil:
	case ran:
		p.remember(r.meant.Placed(r.after))
	default:
		p.remember(cells.Before(r.cell.State, r.cell.Number, r.meant.Code))
		if r.meant.Changed {
			if err := p.keep(r.meant.Before); err != nil {
				p.warn(err)
			}
		}
	}
	stopped := r.interrupted.Load() && (r.failed || r.status != "") // otherwise the program handled the interrupt and ended well
	if r.status != "" && !stopped && !(r.failed && ran) {
		r.err.write([]byte(r.status))
	}
	r.out.end(false)
	said := r.err.end(r.failed && !stopped)
	switch {
	case r.refused != nil:
		return r.refused
	case stopped:
		failure := advice.Interrupted()
		return &failure
	case !r.failed:
		return nil
	case ran:
		r.cell.State = r.meant.Placed(r.after)
		failure := advice.Program(r.meant.Original(p.inCells(said, r)), r.failure.Value, r.cell)
		return &failure
	}
	failure := p.explain(r)
	return &failure
}

// remember sets the state after the cells that ran.
func (p *Proxy) remember(s cells.State) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = s
}

var (
	programEnd = regexp.MustCompile(`^(exit status \d+|signal: .*)$`)
	// How GoNB begins a message about a step before the program.
	wrapping = regexp.MustCompile(`^(executing special commands in cell|failed to run "[^"]*"|parsing go files in TempDir "[^"]*"): `)
)

// explain returns the failure of a cell whose program never started.
func (p *Proxy) explain(r *run) advice.Failure {
	said := r.failure.Value
	for wrapping.MatchString(said) {
		said = wrapping.ReplaceAllString(said, "")
	}
	if len(r.failure.Traceback) == 1 { // of a special command
		return advice.Refused(said, r.cell)
	}
	c := r.cell
	c.State = c.State.WithKept(r.meant.Kept)
	return advice.Compile(r.meant.Original(compilerLines(p.inCells(said, r), r.after)), c)
}

// compilerLines drops lines that say nothing about a cell, and puts the place of an import in front of go get's complaint
// about it.
func compilerLines(said string, s cells.State) string {
	said, _, _ = strings.Cut(said, gonbNote)
	var kept []string
	below := false // a heading, where a line is indented though it says something of its own
	for line := range strings.Lines(said) {
		line = strings.TrimRight(line, " \t\r\n")
		said := strings.TrimSpace(line)
		if importing.MatchString(said) {
			below = true
			continue
		}
		if below {
			line, below = said, false
		}
		if line == "" || strings.HasPrefix(line, "# ") || programEnd.MatchString(line) {
			continue
		}
		line = implicit.ReplaceAllString(line, "$1: $2")
		path, what, _ := strings.Cut(strings.TrimPrefix(line, "go: "), ": ")
		if i := slices.IndexFunc(s.Imports, func(i cells.Import) bool { return i.Path == path }); i >= 0 {
			if !strings.Contains(what, path) {
				what = path + ": " + what
			}
			line = s.Imports[i].At.String() + ": " + what
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "\n")
}

// gonbNote begins GoNB's own advice about modules, which does not apply here.
const gonbNote = "---------------\nNote: 'go get'"

// importing is the go command's heading for what a cell imports, itself or through another package.
var importing = regexp.MustCompile(`^((go: )?\S+ (imports|tested by)|package gonb_[0-9a-f]{8})$`)

// implicit is what go get says of a package whose module only other modules ask for.
var implicit = regexp.MustCompile(`^go: gonb_[0-9a-f]{8}: package gonb_[0-9a-f]{8} imports (\S+) (from implicitly required module)\b.*`)

// finish tells Jupyter how the cell ended.
func (p *Proxy) finish(r *run, failure *advice.Failure) error {
	content := map[string]any{"status": "ok", "execution_count": p.count, "user_expressions": map[string]any{}, "payload": []any{}}
	if r.page != nil {
		content["payload"] = []any{r.page}
	}
	var err error
	if failure != nil {
		told := map[string]any{"ename": failure.Name, "evalue": failure.Value, "traceback": failure.Traceback}
		err = p.publish(r.request, "error", told)
		content = map[string]any{"status": "error", "execution_count": p.count}
		for name, value := range told {
			content[name] = value
		}
	}
	err = errors.Join(err, p.front.shell.send(r.request.child("execute_reply", content)))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
	return errors.Join(err, p.publish(r.request, "status", status{"idle"}))
}

// stillBusy publishes busy once more if the cell is still running.
func (p *Proxy) stillBusy(r *run) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return nil
	}
	return p.publish(r.request, "status", status{"busy"})
}
