// Litecells is the part of the kernel in a browser that knows what the cells of a notebook mean. It is built for
// js/wasm, and gives the page one function, goCells, that takes and returns JSON.
package main

import (
	"encoding/json"
	"syscall/js"

	"dlfs/cmd/litecells/internal/cells"
)

// call is what the page asks, and answer what it gets; both travel as JSON. A field that the question does not need is
// left out.
type call struct {
	Do     string
	State  cells.State
	Cell   int
	Source string
	Cursor int // in bytes
}

type answer struct {
	Result     cells.Result
	Completion cells.Completion
	Path, Name string // of what is inspected
	Text       string
}

func main() {
	var index cells.Index
	js.Global().Set("goCells", js.FuncOf(func(_ js.Value, args []js.Value) any {
		var c call
		if err := json.Unmarshal([]byte(args[0].String()), &c); err != nil {
			panic(err) // The page is at fault.
		}
		var a answer
		switch c.Do {
		case "index":
			if err := json.Unmarshal([]byte(c.Source), &index.Packages); err != nil {
				panic(err)
			}
		case "run":
			a.Result = cells.Run(c.State, c.Cell, c.Source, &index)
		case "complete":
			a.Completion = cells.Complete(c.State, c.Source, c.Cursor, &index)
		case "inspect":
			a.Path, a.Name, a.Text = cells.Inspect(c.State, c.Source, c.Cursor, &index)
		default:
			panic("goCells: cannot do " + c.Do)
		}
		text, err := json.Marshal(a)
		if err != nil {
			panic(err)
		}
		return string(text)
	}))
	select {}
}
