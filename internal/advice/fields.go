package advice

import (
	"go/ast"

	"dlfs/internal/cells"
)

// fieldsAndMethods returns those of a type in a file.
func fieldsAndMethods(file *ast.File, typ string) (names []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if n.Name.Name == typ {
				names = append(names, fields(n.Type)...)
			}
			return false
		case *ast.FuncDecl:
			if n.Recv != nil && len(n.Recv.List) > 0 && cells.Receiver(n.Recv.List[0].Type) == typ {
				names = append(names, n.Name.Name)
			}
		}
		return true
	})
	return names
}

// fields returns the names in a struct or an interface.
func fields(t ast.Expr) (names []string) {
	var list *ast.FieldList
	switch t := t.(type) {
	case *ast.StructType:
		list = t.Fields
	case *ast.InterfaceType:
		list = t.Methods
	default:
		return nil
	}
	for _, field := range list.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	return names
}
