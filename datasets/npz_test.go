package datasets

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dlfs/dl"

	"github.com/sbinet/npyio/npy"
	"gonum.org/v1/gonum/mat"
)

func param(name string, vector bool, rows, cols int, values ...float64) *dl.Param {
	return &dl.Param{Name: name, Value: mat.NewDense(rows, cols, values), Vector: vector}
}

// sameParams fails the test unless got has the names, shapes and bits of want.
func sameParams(t *testing.T, got, want []*dl.Param) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d arrays, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if g.Name != w.Name || g.Shape().String() != w.Shape().String() || g.Vector != w.Vector {
			t.Errorf("array %d is %s %v, want %s %v", i, g.Name, g.Shape(), w.Name, w.Shape())
			continue
		}
		rows, cols := w.Value.Dims()
		if r, c := g.Grad.Dims(); r != rows || c != cols {
			t.Errorf("the gradient of %s is %d×%d, want %d×%d", g.Name, r, c, rows, cols)
		}
		for r := range rows {
			for c := range cols {
				if a, b := g.Value.At(r, c), w.Value.At(r, c); math.Float64bits(a) != math.Float64bits(b) {
					t.Errorf("%s[%d, %d] is %v, want %v", w.Name, r, c, a, b)
				}
			}
		}
	}
}

// The files were written by NumPy; testdata/make_npz.py says how.
func TestReadNumPy(t *testing.T) {
	want := []*dl.Param{
		param("W1", false, 2, 3, 0, 0.125, 0.25, 0.375, 0.5, 0.625),
		param("b1", true, 1, 3, math.Copysign(0, -1), math.Inf(1), 1e-300),
		param("single", false, 1, 2, float64(float32(0.1)), -2.5),
		param("fortran", false, 2, 3, 0, 1, 2, 3, 4, 5),
		param("big_endian", true, 1, 2, 1.5, -3.25),
	}
	for _, name := range []string{"numpy.npz", "numpy_compressed.npz"} {
		got, err := ReadNPZ(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		sameParams(t, got, want)
	}
}

// listOf lists members as "name: the reason's first words".
func listOf(others []NotParam) (list []string) {
	for _, other := range others {
		var format *FormatError
		if !errors.As(other.Err, &format) {
			list = append(list, fmt.Sprintf("%s: %T", other.Name, other.Err))
			continue
		}
		list = append(list, other.Name+": "+format.Err.Error())
	}
	return list
}

// What NumPy's users keep beside their weights does not spoil them: it is listed, and asking for it is the error.
func TestWhatElseIsInTheFile(t *testing.T) {
	w1 := []float64{0, 0.125, 0.25, 0.375, 0.5, 0.625}
	plus := func(k float64) (values []float64) {
		for _, v := range w1 {
			values = append(values, v+k)
		}
		return values
	}
	const numbers = "not a file of this kind: numbers of type %s, expected float64 or float32"
	for _, c := range []struct {
		file   string
		params []*dl.Param
		others []string
	}{
		{"numpy_mixed.npz",
			[]*dl.Param{param("W1", false, 2, 3, w1...), param("b1", true, 1, 3, math.Copysign(0, -1), math.Inf(1), 1e-300)},
			[]string{
				"epoch: " + fmt.Sprintf(numbers, `"<i8"`),
				"rate: not a file of this kind: an array of 0 dimensions, expected 1 or 2",
				"labels: " + fmt.Sprintf(numbers, `"|u1"`),
				"half: " + fmt.Sprintf(numbers, `"<f2"`),
				"images: not a file of this kind: an array of 3 dimensions, expected 1 or 2",
				"empty: wrong size: an array of shape (0, 3) holds no number",
				"done: " + fmt.Sprintf(numbers, `"|b1"`),
				"classes: " + fmt.Sprintf(numbers, `"<U3"`),
				"history: " + fmt.Sprintf(numbers, `"[('step', '<i4'), ('"`),
			}},
		{"numpy_by_hand.npz",
			[]*dl.Param{param("weights/v1", false, 2, 3, plus(1)...), param("weights/v2", false, 2, 3, plus(2)...), param("weights/v3", false, 2, 3, plus(3)...)},
			[]string{
				"README.txt: not a file of this kind: arrays are called NAME.npy",
				`__MACOSX/weights/._v1: not a file of this kind: an array begins with "\x93NUMPY", this with "\x00\x05\x16\a\x00\x02"`,
			}},
	} {
		path := filepath.Join("testdata", c.file)
		z, err := LoadNPZ(path)
		if err != nil {
			t.Fatal(err)
		}
		sameParams(t, z.Params, c.params)
		if got := listOf(z.Others); !slices.Equal(got, c.others) {
			t.Errorf("others\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.others, "\n"))
		}
		for _, want := range c.params {
			got, err := z.Param(want.Name)
			if err != nil {
				t.Fatal(err)
			}
			sameParams(t, []*dl.Param{got}, []*dl.Param{want})
		}
		for _, other := range z.Others {
			if p, err := z.Param(other.Name); p != nil || err != other.Err || !strings.HasPrefix(err.Error(), path+": "+other.Name) {
				t.Errorf("asked for %s: %v, %v", other.Name, p, err)
			}
		}
		params, err := ReadNPZ(path)
		if err != nil {
			t.Fatal(err)
		}
		sameParams(t, params, c.params)
	}
	z, err := LoadNPZ("testdata/numpy_mixed.npz")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Param("W9"); fmt.Sprint(err) != `testdata/numpy_mixed.npz has no array "W9": it has W1, b1` {
		t.Errorf("error %v", err)
	}
}

// Dictionaries as they may be written, and some that are none.
func TestNPYHeaders(t *testing.T) {
	good := npyHeader{"<f8", false, []int64{3, 4}}
	for text, want := range map[string]npyHeader{
		"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }          \n":            good,
		"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4)}":                          good,
		"{'shape':(3,4),'fortran_order':False,'descr':'<f8'}\n":                              good,
		"{ \"shape\" : ( 3 , 4 , ) ,\n \"descr\" : \"<f8\" , \"fortran_order\" : False , } ": good,
		"{'descr': '<f8', 'fortran_order': False, 'shape': (3L, 4L), }":                      good, // Python 2
		"{'fortran_order': True, 'shape': (5,), 'descr': '>f4'}":                             {">f4", true, []int64{5}},
		"{'descr': '<f8', 'fortran_order': False, 'shape': (), }":                            {"<f8", false, nil},
		"{'descr': [('shape', '<f8', (2,)), ('}', '<i4')], 'fortran_order': False, 'shape': (5,), }": {
			"[('shape', '<f8', (2,)), ('}', '<i4')]", false, []int64{5}},
	} {
		h, err := parseNPYHeader(text)
		if err != nil || h.descr != want.descr || h.fortran != want.fortran || !slices.Equal(h.shape, want.shape) {
			t.Errorf("%q: %+v, %v, want %+v", text, h, err, want)
		}
	}
	for text, why := range map[string]string{
		"":                                  "it is not a dictionary",
		"{":                                 `""`,
		"{}":                                `"}"`,
		"(3, 4)":                            "it is not a dictionary",
		"{'x': 1":                           `"'x': 1"`,
		"{'descr': '<f8', 'shape': (3, 4)}": "it lacks fortran_order",
		"{'fortran_order': False, 'shape': (3, 4)}":                                 "it lacks descr",
		"{'descr': '<f8', 'fortran_order': False}":                                  "it lacks shape",
		"{'descr': '<f8', 'fortran_order': 0, 'shape': (3, 4)}":                     `"'fortran_order': 0, 'shape': (3, 4)}"`,
		"{'descr': '<f8', 'fortran_order': False, 'shape': (3, x)}":                 "the shape (3, x)",
		"{'descr': '<f8', 'fortran_order': False, 'shape': (-3,)}":                  "the shape (-3,)",
		"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4)} and more":        `"'shape': (3, 4)} and more"`,
		"{'descr': '<f8' 'fortran_order': False, 'shape': (3, 4)}":                  `"'descr': '<f8' 'fortran_order': False, '"`,
		"{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999999999999,)}": "the shape (9999999999999999999,)",
	} {
		if h, err := parseNPYHeader(text); !errors.Is(err, ErrFormat) || err.Error() != "not a file of this kind: a malformed header: "+why {
			t.Errorf("%q: %+v, %v, want %s", text, h, err, why)
		}
	}
}

// Files that go by the name of an archive are told for what they are.
func TestNoArchive(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{string(read(t, "testdata/numpy_array.npy")), "it is a single array (.npy), not an archive of named arrays (.npz): save it with numpy.savez"},
		{"\x80\x04\x95\x10\x00", "it is a Python pickle: load it in Python, and save the arrays with numpy.savez"},
		{"\x93", "zip: not a valid zip file"},
	} {
		path := filepath.Join(t.TempDir(), "a.npz")
		write(t, path, []byte(c.data))
		_, err := ReadNPZ(path)
		if _, typed := errors.AsType[*FormatError](err); !typed || !errors.Is(err, ErrFormat) || err.Error() != path+": not a file of this kind: "+c.want {
			t.Errorf("error %v, want %s", err, c.want)
		}
	}
}

func TestWriteAndReadNPZ(t *testing.T) {
	larger := dl.Normal(9, 9, 1, rand.NewPCG(1, 0))
	part := &dl.Param{Name: "part", Value: larger.Slice(2, 6, 3, 8).(*mat.Dense)}
	params := []*dl.Param{
		part,
		{Name: "bias of layer 2", Value: dl.Normal(1, 7, 1, rand.NewPCG(2, 0)), Vector: true},
		{Name: "row", Value: dl.Normal(1, 7, 1, rand.NewPCG(3, 0))},
		param("odd", false, 2, 2, math.NaN(), math.Inf(-1), math.Copysign(0, -1), 5e-324),
	}
	path := filepath.Join(t.TempDir(), "a.npz")
	sum, err := WriteNPZ(path, params)
	if err != nil {
		t.Fatal(err)
	}
	first := read(t, path)
	got, err := ReadNPZ(path)
	if err != nil {
		t.Fatal(err)
	}
	sameParams(t, got, params)

	again, err := WriteNPZ(path, got)
	if err != nil || again != sum || !bytes.Equal(read(t, path), first) {
		t.Errorf("written again: SHA-256 %s, want %s; error %v", again, sum, err)
	}
	onlyFile(t, path)
}

func TestWriteNPZErrors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npz")
	one := param("W1", false, 1, 1, 1)
	large := &dl.Param{Name: "W1", Value: mat.NewDense(1024, npzLimit/8/1024-1, nil)}
	larger := mat.NewDense(1025, 1, nil)
	for _, c := range []struct {
		params []*dl.Param
		want   string
	}{
		{nil, path + ": there are no parameters to write"},
		{[]*dl.Param{one, nil}, path + ": parameter 1 is nil"},
		{[]*dl.Param{one, {Name: "b1"}}, path + ": b1 has no numbers"},
		{[]*dl.Param{one, {Name: "b1", Value: new(mat.Dense)}}, path + ": b1 has no numbers"},
		{[]*dl.Param{one, param("b1", true, 2, 2, 1, 2, 3, 4)}, path + ": b1 is a Vector of 2 rows: it must have one"},
		{[]*dl.Param{large, {Name: "W2", Value: larger}}, path + ": with W2, the arrays hold more than 67108864 bytes"},
		{[]*dl.Param{one, one}, path + `: the name "W1" of an array is empty or comes twice`},
		{[]*dl.Param{param("", false, 1, 1, 1)}, path + `: the name "" of an array is empty or comes twice`},
	} {
		if _, err := WriteNPZ(path, c.params); fmt.Sprint(err) != c.want {
			t.Errorf("error %v, want %s", err, c.want)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a file: %v", err)
	}
	below := filepath.Join(path, "b.npz")
	write(t, path, nil)
	if _, err := WriteNPZ(below, []*dl.Param{one}); err == nil {
		t.Error("a file below a file was written")
	}
}

// archive is a zip file with the given entries, name and content in turn.
func archive(t testing.TB, method uint16, entries ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: entries[i], Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(entries[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// array is a .npy file of version 1 with the given header and values.
func array(header string, values ...float64) string {
	b := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), byte(len(header)>>8))
	b = append(b, header...)
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return string(b)
}

// header is what NumPy writes in front of an array of the given type and shape.
func header(descr, shape string) string {
	return fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n", descr, shape)
}

func TestHostileNPZ(t *testing.T) {
	good := array(header("<f8", "(2,)"), 1, 2)
	numpy := read(t, "testdata/numpy.npz")
	changed := bytes.Clone(numpy)
	changed[bytes.Index(numpy, []byte("NUMPY"))+130] ^= 1 // a number of the first array
	retyped := bytes.Clone(numpy)                         // a bit of damage makes integers of the numbers
	retyped[bytes.Index(numpy, []byte("<f8"))+1] ^= 'f' ^ 'i'
	entry := func(content string) []byte { return archive(t, zip.Store, "W1.npy", content) }
	for _, c := range []struct {
		name string
		data []byte
		is   error
		want string
	}{
		{"nothing", nil, ErrFormat, ": not a file of this kind: zip: not a valid zip file"},
		{"a text", []byte("weights"), ErrFormat, ": not a file of this kind: zip: not a valid zip file"},
		{"half a file", numpy[:len(numpy)/2], ErrFormat, ": not a file of this kind: zip: not a valid zip file"},
		{"no entry", archive(t, zip.Store), ErrFormat, ": not a file of this kind: it holds no array of float64 or float32"},
		{"much to use for nothing", archive(t, zip.Store, "a", "", "b", "", "c", "", "d", "", "e", ""), ErrFormat,
			": not a file of this kind: it holds no array of float64 or float32\n  a: not a file of this kind: arrays are called NAME.npy\n" +
				"  b: not a file of this kind: arrays are called NAME.npy\n  c: not a file of this kind: arrays are called NAME.npy\n  and 2 more"},
		{"nothing to use", archive(t, zip.Store, "README", "hello", "epoch.npy", array(header("<i8", "()"), 1)), ErrFormat,
			": not a file of this kind: it holds no array of float64 or float32\n  README: not a file of this kind: arrays are called NAME.npy\n" +
				`  epoch: not a file of this kind: numbers of type "<i8", expected float64 or float32`},
		{"a damaged number", changed, ErrChecksum, ": W1.npy: content damaged: zip: checksum error"},
		{"another entry", archive(t, zip.Store, "README", "hello"), ErrFormat, ": README: not a file of this kind: arrays are called NAME.npy"},
		{"no name", archive(t, zip.Store, ".npy", good), ErrFormat, ": .npy: not a file of this kind: arrays are called NAME.npy"},
		{"a name twice", archive(t, zip.Store, "W1.npy", good, "W1.npy", good), ErrFormat, ": W1.npy: not a file of this kind: there are two arrays of this name"},
		{"a damaged type", retyped, ErrChecksum, ": W1.npy: content damaged: zip: checksum error"},
		{"an empty array", entry(""), ErrTruncated, ": W1.npy: cut short: 0 of 8 bytes of the magic"},
		{"half a header", entry(good[:20]), ErrTruncated, ": W1.npy: cut short: 10 of 58 bytes of the header"},
		{"no length", entry(good[:9]), ErrTruncated, ": W1.npy: cut short: 1 of 2 bytes of the header's length"},
		{"another magic", entry("\x93NUMPI" + good[6:]), ErrFormat, `: W1.npy: not a file of this kind: an array begins with "\x93NUMPY", this with "\x93NUMPI"`},
		{"another version", entry(good[:6] + "\x07" + good[7:]), ErrFormat, ": W1.npy: not a file of this kind: version 7 of the format, this program reads 1 to 3"},
		{"a long header", entry(good[:8] + "\xff\xff" + good[10:]), ErrTruncated, ": W1.npy: cut short: 74 of 65535 bytes of the header"},
		{"a huge header", entry(good[:6] + "\x02\x00\xff\xff\xff\xff"), ErrSize, ": W1.npy: wrong size: a header of 4294967295 bytes"},
		{"no header", entry(array("no dictionary, no end of line")), ErrFormat, ": W1.npy: not a file of this kind: a malformed header: it is not a dictionary"},
		{"integers", entry(array(header("<i8", "(2,)"), 1, 2)), ErrFormat, `: W1.npy: not a file of this kind: numbers of type "<i8", expected float64 or float32`},
		{"a number alone", entry(array(header("<f8", "()"), 1)), ErrFormat, ": W1.npy: not a file of this kind: an array of 0 dimensions, expected 1 or 2"},
		{"three dimensions", entry(array(header("<f8", "(1, 2, 1)"), 1, 2)), ErrFormat, ": W1.npy: not a file of this kind: an array of 3 dimensions, expected 1 or 2"},
		{"an empty dimension", entry(array(header("<f8", "(2, 0)"))), ErrSize, ": W1.npy: wrong size: an array of shape (2, 0) holds no number"},
		{"a huge array", entry(array(header("<f8", "(4611686018427387904, 4)"), 1, 2)), ErrSize, ": W1.npy: wrong size: with an array of shape (4611686018427387904, 4), the arrays would hold more than 67108864 bytes"},
		{"more numbers than there are", entry(array(header("<f8", "(3,)"), 1, 2)), ErrSize, ": W1.npy: wrong size: 16 of 24 bytes for numbers of shape (3,)"},
		{"fewer numbers than there are", entry(array(header("<f8", "(1,)"), 1, 2)), ErrSize, ": W1.npy: wrong size: more than 8 bytes for numbers of shape (1,)"},
		{"singles that are doubles", entry(array(header("<f4", "(2,)"), 1, 2)), ErrSize, ": W1.npy: wrong size: more than 8 bytes for numbers of shape (2,)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.npz")
			write(t, path, c.data)
			_, err := ReadNPZ(path)
			if _, typed := errors.AsType[*FormatError](err); !typed || !errors.Is(err, c.is) || err.Error() != path+c.want {
				t.Errorf("error %v\nwant %s", err, path+c.want)
			}
		})
	}
	if _, err := ReadNPZ(filepath.Join(t.TempDir(), "none.npz")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := ReadNPZ(t.TempDir()); err == nil {
		t.Error("a folder is an array")
	}
}

// A small file that unpacks to more than the limit is refused, before it takes the memory for its numbers.
func TestZipBomb(t *testing.T) {
	most := array(header("<f8", fmt.Sprintf("(%d,)", npzLimit/8))) + strings.Repeat("\x00", npzLimit)
	data := archive(t, zip.Deflate, "a.npy", most, "b.npy", most)
	if len(data) > 1<<20 {
		t.Fatalf("the archive is %d bytes long", len(data))
	}
	z, err := decodeNPZ("bomb", bytes.NewReader(data), int64(len(data)))
	if err != nil || len(z.Params) != 1 || z.Params[0].Name != "a" {
		t.Fatalf("%v, want the array a", err)
	}
	_, err = z.Param("b")
	if want := "bomb: b.npy: wrong size: with an array of shape (8388608,), the arrays would hold more than 67108864 bytes"; fmt.Sprint(err) != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// Of every file, decoding says that it is none, or gives arrays that are written and read as they are.
func FuzzDecodeNPZ(f *testing.F) {
	for _, name := range []string{"numpy.npz", "numpy_compressed.npz"} {
		f.Add(read(f, filepath.Join("testdata", name)))
	}
	f.Add(archive(f, zip.Store, "W1.npy", array(header("<f8", "(2,)"), 1, 2)))
	f.Fuzz(func(t *testing.T, data []byte) {
		z, err := decodeNPZ("file", bytes.NewReader(data), int64(len(data)))
		if _, typed := errors.AsType[*FormatError](err); err != nil && !typed {
			t.Fatalf("error without a reason: %v", err)
		}
		if err == nil {
			checkAgain(t, z.Params)
		}
	})
}

// Of every array too, for which the fuzzer does not have to find checksums.
func FuzzDecodeNPY(f *testing.F) {
	for _, a := range []string{
		array(header("<f8", "(2,)"), 1, 2), array(header("<f8", "(1, 2)"), 1, 2), array(header(">f4", "(4,)"), 1, 2),
		array("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 1), }\n", 1, 2),
	} {
		f.Add([]byte(a))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		left := int64(npzLimit)
		value, vector, err := readNPY(bytes.NewReader(data), &left)
		if err == nil {
			checkAgain(t, []*dl.Param{npyParam("a", value, vector)})
		}
	})
}

// checkAgain writes arrays and compares them with what is read again.
func checkAgain(t *testing.T, params []*dl.Param) {
	t.Helper()
	content, err := encodeNPZ(params)
	if err != nil {
		t.Fatal(err)
	}
	again, err := decodeNPZ("again", bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	sameParams(t, again.Params, params)
	if len(again.Others) > 0 {
		t.Errorf("others: %v", again.Others)
	}
}

// The library and this package agree on what a file of this package holds.
func TestLibraryReadsWhatWeWrite(t *testing.T) {
	want := param("W", false, 2, 2, 1, 2, 3, 4)
	content, err := encodeNPZ([]*dl.Param{want})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	entry, err := z.Open("W.npy")
	if err != nil {
		t.Fatal(err)
	}
	defer entry.Close()
	var got mat.Dense
	if err := npy.Read(entry, &got); err != nil || !slices.Equal(got.RawMatrix().Data, []float64{1, 2, 3, 4}) {
		t.Errorf("the library reads %v: %v", got.RawMatrix().Data, err)
	}
}
