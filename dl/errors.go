package dl

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// A ShapeError is the value of the panic when shapes do not fit each other: a bug in the calling code, not bad data.
type ShapeError struct {
	Op   string // the function, "dl.TwoLayerNet.Predict"
	What string // what has the wrong shape, "x"
	Got  Shape
	Want Shape // a negative entry allows any size
}

func (e ShapeError) Error() string {
	return fmt.Sprintf("%s: %s has shape %v, want %v", e.Op, e.What, e.Got, e.Want)
}

// An ArgumentError is the value of the panic when an argument makes no sense, such as a batch of 0 samples or a
// learning rate of NaN.
type ArgumentError struct {
	Op    string // the function, "dl.SGD.Update"
	What  string // the argument, "learning rate"
	Value any
	Want  string // what would make sense, "a finite number"
}

func (e ArgumentError) Error() string {
	value := fmt.Sprint(e.Value)
	if value == "<nil>" {
		value = "nil"
	}
	return fmt.Sprintf("%s: %s is %s, want %s", e.Op, e.What, value, e.Want)
}

// checkArgument panics with an ArgumentError unless ok. It is generic because a value of type any would be allocated
// for every check, and a training step allocates nothing.
func checkArgument[T any](ok bool, op, what string, value T, want string) {
	if !ok {
		panic(ArgumentError{Op: "dl." + op, What: what, Value: value, Want: want})
	}
}

// checkLength panics with a ShapeError unless a vector has the wanted length.
func checkLength(op, what string, got, want int) {
	if got != want {
		panic(ShapeError{Op: "dl." + op, What: what, Got: Shape{got}, Want: Shape{want}})
	}
}

// checkMatrix panics with an ArgumentError if there is no matrix.
func checkMatrix(op, what string, m mat.Matrix) {
	checkArgument(!isNil(m), op, what, "nil", "a matrix")
}

// isNil reports whether m is no matrix: nil, a nil pointer, or Rows or a transpose made from one.
func isNil(m mat.Matrix) bool {
	switch m := m.(type) {
	case nil:
		return true
	case *mat.Dense:
		return m == nil
	case Rows:
		return m.Dense == nil
	case mat.Transpose:
		return isNil(m.Matrix)
	case mat.TransposeVec:
		return isNil(m.Vector)
	}
	v := reflect.ValueOf(m)
	return v.Kind() == reflect.Pointer && v.IsNil()
}

// anySize is a wanted number of rows or columns that allows any.
const anySize = -1

// checkShape panics with a ShapeError unless m has the wanted shape. Where that has anySize, any number will do.
func checkShape(op, what string, m mat.Matrix, rows, cols int) {
	r, c := m.Dims()
	if rows >= 0 && r != rows || cols >= 0 && c != cols {
		panic(ShapeError{Op: "dl." + op, What: what, Got: Shape{r, c}, Want: Shape{rows, cols}})
	}
}

// checkFunction panics with an ArgumentError if there is no function.
func checkFunction(isThere bool, op, what string) {
	checkArgument(isThere, op, what, "nil", "a function")
}

// checkMade panics with an ArgumentError unless a net has parameters. It words the error only if there is one.
func checkMade(isMade bool, op string) {
	if !isMade {
		kind, _, _ := strings.Cut(op, ".")
		panic(ArgumentError{Op: "dl." + op, What: "the net", Value: "empty", Want: "one that New" + kind + " or Load made"})
	}
}

// checkSource panics with an ArgumentError if there is no source of random numbers.
func checkSource(op string, src rand.Source) {
	checkArgument(src != nil, op, "Src", src, "a source of random numbers, such as rand.NewPCG(1, 0)")
}

// labelOf and classRange word the error of a label that is no class.
func labelOf(i int) string { return fmt.Sprintf("label of sample %d", i) }

func classRange(classes int) string { return fmt.Sprintf("a class from 0 to %d", classes-1) }
