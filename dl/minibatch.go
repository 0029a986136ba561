package dl

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Data is a set of samples with their targets, from which mini-batches are drawn.
type Data interface {
	// Len returns the number of samples.
	Len() int
	// Batch returns the samples with the given numbers, one a row, and their targets. The same number may come twice.
	// What it returns is good until the next call.
	Batch(index []int) (mat.Matrix, Targets)
}

// Choice draws size numbers from 0 to n-1, each as likely as the others and with replacement: a number may come twice
// (section 4.2.3). It panics with an ArgumentError unless n and size are at least 1.
func Choice(n, size int, src rand.Source) []int {
	checkArgument(n > 0, "Choice", "number of samples", n, "at least 1")
	checkArgument(size > 0, "Choice", "batch size", size, "at least 1")
	index := make([]int, size)
	choose(index, n, rand.New(src))
	return index
}

func choose(index []int, n int, rng *rand.Rand) {
	for i := range index {
		index[i] = rng.IntN(n)
	}
}
