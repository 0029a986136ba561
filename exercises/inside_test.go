package exercises

import (
	"strings"
	"testing"

	"dlfs/exercises/internal/solutions"
)

// TestJudgesCalledInside hands in answers that let this package find the answer, or read the solution.
func TestJudgesCalledInside(t *testing.T) {
	for function, call := range map[string]func(){
		"Check":           func() { Check("4.2-7", func() string { return "a" }) },
		"Grade":           func() { _ = Grade("4.2-7", func() string { return "a" }) },
		"Solution":        func() { Solution("4.2-7") },
		"Exercise.Answer": func() { All()[0].Answer() },
		"Exercise.Marked": func() { All()[0].Marked() },
	} {
		want := "✗ Your code calls exercises." + function + ", which only a cell can do: an answer must come from its " +
			"own code."
		for what, mine := range map[string]func() string{
			"called": func() string {
				call()
				return "a"
			},
			"called, and its panic caught": func() (letter string) {
				defer func() {
					_ = recover()
					letter = "a"
				}()
				call()
				return "b"
			},
		} {
			if v := byID("4.2-7").verdict(mine); v.passed || v.kind != "" || v.found[0] != want {
				t.Errorf("%s, %s: passed %v, %q", function, what, v.passed, v.found)
			}
		}
	}
	if err := Grade("4.2-7", func() string { return "a" }); err != nil {
		t.Errorf("afterwards, a right answer: %v", err)
	}
}

// TestOneAnswerAtATime tries all letters in a loop, as a cell could.
func TestOneAnswerAtATime(t *testing.T) {
	for _, id := range []string{"4.2-7", "4.1-6"} {
		passed, refused := 0, 0
		for _, letter := range []string{"d", "c", "b", "a", "d", "c"} {
			switch err := Grade(id, func() string { return letter }); {
			case err == nil:
				passed++
			case strings.HasSuffix(err.Error(), "✗ A cell can check only one answer per run, and one was already wrong: choose one, change the cell, and run it again."):
				refused++
			}
		}
		if passed != 0 || refused != 5 {
			t.Errorf("%s: %d answers passed, %d were refused", id, passed, refused)
		}
		tried.Delete(id)
	}
}

// TestAnswersAtTheSameTime hands in an answer while another one is being judged.
func TestAnswersAtTheSameTime(t *testing.T) {
	w := new(watch)
	judging.Store(w)
	v := byID("4.2-7").only(func() string { return "a" })
	judging.Store(nil)
	if want := "✗ Another answer is being judged: check one after the other."; v.passed || v.found[0] != want {
		t.Errorf("passed %v, %q", v.passed, v.found)
	}
}

// TestAnswerThatIsWrongOnce goes wrong in a single call, in the midst of the random inputs.
func TestAnswerThatIsWrongOnce(t *testing.T) {
	solution := solutions.All["4.2-1"].(lossOf)
	calls := 0
	v := byID("4.2-1").verdict(func(y, t []float64) float64 {
		if calls++; calls == 40 {
			return 77
		}
		return solution(y, t)
	})
	if said := v.found[len(v.found)-1]; v.passed || !strings.Contains(said, " is 77; it should be ") {
		t.Errorf("passed %v, %q", v.passed, said)
	}
}
