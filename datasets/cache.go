package datasets

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"dlfs/internal/words"
)

// The cache is one file: a header of headerSize bytes and, for the training set
// and then for the test set, all pixels and all labels, one byte each. Header, with
// little-endian numbers:
//
//	 0  magic, 8 bytes
//	 8  version, uint32
//	12  CRC-32C of everything that follows, uint32
//	16  training images, test images, height, width, uint32 each
//
// The checksum finds accidents: a full disk, a bad sector, a copy that stopped
// half way. It is the one that processors compute in hardware, as it is taken
// over all 55 MB at each load.
const (
	cacheMagic   = "dlfsIMGS"
	cacheVersion = 1
	crcAt        = 12
	crcFrom      = 16
	headerSize   = 32
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A part is the training or the test set: n images and their labels.
type part struct {
	n              int
	images, labels SourceFile
}

// A layout says how many images of which size there are, and so where
// everything lies in the cache.
type layout struct {
	name          string
	train, test   part
	height, width int
}

func (l layout) pixels() int { return l.height * l.width }

func (l layout) size() int { return headerSize + (l.train.n+l.test.n)*(l.pixels()+1) }

// fields are the numbers of the header after the checksum.
func (l layout) fields() [4]struct {
	what string
	n    int
} {
	return [...]struct {
		what string
		n    int
	}{
		{words.Datasets.Sprintf("training images"), l.train.n},
		{words.Datasets.Sprintf("test images"), l.test.n},
		{words.Datasets.Sprintf("rows of pixels"), l.height},
		{words.Datasets.Sprintf("columns of pixels"), l.width},
	}
}

// split cuts the cache's content into views. Only check makes it safe to call.
func (l layout) split(content []byte) (trainPixels, trainLabels, testPixels, testLabels []byte) {
	rest := content[headerSize:]
	cut := func(n int) []byte {
		piece := rest[:n:n]
		rest = rest[n:]
		return piece
	}
	return cut(l.train.n * l.pixels()), cut(l.train.n), cut(l.test.n * l.pixels()), cut(l.test.n)
}

// writeHeader writes the header in front of content, whose body is complete.
func (l layout) writeHeader(content []byte) {
	copy(content, cacheMagic)
	binary.LittleEndian.PutUint32(content[8:], cacheVersion)
	for k, f := range l.fields() {
		binary.LittleEndian.PutUint32(content[crcFrom+4*k:], uint32(f.n))
	}
	binary.LittleEndian.PutUint32(content[crcAt:], crc32.Checksum(content[crcFrom:], castagnoli))
}

// checkHeader returns nil if header, the first bytes of a file, is what writeHeader writes.
func (l layout) checkHeader(header []byte) error {
	switch {
	case len(header) < headerSize:
		return words.Datasets.Errorf("%w: %d of %d bytes of the header", ErrTruncated, len(header), headerSize)
	case string(header[:8]) != cacheMagic:
		return words.Datasets.Errorf("%w: begins with %q, expected %q", ErrFormat, header[:8], cacheMagic)
	}
	if v := binary.LittleEndian.Uint32(header[8:]); v != cacheVersion {
		return words.Datasets.Errorf("%w: %d, expected %d", ErrVersion, v, cacheVersion)
	}
	for k, f := range l.fields() {
		if got := binary.LittleEndian.Uint32(header[crcFrom+4*k:]); int64(got) != int64(f.n) {
			// Translators: a reason, a number, what it counts, and what it should be
			return words.Datasets.Errorf("%w: %d %s, expected %d", ErrSize, got, f.what, f.n)
		}
	}
	return nil
}

// checkSize compares the size of a file with the one that the layout gives.
func (l layout) checkSize(size int64) error {
	switch want := int64(l.size()); {
	case size < want:
		return words.Datasets.Errorf("%w: %d of %d bytes", ErrTruncated, size, want)
	case size > want:
		return words.Datasets.Errorf("%w: %d bytes, expected %d", ErrSize, size, want)
	}
	return nil
}

func checkSum(content []byte) error {
	want := binary.LittleEndian.Uint32(content[crcAt:])
	if got := crc32.Checksum(content[crcFrom:], castagnoli); got != want {
		return words.Datasets.Errorf("%w: CRC-32C is %08x, expected %08x", ErrChecksum, got, want)
	}
	return nil
}

// cacheDir is this project's folder in the user's cache, or what DLFS_CACHE says.
func cacheDir() (string, error) {
	if dir := os.Getenv("DLFS_CACHE"); dir != "" {
		return dir, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", words.Datasets.Errorf("no folder for the cache (set DLFS_CACHE): %w", err)
	}
	return filepath.Join(dir, "dlfs"), nil
}

// DownloadDir is the folder in which [LoadMNIST] looks for the original files
// if the module cache does not have them. It need not exist. DownloadDir fails if
// the system names no cache folder; set DLFS_CACHE to name one.
func DownloadDir() (string, error) {
	dir, err := cacheDir()
	return filepath.Join(dir, mnist.name), err
}

// cacheFile carries the version in its name, so that two versions of this
// project do not keep overwriting each other's work.
func (l layout) cacheFile() (string, error) {
	dir, err := cacheDir()
	return filepath.Join(dir, fmt.Sprintf("%s-%d.bytes", l.name, cacheVersion)), err
}

// openCache returns the checked content of the file at path: mapped where the
// system can, read otherwise. What is wrong with the content is a *FormatError.
func (l layout) openCache(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	// Everything else is compared before memory is taken for the content.
	if err := l.checkFile(file); err != nil {
		return nil, &FormatError{File: path, Err: err}
	}
	content, release, err := view(file, l.size())
	if err == nil {
		if err = checkSum(content); err != nil {
			release()
		}
	}
	if err != nil {
		return nil, &FormatError{File: path, Err: err}
	}
	return content, nil
}

// checkFile compares all but the content's checksum.
func (l layout) checkFile(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return words.Datasets.Errorf("%w: it is a %s", ErrFormat, fileKind(info.Mode()))
	}
	header := make([]byte, headerSize)
	n, err := io.ReadFull(file, header)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return err
	}
	if err := l.checkHeader(header[:n]); err != nil {
		return err
	}
	return l.checkSize(info.Size())
}

func fileKind(mode fs.FileMode) string {
	if mode.IsDir() {
		return words.Datasets.Sprintf("folder")
	}
	return words.Datasets.Sprintf("special file")
}

// readAll is how view gets at a file where it cannot be mapped.
func readAll(file *os.File, size int) (content []byte, release func(), err error) {
	content = make([]byte, size)
	n, err := io.ReadFull(io.NewSectionReader(file, 0, int64(size)), content)
	if err != nil {
		return nil, nil, truncated(err, "the file", n, size)
	}
	return content, func() {}, nil
}
