package dl

import (
	"dlfs/internal/matrixtext"

	"gonum.org/v1/gonum/mat"
)

// FormatVector writes a vector as NumPy prints it: [0.3 2.9 4. ]. Of more than 1,000 numbers it shows only the first three
// and the last three.
func FormatVector(v []float64) string { return matrixtext.Vector(v) }

// FormatMatrix writes a matrix as NumPy prints it, a row on each line. Of a matrix of more than 1,000 numbers it shows only
// the first three and last three rows and columns. It panics with an ArgumentError if m is nil.
func FormatMatrix(m mat.Matrix) string {
	checkMatrix("FormatMatrix", "m", m)
	rows, cols := m.Dims()
	return matrixtext.Matrix(rows, cols, m.At)
}
