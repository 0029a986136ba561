package nb

import (
	"compress/gzip"
	"fmt"
	"html"
	"strings"

	"dlfs/internal/words"
)

// A state is one of several figures, of which a reader sees one at a time.
type state struct {
	name   string
	figure Figure
}

// mostBytes is how large a piece may be on its way to a reader, that is, compressed: a page with ten of them is still soon
// there, on a slow line too.
const mostBytes = 150_000

// statesStyle shows the figure whose radio button is chosen. Without it, as where a notebook is not trusted, and in a
// browser that cannot do that, the first figure is there and the others are under a <details>, each below its name.
//
// The order of the boxes is the reader's: all names, the end of their line, the figure.
const statesStyle = `
@supports selector(:has(a)) and selector(::details-content) {
.dlfs-states fieldset { display: flex; flex-wrap: wrap; align-items: center; gap: 0.2em 1em; }
.dlfs-states fieldset::after { content: ""; order: 1; flex-basis: 100%; }
.dlfs-states legend { float: left; }
.dlfs-states details, .dlfs-states ::details-content { display: contents; content-visibility: visible; }
.dlfs-states summary, .dlfs-states label:not(:has(:checked)) + img { display: none; }
.dlfs-states label { display: inline-flex !important; align-items: center; gap: 0.3em; cursor: pointer; }
.dlfs-states input { display: inline-block !important; margin: 0; cursor: pointer; }
.dlfs-states img { order: 2; }
}
`

// piece returns the HTML of states. It fails if one of them cannot be shown, if they are not all of one size, or if they
// are too large together.
//
// A group of radio buttons ends with its form, so that no two pieces on a page can disturb each other, not even equal ones,
// and none needs a name or an id of its own. The form leads nowhere: of the method dialog, it is sent to nobody when a
// reader presses Enter. All is in one line, as JupyterLite puts commas between the lines that a file has.
func piece(label string, states []state) (string, error) {
	var b strings.Builder
	b.WriteString(`<form class="dlfs-states" method="dialog"><style>` + strings.Join(strings.Fields(statesStyle), " ") +
		`</style><fieldset style="border: 0; margin: 0; padding: 0"><legend>` + html.EscapeString(label) + "</legend>")
	width, height := 0, 0
	for i, s := range states {
		svg, err := s.svg()
		if err != nil {
			// Translators: a label and a value, such as h 0.1, and what is wrong with the figure
			return "", words.NB.Errorf("%s %s: %w", label, s.name, err)
		}
		w, h := s.figure.Size()
		switch {
		case i == 0:
			width, height = w, h
		case w != width || h != height:
			return "", words.NB.Errorf("%s %s: its figure is %d×%d, the first one %d×%d: give all of them the same size",
				label, s.name, w, h, width, height)
		case i == 1:
			others := words.NB.Sprintf("All others (%d)", len(states)-1)
			b.WriteString("<details><summary>" + html.EscapeString(others) + "</summary>")
		}
		b.WriteString(s.html(svg, i == 0))
	}
	if len(states) > 1 {
		b.WriteString("</details>")
	}
	b.WriteString("</fieldset></form>")
	if n := compressed(b.String()); n > mostBytes {
		return "", words.NB.Errorf("%d figures of %d kB when they are compressed, and %d kB is the most: show fewer or simpler ones",
			len(states), (n+999)/1000, mostBytes/1000)
	}
	return b.String(), nil
}

// svg returns the figure as an SVG document.
func (s state) svg() ([]byte, error) {
	if isNil(s.figure) {
		return nil, errNil()
	}
	f, ok := s.figure.(interface{ SVGImage() ([]byte, error) })
	if !ok {
		return nil, words.NB.Errorf(
			"its figure cannot be drawn as SVG: give one of package plotting, or give %T a method SVGImage", s.figure)
	}
	return f.SVGImage()
}

// html returns the radio button with its name, and the image. Where nobody can choose, there are no buttons: they are hidden
// until the style shows them. JupyterLab leaves them the arrow keys, with which it would go to another cell.
func (s state) html(svg []byte, checked bool) string {
	attribute := ""
	if checked {
		attribute = " checked"
	}
	width, height := s.figure.Size()
	return fmt.Sprintf(`<label style="display: block">`+
		`<input type="radio" name="state"%s data-lm-suppress-shortcuts style="display: none">%s</label>`+
		`<img alt="%s" width="%d" height="%d" style="background: #fff; max-width: 100%%; height: auto" src="%s">`,
		attribute, html.EscapeString(s.name), html.EscapeString(s.figure.Alt()), width, height, dataURL(svg))
}

// dataURL returns an SVG document as an address that can stand in an attribute. In base64 what is the same in several
// figures would look different in each, and be compressed eight times worse.
func dataURL(svg []byte) string {
	var b strings.Builder
	b.WriteString("data:image/svg+xml,")
	for _, c := range svg {
		if c < ' ' || c > '~' || strings.IndexByte("\"#%&<>", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// compressed returns how many bytes of a text travel to a browser.
func compressed(text string) int {
	var n counter
	w := gzip.NewWriter(&n)
	_, _ = w.Write([]byte(text)) // A counter takes all.
	_ = w.Close()
	return int(n)
}

type counter int

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
