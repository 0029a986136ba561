package goplsclient

import (
	"context"
	"sync"
	"time"

	"k8s.io/klog/v2"
)

// idle is how long gopls stays after the last question. It takes some 600 MB, and most learners ask little.
const idle = 10 * time.Minute

var (
	asking sync.Mutex  // Two questions may come at once.
	unused *time.Timer // ends gopls; there is one client in a kernel
)

// waitOnDemand starts gopls if it is not there and waits for it.
func (c *Client) waitOnDemand(ctx context.Context) bool {
	asking.Lock()
	defer asking.Unlock()
	if unused == nil {
		unused = time.AfterFunc(idle, c.Shutdown)
	}
	unused.Reset(idle)
	if c.IsStopped() {
		// A new gopls knows no file of the old one.
		clear(c.fileVersions)
		clear(c.fileCache)
		if err := c.Start(); err != nil {
			klog.Errorf("gopls does not start: %v", err)
			return false
		}
	}
	return c.WaitConnection(ctx)
}
