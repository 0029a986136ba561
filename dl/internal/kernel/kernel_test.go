package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The definition of every kernel: a sum starts at +0, takes its terms in order, and each product is rounded first.
// Kernels are compared with it bit by bit.
func naiveWeightedSum(y, a []float64, at []int32, b []float64, stride int) {
	for j := range y {
		sum := 0.0
		for k := range a {
			sum += float64(a[k] * b[int(at[k])*stride+j])
		}
		y[j] = sum
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

func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
}

// dirty returns memory that a kernel must overwrite, with a number behind its end that it must not touch.
func dirty(n int) (y []float64, intact func() bool) {
	memory := make([]float64, n+1)
	for i := range memory {
		memory[i] = math.NaN()
	}
	memory[n] = 42
	return memory[:n], func() bool { return memory[n] == 42 }
}

func TestWeightedSum(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for terms := range 21 {
		for n := range 21 {
			for _, gap := range []int{0, 1, 5} {
				stride := n + gap
				b := numbers(terms*stride, rng)
				a := numbers(terms, rng)
				all := make([]int32, terms)
				for k := range all {
					all[k] = int32(k)
				}
				want := make([]float64, n)
				naiveWeightedSum(want, a, all, b, stride)

				got, intact := dirty(n)
				WeightedSum(got, a, b, stride)
				if !sameBits(got, want) || !intact() {
					t.Fatalf("WeightedSum of %d rows of %d, stride %d: got %v, want %v", terms, n, stride, got, want)
				}
				got, intact = dirty(n)
				WeightedSumAt(got, a, all, b, stride)
				if !sameBits(got, want) || !intact() {
					t.Fatalf("WeightedSumAt of %d rows of %d, stride %d: got %v, want %v", terms, n, stride, got, want)
				}
			}
		}
	}
}

// A weight of ±0 changes no bit of a sum that starts at +0, as long as the rows are finite: zeros can be left out.
func TestWeightedSumAtLeavesOutZeros(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	for terms := range 40 {
		const n, stride = 7, 9
		a, b := numbers(terms, rng), numbers(terms*stride, rng)
		want := make([]float64, n)
		WeightedSum(want, a, b, stride)
		var some []float64
		var at []int32
		for k, v := range a {
			if v != 0 {
				some, at = append(some, v), append(at, int32(k))
			}
		}
		got := make([]float64, n)
		WeightedSumAt(got, some, at, b, stride)
		if !sameBits(got, want) {
			t.Fatalf("%d terms: got %v, want %v", terms, got, want)
		}
	}
}

// Rows that share a number, and rows in any order.
func TestWeightedSumAtAnyOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	for terms := range 20 {
		const rows, n, stride = 6, 5, 8
		a, b := numbers(terms, rng), numbers(rows*stride, rng)
		at := make([]int32, terms)
		for k := range at {
			at[k] = int32(rng.IntN(rows))
		}
		want, got := make([]float64, n), make([]float64, n)
		naiveWeightedSum(want, a, at, b, stride)
		WeightedSumAt(got, a, at, b, stride)
		if !sameBits(got, want) {
			t.Fatalf("rows %v: got %v, want %v", at, got, want)
		}
	}
}

// byteRows returns rows of bytes of which the given share is 0, in runs as in an image.
func byteRows(rows, cols int, zero float64, rng *rand.Rand) [][]uint8 {
	all := make([][]uint8, rows)
	for i := range all {
		all[i] = make([]uint8, cols)
		for j := 0; j < cols; {
			run, isZero := 1+rng.IntN(12), rng.Float64() < zero
			for ; run > 0 && j < cols; run, j = run-1, j+1 {
				if !isZero {
					all[i][j] = uint8(1 + rng.IntN(255))
				}
			}
		}
	}
	return all
}

func TestSparse(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	var values [256]float64
	for i := range values {
		values[i] = float64(i) / 255
	}
	var s, transposed Sparse // used again and again, as a net does
	for _, zero := range []float64{0, 0.5, 0.8, 1} {
		for rows := range 21 {
			for cols := range 21 {
				t.Run(fmt.Sprintf("%dx%d,%v", rows, cols, zero), func(t *testing.T) {
					data := byteRows(rows, cols, zero, rng)
					s.Reset()
					for _, row := range data {
						s.AppendBytes(row, &values)
					}
					checkSparse(t, "rows", &s, rows, cols, func(i, j int) float64 { return values[data[i][j]] })
					transposed.Transpose(&s, cols)
					checkSparse(t, "columns", &transposed, cols, rows, func(j, i int) float64 { return values[data[i][j]] })
				})
			}
		}
	}
}

// checkSparse compares s with a naive list of the entries that are not 0.
func checkSparse(t *testing.T, what string, s *Sparse, rows, cols int, at func(i, j int) float64) {
	t.Helper()
	if len(s.Start) != rows+1 {
		t.Fatalf("%s: %d starts, want %d", what, len(s.Start), rows+1)
	}
	for i := range rows {
		var values []float64
		var columns []int32
		for j := range cols {
			if v := at(i, j); v != 0 {
				values, columns = append(values, v), append(columns, int32(j))
			}
		}
		gotValues, gotColumns := s.Row(i)
		if !slices.Equal(gotValues, values) || !slices.Equal(gotColumns, columns) {
			t.Errorf("%s: row %d is %v at %v, want %v at %v", what, i, gotValues, gotColumns, values, columns)
		}
	}
}

// Once the memory is large enough, listing a batch allocates nothing.
func TestSparseReusesMemory(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 0))
	data := byteRows(100, 784, 0.8, rng)
	var values [256]float64
	for i := range values {
		values[i] = float64(i)
	}
	var s, transposed Sparse
	list := func() {
		s.Reset()
		for _, row := range data {
			s.AppendBytes(row, &values)
		}
		transposed.Transpose(&s, 784)
	}
	list()
	if n := testing.AllocsPerRun(10, list); n != 0 {
		t.Errorf("%v allocations a batch, want 0", n)
	}
}
