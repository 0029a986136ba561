package exercises

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// inNotebook lets the test run as a cell of a kernel of its own, and returns the folder that outlives the kernel.
func inNotebook(t *testing.T) (cache string) {
	t.Helper()
	cache = t.TempDir()
	t.Setenv("GONB_TMP_DIR", t.TempDir())
	t.Setenv("DLFS_CACHE", cache)
	t.Setenv("DLFS_HEADLESS", "")
	t.Setenv("DLFS_LANG", "")
	return cache
}

// solvedOf is the first line of Progress.
func solvedOf(n int) string { return fmt.Sprintf("Solved: %d of %d\n", n, len(All())) }

func TestProgress(t *testing.T) {
	cache := inNotebook(t)
	if said := printed(t, Progress); !strings.HasPrefix(said, solvedOf(0)+"3.6  ·1 ·2 ·3 ·4 ·5 ·6 ·7\n4.1  ·1") ||
		!strings.HasSuffix(said, "\nNext: 3.6-1, Follow a batch through the net (level 1)\n") {
		t.Errorf("at first it says\n%s", said)
	}
	printed(t, func() { Check("3.6-1", func() (int, int) { return 100, 100 }) })
	printed(t, func() { Check("3.6-3", 1) })
	want := solvedOf(1) + "3.6  ✓1 ·2 ·3"
	if said := printed(t, Progress); !strings.HasPrefix(said, want) || !strings.Contains(said, "\nNext: 3.6-2, ") {
		t.Errorf("then it says\n%s", said)
	}
	t.Setenv("GONB_TMP_DIR", t.TempDir())
	if said := printed(t, Progress); !strings.HasPrefix(said, want) {
		t.Errorf("with a new kernel it says\n%s", said)
	}
	if err := os.WriteFile(filepath.Join(cache, "exercises", "3.6-1.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := printed(t, Progress); !strings.HasPrefix(said, "Your progress cannot be read: ") ||
		!strings.HasSuffix(said, "3.6-1.json is damaged: delete it.\n") {
		t.Errorf("with a damaged file it says\n%s", said)
	}
	printed(t, func() { Check("3.6-1", func() (int, int) { return 100, 100 }) })
	if said := printed(t, Progress); !strings.HasPrefix(said, want) {
		t.Errorf("after it was solved again it says\n%s", said)
	}
}

func TestProgressOfARunThatNobodyWatches(t *testing.T) {
	cache := inNotebook(t)
	t.Setenv("DLFS_HEADLESS", "1")
	printed(t, func() { Check("3.6-1", func() (int, int) { return 100, 100 }) })
	if said := printed(t, Progress); !strings.HasPrefix(said, solvedOf(1)) {
		t.Errorf("it says\n%s", said)
	}
	if left, err := os.ReadDir(cache); err != nil || len(left) > 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}

// closeCache puts a file where the folder for progress would be.
func closeCache(t *testing.T, cache string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(cache, "exercises"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

// setUserCache makes dir the user's cache folder, on every system, or one in it.
func setUserCache(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, dir)
	}
}

func TestProgressWithACacheThatIsOnlyRead(t *testing.T) {
	closeCache(t, inNotebook(t))
	setUserCache(t, t.TempDir())
	said := printed(t, func() { Check("3.6-1", func() (int, int) { return 100, 100 }) })
	if !strings.Contains(said, "\nSolved. ") || strings.Contains(said, "could not be saved") {
		t.Errorf("it says\n%s", said)
	}
	if said := printed(t, Progress); !strings.HasPrefix(said, solvedOf(1)) {
		t.Errorf("then it says\n%s", said)
	}
}

func TestProgressThatCannotBeNoted(t *testing.T) {
	cache := inNotebook(t)
	closeCache(t, cache)
	setUserCache(t, filepath.Join(cache, "exercises")) // a file
	said := printed(t, func() { Check("3.6-1", func() (int, int) { return 100, 100 }) })
	if !strings.Contains(said, "\nSolved. ") ||
		!strings.Contains(said, "\nThis could not be saved for exercises.Progress(): ") {
		t.Errorf("it says\n%s", said)
	}
	said = printed(t, func() { Hint("3.6-1") })
	if !strings.Contains(said, "Hint 1 of 3") || !strings.Contains(said, "could not be saved") {
		t.Errorf("the hint says\n%s", said)
	}
}

func TestHints(t *testing.T) {
	inNotebook(t)
	for i, want := range []string{
		"4.4-4  Spot the sources' sign error\nHint 1 of 2: Learning works, so the formula in line 4 is right. " +
			"Compare each sentence with it.\nRun this again for the next hint.\n",
		"Hint 2 of 2: Where does the gradient of x² point at x = 3?\n" +
			"That was the last hint. exercises.Solution(\"4.4-4\") shows one way to do it.\n",
		"Hint 2 of 2: Where does the gradient of x² point at x = 3?\n" +
			"That was the last hint. exercises.Solution(\"4.4-4\") shows one way to do it.\n",
	} {
		if said := printed(t, func() { Hint("4.4-4") }); !strings.HasSuffix(said, want) {
			t.Errorf("hint %d says\n%s", i, said)
		}
	}
}

func TestSolution(t *testing.T) {
	said := printed(t, func() { Solution("4.3-2") })
	const want = `4.3-2  A slope from both sides

// centralDiff returns the slope of the chord of f between x-h and x+h, with h = 1e-4.
func centralDiff(f func(float64) float64, x float64) float64 {
	const h = 1e-4
	return (f(x+h) - f(x-h)) / (2 * h)
}

Why: The errors of the two sides nearly cancel: what is left is proportional to h², while the error of a forward difference is proportional to h.
`
	if said != want {
		t.Errorf("it says\n%s", said)
	}
	for _, e := range All() {
		if code, _ := e.Answer(); strings.Contains(code, "SOLUTION") || strings.Contains(code, "your code here") {
			t.Errorf("%s: its solution is\n%s", e.ID, code)
		}
		if cell := e.Cell(); strings.Contains(cell, "SOLUTION") || !strings.Contains(cell, `panic("your code here")`) {
			t.Errorf("%s: its cell is\n%s", e.ID, cell)
		}
	}
}

// TestWhileNbgraderGrades: the cells that give points speak, and nobody else.
func TestWhileNbgraderGrades(t *testing.T) {
	t.Setenv("NBGRADER_EXECUTION", "autograde")
	if said := printed(t, func() { Check("3.6-1", func() (int, int) { return 1, 1 }); Progress() }); said != "" {
		t.Errorf("it says\n%s", said)
	}
}
