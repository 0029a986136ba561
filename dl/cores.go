package dl

import (
	"sync/atomic"

	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// cachedRows is how many rows a core takes at a time: what becomes of so few stays in its cache.
const cachedRows = 250

// inChunks calls what start returns for the numbers from 0 to n-1 in chunks of the given size, on all cores. Each core
// calls start once, with its number, for memory of its own.
func inChunks(n, size int, start func(core int) func(from, to int)) {
	c := &chunks{n: n, size: size, start: start}
	kernel.Share(c, min((n+size-1)/size, kernel.Cores()))
}

// chunks is work of which each core takes the next chunk when it is done with one.
type chunks struct {
	n, size int
	start   func(core int) func(from, to int)
	next    atomic.Int64
}

// Part does chunks until none is left.
func (c *chunks) Part(core int) {
	work := c.start(core)
	for {
		to := int(c.next.Add(int64(c.size)))
		if to-c.size >= c.n {
			return
		}
		work(to-c.size, min(to, c.n))
	}
}

// batch is what the cores share in a training step: each takes some of the samples through the net, forwards and backwards.
// They meet where a sum goes through all samples: in the gradients of the parameters and in the mean of the losses.
type batch struct {
	x     mat.Matrix
	t     Targets
	rows  int
	parts int // into which the samples are cut, one for a core
}

// share cuts the samples, the rows of x, and their targets t into parts, and has the cores do task, a part each.
func (b *batch) share(x mat.Matrix, t Targets, task kernel.Task) {
	b.x, b.t = x, t
	b.rows, _ = x.Dims()
	size := chunkOf(x, b.rows)
	b.parts = (b.rows + size - 1) / size
	kernel.Share(task, b.parts)
	b.x, b.t = nil, nil // they belong to the caller
}

// samples returns the samples from ≤ i < to of a part.
func (b *batch) samples(part int) (from, to int) {
	return part * b.rows / b.parts, (part + 1) * b.rows / b.parts
}

// meanCrossEntropy returns the mean loss of predictions, of which y returns those for the samples of a part.
func (b *batch) meanCrossEntropy(t Targets, y func(part int) *mat.Dense) float64 {
	var sum float64
	for part := range b.parts {
		first, _ := b.samples(part)
		sum = addCrossEntropies(sum, y(part), t, first)
	}
	return sum / float64(b.rows)
}

// predictions returns what forward says about the rows of x, N×K. The cores share the rows; forward uses memory of the
// core.
func predictions(x mat.Matrix, classes int, forward func(core, from, to int) *mat.Dense) *mat.Dense {
	rows, _ := x.Dims()
	y := mat.NewDense(rows, classes, nil)
	inChunks(rows, chunkOf(x, cachedRows), func(core int) func(from, to int) {
		return func(from, to int) {
			y.Slice(from, to, 0, classes).(*mat.Dense).Copy(forward(core, from, to))
		}
	})
	return y
}

// chunkOf returns how many rows of x a core should take at a time, and at most. Only matrices that are known to allow it
// are read by several cores at once.
func chunkOf(x mat.Matrix, most int) int {
	const fewest = 16 // that are worth sharing
	rows, cols := x.Dims()
	switch x.(type) {
	case byteRows, *mat.Dense:
		if rows*cols >= kernel.WorthSharing {
			cores := kernel.Cores()
			return min(most, max(fewest, (rows+cores-1)/cores))
		}
	}
	return rows
}
