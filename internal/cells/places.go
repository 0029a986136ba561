package cells

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"strings"
)

// Places returns a function that maps a place in file to its place in the cells, as Cell[n]:line:column, or as Cell[n]:line
// for column 0. file is the program that GoNB has made of the state s and the cell. A place that no cell wrote becomes the
// cell as a whole.
func Places(s State, number int, source, file string) func(line, column int) string {
	m := placeMap{fallback: Place{Cell: number}}
	fset := token.NewFileSet()
	// A file with a syntax error still has declarations, and that error may be what we are placing.
	parsed, _ := parser.ParseFile(fset, "", file, parser.SkipObjectResolution)
	if parsed == nil {
		return m.find
	}
	known := s.byName()
	for _, decl := range parsed.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Name.Name == "main" && decl.Recv == nil {
				m.addMain(fset, decl, number, source)
			} else if at, ok := known[funcKey(decl)]; ok {
				m.add(fset, decl, at)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if at, ok := known[specKey(spec)]; ok {
					m.add(fset, spec, at)
				}
			}
		}
	}
	return m.find
}

// placeMap maps ranges of lines.
type placeMap struct {
	ranges   []placeRange
	fallback Place
}

type placeRange struct {
	first, last, column int // in the file
	at                  Place
}

func (m *placeMap) add(fset *token.FileSet, n ast.Node, at Place) {
	from, to := fset.Position(n.Pos()), fset.Position(n.End())
	m.ranges = append(m.ranges, placeRange{from.Line, to.Line, from.Column, at})
}

// addMain finds the body by its last statement, as GoNB may put one in front.
func (m *placeMap) addMain(fset *token.FileSet, main *ast.FuncDecl, number int, source string) {
	c, code := onMachine(State{}, number, source)
	found, err := c.read(code)
	if err != nil || found.main == "" {
		return
	}
	cell := token.NewFileSet()
	own, err := parser.ParseFile(cell, "", "package main\n"+found.main, parser.SkipObjectResolution)
	if err != nil || len(own.Decls) == 0 {
		return
	}
	ownMain := own.Decls[len(own.Decls)-1].(*ast.FuncDecl)
	if main.Body == nil || ownMain.Body == nil || len(main.Body.List) == 0 || len(ownMain.Body.List) == 0 {
		return
	}
	theirs, ours := main.Body.List, ownMain.Body.List
	last, ownLast := fset.Position(theirs[len(theirs)-1].Pos()), cell.Position(ours[len(ours)-1].Pos())
	// The line package main stands before the text, which begins in the line of at.
	first, column := last.Line-(ownLast.Line-2), 1
	if begin := fset.Position(main.Pos()); begin.Line == first {
		column = begin.Column
	}
	m.ranges = append(m.ranges, placeRange{first, fset.Position(main.End()).Line, column, found.at})
}

func (m placeMap) find(line, column int) string {
	at := m.fallback
	for _, r := range m.ranges {
		if r.first <= line && line <= r.last {
			at = r.at
			at.Line += line - r.first
			if line == r.first {
				at.Column += column - r.column
			} else {
				at.Column = column
			}
			break
		}
	}
	switch {
	case at.Line == 0:
		return fmt.Sprintf("Cell[%d]", at.Cell)
	case column == 0 || at.Column < 1:
		return fmt.Sprintf("Cell[%d]:%d", at.Cell, at.Line)
	}
	return fmt.Sprintf("Cell[%d]:%d:%d", at.Cell, at.Line, at.Column)
}

// byName returns the places of the state's declarations; a function's is that of the word func.
func (s State) byName() map[string]Place {
	known := make(map[string]Place)
	for _, kind := range s.kinds() {
		for _, d := range *kind.decls {
			at := d.At
			if kind.word == "func" {
				at.Line += strings.Count(d.Text[:funcOffset(d.Text)], "\n")
			}
			for _, name := range d.Names {
				known[name] = at
			}
			if strings.HasPrefix(d.Text, "(") && kind.word == "const" {
				maps.Copy(known, d.inGroup())
			}
		}
	}
	for _, i := range s.Imports {
		known["import "+i.Path] = i.At
	}
	return known
}

// inGroup returns the places of the constants in a group.
func (d Decl) inGroup() map[string]Place {
	const before = "package p; const "
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", before+d.Text, parser.SkipObjectResolution)
	if err != nil || len(file.Decls) == 0 {
		return nil
	}
	places := make(map[string]Place)
	for _, spec := range file.Decls[0].(*ast.GenDecl).Specs {
		p := fset.PositionFor(spec.Pos(), false)
		at := Place{d.At.Cell, d.At.Line + p.Line - 1, p.Column}
		if p.Line == 1 {
			at.Column += d.At.Column - 1 - len(before)
		}
		places[specKey(spec)] = at
	}
	delete(places, "_")
	return places
}

// funcOffset returns where a function's comment ends.
func funcOffset(text string) int {
	const before = "package p\n"
	file, err := parser.ParseFile(token.NewFileSet(), "", before+text, parser.SkipObjectResolution)
	if err != nil || len(file.Decls) == 0 {
		return 0
	}
	return int(file.Decls[0].Pos()) - 1 - len(before)
}

func funcKey(f *ast.FuncDecl) string {
	if f.Recv != nil && len(f.Recv.List) > 0 {
		return Receiver(f.Recv.List[0].Type) + "~" + f.Name.Name
	}
	return f.Name.Name
}

func specKey(spec ast.Spec) string {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		return spec.Name.Name
	case *ast.ValueSpec:
		return spec.Names[0].Name
	case *ast.ImportSpec:
		return "import " + strings.Trim(spec.Path.Value, "\"`")
	}
	return ""
}
