package dl

import (
	"bytes"
	"encoding/gob"
	"fmt"

	"gonum.org/v1/gonum/mat"
)

var (
	_ gob.GobEncoder = (*TwoLayerNet)(nil)
	_ gob.GobDecoder = (*TwoLayerNet)(nil)
)

// GobEncode writes the parameters, so that a net can travel from one notebook cell to the next. Gradients are not
// written: they belong to a batch that the next cell does not have.
func (n *TwoLayerNet) GobEncode() ([]byte, error) { return encodeParams(n.Params()) }

// GobDecode makes n the net that GobEncode wrote. It returns an error, and leaves n as it is, if data are not a net of
// two layers that fit each other.
func (n *TwoLayerNet) GobDecode(data []byte) error {
	values, err := decodeMatrices(data, 4)
	if err != nil {
		return fmt.Errorf("dl: decode TwoLayerNet: %w", err)
	}
	w1, b1, w2, b2 := values[0], values[1], values[2], values[3]
	_, hidden := w1.Dims()
	inner, classes := w2.Dims()
	if !hasShape(b1, 1, hidden) || inner != hidden || !hasShape(b2, 1, classes) {
		return fmt.Errorf("dl: decode TwoLayerNet: the shapes W1 %v, b1 %v, W2 %v and b2 %v do not fit each other",
			ShapeOf(w1), ShapeOf(b1), ShapeOf(w2), ShapeOf(b2))
	}
	*n = TwoLayerNet{
		w1: newWeights("W1", w1), b1: newBias("b1", hidden),
		w2: newWeights("W2", w2), b2: newBias("b2", classes),
	}
	n.b1.Value.Copy(b1)
	n.b2.Value.Copy(b2)
	return nil
}

func hasShape(m *mat.Dense, rows, cols int) bool {
	r, c := m.Dims()
	return r == rows && c == cols
}

func encodeParams(params []*Param) ([]byte, error) {
	values := make([]*mat.Dense, len(params))
	for i, p := range params {
		values[i] = p.Value
	}
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(values)
	return b.Bytes(), err
}

// decodeMatrices reads n matrices of at least one entry.
func decodeMatrices(data []byte, n int) ([]*mat.Dense, error) {
	var values []*mat.Dense
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&values); err != nil {
		return nil, err
	}
	if len(values) != n {
		return nil, fmt.Errorf("%d matrices, want %d", len(values), n)
	}
	for i, m := range values {
		if m == nil || m.IsEmpty() {
			return nil, fmt.Errorf("matrix %d is empty", i)
		}
	}
	return values, nil
}
