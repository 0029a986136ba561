package kernel

import (
	"slices"

	"gonum.org/v1/gonum/blas/blas64"
)

// Sparse lists what is not 0 in a matrix whose rows are some of a set of Bytes, and each byte of which stands for a number.
// Four of five pixels of MNIST are 0, so a product over this list takes a fifth of the time. The zero value is ready for
// use, and Set reuses its memory.
//
// The list is cut into chunks of rows and these into blocks of columns, so that a row and a column are numbered by a byte
// each and the rows of weights that a block meets stay in the cache nearest to the processor.
type Sparse struct {
	rows, cols     int
	values         *[256]float64
	chunks, blocks int
	bytes          *Bytes       // from which the lists were made,
	index          []int        // and the numbers of their rows among them
	lists          []list       // of each block of each chunk
	pieces         [][]uint8    // of the rows that Set reads
	transposed     []transposed // of each core

	// What Times and TransposedTimes are at.
	cores int
	y, w  blas64.General
	bias  []float64
	add   bool
}

// list is what is not 0 in a block of some rows: of row r, entries from[r] to to[r]-1 of column and code.
type list struct {
	column, code []uint8
	from, to     []int
	memory       struct { // which column and code may not be in
		column, code []uint8
		ends         []int
	}
}

const (
	chunkRows = 256 // at most
	blockCols = 56  // at most; times 52 weights of 8 bytes are 23 kB
)

// Set takes as row r of the matrix row index[r] of the bytes, each of which stands for a number: 0 for 0.
func (s *Sparse) Set(bytes *Bytes, index []int, values *[256]float64) {
	s.values = values
	if bytes == s.bytes && slices.Equal(index, s.index) {
		return // the loss of the samples from which a net has just learned
	}
	s.bytes, s.index = bytes, append(s.index[:0], index...)
	s.rows, s.cols = len(index), bytes.cols
	s.blocks = blocksOf(s.cols)
	s.chunks = max(1, (s.rows+chunkRows-1)/chunkRows)
	s.lists = grown(s.lists, s.chunks*s.blocks)
	all := bytes.ask(len(index))
	for c := range s.chunks {
		from, to := s.chunk(c)
		if all != nil {
			s.lookUp(all, index[from:to], c)
		} else {
			s.read(bytes, index[from:to], c)
		}
	}
}

// blocksOf returns into how many blocks so many columns are cut.
func blocksOf(cols int) int { return (cols + blockCols - 1) / blockCols }

// block returns the columns from ≤ j < to of block b.
func (s *Sparse) block(b int) (from, to int) { return span(b, s.blocks, s.cols) }

// chunk returns the rows from ≤ i < to of chunk c.
func (s *Sparse) chunk(c int) (from, to int) { return span(c, s.chunks, s.rows) }

// lookUp takes chunk c from the list of all rows.
func (s *Sparse) lookUp(all *nonzeros, index []int, c int) {
	s.pieces = all.fetch(index, s.pieces)
	for b := range s.blocks {
		s.list(c, b).lookUp(all, index, b)
	}
}

// read makes the lists of chunk c from the bytes themselves.
func (s *Sparse) read(bytes *Bytes, index []int, c int) {
	x := s.pieces[:0]
	for _, i := range index {
		x = append(x, bytes.Row(i))
	}
	best.fetch(x, 0, s.cols)
	for b := range s.blocks {
		left, right := s.block(b)
		s.list(c, b).set(x, left, right)
	}
	clear(x) // the bytes are not ours
	s.pieces = x
}

// list returns the list of block b of chunk c.
func (s *Sparse) list(c, b int) *list { return &s.lists[c*s.blocks+b] }

// set lists the columns from ≤ j < to of x.
func (l *list) set(x [][]uint8, from, to int) {
	const beyond = 8 // a vector kernel writes so many at once
	most := len(x)*(to-from) + beyond
	m := &l.memory
	m.column, m.code, m.ends = resize(m.column, most), resize(m.code, most), resize(m.ends, len(x)+1)
	best.list(x, from, to, m.column, m.code, m.ends)
	l.column, l.code, l.from, l.to = m.column, m.code, m.ends[:len(x)], m.ends[1:]
}

// rows returns the rows from ≤ i < to of the list.
func (l *list) rows(from, to int, values *[256]float64) entries {
	return entries{l.column, l.code, l.from[from:to], l.to[from:to], values}
}

// Times sets y to the product of the matrix and w, plus the bias in every row unless it is nil.
func (s *Sparse) Times(y, w blas64.General, bias []float64) {
	checkFactors(y, s.rows, s.cols, w)
	check(bias == nil || len(bias) == y.Cols, "a bias does not fit")
	s.y, s.w, s.bias = y, w, bias
	s.cores = cores(s.rows, s.rows*s.cols/10)
	Share((*times)(s), s.cores)
	s.y, s.w, s.bias = blas64.General{}, blas64.General{}, nil
}

// times computes the rows of y that belong to a core: block by block, so that the order of each sum is that of the columns.
type times Sparse

func (t *times) Part(core int) {
	s := (*Sparse)(t)
	from, to := span(core, s.cores, s.rows)
	for c := range s.chunks {
		first, end := s.chunk(c)
		if first, end = max(first, from), min(end, to); first < end {
			s.rowsTimes(c, first, end)
		}
	}
}

// rowsTimes computes the rows from ≤ i < to of y, which are in chunk c.
func (s *Sparse) rowsTimes(c, from, to int) {
	first, _ := s.chunk(c)
	y := Rows(s.y, from, to)
	for b := range s.blocks {
		left, right := s.block(b)
		best.gather(y, Rows(s.w, left, right), s.list(c, b).rows(from-first, to-first, s.values), b > 0)
	}
	if s.bias != nil {
		addRow(y, s.bias)
	}
}

// TransposedTimes sets y to the product of the transposed matrix and x, or adds that to y.
func (s *Sparse) TransposedTimes(y, x blas64.General, add bool) {
	checkFactors(y, s.cols, s.rows, x)
	s.y, s.w, s.add = y, x, add
	s.cores = min(cores(s.rows, s.rows*s.cols/10), max(1, s.blocks))
	s.transposed = grown(s.transposed, s.cores)
	Share((*transposedTimes)(s), s.cores)
	s.y, s.w = blas64.General{}, blas64.General{}
}

// transposedTimes computes the rows of y that belong to a core.
type transposedTimes Sparse

func (t *transposedTimes) Part(core int) {
	s := (*Sparse)(t)
	first, end := span(core, s.cores, s.blocks)
	for c := range s.chunks {
		from, to := s.chunk(c)
		x := Rows(s.w, from, to)
		for b := first; b < end; b++ {
			left, right := s.block(b)
			l := s.transposed[core].of(s.list(c, b).rows(0, to-from, s.values), right-left)
			best.gather(Rows(s.y, left, right), x, l, s.add || c > 0)
		}
	}
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
	best.transpose(t, l)
	return entries{t.row[:], t.code[:], t.from[:cols], t.to[:cols], l.values}
}
