package cells

import (
	"go/ast"
	"go/parser"
	"go/token"
)

// signature is the declaration of a function without comment and body.
func signature(text string) string {
	const before = "package p\n"
	file, err := parser.ParseFile(token.NewFileSet(), "", before+text, parser.SkipObjectResolution)
	if err != nil {
		return text
	}
	f := file.Decls[0].(*ast.FuncDecl)
	return (before + text)[int(f.Pos())-1 : int(f.Type.End())-1]
}
