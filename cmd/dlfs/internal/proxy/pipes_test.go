package proxy

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Whatever pieces it comes in, what is printed and what is shown stay apart and in order.
func TestPipe(t *testing.T) {
	const mark = "0123456789"
	const sent = "a日\x00\x000123456789\x00display one\x01b\n\x000123456789\x00broken" + "\x000123456789\x00display two\x01\x0001234c\x00"
	want := []string{"a日\x00", "[display one]", "b\n", "[display two]", "\x0001234c\x00"}
	for size := 1; size <= len(sent); size++ {
		var got []string
		p := &pipe{frame: []byte("\x00" + mark + "\x00")}
		p.text = func(data []byte) {
			if n := len(got); n > 0 && !strings.HasPrefix(got[n-1], "[") {
				got[n-1] += string(data)
			} else {
				got = append(got, string(data))
			}
		}
		p.shown = func(payload []byte) { got = append(got, "["+string(payload)+"]") }
		var pending []byte
		for chunk := range slices.Chunk([]byte(sent), size) {
			pending = bytes.Clone(p.take(append(pending, chunk...)))
		}
		p.text(pending)
		if !slices.Equal(got, want) {
			t.Fatalf("in pieces of %d: %q", size, got)
		}
	}
}

func TestFlushWaitsForWhatWasPrinted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "streams")
	if err := makePipes(dir); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	p, err := openPipe(filepath.Join(dir, OutName), "mark", func(data []byte) { got.Write(data) }, func([]byte) {})
	if err != nil {
		t.Fatal(err)
	}
	go p.read() // until its file is closed
	defer p.file.Close()
	for range 50 {
		if _, err := p.file.WriteString(strings.Repeat("x", 1000)); err != nil {
			t.Fatal(err)
		}
		if err := p.flush(); err != nil {
			t.Fatal(err)
		}
		if got.Len()%1000 != 0 {
			t.Fatalf("%d bytes were handed on", got.Len())
		}
	}
	if got.Len() != 50000 {
		t.Errorf("%d bytes in the end", got.Len())
	}
}

// Our marker may fall into a frame that a program is writing.
func TestFlushInAFrame(t *testing.T) {
	const frame = "\x00mark\x00"
	const sent = "a" + frame + "display x text" + frame + "flush\x01" + "/plain y\x01b" + frame + "display is never whole" + frame + "end\x01c"
	for size := 1; size <= len(sent); size++ {
		var got strings.Builder
		p := &pipe{frame: []byte(frame), ended: make(chan struct{}, 9)}
		p.text = func(data []byte) { got.Write(data) }
		p.shown = func(payload []byte) { got.WriteString("[" + string(payload) + "]") }
		var pending []byte
		for chunk := range slices.Chunk([]byte(sent), size) {
			pending = bytes.Clone(p.take(append(pending, chunk...)))
		}
		p.text(pending)
		if got.String() != "a[display x text/plain y]bc" || len(p.ended) != 2 {
			t.Fatalf("in pieces of %d: %q, %d markers", size, got.String(), len(p.ended))
		}
	}
}

func TestAFrameThatIsTooLarge(t *testing.T) {
	t.Setenv("DLFS_LANG", "en")
	var got strings.Builder
	p := &pipe{frame: []byte("\x00mark\x00"), text: nil, ended: make(chan struct{}, 1)}
	p.text = func(data []byte) { got.Write(data) }
	p.shown = func(payload []byte) { got.WriteString("[" + string(payload) + "]") }
	pending := bytes.Clone(p.take([]byte("a\x00mark\x00display ")))
	chunk := bytes.Repeat([]byte("x"), 1<<20)
	for range mostFrame>>20 + 2 {
		pending = p.take(append(pending, chunk...))
	}
	p.take(append(pending, "\x01b\x00mark\x00display z\x01"...))
	if want := "aThis output is larger than 64 MB, so it is left out.\nb[display z]"; got.String() != want {
		t.Errorf("%q", got.String())
	}
}
