package main

import (
	"fmt"
	"os"
	"strings"
)

// peakMemory returns the most memory that the process has had, in MiB, where the system tells it.
func peakMemory() (float64, bool) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	_, line, found := strings.Cut(string(status), "VmHWM:")
	var kilobytes float64
	if _, err := fmt.Sscan(line, &kilobytes); !found || err != nil {
		return 0, false
	}
	return kilobytes / 1024, true
}
