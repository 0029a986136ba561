//go:build !course

package solutions

import (
	"embed"
	"fmt"
	"regexp"
	"strings"
)

//go:embed sec*.go
var files embed.FS

// stubs and wholes take what the learner writes out of a solution, or leave it there without its marks.
var (
	marked = regexp.MustCompile(`(?ms)^(\t*)// BEGIN SOLUTION\n(.*?)^\t*// END SOLUTION\n`)
	stub   = "${1}panic(\"your code here\")\n"
	whole  = "${2}"
)

// Code returns the code of a solution.
func Code(id string) string {
	code, _ := region(id)
	return marked.ReplaceAllString(code, whole)
}

// Marked returns the code of a solution with its marks.
func Marked(id string) string {
	code, _ := region(id)
	return code
}

// Stub returns the code of a solution with a panic in the place of what the learner writes.
func Stub(id string) string {
	code, _ := region(id)
	return marked.ReplaceAllString(code, stub)
}

// Name returns what is handed to Check.
func Name(id string) string {
	_, name := region(id)
	return name
}

// region returns the part of a file that belongs to an exercise. It panics if there is none.
func region(id string) (code, name string) {
	section, _, _ := strings.Cut(id, "-")
	data, err := files.ReadFile("sec" + strings.ReplaceAll(section, ".", "") + ".go")
	if err != nil {
		panic(err)
	}
	_, rest, found := strings.Cut(string(data), "\n//exercise:"+id+" ")
	if !found {
		panic(fmt.Sprintf("solutions: there is no //exercise:%s", id))
	}
	name, rest, _ = strings.Cut(rest, "\n")
	code, _, _ = strings.Cut(rest, "\n//exercise:")
	return strings.Trim(code, "\n"), name
}
