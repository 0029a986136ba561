package cells

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// A Need says which cells of a page have to run before a cell: by their places on the page, from 0.
type Need struct {
	Cells   []int // whose declarations and values it uses itself, all of them above it
	Methods []int // that declare methods of the types it declares: a cell that needs this one needs those above itself, too
}

// Needs finds what the cells of a page need of each other. It reads the cells without types: a name means what the nearest
// cell above declares under it, changed by the cells between that assign to it or call its methods for nothing else. A cell that
// cannot be read needs nothing.
func Needs(sources []string, index *Index) []Need {
	parts := make([]interplay, len(sources))
	for i, source := range sources {
		parts[i] = partOf(source)
	}
	needs := make([]Need, len(parts))
	for i, p := range parts {
		for name, used := range p.uses {
			needs[i].Cells = append(needs[i].Cells, providers(parts[:i], name, used.members, index)...)
		}
		slices.Sort(needs[i].Cells)
		needs[i].Cells = slices.Compact(needs[i].Cells)
		for j, other := range parts {
			if j != i && slices.ContainsFunc(other.receivers, func(t string) bool { return slices.Contains(p.declares, t) }) {
				needs[i].Methods = append(needs[i].Methods, j)
			}
		}
	}
	return needs
}

// interplay is what a cell has to do with others.
type interplay struct {
	declares  []string          // for later cells; what nb.Keep keeps, in quotes
	imports   map[string]string // name → path
	receivers []string          // the types of the methods that it declares
	uses      map[string]*use   // names of others
	changes   map[string]bool   // of them, those whose values may be others afterwards
}

// providers returns the cells that a name of a later one comes from.
func providers(above []interplay, name string, members []string, index *Index) (cells []int) {
	for i, p := range slices.Backward(above) {
		if slices.Contains(p.declares, name) {
			return append(cells, i)
		}
		if path, ok := p.imports[name]; ok {
			if index.find(name, members) != path {
				return []int{i}
			}
			return nil // The package is found without it.
		}
		if p.changes[name] {
			cells = append(cells, i)
		}
	}
	if index.find(name, members) != "" {
		return nil // It is a package, whose functions cells call.
	}
	return cells
}

func partOf(source string) interplay {
	l, _ := meaning(source)
	p := interplay{imports: make(map[string]string), uses: make(map[string]*use), changes: make(map[string]bool)}
	file, text, err := l.parse(token.NewFileSet(), 0, frame{}, l.tupleEdits(showProbe), parser.ParseComments)
	if err != nil {
		return p
	}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil {
			p.receivers = append(p.receivers, namesOfReceiver(f)...)
		}
		p.declares = append(p.declares, declares(decl)...)
	}
	main := mainOf(file)
	if main != nil && main.Body != nil {
		p.declares = append(p.declares, topNames(main.Body)...)
	}
	p.declares = slices.DeleteFunc(p.declares, func(name string) bool { return name == "main" || name == "_" })
	for _, i := range importsIn(file) {
		p.imports[i.Name()] = i.Path
	}
	names := freeIn(file, text)
	maps.Copy(p.uses, names.funcs)
	maps.Copy(p.uses, names.main)
	for name := range p.imports {
		delete(p.uses, name)
	}
	delete(p.uses, showProbe)
	p.findChanges(file)
	p.findKept(file)
	return p
}

func namesOfReceiver(f *ast.FuncDecl) (names []string) {
	ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok {
			names = append(names, ident.Name)
		}
		return len(names) == 0 // What follows are type parameters.
	})
	return names
}

// findChanges finds the names of others that statements may change.
func (p *interplay) findChanges(file *ast.File) {
	change := func(x ast.Expr) {
		if ident := rootOf(x); ident != nil && p.uses[ident.Name] != nil && slices.Contains(file.Unresolved, ident) {
			p.changes[ident.Name] = true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				change(x)
			}
		case *ast.IncDecStmt:
			change(n.X)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				change(n.Key)
				change(n.Value)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				change(n.X)
			}
		case *ast.ExprStmt:
			if call, ok := n.X.(*ast.CallExpr); ok {
				change(receiverOf(call))
			}
		case *ast.CallExpr:
			if method, ok := n.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "Forward" {
				change(method.X) // Layers keep what backward needs.
			}
		}
		return true
	})
}

// receiverOf returns the value whose method is called, or nil.
func receiverOf(call *ast.CallExpr) ast.Expr {
	if method, ok := call.Fun.(*ast.SelectorExpr); ok {
		return method.X
	}
	return nil
}

// rootOf returns the variable that a place in memory belongs to, as far as that can be seen.
func rootOf(x ast.Expr) *ast.Ident {
	switch x := x.(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return rootOf(x.X)
	case *ast.IndexExpr:
		return rootOf(x.X)
	case *ast.StarExpr:
		return rootOf(x.X)
	case *ast.ParenExpr:
		return rootOf(x.X)
	}
	return nil
}

// findKept finds what is handed on by nb.Keep and nb.Kept. Its names stand in quotes, so no variable has them.
func (p *interplay) findKept(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		name, ok := call.Args[0].(*ast.BasicLit)
		if !ok || name.Kind != token.STRING {
			return true
		}
		switch called := call.Fun.(type) {
		case *ast.SelectorExpr:
			if called.Sel.Name == "Keep" {
				p.declares = append(p.declares, name.Value)
			}
		case *ast.IndexExpr:
			if x, ok := called.X.(*ast.SelectorExpr); ok && strings.HasPrefix(x.Sel.Name, "Kept") && !slices.Contains(p.declares, name.Value) {
				p.uses[name.Value] = &use{}
			}
		}
		return true
	})
}
