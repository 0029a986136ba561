//go:build !js

package frames

import (
	"fmt"
	"os"
	"testing"
)

func TestFrame(t *testing.T) {
	for _, test := range []struct {
		id   string
		b    Bundle
		want string
	}{
		{"", Bundle{Text: "é"}, "\x00mark\x00display  text/plain w6k=\x01"},
		{"id", Bundle{HTML: "<b>", PNG: []byte("PNG"), Text: "x"}, "\x00mark\x00display aWQ= text/html PGI+ image/png UE5H text/plain eA==\x01"},
		{"", Bundle{Text: "42", Result: true}, "\x00mark\x00result  text/plain NDI=\x01"},
	} {
		if got := frame("mark", test.id, test.b); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// The variable holds for the process that it names: not for those which that starts.
func TestProxyMark(t *testing.T) {
	for value, want := range map[string]bool{"": false, "mark": false, "mark 1": false, fmt.Sprint("mark ", os.Getpid()): true} {
		t.Setenv(variable, value)
		if m, ok := mark(); ok != want || ok && m != "mark" {
			t.Errorf("%q: %q, %t", value, m, ok)
		}
	}
}
