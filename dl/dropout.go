package dl

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"

	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// Dropout is a layer that replaces a random part of its input by 0 in training, a different part for each batch, so
// that a net cannot rely on any one of its neurons (section 6.4.3; Srivastava et al. 2014). In inference all numbers go
// through, multiplied by 1 - Ratio, because that is how much goes through on average in training. That is how the book
// does it. Most libraries use inverted dropout: they divide by 1 - Ratio in training and change nothing in inference.
//
//	dl.NewSequential(dl.NewAffine(784, 50, dl.He, src), new(dl.ReLULayer), &dl.Dropout{Ratio: 0.2, Src: src},
//		dl.NewAffine(50, 10, dl.He, src))
//
// A net's Gradient belongs to the thinned net, where some numbers are 0, but its Loss belongs to the full net. So
// CheckGradient finds a difference unless Ratio is 0. Save stores Ratio but not Src: set Src before you train a net
// that was loaded.
type Dropout struct {
	Ratio float64     // of the numbers dropped, from 0 to below 1; the book uses 0.5
	Src   rand.Source // draws what to drop; needed only in training

	y, dx, mask, copied mat.Dense
	isTraining          bool // in the latest Forward
}

var _ TrainingLayer = (*Dropout)(nil)

// ForwardTraining returns x with some numbers replaced by 0, each with the probability Ratio. It draws as many numbers from
// Src as x has. It panics with an ArgumentError if x is nil or has no rows, Ratio is not from 0 to below 1, or Src is nil.
func (l *Dropout) ForwardTraining(x mat.Matrix) *mat.Dense {
	const op = "Dropout.ForwardTraining"
	l.check(op, x)
	checkSource(op, l.Src)
	l.isTraining = true
	rows, cols := x.Dims()
	mask := sized(&l.mask, rows, cols)
	for i := range rows {
		for j, row := 0, mask.RawRowView(i); j < cols; j++ {
			row[j] = 0
			if uniform(l.Src) > l.Ratio {
				row[j] = 1
			}
		}
	}
	y := sized(&l.y, rows, cols)
	kernel.Multiply(y.RawMatrix(), denseOf(x, &l.copied).RawMatrix(), mask.RawMatrix())
	return y
}

// Forward returns x times 1 - Ratio. It panics with an ArgumentError if x is nil or has no rows, or if Ratio is not from 0
// to below 1.
func (l *Dropout) Forward(x mat.Matrix) *mat.Dense {
	l.check("Dropout.Forward", x)
	l.isTraining = false
	rows, cols := x.Dims()
	y := sized(&l.y, rows, cols)
	kernel.Scale(y.RawMatrix(), 1-l.Ratio, denseOf(x, &l.copied).RawMatrix())
	return y
}

// Backward returns the gradient with respect to x: after ForwardTraining, dy where the number went through and 0 where it
// was dropped; after Forward, dy times 1 - Ratio. It panics with a ShapeError if dy does not have the shape of the output,
// and with an ArgumentError if dy is nil or neither was called before.
func (l *Dropout) Backward(dy *mat.Dense) *mat.Dense {
	checkBackward("Dropout.Backward", dy, &l.y)
	rows, cols := dy.Dims()
	dx := sized(&l.dx, rows, cols)
	if l.isTraining {
		kernel.Multiply(dx.RawMatrix(), dy.RawMatrix(), l.mask.RawMatrix())
	} else {
		kernel.Scale(dx.RawMatrix(), 1-l.Ratio, dy.RawMatrix())
	}
	return dx
}

// Params returns nothing: there is nothing to learn.
func (l *Dropout) Params() []*Param { return nil }

func (l *Dropout) check(op string, x mat.Matrix) {
	checkInput(op, x, anySize)
	checkArgument(isRatio(l.Ratio), op, "Ratio", l.Ratio, "a number from 0 to below 1")
}

func isRatio(r float64) bool { return r >= 0 && r < 1 }

// MarshalBinary returns Ratio as bytes, for Save.
func (l *Dropout) MarshalBinary() ([]byte, error) {
	return binary.LittleEndian.AppendUint64(nil, math.Float64bits(l.Ratio)), nil
}

// UnmarshalBinary sets Ratio to what MarshalBinary wrote. For other data it fails and leaves l as it is.
func (l *Dropout) UnmarshalBinary(data []byte) error {
	if len(data) != 8 {
		return fmt.Errorf("dl: decode Dropout: %d bytes, want 8", len(data))
	}
	ratio := math.Float64frombits(binary.LittleEndian.Uint64(data))
	if !isRatio(ratio) {
		return fmt.Errorf("dl: decode Dropout: the ratio is %v, want a number from 0 to below 1", ratio)
	}
	l.Ratio = ratio
	return nil
}
