package cells

import (
	"fmt"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// A collage is a text that is made of parts of a source, each in its own words, and of what is put between them.
type collage struct {
	source string
	text   strings.Builder
	parts  []part
}

// part is a part of a collage: what is copied is length bytes of the source, what is inserted stands for one place in it.
type part struct {
	at, from, length int
	copied           bool
}

// copy adds a part of the source.
func (c *collage) copy(from, to int) {
	if from >= to {
		return
	}
	c.parts = append(c.parts, part{c.text.Len(), from, to - from, true})
	c.text.WriteString(c.source[from:to])
}

// insert adds a text that stands for a place in the source.
func (c *collage) insert(text string, from int) {
	if text == "" {
		return
	}
	c.parts = append(c.parts, part{c.text.Len(), from, len(text), false})
	c.text.WriteString(text)
}

// edited adds a part of the source with changes to it, which are sorted.
func (c *collage) edited(from, to int, edits []edit) {
	for _, e := range edits {
		if e.from < from || e.to > to {
			continue
		}
		c.copy(from, e.from)
		c.insert(e.text, e.from)
		from = e.to
	}
	c.copy(from, to)
}

// edit puts a text in place of a part of the source.
type edit struct {
	from, to int
	text     string
}

// origin returns the offset in the source that an offset in the collage comes from.
func (c *collage) origin(offset int) int {
	i := sort.Search(len(c.parts), func(i int) bool { return c.parts[i].at > offset }) - 1
	if i < 0 {
		return 0
	}
	p := c.parts[i]
	if !p.copied {
		return p.from
	}
	return p.from + min(offset-p.at, p.length)
}

// copied reports whether an offset in the collage is in a part of the source.
func (c *collage) copied(offset int) bool {
	i := sort.Search(len(c.parts), func(i int) bool { return c.parts[i].at > offset }) - 1
	return i >= 0 && c.parts[i].copied
}

// offsetOf returns where in the collage a place in the source is.
func (c *collage) offsetOf(from int) int {
	for _, p := range c.parts {
		if p.copied && p.from <= from && from < p.from+p.length {
			return p.at + from - p.from
		}
	}
	return 0
}

// ends returns the offset in the source of what ends at an offset in the collage.
func (c *collage) ends(offset int) int {
	if offset == 0 {
		return c.origin(0)
	}
	i := sort.Search(len(c.parts), func(i int) bool { return c.parts[i].at >= offset }) - 1
	if i >= 0 && c.parts[i].copied {
		return c.parts[i].from + offset - c.parts[i].at
	}
	return c.origin(offset)
}

// offsetOf returns the offset of a line and a column, both from 1 as the compiler counts.
func offsetOf(text string, line, column int) int {
	offset := 0
	for ; line > 1; line-- {
		next := strings.IndexByte(text[offset:], '\n')
		if next < 0 {
			return len(text)
		}
		offset += next + 1
	}
	return min(offset+max(column-1, 0), len(text))
}

// Origin returns the place in the source of a place in Code. Without a column (0) it says the line alone.
func (r *Rewritten) Origin(line, column int) (int, int) {
	if r.origin == nil {
		return line, column
	}
	code := r.origin.text.String()
	offset := offsetOf(code, line, column)
	if column == 0 { // the line of what the source has in it
		end := offset + len(code[offset:])
		if next := strings.IndexByte(code[offset:], '\n'); next >= 0 {
			end = offset + next
		}
		for _, p := range r.origin.parts {
			if p.copied && p.at+p.length > offset && p.at < end {
				offset = max(p.at, offset)
				break
			}
		}
	}
	at := placeIn(r.origin.source, 0, min(r.origin.origin(offset), len(r.origin.source)))
	if column == 0 {
		at.Column = 0
	}
	return at.Line, at.Column
}

// ofKept is what the compiler says of the function that shows a cell's result, or keeps a variable.
var ofKept = regexp.MustCompile(` in (?:argument|call) to kept_\.\w+`)

var placePattern = regexp.MustCompile(`Cell\[(\d+)\]:(\d+)(?::(\d+))?`)

// Original returns the text with each place in Code, as Cell[n]:line or Cell[n]:line:column, replaced by its place in the
// source, and without what nobody has written. Places in other cells are left alone.
func (r *Rewritten) Original(said string) string {
	if r.origin == nil {
		return said
	}
	return placePattern.ReplaceAllStringFunc(ofKept.ReplaceAllString(said, ""), func(place string) string {
		m := placePattern.FindStringSubmatch(place)
		if m[1] != strconv.Itoa(r.number) {
			return place
		}
		line, _ := strconv.Atoi(m[2])
		column, _ := strconv.Atoi(m[3])
		line, column = r.Origin(line, column)
		if column == 0 {
			return fmt.Sprintf("Cell[%d]:%d", r.number, line)
		}
		return fmt.Sprintf("Cell[%d]:%d:%d", r.number, line, column)
	})
}

// Placed returns the state that Code has left, with the places of the source in it, and with what has been noted.
func (r *Rewritten) Placed(s State) State {
	s = s.clone()
	if s.Noted == nil && len(r.noted) > 0 {
		s.Noted = make(map[string]bool)
	}
	for _, name := range r.noted {
		s.Noted[name] = true
	}
	if r.origin == nil {
		return s
	}
	place := func(at *Place) {
		if at.Cell == r.number {
			at.Line, at.Column = r.Origin(at.Line, at.Column)
		}
	}
	for i := range s.Imports {
		place(&s.Imports[i].At)
	}
	for _, kind := range s.kinds() {
		for i := range *kind.decls {
			d := &(*kind.decls)[i]
			d.Made = d.Made || d.At.Cell == r.number && !r.origin.copied(offsetOf(r.Code, d.At.Line, d.At.Column))
			place(&d.At)
		}
	}
	return s
}
