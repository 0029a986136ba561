package nb

import (
	"fmt"
	"slices"
	"strings"

	"dlfs/internal/words"
	"dlfs/nb/internal/front"
)

// Slide shows one figure of several and above it the values that they were made from, of which the reader chooses: with the
// mouse, or with the arrow keys like the positions of a slider. It calls figure with each value in turn, so that nothing is
// computed when the reader chooses. The label says what the values are:
//
//	nb.Slide("h", []float64{4, 2, 1, 0.1}, func(h float64) nb.Figure {
//		return plotting.Tangent(f, 5, dl.ForwardDiff(f, 5, h), 0, 20)
//	})
//
// What Slide puts into the cell's output is one piece of HTML without any script. Of what prints a notebook, or shows
// pictures only, a reader sees the first figure, and so does a reader of a notebook that JupyterLab does not trust, with the
// others folded up below it. So begin with the value that one should see first.
//
// The cell fails if the label is empty, if there are no values, if two of them read the same, if a figure is nil, cannot be
// drawn or is of another size than the first, or if all of them together have more than 150 kB when they are compressed.
// Beyond what a Figure has to have, each needs a method SVGImage() ([]byte, error), which returns an SVG document that needs
// nothing else in an <img>; the figures of package plotting have it. Outside a notebook Slide saves the first figure as Show
// does.
func Slide[T any](label string, values []T, figure func(T) Figure) {
	if err := slide(label, values, figure); err != nil {
		fail("nb.Slide", err)
	}
}

func slide[T any](label string, values []T, figure func(T) Figure) error {
	label = strings.TrimSpace(words.Cells.Text(label))
	switch {
	case label == "":
		return words.NB.Errorf(`the label is empty: say what the values are, as in nb.Slide("learning rate", …)`)
	case len(values) == 0:
		return words.NB.Errorf("there are no values: give at least one")
	case figure == nil:
		return words.NB.Errorf("the function that makes the figures is nil: give one that returns the figure of a value")
	}
	var states []state
	for _, v := range values {
		name := strings.TrimSpace(words.Cells.Text(fmt.Sprint(v)))
		if name == "" {
			return words.NB.Errorf("value %d is printed as nothing: give one that can be read", len(states)+1)
		}
		if slices.ContainsFunc(states, func(s state) bool { return s.name == name }) {
			return words.NB.Errorf("two of the values read %q: give each only once", name)
		}
		states = append(states, state{name, figure(v)})
	}
	return showStates(label, states)
}

// Steps shows the first of several figures and above it their numbers, for the reader to go from one to the next as with
// Slide, and with the same demands on the figures.
func Steps(figures ...Figure) {
	if err := steps(figures); err != nil {
		fail("nb.Steps", err)
	}
}

func steps(figures []Figure) error {
	if len(figures) == 0 {
		return words.NB.Errorf("there are no figures: give at least one")
	}
	var states []state
	for i, f := range figures {
		states = append(states, state{fmt.Sprint(i + 1), f})
	}
	// Translators: stands before the numbers of figures that show one step each
	return showStates(words.NB.Sprintf("Step"), states)
}

// showStates shows the first state and lets the reader choose the others.
func showStates(label string, states []state) error {
	piece, err := piece(label, states)
	if err != nil {
		return err
	}
	first := states[0]
	png, err := first.figure.PNG()
	if err != nil {
		return err
	}
	text := label + ": " + first.name + "\n" + first.figure.Alt()
	if !front.Connected() {
		return saved(png, text)
	}
	return front.Show("", front.Bundle{HTML: piece, PNG: png, Text: text})
}
