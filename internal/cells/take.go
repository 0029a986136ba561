package cells

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"dlfs/internal/words"
	"dlfs/nb/kept/manifest"
)

// taking is what a cell takes of what is kept.
type taking struct {
	groups   []manifest.Group
	wanted   []string          // the names to load, in order
	locals   []manifest.Var    // what becomes variables of main
	declared []manifest.Var    // what becomes variables of the file
	atFile   map[string]bool   // names of variables of the file that are kept by address
	byRef    map[string]bool   // locals that are kept by address
	more     map[string]string // imports for the types of variables of the file: path → alias
	packages []string          // imports of packages that do not have all that is taken from them
	vars     []string          // declarations of variables that the cell makes the file's
}

// taken decides which kept variables a cell means by the names that it does not declare.
func (w *rewriter) taken() error {
	t := taking{atFile: make(map[string]bool), byRef: make(map[string]bool), more: make(map[string]string)}
	reached := w.state.reached(w.free)
	wanted := make(map[string]bool)
	names := slices.Concat(slices.Collect(maps.Keys(w.free.main)), slices.Collect(maps.Keys(w.free.funcs)), slices.Collect(maps.Keys(reached)))
	slices.Sort(names)
	w.moveToFile(t)
	for _, name := range slices.Compact(names) {
		v, isKept := w.Kept.Var(name)
		refused, isRefused := w.refused(name)
		if !isKept && !isRefused {
			continue
		}
		if t.atFile[name] && w.free.main[name] == nil {
			continue // The cell declares it again before it uses it.
		}
		_, word, _ := w.state.Declared(name)
		inMain, inFuncs := w.meant(name, w.free.main[name], v, w.layout.mode == bare), w.meant(name, w.free.funcs[name], v, false)
		switch {
		case word == "var" && (reached[name] || inMain):
			t.atFile[name] = true
		case inFuncs && !w.makes(name):
			t.declared = append(t.declared, v)
			t.atFile[name] = true
		case inMain:
			t.locals = append(t.locals, v)
			t.byRef[name] = v.Addressed
		default:
			continue
		}
		if isRefused && !isKept {
			return w.refusal(name, refused)
		}
		wanted[name] = true
	}
	for _, g := range slices.SortedFunc(slices.Values(w.Kept.Groups), byFirstName) {
		used := false
		for _, v := range g.Vars {
			if wanted[v.Name] && !v.Gone {
				used = true
				t.wanted = append(t.wanted, v.Name)
			}
		}
		if used {
			t.groups = append(t.groups, g)
		}
	}
	t.packages = w.misspelt(wanted)
	w.take = t
	return nil
}

// misspelt finds the packages that the cell means although they do not have all that it takes from them. With the import, the
// compiler says what they do not have; without it, that there is no package.
func (w *rewriter) misspelt(wanted map[string]bool) (paths []string) {
	members := make(map[string][]string)
	for _, names := range []map[string]*use{w.free.main, w.free.funcs} {
		for name, u := range names {
			members[name] = append(members[name], u.members...)
		}
	}
	for _, name := range sortedKeys(members) {
		_, _, declared := w.state.Declared(name)
		imported := slices.ContainsFunc(w.state.Imports, func(i Import) bool { return w.importName(i) == name })
		if declared || imported || wanted[name] || len(members[name]) == 0 || w.importsItself(name) || slices.Contains(w.own, name) ||
			w.index.find(name, members[name]) != "" {
			continue
		}
		if path, only := w.index.only(name); only {
			paths = append(paths, path)
		}
	}
	return paths
}

// missing finds the names that functions of earlier cells use and nobody declares, such as that of a variable that %rm has
// removed.
func (w *rewriter) missing() map[string]*use {
	c := &collage{source: w.withoutOwn().declarations()}
	c.copy(0, len(c.source))
	file, err := parser.ParseFile(token.NewFileSet(), "", c.source, 0)
	if err != nil {
		return nil
	}
	names := freeIn(file, c).funcs
	for _, name := range w.own {
		delete(names, name)
	}
	return names
}

// withoutOwn is the state without what the cell declares again for its file.
func (w *rewriter) withoutOwn() State {
	s := w.state.clone()
	for _, name := range w.own {
		for _, kind := range s.kinds() {
			*kind.decls, _ = remove(*kind.decls, name)
		}
	}
	return s
}

// moveToFile finds the variables of a bare body that are to be the file's: those that a function uses, and those that are
// the file's already.
func (w *rewriter) moveToFile(t taking) {
	if w.layout.mode != bare {
		return
	}
	missing := w.missing()
	for _, name := range w.made {
		if slices.Contains(w.own, name) {
			continue
		}
		_, word, declared := w.state.Declared(name)
		u := cmp.Or(w.free.funcs[name], missing[name])
		used := u != nil && !w.importsItself(name) && types.Universe.Lookup(name) == nil && (u.alone || !w.packageHas(name, u.members))
		if word == "var" || used && !declared {
			t.atFile[name] = true
		}
	}
}

// byFirstName puts groups in an order that does not tell when they were kept.
func byFirstName(a, b manifest.Group) int {
	if len(a.Vars) == 0 || len(b.Vars) == 0 {
		return cmp.Compare(len(a.Vars), len(b.Vars))
	}
	return cmp.Compare(a.Vars[0].Name, b.Vars[0].Name)
}

// tooEarly returns where a variable of the file is given a value that comes from what is kept, if one is: when the program
// begins, that is not there yet.
func (w *rewriter) tooEarly(file *ast.File, text *collage) (at int, early bool) {
	for _, decl := range file.Decls {
		g, ok := decl.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		part := *file
		part.Decls = []ast.Decl{g}
		f := freeIn(&part, text)
		reached := w.state.reached(f)
		for name, u := range f.funcs {
			v, isKept := w.Kept.Var(name)
			if isKept && w.meant(name, u, v, false) && !w.makes(name) {
				return u.at, true
			}
		}
		for name := range reached {
			if _, isKept := w.Kept.Var(name); isKept {
				return text.origin(int(g.Pos()) - int(file.FileStart)), true
			}
		}
	}
	return 0, false
}

func (w *rewriter) refused(name string) (manifest.Refused, bool) {
	i := slices.IndexFunc(w.Kept.Refused, func(r manifest.Refused) bool { return r.Name == name })
	if i < 0 {
		return manifest.Refused{}, false
	}
	return w.Kept.Refused[i], true
}

// makes reports whether the cell's body declares the name.
func (w *rewriter) makes(name string) bool { return slices.Contains(w.made, name) }

// meant reports whether a use of a name means the kept variable. Where GoNB would accept the cell, it means what it means
// there; in a bare cell the variable comes before a package or a function, unless it does not have what is taken from it.
func (w *rewriter) meant(name string, u *use, v manifest.Var, isBare bool) bool {
	if u == nil || w.importsItself(name) {
		return false
	}
	_, word, declared := w.state.Declared(name)
	if (declared && word != "var" || types.Universe.Lookup(name) != nil) && !isBare {
		return false
	}
	if u.alone || !w.packageHas(name, u.members) {
		return true
	}
	if w.importer == nil {
		return isBare && !w.makes(name)
	}
	return isBare && w.valueHas(v, u.members)
}

func (w *rewriter) importsItself(name string) bool {
	return slices.ContainsFunc(w.imported, func(i Import) bool { return w.importName(i) == name })
}

func (w *rewriter) importName(i Import) string {
	if i.Alias != "" {
		return i.Alias
	}
	return w.index.name(i.Path)
}

// packageHas reports whether GoNB would find a package for a name with these members.
func (w *rewriter) packageHas(name string, members []string) bool {
	for _, i := range w.state.Imports {
		if w.importName(i) == name {
			p := w.index.get(i.Path)
			return p == nil || !slices.ContainsFunc(members, func(m string) bool { return p.Members[m] == "" })
		}
	}
	return w.index.find(name, members) != ""
}

// valueHas reports whether a kept variable has all the members.
func (w *rewriter) valueHas(v manifest.Var, members []string) bool {
	fset := token.NewFileSet()
	text := beforeCell + importLines(w.importsOf(v)) + "var kept_probe_ " + v.Type + "\n" + beginMain + "{} }\n"
	file, err := parser.ParseFile(fset, "", text, parser.ParseComments)
	if err != nil {
		return false
	}
	c := &collage{source: text}
	c.copy(0, len(text))
	l := w.check(fset, file, c)
	t := l.pkg.Scope().Lookup("kept_probe_").Type()
	for _, m := range members {
		if obj, _, _ := types.LookupFieldOrMethod(t, true, l.pkg, m); obj == nil {
			return false
		}
	}
	return true
}

func (w *rewriter) importsOf(v manifest.Var) map[string]string {
	for _, g := range w.Kept.Groups {
		if slices.Contains(g.Vars, v) {
			return g.Imports
		}
	}
	return nil
}

// refusal says why a variable is not kept.
func (w *rewriter) refusal(name string, r manifest.Refused) error {
	return fmt.Errorf("%v: %s", placeIn(w.source, w.number, w.usedAt(name)), whyRefused(name, r))
}

// lostTypes returns an error if a type that a kept variable has is not declared any more.
func (w *rewriter) lostTypes() error {
	for _, e := range w.look.errs {
		name, undefined := strings.CutPrefix(e.Msg, "undefined: ")
		if !undefined || w.look.fset.PositionFor(e.Pos, false).Filename == "state" || w.look.copied(e.Pos) {
			continue
		}
		for _, v := range slices.Concat(w.take.locals, w.take.declared) {
			if slices.Contains(namesOf(v.Type), name) {
				return w.lostType(v.Name, v.Shown)
			}
		}
	}
	return w.lostDynamic()
}

// lostDynamic returns an error if a value that is kept holds one of a type that nobody declares: one that is declared in a
// function has a name there only.
func (w *rewriter) lostDynamic() error {
	for _, g := range w.take.groups {
		for _, v := range g.Vars {
			if v.Gone || !slices.Contains(w.take.wanted, v.Name) {
				continue
			}
			for _, t := range g.Types {
				name := w.unknownIn(t)
				if name == "" {
					continue
				}
				if w.insideFunction(name) {
					return w.refusal(v.Name, manifest.Refused{Reason: manifest.Local, Args: []string{name}})
				}
				return w.lostType(v.Name, name)
			}
		}
	}
	return nil
}

func (w *rewriter) lostType(variable, name string) error {
	return fmt.Errorf("%v: %s", placeIn(w.source, w.number, w.usedAt(variable)), words.Advice.Sprintf(
		"%s is kept as a value of type %s, which is not declared any more: declare the type again, or create %[1]s again", variable, name))
}

// unknownIn returns a name in a type's expression that means nothing in the file, or "".
func (w *rewriter) unknownIn(text string) (unknown string) {
	x, err := parser.ParseExpr(text)
	if err != nil {
		return ""
	}
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			return false
		case *ast.Field:
			if other := w.unknownIn(types.ExprString(n.Type)); other != "" {
				unknown = other
			}
			return false
		case *ast.Ident:
			if w.look.pkg.Scope().Lookup(n.Name) == nil && types.Universe.Lookup(n.Name) == nil {
				unknown = n.Name
			}
		}
		return true
	})
	return unknown
}

// insideFunction reports whether a function of an earlier cell declares a type of that name, or the main function of one may
// have: of those nothing is remembered.
func (w *rewriter) insideFunction(name string) bool {
	for _, d := range w.state.Funcs {
		last := token.ILLEGAL
		for l := range lexemes(d.Text) {
			if last == token.TYPE && l.literal == name {
				return true
			}
			last = l.tok
		}
	}
	_, isLocal := w.state.Locals[name]
	return isLocal
}

// usedAt returns where the cell uses a name first.
func (w *rewriter) usedAt(name string) int {
	at := -1
	for _, names := range []map[string]*use{w.free.funcs, w.free.main} {
		if u := names[name]; u != nil && (at < 0 || u.at < at) {
			at = u.at
		}
	}
	if at < 0 { // A function that the cell uses does.
		return lastIn(w.layout.text[:w.layout.end], w.layout.body).from
	}
	return at
}

// whyRefused is one sentence about a variable that is not kept: why, and what to do.
func whyRefused(name string, r manifest.Refused) string {
	arg := func(i int) string {
		if i < len(r.Args) {
			return strings.ReplaceAll(r.Args[i], "main.", "")
		}
		return ""
	}
	holds := name
	if field := arg(1); field != "" && r.Reason != manifest.Memory && ofNotebook(field) {
		holds = name + " (" + field + ")"
	}
	switch r.Reason {
	case manifest.Func:
		return whyFunction(holds, r)
	case manifest.Chan:
		return words.Advice.Sprintf("%s is not kept, because a channel ends with its cell: make it in the cell that uses it", holds)
	case manifest.File:
		return words.Advice.Sprintf("%s is not kept, because an open file or connection ends with its cell: open it in the cell that uses it", holds)
	case manifest.Process:
		return words.Advice.Sprintf("%s is not kept, because its %s ends with its cell: make it in the cell that uses it", holds, arg(0))
	case manifest.Lock:
		return words.Advice.Sprintf("%s is not kept, because its lock was in use when the cell ended: unlock it at the end of the cell", holds)
	case manifest.Size:
		return words.Advice.Sprintf("%s is not kept, because it holds more than %s MiB: keep a smaller part of it, or make it in the cell that uses it", name, arg(0))
	case manifest.Local:
		return words.Advice.Sprintf("%s is not kept, because its type %s is declared inside a function: declare the type outside", holds, arg(0))
	case manifest.Type:
		return words.Advice.Sprintf("%s is not kept, because another cell cannot name its type %s: declare a type for it with type, or make it in the cell that uses it", holds, arg(0))
	case manifest.Release:
		return words.Advice.Sprintf("%s is not kept, because this kernel cannot restore the unexported type %s with %s: make it in the cell that uses it, or use an older Go", holds, arg(0), arg(2))
	case manifest.Copy:
		return words.Advice.Sprintf("%s is not kept, because a %s that has been used cannot be copied: copy what it holds to a map or a slice, or make it in the cell that uses it", holds, arg(0))
	case manifest.Pointer:
		return words.Advice.Sprintf("%s is not kept, because an unsafe.Pointer means nothing once its cell ends: use a pointer with a type, such as *float64", holds)
	case manifest.Changing:
		return words.Advice.Sprintf("%s is not kept, because something was still changing it when the cell ended: wait for all goroutines before the cell ends", holds)
	case manifest.Memory:
		return words.Advice.Sprintf("%s is not kept, because its memory is used as values of two types, %s and %s: make it in the cell that uses it", name, arg(0), arg(1))
	case manifest.Error, manifest.Panic:
		return words.Advice.Sprintf("%s is not kept, because its type %s failed to write it (%s): make it in the cell that uses it", holds, arg(0), arg(2))
	}
	return words.Advice.Sprintf("%s is not kept, because no other cell can hold a value of type %s: make it in the cell that uses it", holds, cmp.Or(arg(0), r.Shown))
}

// ofNotebook reports whether a field, such as worker.jobs, is one of the notebook's types: those of packages are written
// atomic.Value.v.
func ofNotebook(field string) bool {
	if strings.HasPrefix(field, "struct{") {
		return true
	}
	base, _, generic := strings.Cut(field, "[")
	return strings.Count(base, ".") < 2 && !(generic && strings.Contains(base, "."))
}

// whyFunction is whyRefused for a function, whose name says what it is.
func whyFunction(holds string, r manifest.Refused) string {
	full := ""
	if len(r.Args) > 2 {
		full = r.Args[2]
	}
	slash := strings.LastIndexByte(full, '/') + 1
	pkg, member, _ := strings.Cut(full[slash:], ".")
	pkg = full[:slash] + strings.ReplaceAll(pkg, "%2e", ".")
	direct := len(r.Args) < 2 || r.Args[1] == "" || ofNotebook(strings.ReplaceAll(r.Args[1], "main.", ""))
	method, bound := strings.CutSuffix(member, "-fm")
	generic, isGeneric := strings.CutSuffix(member, "[...]")
	figure := strings.HasSuffix(r.Shown, "plotting.Figure") || strings.HasSuffix(r.Shown, "plot.Plot")
	if pkg != "main" {
		generic = path.Base(pkg) + "." + generic
	}
	switch {
	case full == "", pkg == "main" && !bound && !isGeneric:
		return words.Advice.Sprintf("%s is not kept, because it holds a function that was made inside a cell: declare the function with func, or run its code again in this cell", holds)
	case figure:
		return words.Advice.Sprintf("%s is not kept, because a figure holds functions that cannot be kept: show it in the cell that makes it", holds)
	case bound && (pkg == "main" || direct):
		return words.Advice.Sprintf("%s is not kept, because it holds the method %s of a value: keep the value, and call its method", holds, method[strings.LastIndexByte(method, '.')+1:])
	case isGeneric && direct:
		return words.Advice.Sprintf("%s is not kept, because it holds the generic function %s: declare a function with func that calls it", holds, generic)
	}
	return words.Advice.Sprintf("%s is not kept, because it holds a function of package %s that cannot be kept: make it in the cell that uses it", holds, pkg)
}

// imports are the lines for the types that are named, without line ends.
func (t taking) imports() string {
	all := maps.Clone(t.more)
	var links []string
	for _, g := range t.groups {
		maps.Copy(all, g.Imports)
		links = append(links, g.Links...)
	}
	text := importLines(all)
	for _, path := range t.packages {
		text += fmt.Sprintf("import %q; ", path)
	}
	slices.Sort(links)
	for _, path := range slices.Compact(links) {
		text += fmt.Sprintf("import _ %q; ", path)
	}
	return text
}

func importLines(aliases map[string]string) string {
	var b strings.Builder
	for _, path := range sortedKeys(aliases) {
		fmt.Fprintf(&b, "import %s %q; ", aliases[path], path)
	}
	return b.String()
}

// globals declares variables of the file.
func (t taking) globals() string {
	var b strings.Builder
	for _, v := range t.declared {
		fmt.Fprintf(&b, "var %s %s; ", v.Name, v.Type)
	}
	for _, text := range t.vars {
		b.WriteString(text)
	}
	return b.String()
}

func (t taking) hasLocals() bool { return len(t.locals) > 0 }

// probe declares the locals for a look at their types.
func (t taking) probe() string {
	if len(t.locals) == 0 {
		return "{ "
	}
	var names, values []string
	for _, v := range t.locals {
		names, values = append(names, v.Name), append(values, "*new("+v.Type+")")
	}
	return strings.Join(names, ", ") + " := " + strings.Join(values, ", ") + "; { "
}

// code takes everything at the beginning of main. made is what the cell calls.
func (t taking) code(own []string) string {
	t.disentangle()
	var b, refs strings.Builder
	var made, refers []string
	local := make(map[string]bool)
	for _, v := range t.locals {
		local[v.Name] = true
	}
	for _, g := range t.groups {
		for _, x := range g.Types {
			fmt.Fprintf(&b, "kept_.Type[%s](); ", x)
		}
		for _, x := range g.Funcs {
			fmt.Fprintf(&b, "kept_.Func(%s); ", x)
		}
		for _, x := range g.Made {
			refers = append(refers, x)
			for _, path := range sortedKeys(g.Imports) {
				if alias := g.Imports[path]; strings.Contains(x, alias+".") {
					made = append(made, path+"|"+strings.Replace(x, alias+".", "PKG.", 1))
				}
			}
		}
		for _, v := range g.Vars {
			switch {
			case v.Gone:
				fmt.Fprintf(&b, "kept_.Gone[%s](%q); ", v.Type, v.Name)
			case t.atFile[v.Name]: // at once for all
			case local[v.Name] && t.byRef[v.Name]:
			case v.Addressed && !local[v.Name]:
				fmt.Fprintf(&refs, "kept_.Ref(%q, new(%s)); ", v.Name, v.Type)
			default:
				fmt.Fprintf(&b, "kept_.Slot[%s](%q); ", v.Type, v.Name)
			}
		}
	}
	if len(refers) > 0 {
		fmt.Fprintf(&b, "kept_.Refer(%s); ", strings.Join(refers, ", "))
	}
	if made = append(made, own...); len(made) > 0 {
		slices.Sort(made)
		var quoted []string
		for _, x := range slices.Compact(made) {
			quoted = append(quoted, strconv.Quote(x))
		}
		fmt.Fprintf(&b, "kept_.Made(%s); ", strings.Join(quoted, ", "))
	}
	b.WriteString(refs.String())
	for _, name := range sortedKeys(t.atFile) {
		fmt.Fprintf(&b, "kept_.Ref(%q, &%[1]s); ", name)
	}
	t.declareRefs(&b)
	if len(t.wanted) > 0 {
		var quoted []string
		for _, name := range t.wanted {
			quoted = append(quoted, strconv.Quote(name))
		}
		fmt.Fprintf(&b, "kept_.Load(%s); ", strings.Join(quoted, ", "))
	}
	t.declareValues(&b)
	return b.String()
}

// disentangle has all locals taken by address if one of them would hide what the type of another is called: those are
// declared at once.
func (t taking) disentangle() {
	hidden := make(map[string]bool)
	for _, v := range t.locals {
		hidden[v.Name] = t.byRef[v.Name]
	}
	for _, v := range t.locals {
		if !t.byRef[v.Name] && slices.ContainsFunc(namesOf(v.Type), func(name string) bool { return hidden[name] }) {
			for _, v := range t.locals {
				t.byRef[v.Name] = true
			}
			return
		}
	}
}

// declareRefs declares the locals that are kept by address. None of them may hide what the type of another is called.
func (t taking) declareRefs(b *strings.Builder) {
	var names, types []string
	for _, v := range t.locals {
		if t.byRef[v.Name] {
			names, types = append(names, v.Name), append(types, v.Type)
		}
	}
	if len(names) == 1 {
		fmt.Fprintf(b, "var %s %s; ", names[0], types[0])
	} else if len(names) > 0 {
		fmt.Fprintf(b, "%s := *new(%s); ", strings.Join(names, ", "), strings.Join(types, "), *new("))
	}
	for _, name := range names {
		fmt.Fprintf(b, "kept_.Ref(%q, &%[1]s); ", name)
	}
}

// declareValues declares the others.
func (t taking) declareValues(b *strings.Builder) {
	var names, values []string
	for _, v := range t.locals {
		if !t.byRef[v.Name] {
			names, values = append(names, v.Name), append(values, fmt.Sprintf("kept_.Get[%s](%q)", v.Type, v.Name))
		}
	}
	if len(names) > 0 {
		fmt.Fprintf(b, "%s := %s; ", strings.Join(names, ", "), strings.Join(values, ", "))
	}
}

// madeIn lists the functions of packages that the cell calls.
func (l *sight) madeIn() (all []string) {
	for _, obj := range l.info.Uses {
		f, ok := obj.(*types.Func)
		if !ok || !f.Exported() || f.Pkg() == nil || f.Pkg() == l.pkg || f.Pkg().Path() == "fmt" || strings.Contains("/"+f.Pkg().Path()+"/", "/internal/") {
			continue
		}
		if x := expression(f); x != "" {
			all = append(all, f.Pkg().Path()+"|"+x)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// expression names a function, with PKG for its package, or is "" if that cannot be done.
func expression(f *types.Func) string {
	signature := f.Signature()
	if signature.TypeParams() != nil || signature.RecvTypeParams() != nil {
		return ""
	}
	recv := signature.Recv()
	if recv == nil {
		return "PKG." + f.Name()
	}
	t, star := recv.Type(), ""
	if p, ok := t.(*types.Pointer); ok {
		t, star = p.Elem(), "*"
	}
	named, ok := t.(*types.Named)
	if !ok || types.IsInterface(named) || !named.Obj().Exported() {
		return ""
	}
	return fmt.Sprintf("(%sPKG.%s).%s", star, named.Obj().Name(), f.Name())
}

// importsIn returns the imports of a file.
func importsIn(file *ast.File) []Import {
	var s State
	for _, spec := range file.Imports {
		s.addImportSpec(spec)
	}
	return s.Imports
}
