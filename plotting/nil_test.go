package plotting_test

import (
	"fmt"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"dlfs/plotting"
)

// charts has every function that makes a figure, with arguments that are fine.
func charts() map[string][]any {
	row := []float64{1, 2}
	path := [][]float64{{1, 2}, {3, 4}}
	square := func(x float64) float64 { return x * x }
	bowl := func(x []float64) float64 { return square(x[0]) + square(x[1]) }
	image, m := make([]uint8, 784), mat.NewDense(2, 2, []float64{1, 2, 3, 4})
	fig := plotting.Line(row, row)
	return map[string][]any{
		"Above": {plotting.Above, fig, fig}, "AccuracyCurves": {plotting.AccuracyCurves, []float64{0.5, 0.6}, []float64{0.5, 0.6}},
		"ArrowField": {plotting.ArrowField, row, row, row, row}, "Beside": {plotting.Beside, fig, fig},
		"Confusion": {plotting.Confusion, [][]int{{1, 2}, {3, 4}}}, "Contour": {plotting.Contour, bowl, -1.0, 1.0},
		"ContourPath": {plotting.ContourPath, bowl, -5.0, 5.0, path}, "Curve": {plotting.Curve, 0.0, 1.0, square, square},
		"DescentPath": {plotting.DescentPath, path}, "DescentPaths": {plotting.DescentPaths, []string{"a"}, [][][]float64{path}},
		"Digits": {plotting.Digits, [][]uint8{image}, []int{1}, 1}, "ErrorCurves": {plotting.ErrorCurves, row, row, row},
		"GradientHeatMap": {plotting.GradientHeatMap, m, m}, "GradientImages": {plotting.GradientImages, mat.NewDense(784, 1, nil), 1},
		"LearningRates": {plotting.LearningRates, row, path},
		"Line":          {plotting.Line, row, row}, "LossAndAccuracy": {plotting.LossAndAccuracy, row, row, []float64{0.5, 0.6}},
		"LossCurve": {plotting.LossCurve, row, 0}, "Misclassified": {plotting.Misclassified, [][]uint8{image}, []int{1}, []int{2}, 1},
		"New": {plotting.New, plot.New(), "a chart"}, "NewQuiver": {plotting.NewQuiver, plotter.XYs{{X: 1}}, plotter.XYs{{X: 1}}},
		"Microscope":     {plotting.Microscope, plotting.NetPlace{Array: "W1"}, tinyNet(plotting.NetPlace{}, 0), tinyGradient(), 1e-3, tinyNet},
		"MatrixProducts": {plotting.MatrixProducts, plotting.MatrixProduct{Left: "x", Right: "W", Result: "a", Rows: 1, Inner: 2, Columns: 3}},
		"Readings":       {plotting.Readings, [][]uint8{image, image}, mat.NewDense(2, 2, []float64{0.1, 0.9, 1, 0})},
		"Pipelines":      {plotting.Pipelines, plotting.PipelineTexts{}}, "Surface": {plotting.Surface, bowl, -1.0, 1.0},
		"Product": {plotting.Product, "A", m, "B", m, "AB", 1, 1}, "ProductShape": {plotting.ProductShape, "A", 1, 2, "B", 3, "AB"},
		"Reading":           {plotting.Reading, []float64{0, 1, 2, 3}, []float64{1}},
		"SurfaceAndContour": {plotting.SurfaceAndContour, bowl, -1.0, 1.0}, "Tangent": {plotting.Tangent, square, 0.5, 1.0, 0.0, 1.0},
		"Training": {plotting.Training, plotting.TrainingState{
			Losses: row, Weights: m.Slice(0, 1, 0, 2), Images: [][]uint8{image}, Guesses: []int{1}, Truths: []int{2},
		}},
		"WeightImages": {plotting.WeightImages, mat.NewDense(784, 1, nil), 1},
	}
}

// No function panics where it is given a nil or nothing: its figure says what is missing, or can be drawn.
func TestNilArguments(t *testing.T) {
	for name, chart := range charts() {
		f := reflect.ValueOf(chart[0])
		for i := range chart[1:] {
			args := make([]reflect.Value, len(chart)-1)
			for k, arg := range chart[1:] {
				args[k] = reflect.ValueOf(arg)
				if k == i {
					args[k] = reflect.Zero(args[k].Type())
				}
			}
			if err := drawn(f, args); err != nil {
				t.Errorf("%s without its argument %d: %v", name, i, err)
			}
		}
	}
	var none mat.Matrix
	for name, draw := range map[string]func() *plotting.Figure{
		"a nil matrix":              func() *plotting.Figure { return plotting.GradientHeatMap(none, none) },
		"nil weights":               func() *plotting.Figure { return plotting.WeightImages(none, 1) },
		"one nil function of two":   func() *plotting.Figure { return plotting.Curve(0, 1, func(x float64) float64 { return x }, nil) },
		"an empty figure":           func() *plotting.Figure { return new(plotting.Figure) },
		"an empty figure in a row":  func() *plotting.Figure { return plotting.Beside(new(plotting.Figure)) },
		"limits of an empty figure": func() *plotting.Figure { return new(plotting.Figure).Limits(0, 1, 0, 1) },
	} {
		if err := drawn(reflect.ValueOf(draw), nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// drawn calls f and draws the figure, and returns the panic of either.
func drawn(f reflect.Value, args []reflect.Value) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a panic: %v", p)
		}
	}()
	fig, isFigure := f.Call(args)[0].Interface().(*plotting.Figure)
	if !isFigure {
		return nil
	}
	png, err := fig.PNG()
	if (err == nil) != (len(png) > 0) {
		return fmt.Errorf("%d bytes, %w", len(png), err)
	}
	fig.Alt()
	fig.Size()
	return nil
}
