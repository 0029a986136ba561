package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/png"
	"math/rand/v2"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"dlfs/dl"
	"dlfs/internal/atomicfile"
	"dlfs/internal/command"
	"dlfs/plotting"
)

// pictureTour is where the moving picture looks, one after the other, and pictureDelay for how many hundredths of a second.
var pictureTour = []plotting.NetPlace{
	{Array: "L"}, {Array: "a2"}, {Array: "W2", Row: 1}, {Array: "z1", Column: 1}, {Array: "a1", Column: 1},
	{Array: "W1", Row: 1, Column: 1}, {Array: "W1", Column: 2}, {Array: "x", Column: 1},
}

const pictureDelay = 180

// drawPicture draws the README's moving picture.
func drawPicture(c *command.Call) error {
	if _, err := c.Parse(nil); err != nil {
		return err
	}
	if err := requireProject(); err != nil {
		return err
	}
	net := newTinyNet()
	values, gradients := net.numbers(plotting.NetPlace{}, 0), net.gradients()
	var moving gif.GIF
	for _, at := range pictureTour {
		frame, err := frame(plotting.Microscope(at, values, gradients, 0.001, net.numbers))
		if err != nil {
			return err
		}
		moving.Image, moving.Delay = append(moving.Image, frame), append(moving.Delay, pictureDelay)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &moving); err != nil {
		return err
	}
	path := filepath.Join("docs", "microscope.gif")
	if err := atomicfile.WriteSync(path, b.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, "wrote %s, %d kB\n", path, b.Len()/1000)
	return nil
}

// frame draws a figure with a dot for each CSS pixel.
func frame(f *plotting.Figure) (*image.Paletted, error) {
	data, err := f.PNG()
	if err != nil {
		return nil, err
	}
	large, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	small := halved(large)
	paletted := image.NewPaletted(small.Bounds(), greysAndColours(small))
	draw.Draw(paletted, paletted.Bounds(), small, image.Point{}, draw.Src)
	return paletted, nil
}

// halved makes one dot of four.
func halved(large image.Image) *image.RGBA {
	size := large.Bounds().Size()
	small := image.NewRGBA(image.Rect(0, 0, size.X/2, size.Y/2))
	for y := range size.Y / 2 {
		for x := range size.X / 2 {
			var sum [3]uint32
			for i := range 4 {
				r, g, b, _ := large.At(2*x+i%2, 2*y+i/2).RGBA()
				sum[0], sum[1], sum[2] = sum[0]+r, sum[1]+g, sum[2]+b
			}
			small.Set(x, y, color.RGBA{uint8(sum[0] / 1028), uint8(sum[1] / 1028), uint8(sum[2] / 1028), 0xFF})
		}
	}
	return small
}

// greysAndColours returns at most 256 colours of a picture: those that it has most often, in the order in which they appear.
func greysAndColours(img *image.RGBA) color.Palette {
	count := make(map[color.RGBA]int)
	var order []color.RGBA
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			c := img.RGBAAt(x, y)
			c = color.RGBA{c.R &^ 7, c.G &^ 7, c.B &^ 7, 0xFF}
			if c.R == 0xF8 && c.G == 0xF8 && c.B == 0xF8 {
				c = color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
			}
			if count[c] == 0 {
				order = append(order, c)
			}
			count[c]++
		}
	}
	least := 0
	var palette color.Palette
	for palette = nil; ; least++ {
		palette = palette[:0]
		for _, c := range order {
			if count[c] > least {
				palette = append(palette, c)
			}
		}
		if len(palette) <= 256 {
			return palette
		}
	}
}

// A tinyNet is the net of section 5.7's microscope, with its sample.
type tinyNet struct {
	*dl.LayerNet
	x mat.Matrix
	t dl.Labels
}

func newTinyNet() tinyNet {
	n := tinyNet{dl.NewLayerNet(2, 3, 2, dl.Std(0), rand.NewPCG(0, 0)), mat.NewDense(1, 2, []float64{1, 2}), dl.Labels{0}}
	for name, values := range map[string][]float64{
		"W1": {0.5, 1, -0.5, 0.25, 0.5, -0.25}, "b1": {0, 0, 0.25},
		"W2": {1, -0.5, -0.5, 0.75, 0.5, -1}, "b2": {0.5, 0},
	} {
		rows, columns := n.Param(name).Value.Dims()
		n.Param(name).Value.Copy(mat.NewDense(rows, columns, values))
	}
	return n
}

// numbers returns those of a forward pass in which the number at a place is larger by h.
func (n tinyNet) numbers(at plotting.NetPlace, h float64) plotting.NetNumbers {
	all := make(plotting.NetNumbers)
	note := func(name string, m mat.Matrix) *mat.Dense {
		all[name] = mat.DenseCopyOf(m)
		if name == at.Array {
			all[name].Set(at.Row, at.Column, m.At(at.Row, at.Column)+h)
		}
		return all[name]
	}
	affine := func(x, w, b *mat.Dense) *mat.Dense { return dl.AddRow(dl.Dot(x, w), b) }
	w1, b1 := note("W1", n.Param("W1").Value), note("b1", n.Param("b1").Value)
	w2, b2 := note("W2", n.Param("W2").Value), note("b2", n.Param("b2").Value)
	a1 := note("a1", affine(note("x", n.x), w1, b1))
	a2 := note("a2", affine(note("z1", dl.Map(dl.ReLU, a1)), w2, b2))
	var last dl.SoftmaxWithLoss
	note("L", mat.NewDense(1, 1, []float64{last.Forward(a2, n.t)}))
	note("y", dl.SoftmaxRows(nil, a2))
	note("t", mat.NewDense(1, 2, []float64{n.t.At(0, 0), n.t.At(0, 1)}))
	return all
}

// gradients returns those of backpropagation. A net of dl keeps the parameters' alone, so the others are computed here.
func (n tinyNet) gradients() plotting.NetNumbers {
	all := n.numbers(plotting.NetPlace{}, 0)
	n.Gradient(n.x, n.t)
	var da2, dz1, da1, dx mat.Dense
	da2.Sub(all["y"], all["t"])
	dz1.Mul(&da2, all["W2"].T())
	da1.MulElem(dl.Map(dl.StepFunction, all["a1"]), &dz1)
	dx.Mul(&da1, all["W1"].T())
	grads := plotting.NetNumbers{"L": mat.NewDense(1, 1, []float64{1}), "a2": &da2, "z1": &dz1, "a1": &da1, "x": &dx}
	for _, p := range n.Params() {
		grads[p.Name] = p.Grad
	}
	return grads
}
