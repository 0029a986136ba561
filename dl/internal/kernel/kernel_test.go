package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
)

// implementations are the ways to compute that this machine has; all must agree.
func implementations() []implementation {
	if best.name == reference.name {
		return []implementation{reference}
	}
	return []implementation{reference, best}
}

// eachImplementation runs the test with each implementation in the place of the best.
func eachImplementation(t *testing.T, test func(t *testing.T)) {
	before := best
	defer func() { best = before }()
	for _, im := range implementations() {
		best = im
		t.Run(im.name, test)
	}
}

// numbers returns n numbers of mixed size and sign, some of them 0 or -0.
func numbers(n int, rng *rand.Rand) []float64 {
	v := make([]float64, n)
	for i := range v {
		switch rng.IntN(8) {
		case 0:
			v[i] = 0
		case 1:
			v[i] = math.Copysign(0, -1)
		default:
			v[i] = math.Ldexp(2*rng.Float64()-1, rng.IntN(20)-10)
		}
	}
	return v
}

var specials = []float64{
	math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 0, 5e-324, -5e-324, 0x1p-1022, -0x1.8p-1030, math.MaxFloat64,
	-math.MaxFloat64, 1e-300, 709.782712893384, 709.7827128933841, 710, 711, -745.1332191019411, -745.1332191019412, -746, -747, -708.5,
}

// specialNumbers returns numbers of which one in three is special.
func specialNumbers(n int, rng *rand.Rand) []float64 {
	v := numbers(n, rng)
	for i := range v {
		if rng.IntN(3) == 0 {
			v[i] = specials[rng.IntN(len(specials))]
		}
	}
	return v
}

// same tells whether two numbers are equal bit by bit, or both NaN.
func same(x, y float64) bool {
	return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
}

// guarded is a matrix in memory of which nothing else may be written: what lies between the rows and behind the last is
// 42, and its entries are NaN.
func guarded(rows, cols, stride int) (m blas64.General, intact func() bool) {
	const behind = 9
	memory := make([]float64, rows*stride+behind)
	for i := range memory {
		memory[i] = 42
	}
	m = blas64.General{Rows: rows, Cols: cols, Stride: stride, Data: memory[:max(0, (rows-1)*stride+cols)]}
	for i := range rows {
		for j := range cols {
			memory[i*stride+j] = math.NaN()
		}
	}
	return m, func() bool {
		for i, v := range memory {
			if (i/stride >= rows || i%stride >= cols) && v != 42 {
				return false
			}
		}
		return true
	}
}

// matrix returns a matrix of the given numbers whose data end with the last entry.
func matrix(rows, cols, stride int, number func(n int, rng *rand.Rand) []float64, rng *rand.Rand) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: stride, Data: number(max(0, (rows-1)*stride+cols), rng)}
}

func at(m Matrix, i, j int) float64 { return m.data[i*m.rowStride+j*m.colStride] }

// checkSum compares m with the definition of every kernel: a sum starts at +0, takes its terms in order, and each
// product is rounded first.
func checkSum(t *testing.T, what string, m blas64.General, terms int, factors func(i, j, k int) (float64, float64)) {
	t.Helper()
	for i := range m.Rows {
		for j := range m.Cols {
			var want float64
			for k := range terms {
				a, b := factors(i, j, k)
				want += float64(a * b)
			}
			if got := m.Data[i*m.Stride+j]; !same(got, want) {
				t.Fatalf("%s: entry %d, %d is %v (%#x), want %v (%#x)", what, i, j, got, math.Float64bits(got), want, math.Float64bits(want))
			}
		}
	}
}

func checkProduct(t *testing.T, m, n, k int, number func(n int, rng *rand.Rand) []float64, rng *rand.Rand, memory *Memory) {
	t.Helper()
	checkForm(t, m, n, k, rng.IntN(2) == 1, rng.IntN(2) == 1, number, rng, memory)
}

// checkForm checks a product whose factors are transposes or not.
func checkForm(t *testing.T, m, n, k int, aT, bT bool, number func(n int, rng *rand.Rand) []float64, rng *rand.Rand, memory *Memory) {
	t.Helper()
	gap := func() int { return []int{0, 0, 1, 2, 6}[rng.IntN(5)] }
	a, b := factor(m, k, gap(), aT, number, rng), factor(k, n, gap(), bT, number, rng)
	c, intact := guarded(m, n, n+1+gap())
	Product(c, a, b, nil, memory)
	what := fmt.Sprintf("%d×%d×%d, transposed %v %v", m, k, n, aT, bT)
	term := func(i, j, l int) (float64, float64) { return at(a, i, l), at(b, l, j) }
	checkSum(t, what, c, k, term)
	first := rng.IntN(k + 1) // of the terms
	Product(c, a.block(0, 0, m, first), b.block(0, 0, first, n), nil, memory)
	AddProduct(c, a.block(0, first, m, k-first), b.block(first, 0, k-first, n), memory)
	checkSum(t, what+", in two parts", c, k, term)
	if !intact() {
		t.Fatalf("%s: something was written beside the result", what)
	}
}

// factor returns rows×cols numbers, whose rows, or columns in a transpose, lie with gaps between them.
func factor(rows, cols, gap int, transposed bool, number func(n int, rng *rand.Rand) []float64, rng *rand.Rand) Matrix {
	if transposed {
		return Of(matrix(cols, rows, rows+gap, number, rng)).T()
	}
	return Of(matrix(rows, cols, cols+gap, number, rng))
}

func TestProduct(t *testing.T) {
	eachImplementation(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 0))
		var memory Memory // used again and again, as a net does
		for n := range 71 {
			for _, numbers := range []func(int, *rand.Rand) []float64{numbers, specialNumbers} {
				for range 8 {
					checkProduct(t, rng.IntN(71), n, rng.IntN(71), numbers, rng, &memory)
					checkProduct(t, rng.IntN(9), n, rng.IntN(9), numbers, rng, &memory)
				}
			}
		}
		for _, size := range [][3]int{{300, 5, 300}, {5, 300, 7}, {9, 13, 40000}} { // more than one part of everything
			checkProduct(t, size[0], size[1], size[2], numbers, rng, &memory)
		}
	})
}

// Sizes beside the borders of tiles, panels, blocks and rounds, in all forms: some pack a, some go on with the sums in c.
func TestProductInBlocks(t *testing.T) {
	const twoPanels = 2 * panelCols
	sizes := [][3]int{{5, twoPanels, 2*mostPacked/twoPanels + 3}}
	for _, rows := range []int{1, blockRows - 1, blockRows + 1, 2*blockRows + tileRows + 3} {
		for _, cols := range []int{1, panelCols, panelCols + 1, twoPanels - 1} {
			for _, terms := range []int{blockTerms - 1, blockTerms, blockTerms + 1, 2*blockTerms + 3} {
				sizes = append(sizes, [3]int{rows, cols, terms})
			}
		}
	}
	eachImplementation(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 0))
		var memory Memory
		for _, size := range sizes {
			for form := range 4 {
				for i := range memory.packed {
					memory.packed[i] = math.NaN() // nothing of an earlier product may be used
				}
				checkForm(t, size[0], size[1], size[2], form&1 == 1, form&2 == 2, numbers, rng, &memory)
			}
		}
	})
}

func FuzzProduct(f *testing.F) {
	f.Add(uint8(4), uint8(12), uint8(3), uint64(1), true)
	f.Add(uint8(7), uint8(50), uint8(100), uint64(2), false)
	f.Fuzz(func(t *testing.T, m, n, k uint8, seed uint64, special bool) {
		number := numbers
		if special {
			number = specialNumbers
		}
		eachImplementation(t, func(t *testing.T) {
			checkProduct(t, int(m), int(n), int(k), number, rand.New(rand.NewPCG(seed, 0)), new(Memory))
		})
	})
}

// images is a matrix whose rows are some of a set of bytes.
type images struct {
	bytes  *Bytes
	index  []int
	values *[256]float64
}

func (m images) at(i, j int) float64 { return m.values[m.bytes.Row(m.index[i])[j]] }

func (s *Sparse) setImages(m images) { s.Set(m.bytes, m.index, m.values) }

// newImages returns as many rows as the set has, some of them several times. The given share of bytes is 0, in runs as in an
// image.
func newImages(rows, cols int, zero float64, rng *rand.Rand) images {
	m := images{values: new([256]float64)}
	for b := range m.values {
		m.values[b] = float64(b) / 255
	}
	data := make([]uint8, rows*cols)
	for j := 0; j < len(data); {
		run, isZero := 1+rng.IntN(12), rng.Float64() < zero
		for ; run > 0 && j < len(data); run, j = run-1, j+1 {
			if !isZero {
				data[j] = uint8(1 + rng.IntN(255))
			}
		}
	}
	m.bytes = NewBytes(data, cols)
	for range rows {
		m.index = append(m.index, rng.IntN(rows))
	}
	return m
}

// checkSparse multiplies twice: the first time the bytes are read, then they have been listed.
func checkSparse(t *testing.T, s *Sparse, rows, cols, n int, zero float64, rng *rand.Rand) {
	t.Helper()
	x := newImages(rows, cols, zero, rng)
	for _, how := range []string{"read", "listed"} {
		s.setImages(x)
		what := fmt.Sprintf("%d×%d, %v zero, %s, times %d columns", rows, cols, zero, how, n)

		w := matrix(cols, n, n+rng.IntN(3), numbers, rng)
		y, intact := guarded(rows, n, n+1+rng.IntN(3))
		s.Times(y, w, nil)
		checkSum(t, what, y, cols, func(i, j, k int) (float64, float64) { return x.at(i, k), w.Data[k*w.Stride+j] })
		if !intact() {
			t.Fatalf("%s: something was written beside the result", what)
		}

		dy := matrix(rows, n, n+rng.IntN(3), numbers, rng)
		g, intact := guarded(cols, n, n+1+rng.IntN(3))
		s.TransposedTimes(g, dy, false)
		term := func(i, j, k int) (float64, float64) { return x.at(k, i), dy.Data[k*dy.Stride+j] }
		checkSum(t, what+", transposed", g, rows, term)
		first := 1 + rng.IntN(rows) // of the rows
		s.setImages(images{x.bytes, x.index[:first], x.values})
		s.TransposedTimes(g, Rows(dy, 0, first), false)
		s.setImages(images{x.bytes, x.index[first:], x.values})
		s.TransposedTimes(g, Rows(dy, first, rows), true)
		checkSum(t, what+", transposed, in two parts", g, rows, term)
		if !intact() {
			t.Fatalf("%s, transposed: something was written beside the result", what)
		}
	}
}

func TestSparse(t *testing.T) {
	eachImplementation(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 0))
		var s Sparse // used again and again, as a net does
		for _, zero := range []float64{0, 0.5, 0.8, 1} {
			for n := range 71 {
				checkSparse(t, &s, 1+rng.IntN(70), 1+rng.IntN(70), n, zero, rng)
			}
			for _, size := range [][3]int{{600, 30, 5}, {20, 784, 50}, {257, 113, 53}, {256, 112, 52}, {3, 1000, 105}} {
				checkSparse(t, &s, size[0], size[1], size[2], zero, rng)
			}
		}
	})
}

// Set makes its lists anew unless it is asked for the same rows, also where the caller writes other numbers into the same
// memory.
func TestSparseNoticesOtherRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 0))
	x := newImages(40, 112, 0.8, rng)
	w, y := matrix(112, 5, 5, numbers, rng), matrix(40, 5, 5, numbers, rng)
	var s Sparse
	for range 4 {
		for range 2 {
			s.setImages(x)
			s.Times(y, w, nil)
			checkSum(t, "after Set", y, 112, func(i, j, k int) (float64, float64) { return x.at(i, k), w.Data[k*w.Stride+j] })
		}
		rng.Shuffle(len(x.index), func(i, j int) { x.index[i], x.index[j] = x.index[j], x.index[i] })
	}
}

// Weights that are not finite come through where a byte is not 0, and only there.
func TestSparseSpecials(t *testing.T) {
	eachImplementation(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(3, 0))
		var s Sparse
		for n := range 20 {
			x := newImages(9, 40, 0.7, rng)
			w := matrix(40, n, n, specialNumbers, rng)
			y, _ := guarded(9, n, n+1)
			s.setImages(x)
			s.Times(y, w, nil)
			for i := range y.Rows {
				for j := range n {
					var want float64
					for k, b := range x.bytes.Row(x.index[i]) {
						if b != 0 {
							want += float64(x.values[b] * w.Data[k*n+j])
						}
					}
					if got := y.Data[i*y.Stride+j]; !same(got, want) {
						t.Fatalf("entry %d, %d is %v, want %v", i, j, got, want)
					}
				}
			}
		}
	})
}

func TestElementwise(t *testing.T) {
	eachImplementation(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(4, 0))
		for _, c := range []struct {
			name string
			all  func(dst, x, y blas64.General)
			one  func(x, y float64) float64
		}{
			{"ExpAll", func(dst, x, _ blas64.General) { ExpAll(dst, x) }, func(x, _ float64) float64 { return Exp(x) }},
			{"Sigmoid", func(dst, x, _ blas64.General) { Sigmoid(dst, x) }, func(x, _ float64) float64 { return 1 / (1 + Exp(-x)) }},
			{"ReLU", func(dst, x, _ blas64.General) { ReLU(dst, x) }, func(x, _ float64) float64 {
				if x <= 0 {
					return 0
				}
				return x
			}},
			{"ReLUGradient", ReLUGradient, func(x, y float64) float64 {
				if y == 0 {
					return 0
				}
				return x
			}},
			{"SigmoidGradient", SigmoidGradient, func(x, y float64) float64 { return x * float64(y*(1-y)) }},
			{"Multiply", Multiply, func(x, y float64) float64 { return x * y }},
			{"Scale", func(dst, x, _ blas64.General) { Scale(dst, -0.3, x) }, func(x, _ float64) float64 { return -0.3 * x }},
			{"Divide", func(dst, x, _ blas64.General) { Divide(dst, x, 7) }, func(x, _ float64) float64 { return x / 7 }},
			{"Combine", func(dst, x, y blas64.General) { Combine(dst, 0.3, x, -0.1, y) }, func(x, y float64) float64 { return float64(0.3*x) + float64(-0.1*y) }},
		} {
			for cols := range 71 {
				rows, stride := rng.IntN(5), cols+1+rng.IntN(3)
				x, y := matrix(rows, cols, stride, specialNumbers, rng), matrix(rows, cols, cols+rng.IntN(2), specialNumbers, rng)
				dst, intact := guarded(rows, cols, stride)
				for _, inPlace := range []bool{false, true} {
					before := slices.Clone(x.Data)
					if inPlace {
						dst = x
					}
					c.all(dst, x, y)
					for i := range rows {
						for j := range cols {
							want := c.one(before[i*stride+j], y.Data[i*y.Stride+j])
							if got := dst.Data[i*stride+j]; !same(got, want) {
								t.Fatalf("%s of %v and %v is %v (%#x), want %v (%#x)", c.name, before[i*stride+j], y.Data[i*y.Stride+j],
									got, math.Float64bits(got), want, math.Float64bits(want))
							}
						}
					}
					if !intact() {
						t.Fatalf("%s: something was written beside the result", c.name)
					}
				}
			}
		}
	})
}

// The vector form of Exp agrees with Exp everywhere, also in runs longer than one.
func TestExpAllOfMany(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 0))
	x := make([]float64, 200_000)
	for i := range x {
		switch i % 4 {
		case 0:
			x[i] = -rng.Float64()
		case 1:
			x[i] = -40 * rng.Float64()
		case 2:
			x[i] = 1500 * (rng.Float64() - 0.5)
		case 3:
			x[i] = math.Float64frombits(rng.Uint64())
		}
	}
	got := make([]float64, len(x))
	ExpAll(Row(got), Row(x))
	for i, v := range x {
		if want := Exp(v); !same(got[i], want) {
			t.Fatalf("Exp(%v) is %v, want %v", v, got[i], want)
		}
	}
}

// Once the memory is large enough, nothing is allocated.
func TestNothingIsAllocated(t *testing.T) {
	eachImplementation(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(6, 0))
		x := newImages(100, 784, 0.8, rng)
		w, g := matrix(784, 50, 50, numbers, rng), matrix(784, 50, 50, numbers, rng)
		y := matrix(100, 50, 50, numbers, rng)
		var s Sparse
		var memory Memory
		step := func() {
			x.index[0], x.index[1] = x.index[1], x.index[0] // other rows than before, or Set would have nothing to do
			s.setImages(x)
			s.Times(y, w, nil)
			s.TransposedTimes(g, y, false)
			Product(g, Of(w), Of(matrix50).T(), nil, &memory)
			Sigmoid(y, y)
			Combine(w, 1, w, -0.1, g)
		}
		step()                                            // reads the bytes
		step()                                            // lists them
		if n := testing.AllocsPerRun(200, step); n != 0 { // the runtime itself may allocate now and then
			t.Errorf("%v allocations a step, want 0", n)
		}
	})
}

var matrix50 = matrix(50, 50, 50, numbers, rand.New(rand.NewPCG(7, 0)))

// What does not fit must not reach the vector kernels, which would read beyond the end.
func TestShapesAreChecked(t *testing.T) {
	general := func(rows, cols int) blas64.General {
		return blas64.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float64, rows*cols)}
	}
	short := func(rows, cols int) blas64.General {
		m := general(rows, cols)
		m.Data = m.Data[:len(m.Data)-1]
		return m
	}
	var s Sparse
	s.setImages(newImages(4, 30, 0.5, rand.New(rand.NewPCG(8, 0))))
	eachImplementation(t, func(t *testing.T) {
		for name, call := range map[string]func(){
			"product, inner":   func() { Product(general(8, 9), Of(general(8, 5)), Of(general(4, 9)), nil, new(Memory)) },
			"product, rows":    func() { Product(general(9, 9), Of(general(8, 5)), Of(general(5, 9)), nil, new(Memory)) },
			"product, columns": func() { Product(general(8, 8), Of(general(8, 5)), Of(general(5, 9)), nil, new(Memory)) },
			"product, a":       func() { Product(general(8, 9), Of(short(8, 5)), Of(general(5, 9)), nil, new(Memory)) },
			"product, b":       func() { Product(general(8, 9), Of(general(8, 5)), Of(short(5, 9)), nil, new(Memory)) },
			"product, c":       func() { Product(short(8, 9), Of(general(8, 5)), Of(general(5, 9)), nil, new(Memory)) },
			"sparse, w":        func() { s.Times(general(4, 7), general(29, 7), nil) },
			"sparse, w's data": func() { s.Times(general(4, 7), short(30, 7), nil) },
			"sparse, y":        func() { s.Times(general(5, 7), general(30, 7), nil) },
			"sparse, y's data": func() { s.Times(short(4, 7), general(30, 7), nil) },
			"transposed, x":    func() { s.TransposedTimes(general(30, 7), general(3, 7), false) },
			"transposed, y":    func() { s.TransposedTimes(general(29, 7), general(4, 7), false) },
			"a short row":      func() { NewBytes(make([]uint8, 59), 30) },
			"no such row":      func() { s.Set(NewBytes(make([]uint8, 60), 30), []int{2}, new([256]float64)) },
			"elementwise":      func() { Sigmoid(general(3, 4), general(4, 3)) },
			"elementwise, x":   func() { Sigmoid(general(3, 4), short(3, 4)) },
			"elementwise, dst": func() { Sigmoid(short(3, 4), general(3, 4)) },
			"multiply, y":      func() { Multiply(general(3, 4), general(3, 4), short(3, 4)) },
			"scale, x":         func() { Scale(general(3, 4), 2, general(4, 3)) },
			"divide, dst":      func() { Divide(short(3, 4), general(3, 4), 2) },
			"add, y":           func() { Combine(general(3, 4), 1, general(3, 4), 1, short(3, 4)) },
		} {
			t.Run(name, func(t *testing.T) {
				defer func() {
					if recover() == nil {
						t.Error("no panic")
					}
				}()
				call()
			})
		}
	})
}

func BenchmarkProduct(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, c := range []struct {
		name    string
		m, n, k int
		aT, bT  bool
	}{
		{"100x784x50", 100, 50, 784, false, false},
		{"784'x100x50", 784, 50, 100, true, false},
		{"100x50x784'", 100, 784, 50, false, true},
		{"100x50x10", 100, 10, 50, false, false},
		{"200x60x90'", 200, 90, 60, false, true},
		{"784'x100x100", 784, 100, 100, true, false},
		{"100x784x100", 100, 100, 784, false, false},
		{"50x50x50", 50, 50, 50, false, false},
		{"50'x50x50", 50, 50, 50, true, false},
		{"64x64x64", 64, 64, 64, false, false},
		{"128x128x128", 128, 128, 128, false, false},
		{"256x256x256", 256, 256, 256, false, false},
		{"512x512x512", 512, 512, 512, false, false},
		{"512'x512x512'", 512, 512, 512, true, true},
		{"1024x1024x1024", 1024, 1024, 1024, false, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			x, y := factor(c.m, c.k, 0, c.aT, numbers, rng), factor(c.k, c.n, 0, c.bT, numbers, rng)
			dst := matrix(c.m, c.n, c.n, numbers, rng)
			var memory Memory
			for b.Loop() {
				Product(dst, x, y, nil, &memory)
			}
			b.ReportMetric(2*float64(c.m*c.n*c.k)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GF/s")
		})
	}
}

func BenchmarkSparse(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 0))
	x := newImages(100, 784, 0.8, rng)
	var s Sparse
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			s.setImages(images{NewBytes(x.bytes.data, x.bytes.cols), x.index, x.values})
		}
	})
	s.setImages(x)
	b.Run("look up", func(b *testing.B) {
		for b.Loop() {
			x.index[0], x.index[1] = x.index[1], x.index[0]
			s.setImages(x)
		}
	})
	for _, n := range []int{50, 100} {
		w, y := matrix(784, n, n, numbers, rng), matrix(100, n, n, numbers, rng)
		b.Run(fmt.Sprintf("Times/%d", n), func(b *testing.B) {
			for b.Loop() {
				s.Times(y, w, nil)
			}
		})
		b.Run(fmt.Sprintf("TransposedTimes/%d", n), func(b *testing.B) {
			for b.Loop() {
				s.TransposedTimes(w, y, false)
			}
		})
	}
	b.Run("Transpose", func(b *testing.B) {
		var t transposed
		for b.Loop() {
			for i := range s.blocks {
				from, to := s.block(i)
				t.of(s.lists[i].rows(0, s.rows, s.values), to-from)
			}
		}
	})
}

func BenchmarkElementwise(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 0))
	x, y, dst := matrix(100, 50, 50, numbers, rng), matrix(100, 50, 50, numbers, rng), matrix(100, 50, 50, numbers, rng)
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"Exp", func() { ExpAll(dst, x) }},
		{"Sigmoid", func() { Sigmoid(dst, x) }},
		{"ReLU", func() { ReLU(dst, x) }},
		{"Combine", func() { Combine(dst, 1, x, 0.1, y) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				c.f()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/5000, "ns/entry")
		})
	}
}
