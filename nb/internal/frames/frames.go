//go:build !js

package frames

import (
	"os"
	"strconv"
	"strings"
)

// variable names the environment variable with the mark of the kernel whose proxy reads what a program prints, and the
// number of that program's process. It is set in the program itself, once its standard output is the proxy's pipe.
const variable = "DLFS_FRAMES"

// Connected reports whether the kernel reads what this program prints.
func Connected() bool {
	_, ok := mark()
	return ok
}

// mark returns the mark if it is this program whose standard output the proxy reads.
func mark() (mark string, ok bool) {
	mark, process, ok := strings.Cut(os.Getenv(variable), " ")
	return mark, ok && process == strconv.Itoa(os.Getpid())
}

// stdout is the original standard output, even if the program replaces os.Stdout later.
var stdout = os.Stdout

// frame returns the bundle as it is written between the printed text, which keeps everything in order: a zero byte, the mark,
// a zero byte, words, and a byte of 1. The words are the kind, the id, and then MIME types and data in turn; the id and the
// data are in base64. (JSON would link its package into every program.)
func frame(mark, id string, b Bundle) string {
	kind := "display"
	if b.Result {
		kind = "result"
	}
	words := []string{kind, Base64(id)}
	for _, form := range []struct{ kind, data string }{{"text/html", b.HTML}, {"image/png", string(b.PNG)}, {"text/plain", b.Text}} {
		if form.data != "" {
			words = append(words, form.kind, Base64(form.data))
		}
	}
	return framed(mark, words)
}

func framed(mark string, words []string) string {
	return "\x00" + mark + "\x00" + strings.Join(words, " ") + "\x01"
}

// Show puts the bundle into the cell's output. With an id, which must be new in the life of the kernel when it is first
// used, the bundle replaces what was shown under that id before.
func Show(id string, b Bundle) error {
	m, _ := mark()
	_, err := stdout.WriteString(frame(m, id, b)) // in one call, so that no other print of this program lands inside
	return err
}

// Clear removes what the cell has shown and printed so far: at once, or with wait when something new comes. Its frame has no
// data, and the id says whether to wait.
func Clear(wait bool) error {
	m, _ := mark()
	_, err := stdout.WriteString(framed(m, []string{"clear", Base64(strconv.FormatBool(wait))}))
	return err
}
