package dl_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// netKinds has a small net of each kind with the given seed, and an empty one to load into.
var netKinds = []struct {
	name  string
	make  func(seed uint64) anyNet
	empty func() anyNet
}{
	{"TwoLayerNet", func(seed uint64) anyNet { return dl.NewTwoLayerNet(5, 4, 3, dl.Xavier, rand.NewPCG(seed, 0)) },
		func() anyNet { return new(dl.TwoLayerNet) }},
	{"LayerNet", func(seed uint64) anyNet { return dl.NewLayerNet(5, 4, 3, dl.He, rand.NewPCG(seed, 0)) },
		func() anyNet { return new(dl.LayerNet) }},
	{"ThreeLayerNet", func(seed uint64) anyNet { return dl.NewThreeLayerNet(5, 4, 3, 2, dl.Xavier, rand.NewPCG(seed, 0)) },
		func() anyNet { return new(dl.ThreeLayerNet) }},
}

// oddNumbers makes the parameters of a net as awkward as they can be: odd numbers, and memory with gaps.
func oddNumbers(net anyNet) {
	net.Param("b1").Value.SetRow(0, []float64{math.Copysign(0, -1), math.NaN(), math.Inf(1), 5e-324})
	net.Param("W2").Value = wide(net.Param("W2").Value)
}

// sameNet fails the test unless got has the parameters of want, new gradients, and predicts the same.
func sameNet(t *testing.T, got, want anyNet) {
	t.Helper()
	for i, w := range want.Params() {
		p := got.Params()[i]
		equal(t, "name", p.Name, w.Name)
		equal(t, "shape", p.Shape().String(), w.Shape().String())
		sameBits(t, p.Name, p.Value, w.Value)
		rows, cols := w.Value.Dims()
		sameBits(t, "the new gradient of "+p.Name, p.Grad, mat.NewDense(rows, cols, nil))
	}
	inputs, _ := want.Param("W1").Value.Dims()
	x := dl.Uniform(4, inputs, rand.NewPCG(1, 0))
	sameBits(t, "a prediction", got.Predict(x), want.Predict(x))
}

func TestSaveAndLoad(t *testing.T) {
	for _, kind := range netKinds {
		path := filepath.Join(t.TempDir(), "a.net")
		for seed := range uint64(2) { // the second replaces the first
			want := kind.make(seed)
			oddNumbers(want)
			for _, got := range []anyNet{kind.empty(), kind.make(9)} {
				if err := dl.Save(path, want); err != nil {
					t.Fatal(err)
				}
				if err := dl.Load(path, got); err != nil {
					t.Fatal(err)
				}
				sameNet(t, got, want)
			}
		}
		onlyFile(t, path)
	}
}

// Files that earlier versions wrote are still read: testdata/nets has one of each kind and format.
func TestLoadOldFiles(t *testing.T) {
	for _, kind := range netKinds {
		want := kind.make(1)
		oddNumbers(want)
		got := kind.empty()
		if err := dl.Load(filepath.Join("testdata", "nets", kind.name+"-1.net"), got); err != nil {
			t.Fatal(err)
		}
		sameNet(t, got, want)
	}
}

// A net travels as any gob value does: encoded through the pointer, decoded into a pointer to one.
func TestGobRoundTrip(t *testing.T) {
	for _, kind := range netKinds {
		want := kind.make(1)
		oddNumbers(want)
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(want); err != nil {
			t.Fatal(err)
		}
		got := kind.empty()
		if err := gob.NewDecoder(&b).Decode(got); err != nil {
			t.Fatal(err)
		}
		sameNet(t, got, want)
	}
}

// A decoded net goes on learning as the original does.
func TestLoadedNetGoesOn(t *testing.T) {
	data := newSamples(20, 5, 2, rand.NewPCG(1, 0))
	for _, kind := range netKinds {
		train := func(net dl.Net, seed uint64) {
			trainer := dl.Trainer{Net: net, Optimizer: &dl.SGD{LearningRate: 0.3}, BatchSize: 8, Iterations: 10, Src: rand.NewPCG(seed, 0)}
			for range trainer.Steps(data) {
			}
		}
		net, twin := kind.make(1), kind.empty()
		train(net, 1)
		if err := twin.UnmarshalBinary(encoded(t, net)); err != nil {
			t.Fatal(err)
		}
		train(net, 2)
		train(twin, 2)
		sameBits(t, kind.name+": parameters", twin.Params(), net.Params())
	}
}

func encoded(t testing.TB, net anyNet) []byte {
	t.Helper()
	data, err := net.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// onlyFile fails the test unless path is the only file in its folder.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != filepath.Base(path) {
		t.Errorf("the folder holds %v, want %s only", entries, filepath.Base(path))
	}
}

// A storedArray is an array as a net file holds it, with any name and size.
type storedArray struct {
	name       string
	rows, cols uint32
	values     int // how many
}

// netFile writes the format down a second time: what a file with these arrays and a right checksum holds.
func netFile(version uint32, kind string, arrays ...storedArray) []byte {
	b := append([]byte("dlfs net"), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(b[8:], version)
	text := func(s string) { b = append(append(b, byte(len(s))), s...) }
	text(kind)
	for _, a := range arrays {
		text(a.name)
		b = binary.LittleEndian.AppendUint32(b, a.rows)
		b = binary.LittleEndian.AppendUint32(b, a.cols)
		b = append(b, make([]byte, 8*a.values)...)
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

var (
	w1, b1 = storedArray{"W1", 3, 4, 12}, storedArray{"b1", 1, 4, 4}
	w2, b2 = storedArray{"W2", 4, 2, 8}, storedArray{"b2", 1, 2, 2}
)

func TestFormatOfNetFiles(t *testing.T) {
	net := dl.NewTwoLayerNet(3, 4, 2, dl.Std(0), rand.NewPCG(1, 0))
	for _, p := range net.Params() {
		p.Value.Zero() // Std(0) leaves some -0
	}
	equal(t, "bytes", encoded(t, net), netFile(1, "TwoLayerNet", w1, b1, w2, b2))
}

func picture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A file that is not the wanted net is an error that names the file and the reason, and the net stays as it was.
func TestLoadErrors(t *testing.T) {
	good := netFile(1, "TwoLayerNet", w1, b1, w2, b2)
	changed := bytes.Clone(good)
	changed[len(good)/2] ^= 1
	resized := func(a storedArray, rows, cols uint32) storedArray {
		return storedArray{a.name, rows, cols, int(rows * cols)}
	}
	claims := func(a storedArray, rows, cols uint32) storedArray { return storedArray{a.name, rows, cols, a.values} }
	for _, c := range []struct {
		name string
		data []byte
		is   error
		want string
	}{
		{"nothing", nil, dl.ErrNotNet, `not a net of this package: it begins with "", not with "dlfs net"`},
		{"a text", []byte("W1"), dl.ErrNotNet, `not a net of this package: it begins with "W1", not with "dlfs net"`},
		{"a picture", picture(t), dl.ErrNotNet, `not a net of this package: it begins with "\x89PNG\r\n\x1a\n", not with "dlfs net"`},
		{"arrays of NumPy", []byte("PK\x03\x04 and so on"), dl.ErrNotNet, `not a net of this package: it begins with "PK\x03\x04 and", not with "dlfs net"`},
		{"the mark alone", good[:8], dl.ErrNetDamaged, "damaged or cut short: only 8 bytes"},
		{"half a file", good[:len(good)/2], dl.ErrNetDamaged, "damaged or cut short: it has 154 bytes, and parameters of other sizes"},
		{"a byte too many", append(bytes.Clone(good), 0), dl.ErrNetDamaged, "damaged or cut short: it has 309 bytes, and parameters of other sizes"},
		{"a number changed", changed, dl.ErrNetDamaged, "damaged or cut short: the checksum is wrong"},
		{"a newer version", netFile(3, "TwoLayerNet", w1, b1, w2, b2), dl.ErrNetVersion, "written by another version of this package: format 3, this one reads 1 and 2"},
		{"no version", netFile(0, "TwoLayerNet", w1, b1, w2, b2), dl.ErrNetVersion, "written by another version of this package: format 0, this one reads 1 and 2"},
		{"layers", layersFile("TwoLayerNet"), dl.ErrNetVersion, "written by another version of this package: format 2, a TwoLayerNet has 1"},
		{"a net of layers", layersFile("LayerNet"), dl.ErrNetKind, `another kind of net: a "LayerNet", not a TwoLayerNet`},
		{"another kind", netFile(1, "LayerNet", w1, b1, w2, b2), dl.ErrNetKind, `another kind of net: a "LayerNet", not a TwoLayerNet`},
		{"no kind", netFile(1, ""), dl.ErrNetKind, `another kind of net: a "", not a TwoLayerNet`},
		{"no arrays", netFile(1, "TwoLayerNet"), dl.ErrNotNet, "not a net of this package: layer 1 has no proper parameters"},
		{"three arrays", netFile(1, "TwoLayerNet", w1, b1, w2), dl.ErrNotNet, "not a net of this package: layer 2 has no proper parameters"},
		{"seven arrays", netFile(1, "TwoLayerNet", w1, b1, w2, b2, b2, b2, b2), dl.ErrNetDamaged, "damaged or cut short: it has 389 bytes, and parameters of other sizes"},
		{"five arrays", netFile(1, "TwoLayerNet", w1, b1, w2, b2, b2), dl.ErrNotNet, "not a net of this package: 27 bytes too many"},
		{"another name", netFile(1, "TwoLayerNet", w2, b1, w2, b2), dl.ErrNotNet, "not a net of this package: layer 1 has no proper parameters"},
		{"an empty array", netFile(1, "TwoLayerNet", resized(w1, 0, 4), b1, w2, b2), dl.ErrNotNet, "not a net of this package: layer 1 has no proper parameters"},
		{"too few numbers", netFile(1, "TwoLayerNet", w1, b1, w2, claims(b2, 1, 3)), dl.ErrNetDamaged, "damaged or cut short: it has 308 bytes, and parameters of other sizes"},
		{"a huge array", netFile(1, "TwoLayerNet", claims(w1, 1<<32-1, 1<<32-1), b1, w2, b2), dl.ErrNetDamaged, "damaged or cut short: it has 308 bytes, and parameters of other sizes"},
		{"a size that overflows", netFile(1, "TwoLayerNet", claims(w1, 1<<31, 1<<31), b1, w2, b2), dl.ErrNetDamaged, "damaged or cut short: it has 308 bytes, and parameters of other sizes"},
		{"layers that do not fit", netFile(1, "TwoLayerNet", w1, b1, resized(w2, 5, 2), b2), dl.ErrNotNet, "not a net of this package: layer 2 has no proper parameters"},
		{"a bias with two rows", netFile(1, "TwoLayerNet", w1, resized(b1, 2, 4), w2, b2), dl.ErrNotNet, "not a net of this package: layer 1 has no proper parameters"},
		{"a bias that is too long", netFile(1, "TwoLayerNet", w1, b1, w2, resized(b2, 1, 3)), dl.ErrNotNet, "not a net of this package: layer 2 has no proper parameters"},
	} {
		path := filepath.Join(t.TempDir(), "a.net")
		if err := os.WriteFile(path, c.data, 0o644); err != nil {
			t.Fatal(err)
		}
		net := dl.NewTwoLayerNet(2, 2, 2, nil, rand.NewPCG(1, 0))
		before := encoded(t, net)
		err := dl.Load(path, net)
		equal(t, c.name, fmt.Sprint(err), "dl: load "+path+": "+c.want)
		equal(t, c.name+": the kind of error", errors.Is(err, c.is), true)
		err = net.UnmarshalBinary(c.data)
		equal(t, c.name, fmt.Sprint(err), "dl: decode TwoLayerNet: "+c.want)
		equal(t, c.name+": the kind of error", errors.Is(err, c.is), true)
		equal(t, c.name+": the net afterwards", encoded(t, net), before)
	}
	err := dl.Load(filepath.Join(t.TempDir(), "none.net"), new(dl.TwoLayerNet))
	equal(t, "a missing file is one", errors.Is(err, fs.ErrNotExist), true)
	if err := dl.Load(t.TempDir(), new(dl.TwoLayerNet)); err == nil || !strings.HasPrefix(err.Error(), "dl: load ") {
		t.Errorf("a folder: %v", err)
	}
}

// A file that only begins as a net does is refused before more of it is read than that, however long it is and whatever sizes
// it claims: here a terabyte, which the disk has no part of.
func TestLoadReadsNoMoreThanANet(t *testing.T) {
	const terabyte = 1 << 40
	mark := netFile(1, "TwoLayerNet", storedArray{"W1", 1 << 16, 1 << 21, 0})
	for name, begin := range map[string][]byte{
		"the mark":           []byte("dlfs net"),
		"a small net":        netFile(1, "TwoLayerNet", w1, b1, w2, b2),
		"a net of that size": mark[:len(mark)-sha256.Size],
	} {
		path := filepath.Join(t.TempDir(), "a.net")
		if err := os.WriteFile(path, begin, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, terabyte); err != nil {
			t.Fatal(err)
		}
		var net dl.TwoLayerNet
		if err := dl.Load(path, &net); !errors.Is(err, dl.ErrNetDamaged) && !errors.Is(err, dl.ErrNetVersion) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := dl.Load(os.DevNull, new(dl.TwoLayerNet)); !errors.Is(err, dl.ErrNotNet) {
		t.Errorf("no file: error %v", err)
	}
}

// Every kind of net refuses the files of the others.
func TestKindsOfNets(t *testing.T) {
	for i, from := range netKinds {
		for j, to := range netKinds {
			err := to.empty().UnmarshalBinary(encoded(t, from.make(1)))
			if i == j && err != nil || i != j && !errors.Is(err, dl.ErrNetKind) {
				t.Errorf("a %s from the data of a %s: %v", to.name, from.name, err)
			}
		}
	}
}

// What cannot be loaded is not saved.
func TestSaveErrors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.net")
	for _, kind := range netKinds {
		err := dl.Save(path, kind.empty())
		equal(t, "an empty net", fmt.Sprint(err), fmt.Sprintf("dl: the %s has no parameters: make it with New%[1]s", kind.name))
		net := kind.make(1)
		net.Param("W2").Value = mat.NewDense(2, 3, nil)
		err = dl.Save(path, net)
		equal(t, "layers that do not fit", fmt.Sprint(err),
			fmt.Sprintf("dl: encode %s: W2 (2, 3) and b2 (3,) do not fit the layer before or each other", kind.name))
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a file: %v", err)
	}

	net := netKinds[0].make(1)
	missing := filepath.Join(t.TempDir(), "none", "a.net")
	err := dl.Save(missing, net)
	equal(t, "a missing folder", errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(err.Error(), "dl: save "+missing+": "), true)

	folder := filepath.Join(t.TempDir(), "folder")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := dl.Save(folder, net); err == nil || !strings.HasPrefix(err.Error(), "dl: save "+folder+": ") {
		t.Errorf("a folder in the place of the file: %v", err)
	}
	onlyFile(t, folder)
}

// Every damage is found: the file cut short at any length, any bit of it flipped.
func TestDamagedNets(t *testing.T) {
	for _, kind := range netKinds {
		good := encoded(t, kind.make(1))
		refuse := func(what string, data []byte) {
			t.Helper()
			if err := kind.empty().UnmarshalBinary(data); err == nil {
				t.Errorf("%s, %s: it is a net", kind.name, what)
			}
		}
		for n := range good {
			refuse(fmt.Sprintf("the first %d of %d bytes", n, len(good)), good[:n])
			for bit := range 8 {
				damaged := bytes.Clone(good)
				damaged[n] ^= 1 << bit
				refuse(fmt.Sprintf("bit %d of byte %d flipped", bit, n), damaged)
			}
		}
	}
}

// Whatever the data, decoding them is an error, or gives the one net that is written that way.
func FuzzUnmarshalNet(f *testing.F) {
	for _, kind := range netKinds {
		f.Add(encoded(f, kind.make(1)), false)
	}
	f.Add(netFile(1, "TwoLayerNet", w1, b1, w2, b2), true)
	f.Add(netFile(2, "LayerNet", w1, b1, w2, b2), true)
	f.Add(layersFile("LayerNet", small...), true)
	f.Add(encoded(f, dl.NewSequential(random(3, 2, rand.New(rand.NewPCG(5, 0)))...)), false)
	f.Add(netFile(1, "LayerNet", storedArray{"W1", 1 << 31, 1 << 31, 1}), true)
	f.Add(picture(f), false)
	f.Add([]byte{}, false)
	f.Fuzz(func(t *testing.T, data []byte, seal bool) {
		if seal && len(data) >= sha256.Size { // otherwise hardly anything would come past the checksum
			end := len(data) - sha256.Size
			sum := sha256.Sum256(data[:end])
			data = append(bytes.Clone(data[:end]), sum[:]...)
		}
		for _, kind := range netKinds {
			net := kind.empty()
			if err := net.UnmarshalBinary(data); err != nil {
				if !strings.HasPrefix(err.Error(), "dl: decode "+kind.name+": ") {
					t.Errorf("the error %q does not say what was decoded", err)
				}
				continue
			}
			isOld := kind.name == "LayerNet" && data[8] == 1
			if !isOld && !bytes.Equal(encoded(t, net), data) {
				t.Errorf("a %s is written differently from what it was read from", kind.name)
			}
			gradient := reflect.ValueOf(net.Gradient)
			for _, inputs := range []int{1, 2, 3, 5} { // one of them may be right
				x := reflect.ValueOf(mat.NewDense(1, inputs, nil))
				if raw, _ := calls(gradient, []reflect.Value{x, reflect.ValueOf(dl.Labels{0})}); raw != nil {
					t.Errorf("a %s that was read panics: %v", kind.name, raw)
				}
			}
		}
	})
}
