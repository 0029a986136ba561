package proxy

import (
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"dlfs/cmd/dlfs/internal/kernel"
)

const (
	// interruptPace is how often we look for processes of a cell that is being stopped.
	interruptPace = 20 * time.Millisecond
	// patience is how long a process may take to end after an interrupt. GoNB allows the same.
	patience = 5 * time.Second
)

// interrupt stops the running cell as Ctrl-C does in a terminal: every process that the cell has started, or starts before
// it ends, gets SIGINT once. GoNB would signal only the cell's program, and nothing during its build.
func (p *Proxy) interrupt() {
	r := p.running()
	if r.ended() || !r.interrupted.CompareAndSwap(false, true) {
		return // Background processes of earlier cells stay.
	}
	r.stopping()
	if err := p.markStopped(r); err != nil {
		p.warn(err)
	}
	go func() {
		told := make(map[int]bool)
		begun := time.Now()
		for !r.ended() {
			for _, pid := range p.started() {
				signal := syscall.SIGINT
				if time.Since(begun) > patience {
					signal = syscall.SIGKILL
				} else if told[pid] {
					continue
				}
				told[pid] = true
				p.signal(pid, signal)
			}
			time.Sleep(interruptPace)
		}
	}()
}

// settle records the processes that exist before a cell: GoNB, background processes of earlier cells, and everything that is
// not ours. It runs right before the cell, because process numbers are reused.
func (p *Proxy) settle() {
	pids, err := kernel.Running()
	if err != nil {
		p.warn(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settled, p.unsettled = pids, err != nil
}

// started returns the processes that the cell has started.
func (p *Proxy) started() []int {
	pids, err := kernel.Processes(p.id())
	if err != nil {
		p.warn(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unsettled {
		return nil // GoNB itself would be among them.
	}
	return slices.DeleteFunc(pids, func(pid int) bool { return slices.Contains(p.settled, pid) })
}

// endStarted kills whatever an interrupted cell has left running.
func (p *Proxy) endStarted() {
	for _, pid := range p.started() {
		p.signal(pid, syscall.SIGKILL)
	}
}

func (p *Proxy) signal(pid int, s syscall.Signal) {
	if err := kernel.Signal(pid, p.id(), s); err != nil {
		p.warn(err)
	}
}

// id is the kernel's.
func (p *Proxy) id() string { return filepath.Base(p.folder) }
