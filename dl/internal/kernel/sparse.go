package kernel

import "encoding/binary"

// Sparse lists the entries of a matrix that are not zero, row by row: row i holds the values Value[Start[i]:Start[i+1]]
// in the columns Column[Start[i]:Start[i+1]], in ascending order. Four of five pixels of MNIST are zero, so a product
// over this list takes a fifth of the time. The zero value is an empty matrix, ready for use.
type Sparse struct {
	Start  []int
	Column []int32
	Value  []float64
}

// Row returns the values of row i and their columns.
func (s *Sparse) Row(i int) (values []float64, columns []int32) {
	from, to := s.Start[i], s.Start[i+1]
	return s.Value[from:to], s.Column[from:to]
}

// Reset makes s a matrix without rows and keeps its memory.
func (s *Sparse) Reset() {
	s.Start = append(s.Start[:0], 0)
	s.Column = s.Column[:0]
	s.Value = s.Value[:0]
}

// AppendBytes appends a row: entry j is values[row[j]], and it is left out where row[j] is 0.
func (s *Sparse) AppendBytes(row []uint8, values *[256]float64) {
	s.reserve(len(row))
	column, value := s.Column, s.Value
	j := 0
	for ; j+8 <= len(row); j += 8 {
		if binary.LittleEndian.Uint64(row[j:]) == 0 {
			continue // most of a digit is paper: eight pixels at a glance
		}
		for k, b := range row[j : j+8] {
			if b != 0 {
				column = append(column, int32(j+k))
				value = append(value, values[b])
			}
		}
	}
	for ; j < len(row); j++ {
		if b := row[j]; b != 0 {
			column = append(column, int32(j))
			value = append(value, values[b])
		}
	}
	s.Column, s.Value = column, value
	s.Start = append(s.Start, len(column))
}

// reserve makes room for n more entries, so that appending them allocates at most once.
func (s *Sparse) reserve(n int) {
	if free := cap(s.Value) - len(s.Value); free < n {
		s.Value = append(make([]float64, 0, 2*cap(s.Value)+n), s.Value...)
		s.Column = append(make([]int32, 0, 2*cap(s.Column)+n), s.Column...)
	}
}

// Transpose sets t to the transpose of s, which has the given number of columns.
func (t *Sparse) Transpose(s *Sparse, columns int) {
	t.Start = resize(t.Start, columns+1)
	t.Column = resize(t.Column, len(s.Column))
	t.Value = resize(t.Value, len(s.Value))
	clear(t.Start)
	for _, j := range s.Column {
		t.Start[int(j)+1]++
	}
	for j := range columns {
		t.Start[j+1] += t.Start[j]
	}
	// Start[j] serves as the place of the next entry of column j; afterwards each has moved to the start of the next.
	for i := range len(s.Start) - 1 {
		values, cols := s.Row(i)
		for k, j := range cols {
			at := t.Start[j]
			t.Column[at] = int32(i)
			t.Value[at] = values[k]
			t.Start[j] = at + 1
		}
	}
	copy(t.Start[1:], t.Start[:columns])
	t.Start[0] = 0
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
