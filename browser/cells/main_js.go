// Cells is the part of the kernel in a browser that knows what the cells of a notebook mean. It is built for
// js/wasm, and gives the page one function, goCells, that takes and returns JSON.
package main

import (
	"encoding/json"
	"errors"
	"go/types"
	"os"
	"strings"
	"syscall/js"

	"dlfs/internal/advice"
	"dlfs/internal/cells"
	"dlfs/nb/kept/manifest"
)

// call is what the page asks, and answer what it gets; both travel as JSON. A field that the question does not need is
// left out.
type call struct {
	Do     string
	Lang   string // the learner's, as DLFS_LANG has it
	State  cells.State
	Kept   string // the manifest of the variables that are kept, before the cell
	Cell   int
	Source string
	Cursor int      // in bytes
	Said   string   // by the compiler, or by a program that has failed
	Status string   // of that program
	Cells  []string // of a page
}

type answer struct {
	Missing    []string // packages whose export data would have said more
	Result     cells.Result
	Kept       *keeping
	Completion cells.Completion
	Path, Name string // of what is inspected
	Text       string
	Needs      []cells.Need    // of the cells of a page
	Failure    *advice.Failure // of the cell, if it has failed
	Stopped    *advice.Failure // what an interrupt of this cell will be: nobody can be asked while the compiler works
}

// keeping is the manifest after a cell.
type keeping struct {
	Before string // if it does not compile: what its special commands left
	After  string // if it does, before it runs
}

func main() {
	var index cells.Index
	known := newArchives()
	js.Global().Set("goCells", js.FuncOf(func(_ js.Value, args []js.Value) any {
		var c call
		if err := json.Unmarshal([]byte(args[0].String()), &c); err != nil {
			panic(err) // The page is at fault.
		}
		c = withoutReturns(c)
		os.Setenv("DLFS_LANG", c.Lang)
		cell := advice.Cell{State: c.State, Number: c.Cell, Source: c.Source, Index: &index}
		var a answer
		known.missing = nil
		switch c.Do {
		case "index":
			if err := json.Unmarshal([]byte(c.Source), &index.Packages); err != nil {
				panic(err)
			}
		case "run":
			run(&a, c, cell, meaning(c, &index, known))
		case "compile":
			meant := meaning(c, &index, known)
			cell.State = c.State.WithKept(meant.Kept)
			a.Failure = new(advice.Compile(meant.Original(c.Said), cell))
		case "program":
			meant := meaning(c, &index, known)
			a.Failure = new(advice.Program(meant.Original(c.Said), c.Status, cell))
		case "status":
			a.Text = cells.Status(c.Source)
		case "needs":
			a.Needs = cells.Needs(c.Cells, &index)
		case "complete":
			a.Completion = cells.Complete(c.State.WithKept(keptBefore(c)), c.Source, c.Cursor, &index, known)
		case "inspect":
			a.Path, a.Name, a.Text = cells.Inspect(c.State.WithKept(keptBefore(c)), c.Source, c.Cursor, &index, known)
			if !index.Documents(a.Path, a.Name) {
				a.Path = ""
			}
		default:
			panic("goCells: cannot do " + c.Do)
		}
		a.Missing = known.missing
		text, err := json.Marshal(a)
		if err != nil {
			panic(err)
		}
		return string(text)
	}))
	select {}
}

// withoutReturns ends lines as Go does: a cell that was written elsewhere may have a carriage return at the end of each.
func withoutReturns(c call) call {
	before := c.Source[:min(c.Cursor, len(c.Source))]
	c.Cursor -= strings.Count(before, "\r\n")
	c.Source = strings.ReplaceAll(c.Source, "\r\n", "\n")
	return c
}

// meaning is the same whenever it is asked for: the page asks again where a cell has failed.
func meaning(c call, index *cells.Index, known types.Importer) cells.Rewritten {
	kept := keptBefore(c)
	return cells.Rewrite(c.State, c.Cell, c.Source, kept, index, known)
}

// keptBefore is what the page has kept before the cell.
func keptBefore(c call) manifest.Manifest {
	kept, err := manifest.Parse([]byte(c.Kept))
	if err != nil {
		return manifest.Manifest{} // What cannot be read is not kept, as after a new version of the page.
	}
	return kept
}

// run prepares a cell to be compiled.
func run(a *answer, c call, cell advice.Cell, meant cells.Rewritten) {
	a.Stopped = new(advice.Interrupted())
	a.Kept = &keeping{c.Kept, c.Kept}
	a.Result = cells.Result{State: c.State, Before: c.State, Shown: meant.Shown}
	if meant.Err != nil {
		a.Failure = rewriting(meant, cell)
		return
	}
	r := cells.Run(c.State, c.Cell, meant.Code, cell.Index)
	a.Failure = refusal(meant.Original(r.Err), meant.Code, cell)
	r.State = meant.Placed(r.State)
	r.Shown = append(meant.Shown, r.Shown...)
	r.Notes = append(meant.Notes, r.Notes...)
	for i, note := range r.Notes {
		r.Notes[i] = meant.Original(note)
	}
	a.Result = r
	if meant.Changed {
		a.Kept = &keeping{string(meant.Before.Encode()), string(meant.Kept.Encode())}
	}
}

// rewriting explains why a cell means nothing.
func rewriting(meant cells.Rewritten, cell advice.Cell) *advice.Failure {
	var syntax *cells.SyntaxError
	if errors.As(meant.Err, &syntax) {
		return new(advice.Compile(meant.Err.Error(), cell))
	}
	return new(advice.Refused(meant.Err.Error(), cell))
}

// refusal explains why a cell is not compiled, if there is a reason. It is named as the kernel in front of GoNB names it:
// what only a page refuses is a complaint of the compiler if it has a place, as a package that is not here has.
func refusal(why, code string, cell advice.Cell) *advice.Failure {
	if why == "" {
		return nil
	}
	_, everywhere := cells.After(cell.State, cell.Number, code)
	var syntax *cells.SyntaxError
	if errors.As(everywhere, &syntax) || everywhere == nil && strings.HasPrefix(why, "Cell[") {
		return new(advice.Compile(why, cell))
	}
	return new(advice.Refused(why, cell))
}
