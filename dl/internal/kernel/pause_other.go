//go:build !amd64

package kernel

// pause lets some nanoseconds pass.
func pause() {
	for range 50 {
	}
}
