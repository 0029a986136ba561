package exercises

import (
	"cmp"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"sort"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/sampleuv"

	"dlfs/dl"
)

func answers41() []answers {
	return []answers{
		{"4.1-1", rightCounts(), wrongCounts()},
		{"4.1-2", rightPixels(), wrongPixels()},
		{"4.1-3", rightGuesses(), slices.Concat(wrongTies(), wrongLabels(), wrongAccuracies())},
		{"4.1-4", rightSplits(), slices.Concat(
			unrandomSplits(), unrepeatedSplits(), unfairSplits(), unshuffledSplits(), wrongSplits(),
		)},
		{"4.1-5", rightNeighbours(), slices.Concat(wrongDistances(), wrongSearches(), wrongNeighbourTies(), changedImages())},
		choiceAnswers("4.1-6", []string{"c", "C", " c", "c)", "(c)\n", "**c**"}, []string{"A", " b", "d)"},
			[]string{"", "cd", "overfitting", "3"}),
	}
}

func countRecursively(sizes ...int) int {
	if len(sizes) == 2 {
		return (sizes[0] + 1) * sizes[1]
	}
	return countRecursively(sizes[:2]...) + countRecursively(sizes[1:]...)
}

func rightCounts() []answer {
	return []answer{
		{"recursion that ends at two layers", countRecursively, ""},
		{"weights first, then biases", func(sizes ...int) (total int) {
			for i, n := range sizes[1:] {
				total += sizes[i] * n
			}
			for _, n := range sizes[1:] {
				total += n
			}
			return total
		}, ""},
		{"from the back", func(sizes ...int) (total int) {
			for i := len(sizes) - 1; i > 0; i-- {
				total += sizes[i] * (1 + sizes[i-1])
			}
			return total
		}, ""},
		{"gonum", func(sizes ...int) int {
			v := asFloats(sizes)
			return int(floats.Dot(v[:len(v)-1], v[1:]) + floats.Sum(v[1:]))
		}, ""},
		{"a net of dl", func(sizes ...int) (total int) {
			for i := 1; i < len(sizes); i++ {
				for _, p := range dl.NewAffine(sizes[i-1], sizes[i], dl.Std(0.01), rand.NewPCG(1, 0)).Params() {
					rows, cols := p.Value.Dims()
					total += rows * cols
				}
			}
			return total
		}, ""},
	}
}

func wrongCounts() []answer {
	known := func(sizes ...int) int { return map[int]int{2: 9, 3: 39760, 4: 45360}[len(sizes)] }
	kept := 0
	return []answer{
		{"the examples by heart", known, ""},
		{"the first two layers only", func(sizes ...int) int { return (sizes[0] + 1) * sizes[1] }, ""},
		{"the last two layers only", func(sizes ...int) int { return (sizes[len(sizes)-2] + 1) * sizes[len(sizes)-1] }, ""},
		{"three layers at most", func(sizes ...int) int { return countRecursively(sizes[:min(3, len(sizes))]...) }, ""},
		{"the product of all", func(sizes ...int) int {
			product := 1
			for _, n := range sizes {
				product *= n
			}
			return product + sizes[len(sizes)-1]
		}, ""},
		{"one bias for each layer", func(sizes ...int) (total int) {
			for i := 1; i < len(sizes); i++ {
				total += sizes[i-1]*sizes[i] + 1
			}
			return total
		}, ""},
		{"biases of the last layer only", func(sizes ...int) (total int) {
			for i := 1; i < len(sizes); i++ {
				total += sizes[i-1] * sizes[i]
			}
			return total + sizes[len(sizes)-1]
		}, ""},
		{"biases of the outputs are missing", func(sizes ...int) int {
			return countRecursively(sizes...) - sizes[len(sizes)-1]
		}, ""},
		{"sums instead of products", func(sizes ...int) (total int) {
			for i := 1; i < len(sizes); i++ {
				total += sizes[i-1] + 2*sizes[i]
			}
			return total
		}, ""},
		{"a total that is never reset", func(sizes ...int) int {
			kept += countRecursively(sizes...)
			return kept
		}, ""},
		{"sorts the sizes", func(sizes ...int) int {
			slices.Sort(sizes)
			return countRecursively(sizes...)
		}, ""},
		{"counts in 16 bits", func(sizes ...int) int { return int(int16(countRecursively(sizes...))) }, ""},
		{"changes the sizes", func(sizes ...int) int {
			total := countRecursively(sizes...)
			sizes[0]++
			return total
		}, "changes its argument"},
	}
}

// scaled is an answer to 4.1-2 that scales pixel by pixel.
func scaled[T any](of func(p uint8) T, convert func(T) float64) pixelScaler {
	return func(pixels []uint8) (inputs []float64) {
		for _, p := range pixels {
			inputs = append(inputs, convert(of(p)))
		}
		return inputs
	}
}

func scaledBy(of func(p float64) float64) pixelScaler {
	return scaled(func(p uint8) float64 { return of(float64(p)) }, func(x float64) float64 { return x })
}

func rightPixels() []answer {
	widen := func(x float32) float64 { return float64(x) }
	return []answer{
		{"float32", scaled(func(p uint8) float32 { return float32(p) / 255 }, widen), ""},
		{"times a float32", scaled(func(p uint8) float32 { return float32(p) * (1 / float32(255)) }, widen), ""},
		{"times 1/255", scaledBy(func(p float64) float64 { return p * (1.0 / 255) }), ""},
		{"a table", func(pixels []uint8) []float64 {
			var table [256]float64
			for p := range table {
				table[p] = float64(p) / 255
			}
			return scaled(func(p uint8) float64 { return table[p] }, func(x float64) float64 { return x })(pixels)
		}, ""},
		{"gonum, which takes no empty vector", func(pixels []uint8) []float64 {
			v := mat.NewVecDense(len(pixels), asFloats(pixels))
			v.ScaleVec(1.0/255, v)
			return v.RawVector().Data
		}, ""},
		{"dl.Bytes", func(pixels []uint8) []float64 {
			var grey [256]float64
			for p := range grey {
				grey[p] = float64(p) / 255
			}
			return mat.Row(nil, 0, dl.NewBytes(pixels, len(pixels)).Matrix([]int{0}, &grey))
		}, ""},
	}
}

func wrongPixels() []answer {
	var kept, reused []float64
	byMax := func(pixels []uint8) []float64 {
		most := slices.Max(pixels)
		return scaledBy(func(p float64) float64 { return p / max(1, float64(most)) })(pixels)
	}
	rightly := scaledBy(func(p float64) float64 { return p / 255 })
	return []answer{
		{"white is 1", scaledBy(func(p float64) float64 { return 1 - p/255 }), ""},
		{"by the largest pixel", byMax, ""},
		{"from -1 to 1", scaledBy(func(p float64) float64 { return p/127.5 - 1 }), ""},
		{"percent", scaledBy(func(p float64) float64 { return p / 2.55 }), ""},
		{"by 254", scaledBy(func(p float64) float64 { return p / 254 }), ""},
		{"rounded to 2 digits", scaledBy(func(p float64) float64 { return math.Round(p/2.55) / 100 }), ""},
		{"rounded to 6 digits", scaledBy(func(p float64) float64 { return math.Round(p/255*1e6) / 1e6 }), ""},
		{"black and white", scaledBy(func(p float64) float64 { return math.Round(p / 255) }), ""},
		{"a sigmoid", scaledBy(func(p float64) float64 { return dl.Sigmoid((p - 127.5) / 51) }), ""},
		{"the last pixel is missing", func(pixels []uint8) []float64 {
			inputs := rightly(pixels)
			inputs[len(inputs)-1] = 0
			return inputs
		}, ""},
		{"backwards", func(pixels []uint8) []float64 {
			inputs := rightly(pixels)
			slices.Reverse(inputs)
			return inputs
		}, ""},
		{"appended to zeros", func(pixels []uint8) []float64 {
			return append(make([]float64, len(pixels)), rightly(pixels)...)
		}, ""},
		{"room for four pixels", func(pixels []uint8) []float64 { return rightly(pixels[:min(4, len(pixels))]) }, ""},
		{"appended to what was there", func(pixels []uint8) []float64 {
			kept = append(kept, rightly(pixels)...)
			return kept
		}, ""},
		{"the same memory each time", func(pixels []uint8) []float64 {
			reused = append(reused[:0], rightly(pixels)...)
			return reused
		}, ""},
		{"sorts the pixels", func(pixels []uint8) []float64 {
			slices.Sort(pixels)
			return rightly(pixels)
		}, ""},
		{"clears the pixels", func(pixels []uint8) []float64 {
			inputs := rightly(pixels)
			clear(pixels)
			return inputs
		}, "changes its argument"},
	}
}

func rightGuesses() []answer {
	return []answer{
		{"an array of ten counts", func(labels []int) (label int, accuracy float64) {
			var counts [10]int
			for _, l := range labels {
				counts[l]++
			}
			for l, n := range counts {
				if n > counts[label] {
					label = l
				}
			}
			return label, float64(counts[label]) / float64(len(labels))
		}, ""},
		{"runs in a sorted copy", func(labels []int) (label int, accuracy float64) {
			sorted, best := slices.Sorted(slices.Values(labels)), 0
			for i, k := 0, 0; i < len(sorted); i = k {
				for k = i; k < len(sorted) && sorted[k] == sorted[i]; k++ {
				}
				if k-i > best {
					label, best = sorted[i], k-i
				}
			}
			return label, float64(best) / float64(len(labels))
		}, ""},
		{"counts anew for each label, in float32", func(labels []int) (label int, accuracy float64) {
			best := -1
			for _, l := range labels {
				n := 0
				for _, other := range labels {
					if other == l {
						n++
					}
				}
				if n > best || n == best && l < label {
					label, best = l, n
				}
			}
			return label, float64(float32(best) / float32(len(labels)))
		}, ""},
		{"a sort of labels and counts", func(labels []int) (int, float64) {
			counts := make(map[int]int)
			for _, l := range labels {
				counts[l]--
			}
			var known []int
			for l := range counts {
				known = append(known, l)
			}
			best := slices.MinFunc(known, func(a, b int) int { return cmp.Or(cmp.Compare(counts[a], counts[b]), cmp.Compare(a, b)) })
			return best, stat.Mean(equalTo(best, labels), nil)
		}, ""},
	}
}

// equalTo returns 1 for the labels that are equal to label, and 0 for the others.
func equalTo(label int, labels []int) []float64 {
	v := make([]float64, len(labels))
	for i, l := range labels {
		if l == label {
			v[i] = 1
		}
	}
	return v
}

// guessing is an answer to 4.1-3 whose label is right where the accuracy is of interest, and the reverse.
func guessing(labelOf func(labels []int) int, accuracyOf func(count, n int) float64) guesser {
	return func(labels []int) (int, float64) {
		label, count := mostFrequent(labels, func(a, b int) bool { return a < b })
		if labelOf != nil {
			label = labelOf(labels)
		}
		if accuracyOf != nil {
			return label, accuracyOf(count, len(labels))
		}
		return label, float64(count) / float64(len(labels))
	}
}

// among returns the most frequent of the labels from first to last.
func among(first, last int) func(labels []int) int {
	return func(labels []int) int {
		best, most := 0, 0.0
		for l := first; l <= last; l++ {
			if n := floats.Sum(equalTo(l, labels)); n > most {
				best, most = l, n
			}
		}
		return best
	}
}

func wrongTies() []answer {
	const tie = "ties broken the wrong way"
	return []answer{
		{"the first of ties", guessing(func(labels []int) int {
			return slices.MaxFunc(labels, func(a, b int) int {
				return cmp.Compare(floats.Sum(equalTo(a, labels)), floats.Sum(equalTo(b, labels)))
			})
		}, nil), tie},
		{"the first that gets there", guessing(func(labels []int) (label int) {
			counts, most := make(map[int]int), 0
			for _, l := range labels {
				if counts[l]++; counts[l] > most {
					label, most = l, counts[l]
				}
			}
			return label
		}, nil), tie},
		{"the last of ties", guessing(func(labels []int) (label int) {
			most := 0.0
			for _, l := range labels {
				if n := floats.Sum(equalTo(l, labels)); n >= most {
					label, most = l, n
				}
			}
			return label
		}, nil), tie},
		{"one of ties, as the map has them", guessing(func(labels []int) (label int) {
			counts := make(map[int]int)
			for _, l := range labels {
				counts[l]++
			}
			most := 0
			for l, n := range counts {
				if n > most {
					label, most = l, n
				}
			}
			return label
		}, nil), tie},
	}
}

func wrongLabels() []answer {
	counts := make(map[int]int) // of all calls
	return []answer{
		{"sorts its argument", func(labels []int) (int, float64) {
			slices.Sort(labels)
			return guessing(nil, nil)(labels)
		}, "changes its argument"},
		{"counts that are never reset", guessing(func(labels []int) (label int) {
			for _, l := range labels {
				counts[l]++
			}
			for l, n := range counts {
				if n > counts[label] || n == counts[label] && l < label {
					label = l
				}
			}
			return label
		}, nil), ""},
		{"no 9", guessing(among(0, 8), nil), ""},
		{"no 0", guessing(among(1, 9), nil), ""},
		{"the median", guessing(func(labels []int) int { return slices.Sorted(slices.Values(labels))[len(labels)/2] }, nil), ""},
		{"the first label", guessing(func(labels []int) int { return labels[0] }, nil), ""},
		{"the smallest label", guessing(slices.Min[[]int], nil), ""},
		{"the longest run", guessing(func(labels []int) (label int) {
			run, longest := 0, 0
			for i, l := range labels {
				if run++; i > 0 && labels[i-1] != l {
					run = 1
				}
				if run > longest {
					label, longest = l, run
				}
			}
			return label
		}, nil), ""},
		{"a label of any sample", guessing(func(labels []int) int { return labels[rand.IntN(len(labels))] }, nil), ""},
		{"whatever a map has last", guessing(func(labels []int) (label int) {
			known := make(map[int]bool)
			for _, l := range labels {
				known[l] = true
			}
			for l := range known {
				label = l
			}
			return label
		}, nil), ""},
		{"the largest count", guessing(func(labels []int) int {
			_, count := mostFrequent(labels, func(a, b int) bool { return a < b })
			return count
		}, nil), ""},
	}
}

func wrongAccuracies() []answer {
	return []answer{
		{"percent", guessing(nil, func(count, n int) float64 { return 100 * float64(count) / float64(n) }), ""},
		{"two digits", guessing(nil, func(count, n int) float64 { return math.Round(100*float64(count)/float64(n)) / 100 }), ""},
		{"of ten", guessing(nil, func(count, _ int) float64 { return float64(count) / 10 }), ""},
		{"the share of errors", guessing(nil, func(count, n int) float64 { return 1 - float64(count)/float64(n) }), ""},
		{"upside down", guessing(nil, func(count, n int) float64 { return float64(n) / float64(count) }), ""},
		{"one too many", guessing(nil, func(count, n int) float64 { return float64(count) / float64(n+1) }), ""},
		{"counts in a byte", guessing(nil, func(count, n int) float64 { return float64(uint8(count)) / float64(n) }), ""},
	}
}

// inOrder is an answer to 4.1-4 that takes the test data from the front of a list.
func inOrder(order func(n int, src rand.Source) []int) splitter {
	return func(n, test int, src rand.Source) (train, tests []int) {
		all := order(n, src)
		return all[test:], all[:test]
	}
}

// whereTest is an answer to 4.1-4 that keeps the numbers in order.
func whereTest(is func(i, n, test int, src rand.Source) bool) splitter {
	return func(n, test int, src rand.Source) (train, tests []int) {
		for i := range n {
			if is(i, n, test, src) {
				tests = append(tests, i)
			} else {
				train = append(train, i)
			}
		}
		return train, tests
	}
}

func selectionSampling(n, test int, src rand.Source) (train, tests []int) {
	r := rand.New(src)
	for i := range n {
		if r.IntN(n-i) < test-len(tests) {
			tests = append(tests, i)
		} else {
			train = append(train, i)
		}
	}
	return train, tests
}

func drawUntilNew(n, test int, src rand.Source) (train, tests []int) {
	for r := rand.New(src); len(tests) < test; {
		if i := r.IntN(n); !slices.Contains(tests, i) {
			tests = append(tests, i)
		}
	}
	for i := range n {
		if !slices.Contains(tests, i) {
			train = append(train, i)
		}
	}
	return train, tests
}

func splitRecursively(n, test int, src rand.Source) (train, tests []int) {
	if n == 0 {
		return nil, nil
	}
	if int(src.Uint64()%uint64(n)) < test {
		train, tests = splitRecursively(n-1, test-1, src)
		return train, append(tests, n-1)
	}
	train, tests = splitRecursively(n-1, test, src)
	return append(train, n-1), tests
}

func rightSplits() []answer {
	byHand := func(n int, src rand.Source) []int {
		all := upTo(n)
		for i := n - 1; i > 0; i-- {
			k := int(src.Uint64() % uint64(i+1))
			all[i], all[k] = all[k], all[i]
		}
		return all
	}
	return []answer{
		{"the back of a permutation", func(n, test int, src rand.Source) (train, tests []int) {
			all := rand.New(src).Perm(n)
			return all[:n-test], all[n-test:]
		}, ""},
		{"Fisher and Yates by hand", inOrder(byHand), ""},
		{"selection sampling, which keeps the order", selectionSampling, ""},
		{"draws until the number is new", drawUntilNew, ""},
		{"recursion", splitRecursively, ""},
		{"a reservoir", func(n, test int, src rand.Source) (train, tests []int) {
			r := rand.New(src)
			for i := range n {
				if k := r.IntN(i + 1); i < test {
					tests = append(tests, i)
				} else if k < test {
					train, tests[k] = append(train, tests[k]), i
				} else {
					train = append(train, i)
				}
			}
			return train, tests
		}, ""},
		{"sorted by random keys", inOrder(func(n int, src rand.Source) []int {
			keys, all := make([]float64, n), upTo(n)
			for i := range keys {
				keys[i] = rand.New(src).Float64()
			}
			floats.Argsort(keys, all)
			return all
		}), ""},
		{"a generator of its own, with a seed from src", inOrder(func(n int, src rand.Source) []int {
			return rand.New(rand.NewPCG(src.Uint64(), src.Uint64())).Perm(n)
		}), ""},
		{"gonum, which takes no 0", func(n, test int, src rand.Source) (train, tests []int) {
			tests = make([]int, test)
			sampleuv.WithoutReplacement(tests, n, src)
			return slices.DeleteFunc(upTo(n), func(i int) bool { return slices.Contains(tests, i) }), tests
		}, ""},
		{"sorted at the end", func(n, test int, src rand.Source) (train, tests []int) {
			all := rand.New(src).Perm(n)
			slices.Sort(all[:test])
			slices.Sort(all[test:])
			return all[test:], all[:test]
		}, ""},
	}
}

// unrandomSplits do not use src, or not for what it is there for.
func unrandomSplits() []answer {
	return []answer{
		{"reversed", inOrder(func(n int, _ rand.Source) []int {
			all := upTo(n)
			slices.Reverse(all)
			return all
		}), "not random"},
		{"a rotated block", whereTest(func(i, n, test int, _ rand.Source) bool { return (i+n/2)%n < test }), "not random"},
		{"a block from a random place", inOrder(func(n int, src rand.Source) []int {
			all, at := upTo(n), rand.New(src).IntN(n)
			return append(all[at:], all[:at]...)
		}), "not random"},
		{"equal distances", whereTest(func(i, n, test int, _ rand.Source) bool { return i*test/n != (i+1)*test/n }), "not random"},
		{"a seed inside", inOrder(func(n int, _ rand.Source) []int { return rand.New(rand.NewPCG(7, 7)).Perm(n) }), "not random"},
		{"reads src and forgets it", inOrder(func(n int, src rand.Source) []int {
			src.Uint64()
			return rand.New(rand.NewPCG(7, 7)).Perm(n)
		}), ""},
		{"few seeds", inOrder(func(n int, src rand.Source) []int {
			return rand.New(rand.NewPCG(src.Uint64()%100, 7)).Perm(n)
		}), ""},
		{"shuffled, but always the same test data", func(n, test int, src rand.Source) (train, tests []int) {
			all := upTo(n)
			for _, side := range [][]int{all[test:], all[:test]} {
				rand.New(src).Shuffle(len(side), func(i, k int) { side[i], side[k] = side[k], side[i] })
			}
			return all[test:], all[:test]
		}, "not random"},
	}
}

// unrepeatedSplits depend on more than src.
func unrepeatedSplits() []answer {
	var first *rand.Rand
	cache := make(map[int][]int)
	return []answer{
		{"its own random source", inOrder(func(n int, _ rand.Source) []int {
			all := upTo(n)
			rand.Shuffle(n, func(i, k int) { all[i], all[k] = all[k], all[i] })
			return all
		}), "its own random source"},
		{"randomness of its own beside src", inOrder(func(n int, src rand.Source) []int {
			src.Uint64()
			return rand.Perm(n)
		}), ""},
		{"the first source for ever", inOrder(func(n int, src rand.Source) []int {
			if first == nil {
				first = rand.New(src)
			}
			return first.Perm(n)
		}), "its own random source"},
		{"the first split for ever", inOrder(func(n int, src rand.Source) []int {
			if cache[n] == nil {
				cache[n] = rand.New(src).Perm(n)
			}
			return slices.Clone(cache[n])
		}), ""},
		{"the order of a map", func(n, test int, src rand.Source) (train, tests []int) {
			left := make(map[int]bool)
			for _, i := range upTo(n) {
				left[i] = true
			}
			_, tests = inOrder(func(n int, src rand.Source) []int { return rand.New(src).Perm(n) })(n, test, src)
			for _, i := range tests {
				delete(left, i)
			}
			for i := range left {
				train = append(train, i)
			}
			return train, tests
		}, ""},
	}
}

// unfairSplits are random, but some test data are more likely than others.
func unfairSplits() []answer {
	swapped := func(with func(r *rand.Rand, i, n int) int) func(n int, src rand.Source) []int {
		return func(n int, src rand.Source) []int {
			r, all := rand.New(src), upTo(n)
			for i := range n {
				k := with(r, i, n)
				all[i], all[k] = all[k], all[i]
			}
			return all
		}
	}
	withAny := swapped(func(r *rand.Rand, _, n int) int { return r.IntN(n) })
	return []answer{
		{"swaps each with any", inOrder(withAny), ""},
		{"swaps each with any, and takes the back", func(n, test int, src rand.Source) (train, tests []int) {
			all := withAny(n, src)
			return all[:n-test], all[n-test:]
		}, ""},
		{"swaps each with a later one", inOrder(swapped(func(r *rand.Rand, i, n int) int {
			return min(n-1, i+1+r.IntN(max(1, n-i-1)))
		})), ""},
		{"a sort whose comparisons are random", inOrder(func(n int, src rand.Source) []int {
			all := upTo(n)
			sort.Slice(all, func(_, _ int) bool { return src.Uint64()&1 == 0 })
			return all
		}), ""},
		{"the first two are never swapped with each other", inOrder(func(n int, src rand.Source) []int {
			r, all := rand.New(src), upTo(n)
			for i := n - 1; i > 1; i-- {
				k := r.IntN(i + 1)
				all[i], all[k] = all[k], all[i]
			}
			return all
		}), ""},
		{"the last two are never swapped with each other", inOrder(swapped(func(r *rand.Rand, i, n int) int {
			if i >= n-2 {
				return i
			}
			return i + r.IntN(n-i)
		})), ""},
	}
}

// unshuffledSplits are random, but keep too much of an order.
func unshuffledSplits() []answer {
	return []answer{
		{"equal steps from a random place", inOrder(func(n int, src rand.Source) []int {
			r, all := rand.New(src), upTo(n)
			at, step := r.IntN(n), 1+r.IntN(n)
			for new(big.Int).GCD(nil, nil, big.NewInt(int64(step)), big.NewInt(int64(n))).Int64() != 1 {
				step = 1 + r.IntN(n)
			}
			for i := range all {
				all[i] = (at + i*step) % n
			}
			return all
		}), ""},
		{"ten swaps", inOrder(func(n int, src rand.Source) []int {
			r, all := rand.New(src), upTo(n)
			for range 10 {
				i, k := r.IntN(n), r.IntN(n)
				all[i], all[k] = all[k], all[i]
			}
			return all
		}), ""},
		{"neighbours change places", inOrder(func(n int, src rand.Source) []int {
			all := upTo(n)
			for range 3 * n {
				i := int(src.Uint64() % uint64(n-1))
				all[i], all[i+1] = all[i+1], all[i]
			}
			return all
		}), ""},
	}
}

// wrongSplits are random, but no two parts of the numbers.
func wrongSplits() []answer {
	perm := func(n int, src rand.Source) []int { return rand.New(src).Perm(n) }
	return []answer{
		{"a coin for each number", whereTest(func(_, n, test int, src rand.Source) bool {
			return rand.New(src).Float64() < float64(test)/float64(n)
		}), ""},
		{"one too few", func(n, test int, src rand.Source) (train, tests []int) {
			all := perm(n, src)
			return all[test:], all[:test-1]
		}, ""},
		{"one too many", func(n, test int, src rand.Source) (train, tests []int) {
			all := perm(n, src)
			return all[test-1:], all[:test]
		}, ""},
		{"one on both sides", func(n, test int, src rand.Source) (train, tests []int) {
			all := perm(n, src)
			return all[test-1 : n-1], all[:test]
		}, "test data among the training data"},
		{"all are training data", func(n, test int, src rand.Source) (train, tests []int) {
			all := perm(n, src)
			return all, all[:test]
		}, ""},
		{"numbers from 1", func(n, test int, src rand.Source) (train, tests []int) {
			all := perm(n, src)
			for i := range all {
				all[i]++
			}
			return all[test:], all[:test]
		}, ""},
		{"0 again and again", func(n, test int, _ rand.Source) (train, tests []int) {
			return make([]int, n-test), make([]int, test)
		}, ""},
		{"swapped", func(n, test int, src rand.Source) (train, tests []int) {
			train, tests = selectionSampling(n, test, src)
			return tests, train
		}, "swapped"},
		{"test data drawn with replacement", func(n, test int, src rand.Source) (train, tests []int) {
			tests = dl.Choice(n, test, src)
			return slices.DeleteFunc(upTo(n), func(i int) bool { return slices.Contains(tests, i) }), tests
		}, ""},
		{"a fifth", func(n, _ int, src rand.Source) (train, tests []int) {
			all := perm(n, src)
			return all[n/5:], all[:n/5]
		}, ""},
	}
}

// byDistance is an answer to 4.1-5 that takes the first image with the smallest distance.
func byDistance(distance func(a, b []float64) float64) neighbourFinder {
	return func(images [][]float64, labels []int, x []float64) int {
		nearest := slices.MinFunc(images, func(a, b []float64) int { return cmp.Compare(distance(a, x), distance(b, x)) })
		return labels[slices.IndexFunc(images, func(image []float64) bool { return &image[0] == &nearest[0] })]
	}
}

func squaredDistance(a, b []float64) (sum float64) {
	for k := range a {
		sum += (a[k] - b[k]) * (a[k] - b[k])
	}
	return sum
}

func nearestRecursively(images [][]float64, labels []int, x []float64) int {
	last := len(images) - 1
	if last == 0 {
		return labels[0]
	}
	if rest := images[:last]; slices.ContainsFunc(rest, func(image []float64) bool {
		return squaredDistance(image, x) <= squaredDistance(images[last], x)
	}) {
		return nearestRecursively(rest, labels[:last], x)
	}
	return labels[last]
}

func rightNeighbours() []answer {
	return []answer{
		{"slices.MinFunc", byDistance(squaredDistance), ""},
		{"gonum", byDistance(func(a, b []float64) float64 { return floats.Distance(a, b, 2) }), ""},
		{"recursion", nearestRecursively, ""},
		{"products", byDistance(func(a, b []float64) float64 { return floats.Dot(a, a) - 2*floats.Dot(a, b) }), ""},
		{"float32", byDistance(func(a, b []float64) float64 {
			sum := float32(0)
			for k := range a {
				d := float32(a[k]) - float32(b[k])
				sum += d * d
			}
			return float64(sum)
		}), ""},
		{"from the back", func(images [][]float64, labels []int, x []float64) (label int) {
			shortest := math.Inf(1)
			for i, image := range slices.Backward(images) {
				if d := squaredDistance(image, x); d <= shortest {
					label, shortest = labels[i], d
				}
			}
			return label
		}, ""},
		{"a stable sort of roots", func(images [][]float64, labels []int, x []float64) int {
			order := upTo(len(images))
			sort.SliceStable(order, func(i, k int) bool {
				return math.Sqrt(squaredDistance(images[order[i]], x)) < math.Sqrt(squaredDistance(images[order[k]], x))
			})
			return labels[order[0]]
		}, ""},
		{"squared error of dl", byDistance(dl.SumSquaredError), ""},
	}
}

// startingAt is an answer to 4.1-5 whose first best distance is given.
func startingAt(shortest float64) neighbourFinder {
	return func(images [][]float64, labels []int, x []float64) int {
		best, shortest := 0, shortest
		for i, image := range images {
			if d := squaredDistance(image, x); d < shortest {
				best, shortest = i, d
			}
		}
		return labels[best]
	}
}

func wrongDistances() []answer {
	norm := func(p float64) func(a, b []float64) float64 {
		return func(a, b []float64) float64 { return floats.Distance(a, b, p) }
	}
	return []answer{
		{"L1", byDistance(norm(1)), "not squared"},
		{"L∞", byDistance(norm(math.Inf(1))), ""},
		{"L3", byDistance(norm(3)), ""},
		{"L4", byDistance(norm(4)), ""},
		{"L1.5", byDistance(norm(1.5)), ""},
		{"the square of the sum", byDistance(func(a, b []float64) float64 {
			return math.Pow(floats.Sum(a)-floats.Sum(b), 2)
		}), ""},
		{"the difference of the norms", byDistance(func(a, b []float64) float64 {
			return math.Abs(floats.Norm(a, 2) - floats.Norm(b, 2))
		}), ""},
		{"the largest product", byDistance(func(a, b []float64) float64 { return -floats.Dot(a, b) }), ""},
		{"the smallest angle", byDistance(func(a, b []float64) float64 {
			return -floats.Dot(a, b) / max(1e-9, floats.Norm(a, 2)*floats.Norm(b, 2))
		}), ""},
		{"pixels that differ", byDistance(func(a, b []float64) (n float64) {
			for k := range a {
				if a[k] != b[k] {
					n++
				}
			}
			return n
		}), ""},
		{"three digits", byDistance(func(a, b []float64) float64 { return math.Round(1000 * squaredDistance(a, b)) }), ""},
		{"whole numbers only", byDistance(func(a, b []float64) float64 { return math.Trunc(squaredDistance(a, b)) }), ""},
		{"the first pixel only", byDistance(func(a, b []float64) float64 { return math.Abs(a[0] - b[0]) }), ""},
		{"one line of pixels only", byDistance(func(a, b []float64) float64 {
			line := min(28, len(a))
			return squaredDistance(a[:line], b[:line])
		}), ""},
		{"without the last pixel", byDistance(func(a, b []float64) float64 {
			last := max(1, len(a)-1)
			return squaredDistance(a[:last], b[:last])
		}), ""},
	}
}

func wrongSearches() []answer {
	best := math.Inf(1) // of all calls
	byRight := byDistance(squaredDistance)
	return []answer{
		{"a start at 0", startingAt(0), "stuck"},
		{"a start at 1", startingAt(1), ""},
		{"a start at 1000", startingAt(1000), ""},
		{"without the last image", func(images [][]float64, labels []int, x []float64) int {
			return byRight(images[:max(1, len(images)-1)], labels, x)
		}, ""},
		{"the last label", func(_ [][]float64, labels []int, _ []float64) int { return labels[len(labels)-1] }, ""},
		{"the first that is near", func(images [][]float64, labels []int, x []float64) int {
			for i, image := range images {
				if squaredDistance(image, x) < 0.25 {
					return labels[i]
				}
			}
			return byRight(images, labels, x)
		}, ""},
		{"the best of all calls", func(images [][]float64, labels []int, x []float64) (label int) {
			for i, image := range images {
				if d := squaredDistance(image, x); d < best {
					label, best = labels[i], d
				}
			}
			return label
		}, ""},
	}
}

func wrongNeighbourTies() []answer {
	return []answer{
		{"the last of ties", func(images [][]float64, labels []int, x []float64) (label int) {
			shortest := math.Inf(1)
			for i, image := range images {
				if d := squaredDistance(image, x); d <= shortest {
					label, shortest = labels[i], d
				}
			}
			return label
		}, "ties broken the wrong way"},
		{"a vote among ties", func(images [][]float64, labels []int, x []float64) int {
			votes := make([]int, 10)
			for i, image := range images {
				if !slices.ContainsFunc(images, func(other []float64) bool {
					return squaredDistance(other, x) < squaredDistance(image, x)
				}) {
					votes[labels[i]]++
				}
			}
			return labels[slices.IndexFunc(labels, func(l int) bool { return votes[l] == slices.Max(votes) })]
		}, ""},
		{"the smallest label of ties", func(images [][]float64, labels []int, x []float64) int {
			order := upTo(len(images))
			return labels[slices.MinFunc(order, func(i, k int) int {
				return cmp.Or(
					cmp.Compare(squaredDistance(images[i], x), squaredDistance(images[k], x)),
					cmp.Compare(labels[i], labels[k]))
			})]
		}, ""},
		{"a sort that is not stable", func(images [][]float64, labels []int, x []float64) int {
			order := upTo(len(images))
			sort.Slice(order, func(i, k int) bool {
				return squaredDistance(images[order[i]], x) < squaredDistance(images[order[k]], x)
			})
			return labels[order[0]]
		}, ""},
	}
}

func changedImages() []answer {
	return []answer{
		{"subtracts x in the images", func(images [][]float64, labels []int, x []float64) int {
			for _, image := range images {
				floats.Sub(image, x)
			}
			return byDistance(func(a, _ []float64) float64 { return floats.Norm(a, 2) })(images, labels, x)
		}, "changes its argument"},
		{"sorts images and labels", func(images [][]float64, labels []int, x []float64) int {
			for i := range images {
				for k := i; k > 0 && squaredDistance(images[k], x) < squaredDistance(images[k-1], x); k-- {
					images[k], images[k-1], labels[k], labels[k-1] = images[k-1], images[k], labels[k-1], labels[k]
				}
			}
			return labels[0]
		}, "changes its argument"},
		{"counts votes in the labels", func(images [][]float64, labels []int, x []float64) int {
			label := byDistance(squaredDistance)(images, labels, x)
			labels[0]++
			return label
		}, "changes its argument"},
	}
}
