package kernel

import (
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// A Task is work in parts that may be done at the same time.
type Task interface{ Part(i int) }

// MostCores is how many cores share a task at most.
const MostCores = 32

// Cores returns into how many parts a task that begins now should be cut. While another task is under way that is one:
// neither the parts of that task nor other goroutines get help.
func Cores() int {
	if workers.busy.Load() {
		return 1
	}
	return min(runtime.GOMAXPROCS(0), MostCores)
}

// Share does the parts 0 to n-1 of t, where Cores returned n, side by side. Part i is done by the same core i time after
// time, if that is awake: so what the part works on stays in the caches of that core. A panic in a part arrives at the
// caller, when the other parts are done.
func Share(t Task, n int) {
	if n <= 1 || !workers.take() {
		for i := range n {
			t.Part(i)
		}
		return
	}
	defer workers.release()
	workers.share(t, n)
}

var workers pool

// pool is a caller, as core 0, and goroutines that help. A training step is over in a fifth of a millisecond and shares
// its work half a dozen times; waking a goroutine takes longer than its part would. So helpers stay awake for a while.
type pool struct {
	busy  atomic.Bool
	alone int             // tasks that the caller is to do alone
	wake  []chan struct{} // for helper i at i-1; a token says that there was a task since it last slept

	task   Task
	todo   atomic.Uint64  // the number of the task in the upper half; below it a bit for each part nobody has begun
	left   atomic.Int32   // parts that are not done,
	done   sync.WaitGroup // and the same to sleep on
	panics atomic.Pointer[ended]
}

// take reserves the pool for the caller, unless it is at work or the caller is to work alone.
func (c *pool) take() bool {
	if c.busy.Load() || !c.busy.CompareAndSwap(false, true) {
		return false
	}
	if c.alone > 0 {
		c.alone--
		c.release()
		return false
	}
	return true
}

func (c *pool) release() { c.busy.Store(false) }

// patience is how often the pool looks for something to do before it sleeps: for about 0.1 ms.
const patience = 2000

func (c *pool) share(t Task, n int) {
	begin := time.Now()
	c.begin(t, n)
	c.work(0)
	c.finish(begin)
	c.task = nil
	if p := c.panics.Swap(nil); p != nil {
		panic(p.with)
	}
}

// begin gives the parts of t to the helpers, who are hired when they are first needed.
func (c *pool) begin(t Task, n int) {
	for core := len(c.wake) + 1; core < n; core++ {
		c.wake = append(c.wake, make(chan struct{}, 1))
		go c.help(core, c.wake[core-1])
	}
	c.task = t
	c.left.Store(int32(n))
	c.done.Add(n)
	number := c.todo.Load()>>32 + 1
	c.todo.Store(number<<32 | 1<<n - 1)
	for _, wake := range c.wake[:n-1] {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
}

// finish waits for the helpers. If that takes longer than the caller's part did, another program has their cores: the
// caller does some tasks alone, instead of waiting for the helpers' turn in each.
func (c *pool) finish(begin time.Time) {
	for i := 0; c.left.Load() > 0; i++ {
		if i == patience {
			const held = 64
			worked := time.Since(begin)
			c.done.Wait()
			if time.Since(begin) > 2*worked {
				c.alone = held
			}
			return
		}
		pause()
	}
	c.done.Wait()
}

func (c *pool) help(core int, wake chan struct{}) {
	for {
		for i := 0; i < patience; i++ {
			if c.todo.Load()>>core&1 == 1 {
				c.work(core)
				i = 0
			}
			pause()
		}
		<-wake
	}
}

// work does the core's own part, and then others that are still to be done: a core that sleeps or that the system has
// given to another program holds up nobody but itself.
func (c *pool) work(core int) {
	for {
		todo := c.todo.Load()
		parts := uint32(todo)
		if parts == 0 {
			return
		}
		i := bits.TrailingZeros32(parts)
		if parts>>core&1 == 1 {
			i = core
		}
		if c.todo.CompareAndSwap(todo, todo&^(1<<i)) {
			c.do(i)
		}
	}
}

func (c *pool) do(part int) {
	defer c.did()
	c.task.Part(part)
}

// did notes that a part has ended, and with what.
func (c *pool) did() {
	if p := recover(); p != nil {
		c.panics.CompareAndSwap(nil, &ended{p})
	}
	c.done.Done()
	c.left.Add(-1) // last, so that who sees 0 need not wait
}

// ended is what a part panicked with.
type ended struct{ with any }
