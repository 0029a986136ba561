package exercises

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"dlfs/exercises/internal/clock"
)

func init() { clock.IsUp = never }

func never(clock.Reading, time.Duration) bool { return false }

// The limit of an exercise is what the clock is asked about, and counts.
func TestLimit(t *testing.T) {
	defer func() { clock.IsUp = never }()
	for _, e := range All() {
		if e.limit < usualLimit || e.limit > time.Minute {
			t.Errorf("%s: a limit of %v", e.ID, e.limit)
		}
	}
	e := byID("4.3-2")
	asked, end := time.Duration(0), make(chan struct{})
	defer close(end)
	clock.IsUp = func(_ clock.Reading, limit time.Duration) bool {
		asked = limit
		return true
	}
	v := e.verdict(func(func(float64) float64, float64) float64 {
		<-end
		return 0
	})
	if !v.stopped || len(v.found) != 1 || !strings.Contains(v.found[0], "centralDiff(2x, 3) never finishes") {
		t.Errorf("%+v", v)
	}
	if asked != e.limit {
		t.Errorf("the clock was asked about %v, want %v", asked, e.limit)
	}
}

// What is ours to do with an answer takes none of its time and none of its memory.
func TestOurWorkIsNotCounted(t *testing.T) {
	clock.IsUp = func(used clock.Reading, _ time.Duration) bool { return used.Passed() > time.Hour }
	defer func() { clock.IsUp = never }()
	begin := clock.Now()
	var kept []byte
	var w watch
	why := w.run(usualLimit, func() {
		w.try("f()", func() any { return nil })
		w.ours(func() any {
			kept = make([]byte, heapLimit+1<<20)
			return nil
		})
		w.try("f()", func() any {
			for clock.Now().Sub(begin).Passed() < 10*lookEvery {
			}
			return nil
		})
	})
	if why != "" || len(kept) == 0 {
		t.Error(why)
	}
	runtime.KeepAlive(kept)
}

func TestBudget(t *testing.T) {
	e := byID("4.4-9")
	v := e.verdict(func(f func([]float64) float64, start []float64) []float64 {
		for {
			f(start)
		}
	})
	const want = "✗ escapeSaddle(x0² - x1² + x1⁴/4, [-2.5 0]) calls the given function more than 20000 times."
	if len(v.found) != 1 || v.found[0] != want || v.passed || v.kind != "" {
		t.Errorf("%+v, want %s", v, want)
	}
}

func TestWrongTypes(t *testing.T) {
	for _, test := range []struct {
		mine any
		says string
	}{
		{3, "✗ 4.3-2 needs an answer of type func(func(float64) float64, float64) float64, but this is of type int."},
		{func(x float64) float64 { return x }, "✗ 4.3-2 needs an answer of type func(func(float64) float64, float64) float64, " +
			"but this is of type func(float64) float64."},
		{nil, "✗ 4.3-2 needs an answer of type func(func(float64) float64, float64) float64, but this is nil."},
		{diff(nil), "✗ 4.3-2 needs an answer of type func(func(float64) float64, float64) float64, but this is nil."},
	} {
		want := "4.3-2  A slope from both sides\n" + test.says
		if err := Grade("4.3-2", test.mine); err == nil || err.Error() != want {
			t.Errorf("%v: %v, want %s", test.mine, err, want)
		}
	}
	type named func(f func(float64) float64, x float64) float64
	if err := Grade("4.3-2", named(byCentralDifference)); err != nil {
		t.Errorf("a named function type: %v", err)
	}
	const unknown = "There is no exercise \"4.3-99\". The first of section 4.3, for example, is 4.3-1. exercises.Progress() " +
		"lists all exercises."
	if err := Grade("4.3-99", 1); err == nil || err.Error() != unknown {
		t.Errorf("an unknown exercise: %v", err)
	}
	for _, f := range []func(){func() { Check("4.3-99", 1) }, func() { Hint("4.3-99") }, func() { Solution("4.3-99") }} {
		if said := printed(t, f); said != unknown+"\n" {
			t.Errorf("an unknown exercise: %s", said)
		}
	}
}

func byCentralDifference(f func(float64) float64, x float64) float64 {
	return (f(x+1e-4) - f(x-1e-4)) / 2e-4
}
