package nb

import (
	"fmt"
	"slices"
	"strings"

	"dlfs/internal/words"
	"dlfs/nb/internal/front"
)

// Slide shows one of several figures, and above it the values that they were made from. The reader chooses a value with the
// mouse, or with the arrow keys like the positions of a slider. Slide calls figure with each value beforehand, so choosing
// computes nothing. The label says what the values are:
//
//	nb.Slide("h", []float64{4, 2, 1, 0.1}, func(h float64) nb.Figure {
//		return plotting.Tangent(f, 5, dl.ForwardDiff(f, 5, h), 0, 20)
//	})
//
// Slide puts one piece of HTML without any script into the cell's output. Where a notebook is printed, or only pictures are
// shown, the reader sees the first figure. So does the reader of a notebook that JupyterLab does not trust, with the other
// figures folded below it. So begin with the value that readers should see first.
//
// The cell fails if the label is empty, if there are no values, if two of them read the same, if a figure is nil, cannot be
// drawn or is of another size than the first, or if all of them together take more than 150 kB when compressed. In addition
// to the methods of a Figure, each needs a method SVGImage() ([]byte, error), which returns an SVG document that needs
// nothing else in an <img>; the figures of package plotting have it. Outside a notebook Slide saves the first figure as Show
// does.
//
// A figure can have a place on the picture where a reader clicks to see it, as those of plotting.Microscope do: with a method
// Spot() (left, top, width, height int), in CSS pixels from the left upper corner. The place is the same on all figures of the
// series, a width of 0 means that there is none, and the cell fails if it reaches beyond the figure. Where no styles are
// shown, there are no such places, and the value is still in the list.
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
		return words.NB.Errorf("the function that makes the figures is nil: give one that returns the figure for a value")
	}
	var states []state
	for _, v := range values {
		name := strings.TrimSpace(words.Cells.Text(fmt.Sprint(v)))
		if name == "" {
			return words.NB.Errorf("value %d prints as an empty text: give one that can be read", len(states)+1)
		}
		if slices.ContainsFunc(states, func(s state) bool { return s.name == name }) {
			return words.NB.Errorf("two values are printed as %q: give each value only once", name)
		}
		states = append(states, state{name, figure(v)})
	}
	return showStates(label, states)
}

// Steps shows the first of several figures and above it their numbers. The reader goes from one figure to the next as
// with Slide, and the figures must meet the same requirements.
func Steps[F Figure](figures ...F) {
	if err := steps(figures); err != nil {
		fail("nb.Steps", err)
	}
}

func steps[F Figure](figures []F) error {
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
	text := labelled(label, first.name) + "\n" + first.figure.Alt()
	if !front.Connected() {
		return saved(png, text)
	}
	return front.Show("", front.Bundle{HTML: piece, PNG: png, Text: text})
}

// labelled puts a label before what it names, as the reader's language does.
func labelled(label, what string) string {
	// Translators: a label and what it names, such as h: 0.1, or training: 40/600
	return words.NB.Sprintf("%s: %s", label, what)
}
