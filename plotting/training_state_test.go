package plotting_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"dlfs/plotting"
)

// trainingState is a moment of a training of 10,000 iterations, whose weights are mostly noise.
func trainingState(iteration int) plotting.TrainingState {
	losses := make([]float64, 10_000)
	for i := range losses {
		losses[i] = 2.3 / (1 + float64(i)/500)
	}
	return plotting.TrainingState{
		Losses: losses, Iteration: iteration, Accuracy: 0.9,
		Weights: noise(784, 6, 0.1), Images: rings(10), Guesses: modulo(10, 7), Truths: modulo(10, 10),
	}
}

func init() {
	for _, i := range []int{0, 1, 600, 10_000} {
		figures[fmt.Sprint("training ", i)] = func() *plotting.Figure { return plotting.Training(trainingState(i)) }
	}
	figures["one iteration"] = func() *plotting.Figure {
		s := trainingState(1)
		s.Losses = s.Losses[:1]
		return plotting.Training(s)
	}
	figures["no weight"] = func() *plotting.Figure {
		s := trainingState(1)
		s.Weights = mat.NewDense(4, 1, nil)
		return plotting.Training(s)
	}
	figures["reading"] = func() *plotting.Figure { return plotting.Reading(make([]float64, 784), []float64{0.1, 0.7, 0.2}) }
	figures["sure reading"] = func() *plotting.Figure { return plotting.Reading([]float64{-3, 0.5, 1, 9}, []float64{1}) }
}

func TestBadTrainingStates(t *testing.T) {
	for want, spoil := range map[string]func(*plotting.TrainingState){
		"Losses is empty":                 func(s *plotting.TrainingState) { s.Losses = nil },
		"Losses[3] is NaN":                func(s *plotting.TrainingState) { s.Losses[3] = math.NaN() },
		"iteration 10001 of 10000":        func(s *plotting.TrainingState) { s.Iteration = 10_001 },
		"iteration -1 of":                 func(s *plotting.TrainingState) { s.Iteration = -1 },
		"an accuracy of 1.5":              func(s *plotting.TrainingState) { s.Accuracy = 1.5 },
		"an accuracy of NaN":              func(s *plotting.TrainingState) { s.Accuracy = math.NaN() },
		"Weights is nil":                  func(s *plotting.TrainingState) { s.Weights = nil },
		"a column of weights has":         func(s *plotting.TrainingState) { s.Weights = noise(10, 2, 1) },
		"1001 units":                      func(s *plotting.TrainingState) { s.Weights = noise(1, 1001, 1) },
		"no images":                       func(s *plotting.TrainingState) { s.Images, s.Guesses, s.Truths = nil, nil, nil },
		"images[0] has 783":               func(s *plotting.TrainingState) { s.Images[0] = s.Images[0][1:] },
		"10 images, 9 guesses and 10":     func(s *plotting.TrainingState) { s.Guesses = s.Guesses[1:] },
		"10 images, 10 guesses and 1 tru": func(s *plotting.TrainingState) { s.Truths = s.Truths[:1] },
	} {
		s := trainingState(100)
		spoil(&s)
		if err := plotting.Training(s).Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want an error that says %q", err, want)
		}
	}
}

func TestBadReadings(t *testing.T) {
	picture := make([]float64, 784)
	for want, fig := range map[string]*plotting.Figure{
		"pixels is empty":                  plotting.Reading(nil, []float64{1}),
		"pixels[1] is NaN":                 plotting.Reading([]float64{1, math.NaN()}, []float64{1}),
		"the picture has 3 pixels":         plotting.Reading(picture[:3], []float64{1}),
		"probabilities is empty":           plotting.Reading(picture, nil),
		"probabilities[1] is -0.5":         plotting.Reading(picture, []float64{0.5, -0.5}),
		"21 probabilities: give at most 2": plotting.Reading(picture, make([]float64, 21)),
	} {
		if err := fig.Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want an error that says %q", err, want)
		}
	}
}

// A dozen states have to fit into one nb.Slide, whose compressed size has a limit. The compressor looks back by 32 kB, so a
// state below that is compressed by what it shares with the one before. What a page adds for characters such as < makes a
// state an eighth larger.
func TestTrainingStatesAreSmallTogether(t *testing.T) {
	var all bytes.Buffer
	packed := gzip.NewWriter(&all)
	for i := range 12 {
		svg, err := plotting.Training(trainingState(800 * i)).SVGImage()
		if err != nil {
			t.Fatal(err)
		}
		if len(svg) > 28_000 {
			t.Errorf("state %d has %d bytes, want at most 28000", i, len(svg))
		}
		if _, err := packed.Write(svg); err != nil {
			t.Fatal(err)
		}
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	if all.Len() > 80_000 {
		t.Errorf("12 states have %d bytes when they are compressed, want at most 80000", all.Len())
	}
}

func ExampleTraining() {
	fmt.Println(plotting.Training(trainingState(600)).Alt())
	// Output:
	// The training after 600 of 10,000 iterations: accuracy 0.90. The loss so far: a line falling from 2.30 to 1.05. The weights of 6 hidden neurons, and 7 of 10 pictures read correctly.
}

func ExampleReading() {
	fmt.Println(plotting.Reading(make([]float64, 784), []float64{0.02, 0.9, 0.08}).Alt())
	// Output:
	// A picture, and a bar for the probability of each class: the highest is class 1 with 90%.
}
