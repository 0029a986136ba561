package cells

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"dlfs/internal/words"
)

// refuse returns an error if the cell says something that the program of a cell would lose without a word.
func (r *reader) refuse(file *ast.File) error {
	for _, i := range file.Imports {
		if i.Path.Value == `"C"` {
			return r.errorf(i.Pos(), words.Advice.Sprintf("C code does not work in a cell: put it in a package of its own and import that"))
		}
	}
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if why := lost(comment.Text); why != "" {
				return r.errorf(comment.Pos(), why)
			}
		}
	}
	return nil
}

// lost says why a comment that commands Go's tools does nothing in a cell, or nothing.
func lost(comment string) string {
	command, rest, _ := strings.Cut(comment, " ")
	switch {
	case command == "//go:embed" && rest != "":
		return words.Advice.Sprintf("//go:embed does not work in a cell: read the file with os.ReadFile(%q)", strings.Trim(strings.Fields(rest + " x")[0], "\"`"))
	case command == "//go:build", strings.HasPrefix(comment, "// +build "):
		return words.Advice.Sprintf("build constraints do not work in a cell: delete this line")
	case command == "//export":
		return words.Advice.Sprintf("//export does not work in a cell: put the function in a package of its own")
	}
	return ""
}

func (r *reader) errorf(pos token.Pos, why string) error {
	return fmt.Errorf("%v: %s", r.place(pos), why)
}

// clash returns an error if a name would be a package and something else: then no later cell would compile.
func (c *cell) clash(found declared) error {
	imports := slices.Concat(found.Imports, c.State.Imports)
	for _, kind := range found.kinds() {
		for _, d := range *kind.decls {
			for _, name := range d.Names {
				i := slices.IndexFunc(imports, func(i Import) bool { return c.importName(i) == name })
				if i < 0 {
					continue
				}
				if i < len(found.Imports) {
					return fmt.Errorf("%v: %s", d.At, words.Advice.Sprintf("this cell also imports a package %s: choose another name", name))
				}
				return fmt.Errorf("%v: %s", d.At, words.Advice.Sprintf(
					"cell [%d] imports a package %[2]s: choose another name, or run %%rm %[2]s to remove the import", imports[i].At.Cell, name))
			}
		}
	}
	for _, i := range found.Imports {
		if d, _, ok := c.State.Declared(c.importName(i)); ok {
			return fmt.Errorf("%v: %s", i.At, words.Advice.Sprintf(
				"%s is declared in cell [%d]: run %%rm %[1]s first, or import the package under another name", c.importName(i), d.At.Cell))
		}
	}
	return nil
}

func (c *cell) importName(i Import) string {
	if i.Alias != "" {
		return i.Alias
	}
	return c.index.name(i.Path)
}

// ipython says what to do in place of a magic command of IPython that GoNB does not have; of other names, nothing.
func ipython(name string) string {
	cells := strings.HasPrefix(name, "%")
	switch strings.TrimPrefix(name, "%") {
	case "pip", "conda", "mamba", "uv":
		return words.Advice.Sprintf("%%%s installs Python packages; here, import a Go package and use it", name)
	case "time", "timeit", "prun":
		return words.Advice.Sprintf("%%%s is an IPython command; in Go, set start := time.Now() before the code and print time.Since(start) after it", name)
	case "matplotlib", "pylab":
		return words.Advice.Sprintf("%%%s is an IPython command; here, nb.Show draws charts without it: delete the line", name)
	case "who", "whos", "who_ls":
		return words.Advice.Sprintf("%%%s is an IPython command; here, %%vars shows the variables that are kept, and %%list what is declared", name)
	case "del", "delete", "forget", "unset", "xdel", "reset_selective":
		return words.Advice.Sprintf("there is no %%%s; here, %%rm NAME forgets a variable, and %%reset everything", name)
	case "pwd", "mkdir", "cat", "cp", "mv", "less", "more", "man":
		return words.Advice.Sprintf("%%%s is an IPython command; outside the browser, write !%[1]s", name)
	case "load_ext", "reload_ext", "unload_ext", "autoreload", "aimport", "alias", "autocall", "automagic", "bookmark", "colors", "config", "debug",
		"dhist", "dirs", "edit", "gui", "hist", "history", "load", "loadpy", "logon", "logoff", "logstart", "lsmagic", "macro", "magic", "notebook",
		"page", "pastebin", "pdb", "pdef", "pdoc", "pfile", "pinfo", "pinfo2", "popd", "pprint", "precision", "psearch",
		"psource", "pushd", "pycat", "quickref", "recall", "rehashx", "rerun", "run", "save", "sc", "set_env", "store", "sx", "system",
		"tb", "unalias", "xmode", "python", "python2", "python3", "pypy", "perl", "ruby", "cython", "sql", "R":
		return words.Advice.Sprintf("%%%s is an IPython command, and this kernel runs Go: delete the line", name)
	case "html", "HTML", "markdown", "latex", "javascript", "js", "svg", "SVG", "capture", "file":
		if cells {
			return words.Advice.Sprintf("%%%s is an IPython command, and this kernel runs Go: delete the line", name)
		}
	}
	return ""
}
