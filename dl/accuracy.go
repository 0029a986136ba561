package dl

import (
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"
)

// accuracy returns the share of the rows of x whose largest prediction stands at the class that t names. Each core gets a
// way to predict from start, with memory of its own.
func accuracy(x mat.Matrix, t Targets, start func() func(mat.Matrix) *mat.Dense) float64 {
	rows, _ := x.Dims()
	var hits atomic.Int64
	inChunks(rows, 250, func() func(from, to int) { // the results of so few rows stay in the cache
		predict := start()
		return func(from, to int) { hits.Add(int64(countHits(predict(rowsOf(x, from, to)), t, from))) }
	})
	return float64(hits.Load()) / float64(rows)
}

// countHits returns how many rows of y have their largest entry where the targets from number first on want it.
func countHits(y *mat.Dense, t Targets, first int) (hits int) {
	rows, _ := y.Dims()
	for i := range rows {
		if ArgMax(y.RawRowView(i)) == t.Label(first+i) {
			hits++
		}
	}
	return hits
}

// inChunks calls what start returns for the numbers from 0 to n-1 in chunks of the given size, on all cores. Each core
// calls start once, for memory of its own.
func inChunks(n, size int, start func() func(from, to int)) {
	chunks := (n + size - 1) / size
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(chunks, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			work := start()
			for c := int(next.Add(1)) - 1; c < chunks; c = int(next.Add(1)) - 1 {
				work(c*size, min(n, (c+1)*size))
			}
		})
	}
	workers.Wait()
}
