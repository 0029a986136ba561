package exercises

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
)

func answers56() []answers { return []answers{threeGradientsAnswers(), weightedLossAnswers()} }

func threeGradientsAnswers() answers {
	type F = func() (dW01, db1, dX10 float64)
	are := func(dW01, db1, dX10 float64) F { return func() (_, _, _ float64) { return dW01, db1, dX10 } }
	x, w := dense([]float64{2, 1, 5}, []float64{4, -3, 1}), dense([]float64{3, -2}, []float64{1, 0}, []float64{2, 5})
	dy := dense([]float64{1, 3}, []float64{-3, 4})
	// nudged takes the central difference of Σ dY·(XW + b), which has the same gradients as the loss.
	nudged := func(x, w *mat.Dense, change func(x, w, b *mat.Dense, h float64)) float64 {
		at := func(h float64) float64 {
			x, w, b := mat.DenseCopyOf(x), mat.DenseCopyOf(w), mat.NewDense(1, 2, nil)
			change(x, w, b, h)
			return floats.Dot(dl.AddRow(dl.Dot(x, w), b).RawMatrix().Data, dy.RawMatrix().Data)
		}
		return (at(1e-3) - at(-1e-3)) / 2e-3
	}
	return answers{
		id: "5.6-1",
		right: []answer{
			{"numbers", are(22, 7, -17), ""},
			{"products", func() (float64, float64, float64) {
				return dl.Dot(x.T(), dy).At(0, 1), mat.Sum(dy.ColView(1)), dl.Dot(dy, w.T()).At(1, 0)
			}, ""},
			{"dl's layer", func() (float64, float64, float64) {
				l := dl.NewAffineLayer(&dl.Param{Value: w}, &dl.Param{Value: mat.NewDense(1, 2, nil), Vector: true})
				l.Forward(x)
				dx := l.Backward(dy)
				return l.W.Grad.At(0, 1), l.B.Grad.At(0, 1), dx.At(1, 0)
			}, ""},
			{"nudges", func() (float64, float64, float64) {
				return nudged(x, w, func(_, w, _ *mat.Dense, h float64) { w.Set(0, 1, w.At(0, 1)+h) }),
					nudged(x, w, func(_, _, b *mat.Dense, h float64) { b.Set(0, 1, h) }),
					nudged(x, w, func(x, _, _ *mat.Dense, h float64) { x.Set(1, 0, x.At(1, 0)+h) })
			}, ""},
		},
		wrong: []answer{
			{"zeros", are(0, 0, 0), ""},
			{"the last sample only", are(16, 4, -17), ""},
			{"the other output", are(-10, -2, -17), ""},
			{"divided", are(11, 3.5, -17), "a misunderstanding"},
			{"all by two", are(11, 3.5, -8.5), ""},
			{"the inputs added", are(6, 7, -17), ""},
			{"everything downhill", are(-22, -7, 17), ""},
			{"in another order", are(7, 22, -17), ""},
			{"the products of the row, not added", are(22, 7, -9), ""},
			{"numbered from 1", are(-10, -2, -3), ""},
			{"NaN", are(22, 7, math.NaN()), ""},
		},
	}
}

// scaledLoss returns y - t, each row multiplied by its factor.
func scaledLoss(y *mat.Dense, labels []int, factor func(n int) float64) *mat.Dense {
	dx := mat.DenseCopyOf(y)
	for n, label := range labels {
		dx.Set(n, label, dx.At(n, label)-1)
		floats.Scale(factor(n), dx.RawRowView(n))
	}
	return dx
}

func weightedLossAnswers() answers {
	right := func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
		sum := floats.Sum(weights)
		return scaledLoss(y, labels, func(n int) float64 { return weights[n] / sum })
	}
	return answers{
		id: "5.6-2", right: rightWeightedLosses(right), wrong: append(wrongWeightedLosses(), misusedWeightedLosses(right)...),
	}
}

func rightWeightedLosses(right weightedLoss) []answer {
	return []answer{
		{"rows", right, ""},
		{"one-hot matrix", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			_, classes := y.Dims()
			var dx mat.Dense
			dx.Sub(y, dl.OneHot(labels, classes))
			dx.Mul(mat.NewDiagDense(len(weights), weights), &dx)
			dx.Scale(1/floats.Sum(weights), &dx)
			return &dx
		}, ""},
		{"normalised weights first", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			share := append([]float64(nil), weights...)
			floats.Scale(1/floats.Sum(share), share)
			return scaledLoss(y, labels, func(n int) float64 { return share[n] })
		}, ""},
		{"loops", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			rows, cols := y.Dims()
			dx := mat.NewDense(rows, cols, nil)
			for n := range rows {
				for k := range cols {
					t := 0.0
					if labels[n] == k {
						t = 1
					}
					dx.Set(n, k, (y.At(n, k)-t)*weights[n]/floats.Sum(weights))
				}
			}
			return dx
		}, ""},
	}
}

func wrongWeightedLosses() []answer {
	return []answer{
		{"squared weights", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			return scaledLoss(y, labels, func(n int) float64 { return weights[n] * weights[n] / floats.Sum(weights) })
		}, ""},
		{"the largest weight", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			return scaledLoss(y, labels, func(n int) float64 { return weights[n] / floats.Max(weights) })
		}, ""},
		{"the next sample's weight", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			return scaledLoss(y, labels, func(n int) float64 { return weights[(n+1)%len(weights)] / floats.Sum(weights) })
		}, ""},
		{"divided by the weight", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			return scaledLoss(y, labels, func(n int) float64 { return 1 / weights[n] / floats.Sum(weights) })
		}, ""},
		{"the weights of classes", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			return scaledLoss(y, labels, func(n int) float64 { return weights[labels[n]%len(weights)] / floats.Sum(weights) })
		}, ""},
		{"one row for all", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			dx := scaledLoss(y, labels, func(n int) float64 { return weights[n] / floats.Sum(weights) })
			for n := range labels {
				dx.SetRow(n, dx.RawRowView(0))
			}
			return dx
		}, ""},
		{"not divided", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			return scaledLoss(y, labels, func(n int) float64 { return weights[n] })
		}, "summed instead of averaged"},
	}
}

// misusedWeightedLosses change what is not theirs, or return what is not what is asked for.
func misusedWeightedLosses(right weightedLoss) []answer {
	var kept mat.Dense
	return []answer{
		{"changes y", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			y.Copy(right(y, labels, weights))
			return y
		}, "changes its argument"},
		{"changes the weights", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			floats.Scale(1/floats.Sum(weights), weights)
			return scaledLoss(y, labels, func(n int) float64 { return weights[n] })
		}, "changes its argument"},
		{"the same matrix each time", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			kept.CloneFrom(right(y, labels, weights))
			return &kept
		}, ""},
		{"transposed", func(y *mat.Dense, labels []int, weights []float64) *mat.Dense {
			return mat.DenseCopyOf(right(y, labels, weights).T())
		}, ""},
		{"nothing", func(*mat.Dense, []int, []float64) *mat.Dense { return nil }, ""},
	}
}
