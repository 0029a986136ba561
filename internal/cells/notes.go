package cells

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"dlfs/internal/words"
)

// keptMethods notes the methods of earlier cells that a type keeps although the cell declares it otherwise.
func (c *cell) keptMethods(found declared) (notes []string) {
	for _, d := range found.Types {
		name := d.Names[0]
		old, _, ok := c.State.Declared(name)
		if !ok || old.Text == d.Text {
			continue
		}
		for _, f := range c.State.Funcs {
			method, ok := strings.CutPrefix(f.Names[0], name+"~")
			if _, _, again := found.Declared(f.Names[0]); ok && !again {
				notes = append(notes, words.Advice.Sprintf("%s keeps its method %s from cell [%d]: %%rm %s removes it", name, method, f.At.Cell, f.Names[0]))
			}
		}
	}
	return notes
}

// notes finds what compiles and is seldom meant.
func (r *reader) notes(file *ast.File) (notes []string) {
	n := noter{reader: r, floats: floats(file), own: NamesIn(file)}
	for _, decl := range file.Decls {
		ast.Inspect(decl, n.visit)
	}
	slices.Sort(n.found)
	return slices.Compact(n.found)
}

type noter struct {
	*reader
	floats map[string]bool // names that are float64 or float32 wherever they are declared
	own    []string        // all that is declared
	found  []string
}

func (n *noter) visit(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.ValueSpec:
		if isFloatType(node.Type) {
			n.divisions(node.Values...)
		}
	case *ast.AssignStmt:
		if len(node.Lhs) == 1 && len(node.Rhs) == 1 && node.Tok != token.DEFINE && n.isFloat(node.Lhs[0]) {
			n.divisions(node.Rhs[0])
		}
	case *ast.BinaryExpr:
		switch node.Op {
		case token.ADD, token.SUB, token.MUL, token.QUO:
			if n.isFloat(node.X) {
				n.divisions(node.Y)
			}
			if n.isFloat(node.Y) {
				n.divisions(node.X)
			}
		}
	case *ast.CallExpr:
		if isFloatType(node.Fun) || isMath(node.Fun) {
			n.divisions(node.Args...)
		}
		if f, ok := node.Fun.(*ast.Ident); ok && f.Name == "print" && !slices.Contains(n.own, "print") {
			n.note(node, words.Advice.Sprintf("print is for debugging and writes to standard error: use fmt.Println(…)"))
		}
	case *ast.FuncDecl:
		n.returns(node.Type, node.Body)
	case *ast.FuncLit:
		n.returns(node.Type, node.Body)
	}
	return true
}

// returns looks at what a function with one result, a float, returns.
func (n *noter) returns(f *ast.FuncType, body *ast.BlockStmt) {
	if body == nil || f.Results == nil || len(f.Results.List) != 1 || !isFloatType(f.Results.List[0].Type) {
		return
	}
	ast.Inspect(body, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			n.divisions(node.Results...)
		}
		return true
	})
}

func (n *noter) note(node ast.Node, text string) {
	n.found = append(n.found, fmt.Sprintf("%v: %s", n.place(node.Pos()), text))
}

// divisions notes the divisions of whole numbers that have a remainder in what becomes a float.
func (n *noter) divisions(all ...ast.Expr) {
	for _, x := range all {
		switch x := x.(type) {
		case *ast.ParenExpr:
			n.divisions(x.X)
		case *ast.UnaryExpr:
			n.divisions(x.X)
		case *ast.BinaryExpr:
			a, okA := whole(x.X)
			b, okB := whole(x.Y)
			if x.Op == token.QUO && okA && okB {
				if b != 0 && a%b != 0 {
					n.note(x, words.Advice.Sprintf("%s divides whole numbers, so it is %d: write %s for the fraction",
						n.text(x.Pos(), x.End()), a/b, n.text(x.X.Pos(), x.X.End())+".0/"+n.text(x.Y.Pos(), x.Y.End())))
				}
				continue
			}
			if x.Op == token.ADD || x.Op == token.SUB || x.Op == token.MUL || x.Op == token.QUO {
				n.divisions(x.X, x.Y)
			}
		}
	}
}

// whole returns the value of a whole number that is written out.
func whole(x ast.Expr) (value int64, ok bool) {
	lit, ok := x.(*ast.BasicLit)
	if !ok || lit.Kind != token.INT {
		return 0, false
	}
	value, err := strconv.ParseInt(lit.Value, 0, 64)
	return value, err == nil
}

// isFloat says whether an expression is a float beyond doubt.
func (n *noter) isFloat(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return x.Kind == token.FLOAT
	case *ast.Ident:
		return n.floats[x.Name]
	case *ast.ParenExpr:
		return n.isFloat(x.X)
	case *ast.UnaryExpr:
		return n.isFloat(x.X)
	case *ast.BinaryExpr:
		return n.isFloat(x.X) || n.isFloat(x.Y)
	case *ast.SelectorExpr:
		return isMath(x) && (x.Sel.Name == "Pi" || x.Sel.Name == "E" || x.Sel.Name == "Sqrt2")
	case *ast.CallExpr:
		return isFloatType(x.Fun) || isMath(x.Fun) && !wholeMath[x.Fun.(*ast.SelectorExpr).Sel.Name]
	}
	return false
}

// wholeMath has the functions of package math whose result is not one float.
var wholeMath = map[string]bool{
	"Float32bits": true, "Float64bits": true, "Frexp": true, "Ilogb": true, "IsInf": true, "IsNaN": true, "Lgamma": true, "Modf": true,
	"Signbit": true, "Sincos": true,
}

func isFloatType(x ast.Expr) bool {
	ident, ok := x.(*ast.Ident)
	return ok && (ident.Name == "float64" || ident.Name == "float32")
}

func isMath(x ast.Expr) bool {
	selector, ok := x.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	ident, ok := selector.X.(*ast.Ident)
	return ok && ident.Name == "math" && selector.Sel.Name != "Float64frombits" && selector.Sel.Name != "Float32frombits"
}

// floats returns the names that are floats in all their declarations in the file.
func floats(file *ast.File) map[string]bool {
	kinds := make(map[string]bool)
	set := func(name string, float bool) {
		old, known := kinds[name]
		kinds[name] = float && (old || !known)
	}
	n := noter{floats: kinds}
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.Field:
			for _, name := range node.Names {
				set(name.Name, isFloatType(node.Type))
			}
		case *ast.ValueSpec:
			for i, name := range node.Names {
				set(name.Name, isFloatType(node.Type) || node.Type == nil && len(node.Values) == len(node.Names) && n.isFloat(node.Values[i]))
			}
		case *ast.AssignStmt:
			for i, x := range node.Lhs {
				if ident, ok := x.(*ast.Ident); ok && node.Tok == token.DEFINE {
					set(ident.Name, len(node.Lhs) == len(node.Rhs) && n.isFloat(node.Rhs[i]))
				}
			}
		case *ast.RangeStmt:
			for _, x := range []ast.Expr{node.Key, node.Value} {
				if ident, ok := x.(*ast.Ident); ok && node.Tok == token.DEFINE {
					set(ident.Name, false)
				}
			}
		case *ast.FuncDecl:
			set(node.Name.Name, false)
		}
		return true
	})
	return kinds
}
