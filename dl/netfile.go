package dl

import (
	"bytes"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"

	"dlfs/internal/atomicfile"
	"gonum.org/v1/gonum/mat"
)

// A net is written as the mark, the version, the kind of the net, its content, and the SHA-256 of all that. Numbers are
// little-endian, and a text is preceded by its length in one byte. An array is its name, rows, columns and values.
//
// In version 1 the content is the arrays W1, b1, W2, b2, … of affine layers, and the kind says what is between them. In
// version 2, which is for LayerNets alone, the content is layers: their number, then for each its name, its type, its
// settings after their length, and its parameters, that is, their number, then for each a byte, 1 for a vector, and an
// array.
const (
	netMark      = "dlfs net"
	arraysFormat = 1
	layersFormat = 2
)

// Why a file or other data are not the wanted net; errors.Is finds them in the errors of Load and UnmarshalBinary.
var (
	// ErrNotNet means that the data are not what Save or MarshalBinary writes: the beginning, the layers or the parameters.
	ErrNotNet = errors.New("not a net of this package")
	// ErrNetVersion means that the data have a format that this version of the package does not read for this type of net.
	ErrNetVersion = errors.New("written by another version of this package")
	// ErrNetDamaged means that the data begin like a net, but their length or their checksum is wrong.
	ErrNetDamaged = errors.New("damaged or cut short")
	// ErrNetKind means that the data are a net of another type, such as a TwoLayerNet where a LayerNet is wanted.
	ErrNetKind = errors.New("another kind of net")
	// ErrNetLayer means that a layer of the net cannot be made: its type is not registered (see RegisterLayer), its
	// settings cannot be read, or a new layer of its type has a different number of parameters.
	ErrNetLayer = errors.New("a layer that cannot be made")
)

// StoredNet is a net that Save, Load and encoding/gob can handle: TwoLayerNet, LayerNet and ThreeLayerNet can be
// stored.
type StoredNet interface {
	Net
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

var _, _, _ StoredNet = (*TwoLayerNet)(nil), (*LayerNet)(nil), (*ThreeLayerNet)(nil)

// Save writes a net to a file, without gradients. It replaces an existing file in one step: whatever happens, the file holds
// either the old net or the new one. A file that is replaced keeps its permissions, but other hard links to it keep the old
// net; if path is a symbolic link, the file it points to is replaced. Equal nets give equal bytes.
//
// Save fails if the net has no parameters or they do not fit each other, and with an *fs.PathError, which errors.As finds,
// if the file cannot be written. It panics with an ArgumentError if net is nil.
func Save(path string, net StoredNet) error {
	checkArgument(net != nil, "Save", "net", "nil", "a net")
	data, err := net.MarshalBinary()
	if err != nil {
		return err
	}
	if err := atomicfile.WriteSync(path, data); err != nil {
		return fmt.Errorf("dl: %w", err)
	}
	return nil
}

// Load reads the net that Save wrote to a file. It sets net, a pointer to a net of the same type:
//
//	var net dl.TwoLayerNet
//	err := dl.Load("digits.net", &net)
//
// If a LayerNet has layers of your own types, load into a net that has such layers, or call RegisterLayer first. If Load
// fails, it leaves net as it is, and its error wraps an *fs.PathError if the file cannot be read (errors.Is finds
// fs.ErrNotExist if it is missing), or else ErrNotNet, ErrNetVersion, ErrNetDamaged, ErrNetKind or ErrNetLayer. Load panics
// with an ArgumentError if net is nil.
func Load(path string, net StoredNet) error {
	isNil := net == nil || reflect.ValueOf(net).Kind() == reflect.Pointer && reflect.ValueOf(net).IsNil()
	checkArgument(!isNil, "Load", "net", "nil", "a pointer to a net")
	data, err := readNet(path, net)
	if err == nil {
		err = net.UnmarshalBinary(data)
	}
	if d, ok := err.(decodeError); ok {
		err = d.err // the path says more than the type
	}
	if err != nil {
		return fmt.Errorf("dl: load %s: %w", path, err)
	}
	return nil
}

// readNet returns the content of a file whose length matches the sizes written in it. From any other file it reads only
// these sizes. It does not know what a net of the caller's own type looks like.
func readNet(path string, net StoredNet) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: it is not a file", ErrNotNet)
	}
	switch net.(type) {
	case *TwoLayerNet, *LayerNet, *ThreeLayerNet:
		if _, err := checkSizes(f, info.Size()); err != nil {
			return nil, err
		}
	}
	data := make([]byte, info.Size())
	_, err = io.ReadFull(f, data)
	return data, err
}

// MarshalBinary returns the parameters as bytes, for Save and for gob. Gradients are left out: they belong to a batch that
// is not stored. It fails if there are no parameters or they do not fit each other.
func (n *TwoLayerNet) MarshalBinary() ([]byte, error) {
	if !n.isMade() {
		return nil, errNoParams("TwoLayerNet")
	}
	return marshalArrays("TwoLayerNet", n.Params())
}

// UnmarshalBinary makes n the net that MarshalBinary wrote. For any other data it fails, with the errors that Load names,
// and leaves n as it is. It panics with an ArgumentError if n is nil.
func (n *TwoLayerNet) UnmarshalBinary(data []byte) error {
	checkArgument(n != nil, "TwoLayerNet.UnmarshalBinary", "the net", "nil", "a pointer to one")
	p, err := unmarshalArrays(data, "TwoLayerNet", 2)
	if err != nil {
		return decodeError{"TwoLayerNet", err}
	}
	*n = TwoLayerNet{w1: p[0], b1: p[1], w2: p[2], b2: p[3]}
	return nil
}

// MarshalBinary returns the parameters as bytes, as TwoLayerNet.MarshalBinary does.
func (n *ThreeLayerNet) MarshalBinary() ([]byte, error) {
	if n == nil || !n.isMade() {
		return nil, errNoParams("ThreeLayerNet")
	}
	return marshalArrays("ThreeLayerNet", n.Params())
}

// UnmarshalBinary makes n the net that MarshalBinary wrote. For any other data it fails, with the errors that Load names,
// and leaves n as it is. It panics with an ArgumentError if n is nil.
func (n *ThreeLayerNet) UnmarshalBinary(data []byte) error {
	checkArgument(n != nil, "ThreeLayerNet.UnmarshalBinary", "the net", "nil", "a pointer to one")
	p, err := unmarshalArrays(data, "ThreeLayerNet", 3)
	if err != nil {
		return decodeError{"ThreeLayerNet", err}
	}
	*n = *threeLayerNet(p)
	return nil
}

func errNoParams(kind string) error {
	return fmt.Errorf("dl: the %s has no parameters: make it with New%s", kind, kind)
}

// decodeError says what could not be decoded.
type decodeError struct {
	kind string
	err  error
}

func (e decodeError) Error() string { return fmt.Sprintf("dl: decode %s: %v", e.kind, e.err) }

func (e decodeError) Unwrap() error { return e.err }

// marshalArrays writes the parameters of affine layers W1, b1, W2, b2, …
func marshalArrays(kind string, params []*Param) ([]byte, error) {
	w := newNetWriter(arraysFormat, kind)
	for i, p := range params {
		if p == nil || p.Value == nil {
			return nil, fmt.Errorf("dl: encode %s: %s has no value", kind, paramName(i))
		}
		if i%2 == 1 && !fits(params[:i-1], params[i-1], p) {
			return nil, misfit(kind, params[i-1], p)
		}
		w.array(paramName(i), p.Value)
	}
	return w.sealed()
}

func misfit(kind string, w, b *Param) error {
	return fmt.Errorf("dl: encode %s: %s %v and %s %v do not fit the layer before or each other", kind,
		w.Name, w.Shape(), b.Name, b.Shape())
}

// netWriter writes a net.
type netWriter struct {
	b   []byte
	err error
}

func newNetWriter(version uint32, kind string) *netWriter {
	w := &netWriter{b: []byte(netMark)}
	w.number(int(version))
	w.text(kind)
	return w
}

func (w *netWriter) number(n int) { w.b = binary.LittleEndian.AppendUint32(w.b, uint32(n)) }

func (w *netWriter) text(s string) {
	if len(s) > math.MaxUint8 {
		w.err = fmt.Errorf("dl: encode a net: a name of %d bytes is too long: it begins with %.20q", len(s), s)
		return
	}
	w.b = append(append(w.b, byte(len(s))), s...)
}

func (w *netWriter) array(name string, m *mat.Dense) {
	rows, cols := m.Dims()
	w.text(name)
	w.number(rows)
	w.number(cols)
	for i := range rows {
		for _, v := range m.RawRowView(i) {
			w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(v))
		}
	}
}

// sealed returns what was written, with its checksum.
func (w *netWriter) sealed() ([]byte, error) {
	if w.err != nil {
		return nil, w.err
	}
	sum := sha256.Sum256(w.b)
	return append(w.b, sum[:]...), nil
}

// unmarshalArrays reads the parameters of the given number of affine layers, which fit each other.
func unmarshalArrays(data []byte, kind string, layers int) ([]*Param, error) {
	version, r, err := checkedBody(data, kind)
	if err != nil {
		return nil, err
	}
	if version != arraysFormat {
		return nil, fmt.Errorf("%w: format %d, a %s has %d", ErrNetVersion, version, kind, arraysFormat)
	}
	return r.affineParams(layers)
}

// netHead is how many bytes mark and version take.
const netHead = len(netMark) + 4

// checkedBody returns the version and a reader of what is between kind and checksum, if these are right.
func checkedBody(data []byte, kind string) (version uint32, r *netReader, err error) {
	version, err = checkSizes(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return 0, nil, err
	}
	end := len(data) - sha256.Size
	if sha256.Sum256(data[:end]) != [sha256.Size]byte(data[end:]) {
		return 0, nil, fmt.Errorf("%w: the checksum is wrong", ErrNetDamaged)
	}
	r = &netReader{data[netHead:end]}
	if found := r.text(); found != kind {
		return 0, nil, fmt.Errorf("%w: a %.20q, not a %s", ErrNetKind, found, kind)
	}
	return version, r, nil
}

// checkSizes returns the version of a net in r, which holds size bytes. It fails unless the bytes begin like a net of a
// known version and their number matches the sizes written in them. It reads mark, version, names and sizes, but no
// values.
func checkSizes(r io.ReaderAt, size int64) (version uint32, err error) {
	head := make([]byte, netHead)
	n, err := r.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return 0, err
	}
	if !bytes.HasPrefix(head[:n], []byte(netMark)) {
		return 0, fmt.Errorf("%w: it begins with %.8q, not with %q", ErrNotNet, head[:n], netMark)
	}
	if size < int64(netHead+sha256.Size) {
		return 0, fmt.Errorf("%w: only %d bytes", ErrNetDamaged, size)
	}
	version = binary.LittleEndian.Uint32(head[len(netMark):])
	if version != arraysFormat && version != layersFormat {
		return 0, fmt.Errorf("%w: format %d, this one reads %d and %d", ErrNetVersion, version, arraysFormat, layersFormat)
	}
	body := size - int64(netHead+sha256.Size)
	walk := sizeWalk{r: io.NewSectionReader(r, int64(netHead), body)}
	walk.net(version)
	if errors.Is(walk.err, io.EOF) || errors.Is(walk.err, io.ErrUnexpectedEOF) || walk.err == nil && walk.at() != body {
		return 0, fmt.Errorf("%w: it has %d bytes, and parameters of other sizes", ErrNetDamaged, size)
	}
	return version, walk.err
}

// How many parameters a net of arrays has at most, and how many layers and parameters of one a net of layers has.
const (
	mostArrays      = 6
	mostLayers      = 1000
	mostLayerParams = 100
)

// sizeWalk goes through a net by the sizes written in it. If the net ends too early, err is io.EOF or
// io.ErrUnexpectedEOF.
type sizeWalk struct {
	r   *io.SectionReader
	err error
}

func (w *sizeWalk) net(version uint32) {
	w.text()
	if version == arraysFormat {
		for n := 0; w.err == nil && n < mostArrays && w.at() < w.r.Size(); n++ {
			w.array()
		}
		return
	}
	for range w.count(mostLayers) {
		w.text()
		w.text()
		w.skip(int64(w.number()))
		for range w.count(mostLayerParams) {
			w.skip(1)
			w.array()
		}
	}
}

func (w *sizeWalk) at() int64 {
	at, _ := w.r.Seek(0, io.SeekCurrent) // which cannot fail
	return at
}

func (w *sizeWalk) read(v any) {
	if w.err == nil {
		w.err = binary.Read(w.r, binary.LittleEndian, v)
	}
}

func (w *sizeWalk) skip(n int64) {
	if w.err == nil {
		_, w.err = w.r.Seek(n, io.SeekCurrent)
	}
}

func (w *sizeWalk) number() (n uint32) {
	w.read(&n)
	return n
}

// count reads a number, which is most at most.
func (w *sizeWalk) count(most uint32) uint32 {
	n := w.number()
	if n > most {
		w.err = io.ErrUnexpectedEOF
	}
	if w.err != nil {
		return 0
	}
	return n
}

func (w *sizeWalk) text() {
	var length uint8
	w.read(&length)
	w.skip(int64(length))
}

func (w *sizeWalk) array() {
	w.text()
	rows, cols := int64(w.number()), int64(w.number())
	if rows > 0 && cols > w.r.Size()/8/rows {
		w.err = io.ErrUnexpectedEOF
	}
	w.skip(8 * rows * cols)
}

// fits reports whether b is the bias of w, and w takes the outputs of the layers so far.
func fits(params []*Param, w, b *Param) bool {
	inputs, outputs := w.Value.Dims()
	if len(params) > 0 {
		if _, before := params[len(params)-1].Value.Dims(); inputs != before {
			return false
		}
	}
	rows, cols := b.Value.Dims()
	return rows == 1 && cols == outputs
}

// netReader reads from the front of what is left. When something is missing it returns zero values.
type netReader struct{ rest []byte }

func (r *netReader) take(n int) []byte {
	if n > len(r.rest) {
		r.rest = nil
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *netReader) text() string {
	if n := r.take(1); n != nil {
		return string(r.take(int(n[0])))
	}
	return ""
}

func (r *netReader) size() int {
	if n := r.take(4); n != nil {
		return int(binary.LittleEndian.Uint32(n))
	}
	return 0
}

// affineParams returns the parameters of the given number of affine layers, which fit each other.
func (r *netReader) affineParams(layers int) ([]*Param, error) {
	params := make([]*Param, 0, 2*layers)
	for i := range layers {
		w, b := r.array(), r.array()
		if w == nil || b == nil || w.Name != paramName(2*i) || b.Name != paramName(2*i+1) || !fits(params, w, b) {
			return nil, fmt.Errorf("%w: layer %d has no proper parameters", ErrNotNet, i+1)
		}
		b.Vector = true
		params = append(params, w, b)
	}
	return params, r.end()
}

// end returns an error if there is something left.
func (r *netReader) end() error {
	if len(r.rest) > 0 {
		return fmt.Errorf("%w: %d bytes too many", ErrNotNet, len(r.rest))
	}
	return nil
}

// array returns the next array, as a parameter, nil unless all its values are there.
func (r *netReader) array() *Param {
	name := r.text()
	rows, cols := r.size(), r.size()
	if rows < 1 || cols < 1 || cols > len(r.rest)/8/rows {
		return nil
	}
	value := newMatrix(rows, cols)
	for i := range rows {
		row := value.RawRowView(i)
		for j := range row {
			row[j] = math.Float64frombits(binary.LittleEndian.Uint64(r.take(8)))
		}
	}
	return newParam(name, value, false)
}
