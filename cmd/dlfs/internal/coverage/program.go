package coverage

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A program is a code cell, taken apart.
type program struct {
	imports []imported
	decls   []decl
	above   string // what stands above %%, without the imports
	body    string // what stands below
	names   names  // what it uses and does not declare inside of its functions: its own declarations, others', packages
	keeps   names  // the keys that it hands to nb.Keep
	kept    names  // and to nb.Kept
	broken  bool   // it is no Go, on purpose
}

type imported struct{ name, path string }

// A decl is a declaration at the top level. Its keys are the names that it declares; that of a method is Type~method, as
// GoNB has it.
type decl struct {
	keys  []string
	kind  string // func, var, const or type: GoNB keeps one drawer for each
	text  string
	names names // what it uses, as in a program
}

type names map[string]bool

func (n names) sorted() []string {
	var list []string
	for name := range n {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// parseProgram takes a cell apart. A cell that is tagged raises-exception need not be Go.
func parseProgram(c *Cell) (*program, error) {
	above, body, hasBody := cutBody(string(c.Source))
	code := "package cell\n" + above
	if hasBody {
		code += "\nfunc main() {\n" + body + "\n}\n"
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", code, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		if slices.Contains(c.Metadata.Tags, "raises-exception") {
			return &program{above: string(c.Source), broken: true}, nil
		}
		return nil, fmt.Errorf("cell %s: %w", c.ID, err)
	}
	p := &program{body: body, names: names{}, keeps: names{}, kept: names{}}
	outer := outerNames(files, file)
	var cuts [][2]int
	for _, d := range file.Decls {
		start, end := files.Position(d.Pos()).Offset, files.Position(d.End()).Offset
		uses := outer(d)
		for name := range uses {
			p.names[name] = true
		}
		p.findKept(d)
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				p.imports = append(p.imports, importsOf(d)...)
				for _, i := range p.imports {
					p.names[i.name] = true // for the cells below, where it is not for this one
				}
				cuts = append(cuts, [2]int{start, end})
				continue
			}
			if d.Doc != nil {
				start = files.Position(d.Doc.Pos()).Offset
			}
			p.decls = append(p.decls, decl{genKeys(d), d.Tok.String(), code[start:end], uses})
		case *ast.FuncDecl:
			if d.Name.Name == "main" && d.Recv == nil {
				continue
			}
			if d.Doc != nil {
				start = files.Position(d.Doc.Pos()).Offset
			}
			p.decls = append(p.decls, decl{[]string{funcKey(d)}, "func", code[start:end], uses})
		}
	}
	p.above = tidy(cut(code[:len("package cell\n")+len(above)], cuts)[len("package cell\n"):])
	return p, nil
}

var bodyLine = regexp.MustCompile(`(?m)^%%[ \t]*$\n?`)

// cutBody splits a cell at the line %%.
func cutBody(source string) (above, body string, hasBody bool) {
	at := bodyLine.FindStringIndex(source)
	if at == nil {
		return source, "", false
	}
	return source[:at[0]], strings.Trim(source[at[1]:], "\n"), true
}

func cut(s string, cuts [][2]int) string {
	for _, c := range slices.Backward(cuts) {
		s = s[:c[0]] + s[c[1]:]
	}
	return s
}

var blankLines = regexp.MustCompile(`\n{3,}`)

func tidy(s string) string { return strings.Trim(blankLines.ReplaceAllString(s, "\n\n"), "\n") }

func importsOf(d *ast.GenDecl) []imported {
	var list []imported
	for _, spec := range d.Specs {
		spec := spec.(*ast.ImportSpec)
		file, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // The parser has let no such path pass.
		}
		name := packageName(file)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		list = append(list, imported{name, file})
	}
	return list
}

var majorVersion = regexp.MustCompile(`^v\d+$`)

func packageName(file string) string {
	if majorVersion.MatchString(path.Base(file)) {
		file = path.Dir(file)
	}
	return path.Base(file)
}

func genKeys(d *ast.GenDecl) []string {
	var keys []string
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			keys = append(keys, spec.Name.Name)
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				keys = append(keys, name.Name)
			}
		}
	}
	return keys
}

func funcKey(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return d.Name.Name
	}
	receiver := d.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if ident, ok := receiver.(*ast.Ident); ok {
		return ident.Name + "~" + d.Name.Name
	}
	return d.Name.Name
}

// noPackages stands for all imported packages, without what is in them: names are all that is looked at.
type noPackages struct{}

func (noPackages) Import(file string) (*types.Package, error) {
	p := types.NewPackage(file, packageName(file))
	p.MarkComplete()
	return p, nil
}

// outerNames returns a function that lists the names which a declaration uses from outside of itself.
func outerNames(files *token.FileSet, file *ast.File) func(ast.Node) names {
	info := types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: noPackages{}, Error: func(error) {}} // A cell alone has undefined names: they are the point.
	pkg, _ := config.Check("cell", files, []*ast.File{file}, &info)
	return func(n ast.Node) names {
		c := collector{pkg, &info, names{}}
		ast.Inspect(n, c.visit)
		return c.found
	}
}

type collector struct {
	pkg   *types.Package
	info  *types.Info
	found names
}

// visit notes n where it is a name from outside, and says whether to look at what is below n.
func (c collector) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.SelectorExpr: // what is selected belongs to something
		ast.Inspect(n.X, c.visit)
		return false
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && c.info.Uses[key] == nil { // a field of a type from outside
			ast.Inspect(n.Value, c.visit)
			return false
		}
	case *ast.Ident:
		if c.fromOutside(n) {
			c.found[n.Name] = true
		}
	}
	return true
}

func (c collector) fromOutside(n *ast.Ident) bool {
	if _, defined := c.info.Defs[n]; defined || n.Name == "_" {
		return false
	}
	object := c.info.Uses[n]
	_, isPackage := object.(*types.PkgName)
	return object == nil || isPackage || object.Parent() == c.pkg.Scope()
}

// findKept looks for calls of nb.Keep("key", …) and nb.Kept[T]("key").
func (p *program) findKept(d ast.Decl) {
	ast.Inspect(d, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		function := call.Fun
		if index, ok := function.(*ast.IndexExpr); ok {
			function = index.X
		}
		selector, ok := function.(*ast.SelectorExpr)
		literal, isLiteral := call.Args[0].(*ast.BasicLit)
		if !ok || !isLiteral {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && x.Name == "nb" {
			switch selector.Sel.Name {
			case "Keep":
				p.keeps[literal.Value] = true
			case "Kept":
				p.kept[literal.Value] = true
			}
		}
		return true
	})
}

// importBlock writes imports as gofmt does, those of the standard library first.
func importBlock(list []imported) string {
	if len(list) == 0 {
		return ""
	}
	var standard, others []string
	for _, i := range list {
		line := strconv.Quote(i.path)
		if i.name != packageName(i.path) {
			line = i.name + " " + line
		}
		first, _, _ := strings.Cut(i.path, "/")
		if first == "dlfs" || strings.Contains(first, ".") {
			others = append(others, line)
		} else {
			standard = append(standard, line)
		}
	}
	if len(list) == 1 {
		return "import " + append(standard, others...)[0]
	}
	slices.Sort(standard)
	slices.Sort(others)
	groups := slices.DeleteFunc([]string{strings.Join(standard, "\n\t"), strings.Join(others, "\n\t")}, func(s string) bool { return s == "" })
	return "import (\n\t" + strings.Join(groups, "\n\n\t") + "\n)"
}

// joinBodies runs bodies one after the other, each with variables of its own.
func joinBodies(bodies []string) (string, error) {
	if len(bodies) < 2 {
		return strings.Join(bodies, ""), nil
	}
	var blocks []string
	for _, body := range bodies {
		block, err := format.Source([]byte("{\n" + body + "\n}"))
		if err != nil {
			return "", err
		}
		blocks = append(blocks, string(block))
	}
	return strings.Join(blocks, "\n\n"), nil
}
