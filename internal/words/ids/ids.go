// Package ids finds in Go sources the messages that package words translates. Only tests and tools use it.
package ids

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Message is a text to translate.
type Message struct {
	Domain  string `json:"domain"` // as it is spelled in a messages.po: in lower case
	ID      string `json:"id"`     // the English format string
	Comment string `json:"comment,omitempty"`
}

// folder is where package words lies in the module, whatever the module's name.
const folder = "/internal/words"

// Below returns all messages in the folder root and below it, each once, in the order of domains, files and lines. Tests
// are left out. It fails for a message that is not a constant where it is used, or does not fit its arguments.
func Below(root string) ([]Message, error) {
	var all []Message
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name := entry.Name()
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata"):
			return fs.SkipDir
		case entry.IsDir() && strings.HasSuffix("/"+filepath.ToSlash(path), folder):
			return fs.SkipDir // It says nothing itself.
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		found, err := inFile(path, src)
		all = append(all, found...)
		return err
	})
	return merged(all), err
}

// merged leaves one of equal messages, with the comments of all.
func merged(all []Message) []Message {
	slices.SortStableFunc(all, func(a, b Message) int { return cmp.Compare(a.Domain, b.Domain) })
	var once []Message
	for _, m := range all {
		i := slices.IndexFunc(once, func(o Message) bool { return o.Domain == m.Domain && o.ID == m.ID })
		switch {
		case i < 0:
			once = append(once, m)
		case !strings.Contains(once[i].Comment, m.Comment):
			once[i].Comment = strings.TrimPrefix(once[i].Comment+"\n"+m.Comment, "\n")
		}
	}
	return once
}

// inFile returns the messages of a file with the content src.
func inFile(path string, src []byte) ([]Message, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	name := importName(file)
	if name == "" {
		return nil, nil
	}
	v := &visitor{set: set, words: name, comments: comments(set, file), called: make(map[*ast.SelectorExpr]bool)}
	ast.Inspect(file, v.visit)
	return v.found, v.err
}

// importName returns what the file calls package words, or nothing if it does not import it.
func importName(file *ast.File) string {
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value) // The parser has unquoted it before.
		switch {
		case !strings.HasSuffix(path, folder):
		case spec.Name != nil:
			return spec.Name.Name
		default:
			return "words"
		}
	}
	return ""
}

const tag = "Translators:"

// comments returns the comments for translators by the line that they stand above.
func comments(set *token.FileSet, file *ast.File) map[int]string {
	byLine := make(map[int]string)
	for _, group := range file.Comments {
		if text, ok := strings.CutPrefix(strings.Join(strings.Fields(group.Text()), " "), tag); ok {
			byLine[set.Position(group.End()).Line+1] = strings.TrimSpace(text)
		}
	}
	return byLine
}

type visitor struct {
	set      *token.FileSet
	words    string // what the file calls package words
	comments map[int]string
	called   map[*ast.SelectorExpr]bool // domains whose method is called
	found    []Message
	err      error // the first
}

// noDomain is what else package words has.
var noDomain = map[string]bool{"Language": true, "Message": true}

// format says where a method has its format among its arguments, and where what it formats begins.
var format = map[string]struct{ at, args int }{
	"Sprintf": {0, 1},
	"Errorf":  {0, 1},
	"New":     {0, 1},
	"Message": {0, 1},
	"Plural":  {2, 3},
	"Join":    {0, 1},
}

func (v *visitor) visit(n ast.Node) bool {
	if v.err != nil {
		return false
	}
	switch n := n.(type) {
	case *ast.CallExpr:
		v.err = v.call(n)
	case *ast.SelectorExpr:
		if v.isWords(n.X) && !noDomain[n.Sel.Name] && !v.called[n] {
			v.err = v.errorf(n, "%s.%s: call a method of it here, or its messages are not found", v.words, n.Sel.Name)
		}
	}
	return v.err == nil
}

func (v *visitor) isWords(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == v.words
}

func (v *visitor) errorf(n ast.Node, format string, args ...any) error {
	return fmt.Errorf("%s: %w", v.set.Position(n.Pos()), fmt.Errorf(format, args...))
}

// call takes the message of words.Domain.Method(…).
func (v *visitor) call(n *ast.CallExpr) error {
	method, ok := n.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	domain, ok := method.X.(*ast.SelectorExpr)
	if !ok || !v.isWords(domain.X) {
		return nil
	}
	v.called[domain] = true
	if method.Sel.Name == "Text" {
		return nil // Its messages are in the notebooks.
	}
	where, ok := format[method.Sel.Name]
	if !ok || len(n.Args) < where.args {
		return v.errorf(n, "%s has no message: package ids does not know it", method.Sel.Name)
	}
	id, err := v.message(n, where.at)
	if err != nil {
		return err
	}
	if err := v.checkArgs(n, method.Sel.Name, id, len(n.Args)-where.args); err != nil {
		return err
	}
	v.found = append(v.found, Message{strings.ToLower(domain.Sel.Name), id, v.comments[v.set.Position(n.Pos()).Line]})
	return nil
}

// message returns the argument at the place, a constant string.
func (v *visitor) message(n *ast.CallExpr, at int) (string, error) {
	text, ok := constant(n.Args[at])
	if !ok || strings.TrimSpace(text) == "" {
		return "", v.errorf(n.Args[at], "write the message out: only a constant text that is not blank can be translated")
	}
	return text, nil
}

func constant(x ast.Expr) (string, bool) {
	switch x := x.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(x.Value)
		return text, err == nil && x.Kind == token.STRING
	case *ast.BinaryExpr:
		a, okA := constant(x.X)
		b, okB := constant(x.Y)
		return a + b, okA && okB && x.Op == token.ADD
	}
	return "", false
}

// checkArgs returns an error if a message does not take so many arguments. go vet, which looks at Sprintf and Errorf more
// closely, does not see through the others.
func (v *visitor) checkArgs(n *ast.CallExpr, method, id string, args int) error {
	verbs, err := Verbs(id)
	if err != nil {
		return v.errorf(n, "%w", err)
	}
	switch {
	case method == "Join":
		args = 2
	case method == "Plural":
		one, err := v.message(n, 1)
		if err != nil {
			return err
		}
		if others, err := Verbs(one); err != nil || !slices.Equal(others, verbs) {
			return v.errorf(n, "%q and %q: both must take the same arguments", one, id)
		}
	case n.Ellipsis.IsValid():
		return nil
	}
	if len(verbs) != args {
		return v.errorf(n, "%q takes %d arguments and gets %d", id, len(verbs), args)
	}
	return nil
}
