package dl

import (
	"math/bits"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Data is a set of samples with their targets, from which mini-batches are drawn.
type Data interface {
	// Len returns the number of samples.
	Len() int
	// Batch returns the samples with the given indices, from 0 to Len()-1, one in each row, and their targets. An index may
	// repeat. What Batch returns is valid until the next call.
	Batch(index []int) (mat.Matrix, Targets)
}

// Choice draws size indices from 0 to n-1, each as likely as the others and with replacement: an index may repeat (section
// 4.2.3). Two calls with equal sources give the same indices on every machine. It panics with an ArgumentError unless n and
// size are at least 1 and src is not nil.
func Choice(n, size int, src rand.Source) []int {
	checkArgument(n > 0, "Choice", "number of samples", n, "at least 1")
	checkArgument(size > 0, "Choice", "batch size", size, "at least 1")
	checkSource("Choice", src)
	index := make([]int, size)
	choose(index, n, src)
	return index
}

// choose fills index with what Choice draws.
func choose(index []int, n int, src rand.Source) {
	for i := range index {
		index[i] = int(below(uint64(n), src))
	}
}

// below returns a number from 0 to n-1 by Lemire's multiplication (2019), as math/rand/v2 does on 64-bit machines; on
// 32-bit machines that package computes other numbers.
func below(n uint64, src rand.Source) uint64 {
	for {
		number, rest := bits.Mul64(src.Uint64(), n)
		if rest >= -n%n { // the 2⁶⁴ mod n smallest rests would make some numbers more likely than others
			return number
		}
	}
}
