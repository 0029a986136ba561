package proxy

import (
	"strings"
	"testing"
)

func TestShellLinesAreRedirected(t *testing.T) {
	for code, want := range map[string]string{
		"!ls":                        "!PIPES ls",
		"//gonb:!* ls\n!pwd":         "//gonb:!* PIPES ls\n!PIPES pwd",
		"! *pwd":                     "! *PIPES pwd",
		"!echo a \\\n!b\n!c":         "!PIPES echo a \\\n!b\n!PIPES c",
		"%args a \\\n!b":             "%args a \\\n!b",
		"%% -n 3\n!ls":               "%% -n 3\n!PIPES ls",
		"%%\nx := true ||\n!false":   "%%\nx := true ||\n!PIPES false", // GoNB takes it for a command as well.
		"%%\nfmt.Println(1)\n !ls":   "%%\nfmt.Println(1)\n !ls",
		"!":                          "!",
		"!*":                         "!*",
		"! \n% \nx\n!\\\n \\\n\n!ls": "\n\nx\n\n\n\n!PIPES ls",
	} {
		if got := withPrefix(code, "PIPES "); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
	if prefix := (&run{serial: 7}).intoPipes(); !strings.Contains(prefix, `/stopped-7" ] && exit 130; exec >"$DLFS_STREAMS/out" 2>"$DLFS_STREAMS/err"; `) {
		t.Error(prefix)
	}
}
