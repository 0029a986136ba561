package exercises

import (
	"math"
	"math/rand/v2"
	"slices"
)

// A countedSource is a source of randomness for code that has to draw from it.
type countedSource struct {
	rand.Source
	draws int
}

func countedFrom(seed uint64) *countedSource { return &countedSource{Source: rand.NewPCG(seed, 0)} }

// Uint64 counts the draws.
func (s *countedSource) Uint64() uint64 {
	s.draws++
	return s.Source.Uint64()
}

// canBeChance reports whether count can be chance, where one of n cases counts on average. By Bernstein's inequality it is
// off by more than 11 + √(121+66·variance) with a probability below 2·e⁻³³, however the cases are drawn.
func canBeChance(count, cases, n int) bool {
	mean := float64(cases) / float64(n)
	variance := mean * (1 - 1/float64(n))
	return math.Abs(float64(count)-mean) <= 11+math.Sqrt(121+66*variance)
}

// isEven reports whether counts can be chance, where each is expected to be the same. Their χ² exceeds this limit, which is
// 66 for 3 counts and 151 for 40, with a probability below e⁻²⁵, or 1.4e-11 (Laurent and Massart, 2000).
func isEven(counts []int, expected float64) bool {
	chiSquared := 0.0
	for _, n := range counts {
		chiSquared += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	freedom := float64(len(counts) - 1)
	return chiSquared <= freedom+2*math.Sqrt(25*freedom)+2*25
}

// countDifferent returns how many different lists there are.
func countDifferent(lists [][]int) int {
	sorted := slices.SortedFunc(slices.Values(lists), slices.Compare)
	return len(slices.CompactFunc(sorted, slices.Equal))
}

// countSets is countDifferent for lists whose order does not matter.
func countSets(lists [][]int) int {
	sets := make([][]int, len(lists))
	for i, list := range lists {
		sets[i] = slices.Sorted(slices.Values(list))
	}
	return countDifferent(sets)
}
