package proxy

import (
	"encoding/json"
	"testing"

	"dlfs/internal/cells"
)

func TestWithoutUnused(t *testing.T) {
	s := cells.State{Imports: []cells.Import{{Alias: "kept_", Path: "dlfs/nb/kept"}, {Path: "os"}, {Alias: "kept_dlfs_dl", Path: "dlfs/dl"}}}
	for code, want := range map[string]string{
		"":                   "",
		"%%bash\nls":         "%%bash\nls",
		"%%writefile a\nb":   "%%writefile a\nb",
		"%%\nfmt.Println(1)": "%%\nfmt.Println(1)\n\n%rm kept_ kept_dlfs_dl",
		"!ls \\":             "!ls \\\n\n%rm kept_ kept_dlfs_dl",
		"import kept_ \"dlfs/nb/kept\"; func main() {}": "import kept_ \"dlfs/nb/kept\"; func main() {}\n\n%rm kept_dlfs_dl",
	} {
		if got := withoutUnused(code, s); got != want {
			t.Errorf("%q becomes %q, want %q", code, got, want)
		}
		if got := withoutUnused(code, cells.State{Imports: s.Imports[1:2]}); got != code {
			t.Errorf("%q becomes %q", code, got)
		}
	}
}

func TestWithoutMade(t *testing.T) {
	for _, test := range []struct {
		html, want string
		left       bool
	}{
		{"<h4>Imports</h4>\n<ul>\n<li><pre>kept_</pre></li>\n<li><pre>os</pre></li>\n<li><pre>kept_dlfs_dl</pre></li>\n</ul>",
			"<h4>Imports</h4>\n<ul>\n<li><pre>os</pre></li>\n</ul>", true},
		{"<h4>Imports</h4>\n<ul>\n<li><pre>kept_</pre></li>\n</ul>", "<h4>Imports</h4>\n<ul>\n</ul>", false},
		{"<h4>Variables</h4>\n<ul>\n<li><pre>kept_</pre></li>\n</ul>", "<h4>Variables</h4>\n<ul>\n<li><pre>kept_</pre></li>\n</ul>", true},
		{"<b>text</b>", "<b>text</b>", true},
	} {
		m, left := withoutMade(message{content: encode(map[string]any{"data": map[string]string{"text/html": test.html}})})
		var content struct{ Data map[string]string }
		if err := json.Unmarshal(m.content, &content); err != nil {
			t.Fatal(err)
		}
		if got := content.Data["text/html"]; got != test.want || left != test.left {
			t.Errorf("%q becomes %q, %t", test.html, got, left)
		}
	}
	if m, left := withoutMade(message{content: json.RawMessage("5")}); string(m.content) != "5" || !left {
		t.Error("what is no list does not stay as it is")
	}
}
