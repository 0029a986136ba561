package datasets_test

import (
	"errors"
	"fmt"
	"io/fs"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"dlfs/datasets"
	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
)

func ExampleLoadMNIST() {
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Shape(), train.TargetShape())
	fmt.Println(test.Shape(), test.TargetShape())
	// Output:
	// (60000, 784) (60000,)
	// (10000, 784) (10000,)
}

// mustLoad keeps the examples short.
func mustLoad(o datasets.Options) (train, test *datasets.Images) {
	train, test, err := datasets.LoadMNIST(o)
	if err != nil {
		log.Fatal(err)
	}
	return train, test
}

func ExampleOptions() {
	train, _ := mustLoad(datasets.Options{}) // as the files have it
	x, t := train.Batch([]int{0})
	fmt.Println(train.Shape(), train.TargetShape(), x.At(0, 14*28+14), t)

	train, _ = mustLoad(datasets.Options{Normalize: true, Flatten: true, OneHot: true})
	x, t = train.Batch([]int{0})
	fmt.Printf("%v %v %.4f %v\n", train.Shape(), train.TargetShape(), x.At(0, 14*28+14), mat.Row(nil, 0, t.(*datasets.OneHot)))
	// Output:
	// (60000, 1, 28, 28) (60000,) 240 [5]
	// (60000, 784) (60000, 10) 0.9412 [0 0 0 0 0 1 0 0 0 0]
}

func ExampleImages_Batch() {
	train, _ := mustLoad(datasets.Options{Normalize: true})
	x, t := train.Batch([]int{7, 0, 59999})
	rows, cols := x.Dims()
	fmt.Println(rows, cols, t)
	fmt.Printf("image 7 is %.0f%% ink\n", 100*mat.Sum(mat.NewVecDense(cols, mat.Row(nil, 0, x)))/float64(cols))
	// Output:
	// 3 784 [3 5 8]
	// image 7 is 18% ink
}

func ExampleImages_All() {
	_, test := mustLoad(datasets.Options{Normalize: true})
	x, t := test.All()
	rows, cols := x.Dims()
	fmt.Println(rows, cols, t.Len())
	// Output: 10000 784 10000
}

// The arrays of the book, and a mini-batch of their rows.
func ExampleImages_Matrices() {
	train, _ := mustLoad(datasets.Options{Normalize: true, Flatten: true, OneHot: true})
	x, t := train.Matrices()
	fmt.Println(dl.ShapeOf(x), dl.ShapeOf(t))

	mask := []int{7, 0, 59999}
	xBatch, tBatch := dl.Take(x, mask), dl.Take(t, mask)
	fmt.Println(dl.ShapeOf(xBatch), dl.ArgMaxRows(tBatch))
	// Output:
	// (60000, 784) (60000, 10)
	// (3, 784) [3 5 8]
}

func ExampleImages_Slice() {
	train, _ := mustLoad(datasets.Options{})
	_, t := train.Slice(0, 12)
	fmt.Println(t)
	// Output: [5 0 4 1 9 2 1 3 1 4 3 5]
}

func ExampleImages_Pixels() {
	train, _ := mustLoad(datasets.Options{})
	pixels := train.Pixels(1)
	for y := 4; y < 24; y += 2 { // every other row, without the margin
		fmt.Print("|")
		for _, p := range pixels[y*28+6 : y*28+24] {
			fmt.Printf("%c", " .:*#"[int(p)*5/256])
		}
		fmt.Println("|")
	}
	// Output:
	// |          *#*     |
	// |       .######.   |
	// |     *######.*#*  |
	// |    ###* .:   ##  |
	// |  *##.        ##* |
	// | *#*          ##* |
	// |.##          :#*  |
	// |.#:        *#*    |
	// |.##:  .*###*.     |
	// | *######:         |
}

func ExampleImages_Image() {
	train, _ := mustLoad(datasets.Options{})
	img := train.Image(0)
	fmt.Println(img.Bounds(), img.At(14, 14))
	// Output: (0,0)-(28,28) {240}
}

func ExampleImages_Reusing() {
	train, _ := mustLoad(datasets.Options{Normalize: true})
	data := train.Reusing() // for a training loop
	_, first := data.Batch([]int{0, 1})
	fmt.Println(first)
	data.Batch([]int{2, 3})
	fmt.Println(first) // overwritten
	// Output:
	// [5 0]
	// [4 1]
}

func ExampleOneHot() {
	train, _ := mustLoad(datasets.Options{OneHot: true})
	_, t := train.Batch([]int{0, 1, 2})
	fmt.Println(mat.Formatted(t.(*datasets.OneHot)))
	fmt.Println(t.Label(0), t.Label(1), t.Label(2))
	// Output:
	// ⎡0  0  0  0  0  1  0  0  0  0⎤
	// ⎢1  0  0  0  0  0  0  0  0  0⎥
	// ⎣0  0  0  0  1  0  0  0  0  0⎦
	// 5 0 4
}

func ExampleImages_Report() {
	mustLoad(datasets.Options{}) // makes the cache, if it is missing
	train, _ := mustLoad(datasets.Options{})
	report := train.Report()
	fmt.Println(report.Problem, report.Rebuilt())
	// Output: <nil> false
}

func ExamplePrepare() {
	if _, err := datasets.Prepare(); err != nil {
		log.Fatal(err) // the original files are nowhere: `dlfs data` downloads them
	}
	fmt.Println(datasets.Status().Problem)
	// Output: <nil>
}

func ExampleStatus() {
	mustLoad(datasets.Options{}) // whatever was missing is there afterwards
	state := datasets.Status()
	switch {
	case state.Problem == nil:
		fmt.Println("decoded and whole")
	case errors.Is(state.Problem, fs.ErrNotExist):
		fmt.Println("not decoded yet")
	default:
		fmt.Println("will be rebuilt:", state.Problem)
	}
	fmt.Println("LoadMNIST will succeed:", state.OK())
	// Output:
	// decoded and whole
	// LoadMNIST will succeed: true
}

func ExampleSourceFiles() {
	for _, file := range datasets.SourceFiles() {
		fmt.Println(file.Name, file.Size)
	}
	// Output:
	// train-images-idx3-ubyte.gz 9912422
	// train-labels-idx1-ubyte.gz 28881
	// t10k-images-idx3-ubyte.gz 1648877
	// t10k-labels-idx1-ubyte.gz 4542
}

func ExampleSourceFile_Check() {
	labels := datasets.SourceFiles()[1]
	err := labels.Check([]byte("<html>404</html>"))
	fmt.Println(errors.Is(err, datasets.ErrFormat))
	fmt.Println(err)
	// Output:
	// true
	// not a file of this kind: a gzip file begins with 1f 8b, this one with 3c 68
}

// A set in MNIST's file format, here of two images of 1×3 pixels in each part.
func ExampleLoadIDX() {
	dir, err := os.MkdirTemp("", "idx")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	// Two zero bytes, 8 for bytes, the number of dimensions, each dimension in four bytes, and the values.
	images := []byte{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 51, 255, 255, 51, 0}
	labels := []byte{0, 0, 8, 1, 0, 0, 0, 2, 1, 0}
	for _, part := range []string{"train", "t10k"} {
		err := errors.Join(
			os.WriteFile(filepath.Join(dir, part+"-images-idx3-ubyte"), images, 0o644),
			os.WriteFile(filepath.Join(dir, part+"-labels-idx1-ubyte"), labels, 0o644))
		if err != nil {
			log.Fatal(err)
		}
	}

	train, _, err := datasets.LoadIDX(dir, datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		log.Fatal(err)
	}
	x, t := train.All()
	fmt.Println(train, "classes:", train.Classes())
	fmt.Println(mat.Row(nil, 0, x), t)
	// Output:
	// 2 images (2, 3), targets (2,) classes: 2
	// [0 0.2 1] [1 0]
}

// A file that holds more than weights: arrays that cannot be parameters are listed with the reason.
func ExampleNPZ() {
	z, err := datasets.LoadNPZ("testdata/numpy_mixed.npz")
	if err != nil {
		log.Fatal(err)
	}
	w, err := z.Param("W1")
	fmt.Println(w.Shape(), err)
	_, err = z.Param("rate")
	fmt.Println(err)
	fmt.Println(len(z.Params), "parameters,", len(z.Others), "others, the first of them", z.Others[0].Name)
	// Output:
	// (2, 3) <nil>
	// testdata/numpy_mixed.npz: rate.npy: not a file of this kind: an array of 0 dimensions, expected 1 or 2
	// 2 parameters, 9 others, the first of them epoch
}

// A net that is already trained to read digits, and the first digits that it reads.
func ExampleSampleNet() {
	net, err := datasets.SampleNet()
	if err != nil {
		log.Fatal(err)
	}
	_, test := mustLoad(datasets.Options{Normalize: true, Flatten: true})
	x, answers := test.Slice(0, 10)
	y := net.Predict(x)
	for i := range 10 {
		fmt.Print(dl.ArgMax(y.RawRowView(i)), " ")
	}
	fmt.Println(answers)
	fmt.Println(net.Accuracy(test.All()))
	// Output:
	// 7 2 1 0 4 1 4 9 5 9 [7 2 1 0 4 1 4 9 5 9]
	// 0.9702
}

func ExampleSampleWeights() {
	weights, err := datasets.SampleWeights()
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range weights {
		fmt.Println(w.Name, w.Shape())
	}
	// Output:
	// W1 (784, 50)
	// b1 (50,)
	// W2 (50, 100)
	// b2 (100,)
	// W3 (100, 10)
	// b3 (10,)
}

// np.load reads the file that WriteNPZ writes.
func ExampleWriteNPZ() {
	dir, err := os.MkdirTemp("", "npz")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "weights.npz")

	net := dl.NewTwoLayerNet(784, 50, 10, nil, rand.NewPCG(1, 0))
	if _, err := datasets.WriteNPZ(path, net.Params()); err != nil {
		log.Fatal(err)
	}
	same, err := datasets.ReadNPZ(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(same[0].Name, mat.Equal(same[0].Value, net.Param("W1").Value))
	// Output: W1 true
}

// Arrays that NumPy has written, by np.savez(path, W1=…, b1=…).
func ExampleReadNPZ() {
	arrays, err := datasets.ReadNPZ("testdata/numpy.npz")
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range arrays[:2] {
		fmt.Println(a.Name, a.Shape(), a.Vector)
	}
	fmt.Println(dl.FormatMatrix(arrays[0].Value))
	// Output:
	// W1 (2, 3) false
	// b1 (3,) true
	// [[0.    0.125 0.25 ]
	//  [0.375 0.5   0.625]]
}

// tanh is a layer of your own, y = tanh(x): no part of dl knows of it.
type tanh struct{ y *mat.Dense }

func (l *tanh) Params() []*dl.Param { return nil }

func (l *tanh) Forward(x mat.Matrix) *mat.Dense {
	l.y = dl.Map(math.Tanh, x)
	return l.y
}

func (l *tanh) Backward(dy *mat.Dense) *mat.Dense {
	return dl.MulElem(dy, dl.Map(func(y float64) float64 { return 1 - y*y }, l.y))
}

// A net with three hidden layers and your own activation learns to read digits.
func Example_yourOwnLayer() {
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		log.Fatal(err)
	}
	src := rand.NewPCG(1, 0)
	affine := func(in, out int) dl.Layer { return dl.NewAffine(in, out, dl.Xavier, src) }
	net := dl.NewSequential(affine(784, 50), new(tanh), affine(50, 50), new(tanh), affine(50, 50), new(tanh), affine(50, 10))
	trainer := dl.Trainer{Net: net, Optimizer: &dl.SGD{LearningRate: 0.1}, BatchSize: 100, Iterations: 600, Src: src}
	for range trainer.Steps(train) {
	}
	fmt.Println(net.Accuracy(test.All()) > 0.85)
	// Output: true
}

// A net forgets a fifth of its neurons in each training step, and answers with all of them.
func Example_dropout() {
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		log.Fatal(err)
	}
	src := rand.NewPCG(1, 0)
	net := dl.NewSequential(dl.NewAffine(784, 50, dl.He, src), new(dl.ReLULayer),
		&dl.Dropout{Ratio: 0.2, Src: src}, dl.NewAffine(50, 10, dl.He, src))
	trainer := dl.Trainer{
		Net: net, Optimizer: &dl.SGD{LearningRate: 0.1}, BatchSize: 100, Iterations: 600, Src: src, SkipLoss: true,
	}
	for range trainer.Steps(train) {
	}
	fmt.Printf("%.4f\n", net.Accuracy(test.All()))
	// Output: 0.9173
}
