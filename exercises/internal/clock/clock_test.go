package clock

import (
	"runtime"
	"testing"
	"time"
)

func TestIsUp(t *testing.T) {
	const s = time.Second
	limit := 5 * s
	if runtime.GOARCH == "wasm" { // which multiplies it by ten
		limit /= 10
	}
	for _, test := range []struct {
		what      string
		wall, cpu time.Duration
		up        bool
	}{
		{"a loop without end", 5 * s, 5 * s, true},
		{"a loop without end on a busy machine", 25 * s, 5 * s, true},
		{"a wait without end", 5 * s, s / 100, true},
		{"little time on a busy machine", 20 * s, 2 * s, false},
		{"nothing yet", 0, 0, false},
		{"a short time", 4 * s, 4 * s, false},
		{"a short wait", 4 * s, 0, false},
		{"loops and waits in turn, without end", 60 * s, 4 * s, true},
		{"two threads", 3 * s, 6 * s, true},
	} {
		if up := IsUp(Reading{test.wall, test.cpu}, limit); up != test.up {
			t.Errorf("%s: up is %v", test.what, up)
		}
	}
}

func TestPausesAreNotCounted(t *testing.T) {
	const s = time.Second
	for _, test := range []struct{ read, own Reading }{
		{Reading{6 * s, s / 10}, Reading{s / 5, s / 10}},
		{Reading{s / 100, 0}, Reading{s / 100, 0}},
		{Reading{s, 2 * s}, Reading{s, 2 * s}},
	} {
		if own := test.read.Own(); own != test.own {
			t.Errorf("%+v of %+v", own, test.read)
		}
	}
}

func TestNow(t *testing.T) {
	before := Now()
	for sum := 0; Now().Sub(before).cpu < 5*time.Millisecond; sum++ {
	}
	used := Now().Sub(before)
	if used.wall <= 0 || used.Add(used).wall != 2*used.wall {
		t.Errorf("%+v after some milliseconds of work", used)
	}
}
