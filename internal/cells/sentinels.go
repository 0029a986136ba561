package cells

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// sentinel matches a global variable that holds an error for others to compare with.
var sentinel = regexp.MustCompile(`^(\w+)(?:\s+error)?\s*=\s*(?:errors\.New|fmt\.Errorf)\(`)

// sentinels has the errors in the notebook's global variables known to package kept: in what is kept they stay the same errors,
// so that errors.Is and == find them.
func (w *rewriter) sentinels() string {
	names := slices.Clone(w.ownSentinels())
	for _, d := range w.state.Vars {
		if m := sentinel.FindStringSubmatch(d.Text); m != nil && !slices.Contains(w.own, m[1]) {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "kept_.Known(%q, %s); ", "main."+name, name)
	}
	return b.String()
}

// ownSentinels are those that the cell declares.
func (w *rewriter) ownSentinels() (names []string) {
	for _, d := range w.look.file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, spec := range g.Specs {
			spec := spec.(*ast.ValueSpec)
			for i, value := range spec.Values {
				if len(spec.Names) == len(spec.Values) && makesError(value) && spec.Names[i].Name != "_" {
					names = append(names, spec.Names[i].Name)
				}
			}
		}
	}
	return names
}

func makesError(x ast.Expr) bool {
	call, ok := x.(*ast.CallExpr)
	if !ok {
		return false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := f.X.(*ast.Ident)
	return ok && (from.Name == "errors" && f.Sel.Name == "New" || from.Name == "fmt" && f.Sel.Name == "Errorf")
}
