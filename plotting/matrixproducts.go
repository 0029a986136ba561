package plotting

import (
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/internal/words"
)

// A MatrixProduct is the product of two matrices, Rows×Inner and Inner×Columns, with the names of both and of
// what they make. All three sizes are at least 1.
type MatrixProduct struct {
	Left, Right, Result  string
	Rows, Inner, Columns int
}

// MatrixProducts draws 1 to 8 matrix products one below the other, as rectangles as high as the matrix has rows
// and as wide as it has columns: sides grow with the square root of the number, so that small ones still
// show. Below each is its shape, with the inner size, which both factors share, in red.
func MatrixProducts(products ...MatrixProduct) *Figure {
	const most = 8
	if n := len(products); n < 1 || n > most {
		return failed(words.Plotting.Errorf("plotting: %s: give from 1 to %d",
			words.Plotting.Plural(n, "%s product", "%s products", whole(n)), most))
	}
	fig := newFigure("", "")
	fig.HideAxes()
	fig.X.Min, fig.X.Max, fig.Y.Min, fig.Y.Max = 0, 1, 0, 1
	d := matrixProducts{products: products, style: fig.X.Tick.Label}
	spoken := make([]string, len(products))
	for i, p := range products {
		if p.Rows < 1 || p.Inner < 1 || p.Columns < 1 {
			return failed(words.Plotting.Errorf("plotting: product %d is %d×%d times %d×%d: each size must be at least 1",
				i, p.Rows, p.Inner, p.Inner, p.Columns))
		}
		d.largest = max(d.largest, p.Rows, p.Inner, p.Columns)
		spoken[i] = words.Plotting.Sprintf("%s of %d by %d times %s of %d by %d is %s of %d by %d",
			p.Left, p.Rows, p.Inner, p.Right, p.Inner, p.Columns, p.Result, p.Rows, p.Columns)
	}
	fig.Add(d)
	fig.Width = wholePixels(d.width() + 2*vg.Points(margin))
	fig.Height = wholePixels(max(vg.Inch, d.height()+2*vg.Points(margin)))
	// Translators: what is in the list is "x of 100 by 784 times W1 of 784 by 50 is a of 100 by 50"
	return fig.describe(words.Plotting.Sprintf("Matrix products as rectangles: %s.", words.Plotting.Join("%s; %s", spoken...)))
}

const (
	matrixSlot   = 116 // points for a matrix and its shape
	matrixSign   = 24  // points for the sign between two
	longestEdge  = 92  // points
	shortestEdge = 32
	matrixGap    = 20
	nameInset    = 4 // between a name and the border
)

// A matrixProducts is products below each other.
type matrixProducts struct {
	products []MatrixProduct
	largest  int
	style    text.Style
}

var _ plot.Plotter = matrixProducts{}

// side returns how long a side of n rows or columns is drawn.
func (d matrixProducts) side(n int) vg.Length {
	share := math.Sqrt(float64(n)) / math.Sqrt(float64(d.largest))
	return vg.Points(shortestEdge + float64((longestEdge-shortestEdge)*share))
}

// nameStyle returns how names are written: all in one size, in which the longest fits into its matrix.
func (d matrixProducts) nameStyle() text.Style {
	style := d.style
	style.Font.Size = titleSize
	shrink := vg.Length(1)
	for _, p := range d.products {
		for _, m := range p.matrices() {
			shrink = min(shrink, (d.side(m.columns)-vg.Points(2*nameInset))/max(1, style.Width(m.name)))
		}
	}
	style.Font.Size *= shrink
	return style
}

// matrices returns both factors and the product.
func (p MatrixProduct) matrices() []namedMatrix {
	return []namedMatrix{
		{p.Left, p.Rows, p.Inner, inkColor, vermilion},
		{p.Right, p.Inner, p.Columns, vermilion, inkColor},
		{p.Result, p.Rows, p.Columns, inkColor, inkColor},
	}
}

func (d matrixProducts) width() vg.Length { return vg.Points(3*matrixSlot + 2*matrixSign) }

// rowHeight returns the height of a product with the shapes below it.
func (d matrixProducts) rowHeight(p MatrixProduct) vg.Length {
	return d.side(max(p.Rows, p.Inner)) + 2*d.style.Height("0")
}

func (d matrixProducts) height() vg.Length {
	sum := vg.Points(matrixGap * float64(len(d.products)-1))
	for _, p := range d.products {
		sum += d.rowHeight(p)
	}
	return sum
}

// Plot draws the products, as plot.Plotter asks.
func (d matrixProducts) Plot(c draw.Canvas, _ *plot.Plot) {
	slot, sign := vg.Points(matrixSlot), vg.Points(matrixSign)
	left, top := c.Min.X+(c.Size().X-d.width())/2, c.Max.Y
	signs := d.style
	signs.Font.Size = 18
	for _, p := range d.products {
		middle := top - d.side(max(p.Rows, p.Inner))/2
		for k, m := range p.matrices() {
			at := vg.Point{X: left + (slot+sign)*vg.Length(k) + slot/2, Y: middle}
			d.drawMatrix(c, at, m, k == 2)
			if k > 0 {
				fillCentered(c, signs, vg.Point{X: at.X - slot/2 - sign/2, Y: middle}, []string{"", "·", "="}[k])
			}
		}
		top -= d.rowHeight(p) + vg.Points(matrixGap)
	}
}

// A namedMatrix has the colours in which the sides of its shape are written.
type namedMatrix struct {
	name                 string
	rows, columns        int
	rowsColor, colsColor color.Color
}

func (d matrixProducts) drawMatrix(c draw.Canvas, at vg.Point, m namedMatrix, result bool) {
	half := vg.Point{X: d.side(m.columns) / 2, Y: d.side(m.rows) / 2}
	box := vg.Rectangle{Min: at.Sub(half), Max: at.Add(half)}
	fill := color.Color(learnedColor)
	if result {
		fill = color.White
	}
	drawBox(c, box, fill, 1)
	fillCentered(c, d.nameStyle(), at, m.name)
	drawShape(c, d.style, vg.Point{X: at.X, Y: box.Min.Y - d.style.Height("0")}, m.rows, m.columns, m.rowsColor, m.colsColor)
}

// drawBox fills a box and draws its border, whose width is in points.
func drawBox(c draw.Canvas, box vg.Rectangle, fill color.Color, border float64) {
	c.SetColor(fill)
	c.Fill(box.Path())
	c.SetLineStyle(draw.LineStyle{Color: axisColor, Width: vg.Points(border)})
	c.Stroke(box.Path())
}

// drawShape writes the shape of a matrix around a point, both sides in their colours.
func drawShape(c draw.Canvas, style text.Style, at vg.Point, rows, columns int, rowsColor, columnsColor color.Color) {
	parts := []string{whole(rows), " × ", whole(columns)}
	at.X -= style.Width(strings.Join(parts, "")) / 2
	for i, ink := range []color.Color{rowsColor, style.Color, columnsColor} {
		style.Color = ink
		w := style.Width(parts[i])
		fillCentered(c, style, vg.Point{X: at.X + w/2, Y: at.Y}, parts[i])
		at.X += w
	}
}
