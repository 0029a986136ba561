//go:build !unix

package kept

func watchInterrupts() {}
