package dl

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// layerTypes has the types that RegisterLayer was given, by their names.
var layerTypes = struct {
	sync.Mutex
	byName map[string]reflect.Type
}{byName: map[string]reflect.Type{}}

func init() {
	for _, l := range []Layer{new(AffineLayer), new(ReLULayer), new(SigmoidLayer), new(TanhLayer), new(Dropout)} {
		RegisterLayer(l)
	}
}

// RegisterLayer registers a layer's type, so that Load can make a LayerNet with such layers, as gob.Register does for
// gob. Call it before Load, with any layer of the type:
//
//	dl.RegisterLayer(new(myLayer))
//
// The layers of this package are registered. Load starts from the zero value of the type. If a layer has settings, its type
// must be an encoding.BinaryMarshaler and an encoding.BinaryUnmarshaler. If it has parameters, Params must return as many as
// were stored once the settings are read; Load then sets them.
//
// RegisterLayer panics with an ArgumentError if layer is nil or another type of the same name, such as *main.myLayer, is
// registered. It is safe for concurrent use.
func RegisterLayer(layer Layer) {
	layer = unnamed(layer)
	checkArgument(!isNilLayer(layer), "RegisterLayer", "layer", "nil", "a layer")
	t, name := reflect.TypeOf(layer), typeName(layer)
	layerTypes.Lock()
	defer layerTypes.Unlock()
	known := layerTypes.byName[name]
	checkArgument(known == nil || known == t, "RegisterLayer", "type of the layer", name, "one whose name is not taken by another type")
	layerTypes.byName[name] = t
}

// unnamed returns a layer without the name that a NamedLayer gives it.
func unnamed(l Layer) Layer {
	if named, ok := l.(NamedLayer); ok {
		return named.Layer
	}
	return l
}

// typeName returns the name of a layer's type with its package: "*dl.AffineLayer".
func typeName(l Layer) string { return reflect.TypeOf(l).String() }

// newLayer returns a new layer of a registered type, nil if there is none of that name.
func newLayer(name string) Layer {
	layerTypes.Lock()
	defer layerTypes.Unlock()
	if t := layerTypes.byName[name]; t != nil {
		return zeroOf(t)
	}
	return nil
}

// zeroOf returns the zero value of a type of layers, or a pointer to one.
func zeroOf(t reflect.Type) Layer {
	if t.Kind() == reflect.Pointer {
		return reflect.New(t.Elem()).Interface().(Layer)
	}
	return reflect.Zero(t).Interface().(Layer)
}

// MarshalBinary returns the layers as bytes, for Save and for gob: names, types, settings and parameters, without gradients.
// It fails if there are no layers or too many, a parameter has no value, parameters do not fit each other, a name is longer
// than 255 bytes, or a layer cannot write its settings.
func (n *LayerNet) MarshalBinary() ([]byte, error) {
	if !n.isMade() {
		return nil, errNoParams("LayerNet")
	}
	if err := n.checkStored(); err != nil {
		return nil, err
	}
	w := newNetWriter(layersFormat, "LayerNet")
	w.number(len(n.layers))
	for _, l := range n.layers {
		settings, err := settingsOf(l.Layer)
		if err != nil {
			return nil, fmt.Errorf("dl: encode LayerNet: %s: %w", l.Name, err)
		}
		w.text(l.Name)
		w.text(typeName(l.Layer))
		w.number(len(settings))
		w.b = append(w.b, settings...)
		w.number(len(l.Params()))
		for _, p := range l.Params() {
			w.b = append(w.b, vectorByte(p.Vector))
			w.array(p.Name, p.Value)
		}
	}
	return w.sealed()
}

func settingsOf(l Layer) ([]byte, error) {
	if m, ok := l.(encoding.BinaryMarshaler); ok {
		return m.MarshalBinary()
	}
	return nil, nil
}

func vectorByte(isVector bool) byte {
	if isVector {
		return 1
	}
	return 0
}

// checkStored returns an error unless every parameter has a value, and affine layers fit each other.
func (n *LayerNet) checkStored() error {
	if len(n.layers) > mostLayers {
		return fmt.Errorf("dl: encode LayerNet: %d layers are too many, %d can be stored", len(n.layers), mostLayers)
	}
	width := anySize
	for _, l := range n.layers {
		params := l.Params()
		if len(params) > mostLayerParams {
			return fmt.Errorf("dl: encode LayerNet: %d parameters of %s are too many, %d can be stored", len(params), l.Name, mostLayerParams)
		}
		for _, p := range params {
			if p == nil || p.Value == nil {
				return fmt.Errorf("dl: encode LayerNet: a parameter of %s has no value", l.Name)
			}
		}
		next, ok := fittingWidth(l.Layer, width)
		if !ok {
			return misfit("LayerNet", params[0], params[1])
		}
		width = next
	}
	return nil
}

// fittingWidth is outputWidth for layers whose parameters have values: instead of a panic it returns false.
func fittingWidth(l Layer, inputWidth int) (outputWidth int, ok bool) {
	a, ok := l.(*AffineLayer)
	if !ok {
		return sameWidth(l, inputWidth), true
	}
	rows, cols := a.W.Value.Dims()
	return cols, (inputWidth == anySize || rows == inputWidth) && fits(nil, a.W, a.B)
}

// UnmarshalBinary makes n the net that MarshalBinary wrote. If n has layers of the same types already, it gives them the
// settings and parameters of the stored ones; otherwise it makes new layers of registered types (see RegisterLayer). For any
// other data it fails, with the errors that Load names, and leaves n as it is. It panics with an ArgumentError if n is nil.
func (n *LayerNet) UnmarshalBinary(data []byte) error {
	checkArgument(n != nil, "LayerNet.UnmarshalBinary", "the net", "nil", "a pointer to one")
	stored, err := readLayers(data)
	if err == nil {
		err = n.take(stored)
	}
	if err != nil {
		return decodeError{"LayerNet", err}
	}
	return nil
}

// storedLayer is a layer as it is stored in a file.
type storedLayer struct {
	name, kind string
	settings   []byte
	params     []*Param
}

// readLayers reads the layers of a LayerNet of either version.
func readLayers(data []byte) ([]storedLayer, error) {
	version, r, err := checkedBody(data, "LayerNet")
	if err != nil {
		return nil, err
	}
	if version == arraysFormat {
		p, err := r.affineParams(2)
		if err != nil {
			return nil, err
		}
		affineType, reluType := typeName((*AffineLayer)(nil)), typeName((*ReLULayer)(nil))
		return []storedLayer{{"Affine1", affineType, nil, p[:2]}, {"ReLU1", reluType, nil, nil}, {"Affine2", affineType, nil, p[2:]}}, nil
	}
	stored := make([]storedLayer, r.size())
	for i := range stored {
		if err := r.layer(&stored[i]); err != nil {
			return nil, err
		}
	}
	if err := checkStoredNames(stored); err != nil {
		return nil, err
	}
	return stored, r.end()
}

// layer reads the next layer.
func (r *netReader) layer(l *storedLayer) error {
	l.name, l.kind = r.text(), r.text()
	l.settings = r.take(r.size())
	l.params = make([]*Param, r.size())
	for i := range l.params {
		vector := r.take(1)
		p := r.array()
		if p == nil || len(vector) != 1 || vector[0] > 1 || vector[0] == 1 && p.Shape()[0] != 1 {
			return fmt.Errorf("%w: layer %.40q has no proper parameters", ErrNotNet, l.name)
		}
		p.Vector = vector[0] == 1
		l.params[i] = p
	}
	return nil
}

// checkStoredNames returns an error if there are no layers, or two layers or parameters have the same name.
func checkStoredNames(stored []storedLayer) error {
	if len(stored) == 0 {
		return fmt.Errorf("%w: it has no layers", ErrNotNet)
	}
	layers, params := map[string]bool{}, map[string]bool{}
	for _, l := range stored {
		if layers[l.name] {
			return fmt.Errorf("%w: two layers are called %.40q", ErrNotNet, l.name)
		}
		layers[l.name] = true
		for _, p := range l.params {
			if params[p.Name] {
				return fmt.Errorf("%w: two parameters are called %.40q", ErrNotNet, p.Name)
			}
			params[p.Name] = true
		}
	}
	return nil
}

// take makes n a net of the stored layers. It keeps the layers that n has if their types are the same, and makes new
// ones otherwise. n changes only when everything is known to be right.
func (n *LayerNet) take(stored []storedLayer) error {
	if err := checkAffine(stored); err != nil {
		return err
	}
	layers := make([]NamedLayer, len(stored))
	hasSame := n.hasLayersOf(stored)
	for i, s := range stored {
		layer := newLayer(s.kind)
		if hasSame {
			layer = zeroOf(reflect.TypeOf(n.layers[i].Layer)) // for a trial
		}
		if err := s.fill(layer, hasSame); err != nil {
			return err
		}
		layers[i] = NamedLayer{s.name, layer}
	}
	if hasSame {
		for i, s := range stored {
			layers[i].Layer = n.layers[i].Layer
			if err := s.fill(layers[i].Layer, false); err != nil {
				return err
			}
		}
	}
	*n = LayerNet{layers: layers}
	return nil
}

// hasLayersOf reports whether the layers of n have the types of the stored ones, and as many parameters.
func (n *LayerNet) hasLayersOf(stored []storedLayer) bool {
	if len(n.layers) != len(stored) {
		return false
	}
	for i, s := range stored {
		l := n.layers[i].Layer
		if typeName(l) != s.kind || len(l.Params()) != len(s.params) || slices.Contains(l.Params(), nil) {
			return false
		}
	}
	return true
}

// checkAffine returns an error unless each stored affine layer has the parameters of one, and all of them fit each
// other.
func checkAffine(stored []storedLayer) error {
	width := anySize
	for _, s := range stored {
		l := newLayer(s.kind)
		if a, ok := l.(*AffineLayer); ok {
			if len(s.params) != 2 {
				return s.improper()
			}
			a.W, a.B = s.params[0], s.params[1]
		}
		next, ok := fittingWidth(l, width)
		if !ok {
			return s.improper()
		}
		width = next
	}
	return nil
}

func (s storedLayer) improper() error {
	return fmt.Errorf("%w: layer %.40q has no proper parameters", ErrNotNet, s.name)
}

// fill gives a layer the stored settings and, unless it is for a trial, the parameters.
func (s storedLayer) fill(l Layer, isTrial bool) error {
	if l == nil {
		name := strings.TrimPrefix(strings.TrimPrefix(s.kind, "*"), "main.")
		return fmt.Errorf("%w: %.40q is a %.40q: call dl.RegisterLayer(new(%.40s)) first, or load into a net that has these layers",
			ErrNetLayer, s.name, s.kind, name)
	}
	if u, ok := l.(encoding.BinaryUnmarshaler); ok {
		if err := u.UnmarshalBinary(s.settings); err != nil {
			return fmt.Errorf("%w: the settings of %.40q: %w", ErrNetLayer, s.name, err)
		}
	} else if len(s.settings) > 0 {
		return fmt.Errorf("%w: %.40q has settings, and a %.40q has no UnmarshalBinary to read them", ErrNetLayer, s.name, s.kind)
	}
	if isTrial {
		return nil
	}
	if a, ok := l.(*AffineLayer); ok && a.W == nil {
		a.W, a.B = s.params[0], s.params[1]
		return nil
	}
	params := l.Params()
	if len(params) != len(s.params) || slices.Contains(params, nil) {
		return fmt.Errorf("%w: %.40q has %d parameters, and a new %.40q has %d: load into a net that has these layers",
			ErrNetLayer, s.name, len(s.params), s.kind, len(params))
	}
	for i, p := range params {
		*p = *s.params[i]
	}
	return nil
}
