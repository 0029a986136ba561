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

// predictions returns what forward says about x, N×K. The cores share the rows; forward uses memory of the core.
func predictions(x mat.Matrix, classes int, forward func(core int, x mat.Matrix) *mat.Dense) *mat.Dense {
	rows, _ := x.Dims()
	y := mat.NewDense(rows, classes, nil)
	inChunks(rows, chunkOf(x), func(core int) func(from, to int) {
		return func(from, to int) {
			y.Slice(from, to, 0, classes).(*mat.Dense).Copy(forward(core, rowsOf(x, from, to)))
		}
	})
	return y
}

// chunkOf returns how many rows of x to predict at a time. Only matrices that are known to allow it are read by several
// cores at once.
func chunkOf(x mat.Matrix) int {
	const fewest = 16 // that are worth sharing
	rows, _ := x.Dims()
	switch x.(type) {
	case byteRows, *mat.Dense:
		cores := kernel.Cores()
		return min(cachedRows, max(fewest, (rows+cores-1)/cores))
	}
	return rows
}
