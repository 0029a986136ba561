package plotting

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

const (
	// mostTiles bounds a grid of pictures to what somebody can look at.
	mostTiles = 1000

	// tilesWidth is how wide a grid is if tiles between the two pitches fill it.
	tilesWidth       = 6 * vg.Inch
	narrowest, broad = 36, 108 // points from one tile to the next
	tileGap          = 6       // points
)

// Digits draws 1 to 1000 square grey pictures, such as MNIST's of 28 by 28 pixels, in a grid of
// at least one column, with each label below its picture. The grid is filled row by row, and so
// is each picture, with pixels from 0, black, to 255, white. There is one label for each
// picture, or labels is nil and none are written.
func Digits(images [][]uint8, labels []int, columns int) *Figure {
	if labels != nil && len(labels) != len(images) {
		return failed(words.Plotting.Errorf("plotting: %s and %s: give one label for each image", countImages(len(images)),
			words.Plotting.Plural(len(labels), "%s label", "%s labels", whole(len(labels)))))
	}
	captions := make([]string, len(labels))
	for i, l := range labels {
		captions[i] = fixed(float64(l), 0)
	}
	return pictures(images, captions, captions, columns)
}

// Misclassified draws pictures as Digits does, with the caption "guess / truth", such as "7 / 9",
// below each and the title "guess / truth" above all. There is one guess and one truth for each
// picture.
func Misclassified(images [][]uint8, guesses, truths []int, columns int) *Figure {
	if len(guesses) != len(images) || len(truths) != len(images) {
		return failed(words.Plotting.Errorf("plotting: %s, %d guesses and %s: give one of each for each image", countImages(len(images)),
			len(guesses), words.Plotting.Plural(len(truths), "%s truth", "%s truths", whole(len(truths)))))
	}
	captions, spoken := make([]string, len(images)), make([]string, len(images))
	for i := range images {
		captions[i] = fmt.Sprintf("%d / %d", guesses[i], truths[i])
		spoken[i] = words.Plotting.Sprintf("%d taken for %d", truths[i], guesses[i])
	}
	fig := pictures(images, captions, spoken, columns)
	fig.Title.Text = "guess / truth"
	fig.Height = wholePixels(fig.Height + fig.Title.TextStyle.Height(fig.Title.Text) + fig.Title.Padding)
	return fig
}

func countImages(n int) string { return words.Plotting.Plural(n, "%s image", "%s images", whole(n)) }

// pictures returns a grid of grey pictures. What is spoken says what they are, or is nothing.
func pictures(images [][]uint8, captions, spoken []string, columns int) *Figure {
	small := make([]*image.RGBA, len(images))
	for i, pixels := range images {
		side, err := squareSide(len(pixels))
		if err != nil {
			return failed(words.Plotting.Errorf("plotting: images[%d] has %w", i, err))
		}
		small[i] = greys(pixels, side)
	}
	fig := newTiles(small, captions, columns)
	if fig.err != nil {
		return fig
	}
	alt := words.Plotting.Plural(len(images), "%s picture, %d in a row", "%s pictures, %d in a row",
		whole(len(images)), min(columns, len(images)))
	if len(spoken) == 0 {
		return fig.describe(words.Plotting.Sprintf("%s.", alt))
	}
	// Translators: what is in the list is "7", or "7 taken for 9"
	list := words.Plotting.Join("%s, %s", spoken...)
	// Translators: for instance "2 pictures, 2 in a row: 7, 9."
	return fig.describe(words.Plotting.Sprintf("%s: %s.", alt, list))
}

// WeightImages draws what each hidden neuron of a first layer looks at. weights is I×H, for I
// inputs and H neurons: each of its columns becomes a square picture, so I is a square number,
// such as 784 = 28×28, and H is 1 to 1000. The pictures fill a grid of at least one column, row
// by row. Weights around 0 are grey, negative ones blue and positive ones red, on one scale for
// all pictures.
func WeightImages(weights mat.Matrix, columns int) *Figure {
	fig, low, high := columnImages("weights", "weight", weights, columns)
	if fig.err != nil {
		return fig
	}
	inputs, units := weights.Dims()
	side, _ := squareSide(inputs) // as checked
	return fig.describe(words.Plotting.Plural(units,
		"Weights of %s unit as pictures of %d by %d, blue below 0 and red above, from %s to %s.",
		"Weights of %s units as pictures of %d by %d, blue below 0 and red above, from %s to %s.",
		whole(units), side, side, number(low), number(high)))
}

// GradientImages draws the gradient with respect to the weights of a first layer, or to some of its columns, as WeightImages
// draws the weights.
func GradientImages(gradient mat.Matrix, columns int) *Figure {
	fig, low, high := columnImages("gradient", "gradient", gradient, columns)
	if fig.err != nil {
		return fig
	}
	inputs, units := gradient.Dims()
	side, _ := squareSide(inputs) // as checked
	return fig.describe(words.Plotting.Plural(units,
		"Gradient for weights as %s picture of %d by %d, blue below 0 and red above, from %s to %s.",
		"Gradient for weights as %s pictures of %d by %d, blue below 0 and red above, from %s to %s.",
		whole(units), side, side, number(low), number(high)))
}

// columnImages draws the columns of a matrix as pictures, with a bar that has the given label, and returns the lowest and the
// highest number. Errors tell the name.
func columnImages(name, label string, m mat.Matrix, columns int) (fig *Figure, low, high float64) {
	largest, err := checkMatrix(name, m)
	if err != nil {
		return failed(err), 0, 0
	}
	inputs, units := m.Dims()
	side, err := squareSide(inputs)
	if err != nil {
		return failed(words.Plotting.Errorf("plotting: a column of %s has %w", name, err)), 0, 0
	}
	if units > mostTiles {
		return failed(words.Plotting.Errorf("plotting: %d units: give at most %d columns of %s", units, mostTiles, name)), 0, 0
	}
	colors := around0(largest)
	pictures := make([]*image.RGBA, units)
	for u := range pictures {
		pictures[u] = raster(side, side, 1, func(r, c int) color.RGBA { return colors.of(m.At(r*side+c, u)) })
	}
	fig = newTiles(pictures, nil, columns)
	if fig.err != nil {
		return fig, 0, 0
	}
	bar, grid := colors.bar(label, newFigure("", "").Y), tiles{images: pictures, columns: min(columns, units)}
	fig.Width += wholePixels(bar.width())
	fig.Height = max(min(fig.Height+titleRoom, 3*vg.Inch), fig.Height, leastBar+2*vg.Points(margin))
	fig.Add(tilesBar{bar, grid})
	return fig, mat.Min(m), mat.Max(m)
}

const (
	leastBar  = 1.25 * vg.Inch // of a colour bar, for its numbers
	titleRoom = 0.3 * vg.Inch  // for a title, which says what the columns are
)

// A tilesBar is a colour bar as high as the tiles beside it, if they leave room for its numbers.
type tilesBar struct {
	colorBar
	tiles tiles
}

// Plot draws the bar, as plot.Plotter asks.
func (b tilesBar) Plot(c draw.Canvas, p *plot.Plot) {
	height := min(c.Size().Y, max(leastBar, b.tiles.size(b.tiles.sideIn(c)).Y))
	free := (c.Size().Y - height) / 2
	b.colorBar.Plot(draw.Crop(c, 0, 0, free, -free), p)
}

// squareSide returns the side of a square of n pixels. Its error goes after "has".
func squareSide(n int) (int, error) {
	side := int(math.Round(math.Sqrt(float64(n))))
	if n == 0 || side*side != n {
		return 0, words.Plotting.Errorf("%s: give a square, such as 28 × 28 = 784",
			words.Plotting.Plural(n, "%s pixel", "%s pixels", whole(n)))
	}
	return side, nil
}

// newTiles returns a figure of square pictures in rows, sized for them. There are as many captions
// as pictures, or none.
func newTiles(images []*image.RGBA, captions []string, columns int) *Figure {
	switch n := len(images); {
	case n == 0:
		return failed(words.Plotting.Errorf("plotting: no images: give at least one"))
	case n > mostTiles:
		return failed(words.Plotting.Errorf("plotting: %d images: give at most %d", n, mostTiles))
	case columns < 1:
		return failed(words.Plotting.Errorf("plotting: %d columns: give at least one", columns))
	}
	fig := newFigure("", "")
	fig.HideAxes()
	fig.X.Min, fig.X.Max, fig.Y.Min, fig.Y.Max = 0, 1, 0, 1
	t := tiles{images, captions, min(columns, len(images)), fig.X.Tick.Label}
	fig.Add(t)
	pitch := min(max(tilesWidth/vg.Length(t.columns), vg.Points(narrowest)), vg.Points(broad))
	grid := t.size(t.side(pitch-vg.Points(tileGap), 1.15))
	fig.Width = wholePixels(max(grid.X, 3*vg.Inch) + 2*vg.Points(margin))
	fig.Height = wholePixels(max(grid.Y+2*vg.Points(margin), vg.Inch))
	return fig
}

// tiles are square pictures in rows, with captions below them.
type tiles struct {
	images   []*image.RGBA
	captions []string
	columns  int
	style    text.Style // of the captions
}

var _ plot.Plotter = tiles{}

func (t tiles) rows() int { return (len(t.images) + t.columns - 1) / t.columns }

func (t tiles) captionHeight() vg.Length {
	if len(t.captions) == 0 {
		return 0
	}
	return t.style.Height("0") + vg.Points(2)
}

// Plot draws the pictures as large as the canvas allows, as plot.Plotter asks.
func (t tiles) Plot(c draw.Canvas, _ *plot.Plot) {
	caption, gap := t.captionHeight(), vg.Points(tileGap)
	side := t.sideIn(c)
	rest := c.Size().Sub(t.size(side)).Scale(0.5)
	left, top := c.Min.X+rest.X, c.Max.Y-rest.Y
	for i, small := range t.images {
		at := drawPicture(c, small, side, vg.Point{
			X: left + (side+gap)*vg.Length(i%t.columns),
			Y: top - (side+caption+gap)*vg.Length(i/t.columns) - side,
		})
		if caption > 0 {
			fillFitted(c, t.style, vg.Point{X: at.X + side/2, Y: at.Y - caption/2}, side+gap, t.captions[i])
		}
	}
}

// sideIn returns the side of a picture on a canvas.
func (t tiles) sideIn(c draw.Canvas) vg.Length {
	room := c.Size().Sub(t.size(0))
	return t.side(min(room.X/vg.Length(t.columns), room.Y/vg.Length(t.rows())), 1)
}

// drawPicture draws a square picture, enlarged to a side, with its left lower corner near a point, and a thin frame around it,
// so that it has an edge where it is as light as the page. It returns where the corner is.
func drawPicture(c draw.Canvas, small *image.RGBA, side vg.Length, corner vg.Point) vg.Point {
	const frame = 2 * vg.Inch / pngDPI // two dots
	at := onDots(corner)
	place := vg.Rectangle{Min: at, Max: at.Add(vg.Point{X: side, Y: side})}
	rim := vg.Point{X: frame, Y: frame}
	c.SetColor(guideColor)
	c.Fill(vg.Rectangle{Min: place.Min.Sub(rim), Max: place.Max.Add(rim)}.Path())
	pixels := small.Rect.Dx()
	c.DrawImage(place, raster(pixels, pixels, int(math.Round(side.Dots(pngDPI))), func(r, c int) color.RGBA { return small.RGBAAt(c, r) }))
	return at
}

// size returns the size of the grid with pictures of a given side.
func (t tiles) size(side vg.Length) vg.Point {
	gap, columns, rows := vg.Points(tileGap), vg.Length(t.columns), vg.Length(t.rows())
	return vg.Point{X: (side+gap)*columns - gap, Y: (side+gap+t.captionHeight())*rows - gap}
}

// side returns the side of a picture on the page: that which is wanted, or one so much shorter, or longer by a factor up to
// most, that a pixel of the picture is a whole number of dots.
func (t tiles) side(wanted vg.Length, most float64) vg.Length {
	pixel := vg.Length(t.images[0].Rect.Dx()) * vg.Inch / pngDPI
	const least, slack = 0.85, 1e-6 // slack for what is measured and then offered
	dots := math.Floor(float64(wanted/pixel) + slack)
	for _, whole := range []vg.Length{pixel * vg.Length(dots), pixel * vg.Length(dots+1)} {
		if ratio := float64(whole / wanted); least < ratio && ratio < most+slack {
			return whole
		}
	}
	return max(1, wanted)
}

// fillFitted writes s around a point, smaller if it would be wider than that.
func fillFitted(c draw.Canvas, style text.Style, at vg.Point, width vg.Length, s string) {
	if w := style.Width(s); w > width {
		style.Font.Size *= width / w
	}
	fillCentered(c, style, at, s)
}
