package coverage

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Markdown is the report as a page that lies in the folder dir.
func (r *Report) Markdown(dir string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Coverage\n\n")
	fmt.Fprintf(&b, "What the five sources hold, and the cells that mirror it, in the source's own mirror and in the course: %d of %d rows. ",
		r.Covered(), len(r.Rows))
	fmt.Fprintf(&b, "`make coverage` writes this page.\n")
	source, section := "", ""
	for _, row := range r.Rows {
		if row.Source() != source {
			source, section = row.Source(), ""
			fmt.Fprintf(&b, "\n## %s\n", source)
		}
		if row.Section != section {
			section = row.Section
			fmt.Fprintf(&b, "\n### %s: %s\n\n| row | kind | source | what | cells |\n|---|---|---|---|---|\n", source, section)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", row.ID, strings.Join(row.Kinds, ", "), escape(row.Cell), escape(row.Title), r.where(row, dir))
	}
	fmt.Fprintf(&b, "\n## Errors of the sources\n\n| error | named in |\n|---|---|\n")
	for e := 1; e <= Errors; e++ {
		where := links(r.Errors[e], dir)
		if where == "" {
			where = "**nowhere**"
		}
		fmt.Fprintf(&b, "| E-%d | %s |\n", e, where)
	}
	return b.String()
}

func (r *Report) where(row Row, dir string) string {
	where := links(r.Places[row.ID], dir)
	if where == "" {
		where = escape(row.Reason)
	}
	if r.missing[row.ID] {
		where = strings.TrimSpace("**incomplete** " + where)
	}
	return where
}

// links names each notebook once and links to the cells in it. JupyterLab understands the fragment.
func links(places []Place, dir string) string {
	var b strings.Builder
	var last *Notebook
	for _, p := range places {
		if p.Notebook != last {
			if last != nil {
				b.WriteString("; ")
			}
			fmt.Fprintf(&b, "%s:", p.Name())
			last = p.Notebook
		}
		fmt.Fprintf(&b, " [%s](%s#cell-id=%s)", p.ID, relative(dir, p.Path), p.ID)
	}
	return b.String()
}

func relative(dir, path string) string {
	if short, err := filepath.Rel(dir, path); err == nil {
		path = short
	}
	return filepath.ToSlash(path)
}

func escape(s string) string { return strings.NewReplacer("|", `\|`, "[", `\[`, "]", `\]`).Replace(s) }
