package main

import (
	"slices"

	"dlfs/dl"
)

// s1 shows the numbers of the figures in the mirror of S1.
func s1(show func(cell string, numbers []float64)) {
	const mirror = "S1_chapter_4/"
	show(mirror+"plot-func1", sample(parabola, 200, 0.1))
	show(mirror+"tangent", sample(tangent(5), 200, 0.1))
	show(mirror+"surface", surface())
	show(mirror+"arrow-field", fieldOfRows())
	show(mirror+"descent-path", flat(dl.GradientDescent(bowl, []float64{-3, 4}, 0.1, 20)[:20]))
}

// fieldOfRows returns minus the gradient of the bowl at 18 by 18 points as S1 finds it: once for all x0, once for all x1.
func fieldOfRows() []float64 {
	sumOfSquares := func(x []float64) float64 {
		sum := 0.0
		for _, v := range x {
			sum += float64(v * v)
		}
		return sum
	}
	var x0, x1 []float64
	for i := range 18 {
		for j := range 18 {
			x0, x1 = append(x0, -2+0.25*float64(j)), append(x1, -2+0.25*float64(i))
		}
	}
	arrows := slices.Concat(dl.NumericalGradient(nil, sumOfSquares, x0), dl.NumericalGradient(nil, sumOfSquares, x1))
	for i := range arrows {
		arrows[i] = -arrows[i]
	}
	return arrows
}
