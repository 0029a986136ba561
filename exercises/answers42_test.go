package exercises

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"dlfs/dl"
)

func answers42() []answers {
	return []answers{
		squaredErrorAnswers(), crossEntropyAnswers(), twoLossesAnswers(), batchLossAnswers(), miniBatchAnswers(),
		squaredErrorSlopeAnswers(), staircaseAnswers(), lossFromScoresAnswers(),
	}
}

func squaredErrorAnswers() answers {
	return answers{"4.2-1", rightSquaredErrors(), slices.Concat(wrongSquaredErrors(), carelessSquaredErrors())}
}

func rightSquaredErrors() []answer {
	return []answer{
		{"dl", dl.SumSquaredError, ""},
		{"gonum's distance", func(y, t []float64) float64 { d := floats.Distance(y, t, 2); return d * d / 2 }, ""},
		{"a vector's dot product", func(y, t []float64) float64 {
			var d mat.VecDense
			d.SubVec(mat.NewVecDense(len(y), y), mat.NewVecDense(len(t), t))
			return 0.5 * mat.Dot(&d, &d)
		}, ""},
		{"recursion", squaredErrorFrom, ""},
		{"backwards, math.Pow, halves", func(y, t []float64) (sum float64) {
			for k := len(y) - 1; k >= 0; k-- {
				sum += 0.5 * math.Pow(t[k]-y[k], 2)
			}
			return sum
		}, ""},
		{"multiplied out", func(y, t []float64) float64 {
			return (floats.Dot(y, y) - 2*floats.Dot(y, t) + floats.Dot(t, t)) / 2
		}, ""},
		{"float32", func(y, t []float64) float64 {
			var sum float32
			for k := range y {
				d := float32(y[k]) - float32(t[k])
				sum += d * d
			}
			return float64(sum / 2)
		}, ""},
		{"a goroutine for each class", func(y, t []float64) (sum float64) {
			terms := make(chan float64)
			for k := range y {
				go func() { terms <- (y[k] - t[k]) * (y[k] - t[k]) / 2 }()
			}
			for range y {
				sum += <-terms
			}
			return sum
		}, ""},
		{"a generic helper", func(y, t []float64) float64 {
			return sumBy(y, t, func(a, b float64) float64 { return (a - b) * (a - b) }) / 2
		}, ""},
	}
}

func wrongSquaredErrors() []answer {
	one, right := 1, dl.SumSquaredError
	return []answer{
		{"the square of the sum", func(y, t []float64) float64 {
			d := floats.Sum(y) - floats.Sum(t)
			return d * d / 2
		}, ""},
		{"squares subtracted", func(y, t []float64) float64 { return (floats.Dot(y, y) - floats.Dot(t, t)) / 2 }, ""},
		{"the square root", func(y, t []float64) float64 { return math.Sqrt(2*right(y, t)) / 2 }, ""},
		{"too large outputs only", func(y, t []float64) float64 {
			return sumBy(y, t, func(a, b float64) float64 { return max(a-b, 0) * max(a-b, 0) }) / 2
		}, ""},
		{"cubes", func(y, t []float64) float64 {
			return sumBy(y, t, func(a, b float64) float64 { return math.Pow(math.Abs(a-b), 3) }) / 2
		}, ""},
		{"1/2 of integers", func(y, t []float64) float64 { return float64(one/2) * 2 * right(y, t) }, ""},
		{"integers", func(y, t []float64) float64 {
			return sumBy(y, t, func(a, b float64) float64 { return float64(int(a-b) * int(a-b)) }) / 2
		}, ""},
		{"a quarter", func(y, t []float64) float64 { return right(y, t) / 2 }, ""},
		{"δ", func(y, t []float64) float64 {
			return sumBy(y, t, func(a, b float64) float64 { return (a - b + 1e-7) * (a - b + 1e-7) }) / 2
		}, ""},
		{"the cross-entropy", dl.CrossEntropy, ""},
	}
}

// carelessSquaredErrors are wrong for some classes or calls, or change what they are given.
func carelessSquaredErrors() []answer {
	calls, last, right := 0, 0.0, dl.SumSquaredError
	return []answer{
		{"without the first class", func(y, t []float64) float64 { return right(y[1:], t[1:]) }, ""},
		{"without the last class", func(y, t []float64) float64 { return right(y[:len(y)-1], t[:len(t)-1]) }, ""},
		{"only the right class", func(y, t []float64) float64 {
			k := dl.ArgMax(t)
			return right(y[k:k+1], t[k:k+1])
		}, ""},
		{"returns in the loop", func(y, t []float64) float64 { return right(y[:1], t[:1]) }, ""},
		{"four classes", func(y, t []float64) (sum float64) {
			for k := range min(len(y), 4) {
				sum += (y[k] - t[k]) * (y[k] - t[k]) / 2
			}
			return sum
		}, ""},
		{"ten classes", func(y, t []float64) float64 {
			n := min(len(y), 10)
			return right(y[:n], t[:n])
		}, ""},
		{"a sum that is never reset", func(y, t []float64) float64 { last += right(y, t); return last }, ""},
		{"right at first", func(y, t []float64) float64 {
			if calls++; calls > 6 {
				return 0
			}
			return right(y, t)
		}, ""},
		{"changes y", func(y, t []float64) float64 {
			floats.Sub(y, t)
			return floats.Dot(y, y) / 2
		}, "changes its argument"},
		{"sorts t", func(y, t []float64) float64 { slices.Sort(t); return right(y, t) }, ""},
		{"sorts both afterwards", func(y, t []float64) float64 {
			defer slices.Sort(y)
			defer slices.Sort(t)
			return right(y, t)
		}, "changes its argument"},
	}
}

func squaredErrorFrom(y, t []float64) float64 {
	if len(y) == 0 {
		return 0
	}
	return (y[0]-t[0])*(y[0]-t[0])/2 + squaredErrorFrom(y[1:], t[1:])
}

func sumBy[N int | float64](a, b []N, term func(a, b N) N) (sum N) {
	for i := range a {
		sum += term(a[i], b[i])
	}
	return sum
}

func crossEntropyAnswers() answers {
	return answers{"4.2-2", rightCrossEntropies(), slices.Concat(wrongCrossEntropies(), wrongDeltas())}
}

func rightCrossEntropies() []answer {
	return []answer{
		{"dl", dl.CrossEntropy, ""},
		{"zeros skipped", sumOf(func(y, t float64) float64 {
			if t == 0 {
				return 0
			}
			return -t * math.Log(y+1e-7)
		}), ""},
		{"another base, changed back", sumOf(func(y, t float64) float64 { return -t * math.Log2(y+1e-7) * math.Ln2 }), ""},
		{"the logarithm of a product", func(y, t []float64) float64 {
			product := 1.0
			for k := range y {
				product *= math.Pow(y[k]+1e-7, t[k])
			}
			return -math.Log(product)
		}, ""},
		{"the reciprocal", sumOf(func(y, t float64) float64 { return t * math.Log(1/(y+1e-7)) }), ""},
		{"gonum's dot product", func(y, t []float64) float64 {
			logs := slices.Clone(y)
			floats.AddConst(1e-7, logs)
			for k := range logs {
				logs[k] = math.Log(logs[k])
			}
			return -floats.Dot(logs, t)
		}, ""},
		{"recursion", crossEntropyFrom, ""},
		{"float32", func(y, t []float64) float64 {
			var sum float32
			for k := range y {
				sum -= float32(t[k]) * float32(math.Log(float64(float32(y[k])+1e-7)))
			}
			return float64(sum)
		}, ""},
		{"gonum's cross-entropy", func(y, t []float64) float64 {
			shifted := slices.Clone(y)
			floats.AddConst(1e-7, shifted)
			return stat.CrossEntropy(t, shifted)
		}, ""},
	}
}

func wrongCrossEntropies() []answer {
	total, right := 0.0, dl.CrossEntropy
	return []answer{
		{"the right class alone", func(y, t []float64) float64 { return -math.Log(y[dl.ArgMax(t)] + 1e-7) }, ""},
		{"where t is 1", sumOf(func(y, t float64) float64 {
			if t == 1 {
				return -math.Log(y + 1e-7)
			}
			return 0
		}), ""},
		{"where t is not 0", sumOf(func(y, t float64) float64 {
			if t != 0 {
				return -math.Log(y + 1e-7)
			}
			return 0
		}), ""},
		{"the likeliest class", func(y, t []float64) float64 { return -math.Log(slices.Max(y) + 1e-7) }, ""},
		{"of two classes", sumOf(func(y, t float64) float64 { return -t*math.Log(y+1e-7) - (1-t)*math.Log(1-y+1e-7) }), ""},
		{"y ln y", sumOf(func(y, t float64) float64 { return -y * math.Log(y+1e-7) }), ""},
		{"added", sumOf(func(y, t float64) float64 { return -t + math.Log(y+1e-7) }), ""},
		{"the logarithm of the sum", func(y, t []float64) float64 { return -math.Log(floats.Dot(y, t) + 1e-7) }, ""},
		{"log1p", sumOf(func(y, t float64) float64 { return -t * math.Log1p(y+1e-7) }), ""},
		{"the absolute value", sumOf(func(y, t float64) float64 {
			return -math.Abs(t * math.Log(y+1e-7))
		}), "the minus sign is missing"},
		{"without the last class", func(y, t []float64) float64 { return right(y[:len(y)-1], t[:len(t)-1]) }, ""},
		{"returns in the loop", func(y, t []float64) float64 { return right(y[:1], t[:1]) }, ""},
		{"ten classes", func(y, t []float64) float64 {
			n := min(len(y), 10)
			return right(y[:n], t[:n])
		}, ""},
		{"never reset", func(y, t []float64) float64 { total += right(y, t); return total }, ""},
		{"adds δ in place", func(y, t []float64) float64 {
			defer floats.AddConst(1e-7, y)
			return right(y, t)
		}, "changes its argument"},
	}
}

func wrongDeltas() []answer {
	return []answer{
		{"δ as a lower bound", sumOf(func(y, t float64) float64 { return -t * math.Log(max(y, 1e-7)) }), ""},
		{"δ for a 0 only", sumOf(func(y, t float64) float64 {
			if y == 0 {
				y = 1e-7
			}
			return -t * math.Log(y)
		}), ""},
		{"δ outside", sumOf(func(y, t float64) float64 { return -t * (math.Log(y) + 1e-7) }), "the δ is missing"},
		{"δ in t", sumOf(func(y, t float64) float64 { return -(t + 1e-7) * math.Log(y+1e-7) }), ""},
		{"another δ", sumOf(func(y, t float64) float64 { return -t * math.Log(y+1e-8) }), ""},
		{"a large δ", sumOf(func(y, t float64) float64 { return -t * math.Log(y+1e-6) }), ""},
		{"δ divided out", sumOf(func(y, t float64) float64 { return -t * math.Log((y+1e-7)/(1+1e-6)) * (1 + 1e-5) }), ""},
	}
}

func crossEntropyFrom(y, t []float64) float64 {
	if len(y) == 0 {
		return 0
	}
	return crossEntropyFrom(y[:len(y)-1], t) - t[len(y)-1]*dl.Log(y[len(y)-1]+dl.Delta)
}

func twoLossesAnswers() answers {
	type both = func() (clueless, worst float64)
	pair := func(a, b float64) both { return func() (float64, float64) { return a, b } }
	return answers{"4.2-3", []answer{
		{"three digits", pair(2.30, 16.1), ""},
		{"three decimals", pair(2.303, 16.118), ""},
		{"without δ where there is a probability", pair(math.Log(10), 7*math.Ln10), ""},
		{"dl", func() (float64, float64) {
			y, t := slices.Repeat([]float64{0.1}, 10), append(make([]float64, 9), 1)
			sure := append([]float64{1}, make([]float64, 9)...)
			return dl.CrossEntropy(y, t), dl.CrossEntropy(sure, t)
		}, ""},
		{"float32", pair(float64(-float32(math.Log(0.1))), float64(-float32(math.Log(1e-7)))), ""},
	}, []answer{
		{"another digit", pair(2.31, 16.1), ""},
		{"another digit of the worst", pair(2.30, 16.2), ""},
		{"two digits", pair(2.3, 16), ""},
		{"one digit", pair(2, 16.1), ""},
		{"probabilities", pair(0.1, 0), ""},
		{"summed over the classes", pair(23.03, 16.12), ""},
		{"perplexities", pair(10, 1e7), ""},
		{"nothing", pair(0, 0), ""},
		{"the worst without a loss", pair(2.303, 0), ""},
		{"one minus", pair(2.303, -16.118), ""},
		{"no numbers", pair(math.NaN(), math.NaN()), ""},
		{"the squared error", pair(0.45, 1), ""},
	}}
}

func batchLossAnswers() answers {
	return answers{"4.2-4", rightBatchLosses(), slices.Concat(wrongPicks(), wrongMeans())}
}

func usualBatchLoss(y *mat.Dense, labels []int) float64 {
	return dl.CrossEntropyBatch(y, dl.Labels(labels))
}

// pickedFrom returns the probabilities of the labels, with δ.
func pickedFrom(y *mat.Dense, labels []int) (p []float64) {
	for n, label := range labels {
		p = append(p, y.At(n, label)+1e-7)
	}
	return p
}

func meanLoss(loss func(y *mat.Dense, n, label int) float64) any {
	return func(y *mat.Dense, labels []int) float64 {
		sum := 0.0
		for n, label := range labels {
			sum += loss(y, n, label)
		}
		return sum / float64(len(labels))
	}
}

func rightBatchLosses() []answer {
	return []answer{
		{"dl", usualBatchLoss, ""},
		{"rows, one after the other", meanLoss(func(y *mat.Dense, n, label int) float64 {
			return -math.Log(y.RawRowView(n)[label] + 1e-7)
		}), ""},
		{"one-hot rows", func(y *mat.Dense, labels []int) float64 {
			rows, classes := y.Dims()
			sum := 0.0
			for n := range rows {
				for k, t := range dl.OneHot(dl.Labels(labels), classes).RawRowView(n) {
					sum += t * math.Log(y.At(n, k)+1e-7)
				}
			}
			return -sum / float64(rows)
		}, ""},
		{"the mean of a library", func(y *mat.Dense, labels []int) float64 {
			logs := pickedFrom(y, labels)
			for i, p := range logs {
				logs[i] = -math.Log(p)
			}
			return stat.Mean(logs, nil)
		}, ""},
		{"the logarithm of a product", func(y *mat.Dense, labels []int) float64 {
			return -math.Log(floats.Prod(pickedFrom(y, labels))) / float64(len(labels))
		}, ""},
		{"the geometric mean", func(y *mat.Dense, labels []int) float64 {
			return -math.Log(stat.GeometricMean(pickedFrom(y, labels), nil))
		}, ""},
		{"a mean that runs along", func(y *mat.Dense, labels []int) (mean float64) {
			for n, label := range labels {
				mean += (-dl.Log(y.At(n, label)+dl.Delta) - mean) / float64(n+1)
			}
			return mean
		}, ""},
		{"recursion", func(y *mat.Dense, labels []int) float64 { return lossFrom(y, labels) / float64(len(labels)) }, ""},
		{"float32", meanLoss(func(y *mat.Dense, n, label int) float64 {
			return float64(-float32(math.Log(float64(float32(y.At(n, label)) + 1e-7))))
		}), ""},
	}
}

// wrongPicks take other probabilities than those of the labels.
func wrongPicks() []answer {
	return []answer{
		{"the likeliest class", meanLoss(func(y *mat.Dense, n, _ int) float64 {
			return -math.Log(slices.Max(y.RawRowView(n)) + 1e-7)
		}), ""},
		{"the first label for all", func(y *mat.Dense, labels []int) float64 {
			return usualBatchLoss(y, slices.Repeat(labels[:1], len(labels)))
		}, ""},
		{"the first row for all", meanLoss(func(y *mat.Dense, _, label int) float64 {
			return -math.Log(y.At(0, label) + 1e-7)
		}), ""},
		{"the first sample", func(y *mat.Dense, labels []int) float64 { return -math.Log(y.At(0, labels[0]) + 1e-7) }, ""},
		{"without the last sample", func(y *mat.Dense, labels []int) float64 {
			return lossFrom(y, labels[:len(labels)-1]) / float64(len(labels))
		}, ""},
		{"without the first sample", func(y *mat.Dense, labels []int) float64 {
			return (lossFrom(y, labels) + math.Log(y.At(0, labels[0])+1e-7)) / float64(len(labels))
		}, ""},
		{"transposed", meanLoss(func(y *mat.Dense, n, label int) float64 {
			rows, classes := y.Dims()
			return -math.Log(y.At(label%rows, n%classes) + 1e-7)
		}), ""},
		{"flat", meanLoss(func(y *mat.Dense, n, label int) float64 {
			return -math.Log(y.RawMatrix().Data[n+label] + 1e-7)
		}), ""},
		{"numbers, not labels", meanLoss(func(y *mat.Dense, n, _ int) float64 {
			_, classes := y.Dims()
			return -math.Log(y.At(n, n%classes) + 1e-7)
		}), ""},
		{"sorted labels", func(y *mat.Dense, labels []int) float64 {
			return usualBatchLoss(y, slices.Sorted(slices.Values(labels)))
		}, ""},
		{"ten classes", meanLoss(func(y *mat.Dense, n, label int) float64 {
			return -math.Log(y.At(n, min(label, 9)) + 1e-7)
		}), ""},
	}
}

func wrongMeans() []answer {
	total := 0.0
	return []answer{
		{"the logarithm of the mean", func(y *mat.Dense, labels []int) float64 {
			return -math.Log(stat.Mean(pickedFrom(y, labels), nil))
		}, ""},
		{"δ as a lower bound", meanLoss(func(y *mat.Dense, n, label int) float64 {
			return -math.Log(max(y.At(n, label), 1e-7))
		}), ""},
		{"another δ", meanLoss(func(y *mat.Dense, n, label int) float64 { return -math.Log(y.At(n, label) + 1e-8) }), ""},
		{"another base", meanLoss(func(y *mat.Dense, n, label int) float64 { return -math.Log10(y.At(n, label) + 1e-7) }), ""},
		{"averaged over all entries", func(y *mat.Dense, labels []int) float64 {
			return lossFrom(y, labels) / float64(len(y.RawMatrix().Data))
		}, ""},
		{"one sample less", func(y *mat.Dense, labels []int) float64 {
			return lossFrom(y, labels) / max(float64(len(labels)-1), 1)
		}, ""},
		{"without a logarithm", meanLoss(func(y *mat.Dense, n, label int) float64 { return 1 - y.At(n, label) }), ""},
		{"never reset", func(y *mat.Dense, labels []int) float64 { total += usualBatchLoss(y, labels); return total }, ""},
		{"sorts the labels afterwards", func(y *mat.Dense, labels []int) float64 {
			defer slices.Sort(labels)
			return usualBatchLoss(y, labels)
		}, "changes its argument"},
		{"y becomes logarithms", func(y *mat.Dense, labels []int) float64 {
			loss := usualBatchLoss(y, labels)
			y.Apply(func(_, _ int, p float64) float64 { return math.Log(p + 1e-7) }, y)
			return loss
		}, "changes its argument"},
	}
}

func lossFrom(y *mat.Dense, labels []int) float64 {
	n := len(labels) - 1
	if n < 0 {
		return 0
	}
	return lossFrom(y, labels[:n]) - math.Log(y.At(n, labels[n])+1e-7)
}

// drawing returns an answer that draws one number after the other.
func drawing(number func(r *rand.Rand, i, n int) int) drawer {
	return func(n, size int, src rand.Source) (numbers []int) {
		r := rand.New(src)
		for i := range size {
			numbers = append(numbers, number(r, i, n))
		}
		return numbers
	}
}

// having returns an answer that makes something of a right one's numbers.
func having(of func(numbers []int, n int, r *rand.Rand) []int) drawer {
	return func(n, size int, src rand.Source) []int { return of(dl.Choice(n, size, src), n, rand.New(src)) }
}

func miniBatchAnswers() answers {
	return answers{"4.2-5", rightMiniBatches(), slices.Concat(
		unvarying(), seedless(), dependent(), uneven(), misshapen(),
	)}
}

func rightMiniBatches() []answer {
	var recursive drawer
	recursive = func(n, size int, src rand.Source) []int {
		if size == 0 {
			return nil
		}
		return append([]int{rand.New(src).IntN(n)}, recursive(n, size-1, src)...)
	}
	return []answer{
		{"dl", dl.Choice, ""},
		{"recursion", recursive, ""},
		{"Float64", drawing(func(r *rand.Rand, _, n int) int { return int(r.Float64() * float64(n)) }), ""},
		{"Float32", drawing(func(r *rand.Rand, _, n int) int { return int(r.Float32() * float32(n)) }), ""},
		{"a remainder", func(n, size int, src rand.Source) []int {
			numbers := make([]int, size)
			for i := range numbers {
				numbers[i] = int(src.Uint64() % uint64(n))
			}
			return numbers
		}, ""},
		{"rounded, with n for 0", drawing(func(r *rand.Rand, _, n int) int {
			return int(math.Round(r.Float64()*float64(n))) % n
		}), ""},
		{"31 bits", drawing(func(r *rand.Rand, _, n int) int { return int(r.Int32()) % n }), ""},
		{"a permutation for each number", drawing(func(r *rand.Rand, _, n int) int { return r.Perm(n)[0] }), ""},
		{"refused until it fits", drawing(func(r *rand.Rand, _, n int) int {
			for {
				if i := int(r.Uint64() >> bits.LeadingZeros64(uint64(n))); i < n {
					return i
				}
			}
		}), ""},
		{"a source seeded by src", func(n, size int, src rand.Source) []int {
			return dl.Choice(n, size, rand.NewPCG(src.Uint64(), src.Uint64()))
		}, ""},
		{"ChaCha8, seeded by src", func(n, size int, src rand.Source) []int {
			var seed [32]byte
			for i := 0; i < len(seed); i += 8 {
				binary.LittleEndian.PutUint64(seed[i:], src.Uint64())
			}
			return dl.Choice(n, size, rand.NewChaCha8(seed))
		}, ""},
		{"from behind", having(func(numbers []int, _ int, _ *rand.Rand) []int {
			slices.Reverse(numbers)
			return numbers
		}), ""},
		{"shuffled in addition", having(func(numbers []int, _ int, r *rand.Rand) []int {
			r.Shuffle(len(numbers), func(i, j int) { numbers[i], numbers[j] = numbers[j], numbers[i] })
			return numbers
		}), ""},
		{"more draws than needed", func(n, size int, src rand.Source) []int { return dl.Choice(n, size+3, src)[:size] }, ""},
		{"gonum's uniform distribution", drawing(func(r *rand.Rand, _, n int) int {
			return int(distuv.Uniform{Max: float64(n), Src: r}.Rand())
		}), ""},
		{"64 bits", drawing(func(r *rand.Rand, _, n int) int { return int(r.Uint64N(uint64(n))) }), ""},
		{"in one slice for all calls", inOneSlice(), ""},
	}
}

func inOneSlice() drawer {
	var numbers []int
	return func(n, size int, src rand.Source) []int {
		numbers = append(numbers[:0], dl.Choice(n, size, src)...)
		return numbers
	}
}

// unvarying are answers that give the same for every source.
func unvarying() []answer {
	known := make(map[string][]int)
	return []answer{
		{"in order, again and again", drawing(func(_ *rand.Rand, i, n int) int { return i % n }), "not random"},
		{"downwards", drawing(func(_ *rand.Rand, i, n int) int { return n - 1 - i%n }), "not random"},
		{"a constant", drawing(func(_ *rand.Rand, _, _ int) int { return 0 }), "not random"},
		{"a fixed seed", func(n, size int, _ rand.Source) []int { return dl.Choice(n, size, rand.NewPCG(1, 0)) }, "not random"},
		{"a fixed seed, and src read", func(n, size int, src rand.Source) []int {
			src.Uint64()
			return dl.Choice(n, size, rand.NewPCG(1, 0))
		}, "not random"},
		{"a seed from the size", func(n, size int, _ rand.Source) []int {
			return dl.Choice(n, size, rand.NewPCG(uint64(size), 0))
		}, "not random"},
		{"a congruence", drawing(func(_ *rand.Rand, i, n int) int { return (7919*i + 104729) % n }), "not random"},
		{"remembered", func(n, size int, src rand.Source) []int {
			key := fmt.Sprint(n, size)
			if known[key] == nil {
				known[key] = dl.Choice(n, size, src)
			}
			return known[key]
		}, "not random"},
	}
}

// seedless are answers whose randomness is not that of src alone.
func seedless() []answer {
	var kept *rand.Rand
	own, calls := rand.New(rand.NewPCG(7, 7)), 0
	firsts := make(map[rand.Source][]int)
	return []answer{
		{"a private source", func(n, size int, _ rand.Source) []int {
			return dl.Choice(n, size, own)
		}, "its own random source"},
		{"a private source, and src read", func(n, size int, src rand.Source) []int {
			src.Uint64()
			return dl.Choice(n, size, own)
		}, ""},
		{"half from a private source", drawing(func(r *rand.Rand, i, n int) int {
			if i%2 == 1 {
				return rand.IntN(n)
			}
			return r.IntN(n)
		}), ""},
		{"the first source for ever", func(n, size int, src rand.Source) []int {
			if kept == nil {
				kept = rand.New(src)
			}
			return dl.Choice(n, size, kept)
		}, "its own random source"},
		{"a seed for each call", func(n, size int, _ rand.Source) []int {
			calls++
			return dl.Choice(n, size, rand.NewPCG(uint64(calls), 0))
		}, "its own random source"},
		{"a counter", drawing(func(_ *rand.Rand, _, n int) int { calls++; return calls % n }), ""},
		{"remembered for each source", func(n, size int, src rand.Source) []int {
			if len(firsts[src]) != size {
				firsts[src] = dl.Choice(n, size, src)
			}
			return firsts[src]
		}, ""},
		{"ten seeds", func(n, size int, src rand.Source) []int {
			return dl.Choice(n, size, rand.NewPCG(src.Uint64()%10, 0))
		}, ""},
	}
}

// dependent are answers whose numbers are not drawn independently.
func dependent() []answer {
	return []answer{
		{"sorted", having(func(numbers []int, _ int, _ *rand.Rand) []int {
			slices.Sort(numbers)
			return numbers
		}), ""},
		{"one number for all", having(func(numbers []int, _ int, _ *rand.Rand) []int {
			return slices.Repeat(numbers[:1], len(numbers))
		}), ""},
		{"in order from a random start", having(func(numbers []int, n int, _ *rand.Rand) []int {
			for i := range numbers {
				numbers[i] = (numbers[0] + i) % n
			}
			return numbers
		}), ""},
		{"each twice", having(func(numbers []int, _ int, _ *rand.Rand) []int {
			for i := range numbers {
				numbers[i] = numbers[i&^1]
			}
			return numbers
		}), ""},
		{"the first ones again", having(func(numbers []int, n int, _ *rand.Rand) []int {
			for i := range numbers {
				numbers[i] = numbers[i%n]
			}
			return numbers
		}), ""},
		{"permutations", func(n, size int, src rand.Source) (numbers []int) {
			for r := rand.New(src); len(numbers) < size; {
				numbers = append(numbers, r.Perm(n)...)
			}
			return numbers[:size]
		}, ""},
		{"no number twice if possible", having(func(numbers []int, n int, r *rand.Rand) []int {
			if len(numbers) <= n {
				return r.Perm(n)[:len(numbers)]
			}
			return numbers
		}), ""},
		{"none equal to the one before", having(func(numbers []int, n int, r *rand.Rand) []int {
			for i := 1; i < len(numbers) && n > 1; i++ {
				numbers[i] = (numbers[i-1] + 1 + r.IntN(n-1)) % n
			}
			return numbers
		}), ""},
		{"all numbers, shuffled", having(func(numbers []int, n int, r *rand.Rand) []int {
			for i := range numbers {
				numbers[i] = i % n
			}
			r.Shuffle(len(numbers), func(i, j int) { numbers[i], numbers[j] = numbers[j], numbers[i] })
			return numbers
		}), ""},
		{"the digits of one draw", func(n, size int, src rand.Source) (numbers []int) {
			for v := src.Uint64(); len(numbers) < size; v /= uint64(n) {
				numbers = append(numbers, int(v%uint64(n)))
			}
			return numbers
		}, ""},
	}
}

// uneven are answers whose numbers are not equally likely.
func uneven() []answer {
	return []answer{
		{"the first is always 0", having(func(numbers []int, _ int, _ *rand.Rand) []int {
			numbers[0] = 0
			return numbers
		}), ""},
		{"the last is always 0", having(func(numbers []int, _ int, _ *rand.Rand) []int {
			numbers[len(numbers)-1] = 0
			return numbers
		}), ""},
		{"rounded", drawing(func(r *rand.Rand, _, n int) int { return int(math.Round(r.Float64() * float64(n-1))) }), ""},
		{"one more, folded", drawing(func(r *rand.Rand, _, n int) int { return r.IntN(n+1) % n }), ""},
		{"the smaller of two", drawing(func(r *rand.Rand, _, n int) int { return min(r.IntN(n), r.IntN(n)) }), ""},
		{"the mean of two", drawing(func(r *rand.Rand, _, n int) int { return (r.IntN(n) + r.IntN(n)) / 2 }), ""},
		{"normal", drawing(func(r *rand.Rand, _, n int) int {
			return max(0, min(n-1, int(float64(n)/2+r.NormFloat64()*float64(n)/4)))
		}), ""},
		{"whole percents", drawing(func(r *rand.Rand, _, n int) int { return r.IntN(100) * n / 100 }), ""},
		{"even ones of many", drawing(func(r *rand.Rand, _, n int) int {
			if n > 10 {
				return 2 * r.IntN(n/2)
			}
			return r.IntN(n)
		}), ""},
		{"8 bits", drawing(func(r *rand.Rand, _, n int) int { return int(byte(r.Uint64())) % n }), ""},
		{"16 bits", drawing(func(r *rand.Rand, _, n int) int { return int(uint16(r.Uint64())) % n }), ""},
	}
}

// misshapen are answers with other numbers than those that are asked for.
func misshapen() []answer {
	return []answer{
		{"none", func(n, size int, src rand.Source) []int { return nil }, ""},
		{"one too many", func(n, size int, src rand.Source) []int { return dl.Choice(n, size+1, src) }, ""},
		{"n numbers", func(n, size int, src rand.Source) []int { return dl.Choice(n, n, src) }, ""},
		{"exchanged", func(n, size int, src rand.Source) []int { return dl.Choice(size, n, src) }, ""},
		{"zeros in front", func(n, size int, src rand.Source) []int {
			return append(make([]int, size), dl.Choice(n, size, src)...)
		}, ""},
		{"negative remainders", drawing(func(r *rand.Rand, _, n int) int { return int(r.Uint64()) % n }), ""},
		{"0 to n", drawing(func(r *rand.Rand, _, n int) int { return r.IntN(n + 1) }), ""},
		{"from 1, without n", drawing(func(r *rand.Rand, _, n int) int { return 1 + r.IntN(max(n-1, 1)) }), ""},
		{"another n", drawing(func(r *rand.Rand, _, _ int) int { return r.IntN(10) }), ""},
		{"up to the size", func(n, size int, src rand.Source) []int { return dl.Choice(min(n, size), size, src) }, ""},
		{"a permutation, cut off", func(n, size int, src rand.Source) []int { return rand.New(src).Perm(n)[:size] }, ""},
		{"no repeats at all", func(n, size int, src rand.Source) []int {
			numbers := dl.Choice(n, size, src)
			slices.Sort(numbers)
			return slices.Compact(numbers)
		}, ""},
		{"without the last, also of one", drawing(func(r *rand.Rand, _, n int) int {
			return r.IntN(max(n-1, 1))
		}), "off by one"},
	}
}

func squaredErrorSlopeAnswers() answers {
	return answers{"4.2-6", rightSlopes(), slices.Concat(slopesByDifference(), wrongSlopes(), carelessSlopes())}
}

func slopesBy(entry func(y, t []float64, k int) float64) func(y, t []float64) []float64 {
	return func(y, t []float64) []float64 {
		s := make([]float64, len(y))
		for k := range y {
			s[k] = entry(y, t, k)
		}
		return s
	}
}

func rightSlopes() []answer {
	return []answer{
		{"gonum", func(y, t []float64) []float64 { return floats.SubTo(make([]float64, len(y)), y, t) }, ""},
		{"gonum's scaled sum", func(y, t []float64) []float64 {
			return floats.AddScaledTo(make([]float64, len(y)), y, -1, t)
		}, ""},
		{"a vector", func(y, t []float64) []float64 {
			var d mat.VecDense
			d.SubVec(mat.NewVecDense(len(y), y), mat.NewVecDense(len(t), t))
			return d.RawVector().Data
		}, ""},
		{"the chain rule, step by step", slopesBy(func(y, t []float64, k int) float64 {
			return 0.5 * 2 * (y[k] - t[k]) * 1
		}), ""},
		{"recursion", slopeFrom, ""},
		{"float32", slopesBy(func(y, t []float64, k int) float64 { return float64(float32(y[k]) - float32(t[k])) }), ""},
		{"in y, and y put back", func(y, t []float64) []float64 {
			floats.Sub(y, t)
			slope := slices.Clone(y)
			floats.Add(y, t)
			return slope
		}, ""},
	}
}

func slopesByDifference() []answer {
	return []answer{
		{"a numerical gradient", func(y, t []float64) []float64 {
			return dl.NumericalGradient(nil, func(y []float64) float64 { return dl.SumSquaredError(y, t) }, y)
		}, ""},
		{"a difference with h = 1, which is exact on paper", slopesBy(func(y, t []float64, k int) float64 {
			up, down := slices.Clone(y), slices.Clone(y)
			up[k]++
			down[k]--
			return (dl.SumSquaredError(up, t) - dl.SumSquaredError(down, t)) / 2
		}), ""},
		{"a difference of each term, with h in proportion to y", slopesBy(func(y, t []float64, k int) float64 {
			h := 1e-4 * max(1, math.Abs(y[k]))
			up, down := y[k]+h-t[k], y[k]-h-t[k]
			return (up*up/2 - down*down/2) / (2 * h)
		}), ""},
	}
}

func wrongSlopes() []answer {
	return []answer{
		{"the loss of each entry", slopesBy(func(y, t []float64, k int) float64 {
			return (y[k] - t[k]) * (y[k] - t[k]) / 2
		}), ""},
		{"the absolute value", slopesBy(func(y, t []float64, k int) float64 { return math.Abs(y[k] - t[k]) }), ""},
		{"half", slopesBy(func(y, t []float64, k int) float64 { return (y[k] - t[k]) / 2 }), ""},
		{"a mean", slopesBy(func(y, t []float64, k int) float64 { return (y[k] - t[k]) / float64(len(y)) }), ""},
		{"without the target", slopesBy(func(y, t []float64, k int) float64 { return y[k] }), ""},
		{"the right class alone", slopesBy(func(y, t []float64, k int) float64 { return (y[k] - t[k]) * t[k] }), ""},
		{"y - 1 where t is not 0", slopesBy(func(y, t []float64, k int) float64 {
			if t[k] != 0 {
				return y[k] - 1
			}
			return y[k]
		}), ""},
		{"the sum everywhere", slopesBy(func(y, t []float64, k int) float64 { return floats.Sum(y) - floats.Sum(t) }), ""},
		{"the sum alone", func(y, t []float64) []float64 { return []float64{floats.Sum(y) - floats.Sum(t)} }, ""},
		{"the sign", slopesBy(func(y, t []float64, k int) float64 { return math.Copysign(1, y[k]-t[k]) }), ""},
	}
}

// carelessSlopes make something else of the right slopes.
func carelessSlopes() []answer {
	var all []float64
	of := func(f func(s []float64) []float64) any {
		return func(y, t []float64) []float64 { return f(slopeFrom(y, t)) }
	}
	return []answer{
		{"ten classes", func(y, t []float64) []float64 {
			s := slopeFrom(y, t)
			clear(s[min(len(s), 10):])
			return s
		}, ""},
		{"reversed", of(func(s []float64) []float64 { slices.Reverse(s); return s }), ""},
		{"sorted", of(func(s []float64) []float64 { slices.Sort(s); return s }), ""},
		{"without the last entry", of(func(s []float64) []float64 { s[len(s)-1] = 0; return s }), ""},
		{"one entry too many", of(func(s []float64) []float64 { return append(s, 0) }), ""},
		{"appended to zeros", of(func(s []float64) []float64 { return append(make([]float64, len(s)), s...) }), ""},
		{"normalised", of(func(s []float64) []float64 {
			floats.Scale(1/max(floats.Norm(s, 2), 1), s)
			return s
		}), ""},
		{"never reset", func(y, t []float64) []float64 { all = append(all, slopeFrom(y, t)...); return all }, ""},
		{"changes t", func(y, t []float64) []float64 {
			for k := range t {
				t[k] = y[k] - t[k]
			}
			return t
		}, "changes its argument"},
	}
}

func slopeFrom(y, t []float64) []float64 {
	if len(y) == 0 {
		return nil
	}
	return append([]float64{y[0] - t[0]}, slopeFrom(y[1:], t[1:])...)
}

func staircaseAnswers() answers {
	return choiceAnswers("4.2-7", []string{"a", "A", " a", "a)", "(A)", "a.\n"}, []string{"b", "C", " d)"},
		[]string{"", "e", "ab", "a b c d", "α", "the accuracy", "a small change", "1"})
}

// fromShift returns the loss with the scores moved before they go through the exponential.
func fromShift(by func(scores []float64, label int) float64) lossOfScores {
	return func(scores []float64, label int) float64 {
		m, sum := by(scores, label), 0.0
		for _, s := range scores {
			sum += math.Exp(s - m)
		}
		return math.Log(sum) + m - scores[label]
	}
}

var byLargest = fromShift(func(s []float64, _ int) float64 { return slices.Max(s) })

func lossFromScoresAnswers() answers {
	return answers{"4.2-8", rightScoreLosses(), slices.Concat(lossesOfProbability(), wrongShifts(), wrongScoreLosses())}
}

func rightScoreLosses() []answer {
	return []answer{
		{"gonum's LogSumExp", func(s []float64, label int) float64 { return floats.LogSumExp(s) - s[label] }, ""},
		{"scores relative to the largest", func(s []float64, label int) float64 {
			moved := slices.Clone(s)
			floats.AddConst(-slices.Max(s), moved)
			return floats.LogSumExp(moved) - moved[label]
		}, ""},
		{"log1p, without the largest", func(s []float64, label int) float64 {
			at, sum := floats.MaxIdx(s), 0.0
			for i := range s {
				if i != at {
					sum += math.Exp(s[i] - s[at])
				}
			}
			return s[at] - s[label] + math.Log1p(sum)
		}, ""},
		{"recursion, two at a time", func(s []float64, label int) float64 { return logSum(s) - s[label] }, ""},
		{"in one pass", func(s []float64, label int) float64 {
			m, sum := math.Inf(-1), 0.0
			for _, x := range s {
				if x > m {
					sum, m = sum*math.Exp(m-x)+1, x
				} else {
					sum += math.Exp(x - m)
				}
			}
			return m + math.Log(sum) - s[label]
		}, ""},
		{"sorted, the smallest first", func(s []float64, label int) float64 {
			return byLargest(slices.Sorted(slices.Values(s)), 0) + slices.Min(s) - s[label]
		}, ""},
		{"powers of two", func(s []float64, label int) float64 {
			m, sum := slices.Max(s), 0.0
			for _, x := range s {
				sum += math.Exp2((x - m) * math.Log2E)
			}
			return math.Log2(sum)*math.Ln2 + m - s[label]
		}, ""},
		{"larger numbers", bigLoss, ""},
	}
}

// lossesOfProbability take the logarithm of a probability that may be 0.
func lossesOfProbability() []answer {
	probability := func(s []float64, label int) float64 { return dl.Softmax(nil, s)[label] }
	return []answer{
		{"dl's loss", func(s []float64, label int) float64 {
			return dl.CrossEntropyBatch(dense(dl.Softmax(nil, s)), dl.Labels{label})
		}, "an extra δ"},
		{"δ outside", func(s []float64, label int) float64 { return byLargest(s, label) + 1e-7 }, ""},
		{"δ in the softmax", func(s []float64, label int) float64 { return -math.Log(probability(s, label) / (1 + 1e-7)) }, ""},
		{"a lower bound", func(s []float64, label int) float64 { return -math.Log(max(probability(s, label), 1e-300)) }, ""},
		{"the difference where the probability is 0", func(s []float64, label int) float64 {
			if p := probability(s, label); p > 0 {
				return -math.Log(p)
			}
			return slices.Max(s) - s[label]
		}, ""},
		{"the smallest number where the probability is 0", func(s []float64, label int) float64 {
			return -math.Log(max(probability(s, label), math.SmallestNonzeroFloat64))
		}, ""},
		{"no infinities", func(s []float64, label int) float64 {
			return min(-math.Log(probability(s, label)), math.MaxFloat64)
		}, ""},
	}
}

// wrongShifts do not move the scores by the largest, or not back.
func wrongShifts() []answer {
	return []answer{
		{"clipped scores", func(s []float64, label int) float64 {
			clipped := slices.Clone(s)
			for i := range clipped {
				clipped[i] = min(max(s[i], -700), 700)
			}
			return byLargest(clipped, label)
		}, ""},
		{"moved by the first", fromShift(func(s []float64, _ int) float64 { return s[0] }), ""},
		{"moved by the last", fromShift(func(s []float64, _ int) float64 { return s[len(s)-1] }), ""},
		{"moved by the label's", fromShift(func(s []float64, label int) float64 { return s[label] }), ""},
		{"moved by the smallest", fromShift(func(s []float64, _ int) float64 { return slices.Min(s) }), ""},
		{"moved by the mean", fromShift(func(s []float64, _ int) float64 { return stat.Mean(s, nil) }), ""},
		{"moved by the last to rise", fromShift(func(s []float64, _ int) float64 {
			m := s[0]
			for i := 1; i < len(s); i++ {
				if s[i] > s[i-1] {
					m = s[i]
				}
			}
			return m
		}), ""},
		{"moved by the first to rise", fromShift(func(s []float64, _ int) float64 {
			for _, x := range s {
				if x > s[0] {
					return x
				}
			}
			return s[0]
		}), ""},
		{"moved by the larger of the ends", fromShift(func(s []float64, _ int) float64 { return max(s[0], s[len(s)-1]) }), ""},
		{"the largest is -1e9 or more", fromShift(func(s []float64, _ int) float64 { return max(slices.Max(s), -1e9) }), ""},
		{"moved by 1000", fromShift(func([]float64, int) float64 { return 1000 }), ""},
		{"the largest is 0 or more", fromShift(func(s []float64, _ int) float64 { return max(slices.Max(s), 0) }), ""},
		{"moved by the largest size", fromShift(func(s []float64, _ int) float64 {
			return max(slices.Max(s), -slices.Min(s))
		}), ""},
		{"not moved back", func(s []float64, label int) float64 { return byLargest(s, label) - slices.Max(s) }, ""},
	}
}

func wrongScoreLosses() []answer {
	return []answer{
		{"ten scores", func(s []float64, label int) float64 {
			n := min(len(s), 10)
			return byLargest(s[:n], min(label, n-1))
		}, ""},
		{"the largest instead of the sum", func(s []float64, label int) float64 { return slices.Max(s) - s[label] }, ""},
		{"the largest, not the label", func(s []float64, label int) float64 { return byLargest(s, floats.MaxIdx(s)) }, ""},
		{"the first label", func(s []float64, label int) float64 { return byLargest(s, 0) }, ""},
		{"the probability", func(s []float64, label int) float64 { return math.Exp(-byLargest(s, label)) }, ""},
		{"another base", func(s []float64, label int) float64 { return byLargest(s, label) / math.Ln10 }, ""},
		{"a mean", func(s []float64, label int) float64 { return byLargest(s, label) / float64(len(s)) }, ""},
		{"without the label's score", func(s []float64, label int) float64 { return byLargest(s, label) + s[label] }, ""},
		{"changes the scores", func(s []float64, label int) float64 {
			floats.AddConst(-slices.Max(s), s)
			return byLargest(s, label)
		}, "changes its argument"},
	}
}

// logSum returns ln Σ exp(s).
func logSum(s []float64) float64 {
	if len(s) == 1 {
		return s[0]
	}
	a, b := logSum(s[:len(s)/2]), logSum(s[len(s)/2:])
	return max(a, b) + math.Log1p(math.Exp(-math.Abs(a-b)))
}

// bigLoss subtracts in more digits.
func bigLoss(scores []float64, label int) float64 {
	m, sum := new(big.Float).SetPrec(2000).SetFloat64(slices.Max(scores)), 0.0
	for _, s := range scores {
		d, _ := new(big.Float).Sub(big.NewFloat(s).SetPrec(2000), m).Float64()
		sum += math.Exp(d)
	}
	m.Add(m, big.NewFloat(math.Log(sum)).SetPrec(2000))
	loss, _ := m.Sub(m, big.NewFloat(scores[label]).SetPrec(2000)).Float64()
	return loss
}
