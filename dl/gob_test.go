package dl_test

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// A net travels as any gob value does: encoded through the pointer, decoded into a pointer to one.
func TestGobRoundTrip(t *testing.T) {
	net := dl.NewTwoLayerNet(5, 4, 3, dl.Xavier, rand.NewPCG(1, 0))
	net.Param("b1").Value.SetRow(0, []float64{math.Copysign(0, -1), math.NaN(), math.Inf(1), 5e-324})
	net.Param("W2").Value = wide(net.Param("W2").Value)
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(net); err != nil {
		t.Fatal(err)
	}
	got := dl.NewTwoLayerNet(1, 1, 1, nil, zeroSource{}) // of another size; what it held is gone
	got.Predict(mat.NewDense(1, 1, nil))
	if err := gob.NewDecoder(&b).Decode(&got); err != nil {
		t.Fatal(err)
	}
	for i, want := range net.Params() {
		p := got.Params()[i]
		equal(t, "name", p.Name, want.Name)
		equal(t, "shape", p.Shape().String(), want.Shape().String())
		sameBits(t, p.Name, p.Value, want.Value)
		sameBits(t, "the new gradient of "+p.Name, p.Grad, mat.NewDense(want.Grad.RawMatrix().Rows, want.Grad.RawMatrix().Cols, nil))
	}
}

// A decoded net goes on learning as the original does.
func TestGobNetGoesOn(t *testing.T) {
	data := newSamples(20, 10, 3, rand.NewPCG(1, 0))
	trainer := newTrainer(data, 10)
	for range trainer.Steps(data) {
	}
	twin := new(dl.TwoLayerNet)
	if err := twin.GobDecode(encoded(t, trainer.Net.(*dl.TwoLayerNet))); err != nil {
		t.Fatal(err)
	}
	other := newTrainer(data, 10)
	other.Net, other.Src = twin, rand.NewPCG(9, 0)
	trainer.Src = rand.NewPCG(9, 0)
	for range trainer.Steps(data) {
	}
	for range other.Steps(data) {
	}
	sameBits(t, "parameters", twin.Params(), trainer.Net.Params())
}

func encoded(t testing.TB, net *dl.TwoLayerNet) []byte {
	t.Helper()
	data, err := net.GobEncode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// stored writes matrices as GobEncode does, but any matrices.
func stored(t testing.TB, all ...storedMatrix) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(all); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type storedMatrix struct {
	Rows, Cols int
	Data       []float64
}

func filled(rows, cols int) storedMatrix { return storedMatrix{rows, cols, make([]float64, rows*cols)} }

func TestGobErrors(t *testing.T) {
	const overflowing = math.MaxInt>>1 + 2 // four times that is 4
	w1, b1, w2, b2 := filled(3, 4), filled(1, 4), filled(4, 2), filled(1, 2)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "dl: decode TwoLayerNet: EOF"},
		{"three matrices", stored(t, w1, b1, w2), "dl: decode TwoLayerNet: 3 matrices, want 4"},
		{"five matrices", stored(t, w1, b1, w2, b2, b2), "dl: decode TwoLayerNet: 5 matrices, want 4"},
		{"an empty matrix", stored(t, w1, storedMatrix{}, w2, b2), "dl: decode TwoLayerNet: matrix 1 of size 0×0 has 0 entries"},
		{"too few entries", stored(t, w1, b1, storedMatrix{4, 2, make([]float64, 7)}, b2), "dl: decode TwoLayerNet: matrix 2 of size 4×2 has 7 entries"},
		{"a size that overflows", stored(t, storedMatrix{overflowing, 4, make([]float64, 4)}, b1, w2, b2),
			fmt.Sprintf("dl: decode TwoLayerNet: matrix 0 of size %d×4 has 4 entries", overflowing)},
		{"a negative size", stored(t, storedMatrix{-3, -4, make([]float64, 12)}, b1, w2, b2), "dl: decode TwoLayerNet: matrix 0 of size -3×-4 has 12 entries"},
		{"hidden layers that differ", stored(t, w1, b1, filled(5, 2), b2),
			"dl: decode TwoLayerNet: the shapes W1 (3, 4), b1 (1, 4), W2 (5, 2) and b2 (1, 2) do not fit each other"},
		{"a bias with two rows", stored(t, w1, filled(2, 4), w2, b2),
			"dl: decode TwoLayerNet: the shapes W1 (3, 4), b1 (2, 4), W2 (4, 2) and b2 (1, 2) do not fit each other"},
		{"an output bias that is too long", stored(t, w1, b1, w2, filled(1, 3)),
			"dl: decode TwoLayerNet: the shapes W1 (3, 4), b1 (1, 4), W2 (4, 2) and b2 (1, 3) do not fit each other"},
	} {
		net := dl.NewTwoLayerNet(2, 2, 2, nil, rand.NewPCG(1, 0))
		before := encoded(t, net)
		err := net.GobDecode(c.data)
		equal(t, c.name, fmt.Sprint(err), c.want)
		equal(t, c.name+": the net is as it was", bytes.Equal(encoded(t, net), before), true)
	}

	_, err := new(dl.TwoLayerNet).GobEncode()
	equal(t, "a net that NewTwoLayerNet did not make", fmt.Sprint(err),
		"dl: encode TwoLayerNet: the net has no parameters, make it with NewTwoLayerNet")
}

// decodeAny decodes data, which may be damaged: an error, or a net that works, and never a panic.
func decodeAny(t *testing.T, data []byte) {
	t.Helper()
	net := new(dl.TwoLayerNet)
	if err := net.GobDecode(data); err != nil {
		if !strings.HasPrefix(err.Error(), "dl: decode TwoLayerNet: ") {
			t.Errorf("the error %q does not say what was decoded", err)
		}
		return
	}
	x := mat.NewDense(2, net.Param("W1").Shape()[0], nil)
	labels := dl.Labels{0, net.Param("b2").Shape()[0] - 1}
	net.Predict(x)
	net.Loss(x, labels)
	net.Gradient(x, labels)
	(&dl.SGD{LearningRate: 0.1}).Update(net.Params())
}

func TestGobOfDamagedData(t *testing.T) {
	good := encoded(t, dl.NewTwoLayerNet(3, 2, 2, nil, rand.NewPCG(1, 0)))
	for n := range good {
		if err := new(dl.TwoLayerNet).GobDecode(good[:n]); err == nil {
			t.Errorf("the first %d of %d bytes are a net", n, len(good))
		}
		for bit := range 8 {
			damaged := bytes.Clone(good)
			damaged[n] ^= 1 << bit
			decodeAny(t, damaged)
		}
		for _, b := range []byte{0, 0x7f, 0x80, 0xf8, 0xff} {
			damaged := bytes.Clone(good)
			damaged[n] = b
			decodeAny(t, damaged)
		}
	}
}

func FuzzGobDecode(f *testing.F) {
	f.Add(encoded(f, dl.NewTwoLayerNet(3, 2, 2, nil, rand.NewPCG(1, 0))))
	f.Add(stored(f, filled(1, 1), filled(1, 1), filled(1, 1), filled(1, 1)))
	f.Add([]byte{})
	f.Fuzz(decodeAny)
}
