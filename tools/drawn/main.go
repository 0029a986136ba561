// Command drawn prints the numbers that the mirrors' figures draw, each to its last bit, for the comparison with the
// figures' twins in Python. A line names a notebook and a cell; the numbers follow, one a line.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"

	"dlfs/dl"
)

func main() {
	log.SetFlags(0)
	out := bufio.NewWriter(os.Stdout)
	show := func(cell string, numbers []float64) {
		fmt.Fprintln(out, cell)
		for _, v := range numbers {
			fmt.Fprintln(out, v)
		}
	}

	s1(show)
	s2(show)

	if err := out.Flush(); err != nil {
		log.Fatal("drawn: ", err)
	}
}

func parabola(x float64) float64 { return 0.01*(x*x) + 0.1*x }

func bowl(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }

// logarithms returns the natural logarithm at 201 points from 0.005 to 1.
func logarithms() []float64 {
	y := make([]float64, 201)
	for i := range y {
		y[i] = dl.Log(0.005 + 0.995*float64(i)/200)
	}
	return y
}

func tangent(at float64) func(float64) float64 {
	slope, intercept := dl.TangentLine(parabola, at)
	return func(x float64) float64 { return slope*x + intercept }
}

// sample returns f at 0, step, 2·step and so on.
func sample(f func(float64) float64, n int, step float64) []float64 {
	y := make([]float64, n)
	for i := range y {
		y[i] = f(step * float64(i))
	}
	return y
}

// surface returns the bowl on 100 by 100 points from -3 to 3, row by row.
func surface() []float64 {
	var heights []float64
	for i := range 100 {
		for j := range 100 {
			heights = append(heights, bowl([]float64{-3 + 6*float64(j)/99, -3 + 6*float64(i)/99}))
		}
	}
	return heights
}

func flat(path [][]float64) []float64 {
	var numbers []float64
	for _, x := range path {
		numbers = append(numbers, x...)
	}
	return numbers
}
