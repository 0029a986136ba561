package front

import (
	"strings"
	"syscall/js"
	"testing"
)

// inPage gives the program what a page gives it, and returns where what was shown is noted.
func inPage(t *testing.T, refusal string) *[]string {
	t.Helper()
	var shown []string
	show := js.FuncOf(func(_ js.Value, args []js.Value) any {
		for _, arg := range args {
			shown = append(shown, arg.String())
		}
		return refusal
	})
	js.Global().Set("dlfsShow", show)
	t.Cleanup(func() {
		js.Global().Delete("dlfsShow")
		show.Release()
	})
	return &shown
}

func TestPage(t *testing.T) {
	if Connected() {
		t.Error("connected, and no page is there")
	}
	shown := inPage(t, "")
	if !Connected() {
		t.Error("not connected, and a page is there")
	}
	if err := Show("id", Bundle{HTML: "<b>é</b>", PNG: []byte("PNG"), Text: "é"}); err != nil {
		t.Error(err)
	}
	if got, want := strings.Join(*shown, "|"), "id|<b>é</b>|UE5H|é"; got != want {
		t.Errorf("the page got %q, want %q", got, want)
	}
}

func TestPageThatRefuses(t *testing.T) {
	inPage(t, "no room")
	err := Show("", Bundle{Text: "x"})
	if err == nil || err.Error() != "the page does not show it: no room" {
		t.Errorf("error %v", err)
	}
}
