package cells

import (
	"go/parser"
	"go/token"
	"strings"
)

// exec writes the main function of %exec, if what it calls uses variables of the file that are kept.
func (w *rewriter) exec() {
	text := &collage{source: w.layout.text}
	text.insert(beforeCell, 0)
	text.copy(0, len(w.source))
	file, err := parser.ParseFile(token.NewFileSet(), "", text.text.String(), 0)
	if err != nil {
		return // The caller's run reports it.
	}
	w.free, w.imported = freeIn(file, text), importsIn(file)
	w.declares(file)
	w.free.main[w.execs] = &use{alone: true}
	if w.Err = w.taken(); w.Err != nil || len(w.take.atFile) == 0 {
		return
	}
	c := &collage{source: w.source}
	c.insert("import kept_ \"dlfs/nb/kept\"; "+strings.TrimSuffix(w.take.imports(), " ")+"\n", 0)
	at := 0
	for line := range strings.Lines(w.source) {
		if rest, ok := strings.CutPrefix(trim(line), "%exec"); ok {
			c.insert("%args"+strings.TrimPrefix(strings.TrimLeft(rest, " \t"), w.execs), at)
		} else {
			c.copy(at, at+len(line))
		}
		at += len(line)
	}
	c.insert("\n"+w.take.globals()+beginMain+"flag.Parse(); defer kept_.Done(); "+w.take.code(nil)+w.execs+"() }\n", at)
	w.Code, w.origin = c.text.String(), c
}
