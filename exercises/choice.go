package exercises

import (
	"strings"

	"dlfs/internal/words"
)

// choice is an exercise with a question whose answers are in the notebook, each with a letter or a number.
type choice[A comparable] struct {
	id    string
	level int
	title words.Message
	call  string // how the learner's function is called
	right A
	wrong []wrongAnswer[A]
	hints []words.Message
	why   words.Message
}

type wrongAnswer[A comparable] struct {
	answer A
	says   words.Message
}

func (c choice[A]) define() *Exercise {
	e := exercise[func() A]{
		id: c.id, level: c.level, title: c.title, hints: c.hints, why: c.why,
		tests: []test[func() A]{{
			what: theAnswer, input: c.call, untold: true,
			call: func(f func() A) any { return plainAnswer(f()) },
			fault: func(got any) string {
				if got == plainAnswer(c.right) {
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

// plainAnswer returns a letter as it stands in the notebook, however it is written: "A", " a" and "a)" are "a".
func plainAnswer(answer any) any {
	if letter, ok := answer.(string); ok {
		return strings.ToLower(strings.Trim(letter, " \t\r\n.,:;()[]*'\"`“”„‘’"))
	}
	return answer
}
