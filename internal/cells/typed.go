package cells

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// A Preparer is an importer that likes to know beforehand what it will be asked for.
type Preparer interface {
	types.Importer
	Prepare(paths []string)
}

// view is a cell and what is remembered, as one package with types.
type view struct {
	fset  *token.FileSet
	files []*ast.File // the cell, what is remembered
	info  types.Info
	pkg   *types.Package
	ident *ast.Ident // at the cursor
	stack []ast.Node // what it stands in, from the file on
}

// cursorName stands for the name at the cursor, which nothing else shall have.
const cursorName = "cursor_is_here_"

// look checks the types of the cell's file with the name at the offset. It returns nil if the parser finds no name there, or
// no whole file although it shall be whole.
func look(s State, source string, offset int, whole bool, index *Index, importer types.Importer) *view {
	v := &view{fset: token.NewFileSet()}
	const mode = parser.ParseComments | parser.AllErrors
	cell, err := parser.ParseFile(v.fset, "cell", source, mode)
	if cell == nil || err != nil && whole {
		return nil
	}
	ast.PreorderStack(cell, nil, func(n ast.Node, stack []ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok && v.fset.PositionFor(ident.Pos(), false).Offset == offset && v.ident == nil {
			v.ident, v.stack = ident, slices.Clone(stack)
		}
		return v.ident == nil
	})
	if v.ident == nil {
		return nil
	}
	remembered, _ := parser.ParseFile(v.fset, "state", s.declarations(), mode) // It was parsed before.
	v.files = []*ast.File{cell, remembered}
	v.withoutBodies()
	v.resolve(s, index, importer)
	v.info = types.Info{
		Types:      make(map[ast.Expr]types.TypeAndValue),
		Defs:       make(map[*ast.Ident]types.Object),
		Uses:       make(map[*ast.Ident]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection),
	}
	conf := types.Config{Importer: importer, Error: func(error) {}, DisableUnusedImportCheck: true}
	v.pkg, _ = conf.Check("main", v.fset, v.files, &v.info) // A cell that is being written has errors.
	return v
}

// declarations is the Go file of what is remembered, without imports.
func (s State) declarations() string {
	var b strings.Builder
	b.WriteString(beforeCell)
	for _, kind := range s.kinds() {
		for _, d := range *kind.decls {
			if kind.word != "func" {
				b.WriteString(kind.word + " ")
			}
			b.WriteString(d.Text + "\n")
		}
	}
	for _, v := range s.Kept {
		fmt.Fprintf(&b, "var %s %s\n", v.Name, v.Type)
	}
	return b.String()
}

// withoutBodies leaves only the body of the function that the cursor is in.
func (v *view) withoutBodies() {
	for _, file := range v.files {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && !slices.Contains(v.stack, ast.Node(f)) {
				f.Body = nil
			}
		}
	}
}

// resolve gives each file the imports that it needs: those of the cell, those that are remembered, and what is found.
func (v *view) resolve(s State, index *Index, importer types.Importer) {
	declared := make(map[string]bool)
	for _, file := range v.files {
		for _, decl := range file.Decls {
			for _, name := range declares(decl) {
				declared[name] = true
			}
		}
	}
	imports := s.clone()
	for _, kept := range s.Kept {
		for path, alias := range kept.Imports {
			imports.addImport(Import{Alias: alias, Path: path})
		}
	}
	for _, spec := range v.files[0].Imports {
		imports.addImportSpec(spec)
	}
	var paths []string
	for _, file := range v.files {
		file.Decls = slices.DeleteFunc(file.Decls, func(d ast.Decl) bool {
			g, ok := d.(*ast.GenDecl)
			return ok && g.Tok == token.IMPORT && !slices.Contains(v.stack, ast.Node(g))
		})
		for _, i := range needs(file, declared, imports.Imports, index) {
			paths = append(paths, i.Path)
			file.Decls = slices.Insert(file.Decls, 0, ast.Decl(i.decl()))
		}
	}
	if p, ok := importer.(Preparer); ok {
		slices.Sort(paths)
		p.Prepare(slices.Compact(paths))
	}
}

// needs returns the imports that the file needs.
func needs(file *ast.File, declared map[string]bool, imports []Import, index *Index) (all []Import) {
	needed := make(map[string][]string)
	for name, members := range takenFrom(file) {
		if !declared[name] {
			needed[name] = members
		}
	}
	for _, i := range imports {
		name := i.Alias
		if name == "" {
			name = index.name(i.Path)
		}
		if _, used := needed[name]; !used && name != "." {
			continue
		}
		delete(needed, name)
		all = append(all, Import{Alias: name, Path: i.Path})
	}
	for _, name := range sortedKeys(needed) {
		members := slices.DeleteFunc(needed[name], func(m string) bool { return m == cursorName || m == "_" })
		path := index.find(name, members)
		if path == "" {
			path = index.find(name, nil) // One of them is not written to its end, or wrong.
		}
		if path != "" {
			all = append(all, Import{Alias: name, Path: path})
		}
	}
	return all
}

func (i Import) decl() *ast.GenDecl {
	return &ast.GenDecl{Tok: token.IMPORT, Specs: []ast.Spec{&ast.ImportSpec{
		Name: ast.NewIdent(i.Alias), Path: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(i.Path)},
	}}}
}

// declares returns the names that a declaration gives to the package.
func declares(decl ast.Decl) (names []string) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Recv == nil {
			names = append(names, decl.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, spec.Name.Name)
			case *ast.ValueSpec:
				for _, ident := range spec.Names {
					names = append(names, ident.Name)
				}
			}
		}
	}
	return names
}

// takenFrom returns the names that stand before a dot and that nothing in the file declares, each with what is taken from
// it.
func takenFrom(file *ast.File) map[string][]string {
	free := make(map[*ast.Ident]bool)
	for _, ident := range file.Unresolved {
		free[ident] = true
	}
	taken := make(map[string][]string)
	ast.Inspect(file, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if ident, ok := selector.X.(*ast.Ident); ok && free[ident] {
				taken[ident.Name] = append(taken[ident.Name], selector.Sel.Name)
			}
		}
		return true
	})
	return taken
}

// selector returns the selection whose member the cursor is at, or nil.
func (v *view) selector() *ast.SelectorExpr {
	if x, ok := v.stack[len(v.stack)-1].(*ast.SelectorExpr); ok && x.Sel == v.ident {
		return x
	}
	return nil
}

// A candidate is a name that can stand at the cursor, with the type that it has there, or nil.
type candidate struct {
	name string
	typ  types.Type
}

// members returns what a dot behind x leads to, and whether anything is known of x.
func (v *view) members(x ast.Expr) (all []candidate, known bool) {
	if ident, ok := x.(*ast.Ident); ok {
		if name, ok := v.info.Uses[ident].(*types.PkgName); ok {
			return exported(name.Imported())
		}
	}
	tv, ok := v.info.Types[x]
	if !ok || tv.Type == nil || tv.IsVoid() || tv.Type == types.Typ[types.Invalid] {
		return nil, false
	}
	if tv.IsType() {
		return v.methods(tv.Type), true
	}
	t := tv.Type
	fields := make(map[string]bool)
	addFields(t, fields, make(map[types.Type]bool))
	addressable := tv.Addressable()
	for name := range fields {
		if field, _, _ := types.LookupFieldOrMethod(t, addressable, v.pkg, name); v.visible(field) {
			all = append(all, candidate{name, field.Type()})
		}
	}
	if _, pointer := t.Underlying().(*types.Pointer); addressable && !pointer && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	return append(all, v.methods(t)...), true
}

func exported(p *types.Package) (all []candidate, known bool) {
	scope := p.Scope()
	for _, name := range scope.Names() {
		if token.IsExported(name) {
			all = append(all, candidate{name, scope.Lookup(name).Type()})
		}
	}
	return all, len(all) > 0 // A package that could not be imported is empty.
}

// methods returns those that are not hidden by a field.
func (v *view) methods(t types.Type) (all []candidate) {
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		if m := set.At(i).Obj(); v.visible(m) {
			all = append(all, candidate{m.Name(), m.Type()})
		}
	}
	return all
}

func (v *view) visible(member types.Object) bool {
	return member != nil && member.Name() != cursorName && (member.Exported() || member.Pkg() == v.pkg)
}

// addFields adds the names of all fields, those of embedded ones too. Some may be hidden by others.
func addFields(t types.Type, fields map[string]bool, seen map[types.Type]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	s := structOf(t)
	if s == nil {
		return
	}
	for field := range s.Fields() {
		fields[field.Name()] = true
		if field.Embedded() {
			addFields(field.Type(), fields, seen)
		}
	}
}

// structOf returns the struct that t is or points to, or nil.
func structOf(t types.Type) *types.Struct {
	if pointer, ok := t.Underlying().(*types.Pointer); ok {
		t = pointer.Elem()
	}
	s, _ := t.Underlying().(*types.Struct)
	return s
}

// scope returns the names that mean something at the cursor.
func (v *view) scope() (all []candidate) {
	at := v.ident.Pos()
	seen := make(map[string]bool)
	for s := v.pkg.Scope().Innermost(at); s != nil; s = s.Parent() {
		for _, name := range s.Names() {
			obj := s.Lookup(name)
			local := s != types.Universe && s != v.pkg.Scope() && s.Parent() != v.pkg.Scope()
			if seen[name] || name == cursorName || !token.IsIdentifier(name) || local && obj.Pos() >= at {
				continue
			}
			seen[name] = true
			all = append(all, candidate{name, obj.Type()})
		}
	}
	return all
}

// fields returns those of the struct whose literal has the cursor in place of a field's name.
func (v *view) fields() (all []candidate) {
	parent := v.stack[len(v.stack)-1]
	if pair, ok := parent.(*ast.KeyValueExpr); ok && pair.Key == v.ident {
		parent = v.stack[len(v.stack)-2]
	}
	literal, ok := parent.(*ast.CompositeLit)
	if !ok || literal.Type == v.ident || v.info.Types[literal].Type == nil {
		return nil
	}
	if s := structOf(v.info.Types[literal].Type); s != nil {
		for field := range s.Fields() {
			if v.visible(field) && !has(literal, field.Name()) {
				all = append(all, candidate{field.Name(), field.Type()})
			}
		}
	}
	return all
}

func has(literal *ast.CompositeLit, field string) bool {
	return slices.ContainsFunc(literal.Elts, func(e ast.Expr) bool {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		key, ok := pair.Key.(*ast.Ident)
		return ok && key.Name == field
	})
}
