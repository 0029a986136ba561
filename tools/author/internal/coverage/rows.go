package coverage

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Row is one unit of a source: something that it explains, computes, prints or draws.
type Row struct {
	ID      string   // S1-32: the source, and the row's number in it
	Kinds   []string // of concept, formula, code, output, figure and table
	Cell    string   // the source's code cell that it belongs to, such as In[34]; none for prose
	Section string
	Title   string
	Wants   []Want // what the cells that mirror it must show
	Reason  string // why no cell mirrors it
}

// Source is the name of the source, such as S1.
func (r Row) Source() string { return r.ID[:2] }

func (r Row) is(kind string) bool { return slices.Contains(r.Kinds, kind) }

// unit is what a cell mirrors: all rows of one code cell of the source, or one row that stands by itself.
func (r Row) unit() string {
	if r.Cell != "" {
		return r.Cell
	}
	return r.ID
}

var (
	rowID = regexp.MustCompile(`^S\d-\d{2,3}[a-z]?$`)
	kinds = []string{"concept", "formula", "code", "output", "figure", "table"}
)

const rowsHeader = "row\tkind\tcell\tsection\ttitle\twants\treason"

// ReadRows reads the rows of all sources from a file of tab-separated columns. A row without a section is in that of the
// row above.
func ReadRows(path string) ([]Row, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if lines[0] != rowsHeader {
		return nil, fmt.Errorf("%s:1: the columns are %q, want %q", path, lines[0], rowsHeader)
	}
	var rows []Row
	section, last := "", map[string]string{}
	for i, line := range lines[1:] {
		row, err := parseRow(line)
		if err == nil {
			next := following(row.Source(), last[row.Source()])
			if !slices.Contains(next, row.ID) {
				err = fmt.Errorf("the row is %s, want %s: rows stand in the source's order", row.ID, strings.Join(next, " or "))
			}
			last[row.Source()] = row.ID
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, i+2, err)
		}
		if row.Section != "" {
			section = row.Section
		}
		row.Section = section
		rows = append(rows, row)
	}
	return rows, nil
}

// following lists the ids that may stand behind last, which is empty before the first row of a source: the next number, or
// the same one with the next letter, for a unit that was found later.
func following(source, last string) []string {
	if last == "" {
		return []string{source + "-01"}
	}
	number, letter := strings.TrimRight(last[3:], "abcdefghijklmnopqrstuvwxyz"), byte('a')
	if end := last[len(last)-1]; end >= 'a' {
		letter = end + 1
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		panic(err) // The id has been read as one.
	}
	return []string{fmt.Sprintf("%s-%02d", source, n+1), fmt.Sprintf("%s-%s%c", source, number, letter)}
}

func parseRow(line string) (Row, error) {
	fields := strings.Split(line, "\t")
	columns := strings.Count(rowsHeader, "\t") + 1
	if len(fields) > columns {
		return Row{}, fmt.Errorf("the row has %d columns, want at most %d", len(fields), columns)
	}
	fields = append(fields, make([]string, columns-len(fields))...)
	row := Row{
		ID: fields[0], Kinds: strings.Split(fields[1], "+"), Cell: fields[2], Section: fields[3], Title: fields[4], Reason: fields[6],
	}
	if !rowID.MatchString(row.ID) {
		return Row{}, fmt.Errorf("%q is not a row id such as S1-32", row.ID)
	}
	for _, kind := range row.Kinds {
		if !slices.Contains(kinds, kind) {
			return Row{}, fmt.Errorf("%s is of the kind %q, want one of %s", row.ID, kind, strings.Join(kinds, ", "))
		}
	}
	var err error
	if row.Wants, err = parseWants(fields[5]); err != nil {
		return Row{}, fmt.Errorf("%s: %w", row.ID, err)
	}
	return row, row.complete()
}

// complete sees to it that what a source shows is asked for.
func (r Row) complete() error {
	shows := func(figure bool) bool {
		return slices.ContainsFunc(r.Wants, func(w Want) bool { return w.figure == figure })
	}
	switch {
	case r.Title == "":
		return fmt.Errorf("%s has no title", r.ID)
	case r.is("output") && !shows(false):
		return fmt.Errorf("%s is an output and wants no value", r.ID)
	case r.is("figure") && !shows(true):
		return fmt.Errorf("%s is a figure and wants none", r.ID)
	}
	return nil
}
