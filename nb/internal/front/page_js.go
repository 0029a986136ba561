package front

import (
	"encoding/base64"
	"syscall/js"

	"dlfs/internal/words"
)

// page is the function by which the page takes (id, HTML, PNG in base64, text) and returns why it cannot, or "".
func page() js.Value { return js.Global().Get("dlfsShow") }

// Connected reports whether a notebook kernel runs this program.
func Connected() bool { return page().Type() == js.TypeFunction }

// Show puts the bundle into the cell's output. With an id, which must be new in the life of the kernel when it is first
// used, the bundle replaces what was shown under that id before.
func Show(id string, b Bundle) error {
	refused := page().Invoke(id, b.HTML, base64.StdEncoding.EncodeToString(b.PNG), b.Text).String()
	if refused != "" {
		return words.NB.Errorf("the page does not show it: %s", refused)
	}
	return nil
}
