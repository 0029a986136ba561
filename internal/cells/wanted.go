package cells

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// wanted returns the type that an expression in the place of the one at the cursor should have, or nil if any will do.
func (v *view) wanted() types.Type {
	operand, depth := ast.Expr(v.ident), len(v.stack)-1
	if x := v.selector(); x != nil {
		operand, depth = x, depth-1
	}
	if depth < 0 {
		return nil
	}
	switch parent := v.stack[depth].(type) {
	case *ast.CallExpr:
		return v.parameter(parent, operand)
	case *ast.AssignStmt:
		if i := slices.Index(parent.Rhs, operand); i >= 0 && len(parent.Lhs) == len(parent.Rhs) && parent.Tok != token.DEFINE {
			return v.typeOf(parent.Lhs[i])
		}
	case *ast.ValueSpec:
		if slices.Contains(parent.Values, operand) && parent.Type != nil {
			return v.typeOf(parent.Type)
		}
	case *ast.ReturnStmt:
		if i := slices.Index(parent.Results, operand); i >= 0 {
			return v.result(i)
		}
	case *ast.BinaryExpr:
		if parent.Y == operand && parent.Op != token.SHL && parent.Op != token.SHR {
			return typed(v.typeOf(parent.X))
		}
	case *ast.UnaryExpr:
		if parent.Op == token.NOT {
			return types.Typ[types.Bool]
		}
	case *ast.IfStmt, *ast.ForStmt:
		return types.Typ[types.Bool]
	case *ast.IndexExpr:
		if parent.Index == operand {
			return key(v.typeOf(parent.X))
		}
	case *ast.SendStmt:
		if channel := v.typeOf(parent.Chan); parent.Value == operand && channel != nil {
			if channel, ok := channel.Underlying().(*types.Chan); ok {
				return channel.Elem()
			}
		}
	case *ast.CompositeLit:
		return element(v.typeOf(parent))
	case *ast.KeyValueExpr:
		if literal, ok := v.stack[depth-1].(*ast.CompositeLit); ok && parent.Value == operand {
			return v.field(literal, parent.Key)
		}
	case *ast.CaseClause:
		if depth >= 2 {
			if s, ok := v.stack[depth-2].(*ast.SwitchStmt); ok && s.Tag != nil {
				return v.typeOf(s.Tag)
			}
		}
	}
	return nil
}

// typeOf returns the type of an expression, or nil if that is unknown.
func (v *view) typeOf(x ast.Expr) types.Type {
	if t := v.info.TypeOf(x); t != nil && t != types.Typ[types.Invalid] {
		return t
	}
	return nil
}

// typed is t, or nil if it is that of a constant, which takes on the type of its neighbour.
func typed(t types.Type) types.Type {
	if basic, ok := t.(*types.Basic); ok && basic.Info()&types.IsUntyped != 0 {
		return nil
	}
	return t
}

func (v *view) parameter(call *ast.CallExpr, operand ast.Expr) types.Type {
	i := slices.Index(call.Args, operand)
	t := v.typeOf(call.Fun)
	if i < 0 || t == nil {
		return nil
	}
	signature, ok := t.Underlying().(*types.Signature)
	if !ok {
		return nil
	}
	params := signature.Params()
	switch last := params.Len() - 1; {
	case signature.Variadic() && i >= last:
		return element(params.At(last).Type())
	case i <= last:
		return params.At(i).Type()
	}
	return nil
}

func (v *view) result(i int) types.Type {
	for _, n := range slices.Backward(v.stack) {
		var f ast.Expr
		switch n := n.(type) {
		case *ast.FuncLit:
			f = n
		case *ast.FuncDecl:
			f = n.Name
		default:
			continue
		}
		if signature, ok := v.typeOf(f).(*types.Signature); ok && i < signature.Results().Len() {
			return signature.Results().At(i).Type()
		}
		return nil
	}
	return nil
}

// key returns the type of an index.
func key(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	if m, ok := t.Underlying().(*types.Map); ok {
		return m.Key()
	}
	return types.Typ[types.Int]
}

// element returns the type of a list's or map's elements.
func element(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	switch t := t.Underlying().(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		return t.Elem()
	}
	return nil
}

// field returns the type of a value in a literal.
func (v *view) field(literal *ast.CompositeLit, key ast.Expr) types.Type {
	t := v.typeOf(literal)
	if t == nil {
		return nil
	}
	if s := structOf(t); s != nil {
		if ident, ok := key.(*ast.Ident); ok {
			for field := range s.Fields() {
				if field.Name() == ident.Name {
					return field.Type()
				}
			}
		}
		return nil
	}
	return element(t)
}

// fits reports whether a value of type t, or what a function of that type returns, can stand where wanted is.
func fits(t, wanted types.Type) bool {
	if t == nil || t == types.Typ[types.Invalid] {
		return false
	}
	if types.AssignableTo(t, wanted) {
		return true
	}
	signature, ok := t.(*types.Signature)
	return ok && signature.Results().Len() == 1 && types.AssignableTo(signature.Results().At(0).Type(), wanted)
}

// choosy reports whether not everything is of this type.
func choosy(t types.Type) bool {
	if t == nil {
		return false
	}
	i, ok := t.Underlying().(*types.Interface)
	return !ok || !i.Empty()
}
