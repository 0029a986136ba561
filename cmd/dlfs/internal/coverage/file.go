package coverage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// NotebookFile is the content of an ipynb file with these cells, none of them run.
func NotebookFile(cells []*Cell) (string, error) {
	type object = map[string]any
	list := make([]object, len(cells))
	for i, c := range cells {
		list[i] = object{"cell_type": c.Type, "id": c.ID, "metadata": c.Metadata, "source": c.Source}
		if c.Type == "code" {
			list[i]["execution_count"], list[i]["outputs"] = nil, []any{}
		}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err := encoder.Encode(object{
		"cells":          list,
		"metadata":       object{"kernelspec": object{"display_name": "Go (dlfs)", "language": "go", "name": "dlfs"}},
		"nbformat":       4,
		"nbformat_minor": 5,
	})
	return b.String(), err
}

// SameCells says whether two notebooks differ only in what their cells have put out.
func SameCells(a, b []*Cell) bool {
	return slices.EqualFunc(a, b, func(x, y *Cell) bool {
		return x.Type == y.Type && x.ID == y.ID && x.Source == y.Source &&
			slices.Equal(x.Mirrors(), y.Mirrors()) && slices.Equal(x.Metadata.Tags, y.Metadata.Tags)
	})
}

// CheckMirror lists what is wrong with a mirror: rows that are missing though no reason is stated, and cells that stand
// before what comes before them in the source.
func CheckMirror(n *Notebook, source string, rows []Row) []string {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Source() != source })
	var problems []string
	missing := names{}
	for _, row := range rows {
		missing[row.ID] = row.Reason == ""
	}
	last := 0
	for _, cell := range n.Cells {
		first := slices.IndexFunc(rows, func(r Row) bool { return slices.Contains(cell.Mirrors(), r.ID) })
		if first < 0 {
			continue
		}
		for _, id := range cell.Mirrors() {
			missing[id] = false
		}
		if first < last && rows[first].group() != rows[last].group() {
			problems = append(problems, fmt.Sprintf("%s#%s: it mirrors %s and stands behind %s", n.Name(), cell.ID, rows[first].ID, rows[last].ID))
		}
		last = max(first, last)
	}
	var ids []string
	for _, id := range missing.sorted() {
		if missing[id] {
			ids = append(ids, id)
		}
	}
	if len(ids) > 0 {
		problems = append(problems, fmt.Sprintf("%s: no cell mirrors %s", n.Name(), strings.Join(ids, ", ")))
	}
	return problems
}
