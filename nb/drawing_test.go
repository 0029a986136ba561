//go:build unix

package nb

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"net"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

const (
	madeBeforehand = "This 3 was drawn beforehand. Run the cell in JupyterLab to draw your own."
	nobodyDraws    = "nb.Drawing: nobody can draw here, so the loop gets a 3 that was drawn beforehand\n"
)

// The committed drawing is a digit as MNIST has them: dark around, bright ink, grey edges, and about as much of it.
func TestThree(t *testing.T) {
	pixels := three(28, 28)
	var ink, x, y float64
	for i, v := range pixels {
		if row, column := i/28, i%28; v > 0 && (min(row, column) < 3 || max(row, column) > 24) {
			t.Errorf("ink in row %d, column %d", row, column)
		}
		ink += float64(v) / 255
		x += float64(v) / 255 * (float64(i%28) + 0.5)
		y += float64(v) / 255 * (float64(i/28) + 0.5)
	}
	if x, y := x/ink, y/ink; ink < 70 || ink > 130 || slices.Max(pixels) != 255 || x < 11.5 || x > 13 || y < 14 || y > 15.5 {
		t.Errorf("ink %.1f around (%.1f, %.1f)", ink, x, y)
	}
	for _, size := range [][2]int{{1, 1}, {2, 2}, {256, 1}, {1, 256}, {56, 28}, {256, 256}} {
		if pixels := three(size[0], size[1]); len(pixels) != size[0]*size[1] || slices.Max(pixels) == 0 {
			t.Errorf("%d × %d: %d pixels, the brightest %d", size[0], size[1], len(pixels), slices.Max(pixels))
		}
	}
}

// A pixel gets as much ink as is covered of it, however the line runs, and never less than it has.
func TestPen(t *testing.T) {
	const size = 28 // where the pen is 2 pixels wide
	for _, test := range []struct {
		x0, y0, x1, y1 float64
		want           string // around (14, 14)
	}{
		{14.5, 14.5, 14.5, 14.5, "22,128,22,128,255,128,22,128,22"},
		{3, 14.5, 25, 14.5, "128,128,128,255,255,255,128,128,128"},
		{14.5, 25, 14.5, 3, "128,255,128,128,255,128,128,255,128"},
		{14, 3, 14, 25, "255,255,0,255,255,0,255,255,0"},
	} {
		pixels := make([]byte, size*size)
		drawLine(pixels, size, size, test.x0, test.y0, test.x1, test.y1)
		drawLine(pixels, size, size, 1, 1, 2, 2)
		var got []string
		for _, row := range []int{13, 14, 15} {
			for _, v := range pixels[row*size+13 : row*size+16] {
				got = append(got, fmt.Sprint(v))
			}
		}
		if got := strings.Join(got, ","); got != test.want {
			t.Errorf("%v: %s, want %s", test, got, test.want)
		}
	}
}

// The picture has the drawing's pixels, each as a square.
func TestPictureOfADrawing(t *testing.T) {
	for _, size := range [][2]int{{28, 28}, {3, 2}, {256, 100}, {1, 1}} {
		d := &drawing{width: size[0], height: size[1], pixels: three(size[0], size[1])}
		data, err := d.PNG()
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		picture, ok := decoded.(*image.Gray)
		width, height := d.Size()
		side := max(width, height)
		if !ok || picture.Rect != image.Rect(0, 0, width, height) || side < boardSide/2 || side > boardSide {
			t.Fatalf("%v: %T of %v, want %d × %d", size, decoded, decoded.Bounds(), width, height)
		}
		for y := range height {
			for x := range width {
				if want := d.pixels[y/d.scale()*d.width+x/d.scale()]; picture.GrayAt(x, y).Y != want {
					t.Fatalf("%v: %d at (%d, %d), want %d", size, picture.GrayAt(x, y).Y, x, y, want)
				}
			}
		}
	}
}

func TestSizeOfADrawing(t *testing.T) {
	for _, test := range []struct{ width, height, wrong int }{{0, 28, 0}, {28, -1, -1}, {257, 256, 257}, {1, 257, 257}} {
		r := finishCell(t, prepareCell(t.TempDir(), "sized drawing", fmt.Sprintf("DLFS_TEST_SIZE=%d %d", test.width, test.height)))
		want := fmt.Sprintf("nb.Drawing: a drawing cannot have a side of %d: give a width and a height from 1 to 256 pixels\n", test.wrong)
		if r.code != 1 || r.stderr != want || r.stdout != "" {
			t.Errorf("%+v, want %q and status 1", r, want)
		}
	}
}

// Where nobody can draw, the loop has one round, and two runs are the same.
func TestDrawingWhereNobodyCanDraw(t *testing.T) {
	want := fmt.Sprintf("%.2f\n", (&drawing{pixels: three(28, 28)}).numbers())
	if r := runAlone(t, t.TempDir(), "drawing"); r.stdout != want || r.stderr != nobodyDraws || r.code != 0 {
		t.Errorf("outside a notebook: %+v", r)
	}
	for where, env := range map[string]string{"headless": headlessRun, "with GoNB alone": "DLFS_HEADLESS="} {
		for range 2 {
			r := runCell(t, t.TempDir(), "drawing", env)
			if r.stdout != want || r.stderr != "" || r.code != 0 {
				t.Errorf("%s: %+v", where, r)
			}
			displays := r.displays(t)
			if len(displays) != 1 || displays[0].DisplayID != "" || len(displays[0].Data) != 3 {
				t.Fatalf("%s: %+v, want one output", where, displays)
			}
			if got := displays[0].Data[protocol.MIMETextPlain]; got != "Drawing of 28 × 28 pixels. "+madeBeforehand {
				t.Errorf("%s: text %q", where, got)
			}
			page, _ := displays[0].Data[protocol.MIMETextHTML].(string)
			const picture = `<img style="box-shadow: 0 0 0 1px gray" alt="Drawing of 28 × 28 pixels" width="280" height="280" src="data:image/png;base64,`
			if !strings.HasPrefix(page, picture) || !strings.HasSuffix(page, `"><p>`+madeBeforehand+"</p>") {
				t.Errorf("%s: HTML %q", where, page)
			}
		}
	}
}

// playBoard is a kernel that answers a program's questions one after the other, and then ends. It returns the program's
// first line, and the number of questions that it has asked by its end.
func playBoard(t *testing.T, cell string, answers ...string) (first string, asked int, r result) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "d")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		in := bufio.NewReader(conn)
		first, _ = in.ReadString('\n')
		conn.Write([]byte(answers[0]))
		for _, answer := range answers[1:] {
			if _, err := in.ReadByte(); err != nil {
				return
			}
			asked++
			conn.Write([]byte(answer))
		}
	}()
	r = runCell(t, t.TempDir(), cell, "DLFS_BOARD="+path)
	<-ended
	return first, asked, r
}

var shownFrame = regexp.MustCompile("\x00mark\x00([^\x01]*)\x01")

// shown returns the ids and the HTML of what a program shows through the proxy, and what it prints between that.
func shown(t *testing.T, stdout string) (ids, pages []string, printed string) {
	t.Helper()
	text := func(encoded string) string {
		data, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, match := range shownFrame.FindAllStringSubmatch(stdout, -1) {
		words := strings.Split(match[1], " ")
		ids = append(ids, text(words[1]))
		pages = append(pages, text(words[slices.Index(words, "text/html")+1]))
	}
	return ids, pages, shownFrame.ReplaceAllString(stdout, "")
}

func TestDrawing(t *testing.T) {
	const (
		one, first  = "d\x00\x33\x66\x99\xcc\xff", "[0.00 0.20 0.40 0.60 0.80 1.00]\n"
		two, second = "d\xff\x00\x00\x00\x00\x00", "[1.00 0.00 0.00 0.00 0.00 0.00]\n"
		draw        = "Run the cell to draw here."
	)
	beforehand := fmt.Sprintf("%.2f\n", (&drawing{pixels: three(3, 2)}).numbers())
	for name, test := range map[string]struct {
		cell    string
		answers []string
		asked   int
		printed string
		caption string
	}{
		"two, and Done":     {"wide drawing", []string{"o", one, two, "e"}, 3, first + second, draw},
		"Done at once":      {"wide drawing", []string{"o", "e"}, 1, "", draw},
		"break":             {"one drawing", []string{"o", one, one}, 1, "after\n", draw},
		"no page":           {"wide drawing", []string{"o", "n"}, 1, beforehand, madeBeforehand},
		"nobody":            {"wide drawing", []string{"n"}, 0, beforehand, madeBeforehand},
		"the kernel's end":  {"wide drawing", []string{"o"}, 0, beforehand, madeBeforehand},
		"an end in between": {"wide drawing", []string{"o", "d\x00"}, 1, beforehand, madeBeforehand},
	} {
		line, asked, r := playBoard(t, test.cell, test.answers...)
		ids, pages, printed := shown(t, r.stdout)
		if printed != test.printed || asked < test.asked || r.stderr != "" || r.code != 0 {
			t.Errorf("%s: %q after %d questions, %q, status %d", name, printed, asked, r.stderr, r.code)
		}
		if last := pages[len(pages)-1]; !strings.HasSuffix(last, "<p>"+test.caption+"</p>") || strings.Contains(last, "<script") {
			t.Errorf("%s: in the end there is %s", name, last)
		}
		if name == "nobody" {
			if len(pages) != 1 || ids[0] != "" {
				t.Errorf("%s: outputs %q", name, ids)
			}
			continue
		}
		if len(pages) != 2 || ids[0] != ids[1] || line != ids[0]+" 6\n" || !strings.HasPrefix(line, "dlfs-") {
			t.Errorf("%s: outputs %q, and the kernel heard %q", name, ids, line)
		}
		begins := fmt.Sprintf(`<div id="%s" data-kernel="">`, ids[0])
		if board := pages[0]; !strings.HasPrefix(board, begins) || strings.Count(board, "<script>") != 1 {
			t.Errorf("%s: the board is %s", name, board)
		}
	}
}
