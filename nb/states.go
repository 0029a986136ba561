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

// spotsStyle lays a second place to click over the picture for each state whose figure has a spot: a child of its label, so
// that it chooses the same button. A picture is the last thing in its box and as wide as that, so the spots count from the
// bottom, in parts of the width, and fit the picture at any size. Without the style they are not there.
const spotsStyle = `
@supports selector(:has(a)) and selector(::details-content) {
.dlfs-states fieldset:has(span) { position: relative; }
.dlfs-states label > span { display: block !important; position: absolute; bottom: 0; border-radius: 0.5em; }
.dlfs-states label > span:hover { outline: 2px solid #0072b2; }
.dlfs-states :focus-visible + span { outline: 3px solid #0072b2; }
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
	width, height, spots := 0, 0, false
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
			return "", words.NB.Errorf("%s %s: its figure is %d×%d, but the first is %d×%d: give all figures the same size",
				label, s.name, w, h, width, height)
		case i == 1:
			others := words.NB.Sprintf("All others (%d)", len(states)-1)
			b.WriteString("<details><summary>" + html.EscapeString(others) + "</summary>")
		}
		spot, err := s.spotHTML()
		if err != nil {
			return "", words.NB.Errorf("%s %s: %w", label, s.name, err)
		}
		spots = spots || spot != ""
		b.WriteString(s.html(svg, spot, i == 0))
	}
	if len(states) > 1 {
		b.WriteString("</details>")
	}
	style, box := statesStyle, ""
	if spots {
		style, box = statesStyle+spotsStyle, fmt.Sprintf("; max-width: %dpx", width)
	}
	made := `<form class="dlfs-states" method="dialog"><style>` + strings.Join(strings.Fields(style), " ") +
		`</style><fieldset style="border: 0; margin: 0; padding: 0` + box + `"><legend>` + html.EscapeString(label) + "</legend>" +
		b.String() + "</fieldset></form>"
	if n := compressed(made); n > mostBytes {
		return "", words.NB.Errorf("%d figures take %d kB when compressed, and the limit is %d kB: show fewer or simpler ones",
			len(states), (n+999)/1000, mostBytes/1000)
	}
	return made, nil
}

// svg returns the figure as an SVG document.
func (s state) svg() ([]byte, error) {
	if isNil(s.figure) {
		return nil, errNil()
	}
	f, ok := s.figure.(interface{ SVGImage() ([]byte, error) })
	if !ok {
		return nil, words.NB.Errorf(
			"its figure cannot be drawn as SVG: give one from package plotting, or give %T a method SVGImage", s.figure)
	}
	return f.SVGImage()
}

// html returns the radio button with its name, and the image. Where nobody can choose, there are no buttons: they are hidden
// until the style shows them. JupyterLab leaves them the arrow keys, with which it would go to another cell.
func (s state) html(svg []byte, spot string, checked bool) string {
	attribute := ""
	if checked {
		attribute = " checked"
	}
	width, height := s.figure.Size()
	return fmt.Sprintf(`<label style="display: block">`+
		`<input type="radio" name="state"%s data-lm-suppress-shortcuts style="display: none">%s%s</label>`+
		`<img alt="%s" width="%d" height="%d" style="background: #fff; max-width: 100%%; height: auto" src="%s">`,
		attribute, spot, html.EscapeString(s.name), html.EscapeString(s.figure.Alt()), width, height, dataURL(svg))
}

// spotHTML returns what lies over the picture for the reader to click, or nothing if the figure has no spot. Percentages of
// margins and paddings, above and below too, are parts of the width of the box.
func (s state) spotHTML() (string, error) {
	f, ok := s.figure.(interface {
		Spot() (left, top, width, height int)
	})
	if !ok {
		return "", nil
	}
	left, top, width, height := f.Spot()
	w, h := s.figure.Size()
	switch {
	case width == 0:
		return "", nil
	case left < 0 || top < 0 || width < 0 || height <= 0 || left+width > w || top+height > h:
		return "", words.NB.Errorf("its place to click is %d×%d at (%d, %d), but the figure is %d×%d: give a place inside the figure",
			width, height, left, top, w, h)
	}
	part := func(n int) string { return fmt.Sprintf("%.2f%%", 100*float64(n)/float64(w)) }
	return fmt.Sprintf(`<span style="display: none; left: %s; width: %s; padding-bottom: %s; margin-bottom: %s"></span>`,
		part(left), part(width), part(height), part(h-top-height)), nil
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
