package exercises

import (
	"math"
	"math/rand/v2"
	"slices"

	"dlfs/internal/words"
)

// vectors are the arguments of a call, all of the same length.
type vectors [][]float64

func (v vectors) clone() vectors {
	c := make(vectors, len(v))
	for i := range v {
		c[i] = slices.Clone(v[i])
	}
	return c
}

// A vectorCall is a call whose arguments are vectors.
type vectorCall[F any] struct {
	name string
	call func(f F, v vectors) any
}

// test tries the arguments, and notes if they are changed.
func (c vectorCall[F]) test(what words.Message, v ...[]float64) test[F] {
	return test[F]{
		what:  what,
		input: c.name + "(" + show(vectors(v)) + ")",
		call: func(f F) any {
			mine := vectors(v).clone()
			value := c.call(f, mine)
			return unlessChanged(value, mine, vectors(v))
		},
	}
}

// A sweep is a vectorCall on inputs that are drawn at random, a few numbers long.
type sweep[F any] struct {
	vectorCall[F]
	draw func(r *rand.Rand, n int) vectors
}

const sweeps = 60

// firstFault returns the test that fails with the smallest input found, if there is one.
func (s *sweep[F]) firstFault(fails func(test[F]) bool) (test[F], bool) {
	r := rand.New(rand.NewPCG(1, 0))
	for i := range sweeps {
		if v := s.draw(r, 1+i/8); fails(s.of(v)) {
			return s.of(s.shrink(v, fails)), true
		}
	}
	return test[F]{}, false
}

func (s *sweep[F]) of(v vectors) test[F] { return s.test(randomInputs, v...) }

// shrink makes the input shorter and its numbers simpler for as long as it still fails.
func (s *sweep[F]) shrink(v vectors, fails func(test[F]) bool) vectors {
	for tries := 0; tries < 200; {
		smaller := v
		for c := range simpler(v) {
			if tries++; fails(s.of(c)) {
				smaller = c
				break
			}
		}
		if same := &smaller[0] == &v[0]; same {
			return v
		}
		v = smaller
	}
	return v
}

// simpler yields inputs that are a little simpler than v.
func simpler(v vectors) func(yield func(vectors) bool) {
	return func(yield func(vectors) bool) {
		for k := range v[0] {
			if len(v[0]) == 1 {
				break
			}
			c := v.clone()
			for i := range c {
				c[i] = slices.Delete(c[i], k, k+1)
			}
			if !yield(c) {
				return
			}
		}
		for i := range v {
			for k, x := range v[i] {
				for _, y := range []float64{0, 1, math.Round(x), math.Round(x*10) / 10} {
					if x == 0 || x == y || x == 1 { // as simple as can be
						continue
					}
					c := v.clone()
					c[i][k] = y
					if !yield(c) {
						return
					}
				}
			}
		}
	}
}

// drawnTests returns n tests on random inputs, which grow from test to test: size goes from 1 to 6. A sweep does the same
// for arguments that are vectors, and makes an input that fails simpler.
func drawnTests[F any](n int, draw func(r *rand.Rand, size int) test[F]) (tests []test[F]) {
	r := rand.New(rand.NewPCG(1, 0))
	for i := range n {
		tests = append(tests, draw(r, 1+6*i/n))
	}
	return tests
}

// sample returns n values that are drawn.
func sample[T any](n int, draw func() T) []T {
	v := make([]T, n)
	for i := range v {
		v[i] = draw()
	}
	return v
}

// upTo returns the numbers below n.
func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// randomInts returns n integers from 0 to below-1.
func randomInts(r *rand.Rand, n, below int) []int {
	return sample(n, func() int { return r.IntN(below) })
}

func uniform(r *rand.Rand, n int, from, to float64) []float64 {
	return sample(n, func() float64 { return from + (to-from)*r.Float64() })
}

// hundredth returns a number that is short enough to be read, with two decimals.
func hundredth(r *rand.Rand, from, to int) float64 {
	return float64(100*from+r.IntN(100*(to-from)+1)) / 100
}

func hundredths(r *rand.Rand, n, from, to int) []float64 {
	return sample(n, func() float64 { return hundredth(r, from, to) })
}

// eighths returns multiples of 1/8 from -2 to 2. Their sums, differences and products are exact, in float32 too.
func eighths(r *rand.Rand, n int) []float64 {
	return sample(n, func() float64 { return float64(r.IntN(33)-16) / 8 })
}
