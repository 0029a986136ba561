package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"dlfs/exercises"
)

func TestExercisesInNotebooks(t *testing.T) {
	t.Chdir("../..")
	if status, stdout, stderr := callHere("exercises", "--check"); status != 0 || stderr != "" {
		t.Errorf("exit status %d\n%s%s", status, stdout, stderr)
	}
}

func TestAnswers(t *testing.T) {
	t.Setenv("DLFS_LANG", "")
	status, stdout, stderr := callHere("answers", "en")
	if status != 0 || stderr != "" {
		t.Fatalf("exit status %d: %s", status, stderr)
	}
	var all []answer
	if err := json.Unmarshal([]byte(stdout), &all); err != nil {
		t.Fatal(err)
	}
	for i, e := range exercises.All() {
		if a := all[i]; a.ID != e.ID || a.Title != e.Title() || !strings.Contains(a.Code, "func ") || a.Why == "" ||
			a.Level != e.Level || !strings.Contains(a.Code, a.Name) || !strings.Contains(a.Marked, "// BEGIN SOLUTION\n") {
			t.Errorf("the answer to %s is %+v", e.ID, a)
		}
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
