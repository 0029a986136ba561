package cells

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// A State is what is remembered of the cells that ran. The zero value is that of a new kernel.
type State struct {
	Imports []Import
	Consts  []Decl
	Types   []Decl
	Vars    []Decl
	Funcs   []Decl
}

// An Import is one import line.
type Import struct {
	Alias string // "" if none is written
	Path  string
	At    Place
}

// A Decl is a declaration, or several that can only be rendered together: constants that count with iota, and variables
// that one call defines.
type Decl struct {
	Names []string // what it declares; a method is T~M
	Text  string   // Go source: a function with its comment, a spec without its keyword, a group with its parentheses
	Doc   string   // the comment before it
	At    Place    // where Text begins
}

// A Place is a position in a cell.
type Place struct{ Cell, Line, Column int }

func (p Place) file() string { return fmt.Sprintf("Cell[%d]", p.Cell) }

// clone returns a copy that can be changed without changing s.
func (s State) clone() State {
	return State{
		slices.Clone(s.Imports), slices.Clone(s.Consts), slices.Clone(s.Types), slices.Clone(s.Vars), slices.Clone(s.Funcs),
	}
}

// key is the name by which %list and %rm know the import, and by which a later one replaces it.
func (i Import) key() string {
	switch i.Alias {
	case "":
		return baseName(i.Path)
	case ".", "_":
		return i.Alias + "~" + i.Path
	}
	return i.Alias
}

func (s *State) addImport(i Import) {
	s.Imports = slices.DeleteFunc(s.Imports, func(old Import) bool { return old.key() == i.key() })
	s.Imports = append(s.Imports, i)
}

// add puts d in the place of what had one of its names.
func add(decls []Decl, d Decl) []Decl {
	for _, name := range d.Names {
		decls, _ = remove(decls, name)
	}
	return append(decls, d)
}

// remove takes the name away and reports whether it was there. What is bound to it goes with it, but for constants, whose
// neighbours keep their value.
func remove(decls []Decl, name string) (rest []Decl, found bool) {
	i := slices.IndexFunc(decls, func(d Decl) bool { return name != "_" && slices.Contains(d.Names, name) })
	if i < 0 {
		return decls, false
	}
	if d := decls[i]; strings.HasPrefix(d.Text, "(") && len(d.Names) > 1 {
		decls = slices.Clone(decls)
		decls[i] = d.without(name)
		return decls, true
	}
	return slices.Delete(slices.Clone(decls), i, i+1), true
}

// without renames one of the constants of a group to _, so that the others count on.
func (d Decl) without(name string) Decl {
	const before = "package p; const "
	file, err := parser.ParseFile(token.NewFileSet(), "", before+d.Text, parser.SkipObjectResolution)
	if err != nil {
		panic(fmt.Sprintf("cells: a group that was parsed before: %v", err))
	}
	for _, spec := range file.Decls[0].(*ast.GenDecl).Specs {
		for _, ident := range spec.(*ast.ValueSpec).Names {
			if ident.Name == name {
				at := int(ident.Pos()) - 1 - len(before)
				d.Text = d.Text[:at] + "_" + d.Text[at+len(name):]
				d.Names = slices.DeleteFunc(slices.Clone(d.Names), func(n string) bool { return n == name })
				return d
			}
		}
	}
	panic("cells: a group without a name that it has: " + name)
}

// kind is one of the lists of a State.
type kind struct {
	title, word string
	decls       *[]Decl
}

func (s *State) kinds() []kind {
	return []kind{
		{"Constants", "const", &s.Consts}, {"Types", "type", &s.Types}, {"Variables", "var", &s.Vars}, {"Functions", "func", &s.Funcs},
	}
}

// names returns what %list shows of the declarations.
func names(decls []Decl) []string {
	var all []string
	for _, d := range decls {
		all = append(all, d.Names...)
	}
	slices.Sort(all)
	return all
}

// sorted returns the declarations in the order in which GoNB writes them: global variables that do not hang on each other
// come to life in this order.
func sorted(decls []Decl) []Decl {
	return slices.SortedFunc(slices.Values(decls), func(a, b Decl) int { return cmp.Compare(a.Names[0], b.Names[0]) })
}
