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
// each and the rows of weights that a block meets stay in the cache nearest to the processor. Each core has some of the
// blocks: it lists them, and it is the only one that reads and writes the rows of weights that belong to them.
type Sparse struct {
	rows, cols     int
	values         *[256]float64
	chunks, blocks int
	lists          []list       // of each block of each chunk
	transposed     []transposed // memory for each core
	cores          int

	// What Set, Times and TransposedTimes are at.
	x    [][]uint8
	y, w blas64.General
	bias []float64
	done []counter // for each core: the bands that it has added to y
}

// list is what is not 0 in a block.
type list struct {
	column, code []uint8
	start        []int // where each row begins in column and code, and the last ends
}

const (
	chunkRows = 256 // at most
	blockCols = 56  // at most; times 52 weights of 8 bytes are 23 kB
	bandRows  = 10
)

// Set takes the entries of x, of which byte 0 must stand for 0.
func (s *Sparse) Set(x ByteRows) {
	s.rows, s.cols = x.Dims()
	s.values = x.RawByteValues()
	s.x = s.x[:0]
	for i := range s.rows {
		s.x = append(s.x, x.RawByteRow(i)[:s.cols])
	}
	s.cores = min(cores(s.rows, s.rows*s.cols), max(1, s.cols))
	each := blockCols * s.cores
	s.blocks = (s.cols + each - 1) / each * s.cores // equally many for each core
	s.chunks = (s.rows + chunkRows - 1) / chunkRows
	s.lists = grown(s.lists, s.chunks*s.blocks)
	Share((*listing)(s), s.cores)
	clear(s.x) // the bytes belong to x
}

// block returns the columns from ≤ j < to of block b.
func (s *Sparse) block(b int) (from, to int) { return span(b, s.blocks, s.cols) }

// chunk returns the rows from ≤ i < to of chunk c.
func (s *Sparse) chunk(c int) (from, to int) { return span(c, s.chunks, s.rows) }

// listing lists the blocks of a core.
type listing Sparse

func (t *listing) Part(core int) {
	s := (*Sparse)(t)
	first, end := span(core, s.cores, s.blocks)
	for c := range s.chunks {
		from, to := s.chunk(c)
		left, _ := s.block(first)
		_, right := s.block(end - 1)
		best.fetch(s.x[from:to], left, right)
		for b := first; b < end; b++ {
			left, right := s.block(b)
			s.lists[c*s.blocks+b].set(s.x[from:to], left, right)
		}
	}
}

// set lists the columns from ≤ j < to of x.
func (l *list) set(x [][]uint8, from, to int) {
	const beyond = 8 // a vector kernel writes so many at once
	most := len(x)*(to-from) + beyond
	l.column, l.code, l.start = resize(l.column, most), resize(l.code, most), resize(l.start, len(x)+1)
	best.list(x, from, to, l.column, l.code, l.start)
}

// rows returns the rows from ≤ i < to of the list.
func (l *list) rows(from, to int, values *[256]float64) entries {
	return entries{l.column, l.code, l.start[from:to], l.start[from+1 : to+1], values}
}

// Times sets y to the product of the matrix and w, plus the bias in every row unless it is nil.
func (s *Sparse) Times(y, w blas64.General, bias []float64) {
	checkFactors(y, s.rows, s.cols, w)
	check(bias == nil || len(bias) == y.Cols, "a bias does not fit")
	s.y, s.w, s.bias = y, w, bias
	s.done = grown(s.done, s.cores)
	for i := range s.done {
		s.done[i].Store(0)
	}
	Share((*times)(s), s.cores)
	s.y, s.w, s.bias = blas64.General{}, blas64.General{}, nil
}

// times adds up what the blocks of a core contribute to y. The order of the sums is that of the columns: a band of rows
// goes from core to core, and each works on another one.
type times Sparse

func (t *times) Part(core int) {
	s := (*Sparse)(t)
	band := chunkRows
	if s.cores > 1 {
		band = bandRows
	}
	n := int64(0)
	for c := range s.chunks {
		first, end := s.chunk(c)
		for from := first; from < end; from += band {
			n++
			if core > 0 {
				s.done[core-1].await(n)
			}
			s.addBand(core, c, from-first, min(from+band, end)-first)
			s.done[core].Store(n)
		}
	}
}

// addBand adds the blocks of a core to the rows from ≤ i < to of chunk c of y.
func (s *Sparse) addBand(core, c, from, to int) {
	first, _ := s.chunk(c)
	y := part(s.y, first+from, first+to)
	begin, end := span(core, s.cores, s.blocks)
	for b := begin; b < end; b++ {
		left, right := s.block(b)
		best.gather(y, part(s.w, left, right), s.lists[c*s.blocks+b].rows(from, to, s.values), b > 0)
	}
	if s.bias != nil && end == s.blocks {
		addRow(y, s.bias)
	}
}

// TransposedTimes sets y to the product of the transposed matrix and x.
func (s *Sparse) TransposedTimes(y, x blas64.General) {
	checkFactors(y, s.cols, s.rows, x)
	s.y, s.w = y, x
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
		x := part(s.w, from, to)
		for b := first; b < end; b++ {
			left, right := s.block(b)
			l := s.transposed[core].of(s.lists[c*s.blocks+b].rows(0, to-from, s.values), right-left)
			best.gather(part(s.y, left, right), x, l, c > 0)
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
