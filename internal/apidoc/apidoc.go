// Package apidoc reads from its source what a package gives to others, with its documentation as Markdown.
package apidoc

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// A Source is where a package is, as go list says it.
type Source struct {
	ImportPath, Name, Dir string
	GoFiles               []string
}

// Members returns the exported names, each with "func", "type", "var" or "const". It fails if a file cannot be read; of one
// with an error in its syntax it takes what comes before that.
func (s Source) Members() (map[string]string, error) {
	members := make(map[string]string)
	add := func(kind string, ident *ast.Ident) {
		if ident.IsExported() {
			members[ident.Name] = kind
		}
	}
	for _, name := range s.GoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(s.Dir, name), nil, parser.SkipObjectResolution)
		if file == nil {
			return nil, err
		}
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if decl.Recv == nil {
					add("func", decl.Name)
				}
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						add("type", spec.Name)
					case *ast.ValueSpec:
						for _, ident := range spec.Names {
							add(decl.Tok.String(), ident)
						}
					}
				}
			}
		}
	}
	return members, nil
}

// A Package is what a package gives to others.
type Package struct {
	Members map[string]string // exported name → "func", "type", "var" or "const"
	Docs    map[string]string // declaration and comment by name, of a method or field by T.M, of the package by ""
	fset    *token.FileSet
	doc     *doc.Package
}

// Read fails if a file cannot be read or has an error in its syntax.
func (s Source) Read() (*Package, error) {
	p := &Package{Members: make(map[string]string), Docs: make(map[string]string), fset: token.NewFileSet()}
	var files []*ast.File
	for _, name := range s.GoFiles {
		file, err := parser.ParseFile(p.fset, filepath.Join(s.Dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	var mode doc.Mode
	if s.ImportPath == "builtin" {
		mode = doc.AllDecls
	}
	var err error
	if p.doc, err = doc.NewFromFiles(p.fset, files, s.ImportPath, mode); err != nil {
		return nil, err
	}
	p.Docs[""] = fmt.Sprintf("```go\npackage %s // import %q\n```\n\n%s", s.Name, s.ImportPath, p.doc.Markdown(p.doc.Doc))
	p.values("const", p.doc.Consts)
	p.values("var", p.doc.Vars)
	p.funcs("", p.doc.Funcs)
	for _, t := range p.doc.Types {
		p.parts(t)
		p.add("type", t.Name, t.Decl, t.Doc, methods(t))
		p.values("const", t.Consts)
		p.values("var", t.Vars)
		p.funcs("", t.Funcs)
		p.funcs(t.Name+".", t.Methods)
	}
	return p, nil
}

func methods(t *doc.Type) string {
	var b strings.Builder
	for _, m := range t.Methods {
		fmt.Fprintf(&b, "- `%s`: %s\n", m.Name, (&doc.Package{}).Synopsis(m.Doc))
	}
	return b.String()
}

func (p *Package) values(kind string, values []*doc.Value) {
	for _, v := range values {
		for _, name := range v.Names {
			p.add(kind, name, v.Decl, v.Doc, "")
		}
	}
}

func (p *Package) funcs(owner string, funcs []*doc.Func) {
	for _, f := range funcs {
		f.Decl.Body = nil
		p.add("func", owner+f.Name, f.Decl, f.Doc, "")
	}
}

// parts adds a struct's fields and an interface's methods.
func (p *Package) parts(t *doc.Type) {
	for _, spec := range t.Decl.Specs {
		var list *ast.FieldList
		isInterface := false
		switch part := spec.(*ast.TypeSpec).Type.(type) {
		case *ast.StructType:
			list = part.Fields
		case *ast.InterfaceType:
			list, isInterface = part.Methods, true
		default:
			continue
		}
		for _, field := range list.List {
			for _, ident := range field.Names {
				text := field.Doc.Text()
				if text == "" {
					text = field.Comment.Text()
				}
				code := ident.Name + " " + p.code(field.Type)
				if isInterface {
					code = ident.Name + strings.TrimPrefix(p.code(field.Type), "func")
				}
				p.Docs[t.Name+"."+ident.Name] = p.markdown(code, text)
			}
		}
	}
}

func (p *Package) add(kind, name string, decl ast.Decl, text, more string) {
	if p.doc.ImportPath != "builtin" && !token.IsExported(name) {
		return
	}
	if !strings.Contains(name, ".") {
		p.Members[name] = kind
	}
	p.Docs[name] = p.markdown(p.code(decl), text) + more
}

func (p *Package) markdown(code, text string) string {
	return "```go\n" + short(code) + "\n```\n\n" + string(p.doc.Markdown(text))
}

func (p *Package) code(node any) string {
	var code bytes.Buffer
	if err := format.Node(&code, p.fset, node); err != nil {
		panic(fmt.Sprintf("%s: %v", p.doc.ImportPath, err)) // It was parsed.
	}
	return code.String()
}

// short cuts long lists of constants and fields.
func short(code string) string {
	const most = 40
	lines := strings.Split(code, "\n")
	if len(lines) > most {
		lines = append(lines[:most], "…")
	}
	return strings.Join(lines, "\n")
}
