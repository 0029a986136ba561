package nb

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"math"

	"dlfs/internal/words"
)

// strokes is a 3 drawn by hand: points (x, y) on a board of 28 by 28, with y downwards, joined by straight lines.
var strokes = [][2]float64{
	{6.4, 8.6}, {7.5, 7.1}, {9.2, 6.1}, {11.4, 5.7}, {13.6, 6.2}, {15.0, 7.6}, {15.3, 9.5}, {14.4, 11.4}, {12.6, 12.8},
	{10.6, 13.6}, {12.9, 13.8}, {15.0, 14.7}, {16.4, 16.4}, {16.7, 18.6}, {15.9, 20.8}, {14.1, 22.4}, {11.7, 23.1},
	{9.2, 22.9}, {7.1, 21.9}, {5.8, 20.4},
}

// three returns the 3 as the pen draws it on a board of this size.
func three(width, height int) []byte {
	pixels := make([]byte, width*height)
	scaleX, scaleY := float64(width)/28, float64(height)/28
	for i, to := range strokes[1:] {
		from := strokes[i]
		drawLine(pixels, width, height, from[0]*scaleX, from[1]*scaleY, to[0]*scaleX, to[1]*scaleY)
	}
	return pixels
}

// drawLine draws a straight line with the pen, as drawing.js does: a pixel gets as much ink as it is covered, judged by the
// distance of its centre, and keeps the most it has got.
func drawLine(pixels []byte, width, height int, x0, y0, x1, y1 float64) {
	radius := max(0.5, float64(min(width, height))/28)
	dx, dy := x1-x0, y1-y0
	length := float64(dx*dx) + float64(dy*dy)
	for i := range pixels {
		x, y := float64(i%width)+0.5-x0, float64(i/width)+0.5-y0
		along := 0.0
		if length > 0 {
			along = min(1, max(0, (float64(x*dx)+float64(y*dy))/length))
		}
		x, y = x-float64(along*dx), y-float64(along*dy)
		ink := min(1, max(0, radius+0.5-math.Sqrt(float64(x*x)+float64(y*y))))
		pixels[i] = max(pixels[i], byte(math.Round(ink*255)))
	}
}

// boardSide is the longer side of a board, in CSS pixels.
const boardSide = 280

// scale is how many CSS pixels a pixel has on each side.
func (d *drawing) scale() int { return max(1, boardSide/max(d.width, d.height)) }

// Size is that of the board.
func (d *drawing) Size() (width, height int) { return d.width * d.scale(), d.height * d.scale() }

// Alt says what the picture is.
func (d *drawing) Alt() string {
	return words.NB.Sprintf("Drawing of %d × %d pixels", d.width, d.height)
}

// PNG returns the drawing in grey, with each pixel as large as on the board. (Package image/png, which reads pictures as
// well, would add a twentieth to each program that imports package nb, even if it draws nothing.)
func (d *drawing) PNG() ([]byte, error) {
	width, height := d.Size()
	var rows bytes.Buffer
	packed := zlib.NewWriter(&rows)
	row := make([]byte, 1+width) // The first byte says that the row is not filtered.
	for y := range height {
		for x := range width {
			row[1+x] = d.pixels[y/d.scale()*d.width+x/d.scale()]
		}
		if _, err := packed.Write(row); err != nil {
			return nil, err
		}
	}
	if err := packed.Close(); err != nil {
		return nil, err
	}
	const depth, grey = 8, 0
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(width)), uint32(height))
	png := []byte("\x89PNG\r\n\x1a\n")
	png = appendChunk(png, "IHDR", append(header, depth, grey, 0, 0, 0))
	png = appendChunk(png, "IDAT", rows.Bytes())
	return appendChunk(png, "IEND", nil), nil
}

func appendChunk(png []byte, kind string, data []byte) []byte {
	png = binary.BigEndian.AppendUint32(png, uint32(len(data)))
	start := len(png)
	png = append(append(png, kind...), data...)
	return binary.BigEndian.AppendUint32(png, crc32.ChecksumIEEE(png[start:]))
}
