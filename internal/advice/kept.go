package advice

import (
	"strings"

	"dlfs/internal/words"
)

// untaken returns the sentence with which package kept ends a program that cannot take up its variables.
func untaken(value string) (sentence string, ok bool) {
	said, ok := strings.CutPrefix(value, "kept: ")
	if !ok {
		return "", false
	}
	for _, r := range untakens {
		if m := r.pattern().FindStringSubmatch(said); m != nil {
			return r.say(complaint{}, m), true
		}
	}
	return said, true
}

var untakens = []rule{
	on(`^(\S+) is kept as an? (.+), and this type has changed since: `, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s is kept as a value of type %s, which has changed since: run the cell that makes %[1]s again", m[1], m[2])
	}),
	on(`^(\S+) holds an? (.+), and this type has changed since: `, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s holds a value of type %s, which has changed since: run the cell that makes %[1]s again", m[1], m[2])
	}),
	on(`^(\S+) holds an? (.+), which this cell's program does not have: `, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s holds a value of type %s, which this cell cannot name: run the cell that makes %[1]s again", m[1], m[2])
	}),
	on(`^(\S+) holds what (\S+) was, and this cell's program has no such variable of that type: `, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s holds the value of %s, which is not declared any more or has another type: run the cell that makes %[1]s again", m[1], m[2])
	}),
	on(`^(\S+) is not kept any more: |^what is kept of (\S+) is gone: `, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s is not kept any more: run the cell that makes it again", first(m[1], m[2]))
	}),
	on(`^what is kept of (\S+) (?:is damaged|was written by another version of the kernel): `, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("what is kept of %s cannot be read: run the cell that makes %[1]s again", m[1])
	}),
}
