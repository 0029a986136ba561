package exercises

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// answers are what learners hand in to an exercise beside the solution and the mistakes.
type answers struct {
	id    string
	right []answer // of different kinds: another algorithm, recursion, generic helpers, float noise, a library's function
	wrong []answer
}

// An answer is code, with a few words on what is special about it.
type answer struct {
	what string
	mine any
	like string // of a wrong one: the name of the mistake that it looks like; empty where none is to be named
}

// choiceAnswers are answers to a question, as they might be typed: the right one, the wrong ones, and what is none of these.
func choiceAnswers(id string, right, wrong, others []string) answers {
	typed := func(all []string, like string) (a []answer) {
		for _, s := range all {
			a = append(a, answer{strconv.Quote(s), func() string { return s }, like})
		}
		return a
	}
	return answers{id, typed(right, ""), append(typed(wrong, "a misunderstanding"), typed(others, "")...)}
}

// verdict judges an answer as in a run of a cell of its own.
func (e *Exercise) verdict(mine any) verdict {
	defer tried.Delete(e.ID)
	return e.only(mine)
}

func allAnswers() []answers {
	return slices.Concat(answers36(), answers41(), answers42(), answers43(), answers44(), answers45(), answers51(), answers52(),
		answers53(), answers54(), answers55(), answers56(), answers57())
}

func TestAnswers(t *testing.T) {
	all := allAnswers()
	for _, a := range all {
		e := byID(a.id)
		for _, right := range a.right {
			t.Run(a.id+" right "+right.what, func(t *testing.T) {
				if v := e.verdict(right.mine); !v.passed {
					t.Errorf("refused:\n%s", strings.Join(v.lines(e), "\n"))
				}
			})
		}
		for _, wrong := range a.wrong {
			t.Run(a.id+" wrong "+wrong.what, func(t *testing.T) {
				v := e.verdict(wrong.mine)
				said := strings.Join(v.lines(e), "\n")
				if v.passed || v.stopped || v.open != "" || v.kind != wrong.like {
					t.Errorf("passed %v, looks like %q, want %q:\n%s", v.passed, v.kind, wrong.like, said)
				}
				if testing.Verbose() {
					t.Log("\n" + said)
				}
			})
		}
	}
}

// TestAnswersOfAll counts what is tried.
func TestAnswersOfAll(t *testing.T) {
	tried := make(map[string]answers)
	for _, a := range allAnswers() {
		tried[a.id] = a
	}
	for _, e := range All() {
		if a := tried[e.ID]; len(a.right) < 3 || len(a.wrong) < 5 {
			t.Errorf("%s: %d right answers and %d wrong ones are tried; 3 and 5 are the least", e.ID, len(a.right), len(a.wrong))
		}
	}
	if len(tried) != len(All()) {
		t.Errorf("answers to %d exercises", len(tried))
	}
}
