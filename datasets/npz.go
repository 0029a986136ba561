package datasets

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dlfs/dl"
	"dlfs/internal/atomicfile"

	"github.com/sbinet/npyio/npy"
	"gonum.org/v1/gonum/mat"
)

// npzLimit is how many bytes all arrays of a file may hold together: a small
// file can claim, and even unpack to, more than a machine has.
const npzLimit = 64 << 20

// ReadNPZ reads a file that NumPy's savez or savez_compressed wrote: named
// arrays of float64 or float32 with one or two dimensions, which become the
// values of parameters in the order of the file. An array with one dimension is a
// Vector, a matrix of one row. Anything else, and all arrays together above 64 MB,
// is a [*FormatError] that names the file and the array.
func ReadNPZ(path string) ([]*dl.Param, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return decodeNPZ(path, file, info.Size())
}

// WriteNPZ writes the values of parameters as float64 arrays to a file that
// NumPy's load reads, in place of the one that may be there, and returns the
// SHA-256 of it. A folder that is missing is made. Equal parameters give equal bytes.
func WriteNPZ(path string, params []*dl.Param) (sum string, err error) {
	content, err := encodeNPZ(params)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", sha256.Sum256(content)), atomicfile.WriteSync(path, content)
}

// encodeNPZ stores the arrays without compression, as savez does: random weights
// cannot be made smaller, and the bytes do not hang on a version of the
// compressor.
func encodeNPZ(params []*dl.Param) ([]byte, error) {
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	names := map[string]bool{}
	for _, p := range params {
		if p.Name == "" || names[p.Name] {
			return nil, fmt.Errorf("the name %q of an array is empty or comes twice", p.Name)
		}
		names[p.Name] = true
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: p.Name + ".npy", Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if err := npy.Write(entry, arrayOf(p)); err != nil {
			return nil, err
		}
	}
	err := archive.Close()
	return b.Bytes(), err
}

// arrayOf returns the value of p as npy writes it with p's shape.
func arrayOf(p *dl.Param) any {
	if p.Vector {
		return p.Value.RawRowView(0)
	}
	return p.Value
}

func decodeNPZ(path string, r io.ReaderAt, size int64) ([]*dl.Param, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &FormatError{File: path, Err: fmt.Errorf("%w: %w", ErrFormat, err)}
	}
	var params []*dl.Param
	names := map[string]bool{}
	left := int64(npzLimit)
	for _, entry := range archive.File {
		p, err := decodeEntry(entry, &left)
		if err == nil && names[entry.Name] {
			err = fmt.Errorf("%w: there are two arrays of this name", ErrFormat)
		}
		if err != nil {
			return nil, &FormatError{File: path + ": " + entry.Name, Err: err}
		}
		names[entry.Name] = true
		params = append(params, p)
	}
	if len(params) == 0 {
		return nil, &FormatError{File: path, Err: fmt.Errorf("%w: it holds no array", ErrFormat)}
	}
	return params, nil
}

// decodeEntry reads an array and takes its bytes off what is left of the limit.
func decodeEntry(entry *zip.File, left *int64) (*dl.Param, error) {
	name, isArray := strings.CutSuffix(entry.Name, ".npy")
	if !isArray || name == "" {
		return nil, fmt.Errorf("%w: arrays are called NAME.npy", ErrFormat)
	}
	r, err := entry.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, *left+1)) // to the end, where the checksum is
	*left -= int64(len(content))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrChecksum, err)
	case *left < 0:
		return nil, fmt.Errorf("%w: the arrays hold more than %d bytes", ErrSize, npzLimit)
	}
	value, vector, err := decodeNPY(content)
	if err != nil {
		return nil, err
	}
	rows, cols := value.Dims()
	return &dl.Param{Name: name, Value: value, Grad: mat.NewDense(rows, cols, nil), Vector: vector}, nil
}

// decodeNPY reads one array. What the library takes on trust is checked first:
// the length of the header, and that there are exactly as many numbers as its
// shape says.
func decodeNPY(content []byte) (value *mat.Dense, vector bool, err error) {
	head, err := headerEnd(content)
	if err != nil {
		return nil, false, err
	}
	r, err := npyReader(content)
	if err != nil {
		return nil, false, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	rows, cols, err := matrixSize(r.Header.Descr.Shape)
	if err != nil {
		return nil, false, err
	}
	numbers, err := readNumbers(r, rows, cols, len(content)-head)
	if err != nil {
		return nil, false, err
	}
	value = mat.NewDense(rows, cols, numbers)
	if r.Header.Descr.Fortran {
		value = mat.DenseCopyOf(mat.NewDense(cols, rows, numbers).T())
	}
	return value, len(r.Header.Descr.Shape) == 1, nil
}

// headerEnd returns where the numbers begin: behind eight bytes of magic and
// version, the length of the header (two bytes in version 1, four in version 2,
// little-endian), and the header.
func headerEnd(content []byte) (int, error) {
	if len(content) < 12 {
		return 0, fmt.Errorf("%w: %d bytes", ErrTruncated, len(content))
	}
	end := int64(10) + int64(binary.LittleEndian.Uint16(content[8:]))
	if content[6] == 2 {
		end = 12 + int64(binary.LittleEndian.Uint32(content[8:]))
	}
	if end > int64(len(content)) {
		return 0, fmt.Errorf("%w: a header up to byte %d of %d", ErrTruncated, end, len(content))
	}
	return int(end), nil
}

// npyReader reads a header. The library cuts it up without looking, so a
// malformed one makes it panic.
func npyReader(content []byte) (r *npy.Reader, err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("a malformed header")
		}
	}()
	return npy.NewReader(bytes.NewReader(content))
}

func matrixSize(shape []int) (rows, cols int, err error) {
	switch len(shape) {
	case 1:
		rows, cols = 1, shape[0]
	case 2:
		rows, cols = shape[0], shape[1]
	default:
		return 0, 0, fmt.Errorf("%w: an array of %d dimensions, expected 1 or 2", ErrFormat, len(shape))
	}
	if rows < 1 || cols < 1 || cols > npzLimit/rows {
		return 0, 0, fmt.Errorf("%w: an array of shape %v", ErrSize, dl.Shape(shape))
	}
	return rows, cols, nil
}

// readNumbers reads rows×cols numbers, which must take exactly the given number of bytes.
func readNumbers(r *npy.Reader, rows, cols, bytes int) ([]float64, error) {
	size := map[string]int{"<f8": 8, ">f8": 8, "<f4": 4, ">f4": 4}[r.Header.Descr.Type]
	switch {
	case size == 0:
		return nil, fmt.Errorf("%w: numbers of type %.20q, expected float64 or float32", ErrFormat, r.Header.Descr.Type)
	case rows*cols*size != bytes:
		return nil, fmt.Errorf("%w: %d bytes for %d×%d numbers of %d bytes", ErrSize, bytes, rows, cols, size)
	case size == 8:
		var numbers []float64
		err := r.Read(&numbers)
		return numbers, err
	}
	var singles []float32
	if err := r.Read(&singles); err != nil {
		return nil, err
	}
	numbers := make([]float64, len(singles))
	for i, v := range singles {
		numbers[i] = float64(v)
	}
	return numbers, nil
}
