package dl

import "gonum.org/v1/gonum/mat"

// countHits returns how many rows of y, predictions, have their largest entry where the targets want it.
func countHits(y *mat.Dense, t Targets) (hits int) {
	rows, _ := y.Dims()
	for i := range rows {
		if ArgMax(y.RawRowView(i)) == t.Label(i) {
			hits++
		}
	}
	return hits
}
