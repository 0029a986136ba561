package exercises

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// astray is a cell whose code goes astray in the way that its argument names.
const astray = `package main

import (
	"fmt"
	"os"
	"runtime"

	"dlfs/exercises"
)

func endless(x float64) float64 { return 1 + endless(x+1) }

func pick(v []float64, i int) float64 {
	return v[i]
}

var kept [][]float64

func main() {
	fmt.Println("before")
	exercises.Check("4.3-2", func(f func(float64) float64, x float64) float64 {
		switch os.Args[1] {
		case "panic":
			return pick([]float64{1}, 3)
		case "late panic":
			if x > 100 {
				panic("too large")
			}
			return (f(x+1e-4) - f(x-1e-4)) / 2e-4
		case "goexit":
			runtime.Goexit()
		case "loop":
			for {
			}
		case "late loop": // after something else has gone wrong
			for x > 100 {
			}
		case "wait":
			select {}
		case "memory":
			for {
				page := make([]float64, 1<<17)
				for i := range page {
					page[i] = x
				}
				kept = append(kept, page)
			}
		case "huge":
			kept = append(kept, make([]float64, 1<<29))
			for {
			}
		case "recursion":
			return endless(x)
		}
		return 0
	})
	fmt.Println("after")
}
`

func TestAstray(t *testing.T) {
	binary := build(t, astray)
	// What GoNB has in its folder while the cell runs.
	kernel := t.TempDir()
	if err := os.WriteFile(filepath.Join(kernel, "main.go"), []byte(astray), 0o600); err != nil {
		t.Fatal(err)
	}
	const head, hint = "before\n4.3-2  A slope from both sides\n", "A hint: exercises.Hint(\"4.3-2\")\nafter\n"
	const inTime = "does not come to an end"
	const ends = "The cell ends here, and what stands below this check has not run.\n"
	for _, test := range []struct {
		how    string
		status int
		says   string
	}{
		{"panic", 0, head + "✗ centralDiff(2x, 3) panics: index out of range [3] with length 1.\n    in the line  return v[i]\n" + hint},
		{"late panic", 0, head + "✓ values: 5\n✗ centralDiff(x², 1000) panics: too large.\n    in the line  panic(\"too large\")\n" + hint},
		{"goexit", 0, head + "✗ Your code ends its goroutine instead of returning.\n" + hint},
		{"loop", 1, head + "✗ centralDiff(2x, 3) does not come to an end. Look for a loop whose condition never becomes false, " +
			"or a wait for something that never comes.\n" + ends},
		{"wait", 1, head + "✗ centralDiff(2x, 3) does not come to an end. Look for a loop whose condition never becomes false, " +
			"or a wait for something that never comes.\n" + ends},
		{"late loop", 1, head + "✗ centralDiff(2x, 3) is 0; it should be 2.\n" +
			"✗ centralDiff(x², 1000) does not come to an end. Look for a loop whose condition never becomes false, " +
			"or a wait for something that never comes.\n" + ends},
		{"memory", 1, head + "✗ centralDiff(2x, 3) takes more and more memory, half a gigabyte so far. Look for an append or a make " +
			"in a loop that does not end, or for a size that is far too large.\n" + ends},
		{"huge", 1, head + "✗ centralDiff(2x, 3) takes more and more memory, half a gigabyte so far. Look for an append or a make " +
			"in a loop that does not end, or for a size that is far too large.\n" + ends},
		{"recursion", 1, head + "✗ centralDiff(2x, 3) calls itself again and again. A function that calls itself needs a case in which " +
			"it does not.\n" + ends},
	} {
		t.Run(test.how, func(t *testing.T) {
			t.Parallel()
			state, stdout, stderr := runAstray(t, binary, test.how, kernel)
			// The answer is given up after five seconds by the clock, in which a busy machine may not have let it run for
			// long enough to reach another limit, which takes it well below a second.
			for strings.Contains(stdout, inTime) && !strings.Contains(test.says, inTime) && state.UserTime()+state.SystemTime() < 2*time.Second {
				state, stdout, stderr = runAstray(t, binary, test.how, kernel)
			}
			if state.ExitCode() != test.status {
				t.Errorf("exit status %d, want %d\n%s", state.ExitCode(), test.status, stderr)
			}
			if stdout != test.says {
				t.Errorf("it says\n%s\nwant\n%s", stdout, test.says)
			}
			if stderr != "" {
				t.Errorf("on standard error\n%s", stderr)
			}
		})
	}
}

func runAstray(t *testing.T, binary, how, kernel string) (state *os.ProcessState, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	command := exec.Command(binary, how)
	command.Env = append(os.Environ(), "GONB_TMP_DIR="+kernel, "DLFS_HEADLESS=1", "DLFS_LANG=")
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return command.ProcessState, out.String(), errs.String()
}

func TestBudget(t *testing.T) {
	e := byID("4.4-9")
	v := e.verdict(func(f func([]float64) float64, start []float64) []float64 {
		for {
			f(start)
		}
	})
	const want = "✗ escapeSaddle(x0² - x1² + x1⁴/4, [-2.5 0]) calls the function that it is given more than 20000 times."
	if len(v.found) != 1 || v.found[0] != want || v.passed || v.kind != "" {
		t.Errorf("%+v, want %s", v, want)
	}
}

func TestWrongTypes(t *testing.T) {
	for _, test := range []struct {
		mine any
		says string
	}{
		{3, "✗ 4.3-2 wants func(func(float64) float64, float64) float64, and this is int."},
		{func(x float64) float64 { return x }, "✗ 4.3-2 wants func(func(float64) float64, float64) float64, and this is func(float64) float64."},
		{nil, "✗ 4.3-2 wants func(func(float64) float64, float64) float64, and this is nil."},
		{diff(nil), "✗ 4.3-2 wants func(func(float64) float64, float64) float64, and this is nil."},
	} {
		want := "4.3-2  A slope from both sides\n" + test.says
		if err := Grade("4.3-2", test.mine); err == nil || err.Error() != want {
			t.Errorf("%v: %v, want %s", test.mine, err, want)
		}
	}
	type named func(f func(float64) float64, x float64) float64
	if err := Grade("4.3-2", named(byCentralDifference)); err != nil {
		t.Errorf("a named function type: %v", err)
	}
	const unknown = "There is no exercise \"4.3-99\". The first of section 4.3, for instance, is called 4.3-1; exercises.Progress() lists them all."
	if err := Grade("4.3-99", 1); err == nil || err.Error() != unknown {
		t.Errorf("an unknown exercise: %v", err)
	}
	for _, f := range []func(){func() { Check("4.3-99", 1) }, func() { Hint("4.3-99") }, func() { Solution("4.3-99") }} {
		if said := printed(t, f); said != unknown+"\n" {
			t.Errorf("an unknown exercise: %s", said)
		}
	}
}

func byCentralDifference(f func(float64) float64, x float64) float64 {
	return (f(x+1e-4) - f(x-1e-4)) / 2e-4
}
