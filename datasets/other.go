package datasets

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dlfs/dl"
	"dlfs/internal/words"
)

// LoadIDX returns the training and the test images of a set that comes in MNIST's file format, as Fashion-MNIST, KMNIST and
// many others do. The folder dir holds
//
//	train-images-idx3-ubyte  train-labels-idx1-ubyte
//	t10k-images-idx3-ubyte   t10k-labels-idx1-ubyte
//
// A name may end in .gz, and may have a dot in place of the hyphen before idx, as in some archives. A file may be gzipped
// whatever its name. For other names there is [ReadIDX].
//
// All images of both sets have the same size, of at least 1×1 pixels, and a file holds at most 2³⁰ values. Labels are 0 to
// 255; the number of classes, of either set, is the largest label of both plus 1. Each call reads all four files into memory.
//
// A file with bad content gives a [*FormatError] that names it and the reason, and so do image sizes that differ. If a file is
// missing, the error wraps fs.ErrNotExist and lists the names that LoadIDX looked for.
func LoadIDX(dir string, o Options) (train, test *Images, err error) {
	if train, err = readPart(dir, "train", o); err != nil {
		return nil, nil, err
	}
	if test, err = readPart(dir, "t10k", o); err != nil {
		return nil, nil, err
	}
	if train.height != test.height || train.width != test.width {
		return nil, nil, &FormatError{File: dir, Err: words.Datasets.Errorf("%w: the training images are %d×%d, the test images %d×%d",
			ErrSize, train.height, train.width, test.height, test.width)}
	}
	train.classes = max(train.classes, test.classes)
	test.classes = train.classes
	return train, test, nil
}

// readPart reads the training ("train") or the test set ("t10k").
func readPart(dir, part string, o Options) (*Images, error) {
	images, err := findIDX(dir, part+"-images", "idx3-ubyte")
	if err != nil {
		return nil, err
	}
	labels, err := findIDX(dir, part+"-labels", "idx1-ubyte")
	if err != nil {
		return nil, err
	}
	return ReadIDX(images, labels, o)
}

// findIDX returns the path of the first file in dir that has one of the names such a file goes by.
func findIDX(dir, what, kind string) (string, error) {
	var names []string
	for _, name := range []string{what + "-" + kind, what + "." + kind} {
		names = append(names, name, name+".gz")
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() { // some archives put a file into a folder of its name
			return path, nil
		}
	}
	return "", words.Datasets.Errorf("%s has none of the files %s: %w", dir, strings.Join(names, ", "), fs.ErrNotExist)
}

// ReadIDX returns the set whose images are in one file and whose labels are in another. The files may have any names; their
// content is as for [LoadIDX]. There must be as many labels as images, and the number of classes is the largest label of this
// file plus 1: a file without the last class gives a class fewer. A file with bad content gives a [*FormatError], and one that
// cannot be opened the error of os.Open.
func ReadIDX(images, labels string, o Options) (*Images, error) {
	shape, pixels, err := readIDXFile(images, imageDims)
	if err != nil {
		return nil, err
	}
	count, values, err := readIDXFile(labels, labelDims)
	if err != nil {
		return nil, err
	}
	if shape[0] != count[0] {
		return nil, &FormatError{File: labels, Err: words.Datasets.Errorf("%w: %d labels for the %d images in %s",
			ErrSize, count[0], shape[0], images)}
	}
	return &Images{
		bytes: dl.NewBytes(pixels, shape[1]*shape[2]), labels: values, classes: int(slices.Max(values)) + 1,
		height: shape[1], width: shape[2], options: o, report: Report{Source: filepath.Dir(images)},
	}, nil
}

// readIDXFile reads a file, which is unpacked if it begins as gzip does, whatever its name: browsers unpack without a word.
func readIDXFile(path string, dims int) (shape []int, values []byte, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	buffered := bufio.NewReader(file)
	var r io.Reader = buffered
	if start, err := buffered.Peek(2); err == nil && bytes.Equal(start, []byte{0x1f, 0x8b}) {
		if r, err = gzip.NewReader(buffered); err != nil {
			return nil, nil, &FormatError{File: path, Err: truncated(err, "the gzip header", 0, 10)}
		}
	}
	shape, values, err = readIDX(r, dims)
	if err != nil {
		return nil, nil, &FormatError{File: path, Err: err}
	}
	return shape, values, nil
}
