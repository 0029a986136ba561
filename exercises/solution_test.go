//go:build !course

package exercises

import (
	"regexp"
	"strings"
	"testing"

	"dlfs/exercises/internal/solutions"
)

var commented = regexp.MustCompile(`(?m)^\t*//.*\n|[ \t]*// .*$`)

// A solution is the same code in each language, with other comments.
func TestSolutionInEachLanguage(t *testing.T) {
	for _, lang := range []string{"en", "zh", "ko", "ja"} {
		t.Setenv("DLFS_LANG", lang)
		for _, e := range All() {
			english := solutions.Code(e.ID)
			code, _ := e.Answer()
			if got, want := commented.ReplaceAllString(code, ""), commented.ReplaceAllString(english, ""); got != want {
				t.Errorf("%s, %s: without comments the code is\n%s\nwant\n%s", lang, e.ID, got, want)
			}
			if same := code == english; same && lang != "en" && strings.Contains(english, "returns ") {
				t.Errorf("%s, %s: its comments are English", lang, e.ID)
			}
		}
	}
}

func TestWithWords(t *testing.T) {
	t.Setenv("DLFS_LANG", "ko")
	for english, want := range map[string]string{
		"\tx[i] = v // as it was":       "\tx[i] = v // 원래대로 되돌린다",
		"s := \"a//b\"\nreturn s":       "s := \"a//b\"\nreturn s",
		"// nobody has translated this": "// nobody has translated this",
	} {
		if got := withWords(english); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
