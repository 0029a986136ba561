package proxy

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"dlfs/internal/cells"
)

// withoutUnused has GoNB forget imports that only rewritten cells have and that this one does not: goimports would take them
// out again, and to be sure of that ask the go command for all modules, which takes a fifth of the cell's time.
//
// s is the state after the cell's special commands.
func withoutUnused(code string, s cells.State) string {
	if code == "" || shellCell.MatchString(code) || foreign.MatchString(code) {
		return code
	}
	var unused []string
	for _, i := range s.Imports {
		if i.Made() && !slices.Contains(unused, i.Alias) && !strings.Contains(code, "import "+i.Alias+" ") {
			unused = append(unused, i.Alias)
		}
	}
	if len(unused) == 0 {
		return code
	}
	return code + "\n\n%rm " + strings.Join(unused, " ")
}

// removedMade matches what GoNB says of that.
var removedMade = regexp.MustCompile(`(?m)^\. (removed import kept_\w*|key "kept_\w*" not found in any definition, not removed)\n`)

// madeImport matches what %list shows of an import that only a rewritten cell has: GoNB remembers it like others.
var madeImport = regexp.MustCompile(`<li><pre>kept_\w*</pre></li>\n?`)

// withoutMade takes such imports out of a list that GoNB shows, and reports whether something is left of it.
func withoutMade(m message) (message, bool) {
	var content map[string]json.RawMessage
	var data map[string]any
	if json.Unmarshal(m.content, &content) != nil || json.Unmarshal(content["data"], &data) != nil {
		return m, true
	}
	html, _ := data["text/html"].(string)
	if !strings.HasPrefix(html, "<h4>Imports</h4>") || !madeImport.MatchString(html) {
		return m, true
	}
	html = madeImport.ReplaceAllString(html, "")
	data["text/html"] = html
	content["data"] = encode(data)
	m.content = encode(content)
	return m, strings.Contains(html, "<li>")
}
