package exercises

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"

	"dlfs/exercises/internal/graded"
	"dlfs/internal/words"
)

// Check tries mine, the learner's answer to the exercise id, such as "4.3-2", and prints what it does right, the first thing
// that is wrong, and the common mistake that it looks like, if any. An answer that passes is noted for Progress. If there is
// no exercise id, or mine has another type than the exercise wants, Check prints that.
//
// None of this fails the cell, except an answer that exceeds a limit (see the package comment). Check panics if it is called
// inside an answer. While nbgrader grades (NBGRADER_EXECUTION=autograde), Check does nothing unless id is unknown.
func Check(id string, mine any) {
	refuseInside("Check")
	e := byID(id)
	if e == nil {
		fmt.Println(unknown(id))
		return
	}
	if isBeingGraded() || graded.Only {
		return // the cell that gives the points says as much
	}
	v := e.only(mine)
	fmt.Println(strings.Join(append(v.lines(e), conclude(e, v)...), "\n"))
	if v.stopped {
		os.Exit(1)
	}
}

func isBeingGraded() bool { return os.Getenv("NBGRADER_EXECUTION") == "autograde" }

// Grade judges an answer as Check does and prints nothing. It returns nil if the answer passes; otherwise the error has the
// lines that Check would print about the answer, also for an unknown id or a wrong type. An answer that exceeds a limit goes
// on running in the background, so the caller should end the program. Grade judges one answer after the other, not two at a
// time. It panics if it is called inside an answer, and returns an error while nbgrader grades: that is for grading.Test.
func Grade(id string, mine any) error {
	refuseInside("Grade")
	if isBeingGraded() || graded.Only {
		return words.Exercises.Errorf("Only grading.Test can judge an answer in this program.")
	}
	_, err := grade(id, mine)
	return err
}

// grade is Grade, and says whether the answer has exceeded a limit.
func grade(id string, mine any) (stopped bool, err error) {
	e := byID(id)
	if e == nil {
		return false, errors.New(unknown(id))
	}
	if v := e.only(mine); !v.passed {
		return v.stopped, errors.New(strings.Join(v.lines(e), "\n"))
	}
	return false, nil
}

func init() { graded.Judge = grade }

func unknown(id string) string {
	return words.Exercises.Sprintf("There is no exercise %q. The first of section 4.3, for example, is 4.3-1. "+
		"exercises.Progress() lists all exercises.", id)
}

// A verdict is what became of an answer.
type verdict struct {
	found   []string // what it does right, and the first thing that it does not
	passed  bool
	open    string // the panic of a stub that is still there
	kind    string // the usual mistake that it looks like
	says    string
	stopped bool // a limit was hit, and the answer is still running
}

func (v *verdict) lines(e *Exercise) []string {
	lines := append([]string{e.ID + "  " + e.Title()}, v.found...)
	if v.open != "" {
		still := words.Exercises.Sprintf("Still open: replace panic(%q) with your code and run the cell again.", v.open)
		lines = append(lines, still)
	}
	switch v.kind {
	case "":
	case misread.name():
		lines = append(lines, "  "+v.says)
	default:
		lines = append(lines, words.Exercises.Sprintf("This looks like: %s.", v.kind), "  "+v.says)
	}
	return lines
}

// conclude notes an answer that has passed, and returns the last line.
func conclude(e *Exercise, v verdict) []string {
	switch {
	case v.open != "":
		return nil
	case v.stopped:
		return []string{words.Exercises.Sprintf("The cell ends here, so the code below this check has not run.")}
	case !v.passed:
		return []string{words.Exercises.Sprintf("For a hint, run exercises.Hint(%q) in another cell.", e.ID)}
	}
	lines := []string{words.Exercises.Sprintf("Solved. exercises.Solution(%q) shows one way to do it.", e.ID)}
	if !solutionsShown {
		lines[0] = words.Exercises.Sprintf("Solved.")
	}
	if err := update(e.ID, func(s *state) { s.Solved = true }); err != nil {
		lines = append(lines, words.Exercises.Sprintf("This could not be saved for exercises.Progress(): %v.", err))
	}
	return lines
}

// tried are the exercises with a single value for an answer that this program has handed in a wrong one for.
var tried sync.Map

// only judges the answer, unless another one is being judged at the same time. Where the answer is a single value, a loop would
// find it in the end: there a program, which is a run of a cell, can be wrong once.
func (e *Exercise) only(mine any) verdict {
	w := new(watch)
	if !judging.CompareAndSwap(nil, w) {
		return refusal(words.Exercises.Sprintf("Another answer is being judged: check one after the other."))
	}
	defer judging.CompareAndSwap(w, nil)
	if _, wrong := tried.Load(e.ID); wrong {
		return refusal(words.Exercises.Sprintf("A cell can check only one answer per run, and one was already wrong: " +
			"choose one, change the cell, and run it again."))
	}
	v := e.watched(mine, w)
	if e.single && !v.passed && v.open == "" {
		tried.Store(e.ID, true)
	}
	return v
}

func refusal(why string) verdict { return verdict{found: []string{"✗ " + why}} }

// watched judges the answer under the eyes of w.
func (e *Exercise) watched(mine any, w *watch) verdict {
	mine, why := e.fit(mine)
	if why != "" {
		return refusal(why)
	}
	var v *verdict
	if why := w.run(e.limit, func() { judged := e.judge(mine, w); v = &judged }); why != "" {
		return verdict{found: append(w.lines(), "✗ "+why), stopped: true}
	}
	if broke := w.broken(); broke != "" { // even if the answer has caught the panic
		return refusal(words.Exercises.Sprintf("Your code %s.", callsInside(broke)))
	}
	if v == nil {
		ended := words.Exercises.Sprintf("Your code ends its goroutine instead of returning.")
		return verdict{found: append(w.lines(), "✗ "+ended)}
	}
	return *v
}

// fit returns mine as the type that is wanted, or says why it cannot be.
func (e *Exercise) fit(mine any) (fitting any, why string) {
	v := reflect.ValueOf(mine)
	switch {
	case !v.IsValid() || v.Kind() == reflect.Func && v.IsNil():
		return nil, words.Exercises.Sprintf("%s needs an answer of type %s, but this is nil.", e.ID, typeName(e.wanted))
	case v.Type().AssignableTo(e.wanted):
		return v.Convert(e.wanted).Interface(), ""
	}
	return nil, words.Exercises.Sprintf("%s needs an answer of type %s, but this is of type %s.", e.ID, typeName(e.wanted),
		typeName(v.Type()))
}

// typeName writes a type as the learner would.
func typeName(t reflect.Type) string { return strings.ReplaceAll(t.String(), "main.", "") }

// judge tries the answer until something is wrong, and then looks for the mistake.
func (e *exercise[F]) judge(mine F, w *watch) verdict {
	var got []outcome
	passed := 0
	tests := e.tests
	for i := 0; i < len(tests); i++ {
		o := tests[i].outcome(mine, w)
		if o.stub != "" {
			return verdict{open: o.stub}
		}
		got = append(got, o)
		if fault := tests[i].faultOf(o, e.wantedOf(&tests[i]), e.tolerance); fault != "" {
			return e.failed(mine, w, tests, got, fault)
		}
		if passed++; i+1 == len(tests) || tests[i+1].what != tests[i].what {
			w.note(counted(tests[i].what.String(), passed))
			passed = 0
		}
	}
	if e.sweep == nil {
		return verdict{found: w.lines(), passed: true}
	}
	return e.judgeSweep(mine, w, got)
}

// counted is the line about tests that have passed.
func counted(what string, n int) string {
	if n == 1 {
		return "✓ " + what
	}
	// Translators: what was tried (values, extreme inputs, …), and on how many inputs it went well.
	return "✓ " + words.Exercises.Sprintf("%s: %d", what, n)
}

// judgeSweep goes on with random inputs, after the tests have passed.
func (e *exercise[F]) judgeSweep(mine F, w *watch, got []outcome) verdict {
	var last outcome // that was wrong, and why; another call may go well, where an answer is not always the same
	why := ""
	t, found := e.sweep.firstFault(func(t test[F]) bool {
		o := t.outcome(mine, w)
		fault := t.faultOf(o, e.wantedOf(&t), e.tolerance)
		if fault != "" {
			last, why = o, fault
		}
		return fault != ""
	})
	if !found {
		w.note(counted(randomInputs.String(), sweeps))
		return verdict{found: w.lines(), passed: true}
	}
	tests := append(e.tests[:len(e.tests):len(e.tests)], t)
	return e.failed(mine, w, tests, append(got, last), why)
}

func (e *exercise[F]) wantedOf(t *test[F]) outcome {
	if t.fault != nil {
		return outcome{}
	}
	return t.outcome(e.solution(), nil)
}

// failed runs the tests that are left, for the mistake may only be known by them, and returns the verdict.
func (e *exercise[F]) failed(mine F, w *watch, tests []test[F], got []outcome, fault string) verdict {
	w.note("✗ " + fault)
	for _, t := range tests[len(got):] {
		got = append(got, t.outcome(mine, w))
	}
	v := verdict{found: w.lines()}
	for i := range e.mistakes {
		if m := &e.mistakes[i]; e.made(m, tests, got) {
			v.kind, v.says = m.kind.name(), m.text()
			return v
		}
	}
	if e.onlyChanges(tests, got) {
		v.kind, v.says = changesArgument.name(), changesArgument.says()
	}
	return v
}

// made reports whether the outcomes are those of the mistake.
func (e *exercise[F]) made(m *mistake[F], tests []test[F], got []outcome) bool {
	if m.seen != nil {
		return m.seen(got)
	}
	for i := range tests {
		if !alike(got[i], tests[i].outcome(m.as, nil), e.tolerance) {
			return false
		}
	}
	return true
}

// onlyChanges reports whether all values are right and arguments are changed.
func (e *exercise[F]) onlyChanges(tests []test[F], got []outcome) bool {
	changes := false
	for i := range tests {
		changes = changes || len(got[i].changed) > 0
		o := got[i]
		o.changed = nil
		if tests[i].faultOf(o, e.wantedOf(&tests[i]), e.tolerance) != "" {
			return false
		}
	}
	return changes
}
