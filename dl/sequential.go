package dl

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// NewSequential returns a net of any layers, given in the order in which samples go through them. A SoftmaxWithLoss
// follows the last:
//
//	net := dl.NewSequential(
//		dl.NewAffine(784, 50, dl.Xavier, src), new(dl.TanhLayer),
//		dl.NewAffine(50, 10, dl.Xavier, src))
//
// A NamedLayer keeps its name. Other layers are named after their type, with a number, as in the book: Affine1, Tanh1,
// Affine2. NewSequential also renames the caller's parameters that are called W or b: in the first layer that has
// parameters they become W1 and b1, in the second W2 and b2.
//
// It panics with an ArgumentError if there are no layers, if one is nil or is given twice, if a parameter is nil or has no
// Value, or if two layers or two parameters have the same name. Whether the layers fit each other is checked when the first
// batch arrives.
func NewSequential(layers ...Layer) *LayerNet {
	const op = "NewSequential"
	checkArgument(len(layers) > 0, op, "number of layers", len(layers), "at least 1")
	n := new(LayerNet)
	counts := map[string]int{}
	withParams := 0
	for i, l := range layers {
		named, ok := l.(NamedLayer)
		if !ok {
			named.Layer = l
		}
		checkArgument(!isNilLayer(named.Layer), op, "layer "+strconv.Itoa(i+1), "nil", "a layer")
		kind := kindOf(named.Layer)
		counts[kind]++
		if named.Name == "" {
			named.Name = kind + strconv.Itoa(counts[kind])
		}
		if params := named.Params(); len(params) > 0 {
			withParams++
			numberParams(params, withParams)
		}
		n.layers = append(n.layers, named)
	}
	n.checkDistinct(op)
	return n
}

// kindOf returns the name of a layer's type without package and "Layer": "Affine".
func kindOf(l Layer) string {
	t := reflect.TypeOf(l)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := []rune(strings.TrimSuffix(t.Name(), "Layer"))
	if len(name) == 0 {
		return "Layer"
	}
	return strings.ToUpper(string(name[:1])) + string(name[1:])
}

// numberParams calls parameters W and b of layer i with parameters Wi and bi.
func numberParams(params []*Param, i int) {
	for _, p := range params {
		if p != nil && (p.Name == "W" || p.Name == "b") {
			p.Name += strconv.Itoa(i)
		}
	}
}

// addressOf returns a pointer to a layer that has memory, nil for others.
func addressOf(l Layer) any {
	if t := reflect.TypeOf(l); t.Kind() == reflect.Pointer && t.Elem().Size() > 0 {
		return l
	}
	return nil
}

// checkDistinct panics with an ArgumentError if a layer is given twice, or two layers or two parameters have the same name.
func (n *LayerNet) checkDistinct(op string) {
	layers, params := map[string]bool{}, map[string]bool{}
	numbers := map[any]int{}
	for i, l := range n.layers {
		if at := addressOf(l.Layer); at != nil {
			before := numbers[at]
			checkArgument(before == 0, op, "layer "+strconv.Itoa(i+1), "layer "+strconv.Itoa(before)+" again", "a layer of its own")
			numbers[at] = i + 1
		}
		checkArgument(!layers[l.Name], op, "name of a layer", l.Name, "a name of its own")
		layers[l.Name] = true
		for _, p := range l.Params() {
			p.checkValue(op, "a parameter of "+l.Name)
			checkArgument(!params[p.Name], op, "name of a parameter of "+l.Name, fmt.Sprintf("%q", p.Name), "a name of its own")
			params[p.Name] = true
		}
	}
}

// isNilLayer reports whether l is no layer: nil, or a pointer that is nil.
func isNilLayer(l Layer) bool {
	v := reflect.ValueOf(l)
	return l == nil || v.Kind() == reflect.Pointer && v.IsNil()
}

// outputWidth returns how many columns a layer's output has, given how many its input has, or anySize if only the layer
// knows. It panics if the layer does not take such an input.
func outputWidth(op string, l Layer, inputWidth int) int {
	if a, ok := l.(*AffineLayer); ok {
		a.checkParams(op, inputWidth)
		_, outputs := a.W.Value.Dims()
		return outputs
	}
	return sameWidth(l, inputWidth)
}

// sameWidth returns the output width of a layer without parameters: the width of its input, or anySize if only the
// layer knows.
func sameWidth(l Layer, inputWidth int) int {
	switch l.(type) {
	case *ReLULayer, *SigmoidLayer, *TanhLayer, *Dropout:
		return inputWidth
	}
	return anySize
}
