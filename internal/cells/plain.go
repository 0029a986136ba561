package cells

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"dlfs/internal/words"
	"dlfs/nb/kept/manifest"
)

// Plain is a cell for a GoNB without a proxy in front.
type Plain struct {
	Code  string
	Lost  []string // what of the cell could not be written, a sentence each
	Notes []string // what may turn out otherwise there
}

// keepPackage has Keep and Kept.
const keepPackage = "dlfs/nb"

// WritePlain writes the code cells of a notebook, which are in their order, for a GoNB without a proxy in front: statements
// below %%, a last expression as what prints it, and variables that a later cell uses with nb.Keep and nb.Kept. A cell that
// cannot be read stays as it is.
func WritePlain(sources []string, index *Index, importer types.Importer) []Plain {
	all := &plainNotebook{index: index, importer: importer, live: make([]map[string]bool, len(sources))}
	all.write(sources) // to find out what later cells use
	all.findLive()
	return all.write(sources)
}

// plainNotebook is at work on a notebook.
type plainNotebook struct {
	index    *Index
	importer types.Importer
	uses     []plainUse        // of each cell
	live     []map[string]bool // by cell: the names whose values later cells use; nil: not known yet
}

// plainUse is what a cell does to variables.
type plainUse struct{ takes, makes, forgets []string }

func (n *plainNotebook) write(sources []string) []Plain {
	var state State
	var kept manifest.Manifest
	fetched, lost := make(map[string]bool), make(map[string]string)
	n.uses = make([]plainUse, len(sources))
	written := make([]Plain, len(sources))
	for i, source := range sources {
		w := &plainWriter{
			rewriter: rewriter{
				Rewritten: Rewritten{Code: source, Kept: kept, number: i + 1},
				state:     state.clone(), index: n.index, importer: n.importer,
				withoutKept: true,
			},
			live: n.live[i], fetched: fetched, lost: lost, imports: make(map[string]string),
		}
		written[i] = w.cell(source)
		n.uses[i] = w.use
		kept = w.Kept
		if after, err := After(state, i+1, written[i].Code); err == nil {
			state = after
		} else {
			state = Before(state, i+1, source)
		}
	}
	return written
}

// findLive finds out backwards what later cells use.
func (n *plainNotebook) findLive() {
	live := make(map[string]bool)
	for i, use := range slices.Backward(n.uses) {
		n.live[i] = maps.Clone(live)
		for _, name := range slices.Concat(use.makes, use.forgets) {
			delete(live, name)
		}
		for _, name := range use.takes {
			live[name] = true
		}
	}
}

// plainWriter is at work on a cell.
type plainWriter struct {
	rewriter
	live    map[string]bool
	fetched map[string]bool   // variables of the file that get their value by themselves
	lost    map[string]string // why nb.Keep cannot hold variables of earlier cells
	imports map[string]string // that the cell needs besides: path → name
	use     plainUse
	globals []string // declarations for the file
	first   []string // lines in front of the body
	last    []string // lines behind it
	said    []string
	notes   []string
}

func (w *plainWriter) cell(source string) Plain {
	before := w.Kept
	w.commands(source)
	for _, g := range before.Groups {
		for _, v := range g.Vars {
			if _, still := w.Kept.Var(v.Name); !still {
				w.use.forgets = append(w.use.forgets, v.Name)
			}
		}
	}
	w.rewriter.kept = nil
	if w.Err == nil {
		w.layout = layOut(w.source)
		if w.layout.mode == asItIs && (wholeCell(trim(firstLine(w.source))) || leavesMain(w.source)) {
			return Plain{Code: source}
		}
		w.Err = w.see()
	}
	if w.Err != nil {
		return Plain{Code: source, Lost: []string{words.Advice.Sprintf("the cell stays as it is: %v", w.Err)}}
	}
	w.blanks(source)
	if w.look == nil { // It has declarations only.
		return Plain{w.assemble(), w.said, w.notes}
	}
	w.variables()
	w.shows()
	w.useAll()
	return Plain{w.assemble(), w.said, w.notes}
}

// blanks takes the lines away that this kernel alone knows.
func (w *plainWriter) blanks(source string) {
	at := 0
	for i, line := range strings.SplitAfter(source, "\n") {
		now := strings.SplitAfter(w.source, "\n")[i]
		if strings.TrimSpace(line) != "" && strings.TrimSpace(now) == "" {
			w.edits = append(w.edits, edit{at, at + len(now), ""})
			if command := strings.TrimSpace(line); strings.HasPrefix(command, "%vars") {
				w.said = append(w.said, words.Advice.Sprintf("%v: GoNB has no %%vars, so it is left out", placeIn(source, w.number, at)))
			}
		}
		at += len(line)
	}
}

// variables has those kept that later cells use, and takes those that earlier cells have kept.
func (w *plainWriter) variables() {
	k := &keeper{rewriter: &w.rewriter, look: w.look, vars: make(map[types.Object]*variable),
		declared: make(map[ast.Stmt][]*variable), assigned: make(map[ast.Stmt][]*variable)}
	w.rewriter.kept = make(map[token.Pos]types.Object)
	if k.look.body != nil {
		k.collect()
		for _, s := range k.look.body.List {
			k.study(s)
		}
	}
	w.takeGlobals()
	returns := false
	for _, v := range k.order {
		if k.takes(v) {
			w.takeLocal(v)
		}
	}
	if k.look.body != nil {
		returns = len(returnsIn(k.look.body)) > 0
		for _, top := range k.look.body.List {
			if slices.ContainsFunc(k.declared[top], func(v *variable) bool { return v.atFile }) {
				k.assignInstead(top)
			}
			for _, v := range k.declared[top] {
				w.use.makes = append(w.use.makes, v.name)
				w.keepVariable(v, top, returns)
				w.noteShared(k, v, top)
			}
		}
	}
	for _, v := range k.order {
		if k.takes(v) && (v.again || v.byRef || !immutable(v.obj.Type())) {
			w.keepVariable(v, nil, returns)
		}
		if k.takes(v) && w.lost[v.name] == "" && w.rewriter.kept[v.obj.Pos()] == nil && w.isUnused(v) {
			w.last = append(w.last, "_ = "+v.name)
		}
	}
	if slices.ContainsFunc(w.use.makes, func(name string) bool { return slices.Contains(w.use.takes, name) && !w.take.atFile[name] }) {
		w.first, w.last = append(w.first, "{"), append(w.last, "}") // What is declared again hides what is taken.
	}
	for _, text := range w.take.vars {
		w.globals = append(w.globals, strings.TrimSuffix(strings.TrimSpace(text), ";"))
	}
	maps.Copy(w.imports, w.take.more)
}

// isUnused reports whether the compiler would say so of a variable that is set.
func (w *plainWriter) isUnused(v *variable) bool {
	return slices.ContainsFunc(w.look.errs, func(e types.Error) bool {
		return e.Pos == v.obj.Pos() && strings.HasPrefix(e.Msg, "declared and not used")
	})
}

// takeGlobals has the variables of the file that are kept fetch their values by themselves.
func (w *plainWriter) takeGlobals() {
	for _, name := range sortedKeys(w.take.atFile) {
		if _, isKept := w.Kept.Var(name); !isKept || w.makes(name) {
			continue
		}
		w.use.takes = append(w.use.takes, name)
		obj := w.look.pkg.Scope().Lookup(name)
		if obj == nil || w.misses(name) {
			continue
		}
		if !w.fetched[name] {
			w.fetched[name] = true
			w.globals = append(w.globals, fmt.Sprintf("var %s = nb.Kept[%s](%q)", name, w.typeName(obj.Type()), name))
			w.needs(keepPackage, "nb")
		}
		if w.look.body != nil && w.isLive(name) {
			w.last = append(w.last, keepCall(name))
			w.needs(keepPackage, "nb")
		}
	}
}

// misses reports whether nb.Keep could not hold a variable of an earlier cell, and says so in the cell.
func (w *plainWriter) misses(name string) bool {
	why, isLost := w.lost[name]
	if isLost {
		w.first = append(w.first, fmt.Sprintf("// %s is not here: %s", name, why))
	}
	return isLost
}

func (w *plainWriter) takeLocal(v *variable) {
	w.use.takes = append(w.use.takes, v.name)
	if w.misses(v.name) {
		return
	}
	w.first = append(w.first, fmt.Sprintf("%s := nb.Kept[%s](%q)", v.name, w.typeName(v.obj.Type()), v.name))
	w.needs(keepPackage, "nb")
}

// isLive reports whether a later cell uses the value. As long as that is not known it may.
func (w *plainWriter) isLive(name string) bool { return w.live == nil || w.live[name] }

// keepVariable writes what keeps a variable of the body, which the statement declares or an earlier cell has made (nil).
func (w *plainWriter) keepVariable(v *variable, top ast.Stmt, returns bool) {
	w.remember(v)
	delete(w.fetched, v.name)
	if !w.isLive(v.name) {
		return
	}
	if why := loses(v.obj.Type()); why != "" {
		if w.lost[v.name] = why; w.live != nil && top != nil {
			w.said = append(w.said, words.Advice.Sprintf("%s of cell [%d] cannot be kept with nb.Keep: %s", v.name, w.number, why))
		}
		return
	}
	delete(w.lost, v.name)
	w.rewriter.kept[v.obj.Pos()] = v.obj
	w.needs(keepPackage, "nb")
	switch call := keepCall(v.name); {
	case !returns:
		w.last = append(w.last, call)
	case top != nil:
		w.behind(top.End(), "\ndefer func() { "+call+" }()")
	default:
		w.first = append(w.first, "defer func() { "+call+" }()")
	}
}

// noteShared notes that a variable which a statement declares may share memory with another that it is made of: copies do not.
func (w *plainWriter) noteShared(k *keeper, v *variable, top ast.Stmt) {
	if w.live == nil || !w.live[v.name] || immutable(v.obj.Type()) || w.lost[v.name] != "" {
		return
	}
	var others []string
	ast.Inspect(top, func(n ast.Node) bool {
		ident, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		other := k.vars[w.look.info.Uses[ident]]
		if other == nil || other == v || !w.live[other.name] || w.lost[other.name] != "" || slices.Contains(others, other.name) {
			return true
		}
		if !immutable(other.obj.Type()) || other.byRef {
			others = append(others, other.name)
		}
		return true
	})
	for _, other := range others {
		w.notes = append(w.notes, words.Advice.Sprintf(
			"%s of cell [%d] may share memory with %s: nb.Keep keeps a copy of each, so changing one does not change the other", v.name, w.number, other))
	}
}

func keepCall(name string) string { return fmt.Sprintf("nb.Keep(%q, %[1]s)", name) }

// remember puts a variable among what is kept, for the cells that follow.
func (w *plainWriter) remember(v *variable) {
	g := manifest.Group{Imports: make(map[string]string)}
	text := types.TypeString(types.Default(v.obj.Type()), func(p *types.Package) string {
		if p == w.look.pkg {
			return ""
		}
		alias := "kept_" + strings.NewReplacer("/", "_", ".", "_", "-", "_").Replace(p.Path())
		g.Imports[p.Path()] = alias
		return alias
	})
	g.Vars = []manifest.Var{{Name: v.name, Type: text, Shown: text}}
	m := w.Kept
	m.Groups = slices.Clone(m.Groups)
	m.Remove(v.name)
	m.Groups = append(m.Groups, g)
	w.Kept = m
}

// typeName writes a type as the user does.
func (w *plainWriter) typeName(t types.Type) string {
	return types.TypeString(types.Default(t), func(p *types.Package) string {
		if p == w.look.pkg {
			return ""
		}
		for _, i := range slices.Concat(w.imported, w.state.Imports) {
			if i.Path == p.Path() && i.Alias != "_" && i.Alias != "." {
				return w.importName(i)
			}
		}
		w.imports[p.Path()] = p.Name()
		return p.Name()
	})
}

// needs adds an import unless the cell or an earlier one has it.
func (w *plainWriter) needs(path, name string) {
	if !slices.ContainsFunc(slices.Concat(w.imported, w.state.Imports), func(i Import) bool { return i.Path == path && w.importName(i) == name }) {
		w.imports[path] = name
	}
}

// shows has the last expression printed, or shown if it is a figure.
func (w *plainWriter) shows() {
	w.edits = append(w.edits, w.layout.tupleEdits("fmt.Println")...)
	w.show()
	list := w.look.body.List
	if len(list) == 0 {
		return
	}
	last, ok := list[len(list)-1].(*ast.ExprStmt)
	if !ok {
		return
	}
	if w.layout.tuple.to != 0 && !w.layout.silent {
		for _, x := range last.X.(*ast.CallExpr).Args {
			text := w.text(w.look.typeOf(x))
			w.before(x.Pos(), text)
			w.behind(x.End(), closing(text))
		}
		return
	}
	for i, e := range w.edits {
		if e.text != "kept_.Show(" {
			continue
		}
		t := w.look.typeOf(last.X)
		if hasAll(t, "PNG", "Alt", "Size") {
			w.edits[i].text = "nb.Show("
			w.needs(keepPackage, "nb")
			continue
		}
		text := w.text(t)
		if text == asGo {
			w.edits[i].text = `fmt.Printf("%+v\n", `
			continue
		}
		w.edits[i].text = "fmt.Println(" + text
		w.behind(last.End(), closing(text))
	}
}

// asGo begins the call that writes a value in Go's terms.
const asGo = `fmt.Sprintf("%+v", `

// text returns the beginning of the call that makes of a value of the type what the kernel shows of it, or "" if Println does.
func (w *plainWriter) text(t types.Type) string {
	switch {
	case t == nil:
		return ""
	case hasAll(t, "Dims", "At", "T") && w.index.get("dlfs/dl") != nil:
		w.needs("dlfs/dl", "dl")
		return "dl.FormatMatrix("
	case hasAll(t, "Dims", "At", "T"):
		w.needs("gonum.org/v1/gonum/mat", "mat")
		return "mat.Formatted("
	case hasAll(t, "String"), hasAll(t, "Error"):
		return ""
	}
	switch types.Unalias(t).Underlying().(type) {
	case *types.Basic, *types.Tuple, *types.Interface:
		return ""
	}
	return asGo
}

// closing returns what ends a call that may not be there.
func closing(call string) string {
	if call == "" {
		return ""
	}
	return ")"
}

// hasAll reports whether a type has all these methods.
func hasAll(t types.Type, methods ...string) bool {
	return t != nil && !slices.ContainsFunc(methods, func(name string) bool {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		_, isMethod := obj.(*types.Func)
		return !isMethod
	})
}

// assemble puts the cell together.
func (w *plainWriter) assemble() string {
	slices.SortStableFunc(w.edits, func(a, b edit) int { return a.from - b.from })
	var imports []string
	for _, path := range sortedKeys(w.imports) {
		name := w.imports[path]
		if w.index.name(path) == name || strings.HasSuffix(path, "/"+name) || path == name {
			imports = append(imports, fmt.Sprintf("import %q", path))
		} else {
			imports = append(imports, fmt.Sprintf("import %s %q", name, path))
		}
	}
	c := &collage{source: w.source}
	l := w.layout
	switch {
	case l.mode == bare:
		w.assembleBare(c, imports)
	case l.mode == belowPP:
		line := 1 + strings.LastIndexByte(w.source[:max(l.body-1, 0)], '\n')
		c.insert(lines(imports), 0)
		c.edited(0, line, w.edits)
		c.insert(lines(w.globals), line)
		c.copy(line, l.body)
		c.insert(lines(w.first), l.body)
		c.edited(l.body, l.end, w.edits)
		c.insert(strings.TrimSuffix("\n"+lines(w.last), "\n"), l.end)
	case l.mode == withMain:
		c.insert(lines(imports), 0)
		c.edited(0, l.body, w.edits)
		c.insert(lines(slices.Concat([]string{""}, w.first)), l.body)
		c.edited(l.body, l.end, w.edits)
		c.insert(lines(w.last), l.end)
		c.copy(l.end, len(w.source))
		c.insert(strings.TrimSuffix("\n"+lines(w.globals), "\n"), len(w.source))
	default:
		c.insert(lines(imports), 0)
		c.edited(0, len(w.source), w.edits)
		c.insert(strings.TrimSuffix("\n"+lines(w.globals), "\n"), len(w.source))
	}
	return strings.Trim(c.text.String(), "\n")
}

// lines ends each text with the line.
func lines(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return strings.Join(all, "\n") + "\n"
}

// assembleBare writes the special commands, then what is lifted, then the body.
func (w *plainWriter) assembleBare(c *collage, imports []string) {
	l := w.layout
	special := w.special()
	for _, s := range special {
		c.edited(s.from, s.to, w.edits)
	}
	for _, s := range l.imports {
		c.copy(s.from, s.to)
		c.insert("\n", s.to)
	}
	c.insert(lines(imports), 0)
	head := c.text.Len() > 0
	for _, s := range l.lifted {
		if head {
			c.insert("\n", s.from)
		}
		c.copy(s.from, s.to)
		c.insert("\n", s.to)
		head = true
	}
	if len(w.globals) > 0 && head {
		c.insert("\n", 0)
	}
	c.insert(lines(w.globals), 0)
	if head || len(w.globals) > 0 {
		c.insert("\n", 0)
	}
	c.insert("%%\n"+lines(w.first), 0)
	away := append(l.outside(), special...)
	slices.SortFunc(away, func(a, b span) int { return a.from - b.from })
	body := &collage{source: w.source}
	at := 0
	for _, s := range away {
		body.edited(at, max(at, s.from), w.edits)
		at = max(at, s.to)
		for at < len(w.source) && strings.ContainsRune(" \t\n", rune(w.source[at])) && strings.TrimSpace(body.text.String()) == "" ||
			at < len(w.source) && w.source[at] == '\n' && (at == 0 || strings.HasSuffix(body.text.String(), "\n\n")) {
			at++
		}
	}
	body.edited(at, len(w.source), w.edits)
	c.insert(strings.Trim(body.text.String(), "\n")+"\n", 0)
	c.insert(lines(w.last), len(w.source))
}

// special returns the lines of a bare cell that are no Go, with their ends.
func (w *plainWriter) special() (all []span) {
	at := 0
	for i, line := range strings.SplitAfter(w.layout.text, "\n") {
		there := strings.SplitAfter(w.source, "\n")[i]
		if strings.TrimSpace(line) == "" && strings.TrimSpace(there) != "" {
			all = append(all, span{at, at + len(there)})
		}
		at += len(line)
	}
	return all
}

// immutable reports whether a value of the type changes only where its variable is assigned.
func immutable(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return true
	case *types.Array:
		return immutable(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if !immutable(f.Type()) {
				return false
			}
		}
		return true
	}
	return false
}

// loses says what nb.Keep cannot hold of a type, or "".
func loses(t types.Type) string {
	return losesPart(t, words.Advice.Sprintf("it"), make(map[types.Type]bool))
}

func losesPart(t types.Type, where string, seen map[types.Type]bool) string {
	t = types.Unalias(t)
	if seen[t] || storesItself(t) {
		return ""
	}
	seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch u.Kind() {
		case types.Invalid:
			return words.Advice.Sprintf("its type is not known")
		case types.UnsafePointer:
			return words.Advice.Sprintf("%s is an unsafe.Pointer", where)
		}
	case *types.Signature:
		return words.Advice.Sprintf("%s is a function", where)
	case *types.Chan:
		return words.Advice.Sprintf("%s is a channel", where)
	case *types.Interface:
		return words.Advice.Sprintf("%s is an interface", where)
	case *types.Pointer:
		return losesPart(u.Elem(), where, seen)
	case *types.Slice:
		return losesPart(u.Elem(), words.Advice.Sprintf("an element of %s", where), seen)
	case *types.Array:
		return losesPart(u.Elem(), words.Advice.Sprintf("an element of %s", where), seen)
	case *types.Map:
		if why := losesPart(u.Key(), words.Advice.Sprintf("a key of %s", where), seen); why != "" {
			return why
		}
		return losesPart(u.Elem(), words.Advice.Sprintf("a value of %s", where), seen)
	case *types.Struct:
		name := types.TypeString(t, func(p *types.Package) string {
			if p.Path() == "main" {
				return ""
			}
			return p.Name()
		})
		for f := range u.Fields() {
			field := words.Advice.Sprintf("the field %s of %s", f.Name(), name)
			if !f.Exported() {
				return words.Advice.Sprintf("%s is not exported and would be lost", field)
			}
			if why := losesPart(f.Type(), field, seen); why != "" {
				return why
			}
		}
	}
	return ""
}

// storesItself reports whether encoding/gob asks the type, or a pointer to it, for its bytes.
func storesItself(t types.Type) bool {
	if types.IsInterface(t) {
		return false
	}
	for _, name := range []string{"GobEncode", "MarshalBinary"} {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		if f, ok := obj.(*types.Func); ok && f.Signature().Params().Len() == 0 && f.Signature().Results().Len() == 2 {
			return true
		}
	}
	return false
}
