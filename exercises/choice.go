package exercises

import "dlfs/internal/words"

// choice is an exercise with a question whose answers are in the notebook, each with a letter or a number.
type choice[A comparable] struct {
	id    string
	level int
	title string
	call  string // how the learner's function is called
	right A
	wrong []wrongAnswer[A]
	hints []string
	why   string
}

type wrongAnswer[A comparable] struct {
	answer A
	says   string
}

func (c choice[A]) define() *Exercise {
	e := exercise[func() A]{
		id: c.id, level: c.level, title: c.title, hints: c.hints, why: c.why,
		tests: []test[func() A]{{
			what: theAnswer(), input: c.call,
			call: func(f func() A) any { return f() },
			fault: func(got any) string {
				if got == any(c.right) {
					return ""
				}
				return words.Exercises.Sprintf("%s is not the answer.", show(got))
			},
		}},
	}
	for _, w := range c.wrong {
		e.mistakes = append(e.mistakes, mistake[func() A]{
			kind: misread, says: w.says, as: func() A { return w.answer },
		})
	}
	return define(e)
}
