package datasets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// The tests share a cache of their own. The test binary is also the second
// process of TestProcessesAtOnce.
func TestMain(m *testing.M) {
	if os.Getenv("DLFS_TEST_CHILD") != "" {
		prepareAsChild()
		return
	}
	dir, err := os.MkdirTemp("", "dlfs-datasets")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Setenv("DLFS_CACHE", dir)
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// tiny is a set like MNIST of three training and two test images of 2×3, whose
// original files lie in a module cache and whose cache folder is empty. Its
// pixels are 0, 1, 2 … in the order of the files. It returns the folder of the files.
func tiny(t testing.TB) (l layout, source string) {
	t.Helper()
	modules := t.TempDir()
	t.Setenv("GOMODCACHE", modules)
	t.Setenv("DLFS_CACHE", t.TempDir())
	source = filepath.Join(modules, filepath.FromSlash(goMNIST), "data")
	if err := os.MkdirAll(source, 0o755); err != nil {
		t.Fatal(err)
	}
	return layout{
		name: "tiny",
		train: part{3,
			zipped(t, source, "train-images", idx(ascending(0, 18), 3, 2, 3)),
			zipped(t, source, "train-labels", idx([]byte{7, 0, 9}, 3))},
		test: part{2,
			zipped(t, source, "test-images", idx(ascending(18, 12), 2, 2, 3)),
			zipped(t, source, "test-labels", idx([]byte{1, 1}, 2))},
		height: 2, width: 3,
	}, source
}

func ascending(from, n int) (values []byte) {
	for i := range n {
		values = append(values, byte(from+i))
	}
	return values
}

// idx is an IDX file of bytes.
func idx(values []byte, dims ...uint32) []byte {
	file := []byte{0, 0, 8, byte(len(dims))}
	for _, n := range dims {
		file = append(file, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(file, values...)
}

// zipped writes content to dir, compressed, and returns what to expect there.
func zipped(t testing.TB, dir, name string, content []byte) SourceFile {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, name), b.Bytes())
	return SourceFile{name, int64(b.Len()), fmt.Sprintf("%x", sha256.Sum256(b.Bytes()))}
}

func write(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
