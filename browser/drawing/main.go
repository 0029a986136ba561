// Drawing is the program behind the book's live board: it answers each drawing of a digit with a line of ten numbers, the
// probabilities that the net of section 3.6 gives to the digits from 0 to 9. The build compiles it, so a page runs it
// without the compiler.
package main

import (
	"fmt"
	"math"
	"os"
	"strings"

	"gonum.org/v1/gonum/mat"

	"dlfs/datasets"
	"dlfs/nb"
)

const side = 28

func main() {
	net, err := datasets.SampleNet()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for picture := range nb.Drawing(side, side) {
		y := net.Predict(mat.NewDense(1, side*side, centred(picture)))
		fmt.Println(strings.Trim(fmt.Sprint(y.RawRowView(0)), "[]"))
	}
}

// centred returns a picture with its centre of mass in the middle, as the pictures of MNIST have it.
func centred(picture []float64) []float64 {
	ink, row, column := 0.0, 0.0, 0.0
	for i, p := range picture {
		ink += p
		row += p * float64(i/side)
		column += p * float64(i%side)
	}
	if ink == 0 {
		return picture
	}
	down, right := int(math.Round(side/2-row/ink)), int(math.Round(side/2-column/ink))
	moved := make([]float64, len(picture))
	for i, p := range picture {
		if r, c := i/side+down, i%side+right; 0 <= r && r < side && 0 <= c && c < side {
			moved[side*r+c] = p
		}
	}
	return moved
}
