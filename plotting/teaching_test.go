package plotting_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"dlfs/plotting"
)

// rings returns n pictures of 28 by 28 pixels, each a ring of its own size.
func rings(n int) [][]uint8 {
	images := make([][]uint8, n)
	for i := range images {
		images[i] = make([]uint8, 784)
		for p := range images[i] {
			r := math.Hypot(float64(p/28)-13.5, float64(p%28)-13.5) - float64(4+i%8)
			images[i][p] = uint8(255 * math.Exp(-r*r/3))
		}
	}
	return images
}

// modulo returns 0, 1, …, m-1, 0, 1, … n times.
func modulo(n, m int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i % m
	}
	return v
}

// noise returns a matrix of small numbers, the same each time.
func noise(rows, columns int, scale float64) *mat.Dense {
	src := rand.New(rand.NewPCG(1, 0))
	m := mat.NewDense(rows, columns, nil)
	m.Apply(func(i, j int, _ float64) float64 { return scale * src.NormFloat64() * math.Sin(float64(i)/9) }, m)
	return m
}

// confusion is what a net of 90% might have done.
func confusion() [][]int {
	src := rand.New(rand.NewPCG(1, 0))
	counts := make([][]int, 10)
	for i := range counts {
		counts[i] = make([]int, 10)
		for j := range counts[i] {
			counts[i][j] = src.IntN(12)
		}
		counts[i][i] = 900 + src.IntN(200)
	}
	counts[4][9] = 41
	return counts
}

// differences returns the errors of both differences of exp at 1 for h from 1e-1 to 1e-15.
func differences() (h, forward, central []float64) {
	for e := 1; e <= 15; e++ {
		d := math.Pow10(-e)
		h = append(h, d)
		forward = append(forward, math.Abs((math.Exp(1+d)-math.Exp(1))/d-math.E))
		central = append(central, math.Abs((math.Exp(1+d)-math.Exp(1-d))/(2*d)-math.E))
	}
	return h, forward, central
}

// staircase returns a weight, a smooth loss and an accuracy of 20 samples.
func staircase() (weight, loss, accuracy []float64) {
	for i := range 201 {
		w := -2 + float64(i)/50
		weight = append(weight, w)
		loss = append(loss, 0.4+0.3*(w-0.7)*(w-0.7))
		accuracy = append(accuracy, math.Round(20*math.Exp(-(w-0.6)*(w-0.6)))/20)
	}
	return weight, loss, accuracy
}

// saddlePath descends from x0 on x0² - x1².
func saddlePath(x0, x1, learningRate float64, points int) (path [][]float64) {
	for range points {
		path = append(path, []float64{x0, x1})
		x0, x1 = x0-learningRate*2*x0, x1+learningRate*2*x1
	}
	return path
}

func saddle(x []float64) float64 { return x[0]*x[0] - x[1]*x[1] }

// threeRates are descents that explode, arrive, and hardly move.
func threeRates(points int) (titles []string, paths [][][]float64) {
	for _, rate := range []float64{10, 0.1, 1e-10} {
		path, _ := descend(rate, points)
		titles, paths = append(titles, fmt.Sprint("learning rate ", rate)), append(paths, path)
	}
	return titles, paths
}

func backprop(by float64) *mat.Dense {
	m := noise(50, 10, 0.01)
	m.Apply(func(i, j int, v float64) float64 { return v + by*math.Sin(float64(i*j)) }, m)
	return m
}

// shares returns n rows of numbers from 0 to 1 that have the sum 1, the largest in row i in column i.
func shares(n, classes int) *mat.Dense {
	m := mat.NewDense(n, classes, nil)
	for i := range n {
		sum := 0.0
		for k := range classes {
			distance := float64(k - i%classes)
			m.Set(i, k, 1/(1+float64(distance*distance)))
			sum += m.At(i, k)
		}
		for k := range classes {
			m.Set(i, k, m.At(i, k)/sum)
		}
	}
	return m
}

func init() {
	for name, fig := range map[string]func() *plotting.Figure{
		"confusion":   func() *plotting.Figure { return plotting.Confusion(confusion()) },
		"two classes": func() *plotting.Figure { return plotting.Confusion([][]int{{1, 0}, {0, 0}}) },
		"digits":      func() *plotting.Figure { return plotting.Digits(rings(32), modulo(32, 10), 8) },
		"one digit":   func() *plotting.Figure { return plotting.Digits(rings(1), nil, 8) },
		"20 columns":  func() *plotting.Figure { return plotting.Digits(rings(50), modulo(50, 10), 20) },
		"misclassified": func() *plotting.Figure {
			return plotting.Misclassified(rings(10), modulo(10, 10), modulo(10, 7), 5)
		},
		"matrix products": func() *plotting.Figure {
			return plotting.MatrixProducts(plotting.MatrixProduct{"x", "W1", "a1", 100, 784, 50}, plotting.MatrixProduct{"z1", "W2", "a2", 100, 50, 10})
		},
		"smallest product": func() *plotting.Figure {
			return plotting.MatrixProducts(plotting.MatrixProduct{"a", "b", "a long name", 1, 1, 1})
		},
		"readings":        func() *plotting.Figure { return plotting.Readings(rings(3), shares(3, 10)) },
		"one reading":     func() *plotting.Figure { return plotting.Readings(rings(1), shares(1, 1)) },
		"eight readings":  func() *plotting.Figure { return plotting.Readings(rings(8), shares(8, 20)) },
		"weights":         func() *plotting.Figure { return plotting.WeightImages(noise(784, 50, 0.1), 10) },
		"gradient images": func() *plotting.Figure { return plotting.GradientImages(noise(784, 20, 0.001), 10) },
		"zero weights":    func() *plotting.Figure { return plotting.WeightImages(mat.NewDense(4, 3, nil), 3) },
		"pipelines":       func() *plotting.Figure { return plotting.Pipelines(plotting.PipelineTexts{}) },
		"long pipelines": func() *plotting.Figure {
			long := strings.Repeat("very long ", 20)
			return plotting.Pipelines(plotting.PipelineTexts{Input: long, Network: long, Key: long})
		},
		"side by side": func() *plotting.Figure { return plotting.DescentPaths(threeRates(20)) },
		"to infinity":  func() *plotting.Figure { return plotting.DescentPaths(threeRates(400)) },
		"path to infinity": func() *plotting.Figure {
			p, _ := descend(10, 400)
			return plotting.DescentPath(p)
		},
		"path to nothing": func() *plotting.Figure {
			return plotting.DescentPath([][]float64{{-3, 4}, {math.NaN(), math.NaN()}})
		},
		"rates to infinity": func() *plotting.Figure {
			_, far := descend(10, 400)
			_, good := descend(0.1, 101)
			return plotting.LearningRates([]float64{10, 0.1, 0.5}, [][]float64{far, good, {25, 0, 0}})
		},
		"errors": func() *plotting.Figure { return plotting.ErrorCurves(differences()) },
		"zero errors": func() *plotting.Figure {
			return plotting.ErrorCurves([]float64{0.1, 0.01}, []float64{0, 0}, []float64{0, 1e-9})
		},
		"no errors": func() *plotting.Figure { return plotting.ErrorCurves([]float64{0.1}, []float64{0}, []float64{0}) },
		"gradients": func() *plotting.Figure {
			return plotting.GradientHeatMap(noise(50, 10, 0.01), backprop(1e-10))
		},
		"large gradients": func() *plotting.Figure {
			return plotting.GradientHeatMap(noise(784, 50, 0.01), noise(784, 50, 0.0101))
		},
		"equal gradients": func() *plotting.Figure {
			return plotting.GradientHeatMap(mat.NewDense(1, 1, nil), mat.NewDense(1, 1, nil))
		},
		"loss and accuracy": func() *plotting.Figure { return plotting.LossAndAccuracy(staircase()) },
		"path on a saddle": func() *plotting.Figure {
			return plotting.ContourPath(saddle, -3, 3, saddlePath(-2.5, 1e-3, 0.05, 100))
		},
		"path that stalls": func() *plotting.Figure {
			return plotting.ContourPath(saddle, -3, 3, saddlePath(-2.5, 0, 0.05, 100))
		},
		"path off the map": func() *plotting.Figure {
			return plotting.ContourPath(bowl, -3, 3, [][]float64{{-2, 1}, {500, -300}, {math.Inf(1), 0}})
		},
		"path outside": func() *plotting.Figure { return plotting.ContourPath(bowl, -3, 3, [][]float64{{-20, 1}, {1, 1}}) },
		"column": func() *plotting.Figure {
			return plotting.Above(plotting.Curve(0, 1, math.Sin), plotting.Contour(bowl, -3, 3))
		},
	} {
		figures[name] = fig
	}
}

func TestBadTeaching(t *testing.T) {
	nan := math.NaN()
	ok := []float64{0.5, 0.25}
	point := [][]float64{{1, 2}}
	for _, c := range []struct {
		name string
		fig  *plotting.Figure
		want string
	}{
		{"no counts", plotting.Confusion(nil), "0 rows"},
		{"ragged counts", plotting.Confusion([][]int{{1, 2}, {3}}), "counts[1] has 1 column"},
		{"negative count", plotting.Confusion([][]int{{1, 2}, {3, -4}}), "counts[1][1] is -4"},
		{"nothing counted", plotting.Confusion([][]int{{0}}), "all counts are 0"},
		{"no digits", plotting.Digits(nil, nil, 8), "no images"},
		{"no columns", plotting.Digits(rings(1), nil, 0), "0 columns"},
		{"labels", plotting.Digits(rings(2), []int{1}, 8), "2 images and 1 label"},
		{"pixels", plotting.Digits([][]uint8{make([]uint8, 783)}, nil, 8), "images[0] has 783 pixels"},
		{"no pixels", plotting.Digits([][]uint8{nil}, nil, 8), "images[0] has 0 pixels"},
		{"too many", plotting.Digits(rings(1001), nil, 8), "1001 images"},
		{"guesses", plotting.Misclassified(rings(2), []int{1, 2}, []int{1}, 8), "2 images, 2 guesses and 1 truth"},
		{"no products", plotting.MatrixProducts(), "0 products"},
		{"nine products", plotting.MatrixProducts(make([]plotting.MatrixProduct, 9)...), "9 products"},
		{"product of nothing", plotting.MatrixProducts(plotting.MatrixProduct{"a", "b", "c", 1, 0, 2}), "product 0 is 1×0 times 0×2"},
		{"no readings", plotting.Readings(nil, shares(1, 2)), "0 images"},
		{"nine readings", plotting.Readings(rings(9), shares(9, 2)), "9 images"},
		{"rows of readings", plotting.Readings(rings(2), shares(1, 2)), "2 images and probabilities of 1 row"},
		{"classes", plotting.Readings(rings(1), shares(1, 21)), "21 classes"},
		{"pixels of a reading", plotting.Readings([][]uint8{make([]uint8, 783)}, shares(1, 2)), "images[0] has 783 pixels"},
		{"probability", plotting.Readings(rings(1), mat.NewDense(1, 2, []float64{0.5, 1.5})), "row 0, column 1 is 1.5"},
		{"nil probabilities", plotting.Readings(rings(1), nil), "probabilities is nil"},
		{"nil weights", plotting.WeightImages(nil, 8), "weights is nil"},
		{"empty weights", plotting.WeightImages(new(mat.Dense), 8), "weights is empty"},
		{"oblong weights", plotting.WeightImages(noise(10, 2, 1), 8), "10 pixels"},
		{"NaN weights", plotting.WeightImages(mat.NewDense(1, 1, []float64{nan}), 8), "weights at row 0, column 0 is NaN"},
		{"oblong gradient", plotting.GradientImages(noise(10, 2, 1), 8), "a column of gradient has 10 pixels"},
		{"nil gradient", plotting.GradientImages(nil, 8), "gradient is nil"},
		{"too many units", plotting.WeightImages(noise(1, 1001, 1), 8), "1001 units"},
		{"weights without columns", plotting.WeightImages(noise(4, 4, 1), -1), "-1 columns"},
		{"no paths", plotting.DescentPaths(nil, nil), "0 titles"},
		{"titles", plotting.DescentPaths([]string{"a"}, nil), "1 title and 0 paths"},
		{"empty path", plotting.DescentPaths([]string{"a"}, [][][]float64{nil}), "paths[0] is empty"},
		{"path without start", plotting.DescentPaths([]string{"a"}, [][][]float64{{{nan, 1}}}), "paths[0][0] is [NaN 1]"},
		{"h of 0", plotting.ErrorCurves([]float64{0, 1}, ok, ok), "h[0] is 0"},
		{"error NaN", plotting.ErrorCurves(ok, []float64{1, nan}, ok), "forward[1] is NaN"},
		{"error negative", plotting.ErrorCurves(ok, ok, []float64{1, -1}), "central[1] is -1"},
		{"error lengths", plotting.ErrorCurves(ok, ok, ok[:1]), "h has 2 values and central has 1"},
		{"gradient shapes", plotting.GradientHeatMap(noise(1, 2, 1), noise(2, 1, 1)), "1 by 2 and backprop 2 by 1"},
		{"gradient NaN", plotting.GradientHeatMap(noise(1, 1, 1), mat.NewDense(1, 1, []float64{nan})), "backprop at row 0"},
		{"accuracy", plotting.LossAndAccuracy(ok, ok, []float64{1, 2}), "accuracy[1] is 2"},
		{"weight lengths", plotting.LossAndAccuracy(ok, ok, nil), "accuracy is empty"},
		{"map path", plotting.ContourPath(bowl, 0, 1, [][]float64{{1}}), "path[0] is [1]"},
		{"map without path", plotting.ContourPath(bowl, 0, 1, nil), "path is empty"},
		{"map of nothing", plotting.ContourPath(nil, 0, 1, point), "function is nil"},
		{"nothing above", plotting.Above(), "Above got no figure"},
		{"nil above", plotting.Above(nil), "figure 0 for Above is nil"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := c.fig.PNG()
			if err == nil || b != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("PNG returned %d bytes and the error %v: want an error that says %q", len(b), err, c.want)
			}
			if c.fig.Alt() != "" {
				t.Errorf("alt text %q of a figure that cannot be drawn", c.fig.Alt())
			}
		})
	}
}

func ExampleConfusion() {
	fmt.Println(plotting.Confusion([][]int{{98, 2, 0}, {1, 90, 9}, {0, 0, 100}}).Alt())
	// Output:
	// Confusion matrix of 3 classes: 288 of 300 guesses right; the most frequent mistake is 1 taken for 2, with 9, and class 1 is recognised least, at 90.0%.
}

func ExampleDigits() {
	fmt.Println(plotting.Digits(rings(3), []int{5, 0, 4}, 8).Alt())
	// Output:
	// 3 pictures, 3 in a row: 5, 0, 4.
}

func ExampleMisclassified() {
	fmt.Println(plotting.Misclassified(rings(2), []int{9, 5}, []int{4, 3}, 8).Alt())
	// Output:
	// 2 pictures, 2 in a row: 4 taken for 9, 3 taken for 5.
}

func ExampleReadings() {
	probabilities := mat.NewDense(2, 3, []float64{0.9, 0.1, 0, 0.2, 0.3, 0.5})
	fmt.Println(plotting.Readings(rings(2), probabilities).Alt())
	// Output:
	// 2 pictures and, below each, a bar for the probability of each of 3 classes; the highest are 0 with 90%, 2 with 50%.
}

func ExampleMatrixProducts() {
	fmt.Println(plotting.MatrixProducts(plotting.MatrixProduct{Left: "x", Right: "W", Result: "xW", Rows: 100, Inner: 784, Columns: 50}).Alt())
	// Output:
	// Matrix products as rectangles: x of 100 by 784 times W of 784 by 50 is xW of 100 by 50.
}

func ExampleWeightImages() {
	fmt.Println(plotting.WeightImages(noise(784, 50, 0.1), 10).Alt())
	// Output:
	// Weights of 50 units as pictures of 28 by 28, blue below 0 and red above, from −0.34 to 0.37.
}

func ExampleGradientImages() {
	fmt.Println(plotting.GradientImages(noise(784, 1, 0.1), 10).Alt())
	// Output:
	// Gradient for weights as 1 picture of 28 by 28, blue below 0 and red above, from −0.28 to 0.26.
}

func ExamplePipelines() {
	fmt.Println(plotting.Pipelines(plotting.PipelineTexts{Input: "handwritten digit"}).Alt())
	// Output:
	// 1. handwritten digit → rules thought up by a person → answer; 2. handwritten digit → features thought up by a person → machine learning (shaded) → answer; 3. handwritten digit → neural network (shaded) → answer. shaded: learned from data, without a person's hand.
}

func ExampleDescentPaths() {
	fmt.Println(plotting.DescentPaths(threeRates(400)).Alt())
	// Output:
	// learning rate 10: Path of 235 points from (−3, 4) to (−5.08e299, 6.77e299), the distance from the origin rising from 5 to 8.46e299; both axes are logarithmic on both sides of 0. From step 235 on it is beyond ±1e300. learning rate 0.1: Path of 400 points from (−3, 4) to (−6.46e−39, 8.61e−39), the distance from the origin falling from 5 to 1.08e−38. learning rate 1e-10: Path of 400 points from (−3, 4) to (−3.00, 4.00), the distance from the origin staying close to 5.
}

func ExampleGradientHeatMap() {
	fmt.Println(plotting.GradientHeatMap(noise(50, 10, 0.01), backprop(1e-10)).Alt())
	// Output:
	// Map of the numerical gradient, 50 by 10, up to 0.031 in size. The same for the backpropagated gradient, up to 0.031. Their absolute difference, at most 1.00e−10.
}

func ExampleLossAndAccuracy() {
	fmt.Println(plotting.LossAndAccuracy(staircase()).Alt())
	// Output:
	// Loss over the change in one weight from −2 to 2, lowest with 0.40 at x = 0.70 and highest with 2.59 at x = −2. Below it the accuracy, a staircase with 21 levels, lowest with 0 at x = −2 and highest with 1 at x = 0.46.
}

func ExampleContourPath() {
	fmt.Println(plotting.ContourPath(saddle, -3, 3, saddlePath(-2.5, 1e-3, 0.05, 100)).Alt())
	// Output:
	// Filled contours of f(x0, x1) for x0 and x1 from −3 to 3, drawn at 100 by 100 points, the lowest of them −9.00 at (−0.03, −3) and the highest 9.00 at (−3, −0.03). Path of 100 points from (−2.50, 0.001) to (−7.38e−5, 12.53), the distance from the origin rising from 2.50 to 12.53. It leaves the picture at step 85.
}

func ExampleAbove() {
	fmt.Println(plotting.Above(plotting.Curve(0, 1, math.Sin), plotting.Curve(0, 1, math.Cos)).Size())
	// Output:
	// 576 768
}
