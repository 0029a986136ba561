package coverage

import (
	"errors"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"dlfs/internal/cells"
)

// A program is a code cell, parsed.
type program struct {
	decls []*declaration
	body  *ast.FuncDecl // what stands below %%, as main; nil where nothing does
}

// A declaration at the top level of a cell.
type declaration struct {
	node ast.Decl
	keys []token.Pos // where the names stand that it declares
	// By name; that of a method is Type.method. GoNB keeps one declaration for each.
	names []string
	code  string       // without comments
	again *declaration // the same, declared once more in an earlier cell
	used  bool
}

// use says of the declaration that it is used, and of those that it only repeats.
func (d *declaration) use() {
	for ; d != nil; d = d.again {
		d.used = true
	}
}

// parseProgram reads the Go of a cell.
func parseProgram(files *token.FileSet, source string) (*program, error) {
	file, err := cells.Parse(files, source)
	var syntax *cells.SyntaxError
	if errors.As(err, &syntax) {
		return nil, fmt.Errorf("line %d: %s", syntax.At.Line, syntax.What)
	}
	if err != nil {
		return nil, err
	}
	p := &program{}
	for _, node := range file.Decls {
		switch d := declare(node); {
		case len(d.names) == 1 && d.names[0] == "main":
			p.body = node.(*ast.FuncDecl)
		case len(d.names) > 0:
			var code strings.Builder
			if err := printer.Fprint(&code, files, node); err != nil {
				return nil, err
			}
			d.code = code.String()
			p.decls = append(p.decls, d)
		}
	}
	return p, nil
}

// declare says what a declaration declares; an import declares nothing.
func declare(node ast.Decl) *declaration {
	d := &declaration{node: node}
	add := func(name *ast.Ident, receiver string) {
		d.names, d.keys = append(d.names, receiver+name.Name), append(d.keys, name.Pos())
	}
	switch node := node.(type) {
	case *ast.FuncDecl:
		add(node.Name, receiver(node))
	case *ast.GenDecl:
		for _, spec := range node.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				add(spec.Name, "")
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					add(name, "")
				}
			}
		}
	}
	return d
}

// receiver is the type of a method with a point behind it.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	return cells.Receiver(f.Recv.List[0].Type) + "."
}

// isVariable says whether GoNB sets something up for the declaration in every cell.
func (d *declaration) isVariable() bool {
	g, ok := d.node.(*ast.GenDecl)
	return ok && g.Tok == token.VAR
}

// mustBeUsed says whether the declaration is of a function, a method or a type.
func (d *declaration) mustBeUsed() bool {
	g, ok := d.node.(*ast.GenDecl)
	return !ok || g.Tok == token.TYPE
}

// A kernel is what GoNB knows after some cells.
type kernel struct {
	files *token.FileSet
	known []*declaration
}

// run marks the declarations that running a cell uses: its body and all variables start from what is known then.
func (k *kernel) run(p *program) {
	for _, d := range p.decls {
		k.known = slices.DeleteFunc(k.known, func(old *declaration) bool {
			if old.code == d.code {
				d.again = old
			}
			return slices.Contains(d.names, old.names[0])
		})
		k.known = append(k.known, d)
	}
	file := &ast.File{Name: ast.NewIdent("cell")}
	for _, d := range k.known {
		file.Decls = append(file.Decls, d.node)
	}
	if p.body != nil {
		file.Decls = append(file.Decls, p.body)
	}
	// Packages are not looked into, so much is undefined: what the cells themselves define is the point.
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Error: func(error) {}}
	_, _ = config.Check("cell", k.files, []*ast.File{file}, &info) // Each error has been handed over.
	u := user{k.known, info.Uses, map[*declaration]bool{}}
	if p.body != nil {
		u.use(p.body)
	}
	for _, d := range k.known {
		if d.isVariable() || d.names[0] == "init" {
			d.use()
			u.use(d.node)
		}
	}
}

// A user follows what a cell's program uses.
type user struct {
	known []*declaration
	uses  map[*ast.Ident]types.Object
	seen  map[*declaration]bool
}

func (u *user) use(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		name, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		object := u.uses[name]
		for _, d := range u.known {
			if object != nil && !u.seen[d] && d.isMeant(object) {
				u.seen[d] = true
				d.use()
				u.use(d.node)
			}
		}
		return true
	})
}

// isMeant says whether the name of an object leads to the declaration. A method of an interface leads to all methods of
// its name.
func (d *declaration) isMeant(object types.Object) bool {
	if slices.Contains(d.keys, object.Pos()) {
		return true
	}
	f, ok := object.(*types.Func)
	if !ok {
		return false
	}
	of := f.Signature().Recv()
	return of != nil && types.IsInterface(of.Type()) && strings.HasSuffix(d.names[0], "."+f.Name())
}
