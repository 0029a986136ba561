package coverage

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Errors is how many errors of the sources are known: E-1 to E-38.
const Errors = 38

// Errata is the notebook of the course that lists them.
const Errata = "ch04_errata"

// A Place is a cell and the notebook that it stands in.
type Place struct {
	*Notebook
	*Cell
}

func (p Place) String() string { return p.label() + "#" + p.ID }

// A Report says where each row is mirrored, and all that is amiss.
type Report struct {
	Rows     []Row
	Places   map[string][]Place // by row: in the mirror, then in the course
	Errors   map[int][]Place    // where the errata or a mirror names the error E-n
	Problems []string           // one sentence each
	missing  map[string]bool    // rows with a problem
}

// Covered counts the rows that are mirrored as they should be, or have a reason not to be.
func (r *Report) Covered() int { return len(r.Rows) - len(r.missing) }

// Survey holds the mirrors, in all their languages, and the course against the rows. Mirrors must be whole; what the
// course mirrors beside them is only noted.
func Survey(rows []Row, mirrors, course []*Notebook) *Report {
	r := &Report{Rows: rows, Places: map[string][]Place{}, Errors: map[int][]Place{}, missing: map[string]bool{}}
	followed := map[string]string{}
	for _, n := range mirrors {
		problems, missing := checkMirror(n, rows)
		r.Problems = append(r.Problems, problems...)
		if n.language() != "en" {
			continue
		}
		if other := followed[n.source()]; other != "" {
			r.complain("%s: %s follows the same source", n.label(), other)
		}
		followed[n.source()] = n.label()
		for id := range missing {
			r.missing[id] = true
		}
		r.take(n, true)
	}
	for i, row := range rows {
		if followed[row.Source()] != "" {
			continue
		}
		r.missing[row.ID] = true
		if i == 0 || rows[i-1].Source() != row.Source() {
			r.complain("%s: no notebook in notebooks/mirrors/en follows %s", row.ID, row.Source())
		}
	}
	for _, n := range course {
		r.strangers(n)
		r.take(n, n.Name() == Errata)
	}
	for e := 1; e <= Errors; e++ {
		if len(r.Errors[e]) == 0 {
			r.complain("E-%d: neither the errata nor a mirror names it", e)
		}
	}
	return r
}

func (r *Report) complain(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// strangers finds the rows that a notebook mirrors and no source has.
func (r *Report) strangers(n *Notebook) {
	for _, cell := range n.Cells {
		for _, id := range cell.Mirrors() {
			if !slices.ContainsFunc(r.Rows, func(row Row) bool { return row.ID == id }) {
				r.complain("%s: it mirrors %s, which is no row", Place{n, cell}, id)
			}
		}
	}
}

var errorNumber = regexp.MustCompile(`\bE-(\d+)\b`)

// take notes where a notebook mirrors rows, and where it names errors if that counts.
func (r *Report) take(n *Notebook, counts bool) {
	for _, cell := range n.Cells {
		p := Place{n, cell}
		for _, id := range cell.Mirrors() {
			r.Places[id] = append(r.Places[id], p)
		}
		if cell.Type != "markdown" {
			continue
		}
		for _, m := range errorNumber.FindAllStringSubmatch(string(cell.Source), -1) {
			e, err := strconv.Atoi(m[1])
			if err != nil || e < 1 || e > Errors {
				r.complain("%s: it names %s, and there are E-1 to E-%d", p, m[0], Errors)
			} else if counts && !slices.Contains(r.Errors[e], p) {
				r.Errors[e] = append(r.Errors[e], p)
			}
		}
	}
}

func join(n *Notebook, cells []*Cell) string {
	names := make([]string, len(cells))
	for i, cell := range cells {
		names[i] = cell.ID
	}
	return n.label() + "#" + strings.Join(names, ", #")
}
