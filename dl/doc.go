// Package dl holds the ideas of chapter 4 of Deep Learning from Scratch in Go.
package dl
