package dl

import (
	"sync/atomic"

	"gonum.org/v1/gonum/mat"
)

// accuracy returns the share of the rows of x whose largest prediction stands at the class that t names. Each core gets a
// way to predict from start, with memory of its own.
func accuracy(x mat.Matrix, t Targets, start func() func(from, to int) *mat.Dense) float64 {
	rows, _ := x.Dims()
	var hits atomic.Int64
	inChunks(rows, cachedRows, func(int) func(from, to int) {
		predict := start()
		return func(from, to int) { hits.Add(int64(countHits(predict(from, to), t, from))) }
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
