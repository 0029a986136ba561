package cells

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// A Completion is what can stand in place of the bytes from Start to the cursor, what fits best first.
type Completion struct {
	Matches []string
	Start   int
}

// Complete completes the name before the cursor, a byte offset: a member after a dot, a field's name in a literal, or else
// a name of the notebook, of the cell, of a package, or a keyword. With an importer it knows what values have fields and
// methods, and what type is asked for; without one (nil) it knows the members of packages. A special command is completed,
// and so is the path of an import; in other strings, in comments and in commands of the machine there is nothing to complete.
func Complete(s State, source string, cursor int, index *Index, importer types.Importer) Completion {
	start := 1 + strings.LastIndexByte(source[:cursor], '\n')
	first, _, _ := strings.Cut(source, "\n")
	switch line := source[start:cursor]; {
	case start > 0 && wholeCell(trim(first)), strings.HasPrefix(line, "!"):
		return Completion{nil, cursor}
	case strings.HasPrefix(line, "%"):
		return s.completeCommand(line, cursor)
	}
	d := newDraft(source)
	if d.text[start:cursor] != source[start:cursor] { // a command goes on here
		return Completion{nil, cursor}
	}
	if text, ok := textAt(d.text, cursor); ok {
		if !text.importing {
			return Completion{nil, cursor}
		}
		at := spot{start: text.start + 1, end: cursor, prefix: source[text.start+1 : cursor]}
		return Completion{at.matching(index.paths()), at.start}
	}
	at := nameAt(d.text, cursor)
	var v *view
	if importer != nil {
		sketched, offset := d.sketch(at, cursorName, true)
		v = look(s, sketched, offset, false, index, importer)
	}
	if at.dotted {
		return Completion{at.members(s, d, index, v), at.start}
	}
	return Completion{at.names(s, d, index, v), at.start}
}

// specials are the commands that begin a line.
var specials = []string{
	"%%", "%%bash", "%%script", "%%sh", "%%writefile", "%args", "%autoget", "%capture", "%cd", "%env", "%exec", "%goflags",
	"%goworkfix", "%help", "%list", "%ls", "%main", "%noautoget", "%remove", "%reset", "%rm", "%test", "%track", "%untrack",
	"%vars", "%version", "%wasm", "%widgets", "%widgets_hb", "%with_inputs", "%with_password",
}

// completeCommand completes a special command, of which line stands before the cursor.
func (s State) completeCommand(line string, cursor int) Completion {
	last := line[1+strings.LastIndexAny(line, " \t"):]
	at := spot{start: cursor - len(last), end: cursor, prefix: last}
	var all []string
	switch word, _, more := strings.Cut(line, " "); {
	case !more:
		all = slices.Clone(specials)
	case word == "%rm" || word == "%remove":
		for _, i := range s.Imports {
			if !i.Made() {
				all = append(all, i.key())
			}
		}
		for _, kind := range s.kinds() {
			all = append(all, names(*kind.decls)...)
		}
		for _, v := range s.Kept {
			all = append(all, v.Name)
		}
	case word == "%exec" && len(strings.Fields(line[:len(line)-len(last)])) == 1:
		all = names(s.Funcs)
	}
	slices.Sort(all)
	return Completion{at.matching(slices.Compact(all)), at.start}
}

// spot is the name at a cursor.
type spot struct {
	start, end int    // where it stands
	prefix     string // what of it stands before the cursor
	dotted     bool   // it follows a dot
	before     string // the name before the dot; "" if it is no name, or follows a dot itself
}

// nameAt finds the name that the cursor is in or right behind.
func nameAt(source string, cursor int) spot {
	found := spot{start: cursor, end: cursor}
	var last [3]lexeme
	for lexeme := range lexemes(source) {
		if lexeme.start >= cursor {
			break
		}
		if (lexeme.tok == token.IDENT || lexeme.tok.IsKeyword()) && cursor <= lexeme.end {
			found.start, found.end, found.prefix = lexeme.start, lexeme.end, source[lexeme.start:cursor]
			break
		}
		last[0], last[1], last[2] = last[1], last[2], lexeme
	}
	found.dotted = last[2].tok == token.PERIOD && last[2].end <= found.start
	if found.dotted && last[1].tok == token.IDENT && last[0].tok != token.PERIOD {
		found.before = source[last[1].start:last[1].end]
	}
	return found
}

// A text is a string, a comment or a number.
type text struct {
	start     int
	importing bool // it is the path of an import
}

// textAt finds the text that the cursor is in.
func textAt(source string, cursor int) (text, bool) {
	importing := false
	for l := range scan(source, scanner.ScanComments) {
		if l.start >= cursor {
			break
		}
		switch l.tok {
		case token.COMMENT:
			if cursor < l.end || cursor == l.end && strings.HasPrefix(l.literal, "//") {
				return text{l.start, false}, true
			}
		case token.INT, token.FLOAT, token.IMAG:
			if cursor <= l.end {
				return text{l.start, false}, true
			}
		case token.STRING, token.CHAR:
			closed := len(l.literal) > 1 && l.literal[len(l.literal)-1] == l.literal[0]
			if cursor < l.end || cursor == l.end && !closed {
				return text{l.start, importing}, true
			}
		case token.IMPORT:
			importing = true
		case token.LPAREN, token.IDENT, token.PERIOD, token.SEMICOLON:
		default:
			importing = false
		}
	}
	return text{}, false
}

// packageOf returns the package that goes by this name in the cell, or nil.
func packageOf(s State, d draft, name string, wanted string, index *Index) *Package {
	s = s.clone()
	file, err := parser.ParseFile(token.NewFileSet(), "", beforeCell+d.text, parser.ImportsOnly)
	if file != nil && err == nil {
		for _, spec := range file.Imports {
			s.addImportSpec(spec)
		}
	}
	for _, i := range s.Imports {
		if i.Alias == name || i.Alias == "" && index.name(i.Path) == name {
			return index.get(i.Path)
		}
	}
	var members []string
	if wanted != "" {
		members = []string{wanted}
	}
	return index.get(index.find(name, members))
}

func (s *State) addImportSpec(spec *ast.ImportSpec) {
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return // The parser has said so.
	}
	i := Import{Path: path}
	if spec.Name != nil {
		i.Alias = spec.Name.Name
	}
	s.addImport(i)
}

func (at spot) members(s State, d draft, index *Index, v *view) []string {
	if v != nil {
		if x := v.selector(); x != nil {
			if all, known := v.members(x.X); known {
				return at.ranked(all, v.wanted())
			}
		}
	}
	if at.before == "" {
		return nil
	}
	p := packageOf(s, d, at.before, "", index)
	if p == nil {
		return nil
	}
	return at.matching(sortedKeys(p.Members))
}

func (at spot) names(s State, d draft, index *Index, v *view) []string {
	var all []candidate
	add := func(names ...string) {
		for _, name := range names {
			all = append(all, candidate{name, nil})
		}
	}
	var wanted types.Type
	if v != nil {
		if fields := v.fields(); len(fields) > 0 {
			return at.ranked(fields, nil)
		}
		all, wanted = v.scope(), v.wanted()
	}
	for _, kind := range s.kinds() {
		for _, name := range names(*kind.decls) {
			if token.IsIdentifier(name) {
				add(name)
			}
		}
	}
	for _, v := range s.Kept {
		add(v.Name)
	}
	dotted := false
	for lexeme := range lexemes(d.text) {
		if lexeme.tok == token.IDENT && lexeme.start != at.start && !dotted {
			add(d.text[lexeme.start:lexeme.end])
		}
		dotted = lexeme.tok == token.PERIOD
	}
	for _, p := range index.Packages {
		add(p.Name)
	}
	for tok := token.BREAK; tok <= token.VAR; tok++ {
		add(tok.String())
	}
	return at.ranked(all, wanted)
}

// ranked returns the names that go on from what is written, those of the wanted type first, if there is one.
func (at spot) ranked(all []candidate, wanted types.Type) []string {
	var fitting, others []string
	for _, c := range all {
		if choosy(wanted) && fits(c.typ, wanted) {
			fitting = append(fitting, c.name)
		} else {
			others = append(others, c.name)
		}
	}
	slices.Sort(fitting)
	slices.Sort(others)
	others = slices.DeleteFunc(others, func(name string) bool { _, found := slices.BinarySearch(fitting, name); return found })
	return at.matching(append(slices.Compact(fitting), slices.Compact(others)...))
}

func (at spot) matching(names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, at.prefix) || name == at.prefix })
}
