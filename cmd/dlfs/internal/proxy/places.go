package proxy

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"dlfs/internal/cells"
)

// inFile matches a place in the file that GoNB makes of the cells, with any path in front.
var inFile = regexp.MustCompile(`[^\s"]*\bmain(?:_test)?\.go:(\d+)(?::(\d+))?`)

// inCells replaces places in GoNB's file with places in cells: in this cell they are those of what GoNB has got.
func (p *Proxy) inCells(said string, r *run) (text string) {
	defer func() {
		if why := recover(); why != nil { // A cell that we did not foresee must not end the kernel.
			p.warn(fmt.Errorf("cannot tell places: %v", why))
			text = said
		}
	}()
	if !inFile.MatchString(said) {
		return said
	}
	file := p.mainFile()
	if file == "" {
		return said
	}
	source, err := os.ReadFile(file)
	if err != nil {
		p.warn(err)
		return said
	}
	places := cells.Places(r.after, r.cell.Number, r.meant.Code, string(source))
	return inFile.ReplaceAllStringFunc(said, func(place string) string {
		parts := inFile.FindStringSubmatch(place)
		line, _ := strconv.Atoi(parts[1])
		column, _ := strconv.Atoi(parts[2]) // 0 where there is none
		return places(line, column)
	})
}

// mainFile is the file that GoNB has made of the cells, or "".
func (p *Proxy) mainFile() string {
	for _, name := range []string{"main.go", "main_test.go"} {
		if found, err := filepath.Glob(filepath.Join(p.folder, "gonb_*", name)); err == nil && len(found) > 0 {
			return found[0]
		}
	}
	return ""
}
