package cells

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Inspect says what the name at the cursor is, or behind a bracket that is open, what is called there. For what belongs to a
// package it returns the package's path and the name, a member of a type as T.M, whose documentation the caller may have;
// text is Markdown with what is known here: the declaration and comment of a name of the notebook, and with an importer
// the type of anything else.
func Inspect(s State, source string, cursor int, index *Index, importer types.Importer) (path, name, text string) {
	d := newDraft(source)
	at := nameAt(d.text, cursor)
	_, inText := textAt(d.text, cursor)
	if inText || at.start == at.end {
		end := callee(d.text, cursor)
		if end < 0 {
			return "", "", ""
		}
		at = nameAt(d.text, end)
	}
	name = source[at.start:at.end]
	if name == "" {
		return "", "", ""
	}
	if importer != nil {
		if v, obj := s.object(d, at, name, index, importer); obj != nil {
			return v.describe(s, obj)
		}
	}
	if at.dotted {
		if p := packageOf(s, d, at.before, name, index); at.before != "" && p != nil && p.Members[name] != "" {
			return p.Path, name, ""
		}
		return "", "", ""
	}
	for _, kind := range s.kinds() {
		for _, decl := range *kind.decls {
			if slices.Contains(decl.Names, name) {
				return "", name, decl.markdown(kind.word, "")
			}
		}
	}
	for _, v := range s.Kept {
		if v.Name == name {
			return "", name, "```go\nvar " + v.shown() + "\n```\n"
		}
	}
	if p := packageOf(s, d, name, "", index); p != nil {
		return p.Path, "", ""
	}
	return "", "", ""
}

// shown is the variable with its type as a user writes it.
func (v KeptVar) shown() string {
	typ := v.Type
	for path, alias := range v.Imports {
		typ = strings.ReplaceAll(typ, alias+".", baseName(path)+".")
	}
	return v.Name + " " + typ
}

// callee returns the end of the name of what is called around the cursor, or -1.
func callee(source string, cursor int) int {
	var open []int // for each open bracket, the end of the name before it or -1
	var last lexeme
	for l := range lexemes(source) {
		if l.start >= cursor {
			break
		}
		switch nesting(l.tok) {
		case 1:
			end := -1
			if l.tok == token.LPAREN && last.tok == token.IDENT {
				end = last.end
			}
			open = append(open, end)
		case -1:
			open = open[:max(len(open)-1, 0)]
		}
		last = l
	}
	for _, end := range slices.Backward(open) {
		if end >= 0 {
			return end
		}
	}
	return -1
}

// object finds what the name means: in the whole cell, or in what is written up to it.
func (s State) object(d draft, at spot, name string, index *Index, importer types.Importer) (*view, types.Object) {
	for _, cut := range []bool{false, true} {
		sketched, offset := d.sketch(at, name, cut)
		if v := look(s, sketched, offset, !cut, index, importer); v != nil {
			if obj := v.info.ObjectOf(v.ident); known(obj) {
				return v, obj
			}
		}
	}
	return nil, nil
}

func known(obj types.Object) bool {
	switch obj := obj.(type) {
	case nil:
		return false
	case *types.PkgName:
		return obj.Imported().Complete()
	case *types.Builtin:
		return true
	}
	return obj.Type() != nil && obj.Type() != types.Typ[types.Invalid]
}

// describe returns what Inspect does.
func (v *view) describe(s State, obj types.Object) (path, name, text string) {
	if obj, ok := obj.(*types.PkgName); ok {
		return obj.Imported().Path(), "", "```go\npackage " + obj.Imported().Name() + "\n```\n"
	}
	if f, ok := obj.(*types.Func); ok {
		obj = f.Origin()
	}
	text = "```go\n" + types.ObjectString(obj, v.qualifier) + "\n```\n"
	name = obj.Name()
	if owner := v.owner(obj); owner != "" {
		name = owner + "." + name
	}
	switch {
	case obj.Pkg() == nil:
		return "builtin", name, text
	case obj.Pkg() != v.pkg:
		if name == obj.Name() && obj.Parent() != obj.Pkg().Scope() {
			return "", name, text // a field of a type without a name
		}
		return obj.Pkg().Path(), name, text
	}
	if v.fset.PositionFor(obj.Pos(), false).Filename == "state" {
		if d, word, ok := s.Declared(strings.Replace(name, ".", "~", 1)); ok {
			return "", name, d.markdown(word, v.comment(obj))
		}
	}
	return "", name, text + v.doc(obj)
}

// qualifier writes a type of another package with that package's name.
func (v *view) qualifier(p *types.Package) string {
	if p == v.pkg {
		return ""
	}
	return p.Name()
}

// comment names the type of a variable, which its declaration may not say.
func (v *view) comment(obj types.Object) string {
	if _, ok := obj.(*types.Var); ok {
		return " // " + types.TypeString(obj.Type(), v.qualifier)
	}
	return ""
}

// owner returns the name of the type that a method or a field belongs to, or "".
func (v *view) owner(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.Func:
		if recv := obj.Signature().Recv(); recv != nil {
			return nameOf(recv.Type())
		}
	case *types.Var:
		if x := v.selector(); x != nil && obj.IsField() {
			return v.holder(v.info.Selections[x])
		}
	}
	return ""
}

// holder returns the name of the type that the selected field is declared in, past those that embed it.
func (v *view) holder(selection *types.Selection) string {
	if selection == nil {
		return ""
	}
	t := selection.Recv()
	for _, i := range selection.Index()[:len(selection.Index())-1] {
		s := structOf(t)
		if s == nil {
			return ""
		}
		t = s.Field(i).Type()
	}
	return nameOf(t)
}

func nameOf(t types.Type) string {
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}

// doc returns the comment of a function or a type that the cell declares.
func (v *view) doc(obj types.Object) string {
	for _, decl := range v.files[0].Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Name.Pos() == obj.Pos() {
				return "\n" + decl.Doc.Text()
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok && spec.Name.Pos() == obj.Pos() {
					return "\n" + decl.Doc.Text() + spec.Doc.Text()
				}
			}
		}
	}
	return ""
}

// markdown shows a declaration, a function without its body, with a comment in Go behind it.
func (d Decl) markdown(word, comment string) string {
	text := word + " " + d.Text
	if word == "func" {
		text = signature(d.Text)
	}
	return "```go\n" + text + comment + "\n```\n\n" + d.Doc
}
