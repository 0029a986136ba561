package dl

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"
)

var (
	_ gob.GobEncoder = (*TwoLayerNet)(nil)
	_ gob.GobDecoder = (*TwoLayerNet)(nil)
)

// GobEncode writes the parameters, so that a net can travel from one notebook cell to the next. Gradients are not
// written: they belong to a batch that the next cell does not have. It returns an error if n has no parameters because
// NewTwoLayerNet did not make it.
func (n *TwoLayerNet) GobEncode() ([]byte, error) {
	if n.w1 == nil {
		return nil, errors.New("dl: encode TwoLayerNet: the net has no parameters, make it with NewTwoLayerNet")
	}
	return encodeParams(n.Params())
}

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

// storedMatrix is a matrix as gob writes it. mat.Dense has an encoding of its own, whose decoder trusts the size that
// it reads: damaged data make it panic.
type storedMatrix struct {
	Rows, Cols int
	Data       []float64 // row-major
}

func encodeParams(params []*Param) ([]byte, error) {
	stored := make([]storedMatrix, len(params))
	for i, p := range params {
		rows, cols := p.Value.Dims()
		stored[i] = storedMatrix{rows, cols, mat.DenseCopyOf(p.Value).RawMatrix().Data}
	}
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(stored)
	return b.Bytes(), err
}

// decodeMatrices reads n matrices of at least one entry.
func decodeMatrices(data []byte, n int) ([]*mat.Dense, error) {
	var stored []storedMatrix
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&stored); err != nil {
		return nil, err
	}
	if len(stored) != n {
		return nil, fmt.Errorf("%d matrices, want %d", len(stored), n)
	}
	values := make([]*mat.Dense, n)
	for i, m := range stored {
		size := len(m.Data) // compared by division: Rows·Cols may overflow
		if size == 0 || m.Rows < 1 || m.Cols < 1 || size%m.Rows != 0 || size/m.Rows != m.Cols {
			return nil, fmt.Errorf("matrix %d of size %d×%d has %d entries", i, m.Rows, m.Cols, size)
		}
		values[i] = mat.NewDense(m.Rows, m.Cols, m.Data)
	}
	return values, nil
}
