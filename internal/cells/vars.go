package cells

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"text/tabwriter"

	"dlfs/internal/words"
	"dlfs/nb/kept/manifest"
)

// commands executes the special commands as far as they concern what is kept, and blanks those that GoNB does not know.
func (w *rewriter) commands(source string) {
	w.source = source
	first, _, _ := strings.Cut(source, "\n")
	if wholeCell(trim(first)) {
		return
	}
	lines := strings.Split(source, "\n")
	inCommand := false
	for i, line := range lines {
		command := trim(line)
		special := !inCommand && len(command) > 1 && command[0] == '%'
		inCommand = (inCommand || special || len(command) > 1 && command[0] == '!') && strings.HasSuffix(command, `\`)
		if !special || inCommand {
			continue
		}
		parts := split(strings.TrimLeft(command[1:], " \t"))
		if len(parts) == 0 {
			continue
		}
		switch parts[0] {
		case "vars":
			w.list()
			lines[i] = strings.Repeat(" ", len(line))
		case "rm", "remove":
			lines[i] = w.remove(line, parts)
		case "reset":
			if len(parts) == 1 {
				w.change(manifest.Manifest{})
			}
		case "exec":
			if len(parts) > 1 {
				w.execs = parts[1]
			}
		case "args", "%", "main":
			w.args = w.args || len(parts) > 1
		}
	}
	w.source = strings.Join(lines, "\n")
	w.Code = w.source
	if c, _ := onMachine(w.state, w.number, w.source); c.Err == "" {
		w.state = c.State
	}
}

// change sets what is kept.
func (w *rewriter) change(m manifest.Manifest) {
	w.Kept, w.Changed = m, true
}

// forgets forgets a kept variable and reports whether there was one.
func (w *rewriter) forgets(name string) bool {
	m := w.Kept
	m.Groups = slices.Clone(m.Groups)
	found := m.Remove(name)
	n := len(m.Refused)
	m.Refused = slices.DeleteFunc(slices.Clone(m.Refused), func(r manifest.Refused) bool { return r.Name == name })
	if found = found || len(m.Refused) < n; found {
		w.change(m)
	}
	return found
}

// remove executes %rm as far as it is about what is kept, and returns what of the line is left to GoNB. The line keeps its
// length.
func (w *rewriter) remove(line string, parts []string) string {
	rest := parts[:1:1]
	for _, name := range parts[1:] {
		_, _, declared := w.state.Declared(name)
		declared = declared || slices.ContainsFunc(w.state.Imports, func(i Import) bool { return i.key() == name })
		found := w.forgets(name)
		if found {
			w.Shown = append(w.Shown, Output{Name: stdout, Text: fmt.Sprintf(". removed kept variable %s\n", name)})
		}
		if declared || !found {
			rest = append(rest, name)
		}
	}
	if len(rest) == len(parts) {
		return line
	}
	if len(rest) == 1 {
		return strings.Repeat(" ", len(line))
	}
	left := "%" + strings.Join(rest, " ")
	return left + strings.Repeat(" ", max(len(line)-len(left), 0))
}

// list shows what is kept.
func (w *rewriter) list() {
	var rows [][]string
	for _, g := range w.Kept.Groups {
		for _, v := range g.Vars {
			if !v.Gone {
				rows = append(rows, []string{v.Name, v.Shown, v.Shape, byteSize(v.Bytes)})
			}
		}
	}
	for _, r := range w.Kept.Refused {
		rows = append(rows, []string{r.Name, r.Shown, whyRefused(r.Name, r), ""})
	}
	slices.SortStableFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	if len(rows) == 0 {
		w.Shown = append(w.Shown, Output{Name: stdout, Text: words.Advice.Sprintf("no variables are kept") + "\n"})
		return
	}
	var table, plain strings.Builder
	table.WriteString("<table><tr><th>Name</th><th>Type</th><th>Shape</th><th>Size</th></tr>\n")
	columns := tabwriter.NewWriter(&plain, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		table.WriteString("<tr>")
		for _, cell := range row {
			table.WriteString("<td>" + html.EscapeString(cell) + "</td>")
		}
		table.WriteString("</tr>\n")
		fmt.Fprintln(columns, strings.Join(row, "\t"))
	}
	table.WriteString("</table>")
	columns.Flush()
	w.Shown = append(w.Shown, Output{htmlText, table.String(), plain.String()})
}

// byteSize writes an amount of memory.
func byteSize(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1e6:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1e9:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}
