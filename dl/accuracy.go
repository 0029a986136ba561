package dl

import "gonum.org/v1/gonum/mat"

// countHits returns how many predictions, the rows of y, have their largest entry at the class that the targets name.
func countHits(y *mat.Dense, t Targets) (hits int) {
	rows, _ := y.Dims()
	for i := range rows {
		if ArgMax(y.RawRowView(i)) == t.Label(i) {
			hits++
		}
	}
	return hits
}
