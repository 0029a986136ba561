package datasets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dlfs/internal/words"
)

// A SourceFile is one of the original compressed files.
type SourceFile struct {
	Name   string // such as train-images-idx3-ubyte.gz
	Size   int64  // in bytes, compressed
	SHA256 string // of the compressed bytes, in lower-case hex
}

// Check returns nil if content is this file, or else an error that wraps
// [ErrTruncated], [ErrFormat], [ErrSize] or [ErrChecksum].
func (f SourceFile) Check(content []byte) error {
	n := int64(len(content))
	sum := fmt.Sprintf("%x", sha256.Sum256(content))
	switch {
	case sum == f.SHA256 && n == f.Size:
		return nil
	case n >= 2 && !bytes.HasPrefix(content, []byte{0x1f, 0x8b}):
		return words.Datasets.Errorf("%w: a gzip file begins with 1f 8b, this one with % x", ErrFormat, content[:2])
	case n < f.Size:
		return words.Datasets.Errorf("%w: %d of %d bytes", ErrTruncated, n, f.Size)
	case n > f.Size:
		return words.Datasets.Errorf("%w: more than %d bytes", ErrSize, f.Size)
	}
	return words.Datasets.Errorf("%w: SHA-256 is %s, expected %s", ErrChecksum, sum, f.SHA256)
}

// read returns the checked content of the file in dir.
func (f SourceFile) read(dir string) ([]byte, error) {
	path := filepath.Join(dir, f.Name)
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	// One byte more than expected is enough to see that there is more.
	content, err := io.ReadAll(io.LimitReader(file, f.Size+1))
	if err != nil {
		return nil, err
	}
	if err := f.Check(content); err != nil {
		return nil, &FormatError{File: path, Err: err}
	}
	return content, nil
}

// decode reads the file in dir and unpacks its IDX values, of the dimensions
// dims, into dst.
func (f SourceFile) decode(dst []byte, dir string, dims ...int) error {
	content, err := f.read(dir)
	if err != nil {
		return err
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(content))
	if err == nil {
		err = decodeIDX(dst, unpacked, dims...)
	}
	if err != nil {
		return &FormatError{File: filepath.Join(dir, f.Name), Err: err}
	}
	return nil
}

// A Source is a folder in which the original files were looked for.
type Source struct {
	Dir string
	Err error // nil if all four are there and undamaged
}

// sources lists the folders that may hold the original files, best first.
func sources() []string {
	var dirs []string
	if cache := moduleCache(); cache != "" {
		dirs = append(dirs, filepath.Join(cache, filepath.FromSlash(goMNIST), "data"))
	}
	if dir, err := DownloadDir(); err == nil {
		dirs = append(dirs, dir)
	}
	return dirs
}

// goMNIST is the folder of the pinned module in the module cache, which writes
// an upper-case letter as an exclamation mark and the lower-case one.
const goMNIST = "github.com/petar/!go!m!n!i!s!t@v0.0.0-20150320212226-2fbe10d0fa63"

// moduleCache finds Go's module cache by the rules of `go help environment`
// without running the go command, which a reader of notebooks may not have on
// the PATH. It returns "" where there is not even a home folder.
func moduleCache() string {
	if dir := goSetting("GOMODCACHE"); dir != "" {
		return dir
	}
	if paths := filepath.SplitList(goSetting("GOPATH")); len(paths) > 0 && paths[0] != "" {
		return filepath.Join(paths[0], "pkg", "mod")
	}
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, "go", "pkg", "mod")
	}
	return ""
}

// goSetting returns a setting of the go command: an environment variable or, if
// that is empty, what `go env -w` wrote down.
func goSetting(name string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	path := os.Getenv("GOENV")
	if path == "" {
		config, err := os.UserConfigDir()
		if err != nil {
			return ""
		}
		path = filepath.Join(config, "go", "env")
	}
	settings, err := os.ReadFile(path)
	if err != nil || path == "off" {
		return ""
	}
	for line := range strings.Lines(string(settings)) {
		if key, v, ok := strings.Cut(strings.TrimSpace(line), "="); ok && key == name {
			return v
		}
	}
	return ""
}

// firstGood tries the folders in order until one works. Its error tells about
// each of them.
func firstGood(dirs []string, try func(dir string) error) (string, error) {
	failures := []error{ErrNoSource}
	for _, dir := range dirs {
		err := try(dir)
		if err == nil {
			return dir, nil
		}
		failures = append(failures, sourceError(dir, err))
	}
	return "", errors.Join(failures...)
}

// sourceError keeps the common case short: four files missing are one sentence.
func sourceError(dir string, err error) error {
	if _, statErr := os.Stat(dir); errors.Is(statErr, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", dir, fs.ErrNotExist)
	}
	return err
}
