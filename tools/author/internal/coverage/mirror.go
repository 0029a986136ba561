package coverage

import (
	"fmt"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A check holds one mirror against the rows of its source.
type check struct {
	*Notebook
	rows     []Row
	problems []string
	missing  map[string]bool // rows with a problem
}

// checkMirror finds what is wrong with a mirror, one sentence each, and the rows that this is about.
func checkMirror(n *Notebook, rows []Row) (problems []string, missing map[string]bool) {
	c := &check{Notebook: n, missing: map[string]bool{}}
	for _, row := range rows {
		if row.Source() == n.source() {
			c.rows = append(c.rows, row)
		}
	}
	for i, cell := range n.Cells {
		above := &Cell{}
		if i > 0 {
			above = n.Cells[i-1]
		}
		c.cell(cell, above)
	}
	c.order()
	c.units()
	for _, row := range c.rows {
		c.row(row)
	}
	c.programs()
	c.links()
	return c.problems, c.missing
}

// source is the name of the source that a mirror follows: its own name begins with it.
func (n *Notebook) source() string {
	source, _, _ := strings.Cut(n.Name(), "_")
	return source
}

// at says what is wrong with a cell, and with the rows that it mirrors.
func (c *check) at(cell *Cell, format string, args ...any) {
	where := Place{c.Notebook, cell}.String()
	if rows := cell.Mirrors(); len(rows) > 0 {
		where += " (" + span(rows) + ")"
	}
	for _, id := range cell.Mirrors() {
		if c.index(id) >= 0 {
			c.missing[id] = true
		}
	}
	c.problems = append(c.problems, where+": "+fmt.Sprintf(format, args...))
}

// of says what is wrong with a row, in the given cells or in none.
func (c *check) of(row Row, cells []*Cell, format string, args ...any) {
	c.missing[row.ID] = true
	where := c.label()
	if len(cells) > 0 {
		where = join(c.Notebook, cells)
	}
	c.problems = append(c.problems, fmt.Sprintf("%s: %s (%s): %s", where, row.ID, row.Title, fmt.Sprintf(format, args...)))
}

// span is how a reader sees which rows a cell mirrors.
func span(rows []string) string {
	if len(rows) < 2 {
		return strings.Join(rows, "")
	}
	return rows[0] + " – " + rows[len(rows)-1]
}

// index is the place of a row in the source, -1 for an id that is none.
func (c *check) index(id string) int {
	return slices.IndexFunc(c.rows, func(r Row) bool { return r.ID == id })
}

func (c *check) unitOf(id string) string {
	if at := c.index(id); at >= 0 {
		return c.rows[at].unit()
	}
	return id
}

// cell checks what a cell says of itself, and that a reader sees it.
func (c *check) cell(cell, above *Cell) {
	for _, id := range cell.Mirrors() {
		if c.index(id) < 0 {
			c.at(cell, "it mirrors %s, which is no row of %s", id, c.source())
			return
		}
	}
	switch {
	case cell.isOurs():
	case cell.Type == "code" && len(cell.Mirrors()) == 0:
		c.at(cell, `it mirrors no row, and does not say "ours" in its metadata`)
	case cell.Type == "code":
		c.mark(cell, above)
	case len(cell.Mirrors()) > 0 && !strings.HasSuffix(string(cell.Source), "\n\n"+small(cell)):
		c.at(cell, "it must end with a blank line and %s", small(cell))
	}
}

func small(cell *Cell) string { return "<small>" + span(cell.Mirrors()) + "</small>" }

var (
	boldMark = regexp.MustCompile(`^\*\*([^*]+)\*\* `)
	digits   = regexp.MustCompile(`\d+`)
)

// mark checks that the cell above a code cell says which of the source's it is. Where the source has no code, as for a
// figure, a text that mirrors the same row shows it.
func (c *check) mark(cell, above *Cell) {
	row := c.rows[c.index(cell.Mirrors()[0])]
	if row.Cell == "" {
		return
	}
	found := boldMark.FindStringSubmatch(string(above.Source))
	if above.Type != "markdown" || found == nil || string(above.Source) != found[0]+small(cell) || !names(found[1], row.Cell) {
		c.at(cell, "the text above it must be the mark of %s and no more: **…** %s", row.Cell, small(cell))
	}
}

// names says whether a mark names a code cell of the source: In[34] as it is, block 5 in any language.
func names(mark, cell string) bool {
	mark = strings.ReplaceAll(mark, `\`, "")
	if strings.HasPrefix(cell, "In[") {
		return mark == cell
	}
	return slices.Equal(digits.FindAllString(mark, -1), digits.FindAllString(cell, -1))
}

// order checks that a cell mirrors one unit of the source, and stands behind none that comes later there.
func (c *check) order() {
	latest, last := 0, ""
	for _, cell := range c.Cells {
		if cell.isOurs() {
			continue
		}
		for i, id := range cell.Mirrors() {
			at := c.index(id)
			if at < 0 {
				continue
			}
			row := c.rows[at]
			unit := slices.IndexFunc(c.rows, func(r Row) bool { return r.unit() == row.unit() })
			switch {
			case i > 0 && c.unitOf(cell.Mirrors()[i-1]) != row.unit():
				c.at(cell, "it mirrors %s and %s, and one unit of the source is one cell", c.unitOf(cell.Mirrors()[i-1]), row.unit())
			case i > 0 && c.index(cell.Mirrors()[i-1]) >= at:
				c.at(cell, "it names %s after %s", id, cell.Mirrors()[i-1])
			case unit < latest:
				c.at(cell, "it mirrors %s and stands behind %s", id, last)
			default:
				latest, last = unit, id
			}
		}
	}
}

// units checks that each code cell of the source is one cell.
func (c *check) units() {
	for i, row := range c.rows {
		if row.Cell == "" || i > 0 && c.rows[i-1].Cell == row.Cell {
			continue
		}
		var cells []*Cell
		for _, cell := range c.Cells {
			isPart := func(id string) bool { return c.unitOf(id) == row.Cell }
			if cell.Type == "code" && !cell.isOurs() && slices.ContainsFunc(cell.Mirrors(), isPart) {
				cells = append(cells, cell)
			}
		}
		if len(cells) > 1 {
			c.of(row, cells, "%d code cells mirror %s, want 1", len(cells), row.Cell)
		}
	}
}

// row checks the cells that mirror a row.
func (c *check) row(row Row) {
	var texts, programs, ours []*Cell
	for _, cell := range c.Cells {
		switch {
		case !slices.Contains(cell.Mirrors(), row.ID):
		case cell.isOurs():
			ours = append(ours, cell)
		case cell.Type == "code":
			programs = append(programs, cell)
		default:
			texts = append(texts, cell)
		}
	}
	all := slices.Concat(texts, programs, ours)
	complain := func(format string, args ...any) { c.of(row, all, format, args...) }
	switch {
	case len(all) == 0 && row.Reason != "":
		return
	case len(all) == 0:
		complain("no cell mirrors it, and no reason is stated")
		return
	case row.Reason != "":
		complain("it is mirrored, so the stated reason has to go")
	}
	if row.Cell != "" && len(programs) == 0 {
		complain("no code cell mirrors it")
	}
	if len(texts) > 1 || row.Cell == "" && len(texts) == 0 {
		complain("%d texts mirror it, want 1", len(texts))
	}
	for _, form := range forms {
		if row.is(form.kind) && !slices.ContainsFunc(texts, func(cell *Cell) bool { return form.sign.MatchString(string(cell.Source)) }) {
			complain("no text with a %s mirrors it", form.kind)
		}
	}
	for _, want := range row.Wants {
		if !want.in(all) {
			complain("%s is not in the outputs", want)
		}
	}
}

// forms says what a text has that mirrors a row of a kind.
var forms = []struct {
	kind string
	sign *regexp.Regexp
}{
	{"formula", regexp.MustCompile(`\$`)},
	{"table", regexp.MustCompile(`(?m)^\|[ :|-]+\|$`)},
}

// programs checks that each code cell is Go, and that the functions, methods and types that it declares are used by it or
// further down.
func (c *check) programs() {
	k := kernel{files: token.NewFileSet()}
	declared := map[*Cell][]*declaration{}
	for _, cell := range c.Cells {
		if cell.Type != "code" {
			continue
		}
		p, err := parseProgram(k.files, string(cell.Source))
		if err != nil {
			c.at(cell, "its Go cannot be read: %v", err)
			continue
		}
		declared[cell] = p.decls
		k.run(p)
	}
	for _, cell := range c.Cells {
		c.unused(cell, declared[cell])
	}
}

func (c *check) unused(cell *Cell, declared []*declaration) {
	reasons := maps.Clone(cell.Metadata.DLFS.Unused)
	for _, d := range declared {
		if !d.mustBeUsed() {
			continue
		}
		for _, name := range d.names {
			reason, stated := reasons[name]
			delete(reasons, name)
			switch {
			case d.used && stated:
				c.at(cell, "%s is used, so the reason why it is not has to go", name)
			case !d.used && reason == "":
				c.at(cell, "it declares %s, which neither it nor a later cell uses, and no reason is stated", name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(reasons)) {
		c.at(cell, "it states why %s is not used, and does not declare it", name)
	}
}
