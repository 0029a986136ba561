package kept

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"unsafe"

	"dlfs/nb/kept/manifest"
)

// Done keeps the variables. It is the first deferred call of a cell, and so also comes when the cell panics, and the panic
// goes on behind it.
func Done() {
	mu.Lock()
	defer mu.Unlock()
	if err := keep(); err != nil {
		os.Stderr.WriteString("the variables are not kept: " + err.Error() + "\n")
	}
}

// keep keeps the variables, or leaves what was kept before. The caller has the lock.
func keep() (err error) {
	dir := folder()
	if dir == "" || len(slots) == 0 {
		return nil
	}
	defer func() {
		if r := recover(); r != nil {
			err = errors.New(text(r))
		}
	}()
	s, err := openStore(dir)
	if err != nil {
		s = newStore(dir, manifest.Manifest{}) // nobody can read what is there
	}
	before := s.used
	k := &keeper{store: s, old: s.kept}
	if err := k.groups(variables()); err != nil {
		return err
	}
	k.others()
	if err := k.gather(); err != nil {
		return err
	}
	if err := k.flush(); err != nil {
		return err
	}
	k.sort()
	if string(k.now.Encode()) != string(k.old.Encode()) {
		if err := s.setManifest(k.now); err != nil {
			return err
		}
	}
	s.clean(before)
	return nil
}

// variables are those to be kept, in the order of their names.
func variables() (vars []*slot) {
	for _, name := range slices.Sorted(maps.Keys(slots)) {
		vars = append(vars, slots[name])
	}
	return vars
}

// A keeper makes the new manifest.
type keeper struct {
	*store
	old, now manifest.Manifest
	small    [][]byte // what goes into one file
	size     int      // of small
	waiting  []int    // groups of now that lie in it
	has      map[string]bool
}

// groups keeps variables.
func (k *keeper) groups(vars []*slot) error {
	k.has = make(map[string]bool)
	for _, s := range vars {
		k.has[s.name] = true
	}
	g, refused := connect(vars)
	k.now.Refused = append(k.now.Refused, refused...)
	seen := make(map[int32]bool)
	for _, group := range g.together() {
		if err := k.group(g, group, seen); err != nil {
			return err
		}
	}
	return nil
}

// connect takes in all variables that can be kept.
func connect(vars []*slot) (*graph, []manifest.Refused) {
	not := make(map[*slot]*refusal)
	for {
		g := newGraph()
		for _, s := range vars {
			if not[s] != nil {
				continue
			}
			if r := cannotWrite(s); r != nil {
				not[s] = r
			} else if r := g.add(s); r != nil {
				not[s] = r
			}
		}
		again := false
		if o, r := g.merge(); r != nil {
			not[g.owners[o].slot], again = r, true
		} else {
			seen := make(map[int32]bool)
			for _, o := range g.owners {
				if g.reach(o, seen) > mostBytes {
					not[o.slot], again = &refusal{reason: manifest.Size, what: mostText()}, true
				}
			}
		}
		if again {
			continue
		}
		var refused []manifest.Refused
		for _, s := range vars {
			if not[s] != nil {
				refused = append(refused, not[s].of(s))
			}
		}
		return g, refused
	}
}

// cannotWrite refuses a type that no other cell can write.
func cannotWrite(s *slot) *refusal {
	switch {
	case declaredInFunction(s.tag.Name()):
		return &refusal{reason: manifest.Local, what: shown(s.typ)}
	case (imports{}).expression(s.typ) == "":
		return &refusal{reason: manifest.Type, what: shown(s.typ)}
	}
	return nil
}

// A group is what is written together, by the numbers in the graph.
type group struct {
	owners  []int // in the order of their names
	regions []int
	maps    []int
}

// together returns the groups of variables that share memory, in the order of their names.
func (g *graph) together() (groups []group) {
	at := make(map[int]int)
	of := func(owner int) *group {
		o := g.find(owner)
		k, ok := at[o]
		if !ok {
			k = len(groups)
			at[o] = k
			groups = append(groups, group{})
		}
		return &groups[k]
	}
	for i := range g.owners {
		in := of(i)
		in.owners = append(in.owners, i)
	}
	for i := range g.regions {
		if g.regions[i].into == i {
			in := of(g.regions[i].owner)
			in.regions = append(in.regions, i)
		}
	}
	for i := range g.maps {
		in := of(g.maps[i].owner)
		in.maps = append(in.maps, i)
	}
	return groups
}

// group keeps one group: where it was, if nothing in it changed.
func (k *keeper) group(g *graph, group group, seen map[int32]bool) error {
	pieces, size, large := g.encode(group)
	now := g.describe(group.owners, seen)
	before := k.before(g.owners[group.owners[0]], now)
	for i, memory := range large {
		if name, pkg := referenceTo(memory); name != "" {
			now.More = append(now.More, name)
			now.Links = append(now.Links, pkg)
			continue
		}
		name, err := k.large(memory, before, i)
		if err != nil {
			return err
		}
		now.More = append(now.More, name)
	}
	if before != nil && before.Size == int64(size) && k.holds(before.File, before.At, pieces, size) {
		now.File, now.At, now.Size = before.File, before.At, before.Size
		now.Imports, now.Types, now.Funcs = before.Imports, before.Types, before.Funcs
		now.Links, now.Made = before.Links, before.Made // they were enough
		k.now.Groups = append(k.now.Groups, now)
		return nil
	}
	slices.Sort(now.Links)
	now.Links = slices.Compact(now.Links)
	now.Size = int64(size)
	if size >= largeGroup {
		name, err := k.write(pieces)
		if err != nil {
			return err
		}
		now.File = name
	} else {
		k.later(len(k.now.Groups), pieces, size, &now)
	}
	k.now.Groups = append(k.now.Groups, now)
	return nil
}

// large keeps memory in a file of its own: the one from which it was read, if it did not change.
func (k *keeper) large(memory []byte, before *manifest.Group, i int) (string, error) {
	name := files[unsafe.Pointer(unsafe.SliceData(memory))]
	if name == "" && before != nil && i < len(before.More) {
		name = before.More[i]
	}
	if name != "" && slices.Contains(k.old.Files(), name) && k.holds(name, 0, [][]byte{memory}, len(memory)) {
		return name, nil
	}
	return k.write([][]byte{memory})
}

// later puts a small group into the file that is written at the end.
func (k *keeper) later(number int, pieces [][]byte, size int, g *manifest.Group) {
	pad := -k.size & 63
	k.small = append(append(k.small, make([]byte, pad)), pieces...)
	g.At = int64(k.size + pad)
	k.size += pad + size
	k.waiting = append(k.waiting, number)
}

// before returns the group that these variables were read from, if it had no others.
func (k *keeper) before(o *owner, now manifest.Group) *manifest.Group {
	if o.found == nil {
		return nil
	}
	g := groupOf(k.old, o.name)
	if g == nil || g.File != o.found.File || g.At != o.found.At || len(g.Vars) != len(now.Vars) {
		return nil
	}
	for i, v := range g.Vars {
		if v.Gone || v.Name != now.Vars[i].Name || v.Type != now.Vars[i].Type {
			return nil
		}
	}
	return g
}

// others takes over what the cell has not touched.
func (k *keeper) others() {
	for _, g := range k.old.Groups {
		g.Vars = slices.Clone(g.Vars)
		alive := false
		for i := range g.Vars {
			v := &g.Vars[i]
			v.Gone = v.Gone || k.has[v.Name]
			alive = alive || !v.Gone
		}
		if alive {
			k.now.Groups = append(k.now.Groups, g)
		}
	}
	for _, r := range k.old.Refused {
		if !k.has[r.Name] {
			k.now.Refused = append(k.now.Refused, r)
		}
	}
}

// mostFiles is how many files with small groups there may be before they are put into one.
const mostFiles = 8

// gather puts the small groups of many files into the one that is written anyway.
func (k *keeper) gather() error {
	if len(k.small) == 0 || len(k.now.Files()) <= mostFiles {
		return nil
	}
	for i := range k.now.Groups {
		g := &k.now.Groups[i]
		if g.File == "" || g.Size >= largeGroup {
			continue
		}
		data, _, err := k.read(*g)
		if err != nil {
			continue // it stays what it is, and Load will say so
		}
		k.later(i, [][]byte{data}, len(data), g)
		g.File = ""
	}
	return nil
}

// flush writes the small groups.
func (k *keeper) flush() error {
	if len(k.waiting) == 0 {
		return nil
	}
	name, err := k.write(k.small)
	for _, i := range k.waiting {
		k.now.Groups[i].File = name
	}
	return err
}

// sort has the manifest not depend on which groups this cell has touched.
func (k *keeper) sort() {
	groups, refused := k.now.Groups, k.now.Refused
	byName(len(groups), func(i int) string { return groups[i].Vars[0].Name }, func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
	byName(len(refused), func(i int) string { return refused[i].Name }, func(i, j int) { refused[i], refused[j] = refused[j], refused[i] })
}

// byName sorts a short list. (The sort of package slices would add a few kilobytes for each type.)
func byName(n int, name func(i int) string, swap func(i, j int)) {
	for i := range n {
		for j := i; j > 0 && name(j) < name(j-1); j-- {
			swap(j, j-1)
		}
	}
}

// describe makes a group's entry in the manifest.
func (g *graph) describe(owners []int, seen map[int32]bool) (m manifest.Group) {
	im := make(imports)
	hidden := needs{}
	for _, i := range owners {
		o := g.owners[i]
		m.Vars = append(m.Vars, manifest.Var{Name: o.name, Type: im.expression(o.typ), Shown: shown(o.typ), Shape: shapeOf(o.slot),
			Bytes: g.reach(o, seen), Addressed: g.regions[o.region].pointed})
		for k, e := range o.types.entries {
			if e.kind == namedType || e.kind == writtenType {
				if x := im.expression(o.types.types[k]); x != "" {
					m.Types = append(m.Types, x)
				} else {
					hidden.add(e.named)
				}
			}
		}
		for name := range o.funcs {
			m.Funcs = append(m.Funcs, im.member(name))
		}
	}
	m.Links, m.Made = hidden.links, hidden.made(im)
	for _, list := range []*[]string{&m.Types, &m.Funcs, &m.Links, &m.Made} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	m.Imports = im
	return m
}

// member writes a function of a package, or a method expression.
func (im imports) member(name string) string {
	pkg, member := splitName(name)
	if pkg == "main" {
		return member
	}
	if pointer, ok := strings.CutPrefix(member, "(*"); ok {
		return "(*" + im.alias(pkg) + "." + pointer
	}
	return im.alias(pkg) + "." + member
}

// needs are types that have no name outside their packages.
type needs struct {
	links  []string // packages to link
	makers []string // functions that bring the type
	all    bool     // nobody knows which functions do
}

func (n *needs) add(t named) {
	base, _, _ := strings.Cut(t.name, "[")
	if maker, ok := makers[t.pkg+"."+base]; ok {
		if maker != "" {
			n.makers = append(n.makers, maker)
		}
		return
	}
	n.all = true
	if t.pkg != "main" && !strings.Contains("/"+t.pkg+"/", "/internal/") {
		n.links = append(n.links, t.pkg)
	}
}

func (n *needs) made(im imports) (expressions []string) {
	list := n.makers
	if n.all {
		list = append(list, made...)
	}
	for _, m := range list {
		path, x, _ := strings.Cut(m, "|")
		expressions = append(expressions, strings.Replace(x, "PKG", im.alias(path), 1))
	}
	return expressions
}

// makers are what brings a type of the standard library that is not exported into a program: PATH|EXPRESSION, or "" if every
// program has it.
var makers = map[string]string{
	"errors.errorString":  "",
	"errors.joinError":    "errors|PKG.Join",
	"fmt.wrapError":       "fmt|PKG.Errorf",
	"fmt.wrapErrors":      "fmt|PKG.Errorf",
	"io.multiReader":      "io|PKG.MultiReader",
	"io.nopCloser":        "io|PKG.NopCloser",
	"io.discard":          "io|PKG.Discard",
	"math/rand.rngSource": "math/rand|PKG.NewSource",
	"os.fileStat":         "os|PKG.Stat",
}
