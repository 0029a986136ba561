package exercises

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"dlfs/internal/words"
)

// Check tries mine, the learner's answer to the exercise id, such as "4.3-2", and prints what it does right, the first thing
// that is wrong, and the common mistake that it looks like, if any. An answer that passes is noted for Progress. If there is no
// exercise id, or mine has another type than the exercise wants, Check prints that.
//
// None of this fails the cell, except an answer that exceeds a limit (see the package comment). While nbgrader grades
// (NBGRADER_EXECUTION=autograde), Check does nothing unless id is unknown.
func Check(id string, mine any) {
	e := byID(id)
	if e == nil {
		fmt.Println(unknown(id))
		return
	}
	if isBeingGraded() {
		return // the cell that gives the points says as much
	}
	v := e.verdict(mine)
	fmt.Println(strings.Join(append(v.lines(e), conclude(e, v)...), "\n"))
	if v.stopped {
		os.Exit(1)
	}
}

func isBeingGraded() bool { return os.Getenv("NBGRADER_EXECUTION") == "autograde" }

// Grade judges an answer as Check does and prints nothing. It returns nil if the answer passes; otherwise the error has the
// lines that Check would print about the answer, also for an unknown id or a wrong type. An answer that exceeds a limit goes on
// running in the background, so the caller should end the program.
func Grade(id string, mine any) error {
	e := byID(id)
	if e == nil {
		return errors.New(unknown(id))
	}
	if v := e.verdict(mine); !v.passed {
		return errors.New(strings.Join(v.lines(e), "\n"))
	}
	return nil
}

func unknown(id string) string {
	return words.Exercises.Sprintf("There is no exercise %q. The first of section 4.3, for instance, is called 4.3-1; "+
		"exercises.Progress() lists them all.", id)
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
	lines := append([]string{e.ID + "  " + e.Title}, v.found...)
	if v.open != "" {
		lines = append(lines, words.Exercises.Sprintf("Still open: put your code in the place of panic(%q), and run the cell again.", v.open))
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
		return []string{words.Exercises.Sprintf("The cell ends here, and what stands below this check has not run.")}
	case !v.passed:
		return []string{words.Exercises.Sprintf("A hint: exercises.Hint(%q)", e.ID)}
	}
	lines := []string{words.Exercises.Sprintf("Solved. exercises.Solution(%q) shows one way to do it.", e.ID)}
	if !solutionsShown {
		lines[0] = words.Exercises.Sprintf("Solved.")
	}
	if err := update(e.ID, func(s *state) { s.Solved = true }); err != nil {
		lines = append(lines, words.Exercises.Sprintf("It could not be noted for exercises.Progress(): %v.", err))
	}
	return lines
}

// verdict judges the answer under watch.
func (e *Exercise) verdict(mine any) verdict {
	mine, why := e.fit(mine)
	if why != "" {
		return verdict{found: []string{"✗ " + why}}
	}
	var w watch
	v := verdict{found: []string{"✗ " + words.Exercises.Sprintf("Your code ends its goroutine instead of returning.")}}
	if why := w.run(e.limit, func() { v = e.judge(mine, &w) }); why != "" {
		return verdict{found: append(w.lines(), "✗ "+why), stopped: true}
	}
	return v
}

// fit returns mine as the type that is wanted, or says why it cannot be.
func (e *Exercise) fit(mine any) (fitting any, why string) {
	v := reflect.ValueOf(mine)
	switch {
	case !v.IsValid() || v.Kind() == reflect.Func && v.IsNil():
		return nil, words.Exercises.Sprintf("%s wants %s, and this is nil.", e.ID, typeName(e.wanted))
	case v.Type().AssignableTo(e.wanted):
		return v.Convert(e.wanted).Interface(), ""
	}
	return nil, words.Exercises.Sprintf("%s wants %s, and this is %s.", e.ID, typeName(e.wanted), typeName(v.Type()))
}

// typeName writes a type as the learner would.
func typeName(t reflect.Type) string { return strings.ReplaceAll(t.String(), "main.", "") }

// judge tries the answer until something is wrong, and then looks for the mistake.
func (e *exercise[F]) judge(mine F, w *watch) verdict {
	var got []outcome
	passed := 0
	tests := e.tests
	for i := 0; i < len(tests); i++ {
		o := w.try(tests[i].input, func() any { return tests[i].call(mine) })
		if o.stub != "" {
			return verdict{open: o.stub}
		}
		got = append(got, o)
		if fault := tests[i].faultOf(o, e.wantedOf(&tests[i]), e.tolerance); fault != "" {
			return e.failed(mine, w, tests, got, fault)
		}
		if passed++; i+1 == len(tests) || tests[i+1].what != tests[i].what {
			w.note(counted(tests[i].what, passed))
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
	fault := func(t test[F]) string {
		o := w.try(t.input, func() any { return t.call(mine) })
		return t.faultOf(o, e.wantedOf(&t), e.tolerance)
	}
	t, found := e.sweep.firstFault(func(t test[F]) bool { return fault(t) != "" })
	if !found {
		w.note(counted(randomInputs(), sweeps))
		return verdict{found: w.lines(), passed: true}
	}
	got = append(got, w.try(t.input, func() any { return t.call(mine) }))
	tests := append(e.tests[:len(e.tests):len(e.tests)], t)
	return e.failed(mine, w, tests, got, fault(t))
}

func (e *exercise[F]) wantedOf(t *test[F]) outcome {
	if t.fault != nil {
		return outcome{}
	}
	return call(func() any { return t.call(e.solution()) })
}

// failed runs the tests that are left, for the mistake may only be known by them, and returns the verdict.
func (e *exercise[F]) failed(mine F, w *watch, tests []test[F], got []outcome, fault string) verdict {
	w.note("✗ " + fault)
	for _, t := range tests[len(got):] {
		got = append(got, w.try(t.input, func() any { return t.call(mine) }))
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
		if !alike(got[i], call(func() any { return tests[i].call(m.as) }), e.tolerance) {
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
