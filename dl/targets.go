package dl

import "gonum.org/v1/gonum/mat"

// Targets are the right answers for a batch, called t in the book: Labels, Rows, a OneHot of package datasets, or a
// type of your own. The methods must be safe for concurrent calls, because the cores share a batch.
type Targets interface {
	// Len returns the number of samples.
	Len() int
	// Label returns the class of sample i: the position of its largest target.
	Label(i int) int
	// At returns the target of sample i for class k.
	At(i, k int) float64
}

// Labels are right answers by number: sample i belongs to class Labels[i], counted from 0.
type Labels []int

// Rows are targets as a matrix, N×K, with a row for each sample: one-hot (a single 1 among zeros) or any other numbers.
type Rows struct{ *mat.Dense }

var (
	_ Targets = Labels(nil)
	_ Targets = Rows{}
)

// Len returns the number of samples.
func (t Labels) Len() int { return len(t) }

// Label returns the class of sample i.
func (t Labels) Label(i int) int { return t[i] }

// At returns 1 if sample i belongs to class k and 0 otherwise.
func (t Labels) At(i, k int) float64 {
	if t[i] == k {
		return 1
	}
	return 0
}

// Len returns the number of samples.
func (t Rows) Len() int { r, _ := t.Dims(); return r }

// Label returns the position of the largest entry of row i, and the first if several are equal.
func (t Rows) Label(i int) int { return ArgMax(t.RawRowView(i)) }

// OneHot writes labels as rows of the given number of classes: row i is 1 at labels[i] and 0 elsewhere. It panics with
// an ArgumentError if a label is not among the classes or there are none.
func OneHot(labels Labels, classes int) Rows {
	checkArgument(len(labels) > 0, "OneHot", "number of labels", len(labels), "at least 1")
	checkArgument(classes > 0, "OneHot", "number of classes", classes, "at least 1")
	rows := mat.NewDense(len(labels), classes, nil)
	for i, k := range labels {
		checkLabel("OneHot", i, k, classes)
		rows.Set(i, k, 1)
	}
	return Rows{rows}
}

// ArgMax returns the position of the largest number, and the first if several are equal. A NaN counts as the largest, as in
// NumPy. It panics with an ArgumentError if x is empty.
func ArgMax(x []float64) int {
	checkArgument(len(x) > 0, "ArgMax", "x", x, "at least one number")
	best := 0
	for i, v := range x {
		if v != v {
			return i
		}
		if v > x[best] {
			best = i
		}
	}
	return best
}

// checkTargets panics unless there is at least one sample, a target for each of them, and each label is one of the
// classes, whose number may be anySize.
func checkTargets(op string, t Targets, rows, classes int) {
	checkArgument(rows > 0, op, "number of samples", rows, "at least 1")
	checkArgument(t != nil, op, "t", t, "targets")
	if r, ok := t.(Rows); ok {
		checkArgument(r.Dense != nil, op, "t", r.Dense, "a matrix of targets")
		checkShape(op, "t", r.Dense, rows, classes)
		return
	}
	if t.Len() != rows {
		panic(ShapeError{Op: "dl." + op, What: "t", Got: Shape{t.Len()}, Want: Shape{rows}})
	}
	for i := 0; i < rows && classes != anySize; i++ {
		checkLabel(op, i, t.Label(i), classes)
	}
}

// checkLabel panics with an ArgumentError unless label, of sample i, is one of the classes.
func checkLabel(op string, i, label, classes int) {
	if label < 0 || label >= classes {
		panic(ArgumentError{Op: "dl." + op, What: labelOf(i), Value: label, Want: classRange(classes)})
	}
}
