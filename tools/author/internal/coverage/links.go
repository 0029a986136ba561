package coverage

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	fences     = regexp.MustCompile("(?s)```.*?```")
	inlineCode = regexp.MustCompile("`[^`\n]*`")
	linkInText = regexp.MustCompile(`\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"]*")?\)|(?:href|src)="([^"]*)"`)
	heading    = regexp.MustCompile(`(?m)^#{1,6} +(.+?)[ #]*$`)
	markup     = regexp.MustCompile("[*`\\\\$]")
)

// links finds the links that lead neither to the web nor to a place in the mirror, which stands by itself.
func (c *check) links() {
	for _, cell := range c.Cells {
		if cell.Type != "markdown" {
			continue
		}
		text := inlineCode.ReplaceAllString(fences.ReplaceAllString(string(cell.Source), ""), "")
		for _, m := range linkInText.FindAllStringSubmatch(text, -1) {
			if target := m[1] + m[2]; !c.leads(target) {
				c.at(cell, "its link to %q leads to no heading or cell of this notebook", target)
			}
		}
	}
}

func (n *Notebook) leads(target string) bool {
	to, err := url.Parse(target)
	return err == nil && (to.IsAbs() || to.Path == "" && slices.ContainsFunc(n.Cells, func(c *Cell) bool { return c.isAt(to.Fragment) }))
}

// isAt says whether a fragment names the cell or a heading in it, as JupyterLab does.
func (c *Cell) isAt(fragment string) bool {
	if fragment == "cell-id="+c.ID {
		return true
	}
	if c.Type != "markdown" {
		return false
	}
	for _, m := range heading.FindAllStringSubmatch(fences.ReplaceAllString(string(c.Source), ""), -1) {
		if strings.ReplaceAll(markup.ReplaceAllString(m[1], ""), " ", "-") == fragment {
			return true
		}
	}
	return false
}
