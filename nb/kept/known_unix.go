//go:build unix

package kept

import "context"

// Package os/signal has it in each program.
func init() { known.add("context.Canceled", context.Canceled) }
