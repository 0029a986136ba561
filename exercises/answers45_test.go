package exercises

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
)

func answers45() []answers {
	return []answers{
		{"4.5-1", rightUpdates(), slices.Concat(wrongUpdates(), wrongSums())},
		{"4.5-2", rightEpochs(), wrongEpochs()},
		{"4.5-3", rightUnseen(), wrongUnseen()},
		{"4.5-4", rightReadings(), wrongReadings()},
		{"4.5-5", rightStops(), slices.Concat(wrongStops(), wrongBests(), wrongPatience())},
		{"4.5-6", rightLoops(), slices.Concat(wrongLosses(), wrongSteps(), wrongBatches(), wrongSources())},
		{"4.5-7", rightSettings(), wrongSettings()},
		choiceAnswers("4.5-8", []string{"a", "A", " a\n", "**a**", "a)"}, []string{"B", "c)", " d"},
			[]string{"", "plateau", "abcd"}),
	}
}

// perEntry makes an answer to 4.5-1 of what it does with a number.
func perEntry(change func(p, g, lr float64) float64) updater {
	return func(params, grads [][]float64, lr float64) {
		for i := range params {
			for k := range params[i] {
				params[i][k] = change(params[i][k], grads[i][k], lr)
			}
		}
	}
}

func descendRecursively(params, grads [][]float64, lr float64) {
	if len(params) == 0 {
		return
	}
	if len(params[0]) > 0 {
		params[0][0] -= lr * grads[0][0]
		descendRecursively([][]float64{params[0][1:]}, [][]float64{grads[0][1:]}, lr)
	}
	descendRecursively(params[1:], grads[1:], lr)
}

func rightUpdates() []answer {
	return []answer{
		{"floats.AddScaled", func(params, grads [][]float64, lr float64) {
			for i, p := range params {
				floats.AddScaled(p, -lr, grads[i])
			}
		}, ""},
		{"gonum's vectors", func(params, grads [][]float64, lr float64) {
			for i, p := range params {
				v := mat.NewVecDense(len(p), p)
				v.AddScaledVec(v, -lr, mat.NewVecDense(len(p), grads[i]))
			}
		}, ""},
		{"recursion", descendRecursively, ""},
		{"copied back", func(params, grads [][]float64, lr float64) {
			for i := range params {
				next := slices.Clone(params[i])
				for k := range next {
					next[k] += -lr * grads[i][k]
				}
				copy(params[i], next)
			}
		}, ""},
		{"pointers, backwards", func(params, grads [][]float64, lr float64) {
			for i := len(params) - 1; i >= 0; i-- {
				for k := len(params[i]) - 1; k >= 0; k-- {
					p := &params[i][k]
					*p = math.FMA(-lr, grads[i][k], *p)
				}
			}
		}, ""},
		{"dl.SGD", func(params, grads [][]float64, lr float64) {
			for i := range params {
				n := len(params[i])
				p := &dl.Param{Value: mat.NewDense(1, n, params[i]), Grad: mat.NewDense(1, n, grads[i])}
				(&dl.SGD{LearningRate: lr}).Update([]*dl.Param{p})
			}
		}, ""},
		{"goroutines", func(params, grads [][]float64, lr float64) {
			var rows sync.WaitGroup
			for i := range params {
				rows.Go(func() { descendRecursively(params[i:i+1], grads[i:i+1], lr) })
			}
			rows.Wait()
		}, ""},
		{"float32", perEntry(func(p, g, lr float64) float64 { return float64(float32(p) - float32(lr)*float32(g)) }), ""},
		{"the gradient scaled and put back", func(params, grads [][]float64, lr float64) {
			for i := range params {
				before := slices.Clone(grads[i])
				floats.Scale(lr, grads[i])
				floats.Sub(params[i], grads[i])
				copy(grads[i], before)
			}
		}, ""},
	}
}

func wrongUpdates() []answer {
	return []answer{
		{"new rows", func(params, grads [][]float64, lr float64) {
			for i := range params {
				next := make([]float64, len(params[i]))
				for k := range next {
					next[k] = params[i][k] - lr*grads[i][k]
				}
				params[i] = next
			}
		}, "no effect"},
		{"a copy of everything", func(params, grads [][]float64, lr float64) {
			descendRecursively(vectors(params).clone(), grads, lr)
		}, "no effect"},
		{"range copies", func(params, grads [][]float64, lr float64) {
			for i := range params {
				for k, v := range params[i] {
					v -= lr * grads[i][k]
				}
			}
		}, "no effect"},
		{"the first row only", func(params, grads [][]float64, lr float64) { descendRecursively(params[:1], grads[:1], lr) }, ""},
		{"the last row forgotten", func(params, grads [][]float64, lr float64) {
			descendRecursively(params[:len(params)-1], grads, lr)
		}, ""},
		{"the first entries only", func(params, grads [][]float64, lr float64) {
			for i := range params {
				params[i][0] -= lr * grads[i][0]
			}
		}, ""},
		{"as many entries as rows", func(params, grads [][]float64, lr float64) {
			for i := range params {
				for k := range min(len(params), len(params[i])) {
					params[i][k] -= lr * grads[i][k]
				}
			}
		}, ""},
		{"indices exchanged", func(params, grads [][]float64, lr float64) {
			for i := range params {
				for k := range params[i] {
					if k < len(grads) && i < len(grads[k]) {
						params[i][k] -= lr * grads[k][i]
					}
				}
			}
		}, ""},
		{"always the first gradient", func(params, grads [][]float64, lr float64) {
			for i := range params {
				for k := range params[i] {
					params[i][k] -= lr * grads[0][0]
				}
			}
		}, ""},
	}
}

func wrongSums() []answer {
	velocity := make(map[[2]int]float64)
	calls := 0
	return []answer{
		{"a rate of its own", perEntry(func(p, g, _ float64) float64 { return p - 0.1*g }), ""},
		{"the gradient alone", perEntry(func(_, g, lr float64) float64 { return -lr * g }), ""},
		{"a mean", perEntry(func(p, g, lr float64) float64 { return (1-lr)*p + lr*g }), ""},
		{"divided by the rate", perEntry(func(p, g, lr float64) float64 { return p - g/lr }), ""},
		{"the sign only", perEntry(func(p, g, lr float64) float64 { return p - lr*math.Copysign(1, g) }), ""},
		{"the size only", perEntry(func(p, g, lr float64) float64 { return p - lr*math.Abs(g) }), ""},
		{"two steps", func(params, grads [][]float64, lr float64) {
			descendRecursively(params, grads, lr)
			descendRecursively(params, grads, lr)
		}, ""},
		{"momentum between calls", func(params, grads [][]float64, lr float64) {
			for i := range params {
				for k := range params[i] {
					velocity[[2]int{i, k}] = 0.9*velocity[[2]int{i, k}] + grads[i][k]
					params[i][k] -= lr * velocity[[2]int{i, k}]
				}
			}
		}, ""},
		{"a rate that decays from call to call", func(params, grads [][]float64, lr float64) {
			descendRecursively(params, grads, lr/(1+0.001*float64(calls)))
			calls++
		}, ""},
		{"gradients set back to 0", func(params, grads [][]float64, lr float64) {
			descendRecursively(params, grads, lr)
			for i := range grads {
				clear(grads[i])
			}
		}, "changes its argument"},
		{"integers", perEntry(func(p, g, lr float64) float64 { return p - float64(int(lr*g)) }), ""},
		{"clipped gradients", perEntry(func(p, g, lr float64) float64 { return p - lr*max(-100, min(100, g)) }), ""},
		{"no step for a small gradient", perEntry(func(p, g, lr float64) float64 {
			if math.Abs(g) < 1e-6 {
				return p
			}
			return p - lr*g
		}), ""},
		{"no step from 0", perEntry(func(p, g, lr float64) float64 {
			if p == 0 {
				return 0
			}
			return p - lr*g
		}), ""},
		{"a rate of 1 at most", perEntry(func(p, g, lr float64) float64 { return p - min(lr, 1)*g }), ""},
	}
}

func rightEpochs() []answer {
	return []answer{
		{"float64", func(iterations, samples, batchSize int) int {
			return int(float64(iterations) * float64(batchSize) / float64(samples))
		}, ""},
		{"iterations of an epoch in float64", func(iterations, samples, batchSize int) int {
			return int(float64(iterations) / (float64(samples) / float64(batchSize)))
		}, ""},
		{"rounded down", func(iterations, samples, batchSize int) int {
			return int(math.Floor(float64(batchSize) / float64(samples) * float64(iterations)))
		}, ""},
		{"counted", func(iterations, samples, batchSize int) (epochs int) {
			drawn := 0
			for range iterations {
				for drawn += batchSize; drawn >= samples; drawn -= samples {
					epochs++
				}
			}
			return epochs
		}, ""},
		{"a little added for rounding", func(iterations, samples, batchSize int) int {
			return int(float64(iterations)/(float64(samples)/float64(batchSize)) + 1e-9)
		}, ""},
		{"subtracted", func(iterations, samples, batchSize int) (epochs int) {
			for left := iterations * batchSize; left >= samples; left -= samples {
				epochs++
			}
			return epochs
		}, ""},
		{"the remainder taken off", func(iterations, samples, batchSize int) int {
			drawn := iterations * batchSize
			return (drawn - drawn%samples) / samples
		}, ""},
	}
}

func wrongEpochs() []answer {
	return []answer{
		{"rounded", func(iterations, samples, batchSize int) int {
			return int(math.Round(float64(iterations*batchSize) / float64(samples)))
		}, ""},
		{"an epoch's iterations rounded up", func(iterations, samples, batchSize int) int {
			return iterations / ((samples + batchSize - 1) / batchSize)
		}, ""},
		{"an epoch's iterations rounded", func(iterations, samples, batchSize int) int {
			return iterations / max(int(math.Round(float64(samples)/float64(batchSize))), 1)
		}, ""},
		{"the quotient first", func(iterations, samples, batchSize int) int {
			return iterations * (batchSize / samples)
		}, "integer division"},
		{"iterations by samples first", func(iterations, samples, batchSize int) int {
			return iterations / samples * batchSize
		}, ""},
		{"float32", func(iterations, samples, batchSize int) int {
			return int(float32(iterations) * float32(batchSize) / float32(samples))
		}, ""},
		{"nearly complete", func(iterations, samples, batchSize int) int {
			return int(float64(iterations*batchSize)/float64(samples) + 1e-4)
		}, ""},
		{"the count of samples set back to 0", func(iterations, samples, batchSize int) (epochs int) {
			drawn := 0
			for range iterations {
				if drawn += batchSize; drawn >= samples {
					drawn = 0
					epochs++
				}
			}
			return epochs
		}, ""},
		{"iterations of an epoch", func(_, samples, batchSize int) int { return samples / batchSize }, ""},
		{"no batch size", func(iterations, samples, _ int) int { return iterations / samples }, ""},
		{"no samples", func(iterations, _, batchSize int) int { return iterations * batchSize }, ""},
		{"the remainder", func(iterations, samples, batchSize int) int { return iterations * batchSize % samples }, ""},
		{"one iteration early", func(iterations, samples, batchSize int) int {
			return (iterations + 1) * batchSize / samples
		}, ""},
		{"one iteration late", func(iterations, samples, batchSize int) int {
			return max(iterations-1, 0) * batchSize / samples
		}, ""},
		{"more than as many samples", func(iterations, samples, batchSize int) int {
			return max(iterations*batchSize-1, 0) / samples
		}, ""},
		{"starts of epochs", func(iterations, samples, batchSize int) (epochs int) {
			for i := range iterations {
				if dl.EpochStart(i, samples, batchSize) {
					epochs++
				}
			}
			return epochs
		}, ""},
		{"one epoch in an iteration at most", func(iterations, samples, batchSize int) int {
			return min(iterations*batchSize/samples, iterations)
		}, ""},
		{"MNIST's samples", func(iterations, _, batchSize int) int { return iterations * batchSize / 60000 }, ""},
	}
}

func missAll(samples, draws int) float64 {
	if draws == 0 {
		return float64(samples)
	}
	rest := missAll(samples, draws-1)
	return rest - rest/float64(samples)
}

func rightUnseen() []answer {
	power := func(base float64, n int) float64 { return math.Pow(base, float64(n)) }
	return []answer{
		{"logarithms", func(samples, batchSize, batches int) float64 {
			n := float64(samples)
			return n * math.Exp(float64(batchSize*batches)*math.Log1p(-1/n))
		}, ""},
		{"one exponential", func(samples, batchSize, batches int) float64 {
			n := float64(samples)
			return math.Exp(math.Log(n) + float64(batchSize*batches)*math.Log((n-1)/n))
		}, ""},
		{"draw by draw", func(samples, batchSize, batches int) float64 {
			left := float64(samples)
			for range batches {
				for range batchSize {
					left -= left / float64(samples)
				}
			}
			return left
		}, ""},
		{"recursion", func(samples, batchSize, batches int) float64 { return missAll(samples, batchSize*batches) }, ""},
		{"a power of a power", func(samples, batchSize, batches int) float64 {
			n := float64(samples)
			return n * power(power((n-1)/n, batchSize), batches)
		}, ""},
		{"squaring", func(samples, batchSize, batches int) float64 {
			left, base := float64(samples), 1-1/float64(samples)
			for e := batchSize * batches; e > 0; e /= 2 {
				if e%2 == 1 {
					left *= base
				}
				base *= base
			}
			return left
		}, ""},
	}
}

func wrongUnseen() []answer {
	power := func(base float64, n int) float64 { return math.Pow(base, float64(n)) }
	return []answer{
		{"1/e for all", func(samples, _, _ int) float64 { return float64(samples) / math.E }, ""},
		{"the limit of many", func(samples, batchSize, batches int) float64 {
			return float64(samples) * math.Exp(-float64(batchSize*batches)/float64(samples))
		}, "a misunderstanding"},
		{"a share", func(samples, batchSize, batches int) float64 {
			return missAll(samples, batchSize*batches) / float64(samples)
		}, "a factor is missing"},
		{"no draw twice", func(samples, batchSize, batches int) float64 {
			return max(0, float64(samples)-float64(batchSize)*float64(batches))
		}, "a misunderstanding"},
		{"a batch without repetition, below 0 if it is too large", func(samples, batchSize, batches int) float64 {
			return float64(samples) * power(float64(samples-batchSize)/float64(samples), batches)
		}, "a misunderstanding"},
		{"a share by float32", func(samples, batchSize, batches int) float64 {
			return float64(samples) * power(float64(1-1/float32(samples)), batchSize*batches)
		}, ""},
		{"a batch without repetition", func(samples, batchSize, batches int) float64 {
			n := float64(samples)
			return n * power(1-min(float64(batchSize)/n, 1), batches)
		}, ""},
		{"rounded", func(samples, batchSize, batches int) float64 {
			return math.Round(missAll(samples, batchSize*batches))
		}, ""},
		{"cut", func(samples, batchSize, batches int) float64 {
			return float64(int(missAll(samples, batchSize*batches)))
		}, ""},
		{"added", func(samples, batchSize, batches int) float64 { return missAll(samples, batchSize+batches) }, ""},
		{"no batches", func(samples, batchSize, _ int) float64 { return missAll(samples, batchSize) }, ""},
		{"a draw too many", func(samples, batchSize, batches int) float64 { return missAll(samples, batchSize*batches+1) }, ""},
		{"a draw too few", func(samples, batchSize, batches int) float64 {
			return missAll(samples, max(batchSize*batches-1, 0))
		}, ""},
		{"the chance of being drawn", func(samples, batchSize, batches int) float64 {
			return float64(samples) * power(1/float64(samples), batchSize*batches)
		}, ""},
		{"one simulation", func(samples, batchSize, batches int) float64 {
			seen := make(map[int]bool)
			for _, i := range dl.Choice(samples, batchSize*max(batches, 1), rand.NewPCG(1, 0)) {
				seen[i] = true
			}
			return float64(samples - len(seen))
		}, ""},
		{"integers", func(samples, batchSize, batches int) float64 {
			return float64(samples * ((samples - 1) / samples) * batchSize * batches)
		}, ""},
	}
}

func reading(epoch int, letter string) any { return func() (int, string) { return epoch, letter } }

func rightReadings() []answer {
	return []answer{
		{"early", reading(25, "b"), ""},
		{"late", reading(45, "b"), ""},
		{"a capital", reading(32, "B"), ""},
		{"a space", reading(37, " b"), ""},
		{"a bracket", reading(40, "b)"), ""},
	}
}

func wrongReadings() []answer {
	return []answer{
		{"where the curves part", reading(7, "b"), "a misunderstanding"},
		{"too early", reading(20, "b"), "a misunderstanding"},
		{"too late", reading(50, "b"), "a misunderstanding"},
		{"beyond the chart", reading(320, "b"), ""},
		{"before the chart", reading(-1, "b"), ""},
		{"not learned", reading(32, "A"), "a misunderstanding"},
		{"a wrong letter and a wrong epoch", reading(10, " c"), "a misunderstanding"},
		{"curves that will meet", reading(35, "d)"), "a misunderstanding"},
		{"a word", reading(35, "overfitting"), ""},
		{"two letters", reading(35, "ab"), ""},
	}
}

// stopRecursively goes on from an epoch with the best one so far.
func stopRecursively(losses []float64, epoch, best, patience int) int {
	switch {
	case epoch == len(losses) || epoch-best > patience:
		return best
	case losses[epoch] < losses[best] && epoch-1-best < patience:
		return stopRecursively(losses, epoch+1, epoch, patience)
	}
	return stopRecursively(losses, epoch+1, best, patience)
}

// stopping is early stopping with a few screws to turn.
func stopping(losses []float64, patience int, isBetter func(loss, best float64) bool) int {
	best, bad := 0, 0
	for epoch := 1; epoch < len(losses) && bad < patience; epoch++ {
		if bad++; isBetter(losses[epoch], losses[best]) {
			best, bad = epoch, 0
		}
	}
	return best
}

func isLess(loss, best float64) bool { return loss < best }

func rightStops() []answer {
	return []answer{
		{"a counter", func(losses []float64, patience int) int { return stopping(losses, patience, isLess) }, ""},
		{"recursion", func(losses []float64, patience int) int { return stopRecursively(losses, 1, 0, patience) }, ""},
		{"the first gap, then the smallest", func(losses []float64, patience int) int {
			end := len(losses)
			for i := range losses {
				if next := i + 1 + patience; next <= len(losses) && slices.Min(losses[i+1:next]) >= slices.Min(losses[:i+1]) {
					end = next
					break
				}
			}
			return floats.MinIdx(losses[:end])
		}, ""},
		{"infinity at first", func(losses []float64, patience int) int {
			least, best, wait := math.Inf(1), -1, 0
			for i, l := range losses {
				if l < least {
					least, best, wait = l, i, 0
					continue
				}
				if wait++; wait >= patience {
					return best
				}
			}
			return best
		}, ""},
		{"a window", func(losses []float64, patience int) int {
			best := 0
			for {
				window := losses[best+1 : min(best+1+patience, len(losses))]
				next := slices.IndexFunc(window, func(l float64) bool { return l < losses[best] })
				if next < 0 {
					return best
				}
				best += 1 + next
			}
		}, ""},
		{"no epochs and no patience refused", func(losses []float64, patience int) int {
			if len(losses) == 0 || patience < 1 {
				panic("nothing to do")
			}
			return stopping(losses, patience, isLess)
		}, ""},
		{"float32", func(losses []float64, patience int) int {
			return stopping(losses, patience, func(loss, best float64) bool { return float32(loss) < float32(best) })
		}, ""},
		{"with a margin for rounding", func(losses []float64, patience int) int {
			return stopping(losses, patience, func(loss, best float64) bool { return best-loss > 1e-9 })
		}, ""},
	}
}

func wrongStops() []answer {
	return []answer{
		{"a counter that is never reset", func(losses []float64, patience int) int {
			best, bad := 0, 0
			for i, l := range losses {
				if l < losses[best] {
					best = i
				} else if i > 0 {
					if bad++; bad == patience {
						break
					}
				}
			}
			return best
		}, "accumulated"},
		{"the epoch before", func(losses []float64, patience int) int {
			best, bad := 0, 0
			for i := 1; i < len(losses); i++ {
				if losses[i] < losses[i-1] {
					best, bad = i, 0
				} else if bad++; bad >= patience {
					break
				}
			}
			return best
		}, "a misunderstanding"},
		{"the epoch before, and the best of all seen", func(losses []float64, patience int) int {
			bad, stop := 0, 0
			for stop = 1; stop < len(losses) && bad < patience; stop++ {
				if bad++; losses[stop] < losses[stop-1] {
					bad = 0
				}
			}
			return floats.MinIdx(losses[:min(stop, len(losses))])
		}, "a misunderstanding"},
		{"an equal one is better", func(losses []float64, patience int) int {
			return stopping(losses, patience, func(loss, best float64) bool { return loss <= best })
		}, "ties broken the wrong way"},
		{"the largest", func(losses []float64, patience int) int {
			return stopping(losses, patience, func(loss, best float64) bool { return loss > best })
		}, ""},
		{"a margin", func(losses []float64, patience int) int {
			return stopping(losses, patience, func(loss, best float64) bool { return loss < best-0.2 })
		}, ""},
	}
}

func wrongBests() []answer {
	return []answer{
		{"an equal one does not count", func(losses []float64, patience int) int {
			best, _ := stopEarly(losses, patience, func(epoch, best int) bool { return losses[epoch] <= losses[best] }, true)
			return best
		}, ""},
		{"the least at first is 1e9", func(losses []float64, patience int) int {
			least, best, wait := 1e9, 0, 0
			for i, l := range losses {
				if wait++; l < least {
					least, best, wait = l, i, 0
				}
				if wait == patience {
					break
				}
			}
			return best
		}, ""},
		{"a small margin", func(losses []float64, patience int) int {
			return stopping(losses, patience, func(loss, best float64) bool { return loss < best-1e-6 })
		}, ""},
	}
}

func wrongPatience() []answer {
	kept := math.Inf(1)
	return []answer{
		{"one more than patience", func(losses []float64, patience int) int {
			return stopping(losses, patience+1, isLess)
		}, "off by one"},
		{"one less than patience", func(losses []float64, patience int) int {
			return stopping(losses, max(patience-1, 1), isLess)
		}, ""},
		{"a patience of its own", func(losses []float64, _ int) int { return stopping(losses, 3, isLess) }, ""},
		{"counted from 1", func(losses []float64, patience int) int {
			return stopping(losses, patience, isLess) + 1
		}, "off by one"},
		{"patience before the last", func(losses []float64, patience int) int { return max(len(losses)-1-patience, 0) }, ""},
		{"patience before the stop", func(losses []float64, patience int) int {
			return min(stopping(losses, patience, isLess)+patience, len(losses)-1) - patience
		}, ""},
		{"the last", func(losses []float64, _ int) int { return len(losses) - 1 }, ""},
		{"sorts", func(losses []float64, patience int) int {
			best := stopping(losses, patience, isLess)
			slices.Sort(losses)
			return best
		}, "changes its argument"},
		{"the best of all calls", func(losses []float64, patience int) int {
			best := stopping(losses, patience, isLess)
			kept = min(kept, losses[best])
			return max(slices.Index(losses, kept), 0)
		}, ""},
	}
}

// A looper is an answer to 4.5-6 with screws to turn: nil is right.
type looper struct {
	draw   func(i, samples, size int, src rand.Source) []int
	update func(p *dl.Param, lr float64)
	losses func(before, after []float64) []float64
}

func (l looper) train(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
	var before, after []float64
	for i := range n {
		draw := func(_, samples, size int, src rand.Source) []int { return dl.Choice(samples, size, src) }
		if l.draw != nil {
			draw = l.draw
		}
		x, t := data.Batch(draw(i, data.Len(), batchSize, src))
		before = append(before, net.Loss(x, t))
		net.Gradient(x, t)
		for _, p := range net.Params() {
			if l.update != nil {
				l.update(p, lr)
				continue
			}
			p.Value.Sub(p.Value, scaledMatrix(lr, p.Grad))
		}
		after = append(after, net.Loss(x, t))
	}
	if l.losses != nil {
		return l.losses(before, after)
	}
	return after
}

func scaledMatrix(factor float64, m *mat.Dense) *mat.Dense {
	var s mat.Dense
	s.Scale(factor, m)
	return &s
}

func trainingOn(draw func(i, samples, size int, src rand.Source) []int) trainer {
	return looper{draw: draw}.train
}

func updating(update func(p *dl.Param, lr float64)) trainer { return looper{update: update}.train }

func returning(losses func(before, after []float64) []float64) trainer {
	return looper{losses: losses}.train
}

// inEpochs draws the samples of each epoch in another order, without repetition.
func inEpochs(again bool) trainer {
	return func(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
		random := rand.New(src)
		var order, left []int
		return trainingOn(func(_, samples, size int, _ rand.Source) []int {
			if len(left) < size {
				if again || order == nil {
					order = random.Perm(samples)
				}
				left = order
			}
			batch := left[:size]
			left = left[size:]
			return batch
		})(net, data, batchSize, n, lr, src)
	}
}

func byTrainer(skipLoss bool) trainer {
	return func(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
		t := dl.Trainer{
			Net: net, Optimizer: &dl.SGD{LearningRate: lr}, BatchSize: batchSize, Iterations: n, Src: src, SkipLoss: skipLoss,
		}
		for step := range t.Steps(data) {
			losses = append(losses, step.Loss)
		}
		return losses
	}
}

// byDifferences computes its gradients without net.Gradient.
func byDifferences(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
	for range n {
		x, t := data.Batch(dl.Choice(data.Len(), batchSize, src))
		for i, grad := range dl.NumericalGradients(func() float64 { return net.Loss(x, t) }, net.Params()) {
			net.Params()[i].Value.Sub(net.Params()[i].Value, scaledMatrix(lr, grad))
		}
		losses = append(losses, net.Loss(x, t))
	}
	return losses
}

func recursively(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
	if n == 0 {
		return nil
	}
	index := dl.Choice(data.Len(), batchSize, src)
	net.Gradient(data.Batch(index))
	(&dl.SGD{LearningRate: lr}).Update(net.Params())
	loss := net.Loss(data.Batch(index)) // the same samples once more
	return append([]float64{loss}, recursively(net, data, batchSize, n-1, lr, src)...)
}

// sampleBySample computes the gradient of a mini-batch as the mean of those of its samples.
func sampleBySample(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
	for range n {
		x, t := data.Batch(dl.Choice(data.Len(), batchSize, src))
		sums := make(map[*dl.Param]*mat.Dense)
		for i := range batchSize {
			net.Gradient(mat.NewDense(1, 5, mat.Row(nil, i, x)), dl.Labels{t.Label(i)})
			for _, p := range net.Params() {
				if sums[p] == nil {
					sums[p] = scaledMatrix(0, p.Grad)
				}
				sums[p].Add(sums[p], p.Grad)
			}
		}
		for p, sum := range sums {
			p.Value.Sub(p.Value, scaledMatrix(lr/float64(batchSize), sum))
		}
		losses = append(losses, net.Loss(x, t))
	}
	return losses
}

// drawnFirst draws all mini-batches before the first step.
func drawnFirst(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
	index := dl.Choice(data.Len(), n*batchSize, src)
	for batch := range slices.Chunk(index, batchSize) {
		x, t := data.Batch(batch)
		net.Gradient(x, t)
		(&dl.SGD{LearningRate: lr}).Update(net.Params())
		losses = append(losses, net.Loss(x, t))
	}
	return losses
}

// fromAll takes the rows of its mini-batches out of all samples by itself.
func fromAll(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
	all, answers := data.Batch(upTo(data.Len()))
	_, cols := all.Dims()
	losses := make([]float64, n)
	for i := range losses {
		x, t := mat.NewDense(batchSize, cols, nil), make(dl.Labels, batchSize)
		for k, j := range dl.Choice(data.Len(), batchSize, src) {
			x.SetRow(k, mat.Row(nil, j, all))
			t[k] = answers.Label(j)
		}
		net.Gradient(x, dl.OneHot(t, 2))
		(&dl.SGD{LearningRate: lr}).Update(net.Params())
		losses[i] = net.Loss(x, t)
	}
	return losses
}

func rightLoops() []answer {
	return []answer{
		{"dl.Trainer", byTrainer(false), ""},
		{"the difference of two matrices", looper{}.train, ""},
		{"p.Value.Apply", updating(func(p *dl.Param, lr float64) {
			p.Value.Apply(func(i, j int, v float64) float64 { return v - lr*p.Grad.At(i, j) }, p.Value)
		}), ""},
		{"RawMatrix", updating(func(p *dl.Param, lr float64) {
			floats.AddScaled(p.Value.RawMatrix().Data, -lr, p.Grad.RawMatrix().Data)
		}), ""},
		{"RawRowView", updating(func(p *dl.Param, lr float64) {
			rows, _ := p.Value.Dims()
			for i := range rows {
				floats.AddScaled(p.Value.RawRowView(i), -lr, p.Grad.RawRowView(i))
			}
		}), ""},
		{"entry by entry", updating(func(p *dl.Param, lr float64) {
			rows, cols := p.Value.Dims()
			for k := range rows * cols {
				i, j := k/cols, k%cols
				p.Value.Set(i, j, p.Value.At(i, j)-lr*p.Grad.At(i, j))
			}
		}), ""},
		{"the gradient scaled in its place", updating(func(p *dl.Param, lr float64) {
			p.Grad.Scale(-lr, p.Grad)
			p.Value.Add(p.Value, p.Grad)
		}), ""},
		{"new matrices", updating(func(p *dl.Param, lr float64) {
			var next mat.Dense
			next.Sub(p.Value, scaledMatrix(lr, p.Grad))
			p.Value = &next
		}), ""},
		{"momentum of 0", updating(func(p *dl.Param, lr float64) {
			(&dl.Momentum{LearningRate: lr}).Update([]*dl.Param{p})
		}), ""},
		{"recursion, and each batch twice", recursively, ""},
		{"differences", byDifferences, ""},
		{"sample by sample", sampleBySample, ""},
		{"all draws first", drawnFirst, ""},
		{"rows of all samples", fromAll, ""},
		{"IntN", trainingOn(func(_, samples, size int, src rand.Source) []int {
			index := make([]int, size)
			for i := range index {
				index[i] = rand.New(src).IntN(samples)
			}
			return index
		}), ""},
		{"without repetition", trainingOn(func(_, samples, size int, src rand.Source) []int {
			return rand.New(src).Perm(samples)[:size]
		}), ""},
		{"sorted", trainingOn(func(_, samples, size int, src rand.Source) []int {
			return slices.Sorted(slices.Values(rand.New(src).Perm(samples)[:size]))
		}), ""},
		{"in epochs", inEpochs(true), ""},
		{"a seed from the source", trainingOn(func(_, samples, size int, src rand.Source) []int {
			return dl.Choice(samples, size, rand.NewPCG(src.Uint64(), 0))
		}), ""},
	}
}

func lossesOfOthers(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
	for range n {
		net.Gradient(data.Batch(dl.Choice(data.Len(), batchSize, src)))
		(&dl.SGD{LearningRate: lr}).Update(net.Params())
		losses = append(losses, net.Loss(data.Batch(dl.Choice(data.Len(), batchSize, src))))
	}
	return losses
}

func lossesOfAll(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
	for range n {
		looper{}.train(net, data, batchSize, 1, lr, src)
		losses = append(losses, net.Loss(data.Batch(upTo(data.Len()))))
	}
	return losses
}

func lossesOfTrained(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
	var batches [][]int
	looper{draw: func(_, samples, size int, src rand.Source) []int {
		batches = append(batches, dl.Choice(samples, size, src))
		return batches[len(batches)-1]
	}}.train(net, data, batchSize, n, lr, src)
	for _, b := range batches {
		losses = append(losses, net.Loss(data.Batch(b)))
	}
	return losses
}

func firstGradient(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
	for i := range n {
		x, t := data.Batch(dl.Choice(data.Len(), batchSize, src))
		if i == 0 {
			net.Gradient(x, t)
		}
		(&dl.SGD{LearningRate: lr}).Update(net.Params())
		losses = append(losses, net.Loss(x, t))
	}
	return losses
}

func gradientBefore(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
	x, t := data.Batch(dl.Choice(data.Len(), batchSize, src))
	for range n {
		net.Gradient(x, t)
		x, t = data.Batch(dl.Choice(data.Len(), batchSize, src))
		(&dl.SGD{LearningRate: lr}).Update(net.Params())
		losses = append(losses, net.Loss(x, t))
	}
	return losses
}

func noGradient(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
	for range n {
		x, t := data.Batch(dl.Choice(data.Len(), batchSize, src))
		(&dl.SGD{LearningRate: lr}).Update(net.Params())
		losses = append(losses, net.Loss(x, t))
	}
	return losses
}

// stepBefore takes each step before it has the gradient of the mini-batch.
func stepBefore(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
	losses := make([]float64, n)
	for i := range losses {
		x, t := data.Batch(dl.Choice(data.Len(), batchSize, src))
		for _, p := range net.Params() {
			p.Value.Sub(p.Value, scaledMatrix(lr, p.Grad))
		}
		net.Gradient(x, t)
		losses[i] = net.Loss(x, t)
	}
	return losses
}

// noLastStep leaves out the last update.
func noLastStep(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
	losses := looper{}.train(net, data, batchSize, n-1, lr, src)
	x, t := data.Batch(dl.Choice(data.Len(), batchSize, src))
	net.Gradient(x, t)
	return append(losses, net.Loss(x, t))
}

func otherLabels(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) (losses []float64) {
	for range n {
		x, _ := data.Batch(dl.Choice(data.Len(), batchSize, src))
		net.Gradient(x, make(dl.Labels, batchSize))
		(&dl.SGD{LearningRate: lr}).Update(net.Params())
		losses = append(losses, net.Loss(x, make(dl.Labels, batchSize)))
	}
	return losses
}

func wrongLosses() []answer {
	return []answer{
		{"zeros", returning(func(_, after []float64) []float64 { return make([]float64, len(after)) }), ""},
		{"before the step", returning(func(before, _ []float64) []float64 { return before }), "the wrong order"},
		{"one late", returning(func(before, after []float64) []float64 {
			return append(before[:1:1], after[:len(after)-1]...)
		}), ""},
		{"none", returning(func(_, _ []float64) []float64 { return nil }), ""},
		{"the last only", returning(func(_, after []float64) []float64 { return after[len(after)-1:] }), ""},
		{"with the first one before", returning(func(before, after []float64) []float64 {
			return append(before[:1:1], after...)
		}), ""},
		{"zeros in front", returning(func(_, after []float64) []float64 {
			return append(make([]float64, len(after)), after...)
		}), ""},
		{"the wrong way round", returning(func(_, after []float64) []float64 {
			slices.Reverse(after)
			return after
		}), ""},
		{"sums", returning(func(_, after []float64) []float64 { return floats.CumSum(after, after) }), ""},
		{"negative", returning(func(_, after []float64) []float64 {
			floats.Scale(-1, after)
			return after
		}), ""},
		{"the mean of before and after", returning(func(before, after []float64) []float64 {
			floats.Add(after, before)
			floats.Scale(0.5, after)
			return after
		}), ""},
		{"falling ones made up", returning(func(before, after []float64) []float64 {
			for i := range after {
				after[i] = before[0] / float64(2+i)
			}
			return after
		}), ""},
		{"NaN, of a Trainer that skips them", byTrainer(true), ""},
		{"of another batch", lossesOfOthers, ""},
		{"of all samples", lossesOfAll, ""},
		{"of the trained net", lossesOfTrained, ""},
		{"kept from call to call", keptLosses(), ""},
	}
}

func keptLosses() trainer {
	var all []float64
	return func(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
		all = append(all, looper{}.train(net, data, batchSize, n, lr, src)...)
		return all
	}
}

func wrongSteps() []answer {
	step := func(v *mat.Dense, factor float64, grad *mat.Dense) { v.Add(v, scaledMatrix(factor, grad)) }
	named := func(names ...string) trainer {
		return updating(func(p *dl.Param, lr float64) {
			if slices.Contains(names, p.Name) {
				step(p.Value, -lr, p.Grad)
			}
		})
	}
	momentum := &dl.Momentum{Momentum: 0.9}
	return []answer{
		{"a copy", updating(func(p *dl.Param, lr float64) { step(mat.DenseCopyOf(p.Value), -lr, p.Grad) }), "no effect"},
		{"weights only", named("W1", "W2", "W3"), ""},
		{"biases only", named("b1", "b2", "b3"), ""},
		{"the first layer only", named("W1", "b1"), ""},
		{"two layers, whatever the net", named("W1", "b1", "W2", "b2"), ""},
		{"twice", updating(func(p *dl.Param, lr float64) { step(p.Value, -2*lr, p.Grad) }), ""},
		{"a rate of its own", updating(func(p *dl.Param, _ float64) { step(p.Value, -0.1, p.Grad) }), ""},
		{"the gradient for the value", updating(func(p *dl.Param, lr float64) { p.Value = scaledMatrix(-lr, p.Grad) }), ""},
		{"uphill by SGD", updating(func(p *dl.Param, lr float64) {
			(&dl.SGD{LearningRate: -lr}).Update([]*dl.Param{p})
		}), "uphill"},
		{"signs", updating(func(p *dl.Param, lr float64) {
			p.Value.Apply(func(i, j int, v float64) float64 { return v - lr*math.Copysign(1, p.Grad.At(i, j)) }, p.Value)
		}), ""},
		{"shrinking weights", updating(func(p *dl.Param, lr float64) {
			step(p.Value, -lr*0.01, p.Value)
			step(p.Value, -lr, p.Grad)
		}), ""},
		{"momentum", updating(func(p *dl.Param, lr float64) {
			momentum.LearningRate = lr
			momentum.Update([]*dl.Param{p})
		}), ""},
		{"divided by 5 once more", updating(func(p *dl.Param, lr float64) { step(p.Value, -lr/5, p.Grad) }), ""},
		{"the gradient after the first batch only", firstGradient, ""},
		{"the gradient of the batch before", gradientBefore, ""},
		{"no gradient", noGradient, ""},
		{"the step before the gradient", stepBefore, "the wrong order"},
		{"no last step", noLastStep, ""},
		{"samples of its own", func(net dl.Net, _ dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
			return looper{}.train(net, newRecordingData(50), batchSize, n, lr, src)
		}, ""},
		{"wrong labels", otherLabels, ""},
	}
}

func wrongBatches() []answer {
	return []answer{
		{"one draw for all", func(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
			index := dl.Choice(data.Len(), batchSize, src)
			return trainingOn(func(int, int, int, rand.Source) []int { return index })(net, data, batchSize, n, lr, src)
		}, "not random"},
		{"a seed that starts again", trainingOn(func(_, samples, size int, _ rand.Source) []int {
			return dl.Choice(samples, size, rand.NewPCG(1, 0))
		}), "not random"},
		{"all samples in each", trainingOn(func(_, samples, _ int, _ rand.Source) []int { return upTo(samples) }), ""},
		{"one after the other", trainingOn(func(i, samples, size int, _ rand.Source) []int {
			index := make([]int, size)
			for k := range index {
				index[k] = (i*size + k) % samples
			}
			return index
		}), ""},
		{"one after the other, and a draw for show", trainingOn(func(i, samples, size int, src rand.Source) []int {
			src.Uint64()
			index := make([]int, size)
			for k := range index {
				index[k] = (i*size + k) % samples
			}
			return index
		}), ""},
		{"in a row from a place drawn", trainingOn(func(_, samples, size int, src rand.Source) []int {
			index, first := make([]int, size), dl.Choice(samples, 1, src)[0]
			for k := range index {
				index[k] = (first + k) % samples
			}
			return index
		}), ""},
		{"one sample again and again", trainingOn(func(_, samples, size int, src rand.Source) []int {
			return slices.Repeat(dl.Choice(samples, 1, src), size)
		}), ""},
		{"the same order in each epoch", inEpochs(false), ""},
		{"without the last sample", trainingOn(func(_, samples, size int, src rand.Source) []int {
			return dl.Choice(samples-1, size, src)
		}), ""},
		{"from the first half", trainingOn(func(_, samples, size int, src rand.Source) []int {
			return dl.Choice(samples/2, size, src)
		}), ""},
	}
}

func wrongSources() []answer {
	private := func(i, samples, size int, _ rand.Source) []int {
		return dl.Choice(samples, size, rand.NewPCG(uint64(i), 1))
	}
	one := rand.NewPCG(3, 4)
	return []answer{
		{"a private seed", trainingOn(private), "its own random source"},
		{"a private seed, and a draw for show", trainingOn(func(i, samples, size int, src rand.Source) []int {
			src.Uint64()
			return private(i, samples, size, src)
		}), ""},
		{"a private seed, but for the first sample", trainingOn(func(i, samples, size int, src rand.Source) []int {
			return append(dl.Choice(samples, 1, src), private(i, samples, size, src)[1:]...)
		}), ""},
		{"a source that goes on from call to call", trainingOn(func(_, samples, size int, _ rand.Source) []int {
			return dl.Choice(samples, size, one)
		}), "its own random source"},
		{"math/rand", trainingOn(func(_, samples, size int, _ rand.Source) []int {
			return rand.Perm(samples)[:size]
		}), "its own random source"},
		{"math/rand beside the source", trainingOn(func(_, samples, size int, src rand.Source) []int {
			return dl.Choice(samples, size, rand.NewPCG(src.Uint64(), rand.Uint64()))
		}), ""},
		{"a batch size of its own", trainingOn(func(_, samples, _ int, src rand.Source) []int {
			return dl.Choice(samples, 10, src)
		}), ""},
		{"all samples", trainingOn(func(_, samples, _ int, src rand.Source) []int {
			return dl.Choice(samples, samples, src)
		}), ""},
		{"an iteration less", func(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
			return append(looper{}.train(net, data, batchSize, n-1, lr, src), 0.5)
		}, ""},
		{"an iteration more", func(net dl.Net, data dl.Data, batchSize, n int, lr float64, src rand.Source) []float64 {
			return looper{}.train(net, data, batchSize, n+1, lr, src)
		}, ""},
		{"nothing", func(dl.Net, dl.Data, int, int, float64, rand.Source) []float64 { return nil }, ""},
	}
}

func with(hidden int, std, lr float64) any {
	return func() (int, float64, float64) { return hidden, std, lr }
}

func rightSettings() []answer {
	return []answer{
		{"the book's net, and a larger rate", with(50, 0.01, 1), ""},
		{"the rate alone", with(50, 0.1, 0.4), ""},
		{"fewer neurons", with(30, 0.1, 2), ""},
		{"large weights", with(50, 0.3, 3), ""},
	}
}

func wrongSettings() []answer {
	return []answer{
		{"the book's", with(50, 0.01, 0.1), "too few steps"},
		{"a bit small a rate", with(30, 0.3, 0.5), "too few steps"},
		{"no spread", with(30, 0, 3), "stuck"},
		{"uphill", with(50, 0.1, -2), "uphill"},
		{"no rate", with(40, 0.1, 0), "no effect"},
		{"a rate of 50", with(50, 0.1, 50), "steps too large"},
		{"a huge rate", with(50, 0.1, 1e300), "steps too large"},
		{"huge weights", with(50, 1e300, 1), "stuck"},
		{"too few neurons", with(3, 0.1, 1), ""},
		{"too few neurons, and a rate of 20", with(3, 0.1, 20), ""},
		{"no neurons", with(0, 0.1, 1), ""},
		{"too many neurons", with(51, 0.1, 1), ""},
		{"a negative spread", with(50, -0.1, 1), ""},
		{"no numbers", with(50, math.NaN(), math.Inf(1)), ""},
	}
}
