package exercises

import (
	"testing"
)

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
