package cells

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// A layout says which parts of a cell are what. Offsets are those of the cell.
type layout struct {
	text    string // the cell with spaces in place of lines that are no Go
	mode    mode
	body    int    // where the body of main begins
	end     int    // where it ends
	imports []span // in a bare body
	lifted  []span // functions, types and constants in a bare body
	tuple   span   // a last statement that is a list of expressions
	silent  bool   // a semicolon is written behind it
}

type mode int

const (
	asItIs   mode = iota // GoNB's: only declarations, a whole main function, or no Go at all
	belowPP              // the body of main is below %%
	withMain             // there is a function main
	bare                 // statements without %%
)

type span struct{ from, to int }

// layOut finds out what a cell is made of.
func layOut(source string) layout {
	d := newDraft(source)
	l := layout{text: d.text, end: len(d.text)}
	first, _, _ := strings.Cut(source, "\n")
	switch {
	case wholeCell(trim(first)), leavesMain(source):
		return l
	case d.main >= 0:
		l.mode, l.body, l.end = belowPP, d.main, len(source)
		l.tuple = tupleIn(l.text, l.body)
		return l
	}
	l.split()
	return l
}

// meaning returns the layout of a cell, and the cell. Where a line %% is what makes the cell unreadable, as a function is
// declared below it or a statement stands above, it is left out.
func meaning(source string) (layout, string) {
	l := layOut(source)
	if l.mode != belowPP || l.readable() {
		return l, source
	}
	without := withoutMain(source)
	if l := layOut(without); l.mode != belowPP && l.readable() {
		return l, without
	}
	return l, source
}

func (l layout) readable() bool {
	_, _, err := l.parse(token.NewFileSet(), 0, frame{}, l.tupleEdits(showProbe), parser.SkipObjectResolution)
	return err == nil
}

// withoutMain leaves of lines with %% only what they say about the program's arguments.
func withoutMain(source string) string {
	lines := strings.Split(source, "\n")
	for i, line := range lines {
		if command := trim(line); beginsMain(command) {
			args := strings.TrimLeft(command[1:], " \t")
			args = strings.TrimPrefix(strings.TrimPrefix(args, "main"), "%")
			lines[i] = "%args" + args
		}
	}
	return strings.Join(lines, "\n")
}

// leavesMain reports whether a special command says what the program of the cell is.
func leavesMain(source string) bool {
	for line := range strings.Lines(source) {
		command, special := strings.CutPrefix(trim(strings.TrimRight(line, "\r\n")), "%")
		words := strings.Fields(command)
		if special && len(words) > 0 && slices.Contains([]string{"exec", "test", "wasm"}, words[0]) {
			return true
		}
	}
	return false
}

// split finds the declarations among the statements of a bare body.
func (l *layout) split() {
	statements := false
	for _, c := range statementsIn(l.text, 0) {
		switch {
		case c.isMain:
			l.wholeMain()
			return
		case c.tok == token.IMPORT:
			l.imports = append(l.imports, span{c.from, c.to})
		case c.tok == token.ILLEGAL:
			statements = true
		case c.tok != token.VAR:
			l.lifted = append(l.lifted, span{c.doc, c.to})
		}
	}
	if statements {
		l.mode = bare
		if last := lastIn(l.text, 0); last.list {
			l.tuple, l.silent = span{last.from, last.to}, last.ended
		}
	}
}

// wholeMain finds the body of the function main that the cell has.
func (l *layout) wholeMain() {
	file, err := parser.ParseFile(token.NewFileSet(), "", beforeCell+l.text, parser.SkipObjectResolution)
	if err != nil {
		return
	}
	if main := mainOf(file); main != nil && main.Body != nil {
		l.mode = withMain
		l.body, l.end = int(main.Body.Lbrace-file.FileStart)+1-len(beforeCell), int(main.Body.Rbrace-file.FileStart)-len(beforeCell)
	}
}

// statement is one that stands in no other, or a declaration.
type statement struct {
	from, to int
	doc      int         // where the comment right above it begins
	tok      token.Token // the keyword of a declaration, or ILLEGAL
	isMain   bool
	list     bool // it has a comma in no bracket, and is no assignment or declaration
	ended    bool // a semicolon is written behind it
}

// statementsIn divides the text from an offset on.
func statementsIn(text string, from int) (all []statement) {
	tokens, docs := documented(text, from)
	depth, open := 0, false
	commas, noList := false, false
	last := func() *statement { return &all[len(all)-1] }
	end := func() { last().list = commas && !noList && last().tok == token.ILLEGAL }
	for i, t := range tokens {
		if t.tok == token.SEMICOLON && depth <= 0 {
			if open {
				end()
				last().ended = !t.lineEnd()
			}
			open = false
			continue
		}
		if !open {
			tok := declaration(tokens[i:])
			isMain := tok == token.FUNC && tokens[i+1].literal == "main"
			all = append(all, statement{from: t.start, doc: docs[i], tok: tok, isMain: isMain})
			depth, open, commas, noList = 0, true, false, false
		}
		depth += nesting(t.tok)
		last().to = t.end
		if depth <= 0 {
			switch {
			case depth < 0: // A bracket closes nothing: what is put around a list would.
				noList = true
			case t.tok == token.COMMA:
				commas = true
			case statementWord(t.tok):
				noList = true
			}
		}
	}
	if open {
		end()
	}
	return all
}

// documented returns the tokens of the text from an offset on, and where the comment right above each begins, or the token
// itself.
func documented(text string, from int) (tokens []lexeme, docs []int) {
	doc, end := -1, 0 // of the comments that were read last
	for l := range scan(text[from:], scanner.ScanComments) {
		l.start += from
		l.end += from
		if l.tok == token.COMMENT {
			line := text[1+strings.LastIndexByte(text[:l.start], '\n') : l.start]
			switch {
			case strings.TrimSpace(line) != "" && doc < 0:
			case doc < 0 || strings.Count(text[end:l.start], "\n") > 1:
				doc = l.start
			}
			end = l.end
			continue
		}
		tokens = append(tokens, l)
		if doc >= 0 && strings.Count(text[end:l.start], "\n") == 1 {
			docs = append(docs, doc)
		} else {
			docs = append(docs, l.start)
		}
		if !l.lineEnd() {
			doc = -1
		}
	}
	return tokens, docs
}

// statementWord reports whether a token shows that what it stands in is no expression.
func statementWord(tok token.Token) bool {
	switch tok {
	case token.FUNC, token.MAP, token.STRUCT, token.INTERFACE, token.CHAN:
		return false
	case token.ASSIGN, token.DEFINE, token.INC, token.DEC, token.COLON:
		return true
	}
	return tok.IsKeyword() || tok >= token.ADD_ASSIGN && tok <= token.AND_NOT_ASSIGN
}

// tupleIn returns the last statement if it is a list of expressions.
func tupleIn(text string, from int) span {
	if last := lastIn(text, from); last.list && !last.ended {
		return span{last.from, last.to}
	}
	return span{}
}

// lastIn returns the last statement that stays in the body.
func lastIn(text string, from int) (last statement) {
	for _, s := range statementsIn(text, from) {
		if s.tok == token.ILLEGAL || s.tok == token.VAR {
			last = s
		}
	}
	return last
}

// frame is what is put around the parts of a cell.
type frame struct {
	imports string // in front of all that the cell declares
	head    string // in front of main's body
	foot    string // behind it
	tail    string // behind everything
}

// compose writes the file of a cell.
func (l layout) compose(f frame, edits []edit) *collage {
	c := &collage{source: l.text}
	c.insert(beforeCell, 0)
	c.insert(f.imports, l.body)
	switch l.mode {
	case belowPP:
		c.copy(0, l.body)
		c.insert(beginMain+f.head, l.body)
		c.edited(l.body, len(l.text), edits)
		c.insert("\n"+f.foot+"}\n", len(l.text))
	case bare:
		for _, s := range l.imports {
			c.copy(s.from, s.to)
			c.insert("\n", s.to)
		}
		c.insert(beginMain+f.head, l.body)
		l.writeBody(c, 0, edits)
		c.insert("\n"+f.foot+"}\n", len(l.text))
		l.writeLifted(c)
	case withMain:
		c.copy(0, l.body)
		c.insert(f.head, l.body)
		c.edited(l.body, l.end, edits)
		c.insert("\n"+f.foot, l.end)
		c.copy(l.end, len(l.text))
		c.insert("\n", len(l.text))
	default:
		c.copy(0, len(l.text))
		c.insert("\n"+beginMain+f.head+f.foot+"}\n", len(l.text))
	}
	c.insert(f.tail, len(l.text))
	return c
}

// writeBody writes the body from an offset on with empty lines in place of what is lifted out of it.
func (l layout) writeBody(c *collage, at int, edits []edit) {
	for _, s := range l.outside() {
		c.edited(at, s.from, edits)
		if s.to > at {
			c.insert(strings.Repeat("\n", strings.Count(l.text[max(s.from, at):s.to], "\n")), s.from)
			at = s.to
		}
	}
	c.edited(at, len(l.text), edits)
}

func (l layout) writeLifted(c *collage) {
	for _, s := range l.lifted {
		c.copy(s.from, s.to)
		c.insert("\n", s.to)
	}
}

// outside returns what is lifted out of the body, in order.
func (l layout) outside() (all []span) {
	i, j := 0, 0
	for i < len(l.imports) || j < len(l.lifted) {
		if j == len(l.lifted) || i < len(l.imports) && l.imports[i].from < l.lifted[j].from {
			all = append(all, l.imports[i])
			i++
			continue
		}
		all = append(all, l.lifted[j])
		j++
	}
	return all
}

// tupleEdits makes a tuple a call. One that is not to be shown is only a call as long as its types are looked for.
func (l layout) tupleEdits(show string) []edit {
	if l.tuple.to == 0 {
		return nil
	}
	if l.silent && show != showProbe {
		return []edit{{l.tuple.from, l.tuple.from, "_ = []any{"}, {l.tuple.to, l.tuple.to, "}"}}
	}
	return []edit{{l.tuple.from, l.tuple.from, show + "("}, {l.tuple.to, l.tuple.to, ")"}}
}

// parse parses the file of a cell that is not left as it is. The error has its place in the cell.
func (l layout) parse(files *token.FileSet, number int, f frame, edits []edit, parseMode parser.Mode) (*ast.File, *collage, error) {
	c := l.compose(f, edits)
	file, err := parser.ParseFile(files, "", c.text.String(), parseMode)
	var all scanner.ErrorList
	if errors.As(err, &all) {
		return nil, nil, l.misread(number, c.origin(all[0].Pos.Offset), all[0].Msg)
	}
	return file, c, err
}

// misread is the error of the syntax at an offset of the cell. Where a bracket is wrong, what follows it is not to blame.
func (l layout) misread(number, offset int, what string) *SyntaxError {
	end, open, extra := brackets(l.text)
	switch {
	case extra >= 0 && offset >= extra:
		return &SyntaxError{placeIn(l.text, number, extra), fmt.Sprintf("unexpected '%c', which closes nothing", l.text[extra]), false}
	case open >= 0 && (offset >= open || l.lifts(offset)):
		return &SyntaxError{placeIn(l.text, number, end), neverClosed(l.text, open) + "the end of the cell", true}
	}
	if first, ok := l.firstOfTwo(offset); ok && strings.HasPrefix(what, "expected ';', found ") {
		return &SyntaxError{placeIn(l.text, number, first.start), "expected statement, found " + first.literal, false}
	}
	return misread(l.text, number, offset, what)
}

// firstOfTwo returns the name that begins a statement if what is at the offset follows it: as with def f, it is the first
// that makes no sense.
func (l layout) firstOfTwo(offset int) (first lexeme, ok bool) {
	begins := true
	for t := range scan(l.text, 0) {
		if t.start == offset {
			return first, first.tok == token.IDENT
		}
		first = lexeme{}
		if begins {
			first = t
		}
		begins = t.tok == token.SEMICOLON || t.tok == token.LBRACE
	}
	return lexeme{}, false
}

// lifts reports whether what is at the offset is written elsewhere.
func (l layout) lifts(offset int) bool {
	return slices.ContainsFunc(l.lifted, func(s span) bool { return s.from <= offset && offset < s.to })
}
