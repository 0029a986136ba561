package frames

import (
	"errors"
	"fmt"
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
	if err := errors.Join(Show("", Bundle{Text: "42", Result: true}), Clear(false), Clear(true)); err != nil {
		t.Error(err)
	}
	if got, want := strings.Join(*shown, "|"), "id|<b>é</b>|UE5H|é|display|||"+"|42|result|||||clear|||||wait"; got != want {
		t.Errorf("the page got %q, want %q", got, want)
	}
}

func TestPageThatRefuses(t *testing.T) {
	inPage(t, "no room")
	err := Show("", Bundle{Text: "x"})
	if err == nil || err.Error() != "the page cannot show it: no room" {
		t.Errorf("error %v", err)
	}
}

func TestBoardInPage(t *testing.T) {
	if OpenBoard("id", 3) != nil {
		t.Error("a board, and no page is there")
	}
	inPage(t, "")
	answers := []string{"n", "o", "d", "d", "e"}
	var asked []string
	board := js.FuncOf(func(_ js.Value, args []js.Value) any {
		asked = append(asked, args[0].String()+" "+args[1].String())
		then := args[2]
		if then.IsNull() {
			return nil
		}
		drawing := js.Global().Get("Uint8Array").Call("of", 7, 8, len(answers))
		js.Global().Call("setTimeout", then, 0, answers[0], drawing) // later, as a page does
		answers = answers[1:]
		return nil
	})
	js.Global().Set("dlfsBoard", board)
	t.Cleanup(func() {
		js.Global().Delete("dlfsBoard")
		board.Release()
	})
	if OpenBoard("none", 3) != nil {
		t.Error("a board, and nobody can draw")
	}
	b := OpenBoard("id", 3)
	var got []string
	for range 3 {
		drawing, answer := b.Next()
		got = append(got, fmt.Sprintf("%c%v", answer, drawing))
	}
	b.Close()
	if got, want := strings.Join(got, " "), "d[7 8 3] d[7 8 2] e[]"; got != want {
		t.Errorf("the program gets %s, want %s", got, want)
	}
	want := "none <number: 3>|id <number: 3>|id <number: 3>|id <number: 3>|id <number: 3>|id <number: 0>"
	if got := strings.Join(asked, "|"); got != want {
		t.Errorf("the page is asked %s, want %s", got, want)
	}
}
