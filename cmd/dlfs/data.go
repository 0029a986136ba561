package main

import (
	"context"
	"fmt"
	"os/signal"
	"syscall"

	"dlfs/datasets/fetch"
	"dlfs/internal/command"
)

// prepareData brings the MNIST images to where the notebooks look for them and says where that is. It is the one place
// that may download.
func prepareData(c *command.Call) error {
	if _, err := c.Parse(nil); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	report, err := fetch.Prepare(ctx, func(step string) { fmt.Fprintln(c.Stdout, step) })
	if err != nil {
		return err
	}
	fmt.Fprintln(c.Stdout, report)
	return nil
}
