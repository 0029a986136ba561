package dl_test

import (
	"fmt"
	"math"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

func TestGoldenLosses(t *testing.T) {
	for _, name := range []string{"S2_class2_right", "S2_class2_wrong", "S1_as_written_y_onehot_t_probs", "S1_roles_exchanged"} {
		var in struct{ Y, T []float64 }
		var out struct{ Value float64 }
		golden(t, "mse/"+name, &in, &out).near(t, "value", dl.SumSquaredError(in.Y, in.T), out.Value)
		golden(t, "ce_sum/"+name, &in, &out).near(t, "value", dl.CrossEntropy(in.Y, in.T), out.Value)
	}
}

func TestGoldenBatchLosses(t *testing.T) {
	var in struct {
		Y       [][]float64
		OneHot  [][]float64 `json:"t_onehot"`
		Labels  dl.Labels   `json:"t_labels"`
		Targets [][]float64 `json:"t"`
	}
	var out struct {
		FromLabels float64   `json:"from_labels"`
		FromOneHot float64   `json:"from_onehot"`
		RowValues  []float64 `json:"row_values"`
		MSE        float64   `json:"mse_divided_by_rows"`
		MSESum     float64   `json:"mse_all_rows_summed"`
	}
	c := golden(t, "ce_batch/onehot_and_labels", &in, &out)
	y, oneHot := dense(in.Y), dl.Rows{Dense: dense(in.OneHot)}
	c.near(t, "from labels", dl.CrossEntropyBatch(y, in.Labels), out.FromLabels)
	c.near(t, "from one-hot rows", dl.CrossEntropyBatch(y, oneHot), out.FromOneHot)
	c.near(t, "squared error", dl.SumSquaredErrorBatch(y, in.Labels), out.MSE)
	c.near(t, "squared error of one-hot rows", dl.SumSquaredErrorBatch(y, oneHot), out.MSE)
	var rows []float64
	var summed float64
	for i := range in.Y {
		rows = append(rows, dl.CrossEntropy(in.Y[i], in.OneHot[i]))
		summed += dl.SumSquaredError(in.Y[i], in.OneHot[i])
	}
	c.near(t, "row values", rows, out.RowValues)
	c.near(t, "squared error, summed", summed, out.MSESum)

	var softOut struct {
		AsCoded     float64 `json:"as_coded_argmax"`
		FullFormula float64 `json:"full_formula_mean"`
		ArgMax      []int
	}
	c = golden(t, "ce_batch/soft_targets", &in, &softOut)
	soft := dl.Rows{Dense: dense(in.Targets)}
	c.near(t, "as coded", dl.CrossEntropyBatch(dense(in.Y), soft), softOut.AsCoded)
	var labels []int
	var full float64
	for i := range soft.Len() {
		labels = append(labels, soft.Label(i))
		full += dl.CrossEntropy(in.Y[i], in.Targets[i]) / float64(soft.Len())
	}
	equal(t, "arg max", labels, softOut.ArgMax)
	c.near(t, "full formula", full, softOut.FullFormula)
}

func TestGoldenSingleRow(t *testing.T) {
	var in struct {
		Y      []float64
		Label  int       `json:"t_label"`
		OneHot []float64 `json:"t_onehot"`
	}
	var out struct{ Value float64 }
	c := golden(t, "ce_batch/single_row", &in, &out)
	y := dense([][]float64{in.Y})
	c.near(t, "label", dl.CrossEntropyBatch(y, dl.Labels{in.Label}), out.Value)
	c.near(t, "one-hot", dl.CrossEntropyBatch(y, dl.Rows{Dense: dense([][]float64{in.OneHot})}), out.Value)
}

func TestGoldenLogCurve(t *testing.T) {
	var in struct{ Y []float64 }
	var out struct {
		Ln      []float64
		MinusLn []float64 `json:"minus_ln"`
	}
	c := golden(t, "log_curve", &in, &out)
	for i, y := range in.Y {
		c.near(t, fmt.Sprintf("ln %v", y), dl.Log(y), out.Ln[i])
		c.near(t, fmt.Sprintf("-ln %v", y), -dl.Log(y), out.MinusLn[i])
	}
}

func TestGoldenActivations(t *testing.T) {
	var in struct{ X []float64 }
	var out struct {
		Sigmoid     []float64
		SigmoidGrad []float64 `json:"sigmoid_grad"`
		Step, ReLU  []float64
	}
	c := golden(t, "activations", &in, &out)
	for i, x := range in.X {
		c.near(t, fmt.Sprintf("Sigmoid(%v)", x), dl.Sigmoid(x), out.Sigmoid[i])
		c.near(t, fmt.Sprintf("SigmoidGrad(%v)", x), dl.SigmoidGrad(x), out.SigmoidGrad[i])
		c.near(t, fmt.Sprintf("StepFunction(%v)", x), dl.StepFunction(x), out.Step[i])
		c.near(t, fmt.Sprintf("ReLU(%v)", x), dl.ReLU(x), out.ReLU[i])
	}
}

func TestGoldenSoftmax(t *testing.T) {
	for i, matrix := range []bool{false, false, true, false, false, true} {
		id := fmt.Sprintf("softmax/%d", i)
		if matrix {
			var in struct{ X [][]float64 }
			var out struct {
				Y      [][]float64
				ArgMax []int
			}
			c := golden(t, id, &in, &out)
			y := dl.SoftmaxRows(nil, dense(in.X))
			c.near(t, "y", y, out.Y)
			for r, want := range out.ArgMax {
				equal(t, id+" arg max", dl.ArgMax(y.RawRowView(r)), want)
			}
			continue
		}
		var in struct{ X []float64 }
		var out struct {
			Y      []float64
			ArgMax int
		}
		c := golden(t, id, &in, &out)
		y := dl.Softmax(nil, in.X)
		c.near(t, "y", y, out.Y)
		equal(t, id+" arg max", dl.ArgMax(y), out.ArgMax)
	}
}

// parabola is the curve of section 4.3.2, bowl the surface of section 4.3.3.
func parabola(x float64) float64 { return 0.01*(x*x) + 0.1*x }
func bowl(x []float64) float64   { return float64(x[0]*x[0]) + float64(x[1]*x[1]) }

func TestGoldenDifferences(t *testing.T) {
	var in struct{ X []float64 }
	var tiny struct {
		Rows []struct {
			H       float64
			Forward []float64 `json:"forward_float64"`
		}
	}
	c := golden(t, "diff/tiny_h", &in, &tiny)
	for _, row := range tiny.Rows {
		for i, x := range in.X {
			c.near(t, fmt.Sprintf("h = %v", row.H), dl.ForwardDiff(parabola, x, row.H), row.Forward[i])
		}
	}

	var out struct {
		Rows []struct{ X, Forward, Central float64 }
	}
	c = golden(t, "diff/h1e-4", nil, &out)
	for _, row := range out.Rows {
		c.near(t, "forward", dl.ForwardDiff(parabola, row.X, dl.DiffStep), row.Forward)
		c.near(t, "central", dl.NumericalDiff(parabola, row.X), row.Central)
	}
}

func TestGoldenTangent(t *testing.T) {
	var in struct {
		X []float64 `json:"sample_x"`
	}
	var out struct {
		Curve []float64 `json:"curve_at_samples"`
		Lines []struct {
			X, Slope, Intercept float64
			At                  []float64 `json:"at_samples"`
		}
	}
	c := golden(t, "diff/tangent", &in, &out)
	for i, x := range in.X {
		c.near(t, "curve", parabola(x), out.Curve[i])
	}
	for _, line := range out.Lines {
		slope, intercept := dl.TangentLine(parabola, line.X)
		c.near(t, "slope", slope, line.Slope)
		c.near(t, "intercept", intercept, line.Intercept)
		for i, x := range in.X {
			c.near(t, "line", slope*x+intercept, line.At[i])
		}
	}
}

func TestGoldenPartials(t *testing.T) {
	var out struct {
		Rows []struct {
			Point []float64
			X0    float64 `json:"d_x0"`
			X1    float64 `json:"d_x1"`
		}
	}
	c := golden(t, "partials", nil, &out)
	for _, row := range out.Rows {
		a, b := row.Point[0], row.Point[1]
		c.near(t, "∂f/∂x0", dl.NumericalDiff(func(x float64) float64 { return x*x + b*b }, a), row.X0)
		c.near(t, "∂f/∂x1", dl.NumericalDiff(func(x float64) float64 { return a*a + x*x }, b), row.X1)
	}
}

func TestGoldenGradients(t *testing.T) {
	var out struct {
		Rows []struct{ Point, Grad []float64 }
	}
	c := golden(t, "gradient/bowl", nil, &out)
	for _, row := range out.Rows {
		c.near(t, "gradient", dl.NumericalGradient(nil, bowl, row.Point), row.Grad)
	}

	var in struct{ M [][]float64 }
	var grad struct{ Grad [][]float64 }
	c = golden(t, "gradient/matrix", &in, &grad)
	p := &dl.Param{Name: "M", Value: dense(in.M)}
	loss := func() float64 {
		var sum float64
		for k, v := range p.Value.RawMatrix().Data {
			sum += float64(k+1) * v * v
		}
		return sum
	}
	c.near(t, "gradient", dl.NumericalGradients(loss, []*dl.Param{p})[0], grad.Grad)
	equal(t, "M afterwards", mat.Equal(p.Value, dense(in.M)), true)
}

func TestGoldenField(t *testing.T) {
	var in struct{ Start, Stop, Step, Limit float64 }
	var out struct {
		Axis    []float64
		Count   int
		Visible int `json:"visible_count"`
		Samples []struct {
			Index  int
			X0, X1 float64
			U      float64 `json:"u_numeric"`
			V      float64 `json:"v_numeric"`
		}
		SumAbsU float64 `json:"sum_abs_u"`
		MaxLen  float64 `json:"max_len"`
		Zero    int     `json:"zero_arrow_index"`
	}
	c := golden(t, "field/quiver", &in, &out)
	var axis []float64
	for x := in.Start; x < in.Stop; x = in.Start + float64(len(axis))*in.Step {
		axis = append(axis, x)
	}
	c.near(t, "axis", axis, out.Axis)
	var points, arrows [][]float64
	visible, sumAbsU, maxLen, shortest := 0, 0.0, 0.0, 0
	for _, x1 := range axis {
		for _, x0 := range axis {
			g := dl.NumericalGradient(nil, bowl, []float64{x0, x1})
			points, arrows = append(points, []float64{x0, x1}), append(arrows, []float64{-g[0], -g[1]})
			if math.Abs(x0) <= in.Limit && math.Abs(x1) <= in.Limit {
				visible++
			}
			sumAbsU += math.Abs(g[0])
			maxLen = max(maxLen, math.Hypot(g[0], g[1]))
			if last := len(arrows) - 1; math.Hypot(g[0], g[1]) < math.Hypot(arrows[shortest][0], arrows[shortest][1]) {
				shortest = last
			}
		}
	}
	equal(t, "number of arrows", len(arrows), out.Count)
	equal(t, "arrows inside the limits", visible, out.Visible)
	c.near(t, "sum of |u|", sumAbsU, out.SumAbsU)
	c.near(t, "longest arrow", maxLen, out.MaxLen)
	equal(t, "place of the arrow that is none", shortest, out.Zero)
	for _, s := range out.Samples {
		c.near(t, "point", points[s.Index], []float64{s.X0, s.X1})
		c.near(t, "arrow", arrows[s.Index], []float64{s.U, s.V})
	}
}

func TestGoldenDescent(t *testing.T) {
	for _, name := range []string{"lr0.1_20", "lr0.1_100", "lr1e-10_100", "lr0.01_100_defaults"} {
		var in struct {
			Start []float64
			LR    float64
			Steps int
		}
		var out struct {
			Final  []float64
			FFinal float64           `json:"f_final"`
			Points [][]float64       `json:",omitempty"`
			At     map[int][]float64 `json:"points_at,omitempty"`
		}
		c := golden(t, "descent/"+name, &in, &out)
		path := dl.GradientDescent(bowl, in.Start, in.LR, in.Steps)
		c.near(t, "final", path[in.Steps], out.Final)
		c.near(t, "f(final)", bowl(path[in.Steps]), out.FFinal)
		if out.Points != nil {
			c.near(t, "points", path, out.Points)
		}
		for k, want := range out.At {
			c.near(t, fmt.Sprintf("point %d", k), path[k], want)
		}
		equal(t, "start afterwards", in.Start, []float64{-3, 4})
	}
}

// dl never fuses a multiplication with an addition, so even the point where a diverged descent freezes, which hangs on
// every rounding, is the reference's bit for bit.
func TestGoldenDivergence(t *testing.T) {
	var in struct {
		Start    []float64
		LR       float64
		FirstLR  float64 `json:"first_lr"`
		SecondLR float64 `json:"second_lr"`
		Steps    int
	}
	var out struct {
		Final  []float64
		Frozen int               `json:"frozen_from_step"`
		At     map[int][]float64 `json:"points_at"`
	}
	c := golden(t, "descent/diverge", &in, &out)
	path := dl.GradientDescent(bowl, in.Start, in.LR, in.Steps)
	for k, want := range out.At {
		c.near(t, fmt.Sprintf("point %d", k), path[k], want)
	}
	equal(t, "final point", path[in.Steps], out.Final)
	equal(t, "the path stands still from its frozen step on", path[out.Frozen], path[out.Frozen-1])

	var alias struct {
		Stays bool      `json:"shared_stays_at_first_final"`
		Fresh []float64 `json:"second_final_if_fresh"`
	}
	c = golden(t, "descent/alias", &in, &alias)
	first := dl.GradientDescent(bowl, in.Start, in.FirstLR, in.Steps)[in.Steps]
	shared := dl.GradientDescent(bowl, first, in.SecondLR, in.Steps)[in.Steps]
	equal(t, "a second descent stays where the first diverged to", math.Abs(shared[0]-first[0])+math.Abs(shared[1]-first[1]) == 0, alias.Stays)
	c.near(t, "second descent from a fresh start", dl.GradientDescent(bowl, in.Start, in.SecondLR, in.Steps)[in.Steps], alias.Fresh)
}

func TestGoldenSimpleNet(t *testing.T) {
	var in struct {
		W    [][]float64
		X, T []float64
		LR   float64
	}
	var out struct {
		A, Y          []float64
		ArgMax        int
		Loss          float64
		DW            [][]float64 `json:"dW_numeric"`
		AfterStep     [][]float64 `json:"W_after_step"`
		LossAfterStep float64     `json:"loss_after_step"`
	}
	c := golden(t, "simplenet", &in, &out)
	net := &dl.SimpleNet{W: &dl.Param{Name: "W", Value: dense(in.W)}}
	a := net.Predict(in.X)
	c.near(t, "a", a, out.A)
	c.near(t, "y", dl.Softmax(nil, a), out.Y)
	equal(t, "arg max", dl.ArgMax(a), out.ArgMax)
	c.near(t, "loss", net.Loss(in.X, in.T), out.Loss)
	grads := dl.NumericalGradients(func() float64 { return net.Loss(in.X, in.T) }, []*dl.Param{net.W})
	c.near(t, "dW", grads[0], out.DW)
	net.W.Grad = grads[0]
	(&dl.SGD{LearningRate: in.LR}).Update([]*dl.Param{net.W})
	c.near(t, "W after a step", net.W.Value, out.AfterStep)
	c.near(t, "loss after a step", net.Loss(in.X, in.T), out.LossAfterStep)
}

func TestGoldenSchedule(t *testing.T) {
	var out struct {
		Rows []struct {
			Samples                    int `json:"train_size"`
			Batch, Iterations, Records int
			First                      []int
			Last                       int
		}
	}
	golden(t, "schedule", nil, &out)
	for _, row := range out.Rows {
		var records []int
		for i := range row.Iterations {
			if dl.EpochStart(i, row.Samples, row.Batch) {
				records = append(records, i)
			}
		}
		equal(t, "number of records", len(records), row.Records)
		equal(t, "first records", records[:min(3, len(records))], row.First)
		equal(t, "last record", records[len(records)-1], row.Last)
	}
}
