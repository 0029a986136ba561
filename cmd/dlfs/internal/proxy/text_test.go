package proxy

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// A page keeps what a text publishes.
type page struct {
	mu    sync.Mutex
	parts []string
}

func (p *page) publish(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.parts = append(p.parts, s)
}

func (p *page) all() string { return strings.Join(p.parts, "") }

func TestTextIsCutAtCharacters(t *testing.T) {
	source := rand.NewPCG(1, 2)
	random := rand.New(source)
	const said = "x日本語é😀\n"
	for range 200 {
		var shown page
		text := &text{publish: shown.publish}
		whole := strings.Repeat(said, 1+random.IntN(40))
		for rest := whole; rest != ""; {
			n := min(1+random.IntN(9), len(rest))
			text.write([]byte(rest[:n]))
			if random.IntN(4) == 0 {
				text.flush()
			}
			rest = rest[n:]
		}
		text.end(false)
		if shown.all() != whole {
			t.Fatalf("%q became %q", whole, shown.parts)
		}
		for _, part := range shown.parts {
			if !utf8.ValidString(part) || strings.Contains(part, "\uFFFD") {
				t.Fatalf("a character is cut: %q", shown.parts)
			}
		}
	}
}

func TestTextThatIsNone(t *testing.T) {
	var shown page
	text := &text{publish: shown.publish}
	text.write([]byte("a\xff\xe6\x97"))
	text.end(false)
	if got := shown.all(); got != "a\uFFFD\uFFFD" && got != "a\uFFFD" {
		t.Errorf("shown %q", got)
	}
}

func TestMuchTextIsGathered(t *testing.T) {
	var shown page
	text := &text{publish: shown.publish}
	for range 3000 {
		text.write([]byte("a line\n"))
	}
	text.end(false)
	if got := shown.all(); got != strings.Repeat("a line\n", 3000) {
		t.Errorf("%d bytes are shown", len(got))
	}
	if n := len(shown.parts); n > 300 { // a message for every 30 ms and every 16 kB; each line would be 3,000
		t.Errorf("%d messages", n)
	}
}

func TestTooMuchText(t *testing.T) {
	t.Setenv("DLFS_LANG", "en")
	var shown page
	text := &text{publish: shown.publish}
	whole := strings.Repeat("日本日本日本日本日本日本日本日本日本日本日\n", 2*most/64) // lines of 64 bytes
	for line := range strings.Lines(whole) {
		text.write([]byte(line))
	}
	text.end(false)
	head, tail, _ := strings.Cut(shown.all(), "\nThe cell has printed")
	if len(head) <= most-utf8.UTFMax || len(head) > most || !strings.HasPrefix(whole, head) {
		t.Errorf("%d bytes are shown", len(head))
	}
	if want := " 500 kB. What follows is left out.\n… 500 kB more were left out.\n"; tail != want && tail != strings.Replace(want, "… 500", "… 501", 1) {
		t.Errorf("behind them: %q", tail)
	}
}

func TestWhatADyingProgramSaysIsHeldBack(t *testing.T) {
	const trace = "panic: no\n\ngoroutine 1 [running]:\nmain.main()\n\tmain.go:3\n"
	for _, test := range []struct{ before, said string }{
		{"", trace}, {"a\n", trace}, {"half a line", "panic: is no trace here\n"}, {"", "fatal error: all asleep\n"},
		{"pan\npanick: no\n", ""}, {"", "runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n"},
	} {
		for size := 1; size < 20; size++ {
			for _, failed := range []bool{true, false} {
				var shown page
				text := &text{publish: shown.publish, holds: true}
				for rest := test.before + test.said; rest != ""; {
					n := min(size, len(rest))
					text.write([]byte(rest[:n]))
					rest = rest[n:]
				}
				held := text.end(failed)
				want := test.said
				if !failed || strings.HasPrefix(test.before, "half") {
					want = ""
				}
				if held != want || shown.all()+held != test.before+test.said {
					t.Errorf("%q in pieces of %d, failed %t: shown %q, held %q", test.before+test.said, size, failed, shown.all(), held)
				}
			}
		}
	}
}

// A program that dies after it has printed too much still says why.
func TestADyingProgramThatHasPrintedTooMuch(t *testing.T) {
	t.Setenv("DLFS_LANG", "en")
	for _, failed := range []bool{true, false} {
		var shown page
		text := &text{publish: shown.publish, holds: true}
		for range 2 * most / 64 {
			text.write([]byte(strings.Repeat("x", 63) + "\n"))
		}
		text.write([]byte("panic: no\n"))
		held := text.end(failed)
		if want := map[bool]string{true: "panic: no\n", false: ""}[failed]; held != want || strings.Count(shown.all(), "What follows is left out.") != 1 {
			t.Errorf("failed %t: held %q, behind all %q", failed, held, shown.all()[most:])
		}
	}
}

// What only looks like the end of a program is shown where there was no crash.
func TestNoCrash(t *testing.T) {
	var shown page
	text := &text{publish: shown.publish, holds: true}
	text.write([]byte("runtime: 3 s\ncannot open data.csv\n"))
	if held := text.end(true); held != "" || shown.all() != "runtime: 3 s\ncannot open data.csv\n" {
		t.Errorf("held %q, shown %q", held, shown.all())
	}
}
