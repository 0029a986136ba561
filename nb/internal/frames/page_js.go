package frames

import "syscall/js"

// page is the function by which the page takes (id, HTML, PNG in base64, text, kind) and returns why it cannot, or "". The
// kind is display, result, clear, or wait, which is to clear when something new comes.
func page() js.Value { return js.Global().Get("dlfsShow") }

// Connected reports whether a notebook kernel runs this program.
func Connected() bool { return page().Type() == js.TypeFunction }

// Show puts the bundle into the cell's output. With an id, which must be new in the life of the kernel when it is first
// used, the bundle replaces what was shown under that id before.
func Show(id string, b Bundle) error {
	kind := "display"
	if b.Result {
		kind = "result"
	}
	return tell(id, b, kind)
}

// Clear removes what the cell has shown and printed so far.
func Clear(wait bool) error {
	kind := "clear"
	if wait {
		kind = "wait"
	}
	return tell("", Bundle{}, kind)
}

func tell(id string, b Bundle, kind string) error {
	refused := page().Invoke(id, b.HTML, Base64(string(b.PNG)), b.Text, kind).String()
	if refused != "" {
		return Refused(refused)
	}
	return nil
}
