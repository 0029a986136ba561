// Package clock says when code has had its time, on a machine that may have more to do.
package clock

import (
	"runtime"
	"time"
)

// A Reading is what the clocks show: the time that has passed, and what this program has had of the processors.
type Reading struct{ wall, cpu time.Duration }

var started = time.Now()

// Now reads the clocks.
func Now() Reading {
	wall := time.Since(started)
	if cpu, ok := cpuTime(); ok {
		return Reading{wall, cpu}
	}
	return Reading{wall, wall}
}

// Sub returns the time from earlier to r.
func (r Reading) Sub(earlier Reading) Reading {
	return Reading{r.wall - earlier.wall, r.cpu - earlier.cpu}
}

// mostWaiting is how long a program may wait between two readings before it counts as stopped, which is not its own doing: the
// machine slept, say, or its container was paused.
const mostWaiting = 100 * time.Millisecond

// Own returns what of a time between two readings is the program's own doing.
func (r Reading) Own() Reading { return Reading{min(r.wall, r.cpu+mostWaiting), r.cpu} }

// Passed returns the time that has passed.
func (r Reading) Passed() time.Duration { return r.wall }

// Add returns the sum of two times.
func (r Reading) Add(more Reading) Reading { return Reading{r.wall + more.wall, r.cpu + more.cpu} }

// A program that waits uses hardly anything of the processors. Other programs that need them take part of its time away, but
// leave it more than this share.
const waitingShare = 20

// longest is how many times its limit code may last, whatever it does.
const longest = 12

// IsUp reports whether used is more than the limit: code that computes has used up its time of the processors, code that
// waits has waited as long. A slow machine and one that has more to do judge alike. It is a variable for tests, which know
// better when the time is up.
var IsUp = func(used Reading, limit time.Duration) bool {
	if runtime.GOARCH == "wasm" { // a tenth of the speed, on a slow machine
		limit *= 10
	}
	waits := used.cpu < used.wall/waitingShare
	return used.cpu >= limit || used.wall >= limit && waits || used.wall >= longest*limit
}
