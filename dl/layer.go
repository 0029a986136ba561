package dl

import "gonum.org/v1/gonum/mat"

// Layer is a step of a net with a forward and a backward pass (chapter 5). AffineLayer, ReLULayer, SigmoidLayer, TanhLayer
// and Dropout are layers. So is any type of your own with these methods: NewSequential takes it into a net. One that treats
// each row alone can say so, for speed, as a RowLayer does.
//
// A layer remembers its latest input only, so use it in one place of one net. What Forward and Backward return belongs
// to the layer and is valid until the next call of the same method, so that a training step allocates nothing. A layer
// leaves its arguments unchanged. A layer serves one goroutine at a time.
type Layer interface {
	// Forward returns the layer's output, N×O, for x, N×I: a sample in each row.
	Forward(x mat.Matrix) *mat.Dense
	// Backward takes the upstream gradient dy, N×O: the gradient of the loss with respect to the output of the latest
	// Forward, dout in the book. It sets Grad of the parameters and returns the gradient with respect to the input, N×I.
	Backward(dy *mat.Dense) *mat.Dense
	// Params returns the parameters of the layer, none if it has nothing to learn. Each has a Grad of the shape of its
	// Value.
	Params() []*Param
}

// The compiler refuses these lines if a type lacks a method of Layer; they do nothing when the program runs.
var (
	_ Layer = (*AffineLayer)(nil)
	_ Layer = (*ReLULayer)(nil)
	_ Layer = (*SigmoidLayer)(nil)
	_ Layer = (*TanhLayer)(nil)
	_ Layer = (*Dropout)(nil)
)

// TrainingLayer is a layer for which training differs from inference, as Dropout is. A net calls ForwardTraining in
// Gradient, and Forward in Predict, Loss and Accuracy.
type TrainingLayer interface {
	Layer
	// ForwardTraining is Forward for training. The next Backward goes back through it.
	ForwardTraining(x mat.Matrix) *mat.Dense
}

// forwardLayer returns the layer's output for x. Only a TrainingLayer works differently in training.
func forwardLayer(l Layer, x mat.Matrix, training bool) *mat.Dense {
	if t, ok := l.(TrainingLayer); ok && training {
		return t.ForwardTraining(x)
	}
	return l.Forward(x)
}

// denseOf returns x as a dense matrix: x itself if it is one, or else a copy in the given memory.
func denseOf(x mat.Matrix, memory *mat.Dense) *mat.Dense {
	if d, ok := x.(*mat.Dense); ok {
		return d
	}
	rows, cols := x.Dims()
	sized(memory, rows, cols).Copy(x) // sized gives memory that shape
	return memory
}

// checkInput panics unless x is a matrix of at least one row and of the given number of columns, which may be anySize.
func checkInput(op string, x mat.Matrix, cols int) {
	checkMatrix(op, "x", x)
	rows, _ := x.Dims()
	checkArgument(rows > 0, op, "number of samples", rows, "at least 1")
	checkShape(op, "x", x, rows, cols)
}

// checkBackward panics unless there was a Forward, whose output was y, and dy has the shape of y.
func checkBackward(op string, dy, y *mat.Dense) {
	checkCalled(op, y)
	checkMatrix(op, "dy", dy)
	rows, cols := y.Dims()
	checkShape(op, "dy", dy, rows, cols)
}

// checkCalled panics with an ArgumentError unless there was a Forward, whose output was y.
func checkCalled(op string, y *mat.Dense) {
	checkArgument(!y.IsEmpty(), op, "number of calls of Forward before it", 0, "at least 1")
}
