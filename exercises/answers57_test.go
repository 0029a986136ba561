package exercises

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
)

func answers57() []answers {
	return []answers{
		reluAnswers(), sigmoidAnswers(), affineAnswers(), lossBackwardAnswers(), largestDifferenceAnswers(),
		choiceAnswers("5.7-6", []string{"b1", "B1", " b1\n", "b1)", "`b1`", "b1:"}, []string{"w1", "W1", " W2 ", "B2"},
			[]string{"", "b", "b1 W1", "W1 b1 W2 b2"}),
		tanhAnswers(), backThroughAnswers(),
	}
}

// ownLayer is a layer that a learner could write.
type ownLayer struct {
	forward func(l *ownLayer, x mat.Matrix) *mat.Dense
	back    func(l *ownLayer, dy *mat.Dense) *mat.Dense
	x       mat.Matrix
	y, dx   *mat.Dense
	seen    int
}

func (l *ownLayer) Params() []*dl.Param               { return nil }
func (l *ownLayer) Forward(x mat.Matrix) *mat.Dense   { return l.forward(l, x) }
func (l *ownLayer) Backward(dy *mat.Dense) *mat.Dense { return l.back(l, dy) }

func ownLayerOf(forward func(l *ownLayer, x mat.Matrix) *mat.Dense, back func(l *ownLayer, dy *mat.Dense) *mat.Dense) maker {
	return func() dl.Layer { return &ownLayer{forward: forward, back: back} }
}

// mappedMatrix returns f of each entry.
func mappedMatrix(f func(float64) float64, m mat.Matrix) *mat.Dense {
	var y mat.Dense
	y.Apply(func(_, _ int, v float64) float64 { return f(v) }, m)
	return &y
}

// keepsBoth is a Forward that keeps its input and its output.
func keepsBoth(f func(float64) float64) func(l *ownLayer, x mat.Matrix) *mat.Dense {
	return func(l *ownLayer, x mat.Matrix) *mat.Dense {
		l.x, l.y = x, mappedMatrix(f, x)
		return l.y
	}
}

// backBy is the right Backward of a layer whose slope is a function of its output.
func backBy(slope func(float64) float64) func(l *ownLayer, dy *mat.Dense) *mat.Dense {
	return func(l *ownLayer, dy *mat.Dense) *mat.Dense {
		dx := mappedMatrix(slope, l.y)
		dx.MulElem(dx, dy)
		return dx
	}
}

// faultyLayers are ways in which any layer y = f(x) with dx = dy·slope(y) goes wrong, beside its formula. The kind is that
// of a layer that writes over its output.
func faultyLayers(f, slope func(float64) float64, kind string) []answer {
	back := backBy(slope)
	var global ownLayer
	return append([]answer{
		{"keeps the first batch", ownLayerOf(func(l *ownLayer, x mat.Matrix) *mat.Dense {
			if l.y == nil {
				l.y = mappedMatrix(f, x)
			}
			return mappedMatrix(f, x)
		}, back), ""},
		{"memory of the first batch's size", ownLayerOf(func(l *ownLayer, x mat.Matrix) *mat.Dense {
			if l.y == nil {
				l.y = mat.DenseCopyOf(x)
			}
			l.y.Apply(func(_, _ int, v float64) float64 { return f(v) }, x)
			return l.y
		}, back), ""},
		{"one layer for all", func() dl.Layer {
			global.forward, global.back = keepsBoth(f), back
			return &global
		}, ""},
		{"changes dy", ownLayerOf(keepsBoth(f), func(l *ownLayer, dy *mat.Dense) *mat.Dense {
			dy.MulElem(mappedMatrix(slope, l.y), dy)
			return dy
		}), "changes its argument"},
		{"changes x", ownLayerOf(func(l *ownLayer, x mat.Matrix) *mat.Dense {
			l.y = x.(*mat.Dense)
			l.y.Apply(func(_, _ int, v float64) float64 { return f(v) }, l.y)
			return l.y
		}, back), "changes its argument"},
		{"writes over its output", ownLayerOf(keepsBoth(f), func(l *ownLayer, dy *mat.Dense) *mat.Dense {
			l.y.MulElem(mappedMatrix(slope, l.y), dy)
			return l.y
		}), kind},
		{"gradients add up", ownLayerOf(keepsBoth(f), func(l *ownLayer, dy *mat.Dense) *mat.Dense {
			dx := back(l, dy)
			if l.dx != nil && dl.ShapeOf(l.dx).String() == dl.ShapeOf(dx).String() {
				dx.Add(dx, l.dx)
			}
			l.dx = dx
			return dx
		}), ""},
		{"right once", ownLayerOf(keepsBoth(f), func(l *ownLayer, dy *mat.Dense) *mat.Dense {
			if l.seen++; l.seen > 1 {
				return l.dx
			}
			l.dx = back(l, dy)
			return l.dx
		}), ""},
	}, misshapenLayers(f, slope)...)
}

// misshapenLayers get rows, columns or samples wrong.
func misshapenLayers(f, slope func(float64) float64) []answer {
	back := backBy(slope)
	return []answer{
		{"transposed", ownLayerOf(keepsBoth(f), func(l *ownLayer, dy *mat.Dense) *mat.Dense {
			return mat.DenseCopyOf(back(l, dy).T())
		}), ""},
		{"the slope of the first row", ownLayerOf(keepsBoth(f), func(l *ownLayer, dy *mat.Dense) *mat.Dense {
			var dx mat.Dense
			dx.Apply(func(_, j int, d float64) float64 { return d * slope(l.y.At(0, j)) }, dy)
			return &dx
		}), ""},
		{"divided by the samples", ownLayerOf(keepsBoth(f), func(l *ownLayer, dy *mat.Dense) *mat.Dense {
			dx := back(l, dy)
			rows, _ := dx.Dims()
			dx.Scale(1/float64(rows), dx)
			return dx
		}), ""},
		{"nothing comes back", ownLayerOf(keepsBoth(f), func(*ownLayer, *mat.Dense) *mat.Dense { return nil }), ""},
	}
}

// backByLoops goes through the entries with loops.
func backByLoops(f func(x, y, dy float64) float64) func(l *ownLayer, dy *mat.Dense) *mat.Dense {
	return func(l *ownLayer, dy *mat.Dense) *mat.Dense {
		rows, cols := dy.Dims()
		dx := mat.NewDense(rows, cols, nil)
		for i := range rows {
			for j := range cols {
				dx.Set(i, j, f(l.x.At(i, j), l.y.At(i, j), dy.At(i, j)))
			}
		}
		return dx
	}
}

// backInOwnMemory is a Backward that keeps its memory.
func backInOwnMemory(slope func(float64) float64) func(l *ownLayer, dy *mat.Dense) *mat.Dense {
	return func(l *ownLayer, dy *mat.Dense) *mat.Dense {
		if l.dx == nil {
			l.dx = new(mat.Dense)
		}
		l.dx.Reset()
		l.dx.MulElem(dy, mappedMatrix(slope, l.y))
		return l.dx
	}
}

// positive is the slope of ReLU.
func positive(v float64) float64 {
	if v > 0 {
		return 1
	}
	return 0
}

func reluAnswers() answers {
	return answers{id: "5.7-1", right: rightReLUs(), wrong: append(faultyLayers(dl.ReLU, positive, ""), wrongReLUs()...)}
}

func rightReLUs() []answer {
	relu := dl.ReLU
	return []answer{
		{"the library's", func() dl.Layer { return new(dl.ReLULayer) }, ""},
		{"the book's mask", ownLayerOf(func(l *ownLayer, x mat.Matrix) *mat.Dense {
			l.y = mappedMatrix(positive, x)
			y := mat.DenseCopyOf(x)
			y.MulElem(y, l.y)
			return y
		}, func(l *ownLayer, dy *mat.Dense) *mat.Dense {
			var dx mat.Dense
			dx.MulElem(l.y, dy)
			return &dx
		}), ""},
		{"loops", ownLayerOf(keepsBoth(relu), backByLoops(func(x, _, dy float64) float64 {
			if x <= 0 {
				return 0
			}
			return dy
		})), ""},
		{"a copy, zeros", ownLayerOf(keepsBoth(relu), func(l *ownLayer, dy *mat.Dense) *mat.Dense {
			dx := mat.DenseCopyOf(dy)
			rows, cols := dx.Dims()
			for k := range rows * cols {
				if l.y.At(k/cols, k%cols) == 0 {
					dx.Set(k/cols, k%cols, 0)
				}
			}
			return dx
		}), ""},
		{"its own memory", ownLayerOf(keepsBoth(relu), backInOwnMemory(positive)), ""},
		{"float32", ownLayerOf(keepsBoth(relu), backByLoops(func(x, _, dy float64) float64 {
			return float64(float32(positive(float64(float32(x)))) * float32(dy))
		})), ""},
		{"y/x", layerOf(relu, func(x, y, dy float64) float64 {
			if x == 0 {
				return 0
			}
			return dy * (y / x)
		}), ""},
	}
}

func wrongReLUs() []answer {
	relu := dl.ReLU
	return []answer{
		{"y/x at 0 too", layerOf(relu, func(x, y, dy float64) float64 { return dy * y / x }), ""},
		{"half at 0", layerOf(relu, func(x, _, dy float64) float64 {
			if x == 0 {
				return dy / 2
			}
			return dy * positive(x)
		}), ""},
		{"a threshold", layerOf(relu, func(x, _, dy float64) float64 { return dy * positive(x-1e-9) }), ""},
		{"x times dy", layerOf(relu, func(x, _, dy float64) float64 { return relu(x * dy) }), ""},
		{"leaky", layerOf(relu, func(x, _, dy float64) float64 { return dy * max(0.01, positive(x)) }), ""},
		{"sign", layerOf(relu, func(x, _, dy float64) float64 { return dy * (2*positive(x) - 1) }), ""},
		{"the other half", layerOf(relu, func(x, _, dy float64) float64 { return dy * (1 - positive(x)) }), ""},
		{"abs", layerOf(relu, func(x, _, dy float64) float64 { return math.Abs(dy) * positive(x) }), ""},
		{"difference quotient", layerOf(relu, func(x, _, dy float64) float64 {
			return dy * (relu(x+1e-4) - relu(x-1e-4)) / 2e-4
		}), ""},
		{"dy cut off", layerOf(relu, func(x, _, dy float64) float64 {
			return max(-1000, min(1000, dy)) * positive(x)
		}), ""},
		{"sigmoid", func() dl.Layer { return new(dl.SigmoidLayer) }, ""},
		{"no layer", func() dl.Layer { return nil }, ""},
	}
}

// layerDifference is the difference quotient of f.
func layerDifference(f func(float64) float64, before, after float64) func(x, y, dy float64) float64 {
	return func(x, _, dy float64) float64 { return dy * (f(x+after) - f(x-before)) / (before + after) }
}

func sigmoidAnswers() answers {
	sigmoid := dl.Sigmoid
	slope := func(y float64) float64 { return y * (1 - y) }
	return answers{
		id: "5.7-2",
		right: []answer{
			{"the library's", func() dl.Layer { return new(dl.SigmoidLayer) }, ""},
			{"loops", ownLayerOf(keepsBoth(sigmoid), backByLoops(func(_, y, dy float64) float64 {
				return dy * (y - y*y)
			})), ""},
			{"matrices", ownLayerOf(keepsBoth(sigmoid), func(l *ownLayer, dy *mat.Dense) *mat.Dense {
				var square, dx mat.Dense
				square.MulElem(l.y, l.y)
				dx.Sub(l.y, &square)
				dx.MulElem(&dx, dy)
				return &dx
			}), ""},
			{"its own memory", ownLayerOf(keepsBoth(sigmoid), backInOwnMemory(slope)), ""},
			{"from the input", layerOf(sigmoid, func(x, _, dy float64) float64 {
				return dy * sigmoid(x) * sigmoid(-x)
			}), ""},
			{"cosh", layerOf(func(x float64) float64 { return 0.5 + math.Tanh(x/2)/2 }, func(x, _, dy float64) float64 {
				return dy / (2 + 2*math.Cosh(x))
			}), ""},
			{"exp of -|x|", layerOf(func(x float64) float64 {
				return 1 / (1 + math.Exp(-x))
			}, func(x, _, dy float64) float64 {
				e := math.Exp(-math.Abs(x))
				return dy * e / ((1 + e) * (1 + e))
			}), ""},
		},
		wrong: append(faultyLayers(sigmoid, slope, "a misunderstanding"), []answer{
			{"dy itself", layerOf(sigmoid, func(_, _, dy float64) float64 { return dy }), ""},
			{"forward difference", layerOf(sigmoid, layerDifference(sigmoid, 0, 1e-4)), "a misunderstanding"},
			{"h = 1e-5", layerOf(sigmoid, layerDifference(sigmoid, 1e-5, 1e-5)), "a misunderstanding"},
			{"h = 1e-6", layerOf(sigmoid, layerDifference(sigmoid, 1e-6, 1e-6)), "a misunderstanding"},
			{"float32", layerOf(sigmoid, func(_, y, dy float64) float64 {
				return float64(float32(dy) * float32(y) * (1 - float32(y)))
			}), "a misunderstanding"},
			{"overflow above", layerOf(sigmoid, func(x, _, dy float64) float64 {
				return dy * math.Exp(x) / math.Pow(1+math.Exp(x), 2)
			}), "overflow"},
			{"1 - y", layerOf(sigmoid, func(_, y, dy float64) float64 { return dy * (1 - y) }), ""},
			{"1 - y²", layerOf(sigmoid, func(_, y, dy float64) float64 { return dy * (1 - y*y) }), ""},
			{"sigmoid twice", layerOf(sigmoid, func(_, y, dy float64) float64 {
				return dy * sigmoid(y) * (1 - sigmoid(y))
			}), ""},
			{"a sum", layerOf(sigmoid, func(_, y, dy float64) float64 { return dy + y*(1-y) }), ""},
			{"a quarter", layerOf(sigmoid, func(_, _, dy float64) float64 { return dy / 4 }), ""},
			{"tanh", func() dl.Layer { return new(dl.TanhLayer) }, ""},
			{"y cut off", layerOf(sigmoid, func(_, y, dy float64) float64 {
				y = max(1e-7, min(1-1e-7, y))
				return dy * y * (1 - y)
			}), ""},
		}...),
	}
}

func tanhAnswers() answers {
	tanh := math.Tanh
	slope := func(y float64) float64 { return 1 - y*y }
	back := func(_, y, dy float64) float64 { return dy * (1 - y*y) }
	return answers{
		id: "5.7-7",
		right: []answer{
			{"the library's", func() dl.Layer { return new(dl.TanhLayer) }, ""},
			{"loops", ownLayerOf(keepsBoth(tanh), backByLoops(func(_, y, dy float64) float64 {
				return dy * (1 - y) * (1 + y)
			})), ""},
			{"its own memory", ownLayerOf(keepsBoth(tanh), backInOwnMemory(slope)), ""},
			{"from the sigmoid", layerOf(func(x float64) float64 { return 2*dl.Sigmoid(2*x) - 1 }, back), ""},
			{"exp of -2|x|", layerOf(func(x float64) float64 {
				e := math.Exp(-2 * math.Abs(x))
				return math.Copysign((1-e)/(1+e), x)
			}, back), ""},
			{"1/cosh²", layerOf(tanh, func(x, _, dy float64) float64 { return dy / math.Cosh(x) / math.Cosh(x) }), ""},
			{"tanh once more", layerOf(tanh, func(x, _, dy float64) float64 {
				return dy - dy*math.Pow(math.Tanh(x), 2)
			}), ""},
			{"cut off", layerOf(func(x float64) float64 {
				x = max(-300, min(300, x))
				return (math.Exp(x) - math.Exp(-x)) / (math.Exp(x) + math.Exp(-x))
			}, back), ""},
		},
		wrong: append(faultyLayers(tanh, slope, "a misunderstanding"), []answer{
			{"dy itself", layerOf(tanh, func(_, _, dy float64) float64 { return dy }), ""},
			{"central difference", layerOf(tanh, layerDifference(tanh, 1e-5, 1e-5)), "a misunderstanding"},
			{"backward difference", layerOf(tanh, layerDifference(tanh, 1e-4, 0)), "a misunderstanding"},
			{"float32", layerOf(func(x float64) float64 { return float64(float32(tanh(x))) }, back), "a misunderstanding"},
			{"overflow above only", layerOf(func(x float64) float64 {
				return (math.Exp(2*x) - 1) / (math.Exp(2*x) + 1)
			}, back), "overflow"},
			{"overflow below only", layerOf(func(x float64) float64 {
				return (1 - math.Exp(-2*x)) / (1 + math.Exp(-2*x))
			}, back), "overflow"},
			{"sinh and cosh", layerOf(func(x float64) float64 { return math.Sinh(x) / math.Cosh(x) }, back), "overflow"},
			{"squared dy", layerOf(tanh, func(_, y, dy float64) float64 { return dy * (1 - y*dy*y) }), ""},
			{"1 + y²", layerOf(tanh, func(_, y, dy float64) float64 { return dy * (1 + y*y) }), ""},
			{"the sign", layerOf(tanh, func(_, y, dy float64) float64 { return dy * (y*y - 1) }), ""},
			{"cosh", layerOf(tanh, func(x, _, dy float64) float64 { return dy / math.Cosh(x) }), ""},
			{"the tangent", layerOf(math.Tan, func(_, y, dy float64) float64 { return dy * (1 + y*y) }), ""},
			{"cut at 1", layerOf(func(x float64) float64 { return max(-1, min(1, x)) }, back), ""},
			{"half the argument", layerOf(func(x float64) float64 { return math.Tanh(x / 2) }, back), ""},
			{"sigmoid", func() dl.Layer { return new(dl.SigmoidLayer) }, ""},
			{"cut off too soon", layerOf(func(x float64) float64 { return tanh(max(-9, min(9, x))) }, back), ""},
			{"0/0 at 0", layerOf(tanh, func(x, y, dy float64) float64 { return dy * y * (1 - y*y) / tanh(x) }), ""},
		}...),
	}
}

// handAffine is an affine layer whose Backward is written out.
type handAffine struct {
	w, b, oldW *dl.Param
	x, first   mat.Matrix
	kept       *mat.Dense
	back       func(l *handAffine, dy *mat.Dense) *mat.Dense
}

func (l *handAffine) Params() []*dl.Param { return []*dl.Param{l.w, l.b} }

func (l *handAffine) Forward(x mat.Matrix) *mat.Dense {
	if l.first == nil {
		l.first = x
	}
	l.x = x
	var y mat.Dense
	y.Mul(x, l.w.Value)
	y.Apply(func(_, j int, v float64) float64 { return v + l.b.Value.At(0, j) }, &y)
	return &y
}

func (l *handAffine) Backward(dy *mat.Dense) *mat.Dense { return l.back(l, dy) }

func handAffineWith(back func(l *handAffine, dy *mat.Dense) *mat.Dense) affineMaker {
	return func(w, b *dl.Param) dl.Layer {
		return &handAffine{w: w, b: b, oldW: &dl.Param{Value: mat.DenseCopyOf(w.Value)}, back: back}
	}
}

// backAffine returns the three gradients.
func backAffine(x, w mat.Matrix, dy *mat.Dense) (dw, db, dx *mat.Dense) {
	dw, dx = new(mat.Dense), new(mat.Dense)
	dw.Mul(x.T(), dy)
	rows, cols := dy.Dims()
	db = mat.NewDense(1, cols, nil)
	for i := range rows {
		for j := range cols {
			db.Set(0, j, db.At(0, j)+dy.At(i, j))
		}
	}
	dx.Mul(dy, w.T())
	return dw, db, dx
}

// affineSetting is a Backward that sets the gradients, after change has done something to them.
func affineSetting(change func(l *handAffine, dw, db, dx, dy *mat.Dense)) affineMaker {
	return handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
		dw, db, dx := backAffine(l.x, l.w.Value, dy)
		change(l, dw, db, dx, dy)
		l.w.Grad.Copy(dw)
		l.b.Grad.Copy(db)
		return dx
	})
}

func affineAnswers() answers {
	return answers{"5.7-3", rightAffineLayers(), slices.Concat(
		forgetfulAffineLayers(), staleAffineLayers(), wrongAffineLayers(),
	)}
}

func rightAffineLayers() []answer {
	return []answer{
		{"the library's", func(w, b *dl.Param) dl.Layer { return dl.NewAffineLayer(w, b) }, ""},
		{"copied", affineSetting(func(*handAffine, *mat.Dense, *mat.Dense, *mat.Dense, *mat.Dense) {}), ""},
		{"new matrices", handAffineWith(func(l *handAffine, dy *mat.Dense) (dx *mat.Dense) {
			l.w.Grad, l.b.Grad, dx = backAffine(l.x, l.w.Value, dy)
			return dx
		}), ""},
		{"loops", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			inputs, outputs := l.w.Value.Dims()
			rows, _ := dy.Dims()
			l.w.Grad.Zero()
			l.b.Grad.Zero()
			dx := mat.NewDense(rows, inputs, nil)
			for n := range rows {
				for j := range outputs {
					d := dy.At(n, j)
					l.b.Grad.Set(0, j, l.b.Grad.At(0, j)+d)
					for i := range inputs {
						l.w.Grad.Set(i, j, l.w.Grad.At(i, j)+l.x.At(n, i)*d)
						dx.Set(n, i, dx.At(n, i)+d*l.w.Value.At(i, j))
					}
				}
			}
			return dx
		}), ""},
		{"ones, and transposed products", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			rows, _ := dy.Dims()
			var dw, dx mat.Dense
			dw.Mul(dy.T(), l.x)
			l.w.Grad.Copy(dw.T())
			l.b.Grad.Mul(mat.NewDense(1, rows, slices.Repeat([]float64{1}, rows)), dy)
			dx.Mul(l.w.Value, dy.T())
			return mat.DenseCopyOf(dx.T())
		}), ""},
		{"outer products", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			_, _, dx := backAffine(l.x, l.w.Value, dy)
			rows, _ := dy.Dims()
			l.w.Grad.Zero()
			l.b.Grad.Zero()
			for n := range rows {
				x := mat.Row(nil, n, l.x)
				l.w.Grad.RankOne(l.w.Grad, 1, mat.NewVecDense(len(x), x), dy.RowView(n))
				floats.Add(l.b.Grad.RawRowView(0), dy.RawRowView(n))
			}
			return dx
		}), ""},
	}
}

// forgetfulAffineLayers are layers that mix up batches, layers, and what is whose.
func forgetfulAffineLayers() []answer {
	var shared, sharedB mat.Dense
	return []answer{
		{"the first batch's input", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			dw, db, dx := backAffine(l.first, l.w.Value, dy)
			l.w.Grad.Copy(dw)
			l.b.Grad.Copy(db)
			return dx
		}), ""},
		{"the first weights", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			dw, db, dx := backAffine(l.x, l.oldW.Value, dy)
			l.w.Grad.Copy(dw)
			l.b.Grad.Copy(db)
			return dx
		}), ""},
		{"one gradient for all layers", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			dw, db, dx := backAffine(l.x, l.w.Value, dy)
			shared.CloneFrom(dw)
			sharedB.CloneFrom(db)
			l.w.Grad, l.b.Grad = &shared, &sharedB
			return dx
		}), ""},
		{"a gradient of its own", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			dw, db, dx := backAffine(l.x, l.w.Value, dy)
			l.kept = dw
			l.b.Grad.Copy(db)
			return dx
		}), ""},
		{"adds rows of b without a reset", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			dw, _, dx := backAffine(l.x, l.w.Value, dy)
			l.w.Grad.Copy(dw)
			rows, _ := dy.Dims()
			for i := range rows {
				floats.Add(l.b.Grad.RawRowView(0), dy.RawRowView(i))
			}
			return dx
		}), "accumulated"},
		{"learns at once", affineSetting(func(l *handAffine, dw, _, _, _ *mat.Dense) {
			l.w.Value.Sub(l.w.Value, dw)
		}), ""},
		{"gradients into the values", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			dw, db, dx := backAffine(l.x, l.w.Value, dy)
			l.w.Value.Copy(dw)
			l.b.Value.Copy(db)
			return dx
		}), ""},
	}
}

// staleAffineLayers are layers in which something of an earlier batch is left.
func staleAffineLayers() []answer {
	return []answer{
		{"the first input of a shape", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			x := mat.DenseCopyOf(l.x)
			if l.kept == nil || dl.ShapeOf(l.kept).String() != dl.ShapeOf(x).String() {
				l.kept = x
			}
			dw, db, dx := backAffine(l.kept, l.w.Value, dy)
			l.w.Grad.Copy(dw)
			l.b.Grad.Copy(db)
			return dx
		}), ""},
		{"0 times the old ones", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			dw, db, dx := backAffine(l.x, l.w.Value, dy)
			l.w.Grad.Scale(0, l.w.Grad)
			l.b.Grad.Scale(0, l.b.Grad)
			l.w.Grad.Add(l.w.Grad, dw)
			l.b.Grad.Add(l.b.Grad, db)
			return dx
		}), "accumulated"},
		{"0 times the old one of b", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			dw, db, dx := backAffine(l.x, l.w.Value, dy)
			l.w.Grad.Copy(dw)
			l.b.Grad.Scale(0, l.b.Grad)
			l.b.Grad.Add(l.b.Grad, db)
			return dx
		}), "accumulated"},
	}
}

func wrongAffineLayers() []answer {
	average := func(m, dy *mat.Dense) { m.Scale(1/float64(dy.RawMatrix().Rows), m) }
	return []answer{
		{"W not transposed, dl.Dot", handAffineWith(func(l *handAffine, dy *mat.Dense) *mat.Dense {
			l.w.Grad, l.b.Grad, _ = backAffine(l.x, l.w.Value, dy)
			return dl.Dot(dy, l.w.Value)
		}), "transposed"},
		{"dyᵀ·x in a new matrix", handAffineWith(func(l *handAffine, dy *mat.Dense) (dx *mat.Dense) {
			_, l.b.Grad, dx = backAffine(l.x, l.w.Value, dy)
			l.w.Grad = dl.Dot(dy.T(), l.x)
			return dx
		}), "transposed"},
		{"the mean of b", affineSetting(func(_ *handAffine, _, db, _, dy *mat.Dense) { average(db, dy) }), ""},
		{"the mean of W", affineSetting(func(_ *handAffine, dw, _, _, dy *mat.Dense) { average(dw, dy) }), ""},
		{"the mean of x", affineSetting(func(_ *handAffine, _, _, dx, dy *mat.Dense) { average(dx, dy) }), ""},
		{"the last row for b", affineSetting(func(_ *handAffine, _, db, _, dy *mat.Dense) {
			db.SetRow(0, dy.RawRowView(dy.RawMatrix().Rows-1))
		}), ""},
		{"all of dy for each b", affineSetting(func(_ *handAffine, _, db, _, dy *mat.Dense) {
			db.Apply(func(int, int, float64) float64 { return mat.Sum(dy) }, db)
		}), ""},
		{"b forgotten", affineSetting(func(_ *handAffine, _, db, _, _ *mat.Dense) { db.Zero() }), ""},
		{"the bias in dx", affineSetting(func(l *handAffine, _, _, dx, _ *mat.Dense) {
			dx.Apply(func(_, _ int, v float64) float64 { return v + l.b.Value.At(0, 0) }, dx)
		}), ""},
		{"clears dy", affineSetting(func(_ *handAffine, _, _, _, dy *mat.Dense) { dy.Zero() }), "changes its argument"},
		{"clears x", affineSetting(func(l *handAffine, _, _, _, _ *mat.Dense) { l.x.(*mat.Dense).Zero() }), ""},
		{"dx = dy", affineSetting(func(_ *handAffine, _, _, dx, dy *mat.Dense) {
			dx.Apply(func(i, j int, _ float64) float64 { return dy.At(i, j%dy.RawMatrix().Cols) }, dx)
		}), ""},
	}
}

func lossBackwardAnswers() answers {
	return answers{id: "5.7-4", right: rightLossBackward(), wrong: append(wrongLossFormulas(), wrongLossBackward()...)}
}

// lossGradientOf makes each entry from y, from t, which is 1 or 0, and from the number of samples.
func lossGradientOf(of func(y, t, n float64) float64) lossGradient {
	return func(y *mat.Dense, labels []int) *mat.Dense {
		var dx mat.Dense
		dx.Apply(func(i, k int, v float64) float64 {
			if k == labels[i] {
				return of(v, 1, float64(len(labels)))
			}
			return of(v, 0, float64(len(labels)))
		}, y)
		return &dx
	}
}

func rightLossGradient(y *mat.Dense, labels []int) *mat.Dense {
	return lossGradientOf(func(y, t, n float64) float64 { return (y - t) / n })(y, labels)
}

func rightLossBackward() []answer {
	return []answer{
		{"entry by entry", rightLossGradient, ""},
		{"one-hot", func(y *mat.Dense, labels []int) *mat.Dense {
			_, classes := y.Dims()
			var dx mat.Dense
			dx.Sub(y, dl.OneHot(labels, classes))
			dx.Scale(1/float64(len(labels)), &dx)
			return &dx
		}, ""},
		{"shares of y and of 1", lossGradientOf(func(y, t, n float64) float64 { return y/n - t/n }), ""},
		{"the library's, by logarithms", func(y *mat.Dense, labels []int) *mat.Dense {
			var loss dl.SoftmaxWithLoss
			loss.Forward(mappedMatrix(func(v float64) float64 { return math.Log(max(v, 1e-300)) }, y), dl.Labels(labels))
			return loss.Backward()
		}, ""},
		{"in a copy, restored", func(y *mat.Dense, labels []int) *mat.Dense {
			for i, label := range labels {
				y.Set(i, label, y.At(i, label)-1)
			}
			var dx mat.Dense
			dx.Scale(1/float64(len(labels)), y)
			for i, label := range labels {
				y.Set(i, label, y.At(i, label)+1)
			}
			return &dx
		}, ""},
		{"row by row", func(y *mat.Dense, labels []int) *mat.Dense {
			var rows []float64
			for i, label := range labels {
				row := mat.Row(nil, i, y)
				row[label]--
				floats.Scale(1/float64(len(labels)), row)
				rows = append(rows, row...)
			}
			return mat.NewDense(len(labels), len(rows)/len(labels), rows)
		}, ""},
	}
}

func wrongLossFormulas() []answer {
	return []answer{
		{"the label alone divided", lossGradientOf(func(y, t, n float64) float64 { return y - t/n }), "missing parentheses"},
		{"y alone divided", lossGradientOf(func(y, t, n float64) float64 { return y/n - t }), ""},
		{"-t/y", lossGradientOf(func(y, t, n float64) float64 { return -t / y / n }), ""},
		{"the labels' entries alone", lossGradientOf(func(y, t, n float64) float64 { return (y - 1) * t / n }), ""},
		{"all entries less 1", lossGradientOf(func(y, _, n float64) float64 { return (y - 1) / n }), ""},
		{"the softmax again", lossGradientOf(func(y, t, n float64) float64 { return (y - t) * y * (1 - y) / n }), ""},
		{"half", lossGradientOf(func(y, t, n float64) float64 { return (y - t) / (2 * n) }), ""},
		{"times n", lossGradientOf(func(y, t, n float64) float64 { return (y - t) * n }), ""},
		{"n·n", lossGradientOf(func(y, t, n float64) float64 { return (y - t) / (n * n) }), ""},
	}
}

func wrongLossBackward() []answer {
	var calls int
	var sum, memory mat.Dense
	return []answer{
		{"by all entries", func(y *mat.Dense, labels []int) *mat.Dense {
			dx := rightLossGradient(y, labels)
			_, classes := y.Dims()
			dx.Scale(1/float64(classes), dx)
			return dx
		}, ""},
		{"the best guess for the label", func(y *mat.Dense, labels []int) *mat.Dense {
			guesses := make([]int, len(labels))
			for i := range guesses {
				guesses[i] = dl.ArgMax(y.RawRowView(i))
			}
			return rightLossGradient(y, guesses)
		}, ""},
		{"the first label", func(y *mat.Dense, labels []int) *mat.Dense {
			return rightLossGradient(y, slices.Repeat(labels[:1], len(labels)))
		}, ""},
		{"labels in order", func(y *mat.Dense, labels []int) *mat.Dense {
			return rightLossGradient(y, slices.Sorted(slices.Values(labels)))
		}, ""},
		{"sorts labels", func(y *mat.Dense, labels []int) *mat.Dense {
			dx := rightLossGradient(y, labels)
			slices.Sort(labels)
			return dx
		}, "changes its argument"},
		{"changes y", func(y *mat.Dense, labels []int) *mat.Dense {
			dx := rightLossGradient(y, labels)
			y.Zero()
			return dx
		}, "changes its argument"},
		{"transposed", func(y *mat.Dense, labels []int) *mat.Dense {
			return mat.DenseCopyOf(rightLossGradient(y, labels).T())
		}, ""},
		{"adds up", func(y *mat.Dense, labels []int) *mat.Dense {
			dx := rightLossGradient(y, labels)
			if calls++; calls > 1 && dl.ShapeOf(dx).String() == dl.ShapeOf(&sum).String() {
				dx.Add(dx, &sum)
			}
			sum.CloneFrom(dx)
			return dx
		}, ""},
		{"the same memory", func(y *mat.Dense, labels []int) *mat.Dense {
			memory.CloneFrom(rightLossGradient(y, labels))
			return &memory
		}, ""},
		{"the first samples", func(y *mat.Dense, labels []int) *mat.Dense {
			dx := mat.DenseCopyOf(rightLossGradient(y, labels))
			rows, cols := dx.Dims()
			for i := 3; i < rows; i++ {
				dx.SetRow(i, make([]float64, cols))
			}
			return dx
		}, ""},
	}
}

func largestDifferenceAnswers() answers {
	wrong := slices.Concat(largestWithNaN(), wrongLargest(), misusedLargest())
	return answers{id: "5.7-5", right: rightLargest(), wrong: wrong}
}

func absDifferences(a, b []float64) []float64 {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = math.Abs(a[i] - b[i])
	}
	return d
}

func recursiveLargest(a, b []float64) float64 {
	if len(a) == 0 {
		return 0
	}
	return max(math.Abs(a[0]-b[0]), recursiveLargest(a[1:], b[1:]))
}

// largestBy takes each difference that is larger than the largest so far.
func largestBy(larger func(d, largest float64) bool) largestOf {
	return func(a, b []float64) (largest float64) {
		for _, d := range absDifferences(a, b) {
			if larger(d, largest) {
				largest = d
			}
		}
		return largest
	}
}

// nanIf returns NaN where it is found, and else the largest of what is not NaN.
func nanIf(found func(a, b []float64) bool) largestOf {
	return func(a, b []float64) float64 {
		if found(a, b) {
			return math.NaN()
		}
		return largestBy(func(d, largest float64) bool { return d > largest })(a, b)
	}
}

func rightLargest() []answer {
	return []answer{
		{"recursive", recursiveLargest, ""},
		{"slices.Max", func(a, b []float64) float64 { return slices.Max(absDifferences(a, b)) }, ""},
		{"math.Max", func(a, b []float64) float64 {
			largest := math.Inf(-1)
			for _, d := range absDifferences(a, b) {
				if math.IsNaN(d) {
					return d
				}
				largest = math.Max(largest, d)
			}
			return largest
		}, ""},
		{"square roots", func(a, b []float64) float64 {
			largest := 0.0
			for i := range a {
				largest = max(largest, math.Sqrt((a[i]-b[i])*(a[i]-b[i])))
			}
			return largest
		}, ""},
		{"floats.HasNaN", nanIf(func(a, b []float64) bool { return floats.HasNaN(a) || floats.HasNaN(b) }), ""},
		{"a + b", nanIf(func(a, b []float64) bool { return math.IsNaN(floats.Sum(a) + floats.Sum(b)) }), ""},
		{"sorted", func(a, b []float64) float64 {
			d := slices.Sorted(slices.Values(absDifferences(a, b))) // NaN is less than all others
			if math.IsNaN(d[0]) {
				return d[0]
			}
			return d[len(d)-1]
		}, ""},
		{"returns at once", func(a, b []float64) (largest float64) {
			for i := range a {
				d := a[i] - b[i]
				if d != d {
					return d
				}
				largest = max(largest, d, -d)
			}
			return largest
		}, ""},
		{"both ways", func(a, b []float64) float64 {
			var ab, ba float64
			for i := range a {
				ab, ba = max(ab, a[i]-b[i]), max(ba, b[i]-a[i])
			}
			return max(ab, ba)
		}, ""},
	}
}

func largestWithNaN() []answer {
	return []answer{
		{"NaN of a only", nanIf(func(a, _ []float64) bool { return floats.HasNaN(a) }), ""},
		{"NaN of b only", nanIf(func(_, b []float64) bool { return floats.HasNaN(b) }), ""},
		{"NaN of both", nanIf(func(a, b []float64) bool { return floats.HasNaN(a) && floats.HasNaN(b) }), ""},
		{"NaN at the end only", nanIf(func(a, b []float64) bool { return math.IsNaN(a[len(a)-1] - b[len(b)-1]) }), ""},
		{"NaN at the beginning only", nanIf(func(a, b []float64) bool {
			return math.IsNaN(a[0] - b[0])
		}), "NaN slips through"},
		{"NaN is 0", largestBy(func(d, largest float64) bool { return d >= largest }), "NaN slips through"},
		{"not less", largestBy(func(d, largest float64) bool { return !(d <= largest) }), ""},
		{"gonum's norm", func(a, b []float64) float64 {
			return floats.Distance(a, b, math.Inf(1))
		}, "NaN slips through"},
		{"math.Max", func(a, b []float64) (largest float64) {
			for _, d := range absDifferences(a, b) {
				largest = math.Max(largest, d)
			}
			return largest
		}, "NaN slips through"},
		{"infinite for NaN", func(a, b []float64) float64 {
			if d := slices.Max(absDifferences(a, b)); !math.IsNaN(d) {
				return d
			}
			return math.Inf(1)
		}, ""},
	}
}

func wrongLargest() []answer {
	return []answer{
		{"sum", func(a, b []float64) float64 { return floats.Sum(absDifferences(a, b)) }, ""},
		{"squared", func(a, b []float64) float64 { d := slices.Max(absDifferences(a, b)); return d * d }, ""},
		{"euclidean", func(a, b []float64) float64 { return floats.Norm(absDifferences(a, b), 2) }, ""},
		{"of the largest", func(a, b []float64) float64 { return math.Abs(slices.Max(a) - slices.Max(b)) }, ""},
		{"abs first", func(a, b []float64) float64 {
			largest := 0.0
			for i := range a {
				largest = max(largest, math.Abs(math.Abs(a[i])-math.Abs(b[i])))
			}
			return largest
		}, ""},
		{"b - a without abs", func(a, b []float64) float64 {
			largest := 0.0
			for i := range a {
				largest = max(largest, b[i]-a[i])
			}
			return largest
		}, "the absolute value is missing"},
		{"b - a without abs, if", func(a, b []float64) float64 {
			largest := 0.0
			for i := range a {
				if d := b[i] - a[i]; d > largest {
					largest = d
				}
			}
			return largest
		}, "the absolute value is missing"},
		{"abs last", func(a, b []float64) float64 {
			largest := math.Inf(-1)
			for i := range a {
				largest = max(largest, a[i]-b[i])
			}
			return math.Abs(largest)
		}, ""},
		{"relative", func(a, b []float64) float64 {
			return slices.Max(absDifferences(a, b)) / max(1, floats.Norm(a, 2))
		}, ""},
		{"the smallest", func(a, b []float64) float64 { return slices.Min(absDifferences(a, b)) }, ""},
		{"the last", func(a, b []float64) float64 { d := absDifferences(a, b); return d[len(d)-1] }, ""},
		{"without the last", func(a, b []float64) float64 {
			return slices.Max(append(absDifferences(a, b)[:len(a)-1], 0))
		}, ""},
	}
}

// misusedLargest are right once, or to a few digits, or for a caller who looks away.
func misusedLargest() []answer {
	most := 0.0
	return []answer{
		{"small ones are 0", func(a, b []float64) float64 {
			if d := slices.Max(absDifferences(a, b)); !(d < 1e-6) {
				return d
			}
			return 0
		}, ""},
		{"starts at 1e-10", func(a, b []float64) float64 { return max(1e-10, slices.Max(absDifferences(a, b))) }, ""},
		{"cut off", func(a, b []float64) float64 { return min(1e6, slices.Max(absDifferences(a, b))) }, ""},
		{"float32", func(a, b []float64) float64 {
			var largest float32
			for i := range a {
				largest = max(largest, float32(a[i])-float32(b[i]), float32(b[i])-float32(a[i]))
			}
			return float64(largest)
		}, ""},
		{"of all calls", func(a, b []float64) float64 {
			if most = max(most, slices.Max(absDifferences(a, b))); math.IsNaN(most) {
				most = 0
				return math.NaN()
			}
			return most
		}, ""},
		{"into a", func(a, b []float64) float64 {
			floats.Sub(a, b)
			return slices.Max(absDifferences(a, make([]float64, len(a))))
		}, "changes its argument"},
		{"sorts", func(a, b []float64) float64 {
			d := slices.Max(absDifferences(a, b))
			slices.Sort(b)
			return d
		}, "changes its argument"},
		{"of the sorted", func(a, b []float64) float64 {
			return slices.Max(absDifferences(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))))
		}, ""},
	}
}

func backThroughAnswers() answers {
	return answers{id: "5.7-8", right: rightPasses(), wrong: append(wrongPasses(), wrongStarts()...)}
}

func goAhead(layers []dl.Layer, x mat.Matrix) mat.Matrix {
	for _, l := range layers {
		x = l.Forward(x)
	}
	return x
}

func goBack(layers []dl.Layer, dy *mat.Dense) *mat.Dense {
	for _, l := range slices.Backward(layers) {
		dy = l.Backward(dy)
	}
	return dy
}

func rightPass(layers []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
	loss.Forward(goAhead(layers, x), t)
	return goBack(layers, loss.Backward())
}

func recursivePass(layers []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
	if len(layers) == 0 {
		loss.Forward(x, t)
		return loss.Backward()
	}
	return layers[0].Backward(recursivePass(layers[1:], loss, layers[0].Forward(x), t))
}

func rightPasses() []answer {
	return []answer{
		{"two loops", rightPass, ""},
		{"recursive", recursivePass, ""},
		{"a copy in reverse", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			reverse := slices.Clone(ls)
			slices.Reverse(reverse)
			loss.Forward(goAhead(ls, x), t)
			dy := loss.Backward()
			for _, l := range reverse {
				dy = l.Backward(dy)
			}
			return dy
		}, ""},
		{"deferred", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) (dy *mat.Dense) {
			for _, l := range ls {
				defer func() { dy = l.Backward(dy) }()
				x = l.Forward(x)
			}
			loss.Forward(x, t)
			return loss.Backward()
		}, ""},
		{"forward twice, copies", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			loss.Forward(goAhead(ls, mat.DenseCopyOf(x)), t)
			loss.Forward(mat.DenseCopyOf(goAhead(ls, x)), t)
			return mat.DenseCopyOf(goBack(ls, mat.DenseCopyOf(loss.Backward())))
		}, ""},
	}
}

func wrongPasses() []answer {
	var first *mat.Dense
	return []answer{
		{"by differences", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			rows, cols := x.Dims()
			dx := dl.NumericalGradient(nil, func(v []float64) float64 {
				return loss.Forward(goAhead(ls, mat.NewDense(rows, cols, v)), t)
			}, mat.DenseCopyOf(x).RawMatrix().Data)
			return mat.NewDense(rows, cols, dx)
		}, ""},
		{"a softmax of its own", func(ls []dl.Layer, _ *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			y := dl.SoftmaxRows(nil, goAhead(ls, x))
			y.Apply(func(i, k int, v float64) float64 { return (v - t.At(i, k)) / float64(t.Len()) }, y)
			return goBack(ls, y)
		}, "a misunderstanding"},
		{"without the loss's forward", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, _ dl.Targets) *mat.Dense {
			goAhead(ls, x)
			return goBack(ls, loss.Backward())
		}, "no forward pass"},
		{"without the last layer", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			loss.Forward(goAhead(ls, x), t)
			return goBack(ls[:len(ls)-1], loss.Backward())
		}, ""},
		{"x into each layer", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			var y mat.Matrix
			for _, l := range ls {
				y = l.Forward(x)
			}
			loss.Forward(y, t)
			return goBack(ls, loss.Backward())
		}, ""},
		{"the first batch for ever", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			if first == nil || first.RawMatrix().Cols != mat.DenseCopyOf(x).RawMatrix().Cols {
				first = mat.DenseCopyOf(rightPass(ls, loss, x, t))
			}
			return first
		}, ""},
		{"affine layers only", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			loss.Forward(goAhead(ls, x), t)
			dy := loss.Backward()
			for _, l := range slices.Backward(ls) {
				if len(l.Params()) > 0 {
					dy = l.Backward(dy)
				}
			}
			return dy
		}, ""},
		{"clears x", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			dx := mat.DenseCopyOf(rightPass(ls, loss, x, t))
			x.(*mat.Dense).Zero()
			return dx
		}, "changes its argument"},
	}
}

// wrongStarts go back from something other than the gradient of the loss, or scale it.
func wrongStarts() []answer {
	return []answer{
		{"the class 0", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			return rightPass(ls, loss, x, make(dl.Labels, t.Len()))
		}, ""},
		{"forward only", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			loss.Forward(goAhead(ls, x), t)
			return loss.Y()
		}, ""},
		{"every layer twice", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			loss.Forward(goAhead(ls, x), t)
			dy := loss.Backward()
			for _, l := range slices.Backward(ls) {
				l.Backward(dy)
				dy = mat.DenseCopyOf(l.Backward(dy))
			}
			dy.Scale(2, dy)
			return dy
		}, ""},
		{"from the scores", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			loss.Forward(goAhead(ls, x), t)
			return goBack(ls, mat.DenseCopyOf(goAhead(ls, x)))
		}, ""},
		{"from the probabilities", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			loss.Forward(goAhead(ls, x), t)
			return goBack(ls, mat.DenseCopyOf(loss.Y()))
		}, ""},
		{"from ones", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			loss.Forward(goAhead(ls, x), t)
			return goBack(ls, mappedMatrix(func(float64) float64 { return 1 }, loss.Y()))
		}, ""},
		{"the sum over the samples", func(ls []dl.Layer, loss *dl.SoftmaxWithLoss, x mat.Matrix, t dl.Targets) *mat.Dense {
			loss.Forward(goAhead(ls, x), t)
			dy := mat.DenseCopyOf(loss.Backward())
			dy.Scale(float64(t.Len()), dy)
			return goBack(ls, dy)
		}, ""},
	}
}
