package kept

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
)

type First struct{ inner Inner }

type Inner struct{ N int }

// What a cell's program makes anew is found again by its name: errors.Is is true of an error that wraps it.
func TestKnown(t *testing.T) {
	needsSearch(t)
	dir := t.TempDir()
	defer func() {
		delete(known.name, "main.ErrX")
		delete(known.name, "main.table")
	}()
	old := fmt.Errorf("x: %w", io.EOF)
	table := &First{}
	cell(t, dir, func() {
		Known("main.ErrX", old)
		Known("main.table", table)
		Known("main.none", error(nil))
		Known("main.code", 3)
		Val("err", fmt.Errorf("wrapped: %w", old))
		Val("table", table)
		Val("inner", &table.inner) // is at the same address, and of another type
	})
	if m := read(t, dir); len(m.Refused) > 0 {
		t.Fatalf("%+v", m.Refused)
	}
	next, table := fmt.Errorf("x: %w", io.EOF), &First{}
	cell(t, dir, func() {
		Known("main.ErrX", next)
		Known("main.table", table)
		Slot[error]("err")
		Slot[*First]("table")
		Slot[*Inner]("inner")
		taken(t, "err", "table", "inner")
		if !errors.Is(Get[error]("err"), next) || Get[*First]("table") != table || Get[*Inner]("inner") == &table.inner {
			t.Error("it is another one")
		}
	})
	for name, change := range map[string]func(){
		"err holds what ErrX was, and this cell's program has no such variable of that type: run the cell that makes err again":      func() { delete(known.name, "main.ErrX") },
		"table holds what table was, and this cell's program has no such variable of that type: run the cell that makes table again": func() { Known("main.table", new(int)) },
	} {
		cell(t, dir, func() {
			change()
			Slot[error]("err")
			Slot[*First]("table")
			Slot[*Inner]("inner")
			if err := load(strings.Fields(name)[:1]); err == nil || err.Error() != name {
				t.Errorf("%v\nwant\n%s", err, name)
			}
			slots = make(map[string]*slot)
		})
	}
}

func TestKnownErrors(t *testing.T) {
	needsSearch(t)
	var errs []error
	all := []error{io.ErrShortWrite, io.ErrClosedPipe, os.ErrClosed, os.ErrDeadlineExceeded, fs.SkipDir, strconv.ErrRange, errors.ErrUnsupported}
	for _, err := range all {
		errs = append(errs, err, &fs.PathError{Op: "open", Err: err})
	}
	got := get[[]error](round(t, map[string]any{"errs": &errs}), "errs")
	for i, err := range all {
		if got[2*i] != err || !errors.Is(got[2*i+1], err) {
			t.Errorf("%v is another one", err)
		}
	}
}
