package exercises

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

func init() { after = never }

func never(time.Duration) <-chan time.Time { return nil }

// The limit of an exercise is what the clock is asked for, and counts.
func TestLimit(t *testing.T) {
	defer func() { after = never }()
	for _, e := range All() {
		if e.limit < usualLimit || e.limit > time.Minute {
			t.Errorf("%s: a limit of %v", e.ID, e.limit)
		}
	}
	e := byID("4.3-2")
	var asked time.Duration
	begun, end := make(chan time.Time), make(chan struct{})
	defer close(end)
	after = func(limit time.Duration) <-chan time.Time {
		asked = limit
		return begun
	}
	v := e.verdict(func(func(float64) float64, float64) float64 {
		close(begun)
		<-end
		return 0
	})
	if !v.stopped || len(v.found) != 1 || !strings.Contains(v.found[0], "centralDiff(2x, 3) does not come to an end") {
		t.Errorf("%+v", v)
	}
	if want := e.limit; asked != want && runtime.GOARCH != "wasm" || asked < want {
		t.Errorf("the clock was asked for %v, want %v", asked, want)
	}
}

func TestBudget(t *testing.T) {
	e := byID("4.4-9")
	v := e.verdict(func(f func([]float64) float64, start []float64) []float64 {
		for {
			f(start)
		}
	})
	const want = "✗ escapeSaddle(x0² - x1² + x1⁴/4, [-2.5 0]) calls the function that it is given more than 20000 times."
	if len(v.found) != 1 || v.found[0] != want || v.passed || v.kind != "" {
		t.Errorf("%+v, want %s", v, want)
	}
}

func TestWrongTypes(t *testing.T) {
	for _, test := range []struct {
		mine any
		says string
	}{
		{3, "✗ 4.3-2 wants func(func(float64) float64, float64) float64, and this is int."},
		{func(x float64) float64 { return x }, "✗ 4.3-2 wants func(func(float64) float64, float64) float64, and this is func(float64) float64."},
		{nil, "✗ 4.3-2 wants func(func(float64) float64, float64) float64, and this is nil."},
		{diff(nil), "✗ 4.3-2 wants func(func(float64) float64, float64) float64, and this is nil."},
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
	const unknown = "There is no exercise \"4.3-99\". The first of section 4.3, for instance, is called 4.3-1; exercises.Progress() lists them all."
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
