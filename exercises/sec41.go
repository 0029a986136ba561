package exercises

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"dlfs/internal/words"
)

func sec41() []*Exercise {
	return []*Exercise{parameterCount(), pixelsToInputs(), alwaysTheSame(), splitData(), nearestNeighbour(), whatIsWrong()}
}

func parameterCount() *Exercise {
	type answer = func(sizes ...int) int
	try := func(what string, sizes ...int) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("parameterCount%v", list(sizes)), call: func(f answer) any {
			return f(append([]int{}, sizes...)...)
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
	return define(exercise[answer]{
		id: "4.1-1", level: 1, title: words.Exercises.Sprintf("Count the parameters"),
		hints: []string{
			words.Exercises.Sprintf("Between two layers there is a weight for each pair of neurons."),
			words.Exercises.Sprintf("And each neuron that is no input has a bias."),
			words.Exercises.Sprintf("Add up in*out + out for each pair of neighbouring sizes."),
		},
		why: words.Exercises.Sprintf("784·50 + 50 + 50·10 + 10 = 39,760: nearly all of them sit between the pixels and the first hidden layer."),
		tests: []test[answer]{
			try(values(), 1, 1), try(values(), 2, 3), try(values(), 2, 1, 2), try(values(), 784, 50, 10), try(values(), 784, 50, 100, 10),
			try(extremes(), 5),
		},
		mistakes: []mistake[answer]{
			{kind: noBias, as: count(func(in, out int) int { return in * out }, nothing),
				says: words.Exercises.Sprintf("Those are the weights. Each neuron behind the inputs has a bias as well.")},
			{kind: offByOne, as: count(func(in, out int) int { return in*out + out }, func(first int) int { return first }),
				says: words.Exercises.Sprintf("The inputs are no neurons: they have no bias.")},
			{kind: exchanged, as: count(func(in, out int) int { return in*out + in }, nothing),
				says: words.Exercises.Sprintf("The biases of a layer are as many as its outputs, not its inputs.")},
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

func pixelsToInputs() *Exercise {
	type answer = func(pixels []uint8) []float64
	try := func(what string, pixels ...uint8) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("pixelsToInputs(%v)", pixels), call: func(f answer) any {
			return f(append([]uint8{}, pixels...))
		}}
	}
	with := func(of func(p uint8) float64) answer {
		return func(pixels []uint8) []float64 {
			inputs := make([]float64, len(pixels))
			for i, p := range pixels {
				inputs[i] = of(p)
			}
			return inputs
		}
	}
	return define(exercise[answer]{
		id: "4.1-2", level: 1, title: words.Exercises.Sprintf("From pixels to inputs"),
		hints: []string{
			words.Exercises.Sprintf("A new slice of float64, as long as pixels."),
			words.Exercises.Sprintf("255 is to become 1, and 0 stays 0: divide by 255."),
			words.Exercises.Sprintf("float64(p) / 255, in this order: p / 255 would be a division of integers."),
		},
		why: words.Exercises.Sprintf("Inputs of the order of 1 suit weights of the order of 0.01 to 1; with 255 the sigmoid would be at its flat ends from the start."),
		tests: []test[answer]{
			try(values(), 0), try(values(), 255), try(values(), 51, 102), try(values(), 0, 1, 128, 254, 255), try(extremes()),
		},
		mistakes: []mistake[answer]{
			{kind: integerDivision, as: with(func(p uint8) float64 { return float64(p / 255) })},
			{kind: offByOne, as: with(func(p uint8) float64 { return float64(p) / 256 }),
				says: words.Exercises.Sprintf("Divided by 256, full ink becomes 0.996. The largest pixel is 255.")},
			{kind: notDivided, as: with(func(p uint8) float64 { return float64(p) }),
				says: words.Exercises.Sprintf("The numbers are still from 0 to 255.")},
		},
	})
}

func alwaysTheSame() *Exercise {
	type answer = func(labels []int) (label int, accuracy float64)
	try := func(what string, labels ...int) test[answer] {
		return test[answer]{what: what, input: fmt.Sprintf("alwaysTheSame(%v)", labels), call: func(f answer) any {
			label, accuracy := f(append([]int{}, labels...))
			return parts{{words.Exercises.Sprintf("the label"), label}, {words.Exercises.Sprintf("the accuracy"), accuracy}}
		}}
	}
	most := func(labels []int, better func(a, b int) bool) (label, count int) {
		counts := make(map[int]int)
		for _, l := range labels {
			counts[l]++
		}
		for l, n := range counts {
			if n > count || n == count && better(l, label) {
				label, count = l, n
			}
		}
		return label, count
	}
	smaller := func(a, b int) bool { return a < b }
	return define(exercise[answer]{
		id: "4.1-3", level: 2, title: words.Exercises.Sprintf("The net that is always of one mind"),
		hints: []string{
			words.Exercises.Sprintf("Count how often each label comes up; a map[int]int does."),
			words.Exercises.Sprintf("Go's maps have no order. Where two labels are equally frequent, compare the labels themselves."),
			words.Exercises.Sprintf("The accuracy is the largest count, divided by the number of labels."),
		},
		why: words.Exercises.Sprintf("An accuracy means little without this number beside it: where nine of ten images show a 1, guessing 1 is right in nine of ten cases."),
		tests: []test[answer]{
			try(values(), 7), try(values(), 1, 1, 2), try(values(), 3, 0, 3, 9), try(values(), 5, 5, 5, 5, 1, 1, 0, 2),
			try(extremes(), 2, 1, 2, 1), try(extremes(), 9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
		},
		mistakes: []mistake[answer]{
			{kind: notDivided, as: func(labels []int) (int, float64) {
				label, count := most(labels, smaller)
				return label, float64(count)
			}, says: words.Exercises.Sprintf("That is how often the label comes up. Divide by the number of labels.")},
			{kind: integerDivision, as: func(labels []int) (int, float64) {
				label, count := most(labels, smaller)
				return label, float64(count / len(labels))
			}},
			{kind: exchanged, as: func(labels []int) (int, float64) {
				label, count := most(labels, func(a, b int) bool { return a > b })
				return label, float64(count) / float64(len(labels))
			}, says: words.Exercises.Sprintf("Of several labels that are equally frequent, this takes the largest. The smallest is asked for.")},
		},
	})
}

// split is what splitData gave, twice with equal sources.
type split struct{ train, test, trainAgain, testAgain []int }

// shared returns how many numbers are on both sides.
func (s split) shared() (n int) {
	for _, i := range s.test {
		if slices.Contains(s.train, i) {
			n++
		}
	}
	return n
}

func (s split) sorted() bool { return slices.IsSorted(s.train) && slices.IsSorted(s.test) }

func (s split) repeated() bool {
	return slices.Equal(s.train, s.trainAgain) && slices.Equal(s.test, s.testAgain)
}

// unseparated says what is wrong with s as the two parts of the numbers below n.
func (s split) unseparated(n int) string {
	if both := s.shared(); both > 0 {
		return words.Exercises.Sprintf("Training and test data must have nothing in common; here they share %d.", both)
	}
	for i := range n {
		if !slices.Contains(s.train, i) && !slices.Contains(s.test, i) {
			return words.Exercises.Sprintf("Every number from 0 to %d must come up once; %d does not.", n-1, i)
		}
	}
	return ""
}

type splitter = func(n, test int, src rand.Source) (trainIdx, testIdx []int)

// The last test splits splitMany numbers and keeps splitTest of them as test data.
const splitMany, splitTest = 1000, 200

func lastSplit(got []outcome) (s split, ok bool) {
	s, ok = got[len(got)-1].value.(split)
	return s, ok && len(s.train) == splitMany-splitTest && len(s.test) == splitTest
}

func splitData() *Exercise {
	try := func(what string, n, size int, fault func(s split) string) test[splitter] {
		return test[splitter]{
			what: what, input: fmt.Sprintf("splitData(%d, %d, rand.NewPCG(1, 0))", n, size),
			call: func(f splitter) any {
				var s split
				s.train, s.test = f(n, size, rand.NewPCG(1, 0))
				s.trainAgain, s.testAgain = f(n, size, rand.NewPCG(1, 0))
				return s
			},
			fault: func(got any) string {
				s := got.(split)
				if len(s.train) != n-size || len(s.test) != size {
					return words.Exercises.Sprintf("Of %d numbers %d are to become test data and %d training data; here they are %d and %d.",
						n, size, n-size, len(s.test), len(s.train))
				}
				return fault(s)
			},
		}
	}
	separates := func(n int) func(s split) string { return func(s split) string { return s.unseparated(n) } }
	return define(exercise[splitter]{
		id: "4.1-4", level: 2, title: words.Exercises.Sprintf("Training data and test data"),
		hints: []string{
			words.Exercises.Sprintf("Bring the numbers 0 to n-1 into a random order, and cut the list in two."),
			words.Exercises.Sprintf("r := rand.New(src) draws with the given source; r.Perm(n) is a random order."),
			words.Exercises.Sprintf("order := rand.New(src).Perm(n); the first test of them become test data: return order[test:], order[:test]."),
		},
		why: words.Exercises.Sprintf("A permutation has every number once, so nothing can be on both sides; and where data are sorted by class, as they often are, the order must be random."),
		tests: []test[splitter]{
			try(values(), 2, 1, separates(2)),
			try(values(), 10, 3, separates(10)),
			try(extremes(), 3, 0, separates(3)),
			try(extremes(), 3, 3, separates(3)),
			try(randomInputs(), splitMany, splitTest, func(s split) string {
				switch {
				case s.sorted():
					return words.Exercises.Sprintf("The numbers come in their old order. Deal them out at random.")
				case !s.repeated():
					return words.Exercises.Sprintf("Two calls with equal sources give different splits. Take all randomness from src.")
				}
				return s.unseparated(splitMany)
			}),
		},
		mistakes: splitMistakes(),
	})
}

func splitMistakes() []mistake[splitter] {
	return []mistake[splitter]{
		{kind: notRandom, seen: func(got []outcome) bool { s, ok := lastSplit(got); return ok && s.shared() == 0 && s.sorted() },
			as: func(n, test int, _ rand.Source) (a, b []int) {
				for i := range n {
					if i < test {
						b = append(b, i)
					} else {
						a = append(a, i)
					}
				}
				return a, b
			},
			says: words.Exercises.Sprintf("If the data are sorted by class, the test data show digits that the training data do not have.")},
		{kind: ownRandomness, seen: func(got []outcome) bool { s, ok := lastSplit(got); return ok && s.shared() == 0 && !s.repeated() },
			as: func(n, test int, _ rand.Source) (a, b []int) {
				order := rand.Perm(n)
				return order[test:], order[:test]
			},
			says: words.Exercises.Sprintf("rand.Perm draws from a source of its own, and nobody can repeat what it did. rand.New(src).Perm draws from yours.")},
		{kind: drawnTwice, seen: func(got []outcome) bool {
			s, ok := lastSplit(got)
			return ok && distinct(s.train) < len(s.train) && distinct(s.test) < len(s.test)
		},
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
			says: words.Exercises.Sprintf("Numbers drawn one by one come up twice, and on both sides. Take a random order of all of them.")},
		{kind: leak, seen: func(got []outcome) bool { s, ok := lastSplit(got); return ok && len(s.test) > 0 && s.shared() > 0 },
			as: func(n, test int, src rand.Source) (a, b []int) {
				r := rand.New(src)
				return r.Perm(n)[:n-test], r.Perm(n)[:test]
			},
			says: words.Exercises.Sprintf("A net that is tested on what it has learned from looks better than it is.")},
	}
}

func distinct(numbers []int) int {
	sorted := slices.Sorted(slices.Values(numbers))
	return len(slices.Compact(sorted))
}

func nearestNeighbour() *Exercise {
	type answer = func(images [][]float64, labels []int, x []float64) int
	try := func(what string, x []float64, labels []int, images ...[]float64) test[answer] {
		input := fmt.Sprintf("nearestNeighbour([%s], %v, %s)", show(vectors(images)), labels, show(x))
		return test[answer]{what: what, input: input, call: func(f answer) any {
			is, copied := vectors(images).clone(), append([]float64{}, x...)
			label := f(is, append([]int{}, labels...), copied)
			return unlessChanged(label, append(is, copied), append(vectors(images).clone(), x))
		}}
	}
	nearest := func(images [][]float64, x []float64, term func(d float64) float64) int {
		best, shortest := 0, 0.0
		for i, image := range images {
			sum := 0.0
			for k := range x {
				sum += term(image[k] - x[k])
			}
			if i == 0 || sum < shortest {
				best, shortest = i, sum
			}
		}
		return best
	}
	square := func(d float64) float64 { return d * d }
	return define(exercise[answer]{
		id: "4.1-5", level: 2, title: words.Exercises.Sprintf("Recognise without learning: the nearest neighbour"),
		hints: []string{
			words.Exercises.Sprintf("For each training image compute the sum of (image[k]-x[k])², and remember the best so far."),
			words.Exercises.Sprintf("Start with the first image as the best, not with a distance of 0, which nothing can beat."),
			words.Exercises.Sprintf("At the end it is labels[best] that is asked for, and not best."),
		},
		why: words.Exercises.Sprintf("Nothing is learned here: all the work is done when the question comes. On MNIST this gets 97 per cent, with 47 million operations for each answer."),
		tests: []test[answer]{
			try(values(), []float64{0}, []int{4}, []float64{1}),
			try(values(), []float64{0.9}, []int{4, 7}, []float64{0}, []float64{1}),
			try(values(), []float64{0, 0}, []int{4, 7}, []float64{1, -1}, []float64{0.5, 0.5}),
			try(values(), []float64{0, 1}, []int{1, 2, 3}, []float64{3, 3}, []float64{0, 0.8}, []float64{-5, 1}),
			try(extremes(), []float64{0}, []int{8, 9}, []float64{1}, []float64{-1}),
			try(extremes(), []float64{5, 5}, []int{6, 5}, []float64{9, 9}, []float64{0, 0}),
		},
		mistakes: []mistake[answer]{
			{kind: notSquared, as: func(images [][]float64, labels []int, x []float64) int {
				return labels[nearest(images, x, func(d float64) float64 { return d })]
			}, says: words.Exercises.Sprintf("Without the square positive and negative differences cancel each other, and an image that is far away looks near.")},
			{kind: wrongSign, as: func(images [][]float64, labels []int, x []float64) int {
				return labels[nearest(images, x, func(d float64) float64 { return -d * d })]
			}, says: words.Exercises.Sprintf("This finds the image that is farthest away.")},
			{kind: misread, as: func(images [][]float64, _ []int, x []float64) int { return nearest(images, x, square) },
				says: words.Exercises.Sprintf("That is the number of the nearest image. Its label is asked for.")},
		},
	})
}

func whatIsWrong() *Exercise {
	return choice[string]{
		id: "4.1-6", level: 1, title: words.Exercises.Sprintf("Explain: 99 per cent, and 71"), call: "whatIsWrong()", right: "c",
		hints: []string{
			words.Exercises.Sprintf("Compare what the net does with images that it has learned from, and with others."),
			words.Exercises.Sprintf("It does well where it can remember. What is that called?"),
		},
		why: words.Exercises.Sprintf("The net knows its training images by heart and has not found what they have in common: it overfits. More data, a smaller net or an earlier end of the training help; the test data may not be used for it, or they are no test any more."),
		wrong: []wrongAnswer[string]{
			{"a", words.Exercises.Sprintf("A learning rate that is too small shows itself in the training accuracy, and that is 99 per cent.")},
			{"b", words.Exercises.Sprintf("More of the same training makes the net remember even better, and not generalise.")},
			{"d", words.Exercises.Sprintf("Then there would be nothing left to judge by: the net must be tested with images that it has never seen.")},
		},
	}.define()
}
