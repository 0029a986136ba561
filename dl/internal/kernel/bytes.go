package kernel

import (
	"math"
	"sync"
	"sync/atomic"
)

// Bytes are rows of bytes that never change, such as the images of a set. Training asks for the same rows again and again:
// when as many have been asked for as there are, what is not 0 in them is listed once and for all. It may be used from
// several goroutines.
type Bytes struct {
	data       []uint8
	rows, cols int
	asked      atomic.Int64 // rows
	listed     sync.Once
	nonzeros   nonzeros
}

// NewBytes returns the rows of so many columns that lie one after the other in data. cols divides the length of data.
func NewBytes(data []uint8, cols int) *Bytes {
	rows := 0
	if cols > 0 {
		rows = len(data) / cols
	}
	check(rows*cols == len(data), "bytes do not fill their rows")
	return &Bytes{data: data, rows: rows, cols: cols}
}

// Dims returns the number of rows and of columns.
func (b *Bytes) Dims() (rows, cols int) { return b.rows, b.cols }

// Row returns row i, which must not be written to.
func (b *Bytes) Row(i int) []uint8 {
	end := (i + 1) * b.cols
	return b.data[i*b.cols : end : end]
}

// ask notes that n rows are needed, and returns the list of all rows, or nil as long as that is not worth it.
func (b *Bytes) ask(n int) *nonzeros {
	blocks := blocksOf(b.cols)
	canBeListed := blocks > 0 && b.cols%blocks == 0 && uint64(len(b.data)) <= math.MaxUint32
	if !canBeListed || b.asked.Add(int64(n))-int64(n) < int64(b.rows) {
		return nil
	}
	b.listed.Do(func() { b.nonzeros = b.list(blocks) })
	return &b.nonzeros
}

// nonzeros lists the bytes of all rows that are not 0, row by row, each cut into equal blocks.
type nonzeros struct {
	blocks       int
	column, code []uint8  // columns are counted from the first of their block
	start        []uint32 // where each block of each row begins in column and code, and the last ends
}

// list lists b. The cores do not share that: for MNIST it takes as long as some two hundred steps of training.
func (b *Bytes) list(blocks int) nonzeros {
	n := len(b.data) - best.zeros(b.data)
	z := nonzeros{blocks, make([]uint8, 0, n+1), make([]uint8, 0, n+1), make([]uint32, 0, b.rows*blocks+1)}
	width := b.cols / blocks
	pieces := make([][]uint8, chunkRows*blocks)
	var l list
	for rest := b.data; len(rest) > 0; rest = rest[len(pieces)*width:] {
		pieces = pieces[:min(len(pieces), len(rest)/width)]
		for i := range pieces {
			pieces[i] = rest[i*width:][:width]
		}
		l.set(pieces, 0, width)
		for _, from := range l.from {
			z.start = append(z.start, uint32(len(z.column)+from))
		}
		n := l.to[len(l.to)-1]
		z.column, z.code = append(z.column, l.column[:n]...), append(z.code, l.code[:n]...)
	}
	z.start = append(z.start, uint32(n))
	z.column, z.code = append(z.column, 0), append(z.code, 0) // kernels want at least one, which no row has
	return z
}

// fetch brings what is listed of the rows into the cache.
func (z *nonzeros) fetch(rows []int, memory [][]uint8) [][]uint8 {
	memory = memory[:0]
	longest := 0
	for _, r := range rows {
		from, to := z.start[r*z.blocks], z.start[(r+1)*z.blocks]
		memory = append(memory, z.column[from:to], z.code[from:to])
		longest = max(longest, int(to-from))
	}
	best.fetch(memory, 0, longest)
	clear(memory)
	return memory
}

// lookUp takes a block of some rows from the list of all.
func (l *list) lookUp(z *nonzeros, rows []int, block int) {
	n := len(rows)
	m := &l.memory
	m.ends = resize(m.ends, 2*n)
	l.column, l.code, l.from, l.to = z.column, z.code, m.ends[:n], m.ends[n:]
	for k, r := range rows {
		at := r*z.blocks + block
		l.from[k], l.to[k] = int(z.start[at]), int(z.start[at+1])
	}
}
