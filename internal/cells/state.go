package cells

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"

	"dlfs/nb/kept/manifest"
)

// A State is what is remembered of the cells that ran. The zero value is that of a new kernel.
type State struct {
	Imports []Import
	Consts  []Decl
	Types   []Decl
	Vars    []Decl
	Funcs   []Decl
	Locals  map[string]int  `json:",omitempty"` // what blocks in main functions declared, with the cell of the last: it is gone
	Kept    []KeptVar       `json:",omitempty"` // for completion and inspection: see WithKept
	Noted   map[string]bool `json:",omitempty"` // global variables of which a note has said that every cell starts with a fresh copy
}

// A KeptVar is a variable that is kept.
type KeptVar struct {
	Name, Type string
	Imports    map[string]string `json:",omitempty"` // path → alias in Type
}

// WithKept is the state with the names and types of what is kept, for Complete and Inspect. A name that the state declares
// means what it declares.
func (s State) WithKept(m manifest.Manifest) State {
	s.Kept = nil
	for _, g := range m.Groups {
		for _, v := range g.Vars {
			if _, _, declared := s.Declared(v.Name); !v.Gone && !declared {
				s.Kept = append(s.Kept, KeptVar{v.Name, v.Type, g.Imports})
			}
		}
	}
	return s
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
	Made  bool     `json:",omitempty"` // a variable that a rewritten cell declares for its file: At has another text, that which it is for
}

// A Place is a position in a cell.
type Place struct{ Cell, Line, Column int }

func (p Place) String() string { return fmt.Sprintf("%s:%d:%d", p.file(), p.Line, p.Column) }

func (p Place) file() string { return fmt.Sprintf("Cell[%d]", p.Cell) }

// clone returns a copy that can be changed without changing s.
func (s State) clone() State {
	return State{
		slices.Clone(s.Imports), slices.Clone(s.Consts), slices.Clone(s.Types), slices.Clone(s.Vars), slices.Clone(s.Funcs),
		maps.Clone(s.Locals), slices.Clone(s.Kept), maps.Clone(s.Noted),
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

// Made reports whether a rewritten cell has the import, for what is kept. Nobody wrote it, and nobody is shown it.
func (i Import) Made() bool { return strings.HasPrefix(i.Alias, "kept_") }

// Name is what the package is called in the cells, as far as its path tells.
func (i Import) Name() string {
	if i.Alias != "" {
		return i.Alias
	}
	return baseName(i.Path)
}

func (s *State) addImport(i Import) {
	s.Imports = slices.DeleteFunc(s.Imports, func(old Import) bool { return old.key() == i.key() })
	s.Imports = append(s.Imports, i)
}

// add puts d in place of what had one of its names.
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

// Declared returns the declaration of a name, a method's as T~M, and the keyword of its kind.
func (s State) Declared(name string) (d Decl, word string, ok bool) {
	for _, kind := range s.kinds() {
		for _, d := range *kind.decls {
			if slices.Contains(d.Names, name) {
				return d, kind.word, true
			}
		}
	}
	return Decl{}, "", false
}

// Names returns all that is declared.
func (s State) Names() []string {
	var all []string
	for _, kind := range s.kinds() {
		all = append(all, names(*kind.decls)...)
	}
	return all
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
