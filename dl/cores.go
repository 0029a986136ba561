package dl

import (
	"reflect"
	"sync/atomic"

	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// This file holds everything that several cores share. Each core takes some samples of a batch through the net, with
// memory of its own. The cores meet where a sum runs through all samples: in the gradients of the parameters and in the
// mean of the losses. There each sum continues the previous one, so its order, and with it every bit, is the same as on
// a single core.

// A pass takes some samples through a net, first forward and then backward, and keeps the intermediate results.
type pass interface {
	// forward returns what the net says about samples x: one row each, the largest entry at the class it guesses.
	forward(x mat.Matrix, training bool) *mat.Dense
	// probabilities returns the latest result of forward as probabilities.
	probabilities() *mat.Dense
	// backward goes back from the loss of these samples to the first layer. t has their targets. n is the number of samples
	// of the whole batch, over which the loss is a mean.
	backward(t Targets, n int)
	// addGradients adds what these samples contribute to Grad of the parameters, sample by sample.
	addGradients()
}

// passMaker is a net as passes sees it.
type passMaker interface {
	// newPass returns memory for taking some samples through the net.
	newPass() pass
	// zeroGrads makes Grad of the parameters count as 0, for addGradients of the passes to add to.
	zeroGrads(op string)
}

// batch is a batch that has been checked: it fits the net. Where only the last layer knows how many classes there are,
// classes is anySize.
type batch struct {
	op      string // the method that a panic names
	x       mat.Matrix
	t       Targets
	classes int
}

func (b batch) rows() int {
	rows, _ := b.x.Dims()
	return rows
}

// withTargets returns the batch with targets t, and panics unless they fit it.
func (b batch) withTargets(t Targets) batch {
	checkTargets(b.op, t, b.rows(), b.classes)
	b.t = t
	return b
}

// checkOutput panics unless the net's output y has a row for each of so many samples, and a column for each class.
func (b batch) checkOutput(y *mat.Dense, rows int) {
	checkMatrix(b.op, "the output of the last layer", y)
	checkShape(b.op, "the output of the last layer", y, rows, b.classes)
	if _, classes := y.Dims(); b.classes == anySize && b.t != nil {
		checkTargets(b.op, b.t, b.rows(), classes)
	}
}

// passes is what a net keeps of a batch and reuses for the next: a pass for each core. The zero value is ready for use.
type passes struct {
	cores [kernel.MostCores]*core
	batch batch
	parts int // into which the samples are cut, one for each core
}

// core is a pass and the samples that it is at.
type core struct {
	pass
	samples samples
	targets someTargets
	y       *mat.Dense // their probabilities
}

// loss returns the mean cross-entropy of the net's predictions for a batch.
func (p *passes) loss(net passMaker, b batch) float64 {
	p.share(net, b, (*forwards)(p))
	defer p.forget()
	var sum float64
	for part, c := range p.cores[:p.parts] {
		first, end := p.first(part), p.first(part+1)
		for i := first; i < end; i++ {
			sum += crossEntropyOfLabel(c.y, i-first, b.t.Label(i))
		}
	}
	return sum / float64(b.rows())
}

// forwards runs the forward pass for the samples of each core.
type forwards passes

func (f *forwards) Part(part int) {
	c, _, _ := (*passes)(f).forward(part, false)
	c.y = c.probabilities()
}

// gradient sets Grad of the parameters to the gradient of a batch's loss.
func (p *passes) gradient(net passMaker, b batch) {
	net.zeroGrads(b.op)
	p.share(net, b, (*backwards)(p))
	defer p.forget()
	for _, c := range p.cores[:p.parts] {
		c.addGradients()
	}
}

// backwards runs the forward and the backward pass for the samples of each core.
type backwards passes

func (b *backwards) Part(part int) {
	p := (*passes)(b)
	c, from, to := p.forward(part, true)
	c.backward(c.targets.of(p.batch.t, from, to), p.batch.rows())
}

// forward takes the samples of a part, from ≤ i < to, through the pass of its core.
func (p *passes) forward(part int, training bool) (c *core, from, to int) {
	c, from, to = p.cores[part], p.first(part), p.first(part+1)
	y := c.forward(c.samples.of(p.batch.x, from, to), training)
	p.batch.checkOutput(y, to-from)
	return c, from, to
}

// share cuts the samples of a batch into parts, and has the cores do task, a part each.
func (p *passes) share(net passMaker, b batch, task kernel.Task) {
	p.prepare(net, 1)
	p.batch = b
	size := p.chunk(b, b.rows())
	p.parts = (b.rows() + size - 1) / size
	p.prepare(net, p.parts)
	kernel.Share(task, p.parts)
}

// forget lets go of the batch, which belongs to the caller.
func (p *passes) forget() { p.batch = batch{} }

// first returns the first sample of a part.
func (p *passes) first(part int) int { return part * p.batch.rows() / p.parts }

// prepare makes passes for the given number of cores, unless they are there.
func (p *passes) prepare(net passMaker, cores int) {
	for i := range cores {
		if p.cores[i] == nil {
			p.cores[i] = &core{pass: net.newPass()}
		}
	}
}

// predict returns what the net says about the samples of a batch.
func (p *passes) predict(net passMaker, b batch) *mat.Dense {
	p.prepare(net, 1)
	chunk := p.chunk(b, cachedRows)
	if chunk == b.rows() {
		y := p.cores[0].forward(b.x, false)
		b.checkOutput(y, chunk)
		return mat.DenseCopyOf(y)
	}
	y := mat.NewDense(b.rows(), b.classes, nil)
	p.inChunks(net, b, chunk, func(_ *core, part *mat.Dense, from, to int) {
		y.Slice(from, to, 0, b.classes).(*mat.Dense).Copy(part)
	})
	return y
}

// accuracy returns the fraction of the samples for which the net guesses the class that the targets name.
func (p *passes) accuracy(net passMaker, b batch) float64 {
	p.prepare(net, 1)
	chunk := cachedRows
	if p.mustBeWhole(b) {
		chunk = b.rows()
	}
	var hits atomic.Int64
	p.inChunks(net, b, chunk, func(c *core, y *mat.Dense, from, to int) {
		hits.Add(int64(countHits(y, c.targets.of(b.t, from, to))))
	})
	return float64(hits.Load()) / float64(b.rows())
}

// inChunks calls f with the predictions for each chunk of the samples, and the core that made them.
func (p *passes) inChunks(net passMaker, b batch, chunk int, f func(c *core, y *mat.Dense, from, to int)) {
	cores := coresFor(b.rows(), chunk)
	p.prepare(net, cores)
	shareChunks(b.rows(), chunk, cores, func(i int) func(from, to int) {
		c := p.cores[i]
		return func(from, to int) {
			y := c.forward(c.samples.of(b.x, from, to), false)
			b.checkOutput(y, to-from)
			f(c, y, from, to)
		}
	})
}

// mustBeWhole reports whether the batch cannot be split, because a layer needs to see all of it or only the last layer
// knows how many classes there are.
func (p *passes) mustBeWhole(b batch) bool {
	layers, ok := p.cores[0].pass.(*copiesPass)
	return ok && layers.isWhole || b.classes == anySize
}

// cachedRows is how many rows a core takes at a time: few enough for their results to stay in its cache.
const cachedRows = 250

// chunk returns how many rows of x a core should take at a time, most at most. Several cores read a matrix at once only
// if that is known to be safe.
func (p *passes) chunk(b batch, most int) int {
	const fewest = 16 // that are worth sharing
	rows, cols := b.x.Dims()
	switch b.x.(type) {
	case byteRows, *mat.Dense:
		if rows*cols >= kernel.WorthSharing && !p.mustBeWhole(b) {
			cores := kernel.Cores()
			return min(most, max(fewest, (rows+cores-1)/cores))
		}
	}
	return rows
}

// inChunks calls what start returns for the numbers from 0 to n-1 in chunks of the given size, on all cores. Each core
// calls start once, with its number, for memory of its own.
func inChunks(n, size int, start func(core int) func(from, to int)) {
	shareChunks(n, size, coresFor(n, size), start)
}

// coresFor returns how many cores should share n numbers in chunks of the given size.
func coresFor(n, size int) int { return min((n+size-1)/size, kernel.Cores()) }

func shareChunks(n, size, cores int, start func(core int) func(from, to int)) {
	kernel.Share(&chunks{n: n, size: size, start: start}, cores)
}

// chunks is work in chunks: a core that has finished one takes the next.
type chunks struct {
	n, size int
	start   func(core int) func(from, to int)
	next    atomic.Int64
}

// Part does chunks until none is left.
func (c *chunks) Part(core int) {
	work := c.start(core)
	for {
		to := int(c.next.Add(int64(c.size)))
		if to-c.size >= c.n {
			return
		}
		work(to-c.size, min(to, c.n))
	}
}

// samples shows some rows of a batch. What it shows is valid until the next call, so that a training step allocates nothing.
type samples struct {
	dense  mat.Dense
	images images
	rows   someRows
}

// of returns the rows from ≤ i < to of x, x itself if these are all.
func (s *samples) of(x mat.Matrix, from, to int) mat.Matrix {
	if rows, _ := x.Dims(); from == 0 && to == rows {
		return x
	}
	switch x := x.(type) {
	case *mat.Dense:
		raw := x.RawMatrix()
		s.dense.SetRawMatrix(kernel.Rows(raw, from, to))
		return &s.dense
	case byteRows:
		set, rows, values := x.RawBytes()
		s.images = images{set, rows[from:to], values}
		return &s.images
	}
	s.rows = someRows{x, from, to}
	return &s.rows
}

// someRows are the rows from ≤ i < to of a matrix.
type someRows struct {
	all      mat.Matrix
	from, to int
}

func (r *someRows) Dims() (rows, cols int) { _, cols = r.all.Dims(); return r.to - r.from, cols }
func (r *someRows) At(i, j int) float64    { return r.all.At(r.from+i, j) }
func (r *someRows) T() mat.Matrix          { return mat.Transpose{Matrix: r} }

// someTargets are n targets of a batch, from the first on.
type someTargets struct {
	all      Targets
	first, n int
}

// of returns the targets from ≤ i < to of t.
func (s *someTargets) of(t Targets, from, to int) Targets {
	if from == 0 && to == t.Len() {
		return t
	}
	*s = someTargets{t, from, to - from}
	return s
}

func (s *someTargets) Len() int            { return s.n }
func (s *someTargets) Label(i int) int     { return s.all.Label(s.first + i) }
func (s *someTargets) At(i, k int) float64 { return s.all.At(s.first+i, k) }

// RowLayer is a layer without parameters that treats each row of its input alone, as ReLULayer does. In a net of such
// layers and AffineLayers, several cores share a batch. With any other layer, the net takes whole batches.
type RowLayer interface {
	Layer
	// RowCopy returns a layer of the same type that computes the same in memory of its own. A net makes its copies once
	// and keeps them, so later changes to a layer do not reach them.
	RowCopy() Layer
}

var _, _, _ RowLayer = (*ReLULayer)(nil), (*SigmoidLayer)(nil), (*TanhLayer)(nil)

// RowCopy returns a new layer.
func (l *ReLULayer) RowCopy() Layer { return new(ReLULayer) }

// RowCopy returns a new layer.
func (l *SigmoidLayer) RowCopy() Layer { return new(SigmoidLayer) }

// RowCopy returns a new layer.
func (l *TanhLayer) RowCopy() Layer { return new(TanhLayer) }

// copiesPass is a pass through copies of a net's layers. A layer that cannot be copied is used itself, and then no
// second pass may run beside this one (isWhole).
type copiesPass struct {
	layerPass
	isWhole bool
}

// newPass returns a pass with copies of the layers.
func (n *LayerNet) newPass() pass {
	p := new(copiesPass)
	for i, l := range n.layers {
		own := l.Layer
		if a, ok := own.(*AffineLayer); ok {
			own = &affineCopy{of: a, isFirst: i == 0}
		} else if copied := rowCopy(own); copied != nil {
			own = copied
		} else {
			p.isWhole = true
		}
		p.layers = append(p.layers, own)
	}
	return p
}

// zeroGrads does so for the affine layers, to whose gradients the copies add. Layers of other types set theirs in Backward.
func (n *LayerNet) zeroGrads(op string) {
	for _, l := range n.layers {
		if a, ok := l.Layer.(*AffineLayer); ok {
			a.zeroGrads(op)
		}
	}
}

// addGradients adds what the samples contribute to the gradients of the affine layers.
func (p *copiesPass) addGradients() {
	for _, l := range p.layers {
		if a, ok := l.(*affineCopy); ok {
			a.addGradients(a.dy)
		}
	}
}

// rowCopy returns a copy of a layer that treats each row alone, or nil if the layer is no RowLayer. A type that embeds
// a RowLayer is one by accident: its copies have another type.
func rowCopy(l Layer) Layer {
	if r, ok := l.(RowLayer); ok && len(l.Params()) == 0 {
		if copied := r.RowCopy(); reflect.TypeOf(copied) == reflect.TypeOf(l) {
			return copied
		}
	}
	return nil
}

// affineCopy is an affine layer with memory of its own. It leaves the gradients of the parameters for later, when it is
// its samples' turn.
type affineCopy struct {
	AffineLayer
	of      *AffineLayer // whose parameters it uses: a caller may replace them
	isFirst bool
	dy      *mat.Dense
}

// Forward returns xW + b.
func (l *affineCopy) Forward(x mat.Matrix) *mat.Dense {
	l.W, l.B = l.of.W, l.of.B
	return l.AffineLayer.Forward(x)
}

// Backward returns the gradient with respect to the input, nil in the first layer: learning does not change the data.
func (l *affineCopy) Backward(dy *mat.Dense) *mat.Dense {
	l.dy = dy
	if l.isFirst {
		return nil
	}
	return l.inputGradient(dy)
}
