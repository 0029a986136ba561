package cells

import (
	_ "embed"
	"fmt"
	"go/parser"
	"go/token"
	"html"
	"slices"
	"strings"

	"dlfs/internal/words"
)

// A Result is what becomes of a cell before it is compiled.
type Result struct {
	State   State    // to be remembered if Source compiles or is empty
	Before  State    // to be remembered if it does not compile: what the special commands left
	Source  string   // of the program; "" if there is nothing to run
	Imports []string // the packages that Source imports
	Args    []string // the program's arguments
	Shown   []Output // what the special commands show
	Reset   bool     // what is kept is to be forgotten
	Notes   []string // what the learner may have meant otherwise, although it compiles
	Err     string   // why the cell cannot run, or ""
}

// An Output is what a special command shows: text of a stream, or data of a MIME type, which may also be there as text.
type Output struct {
	Name, Text string
	Plain      string `json:",omitempty"`
}

// Names of outputs.
const (
	stdout   = "stdout"
	stderr   = "stderr"
	htmlText = "text/html"
	markdown = "text/markdown"
)

// Run gives a cell its meaning. number is how the cell is called in messages; errors of the syntax have all positions.
func Run(s State, number int, source string, index *Index) Result {
	c := cell{Result: Result{State: s.clone()}, number: number, index: index}
	lines := c.commands(strings.Split(source, "\n"))
	c.Before = c.State.clone()
	if c.Err != "" {
		return c.Result
	}
	code := strings.Join(lines, "\n")
	if strings.TrimSpace(code) == "" {
		return c.Result
	}
	if err := c.compose(code); err != nil {
		c.Err = err.Error()
	}
	return c.Result
}

type cell struct {
	Result
	number   int
	line     int // of the special command, from 0
	index    *Index
	machine  bool // what needs a machine has one
	mainLine bool // there is a line %%
	parses   bool // a special command begins main, with flag.Parse in it
}

func (c *cell) compose(code string) error {
	found, err := c.read(code)
	if err != nil {
		return err
	}
	if err := c.merge(found); err != nil {
		return err
	}
	c.Source, c.Imports, err = program(c.State, found.main, found.at, c.index)
	return err
}

// read parses the cell's code, without the end of what stands below %%.
func (c *cell) read(code string) (declared, error) {
	if len(c.Args) > 0 && c.parses { // GoNB parses the flags in any case. Without arguments that does nothing.
		code = strings.Replace(code, beginMain, beginMain+"flag.Parse(); ", 1)
	}
	r := reader{cell: c.number, fset: token.NewFileSet()}
	file, source, err := parseFile(r.fset, c.number, code, c.mainLine, parser.ParseComments)
	if err != nil {
		return declared{}, err
	}
	r.source = source
	return r.read(file)
}

// merge adds what the cell declares to what is remembered.
func (c *cell) merge(found declared) error {
	if err := c.clash(found); err != nil {
		return err
	}
	c.Notes = append(found.notes, c.keptMethods(found)...)
	for _, i := range found.Imports {
		c.State.addImport(i)
	}
	news := found.kinds()
	for i, kind := range c.State.kinds() {
		for _, d := range *news[i].decls {
			*kind.decls = add(*kind.decls, d)
		}
	}
	if c.State.Locals == nil && len(found.locals) > 0 {
		c.State.Locals = make(map[string]int)
	}
	for _, name := range found.locals {
		c.State.Locals[name] = c.number
	}
	for _, name := range found.kept {
		delete(c.State.Locals, name)
	}
	return nil
}

// commands executes the special commands of a cell and returns its lines with an empty one in place of each, so that
// the others keep their number.
func (c *cell) commands(lines []string) []string {
	code := make([]string, len(lines))
	for i := 0; i < len(lines); i++ {
		line := trim(lines[i])
		c.line = i
		if i == 0 && wholeCell(line) {
			c.Err = needsMachine(strings.Fields(line)[0])
			return nil
		}
		if len(line) < 2 || line[0] != '%' && line[0] != '!' {
			if !strings.HasPrefix(line, "package ") { // GoNB writes its own.
				code[i] = lines[i]
			}
			continue
		}
		first, command := i, line
		for strings.HasSuffix(command, `\`) && i+1 < len(lines) {
			i++
			command = command[:len(command)-1] + " " + trim(lines[i])
		}
		code[first] = c.command(command)
		if c.Err != "" {
			return nil
		}
	}
	return code
}

// trim removes what hides special commands from Go's tools.
func trim(line string) string { return strings.TrimPrefix(line, "//gonb:") }

// wholeCell reports whether the first line makes the cell something else than Go.
func wholeCell(line string) bool {
	switch word, _, _ := strings.Cut(line, " "); word {
	case "%%writefile", "%%script", "%%bash", "%%sh", "%%gx":
		return true
	}
	return false
}

func needsMachine(command string) string {
	return words.Advice.Sprintf("%s does not work in the browser: open the notebook on your computer with `make lab`", command)
}

// command executes a special command and returns the Go code that stands for it.
func (c *cell) command(line string) (code string) {
	if line[0] == '!' {
		if !c.machine {
			c.Err = needsMachine("!")
		}
		return ""
	}
	parts := split(strings.TrimLeft(line[1:], " \t"))
	if len(parts) == 0 {
		return ""
	}
	switch name, args := parts[0], parts[1:]; name {
	case "%", "main":
		c.Args, c.mainLine, c.parses = args, true, true
		return beginMain
	case "args":
		c.Args = args
	case "exec":
		if len(args) == 0 {
			c.Err = "%exec requires the name of the function to execute"
			return ""
		}
		c.Args, c.parses = args[1:], true
		return beginMain + args[0] + "() }"
	case "help":
		c.show(markdown, help+c.index.list())
	case "version":
		c.show(markdown, "Go in a page, with the meaning that GoNB gives to cells.\n")
	case "reset":
		c.reset(args)
	case "ls", "list":
		c.list()
	case "rm", "remove":
		c.remove(args)
	case "autoget", "noautoget": // All that there is is here.
	case "env", "cd", "goflags", "wasm", "widgets", "widgets_hb", "with_inputs", "with_password", "track", "untrack",
		"goworkfix", "capture", "test":
		if !c.machine {
			c.Err = needsMachine("%" + name)
		}
	default: // in GoNB's words, but for what a learner knows from IPython: there it does something
		if whole := "%" + name; wholeCell(whole) {
			c.Err = fmt.Sprintf("%q can only appear at the start of the cell", whole)
			return ""
		}
		if why := ipython(name); why != "" {
			c.Err = fmt.Sprintf("%v: %s", Place{c.number, c.line + 1, 1}, why)
			return ""
		}
		c.show(stderr, fmt.Sprintf("\"%%%s\" unknown or not implemented yet.", name))
	}
	return ""
}

const beginMain = "func main() { "

//go:embed help.md
var help string

func (c *cell) show(name, text string) { c.Shown = append(c.Shown, Output{Name: name, Text: text}) }

func (c *cell) reset(args []string) {
	if len(args) > 1 || len(args) == 1 && args[0] != "go.mod" {
		c.Err = `%reset only take one optional parameter "go.mod"`
		return
	}
	if len(args) == 0 {
		c.State, c.Reset = State{}, true
		c.show(stdout, "* State reset: all memorized declarations discarded.\n")
	}
}

func (c *cell) list() {
	c.show(htmlText, "<h3>Memorized Definitions</h3>\n")
	var imports []string
	for _, i := range c.State.Imports {
		if !i.Made() {
			imports = append(imports, i.key())
		}
	}
	c.enumerate("Imports", imports)
	for _, kind := range c.State.kinds() {
		c.enumerate(kind.title, names(*kind.decls))
	}
}

func (c *cell) enumerate(title string, items []string) {
	if len(items) == 0 {
		return
	}
	parts := []string{"<h4>" + title + "</h4>", "<ul>"}
	for _, item := range slices.Sorted(slices.Values(items)) {
		parts = append(parts, "<li><pre>"+html.EscapeString(item)+"</pre></li>")
	}
	c.show(htmlText, strings.Join(append(parts, "</ul>"), "\n"))
}

func (c *cell) remove(keys []string) {
	for _, key := range keys {
		if word := c.removeOne(key); word != "" {
			c.show(stdout, fmt.Sprintf(". removed %s %s\n", word, key))
		} else {
			c.show(stderr, fmt.Sprintf(". key %q not found in any definition, not removed\n", key))
		}
	}
}

// removeOne returns what the key was.
func (c *cell) removeOne(key string) string {
	for i, imported := range c.State.Imports {
		if imported.key() == key {
			c.State.Imports = append(c.State.Imports[:i:i], c.State.Imports[i+1:]...)
			return "import"
		}
	}
	for _, kind := range c.State.kinds() {
		if rest, found := remove(*kind.decls, key); found {
			*kind.decls = rest
			return kind.word
		}
	}
	return ""
}

// split separates the words of a command. Quotes hold a word together, and a backslash in them stands before a quote.
func split(command string) (words []string) {
	var word strings.Builder
	begun, quoted := false, false
	for i := 0; i < len(command); i++ {
		switch ch := command[i]; {
		case ch == '"':
			begun, quoted = true, !quoted
		case ch == '\\' && quoted && i+1 < len(command):
			i++
			word.WriteByte(escaped(command[i]))
		case !quoted && (ch == ' ' || ch == '\t'):
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			begun = true
			word.WriteByte(ch)
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}

func escaped(ch byte) byte {
	switch ch {
	case 'n':
		return '\n'
	case 't':
		return '\t'
	}
	return ch
}
