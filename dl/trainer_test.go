package dl_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// samples is a small data set of images in bytes: what dl.Data looks like from the other side. It hands out the same
// memory for every batch.
type samples struct {
	images byteImages
	labels dl.Labels
	batch  byteImages
	wanted dl.Labels
	drawn  []int // of all batches, one after the other; recorded only if it is not nil
}

func newSamples(n, pixels, classes int, src rand.Source) *samples {
	x := images(n, pixels, src)
	return &samples{images: x, labels: dl.Choice(classes, n, src), batch: byteImages{set: x.set, values: x.values}}
}

func (s *samples) Len() int { return len(s.labels) }

func (s *samples) Batch(index []int) (mat.Matrix, dl.Targets) {
	s.batch.rows, s.wanted = s.batch.rows[:0], s.wanted[:0]
	for _, i := range index {
		s.batch.rows = append(s.batch.rows, s.images.rows[i])
		s.wanted = append(s.wanted, s.labels[i])
	}
	if s.drawn != nil {
		s.drawn = append(s.drawn, index...)
	}
	return s.batch, s.wanted
}

func newTrainer(data *samples, iterations int) *dl.Trainer {
	_, pixels := data.images.Dims()
	net := dl.NewTwoLayerNet(pixels, 6, 3, dl.Xavier, rand.NewPCG(7, 0))
	sgd := &dl.SGD{LearningRate: 0.3}
	return &dl.Trainer{Net: net, Optimizer: sgd, BatchSize: 8, Iterations: iterations, Src: rand.NewPCG(8, 0)}
}

// A Trainer does what the four steps of section 4.5 say, written out here.
func TestTrainerIsTheLoopOfTheBook(t *testing.T) {
	data := newSamples(20, 10, 3, rand.NewPCG(1, 0))
	data.drawn = []int{}
	trainer := newTrainer(data, 25)

	net := newTrainer(data, 0).Net
	sgd, src := &dl.SGD{LearningRate: 0.3}, rand.NewPCG(8, 0)
	var drawn []int
	var losses []float64
	for range 25 {
		index := dl.Choice(20, 8, src)
		x, answers := newSamplesLike(data).Batch(index)
		net.Gradient(x, answers)
		sgd.Update(net.Params())
		losses = append(losses, net.Loss(x, answers))
		drawn = append(drawn, index...)
	}

	var steps []dl.Step
	for step := range trainer.Steps(data) {
		steps = append(steps, step)
	}
	if !slices.Equal(data.drawn, drawn) {
		t.Errorf("the trainer drew %v, want %v", data.drawn, drawn)
	}
	var want []dl.Step
	for i, loss := range losses {
		want = append(want, dl.Step{Iteration: i, Loss: loss, EpochStart: i%5 == 0}) // 20 samples in batches of 8: every 2.5
	}
	if !reflect.DeepEqual(steps, want) {
		t.Errorf("the steps are\n%v, want\n%v", steps, want)
	}
	sameBits(t, "parameters", trainer.Net.Params(), net.Params())
}

// newSamplesLike returns a data set with the same samples and batches of its own.
func newSamplesLike(s *samples) *samples {
	return &samples{images: s.images, labels: s.labels, batch: byteImages{set: s.images.set, values: s.images.values}}
}

func TestTrainerStopsWithTheLoop(t *testing.T) {
	for _, iterations := range []int{0, 100} { // 0: without end
		data := newSamples(20, 10, 3, rand.NewPCG(1, 0))
		data.drawn = []int{}
		trainer := newTrainer(data, iterations)
		n := 0
		for step := range trainer.Steps(data) {
			if n++; step.Iteration == 41 {
				break
			}
		}
		equal(t, "number of steps", n, 42)
		equal(t, "number of samples drawn", len(data.drawn), 42*8)
	}
}

// To range twice goes on where the first loop left off: the net has learned, and the source has moved on.
func TestTrainerGoesOn(t *testing.T) {
	data := newSamples(20, 10, 3, rand.NewPCG(1, 0))
	twice, once := newTrainer(data, 10), newTrainer(data, 20)
	for range 2 {
		for range twice.Steps(data) {
		}
	}
	for range once.Steps(data) {
	}
	sameBits(t, "parameters after 2×10 and 20 steps", twice.Net.Params(), once.Net.Params())
}

func TestTrainingLearns(t *testing.T) {
	data := newSamples(30, 40, 3, rand.NewPCG(2, 0))
	trainer := newTrainer(data, 1500)
	all := make([]int, 30)
	for i := range all {
		all[i] = i
	}
	first := trainer.Net.Loss(data.Batch(all))
	for range trainer.Steps(data) {
	}
	last := trainer.Net.Loss(data.Batch(all))
	// 30 random images of 40 pixels can be learned by heart; a net that guesses has a loss of ln 3 = 1.1.
	if !(last < 0.1 && last < first) {
		t.Errorf("the loss went from %v to %v, want less than 0.1", first, last)
	}
	equal(t, "accuracy", trainer.Net.(*dl.TwoLayerNet).Accuracy(data.Batch(all)), 1)
}

func TestEpochStart(t *testing.T) {
	for _, c := range []struct {
		samples, batch int
		want           []int // among the first 2,000 iterations
	}{
		{60000, 100, []int{0, 600, 1200, 1800}},
		{60000, 512, []int{0, 1875}},
		{60000, 60, []int{0, 1000}},
		{3, 2, nil}, // every third, see below
	} {
		var got []int
		for i := range 2000 {
			if dl.EpochStart(i, c.samples, c.batch) {
				got = append(got, i)
			}
		}
		if c.want == nil {
			for i := 0; i < 2000; i += 3 {
				c.want = append(c.want, i)
			}
		}
		equal(t, fmt.Sprintf("epochs of %d samples in batches of %d", c.samples, c.batch), got, c.want)
	}
	const far = 50_000 * 600 // as many samples as a 32-bit int cannot count
	equal(t, "a late epoch starts", dl.EpochStart(far, 60000, 100), true)
	equal(t, "the next iteration starts none", dl.EpochStart(far+1, 60000, 100), false)
	for _, batch := range []int{10, 11, 1000} {
		for i := range 5 {
			equal(t, "an iteration that sees all samples starts an epoch", dl.EpochStart(i, 10, batch), true)
		}
	}
}

// A training step on images allocates nothing once the workspaces exist; the batch is larger than the numbers that Go
// keeps boxed.
func TestTrainingStepAllocatesNothing(t *testing.T) {
	data := newSamples(1000, 100, 10, rand.NewPCG(3, 0))
	index := dl.Choice(1000, 300, rand.NewPCG(4, 0))
	images, labels := data.Batch(index)
	var asDense mat.Matrix = mat.DenseCopyOf(images)
	var asAt mat.Matrix = atOnly{images}
	var oneHot dl.Targets = dl.OneHot(labels.(dl.Labels), 10)
	for _, c := range []struct {
		name string
		x    mat.Matrix
		t    dl.Targets
	}{
		{"byte rows", images, labels}, {"dense", asDense, labels}, {"only At", asAt, labels}, {"one-hot", images, oneHot},
	} {
		for _, net := range newNets(100, 20, 10, nil, rand.NewPCG(5, 0)) {
			params := net.Params()
			for _, optimizer := range []dl.Optimizer{&dl.SGD{LearningRate: 0.1}, &dl.Momentum{LearningRate: 0.1, Momentum: 0.9}} {
				step := func() {
					net.Gradient(c.x, c.t)
					optimizer.Update(params)
					net.Loss(c.x, c.t)
				}
				for range 3 { // in the last one all images have been used once, and are listed
					step()
				}
				if n := testing.AllocsPerRun(5, step); n != 0 {
					t.Errorf("%T, %T, %s: %v allocations a step, want 0", net, optimizer, c.name, n)
				}
			}
		}
	}
}

// Nor does a Trainer, whose loop draws the batch too: what a whole run allocates does not grow with its length.
func TestTrainerAllocatesNothingPerStep(t *testing.T) {
	data := newSamples(1000, 50, 3, rand.NewPCG(3, 0))
	run := func(iterations int) float64 {
		trainer := newTrainer(data, iterations)
		data.drawn = nil
		// Converting labels to Targets costs Batch above one allocation a step; the rest is the Trainer's.
		return testing.AllocsPerRun(3, func() {
			for step := range trainer.Steps(data) {
				if math.IsNaN(step.Loss) {
					t.Fatal("the loss is NaN")
				}
			}
		})
	}
	short, long := run(10), run(110)
	// Two are the results of Batch, put into interfaces. A third one a step would make 3; the runtime's own, which come now
	// and then while the test runs, make a few hundredths.
	if perStep := (long - short) / 100; perStep > 2.5 {
		t.Errorf("%v allocations a step, want at most the 2 of Batch", perStep)
	}
}

// Without the loss a training comes to the same net.
func TestTrainerSkipsTheLoss(t *testing.T) {
	data := newSamples(20, 10, 3, rand.NewPCG(1, 0))
	quick, full := newTrainer(data, 25), newTrainer(data, 25)
	counting := &countingNet{Net: quick.Net}
	quick.Net, quick.SkipLoss = counting, true
	for step := range quick.Steps(data) {
		equal(t, "the loss is NaN", math.IsNaN(step.Loss), true)
		equal(t, "an epoch starts", step.EpochStart, step.Iteration%5 == 0)
	}
	for range full.Steps(data) {
	}
	equal(t, "number of losses", counting.losses, 0)
	sameBits(t, "parameters", quick.Net.Params(), full.Net.Params())
}

// countingNet counts how often somebody asks for its loss.
type countingNet struct {
	dl.Net
	losses int
}

func (n *countingNet) Loss(x mat.Matrix, t dl.Targets) float64 {
	n.losses++
	return n.Net.Loss(x, t)
}

// Trainers that run side by side on the same images come to what each comes to alone.
func TestTrainersAtOnce(t *testing.T) {
	data := newSamples(300, 150, 3, rand.NewPCG(1, 0))
	trainers := func() (all []*dl.Trainer) {
		for i := range uint64(3) {
			for _, net := range newNets(150, 20, 3, dl.Xavier, rand.NewPCG(i, 0)) {
				all = append(all, &dl.Trainer{Net: net, Optimizer: &dl.SGD{LearningRate: 0.1 * float64(i+1)}, BatchSize: 100, Iterations: 30, Src: rand.NewPCG(i, 1)})
			}
			src := rand.NewPCG(i, 2)
			net := dl.NewSequential(dl.NewAffine(150, 20, dl.Xavier, src), new(dl.TanhLayer), &dl.Dropout{Ratio: 0.2, Src: src}, new(custom), dl.NewAffine(20, 3, nil, src))
			all = append(all, &dl.Trainer{Net: net, Optimizer: &dl.Momentum{LearningRate: 0.1, Momentum: 0.9}, BatchSize: 100, Iterations: 30, Src: src})
		}
		return all
	}
	atOnce, alone := trainers(), trainers()
	var wait sync.WaitGroup
	for _, trainer := range atOnce {
		wait.Go(func() {
			for range trainer.Steps(newSamplesLike(data)) {
			}
		})
	}
	wait.Wait()
	for i, trainer := range alone {
		for range trainer.Steps(newSamplesLike(data)) {
		}
		sameBits(t, fmt.Sprintf("trainer %d", i), atOnce[i].Net.Params(), trainer.Net.Params())
	}
}
