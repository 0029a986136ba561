package cells

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"dlfs/internal/words"
)

// variable is one that is kept: what a statement of the body declares that stands in no other, or what was kept before.
type variable struct {
	name     string
	obj      types.Object
	atFile   bool // it is a variable of the file, and registered before the body
	byRef    bool // something has its address anyway
	captured bool // a function literal uses it
	again    bool // it is assigned after its declaration
}

// keeper finds out how the variables of a body are kept.
type keeper struct {
	*rewriter
	look     *sight
	vars     map[types.Object]*variable
	declared map[ast.Stmt][]*variable // by the statements of the body
	assigned map[ast.Stmt][]*variable
	order    []*variable
}

// keptIn returns the names that a main function which was rewritten keeps.
func keptIn(body *ast.BlockStmt) (names []string) {
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		fun := call.Fun
		if instance, ok := fun.(*ast.IndexExpr); ok { // Slot[T]
			fun = instance.X
		}
		f, isSelector := fun.(*ast.SelectorExpr)
		name, isText := call.Args[0].(*ast.BasicLit)
		if !isSelector || !isText || !slices.Contains([]string{"Val", "Ref", "Slot"}, f.Sel.Name) {
			return true
		}
		if x, ok := f.X.(*ast.Ident); ok && x.Name == "kept_" {
			names = append(names, strings.Trim(name.Value, `"`))
		}
		return true
	})
	return names
}

// topNames returns the names that the statements of the body declare, by syntax alone.
func topNames(body *ast.BlockStmt) (names []string) {
	for _, s := range body.List {
		for _, ident := range declaredBy(s) {
			names = append(names, ident.Name)
		}
	}
	return names
}

// nestedNames returns the names that blocks and other statements inside the statements of a body declare.
func nestedNames(body *ast.BlockStmt) (names []string) {
	top := topNames(body)
	for _, s := range body.List {
		if d, ok := s.(*ast.DeclStmt); ok {
			top = append(top, declares(d.Decl)...)
		}
	}
	return slices.DeleteFunc(NamesIn(body), func(name string) bool { return slices.Contains(top, name) || strings.HasPrefix(name, "kept_") })
}

// declaredBy returns the names that a statement may declare for those that follow it.
func declaredBy(s ast.Stmt) (idents []*ast.Ident) {
	switch s := s.(type) {
	case *ast.LabeledStmt:
		return declaredBy(s.Stmt)
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			for _, x := range s.Lhs {
				if ident, ok := x.(*ast.Ident); ok && ident.Name != "_" {
					idents = append(idents, ident)
				}
			}
		}
	case *ast.DeclStmt:
		if g, ok := s.Decl.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, spec := range g.Specs {
				for _, ident := range spec.(*ast.ValueSpec).Names {
					if ident.Name != "_" {
						idents = append(idents, ident)
					}
				}
			}
		}
	}
	return idents
}

// keep has the variables of the body kept.
func (w *rewriter) keep() {
	k := &keeper{
		rewriter: w, look: w.look, vars: make(map[types.Object]*variable),
		declared: make(map[ast.Stmt][]*variable), assigned: make(map[ast.Stmt][]*variable),
	}
	if k.look.body == nil {
		return
	}
	k.collect()
	for _, s := range k.look.body.List {
		k.study(s)
	}
	k.decide()
	for _, s := range k.look.body.List {
		k.register(s)
	}
	for _, v := range k.order {
		w.kept[v.obj.Pos()] = v.obj
		if k.takes(v) {
			w.take.byRef[v.name] = v.byRef
		}
	}
	if slices.ContainsFunc(k.order, func(v *variable) bool { return !plain(v.obj.Type(), nil) }) {
		w.calls = k.look.madeIn()
	}
	w.keeps = len(k.order) > 0 || len(w.take.atFile) > 0
}

// takes reports whether the variable is one that was kept before.
func (k *keeper) takes(v *variable) bool {
	return !(k.look.body.Pos() <= v.obj.Pos() && v.obj.Pos() < k.look.body.End())
}

// collect finds the variables.
func (k *keeper) collect() {
	add := func(obj types.Object) *variable {
		v := &variable{name: obj.Name(), obj: obj}
		k.vars[obj] = v
		k.order = append(k.order, v)
		return v
	}
	for _, s := range k.look.main.Body.List {
		for _, ident := range declaredBy(s) {
			if obj := k.look.info.Defs[ident]; obj != nil {
				add(obj).byRef = k.take.byRef[obj.Name()]
			}
		}
	}
	for _, s := range k.look.body.List {
		for _, ident := range declaredBy(s) {
			obj := k.look.info.Defs[ident]
			if obj == nil || !k.keepable(ident.Name) {
				continue
			}
			v := add(obj)
			v.atFile = k.take.atFile[v.name]
			k.declared[s] = append(k.declared[s], v)
		}
	}
}

// keepable reports whether a variable of the body stays under its name: below %%, and where the cell declares the name for
// its file, the name goes on to mean what it means there.
func (w *rewriter) keepable(name string) bool {
	_, _, declared := w.state.Declared(name)
	return !slices.Contains(w.own, name) && (w.layout.mode == bare || !declared)
}

// study notes what a statement of the body does with the variables.
func (k *keeper) study(top ast.Stmt) {
	ast.PreorderStack(top, nil, func(n ast.Node, stack []ast.Node) bool {
		inside := slices.ContainsFunc(stack, isLiteral)
		switch n := n.(type) {
		case *ast.Ident:
			if v := k.vars[k.look.info.Uses[n]]; v != nil && inside {
				v.captured = true
			}
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				k.assign(top, x, stack)
			}
		case *ast.IncDecStmt:
			k.assign(top, n.X, stack)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				k.assign(top, n.Key, append(stack, n))
				k.assign(top, n.Value, append(stack, n))
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				k.address(n.X)
			}
		case *ast.SliceExpr:
			if t := k.look.typeOf(n.X); t != nil && isArray(t) {
				k.address(n.X)
			}
		case *ast.SelectorExpr:
			k.method(n)
		}
		return true
	})
}

func isLiteral(n ast.Node) bool {
	_, ok := n.(*ast.FuncLit)
	return ok
}

func isArray(t types.Type) bool {
	_, ok := t.Underlying().(*types.Array)
	return ok
}

// root returns the variable that an operand is a part of, or nil: what is behind a pointer, or in a slice or map, is no part.
func (k *keeper) root(x ast.Expr) *variable {
	switch x := x.(type) {
	case *ast.Ident:
		if obj := k.look.info.Uses[x]; obj != nil {
			return k.vars[obj]
		}
	case *ast.ParenExpr:
		return k.root(x.X)
	case *ast.SelectorExpr:
		if s := k.look.info.Selections[x]; s != nil && s.Indirect() {
			return nil
		}
		return k.root(x.X)
	case *ast.IndexExpr:
		if t := k.look.typeOf(x.X); t == nil || isArray(t) {
			return k.root(x.X)
		}
	}
	return nil
}

// assign notes an assignment to a variable or a part of it. stack is what encloses it.
func (k *keeper) assign(top ast.Stmt, x ast.Expr, stack []ast.Node) {
	if x == nil {
		return
	}
	k.noteGlobal(x)
	v := k.root(x)
	if v == nil {
		return
	}
	v.again = true
	if slices.ContainsFunc(stack, isLiteral) {
		return
	}
	if !slices.Contains(k.assigned[top], v) {
		k.assigned[top] = append(k.assigned[top], v)
	}
	// Such a loop may run for long, and be interrupted or panic. In a tight one an address would take its time.
	v.byRef = v.byRef || k.look.callsInLoop(stack)
}

func (k *keeper) address(x ast.Expr) {
	if v := k.root(x); v != nil {
		v.byRef = true
	}
}

// method notes that a method with a pointer receiver takes the address of what it belongs to. Of a type that is not known
// it may.
func (k *keeper) method(x *ast.SelectorExpr) {
	s := k.look.info.Selections[x]
	if s == nil {
		if v := k.root(x.X); v != nil && !basic(v.obj.Type()) && k.look.typeOf(x.X) == nil {
			v.byRef = true
		}
		return
	}
	f, ok := s.Obj().(*types.Func)
	if !ok || s.Kind() == types.FieldVal || s.Indirect() {
		return
	}
	if recv := f.Signature().Recv(); recv != nil {
		if _, pointer := recv.Type().Underlying().(*types.Pointer); pointer {
			k.address(x.X)
		}
	}
}

func basic(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() != types.Invalid
}

// decide has those kept by address that cannot be kept by value: those that are shared with a function literal, and where
// the way out of a statement cannot be followed.
func (k *keeper) decide() {
	jumps := false
	ast.Inspect(k.look.body, func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok == token.GOTO {
			jumps = true
		}
		return !isLiteral(n)
	})
	for _, v := range k.order {
		v.byRef = v.byRef || jumps || v.captured && v.again
	}
	for _, top := range k.look.body.List {
		for _, exit := range returnsIn(top) {
			for _, v := range k.assigned[top] {
				v.byRef = v.byRef || k.hidden(v, exit.Pos())
			}
		}
	}
}

// hidden reports whether the name of a variable means something else at a position.
func (k *keeper) hidden(v *variable, at token.Pos) bool {
	scope := k.look.pkg.Scope().Innermost(at)
	if scope == nil {
		return true
	}
	_, obj := scope.LookupParent(v.name, at)
	return obj != v.obj
}

// returnsIn returns the returns of main in a statement of its body, but not the statement itself.
func returnsIn(top ast.Stmt) (all []*ast.ReturnStmt) {
	ast.Inspect(top, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok && n != ast.Node(top) {
			all = append(all, r)
		}
		return !isLiteral(n)
	})
	return all
}

// register writes what keeps the variables that a statement of the body declares or assigns.
func (k *keeper) register(top ast.Stmt) {
	if slices.ContainsFunc(k.declared[top], func(v *variable) bool { return v.atFile }) {
		k.assignInstead(top)
	}
	var values []string
	behind := ""
	for _, v := range k.declared[top] {
		switch {
		case v.atFile:
		case v.byRef:
			behind += fmt.Sprintf("; kept_.Ref(%q, &%[1]s)", v.name)
		default:
			values = append(values, v.name)
		}
	}
	for _, v := range k.assigned[top] {
		if !v.atFile && !v.byRef && !slices.Contains(values, v.name) {
			values = append(values, v.name)
		}
	}
	for _, name := range values {
		behind += fmt.Sprintf("; kept_.Val(%q, %[1]s)", name)
	}
	k.behind(top.End(), behind)
	if before := strings.TrimPrefix(strings.ReplaceAll(k.valuesOf(top), "\n", ""), "; "); before != "" {
		for _, exit := range returnsIn(top) {
			k.before(exit.Pos(), before+"; ")
		}
	}
}

// valuesOf keeps what a statement assigns, for a return in it.
func (k *keeper) valuesOf(top ast.Stmt) (text string) {
	for _, v := range k.assigned[top] {
		if !v.atFile && !v.byRef {
			text += fmt.Sprintf("; kept_.Val(%q, %[1]s)", v.name)
		}
	}
	return text
}

func (w *rewriter) before(pos token.Pos, text string) {
	at := w.look.offset(pos)
	w.edits = append(w.edits, edit{at, at, text})
	w.uses = w.uses || strings.Contains(text, "kept_.")
}

func (w *rewriter) behind(pos token.Pos, text string) {
	if text == "" {
		return
	}
	at := w.look.end(pos)
	w.edits = append(w.edits, edit{at, at, text})
	w.uses = w.uses || strings.Contains(text, "kept_.")
}

func (w *rewriter) replace(from, to token.Pos, text string) {
	w.edits = append(w.edits, edit{w.look.offset(from), w.look.end(to), text})
}

// assignInstead makes assignments of a statement's declarations, as some of its variables are the file's. The others are
// declared in front of it.
func (k *keeper) assignInstead(top ast.Stmt) {
	if labeled, ok := top.(*ast.LabeledStmt); ok {
		k.assignInstead(labeled.Stmt)
		return
	}
	front := ""
	for _, ident := range declaredBy(top) {
		obj := k.look.info.Defs[ident]
		if obj == nil {
			continue
		}
		text, ok := k.typeText(obj.Type())
		if !ok {
			return // The compiler says that the function does not see the variable.
		}
		if v := k.vars[obj]; v != nil && v.atFile {
			if !slices.ContainsFunc(k.take.vars, func(t string) bool { return strings.HasPrefix(t, "var "+v.name+" ") }) {
				k.take.vars = append(k.take.vars, fmt.Sprintf("var %s %s; ", v.name, text))
			}
			continue
		}
		front += fmt.Sprintf("var %s %s; ", ident.Name, text)
	}
	k.before(top.Pos(), front)
	switch s := top.(type) {
	case *ast.AssignStmt:
		k.replace(s.TokPos, s.TokPos+2, "=")
	case *ast.DeclStmt:
		k.assignVars(s.Decl.(*ast.GenDecl))
	}
}

// assignVars makes assignments of the specs of a declaration.
func (k *keeper) assignVars(g *ast.GenDecl) {
	k.replace(g.TokPos, g.TokPos+token.Pos(len("var")), "")
	if g.Lparen.IsValid() {
		k.replace(g.Lparen, g.Lparen+1, "")
		k.replace(g.Rparen, g.Rparen+1, "")
	}
	for _, spec := range g.Specs {
		spec := spec.(*ast.ValueSpec)
		if spec.Type == nil {
			continue
		}
		text := ""
		if len(spec.Values) == 0 {
			zero, _ := k.typeText(k.look.info.TypeOf(spec.Type))
			zeros := make([]string, len(spec.Names))
			for i := range zeros {
				zeros[i] = "*new(" + zero + ")"
			}
			text = "= " + strings.Join(zeros, ", ")
		}
		k.replace(spec.Type.Pos(), spec.Type.End(), text)
	}
}

// typeText writes a type with names that the file has, or that it is given.
func (w *rewriter) typeText(t types.Type) (string, bool) {
	ok := t != nil && t != types.Typ[types.Invalid]
	if !ok {
		return "", false
	}
	text := types.TypeString(types.Default(t), func(p *types.Package) string {
		if p == w.look.pkg {
			return ""
		}
		return w.packageName(p)
	})
	return text, !strings.Contains(text, "invalid type")
}

// packageName is what the file calls a package, now and in later cells.
func (w *rewriter) packageName(p *types.Package) string {
	for _, i := range slices.Concat(w.imported, w.state.Imports) {
		if i.Path == p.Path() && i.Alias != "_" && i.Alias != "." {
			return w.importName(i)
		}
	}
	named := func(i Import) bool { return w.importName(i) == p.Name() }
	if !slices.ContainsFunc(w.imported, named) && !slices.ContainsFunc(w.state.Imports, named) &&
		w.index.find(p.Name(), nil) == p.Path() && w.look.pkg.Scope().Lookup(p.Name()) == nil {
		return p.Name()
	}
	alias := "kept_" + strings.NewReplacer("/", "_", ".", "_", "-", "_").Replace(p.Path())
	w.take.more[p.Path()] = alias
	return alias
}

// plain reports whether a value of this type holds no interface.
func plain(t types.Type, seen []types.Type) bool {
	if slices.Contains(seen, t) {
		return true
	}
	if len(seen) > 30 { // A generic type may have no end.
		return false
	}
	seen = append(seen, t)
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() != types.Invalid
	case *types.Pointer:
		return plain(u.Elem(), seen)
	case *types.Slice:
		return plain(u.Elem(), seen)
	case *types.Array:
		return plain(u.Elem(), seen)
	case *types.Map:
		return plain(u.Key(), seen) && plain(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if !plain(f.Type(), seen) {
				return false
			}
		}
		return true
	}
	return false
}

// noteGlobal notes that every cell starts with a fresh copy of a variable that a cell has declared.
func (k *keeper) noteGlobal(x ast.Expr) {
	for {
		switch y := x.(type) {
		case *ast.ParenExpr:
			x = y.X
			continue
		case *ast.IndexExpr:
			x = y.X
			continue
		case *ast.SelectorExpr:
			x = y.X
			continue
		}
		break
	}
	ident, ok := x.(*ast.Ident)
	if !ok {
		return
	}
	obj := k.look.info.Uses[ident]
	if obj == nil || obj.Parent() != k.look.pkg.Scope() || k.take.atFile[ident.Name] || k.state.Noted[ident.Name] || slices.Contains(k.noted, ident.Name) {
		return
	}
	d, word, ok := k.state.Declared(ident.Name)
	if !ok || word != "var" || k.look.fset.PositionFor(obj.Pos(), false).Filename != "state" {
		return
	}
	k.noted = append(k.noted, ident.Name)
	k.remarks = append(k.remarks, remark{k.look.offset(ident.Pos()), words.Advice.Sprintf(
		"%s is declared with var in cell [%d], and every cell starts with a fresh copy of it: to keep what this cell sets, declare it in a cell of its own with %[1]s := …", ident.Name, d.At.Cell)})
}
