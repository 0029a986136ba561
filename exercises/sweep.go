package exercises

import (
	"math"
	"math/rand/v2"
	"slices"
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
func (c vectorCall[F]) test(what string, v ...[]float64) test[F] {
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

func (s *sweep[F]) of(v vectors) test[F] { return s.test(randomInputs(), v...) }

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
