package cells

import (
	"fmt"
	"go/parser"
	"go/token"
	"slices"
	"strings"

	"dlfs/internal/words"
)

// program writes the source of the program that has all of the state and the main function. The packages that it needs
// and nobody imported are imported, and those that it does not need are left out.
func program(s State, main string, at Place, index *Index) (source string, imports []string, err error) {
	var body strings.Builder
	for _, kind := range s.kinds() {
		for _, d := range sorted(*kind.decls) {
			if kind.word == "func" {
				fmt.Fprintf(&body, "//line %s:%d:%d\n%s\n\n", d.At.file(), d.At.Line, d.At.Column, d.Text)
			} else {
				fmt.Fprintf(&body, "%s /*line %s:%d:%d*/%s\n\n", kind.word, d.At.file(), d.At.Line, d.At.Column, d.Text)
			}
		}
	}
	if main == "" {
		body.WriteString("func main() {}\n")
	} else {
		fmt.Fprintf(&body, "//line %s:%d:%d\n%s\n", at.file(), at.Line, at.Column, main)
	}
	needed, err := selected(body.String())
	if err != nil {
		return "", nil, err
	}
	var head strings.Builder
	head.WriteString("package main\n\n")
	for _, i := range slices.SortedFunc(slices.Values(s.Imports), func(a, b Import) int { return strings.Compare(a.key(), b.key()) }) {
		name := i.Alias
		if name == "" {
			name = index.name(i.Path)
		}
		if _, used := needed[name]; !used && name != "." && name != "_" {
			continue
		}
		delete(needed, name)
		if !index.has(i.Path) && !i.Made() {
			return "", nil, fmt.Errorf("%v: %s", i.At,
				words.Advice.Sprintf("the package %s is not in this browser: %%help lists those that are", i.Path))
		}
		imports = append(imports, i.Path)
		fmt.Fprintf(&head, "import /*line %s:%d:%d*/%s %q\n", i.At.file(), i.At.Line, i.At.Column, i.Alias, i.Path)
	}
	for _, name := range sortedKeys(needed) {
		if path := index.find(name, needed[name]); path != "" {
			imports = append(imports, path)
			fmt.Fprintf(&head, "import %q\n", path)
		}
	}
	for _, path := range formatsOf(body.String(), imports) {
		imports = append(imports, path)
		fmt.Fprintf(&head, "import _ %q\n", path)
	}
	return head.String() + "\n" + body.String(), imports, nil
}

// selected returns what takenFrom finds in the text of a program.
func selected(body string) (map[string][]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", "package main\n"+body, 0)
	if err != nil {
		return nil, err
	}
	return takenFrom(file), nil
}
