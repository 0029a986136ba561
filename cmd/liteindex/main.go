// Liteindex writes what the kernel in a browser knows of the packages that cells can import.
//
//	go list -json=ImportPath,Name,Dir,GoFiles … | liteindex INDEX DOCS
//
// INDEX gets the names of each package's exported members, for completion and automatic imports; DOCS their
// documentation as Markdown, by path and then by name, with that of the package itself under "".
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dlfs/internal/atomicfile"
)

// listed is what go list says of a package.
type listed struct {
	ImportPath, Name, Dir string
	GoFiles               []string
}

// entry is a package in the index.
type entry struct {
	Path, Name string
	Members    map[string]string
}

func main() {
	if err := run(os.Stdin, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "liteindex:", err)
		os.Exit(1)
	}
}

func run(list io.Reader, files []string) error {
	if len(files) != 2 {
		return fmt.Errorf("%d arguments, want the files INDEX and DOCS", len(files))
	}
	var index []entry
	docs := make(map[string]map[string]string)
	decoder := json.NewDecoder(list)
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		w, err := read(p)
		if err != nil {
			return fmt.Errorf("%s: %w", p.ImportPath, err)
		}
		index = append(index, entry{p.ImportPath, p.Name, w.members})
		docs[p.ImportPath] = w.docs
	}
	return errors.Join(write(files[0], index), write(files[1], docs))
}

func write(file string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return atomicfile.Write(file, data)
}

// writer collects the members of a package.
type writer struct {
	fset    *token.FileSet
	pkg     *doc.Package
	members map[string]string
	docs    map[string]string
}

func read(p listed) (*writer, error) {
	w := &writer{fset: token.NewFileSet(), members: make(map[string]string), docs: make(map[string]string)}
	var files []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(w.fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	var err error
	if w.pkg, err = doc.NewFromFiles(w.fset, files, p.ImportPath); err != nil {
		return nil, err
	}
	w.docs[""] = fmt.Sprintf("```go\npackage %s // import %q\n```\n\n%s", p.Name, p.ImportPath, w.pkg.Markdown(w.pkg.Doc))
	w.values("const", w.pkg.Consts)
	w.values("var", w.pkg.Vars)
	w.funcs(w.pkg.Funcs)
	for _, t := range w.pkg.Types {
		w.add("type", t.Name, t.Decl, t.Doc, methods(t))
		w.values("const", t.Consts)
		w.values("var", t.Vars)
		w.funcs(t.Funcs)
	}
	return w, nil
}

func methods(t *doc.Type) string {
	var b strings.Builder
	for _, m := range t.Methods {
		fmt.Fprintf(&b, "- `%s`: %s\n", m.Name, (&doc.Package{}).Synopsis(m.Doc))
	}
	return b.String()
}

func (w *writer) values(kind string, values []*doc.Value) {
	for _, v := range values {
		for _, name := range v.Names {
			w.add(kind, name, v.Decl, v.Doc, "")
		}
	}
}

func (w *writer) funcs(funcs []*doc.Func) {
	for _, f := range funcs {
		f.Decl.Body = nil
		w.add("func", f.Name, f.Decl, f.Doc, "")
	}
}

func (w *writer) add(kind, name string, decl ast.Decl, text, more string) {
	if !token.IsExported(name) {
		return
	}
	w.members[name] = kind
	var code bytes.Buffer
	if err := format.Node(&code, w.fset, decl); err != nil {
		panic(fmt.Sprintf("%s: %v", name, err)) // It was parsed.
	}
	w.docs[name] = "```go\n" + short(code.String()) + "\n```\n\n" + string(w.pkg.Markdown(text)) + more
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
