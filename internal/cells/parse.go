package cells

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// declared is what one cell declares.
type declared struct {
	State
	main   string   // the source of the main function, "" if there is none
	at     Place    // where main begins
	locals []string // what a block in main declares
	kept   []string // what of main is kept
	notes  []string
}

// reader turns the syntax tree of a cell into declarations.
type reader struct {
	cell   int
	fset   *token.FileSet
	source string
	found  declared
	blanks int
}

// read takes the declarations of a cell. Its error has the position as Cell[number]:line:column.
func (r *reader) read(file *ast.File) (declared, error) {
	if err := r.refuse(file); err != nil {
		return declared{}, err
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			r.function(decl)
		case *ast.GenDecl:
			r.general(decl)
		}
	}
	r.found.notes = r.notes(file)
	return r.found, nil
}

func (r *reader) offset(pos token.Pos) int { return r.fset.PositionFor(pos, false).Offset }

func (r *reader) text(from, to token.Pos) string { return r.source[r.offset(from):r.offset(to)] }

func (r *reader) place(pos token.Pos) Place {
	p := r.fset.PositionFor(pos, false)
	return Place{r.cell, p.Line - 1, p.Column} // beforeCell is one line.
}

func (r *reader) function(f *ast.FuncDecl) {
	start := f.Pos()
	if f.Doc != nil {
		start = f.Doc.Pos()
	}
	name := f.Name.Name
	if f.Recv != nil && len(f.Recv.List) > 0 {
		name = Receiver(f.Recv.List[0].Type) + "~" + name
	}
	d := Decl{Names: []string{name}, Text: r.text(start, f.End()), Doc: f.Doc.Text(), At: r.place(start)}
	if name == "main" {
		r.found.main, r.found.at = d.Text, d.At
		if f.Body != nil {
			r.found.locals, r.found.kept = nestedNames(f.Body), keptIn(f.Body)
		}
		return
	}
	// GoNB makes an init of each init_something, so that a notebook may have several.
	if strings.HasPrefix(name, "init_") && f.Recv == nil {
		at := r.offset(f.Name.Pos()) - r.offset(start)
		d.Text = d.Text[:at] + "init" + d.Text[at+len(name):]
	}
	r.found.Funcs = add(r.found.Funcs, d)
}

// Receiver returns the name of a receiver's type: T of T, *T and *T[K, V].
func Receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.StarExpr:
		return Receiver(t.X)
	case *ast.ParenExpr:
		return Receiver(t.X)
	case *ast.IndexExpr:
		return Receiver(t.X)
	case *ast.IndexListExpr:
		return Receiver(t.X)
	}
	return "unknown"
}

func (r *reader) general(g *ast.GenDecl) {
	switch g.Tok {
	case token.IMPORT:
		for _, spec := range g.Specs {
			r.importSpec(spec.(*ast.ImportSpec))
		}
	case token.TYPE:
		for _, spec := range g.Specs {
			spec := spec.(*ast.TypeSpec)
			doc := spec.Doc
			if doc == nil {
				doc = g.Doc
			}
			r.found.Types = add(r.found.Types, Decl{
				Names: []string{spec.Name.Name}, Text: r.text(spec.Pos(), spec.End()), Doc: doc.Text(), At: r.place(spec.Pos()),
			})
		}
	case token.VAR:
		for _, spec := range g.Specs {
			spec := spec.(*ast.ValueSpec)
			if spec.Doc == nil {
				spec.Doc = g.Doc
			}
			r.variables(spec)
		}
	case token.CONST:
		r.constants(g)
	}
}

func (r *reader) importSpec(spec *ast.ImportSpec) {
	i := Import{Path: strings.Trim(spec.Path.Value, "\"`"), At: r.place(spec.Pos())}
	if spec.Name != nil {
		i.Alias = spec.Name.Name
	}
	r.found.addImport(i)
}

// variables takes the names of a spec apart, unless one value defines them together.
func (r *reader) variables(spec *ast.ValueSpec) {
	if len(spec.Names) == 1 || len(spec.Values) == 1 {
		r.addVariable(spec, spec.Names, r.text(spec.Pos(), spec.End()), spec.Pos())
		return
	}
	for i, name := range spec.Names {
		text := name.Name
		if spec.Type != nil {
			text += " " + r.text(spec.Type.Pos(), spec.Type.End())
		}
		if i < len(spec.Values) {
			text += " = " + r.text(spec.Values[i].Pos(), spec.Values[i].End())
		}
		r.addVariable(spec, spec.Names[i:i+1], text, name.Pos())
	}
}

func (r *reader) addVariable(spec *ast.ValueSpec, idents []*ast.Ident, text string, pos token.Pos) {
	d := Decl{Text: text, Doc: spec.Doc.Text(), At: r.place(pos)}
	for _, ident := range idents {
		name := ident.Name
		if name == "_" && len(idents) == 1 { // Each of these stays, for what its value does.
			r.blanks++
			name = fmt.Sprintf("_~%d.%d", r.cell, r.blanks)
		}
		d.Names = append(d.Names, name)
	}
	r.found.Vars = add(r.found.Vars, d)
}

// constants keeps a group together where a constant hangs on its place in it.
func (r *reader) constants(g *ast.GenDecl) {
	if !counts(g) {
		for _, spec := range g.Specs {
			spec := spec.(*ast.ValueSpec)
			if spec.Doc == nil {
				spec.Doc = g.Doc
			}
			for i, name := range spec.Names {
				text := name.Name
				if spec.Type != nil {
					text += " " + r.text(spec.Type.Pos(), spec.Type.End())
				}
				text += " = " + r.text(spec.Values[i].Pos(), spec.Values[i].End())
				r.found.Consts = add(r.found.Consts, Decl{
					Names: []string{name.Name}, Text: text, Doc: spec.Doc.Text(), At: r.place(name.Pos()),
				})
			}
		}
		return
	}
	start := g.Specs[0].Pos()
	if g.Lparen.IsValid() {
		start = g.Lparen
	}
	d := Decl{Text: r.text(start, g.End()), Doc: g.Doc.Text(), At: r.place(start)}
	if !g.Lparen.IsValid() {
		d.Text = "(" + d.Text + ")"
	}
	for _, spec := range g.Specs {
		for _, name := range spec.(*ast.ValueSpec).Names {
			if name.Name != "_" && !slices.Contains(d.Names, name.Name) { // The compiler will say that it is there twice.
				d.Names = append(d.Names, name.Name)
			}
		}
	}
	if len(d.Names) == 0 {
		return // Only blanks: nothing can hang on them.
	}
	r.found.Consts = add(r.found.Consts, d)
}

// counts reports whether some constant of the group has no value of its own, or one that depends on its place.
func counts(g *ast.GenDecl) bool {
	found := false
	for _, spec := range g.Specs {
		spec := spec.(*ast.ValueSpec)
		found = found || len(spec.Values) != len(spec.Names)
		for _, value := range spec.Values {
			ast.Inspect(value, func(n ast.Node) bool {
				ident, ok := n.(*ast.Ident)
				found = found || ok && ident.Name == "iota"
				return true
			})
		}
	}
	return found
}
