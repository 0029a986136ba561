package datasets

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
)

// A .npy file is one array: npyMagic, two bytes of version, the length of the header (two bytes in version 1, four in
// versions 2 and 3, little-endian), the header, which is a dictionary as Python writes it, and the numbers. The format is
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
const (
	npyMagic   = "\x93NUMPY"
	npyLongest = 1 << 16 // of headers: NumPy itself refuses more than 10,000 bytes
)

// An npyHeader says what numbers follow it.
type npyHeader struct {
	descr   string // the type, "<f8"
	fortran bool   // column by column
	shape   []int64
}

// readNPYHeader reads up to the first number.
func readNPYHeader(r io.Reader) (h npyHeader, err error) {
	start := make([]byte, len(npyMagic)+2)
	if n, err := io.ReadFull(r, start); err != nil {
		return h, truncated(err, "the magic", n, len(start))
	}
	if string(start[:len(npyMagic)]) != npyMagic {
		return h, fmt.Errorf("%w: an array begins with %q, this with %q", ErrFormat, npyMagic, start[:len(npyMagic)])
	}
	sizes := map[byte]int{1: 2, 2: 4, 3: 4} // 2 and 3 differ in how the header is encoded: in Latin-1, and in UTF-8
	version := start[len(npyMagic)]
	if sizes[version] == 0 {
		return h, fmt.Errorf("%w: version %d of the format, this program reads 1 to 3", ErrFormat, version)
	}
	var length [4]byte
	if n, err := io.ReadFull(r, length[:sizes[version]]); err != nil {
		return h, truncated(err, "the header's length", n, sizes[version])
	}
	size := binary.LittleEndian.Uint32(length[:])
	if size > npyLongest {
		return h, fmt.Errorf("%w: a header of %d bytes", ErrSize, size)
	}
	text := make([]byte, size)
	if n, err := io.ReadFull(r, text); err != nil {
		return h, truncated(err, "the header", n, len(text))
	}
	return parseNPYHeader(string(text))
}

// npyEntry is an entry of the dictionary, in any order and spacing. The type of a record array is a list, in which there may
// be anything.
var npyEntry = regexp.MustCompile(`^\s*(?:'(\w+)'|"(\w+)")\s*:\s*('[^']*'|"[^"]*"|\[.*\]|\([^()]*\)|True|False)\s*(,\s*|\}\s*$)`)

func parseNPYHeader(text string) (h npyHeader, err error) {
	malformed := func(why string) (npyHeader, error) {
		return npyHeader{}, fmt.Errorf("%w: a malformed header: %s", ErrFormat, why)
	}
	rest, isDictionary := strings.CutPrefix(strings.TrimSpace(text), "{")
	if !isDictionary {
		return malformed("it is not a dictionary")
	}
	entries := map[string]string{}
	for closed := false; !closed; closed = closed || strings.TrimSpace(rest) == "}" {
		m := npyEntry.FindStringSubmatch(rest)
		if m == nil {
			return malformed(fmt.Sprintf("%.40q", rest))
		}
		entries[m[1]+m[2]] = m[3]
		rest = rest[len(m[0]):]
		closed = strings.HasPrefix(m[4], "}")
	}
	for _, key := range []string{"descr", "fortran_order", "shape"} {
		if entries[key] == "" {
			return malformed("it lacks " + key)
		}
	}
	h.descr = strings.Trim(entries["descr"], `'"`)
	h.fortran = entries["fortran_order"] == "True"
	if h.shape, err = parseShape(entries["shape"]); err != nil {
		return malformed(err.Error())
	}
	return h, nil
}

// parseShape reads a tuple of numbers. Python 2 wrote some with an L behind.
func parseShape(text string) ([]int64, error) {
	inside := strings.TrimSuffix(strings.TrimPrefix(text, "("), ")")
	var shape []int64
	for field := range strings.SplitSeq(inside, ",") {
		if field = strings.TrimSpace(field); field == "" {
			continue // behind the last comma
		}
		n, err := strconv.ParseInt(strings.TrimSuffix(field, "L"), 10, 64)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("the shape %.40s", text)
		}
		shape = append(shape, n)
	}
	return shape, nil
}

// npyTypes are the types of numbers that can be parameters.
var npyTypes = map[string]struct {
	size   int
	number func(b []byte) float64
}{
	"<f8": {8, func(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }},
	">f8": {8, func(b []byte) float64 { return math.Float64frombits(binary.BigEndian.Uint64(b)) }},
	"<f4": {4, func(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) }},
	">f4": {4, func(b []byte) float64 { return float64(math.Float32frombits(binary.BigEndian.Uint32(b))) }},
}

// size returns the rows and columns of a parameter with these numbers, and how many bytes they take, at most limit. The
// error says why the array is none.
func (h npyHeader) size(limit int64) (rows, cols int, bytes int64, err error) {
	kind, known := npyTypes[h.descr]
	if !known {
		return 0, 0, 0, fmt.Errorf("%w: numbers of type %.20q, expected float64 or float32", ErrFormat, h.descr)
	}
	r, c := int64(1), int64(0)
	switch len(h.shape) {
	case 1:
		c = h.shape[0]
	case 2:
		r, c = h.shape[0], h.shape[1]
	default:
		return 0, 0, 0, fmt.Errorf("%w: an array of %d dimensions, expected 1 or 2", ErrFormat, len(h.shape))
	}
	if r < 1 || c < 1 {
		return 0, 0, 0, fmt.Errorf("%w: an array of shape %s holds no number", ErrSize, shapeString(h.shape))
	}
	if most := limit / int64(kind.size); c > most/r {
		return 0, 0, 0, fmt.Errorf("%w: with an array of shape %s, the arrays would hold more than %d bytes", ErrSize, shapeString(h.shape), npzLimit)
	}
	return int(r), int(c), r * c * int64(kind.size), nil
}

// shapeString prints a shape as dl.Shape does, whose numbers may be too small on a 32-bit machine.
func shapeString(shape []int64) string {
	if len(shape) == 1 {
		return fmt.Sprintf("(%d,)", shape[0])
	}
	return "(" + strings.Trim(strings.ReplaceAll(fmt.Sprint(shape), " ", ", "), "[]") + ")"
}

// readNPY reads an array that can be a parameter, to its end, and takes its bytes off left. The numbers must fill what there
// is exactly.
func readNPY(r io.Reader, left *int64) (value *mat.Dense, vector bool, err error) {
	h, err := readNPYHeader(r)
	if err != nil {
		return nil, false, err
	}
	rows, cols, bytes, err := h.size(*left)
	if err != nil {
		return nil, false, err
	}
	// What is there is read, not what the header says: memory is taken for no more than that.
	content, err := io.ReadAll(io.LimitReader(r, bytes+1))
	switch {
	case err != nil:
		return nil, false, err
	case int64(len(content)) != bytes:
		return nil, false, fmt.Errorf("%w: %s", ErrSize, misfit(int64(len(content)), bytes, h))
	}
	*left -= bytes
	kind := npyTypes[h.descr]
	numbers := make([]float64, rows*cols)
	for i := range numbers {
		numbers[i] = kind.number(content[i*kind.size:])
	}
	value = mat.NewDense(rows, cols, numbers)
	if h.fortran {
		value = mat.DenseCopyOf(mat.NewDense(cols, rows, numbers).T())
	}
	return value, len(h.shape) == 1, nil
}

func misfit(got, want int64, h npyHeader) string {
	if got > want {
		return fmt.Sprintf("more than %d bytes for numbers of shape %s", want, shapeString(h.shape))
	}
	return fmt.Sprintf("%d of %d bytes for numbers of shape %s", got, want, shapeString(h.shape))
}

// npyParam makes a parameter of an array.
func npyParam(name string, value *mat.Dense, vector bool) *dl.Param {
	rows, cols := value.Dims()
	return &dl.Param{Name: name, Value: value, Grad: mat.NewDense(rows, cols, nil), Vector: vector}
}
