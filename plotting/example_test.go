package plotting_test

import (
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"dlfs/plotting"
)

// A figure and what was wrong with its data come in one value.
func Example() {
	fig := plotting.LossCurve([]float64{2.3, math.NaN()}, 0)
	if _, err := fig.PNG(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// plotting: loss[1] is NaN: only finite numbers up to ±1e+300 can be drawn
}

func ExampleNew() {
	p := plot.New()
	plotting.Style(p)
	p.X.Label.Text, p.Y.Label.Text = "x", "f(x)"
	line, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}})
	if err != nil {
		fmt.Println(err)
		return
	}
	line.Color = plotting.Color(0)
	p.Add(line)
	fig := plotting.New(p, "A straight line.")
	fmt.Println(fig.Size())
	// Output:
	// 576 384
}

// The name of the file says in which format it is.
func ExampleFigure_Save() {
	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	fig := plotting.Line([]float64{0, 1, 2}, []float64{0, 1, 4})
	fig.Title.Text = "Three points"
	if err := fig.Save(fig.Width, fig.Height, filepath.Join(dir, "points.svg")); err != nil {
		log.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(files[0].Name())
	// Output:
	// points.svg
}

// Of three arrows one is outside the limits, and so the alt text leaves it out.
func ExampleFigure_Limits() {
	x, one := []float64{1, 2, 3}, []float64{1, 1, 1}
	fig := plotting.ArrowField(x, x, one, one)
	fmt.Println(fig.Limits(0, 2.5, 0, 2.5).Alt())
	fmt.Println(fig.Limits(2.5, 0, 0, 2.5).Err())
	// Output:
	// 2 arrows for x0 from 1 to 2 and x1 from 1 to 2, pointing away from the origin, with lengths from 1.41 to 1.41.
	// plotting: limits of x from 2.5 to 0: give two finite numbers, the smaller one first
}

// Arrows in a chart of your own.
func ExampleNewQuiver() {
	tails := plotter.XYs{{X: 1, Y: 0}, {X: 0, Y: 1}}
	vectors := plotter.XYs{{X: -0.5, Y: 0}, {X: 0, Y: -0.5}}
	arrows, err := plotting.NewQuiver(tails, vectors)
	if err != nil {
		log.Fatal(err)
	}
	arrows.Color = plotting.Color(1)
	arrows.UnitLength = 0.5 // a vector of length 1 is half as long as the x axis

	p := plot.New()
	plotting.Style(p)
	p.Add(plotter.NewGrid(), arrows)
	fig := plotting.New(p, "Two arrows towards the origin.").Limits(-1, 1, -1, 1)
	fmt.Println(len(arrows.Tails), "arrows:", fig.Alt())
	fmt.Println(plotting.NewQuiver(tails, vectors[:1]))
	// Output:
	// 2 arrows: Two arrows towards the origin.
	// <nil> plotting: a quiver of 2 points and 1 vectors: give one vector for each point
}

func ExampleCurve() {
	square := func(x float64) float64 { return x * x }
	fmt.Println(plotting.Curve(0.01, 1, math.Log).Alt())
	fmt.Println(plotting.Curve(-3, 2, square).Alt())
	fmt.Println(plotting.Curve(0, 2, square, func(x float64) float64 { return 2*x - 1 }).Alt())
	// Output:
	// Curve of f(x) for x from 0.01 to 1, rising from −4.61 to 0.
	// Curve of f(x) for x from −3 to 2, lowest with 0 at x = 0 and highest with 9 at x = −3.
	// 2 curves for x from 0 to 2, rising from 0 to 4; rising from −1 to 3.
}

func ExampleLine() {
	fmt.Println(plotting.Line([]float64{0, 1, 2}, []float64{5, 5, 5}).Alt())
	// Output:
	// Line through 3 points for x from 0 to 2, staying at 5.
}

func ExampleTangent() {
	f := func(x float64) float64 { return 0.01*x*x + 0.1*x }
	fmt.Println(plotting.Tangent(f, 5, 0.1999999999990898, 0, 20).Alt())
	// Output:
	// Curve of f(x) for x from 0 to 20, rising from 0 to 6, and its tangent at (5, 0.75) with slope 0.20.
}

// As in the book: arrows from -2 to 2.25, of which those up to 2 are shown.
func ExampleArrowField() {
	fmt.Println(plotting.ArrowField(downhill(18)).Limits(-2, 2, -2, 2).Alt())
	// Output:
	// 289 arrows for x0 from −2 to 2 and x1 from −2 to 2, pointing towards the origin, with lengths from 0 to 5.66.
}

func ExampleDescentPath() {
	path, _ := descend(0.1, 20)
	fmt.Println(plotting.DescentPath(path).Alt())
	// Output:
	// Path of 20 points from (−3, 4) to (−0.043, 0.058), the distance from the origin falling from 5 to 0.072.
}

func ExampleLossCurve() {
	loss := make([]float64, 10000)
	for i := range loss {
		loss[i] = 2.3 - 2.13*float64(i)/9999
	}
	fmt.Println(plotting.LossCurve(loss, 0).Alt())
	fmt.Println(plotting.LossCurve(loss, 1000).Alt())
	// Output:
	// Line falling from 2.30 to 0.17 over 10,000 iterations.
	// Line falling from 2.30 to 0.17 over 10,000 iterations; the mean over the last 1000 falling from 2.30 to 0.28.
}

func ExampleAccuracyCurves() {
	fmt.Println(plotting.AccuracyCurves([]float64{0.1, 0.8, 0.95}, []float64{0.1, 0.79, 0.94}).Alt())
	// Output:
	// Two lines over 3 epochs: training accuracy rising from 0.10 to 0.95, test accuracy rising from 0.10 to 0.94.
}

func ExampleLearningRates() {
	_, good := descend(0.1, 101)
	_, slow := descend(1e-10, 101)
	fmt.Println(plotting.LearningRates([]float64{0.1, 1e-10}, [][]float64{good, slow}).Alt())
	// Output:
	// Values of the function on a logarithmic axis: learning rate 0.1, falling from 25 to 1.04e−18 over 100 steps; learning rate 1e−10, staying close to 25 over 100 steps.
}
