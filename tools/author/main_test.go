package main

import (
	"bytes"
	"strings"
	"testing"
)

// callHere runs author in the current folder.
func callHere(args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = program().Run(args, &out, &errs)
	return status, out.String(), errs.String()
}

func TestMistakes(t *testing.T) {
	for _, test := range []struct {
		args   string
		status int
		want   string
	}{
		{"", 2, "say what to do; see author help"},
		{"cover", 2, `there is no command "cover"`},
		{"coverage -v", 2, "coverage: flag provided but not defined: -v"},
		{"exercises 4.3-1", 2, `exercises: unknown argument "4.3-1"`},
		{"answers", 2, "answers needs LANGUAGE"},
		{"answers fr", 2, `there are no answers in "fr", only in en, zh, ko and ja`},
		{"help me", 2, `help: unknown argument "me"`},
		{"coverage", 1, "change into the project's folder"},
		{"exercises", 1, "change into the project's folder"},
		{"results", 1, "change into the project's folder"},
		{"train-sample", 1, "change into the project's folder"},
	} {
		t.Run(test.args, func(t *testing.T) {
			t.Chdir(t.TempDir())
			status, stdout, stderr := callHere(strings.Fields(test.args)...)
			if status != test.status || !strings.Contains(stderr, test.want) || strings.Count(stderr, "\n") != 1 || stdout != "" {
				t.Errorf("status %d, want %d\nstdout %q\nstderr %q, want one line with %q", status, test.status, stdout, stderr, test.want)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	for _, arg := range []string{"help", "-h", "--help"} {
		status, stdout, stderr := callHere(arg)
		if status != 0 || stderr != "" || !strings.Contains(stdout, "  author coverage [--check]\n        check the mirrors") {
			t.Errorf("%s: status %d\n%s%s", arg, status, stdout, stderr)
		}
	}
	status, stdout, stderr := callHere("coverage", "-h")
	if status != 0 || stderr != "" || !strings.HasPrefix(stdout, "usage: author coverage [--check]\ncheck the mirrors") || !strings.Contains(stdout, "-check") {
		t.Errorf("help of one command: status %d\n%s%s", status, stdout, stderr)
	}
}
