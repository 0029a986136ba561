package exercises

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"dlfs/exercises/internal/solutions"
)

// An Exercise is one task of the course.
type Exercise struct {
	ID    string // "4.3-2"
	Level int    // difficulty, 1 to 3
	Title string // what it is about, in the learner's language

	hints    []string
	why      string // a line that goes with the solution
	limit    time.Duration
	wanted   reflect.Type
	judge    func(mine any, w *watch) verdict
	mistakes []named
}

// Section returns the section that the exercise belongs to, such as "4.3".
func (e *Exercise) Section() string {
	section, _, _ := strings.Cut(e.ID, "-")
	return section
}

// All returns all exercises in the order of the course.
func All() []*Exercise {
	return slices.Concat(sec36(), sec41(), sec42(), sec43(), sec44(), sec45(), sec57())
}

// byID returns the exercise, or nil.
func byID(id string) *Exercise {
	for _, e := range All() {
		if e.ID == id {
			return e
		}
	}
	return nil
}

// exercise is an exercise whose answer is of type F. Of the answers that are tried here one is the learner's, one the
// solution, and the others make the usual mistakes.
type exercise[F any] struct {
	id        string
	level     int
	title     string
	hints     []string
	why       string
	limit     time.Duration // 0: a few seconds
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
		ID: e.id, Level: e.level, Title: e.title, hints: e.hints, why: e.why, limit: e.limit,
		wanted: reflect.TypeFor[F](),
		judge:  func(mine any, w *watch) verdict { return e.judge(mine.(F), w) },
	}
	for _, m := range e.mistakes {
		erased.mistakes = append(erased.mistakes, named{m.kind, m.text(), m.as})
	}
	return erased
}

// solution returns the code from package solutions that the learner's is compared with.
func (e *exercise[F]) solution() F { return solutions.All[e.id].(F) }
