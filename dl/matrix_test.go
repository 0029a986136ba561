package dl_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// Whatever the form of a matrix, its entries are what At says: the tests read them one by one, compute what a function is
// defined to be in a plain loop, and compare the bits.

// form is a matrix in one of the forms that there are.
type form struct {
	name string
	mat.Matrix
}

// number returns a number such as the functions meet, now and then one that is easily got wrong.
func number(rng *rand.Rand) float64 {
	odd := []float64{0, math.Copysign(0, -1), 1e100, -1e100, 5e-324, 1}
	if i := rng.IntN(40); i < len(odd) {
		return odd[i]
	}
	return rng.NormFloat64()
}

func mixed(rows, cols int, rng *rand.Rand) *mat.Dense {
	m := mat.NewDense(rows, cols, nil)
	m.Apply(func(int, int, float64) float64 { return number(rng) }, m)
	return m
}

// forms returns matrices of that shape in every form.
func forms(rows, cols int, rng *rand.Rand) []form {
	all := slices.Concat(denseForms(rows, cols, rng), imageForms(rows, cols, rng), foreignForms(rows, cols, rng))
	if cols == 1 {
		all = append(all, vectorForms(rows, rng)...)
	}
	if rows == 1 {
		for _, v := range vectorForms(cols, rng) {
			all = append(all, form{v.name + ", transposed", v.T()})
		}
	}
	if rows == cols {
		all = append(all, squareForms(rows, rng)...)
	}
	return all
}

func denseForms(rows, cols int, rng *rand.Rand) []form {
	m := func() *mat.Dense { return mixed(rows, cols, rng) }
	transposed := func() *mat.Dense { return mixed(cols, rows, rng) }
	return []form{
		{"a matrix", m()},
		{"a part", wide(m())},
		{"Rows", dl.Rows{Dense: m()}},
		{"Rows of a part", dl.Rows{Dense: wide(m())}},
		{"a transpose", transposed().T()},
		{"a transpose of a part", wide(transposed()).T()},
		{"a transpose of Rows", dl.Rows{Dense: transposed()}.T()},
		{"a transpose of a transpose", mat.Transpose{Matrix: mat.Transpose{Matrix: wide(m())}}},
	}
}

func imageForms(rows, cols int, rng *rand.Rand) []form {
	x := func(rows, cols int) byteImages { return images(rows, cols, rng) }
	raised := func(m byteImages) mat.Matrix { return byteImages{m.set, m.rows, scaled(-0.5)} } // byte 0 is no zero
	some := func(m mat.Matrix, n int) mat.Matrix {
		all, _ := m.Dims()
		return dl.Take(m, dl.Choice(all, n, rng))
	}
	return []form{
		{"images", x(rows, cols)},
		{"a batch of a set", x(rows, cols).set.Matrix(dl.Choice(rows, rows, rng), scaled(0))},
		{"images whose 0 is no zero", raised(x(rows, cols))},
		{"some images", some(x(rows+3, cols), rows)},
		{"some of some images", some(some(x(rows+3, cols), rows+1), rows)},
		{"some images whose 0 is no zero", some(raised(x(rows+3, cols)), rows)},
		{"transposed images", x(cols, rows).T()},
		{"transposed images whose 0 is no zero", raised(x(cols, rows)).T()},
		{"some images, transposed", some(x(cols+3, rows), cols).T()},
		{"images, transposed twice", mat.Transpose{Matrix: x(rows, cols).T()}},
	}
}

// foreignForms are matrices that show only their entries, and such as have methods of another matrix inside.
func foreignForms(rows, cols int, rng *rand.Rand) []form {
	m, transposed := mixed(rows, cols, rng), mixed(cols, rows, rng)
	labels := dl.Choice(cols, rows, rng)
	return []form{
		{"only At", atOnly{m}},
		{"only At, transposed", mat.Transpose{Matrix: atOnly{transposed}}},
		{"one-hot rows", dl.OneHot(labels, cols)},
		{"labels that are a matrix", hot{labels, cols}},
		{"labels that are a matrix, transposed", hot{dl.Choice(rows, cols, rng), rows}.T()},
		{"a matrix with another At", negative{m}},
		{"a matrix with another At, transposed", mat.Transpose{Matrix: negative{transposed}}},
		{"a matrix with other Dims", corner{mixed(rows+2, cols+3, rng), rows, cols}},
		{"a transpose with another At", turned{mat.Transpose{Matrix: transposed}}},
		{"images with another At", struct{ mat.Matrix }{images(rows, cols, rng)}},
	}
}

func vectorForms(n int, rng *rand.Rand) []form {
	v := func() *mat.VecDense { return mat.NewVecDense(n, mixed(1, n, rng).RawRowView(0)) }
	part := wide(mixed(n, n, rng))
	return []form{
		{"a vector", v()},
		{"a column", part.ColView(n / 2)},
		{"a row as a column", part.RowView(n / 2)},
		{"a part of a column", wide(mixed(n+3, 2, rng)).ColView(1).(*mat.VecDense).SliceVec(1, n+1)},
		{"a transpose of a transpose of a vector", mat.TransposeVec{Vector: mat.TransposeVec{Vector: v()}}},
		{"a transpose of a transposed vector", mat.Transpose{Matrix: v().TVec()}},
		{"a column of a matrix of one row", mixed(1, n, rng).T()},
		{"a vector with another At", negativeVector{v()}},
	}
}

func squareForms(n int, rng *rand.Rand) []form {
	data := func() []float64 { return mixed(n, n, rng).RawMatrix().Data }
	triangle := mat.NewTriDense(n, mat.Upper, data())
	return []form{
		{"a symmetric matrix", mat.NewSymDense(n, data())},
		{"a triangle", triangle},
		{"a triangle, transposed", triangle.T()},
		{"a diagonal", mat.NewDiagDense(n, data()[:n])},
	}
}

// hot is a matrix of labels, as package datasets has one.
type hot struct {
	labels  dl.Labels
	classes int
}

func (t hot) Dims() (rows, cols int) { return len(t.labels), t.classes }
func (t hot) At(i, k int) float64    { return t.labels.At(i, k) }
func (t hot) T() mat.Matrix          { return mat.Transpose{Matrix: t} }
func (t hot) Len() int               { return len(t.labels) }
func (t hot) Label(i int) int        { return t.labels[i] }

type negative struct{ *mat.Dense }

func (m negative) At(i, j int) float64 { return -m.Dense.At(i, j) }

type negativeVector struct{ *mat.VecDense }

func (v negativeVector) At(i, j int) float64 { return -v.VecDense.At(i, j) }
func (v negativeVector) T() mat.Matrix       { return mat.Transpose{Matrix: v} }

type corner struct {
	*mat.Dense
	rows, cols int
}

func (m corner) Dims() (rows, cols int) { return m.rows, m.cols }

type turned struct{ mat.Transpose }

func (m turned) At(i, j int) float64 { return m.Transpose.At(i, j) + 1 }

// entries returns what At says.
func entries(m mat.Matrix) *mat.Dense {
	rows, cols := m.Dims()
	d := mat.NewDense(rows, cols, nil)
	for i := range rows {
		for j := range cols {
			d.Set(i, j, m.At(i, j))
		}
	}
	return d
}

// mapped returns the rows×cols matrix of what f says.
func mapped(rows, cols int, f func(i, j int) float64) *mat.Dense {
	d := mat.NewDense(rows, cols, nil)
	d.Apply(func(i, j int, _ float64) float64 { return f(i, j) }, d)
	return d
}

// product is what Dot is defined to be.
func product(a, b mat.Matrix) *mat.Dense {
	rows, inner := a.Dims()
	_, cols := b.Dims()
	x, y := entries(a), entries(b)
	return mapped(rows, cols, func(i, j int) (sum float64) {
		for k := range inner {
			sum += float64(x.At(i, k) * y.At(k, j))
		}
		return sum
	})
}

func TestDotBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, size := range [][3]int{{1, 1, 1}, {1, 4, 3}, {4, 1, 3}, {3, 4, 1}, {5, 5, 5}, {7, 20, 9}} {
		for _, a := range forms(size[0], size[1], rng) {
			for _, b := range forms(size[1], size[2], rng) {
				sameBits(t, fmt.Sprintf("%v: %s times %s", size, a.name, b.name), dl.Dot(a.Matrix, b.Matrix), product(a, b))
			}
		}
	}
}

// Large products are computed in parts, by all cores.
func TestDotBitsForAnyNumberOfCores(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, size := range [][3]int{{100, 84, 50}, {84, 100, 50}, {251, 30, 6}, {30, 502, 6}} {
		dense := mixed(size[1], size[2], rng)
		for _, a := range slices.Concat(denseForms(size[0], size[1], rng), imageForms(size[0], size[1], rng)) {
			want := product(a, dense)
			for _, cores := range []int{1, 2, 7} {
				runtime.GOMAXPROCS(cores)
				what := fmt.Sprintf("%v, %d cores: %s", size, cores, a.name)
				sameBits(t, what+" as the first factor", dl.Dot(a.Matrix, dense), want)
				sameBits(t, what+" as the second factor", mat.DenseCopyOf(dl.Dot(dense.T(), mat.Transpose{Matrix: a.Matrix}).T()), want)
			}
		}
	}
}

// shapes have blocks that are not full, and the last of them are cut into several.
var shapes = [][2]int{{1, 1}, {1, 7}, {7, 1}, {4, 4}, {30, 5}, {101, 50}, {700, 113}, {2, 33_000}}

// formsOf leaves out the slow forms of a large matrix.
func formsOf(shape [2]int, rng *rand.Rand) []form {
	if shape[0]*shape[1] < 10_000 {
		return forms(shape[0], shape[1], rng)
	}
	return slices.Concat(denseForms(shape[0], shape[1], rng)[:5], imageForms(shape[0], shape[1], rng)[:1])
}

func TestMatrixBitsOfPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	for _, shape := range shapes {
		all := formsOf(shape, rng)
		for k, a := range all {
			b := all[(k+3)%len(all)]
			x, y := entries(a), entries(b)
			for _, c := range []struct {
				name string
				all  func(a, b mat.Matrix) *mat.Dense
				one  func(x, y float64) float64
			}{
				{"Add", dl.Add, func(x, y float64) float64 { return x + y }},
				{"Sub", dl.Sub, func(x, y float64) float64 { return x - y }},
				{"MulElem", dl.MulElem, func(x, y float64) float64 { return x * y }},
			} {
				want := mapped(shape[0], shape[1], func(i, j int) float64 { return c.one(x.At(i, j), y.At(i, j)) })
				sameBits(t, fmt.Sprintf("%s of %s and %s", c.name, a.name, b.name), c.all(a.Matrix, b.Matrix), want)
			}
		}
	}
}

func TestMatrixBitsOfOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	square := func(x float64) float64 { return x * x }
	functions := []struct {
		name string
		all  func(m mat.Matrix) *mat.Dense
		one  func(x float64) float64
	}{
		{"Scale", func(m mat.Matrix) *mat.Dense { return dl.Scale(-0.1, m) }, func(x float64) float64 { return -0.1 * x }},
		{"Divide", func(m mat.Matrix) *mat.Dense { return dl.Divide(m, 3) }, func(x float64) float64 { return x / 3 }},
		{"Map(square)", func(m mat.Matrix) *mat.Dense { return dl.Map(square, m) }, square},
		{"Map(Exp)", func(m mat.Matrix) *mat.Dense { return dl.Map(dl.Exp, m) }, dl.Exp},
		{"Map(Log)", func(m mat.Matrix) *mat.Dense { return dl.Map(dl.Log, m) }, dl.Log},
		{"Map(Sigmoid)", func(m mat.Matrix) *mat.Dense { return dl.Map(dl.Sigmoid, m) }, dl.Sigmoid},
		{"Map(SigmoidGrad)", func(m mat.Matrix) *mat.Dense { return dl.Map(dl.SigmoidGrad, m) }, dl.SigmoidGrad},
		{"Map(ReLU)", func(m mat.Matrix) *mat.Dense { return dl.Map(dl.ReLU, m) }, dl.ReLU},
		{"Map(StepFunction)", func(m mat.Matrix) *mat.Dense { return dl.Map(dl.StepFunction, m) }, dl.StepFunction},
	}
	for _, shape := range shapes {
		for _, m := range formsOf(shape, rng) {
			x := entries(m)
			for _, c := range functions {
				want := mapped(shape[0], shape[1], func(i, j int) float64 { return c.one(x.At(i, j)) })
				sameNumbers(t, fmt.Sprintf("%s of %s, %v", c.name, m.name, shape), c.all(m.Matrix), want)
			}
		}
	}
}

// sameNumbers is sameBits, but for the bits of a NaN, which nobody sees.
func sameNumbers(t *testing.T, what string, got, want *mat.Dense) {
	t.Helper()
	noNaN := func(m *mat.Dense) *mat.Dense {
		r, c := m.Dims()
		return mapped(r, c, func(i, j int) float64 {
			if v := m.At(i, j); v == v {
				return v
			}
			return math.MaxFloat64
		})
	}
	sameBits(t, what, noNaN(got), noNaN(want))
}

// What is not finite goes through as arithmetic has it.
func TestMatrixBitsOfOddNumbers(t *testing.T) {
	odd := []float64{0, math.Copysign(0, -1), 1, -1, inf, -inf, nan, 5e-324, -5e-324, math.MaxFloat64, 710, -746, 0.3}
	n := len(odd)
	a := mapped(n, n, func(i, _ int) float64 { return odd[i] })
	b := mapped(n, n, func(_, j int) float64 { return odd[j] })
	each := func(f func(x, y float64) float64) *mat.Dense {
		return mapped(n, n, func(i, j int) float64 { return f(odd[i], odd[j]) })
	}
	sameNumbers(t, "Add", dl.Add(a, b), each(func(x, y float64) float64 { return x + y }))
	sameNumbers(t, "Sub", dl.Sub(a, b), each(func(x, y float64) float64 { return x - y }))
	sameNumbers(t, "MulElem", dl.MulElem(a, b), each(func(x, y float64) float64 { return x * y }))
	for _, k := range odd {
		sameNumbers(t, "Scale", dl.Scale(k, a), each(func(x, _ float64) float64 { return k * x }))
		sameNumbers(t, "Divide", dl.Divide(a, k), each(func(x, _ float64) float64 { return x / k }))
	}
	for _, f := range []func(float64) float64{dl.Exp, dl.Log, dl.Sigmoid, dl.SigmoidGrad, dl.ReLU, dl.StepFunction} {
		sameNumbers(t, "Map", dl.Map(f, a), each(func(x, _ float64) float64 { return f(x) }))
	}
	sameNumbers(t, "AddRow", dl.AddRow(a, b.Slice(0, 1, 0, n)), each(func(x, y float64) float64 { return x + y }))
}

// Of functions that are not its own Map knows nothing: it calls them for one entry after the other.
func TestMapCallsInOrder(t *testing.T) {
	m := mixed(300, 300, rand.New(rand.NewPCG(5, 0)))
	var seen []float64
	got := dl.Map(func(x float64) float64 {
		seen = append(seen, x)
		return float64(len(seen))
	}, m)
	sameBits(t, "what the function saw", seen, m.RawMatrix().Data)
	sameBits(t, "what it returned", got, mapped(300, 300, func(i, j int) float64 { return float64(300*i + j + 1) }))
	for _, shift := range []float64{0, 1} {
		f := func(x float64) float64 { return dl.Sigmoid(x) + shift }
		sameBits(t, "a function around Sigmoid", dl.Map(f, m), mapped(300, 300, func(i, j int) float64 { return f(m.At(i, j)) }))
	}
}

func TestAddRowBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 0))
	for _, shape := range shapes {
		all, rows := formsOf(shape, rng), formsOf([2]int{1, shape[1]}, rng)
		for k := range max(len(all), len(rows)) {
			m, row := all[k%len(all)], rows[k%len(rows)]
			x, y := entries(m), entries(row)
			want := mapped(shape[0], shape[1], func(i, j int) float64 { return x.At(i, j) + y.At(0, j) })
			sameBits(t, fmt.Sprintf("%s to %s", row.name, m.name), dl.AddRow(m.Matrix, row.Matrix), want)
		}
	}
}

func TestSumsBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 0))
	for _, shape := range shapes {
		rows, cols := shape[0], shape[1]
		for _, m := range formsOf(shape, rng) {
			x := entries(m)
			columns, sums := mat.NewDense(1, cols, nil), mat.NewDense(rows, 1, nil)
			for i := range rows {
				for j := range cols {
					columns.Set(0, j, columns.At(0, j)+x.At(i, j))
					sums.Set(i, 0, sums.At(i, 0)+x.At(i, j))
				}
			}
			sameBits(t, fmt.Sprintf("ColumnSums of %s, %v", m.name, shape), dl.ColumnSums(m.Matrix), columns)
			sameBits(t, fmt.Sprintf("RowSums of %s, %v", m.name, shape), dl.RowSums(m.Matrix), sums)
		}
	}
}

func TestArgMaxRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 0))
	for _, shape := range shapes {
		for _, m := range formsOf(shape, rng) {
			x := entries(m)
			var want []int
			for i := range shape[0] {
				want = append(want, dl.ArgMax(x.RawRowView(i)))
			}
			equal(t, "ArgMaxRows of "+m.name, dl.ArgMaxRows(m.Matrix), want)
			targets := dl.TargetsOf(m.Matrix)
			equal(t, "TargetsOf: length of "+m.name, targets.Len(), shape[0])
			for i := range min(shape[0], 40) {
				equal(t, "TargetsOf: a label of "+m.name, targets.Label(i), want[i])
				for k := range min(shape[1], 10) {
					sameBits(t, "TargetsOf: a target of "+m.name, targets.At(i, k), x.At(i, k))
				}
			}
		}
	}
	nans := mat.NewDense(2, 3, []float64{1, nan, 9, 4, 4, 3})
	equal(t, "a NaN counts as the largest, and the first of several comes out", dl.ArgMaxRows(nans), []int{1, 0})
}

func TestTake(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 0))
	for _, shape := range shapes {
		for _, m := range formsOf(shape, rng) {
			index := append([]int{shape[0] - 1, 0, 0}, dl.Choice(shape[0], 4, rng)...)
			asked := slices.Clone(index)
			x := entries(m)
			got := dl.Take(m.Matrix, index)
			clear(index) // what was taken keeps its own numbers
			sameBits(t, "Take of "+m.name, entries(got), mapped(len(asked), shape[1], func(i, j int) float64 { return x.At(asked[i], j) }))
			_, areImages := m.Matrix.(rawByteser)
			_, stayImages := got.(rawByteser)
			equal(t, m.name+" are images after Take", stayImages, areImages)
		}
	}
}

type rawByteser interface {
	RawBytes() (*dl.Bytes, []int, *[256]float64)
}

// What a function is given stays as it is, and what it returns is not in the same memory.
func TestMatrixFunctionsReturnNewMemory(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 0))
	m, square, row := mixed(5, 5, rng), mixed(5, 5, rng), mixed(1, 5, rng)
	var before []*mat.Dense
	for _, d := range []*mat.Dense{m, square, row} {
		before = append(before, mat.DenseCopyOf(d))
	}
	for name, call := range map[string]func() *mat.Dense{
		"Dot":           func() *mat.Dense { return dl.Dot(m, square) },
		"Dot, a square": func() *mat.Dense { return dl.Dot(m, m) },
		"Add":           func() *mat.Dense { return dl.Add(m, square) },
		"Sub":           func() *mat.Dense { return dl.Sub(m, m) },
		"MulElem":       func() *mat.Dense { return dl.MulElem(m, square) },
		"Scale":         func() *mat.Dense { return dl.Scale(1, m) },
		"Divide":        func() *mat.Dense { return dl.Divide(m, 1) },
		"Map":           func() *mat.Dense { return dl.Map(dl.ReLU, m) },
		"AddRow":        func() *mat.Dense { return dl.AddRow(row, row) },
		"ColumnSums":    func() *mat.Dense { return dl.ColumnSums(row) },
		"RowSums":       func() *mat.Dense { return dl.RowSums(m.ColView(0)) },
		"Take":          func() *mat.Dense { return dl.Take(m, []int{0, 1}).(*mat.Dense) },
	} {
		got := call()
		want := mat.DenseCopyOf(got)
		sameBits(t, name+" again", call(), want)
		got.Zero()
		sameBits(t, name+": the arguments", []*mat.Dense{m, square, row}, before)
	}
	targets := dl.TargetsOf(m).(dl.Rows)
	if targets.Dense != m {
		t.Error("TargetsOf copies a matrix")
	}
}

// Images stay bytes: as a dense matrix these would take 19 MB.
func TestImagesDoNotBecomeDense(t *testing.T) {
	const n, pixels, most = 3000, 784, 3 << 20
	rng := rand.New(rand.NewPCG(14, 0))
	x := images(n, pixels, rng)
	w, dy := dl.Normal(pixels, 3, 1, rng), dl.Normal(n, 3, 1, rng)
	for range 2 { // before what is not 0 has been listed for the whole set, and after
		for _, c := range []struct {
			name string
			call func()
		}{
			{"Dot(x, w)", func() { dl.Dot(x, w) }},
			{"Dot(x.T(), dy)", func() { dl.Dot(x.T(), dy) }},
			{"Dot(dy.T(), x)", func() { dl.Dot(dy.T(), x) }},
			{"Dot(w.T(), x.T())", func() { dl.Dot(w.T(), x.T()) }},
			{"ColumnSums(x)", func() { dl.ColumnSums(x) }},
			{"RowSums(x)", func() { dl.RowSums(x) }},
			{"ArgMaxRows(x)", func() { dl.ArgMaxRows(x) }},
			{"Take(x, …)", func() { dl.Take(x, dl.Choice(n, n, rng)) }},
		} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			c.call()
			runtime.ReadMemStats(&after)
			if got := after.TotalAlloc - before.TotalAlloc; got > most {
				t.Errorf("%s allocates %d bytes, want %d at most", c.name, got, most)
			}
		}
	}
}

// A batch shows what is in the numbers of its rows at the time.
func TestBytesMatrixSharesItsNumbers(t *testing.T) {
	x := images(4, 3, rand.NewPCG(11, 0))
	rows := []int{0, 1}
	batch := x.set.Matrix(rows, x.values)
	w := dl.Uniform(3, 2, rand.NewPCG(12, 0))
	sameBits(t, "before", dl.Dot(batch, w), product(batch, w))
	rows[0], rows[1] = 3, 2
	sameBits(t, "entries after a change", entries(batch), entries(dl.Take(x, []int{3, 2})))
	sameBits(t, "product after a change", dl.Dot(batch, w), product(dl.Take(x, []int{3, 2}), w))
	equal(t, "printed", fmt.Sprint(batch), dl.FormatMatrix(batch))
	for _, at := range [][2]int{{-1, 0}, {2, 0}} {
		equal(t, "a row that is not there", recovered(func() { batch.At(at[0], at[1]) }), any(mat.ErrRowAccess))
	}
	for _, at := range [][2]int{{0, -1}, {0, 3}} {
		equal(t, "a column that is not there", recovered(func() { batch.At(at[0], at[1]) }), any(mat.ErrColAccess))
	}
	empty := dl.NewBytes(nil, 3).Matrix(nil, x.values)
	equal(t, "a batch of no images", dl.ShapeOf(empty), dl.Shape{0, 3})
}

// Several goroutines may compute at once, from the same matrices too.
func TestMatrixFunctionsAtOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 0))
	x, w := images(400, 112, rng), mixed(112, 30, rng)
	want := product(x, w)
	wantTransposed := product(x.T(), want)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 5 {
				y := dl.Dot(x, w)
				if !mat.Equal(y, want) || !mat.Equal(dl.Dot(x.T(), y), wantTransposed) {
					t.Error("a product that is computed beside others differs")
				}
				if !mat.Equal(dl.Map(dl.ReLU, dl.Sub(y, y)), mat.NewDense(400, 30, nil)) {
					t.Error("a difference that is computed beside others differs")
				}
			}
		})
	}
	all.Wait()
}

// The fuzzer looks for shapes, forms and numbers with which a function departs from its definition.
func FuzzMatrix(f *testing.F) {
	f.Add(uint8(3), uint8(4), uint8(2), uint8(0), uint8(0), uint64(1))
	f.Add(uint8(1), uint8(1), uint8(9), uint8(8), uint8(27), uint64(2))
	f.Add(uint8(80), uint8(3), uint8(5), uint8(9), uint8(14), uint64(3))
	f.Fuzz(func(t *testing.T, rows, inner, cols, aForm, bForm uint8, seed uint64) {
		if rows == 0 || inner == 0 || cols == 0 {
			return
		}
		rng := rand.New(rand.NewPCG(seed, 0))
		pick := func(rows, cols int, which uint8) mat.Matrix {
			all := forms(rows, cols, rng)
			return all[int(which)%len(all)].Matrix
		}
		n, m, k := int(rows), int(inner), int(cols)
		a, b, row := pick(n, m, aForm), pick(m, k, bForm), pick(1, m, bForm)
		x, y, r := entries(a), entries(b), entries(row)
		sameBits(t, "Dot", dl.Dot(a, b), product(x, y))
		sameBits(t, "AddRow", dl.AddRow(a, row), mapped(n, m, func(i, j int) float64 { return x.At(i, j) + r.At(0, j) }))
		sameBits(t, "Sub", dl.Sub(a, x), mat.NewDense(n, m, nil))
		sameBits(t, "Map", dl.Map(dl.Sigmoid, a), mapped(n, m, func(i, j int) float64 { return dl.Sigmoid(x.At(i, j)) }))
		ones := mapped(1, n, func(int, int) float64 { return 1 })
		sameBits(t, "ColumnSums", dl.ColumnSums(a), product(ones, x))
		sameBits(t, "RowSums", dl.RowSums(a), product(x, mapped(m, 1, func(int, int) float64 { return 1 })))
		index := dl.Choice(n, 1+n/2, rng)
		sameBits(t, "Take", entries(dl.Take(a, index)), mapped(len(index), m, func(i, j int) float64 { return x.At(index[i], j) }))
	})
}
