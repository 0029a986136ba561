package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"dlfs/exercises"
)

func TestExercisesInNotebooks(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"exercises", "--check"}, &stdout, &stderr); status != 0 || stderr.Len() > 0 {
		t.Errorf("exit status %d\n%s%s", status, stdout.String(), stderr.String())
	}
}

func TestAnswers(t *testing.T) {
	t.Setenv("DLFS_LANG", "")
	var stdout, stderr bytes.Buffer
	if status := run([]string{"exercises", "--answers", "en"}, &stdout, &stderr); status != 0 {
		t.Fatalf("exit status %d: %s", status, stderr.String())
	}
	var all []answer
	if err := json.Unmarshal(stdout.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	for i, e := range exercises.All() {
		if a := all[i]; a.ID != e.ID || a.Title != e.Title || !strings.Contains(a.Code, "func ") || a.Why == "" ||
			a.Level != e.Level || !strings.Contains(a.Code, a.Name) || !strings.Contains(a.Marked, "// BEGIN SOLUTION\n") {
			t.Errorf("the answer to %s is %+v", e.ID, a)
		}
	}
	if status := run([]string{"exercises", "--answers", "fr"}, &stdout, &stderr); status != 2 ||
		!strings.Contains(stderr.String(), `there are no answers in "fr", only in en, zh, ko and ja`) {
		t.Errorf("exit status %d: %s", status, stderr.String())
	}
}

func TestRenewCells(t *testing.T) {
	e := exercises.All()[0]
	heading, err := json.Marshal(headingOf(e) + "\n**Goal.** …")
	if err != nil {
		t.Fatal(err)
	}
	notebook := func(text string, source string) []byte {
		return []byte(`{"cells": [{"cell_type": "markdown", "source": ` + text + `},
			{"cell_type": "code", "metadata": {"dlfs": {"exercise": "` + e.ID + `"}}, "outputs": [1], "source": ` + source + `}]}`)
	}
	cell, err := json.Marshal(e.Cell())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name     string
		data     []byte
		known    bool
		same     bool
		problems string
	}{
		{"up to date", notebook(string(heading), string(cell)), true, true, ""},
		{"stale", notebook(string(heading), `["old\n", "cell"]`), true, false, ""},
		{"no heading", notebook(`"## Another"`, string(cell)), true, true, "x: no cell begins with"},
		{"unknown", notebook(string(heading), `"left alone"`), false, true, "x: there is no exercise"},
	} {
		missing := make(map[string]*exercises.Exercise)
		if test.known {
			missing[e.ID] = e
		}
		renewed, found, err := renewCells(test.data, missing)
		if err != nil || bytes.Equal(renewed, test.data) != test.same || len(missing) > 0 {
			t.Errorf("%s: %v, left %d\n%s", test.name, err, len(missing), renewed)
		}
		if problems := strings.Join(found.problems("x"), "\n"); !strings.HasPrefix(problems, test.problems) || (test.problems == "") != (problems == "") {
			t.Errorf("%s: %s", test.name, problems)
		}
		if again, _, err := renewCells(renewed, map[string]*exercises.Exercise{e.ID: e}); err != nil || test.known && !bytes.Equal(again, renewed) {
			t.Errorf("%s: the second time it is written anew: %v", test.name, err)
		}
	}
	if _, _, err := renewCells([]byte("no"), nil); err == nil {
		t.Error("what is no notebook is taken for one")
	}
}
