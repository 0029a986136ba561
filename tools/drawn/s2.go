package main

import "dlfs/dl"

// s2 shows the numbers of the figures in the mirror of S2.
func s2(show func(cell string, numbers []float64)) {
	const mirror = "S2_notes_and_code/"
	show(mirror+"log-curve", logarithms())
	show(mirror+"parabola-plot", sample(parabola, 200, 0.1))
	show(mirror+"tangents", append(sample(tangent(5), 200, 0.1), sample(tangent(10), 200, 0.1)...))
	show(mirror+"bowl", append(surface(), uphill()...))
	show(mirror+"descent-path", flat(dl.GradientDescent(bowl, []float64{-3, 4}, 0.1, 20)[:20]))
}

// uphill returns the gradient of the bowl at every fifth of 100 points each way from -3 to 3.
func uphill() []float64 {
	var arrows []float64
	for i := 0; i < 100; i += 5 {
		for j := 0; j < 100; j += 5 {
			arrows = append(arrows, dl.NumericalGradient(nil, bowl, []float64{-3 + 6*float64(j)/99, -3 + 6*float64(i)/99})...)
		}
	}
	return arrows
}
