package cells

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// show has the last expression shown, and other expressions that nothing uses thrown away.
func (w *rewriter) show() {
	l := w.look
	if l.body == nil {
		return
	}
	unused := make(map[token.Pos]bool) // expressions that the compiler refuses
	for _, e := range l.errs {
		if strings.HasSuffix(e.Msg, "is not used") || strings.Contains(e.Msg, ") is not used") {
			unused[e.Pos] = true
		}
	}
	var last ast.Stmt
	if list := l.body.List; len(list) > 0 && w.layout.tuple.to == 0 {
		last = list[len(list)-1]
	}
	ast.Inspect(l.body, func(n ast.Node) bool {
		s, ok := n.(*ast.ExprStmt)
		if !ok {
			return true
		}
		refused := !isCall(s.X) || unused[s.X.Pos()] || w.unusedCall(s.X)
		switch {
		case w.isTuple(s) && w.layout.silent:
		case w.isTuple(s):
			for _, x := range s.X.(*ast.CallExpr).Args {
				w.showPlot(x)
			}
		case !w.isValue(s.X):
		case ast.Stmt(s) == last && !w.endsWithSemicolon() && (refused || w.layout.mode == bare && w.hasResult(s.X)):
			w.showLast(s)
		case refused && w.layout.mode == bare:
			w.before(s.Pos(), "_ = ")
		}
		return true
	})
}

// showLast shows the last expression.
func (w *rewriter) showLast(s *ast.ExprStmt) {
	results, several := w.look.info.TypeOf(s.X).(*types.Tuple)
	if !several || !slices.ContainsFunc(slices.Collect(results.Variables()), func(v *types.Var) bool { return w.isPlot(v.Type()) }) {
		w.before(s.Pos(), "kept_.Show(")
		w.showPlot(s.X)
		w.behind(s.End(), ")")
		return
	}
	var names, values []string
	for i := range results.Len() {
		name := fmt.Sprintf("kept_%d", i+1)
		names, values = append(names, name), append(values, name)
		if w.isPlot(results.At(i).Type()) {
			values[i] = "kept_.Figure(" + name + ")"
		}
	}
	w.before(s.Pos(), strings.Join(names, ", ")+" := ")
	w.behind(s.End(), "; kept_.Show("+strings.Join(values, ", ")+")")
}

// showPlot has a value shown as a figure if it is a plot, which package kept cannot see from its type.
func (w *rewriter) showPlot(x ast.Expr) {
	if w.isPlot(w.look.info.TypeOf(x)) {
		w.before(x.Pos(), "kept_.Figure(")
		w.behind(x.End(), ")")
	}
}

// isPlot reports whether a type is *plot.Plot of gonum, and package kept is there to show it.
func (w *rewriter) isPlot(t types.Type) bool {
	if t == nil || w.withoutKept {
		return false
	}
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	return named.Obj().Pkg().Path() == "gonum.org/v1/plot" && named.Obj().Name() == "Plot"
}

// isTuple reports whether the statement is the list that has been made a call already.
func (w *rewriter) isTuple(s *ast.ExprStmt) bool {
	return w.layout.tuple.to > 0 && w.look.end(s.End()) >= w.layout.tuple.to
}

// endsWithSemicolon reports whether the last statement shall show nothing.
func (w *rewriter) endsWithSemicolon() bool {
	return lastIn(w.layout.text[:w.layout.end], w.layout.body).ended
}

func isCall(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.CallExpr:
		return true
	case *ast.ParenExpr:
		return isCall(x.X)
	case *ast.UnaryExpr:
		return x.Op == token.ARROW
	}
	return false
}

// unusedCall reports whether the compiler wants the value of a call used: that of a conversion and of most of Go's own
// functions.
func (w *rewriter) unusedCall(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return false
	}
	tv, ok := w.look.info.Types[call.Fun]
	if !ok {
		return false
	}
	if tv.IsType() {
		return true
	}
	if !tv.IsBuiltin() {
		return false
	}
	name, _ := ast.Unparen(call.Fun).(*ast.Ident)
	return name != nil && slices.Contains([]string{"append", "cap", "complex", "imag", "len", "make", "max", "min", "new", "real"}, name.Name)
}

// isValue reports whether an expression is no type and no package, as far as is known.
func (w *rewriter) isValue(x ast.Expr) bool {
	if ident, ok := ast.Unparen(x).(*ast.Ident); ok {
		switch w.look.info.Uses[ident].(type) {
		case *types.PkgName, *types.TypeName, *types.Builtin:
			return false
		case nil:
			return false // It is undefined.
		}
	}
	tv, ok := w.look.info.Types[x]
	return !ok || !tv.IsType() && !tv.IsBuiltin()
}

// hasResult reports whether a call is known to have a result to show.
func (w *rewriter) hasResult(x ast.Expr) bool {
	tv, ok := w.look.info.Types[x]
	if !ok || tv.Type == nil || tv.IsVoid() || tv.Type == types.Typ[types.Invalid] || w.prints(x) {
		return false
	}
	tuple, ok := tv.Type.(*types.Tuple)
	return !ok || tuple.Len() > 0
}

// prints reports whether what is called is one of fmt's functions that print.
func (w *rewriter) prints(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return false
	}
	var name *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		name = f.Sel
	case *ast.Ident: // of import . "fmt"
		name = f
	default:
		return false
	}
	f, ok := w.look.info.Uses[name].(*types.Func)
	return ok && f.Pkg() != nil && f.Pkg().Path() == "fmt" && (strings.HasPrefix(f.Name(), "Print") || strings.HasPrefix(f.Name(), "Fprint"))
}

// useAll uses the variables of a bare body that nothing uses.
func (w *rewriter) useAll() {
	l := w.look
	if w.layout.mode != bare || l.body == nil {
		return
	}
	for _, e := range l.errs {
		if strings.HasSuffix(e.Msg, " declared and not used") {
			w.withoutName(e.Pos)
			continue
		}
		name, ok := strings.CutPrefix(e.Msg, "declared and not used: ")
		if !ok || e.Pos < l.body.Pos() || e.Pos >= l.body.End() || w.kept[e.Pos] != nil {
			continue
		}
		if pos, behind := useAt(l.body, e.Pos); !pos.IsValid() {
			continue
		} else if behind {
			w.behind(pos, "; _ = "+name)
		} else {
			w.behind(pos, fmt.Sprintf(" _ = %s;", name))
		}
	}
}

// withoutName takes the name at a position out of the head of a type switch, which declares one for each clause.
func (w *rewriter) withoutName(pos token.Pos) {
	ast.Inspect(w.look.body, func(n ast.Node) bool {
		if s, ok := n.(*ast.TypeSwitchStmt); ok {
			if a, ok := s.Assign.(*ast.AssignStmt); ok && a.Pos() == pos {
				w.replace(a.Pos(), a.TokPos+token.Pos(len(":=")), "")
			}
		}
		return true
	})
}

// useAt finds where a name that is declared at a position can be used: behind its statement, or first in a block.
func useAt(body *ast.BlockStmt, pos token.Pos) (at token.Pos, behind bool) {
	var stack []ast.Node
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || pos >= n.End() {
			return false
		}
		stack = append(stack, n)
		return true
	})
	for i := len(stack) - 1; i > 0; i-- {
		switch s := stack[i].(type) {
		case *ast.IfStmt:
			return s.Body.Lbrace + 1, false
		case *ast.ForStmt:
			return s.Body.Lbrace + 1, false
		case *ast.RangeStmt:
			return s.Body.Lbrace + 1, false
		case *ast.SwitchStmt:
			return firstClause(s.Body)
		case *ast.TypeSwitchStmt:
			return firstClause(s.Body)
		case *ast.CommClause:
			return s.Colon + 1, false
		case *ast.AssignStmt, *ast.DeclStmt:
			if standsAlone(s, stack[i-1]) {
				return s.End(), true
			}
		}
	}
	return token.NoPos, false
}

// standsAlone reports whether a statement is one of a list, and not part of another's head.
func standsAlone(s, parent ast.Node) bool {
	switch parent := parent.(type) {
	case *ast.BlockStmt, *ast.CaseClause, *ast.LabeledStmt:
		return true
	case *ast.CommClause:
		return ast.Node(parent.Comm) != s
	}
	return false
}

func firstClause(body *ast.BlockStmt) (token.Pos, bool) {
	if len(body.List) == 0 {
		return token.NoPos, false
	}
	return body.List[0].(*ast.CaseClause).Colon + 1, false
}
