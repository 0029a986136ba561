package coverage

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Errors is how many errors of the sources are known: E-1 to E-30.
const Errors = 30

// A Place is a cell and the notebook that it stands in.
type Place struct {
	*Notebook
	*Cell
}

func (p Place) String() string { return p.Name() + "#" + p.ID }

// A Report says where each row is mirrored, and all that is amiss.
type Report struct {
	Rows     []Row
	Places   map[string][]Place // by row, in the order of the course
	Errors   map[int][]Place    // where a text names the error E-n
	Problems []string           // one sentence each
	missing  map[string]bool    // rows with a problem
}

// Covered counts the rows that are mirrored as they should be, or have a reason not to be.
func (r *Report) Covered() int { return len(r.Rows) - len(r.missing) }

// Survey holds the notebooks of the course against the rows.
func Survey(rows []Row, course []*Notebook) *Report {
	r := &Report{Rows: rows, Places: map[string][]Place{}, Errors: map[int][]Place{}, missing: map[string]bool{}}
	known := map[string]bool{}
	for _, row := range rows {
		known[row.ID] = true
	}
	for _, n := range course {
		for _, cell := range n.Cells {
			r.take(Place{n, cell}, known)
		}
	}
	for _, row := range rows {
		r.check(row)
	}
	for e := 1; e <= Errors; e++ {
		if len(r.Errors[e]) == 0 {
			r.complain("E-%d: no text mentions it", e)
		}
	}
	return r
}

func (r *Report) complain(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

var errorNumber = regexp.MustCompile(`\bE-(\d+)\b`)

// take notes what a cell mirrors and which errors it names.
func (r *Report) take(p Place, known map[string]bool) {
	for _, id := range p.Mirrors() {
		if !known[id] {
			r.complain("%s: it mirrors %s, which is no row", p, id)
		}
		if !slices.Contains(r.Places[id], p) {
			r.Places[id] = append(r.Places[id], p)
		}
	}
	if p.Type != "markdown" {
		return
	}
	for _, m := range errorNumber.FindAllStringSubmatch(string(p.Source), -1) {
		e, err := strconv.Atoi(m[1])
		if err != nil || e < 1 || e > Errors {
			r.complain("%s: it names %s, and there are E-1 to E-%d", p, m[0], Errors)
		} else if !slices.Contains(r.Errors[e], p) {
			r.Errors[e] = append(r.Errors[e], p)
		}
	}
}

// forms says what one of the cells must be like that mirror a row of a kind.
var forms = []struct {
	kind, want string
	has        func(*Cell) bool
}{
	{"code", "no code cell", func(c *Cell) bool { return c.Type == "code" }},
	{"formula", "no text with a formula", func(c *Cell) bool { return c.Type == "markdown" && strings.Contains(string(c.Source), "$") }},
	{"table", "no text with a table", func(c *Cell) bool { return c.Type == "markdown" && strings.Contains(string(c.Source), "|---") }},
}

func (r *Report) check(row Row) {
	places := r.Places[row.ID]
	complain := func(format string, args ...any) {
		r.complain("%s (%s): %s", row.ID, row.Title, fmt.Sprintf(format, args...))
		r.missing[row.ID] = true
	}
	switch {
	case len(places) == 0 && row.Reason == "":
		complain("no cell mirrors it, and no reason is stated")
		return
	case len(places) == 0:
		return
	case row.Reason != "":
		complain("%s mirrors it, so the stated reason has to go", places[0])
	}
	cells := make([]*Cell, len(places))
	for i, p := range places {
		cells[i] = p.Cell
	}
	for _, form := range forms {
		if row.is(form.kind) && !slices.ContainsFunc(cells, form.has) {
			complain("%s mirrors it, only %s", form.want, join(places))
		}
	}
	for _, want := range row.Wants {
		if !want.in(cells) {
			complain("%s is not in the outputs of %s", want, join(places))
		}
	}
}

func join(places []Place) string {
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = p.String()
	}
	return strings.Join(names, ", ")
}
