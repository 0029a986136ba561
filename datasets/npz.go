package datasets

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dlfs/dl"
	"dlfs/internal/atomicfile"
	"dlfs/internal/words"

	"github.com/sbinet/npyio/npy"
)

// npzLimit is how many bytes the numbers of all arrays of a file may take together: a small
// file can claim, and even unpack to, more than a machine has.
const npzLimit = 64 << 20

// An NPZ is what a file holds that NumPy's savez or savez_compressed wrote.
type NPZ struct {
	// Params are the arrays that can be parameters, in the order of the file: at least one number, of type float64 or float32,
	// in one or two dimensions. An array with one dimension is a Vector, a matrix of one row. Gradients are 0.
	Params []*dl.Param

	// Others lists the rest: arrays of other types or dimensions, a README, files that an operating system adds.
	Others []NotParam

	file string
}

// A NotParam is a member of a file that cannot be a parameter.
type NotParam struct {
	Name string // without .npy, as NPZ.Param takes it: "epoch"
	Err  error  // a *FormatError that names the file and the member, and says why
}

// Param returns the array called name, such as "W1". It fails if the file has none, or if that one cannot be a parameter; the
// error then says why.
func (z *NPZ) Param(name string) (*dl.Param, error) {
	var names []string
	for _, p := range z.Params {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	for _, other := range z.Others {
		if other.Name == name {
			return nil, other.Err
		}
	}
	return nil, words.Datasets.Errorf("%s has no array %q: it has %s", z.file, name, strings.Join(names, ", "))
}

// LoadNPZ reads a file of named arrays. A member that cannot be a parameter does not spoil the file: it is listed in Others,
// and only [NPZ.Param] fails for it. The numbers of all parameters together may take 64 MiB in the file, unpacked; an array
// that would go beyond that is listed in Others. A file that is damaged, is not an NPZ file, has two usable arrays of one
// name, or holds no usable array gives a [*FormatError]. If the file cannot be opened, the error is that of os.Open.
func LoadNPZ(path string) (*NPZ, error) {
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

// ReadNPZ returns the Params of [LoadNPZ] and ignores the Others. It fails as LoadNPZ does.
func ReadNPZ(path string) ([]*dl.Param, error) {
	z, err := LoadNPZ(path)
	if err != nil {
		return nil, err
	}
	return z.Params, nil
}

// WriteNPZ writes the values of parameters as float64 arrays to a file that NumPy's load and [ReadNPZ] read, and returns the
// file's SHA-256 in lower-case hex. It replaces an existing file and makes a missing folder. Equal parameters give equal bytes.
//
// It fails, and writes nothing, if there are no parameters; if one is nil, has no name, the name of another, or no numbers, or
// is a Vector of several rows; or if the numbers together take more than 64 MiB.
func WriteNPZ(path string, params []*dl.Param) (sum string, err error) {
	content, err := encodeNPZ(params)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	if err := atomicfile.WriteSync(path, content); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", sha256.Sum256(content)), nil
}

// encodeNPZ stores the arrays without compression, as savez does: random weights
// cannot be made smaller, and the bytes do not hang on a version of the
// compressor.
func encodeNPZ(params []*dl.Param) ([]byte, error) {
	if err := checkWritable(params); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, p := range params {
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

// checkWritable returns an error that names the parameter which decodeNPZ would not give back as it is.
func checkWritable(params []*dl.Param) error {
	if len(params) == 0 {
		return errors.New("there are no parameters to write")
	}
	left := npzLimit
	names := map[string]bool{}
	for i, p := range params {
		switch {
		case p == nil:
			return fmt.Errorf("parameter %d is nil", i)
		case p.Name == "" || names[p.Name]:
			return fmt.Errorf("the name %q of an array is empty or comes twice", p.Name)
		case p.Value == nil || p.Value.IsEmpty():
			return fmt.Errorf("%s has no numbers", p.Name)
		}
		names[p.Name] = true
		rows, cols := p.Value.Dims()
		if p.Vector && rows != 1 {
			return fmt.Errorf("%s is a Vector of %d rows: it must have one", p.Name, rows)
		}
		if left -= 8 * rows * cols; left < 0 {
			return fmt.Errorf("with %s, the arrays hold more than %d bytes", p.Name, npzLimit)
		}
	}
	return nil
}

// arrayOf returns the value of p as npy writes it with p's shape.
func arrayOf(p *dl.Param) any {
	if p.Vector {
		return p.Value.RawRowView(0)
	}
	return p.Value
}

func decodeNPZ(path string, r io.ReaderAt, size int64) (*NPZ, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &FormatError{File: path, Err: notZip(r, err)}
	}
	z := &NPZ{file: path}
	names := map[string]bool{}
	left := int64(npzLimit)
	for _, entry := range archive.File {
		if strings.HasSuffix(entry.Name, "/") {
			continue // a folder
		}
		fail := func(err error) error { return &FormatError{File: path + ": " + entry.Name, Err: err} }
		p, err := decodeEntry(entry, &left)
		switch {
		case errors.Is(err, ErrChecksum):
			return nil, fail(err)
		case err != nil:
			z.Others = append(z.Others, NotParam{strings.TrimSuffix(entry.Name, ".npy"), fail(err)})
		case names[p.Name]:
			return nil, fail(fmt.Errorf("%w: there are two arrays of this name", ErrFormat))
		default:
			names[p.Name] = true
			z.Params = append(z.Params, p)
		}
	}
	if len(z.Params) == 0 {
		return nil, z.noParams()
	}
	return z, nil
}

// noParams says why nothing in the file can be a parameter.
func (z *NPZ) noParams() error {
	const most = 3 // members that are told of
	if len(z.Others) == 1 {
		return z.Others[0].Err
	}
	why := fmt.Errorf("%w: it holds no array of float64 or float32", ErrFormat)
	for _, other := range z.Others[:min(most, len(z.Others))] {
		why = fmt.Errorf("%w\n  %s: %w", why, other.Name, errors.Unwrap(other.Err))
	}
	if more := len(z.Others) - most; more > 0 {
		why = fmt.Errorf("%w\n  and %d more", why, more)
	}
	return &FormatError{File: z.file, Err: why}
}

// notZip says what a file is that often goes by the name of an archive.
func notZip(r io.ReaderAt, otherwise error) error {
	start := make([]byte, len(npyMagic))
	n, _ := r.ReadAt(start, 0) // a short file is none of these
	switch start = start[:n]; {
	case string(start) == npyMagic:
		return words.Datasets.Errorf("%w: it is a single array (.npy), not an archive of named arrays (.npz): save it with numpy.savez", ErrFormat)
	case n > 1 && start[0] == 0x80 && start[1] <= 5: // the protocols 2 to 5
		return words.Datasets.Errorf("%w: it is a Python pickle: load it in Python, and save the arrays with numpy.savez", ErrFormat)
	}
	return fmt.Errorf("%w: %w", ErrFormat, otherwise)
}

// decodeEntry reads an array and takes its bytes off what is left of the limit. An error that wraps ErrChecksum says that the
// file is damaged, any other that the array is no parameter.
func decodeEntry(entry *zip.File, left *int64) (*dl.Param, error) {
	name, isArray := strings.CutSuffix(entry.Name, ".npy")
	if !isArray || name == "" {
		return nil, fmt.Errorf("%w: arrays are called NAME.npy", ErrFormat)
	}
	file, err := entry.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer file.Close()
	r := checked{file}
	value, vector, err := readNPY(r, left)
	if err == nil {
		return npyParam(name, value, vector), nil
	}
	// Damage may have made the array one of another kind. The checksum is at the end, unless that is too far.
	if entry.UncompressedSize64 <= npzLimit {
		if _, damage := io.Copy(io.Discard, io.LimitReader(r, npzLimit)); damage != nil {
			return nil, damage
		}
	}
	return nil, err
}

// checked reads a member of an archive, and finds it damaged where it cannot be unpacked.
type checked struct{ io.Reader }

func (r checked) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%w: %w", ErrChecksum, err)
	}
	return n, err
}
