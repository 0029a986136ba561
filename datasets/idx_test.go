package datasets

import (
	"bytes"
	"compress/gzip"
	"errors"
	"testing"
)

func TestDecodeIDX(t *testing.T) {
	good := idx([]byte{1, 2, 3, 4, 5, 6}, 2, 3)
	patched := func(at int, b byte) []byte {
		file := bytes.Clone(good)
		file[at] = b
		return file
	}
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"good", good, nil},
		{"empty", nil, ErrTruncated},
		{"half a header", good[:5], ErrTruncated},
		{"header only", good[:12], ErrTruncated},
		{"a value short", good[:17], ErrTruncated},
		{"a value too many", append(bytes.Clone(good), 7), ErrSize},
		{"not IDX", []byte("<html>no such page</html>"), ErrFormat},
		{"floats", patched(2, 0x0d), ErrFormat},
		{"other number of dimensions", patched(3, 3), ErrFormat},
		{"first byte set", patched(0, 1), ErrFormat},
		{"more rows than expected", patched(7, 3), ErrSize},
		{"fewer rows than expected", patched(7, 1), ErrSize},
		{"claims 4 billion rows", idx(nil, 0xffffffff, 3), ErrSize},
		{"claims an overflow", idx(nil, 0x80000000, 0x80000000), ErrSize},
	} {
		t.Run(c.name, func(t *testing.T) {
			dst := make([]byte, 6)
			err := decodeIDX(dst, bytes.NewReader(c.file), 2, 3)
			if !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			if err == nil && !bytes.Equal(dst, good[12:]) {
				t.Errorf("values %v", dst)
			}
		})
	}
}

// A gzip stream tells at its very end that it was damaged.
func TestDecodeIDXReadsToTheEnd(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(idx([]byte{1, 2}, 2)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	stream := b.Bytes()
	stream[len(stream)-8] ^= 1 // the stream's CRC-32
	r, err := gzip.NewReader(bytes.NewReader(stream))
	if err != nil {
		t.Fatal(err)
	}
	if err := decodeIDX(make([]byte, 2), r, 2); !errors.Is(err, gzip.ErrChecksum) {
		t.Errorf("error %v, want %v", err, gzip.ErrChecksum)
	}
}

// Of all byte strings, those and only those are accepted that idx would write.
func FuzzDecodeIDX(f *testing.F) {
	f.Add(idx([]byte{1, 2, 3, 4, 5, 6}, 2, 3))
	f.Fuzz(func(t *testing.T, file []byte) {
		dst := make([]byte, 6)
		err := decodeIDX(dst, bytes.NewReader(file), 2, 3)
		if whole := bytes.Equal(file, idx(dst, 2, 3)); whole != (err == nil) {
			t.Errorf("error %v for % x", err, file)
		}
	})
}
