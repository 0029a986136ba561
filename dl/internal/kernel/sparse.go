package kernel

import "gonum.org/v1/gonum/blas/blas64"

// ByteRows is a matrix of bytes, each of which stands for a number: entry (i, j) is RawByteValues()[RawByteRow(i)[j]].
type ByteRows interface {
	Dims() (rows, cols int)
	RawByteRow(i int) []uint8
	RawByteValues() *[256]float64
}

// Sparse lists the bytes of a matrix that are not 0. Four of five pixels of MNIST are 0, so a product over this list takes
// a fifth of the time. The zero value is ready for use, and Set reuses its memory.
//
// The list is cut into chunks of rows and these into blocks of columns, so that a row and a column are numbered by a byte
// each and the rows of weights that a block meets stay in the cache nearest to the processor.
type Sparse struct {
	rows, cols   int
	values       *[256]float64
	column, code []uint8
	start        []int     // where each row of each block of each chunk begins in column and code, and the last ends
	chunk        [][]uint8 // the rows at which Set is
	transposed   transposed
}

const (
	chunkRows = 256
	blockCols = 112 // times 50 weights of 8 bytes are 45 kB; and MNIST's 784 columns are 7 blocks
)

// Set takes the entries of x, of which byte 0 must stand for 0.
func (s *Sparse) Set(x ByteRows) {
	s.rows, s.cols = x.Dims()
	s.values = x.RawByteValues()
	s.start = s.start[:0]
	n := 0
	for first := 0; first < s.rows; first += chunkRows {
		s.chunk = s.chunk[:0]
		for i := first; i < min(first+chunkRows, s.rows); i++ {
			s.chunk = append(s.chunk, x.RawByteRow(i)[:s.cols])
		}
		for from := 0; from < s.cols; from += blockCols {
			n = s.list(from, min(from+blockCols, s.cols), n)
		}
	}
	clear(s.chunk) // the bytes belong to x
}

// list lists the columns from ≤ j < to of the chunk.
func (s *Sparse) list(from, to, n int) int {
	const beyond = 8 // a vector kernel writes so many at once
	if most := n + len(s.chunk)*(to-from) + beyond; len(s.code) < most {
		s.column = append(make([]uint8, 0, 2*most), s.column...)[:2*most]
		s.code = append(make([]uint8, 0, 2*most), s.code...)[:2*most]
	}
	at := len(s.start)
	s.start = append(s.start, make([]int, len(s.chunk)+1)...)
	return best.list(s.chunk, from, to, s.column, s.code, s.start[at:], n)
}

// eachBlock calls f for every chunk and block: the first row and the number of rows, the first column and the number of
// columns, and the list of what is not 0 there.
func (s *Sparse) eachBlock(f func(row, rows, col, cols int, l entries)) {
	at := 0
	for row := 0; row < s.rows; row += chunkRows {
		rows := min(chunkRows, s.rows-row)
		for col := 0; col < s.cols; col += blockCols {
			start := s.start[at : at+rows+1]
			at += rows + 1
			f(row, rows, col, min(blockCols, s.cols-col), entries{s.column, s.code, start[:rows], start[1:], s.values})
		}
	}
}

// Times sets y to the product of the matrix and w.
func (s *Sparse) Times(y, w blas64.General) {
	checkFactors(y, s.rows, s.cols, w)
	s.eachBlock(func(row, rows, col, cols int, l entries) {
		best.gather(part(y, row, rows), part(w, col, cols), l, col > 0)
	})
}

// TransposedTimes sets y to the product of the transposed matrix and x.
func (s *Sparse) TransposedTimes(y, x blas64.General) {
	checkFactors(y, s.cols, s.rows, x)
	s.eachBlock(func(row, rows, col, cols int, l entries) {
		best.gather(part(y, col, cols), part(x, row, rows), s.transposed.of(l, cols), row > 0)
	})
}

// checkFactors panics unless y can be the product of a rows×cols matrix and w.
func checkFactors(y blas64.General, rows, cols int, w blas64.General) {
	check(y.Rows == rows && w.Rows == cols && y.Cols == w.Cols, "the factors of a product do not fit")
	checkData(Of(y))
	checkData(Of(w))
}

// transposed is memory for the transpose of a block: a place for each entry, in the order of columns.
type transposed struct {
	row, code [blockCols * chunkRows]uint8
	from, to  [blockCols]int
}

// of returns the list of the transpose of a block of so many columns.
func (t *transposed) of(l entries, cols int) entries {
	for j := range cols {
		t.from[j] = j * chunkRows
	}
	t.to = t.from
	for r, from := range l.from {
		code := l.code[from:l.to[r]]
		for k, j := range l.index[from:l.to[r]] {
			at := t.to[j]
			t.row[at], t.code[at] = uint8(r), code[k]
			t.to[j] = at + 1
		}
	}
	return entries{t.row[:], t.code[:], t.from[:cols], t.to[:cols], l.values}
}
