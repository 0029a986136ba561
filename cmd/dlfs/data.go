package main

import (
	"context"
	"fmt"
	"os/signal"
	"syscall"

	"dlfs/datasets/fetch"
)

// prepareData brings the MNIST images to where the notebooks look for them and says where that is. It is the one place
// that may download.
func prepareData(c *call) error {
	if _, err := c.parse(nil); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	report, err := fetch.Prepare(ctx, func(step string) { fmt.Fprintln(c.stdout, step) })
	if err != nil {
		return err
	}
	fmt.Fprintln(c.stdout, report)
	return nil
}
