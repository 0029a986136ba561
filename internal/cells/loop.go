package cells

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// callsInLoop reports whether the innermost loop of the stack does more in each of its steps than to compute: that takes so long
// that it does not matter whether a variable is in memory or in a register.
func (l *sight) callsInLoop(stack []ast.Node) bool {
	for _, n := range slices.Backward(stack) {
		switch n := n.(type) {
		case *ast.ForStmt:
			return l.calls(n)
		case *ast.RangeStmt:
			return l.calls(n)
		}
	}
	return false
}

// calls reports whether something is called in a loop, or waited for.
func (l *sight) calls(loop ast.Node) (found bool) {
	ast.Inspect(loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = found || !l.isFast(n)
		case *ast.SendStmt, *ast.SelectStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found && !isLiteral(n)
	})
	return found
}

// isFast reports whether a call is none in the program: a conversion, a built-in function, one that is an instruction or nearly
// so, and a function of the notebook that the compiler inlines.
func (l *sight) isFast(call *ast.CallExpr) bool {
	fun := ast.Unparen(call.Fun)
	if tv := l.info.Types[fun]; tv.IsType() || tv.IsBuiltin() {
		return true
	}
	var name *ast.Ident
	switch fun := fun.(type) {
	case *ast.Ident:
		name = fun
	case *ast.SelectorExpr:
		name = fun.Sel
	default:
		return false
	}
	f, ok := l.info.Uses[name].(*types.Func)
	if !ok || f.Pkg() == nil {
		return false
	}
	switch f.Pkg().Path() {
	case "math", "math/bits":
		return true
	}
	return l.short[f.Pos()]
}

// shortIn returns where the functions of a file are named that only return what they compute, so that the compiler inlines them.
func shortIn(file *ast.File, short map[token.Pos]bool) {
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil || len(f.Body.List) != 1 {
			continue
		}
		if r, ok := f.Body.List[0].(*ast.ReturnStmt); ok {
			short[f.Name.Pos()] = onlyComputes(r)
		}
	}
}

// onlyComputes reports whether no function is called but those of package math; by syntax alone, as a conversion looks.
func onlyComputes(r *ast.ReturnStmt) bool {
	computes := true
	ast.Inspect(r, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return computes
		}
		switch fun := ast.Unparen(call.Fun).(type) {
		case *ast.Ident:
			computes = computes && types.Universe.Lookup(fun.Name) != nil
		case *ast.SelectorExpr:
			x, ok := fun.X.(*ast.Ident)
			computes = computes && ok && x.Name == "math"
		default:
			computes = false
		}
		return computes
	})
	return computes
}
