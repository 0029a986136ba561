package exercises

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
)

func answers55() []answers { return []answers{throughSigmoidsAnswers(), softplusAnswers()} }

// sigmoidsInARow is what throughSigmoids differentiates.
func sigmoidsInARow(x float64, n int) float64 {
	for range n {
		x = dl.Sigmoid(x)
	}
	return x
}

func sigmoidsRecursively(x float64, n int) float64 {
	if n == 0 {
		return 1
	}
	return dl.SigmoidGrad(x) * sigmoidsRecursively(dl.Sigmoid(x), n-1)
}

func throughSigmoidsAnswers() answers {
	product := func(slope func(x float64) float64) throughN {
		return func(x float64, n int) float64 {
			p := 1.0
			for range n {
				p *= slope(x)
				x = dl.Sigmoid(x)
			}
			return p
		}
	}
	return answers{
		id: "5.5-1",
		right: []answer{
			{"recursive", sigmoidsRecursively, ""},
			{"y - y²", product(func(x float64) float64 { y := dl.Sigmoid(x); return y - y*y }), ""},
			{"exp of -|x|", product(func(x float64) float64 {
				e := math.Exp(-math.Abs(x))
				return e / ((1 + e) * (1 + e))
			}), ""},
			{"outputs first, then back", func(x float64, n int) float64 {
				outputs := make([]float64, n)
				for i := range outputs {
					x = dl.Sigmoid(x)
					outputs[i] = x
				}
				grad := 1.0
				for i := n - 1; i >= 0; i-- {
					grad *= outputs[i] * (1 - outputs[i])
				}
				return grad
			}, ""},
			{"layers", func(x float64, n int) float64 {
				layers := make([]dl.SigmoidLayer, n)
				y := mat.NewDense(1, 1, []float64{x})
				for i := range layers {
					y = layers[i].Forward(y)
				}
				dy := mat.NewDense(1, 1, []float64{1})
				for i := n - 1; i >= 0; i-- {
					dy = layers[i].Backward(dy)
				}
				return dy.At(0, 0)
			}, ""},
			{"logarithms", func(x float64, n int) float64 {
				sum := 0.0
				for range n {
					y := dl.Sigmoid(x)
					sum += math.Log(y) + math.Log(1-y)
					x = y
				}
				return math.Exp(sum)
			}, ""},
		},
		wrong: []answer{
			{"one sigmoid too many", func(x float64, n int) float64 { return sigmoidsRecursively(x, n+1) }, ""},
			{"one too few", func(x float64, n int) float64 { return sigmoidsRecursively(x, max(n-1, 0)) }, ""},
			{"the first only", func(x float64, n int) float64 { return sigmoidsRecursively(x, min(n, 1)) }, ""},
			{"forward difference", func(x float64, n int) float64 {
				return (sigmoidsInARow(x+1e-2, n) - sigmoidsInARow(x, n)) / 1e-2
			}, ""},
			{"a step that is too small", func(x float64, n int) float64 {
				return (sigmoidsInARow(x+1e-14, n) - sigmoidsInARow(x-1e-14, n)) / 2e-14
			}, ""},
			{"a mean", func(x float64, n int) float64 {
				sum := 0.0
				for i := range n {
					sum += dl.SigmoidGrad(sigmoidsInARow(x, i))
				}
				return sum / float64(n)
			}, ""},
			{"negative", func(x float64, n int) float64 { return -sigmoidsRecursively(x, n) }, ""},
			{"the output", sigmoidsInARow, "a misunderstanding"},
			{"quarters", func(_ float64, n int) float64 { return 1 / math.Pow(4, float64(n)) }, "a misunderstanding"},
			{"small ones are 0", func(x float64, n int) float64 {
				if d := sigmoidsRecursively(x, n); d > 1e-4 {
					return d
				}
				return 0
			}, ""},
			{"overflow above", product(func(x float64) float64 {
				return math.Exp(x) / math.Pow(1+math.Exp(x), 2)
			}), ""},
		},
	}
}

func softplusAnswers() answers {
	softplus := softplusOf
	slope := func(y float64) float64 { return -math.Expm1(-y) } // by the output: 1 - exp(-y)
	wrong := append(faultyLayers(softplus, slope, ""), []answer{
		{"dy itself", layerOf(softplus, func(_, _, dy float64) float64 { return dy }), ""},
		{"forward difference", layerOf(softplus, layerDifference(softplus, 0, 1e-4)), "a misunderstanding"},
		{"h = 1e-5", layerOf(softplus, layerDifference(softplus, 1e-5, 1e-5)), "a misunderstanding"},
		{"float32", layerOf(softplus, func(x, _, dy float64) float64 {
			return float64(float32(dy) * float32(dl.Sigmoid(x)))
		}), "a misunderstanding"},
		{"overflow by exp(y)", layerOf(softplus, func(x, y, dy float64) float64 {
			return dy * math.Exp(x) / math.Exp(y)
		}), "overflow"},
		{"the sign", layerOf(softplus, func(x, _, dy float64) float64 { return -dy * dl.Sigmoid(x) }), ""},
		{"a sum", layerOf(softplus, func(x, _, dy float64) float64 { return dy + dl.Sigmoid(x) }), ""},
		{"dy in the sigmoid", layerOf(softplus, func(x, _, dy float64) float64 { return dl.Sigmoid(x * dy) }), ""},
		{"half everywhere", layerOf(softplus, func(_, _, dy float64) float64 { return dy / 2 }), ""},
		{"the output", layerOf(softplus, func(_, y, dy float64) float64 { return dy * y }), ""},
		{"ReLU's layer", func() dl.Layer { return new(dl.ReLULayer) }, ""},
		{"cut off too soon", layerOf(softplus, func(x, _, dy float64) float64 {
			return dy * dl.Sigmoid(max(-3, min(3, x)))
		}), ""},
	}...)
	return answers{
		id: "5.5-2",
		right: []answer{
			{"by the output", ownLayerOf(keepsBoth(softplus), backBy(slope)), ""},
			{"1 - exp(-y)", layerOf(softplus, func(_, y, dy float64) float64 { return dy * (1 - math.Exp(-y)) }), ""},
			{"loops", ownLayerOf(keepsBoth(softplus), backByLoops(func(x, _, dy float64) float64 {
				return dy / (1 + math.Exp(-x))
			})), ""},
			{"its own memory", ownLayerOf(keepsBoth(softplus), backInOwnMemory(slope)), ""},
			{"by tanh", layerOf(softplus, func(x, _, dy float64) float64 { return dy * (1 + math.Tanh(x/2)) / 2 }), ""},
			{"exp, then + 1, then ln", layerOf(softplus, func(x, _, dy float64) float64 {
				if x > 30 {
					return dy
				}
				u := math.Exp(x)
				return dy * (1 / (1 + u)) * u
			}), ""},
		},
		wrong: wrong,
	}
}
