package main

import (
	"dlfs/datasets"
	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
)

// centred returns the images less the mean of each pixel over the training images: no entry of a moving pixel is 0, so
// there is nothing to skip.
func centred(train, test *datasets.Images) sets {
	x, t := train.All()
	mean := columnMeans(x)
	data := &rows{x: minus(x, mean), t: t}
	tx, tt := test.All()
	return sets{data, []set{{data.x, t}, {minus(tx, mean), tt}}}
}

func columnMeans(x mat.Matrix) []float64 {
	n, cols := x.Dims()
	mean := make([]float64, cols)
	for i := range n {
		for j := range mean {
			mean[j] += x.At(i, j)
		}
	}
	for j := range mean {
		mean[j] /= float64(n)
	}
	return mean
}

func minus(x mat.Matrix, mean []float64) *mat.Dense {
	n, cols := x.Dims()
	y := mat.NewDense(n, cols, nil)
	for i := range n {
		row := y.RawRowView(i)
		for j := range row {
			row[j] = x.At(i, j) - mean[j]
		}
	}
	return y
}

// rows are dense samples, of which each batch takes the place of the one before.
type rows struct {
	x      *mat.Dense
	t      dl.Targets
	batch  *mat.Dense
	labels dl.Labels
}

var _ dl.Data = (*rows)(nil)

func (r *rows) Len() int { return r.t.Len() }

func (r *rows) Batch(index []int) (mat.Matrix, dl.Targets) {
	if r.batch == nil {
		_, cols := r.x.Dims()
		r.batch, r.labels = mat.NewDense(len(index), cols, nil), make(dl.Labels, len(index))
	}
	for k, i := range index {
		copy(r.batch.RawRowView(k), r.x.RawRowView(i))
		r.labels[k] = r.t.Label(i)
	}
	return r.batch, r.labels
}
