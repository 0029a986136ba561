package exercises

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"dlfs/exercises/internal/solutions"
)

// printed returns what f prints. It goes to a file, as WebAssembly has no pipes.
func printed(t *testing.T, f func()) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "printed"))
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = file
	defer func() { os.Stdout = stdout }()
	f()
	text, err := os.ReadFile(file.Name())
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTable(t *testing.T) {
	all := All()
	if len(all) < 40 || len(all) != len(solutions.All) {
		t.Errorf("%d exercises, %d solutions", len(all), len(solutions.All))
	}
	levels := make(map[int]int)
	titles := make(map[string]bool)
	number, section := 0, ""
	for _, e := range all {
		if number++; e.Section() != section {
			number, section = 1, e.Section()
		}
		if want := fmt.Sprintf("%s-%d", section, number); e.ID != want {
			t.Errorf("%s stands where %s should", e.ID, want)
		}
		levels[e.Level]++
		title := e.Title()
		if title == "" || titles[title] {
			t.Errorf("%s: the title %q is empty or used twice", e.ID, title)
		}
		titles[title] = true
		if len(e.hints) < 1 || len(e.hints) > 3 || e.why.String() == "" {
			t.Errorf("%s: %d hints, why %q", e.ID, len(e.hints), e.why)
		}
		if len(e.mistakes) == 0 {
			t.Errorf("%s recognises no mistake", e.ID)
		}
		for _, m := range e.mistakes {
			if m.says() == "" {
				t.Errorf("%s: nothing is said about %q", e.ID, m.kind.name())
			}
		}
	}
	if len(levels) != 3 || levels[1] == 0 || levels[2] == 0 || levels[3] == 0 {
		t.Errorf("exercises by level: %v", levels)
	}
}

func TestKinds(t *testing.T) {
	used := make(map[kind]bool)
	for _, e := range All() {
		for _, m := range e.mistakes {
			used[m.kind] = true
		}
	}
	names := make(map[string]bool)
	for k := range numberOfKinds {
		if name := k.name(); name == "" || names[name] {
			t.Errorf("kind %d has no name of its own: %q", k, name)
		}
		names[k.name()] = true
		if !used[k] {
			t.Errorf("no exercise has the mistake %q", k.name())
		}
	}
	if len(names) < 15 {
		t.Errorf("%d names", len(names))
	}
}

func TestSolutionsPass(t *testing.T) {
	for _, e := range All() {
		t.Run(e.ID, func(t *testing.T) {
			if err := Grade(e.ID, solutions.All[e.ID]); err != nil {
				t.Error(err)
			}
			said := printed(t, func() { Check(e.ID, solutions.All[e.ID]) })
			if !strings.Contains(said, "\n✓ ") || strings.Contains(said, "✗") || !strings.Contains(said, "\nSolved. ") {
				t.Errorf("Check says\n%s", said)
			}
		})
	}
}

func TestMutantsGetTheirMessage(t *testing.T) {
	for _, e := range All() {
		for _, m := range e.mistakes {
			t.Run(e.ID+" "+m.kind.name(), func(t *testing.T) {
				v := e.verdict(m.as)
				if v.passed || v.kind != m.kind.name() || v.says != m.says() {
					t.Errorf("passed %v, kind %q, says %q; want %q, %q\n%s",
						v.passed, v.kind, v.says, m.kind.name(), m.says(), strings.Join(v.found, "\n"))
				}
				said, again := strings.Join(v.lines(e), "\n"), e.verdict(m.as)
				if again := strings.Join(again.lines(e), "\n"); again != said {
					t.Errorf("the second time it says\n%s\nand the first time\n%s", again, said)
				}
				if testing.Verbose() {
					t.Log("\n" + said)
				}
			})
		}
	}
}

// TestNonsense hands in answers that always panic, or return zeros: they fail, and a panic is not taken for a mistake.
func TestNonsense(t *testing.T) {
	for _, e := range All() {
		panics := reflect.MakeFunc(e.wanted, func([]reflect.Value) []reflect.Value { panic("nonsense") })
		if v := e.verdict(panics.Interface()); v.passed || v.kind != "" || v.open != "" {
			t.Errorf("%s: an answer that panics is passed %v, open %q, or the mistake %q", e.ID, v.passed, v.open, v.kind)
		}
		zeros := reflect.MakeFunc(e.wanted, func([]reflect.Value) (results []reflect.Value) {
			for i := range e.wanted.NumOut() {
				results = append(results, reflect.Zero(e.wanted.Out(i)))
			}
			return results
		})
		if v := e.verdict(zeros.Interface()); v.passed {
			t.Errorf("%s: an answer that returns zeros passes", e.ID)
		}
	}
}

// TestAnswersAreNotGivenAway hands in wrong answers to the exercises that ask for a single one.
func TestAnswersAreNotGivenAway(t *testing.T) {
	pair := func(a, b float64) any { return func() (float64, float64) { return a, b } }
	for _, test := range []struct {
		id   string
		mine any
		says string
	}{
		{"3.6-1", func() (int, int) { return 7, 100 }, "(7, 100)"},
		{"4.2-3", pair(math.Log(10), 5), "worst = 5"},
		{"4.2-3", pair(5, 5), "clueless = 5"},
		{"4.3-5", pair(6, 7), "byX1 = 7"},
		{"4.4-3", func() float64 { return 0.9 }, "0.9"},
	} {
		said := printed(t, func() { Check(test.id, test.mine) })
		tried.Delete(test.id) // as in the cell's next run
		if !strings.Contains(said, "\n✗ "+test.says+" is not the answer.\n") || strings.Contains(said, "should") {
			t.Errorf("%s says\n%s", test.id, said)
		}
	}
}
