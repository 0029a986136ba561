package cells

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"dlfs/internal/words"
	"dlfs/nb/kept/manifest"
)

// Rewritten is a cell in GoNB's language.
type Rewritten struct {
	Code    string            // for GoNB and for Run: the source itself if nothing is to be changed
	Kept    manifest.Manifest // what is still kept: without what %rm and %reset forget, and what the cell declares for good
	Changed bool              // Kept has to be written before the cell runs
	Before  manifest.Manifest // what its special commands left: that stays if the cell does not compile
	Shown   []Output          // by %vars, and by %rm of what is kept
	Notes   []string          // what the learner may have meant otherwise, as the function Notes has it: places are those of Code
	Err     error             // why the cell cannot run; its place is in the source

	number int
	noted  []string // global variables that a note is about
	origin *collage // of Code; nil if Code is the source
}

// Rewrite gives a cell that the user of a notebook writes the meaning that he expects, in GoNB's language. What GoNB accepts
// means what it means in GoNB. Statements without %% are the body of main, their last expression is shown, and the
// variables of a body are kept: a later cell that uses their names has them. kept is what is kept before the cell. Without an
// importer (nil) the types of other packages are not known: then the result of a last call is not shown, and a function
// cannot use a variable of the cell that has such a type.
func Rewrite(s State, number int, source string, kept manifest.Manifest, index *Index, importer types.Importer) Rewritten {
	return rewrite(s, number, source, kept, index, importer).Rewritten
}

func rewrite(s State, number int, source string, kept manifest.Manifest, index *Index, importer types.Importer) *rewriter {
	if index == nil {
		index = &Index{}
	}
	w := &rewriter{
		Rewritten: Rewritten{Code: source, Kept: kept, number: number},
		state:     s.clone(), index: index, importer: importer, kept: make(map[token.Pos]types.Object),
	}
	w.state.Kept = nil // It is the names that count here, and kept has them.
	w.commands(source)
	w.Before = w.Kept
	if w.Err == nil {
		w.rewrite()
	}
	if w.Err != nil {
		w.Code, w.origin = source, nil
	}
	return w
}

// rewriter is at work on one cell.
type rewriter struct {
	Rewritten
	state    State  // before the cell, after its special commands
	execs    string // the function that %exec calls
	args     bool   // the program has arguments
	source   string
	index    *Index
	importer types.Importer

	layout   layout
	free     free
	imported []Import // by the cell
	own      []string // what the cell declares for its file
	made     []string // what its body declares

	look  *sight
	take  taking
	kept  map[token.Pos]types.Object // the variables that are kept, by where they are declared
	keeps bool                       // something is kept
	calls []string                   // what the cell calls, if that may be needed for what is kept
	edits []edit
	uses  bool // package kept is needed

	withoutKept bool // the cell is for a GoNB that does not have it

	remarks []remark
}

// remark is a note about what is at an offset in the source.
type remark struct {
	at   int
	text string
}

// rewrite makes Code of the source, in which the special commands that GoNB does not know are blank.
func (w *rewriter) rewrite() {
	w.layout, w.source = meaning(w.source)
	w.Code = w.source
	if w.execs != "" {
		w.exec()
		return
	}
	if w.layout.mode == asItIs && (wholeCell(trim(firstLine(w.source))) || leavesMain(w.source)) {
		return
	}
	if w.Err = w.see(); w.Err != nil || w.look == nil {
		return
	}
	w.keep()
	w.show()
	w.useAll()
	w.write()
	for _, r := range w.remarks {
		if w.origin != nil {
			r.at = w.origin.offsetOf(r.at)
		}
		w.Notes = append(w.Notes, fmt.Sprintf("%v: %s", placeIn(w.Code, w.number, r.at), r.text))
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// see reads the cell, finds out what it uses of what is kept, and what the types of everything are.
func (w *rewriter) see() error {
	shown := w.layout.tupleEdits(showProbe)
	file, text, err := w.layout.read(token.NewFileSet(), w.state, w.number, w.source)
	if err != nil {
		return err
	}
	w.free, w.imported = freeIn(file, text), importsIn(file)
	w.declares(file)
	if at, early := w.tooEarly(file, text); early && w.layout.mode == asItIs {
		w.layout.mode = bare
		w.own, w.made = nil, nil
		return w.see()
	} else if early {
		return fmt.Errorf("%v: %s", placeIn(w.source, w.number, at), words.Advice.Sprintf(
			"a variable declared here gets its value before the variables of earlier cells are restored: move it below %%%%, or into main"))
	}
	for more := true; more; {
		if err := w.taken(); err != nil {
			return err
		}
		if w.layout.mode == asItIs && len(w.take.declared) == 0 {
			return nil
		}
		f := frame{imports: w.take.imports(), head: w.take.probe(), foot: "}", tail: w.take.globals() + probeTail}
		files := token.NewFileSet()
		file, text, err := w.layout.parse(files, w.number, f, shown, parser.ParseComments)
		if err != nil {
			return err
		}
		w.look = w.check(files, file, text)
		if err := w.lostTypes(); err != nil {
			return err
		}
		more = w.look.moreFree(w.free)
	}
	return nil
}

// declares finds the names that the cell declares. Those of its file mean nothing else from now on.
func (w *rewriter) declares(file *ast.File) {
	for _, decl := range file.Decls {
		for _, name := range declares(decl) {
			if name != "main" {
				w.own = append(w.own, name)
			}
		}
	}
	if main := mainOf(file); main != nil && main.Body != nil {
		w.made = topNames(main.Body)
	}
	for _, name := range w.own {
		w.forgets(name)
	}
	for _, i := range w.imported {
		w.forgets(w.importName(i))
	}
}

// read parses the file of a cell. Where the cell cannot be read, the error is GoNB's, unless all that GoNB has against the
// cell is that it has statements.
func (l layout) read(files *token.FileSet, s State, number int, source string) (*ast.File, *collage, error) {
	file, text, err := l.parse(files, number, frame{}, l.tupleEdits(showProbe), parser.ParseComments)
	if err != nil {
		_, wrong := After(s, number, source)
		switch statements := onlyStatements(wrong); {
		case statements && l.mode == belowPP: // They could stay above %% if it were not for something else.
			return layOut(withoutMain(source)).read(files, s, number, withoutMain(source))
		case wrong != nil && !(statements && l.mode == bare):
			err = wrong
		}
		return nil, nil, err
	}
	return file, text, nil
}

// onlyStatements reports whether all that GoNB has against a cell is that it has statements.
func onlyStatements(err error) bool {
	syntax, ok := err.(*SyntaxError)
	return ok && strings.HasPrefix(syntax.What, "expected declaration, found")
}

const (
	showProbe = "kept_show_"
	// probeTail declares what a probe has in place of package kept.
	probeTail = "func " + showProbe + "(...any) {}\n"
)

// write puts the cell together again.
func (w *rewriter) write() {
	w.edits = append(w.layout.tupleEdits("kept_.Show"), w.edits...) // around what they enclose
	w.uses = w.uses || w.layout.tuple.to > 0 && !w.layout.silent
	slices.SortStableFunc(w.edits, func(a, b edit) int { return a.from - b.from })
	head := ""
	if w.layout.mode != asItIs {
		head = w.head()
	}
	imports := w.take.imports()
	if w.uses {
		imports = "import kept_ \"dlfs/nb/kept\"; " + imports
	}
	open, shut := "", ""
	if w.take.hasLocals() {
		open, shut = "{ ", "}"
	}
	c := &collage{source: w.source}
	l := w.layout
	switch {
	case l.mode == bare:
		l.writeBare(c, imports, w.take.globals()+beginMain+head+open, shut, w.edits)
	case imports+head+w.take.globals() == "" && len(w.edits) == 0:
		return // as it is
	default:
		l.writeGoNB(c, imports, w.take.globals(), head+open, shut, w.edits)
	}
	w.Code, w.origin = c.text.String(), c
}

// writeBare writes the main function from the first line on that is Go, and behind it what is lifted.
func (l layout) writeBare(c *collage, imports, head, shut string, edits []edit) {
	start := l.firstGo()
	c.copy(0, start)
	c.insert(imports, start)
	for _, s := range l.imports {
		l.writeImport(c, s)
	}
	c.insert(head, start)
	l.writeBody(c, start, edits)
	c.insert("\n"+shut+"}\n", len(l.text))
	l.writeLifted(c)
}

// writeGoNB writes a cell that GoNB would accept but for the names of what is kept.
func (l layout) writeGoNB(c *collage, imports, globals, head, shut string, edits []edit) {
	if imports != "" {
		c.insert(strings.TrimSuffix(imports, " ")+"\n", l.body)
	}
	switch l.mode {
	case belowPP:
		line := 1 + strings.LastIndexByte(l.text[:l.body-1], '\n')
		c.copy(0, line)
		if globals != "" {
			c.insert(globals+"\n", line)
		}
		c.copy(line, l.body)
		c.insert(head, l.body)
		c.edited(l.body, l.end, edits)
		if shut != "" {
			c.insert("\n"+shut, l.end)
		}
		return
	case withMain:
		c.copy(0, l.body)
		c.insert(head, l.body)
		c.edited(l.body, l.end, edits)
		if shut != "" {
			c.insert("\n"+shut, l.end)
		}
		c.copy(l.end, len(l.text))
	default:
		c.copy(0, len(l.text))
	}
	if globals != "" {
		c.insert("\n"+globals, len(l.text))
	}
}

// firstGo returns where the first line begins that has a statement.
func (l layout) firstGo() int {
	return 1 + strings.LastIndexByte(l.text[:statementsIn(l.text, 0)[0].from], '\n')
}

// writeImport writes an import declaration on one line.
func (l layout) writeImport(c *collage, s span) {
	begun := false
	for t := range scan(l.text[s.from:s.to], 0) {
		switch t.tok {
		case token.IMPORT, token.LPAREN:
		case token.RPAREN, token.SEMICOLON:
			if begun {
				c.insert("; ", s.from+t.start)
			}
			begun = false
		default:
			if !begun {
				c.insert("import ", s.from+t.start)
			}
			begun = true
			c.copy(s.from+t.start, s.from+t.end)
			c.insert(" ", s.from+t.end)
		}
	}
	if begun {
		c.insert("; ", s.to)
	}
}

// head is what precedes the body of main.
func (w *rewriter) head() string {
	var b strings.Builder
	if w.args && w.layout.mode == bare && !w.parsesFlags() {
		b.WriteString("flag.Parse(); ")
	}
	if w.keeps {
		w.uses = true
		b.WriteString("defer kept_.Done(); ")
		if !w.waits() {
			b.WriteString("kept_.Watch(); ")
		}
	}
	if takes := w.take.code(w.calls); w.keeps || takes != "" {
		b.WriteString(w.sentinels() + takes)
	}
	return b.String()
}

// parsesFlags reports whether the body reads the program's arguments itself, after it has said what they are.
func (w *rewriter) parsesFlags() bool {
	u := w.free.main["flag"]
	return u != nil && slices.Contains(u.members, "Parse")
}

func mainOf(file *ast.File) *ast.FuncDecl {
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "main" && f.Recv == nil {
			return f
		}
	}
	return nil
}
