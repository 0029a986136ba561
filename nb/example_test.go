package nb_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"dlfs/nb"
)

// Shade is a figure of one grey area. Package plotting has figures that say more.
type Shade uint8

func (s Shade) PNG() ([]byte, error) {
	picture := image.NewGray(image.Rect(0, 0, 32, 24))
	for i := range picture.Pix {
		picture.Pix[i] = color.Gray{Y: uint8(s)}.Y
	}
	var b bytes.Buffer
	err := png.Encode(&b, picture)
	return b.Bytes(), err
}

func (s Shade) Alt() string               { return "A grey area" }
func (s Shade) Size() (width, height int) { return 32, 24 }

func (s Shade) SVGImage() ([]byte, error) {
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="24">`+
		`<rect width="32" height="24" fill="rgb(%d %[1]d %[1]d)"/></svg>`, s), nil
}

func ExampleShow() {
	nb.Show(Shade(128))
}

// The reader goes from black to white.
func ExampleSlide() {
	nb.Slide("brightness", []int{0, 64, 128, 192, 255}, func(b int) nb.Figure { return Shade(b) })
}

func ExampleSteps() {
	nb.Steps(Shade(64), Shade(128))
}

func ExampleLive() {
	live := nb.Live()
	defer live.Done()
	for i := range 256 {
		live.Update(Shade(i))
	}
}

// Where nobody can draw, as in a test, the loop gets a 3 that was drawn beforehand.
func ExampleDrawing() {
	for digit := range nb.Drawing(28, 28) {
		ink := 0.0
		for _, v := range digit {
			ink += v
		}
		fmt.Printf("%d pixels, and ink for %.0f of them\n", len(digit), ink)
	}
	// Output: 784 pixels, and ink for 85 of them
}

func ExampleKeep() {
	// At the end of the cell that computes the path:
	nb.Keep("path", [][]float64{{-3, 4}, {-2.4, 3.2}})

	// In a later cell:
	path := nb.Kept[[][]float64]("path")
	fmt.Println(path[1])
	// Output: [-2.4 3.2]
}

// The kept value is a copy.
func ExampleKept() {
	losses := []float64{2.303, 1.207, 0.412}
	nb.Keep("losses", losses)
	losses[0] = 0

	fmt.Println(nb.Kept[[]float64]("losses"))
	// Output: [2.303 1.207 0.412]
}

func ExampleProgress() {
	losses := []float64{2.303, 1.207, 0.412}
	bar := nb.Progress(len(losses), "training")
	for i, loss := range losses {
		bar.Set(i+1, fmt.Sprintf("loss %.3f", loss))
	}
	bar.Done() // leaves: training: 3/3  loss 0.412
}
