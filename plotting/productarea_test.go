package plotting_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"dlfs/plotting"
)

func TestProductArea(t *testing.T) {
	f := plotting.ProductArea(4, 3, 0.5)
	if _, err := f.PNG(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"area 12.", "strip of 1.5,", "strip of 2."} {
		if !strings.Contains(f.Alt(), want) {
			t.Errorf("the alt text %q does not say %q", f.Alt(), want)
		}
	}
	svg, err := f.SVG()
	if err != nil || !strings.Contains(string(svg), "h·y = 1.5") {
		t.Errorf("the strip is not labelled: %v", err)
	}
	for _, bad := range [][3]float64{{0, 3, 0.5}, {4, -3, 0.5}, {4, 3, 0}, {4, 3, 3.5}, {math.NaN(), 3, 1}, {4, math.Inf(1), 1}} {
		if err := plotting.ProductArea(bad[0], bad[1], bad[2]).Err(); err == nil || !strings.Contains(err.Error(), "positive") {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func ExampleProductArea() {
	fmt.Println(plotting.ProductArea(4, 3, 0.5).Alt())
	// Output:
	// A rectangle 4 wide and 3 high has the area 12. Making it wider by 0.5 adds a strip of 1.5, and making it higher by as much adds a strip of 2.
}
