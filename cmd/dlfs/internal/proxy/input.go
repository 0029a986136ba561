package proxy

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"dlfs/cmd/dlfs/internal/kernel"
	"dlfs/internal/words"
)

// quiet is how long a program must have printed nothing before the learner is asked, so that its own question comes first.
const quiet = 200 * time.Millisecond

// serveInput passes what the learner types to the programs that read it. Only those programs open the pipe, and opening our
// end blocks until one does.
func (p *Proxy) serveInput() {
	for {
		in, err := os.OpenFile(filepath.Join(p.streams, InName), os.O_WRONLY, 0)
		if errors.Is(err, os.ErrNotExist) { // A cell with %capture has hidden the pipes.
			time.Sleep(quiet)
			continue
		}
		if err != nil {
			p.warn(err)
			return
		}
		r := p.running()
		if r.content.AllowStdin {
			err = p.feed(r, in)
		} else {
			r.said("stderr", words.DLFS.Sprintf("The program wants to read a line, but nobody can type one here, so its input ends.")+"\n")
		}
		if err := errors.Join(err, in.Close()); err != nil {
			p.warn(err)
		}
		<-r.done
	}
}

// feed asks for line after line until the cell has ended.
func (p *Proxy) feed(r *run, in *os.File) error {
	for {
		for !p.wantsLine(r) {
			select {
			case <-r.done:
				return nil
			case <-time.After(quiet / 4):
			}
		}
		answer := make(chan string, 1)
		p.expect(answer)
		m := r.request.child("input_request", map[string]any{"prompt": "", "password": false})
		if err := p.front.stdin.send(m); err != nil {
			return err
		}
		select {
		case <-r.done:
			p.expect(nil)
			return nil
		case line := <-answer:
			r.noteOutput()
			if _, err := in.WriteString(line + "\n"); err != nil {
				return nil // The program has ended.
			}
		}
	}
}

// wantsLine reports whether the cell's program is waiting for a line. Where the system cannot tell, a long silence decides:
// an unneeded question would block the learner.
func (p *Proxy) wantsLine(r *run) bool {
	silence := time.Since(r.printedAt())
	if silence < quiet {
		return false
	}
	reads, known := kernel.Reads(p.started())
	return reads || !known && silence > 10*quiet
}

// expect sets where the learner's next line goes. With nil it goes to GoNB.
func (p *Proxy) expect(answer chan<- string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = answer
}

// onStdin receives what the learner has typed. Some front ends do not say which question it answers, but only one is open.
func (p *Proxy) onStdin(m message) error {
	var content struct{ Value string }
	if err := json.Unmarshal(m.content, &content); err != nil {
		return err
	}
	p.mu.Lock()
	answer := p.expected
	p.expected = nil
	p.mu.Unlock()
	if answer == nil {
		return p.back.stdin.send(m) // GoNB asks, too, with %with_inputs.
	}
	answer <- content.Value
	return nil
}
