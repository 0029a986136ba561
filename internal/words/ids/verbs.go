package ids

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// verb is a percent sign and what belongs to it: flags, width and precision, an argument's number, and a letter.
var verb = regexp.MustCompile(`%([-+# 0]*[0-9]*(?:\.[0-9]+)?)(?:\[([0-9]+)\])?(.?)`)

// Verbs returns for each argument of a format string how it is formatted, such as "%.1f". A translation has the same ones
// as its source, in whatever order they stand. It is an error if an argument is left out or formatted in two ways.
func Verbs(format string) ([]string, error) {
	byArg := make(map[int]string)
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[0] == "%%" {
			continue
		}
		if m[3] == "" || !isLetter(m[3]) {
			return nil, fmt.Errorf("%q: %s is no verb", format, m[0])
		}
		if m[2] != "" {
			next, _ = strconv.Atoi(m[2]) // digits
		}
		how := "%" + m[1] + m[3]
		if other := byArg[next]; other != "" && other != how {
			return nil, fmt.Errorf("%q: argument %d is both %s and %s", format, next, other, how)
		}
		byArg[next] = how
		next++
	}
	verbs := make([]string, 0, len(byArg))
	for i := 1; i <= len(byArg); i++ {
		if byArg[i] == "" {
			return nil, fmt.Errorf("%q: argument %d is left out", format, i)
		}
		verbs = append(verbs, byArg[i])
	}
	return slices.Clip(verbs), nil
}

func isLetter(s string) bool { return s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z' }
