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

func answers36() []answers {
	return []answers{
		secondLayerShapeAnswers(), accuracyOfAnswers(), affineBatchAnswers(), cutAnswers(), batchedAccuracyAnswers(),
		confusionMatrixAnswers(), whyNoSoftmaxAnswers(),
	}
}

func secondLayerShapeAnswers() answers {
	pair := func(rows, cols int) func() (int, int) { return func() (int, int) { return rows, cols } }
	return answers{"3.6-1",
		[]answer{
			{"constants", pair(100, 100), ""},
			{"a net with such layers", func() (rows, cols int) {
				y := dl.Dot(dl.Dot(mat.NewDense(100, 784, nil), mat.NewDense(784, 50, nil)), mat.NewDense(50, 100, nil))
				return y.Dims()
			}, ""},
			{"by recursion over the sizes", func() (rows, cols int) {
				var through func(sizes ...int) int
				through = func(sizes ...int) int {
					if len(sizes) == 1 {
						return sizes[0]
					}
					return through(sizes[1:]...)
				}
				return 100, through(784, 50, 100)
			}, ""},
		},
		[]answer{
			{"nothing", pair(0, 0), ""},
			{"one image", pair(1, 100), ""},
			{"W1", pair(784, 50), ""},
			{"the last layer, turned", pair(10, 100), ""},
			{"the batch, turned", pair(784, 100), ""},
			{"bias counted", pair(100, 101), ""},
			{"the batch", pair(100, 784), "a misunderstanding"},
			{"W2", func() (rows, cols int) { return mat.NewDense(50, 100, nil).Dims() }, "a misunderstanding"},
			{"panic", func() (rows, cols int) { panic("I do not know") }, ""},
		},
	}
}

// shareOf returns an answer to 3.6-2 that counts the rows for which isHit.
func shareOf(isHit func(row []float64, label int) bool) accuracyAnswer {
	return func(y *mat.Dense, labels []int) float64 {
		hits := 0.0
		for i, label := range labels {
			if isHit(mat.Row(nil, i, y), label) {
				hits++
			}
		}
		return hits / float64(len(labels))
	}
}

// byBest returns an answer to 3.6-2 that looks for the best of the classes from first to the one before last, from a start.
func byBest(start float64, first, last int) accuracyAnswer {
	return shareOf(func(row []float64, label int) bool {
		guess, best := 0, start
		for j := first; j < len(row)+last; j++ {
			if row[j] > best {
				guess, best = j, row[j]
			}
		}
		return guess == label
	})
}

func isHit(row []float64, label int) bool { return floats.MaxIdx(row) == label }

func accuracyOfAnswers() answers {
	return answers{"3.6-2", rightAccuracy(), slices.Concat(wrongAccuracyGuesses(), wrongAccuracyShares())}
}

func rightAccuracy() []answer {
	var share func(y *mat.Dense, labels []int, from int) float64
	share = func(y *mat.Dense, labels []int, from int) float64 {
		if from == len(labels) {
			return 0
		}
		rest := share(y, labels, from+1)
		if isHit(y.RawRowView(from), labels[from]) {
			rest += 1 / float64(len(labels))
		}
		return rest
	}
	return []answer{
		{"gonum's MaxIdx", shareOf(isHit), ""},
		{"dl.ArgMaxRows", func(y *mat.Dense, labels []int) float64 {
			misses := 0
			for i, guess := range dl.ArgMaxRows(y) {
				if guess != labels[i] {
					misses++
				}
			}
			return 1 - float64(misses)/float64(len(labels))
		}, ""},
		{"the label's number is the largest", shareOf(func(row []float64, label int) bool {
			return row[label] == slices.Max(row)
		}), ""},
		{"the last of equals", shareOf(func(row []float64, label int) bool {
			guess := 0
			for j := range row {
				if row[j] >= row[guess] {
					guess = j
				}
			}
			return guess == label
		}), ""},
		{"from minus infinity", byBest(math.Inf(-1), 0, 0), ""},
		{"no number is larger, in float32", func(y *mat.Dense, labels []int) float64 {
			var hits float32
			for i, label := range labels {
				if !slices.ContainsFunc(y.RawRowView(i), func(v float64) bool { return float32(v) > float32(y.At(i, label)) }) {
					hits++
				}
			}
			return float64(hits / float32(len(labels)))
		}, ""},
		{"by recursion, dividing first", func(y *mat.Dense, labels []int) float64 { return share(y, labels, 0) }, ""},
	}
}

func wrongAccuracyGuesses() []answer {
	return []answer{
		{"from zero", byBest(0, 0, 0), ""},
		{"from the smallest positive number", byBest(math.SmallestNonzeroFloat64, 0, 0), ""},
		{"from the smallest int", byBest(math.MinInt64, 0, 0), ""},
		{"without the first class", byBest(math.Inf(-1), 1, 0), ""},
		{"without the last class", byBest(math.Inf(-1), 0, -1), ""},
		{"more than a half", shareOf(func(row []float64, label int) bool { return row[label] > 0.5 }), ""},
		{"not the smallest", shareOf(func(row []float64, label int) bool { return row[label] > slices.Min(row) }), ""},
		{"rounded to a digit before they are compared", shareOf(func(row []float64, label int) bool {
			for j := range row { // a copy
				row[j] = math.Round(10*row[j]) / 10
			}
			return isHit(row, label)
		}), ""},
		{"ten classes at most", shareOf(func(row []float64, label int) bool { return isHit(row[:min(10, len(row))], label) }), ""},
		{"the smallest", shareOf(func(row []float64, label int) bool { return floats.MinIdx(row) == label }), ""},
		{"the largest size", shareOf(func(row []float64, label int) bool {
			return floats.MaxIdx(dl.Map(math.Abs, mat.NewVecDense(len(row), row)).RawMatrix().Data) == label
		}), ""},
	}
}

func wrongAccuracyShares() []answer {
	total := 0.0
	return []answer{
		{"the errors", shareOf(func(row []float64, label int) bool { return !isHit(row, label) }), ""},
		{"percent", func(y *mat.Dense, labels []int) float64 { return 100 * shareOf(isHit)(y, labels) }, ""},
		{"rounded to a percent", func(y *mat.Dense, labels []int) float64 {
			return math.Round(100*shareOf(isHit)(y, labels)) / 100
		}, ""},
		{"the first row only", func(y *mat.Dense, labels []int) float64 {
			if isHit(y.RawRowView(0), labels[0]) {
				return 1
			}
			return 0
		}, ""},
		{"without the last row", func(y *mat.Dense, labels []int) float64 {
			hits := 0.0
			for i := range len(labels) - 1 {
				if isHit(y.RawRowView(i), labels[i]) {
					hits++
				}
			}
			return hits / float64(len(labels))
		}, ""},
		{"all rows against the first label", func(y *mat.Dense, labels []int) float64 {
			return shareOf(func(row []float64, _ int) bool { return isHit(row, labels[0]) })(y, labels)
		}, ""},
		{"down the columns", func(y *mat.Dense, labels []int) float64 {
			hits := 0.0
			for j := range min(len(labels), y.RawMatrix().Cols) {
				if isHit(mat.Col(nil, j, y), labels[j]) {
					hits++
				}
			}
			return hits / float64(len(labels))
		}, ""},
		{"a count that is kept", func(y *mat.Dense, labels []int) float64 {
			total += shareOf(isHit)(y, labels) * float64(len(labels))
			return total / float64(len(labels))
		}, ""},
		{"sorts the labels afterwards", func(y *mat.Dense, labels []int) float64 {
			defer slices.Sort(labels)
			return shareOf(isHit)(y, labels)
		}, "changes its argument"},
		{"makes probabilities of y", func(y *mat.Dense, labels []int) float64 {
			dl.SoftmaxRows(y, y)
			return shareOf(isHit)(y, labels)
		}, "changes its argument"},
		{"halves y", func(y *mat.Dense, labels []int) float64 {
			y.Scale(0.5, y)
			return shareOf(isHit)(y, labels)
		}, "changes its argument"},
		{"a constant", func(*mat.Dense, []int) float64 { return 1 }, ""},
	}
}

// affineBy returns an answer to 3.6-3 that adds b(i, j) to each entry of the product.
func affineBy(multiply func(x, W mat.Matrix) *mat.Dense, b func(b []float64, i, j int) float64) affineAnswer {
	return func(x, W *mat.Dense, bias []float64) *mat.Dense {
		y := multiply(x, W)
		y.Apply(func(i, j int, v float64) float64 { return v + b(bias, i, j) }, y)
		return y
	}
}

func ofColumn(b []float64, _, j int) float64 { return b[j] }

func affineBatchAnswers() answers {
	return answers{"3.6-3", slices.Concat(affineByLoops(), affineByProducts()), slices.Concat(wrongAffine(), affineAndMore())}
}

func affineByLoops() []answer {
	return []answer{
		{"dl", func(x, W *mat.Dense, b []float64) *mat.Dense {
			return dl.AddRow(dl.Dot(x, W), mat.NewDense(1, len(b), b))
		}, ""},
		{"three loops from the bias, backward", func(x, W *mat.Dense, b []float64) *mat.Dense {
			rows, inner := x.Dims()
			y := mat.NewDense(rows, len(b), nil)
			for i := range rows {
				for j := range b {
					sum := b[j]
					for k := inner - 1; k >= 0; k-- {
						sum += x.At(i, k) * W.At(k, j)
					}
					y.Set(i, j, sum)
				}
			}
			return y
		}, ""},
		{"float32", func(x, W *mat.Dense, b []float64) *mat.Dense {
			rows, inner := x.Dims()
			y := mat.NewDense(rows, len(b), nil)
			y.Apply(func(i, j int, _ float64) float64 {
				sum := float32(b[j])
				for k := range inner {
					sum += float32(x.At(i, k)) * float32(W.At(k, j))
				}
				return float64(sum)
			}, y)
			return y
		}, ""},
		{"row by row", func(x, W *mat.Dense, b []float64) *mat.Dense {
			rows, _ := x.Dims()
			y := mat.NewDense(rows, len(b), nil)
			for i := range rows {
				var v mat.VecDense
				v.MulVec(W.T(), x.RowView(i))
				v.AddVec(&v, mat.NewVecDense(len(b), slices.Clone(b)))
				y.SetRow(i, v.RawVector().Data)
			}
			return y
		}, ""},
	}
}

func affineByProducts() []answer {
	var last *mat.Dense
	return []answer{
		{"a column of ones times the bias", func(x, W *mat.Dense, b []float64) *mat.Dense {
			rows, _ := x.Dims()
			ones := mat.NewVecDense(rows, slices.Repeat([]float64{1}, rows))
			var y, biases mat.Dense
			y.Mul(x, W)
			biases.Outer(1, ones, mat.NewVecDense(len(b), b))
			y.Add(&y, &biases)
			return &y
		}, ""},
		{"the transposed product of the transposes", func(x, W *mat.Dense, b []float64) *mat.Dense {
			var y mat.Dense
			y.Mul(W.T(), x.T())
			y.Apply(func(j, _ int, v float64) float64 { return v + b[j] }, &y)
			return mat.DenseCopyOf(y.T())
		}, ""},
		{"memory that the next call takes again", func(x, W *mat.Dense, b []float64) *mat.Dense {
			if last == nil {
				last = new(mat.Dense)
			}
			last.Reset()
			last.Mul(x, W)
			last.Apply(func(_, j int, v float64) float64 { return v + b[j] }, last)
			return last
		}, ""},
	}
}

func wrongAffine() []answer {
	return []answer{
		{"W transposed, by dl", affineBy(func(x, W mat.Matrix) *mat.Dense { return dl.Dot(x, W.T()) }, ofColumn), "transposed"},
		{"W x", affineBy(func(x, W mat.Matrix) *mat.Dense { return dl.Dot(W, x) }, ofColumn), ""},
		{"entry by entry", affineBy(dl.MulElem, ofColumn), ""},
		{"no bias, by dl", affineBy(dl.Dot, func([]float64, int, int) float64 { return 0 }), "the bias is missing"},
		{"the bias of the row", affineBy(dl.Dot, func(b []float64, i, _ int) float64 { return b[i] }), ""},
		{"the bias of the row, all round", affineBy(dl.Dot, func(b []float64, i, _ int) float64 { return b[i%len(b)] }), ""},
		{"the first bias only", affineBy(dl.Dot, func(b []float64, _, _ int) float64 { return b[0] }), ""},
		{"the bias twice", affineBy(dl.Dot, func(b []float64, _, j int) float64 { return 2 * b[j] }), ""},
		{"the bias subtracted", affineBy(dl.Dot, func(b []float64, _, j int) float64 { return -b[j] }), ""},
		{"the bias added up", affineBy(dl.Dot, func(b []float64, i, j int) float64 { return float64(i+1) * b[j] }), ""},
		{"the bias in the last row", func(x, W *mat.Dense, b []float64) *mat.Dense {
			y := dl.Dot(x, W)
			rows, _ := y.Dims()
			floats.Add(y.RawRowView(rows-1), b)
			return y
		}, ""},
		{"the first row", func(x, W *mat.Dense, b []float64) *mat.Dense {
			return affineBy(dl.Dot, ofColumn)(mat.NewDense(1, len(x.RawRowView(0)), x.RawRowView(0)), W, b)
		}, ""},
	}
}

func affineAndMore() []answer {
	return []answer{
		{"no negative numbers", func(x, W *mat.Dense, b []float64) *mat.Dense {
			return dl.Map(dl.ReLU, affineBy(dl.Dot, ofColumn)(x, W, b))
		}, ""},
		{"whole numbers", func(x, W *mat.Dense, b []float64) *mat.Dense {
			return dl.Map(math.Trunc, affineBy(dl.Dot, ofColumn)(x, W, b))
		}, ""},
		{"writes into x", func(x, W *mat.Dense, b []float64) *mat.Dense {
			y := affineBy(dl.Dot, ofColumn)(x, W, b)
			if mat.DenseCopyOf(x).RawMatrix().Cols == len(b) {
				x.Copy(y)
			}
			return y
		}, "changes its argument"},
		{"adds up into b", func(x, W *mat.Dense, b []float64) *mat.Dense {
			y := affineBy(dl.Dot, ofColumn)(x, W, b)
			floats.Add(b, b)
			return y
		}, "changes its argument"},
	}
}

// cutEnd ends a batch.
func cutEnd(from, n, size int) int { return min(from+size, n) }

// cutBy returns an answer to 3.6-4 that goes from start to start and ends each batch where it is told.
func cutBy(first, step, beyond int, end func(from, n, size int) int) cutAnswer {
	return func(n, size int) (all [][2]int) {
		for from := first; from < n+beyond; from += size + step {
			all = append(all, [2]int{from, end(from, n, size)})
		}
		return all
	}
}

func cutAnswers() answers {
	return answers{"3.6-4", rightCuts(), slices.Concat(wrongCutEnds(), wrongCutBatches())}
}

func rightCuts() []answer {
	var from func(start, n, size int) [][2]int
	from = func(start, n, size int) [][2]int {
		if n-start <= size {
			return [][2]int{{start, n}}
		}
		return append([][2]int{{start, start + size}}, from(start+size, n, size)...)
	}
	return []answer{
		{"by recursion, an empty batch for no samples", func(n, size int) [][2]int { return from(0, n, size) }, ""},
		{"count, then fill", func(n, size int) [][2]int {
			all := make([][2]int, int(math.Ceil(float64(n)/float64(size))))
			for i := range all {
				all[i] = [2]int{i * size, (i + 1) * size}
			}
			all[len(all)-1][1] = n
			return all
		}, ""},
		{"whole ones, then the rest", func(n, size int) [][2]int {
			all := make([][2]int, 0, 1)
			for i := range n / size {
				all = append(all, [2]int{i * size, (i + 1) * size})
			}
			if n%size != 0 {
				all = append(all, [2]int{n - n%size, n})
			}
			return all
		}, ""},
		{"slices.Chunk of the samples", func(n, size int) (all [][2]int) {
			for batch := range slices.Chunk(upTo(n), size) {
				all = append(all, [2]int{batch[0], batch[len(batch)-1] + 1})
			}
			return all
		}, ""},
		{"from the end", func(n, size int) (all [][2]int) {
			for end := n; end > 0; {
				start := (end - 1) / size * size
				all = slices.Insert(all, 0, [2]int{start, end})
				end = start
			}
			return all
		}, ""},
	}
}

func wrongCutEnds() []answer {
	return []answer{
		{"from one on", cutBy(1, 0, 1, cutEnd), ""},
		{"up to n inclusive", cutBy(0, 0, 1, cutEnd), "off by one"},
		{"a gap after each batch", cutBy(0, 1, 0, cutEnd), ""},
		{"the last sample of each batch twice", cutBy(0, 0, 0, func(from, n, size int) int { return min(from+size+1, n) }), ""},
		{"without the last sample", cutBy(0, 0, -1, func(from, n, size int) int { return min(from+size, n-1) }), ""},
		{"sizes, not ends", cutBy(0, 0, 0, func(from, n, size int) int { return min(size, n-from) }), ""},
		{"the rest in the last full batch", func(n, size int) [][2]int {
			all := cutBy(0, 0, 0, cutEnd)(n, size)
			if n%size != 0 && len(all) > 1 {
				all = append(all[:len(all)-2], [2]int{all[len(all)-2][0], n})
			}
			return all
		}, ""},
	}
}

func wrongCutBatches() []answer {
	var kept [][2]int
	return []answer{
		{"the rest first", func(n, size int) (all [][2]int) {
			if n%size != 0 {
				all = append(all, [2]int{0, n % size})
			}
			for from := n % size; from < n; from += size {
				all = append(all, [2]int{from, from + size})
			}
			return all
		}, ""},
		{"the last batch filled up by samples of the one before", func(n, size int) [][2]int {
			all := cutBy(0, 0, 0, cutEnd)(n, size)
			all[len(all)-1][0] = max(0, n-size)
			return all
		}, ""},
		{"batches as even as can be", func(n, size int) (all [][2]int) {
			count := (n + size - 1) / size
			for i := range count {
				all = append(all, [2]int{i * n / count, (i + 1) * n / count})
			}
			return all
		}, ""},
		{"last one first", func(n, size int) [][2]int {
			all := cutBy(0, 0, 0, cutEnd)(n, size)
			slices.Reverse(all)
			return all
		}, ""},
		{"size batches", func(n, size int) [][2]int { return cutBy(0, 0, 0, cutEnd)(n, (n+size-1)/size) }, ""},
		{"nothing if size is too large", func(n, size int) [][2]int {
			if size > n {
				return nil
			}
			return cutBy(0, 0, 0, cutEnd)(n, size)
		}, ""},
		{"a list that is kept", func(n, size int) [][2]int {
			kept = append(kept, cutBy(0, 0, 0, cutEnd)(n, size)...)
			return kept
		}, ""},
	}
}

// A batchLoop is a loop of 3.6-5 with something special about it. Where a part is nil, it does what is right.
type batchLoop struct {
	cut   cutAnswer
	order func(batches [][2]int) // changes the order
	hits  func(b batchOfRows) float64
	share func(hits float64, samples, batches, size int) float64
}

type batchNet = func(mat.Matrix) *mat.Dense

// A batchOfRows is the rows from, …, to-1 of x, and what is needed to count its hits.
type batchOfRows struct {
	predict  batchNet
	x        *mat.Dense
	labels   []int
	from, to int
}

func (b batchOfRows) size() int { return b.to - b.from }

// rows returns the rows as a view of x.
func (b batchOfRows) rows() *mat.Dense {
	_, cols := b.x.Dims()
	return b.x.Slice(b.from, b.to, 0, cols).(*mat.Dense)
}

// first returns as many rows as the batch has, from the beginning of x.
func (b batchOfRows) first() batchOfRows {
	b.from, b.to = 0, b.size()
	return b
}

// hits counts the rows for which the net's guess is the label.
func (b batchOfRows) hits() float64 { return b.hitsOf(b.predict(b.rows())) }

func (b batchOfRows) hitsOf(y *mat.Dense) float64 { return hitsOf(y, b.labels[b.from:b.to]) }

func (l batchLoop) answer(predict batchNet, x *mat.Dense, labels []int, size int) float64 {
	if l.cut == nil {
		l.cut = cutBy(0, 0, 0, cutEnd)
	}
	if l.hits == nil {
		l.hits = batchOfRows.hits
	}
	batches := l.cut(len(labels), size)
	if l.order != nil {
		l.order(batches)
	}
	hits := 0.0
	for _, b := range batches {
		hits += l.hits(batchOfRows{predict, x, labels, b[0], b[1]})
	}
	if l.share != nil {
		return l.share(hits, len(labels), len(batches), size)
	}
	return hits / float64(len(labels))
}

func hitsOf(y *mat.Dense, labels []int) (hits float64) {
	for i, label := range labels {
		if floats.MaxIdx(y.RawRowView(i)) == label {
			hits++
		}
	}
	return hits
}

func batchedAccuracyAnswers() answers {
	return answers{"3.6-5", rightBatched(), slices.Concat(wronglyCut(), wronglyCounted())}
}

func rightBatched() []answer {
	var tail batchedAnswer
	tail = func(predict batchNet, x *mat.Dense, labels []int, size int) float64 {
		n, cols := x.Dims()
		if n <= size {
			return hitsOf(predict(x), labels) / float64(n)
		}
		first := batchOfRows{predict, x, labels, 0, size}.hits()
		rest := tail(predict, x.Slice(size, n, 0, cols).(*mat.Dense), labels[size:], size)
		return (first + rest*float64(n-size)) / float64(n)
	}
	return []answer{
		{"a loop", batchLoop{}.answer, ""},
		{"the last batch first", batchLoop{order: slices.Reverse[[][2]int]}.answer, ""},
		{"by recursion, averaging with weights", tail, ""},
		{"copies of the rows", batchLoop{hits: func(b batchOfRows) float64 {
			batch := mat.NewDense(b.size(), b.x.RawMatrix().Cols, nil)
			for i := range b.size() {
				batch.SetRow(i, b.x.RawRowView(b.from+i))
			}
			return b.hitsOf(b.predict(batch))
		}}.answer, ""},
		{"a transposed view", batchLoop{hits: func(b batchOfRows) float64 {
			return b.hitsOf(b.predict(mat.Transpose{Matrix: mat.DenseCopyOf(b.rows().T())}))
		}}.answer, ""},
		{"all results first, then the hits, in float32", func(predict batchNet, x *mat.Dense, labels []int, size int) float64 {
			guesses, cols := []int(nil), x.RawMatrix().Cols
			for from := range labels {
				if from%size == 0 {
					guesses = append(guesses, dl.ArgMaxRows(predict(x.Slice(from, min(from+size, len(labels)), 0, cols)))...)
				}
			}
			var hits float32
			for i, guess := range guesses {
				if guess == labels[i] {
					hits++
				}
			}
			return float64(hits / float32(len(labels)))
		}, ""},
		{"a goroutine for each batch", func(predict batchNet, x *mat.Dense, labels []int, size int) float64 {
			hits := make([]float64, len(labels))
			var group sync.WaitGroup
			for from := 0; from < len(labels); from += size {
				group.Go(func() { hits[from] = batchOfRows{predict, x, labels, from, min(from+size, len(labels))}.hits() })
			}
			group.Wait()
			return floats.Sum(hits) / float64(len(labels))
		}, ""},
		{"rows in a random order", func(predict batchNet, x *mat.Dense, labels []int, size int) float64 {
			_, cols := x.Dims()
			shuffled, theirs := mat.NewDense(len(labels), cols, nil), make([]int, len(labels))
			for i, k := range rand.New(rand.NewPCG(1, 0)).Perm(len(labels)) {
				shuffled.SetRow(i, x.RawRowView(k))
				theirs[i] = labels[k]
			}
			return batchLoop{}.answer(predict, shuffled, theirs, size)
		}, ""},
	}
}

func wronglyCut() []answer {
	return []answer{
		{"the smaller batch first", batchLoop{cut: func(n, size int) (all [][2]int) {
			for to := n; to > 0; to -= size {
				all = slices.Insert(all, 0, [2]int{max(0, to-size), to})
			}
			return all
		}}.answer, ""},
		{"the last batch filled up", batchLoop{cut: func(n, size int) (all [][2]int) {
			for from := 0; from < n; from += size {
				all = append(all, [2]int{max(0, min(from, n-size)), min(from+size, n)})
			}
			return all
		}, share: func(hits float64, _, batches, size int) float64 { return hits / float64(batches*size) }}.answer, ""},
		{"as many batches as a batch has rows", batchLoop{cut: func(n, size int) [][2]int {
			return cutBy(0, 0, 0, cutEnd)(n, (n+size-1)/size)
		}}.answer, ""},
		{"batches of a hundred", func(predict batchNet, x *mat.Dense, labels []int, _ int) float64 {
			return batchLoop{}.answer(predict, x, labels, 100)
		}, "all at once"},
		{"without the last row of a batch", batchLoop{cut: func(n, size int) [][2]int {
			return cutBy(0, 0, 0, func(from, n, size int) int { return max(from+1, min(from+size, n)-1) })(n, size)
		}}.answer, ""},
		{"the first batch only", batchLoop{cut: func(n, size int) [][2]int { return [][2]int{{0, min(size, n)}} }}.answer, ""},
		{"the first batch again and again", batchLoop{hits: func(b batchOfRows) float64 {
			return b.first().hits()
		}}.answer, ""},
		{"each batch twice", batchLoop{hits: func(b batchOfRows) float64 {
			return max(b.hits(), b.hits())
		}}.answer, ""},
		{"each batch, and all at once for the result", func(predict batchNet, x *mat.Dense, labels []int, size int) float64 {
			batchLoop{}.answer(predict, x, labels, size)
			return hitsOf(predict(x), labels) / float64(len(labels))
		}, ""},
		{"the right number of calls, with the same rows", func(predict batchNet, x *mat.Dense, labels []int, size int) float64 {
			batchLoop{hits: func(b batchOfRows) float64 {
				return 0 * b.first().hits()
			}}.answer(predict, x, labels, size)
			return hitsOf(x, labels) / float64(len(labels))
		}, ""},
		{"an empty batch at the end", batchLoop{cut: cutBy(0, 0, 1, cutEnd)}.answer, ""},
		{"a column for a row", batchLoop{hits: func(b batchOfRows) float64 {
			return b.hitsOf(b.predict(b.x.RowView(b.from)))
		}}.answer, ""},
		{"never", func(batchNet, *mat.Dense, []int, int) float64 { return 0.5 }, ""},
	}
}

func wronglyCounted() []answer {
	return []answer{
		{"x instead of what predict returns", batchLoop{hits: func(b batchOfRows) float64 {
			b.predict(b.rows())
			return b.hitsOf(b.rows())
		}}.answer, ""},
		{"the first labels for every batch", batchLoop{hits: func(b batchOfRows) float64 {
			return hitsOf(b.predict(b.rows()), b.labels[:b.size()])
		}}.answer, ""},
		{"two columns", batchLoop{hits: func(b batchOfRows) float64 {
			return b.hitsOf(b.predict(b.x.Slice(b.from, b.to, 0, 2)))
		}}.answer, ""},
		{"three classes", batchLoop{hits: func(b batchOfRows) float64 {
			return b.hitsOf(b.predict(b.rows()).Slice(0, b.size(), 0, 3).(*mat.Dense))
		}}.answer, ""},
		{"as many classes as x has columns", batchLoop{hits: func(b batchOfRows) float64 {
			return b.hitsOf(b.predict(b.rows()).Slice(0, b.size(), 0, 2).(*mat.Dense))
		}}.answer, ""},
		{"more than a half", batchLoop{hits: func(b batchOfRows) (hits float64) {
			y := b.predict(b.rows())
			for i := range b.size() {
				if y.At(i, b.labels[b.from+i]) > 0.5 {
					hits++
				}
			}
			return hits
		}}.answer, ""},
		{"divided by full batches", batchLoop{share: func(hits float64, _, batches, size int) float64 {
			return hits / float64(batches*size)
		}}.answer, ""},
		{"hits of a batch", batchLoop{share: func(hits float64, _, batches, _ int) float64 {
			return hits / float64(batches)
		}}.answer, ""},
		{"the number of hits", batchLoop{share: func(hits float64, _, _, _ int) float64 { return hits }}.answer, ""},
		{"integer division", batchLoop{share: func(hits float64, samples, _, _ int) float64 {
			return float64(int(hits) / samples)
		}}.answer, ""},
		{"the accuracy of the last batch", func(predict batchNet, x *mat.Dense, labels []int, size int) (accuracy float64) {
			return batchLoop{hits: func(b batchOfRows) float64 {
				accuracy = b.hits() / float64(b.size())
				return 0
			}, share: func(float64, int, int, int) float64 { return accuracy }}.answer(predict, x, labels, size)
		}, ""},
		{"scales x for good", func(predict batchNet, x *mat.Dense, labels []int, size int) float64 {
			defer x.Scale(0.5, x)
			return batchLoop{}.answer(predict, x, labels, size)
		}, "changes its argument"},
		{"scales what it hands over", batchLoop{hits: func(b batchOfRows) float64 {
			batch := mat.DenseCopyOf(b.rows())
			batch.Scale(0.5, batch)
			return b.hitsOf(b.predict(batch))
		}}.answer, ""},
		{"overwrites the labels", func(predict batchNet, x *mat.Dense, labels []int, size int) float64 {
			defer slices.Reverse(labels)
			return batchLoop{}.answer(predict, x, labels, size)
		}, "changes its argument"},
	}
}

// confusionBy returns an answer to 3.6-6 that adds each sample in its own way.
func confusionBy(add func(counts [][]int, truth, guess int)) confusionAnswer {
	return func(truths, guesses []int, classes int) [][]int {
		counts := make([][]int, classes)
		for k := range counts {
			counts[k] = make([]int, classes)
		}
		for i := range truths {
			add(counts, truths[i], guesses[i])
		}
		return counts
	}
}

func confusionMatrixAnswers() answers {
	return answers{"3.6-6", rightConfusion(), slices.Concat(wrongConfusionCounts(), wrongConfusionTables())}
}

func countOne(counts [][]int, truth, guess int) { counts[truth][guess]++ }

// addAll counts by recursion.
func addAll(counts [][]int, truths, guesses []int) [][]int {
	if len(truths) == 0 {
		return counts
	}
	counts[truths[0]][guesses[0]]++
	return addAll(counts, truths[1:], guesses[1:])
}

func rightConfusion() []answer {
	return []answer{
		{"by recursion", func(truths, guesses []int, classes int) [][]int {
			return addAll(confusionBy(nil)(nil, nil, classes), truths, guesses)
		}, ""},
		{"rows of one array", func(truths, guesses []int, classes int) (counts [][]int) {
			all := make([]int, classes*classes)
			for i := range truths {
				all[truths[i]*classes+guesses[i]]++
			}
			for row := range slices.Chunk(all, classes) {
				counts = append(counts, row)
			}
			return counts
		}, ""},
		{"a map of pairs", func(truths, guesses []int, classes int) [][]int {
			pairs := make(map[[2]int]int)
			for i := range truths {
				pairs[[2]int{truths[i], guesses[i]}]++
			}
			counts := confusionBy(nil)(nil, nil, classes)
			for pair, n := range pairs {
				counts[pair[0]][pair[1]] = n
			}
			return counts
		}, ""},
		{"a search for each entry", func(truths, guesses []int, classes int) (counts [][]int) {
			for k := range classes {
				var row []int
				for j := range classes {
					n := 0
					for i := range truths {
						if truths[i] == k && guesses[i] == j {
							n++
						}
					}
					row = append(row, n)
				}
				counts = append(counts, row)
			}
			return counts
		}, ""},
		{"a product of one-hot matrices", func(truths, guesses []int, classes int) [][]int {
			counts := confusionBy(nil)(nil, nil, classes)
			t, g := mat.NewDense(len(truths), classes, nil), mat.NewDense(len(truths), classes, nil)
			for i := range truths {
				t.Set(i, truths[i], 1)
				g.Set(i, guesses[i], 1)
			}
			product := dl.Dot(t.T(), g)
			for k := range counts {
				for j := range counts[k] {
					counts[k][j] = int(product.At(k, j))
				}
			}
			return counts
		}, ""},
	}
}

func wrongConfusionCounts() []answer {
	return []answer{
		{"hits only", confusionBy(func(counts [][]int, truth, guess int) {
			if truth == guess {
				counts[truth][guess]++
			}
		}), ""},
		{"mistakes only", confusionBy(func(counts [][]int, truth, guess int) {
			if truth != guess {
				counts[truth][guess]++
			}
		}), ""},
		{"both ways", confusionBy(func(counts [][]int, truth, guess int) {
			counts[truth][guess]++
			if truth != guess {
				counts[guess][truth]++
			}
		}), ""},
		{"whether, not how often", confusionBy(func(counts [][]int, truth, guess int) { counts[truth][guess] = 1 }), ""},
		{"counts in a byte", confusionBy(func(counts [][]int, truth, guess int) {
			counts[truth][guess] = int(uint8(counts[truth][guess] + 1))
		}), ""},
		{"the guess on the diagonal", confusionBy(func(counts [][]int, _, guess int) { counts[guess][guess]++ }), ""},
		{"the truth on the diagonal", confusionBy(func(counts [][]int, truth, _ int) { counts[truth][truth]++ }), ""},
		{"without the last sample", func(truths, guesses []int, classes int) [][]int {
			return confusionBy(countOne)(truths[:max(0, len(truths)-1)], guesses, classes)
		}, ""},
	}
}

func wrongConfusionTables() []answer {
	var kept [3][3]int
	return []answer{
		{"as many classes as there are truths", func(truths, guesses []int, _ int) [][]int {
			return confusionBy(countOne)(truths, guesses, 1+slices.Max(append([]int{-1}, truths...)))
		}, ""},
		{"as many classes as come up", func(truths, guesses []int, _ int) [][]int {
			return confusionBy(countOne)(truths, guesses, 1+slices.Max(slices.Concat([]int{-1}, truths, guesses)))
		}, ""},
		{"ten classes", func(truths, guesses []int, _ int) [][]int { return confusionBy(countOne)(truths, guesses, 10) }, ""},
		{"no rows for classes without samples", func(truths, guesses []int, classes int) [][]int {
			counts := confusionBy(countOne)(truths, guesses, classes)
			for k := range counts {
				if !slices.Contains(truths, k) {
					counts[k] = nil
				}
			}
			return counts
		}, ""},
		{"percent of the class", func(truths, guesses []int, classes int) [][]int {
			counts := confusionBy(countOne)(truths, guesses, classes)
			for _, row := range counts {
				sum := 0
				for _, n := range row {
					sum += n
				}
				for j := range row {
					row[j] = 100 * row[j] / max(1, sum)
				}
			}
			return counts
		}, ""},
		{"a table that is kept", func(truths, guesses []int, classes int) (counts [][]int) {
			for i := range truths {
				kept[truths[i]%3][guesses[i]%3]++
			}
			for k := range min(classes, 3) {
				counts = append(counts, kept[k][:min(classes, 3)])
			}
			return counts
		}, ""},
		{"one row for all, turned", func(truths, guesses []int, classes int) (counts [][]int) {
			first := confusionBy(func(counts [][]int, truth, _ int) { counts[0][truth]++ })(truths, guesses, classes)[:1]
			return slices.Repeat(first, classes)
		}, ""},
		{"sorts its arguments", func(truths, guesses []int, classes int) [][]int {
			slices.Sort(truths)
			slices.Sort(guesses)
			return confusionBy(countOne)(truths, guesses, classes)
		}, ""},
		{"sorts its arguments afterwards", func(truths, guesses []int, classes int) [][]int {
			defer slices.Sort(truths)
			return confusionBy(countOne)(truths, guesses, classes)
		}, "changes its argument"},
	}
}

func whyNoSoftmaxAnswers() answers {
	return choiceAnswers("3.6-7", []string{"b", "B", " b", "b)", "(B)", "b.\n", "**b**"}, []string{" A", "c)", "**d**"},
		[]string{"e", "", "order", "abcd", "b, c", "2"})
}
