package nb

import (
	"fmt"

	"dlfs/nb/internal/front"
)

// Result shows the value as the result of the cell, with the cell's number beside it, like the last expression of a Python
// cell. It shows a Figure as Show does, and anything else as fmt.Println prints it. Outside a notebook Result prints the
// value, or saves the figure as Show does.
func Result(value any) {
	if err := showResult(value); err != nil {
		fail("nb.Result", err)
	}
}

func showResult(value any) error {
	figure, isFigure := value.(Figure)
	switch {
	case isFigure && !front.Connected():
		return show("", figure)
	case isFigure:
		png, err := drawn(figure)
		if err != nil {
			return err
		}
		b := bundle(png, figure)
		b.Result = true
		return front.Show("", b)
	case !front.Connected():
		_, err := fmt.Println(value)
		return err
	}
	return front.Show("", front.Bundle{Text: fmt.Sprint(value), Result: true})
}

// Clear removes what the cell has shown and printed so far: at once, or with wait only when something new comes, so that one
// picture follows another without a flash. Outside a notebook Clear does nothing. With GoNB alone the cell fails, because
// GoNB cannot clear.
func Clear(wait bool) {
	if !front.Connected() {
		return
	}
	if err := front.Clear(wait); err != nil {
		fail("nb.Clear", err)
	}
}
