package exercises

import (
	"strings"
	"testing"
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
		{dense([]float64{1, 2}), dense([]float64{1}, []float64{2}), "has the shape (1, 2); it should have (2, 1)"},
		{make([]float64, 20), append(make([]float64, 19), 1), "has 0 at [19]; it should have 1"},
		{plainly([]int{1}), plainly([]int{2}), "is [1]; it should be [2]"},
		{parts{{"a", 1}, {"b", 2}}, parts{{"a", 1}, {"b", 3}}, "b is 2; it should be 3"},
		{"a", "b", `is "a"; it should be "b"`},
	} {
		if says := differs(test.got, test.want, 1e-9); says != test.says {
			t.Errorf("%v and %v: %q, want %q", test.got, test.want, says, test.says)
		}
	}
}

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
