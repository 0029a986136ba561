//go:build unix

package kept

import (
	"os"
	"os/signal"
	"syscall"
)

func watchInterrupts() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGINT)
	go func() {
		<-c
		keepInterrupted()
		// The signal comes again, for whom it was meant: it ends the program, unless the cell looks out for it itself.
		signal.Stop(c)
		syscall.Kill(syscall.Getpid(), syscall.SIGINT)
	}()
}
