package datasets

import (
	"slices"

	"dlfs/dl"
	"dlfs/internal/reference"
	"dlfs/internal/words"
)

var mnist = layout{
	name: "mnist",
	train: part{
		n:      60000,
		images: SourceFile{"train-images-idx3-ubyte.gz", 9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"},
		labels: SourceFile{"train-labels-idx1-ubyte.gz", 28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"},
	},
	test: part{
		n:      10000,
		images: SourceFile{"t10k-images-idx3-ubyte.gz", 1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"},
		labels: SourceFile{"t10k-labels-idx1-ubyte.gz", 4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"},
	},
	height: 28, width: 28,
}

// classes is the number of different digits.
const classes = 10

// Options choose how images and labels appear. They are the book's three
// arguments of load_mnist, but the zero value switches all of them off; the
// book's own defaults are Options{Normalize: true, Flatten: true}. Shapes in the
// comments of the fields are those of MNIST's training set.
type Options struct {
	// Normalize divides pixels by 255, in float64, so that they are in 0…1.
	// Otherwise they are in 0…255.
	Normalize bool

	// Flatten makes Images.Shape say (60000, 784) instead of
	// (60000, 1, 28, 28). It changes nothing else: batches are matrices, with one
	// image of 784 pixels in each row, either way.
	Flatten bool

	// OneHot makes targets a *OneHot, rows of ten numbers with a 1 at the right
	// digit. Otherwise they are dl.Labels, the digits themselves.
	OneHot bool
}

// LoadMNIST returns the 60,000 training and the 10,000 test images. It takes a
// few milliseconds, and a fifth of a second the first time. It never downloads:
// if the original files are not on this machine, the error wraps [ErrNoSource]
// and says where LoadMNIST looked and how to get them.
func LoadMNIST(o Options) (train, test *Images, err error) {
	content, report, err := mnist.load()
	if err != nil {
		return nil, nil, words.Datasets.Errorf("MNIST is not ready, run `dlfs data` to get it: %w", err)
	}
	reference.Remember(mnist.reference(), content)
	train, test = mnist.images(content, o, report)
	return train, test, nil
}

// images wraps the content of a cache.
func (l layout) images(content []byte, o Options, report Report) (train, test *Images) {
	trainPixels, trainLabels, testPixels, testLabels := l.split(content)
	of := func(pixels, labels []byte) *Images {
		bytes := dl.NewBytes(pixels, l.pixels())
		return &Images{bytes: bytes, labels: labels, classes: classes, height: l.height, width: l.width, options: o, report: report}
	}
	return of(trainPixels, trainLabels), of(testPixels, testLabels)
}

// SourceFiles returns the four original files of MNIST.
func SourceFiles() []SourceFile {
	return slices.Concat(mnist.train.files(), mnist.test.files())
}

func (p part) files() []SourceFile { return []SourceFile{p.images, p.labels} }
