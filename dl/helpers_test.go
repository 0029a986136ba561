package dl_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// byteImages is a batch of images as a data set keeps them: one byte a pixel, and a table of what each byte stands for.
type byteImages struct {
	set    *dl.Bytes
	rows   []int
	values *[256]float64
}

func (m byteImages) Dims() (rows, cols int) { return len(m.rows), len(m.set.Row(0)) }
func (m byteImages) At(i, j int) float64    { return m.values[m.set.Row(m.rows[i])[j]] }
func (m byteImages) T() mat.Matrix          { return mat.Transpose{Matrix: m} }
func (m byteImages) RawBytes() (*dl.Bytes, []int, *[256]float64) {
	return m.set, m.rows, m.values
}

// atOnly hides everything of a matrix but its entries.
type atOnly struct{ m mat.Matrix }

func (a atOnly) Dims() (rows, cols int) { return a.m.Dims() }
func (a atOnly) At(i, j int) float64    { return a.m.At(i, j) }
func (a atOnly) T() mat.Matrix          { return mat.Transpose{Matrix: a} }

// scaled returns a table that maps bytes to base … base+1.
func scaled(base float64) *[256]float64 {
	var values [256]float64
	for b := range values {
		values[b] = base + float64(b)/255
	}
	return &values
}

// allOf returns all images of a set as a batch.
func allOf(bytes []uint8, pixels int, values *[256]float64) byteImages {
	m := byteImages{set: dl.NewBytes(bytes, pixels), values: values}
	for i := range len(bytes) / pixels {
		m.rows = append(m.rows, i)
	}
	return m
}

// images returns n images of the given number of pixels, four of five of them 0.
func images(n, pixels int, src rand.Source) byteImages {
	bytes := make([]uint8, n*pixels)
	for j := range bytes {
		if src.Uint64()%5 == 0 {
			bytes[j] = uint8(src.Uint64())
		}
	}
	return allOf(bytes, pixels, scaled(0))
}

// wide returns a copy of m that is a part of a larger matrix full of other numbers.
func wide(m mat.Matrix) *mat.Dense {
	rows, cols := m.Dims()
	larger := dl.Uniform(rows+3, cols+5, rand.NewPCG(99, 0))
	part := larger.Slice(2, 2+rows, 3, 3+cols).(*mat.Dense)
	part.Copy(m)
	return part
}

// sameBits fails the test unless got and want are equal bit by bit.
func sameBits(t *testing.T, what string, got, want any) {
	t.Helper()
	g, w := bits(got), bits(want)
	if len(g) != len(w) {
		t.Errorf("%s: %d numbers, want %d", what, len(g), len(w))
		return
	}
	for i := range w {
		if g[i] != w[i] {
			t.Errorf("%s: number %d is %v, want %v", what, i, math.Float64frombits(g[i]), math.Float64frombits(w[i]))
			return
		}
	}
}

// bits returns the bits of a number, a slice, a matrix, a list of matrices or of parameters (value and gradient).
func bits(v any) (all []uint64) {
	switch v := v.(type) {
	case float64:
		return []uint64{math.Float64bits(v)}
	case []float64:
		for _, x := range v {
			all = append(all, math.Float64bits(x))
		}
	case *mat.Dense:
		rows, _ := v.Dims()
		for i := range rows {
			all = append(all, bits(v.RawRowView(i))...)
		}
	case []*mat.Dense:
		for _, m := range v {
			all = append(all, bits(m)...)
		}
	case []*dl.Param:
		for _, p := range v {
			all = append(all, bits(p.Value)...)
			all = append(all, bits(p.Grad)...)
		}
	default:
		panic(fmt.Sprintf("bits: %T", v))
	}
	return all
}

// results is everything that a net says about a batch.
type results struct {
	predict        *mat.Dense
	loss, accuracy float64
	params         []*dl.Param
	numeric        []*mat.Dense
}

func resultsOf(net anyNet, x mat.Matrix, t dl.Targets) results {
	r := results{predict: net.Predict(x), loss: net.Loss(x, t), accuracy: net.Accuracy(x, t), numeric: net.NumericalGradient(x, t)}
	net.Gradient(x, t)
	for _, p := range net.Params() {
		r.params = append(r.params, &dl.Param{Name: p.Name, Value: mat.DenseCopyOf(p.Value), Grad: mat.DenseCopyOf(p.Grad)})
	}
	return r
}

func (r results) same(t *testing.T, what string, want results) {
	t.Helper()
	sameBits(t, what+": Predict", r.predict, want.predict)
	sameBits(t, what+": Loss", r.loss, want.loss)
	sameBits(t, what+": Accuracy", r.accuracy, want.accuracy)
	sameBits(t, what+": NumericalGradient", r.numeric, want.numeric)
	sameBits(t, what+": Gradient", r.params, want.params)
}

// newNets returns a net of each kind with the given sizes; the second hidden layer of the third is one neuron wider.
func newNets(inputs, hidden, classes int, init dl.Initializer, src rand.Source) []anyNet {
	return []anyNet{
		dl.NewTwoLayerNet(inputs, hidden, classes, init, src),
		dl.NewLayerNet(inputs, hidden, classes, init, src),
		dl.NewThreeLayerNet(inputs, hidden, hidden+1, classes, init, src),
	}
}

// twinOf returns a net of the same kind and parameters that has never been used.
func twinOf(t testing.TB, net anyNet) anyNet {
	t.Helper()
	for _, kind := range netKinds {
		if twin := kind.empty(); twin.UnmarshalBinary(encoded(t, net)) == nil {
			return twin
		}
	}
	t.Fatalf("no kind of net takes the parameters of a %T", net)
	return nil
}
