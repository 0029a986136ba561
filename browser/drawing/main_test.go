package main

import "testing"

func TestCentred(t *testing.T) {
	for _, at := range []int{0, 27, side*side - 1, side*5 + 3} {
		picture := make([]float64, side*side)
		picture[at] = 1
		if got := centred(picture)[side*side/2+side/2]; got != 1 {
			t.Errorf("a dot at %d: %v in the middle, want 1", at, got)
		}
	}
	if got := centred(make([]float64, side*side)); len(got) != side*side {
		t.Errorf("an empty board has %d pixels", len(got))
	}
}
