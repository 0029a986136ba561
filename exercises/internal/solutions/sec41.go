package solutions

import "math/rand/v2"

var all41 = map[string]any{
	"4.1-1": parameterCount,
	"4.1-2": pixelsToInputs,
	"4.1-3": alwaysTheSame,
	"4.1-4": splitData,
	"4.1-5": nearestNeighbour,
	"4.1-6": whatIsWrong,
}

//exercise:4.1-1 parameterCount

// parameterCount returns the number of parameters, weights and biases, of a net whose layers have
// these sizes, starting with the inputs: for our net it is parameterCount(784, 50, 10).
func parameterCount(sizes ...int) int {
	// BEGIN SOLUTION
	total := 0
	for i := 1; i < len(sizes); i++ {
		total += sizes[i-1]*sizes[i] + sizes[i]
	}
	return total
	// END SOLUTION
}

//exercise:4.1-2 pixelsToInputs

// pixelsToInputs returns the pixels, which range from 0 to 255, scaled to numbers from 0 to 1.
func pixelsToInputs(pixels []uint8) []float64 {
	// BEGIN SOLUTION
	inputs := make([]float64, len(pixels))
	for i, p := range pixels {
		inputs[i] = float64(p) / 255
	}
	return inputs
	// END SOLUTION
}

//exercise:4.1-3 alwaysTheSame

// alwaysTheSame returns the most frequent label and the accuracy, from 0 to 1, of a "net" that
// always guesses it. If several labels are equally frequent, it takes the smallest of them.
func alwaysTheSame(labels []int) (label int, accuracy float64) {
	// BEGIN SOLUTION
	counts := make(map[int]int)
	for _, l := range labels {
		counts[l]++
	}
	label = labels[0]
	for l, count := range counts {
		if count > counts[label] || count == counts[label] && l < label {
			label = l
		}
	}
	return label, float64(counts[label]) / float64(len(labels))
	// END SOLUTION
}

//exercise:4.1-4 splitData

// splitData deals out the numbers 0 to n-1 at random: test of them become test data, the others
// training data. Every choice of test data is equally likely, and equal sources give equal slices.
func splitData(n, test int, src rand.Source) (trainIdx, testIdx []int) {
	// BEGIN SOLUTION
	order := rand.New(src).Perm(n)
	return order[test:], order[:test]
	// END SOLUTION
}

//exercise:4.1-5 nearestNeighbour

// nearestNeighbour returns the label of the training image nearest to x: the sum of its squared
// differences from x, pixel by pixel, is the smallest. If several images are equally near, the
// first of them counts.
func nearestNeighbour(images [][]float64, labels []int, x []float64) int {
	// BEGIN SOLUTION
	distance := func(image []float64) float64 {
		sum := 0.0
		for k := range x {
			sum += (image[k] - x[k]) * (image[k] - x[k])
		}
		return sum
	}
	best := 0
	for i := range images {
		if distance(images[i]) < distance(images[best]) {
			best = i
		}
	}
	return labels[best]
	// END SOLUTION
}

//exercise:4.1-6 whatIsWrong

// whatIsWrong returns the letter of the right answer.
func whatIsWrong() string {
	// BEGIN SOLUTION
	return "c"
	// END SOLUTION
}
