package exercises

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/internal/words"
)

// A test is one input that an answer is tried on.
type test[F any] struct {
	what  words.Message // values, extreme inputs, …
	input string        // the call as one would write it
	call  func(f F) any
	// fault says what is wrong with what the call gave, or nothing; nil compares it with what the solution gives.
	fault func(got any) string
	// work is ours: it makes of what the call gave, which comes first, what is judged. The limits do not count it.
	work func(answer any) any
	// untold keeps what the solution gives from the learner: there is one test, and its value is the whole answer.
	untold bool
}

// What tests are about.
var (
	theAnswer    = words.Exercises.Message("the answer")
	values       = words.Exercises.Message("values")
	extremes     = words.Exercises.Message("extreme inputs")
	randomInputs = words.Exercises.Message("random inputs")
	shapes       = words.Exercises.Message("shapes")
	gradients    = words.Exercises.Message("gradient check")
	goals        = words.Exercises.Message("the goal, within the budget")
)

// An outcome is what a call gave: a value, or a panic instead.
type outcome struct {
	value   any      // a number, a string, a slice, a matrix, or parts
	changed []string // what the call should have left alone and did not
	panic   string   // what happened instead of a value, "panics: …"
	line    string   // the learner's line, if it is known
	stub    string   // the panic of a stub
}

// plain is a value that is compared and shown as it prints, or a name from the code.
type plain string

func (p plain) String() string { return string(p) }

func plainly(v any) plain { return plain(fmt.Sprint(v)) }

// parts are a value of several: results with their names, in order.
type parts []part

type part struct {
	name  fmt.Stringer
	value any
}

// changed is a value, and the numbers of the arguments that the call has changed.
type changed struct {
	value any
	what  []string
}

// unlessChanged returns the value together with what differs between the arguments before and after the call.
func unlessChanged(value any, after, before [][]float64) any {
	var what []string
	for i := range before {
		if differs(after[i], before[i], 1e-9) != "" { // x + h - 2h + h need not be x to the last bit
			what = append(what, words.Exercises.Sprintf("%s became %s", show(before[i]), show(after[i])))
		}
	}
	if what == nil {
		return value
	}
	return changed{value, what}
}

// asFloats returns integers as unlessChanged compares and shows them.
func asFloats[T int | uint8](integers []T) []float64 {
	v := make([]float64, len(integers))
	for i, n := range integers {
		v[i] = float64(n)
	}
	return v
}

func outcomeOf(value any) outcome {
	if c, ok := value.(changed); ok {
		return outcome{value: c.value, changed: c.what}
	}
	return outcome{value: value}
}

// outcome calls f under the eyes of w, which may be nil, and does what is ours to do with the answer.
func (t *test[F]) outcome(f F, w *watch) outcome {
	if w == nil {
		w = new(watch)
	}
	o := w.try(t.input, func() any { return t.call(f) })
	if t.work == nil || o.panic != "" || o.stub != "" {
		return o
	}
	judged := w.ours(func() any { return t.work(o.value) })
	judged.changed = o.changed
	return judged
}

// fault says what is wrong with got, or nothing. want is what the solution gives.
func (t *test[F]) faultOf(got, want outcome, tolerance float64) string {
	switch {
	case got.panic != "":
		said := words.Exercises.Sprintf("%s %s.", t.input, got.panic)
		if got.line != "" {
			said += "\n    " + words.Exercises.Sprintf("in the line  %s", got.line)
		}
		return said
	case t.fault != nil:
		if why := t.fault(got.value); why != "" {
			return why
		}
	default:
		if why := differs(got.value, want.value, tolerance); why != "" {
			if t.untold {
				return words.Exercises.Sprintf("%s is not the answer.", firstWrong(got.value, want.value, tolerance))
			}
			return t.told(got.value, why)
		}
	}
	if len(got.changed) > 0 {
		return words.Exercises.Sprintf("%s changes its arguments: %s.", t.input, strings.Join(got.changed, ", "))
	}
	return ""
}

// told says what differs about the value that the input gave.
func (t *test[F]) told(value any, why string) string {
	if _, ok := value.(parts); ok {
		return words.Exercises.Sprintf("%s: %s.", t.input, why)
	}
	return words.Exercises.Sprintf("%s %s.", t.input, why)
}

// firstWrong shows the value, or of several the first that differs from what it should be.
func firstWrong(got, want any, tolerance float64) string {
	if got, ok := got.(parts); ok {
		for i, part := range want.(parts) {
			if differs(got[i].value, part.value, tolerance) != "" {
				return part.name.String() + " = " + show(got[i].value)
			}
		}
	}
	return show(got)
}

// alike reports whether two outcomes of the same test are the same within the tolerance.
func alike(a, b outcome, tolerance float64) bool {
	if a.panic != "" || b.panic != "" {
		return a.panic == b.panic
	}
	return (len(a.changed) > 0) == (len(b.changed) > 0) && differs(a.value, b.value, tolerance) == ""
}

// differs says how got is not what it should be, "is 1; it should be 2", or nothing. Of parts it names the one, "b is 1; …".
func differs(got, want any, tolerance float64) string {
	if got, ok := got.(parts); ok {
		want := want.(parts)
		for i := range got {
			if why := differs(got[i].value, want[i].value, tolerance); why != "" {
				// Translators: a part of what came back, and what is wrong about it ("slope", "is 1; it should be 2").
				return words.Exercises.Sprintf("%s %s", got[i].name, why)
			}
		}
		return ""
	}
	if a, b := sizeOf(got), sizeOf(want); a != b {
		if _, ok := want.(*mat.Dense); ok {
			return words.Exercises.Sprintf("has shape %s; it should have shape %s", a, b)
		}
		return words.Exercises.Sprintf("is %s; it should be %s", show(got), show(want))
	}
	a, b := numbers(got), numbers(want)
	if a == nil || b == nil {
		if show(got) != show(want) {
			return words.Exercises.Sprintf("is %s; it should be %s", show(got), show(want))
		}
		return ""
	}
	for i := range a {
		if !near(a[i], b[i], tolerance) {
			return whereDiffers(got, want, i, a[i], b[i])
		}
	}
	return ""
}

// whereDiffers shows short values whole, and of a long one the first number that is wrong.
func whereDiffers(got, want any, i int, a, b float64) string {
	if show(a) == show(b) { // "is 3; it should be 3" would say nothing
		return words.Exercises.Sprintf("is not quite right: %s is off by %.1g", show(a), math.Abs(a-b))
	}
	if n := len(numbers(got)); n <= 12 {
		return words.Exercises.Sprintf("is %s; it should be %s", show(got), show(want))
	}
	at := fmt.Sprint(i)
	if m, ok := got.(*mat.Dense); ok {
		_, cols := m.Dims()
		at = fmt.Sprintf("%d, %d", i/cols, i%cols)
	}
	return words.Exercises.Sprintf("has %s at [%s]; it should have %s", show(a), at, show(b))
}

// float32Tolerance is for exercises that do not ask for float64: more than ten roundings of float32, of 2⁻²⁴ or 6e-8 each.
// Mistakes are off by far more there, even a missing δ beside a probability of 0 or 1e-6.
const float32Tolerance = 1e-6

// near reports whether a is b up to the tolerance, which is relative for numbers larger than 1. NaN is near to NaN.
func near(a, b, tolerance float64) bool {
	if a == b || math.IsNaN(a) && math.IsNaN(b) {
		return true
	}
	if !isFinite(a) || !isFinite(b) {
		return false
	}
	return math.Abs(a-b) <= tolerance*max(1, math.Abs(a), math.Abs(b))
}

// sizeOf returns the shape of a value, empty for a single one.
func sizeOf(v any) string {
	switch v := v.(type) {
	case *mat.Dense:
		if v == nil || v.IsEmpty() {
			return "(0, 0)"
		}
		return dl.ShapeOf(v).String()
	case []float64:
		return dl.Shape{len(v)}.String()
	case []int:
		return dl.Shape{len(v)}.String()
	}
	return ""
}

// numbers returns the numbers that a value consists of, or nil if they are to be compared as they print.
func numbers(v any) []float64 {
	switch v := v.(type) {
	case float64:
		return []float64{v}
	case []float64:
		return v
	case *mat.Dense:
		if v == nil || v.IsEmpty() {
			return nil
		}
		rows, _ := v.Dims()
		var all []float64
		for i := range rows {
			all = append(all, v.RawRowView(i)...)
		}
		return all
	}
	return nil
}

// show writes a value in a line, as short as the learner would.
func show(v any) string {
	switch v := v.(type) {
	case *mat.Dense:
		if v == nil || v.IsEmpty() {
			return "[]"
		}
		rows, _ := v.Dims()
		all := make([]string, rows)
		for i := range rows {
			all[i] = show(v.RawRowView(i))
		}
		return "[" + strings.Join(all, " ") + "]"
	case vectors:
		all := make([]string, len(v))
		for i := range v {
			all[i] = show(v[i])
		}
		return strings.Join(all, ", ")
	case []float64:
		all := make([]string, len(v))
		for i := range v {
			all[i] = show(v[i])
		}
		return "[" + strings.Join(all, " ") + "]"
	case float64:
		if v == 0 {
			return "0" // and not -0, which would look like something else
		}
		return fmt.Sprintf("%.10g", v)
	case string:
		return fmt.Sprintf("%q", v)
	case parts:
		all := make([]string, len(v))
		for i := range v {
			all[i] = v[i].name.String() + " " + show(v[i].value)
		}
		return strings.Join(all, ", ")
	}
	return fmt.Sprint(v)
}

// dense returns a copy of rows as a matrix.
func dense(rows ...[]float64) *mat.Dense {
	return mat.NewDense(len(rows), len(rows[0]), slices.Concat(rows...))
}

// copied returns a copy of what a learner's code returned, which may be its own to change, or nil.
func copied(m *mat.Dense) *mat.Dense {
	if m == nil || m.IsEmpty() {
		return nil
	}
	return mat.DenseCopyOf(m)
}

// raw returns the numbers of matrices, to see whether they change.
func raw(m ...*mat.Dense) [][]float64 {
	all := make([][]float64, len(m))
	for i := range m {
		all[i] = slices.Clone(m[i].RawMatrix().Data)
	}
	return all
}

// rowsIn returns for each row of batch which row of all it is; -1 is none.
func rowsIn(batch mat.Matrix, all *mat.Dense) []int {
	n, _ := batch.Dims()
	known, _ := all.Dims()
	rows := make([]int, n)
	for i := range rows {
		row := mat.Row(nil, i, batch)
		rows[i] = -1
		for k := range known {
			if slices.Equal(row, all.RawRowView(k)) {
				rows[i] = k
			}
		}
	}
	return rows
}
