package cells

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// free is the names that a cell uses and does not declare.
type free struct {
	main, funcs map[string]*use
}

// use is how a name is used.
type use struct {
	at      int      // where first, in the cell
	members []string // what is taken from it
	alone   bool     // it is also used without a dot behind it
}

// freeIn finds the free names of a cell's file.
func freeIn(file *ast.File, text *collage) free {
	f := free{make(map[string]*use), make(map[string]*use)}
	unresolved := make(map[*ast.Ident]bool)
	for _, ident := range file.Unresolved {
		unresolved[ident] = true
	}
	main := mainOf(file)
	add := func(ident *ast.Ident) *use {
		names := f.funcs
		if main != nil && main.Pos() <= ident.Pos() && ident.Pos() < main.End() {
			names = f.main
		}
		u := names[ident.Name]
		if u == nil {
			u = &use{at: text.origin(int(ident.Pos()) - int(file.FileStart))}
			names[ident.Name] = u
		}
		return u
	}
	members := make(map[*ast.Ident]bool)
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if ident, ok := n.X.(*ast.Ident); ok && unresolved[ident] {
				members[ident] = true
				u := add(ident)
				u.members = append(u.members, n.Sel.Name)
			}
		case *ast.Ident:
			if unresolved[n] && !members[n] {
				add(n).alone = true
			}
		case *ast.CompositeLit:
			if !listed(n.Type) {
				break
			}
			for _, element := range n.Elts {
				if pair, ok := element.(*ast.KeyValueExpr); ok {
					if key, ok := pair.Key.(*ast.Ident); ok && key.Obj == nil {
						add(key).alone = true // The parser does not say whether this is the name of a field.
					}
				}
			}
		}
		return true
	})
	return f
}

// listed reports whether a literal of this type has values for keys.
func listed(t ast.Expr) bool {
	switch t.(type) {
	case *ast.MapType, *ast.ArrayType:
		return true
	}
	return false
}

// sight is a cell with the types of everything in it.
type sight struct {
	fset *token.FileSet
	file *ast.File
	text *collage
	main *ast.FuncDecl
	body *ast.BlockStmt // of the cell
	info types.Info
	pkg  *types.Package
	errs []types.Error

	short map[token.Pos]bool // functions that the compiler inlines
}

// check finds out the types of a cell in its frame.
func (w *rewriter) check(files *token.FileSet, file *ast.File, text *collage) *sight {
	l := &sight{fset: files, file: file, text: text, main: mainOf(file)}
	if list := l.main.Body.List; len(list) > 0 {
		l.body, _ = list[len(list)-1].(*ast.BlockStmt)
	}
	v := &view{fset: files}
	remembered, _ := parser.ParseFile(files, "state", w.without(file).declarations(), 0) // It was parsed before.
	l.short = make(map[token.Pos]bool)
	shortIn(file, l.short)
	shortIn(remembered, l.short)
	for _, decl := range remembered.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			f.Body = nil
		}
	}
	v.files = []*ast.File{file, remembered}
	importer := w.importer
	if importer == nil {
		importer = noImporter{}
	}
	v.resolve(w.state, w.index, importer)
	l.info = types.Info{
		Types:      make(map[ast.Expr]types.TypeAndValue),
		Defs:       make(map[*ast.Ident]types.Object),
		Uses:       make(map[*ast.Ident]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Implicits:  make(map[ast.Node]types.Object),
	}
	conf := types.Config{Importer: importer, Error: func(err error) {
		var e types.Error
		if errors.As(err, &e) {
			l.errs = append(l.errs, e)
		}
	}}
	l.pkg, _ = conf.Check("main", files, v.files, &l.info) // The compiler says what is wrong.
	return l
}

type noImporter struct{}

func (noImporter) Import(string) (*types.Package, error) {
	return nil, errors.New("no packages are known")
}

// without is the state without what the file declares again.
func (w *rewriter) without(file *ast.File) State {
	s := w.state.clone()
	for _, decl := range file.Decls {
		names := declares(decl)
		if f, ok := decl.(*ast.FuncDecl); ok {
			names = []string{funcKey(f)}
		}
		for _, name := range names {
			for _, kind := range s.kinds() {
				*kind.decls, _ = remove(*kind.decls, name)
			}
		}
	}
	return s
}

// offset returns the place in the cell of a position in its file.
func (l *sight) offset(pos token.Pos) int { return l.text.origin(int(pos) - int(l.file.FileStart)) }

// copied reports whether what is at a position in the cell's file is the cell's own.
func (l *sight) copied(pos token.Pos) bool { return l.text.copied(int(pos) - int(l.file.FileStart)) }

// end returns the place in the cell of the end of something in its file.
func (l *sight) end(pos token.Pos) int { return l.text.ends(int(pos) - int(l.file.FileStart)) }

// typeOf returns the type of an expression, or nil if it is not known.
func (l *sight) typeOf(x ast.Expr) types.Type {
	if t := l.info.TypeOf(x); t != nil && t != types.Typ[types.Invalid] {
		return t
	}
	return nil
}

// moreFree adds the keys of literals that turn out to be names, and reports whether there are any.
func (l *sight) moreFree(f free) (more bool) {
	ast.Inspect(l.file, func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if !ok || l.typeOf(literal) == nil || structOf(l.typeOf(literal)) != nil {
			return true
		}
		for _, element := range literal.Elts {
			pair, ok := element.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			key, ok := pair.Key.(*ast.Ident)
			if !ok || l.info.ObjectOf(key) != nil {
				continue
			}
			names := f.funcs
			if l.main.Pos() <= key.Pos() && key.Pos() < l.main.End() {
				names = f.main
			}
			if names[key.Name] == nil {
				names[key.Name] = &use{at: l.offset(key.Pos()), alone: true}
				more = true
			}
		}
		return true
	})
	return more
}

// reached returns the names of the state that the free names lead to: through functions, and from whatever runs in any case.
func (s State) reached(f free) map[string]bool {
	texts := make(map[string][]string) // of what a name means, with the methods that go by it
	var roots []string
	for _, kind := range s.kinds() {
		for _, d := range *kind.decls {
			for _, name := range d.Names {
				_, method, isMethod := strings.Cut(name, "~")
				if isMethod {
					name = method
				}
				texts[name] = append(texts[name], d.Text)
				if kind.word == "var" && strings.Contains(d.Text, "=") || strings.HasPrefix(name, "init_") {
					roots = append(roots, namesOf(strings.Replace(d.Text, name, "", 1))...)
				}
			}
		}
	}
	seen := make(map[string]bool)
	waiting := slices.Concat(roots, slices.Collect(maps.Keys(f.main)), slices.Collect(maps.Keys(f.funcs)))
	for _, names := range []map[string]*use{f.main, f.funcs} {
		for _, u := range names {
			waiting = append(waiting, u.members...)
		}
	}
	for len(waiting) > 0 {
		name := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		if seen[name] || texts[name] == nil {
			continue
		}
		seen[name] = true
		for _, text := range texts[name] {
			waiting = append(waiting, namesOf(text)...)
		}
	}
	return seen
}

// namesOf returns the identifiers in a text.
func namesOf(text string) (names []string) {
	for l := range lexemes(text) {
		if l.tok == token.IDENT {
			names = append(names, l.literal)
		}
	}
	return names
}
