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

func ExampleShow() {
	nb.Show(Shade(128))
}

func ExampleLive() {
	live := nb.Live()
	defer live.Done()
	for i := range 256 {
		live.Update(Shade(i))
	}
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
