package nb

import (
	_ "embed"
	"fmt"
	"html"
	"iter"
	"os"
	"strconv"
	"strings"

	"dlfs/internal/words"
	"dlfs/nb/internal/front"
)

// mostSide is how many pixels wide and high a drawing may be. The kernel takes no larger ones.
const mostSide = 256

// Drawing puts a board under the cell, on which the learner draws, and returns the drawings, one after the other:
//
//	for digit := range nb.Drawing(28, 28) {
//		fmt.Println("looks like a", classify(digit))
//	}
//
// Each time the learner lifts the pen, the loop gets what is on the board: width × height numbers from 0, where nothing
// is, to 1, where the ink is, row by row from above, as in a flat and normalized image of MNIST. The ink is white, the
// board is black, and the pen is 2 pixels wide where the board has 28. While the loop is busy, newer drawings replace each
// other, and the next round gets the newest. The button Clear empties the board without a round of the loop. The keyboard
// draws too: the arrow keys move the pen, and the space bar puts it down and lifts it.
//
// The loop ends when the learner presses the button Done, when it breaks, and when the cell is interrupted. Then the board
// becomes a picture of the last drawing. To show something that changes from round to round, use Live; Clear would remove
// the board.
//
// If nobody can draw, the loop gets one drawing that was made beforehand, a 3 slightly off the centre, and ends. That
// happens in an unattended run, outside a notebook, with GoNB alone, and if no page has shown the board within half a
// minute, as in a console.
//
// A width or height outside 1 to 256 fails the cell.
func Drawing(width, height int) iter.Seq[[]float64] {
	for _, side := range []int{width, height} {
		if side < 1 || side > mostSide {
			fail("nb.Drawing", words.NB.Errorf(
				"a drawing cannot have a side of %d: give a width and a height from 1 to %d pixels", side, mostSide))
		}
	}
	return func(yield func([]float64) bool) {
		d := &drawing{width: width, height: height, pixels: make([]byte, width*height)}
		if err := d.each(yield); err != nil {
			fail("nb.Drawing", err)
		}
	}
}

// A drawing is a board, and what is on it.
type drawing struct {
	width, height int
	pixels        []byte // from 0 to 255
	id            string // of the board and of its output, or empty where there is no board
}

// each yields drawing after drawing.
func (d *drawing) each(yield func([]float64) bool) error {
	if headless() || !front.Connected() {
		return d.madeBeforehand(yield)
	}
	id := newID()
	board := front.OpenBoard(id, len(d.pixels))
	if board == nil {
		return d.madeBeforehand(yield)
	}
	defer board.Close()
	d.id = id
	if err := d.showBoard(); err != nil {
		return err
	}
	for {
		pixels, answer := board.Next()
		if answer == front.Nobody {
			return d.madeBeforehand(yield)
		}
		if answer == front.Done {
			break
		}
		d.pixels = pixels
		if !yield(d.numbers()) {
			break
		}
	}
	return d.showPicture(runToDraw())
}

// numbers returns the pixels from 0 to 1.
func (d *drawing) numbers() []float64 {
	numbers := make([]float64, len(d.pixels))
	for i, p := range d.pixels {
		numbers[i] = float64(p) / 255
	}
	return numbers
}

// madeBeforehand yields the committed drawing.
func (d *drawing) madeBeforehand(yield func([]float64) bool) error {
	d.pixels = three(d.width, d.height)
	if front.Connected() {
		caption := words.NB.Sprintf("This 3 was drawn beforehand. Run the cell in JupyterLab to draw your own.")
		if err := d.showPicture(caption); err != nil {
			return err
		}
	} else {
		said := words.NB.Sprintf("nobody can draw here, so the loop gets a 3 that was drawn beforehand")
		fmt.Fprintln(os.Stderr, "nb.Drawing: "+said)
	}
	yield(d.numbers())
	return nil
}

func runToDraw() string { return words.NB.Sprintf("Run the cell to draw here.") }

// showPicture shows the drawing with a caption, in the place of the board if there is one.
func (d *drawing) showPicture(caption string) error {
	b, err := d.picture(caption)
	if err != nil {
		return err
	}
	return front.Show(d.id, b)
}

func (d *drawing) picture(caption string) (front.Bundle, error) {
	png, err := d.PNG()
	if err != nil {
		return front.Bundle{}, err
	}
	b := bundle(png, d)
	// The edge of a black board on a dark page, as drawing.html has it.
	b.HTML = strings.Replace(b.HTML, "<img ", `<img style="box-shadow: 0 0 0 1px gray" `, 1)
	b.HTML += "<p>" + html.EscapeString(caption) + "</p>"
	// Translators: what is shown, and a sentence about it
	b.Text = words.NB.Sprintf("%s. %s", b.Text, caption)
	return b, nil
}

// drawingHTML is what a page shows: the picture, and a board, which is hidden until the script has found the kernel. A page
// that does not run the script, or whose kernel no longer waits, leaves it so.
//
//go:embed drawing.html
var drawingHTML string

//go:embed drawing.js
var drawingScript string

// kernelVariable names the environment variable with the name that Jupyter has for the kernel. GoNB sets it.
const kernelVariable = "GONB_JUPYTER_KERNEL_ID"

func (d *drawing) showBoard() error {
	b, err := d.picture(runToDraw())
	if err != nil {
		return err
	}
	width, height := d.Size()
	e := html.EscapeString
	b.HTML = strings.NewReplacer(
		"{id}", d.id, "{kernel}", e(os.Getenv(kernelVariable)), "{picture}", b.HTML, "{script}", drawingScript,
		"{columns}", strconv.Itoa(d.width), "{rows}", strconv.Itoa(d.height),
		"{width}", strconv.Itoa(width), "{height}", strconv.Itoa(height),
		"{label}", e(words.NB.Sprintf("Drawing board.")),
		"{keys}", e(words.NB.Sprintf("Arrow keys move the pen; the space bar puts it down and lifts it.")),
		"{clear}", e(words.NB.Sprintf("Clear")), "{done}", e(words.NB.Sprintf("Done")),
		// {column} and {row} stay as they are: they become numbers while the pen moves.
		"{down}", e(words.NB.Sprintf("pen down, column %s, row %s", "{column}", "{row}")),
		"{up}", e(words.NB.Sprintf("pen up, column %s, row %s", "{column}", "{row}")),
	).Replace(drawingHTML)
	b.PNG = nil // The board is in no file's picture.
	b.Text = words.NB.Sprintf("The cell waits half a minute for a page in which you can draw.")
	return front.Show(d.id, b)
}
