//go:build unix

package kept

import (
	"syscall"
	"time"
)

func init() {
	cpu = func() time.Duration {
		var r syscall.Rusage
		syscall.Getrusage(syscall.RUSAGE_SELF, &r)
		return time.Duration(r.Utime.Nano() + r.Stime.Nano())
	}
}
