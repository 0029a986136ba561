package proxy

import "sync"

// A queue holds the waiting cells.
type queue struct {
	mu    sync.Mutex
	some  *sync.Cond
	cells []message
}

func newQueue() *queue {
	q := &queue{}
	q.some = sync.NewCond(&q.mu)
	return q
}

func (q *queue) add(m message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.cells = append(q.cells, m)
	q.some.Signal()
}

// next waits for a cell.
func (q *queue) next() message {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.cells) == 0 {
		q.some.Wait()
	}
	m := q.cells[0]
	q.cells = q.cells[1:]
	return m
}

// takeAll empties the queue.
func (q *queue) takeAll() []message {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := q.cells
	q.cells = nil
	return all
}
