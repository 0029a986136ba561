package dl_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// gain is a layer of one parameter and a setting: y = (g·x)·factor, with one g for all numbers.
type gain struct {
	factor byte
	g      *dl.Param
	x      *mat.Dense
}

func newGain(factor byte) *gain {
	return &gain{factor: factor, g: &dl.Param{Name: "g", Value: mat.NewDense(1, 1, []float64{0.5}), Grad: mat.NewDense(1, 1, nil)}}
}

func (l *gain) Forward(x mat.Matrix) *mat.Dense {
	l.x = dl.Scale(float64(l.factor), x)
	return dl.Scale(l.g.Value.At(0, 0), l.x)
}

func (l *gain) Backward(dy *mat.Dense) *mat.Dense {
	l.g.Grad.Set(0, 0, dl.RowSums(dl.ColumnSums(dl.MulElem(l.x, dy))).At(0, 0))
	return dl.Scale(float64(l.factor)*l.g.Value.At(0, 0), dy)
}

func (l *gain) Params() []*dl.Param { return []*dl.Param{l.g} }

func (l *gain) MarshalBinary() ([]byte, error) { return []byte{l.factor}, nil }

func (l *gain) UnmarshalBinary(data []byte) error {
	if len(data) != 1 {
		return errors.New("want one byte")
	}
	l.factor = data[0]
	if l.g == nil {
		l.g = new(dl.Param)
	}
	return nil
}

// unknown is a layer that is not registered, bare one whose parameters a new one does not have.
type (
	unknown struct{ custom }
	bare    struct{ gain }
)

func (l *bare) UnmarshalBinary([]byte) error { return nil }

func init() {
	for _, l := range []dl.Layer{new(custom), new(customRow), new(customAffine), new(flipped), new(gain), new(bare)} {
		dl.RegisterLayer(l)
	}
}

// sequential returns a net with layers of all sorts.
func sequential(seed uint64) *dl.LayerNet {
	src := rand.NewPCG(seed, 0)
	return dl.NewSequential(dl.NewAffine(5, 4, dl.Xavier, src), newGain(3), new(customRow), dl.NewAffine(4, 3, dl.He, src),
		dl.NamedLayer{Name: "last", Layer: new(dl.SigmoidLayer)})
}

// A net of any layers comes back as it was, into nothing and into a net of such layers.
func TestSaveAndLoadSequential(t *testing.T) {
	want := sequential(1)
	want.Param("b1").Value.SetRow(0, []float64{math.Copysign(0, -1), 0.1, -0.3, 5e-324})
	want.Param("W3").Value = wide(want.Param("W3").Value)
	want.Param("b1").Grad.Set(0, 0, 3)
	path := filepath.Join(t.TempDir(), "a.net")
	if err := dl.Save(path, want); err != nil {
		t.Fatal(err)
	}
	filled := sequential(2)
	layers, params := filled.Layers(), filled.Params()
	for _, got := range []*dl.LayerNet{new(dl.LayerNet), filled, dl.NewLayerNet(2, 2, 2, nil, rand.NewPCG(1, 0))} {
		if err := dl.Load(path, got); err != nil {
			t.Fatal(err)
		}
		sameNet(t, got, want)
		for i, l := range got.Layers() {
			equal(t, "name", l.Name, want.Layers()[i].Name)
			equal(t, "type", fmt.Sprintf("%T", l.Layer), fmt.Sprintf("%T", want.Layers()[i].Layer))
		}
		equal(t, "setting", got.Layer("Gain1").(*gain).factor, 3)
		sameBits(t, "loss", got.Loss(dl.Uniform(4, 5, rand.NewPCG(3, 0)), dl.Labels{0, 1, 2, 0}),
			want.Loss(dl.Uniform(4, 5, rand.NewPCG(3, 0)), dl.Labels{0, 1, 2, 0}))
	}
	for i, l := range filled.Layers() {
		equal(t, "the layer is the one that there was", l.Layer == layers[i].Layer, true)
	}
	for i, p := range filled.Params() {
		equal(t, "the parameter is the one that there was", p == params[i], true)
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(want); err != nil {
		t.Fatal(err)
	}
	got := new(dl.LayerNet)
	if err := gob.NewDecoder(&b).Decode(got); err != nil {
		t.Fatal(err)
	}
	sameNet(t, got, want)
}

// A net with a layer of an unknown type is loaded where there is one, and nowhere else.
func TestLoadUnknownLayer(t *testing.T) {
	make := func(seed uint64) *dl.LayerNet {
		return dl.NewSequential(dl.NewAffine(5, 4, dl.Xavier, rand.NewPCG(seed, 0)), new(unknown))
	}
	want := make(1)
	got := make(2)
	if err := got.UnmarshalBinary(encoded(t, want)); err != nil {
		t.Fatal(err)
	}
	sameNet(t, got, want)
	err := new(dl.LayerNet).UnmarshalBinary(encoded(t, want))
	equal(t, "error", fmt.Sprint(err), `dl: decode LayerNet: a layer that cannot be made: "Unknown1" is a "*dl_test.unknown": `+
		`call dl.RegisterLayer(new(dl_test.unknown)) first, or load into a net that has these layers`)
	equal(t, "kind of error", errors.Is(err, dl.ErrNetLayer), true)
}

// A storedLayer is a layer as a net file holds it.
type storedLayer struct {
	name, kind, settings string
	params               []storedArray
}

// layersFile writes down the format of nets of layers a second time.
func layersFile(kind string, layers ...storedLayer) []byte {
	b := append([]byte("dlfs net"), 2, 0, 0, 0)
	text := func(s string) { b = append(append(b, byte(len(s))), s...) }
	number := func(n int) { b = binary.LittleEndian.AppendUint32(b, uint32(n)) }
	text(kind)
	number(len(layers))
	for _, l := range layers {
		text(l.name)
		text(l.kind)
		number(len(l.settings))
		b = append(b, l.settings...)
		number(len(l.params))
		for _, a := range l.params {
			b = append(b, map[bool]byte{true: 1}[a.rows == 1])
			text(a.name)
			number(int(a.rows))
			number(int(a.cols))
			b = append(b, make([]byte, 8*a.values)...)
		}
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

var small = []storedLayer{
	{"Affine1", "*dl.AffineLayer", "", []storedArray{w1, b1}}, {"Gain1", "*dl_test.gain", "\x03", []storedArray{{"g", 1, 1, 1}}},
	{"ReLU1", "*dl.ReLULayer", "", nil}, {"Affine2", "*dl.AffineLayer", "", []storedArray{w2, b2}},
}

func TestFormatOfLayerFiles(t *testing.T) {
	src := rand.NewPCG(1, 0)
	net := dl.NewSequential(dl.NewAffine(3, 4, nil, src), newGain(3), new(dl.ReLULayer), dl.NamedLayer{Name: "Affine2", Layer: dl.NewAffine(4, 2, nil, src)})
	for i, name := range []string{"W1", "b1", "g", "W2", "b2"} {
		net.Params()[i].Name = name
		net.Params()[i].Value.Zero()
		net.Params()[i].Vector = i != 0 && i != 3
	}
	equal(t, "bytes", encoded(t, net), layersFile("LayerNet", small...))
}

// Data that are not a proper net of layers are an error, and the net stays as it was.
func TestLoadLayersErrors(t *testing.T) {
	with := func(i int, change func(l *storedLayer)) []byte {
		layers := append([]storedLayer(nil), small...)
		change(&layers[i])
		return layersFile("LayerNet", layers...)
	}
	for _, c := range []struct {
		name string
		data []byte
		is   error
		want string
	}{
		{"no layers", layersFile("LayerNet"), dl.ErrNotNet, "not a net of this package: it has no layers"},
		{"another kind", layersFile("Net", small...), dl.ErrNetKind, `another kind of net: a "Net", not a LayerNet`},
		{"two of a name", with(2, func(l *storedLayer) { l.name = "Affine1" }), dl.ErrNotNet, `not a net of this package: two layers are called "Affine1"`},
		{"two parameters of a name", with(3, func(l *storedLayer) { l.params = []storedArray{w2, {"b1", 1, 2, 2}} }), dl.ErrNotNet,
			`not a net of this package: two parameters are called "b1"`},
		{"one parameter", with(0, func(l *storedLayer) { l.params = l.params[:1] }), dl.ErrNotNet, `not a net of this package: layer "Affine1" has no proper parameters`},
		{"an empty parameter", with(1, func(l *storedLayer) { l.params = []storedArray{{"g", 0, 0, 0}} }), dl.ErrNotNet,
			`not a net of this package: layer "Gain1" has no proper parameters`},
		{"layers that do not fit", layersFile("LayerNet", small[0], small[2],
			storedLayer{"Affine2", "*dl.AffineLayer", "", []storedArray{{"W2", 5, 2, 10}, b2}}), dl.ErrNotNet,
			`not a net of this package: layer "Affine2" has no proper parameters`},
		{"layers that may fit, as one layer alone knows", with(3, func(l *storedLayer) { l.params = []storedArray{{"W2", 5, 2, 10}, b2} }), nil, ""},
		{"a bias that does not fit", with(3, func(l *storedLayer) { l.params = []storedArray{w2, {"b2", 1, 3, 3}} }), dl.ErrNotNet,
			`not a net of this package: layer "Affine2" has no proper parameters`},
		{"settings that are wrong", with(1, func(l *storedLayer) { l.settings = "abc" }), dl.ErrNetLayer,
			`a layer that cannot be made: the settings of "Gain1": want one byte`},
		{"settings for none", with(2, func(l *storedLayer) { l.settings = "abc" }), dl.ErrNetLayer,
			`a layer that cannot be made: "ReLU1" has settings, and a "*dl.ReLULayer" has no UnmarshalBinary to read them`},
		{"parameters for none", with(2, func(l *storedLayer) { l.params = []storedArray{{"p", 1, 1, 1}} }), dl.ErrNetLayer,
			`a layer that cannot be made: "ReLU1" has 1 parameters, and a new "*dl.ReLULayer" has 0: load into a net that has these layers`},
		{"parameters that a new one does not have", with(1, func(l *storedLayer) { l.kind = "*dl_test.bare" }), dl.ErrNetLayer,
			`a layer that cannot be made: "Gain1" has 1 parameters, and a new "*dl_test.bare" has 1: load into a net that has these layers`},
		{"an unknown type", with(2, func(l *storedLayer) { l.kind = "*main.tanh" }), dl.ErrNetLayer,
			`a layer that cannot be made: "ReLU1" is a "*main.tanh": call dl.RegisterLayer(new(tanh)) first, or load into a net that has these layers`},
	} {
		for _, net := range []*dl.LayerNet{dl.NewLayerNet(2, 2, 2, nil, rand.NewPCG(1, 0)), sequential(1)} {
			before := encoded(t, net)
			err := net.UnmarshalBinary(c.data)
			if c.is == nil {
				equal(t, c.name, err, nil)
				continue
			}
			equal(t, c.name, fmt.Sprint(err), "dl: decode LayerNet: "+c.want)
			equal(t, c.name+": the kind of error", errors.Is(err, c.is), true)
			equal(t, c.name+": the net afterwards", encoded(t, net), before)
		}
	}
	good := layersFile("LayerNet", small...)
	for n := range good {
		if err := new(dl.LayerNet).UnmarshalBinary(good[:n]); err == nil {
			t.Errorf("the first %d of %d bytes are a net", n, len(good))
		}
	}
}

// A failure halfway changes nothing: here the second layer's settings are refused after the first layer's were fine.
func TestLoadIsAllOrNothing(t *testing.T) {
	net := dl.NewSequential(newGain(1), dl.NamedLayer{Name: "second", Layer: &gain{factor: 1, g: &dl.Param{Name: "h", Value: mat.NewDense(1, 1, nil)}}})
	data := layersFile("LayerNet", storedLayer{"Gain1", "*dl_test.gain", "\x05", []storedArray{{"g", 1, 1, 1}}},
		storedLayer{"second", "*dl_test.gain", "", []storedArray{{"h", 1, 1, 1}}})
	before := encoded(t, net)
	err := net.UnmarshalBinary(data)
	equal(t, "error", errors.Is(err, dl.ErrNetLayer), true)
	equal(t, "the net afterwards", encoded(t, net), before)
}

// What cannot be loaded is not saved.
func TestSaveSequentialErrors(t *testing.T) {
	src := rand.NewPCG(1, 0)
	net := dl.NewSequential(dl.NewAffine(5, 4, nil, src), new(dl.ReLULayer), dl.NewAffine(3, 2, nil, src))
	_, err := net.MarshalBinary()
	equal(t, "layers that do not fit", fmt.Sprint(err), "dl: encode LayerNet: W2 (3, 2) and b2 (2,) do not fit the layer before or each other")
	net = dl.NewSequential(dl.NamedLayer{Name: string(make([]byte, 256)), Layer: new(dl.ReLULayer)})
	if _, err := net.MarshalBinary(); err == nil {
		t.Error("a name of 256 bytes is written")
	}
	net = sequential(1)
	net.Param("g").Value = nil
	_, err = net.MarshalBinary()
	equal(t, "no value", fmt.Sprint(err), "dl: encode LayerNet: a parameter of Gain1 has no value")
}

// ownNet is a net of a caller's own type, with a file of its own format.
type ownNet struct{ guess }

func (n *ownNet) MarshalBinary() ([]byte, error) { return fmt.Append(nil, n.p.Value.At(0, 0)), nil }

func (n *ownNet) UnmarshalBinary(data []byte) error {
	var v float64
	_, err := fmt.Sscan(string(data), &v)
	if err == nil {
		n.p.Value = mat.NewDense(1, 1, []float64{v})
	}
	return err
}

func TestSaveAndLoadOwnNet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.net")
	want := &ownNet{guess{dl.Param{Name: "p", Value: mat.NewDense(1, 1, []float64{0.25})}}}
	if err := dl.Save(path, want); err != nil {
		t.Fatal(err)
	}
	got := new(ownNet)
	if err := dl.Load(path, got); err != nil {
		t.Fatal(err)
	}
	equal(t, "parameter", got.p.Value.At(0, 0), 0.25)
	if err := dl.Load(path, new(dl.LayerNet)); !errors.Is(err, dl.ErrNotNet) {
		t.Errorf("a LayerNet from that file: %v", err)
	}
	if err := dl.Load("layerfile.go", got); err == nil {
		t.Error("a text is the net")
	}
}
