package datasets

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
)

func gzipped(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The names that the four files may have, and whether they are gzipped.
var fileNames = []struct {
	name string
	of   func(part, what string) (file string, packed bool)
}{
	{"as on MNIST's page", func(part, what string) (string, bool) { return part + "-" + what + "-ubyte.gz", true }},
	{"unpacked", func(part, what string) (string, bool) { return part + "-" + what + "-ubyte", false }},
	{"unpacked by a browser", func(part, what string) (string, bool) { return part + "-" + what + "-ubyte.gz", false }},
	{"packed under a plain name", func(part, what string) (string, bool) { return part + "-" + what + "-ubyte", true }},
	{"with dots", func(part, what string) (string, bool) {
		return part + strings.ReplaceAll("-"+what, "-idx", ".idx") + "-ubyte", false
	}},
	{"with dots, packed", func(part, what string) (string, bool) {
		return part + strings.ReplaceAll("-"+what, "-idx", ".idx") + "-ubyte.gz", true
	}},
}

// otherFiles are the contents of a small set of 2×3 pixels with 27 classes, of which the test set has the last.
func otherFiles() map[string][]byte {
	return map[string][]byte{
		"train images-idx3": idx(ascending(0, 18), 3, 2, 3), "train labels-idx1": idx([]byte{7, 0, 9}, 3),
		"t10k images-idx3": idx(ascending(18, 12), 2, 2, 3), "t10k labels-idx1": idx([]byte{26, 1}, 2),
	}
}

// put writes the files under the names of way, and returns their folder.
func put(t testing.TB, files map[string][]byte, way func(part, what string) (string, bool)) string {
	t.Helper()
	dir := t.TempDir()
	for key, content := range files {
		part, what, _ := strings.Cut(key, " ")
		name, packed := way(part, what)
		if packed {
			content = gzipped(t, content)
		}
		write(t, filepath.Join(dir, name), content)
	}
	return dir
}

func TestLoadIDX(t *testing.T) {
	for _, way := range fileNames {
		dir := put(t, otherFiles(), way.of)
		// As some archives have it: a folder of the file's name.
		if err := os.Mkdir(filepath.Join(dir, "train-images-idx3-ubyte"), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			t.Fatal(err)
		}
		train, test, err := LoadIDX(dir, Options{OneHot: true, Normalize: true})
		if err != nil {
			t.Errorf("%s: %v", way.name, err)
			continue
		}
		for _, set := range []*Images{train, test} {
			if set.Classes() != 27 || set.TargetShape().String() != fmt.Sprintf("(%d, 27)", set.Len()) {
				t.Errorf("%s: %d classes, targets %v", way.name, set.Classes(), set.TargetShape())
			}
			if report := set.Report(); report.Source != dir || report.String() != "The images were read from "+dir {
				t.Errorf("%s: %+v, %s", way.name, report, report)
			}
		}
		if got := fmt.Sprint(train, "; ", test); got != "3 images (3, 1, 2, 3), targets (3, 27); 2 images (2, 1, 2, 3), targets (2, 27)" {
			t.Errorf("%s: %s", way.name, got)
		}
		if got := test.Pixels(1); !bytes.Equal(got, ascending(24, 6)) {
			t.Errorf("%s: pixels %v", way.name, got)
		}
		x, targets := test.All()
		if x.At(1, 5) != 29./255 || targets.Label(0) != 26 || targets.At(0, 26) != 1 || targets.At(0, 25) != 0 {
			t.Errorf("%s: x %v, t %v", way.name, mat.Formatted(x), targets)
		}
		if rows, cols := targets.(*OneHot).Dims(); rows != 2 || cols != 27 {
			t.Errorf("%s: targets %d×%d", way.name, rows, cols)
		}
	}
}

// From the original files, LoadIDX gives what LoadMNIST gives.
func TestLoadIDXOfMNIST(t *testing.T) {
	dir, err := firstGood(sources(), func(dir string) error {
		_, err := mnist.train.images.read(dir)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	train, test, err := LoadIDX(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	wantTrain, wantTest := load(t, Options{})
	for _, c := range []struct{ got, want *Images }{{train, wantTrain}, {test, wantTest}} {
		if c.got.String() != c.want.String() || c.got.Classes() != 10 || c.want.Classes() != 10 || !bytes.Equal(c.got.labels, c.want.labels) {
			t.Errorf("%v, want %v", c.got, c.want)
		}
		for i := range c.want.Len() {
			if !bytes.Equal(c.got.bytes.Row(i), c.want.bytes.Row(i)) {
				t.Fatalf("image %d differs", i)
			}
		}
	}
}

// Of images of any size, a net learns bit by bit what it learns from the same numbers as a matrix; batches that take each
// other's place too.
func TestImagesOfAnySize(t *testing.T) {
	src := rand.NewPCG(1, 0)
	for _, size := range [][2]int{{1, 1}, {3, 5}, {1, 300}, {32, 32}, {300, 300}} { // the last has more pixels than a uint16 counts
		height, width, n := size[0], size[1], 20
		pixels, labels := make([]byte, n*height*width), make([]byte, n)
		for i := range pixels {
			if src.Uint64()%3 == 0 {
				pixels[i] = byte(src.Uint64())
			}
		}
		for i := range labels {
			labels[i] = byte(i % 3)
		}
		dir := t.TempDir()
		images, answers := filepath.Join(dir, "images"), filepath.Join(dir, "labels")
		write(t, images, idx(pixels, uint32(n), uint32(height), uint32(width)))
		write(t, answers, idx(labels, uint32(n)))
		set, err := ReadIDX(images, answers, Options{Normalize: true})
		if err != nil {
			t.Fatal(err)
		}
		sparse := dl.NewTwoLayerNet(height*width, 4, set.Classes(), dl.Xavier, rand.NewPCG(2, 0))
		dense := dl.NewTwoLayerNet(height*width, 4, set.Classes(), dl.Xavier, rand.NewPCG(2, 0))
		data := set.Reusing()
		for range 5 {
			index := dl.Choice(n, 8, src)
			x, labels := data.Batch(index)
			sparse.Gradient(x, labels)
			dense.Gradient(mat.DenseCopyOf(x), labels)
			for _, net := range []*dl.TwoLayerNet{sparse, dense} {
				(&dl.SGD{LearningRate: 0.5}).Update(net.Params())
			}
		}
		for i, p := range dense.Params() {
			if !slices.Equal(sparse.Params()[i].Value.RawMatrix().Data, p.Value.RawMatrix().Data) {
				t.Errorf("%v: %s differs", size, p.Name)
			}
		}
	}
}

// A wrong file is told by name and reason.
func TestLoadIDXErrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(files map[string][]byte)
		file   string // the one that is named, and not the folder
		is     error
		want   string
	}{
		{"fewer labels", func(f map[string][]byte) { f["train labels-idx1"] = idx([]byte{7, 0}, 2) }, "train-labels-idx1-ubyte.gz", ErrSize,
			"wrong size: 2 labels for the 3 images in DIR/train-images-idx3-ubyte.gz"},
		{"exchanged", func(f map[string][]byte) {
			f["t10k images-idx3"], f["t10k labels-idx1"] = f["t10k labels-idx1"], f["t10k images-idx3"]
		}, "t10k-images-idx3-ubyte.gz", ErrFormat, "not a file of this kind: it holds labels, not images"},
		{"images twice", func(f map[string][]byte) { f["t10k labels-idx1"] = f["t10k images-idx3"] }, "t10k-labels-idx1-ubyte.gz", ErrFormat,
			"not a file of this kind: it holds images, not labels"},
		{"another size", func(f map[string][]byte) { f["t10k images-idx3"] = idx(ascending(0, 12), 2, 3, 2) }, "", ErrSize,
			"wrong size: the training images are 2×3, the test images 3×2"},
		{"coloured", func(f map[string][]byte) { f["train images-idx3"] = idx(ascending(0, 54), 3, 2, 3, 3) }, "train-images-idx3-ubyte.gz", ErrFormat,
			"not a file of this kind: 4 dimensions, expected 3"},
		{"integers", func(f map[string][]byte) { f["train labels-idx1"][2] = 0x0c }, "train-labels-idx1-ubyte.gz", ErrFormat,
			"not a file of this kind: numbers of type int32, expected bytes"},
		{"another type", func(f map[string][]byte) { f["train labels-idx1"][2] = 0x0f }, "train-labels-idx1-ubyte.gz", ErrFormat,
			"not a file of this kind: numbers of the unknown type 0f, expected bytes (08)"},
		{"a page", func(f map[string][]byte) { f["train images-idx3"] = []byte("<!doctype html>") }, "train-images-idx3-ubyte.gz", ErrFormat,
			"not a file of this kind: an IDX file of bytes with 3 dimensions begins with 00 00 08 03, this one with 3c 21 64 6f"},
		{"nothing", func(f map[string][]byte) { f["train images-idx3"] = nil }, "train-images-idx3-ubyte.gz", ErrTruncated,
			"cut short: 0 of 16 bytes of the header"},
		{"half a header", func(f map[string][]byte) { f["train images-idx3"] = f["train images-idx3"][:9] }, "train-images-idx3-ubyte.gz", ErrTruncated,
			"cut short: 9 of 16 bytes of the header"},
		{"cut short", func(f map[string][]byte) { f["train images-idx3"] = f["train images-idx3"][:30] }, "train-images-idx3-ubyte.gz", ErrTruncated,
			"cut short: 14 of 18 bytes of the values"},
		{"too long", func(f map[string][]byte) { f["train images-idx3"] = append(f["train images-idx3"], 0) }, "train-images-idx3-ubyte.gz", ErrSize,
			"wrong size: more bytes follow the 18 values"},
		{"no image", func(f map[string][]byte) { f["train images-idx3"] = idx(nil, 0, 2, 3) }, "train-images-idx3-ubyte.gz", ErrSize,
			"wrong size: dimension 0 is 0"},
		{"no pixel", func(f map[string][]byte) { f["train images-idx3"] = idx(nil, 3, 2, 0) }, "train-images-idx3-ubyte.gz", ErrSize,
			"wrong size: dimension 2 is 0"},
		{"claims 2⁹⁶ pixels", func(f map[string][]byte) { f["train images-idx3"] = idx(nil, 1<<32-1, 1<<32-1, 1<<32-1) }, "train-images-idx3-ubyte.gz", ErrSize,
			"wrong size: dimensions of [4294967295 4294967295 4294967295], more than 1073741824 values"},
		{"claims a gigabyte", func(f map[string][]byte) { f["train images-idx3"] = idx(ascending(0, 6), 1<<20, 32, 32) }, "train-images-idx3-ubyte.gz", ErrTruncated,
			"cut short: 6 of 1073741824 bytes of the values"},
	} {
		for _, way := range fileNames[:3:3] {
			files := otherFiles()
			c.change(files)
			dir := put(t, files, way.of)
			_, _, err := LoadIDX(dir, Options{})
			file, want := strings.TrimSuffix(c.file, ".gz"), c.want
			if name, _ := way.of("train", "images-idx3"); strings.HasSuffix(name, ".gz") {
				file = c.file
			} else {
				want = strings.ReplaceAll(want, ".gz", "")
			}
			want = filepath.Join(dir, file) + ": " + strings.ReplaceAll(want, "DIR", dir)
			if _, typed := errors.AsType[*FormatError](err); !typed || !errors.Is(err, c.is) || err.Error() != want {
				t.Errorf("%s, %s: %v\nwant %s", c.name, way.name, err, want)
			}
		}
	}
}

// A packed file that is damaged or cut short is told as that.
func TestDamagedIDX(t *testing.T) {
	good := gzipped(t, otherFiles()["train images-idx3"])
	labels := filepath.Join(t.TempDir(), "labels")
	write(t, labels, otherFiles()["train labels-idx1"])
	for n := range good {
		for what, damaged := range map[string][]byte{"the first bytes": good[:n], "a byte changed": slices.Concat(good[:n], []byte{^good[n]}, good[n+1:])} {
			images := filepath.Join(t.TempDir(), "images")
			write(t, images, damaged)
			set, err := ReadIDX(images, labels, Options{})
			_, typed := errors.AsType[*FormatError](err)
			inHeader := n >= 3 && n < 10 // flags and time of the packing, which change nothing
			if err == nil && !(inHeader && what == "a byte changed" && set.Len() == 3) || err != nil && !typed {
				t.Errorf("%s, %d: %v, %v", what, n, set, err)
			}
		}
	}
}

func TestMissingIDX(t *testing.T) {
	dir := put(t, otherFiles(), fileNames[0].of)
	if err := os.Remove(filepath.Join(dir, "t10k-labels-idx1-ubyte.gz")); err != nil {
		t.Fatal(err)
	}
	_, _, err := LoadIDX(dir, Options{})
	want := dir + " has none of the files t10k-labels-idx1-ubyte, t10k-labels-idx1-ubyte.gz, t10k-labels.idx1-ubyte, t10k-labels.idx1-ubyte.gz: file does not exist"
	if !errors.Is(err, fs.ErrNotExist) || err.Error() != want {
		t.Errorf("error %v\nwant %s", err, want)
	}
	if _, err := ReadIDX(filepath.Join(dir, "none"), dir, Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if _, err := ReadIDX(dir, dir, Options{}); err == nil {
		t.Error("a folder is a file of images")
	}
}

// Of all byte strings, those and only those are read that idx would write.
func FuzzReadIDX(f *testing.F) {
	f.Add(idx([]byte{1, 2, 3, 4, 5, 6}, 2, 3, 1))
	f.Add(idx(nil, 1<<32-1, 1<<32-1, 2))
	f.Fuzz(func(t *testing.T, file []byte) {
		shape, values, err := readIDX(bytes.NewReader(file), 3)
		if err == nil && !bytes.Equal(file, idx(values, uint32(shape[0]), uint32(shape[1]), uint32(shape[2]))) {
			t.Errorf("% x is read as %d, % x", file, shape, values)
		}
	})
}
