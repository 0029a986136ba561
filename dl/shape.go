package dl

import (
	"fmt"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// Shape is the size of an array along each of its axes. It prints as NumPy prints it: (784, 100) for a matrix, (100,)
// for a vector.
type Shape []int

// ShapeOf returns the shape of m, rows before columns. It panics with an ArgumentError if m is nil.
func ShapeOf(m mat.Matrix) Shape {
	checkMatrix("ShapeOf", "m", m)
	r, c := m.Dims()
	return Shape{r, c}
}

func (s Shape) String() string {
	if len(s) == 1 {
		return fmt.Sprintf("(%s,)", axis(s[0]))
	}
	axes := make([]string, len(s))
	for i, n := range s {
		axes[i] = axis(n)
	}
	return "(" + strings.Join(axes, ", ") + ")"
}

func axis(n int) string {
	if n < 0 {
		return "any"
	}
	return fmt.Sprint(n)
}
