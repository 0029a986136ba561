package frames

import "syscall/js"

// boardOf is the function by which the page takes (id, size, then) and calls then(answer, drawing), with one of the answers
// as a text and a Uint8Array or null. The first call for an id opens the board, each later one asks for a drawing, and one
// without a size closes it.
func boardOf() js.Value { return js.Global().Get("dlfsBoard") }

// A Board is the page's.
type Board struct {
	id   string
	size int
}

// OpenBoard returns the board with this id, whose drawings have size bytes, or nil if nobody can draw.
func OpenBoard(id string, size int) *Board {
	b := &Board{id, size}
	if boardOf().Type() != js.TypeFunction {
		return nil
	}
	if _, answer := b.Next(); answer != Open {
		return nil
	}
	return b
}

// Next waits for the learner. It returns nil and why if no drawing comes.
func (b *Board) Next() (drawing []byte, answer Answer) {
	answered := make(chan struct{})
	then := js.FuncOf(func(_ js.Value, args []js.Value) any {
		answer = Answer(args[0].String()[0])
		if answer == Drawn {
			drawing = make([]byte, b.size)
			js.CopyBytesToGo(drawing, args[1])
		}
		close(answered)
		return nil
	})
	defer then.Release()
	boardOf().Invoke(b.id, b.size, then)
	<-answered
	return drawing, answer
}

// Close says that the program wants no more.
func (b *Board) Close() { boardOf().Invoke(b.id, 0, nil) }
