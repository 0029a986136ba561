package exercises

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"dlfs/internal/words"
)

func sec41() []*Exercise {
	return []*Exercise{parameterCount(), pixelsToInputs(), alwaysTheSame(), splitData(), nearestNeighbour(), whatIsWrong()}
}

func parameterCount() *Exercise {
	type answer = func(sizes ...int) int
	try := func(what words.Message, sizes ...int) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("parameterCount%v", list(sizes)), call: func(f answer) any {
			mine := slices.Clone(sizes)
			n := f(mine...)
			return unlessChanged(n, [][]float64{asFloats(mine)}, [][]float64{asFloats(sizes)})
		}}
	}
	count := func(each func(in, out int) int, more func(first int) int) answer {
		return func(sizes ...int) int {
			total := more(sizes[0])
			for i := 1; i < len(sizes); i++ {
				total += each(sizes[i-1], sizes[i])
			}
			return total
		}
	}
	nothing := func(int) int { return 0 }
	tests := []test[answer]{
		try(values, 1, 1), try(values, 2, 3), try(values, 2, 1, 2), try(values, 784, 50, 10), try(values, 784, 50, 100, 10),
		try(extremes, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), try(extremes, 1000, 1000, 1000),
	}
	tests = append(tests, drawnTests(16, func(r *rand.Rand, size int) test[answer] {
		return try(randomInputs, sample(1+size, func() int { return 1 + r.IntN(30) })...)
	})...)
	return define(exercise[answer]{
		id: "4.1-1", level: 1, title: words.Exercises.Message("Count the parameters"),
		hints: []words.Message{
			words.Exercises.Message("Between two neighbouring layers there is a weight for each pair of neurons."),
			words.Exercises.Message("Each neuron also has a bias, except in the input layer, because inputs are not computed."),
			words.Exercises.Message("Add up in*out + out over all pairs of neighbouring sizes."),
		},
		why: words.Exercises.Message("784·50 + 50 + 50·10 + 10 = 39,760: nearly all of them are between the pixels and the " +
			"hidden layer."),
		tests: tests,
		mistakes: []mistake[answer]{
			{kind: noBias, as: count(func(in, out int) int { return in * out }, nothing),
				says: words.Exercises.Message("These are the weights only. Each neuron after the inputs has a bias as well.")},
			{kind: offByOne, as: count(func(in, out int) int { return in*out + out }, func(first int) int { return first }),
				says: words.Exercises.Message("The inputs have no bias, because they are not computed.")},
			{kind: exchanged, as: count(func(in, out int) int { return in*out + in }, nothing),
				says: words.Exercises.Message("A layer has one bias for each output, not for each input.")},
		},
	})
}

// list writes numbers as arguments.
func list(numbers []int) string {
	s := "("
	for i, n := range numbers {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprint(n)
	}
	return s + ")"
}

type pixelScaler = func(pixels []uint8) []float64

func pixelsToInputs() *Exercise {
	with := func(of func(p uint8) float64) pixelScaler {
		return func(pixels []uint8) []float64 {
			inputs := make([]float64, len(pixels))
			for i, p := range pixels {
				inputs[i] = of(p)
			}
			return inputs
		}
	}
	return define(exercise[pixelScaler]{
		id: "4.1-2", level: 1, title: words.Exercises.Message("From pixels to inputs"),
		tolerance: 2e-7, // a division in float32, but not six digits
		hints: []words.Message{
			words.Exercises.Message("Make a new slice of float64, as long as pixels."),
			words.Exercises.Message("255 must become 1, and 0 stays 0: divide by 255."),
			words.Exercises.Message("Write float64(p) / 255. Convert first, because p / 255 is an integer division."),
		},
		why: words.Exercises.Message("Inputs of about 1 suit weights of 0.01 to 1. With inputs up to 255 the sigmoid would " +
			"be at its flat ends from the start, where the slope is nearly 0."),
		tests: pixelTests(),
		mistakes: []mistake[pixelScaler]{
			{kind: integerDivision, as: with(func(p uint8) float64 { return float64(p / 255) })},
			{kind: offByOne, as: with(func(p uint8) float64 { return float64(p) / 256 }),
				says: words.Exercises.Message("Divided by 256, full ink becomes 0.996. The largest pixel is 255.")},
			{kind: notDivided, as: with(func(p uint8) float64 { return float64(p) }),
				says: words.Exercises.Message("The numbers still range from 0 to 255.")},
		},
	})
}

func pixelTests() []test[pixelScaler] {
	try := func(what words.Message, input string, pixels []uint8) test[pixelScaler] {
		return test[pixelScaler]{what: what, input: "pixelsToInputs(" + input + ")", call: func(f pixelScaler) any {
			mine := slices.Clone(pixels)
			inputs := f(mine)
			return unlessChanged(inputs, [][]float64{asFloats(mine)}, [][]float64{asFloats(pixels)})
		}}
	}
	short := func(what words.Message, pixels ...uint8) test[pixelScaler] {
		return try(what, fmt.Sprint(pixels), pixels)
	}
	every := make([]uint8, 256)
	for i := range every {
		every[i] = uint8(i)
	}
	tests := []test[pixelScaler]{
		short(values, 0), short(values, 255), short(values, 51, 102), short(values, 0, 1, 128, 254, 255),
		short(values, 200, 7, 7, 90), try(extremes, "[0 1 2 … 255]", every),
		try(extremes, "make([]uint8, 784)", make([]uint8, 784)),
		{
			what: extremes, input: "first := pixelsToInputs([51 102]); pixelsToInputs([255 0]); first",
			call: func(f pixelScaler) any {
				first := f([]uint8{51, 102})
				f([]uint8{255, 0}) // must not write to what the caller already has
				return first
			},
		},
	}
	return append(tests, drawnTests(8, func(r *rand.Rand, size int) test[pixelScaler] {
		return short(randomInputs, sample(1+size, func() uint8 { return uint8(r.IntN(256)) })...)
	})...)
}

type guesser = func(labels []int) (label int, accuracy float64)

// varying stands for a value that is now one and now another.
type varying struct{}

func (varying) String() string { return words.Exercises.Sprintf("different from call to call") }

var theLabel, theAccuracy = words.Exercises.Message("the label"), words.Exercises.Message("the accuracy")

func guesserTest(what words.Message, input string, calls int, labels []int) test[guesser] {
	return test[guesser]{what: what, input: "alwaysTheSame(" + input + ")", call: func(f guesser) any {
		mine := slices.Clone(labels)
		label, accuracy := f(mine)
		guessed := parts{{theLabel, label}, {theAccuracy, accuracy}}
		for range calls - 1 {
			if again, _ := f(slices.Clone(labels)); again != label {
				guessed[0].value = varying{}
			}
		}
		return unlessChanged(guessed, [][]float64{asFloats(mine)}, [][]float64{asFloats(labels)})
	}}
}

// guesserTests also returns whether the most frequent label of a test is tied with others.
func guesserTests() (tests []test[guesser], tied []bool) {
	add := func(what words.Message, input string, calls int, labels []int) {
		tests, tied = append(tests, guesserTest(what, input, calls, labels)), append(tied, isTied(labels))
	}
	try := func(what words.Message, labels ...int) { add(what, fmt.Sprint(labels), 1, labels) }
	// A loop over a map begins at one of eight places, so it may show the same of a few labels in one call and in the next,
	// with a probability of 5/8 here, but not in a hundred calls.
	tie := func(labels ...int) { add(extremes, fmt.Sprint(labels), 100, labels) }
	try(values, 7)
	try(values, 1, 1, 2)
	try(values, 2, 1, 1)
	try(values, 3, 0, 3, 9)
	try(values, 0, 9, 9)
	try(values, 5, 5, 5, 5, 1, 1, 0, 2)
	try(values, 4, 8, 1, 8, 4, 8, 4, 8)
	// Ties, where the smallest label is neither the first nor the last, and the first is not the largest.
	tie(8, 3, 1, 7, 4, 3, 1, 7, 4)
	tie(2, 1, 2, 1)
	tie(1, 2, 2, 1)
	tie(9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
	add(extremes, "append(slices.Repeat([]int{7}, 300), 2)", 1, append(slices.Repeat([]int{7}, 300), 2))
	tests = append(tests, drawnTests(24, func(r *rand.Rand, size int) test[guesser] {
		labels := randomInts(r, 1+2*size, 10)
		tied = append(tied, isTied(labels))
		return guesserTest(randomInputs, fmt.Sprint(labels), 1, labels)
	})...)
	return tests, tied
}

// isTied reports whether several labels are the most frequent.
func isTied(labels []int) bool {
	smallest, _ := mostFrequent(labels, func(a, b int) bool { return a < b })
	largest, _ := mostFrequent(labels, func(a, b int) bool { return a > b })
	return smallest != largest
}

// onlyTiesWrong recognises answers of which nothing is wrong but the labels where several tie, and one outcome is telling.
func onlyTiesWrong(tests []test[guesser], tied []bool, right guesser, telling func(o outcome) bool) func([]outcome) bool {
	return func(got []outcome) bool {
		for i, o := range got {
			want := tests[i].outcome(right, nil)
			if guessed, ok := o.value.(parts); ok && tied[i] {
				o.value = parts{want.value.(parts)[0], guessed[1]}
			}
			if !alike(o, want, float32Tolerance) {
				return false
			}
		}
		return slices.ContainsFunc(got, telling)
	}
}

// mostFrequent returns the label whose count is largest, and of several the one that is better than the others.
func mostFrequent(labels []int, better func(a, b int) bool) (label, count int) {
	counts := make(map[int]int)
	for _, l := range labels {
		counts[l]++
	}
	label = labels[0]
	for l, n := range counts {
		if n > counts[label] || n == counts[label] && better(l, label) {
			label = l
		}
	}
	return label, counts[label]
}

func alwaysTheSame() *Exercise {
	guess := func(better func(labels []int) func(a, b int) bool) guesser {
		return func(labels []int) (int, float64) {
			label, count := mostFrequent(labels, better(labels))
			return label, float64(count) / float64(len(labels))
		}
	}
	smaller := func(a, b int) bool { return a < b }
	right := guess(func([]int) func(a, b int) bool { return smaller })
	tests, tied := guesserTests()
	return define(exercise[guesser]{
		id: "4.1-3", level: 2, title: words.Exercises.Message("The net that always makes the same guess"), tolerance: float32Tolerance,
		hints: []words.Message{
			words.Exercises.Message("Count how often each label occurs; a map[int]int will do."),
			words.Exercises.Message("Go maps are unordered. If two labels tie, compare the labels themselves."),
			words.Exercises.Message("The accuracy is the largest count divided by the number of labels."),
		},
		why: words.Exercises.Message("An accuracy means little without this number next to it: if nine of ten images show a " +
			"1, always guessing 1 is right nine times out of ten."),
		tests: tests,
		mistakes: []mistake[guesser]{
			{kind: notDivided, as: func(labels []int) (int, float64) {
				label, count := mostFrequent(labels, smaller)
				return label, float64(count)
			}, says: words.Exercises.Message("This is how often the label occurs. Divide it by the number of labels.")},
			{kind: integerDivision, as: func(labels []int) (int, float64) {
				label, count := mostFrequent(labels, smaller)
				return label, float64(count / len(labels))
			}},
			{kind: wrongTie, as: guess(func([]int) func(a, b int) bool { return func(a, b int) bool { return a > b } }),
				says: words.Exercises.Message("If several labels are equally frequent, this takes the largest. Take the smallest.")},
			{kind: wrongTie, as: guess(func(labels []int) func(a, b int) bool {
				return func(a, b int) bool { return slices.Index(labels, a) < slices.Index(labels, b) }
			}), says: words.Exercises.Message("If several labels are equally frequent, this takes the one that comes first. Take " +
				"the smallest.")},
			{kind: wrongTie, seen: onlyTiesWrong(tests, tied, right, labelVaries),
				as: guess(func([]int) func(a, b int) bool { return func(_, _ int) bool { return false } }),
				says: words.Exercises.Message("If several labels are equally frequent, this sometimes takes one and sometimes another, " +
					"because a loop over a map has no fixed order. Take the smallest.")},
			{kind: wrongTie, seen: onlyTiesWrong(tests, tied, right, func(outcome) bool { return true }),
				as: guess(func(labels []int) func(a, b int) bool {
					backward := slices.Clone(labels)
					slices.Reverse(backward)
					return func(a, b int) bool { return slices.Index(backward, a) < slices.Index(backward, b) }
				}),
				says: words.Exercises.Message("The label is right unless several are equally frequent. Then take the smallest of " +
					"them.")},
		},
	})
}

func labelVaries(o outcome) bool {
	guessed, ok := o.value.(parts)
	return ok && guessed[0].value == any(varying{})
}

// A split is what splitData gives.
type split struct{ train, test []int }

// numbers returns the training data's and the test data's as sets.
func (s split) numbers() (train, test map[int]bool) {
	train, test = make(map[int]bool), make(map[int]bool)
	for _, i := range s.train {
		train[i] = true
	}
	for _, i := range s.test {
		test[i] = true
	}
	return train, test
}

// shared returns how many of the test data are training data too.
func (s split) shared() (n int) {
	train, _ := s.numbers()
	for _, i := range s.test {
		if train[i] {
			n++
		}
	}
	return n
}

// fault says what is wrong with s as the two parts of the numbers below n.
func (s split) fault(n, size int) string {
	for _, side := range [][]int{s.train, s.test} {
		if i, ok := repeated(side); ok {
			return words.Exercises.Sprintf("splitData(%d, %d, src) returns the number %d more than once.", n, size, i)
		}
	}
	if len(s.train) != n-size || len(s.test) != size {
		return words.Exercises.Sprintf("splitData(%d, %d, src) must return slices of length %d and %d, training data first; "+
			"their lengths are %d and %d.",
			n, size, n-size, size, len(s.train), len(s.test))
	}
	if both := s.shared(); both > 0 {
		return words.Exercises.Sprintf("splitData(%d, %d, src) returns training and test data that have %d in common; "+
			"they must not overlap.",
			n, size, both)
	}
	train, test := s.numbers()
	for i := range n {
		if !train[i] && !test[i] {
			return words.Exercises.Sprintf("splitData(%d, %d, src) must return every number from 0 to %d once; %d is missing.",
				n, size, n-1, i)
		}
	}
	return ""
}

// repeated returns a number that numbers have more than once, if there is one.
func repeated(numbers []int) (n int, ok bool) {
	sorted := slices.Sorted(slices.Values(numbers))
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return sorted[i], true
		}
	}
	return 0, false
}

// sameSides reports whether two splits have the same test data, in whatever order.
func (s split) sameSides(other split) bool {
	return slices.Equal(slices.Sorted(slices.Values(s.test)), slices.Sorted(slices.Values(other.test)))
}

func (s split) equal(other split) bool {
	return slices.Equal(s.train, other.train) && slices.Equal(s.test, other.test)
}

// isBlock reports whether the test data are consecutive numbers, where 0 comes after n-1.
func (s split) isBlock(n int) bool {
	_, test := s.numbers()
	ends := 0
	for i := range test {
		if !test[(i+1)%n] {
			ends++
		}
	}
	return ends == 1
}

// repeats reports whether a number is there twice on each side.
func (s split) repeats() bool {
	train, test := s.numbers()
	return len(train) < len(s.train) && len(test) < len(s.test)
}

type splitter = func(n, test int, src rand.Source) (trainIdx, testIdx []int)

// splitBy returns copies, because the answer may use its memory again.
func splitBy(f splitter, n, size int, src rand.Source) split {
	train, test := f(n, size, src)
	return split{slices.Clone(train), slices.Clone(test)}
}

// A dealing is what splitData gave for one seed after the other: with a source, with an equal source, and with the first
// source once more, which has moved on.
type dealing struct {
	n, size            int
	first, equal, next []split
	draws              int
}

const (
	dealings  = 20
	splitMany = 1000 // numbers, of the test that looks at the randomness
)

func dealingBy(f splitter, n, size int) dealing {
	d := dealing{n: n, size: size}
	for seed := range uint64(dealings) {
		src := countedFrom(seed + 1)
		d.first = append(d.first, splitBy(f, n, size, src))
		d.equal = append(d.equal, splitBy(f, n, size, countedFrom(seed+1)))
		d.next = append(d.next, splitBy(f, n, size, src))
		d.draws += src.draws
	}
	return d
}

// fault says what is wrong with the first of the splits that is no partition.
func (d dealing) fault() string {
	for _, s := range d.splits() {
		if fault := s.fault(d.n, d.size); fault != "" {
			return fault
		}
	}
	return ""
}

func (d dealing) splits() []split { return slices.Concat(d.first, d.equal, d.next) }

func (d dealing) all(is func(s split) bool) bool {
	return !slices.ContainsFunc(d.splits(), func(s split) bool { return !is(s) })
}

// unrandom says what is wrong with the randomness of many numbers' splits.
func (d dealing) unrandom() string {
	for i := range d.first {
		if !d.first[i].equal(d.equal[i]) {
			return words.Exercises.Sprintf("Two calls with equal sources return different slices. Take all randomness from src.")
		}
	}
	var tests [][]int
	for _, s := range slices.Concat(d.first, d.next) {
		tests = append(tests, s.test)
	}
	if countSets(tests) < len(tests) {
		return words.Exercises.Sprintf("Two calls with different sources give the same split. Take all randomness from src.")
	}
	// A tenth of the numbers should have a tenth of the test data. That is a hypergeometric number for each split, with a
	// variance of size·(1/10)·(9/10)·(n-size)/(n-1); seven standard deviations are no chance.
	expected := len(tests) * d.size / 10
	off := 7 * math.Sqrt(float64(expected)*0.9*float64(d.n-d.size)/float64(d.n-1))
	var tenths [10]int
	for _, i := range slices.Concat(tests...) {
		tenths[10*i/d.n]++
	}
	for k, count := range tenths {
		if math.Abs(float64(count-expected)) > off {
			return words.Exercises.Sprintf("In %d calls to splitData(%d, %d, src) the numbers %d to %d became test data %d times; "+
				"about %d times would be fair.",
				len(tests), d.n, d.size, k*d.n/10, (k+1)*d.n/10-1, count, expected)
		}
	}
	return ""
}

// choices are how often each choice of test data came in many calls of splitData(n, size, src).
type choices struct {
	n, size, calls int
	counts         [1 << 6]int // by test data, as a set of bits; n is 6 at most
}

// choicesBy returns choices, or the first split that is none.
func choicesBy(f splitter, n, size, calls int) any {
	c := choices{n: n, size: size, calls: calls}
	src := countedFrom(1)
	for range calls {
		train, test := f(n, size, src)
		all, chosen := bitsOf(train)|bitsOf(test), bitsOf(test)
		if len(train) != n-size || len(test) != size || all != 1<<n-1 {
			return split{slices.Clone(train), slices.Clone(test)}
		}
		c.counts[chosen]++
	}
	return c
}

// bitsOf returns numbers as a set of bits, which is 0 if one of them has no place in it.
func bitsOf(numbers []int) (set uint) {
	for _, i := range numbers {
		if i < 0 || i >= 6 {
			return 0
		}
		set |= 1 << i
	}
	return set
}

func (c *choices) fault() string {
	var sets []uint
	var counts []int
	for set := range uint(1) << c.n {
		if bits.OnesCount(set) == c.size {
			sets, counts = append(sets, set), append(counts, c.counts[set])
		}
	}
	expected := float64(c.calls) / float64(len(sets))
	// The best known of the unfair answers, which swaps each number with any of all, has a χ² of about 170 at the least.
	if isEven(counts, expected) {
		return ""
	}
	off := func(count int) float64 { return math.Abs(float64(count) - expected) }
	most := slices.MaxFunc(counts, func(a, b int) int { return cmp.Compare(off(a), off(b)) })
	worst := sets[slices.Index(counts, most)]
	var chosen []int
	for i := range c.n {
		if worst>>i&1 == 1 {
			chosen = append(chosen, i)
		}
	}
	return words.Exercises.Sprintf("In %d calls to splitData(%d, %d, src) the test data were %v %d times; "+
		"every choice must be equally likely, about %.0f times each.",
		c.calls, c.n, c.size, chosen, most, expected)
}

// choicesTest looks at all choices of few numbers. A single number on one side tells whether both ends of a list are in
// random order, and triples tell real permutations from those that go from number to number in equal steps.
func choicesTest(n, size, calls int) test[splitter] {
	return test[splitter]{
		what: randomInputs, input: fmt.Sprintf("splitData(%d, %d, src)", n, size),
		call: func(f splitter) any { return choicesBy(f, n, size, calls) },
		fault: func(got any) string {
			if s, ok := got.(split); ok {
				return s.fault(n, size)
			}
			c := got.(choices)
			return c.fault()
		},
	}
}

func splitTests() []test[splitter] {
	try := func(what words.Message, n, size int, more func(d dealing) string) test[splitter] {
		return test[splitter]{
			what: what, input: fmt.Sprintf("splitData(%d, %d, src)", n, size),
			call: func(f splitter) any { return dealingBy(f, n, size) },
			fault: func(got any) string {
				d := got.(dealing)
				if fault := d.fault(); fault != "" {
					return fault
				}
				return more(d)
			},
		}
	}
	fine := func(dealing) string { return "" }
	return []test[splitter]{
		try(values, 2, 1, fine), try(values, 5, 2, fine), try(values, 10, 3, fine),
		try(extremes, 30, 1, fine), try(extremes, 30, 29, fine),
		try(randomInputs, splitMany, 200, dealing.unrandom),
		choicesTest(5, 2, 20000), choicesTest(3, 1, 3000), choicesTest(3, 2, 3000), choicesTest(6, 3, 10000),
	}
}

func splitData() *Exercise {
	return define(exercise[splitter]{
		id: "4.1-4", level: 2, title: words.Exercises.Message("Training data and test data"),
		hints: []words.Message{
			words.Exercises.Message("Put the numbers 0 to n-1 in random order, and cut the list in two."),
			words.Exercises.Message("r := rand.New(src) draws from the given source; r.Perm(n) returns the numbers in random order."),
			words.Exercises.Message("order := rand.New(src).Perm(n); its first test numbers become test data: return " +
				"order[test:], order[:test]."),
		},
		why: words.Exercises.Message("A permutation contains every number once, so nothing can be on both sides. The order " +
			"must be random because data are often sorted by class."),
		tests:    splitTests(),
		mistakes: append(splitMistakes(), splitsThatShare()...),
	})
}

// splitsSeen recognises a mistake by the splits of many numbers, whose sides have the right sizes.
func splitsSeen(is func(d dealing) bool) func(got []outcome) bool {
	return func(got []outcome) bool {
		return slices.ContainsFunc(got, func(o outcome) bool {
			d, ok := o.value.(dealing)
			return ok && d.n == splitMany && is(d) &&
				d.all(func(s split) bool { return len(s.train) == d.n-d.size && len(s.test) == d.size })
		})
	}
}

func isExchanged(o outcome) bool {
	d, ok := o.value.(dealing)
	return !ok || d.all(func(s split) bool { return split{s.test, s.train}.fault(d.n, d.size) == "" })
}

func splitMistakes() []mistake[splitter] {
	return []mistake[splitter]{
		{kind: exchanged, seen: func(got []outcome) bool {
			return !slices.ContainsFunc(got, func(o outcome) bool { return o.panic != "" || !isExchanged(o) })
		},
			as: func(n, test int, src rand.Source) (a, b []int) {
				order := rand.New(src).Perm(n)
				return order[:test], order[test:]
			},
			says: words.Exercises.Message("Training and test data are swapped. Return the n-test training data first.")},
		{kind: notRandom, seen: splitsSeen(func(d dealing) bool {
			return d.fault() == "" && d.all(func(s split) bool { return s.isBlock(d.n) })
		}),
			as: func(n, test int, _ rand.Source) (a, b []int) {
				order := upTo(n)
				return order[test:], order[:test]
			},
			says: words.Exercises.Message("The test data are a block of consecutive numbers. If the images are sorted by class, " +
				"the test shows digits that the training data lack.")},
		{kind: notRandom, seen: splitsSeen(func(d dealing) bool {
			return d.fault() == "" && d.draws == 0 && d.all(d.first[0].sameSides)
		}),
			as: func(n, test int, _ rand.Source) (a, b []int) {
				order := rand.New(rand.NewPCG(1, 2)).Perm(n)
				return order[test:], order[:test]
			},
			says: words.Exercises.Message("Nothing is drawn from src, so each call gives the same split. rand.New(src) draws from " +
				"it.")},
		{kind: ownRandomness, seen: splitsSeen(func(d dealing) bool {
			return d.fault() == "" && d.draws == 0 && !d.first[0].sameSides(d.equal[0])
		}),
			as: func(n, test int, _ rand.Source) (a, b []int) {
				order := rand.Perm(n)
				return order[test:], order[:test]
			},
			says: words.Exercises.Message("Nothing is drawn from src, so nobody can repeat the split. rand.New(src).Perm draws " +
				"from it; rand.Perm has a source of its own.")},
	}
}

// splitsThatShare are those whose test data are training data too.
func splitsThatShare() []mistake[splitter] {
	shares := func(s split) bool { return s.shared() > 0 }
	return []mistake[splitter]{
		{kind: drawnTwice, seen: splitsSeen(func(d dealing) bool {
			return d.draws > d.n && d.all(shares) && d.all(split.repeats)
		}),
			as: func(n, test int, src rand.Source) (a, b []int) {
				r := rand.New(src)
				for range n - test {
					a = append(a, r.IntN(n))
				}
				for range test {
					b = append(b, r.IntN(n))
				}
				return a, b
			},
			says: words.Exercises.Message("If you draw numbers one by one, some repeat, even on the other side. Put all of them " +
				"in random order instead.")},
		{kind: leak, seen: splitsSeen(func(d dealing) bool {
			return d.all(shares) && !slices.ContainsFunc(d.splits(), split.repeats)
		}),
			as: func(n, test int, src rand.Source) (a, b []int) {
				r := rand.New(src)
				return r.Perm(n)[:n-test], r.Perm(n)[:test]
			},
			says: words.Exercises.Message("If a net is tested on what it has learned from, it looks better than it is.")},
	}
}

type neighbourFinder = func(images [][]float64, labels []int, x []float64) int

func neighbourTest(what words.Message, x []float64, labels []int, images ...[]float64) test[neighbourFinder] {
	input := fmt.Sprintf("nearestNeighbour([%s], %v, %s)", show(vectors(images)), labels, show(x))
	arguments := func(images vectors, labels []int, x []float64) [][]float64 {
		return [][]float64{slices.Concat(images...), asFloats(labels), x}
	}
	return test[neighbourFinder]{what: what, input: input, call: func(f neighbourFinder) any {
		is, ls, copied := vectors(images).clone(), slices.Clone(labels), slices.Clone(x)
		label := f(is, ls, copied)
		return unlessChanged(label, arguments(is, ls, copied), arguments(images, labels, x))
	}}
}

// lastPixelTest has images of the usual size that differ in their last pixel only.
func lastPixelTest() test[neighbourFinder] {
	blank := make([]float64, 783)
	with := func(last float64) []float64 { return append(slices.Clone(blank), last) }
	t := neighbourTest(extremes, with(0), []int{3, 8}, with(1), with(0.5))
	t.input = "blank := make([]float64, 783); nearestNeighbour([append(blank, 1), append(blank, 0.5)], [3 8], append(blank, 0))"
	return t
}

func neighbourTests() []test[neighbourFinder] {
	try := neighbourTest
	tests := []test[neighbourFinder]{
		try(values, []float64{0}, []int{4}, []float64{1}),
		try(values, []float64{0.9}, []int{4, 7}, []float64{0}, []float64{1}),
		try(values, []float64{0.2}, []int{3, 1}, []float64{0}, []float64{1}),
		try(values, []float64{0.5}, []int{2, 6}, []float64{0.52}, []float64{0.51}),
		// The differences themselves sum up to 0 for the first image.
		try(values, []float64{0.5, 0.5}, []int{4, 7}, []float64{1, 0}, []float64{0.6, 0.6}),
		// Other powers than the square prefer the first image: first smaller ones, then larger ones.
		try(values, []float64{0, 0}, []int{2, 5}, []float64{0.75, 0}, []float64{0.5, 0.5}),
		try(values, []float64{0, 0}, []int{6, 3}, []float64{0.6, 0.6}, []float64{0.8, 0.2}),
		try(values, []float64{0, 1}, []int{1, 2, 9}, []float64{1, 1}, []float64{0, 0.8}, []float64{0.9, 1}),
		// Ties, where the first image has neither the smallest label nor the largest, and the last one neither.
		try(extremes, []float64{0.5}, []int{8, 9}, []float64{0.75}, []float64{0.25}),
		try(extremes, []float64{0.5}, []int{1, 5, 3, 9, 7},
			[]float64{1}, []float64{0.25}, []float64{0.75}, []float64{0.25}, []float64{0.75}),
		try(extremes, []float64{0.5}, []int{4, 7, 7}, []float64{0.75}, []float64{0.25}, []float64{0.75}),
		try(extremes, []float64{0, 0}, []int{6, 5}, []float64{255, 255}, []float64{250, 255}),
		lastPixelTest(),
	}
	tests = append(tests, drawnTests(30, func(r *rand.Rand, size int) test[neighbourFinder] {
		x, images := neighbourInput(r, 2+size, 1+size)
		return try(randomInputs, x, randomInts(r, len(images), 10), images...)
	})...)
	return append(tests, drawnTests(1, manyTies)...)
}

// neighbourInput draws a question to which no rounding changes the answer: the second nearest image is at least a
// hundredth farther than the nearest, which leaves room for float32 and for products in the place of differences.
func neighbourInput(r *rand.Rand, n, pixels int) (x []float64, images [][]float64) {
	for {
		x, images = hundredths(r, pixels, 0, 1), nil
		var distances []float64
		for range n {
			image, sum := hundredths(r, pixels, 0, 1), 0.0
			for k := range x {
				sum += (image[k] - x[k]) * (image[k] - x[k])
			}
			images, distances = append(images, image), append(distances, sum)
		}
		if slices.Sort(distances); distances[1]-distances[0] >= 0.01 {
			return x, images
		}
	}
}

// manyTies has more images than a sort that does not keep the order of equals leaves in their order. The differences are
// powers of two, so that ties are ties however the sum is computed.
func manyTies(r *rand.Rand, _ int) test[neighbourFinder] {
	labels := randomInts(r, 40, 10)
	images := sample(len(labels), func() []float64 { return []float64{float64(1+r.IntN(2)) / 2} })
	return neighbourTest(randomInputs, []float64{0}, labels, images...)
}

func nearestNeighbour() *Exercise {
	nearest := func(images [][]float64, x []float64, term func(d float64) float64, beats func(sum, best float64) bool) int {
		best, shortest := 0, 0.0
		for i, image := range images {
			sum := 0.0
			for k := range x {
				sum += term(image[k] - x[k])
			}
			if i == 0 || beats(sum, shortest) {
				best, shortest = i, sum
			}
		}
		return best
	}
	itself := func(d float64) float64 { return d }
	square := func(d float64) float64 { return d * d }
	less, more := func(a, b float64) bool { return a < b }, func(a, b float64) bool { return a > b }
	with := func(term func(d float64) float64, beats func(sum, best float64) bool) neighbourFinder {
		return func(images [][]float64, labels []int, x []float64) int {
			return labels[nearest(images, x, term, beats)]
		}
	}
	return define(exercise[neighbourFinder]{
		id: "4.1-5", level: 2, title: words.Exercises.Message("Recognise without learning: the nearest neighbour"),
		hints: []words.Message{
			words.Exercises.Message("For each training image compute the sum of (image[k]-x[k])², and remember the best so far."),
			words.Exercises.Message("Start with the first image as the best. If you start with a distance of 0, no image can beat " +
				"it."),
			words.Exercises.Message("At the end return labels[best], not best."),
		},
		why: words.Exercises.Message("Nothing is learned here, so all the work is done when you ask. On MNIST this gets 97 " +
			"percent right, with 47 million multiplications for each answer."),
		tests: neighbourTests(),
		mistakes: []mistake[neighbourFinder]{
			{kind: notSquared, as: with(itself, less),
				says: words.Exercises.Message("Without the square, positive and negative differences cancel, so an image that is far " +
					"away looks near.")},
			{kind: notSquared, as: with(math.Abs, less),
				says: words.Exercises.Message("This adds up the absolute differences. Square them, so that one large difference " +
					"counts more than many small ones.")},
			{kind: wrongSign, as: with(square, more), says: words.Exercises.Message("This finds the image that is farthest away.")},
			{kind: wrongTie, as: with(square, func(sum, best float64) bool { return sum <= best }),
				says: words.Exercises.Message("If several images are equally near, this takes the last. Compare with <, not with <=.")},
			{kind: stuck, as: func(_ [][]float64, labels []int, _ []float64) int { return labels[0] },
				says: words.Exercises.Message("This is always the label of the first image. Perhaps the search starts with a " +
					"distance of 0, which no image can beat, or the sum does not start at 0 for each image.")},
			{kind: misread, as: func(images [][]float64, _ []int, x []float64) int { return nearest(images, x, square, less) },
				says: words.Exercises.Message("This is the index of the nearest image. Return its label.")},
		},
	})
}

func whatIsWrong() *Exercise {
	return choice[string]{
		id: "4.1-6", level: 1, title: words.Exercises.Message("Explain: 99 percent in training, 71 in testing"),
		call: "whatIsWrong()", right: "c",
		hints: []words.Message{
			words.Exercises.Message("Compare how the net does on images that it has learned from and on others."),
			words.Exercises.Message("It does well where it can remember. What is that called?"),
		},
		why: words.Exercises.Message("The net knows its training images by heart and has not found what they have in common: " +
			"it overfits. More data, a smaller net or stopping earlier helps. Do not use the test data for any of this, because " +
			"then they no longer test anything."),
		wrong: []wrongAnswer[string]{
			{"a", words.Exercises.Message("If the learning rate were too small, the training accuracy would be low, but it is 99 " +
				"percent.")},
			{"b", words.Exercises.Message("With more of the same training the net remembers even better, but it does not " +
				"generalise better.")},
			{"d", words.Exercises.Message("Then there would be nothing left to judge by, because a net must be tested on images " +
				"that it has never seen.")},
		},
	}.define()
}
