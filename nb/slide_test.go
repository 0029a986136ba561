//go:build unix

package nb

import (
	"errors"
	"math/rand/v2"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// A reader has one group of radio buttons for each piece, an image for each state, and no script.
func TestSlide(t *testing.T) {
	displays := runCell(t, t.TempDir(), "slide", headlessRun).displays(t)
	if len(displays) != 1 || displays[0].DisplayID != "" {
		t.Fatalf("%+v, want one output that stays", displays)
	}
	if got, want := displays[0].Data[protocol.MIMETextPlain], "step <h>: 0.5\na slope of <0.5>"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	if got := displays[0].Data[protocol.MIMEImagePNG]; string(got.([]byte)) != "PNG of a slope of <0.5>" {
		t.Errorf("picture %q", got)
	}
	html, _ := displays[0].Data[protocol.MIMETextHTML].(string)
	for _, want := range []string{
		`<legend>step &lt;h&gt;</legend>`, `<input type="radio" name="state" checked`,
		`>0.25</label><img alt="a slope of &lt;0.25&gt;" width="576" height="384"`, `<details><summary>All others (1)</summary>`,
	} {
		if strings.Count(html, want) != 1 {
			t.Errorf("%q is there %d times, want once:\n%s", want, strings.Count(html, want), html)
		}
	}
	rest := regexp.MustCompile(`data:[^"]*`).ReplaceAllString(html, "")
	if found := regexp.MustCompile(`(?i)<script|\son\w+=|\sid=|https?:`).FindString(rest); found != "" {
		t.Errorf("the piece has %q:\n%s", found, html)
	}
	// The first image is in front of the <details>, the others in it.
	before, after, _ := strings.Cut(html, "<details>")
	if a, b := strings.Count(before, "<img "), strings.Count(after, "<img "); a != 1 || b != 1 {
		t.Errorf("%d images before the <details> and %d in it", a, b)
	}
	if again := runCell(t, t.TempDir(), "slide", headlessRun).displays(t); again[0].Data[protocol.MIMETextHTML] != html {
		t.Error("two runs differ")
	}
}

func TestSteps(t *testing.T) {
	displays := runCell(t, t.TempDir(), "steps", "DLFS_LANG=en").displays(t)
	html, _ := displays[0].Data[protocol.MIMETextHTML].(string)
	names := regexp.MustCompile(`>([^<]*)</label>`).FindAllStringSubmatch(html, -1)
	if len(names) != 3 || names[0][1] != "1" || names[2][1] != "3" || !strings.Contains(html, "<legend>Step</legend>") {
		t.Errorf("%q in\n%s", names, html)
	}
	if got, want := displays[0].Data[protocol.MIMETextPlain], "Step: 1\na slope of <3>"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
}

// A figure with a spot has a second place to click, inside the label of its button; a piece without any is as it was.
func TestSpots(t *testing.T) {
	html, _ := runCell(t, t.TempDir(), "spots", headlessRun).displays(t)[0].Data[protocol.MIMETextHTML].(string)
	got := regexp.MustCompile(`<span style="([^"]*)"></span>(\d)</label>`).FindAllStringSubmatch(html, -1)
	want := [][2]string{
		{"1", "display: none; left: 0.00%; width: 50.00%; padding-bottom: 25.00%; margin-bottom: 25.00%"},
		{"3", "display: none; left: 50.00%; width: 25.00%; padding-bottom: 66.67%; margin-bottom: 0.00%"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d spots, want %d:\n%s", len(got), len(want), html)
	}
	for i, w := range want {
		if got[i][2] != w[0] || got[i][1] != w[1] {
			t.Errorf("spot %q, want %q", got[i][1:], w)
		}
	}
	if !strings.Contains(html, "max-width: 576px") || strings.Count(html, "<label") != 4 || !strings.Contains(html, "span:hover") {
		t.Errorf("no box for the spots:\n%s", html)
	}
	plain, _ := runCell(t, t.TempDir(), "slide", headlessRun).displays(t)[0].Data[protocol.MIMETextHTML].(string)
	if strings.Contains(plain, "span") || strings.Contains(plain, "max-width: 576px") {
		t.Errorf("spots without a spot:\n%s", plain)
	}
}

func TestSlideOutsideANotebook(t *testing.T) {
	const saved = "figure-1.png: step <h>: 0.5\na slope of <0.5>\n"
	if r := runAlone(t, t.TempDir(), "slide"); r.stdout != saved || r.stderr != "" || r.code != 0 {
		t.Errorf("%+v", r)
	}
	for cell, want := range map[string]string{
		"slide, broken": "nb.Slide: h 1: the figure is nil: give one that a function of package plotting returns\n",
		"steps of none": "nb.Steps: there are no figures: give at least one\n",
	} {
		if r := runAlone(t, t.TempDir(), cell); r.stderr != want || r.stdout != "" || r.code != 1 {
			t.Errorf("%s: %+v, want %q and status 1", cell, r, want)
		}
	}
}

// tall is a figure of a size of its own.
type tall struct{ vectorFake }

func (tall) Size() (int, int) { return 400, 500 }

func TestSlideRefuses(t *testing.T) {
	noise := func(n int) string {
		b := make([]byte, n)
		random := rand.New(rand.NewPCG(1, 2))
		for i := range b {
			b[i] = byte('0' + random.IntN(64))
		}
		return strings.NewReplacer("<", "a", ">", "b").Replace(string(b))
	}
	shown := func(float64) Figure { return slope(1) }
	for name, c := range map[string]struct {
		say  func() error
		want string
	}{
		"no label": {func() error { return slide(" ", []float64{1}, shown) },
			`the label is empty: say what the values are, as in nb.Slide("learning rate", …)`},
		"no values": {func() error { return slide("h", nil, shown) }, "there are no values: give at least one"},
		"no function": {func() error { return slide[float64]("h", []float64{1}, nil) },
			"the function that makes the figures is nil: give one that returns the figure for a value"},
		"a value that prints nothing": {func() error {
			return slide("by", []string{"a", ""}, func(string) Figure { return slope(1) })
		}, "value 2 prints as an empty text: give one that can be read"},
		"a value twice": {func() error { return slide("h", []float64{1, 2, 1}, shown) },
			`two values are printed as "1": give each value only once`},
		"no SVG": {func() error { return steps([]Figure{slope(1), fake{alt: "x"}}) },
			"Step 2: its figure cannot be drawn as SVG: give one from package plotting, or give nb.fake a method SVGImage"},
		"a figure's own sentence": {func() error {
			return steps([]Figure{slope(1), vectorFake{fake: fake{err: errors.New("a NaN at 3")}}})
		}, "Step 2: a NaN at 3"},
		"another size": {func() error { return steps([]Figure{slope(1), tall{slope(2).(vectorFake)}}) },
			"Step 2: its figure is 400×500, but the first is 576×384: give all figures the same size"},
		"a spot outside": {func() error { return steps([]Figure{slope(1), spottedSlope(2, 500, 0, 77, 10)}) },
			"Step 2: its place to click is 77×10 at (500, 0), but the figure is 576×384: give a place inside the figure"},
		"a spot without height": {func() error { return steps([]Figure{spottedSlope(2, 0, 0, 77, 0)}) },
			"Step 1: its place to click is 77×0 at (0, 0), but the figure is 576×384: give a place inside the figure"},
		"too large": {func() error {
			return steps([]Figure{vectorFake{svg: noise(110_000)}, vectorFake{svg: noise(110_001)[1:]}})
		},
			"2 figures take 166 kB when compressed, and the limit is 150 kB: show fewer or simpler ones"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.say(); err == nil || err.Error() != c.want {
				t.Errorf("%v\nwant %s", err, c.want)
			}
		})
	}
}

// A browser reads an attribute, and from that an address.
func TestDataURL(t *testing.T) {
	const svg = "<svg a=\"1\" b='2'>\n\t图 100% &amp; #1 + \\ é\x00</svg>"
	address := dataURL([]byte(svg))
	if strings.ContainsAny(address, "\"<>&#\n\t") {
		t.Errorf("%q cannot stand in an attribute", address)
	}
	if got, err := url.PathUnescape(strings.TrimPrefix(address, "data:image/svg+xml,")); err != nil || got != svg {
		t.Errorf("%q, %v\nwant %q", got, err, svg)
	}
}
