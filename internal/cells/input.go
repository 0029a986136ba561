package cells

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
)

// ReadsInput reports whether a program, given as the source of its only file, reads its standard input: whether the main
// function, or what it leads to, mentions os.Stdin or one of fmt's Scan, Scanln and Scanf. A declaration that is only
// remembered does not count, nor does a global variable that holds os.Stdin and is not used. A source that does not compile
// reads nothing, and where gonbui.RequestInput is called, GoNB itself asks.
func ReadsInput(source string) bool {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if err != nil {
		return false
	}
	r := inputSearch{names: map[string]string{}, bodies: map[string][]ast.Node{}, seen: map[string]bool{}}
	if requestsInput(file) {
		return false
	}
	for _, spec := range file.Imports {
		if path, _ := strconv.Unquote(spec.Path.Value); path == "os" || path == "fmt" {
			name := path
			if spec.Name != nil {
				name = spec.Name.Name
			}
			r.names[name] = path
		}
	}
	var values []ast.Node
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl: // methods as well: which type's a call means is not known here
			r.bodies[d.Name.Name] = append(r.bodies[d.Name.Name], d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if !ok || d.Tok != token.VAR {
					continue
				}
				values = append(values, v)
				for _, name := range v.Names {
					r.bodies[name.Name] = append(r.bodies[name.Name], v)
				}
			}
		}
	}
	return r.follow("main") || r.follow("init") || slices.ContainsFunc(values, r.calls)
}

// requestsInput reports whether the program calls gonbui.RequestInput, or a method of that name.
func requestsInput(file *ast.File) (found bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		found = found || ok && s.Sel.Name == "RequestInput"
		return !found
	})
	return found
}

// An inputSearch looks for what reads the standard input.
type inputSearch struct {
	names  map[string]string     // the packages os and fmt, by the names they are imported under
	bodies map[string][]ast.Node // what is declared, by name
	seen   map[string]bool
}

// follow reports whether what is declared under the name reads.
func (r *inputSearch) follow(name string) bool {
	if r.seen[name] {
		return false
	}
	r.seen[name] = true
	return slices.ContainsFunc(r.bodies[name], func(n ast.Node) bool { return r.reads(n, "Stdin") })
}

// calls reports whether a global variable's value comes from the input. To hold os.Stdin is not to read it.
func (r *inputSearch) calls(value ast.Node) bool { return r.reads(value, "") }

func (r *inputSearch) reads(n ast.Node, stdin string) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				switch member := n.Sel.Name; r.names[x.Name] {
				case "os":
					found = found || member == stdin
				case "fmt":
					found = found || member == "Scan" || member == "Scanln" || member == "Scanf"
				}
			}
		case *ast.ValueSpec:
			// The names of a variable are not uses of it.
			for _, value := range n.Values {
				found = found || r.reads(value, stdin)
			}
			return false
		case *ast.Ident:
			found = found || r.follow(n.Name)
		}
		return !found
	})
	return found
}
