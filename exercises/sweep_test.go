package exercises

import (
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
)

func TestSmallestInput(t *testing.T) {
	// Wrong for more than two classes only, where the first output is larger than a half.
	v := byID("4.2-1").verdict(func(y, t []float64) float64 {
		sum := 0.0
		for k := range y {
			sum += (y[k] - t[k]) * (y[k] - t[k]) / 2
		}
		if len(y) > 2 && len(y) < 9 && y[0] > 0.5 {
			sum++
		}
		return sum
	})
	const want = "✗ squaredErrorOf([1 0 0], [0 0 0]) is 1.5; it should be 0.5."
	if v.passed || v.kind != "" || v.found[len(v.found)-1] != want {
		t.Errorf("%s\nwant at the end\n%s", strings.Join(v.found, "\n"), want)
	}
}

func TestAnyValueDiffers(t *testing.T) {
	for _, test := range []struct {
		got, want any
		says      string
	}{
		{1.0, 1.0 + 1e-12, ""},
		{1.0, 2.0, "is 1; it should be 2"},
		{[]float64{1}, []float64{1, 2}, "is [1]; it should be [1 2]"},
		{[]float64(nil), []float64{}, ""},
		{dense([]float64{1, 2}), dense([]float64{1}, []float64{2}), "has shape (1, 2); it should have shape (2, 1)"},
		{make([]float64, 20), append(make([]float64, 19), 1), "has 0 at [19]; it should have 1"},
		{plainly([]int{1}), plainly([]int{2}), "is [1]; it should be [2]"},
		{parts{{plain("a"), 1}, {plain("b"), 2}}, parts{{plain("a"), 1}, {plain("b"), 3}}, "b is 2; it should be 3"},
		{"a", "b", `is "a"; it should be "b"`},
	} {
		if says := differs(test.got, test.want, 1e-9); says != test.says {
			t.Errorf("%v and %v: %q, want %q", test.got, test.want, says, test.says)
		}
	}
}

// A learner may return nothing, and that is a fault like any other.
func TestNothingReturned(t *testing.T) {
	nothing := func(x, y, dy float64) float64 { return 0 }
	for id, test := range map[string]struct {
		mine any
		says string
	}{
		"3.6-3": {func(x, w *mat.Dense, b []float64) *mat.Dense { return nil }, "affineBatch([[2]], [[3]], [1]) has shape (0, " +
			"0); it should have shape (1, 1)."},
		"4.2-6": {func(y, t []float64) []float64 { return nil }, "squaredErrorSlope([1], [1]) is []; it should be [0]."},
		"4.4-2": {func(f func([]float64) float64, start []float64, lr float64, n int) []float64 { return nil },
			"descend(x0² + x1², [1 0], 0.1, 1) is []; it should be [0.8 0]."},
		"4.4-8": {func(w *mat.Dense, x, t []float64) *mat.Dense { return new(mat.Dense) },
			"weightGradient([[0 0 0] [0 0 0]], [1 0], [1 0 0]) has shape (0, 0); it should have shape (2, 3)."},
		"4.4-9": {func(f func([]float64) float64, start []float64) []float64 { return nil }, "The returned point must " +
			"have 2 entries; it has 0."},
		"5.7-1": {func() dl.Layer { return &silent{elementwise{f: dl.ReLU, back: nothing}} },
			"l := newReLU(); y := l.Forward([[1]]); dx := l.Backward([[1]]): dx has shape (0, 0); it should have shape (1, 1)."},
		"5.7-2": {func() dl.Layer { return nil }, "l := newSigmoid(); y := l.Forward([[1]]); dx := l.Backward([[1]]) panics: " +
			"invalid memory address or nil pointer dereference."},
	} {
		v := byID(id).verdict(test.mine)
		if got := v.found[len(v.found)-1]; got != "✗ "+test.says || v.passed || v.kind != "" {
			t.Errorf("%s: %s %s, want %s", id, got, v.kind, test.says)
		}
	}
}

// silent returns nothing on the way back.
type silent struct{ elementwise }

func (*silent) Backward(*mat.Dense) *mat.Dense { return nil }

func BenchmarkCheck(b *testing.B) {
	for _, e := range All() {
		b.Run(e.ID, func(b *testing.B) {
			for b.Loop() {
				if v := e.verdict(e.mistakes[0].as); v.passed {
					b.Fatal("a mistake has passed")
				}
			}
		})
	}
}
