package proxy

import (
	"testing"

	"dlfs/internal/cells"
)

func TestCompilerLines(t *testing.T) {
	s := cells.State{Imports: []cells.Import{
		{Path: "github.com/pkg/errors", At: cells.Place{Cell: 2, Line: 1, Column: 8}},
		{Path: "golang.org/x/exp/constraints", At: cells.Place{Cell: 3, Line: 1, Column: 8}},
	}}
	for said, want := range map[string]string{
		"# gonb_01234567\nCell[4]:2:3: not enough arguments in call to f\n\thave ()\n\twant (int)\n":                                                                                         "Cell[4]:2:3: not enough arguments in call to f\n\thave ()\n\twant (int)",
		"exit status 1\n\ngo: gonb_01234567 imports\n\texample.com/a imports\n\texample.com/b: module lookup disabled by GOPROXY=off\n":                                                      "example.com/b: module lookup disabled by GOPROXY=off",
		"go: gonb_01234567 tested by\n\tgonb_01234567.test imports\n\tgithub.com/pkg/errors: module lookup disabled by GOPROXY=off\n":                                                        "Cell[2]:1:8: github.com/pkg/errors: module lookup disabled by GOPROXY=off",
		"go: gonb_01234567: package gonb_01234567 imports golang.org/x/exp/constraints from implicitly required module; to add missing requirements, run:\n\tgo get golang.org/x/exp@v0.1.0": "Cell[3]:1:8: golang.org/x/exp/constraints: from implicitly required module\n\tgo get golang.org/x/exp@v0.1.0",
		"go: github.com/pkg/errors: cannot find module providing package github.com/pkg/errors":                                                                                              "Cell[2]:1:8: cannot find module providing package github.com/pkg/errors",
		"a\n---------------\nNote: 'go get' doesn't know\n":                                                                                                                                  "a",
	} {
		if got := compilerLines(said, s); got != want {
			t.Errorf("%q:\n%q, want\n%q", said, got, want)
		}
	}
}
