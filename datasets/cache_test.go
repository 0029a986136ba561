package datasets

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// tinyCache makes the cache of tiny and returns its path and content.
func tinyCache(t testing.TB) (l layout, path string, content []byte) {
	t.Helper()
	l, _ = tiny(t)
	_, report, err := l.load()
	if err != nil {
		t.Fatal(err)
	}
	return l, report.Cache, read(t, report.Cache)
}

func TestCacheIsMadeOnceAndUsed(t *testing.T) {
	l, source := tiny(t)
	first, report, err := l.load()
	if err != nil {
		t.Fatal(err)
	}
	if report.Source != source || !errors.Is(report.Problem, fs.ErrNotExist) || report.NotKept != nil || report.Rebuilt() {
		t.Errorf("first load: %+v", report)
	}
	trainPixels, trainLabels, testPixels, testLabels := l.split(first)
	for _, c := range []struct {
		what      string
		got, want []byte
	}{
		{"training pixels", trainPixels, ascending(0, 18)},
		{"training labels", trainLabels, []byte{7, 0, 9}},
		{"test pixels", testPixels, ascending(18, 12)},
		{"test labels", testLabels, []byte{1, 1}},
	} {
		if !bytes.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}

	if err := os.RemoveAll(source); err != nil { // the cache alone must do now
		t.Fatal(err)
	}
	second, report, err := l.load()
	if err != nil {
		t.Fatal(err)
	}
	if report.Source != "" || report.Problem != nil || !bytes.Equal(first, second) {
		t.Errorf("second load: %+v", report)
	}
}

func TestDamagedCacheIsMadeAnew(t *testing.T) {
	l, path, good := tinyCache(t)
	patched := func(at int, with ...byte) []byte {
		content := bytes.Clone(good)
		copy(content[at:], with)
		return content
	}
	for _, c := range []struct {
		name    string
		content []byte
		want    error
	}{
		{"magic", patched(0, 'D'), ErrFormat},
		{"version", patched(8, 2), ErrVersion},
		{"checksum", patched(12, ^good[12]), ErrChecksum},
		{"count", patched(16, 4), ErrSize},
		{"claims 4 billion images", patched(16, 255, 255, 255, 255), ErrSize},
		{"a pixel", patched(headerSize+3, 99), ErrChecksum},
		{"a label", patched(len(good)-1, 99), ErrChecksum},
		{"empty", nil, ErrTruncated},
		{"half a header", good[:20], ErrTruncated},
		{"header only", good[:headerSize], ErrTruncated},
		{"a byte short", good[:len(good)-1], ErrTruncated},
		{"a byte too many", append(bytes.Clone(good), 0), ErrSize},
		{"zeros", make([]byte, len(good)), ErrFormat},
		{"a foreign file", []byte("%PDF-1.7 and so on, for longer than a header is"), ErrFormat},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, path, c.content)
			content, report, err := l.load()
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(content, good) {
				t.Error("the wrong images")
			}
			if !report.Rebuilt() || report.NotKept != nil || !errors.Is(report.Problem, c.want) {
				t.Errorf("report %+v, want the problem %v", report, c.want)
			}
			if !strings.HasPrefix(report.Problem.Error(), path+": ") || !strings.Contains(report.String(), c.want.Error()) {
				t.Errorf("the report does not tell file and reason: %v", report)
			}
			if !bytes.Equal(read(t, path), good) {
				t.Error("the file was not mended")
			}
		})
	}
}

func TestEveryBitOfTheCacheCounts(t *testing.T) {
	l, path, good := tinyCache(t)
	for bit := range 8 * len(good) {
		content := bytes.Clone(good)
		content[bit/8] ^= 1 << (bit % 8)
		write(t, path, content)
		if _, err := l.openCache(path); err == nil {
			t.Errorf("bit %d of byte %d flipped, and not seen", bit%8, bit/8)
		}
	}
}

func TestFolderInPlaceOfTheCache(t *testing.T) {
	l, path, good := tinyCache(t)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	precious := filepath.Join(path, "precious")
	if err := os.MkdirAll(precious, 0o755); err != nil {
		t.Fatal(err)
	}
	content, report, err := l.load()
	if err != nil || !bytes.Equal(content, good) {
		t.Fatalf("error %v", err)
	}
	if !errors.Is(report.Problem, ErrFormat) || report.NotKept == nil {
		t.Errorf("report %+v", report)
	}
	if _, err := os.Stat(precious); err != nil {
		t.Errorf("what was in the folder is gone: %v", err)
	}
	onlyFile(t, path)
}

func TestCacheFolderThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		name  string
		setUp func(t *testing.T)
	}{
		{"below a file", func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "file")
			write(t, file, nil)
			t.Setenv("DLFS_CACHE", filepath.Join(file, "cache"))
		}},
		{"nowhere", func(t *testing.T) {
			for _, name := range []string{"DLFS_CACHE", "XDG_CACHE_HOME", "HOME", "home", "LocalAppData"} {
				t.Setenv(name, "")
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, source := tiny(t)
			c.setUp(t)
			for range 2 {
				content, report, err := l.load()
				if err != nil {
					t.Fatal(err)
				}
				if l.checkHeader(content) != nil || checkSum(content) != nil {
					t.Error("the wrong images")
				}
				if report.Problem == nil || report.NotKept == nil || report.Source != source || report.Rebuilt() {
					t.Errorf("report %+v", report)
				}
			}
		})
	}
}

// onlyFile fails the test unless path is the only file in its folder.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 || entries[0].Name() != filepath.Base(path) {
		t.Errorf("the folder holds %v, %v, want %s only", entries, err, filepath.Base(path))
	}
}

// Making the cache anew removes nothing of anybody's, however old and whatever its name, in a folder of any name.
func TestNothingElseIsRemoved(t *testing.T) {
	l, _ := tiny(t)
	dir := filepath.Join(t.TempDir(), "[a]*")
	t.Setenv("DLFS_CACHE", dir)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	longAgo := time.Now().AddDate(-1, 0, 0)
	others := []string{"tiny-1.bytes.1.tmp", "thesis.final.tmp", ".new-0123456789abcdef"}
	for _, name := range others {
		write(t, filepath.Join(dir, name), nil)
		if err := os.Chtimes(filepath.Join(dir, name), longAgo, longAgo); err != nil {
			t.Fatal(err)
		}
	}
	if _, report, err := l.load(); err != nil || report.NotKept != nil {
		t.Fatalf("%v, %v", err, report.NotKept)
	}
	for _, name := range others {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// Goroutines load while others take the cache away or damage it: everyone always
// has the right images.
func TestGoroutinesAtOnce(t *testing.T) {
	l, path, good := tinyCache(t)
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for k := range 25 {
				switch (g + k) % 5 {
				case 0:
					os.Remove(path)
				case 1:
					os.Rename(tempCopy(t, path, good[:len(good)-7]), path)
				}
				content, _, err := l.load()
				if err != nil || !bytes.Equal(content, good) {
					t.Errorf("error %v", err)
				}
			}
		})
	}
	all.Wait()
	onlyFile(t, path)
}

func tempCopy(t *testing.T, path string, content []byte) string {
	file, err := os.CreateTemp(filepath.Dir(path), "damaged")
	if err != nil {
		t.Error(err)
		return ""
	}
	defer file.Close()
	if _, err := file.Write(content); err != nil {
		t.Error(err)
	}
	return file.Name()
}

// prepareAsChild prints the sum of all training pixels and the first label.
func prepareAsChild() {
	train, _, err := LoadMNIST(Options{})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	sum := 0
	for i := range train.Len() {
		for _, p := range train.bytes.Row(i) {
			sum += int(p)
		}
	}
	fmt.Println(sum, train.Label(0))
}

// Whatever lies in the cache's place, opening it neither panics nor accepts what
// was not sealed.
func FuzzOpenCache(f *testing.F) {
	l, path, good := tinyCache(f)
	f.Add(good)
	f.Fuzz(func(t *testing.T, file []byte) {
		write(t, path, file)
		content, err := l.openCache(path)
		if _, typed := errors.AsType[*FormatError](err); err != nil && !typed {
			t.Fatalf("error without a reason: %v", err)
		}
		if err != nil {
			return
		}
		again := bytes.Clone(content)
		l.writeHeader(again)
		if !bytes.Equal(again, file) {
			t.Errorf("accepted % x", file)
		}
	})
}

func TestReadAllWhereNothingCanBeMapped(t *testing.T) {
	_, path, good := tinyCache(t)
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	content, release, err := readAll(file, len(good))
	if err != nil || !bytes.Equal(content, good) {
		t.Errorf("error %v", err)
	}
	release()
	if _, _, err := readAll(file, len(good)+1); !errors.Is(err, ErrTruncated) {
		t.Errorf("error %v for a file that is a byte short", err)
	}
}

func TestHeaderIsLittleEndian(t *testing.T) {
	l, _, content := tinyCache(t)
	for k, want := range []uint32{3, 2, 2, 3} {
		if got := binary.LittleEndian.Uint32(content[16+4*k:]); got != want {
			t.Errorf("field %d is %d, want %d", k, got, want)
		}
	}
	if len(content) != l.size() || l.size() != 32+5*7 {
		t.Errorf("%d bytes", len(content))
	}
}
