package plotting

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"dlfs/internal/words"
)

// Beyond these, sums and differences of the data could leave the range of a float64.
const (
	greatest = 1e300
	smallest = 1e-300 // on a logarithmic axis
)

// A series is data of one name, which its errors tell.
type series struct {
	name   string
	values []float64
}

// checkSeries returns an error if one of the series is empty, differs from the
// first in length, or holds something else than finite numbers up to greatest.
func checkSeries(all ...series) error {
	for _, s := range all {
		if len(s.values) == 0 {
			return words.Plotting.Errorf("plotting: %s is empty: give at least one value", s.name)
		}
		if a := all[0]; len(s.values) != len(a.values) {
			return words.Plotting.Errorf("plotting: %s has %d values and %s has %d: give the same number of each",
				a.name, len(a.values), s.name, len(s.values))
		}
		for i, v := range s.values {
			if !drawable(v) {
				return words.Plotting.Errorf("plotting: %s[%d] is %v: only finite numbers up to ±%g can be drawn", s.name, i, v, greatest)
			}
		}
	}
	return nil
}

// checkPositive is checkSeries for what a logarithmic axis shows.
func checkPositive(s series) error {
	if err := checkSeries(s); err != nil {
		return err
	}
	for i, v := range s.values {
		if v < smallest {
			return words.Plotting.Errorf("plotting: %s[%d] is %v: a logarithmic axis shows only values from %g up", s.name, i, v, smallest)
		}
	}
	return nil
}

// checkNotNegative returns an error if the checked series holds something that a logarithmic axis
// shows neither as a value nor as a 0.
func checkNotNegative(s series) error {
	for i, v := range s.values {
		if v < 0 || v > 0 && v < smallest {
			return words.Plotting.Errorf("plotting: %s[%d] is %v: a logarithmic axis shows only 0 and values from %g up", s.name, i, v, smallest)
		}
	}
	return nil
}

// checkMatrix returns the largest absolute value of a matrix that has some and only drawable ones.
func checkMatrix(name string, m mat.Matrix) (largest float64, err error) {
	if d, isDense := m.(*mat.Dense); m == nil || isDense && d == nil {
		return 0, words.Plotting.Errorf("plotting: %s is nil: give a matrix", name)
	}
	rows, columns := m.Dims()
	if rows == 0 || columns == 0 {
		return 0, words.Plotting.Errorf("plotting: %s is empty: give at least one value", name)
	}
	for i := range rows {
		for j := range columns {
			v := m.At(i, j)
			if !drawable(v) {
				return 0, words.Plotting.Errorf("plotting: %s at row %d, column %d is %v: only finite numbers up to ±%g can be drawn", name, i, j, v, greatest)
			}
			largest = max(largest, math.Abs(v))
		}
	}
	return largest, nil
}

// checkRange returns an error unless from and to are finite and from < to.
func checkRange(from, to float64) error {
	if !drawable(from) || !drawable(to) || from >= to {
		return words.Plotting.Errorf("plotting: x from %v to %v: give two finite numbers, the smaller one first", from, to)
	}
	return nil
}

func drawable(v float64) bool { return math.Abs(v) <= greatest } // false for NaN

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
