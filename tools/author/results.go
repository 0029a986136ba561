package main

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"

	"dlfs/datasets"
	"dlfs/dl"
	"dlfs/internal/atomicfile"
	"dlfs/internal/command"

	"gonum.org/v1/gonum/mat"
)

const (
	resultSeeds      = 10
	resultIterations = 10000
	resultBatch      = 100
	resultRate       = 0.1
)

// A classifier is a net that can be trained and tested.
type classifier interface {
	dl.Net
	Accuracy(x mat.Matrix, t dl.Targets) float64
}

// A classicRun is what one training as in section 4.5 comes to. Accuracies are shares from 0 to 1; record i is taken after
// the update of number i, counted from 0, at each start of an epoch.
type classicRun struct {
	seed        int
	train, test float64         // after the last update
	records     map[int]float64 // on the test images, by number
	gap         float64         // the largest difference between training and test images, records and end
}

// A column of the table says what is read off a run, and in which band it should lie. An independent NumPy program has
// shown what to expect, with ten seeds of the first net and five of the second; the bands are wider than what it has shown by
// about as much again. Of record 0, after one step, only two things are known: a net that gets less than one digit in twenty
// right avoids the right ones, and one that gets a quarter right has been trained for longer. A gap that is nearly 0 at all
// records comes of measuring twice on the same images.
type column struct {
	title    string
	of       func(r classicRun) float64
	from, to float64
}

func record(i int) func(classicRun) float64 {
	return func(r classicRun) float64 { return r.records[i] }
}

// A classicNet is a net 784-50-10 whose weights start with a standard deviation of 0.01.
type classicNet struct {
	title   string
	make    func(src rand.Source) classifier
	columns []column
}

var classicNets = []classicNet{
	{
		title: "TwoLayerNet: sigmoid (section 4.5)",
		make:  func(src rand.Source) classifier { return dl.NewTwoLayerNet(784, 50, 10, nil, src) },
		columns: []column{
			{"train, end", func(r classicRun) float64 { return r.train }, 0.943, 0.953},
			{"test, end", func(r classicRun) float64 { return r.test }, 0.941, 0.951},
			{"test, record 0", record(0), 0.05, 0.20},
			{"test, record 600", record(600), 0.75, 0.82},
			{"test, record 1200", record(1200), 0.86, 0.90},
			{"largest gap", func(r classicRun) float64 { return r.gap }, 0.001, 0.013},
		},
	},
	{
		title: "LayerNet: ReLU (section 5.7)",
		make:  func(src rand.Source) classifier { return dl.NewLayerNet(784, 50, 10, nil, src) },
		columns: []column{
			{"train, end", func(r classicRun) float64 { return r.train }, 0.974, 0.984},
			{"test, end", func(r classicRun) float64 { return r.test }, 0.964, 0.976},
			{"test, record 0", record(0), 0.05, 0.25},
			{"test, record 600", record(600), 0.89, 0.92},
			{"test, record 1200", record(1200), 0.91, 0.94},
			{"largest gap", func(r classicRun) float64 { return r.gap }, 0.004, 0.016},
		},
	},
}

// writeResults trains both nets of the book with ten seeds each, and writes what came out to docs/results.md.
func writeResults(c *command.Call) error {
	if _, err := c.Parse(nil); err != nil {
		return err
	}
	if err := requireProject(); err != nil {
		return err
	}
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		return err
	}
	sample, err := datasets.SampleNet()
	if err != nil {
		return err
	}
	var page bytes.Buffer
	fmt.Fprintf(&page, resultsHead, resultIterations, resultBatch, resultRate, resultSeeds)
	outside := 0
	for _, net := range classicNets {
		var runs []classicRun
		for seed := 1; seed <= resultSeeds; seed++ {
			run := net.run(seed, resultIterations, train, test)
			fmt.Fprintf(c.Stdout, "%s, seed %d: train %.4f, test %.4f\n", net.title, seed, run.train, run.test)
			runs = append(runs, run)
		}
		outside += net.table(&page, runs)
	}
	fmt.Fprintf(&page, resultsSample, sample.Accuracy(test.All()), strings.ReplaceAll(sampleRecipe, "; ", ";\n    "))
	path := filepath.Join("docs", "results.md")
	if err := atomicfile.Write(path, page.Bytes()); err != nil {
		return err
	}
	fmt.Fprintln(c.Stdout, path)
	if outside > 0 {
		return fmt.Errorf("%d numbers lie outside their bands", outside)
	}
	return nil
}

// run trains the net with a seed, as the loop of section 4.5.2 does.
func (n classicNet) run(seed, iterations int, train, test *datasets.Images) classicRun {
	net := n.make(rand.NewPCG(uint64(seed), 0))
	run := classicRun{seed: seed, records: map[int]float64{}}
	look := func() {
		run.train, run.test = net.Accuracy(train.All()), net.Accuracy(test.All())
		run.gap = max(run.gap, math.Abs(run.train-run.test))
	}
	trainer := dl.Trainer{
		Net: net, Optimizer: &dl.SGD{LearningRate: resultRate}, BatchSize: resultBatch, Iterations: iterations,
		Src: rand.NewPCG(uint64(seed), 1),
	}
	for step := range trainer.Steps(train.Reusing()) {
		if step.EpochStart {
			look()
			run.records[step.Iteration] = run.test
		}
	}
	look()
	return run
}

// table writes a row for each run, and returns how many numbers lie outside their bands. Those are in bold.
func (n classicNet) table(page *bytes.Buffer, runs []classicRun) (outside int) {
	fmt.Fprintf(page, "## %s\n\n| seed |", n.title)
	for _, col := range n.columns {
		fmt.Fprintf(page, " %s |", col.title)
	}
	page.WriteString("\n|---|")
	for range n.columns {
		page.WriteString("---|")
	}
	for _, run := range runs {
		fmt.Fprintf(page, "\n| %d |", run.seed)
		for _, col := range n.columns {
			format := " %.4f |"
			if v := col.of(run); !(v >= col.from && v <= col.to) {
				format = " **%.4f** |"
				outside++
			}
			fmt.Fprintf(page, format, col.of(run))
		}
	}
	page.WriteString("\n| band |")
	for _, col := range n.columns {
		fmt.Fprintf(page, " %s |", col.band())
	}
	page.WriteString("\n\n")
	return outside
}

func (col column) band() string { return fmt.Sprintf("%v–%v", col.from, col.to) }

const resultsHead = `# Results

Written by ` + "`go run ./tools/author results`" + `; the numbers are the same on every machine.

Both nets are 784-50-10, start with weights of standard deviation 0.01 and biases of 0, and learn from MNIST in %d steps
of stochastic gradient descent, with batches of %d and learning rate %v. Each of the %d seeds is a separate run: its weights
come from ` + "`rand.NewPCG(seed, 0)` and its batches from `rand.NewPCG(seed, 1)`" + `.

Each number is the fraction of correct answers on all 60,000 training images or all 10,000 test images. There is a record at the start of each
epoch: record *i* is taken after update *i*, counted from 0. The gap is the largest difference between the accuracy on training images and on test
images, at any record or at the end. The bands are slightly wider than the range of the results of an independent NumPy program,
with ten seeds of the first net and five of the second. A number outside its band would be in bold.

`

const resultsSample = `## The sample net (section 3.6)

| | test images |
|---|---|
| ` + "`datasets.SampleNet`" + `, sigmoid, 784-50-100-10 | %.4f |
| the weights that come with the book | 0.9352 |

` + "`go run ./tools/author train-sample`" + ` makes its weights:

    %s
`
