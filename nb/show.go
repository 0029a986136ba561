package nb

import (
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"math/rand/v2"
	"os"
	"reflect"

	"dlfs/internal/words"
	"dlfs/nb/internal/front"
)

// A Figure is what Show and Live show. Every figure of package plotting is one.
type Figure interface {
	PNG() ([]byte, error)      // the picture, or one sentence that says why there is none
	Alt() string               // what the picture shows, in words
	Size() (width, height int) // in CSS pixels; the PNG may have more pixels, for sharp screens
}

// Show puts the figure into the cell's output. If the figure cannot be drawn, the cell fails with the figure's own
// sentence; a nil figure fails the cell too. Outside a notebook Show writes figure-1.png to the current folder, or the first
// figure-N.png that does not exist yet, and prints its name and the figure's description.
func Show(f Figure) {
	if err := show("", f); err != nil {
		fail("nb.Show", err)
	}
}

// show shows the figure under a display id, or for good where the id is empty.
func show(id string, f Figure) error {
	png, err := drawn(f)
	if err != nil {
		return err
	}
	if !front.Connected() {
		return saved(png, f.Alt())
	}
	return front.Show(id, bundle(png, f))
}

// drawn returns the figure's picture.
func drawn(f Figure) ([]byte, error) {
	if isNil(f) {
		return nil, errNil()
	}
	return f.PNG()
}

func isNil(f Figure) bool {
	v := reflect.ValueOf(f)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}

func errNil() error {
	return words.NB.Errorf("the figure is nil: give one that a function of package plotting returns")
}

// bundle has the picture twice: HTML carries the description, and a PNG on its own travels to where HTML does not.
func bundle(png []byte, f Figure) front.Bundle {
	width, height := f.Size()
	return front.Bundle{
		HTML: fmt.Sprintf(`<img alt="%s" width="%d" height="%d" src="data:image/png;base64,%s">`,
			html.EscapeString(f.Alt()), width, height, base64.StdEncoding.EncodeToString(png)),
		PNG:  png,
		Text: f.Alt(),
	}
}

// saved saves the picture where there is no notebook, and prints the file's name and the text.
func saved(png []byte, text string) error {
	name, err := save(png)
	if err != nil {
		return words.NB.Errorf("cannot save the figure: %w", err)
	}
	fmt.Printf("%s: %s\n", name, text)
	return nil
}

// save writes to a file that did not exist before.
func save(png []byte) (name string, err error) {
	for n := 1; ; n++ {
		name = fmt.Sprintf("figure-%d.png", n)
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(png)
		if err = errors.Join(err, file.Close()); err != nil {
			return "", errors.Join(err, os.Remove(name))
		}
		return name, nil
	}
}

// newID returns a name for an output that no other output of this kernel has had. It does not reach the notebook's file.
func newID() string { return fmt.Sprintf("dlfs-%016x", rand.Uint64()) }

// headless reports whether nobody watches while the cell runs.
func headless() bool { return os.Getenv("DLFS_HEADLESS") == "1" }

// fail ends the cell with one sentence.
func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
	os.Exit(1)
}
