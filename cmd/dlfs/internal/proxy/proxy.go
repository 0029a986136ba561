package proxy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"

	"dlfs/internal/atomicfile"
	"dlfs/internal/cells"
	"dlfs/internal/words"
	"dlfs/nb/kept/manifest"
)

// A Proxy serves one kernel.
type Proxy struct {
	front, back sockets
	gonb        connection
	history     *history
	library     Library
	info        json.RawMessage // what GoNB says of itself
	folder      string          // of the kernel, where GoNB works
	streams     string          // the folder of the pipes
	values      string          // the folder of what programs keep
	out, err    *pipe
	boards      *boards
	warn        func(error)
	heard       chan struct{} // closed once GoNB's iopub is heard
	first       sync.Once     // message on it
	waiting     *queue

	mu       sync.Mutex
	current  *run // the cell that runs, or the last that did
	shownID  map[string]bool
	comms    map[string]string // target by ID
	expected chan<- string     // takes the learner's next line

	unsettled bool        // settled is not known
	settled   []int       // the processes that were there before the cell
	state     cells.State // after the cells that ran

	count, serial int // of cells, and of all that ran; the runner's alone
}

// sockets are those of one side.
type sockets struct {
	shell, control, stdin, iopub *socket
	heartbeat                    zmq4.Socket
}

// A Library knows the packages that cells can import. See package library.
type Library interface {
	Index() *cells.Index
	Complete(s cells.State, code string, cursor int) (matches []string, start, end int)
	Inspect(s cells.State, code string, cursor int) (markdown string, found bool)
	Rewrite(ctx context.Context, s cells.State, number int, code string, kept manifest.Manifest) cells.Rewritten
}

// New makes the proxy for Jupyter's connection file. folder is the kernel's own, whose name is the kernel's id. It returns
// the connection file for GoNB.
//
// Errors while the proxy serves go to warn.
func New(file, folder string, library Library, warn func(error)) (p *Proxy, gonbFile string, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, "", err
	}
	var front connection
	if err := json.Unmarshal(data, &front); err != nil {
		return nil, "", words.DLFS.Errorf("%s is not a connection file: %w", file, err)
	}
	back := inFolder(front, folder)
	// GoNB takes the kernel's ID from the name of the file.
	gonbFile = filepath.Join(folder, filepath.Base(file))
	if err := atomicfile.Write(gonbFile, encode(back)); err != nil {
		return nil, "", err
	}
	p = &Proxy{
		library: library, folder: folder, streams: filepath.Join(folder, "streams"), values: filepath.Join(folder, "values"), warn: warn, heard: make(chan struct{}), waiting: newQueue(),
		shownID: make(map[string]bool), comms: make(map[string]string), current: &run{done: make(chan struct{}), over: true},
	}
	close(p.current.done)
	if p.history, err = openHistory(); err != nil {
		warn(err)
	}
	if err := makePipes(p.streams); err != nil {
		return nil, "", err
	}
	if err := os.Mkdir(p.values, 0o700); err != nil {
		return nil, "", err
	}
	if p.out, err = openPipe(filepath.Join(p.streams, OutName), p.id(), p.printed("stdout"), p.showFrame); err != nil {
		return nil, "", err
	}
	if p.err, err = openPipe(filepath.Join(p.streams, ErrName), p.id(), p.printed("stderr"), p.showFrame); err != nil {
		return nil, "", err
	}
	if p.boards, err = listenForBoards(folder); err != nil {
		return nil, "", err
	}
	p.gonb = back
	p.front, err = listen(front)
	return p, gonbFile, err
}

// Environment returns the variables, as KEY=VALUE, that GoNB needs.
func (p *Proxy) Environment() []string {
	return []string{Variable + "=" + p.streams, ValuesVariable + "=" + p.values, BoardVariable + "=" + p.boards.listener.Addr().String()}
}

// inFolder returns the connection for GoNB: sockets in the kernel's own folder, where nobody else can listen.
func inFolder(front connection, folder string) connection {
	back := front
	back.Transport, back.IP = "ipc", filepath.Join(folder, "s")
	back.ShellPort, back.IOPubPort, back.StdinPort, back.ControlPort, back.HBPort = 1, 2, 3, 4, 5
	return back
}

func listen(c connection) (s sockets, err error) {
	ctx := context.Background()
	s.heartbeat = zmq4.NewRep(ctx)
	of := func(z zmq4.Socket) *socket { return &socket{Socket: z, key: []byte(c.Key)} }
	s.shell, s.control, s.stdin, s.iopub = of(zmq4.NewRouter(ctx)), of(zmq4.NewRouter(ctx)), of(zmq4.NewRouter(ctx)), of(zmq4.NewPub(ctx))
	for _, end := range []struct {
		socket zmq4.Socket
		port   int
	}{{s.iopub, c.IOPubPort}, {s.stdin, c.StdinPort}, {s.control, c.ControlPort}, {s.heartbeat, c.HBPort}, {s.shell, c.ShellPort}} {
		if err := end.socket.Listen(c.address(end.port)); err != nil {
			return s, words.DLFS.Errorf("cannot listen on port %d: %w", end.port, err)
		}
	}
	return s, nil
}

// dial connects to GoNB, which may not be there yet.
func dial(c connection) (s sockets, err error) {
	ctx := context.Background()
	retry := zmq4.WithDialerMaxRetries(-1)
	soon := zmq4.WithDialerRetry(10 * time.Millisecond)
	// All share one identity, because GoNB sends its questions on stdin to the sender of the cell on shell.
	id := zmq4.WithID(zmq4.SocketIdentity("dlfs"))
	of := func(z zmq4.Socket) *socket { return &socket{Socket: z, key: []byte(c.Key)} }
	s.shell, s.control, s.stdin = of(zmq4.NewDealer(ctx, id, retry, soon)), of(zmq4.NewDealer(ctx, id, retry, soon)), of(zmq4.NewDealer(ctx, id, retry, soon))
	s.iopub = of(zmq4.NewSub(ctx, retry, soon))
	if err := s.iopub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		return s, err
	}
	var dialled [4]error
	var all sync.WaitGroup
	for i, end := range []struct {
		socket *socket
		port   int
	}{{s.iopub, c.IOPubPort}, {s.shell, c.ShellPort}, {s.control, c.ControlPort}, {s.stdin, c.StdinPort}} {
		s, i := end, i
		all.Go(func() { dialled[i] = s.socket.Dial(c.address(s.port)) })
	}
	all.Wait()
	return s, errors.Join(dialled[:]...)
}

// Serve serves until the process ends, once GoNB is there.
func (p *Proxy) Serve() {
	back, err := dial(p.gonb)
	if err != nil {
		p.warn(err)
		return
	}
	p.back = back
	go p.watch(p.out.read)
	go p.watch(p.err.read)
	go p.watch(p.serveBoards)
	go p.each(p.back.iopub, p.fromIOPub)
	go p.echo()
	p.meet()
	go p.each(p.back.shell, p.fromShell)
	go p.each(p.back.control, p.fromControl)
	go p.each(p.back.stdin, func(m message) error { return p.front.stdin.send(m) })
	go p.runCells()
	go p.serveInput()
	go p.each(p.front.control, p.onControl)
	go p.each(p.front.stdin, p.onStdin)
	go p.each(p.front.shell, p.onShell)
}

func (p *Proxy) watch(read func() error) {
	if err := read(); err != nil {
		p.warn(err)
	}
}

// each handles the messages of a socket one by one.
func (p *Proxy) each(s *socket, handle func(message) error) {
	for {
		m, err := s.receive()
		if errors.Is(err, errForged) {
			p.warn(err)
			continue
		}
		if errors.Is(err, io.EOF) { // GoNB has ended, and so will we.
			return
		}
		if err != nil {
			p.warn(err)
			return
		}
		if err := handle(m); err != nil {
			p.warn(fmt.Errorf("%s: %w", m.Kind, err))
		}
	}
}

func (p *Proxy) echo() {
	for {
		m, err := p.front.heartbeat.Recv()
		if err == nil {
			err = p.front.heartbeat.Send(m)
		}
		if err != nil {
			p.warn(err)
			return
		}
	}
}

// ownSession is the session of the proxy's own requests to GoNB.
const ownSession = "dlfs"

func ask(kind string, content any) message {
	h := header{ID: newID(), Kind: kind, Session: ownSession, Version: protocolVersion, Date: time.Now().UTC().Format(time.RFC3339Nano)}
	return message{header: h, rawHeader: encode(h), parent: nothing, metadata: nothing, content: encode(content)}
}

// meet asks GoNB for its kernel_info until its iopub is heard as well: anything published before that is lost.
func (p *Proxy) meet() {
	for {
		if err := p.back.shell.send(ask("kernel_info_request", struct{}{})); err != nil {
			p.warn(err)
			return
		}
		m, err := p.back.shell.receive()
		if err != nil {
			p.warn(err)
			return
		}
		p.info = m.content
		select {
		case <-p.heard:
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// publish sends a message to all listeners. Its topic is its kind, as in other kernels.
func (p *Proxy) publish(parent message, kind string, content any) error {
	m := parent.child(kind, content)
	m.identities = [][]byte{[]byte(kind)}
	return p.front.iopub.send(m)
}

type status struct {
	State string `json:"execution_state"`
}

// answer answers a request here, between the busy and idle states that every answer has. Front ends take any state for the
// kernel's own, so while a cell runs busy is published once more.
func (p *Proxy) answer(s *socket, request message, kind string, content any) error {
	return errors.Join(
		p.publish(request, "status", status{"busy"}),
		s.send(request.child(kind, content)),
		p.publish(request, "status", status{"idle"}),
		p.stillBusy(p.running()),
	)
}

func (p *Proxy) onShell(m message) error {
	switch m.Kind {
	case "execute_request":
		if m.ID == "" {
			return errNoID
		}
		p.waiting.add(m)
		return nil
	case "complete_request", "inspect_request":
		go p.help(m) // The first answer may take a moment.
		return nil
	case "comm_open", "comm_msg", "comm_close":
		if is, err := p.ofBoard(m); is {
			return err
		}
		p.noteComm(m)
	}
	if kind, content, ok := p.known(m); ok {
		return p.answer(p.front.shell, m, kind, content)
	}
	return p.back.shell.send(m)
}

func (p *Proxy) onControl(m message) error {
	switch m.Kind {
	case "interrupt_request":
		p.interrupt()
		return p.answer(p.front.control, m, "interrupt_reply", map[string]any{"status": "ok"})
	case "shutdown_request":
		var content struct {
			Restart bool `json:"restart"`
		}
		if err := json.Unmarshal(m.content, &content); err != nil {
			return err
		}
		// GoNB exits right after its answer, which may be lost.
		err := p.answer(p.front.control, m, "shutdown_reply", map[string]any{"status": "ok", "restart": content.Restart})
		return errors.Join(err, p.publish(m, "shutdown_reply", map[string]any{"status": "ok", "restart": content.Restart}), p.back.control.send(m))
	}
	if kind, content, ok := p.known(m); ok {
		return p.answer(p.front.control, m, kind, content)
	}
	return p.back.control.send(m)
}

var errNoID = errors.New("a request without a number, which cannot be answered")

// known returns the answer to a request that never goes to GoNB.
func (p *Proxy) known(m message) (kind string, content any, ok bool) {
	switch m.Kind {
	case "kernel_info_request":
		return "kernel_info_reply", p.info, true
	case "is_complete_request":
		return "is_complete_reply", isComplete(m.content), true
	case "history_request":
		return "history_reply", p.history.answer(m.content), true
	case "comm_info_request":
		return "comm_info_reply", p.commInfo(m.content), true
	}
	return "", nil, false
}

// remembered returns the state after the cells that have run.
func (p *Proxy) remembered() cells.State {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

func isComplete(request json.RawMessage) any {
	var content struct{ Code string }
	if err := json.Unmarshal(request, &content); err != nil {
		return map[string]string{"status": "unknown"}
	}
	reply := map[string]string{"status": cells.Status(content.Code)}
	if reply["status"] == "incomplete" {
		reply["indent"] = ""
	}
	return reply
}

// A comm is what we remember of an open comm.
type comm struct {
	ID     string `json:"comm_id"`
	Target string `json:"target_name"`
}

func (p *Proxy) noteComm(m message) {
	var c comm
	if json.Unmarshal(m.content, &c) != nil {
		return // GoNB will say so.
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch m.Kind {
	case "comm_open":
		p.comms[c.ID] = c.Target
	case "comm_close":
		delete(p.comms, c.ID)
	}
}

func (p *Proxy) commInfo(request json.RawMessage) any {
	var wanted comm
	if err := json.Unmarshal(request, &wanted); err != nil {
		return map[string]string{"status": "error", "ename": "BadRequest", "evalue": err.Error()}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	found := make(map[string]any)
	for id, target := range p.comms {
		if wanted.Target == "" || wanted.Target == target {
			found[id] = map[string]string{"target_name": target}
		}
	}
	return map[string]any{"status": "ok", "comms": found}
}

// fromShell receives GoNB's answers.
func (p *Proxy) fromShell(m message) error {
	var parent header
	if err := json.Unmarshal(m.parent, &parent); err != nil || parent.Session == ownSession {
		return err
	}
	if r := p.running(); m.Kind == "execute_reply" && r.is(parent.ID) {
		r.reply <- m
		return nil
	}
	return p.front.shell.send(m)
}

// fromControl receives what GoNB sends on control. It answers control requests on shell, so nothing comes here today.
func (p *Proxy) fromControl(m message) error { return p.front.control.send(m) }

// running returns the cell that is running, or the last one.
func (p *Proxy) running() *run {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.current
}

// fromIOPub receives what GoNB publishes.
func (p *Proxy) fromIOPub(m message) error {
	p.first.Do(func() { close(p.heard) })
	var parent header
	if err := json.Unmarshal(m.parent, &parent); err != nil || parent.Session == ownSession {
		return err
	}
	if m.Kind == "comm_open" || m.Kind == "comm_close" {
		p.noteComm(m)
	}
	if r := p.running(); r.is(parent.ID) {
		return p.ofCell(r, m)
	}
	return p.front.iopub.send(m)
}
