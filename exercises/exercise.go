package exercises

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"dlfs/exercises/internal/solutions"
	"dlfs/internal/words"
)

// An Exercise is one task of the course.
type Exercise struct {
	ID    string // "4.3-2"
	Level int    // difficulty, 1 to 3

	title    words.Message
	hints    []words.Message
	why      words.Message // a line that goes with the solution
	limit    time.Duration
	single   bool // the answer is a single value, which could be found by trying
	wanted   reflect.Type
	judge    func(mine any, w *watch) verdict
	mistakes []named
}

// Section returns the section that the exercise belongs to, such as "4.3".
func (e *Exercise) Section() string {
	section, _, _ := strings.Cut(e.ID, "-")
	return section
}

// Title says what the exercise is about, in the learner's language.
func (e *Exercise) Title() string { return e.title.String() }

// sections are those of the course, in its order, with what makes their exercises.
var sections = []struct {
	name      string
	exercises func() []*Exercise
}{
	{"3.6", sec36}, {"4.1", sec41}, {"4.2", sec42}, {"4.3", sec43}, {"4.4", sec44}, {"4.5", sec45},
	{"5.1", sec51}, {"5.2", sec52}, {"5.3", sec53}, {"5.4", sec54}, {"5.5", sec55}, {"5.6", sec56}, {"5.7", sec57},
}

// All returns all exercises in the order of the course.
func All() (all []*Exercise) {
	for _, s := range sections {
		all = append(all, s.exercises()...)
	}
	return all
}

// byID returns the exercise, or nil.
func byID(id string) *Exercise {
	section, _, _ := strings.Cut(id, "-")
	for _, s := range sections {
		if s.name != section {
			continue
		}
		for _, e := range s.exercises() {
			if e.ID == id {
				return e
			}
		}
	}
	return nil
}

// exercise is an exercise whose answer is of type F. Of the answers that are tried here one is the learner's, one the
// solution, and the others make the usual mistakes.
type exercise[F any] struct {
	id        string
	level     int
	title     words.Message
	hints     []words.Message
	why       words.Message
	limit     time.Duration // of the learner's code; 0: a few seconds
	tolerance float64       // of numbers, relative to what is larger than 1; 0: rounding only
	tests     []test[F]     // the simplest first
	sweep     *sweep[F]     // more inputs, drawn at random
	mistakes  []mistake[F]
}

// usualLimit is more than ten times what the slowest check takes on a small machine.
const usualLimit = 5 * time.Second

func define[F any](e exercise[F]) *Exercise {
	if e.tolerance == 0 {
		e.tolerance = 1e-9
	}
	if e.limit == 0 {
		e.limit = usualLimit
	}
	erased := &Exercise{
		ID: e.id, Level: e.level, title: e.title, hints: e.hints, why: e.why, limit: e.limit, single: e.single(),
		wanted: reflect.TypeFor[F](),
		judge:  func(mine any, w *watch) verdict { return e.judge(mine.(F), w) },
	}
	for _, m := range e.mistakes {
		erased.mistakes = append(erased.mistakes, named{m.kind, m.text, m.as})
	}
	return erased
}

// single reports whether the answer is a single value.
func (e *exercise[F]) single() bool {
	return slices.ContainsFunc(e.tests, func(t test[F]) bool { return t.untold })
}

// solution returns the code from package solutions that the learner's is compared with.
func (e *exercise[F]) solution() F { return solutions.All[e.id].(F) }
