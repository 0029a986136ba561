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
// The rows are cut into strips and these into blocks of columns, so that a row and a column are numbered by a byte each and
// the rows of weights that a block meets stay in the cache nearest to the processor.
type Sparse struct {
	rows, cols int
	values     *[256]float64
	strips     []strip
	blocks     int
	transposed []transposed // memory for each core

	// What Set, Times and TransposedTimes are at.
	x     [][]uint8
	y, w  blas64.General
	bias  []float64
	chunk []strip // whose transpose is listed at once
	cores int
}

// strip is the list of some rows.
type strip struct {
	first, rows  int
	column, code []uint8
	start        []int // where each row of each block begins in column and code, and the last ends
}

const (
	chunkRows = 256 // at most
	blockCols = 112 // at most; times 50 weights of 8 bytes are 45 kB
)

// block returns the first column of block b and the number of its columns.
func (s *Sparse) block(b int) (first, cols int) {
	first, to := span(b, s.blocks, s.cols)
	return first, to - first
}

// Set takes the entries of x, of which byte 0 must stand for 0.
func (s *Sparse) Set(x ByteRows) {
	s.rows, s.cols = x.Dims()
	s.values = x.RawByteValues()
	s.x = s.x[:0]
	for i := range s.rows {
		s.x = append(s.x, x.RawByteRow(i)[:s.cols])
	}
	s.cut(cores(s.rows, s.rows*s.cols/10))
	Share((*listing)(s), s.cores)
	clear(s.x) // the bytes belong to x
}

// cut cuts the matrix into strips and blocks, equally many for each core.
func (s *Sparse) cut(cores int) {
	s.cores = cores
	multiple := func(n, size int) int { return (n + size*cores - 1) / (size * cores) * cores }
	s.blocks = multiple(s.cols, blockCols)
	s.strips = resize(s.strips, multiple(s.rows, chunkRows))
	for i := range s.strips {
		first, to := span(i, len(s.strips), s.rows)
		s.strips[i].first, s.strips[i].rows = first, to-first
	}
}

// listing lists the strips of a core.
type listing Sparse

func (t *listing) Part(i int) {
	s := (*Sparse)(t)
	from, to := span(i, s.cores, len(s.strips))
	for j := from; j < to; j++ {
		s.list(&s.strips[j])
	}
}

func (s *Sparse) list(p *strip) {
	x := s.x[p.first:][:p.rows]
	p.start = resize(p.start, s.blocks*(p.rows+1))
	n := 0
	for b := range s.blocks {
		first, cols := s.block(b)
		p.reserve(n + len(x)*cols)
		start := p.start[b*(p.rows+1):][:p.rows+1]
		n = best.list(x, first, first+cols, p.column, p.code, start, n)
	}
}

// reserve makes room for n entries, and for what a vector kernel writes beyond them.
func (p *strip) reserve(n int) {
	if n += 8; len(p.code) < n {
		p.column = append(make([]uint8, 0, 2*n), p.column...)[:2*n]
		p.code = append(make([]uint8, 0, 2*n), p.code...)[:2*n]
	}
}

// entries returns what the strip lists of block b.
func (p *strip) entries(b int, values *[256]float64) entries {
	start := p.start[b*(p.rows+1):][:p.rows+1]
	return entries{p.column, p.code, start[:p.rows], start[1:], values}
}

// Times sets y to the product of the matrix and w, plus the bias in every row unless it is nil.
func (s *Sparse) Times(y, w blas64.General, bias []float64) {
	checkFactors(y, s.rows, s.cols, w)
	check(bias == nil || len(bias) == y.Cols, "a bias does not fit")
	s.y, s.w, s.bias = y, w, bias
	Share((*times)(s), s.cores)
	s.y, s.w, s.bias = blas64.General{}, blas64.General{}, nil
}

// times computes the rows of y that a core has listed.
type times Sparse

func (t *times) Part(i int) {
	s := (*Sparse)(t)
	from, to := span(i, s.cores, len(s.strips))
	for b := range s.blocks {
		first, cols := s.block(b)
		w := part(s.w, first, first+cols)
		for j := from; j < to; j++ {
			p := &s.strips[j]
			best.gather(part(s.y, p.first, p.first+p.rows), w, p.entries(b, s.values), b > 0)
		}
	}
	if s.bias != nil {
		from, to := span(i, s.cores, s.rows)
		addRow(part(s.y, from, to), s.bias)
	}
}

// TransposedTimes sets y to the product of the transposed matrix and x.
func (s *Sparse) TransposedTimes(y, x blas64.General) {
	checkFactors(y, s.cols, s.rows, x)
	s.y, s.w = y, x
	s.transposed = resize(s.transposed, s.cores)
	for i, n := 0, s.stripsInChunk(); i < len(s.strips); i += n {
		s.chunk = s.strips[i:min(i+n, len(s.strips))]
		Share((*transposedTimes)(s), s.cores)
	}
	s.y, s.w, s.chunk = blas64.General{}, blas64.General{}, nil
}

// stripsInChunk returns how many strips in a row have no more rows than a byte can number.
func (s *Sparse) stripsInChunk() int {
	tallest := (s.rows + len(s.strips) - 1) / len(s.strips)
	return chunkRows / max(1, tallest)
}

// transposedTimes adds to some blocks of rows of y what comes from a chunk.
type transposedTimes Sparse

func (t *transposedTimes) Part(i int) {
	s := (*Sparse)(t)
	last := s.chunk[len(s.chunk)-1]
	first, end := s.chunk[0].first, last.first+last.rows
	x := part(s.w, first, end)
	memory := &s.transposed[i]
	from, to := span(i, s.cores, s.blocks)
	for b := from; b < to; b++ {
		row, rows := s.block(b)
		best.gather(part(s.y, row, row+rows), x, memory.of(s.chunk, b, rows, s.values), first > 0)
	}
}

// checkFactors panics unless y can be the product of a rows×cols matrix and w.
func checkFactors(y blas64.General, rows, cols int, w blas64.General) {
	check(y.Rows == rows && w.Rows == cols && y.Cols == w.Cols, "the factors of a product do not fit")
	checkData(Of(y))
	checkData(Of(w))
}

// transposed is memory for the list of the transpose of a block of a chunk.
type transposed struct {
	row, code [blockCols * chunkRows]uint8 // a place for each entry of the block, in the order of columns
	from, to  [blockCols]int
}

// of lists the transpose of block b of the chunk, which has so many columns.
func (t *transposed) of(chunk []strip, b, cols int, values *[256]float64) entries {
	for j := range cols {
		t.from[j] = j * chunkRows
	}
	t.to = t.from
	for i := range chunk {
		l := chunk[i].entries(b, values)
		first := chunk[i].first - chunk[0].first
		for r, from := range l.from {
			code := l.code[from:l.to[r]]
			for k, j := range l.index[from:l.to[r]] {
				at := t.to[j]
				t.row[at], t.code[at] = uint8(first+r), code[k]
				t.to[j] = at + 1
			}
		}
	}
	return entries{t.row[:], t.code[:], t.from[:cols], t.to[:cols], values}
}
