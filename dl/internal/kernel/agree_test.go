package kernel

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
)

// The committed checksum is that of every machine, so all implementations agree, also those that never meet on one.
func TestKernelBits(t *testing.T) {
	const want = 0xa8bba1052264ea63
	eachImplementation(t, func(t *testing.T) {
		h := fnv.New64a()
		for seed := range uint64(500) {
			for _, field := range computeAll(seed) {
				h.Write(field.content)
			}
		}
		if got := h.Sum64(); got != want {
			t.Errorf("checksum %#016x, want %#016x", got, uint64(want))
		}
	})
}

// Not even what lies beside the results differs: a kernel that wrote into a gap would damage memory of the program.
func FuzzKernelsAgree(f *testing.F) {
	for seed := range uint64(500) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		before := best
		defer func() { best = before }()
		best = reference
		want := computeAll(seed)
		for _, best = range implementations() {
			for i, got := range computeAll(seed) {
				if !bytes.Equal(got.content, want[i].content) {
					t.Errorf("%s: %s of seed %d is another than plain Go's", best.name, got.name, seed)
				}
			}
		}
	})
}

// field is memory in which a kernel has worked, as bytes.
type field struct {
	name    string
	content []byte
}

// computeAll calls every kernel once with matrices of random shapes and strides in the midst of memory.
func computeAll(seed uint64) (all []field) {
	rng := rand.New(rand.NewPCG(seed, 9))
	m := &midst{rng: rng, numbers: specialNumbers(4000, rng)}
	keep := func(name string, results ...any) {
		all = append(all, field{name, m.content(results)})
		m.used = 0
	}
	one := map[string]func(dst, x blas64.General){"exp": best.exp, "sigmoid": best.sigmoid, "relu": best.relu}
	for _, name := range []string{"exp", "sigmoid", "relu"} {
		dst, x, _ := m.three()
		one[name](dst, x)
		keep(name)
	}
	two := map[string]func(dst, dy, y blas64.General){"reluGradient": best.reluGradient, "sigmoidGradient": best.sigmoidGradient}
	for _, name := range []string{"reluGradient", "sigmoidGradient"} {
		two[name](m.three())
		keep(name)
	}
	dst, x, y := m.three()
	best.combine(dst, 0.3, x, -1.7, y)
	keep("combine")
	sum := m.matrix(1, 1+rng.IntN(20))
	x = m.matrix(rng.IntN(9), sum.Cols)
	SumRows(sum.Data[:sum.Cols], x, rng.IntN(2) == 0)
	keep("sums of rows")

	rows, cols, terms := rng.IntN(12), rng.IntN(20), rng.IntN(15)
	a, b := m.factor(rows, terms), m.factor(terms, cols)
	multiply(m.matrix(rows, cols), a, b, nil, rng.IntN(2) == 0, new(Memory))
	keep("product")

	images, from, to := m.bytes()
	keep("zeros", best.zeros(images[0]))
	best.fetch(images, from, to)
	l, memory := m.list(images, from, to)
	keep("list", memory)
	best.gather(m.matrix(len(images), cols), m.matrix(to-from, cols), l, rng.IntN(2) == 0)
	keep("gather")
	var transposed transposed
	l = transposed.of(l, to-from)
	keep("transpose", transposed.row[:], transposed.code[:], transposed.to[:])
	best.gather(m.matrix(to-from, cols), m.matrix(len(images), cols), l, rng.IntN(2) == 0)
	keep("gather of a transpose")
	return all
}

// midst makes matrices out of numbers that go on before, between and behind their rows.
type midst struct {
	rng     *rand.Rand
	numbers []float64
	used    int
}

// content returns all numbers and some results as bytes; every NaN is the same.
func (m *midst) content(results []any) []byte {
	numbers := slices.Clone(m.numbers)
	for i, v := range numbers {
		if v != v {
			numbers[i] = math.NaN()
		}
	}
	var b bytes.Buffer
	for _, v := range append(results, numbers) {
		if err := binary.Write(&b, binary.LittleEndian, words(v)); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

// words returns v with int as on 64-bit machines.
func words(v any) any {
	switch v := v.(type) {
	case int:
		return int64(v)
	case []int:
		all := make([]int64, len(v))
		for i, n := range v {
			all[i] = int64(n)
		}
		return all
	}
	return v
}

func (m *midst) matrix(rows, cols int) blas64.General {
	m.used += 1 + m.rng.IntN(4)
	g := blas64.General{Rows: rows, Cols: cols, Stride: cols + m.rng.IntN(4)}
	n := max(0, (rows-1)*g.Stride+cols)
	g.Data = m.numbers[m.used:][:n:n]
	m.used += n
	return g
}

// factor returns a matrix or its transpose.
func (m *midst) factor(rows, cols int) Matrix {
	if m.rng.IntN(2) == 0 {
		return Of(m.matrix(cols, rows)).T()
	}
	return Of(m.matrix(rows, cols))
}

// three returns matrices of one shape. dst may be x, and a row of y the only one.
func (m *midst) three() (dst, x, y blas64.General) {
	rows, cols := 1+m.rng.IntN(8), 1+m.rng.IntN(25)
	dst, x, y = m.matrix(rows, cols), m.matrix(rows, cols), m.matrix(rows, cols)
	if m.rng.IntN(3) == 0 {
		x = dst
	}
	if m.rng.IntN(3) == 0 {
		y.Stride = 0
	}
	return dst, x, y
}

// bytes returns rows of bytes, many of them 0, that begin anywhere, and some of their columns.
func (m *midst) bytes() (rows [][]uint8, from, to int) {
	cols := 1 + m.rng.IntN(90)
	from = m.rng.IntN(cols)
	to = from + m.rng.IntN(min(blockCols, cols-from)+1)
	for range 1 + m.rng.IntN(20) {
		row := make([]uint8, cols+16)[m.rng.IntN(16):][:cols]
		for j := range row {
			if m.rng.IntN(4) == 0 {
				row[j] = uint8(m.rng.IntN(256))
			}
		}
		rows = append(rows, row)
	}
	return rows, from, to
}

// list lists the bytes that are not 0. It returns the memory too that was written to, without what may be anything.
func (m *midst) list(rows [][]uint8, from, to int) (l entries, memory []uint8) {
	const beyond, guards = 8, 9
	most := len(rows) * (to - from)
	column, code := make([]uint8, most+beyond+guards), make([]uint8, most+beyond+guards)
	start := make([]int, len(rows)+1)
	best.list(rows, from, to, column[:most+beyond], code[:most+beyond], start)
	n := start[len(rows)]
	clear(column[n : most+beyond])
	clear(code[n : most+beyond])
	values := new([256]float64)
	copy(values[:], m.numbers)
	return entries{column[:most+beyond], code[:most+beyond], start[:len(rows)], start[1:], values}, append(fmt.Append(nil, start), append(column, code...)...)
}
