package plotting

import (
	"image/color"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"dlfs/dl"
	"dlfs/internal/words"
)

const (
	mostCells = 12 // rows or columns that somebody can look at

	productGap  = 14 // between the product and its factors, in points, as all lengths below
	shapeSide   = 14 // beside a product without numbers, which often stands beside others
	captionRoom = 32 // for a name and a shape
	sumRoom     = 24
)

// entryColor is that of one entry of a product, light enough for black text.
var entryColor = color.RGBA{0xFB, 0xDF, 0xA6, 0xFF}

// Product draws the matrix product left·right and its numbers: the left factor beside the product, and the right factor above
// it, so that a row of the one and a column of the other meet in the entry that they make. The row, the column and their entry
// of the product are shaded, and below is how they make it: 1·1 + 3·3 = 10. Row and column count from 0. The names are those
// of the factors and of the product.
//
// It is an error, which Err, PNG and SVG return, if a factor is nil or empty, has more than 12 rows or columns, or holds
// something that is not a finite number up to ±1e300, if left has not as many columns as right has rows, or if the product has
// no such entry.
func Product(leftName string, left mat.Matrix, rightName string, right mat.Matrix, name string, row, column int) *Figure {
	for _, m := range []struct {
		name string
		mat.Matrix
	}{{leftName, left}, {rightName, right}} {
		if _, err := checkMatrix(m.name, m.Matrix); err != nil {
			return failed(err)
		}
	}
	rows, inner := left.Dims()
	below, columns := right.Dims()
	p := product{names: [3]string{leftName, rightName, name}, rows: rows, inner: inner, columns: columns, row: row, column: column}
	if err := p.check(below); err != nil {
		return failed(err)
	}
	if row < 0 || row >= rows || column < 0 || column >= columns {
		return failed(words.Plotting.Errorf("plotting: entry (%d, %d) of %s, which is %d by %d: rows and columns count from 0",
			row, column, name, rows, columns))
	}
	p.numbers = []mat.Matrix{left, right, dl.Dot(left, right)}
	fig := p.figure()
	return fig.describe(words.Plotting.Sprintf("%s Row %d of %s and column %d of %s make the entry: %s.",
		p.describe(), row, leftName, column, rightName, p.sum()))
}

// ProductShape draws the shapes of a matrix product, without numbers, in the places where Product has them, the product
// shaded: the left factor is rows by inner, and the right one is inner by columns. It is an error if one of these is not from 1 to 12.
func ProductShape(leftName string, rows, inner int, rightName string, columns int, name string) *Figure {
	p := product{names: [3]string{leftName, rightName, name}, rows: rows, inner: inner, columns: columns, row: -1, column: -1}
	if err := p.check(inner); err != nil {
		return failed(err)
	}
	fig := p.figure()
	return fig.describe(p.describe())
}

// A product is rows by inner times inner by columns.
type product struct {
	names                [3]string // of the left factor, the right one and the product
	rows, inner, columns int
	numbers              []mat.Matrix // of the three, or nil
	row, column          int          // the entry that is shaded, or -1
	style                text.Style
}

var _ plot.Plotter = product{}

// check returns what is wrong with the sizes. The right factor has so many rows.
func (p product) check(rightRows int) error {
	for _, n := range []int{p.rows, p.inner, p.columns, rightRows} {
		if n < 1 || n > mostCells {
			return words.Plotting.Errorf("plotting: a matrix with %d rows or columns: give from 1 to %d", n, mostCells)
		}
	}
	if p.inner != rightRows {
		return words.Plotting.Errorf("plotting: %s has %d columns and %s has %d rows: a product needs as many of one as of the other",
			p.names[0], p.inner, p.names[1], rightRows)
	}
	return nil
}

func (p product) describe() string {
	// Translators: for instance "The product of X, 2 by 3, and W, 3 by 2, is Y, 2 by 2."
	return words.Plotting.Sprintf("The product of %s, %d by %d, and %s, %d by %d, is %s, %d by %d.",
		p.names[0], p.rows, p.inner, p.names[1], p.inner, p.columns, p.names[2], p.rows, p.columns)
}

// sum says how the shaded entry comes about.
func (p product) sum() string {
	terms := make([]string, p.inner)
	for k := range terms {
		terms[k] = factor(p.numbers[0].At(p.row, k)) + "·" + factor(p.numbers[1].At(k, p.column))
	}
	return strings.Join(terms, " + ") + " = " + compact(p.numbers[2].At(p.row, p.column))
}

// factor writes a number of a sum of products, a negative one in brackets.
func factor(v float64) string {
	if s := compact(v); !strings.HasPrefix(s, "−") {
		return s
	}
	return "(" + compact(v) + ")"
}

func (p product) figure() *Figure {
	fig := newFigure("", "")
	fig.HideAxes()
	fig.X.Min, fig.X.Max, fig.Y.Min, fig.Y.Max = 0, 1, 0, 1
	p.style = fig.X.Tick.Label
	p.style.Color = inkColor
	size := p.size()
	fig.Width = wholePixels(max(size.X+vg.Points(2*margin+2), vg.Inch))
	fig.Height = wholePixels(size.Y + vg.Points(2*margin+2))
	fig.Add(p)
	return fig
}

// cell returns the size of an entry of a matrix.
func (p product) cell() vg.Point {
	if p.numbers == nil {
		return vg.Point{X: 30, Y: 24}
	}
	return vg.Point{X: 40, Y: 26}
}

// sizeOf returns how large a matrix is.
func (p product) sizeOf(rows, columns int) vg.Point {
	cell := p.cell()
	return vg.Point{X: cell.X * vg.Length(columns), Y: cell.Y * vg.Length(rows)}
}

// size returns how large the drawing is.
func (p product) size() vg.Point {
	size := p.sizeOf(p.inner+p.rows, p.inner+p.columns).Add(vg.Point{X: productGap, Y: productGap + 2*captionRoom})
	if p.numbers != nil {
		return vg.Point{X: max(size.X, p.style.Width(p.sum())), Y: size.Y + sumRoom}
	}
	return size.Add(vg.Point{X: 2 * shapeSide})
}

// Plot draws the three matrices, as plot.Plotter asks.
func (p product) Plot(c draw.Canvas, _ *plot.Plot) {
	first, second, result := p.sizeOf(p.rows, p.inner), p.sizeOf(p.inner, p.columns), p.sizeOf(p.rows, p.columns)
	left := c.Min.X + (c.Size().X-first.X-productGap-second.X)/2
	top := c.Max.Y - (c.Size().Y-p.size().Y)/2
	right := left + first.X + productGap
	above := top - captionRoom
	middle := above - second.Y - productGap
	bottom := middle - result.Y
	p.drawMatrix(c, vg.Point{X: left, Y: middle}, 0, p.rows, p.inner, func(i, _ int) bool { return i == p.row })
	p.drawMatrix(c, vg.Point{X: right, Y: above}, 1, p.inner, p.columns, func(_, j int) bool { return j == p.column })
	p.drawMatrix(c, vg.Point{X: right, Y: middle}, 2, p.rows, p.columns, func(i, j int) bool { return i == p.row && j == p.column })
	p.drawCaption(c, vg.Point{X: left + first.X/2, Y: middle + captionRoom/2}, 0, p.rows, p.inner)
	over := right + second.X/2
	p.drawCaption(c, vg.Point{X: over, Y: above + captionRoom/2}, 1, p.inner, p.columns)
	p.drawCaption(c, vg.Point{X: over, Y: bottom - captionRoom/2}, 2, p.rows, p.columns)
	if p.numbers != nil {
		at := vg.Point{X: (c.Min.X + c.Max.X) / 2, Y: bottom - captionRoom - sumRoom/2}
		fillFitted(c, p.style, at, c.Size().X, p.sum())
	}
}

// drawMatrix draws the cells of one of the three, from its upper left corner.
func (p product) drawMatrix(c draw.Canvas, corner vg.Point, which, rows, columns int, shaded func(i, j int) bool) {
	cell := p.cell()
	for i := range rows {
		for j := range columns {
			low := corner.Add(vg.Point{X: cell.X * vg.Length(j), Y: -cell.Y * vg.Length(i+1)})
			fill := color.Color(color.White)
			switch {
			case which == 2 && (shaded(i, j) || p.numbers == nil):
				fill = entryColor
			case shaded(i, j):
				fill = learnedColor
			}
			drawBox(c, vg.Rectangle{Min: low, Max: low.Add(cell)}, fill, thinWidth)
			if p.numbers != nil {
				fillFitted(c, p.style, low.Add(cell.Scale(0.5)), cell.X-6, compact(p.numbers[which].At(i, j)))
			}
		}
	}
}

// drawCaption writes the name and, below it, the shape of one of the three.
func (p product) drawCaption(c draw.Canvas, at vg.Point, which, rows, columns int) {
	const half = 6.5 // points between the lines and their middle
	name, shape := p.style, p.style
	name.Font.Size *= 1.15
	shape.Color = axisColor
	fillCentered(c, name, at.Add(vg.Point{Y: half}), p.names[which])
	drawShape(c, shape, at.Add(vg.Point{Y: -half}), rows, columns, axisColor, axisColor)
}
