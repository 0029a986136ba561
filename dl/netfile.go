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
)

// A net is written as: the mark, the version, the kind of the net, then name, rows, columns and values of each
// parameter in order, and at the end the SHA-256 of all that. Numbers are little-endian, a text is preceded by its
// length in one byte.
const (
	netMark    = "dlfs net"
	netVersion = 1
)

// Why a file or other data are not the wanted net; errors.Is finds them in the errors of Load and UnmarshalBinary.
var (
	ErrNotNet     = errors.New("not a net of this package")
	ErrNetVersion = errors.New("written by another version of this package")
	ErrNetDamaged = errors.New("damaged or cut short")
	ErrNetKind    = errors.New("another kind of net")
)

// StoredNet is a net that Save and Load, and encoding/gob, can handle: TwoLayerNet, LayerNet and ThreeLayerNet.
type StoredNet interface {
	Net
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
	unmarshal(data []byte) error
}

var _, _, _ StoredNet = (*TwoLayerNet)(nil), (*LayerNet)(nil), (*ThreeLayerNet)(nil)

// Save writes the parameters of a net to a file. An existing file is replaced in one step: whatever happens, there is
// either the old net or the new one. It keeps its mode, and where the path is a symbolic link, the file it leads to is
// written. Equal nets give equal bytes. Save fails if the net has no parameters or they do not fit each other, or the file
// cannot be written. It panics with an ArgumentError if net is nil.
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

// Load reads a net that Save wrote into net, which must be of the same type:
//
//	var net dl.TwoLayerNet
//	err := dl.Load("digits.net", &net)
//
// It fails if the file is missing, foreign, damaged or of another kind, and leaves net as it is. It panics with an
// ArgumentError if net is nil.
func Load(path string, net StoredNet) error {
	checkArgument(net != nil && !reflect.ValueOf(net).IsNil(), "Load", "net", "nil", "a pointer to a net")
	data, err := readNet(path)
	if err == nil {
		err = net.unmarshal(data)
	}
	if err != nil {
		return fmt.Errorf("dl: load %s: %w", path, err)
	}
	return nil
}

// readNet returns the content of a file that is as long as a net of its sizes; of others it reads no more than these.
func readNet(path string) ([]byte, error) {
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
		return nil, fmt.Errorf("%w: it is no file", ErrNotNet)
	}
	if err := checkSizes(f, info.Size()); err != nil {
		return nil, err
	}
	data := make([]byte, info.Size())
	_, err = io.ReadFull(f, data)
	return data, err
}

// MarshalBinary writes the parameters, for Save, for gob and so for the next cell of a notebook. Gradients are not
// written: they belong to a batch that the reader does not have. It fails if there are no parameters or they do not fit
// each other.
func (n *TwoLayerNet) MarshalBinary() ([]byte, error) {
	if !n.isMade() {
		return nil, errNoParams("TwoLayerNet")
	}
	return marshalNet("TwoLayerNet", n.Params())
}

// UnmarshalBinary makes n the net that MarshalBinary wrote. It fails for any other data and leaves n as it is.
func (n *TwoLayerNet) UnmarshalBinary(data []byte) error {
	checkArgument(n != nil, "TwoLayerNet.UnmarshalBinary", "the net", "nil", "a pointer to one")
	return decodeError("TwoLayerNet", n.unmarshal(data))
}

func (n *TwoLayerNet) unmarshal(data []byte) error {
	p, err := unmarshalNet(data, "TwoLayerNet", 2)
	if err == nil {
		*n = TwoLayerNet{w1: p[0], b1: p[1], w2: p[2], b2: p[3]}
	}
	return err
}

// MarshalBinary writes the parameters, as TwoLayerNet's does.
func (n *LayerNet) MarshalBinary() ([]byte, error) {
	if !n.isMade() {
		return nil, errNoParams("LayerNet")
	}
	return marshalNet("LayerNet", n.Params())
}

// UnmarshalBinary makes n the net that MarshalBinary wrote. It fails for any other data and leaves n as it is.
func (n *LayerNet) UnmarshalBinary(data []byte) error {
	checkArgument(n != nil, "LayerNet.UnmarshalBinary", "the net", "nil", "a pointer to one")
	return decodeError("LayerNet", n.unmarshal(data))
}

func (n *LayerNet) unmarshal(data []byte) error {
	p, err := unmarshalNet(data, "LayerNet", 2)
	if err == nil {
		*n = *affineNet(p, func() Layer { return new(ReLULayer) })
	}
	return err
}

// MarshalBinary writes the parameters, as TwoLayerNet's does.
func (n *ThreeLayerNet) MarshalBinary() ([]byte, error) {
	if n == nil || !n.isMade() {
		return nil, errNoParams("ThreeLayerNet")
	}
	return marshalNet("ThreeLayerNet", n.Params())
}

// UnmarshalBinary makes n the net that MarshalBinary wrote. It fails for any other data and leaves n as it is.
func (n *ThreeLayerNet) UnmarshalBinary(data []byte) error {
	checkArgument(n != nil, "ThreeLayerNet.UnmarshalBinary", "the net", "nil", "a pointer to one")
	return decodeError("ThreeLayerNet", n.unmarshal(data))
}

func (n *ThreeLayerNet) unmarshal(data []byte) error {
	p, err := unmarshalNet(data, "ThreeLayerNet", 3)
	if err == nil {
		*n = *threeLayerNet(p)
	}
	return err
}

func errNoParams(kind string) error {
	return fmt.Errorf("dl: the %s has no parameters: make it with New%s", kind, kind)
}

func decodeError(kind string, err error) error {
	if err != nil {
		return fmt.Errorf("dl: decode %s: %w", kind, err)
	}
	return nil
}

// marshalNet writes the parameters of affine layers W1, b1, W2, b2, …
func marshalNet(kind string, params []*Param) ([]byte, error) {
	b := []byte(netMark)
	b = binary.LittleEndian.AppendUint32(b, netVersion)
	b = appendText(b, kind)
	for i, p := range params {
		if p == nil || p.Value == nil {
			return nil, fmt.Errorf("dl: encode %s: %s has no value", kind, paramName(i))
		}
		if i%2 == 1 && !fits(params[:i-1], params[i-1], p) {
			return nil, fmt.Errorf("dl: encode %s: %s %v and %s %v do not fit the layer before or each other", kind,
				params[i-1].Name, params[i-1].Shape(), p.Name, p.Shape())
		}
		rows, cols := p.Value.Dims()
		b = appendText(b, paramName(i))
		b = binary.LittleEndian.AppendUint32(b, uint32(rows))
		b = binary.LittleEndian.AppendUint32(b, uint32(cols))
		for i := range rows {
			for _, v := range p.Value.RawRowView(i) {
				b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
			}
		}
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

func appendText(b []byte, s string) []byte { return append(append(b, byte(len(s))), s...) }

// unmarshalNet reads the parameters of the given number of affine layers, which fit each other.
func unmarshalNet(data []byte, kind string, layers int) ([]*Param, error) {
	body, err := checkedBody(data)
	if err != nil {
		return nil, err
	}
	r := netReader{body}
	if found := r.text(); found != kind {
		return nil, fmt.Errorf("%w: a %.20q, not a %s", ErrNetKind, found, kind)
	}
	params := make([]*Param, 0, 2*layers)
	for i := range layers {
		w, b := r.param(paramName(2*i)), r.param(paramName(2*i+1))
		if w == nil || b == nil || !fits(params, w, b) {
			return nil, fmt.Errorf("%w: layer %d has no proper parameters", ErrNotNet, i+1)
		}
		b.Vector = true
		params = append(params, w, b)
	}
	if len(r.rest) > 0 {
		return nil, fmt.Errorf("%w: %d bytes too many", ErrNotNet, len(r.rest))
	}
	return params, nil
}

// netHead is how many bytes mark and version take.
const netHead = len(netMark) + 4

// checkedBody returns what stands between version and checksum, if both are right.
func checkedBody(data []byte) ([]byte, error) {
	if err := checkSizes(bytes.NewReader(data), int64(len(data))); err != nil {
		return nil, err
	}
	end := len(data) - sha256.Size
	if sha256.Sum256(data[:end]) != [sha256.Size]byte(data[end:]) {
		return nil, fmt.Errorf("%w: the checksum is wrong", ErrNetDamaged)
	}
	return data[netHead:end], nil
}

// checkSizes returns an error unless what r holds, size bytes, begins as a net of this version does, and the sizes of its
// parameters say that it is as long as it is. It reads mark, version, names and sizes, and none of the values.
func checkSizes(r io.ReaderAt, size int64) error {
	head := make([]byte, netHead)
	n, err := r.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if !bytes.HasPrefix(head[:n], []byte(netMark)) {
		return fmt.Errorf("%w: it begins with %.8q, not with %q", ErrNotNet, head[:n], netMark)
	}
	if size < int64(netHead+sha256.Size) {
		return fmt.Errorf("%w: only %d bytes", ErrNetDamaged, size)
	}
	if v := binary.LittleEndian.Uint32(head[len(netMark):]); v != netVersion {
		return fmt.Errorf("%w: format %d, this one reads %d", ErrNetVersion, v, netVersion)
	}
	body := size - int64(netHead+sha256.Size)
	said, err := saidSize(io.NewSectionReader(r, int64(netHead), body))
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || err == nil && said != body {
		return fmt.Errorf("%w: it has %d bytes, and parameters of other sizes", ErrNetDamaged, size)
	}
	return err
}

// mostParams is how many parameters a net has at most.
const mostParams = 6

// saidSize returns how long kind and parameters are by their own words. Where they end before that, it fails with io.EOF or
// io.ErrUnexpectedEOF.
func saidSize(r *io.SectionReader) (int64, error) {
	at := func() int64 {
		at, _ := r.Seek(0, io.SeekCurrent) // which cannot fail
		return at
	}
	skipText := func() error {
		var length uint8
		err := binary.Read(r, binary.LittleEndian, &length)
		_, seekErr := r.Seek(int64(length), io.SeekCurrent)
		return errors.Join(err, seekErr)
	}
	err := skipText()
	for n := 0; err == nil && n < mostParams && at() < r.Size(); n++ {
		var size struct{ Rows, Cols uint32 }
		if err := errors.Join(skipText(), binary.Read(r, binary.LittleEndian, &size)); err != nil {
			return 0, err
		}
		rows, cols := int64(size.Rows), int64(size.Cols)
		if rows > 0 && cols > r.Size()/8/rows {
			return 0, io.ErrUnexpectedEOF
		}
		_, err = r.Seek(8*rows*cols, io.SeekCurrent)
	}
	return at(), err
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

// param returns the next parameter, nil unless it has the given name and all its values are there.
func (r *netReader) param(name string) *Param {
	if r.text() != name {
		return nil
	}
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
