package kept

import (
	"reflect"
	"slices"
	"unsafe"

	"dlfs/nb/kept/manifest"
)

// A graph is all memory that variables hold.
type graph struct {
	owners  []*owner
	regions []region
	byKey   map[regionKey]int
	byEnd   map[endKey]int
	maps    []mapObject
	byMap   map[unsafe.Pointer]int

	owner int    // whose values are walked through
	queue []work // what is to be walked through for it
	home  int    // the region or map that is walked through, as in region.holds
}

// An owner is a variable, with what it was the first to reach.
type owner struct {
	*slot
	number int // in the graph
	region int
	group  int // another owner that shares memory with this one, or itself; see find
	types  typeTable
	funcs  map[string]bool
	boxes  map[unsafe.Pointer]unsafe.Pointer // what an interface holds
	coded  map[unsafe.Pointer][]byte         // what was written by the value itself
	bytes  int64                             // of strings and the like
}

// A region is memory that is kept as a whole: n values of a type, one after the other.
type region struct {
	addr, size uintptr
	layout     *layout
	typ        int // in the owner's table
	n          int
	owner      int
	root       bool           // it is a variable
	pointed    bool           // something points to it
	into       int            // the region that holds this one, once they are merged
	number     int            // in the group, when it is written
	copied     unsafe.Pointer // a copy, which stays as it is while it is written; plain memory has none
	parts      []part         // where into holds more than it did at first
	live       unsafe.Pointer // the memory itself, which must not move
	holds      []int32        // what it points to: regions, and maps as ^number
}

// A part is a piece of a region, from a region that was merged into it.
type part struct {
	first  int // element of the region
	copied unsafe.Pointer
	n      int
	owner  int // who walked through it
}

type regionKey struct {
	addr uintptr
	typ  reflect.Type
	n    int
}

// endKey finds slices of one array: they end together, unless somebody has limited their capacity.
type endKey struct {
	end uintptr
	typ reflect.Type
}

type mapObject struct {
	layout     *layout
	typ        int
	n          int
	keys, vals unsafe.Pointer // copies, in the order of the keys
	owner      int
	ptr        unsafe.Pointer
	holds      []int32
	number     int // in the group, when it is written
}

type work struct {
	layout *layout
	p      unsafe.Pointer
	n      int
	home   int32
}

func newGraph() *graph {
	return &graph{byKey: make(map[regionKey]int), byEnd: make(map[endKey]int), byMap: make(map[unsafe.Pointer]int)}
}

// find returns the owner that stands for all that share memory with this one.
func (g *graph) find(o int) int {
	for g.owners[o].group != o {
		o = g.owners[o].group
	}
	return o
}

func (g *graph) union(a, b int) { g.owners[g.find(a)].group = g.find(b) }

// add takes a variable in, or says why it cannot be kept and leaves no trace of it.
func (g *graph) add(s *slot) (refused *refusal) {
	regions, maps := len(g.regions), len(g.maps)
	g.owner = len(g.owners)
	groups := make([]int, g.owner)
	for i, o := range g.owners {
		groups[i] = o.group
	}
	l := layoutOf(s.typ)
	o := &owner{slot: s, number: g.owner, group: g.owner, funcs: make(map[string]bool),
		boxes: make(map[unsafe.Pointer]unsafe.Pointer), coded: make(map[unsafe.Pointer][]byte)}
	g.owners = append(g.owners, o)
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		var ok bool
		if refused, ok = r.(*refusal); !ok {
			refused = &refusal{reason: manifest.Panic, what: shown(s.typ), more: []string{text(r)}}
		}
		g.forget(regions, maps)
		g.owners = g.owners[:g.owner]
		for i, group := range groups {
			g.owners[i].group = group
		}
		g.queue = g.queue[:0]
	}()
	o.types.add(s.typ, typeEntry{kind: rootType})
	o.region = g.addRegion(l, s.ptr, 1, false)
	g.regions[o.region].root = true
	for len(g.queue) > 0 {
		w := g.queue[len(g.queue)-1]
		g.queue = g.queue[:len(g.queue)-1]
		g.home = int(w.home)
		g.visitAll(w.layout, w.p, w.n)
	}
	return nil
}

func (g *graph) forget(regions, maps int) {
	for i := regions; i < len(g.regions); i++ {
		r := &g.regions[i]
		if key := (regionKey{r.addr, r.layout.typ, r.n}); g.byKey[key] == i {
			delete(g.byKey, key)
		}
		if key := (endKey{r.addr + r.size, r.layout.typ}); g.byEnd[key] >= regions {
			delete(g.byEnd, key)
		}
	}
	for _, m := range g.maps[maps:] {
		delete(g.byMap, m.ptr)
	}
	g.regions, g.maps = g.regions[:regions], g.maps[:maps]
}

// addRegion takes memory in. The type must be in the owner's table.
func (g *graph) addRegion(l *layout, p unsafe.Pointer, n int, pointed bool) int {
	key := regionKey{uintptr(p), l.typ, n}
	i, ok := g.byKey[key]
	if ok && l.size > 0 { // what has no size may lie at the address of anything
		g.union(g.owner, g.regions[i].owner)
		g.regions[i].pointed = g.regions[i].pointed || pointed
		return i
	}
	i = len(g.regions)
	r := region{addr: uintptr(p), size: l.size * uintptr(n), layout: l, typ: g.owners[g.owner].types.index[l.typ], n: n,
		owner: g.owner, pointed: pointed, into: i, live: p}
	g.byKey[key] = i
	if !l.plain && !g.walked(&r) {
		r.copied = copyOf(l, p, n)
		g.queue = append(g.queue, work{l, r.copied, n, int32(i)})
	}
	g.regions = append(g.regions, r)
	return i
}

// walked reports whether a longer slice of the same array was there before.
func (g *graph) walked(r *region) bool {
	key := endKey{r.addr + r.size, r.layout.typ}
	i, ok := g.byEnd[key]
	if ok && g.regions[i].addr <= r.addr && (r.addr-g.regions[i].addr)%r.layout.size == 0 {
		g.union(g.owner, g.regions[i].owner)
		return true
	}
	g.byEnd[key] = len(g.regions)
	return false
}

// copyOf copies memory, so that what is walked through and what is written are the same although the cell may go on.
func copyOf(l *layout, p unsafe.Pointer, n int) unsafe.Pointer {
	c := reflect.MakeSlice(reflect.SliceOf(l.typ), n, n)
	reflect.Copy(c, reflect.SliceAt(l.typ, p, n))
	return c.UnsafePointer()
}

// holding notes that the region or map that is walked through holds another.
func (g *graph) holding(h int32) {
	if g.home >= 0 {
		g.regions[g.home].holds = append(g.regions[g.home].holds, h)
	} else {
		g.maps[^g.home].holds = append(g.maps[^g.home].holds, h)
	}
}

func (g *graph) visitAll(l *layout, p unsafe.Pointer, n int) {
	for i := range n {
		g.visit(l, unsafe.Add(p, uintptr(i)*l.size))
	}
}

type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

// visit finds what a value holds. Its type must be in the owner's table.
func (g *graph) visit(l *layout, p unsafe.Pointer) {
	if l.plain {
		return
	}
	if l.special != ordinary {
		g.visitSpecial(l, p)
		return
	}
	types := &g.owners[g.owner].types
	switch l.kind {
	case reflect.Pointer:
		g.visitPointer(l, *(*unsafe.Pointer)(p))
	case reflect.Slice:
		if h := (*sliceHeader)(p); h.cap > 0 && l.elem.size > 0 {
			types.child(l.elem.typ, l.typ, elemType, 0)
			g.holding(int32(g.addRegion(l.elem, h.data, h.cap, true)))
		}
	case reflect.String:
		g.count(len(*(*string)(p)))
	case reflect.Array:
		types.child(l.elem.typ, l.typ, elemType, 0)
		g.visitAll(l.elem, p, l.n)
	case reflect.Struct:
		g.visitFields(l, p)
	case reflect.Map:
		g.visitMap(l, p)
	case reflect.Interface:
		g.visitInterface(l, p)
	case reflect.Func:
		if *(*unsafe.Pointer)(p) != nil {
			g.owners[g.owner].funcs[funcName(l.typ, p)] = true
		}
	case reflect.Chan:
		if *(*unsafe.Pointer)(p) != nil {
			refuse(manifest.Chan, shown(l.typ))
		}
	case reflect.UnsafePointer:
		if *(*unsafe.Pointer)(p) != nil {
			refuse(manifest.Pointer, shown(l.typ))
		}
	}
}

func (g *graph) visitSpecial(l *layout, p unsafe.Pointer) {
	switch l.special {
	case file:
		refuse(manifest.File, shown(l.typ))
	case process:
		refuse(manifest.Process, shown(l.typ))
	case lock:
		if !allZero(p, l.size) {
			refuse(manifest.Lock, shown(l.typ))
		}
	case onlyZero:
		if !allZero(p, l.size) {
			refuse(manifest.Copy, shown(l.typ))
		}
	case pool:
		g.visitFields(l, p)
	case moment:
		forgetMonotonic(p)
		g.visitFields(l, p)
	case atomicPointer:
		// The way to T in the table: the first field, [0]*T.
		types := &g.owners[g.owner].types
		array := l.fields[0].typ
		types.child(array, l.typ, fieldType, 0)
		types.child(array.Elem(), array, elemType, 0)
		g.visitPointer(layoutOf(array.Elem()), *(*unsafe.Pointer)(p))
	case ownEncoding:
		g.writeItself(l, p)
	}
}

// visitFields names the innermost field of a type of the notebook's where something is refused, or else the innermost one.
func (g *graph) visitFields(l *layout, p unsafe.Pointer) {
	at := -1
	defer func() {
		if at < 0 {
			return
		}
		r := recover()
		if r, ok := r.(*refusal); ok && (r.where == "" || r.foreign && ofNotebook(l.typ)) {
			r.where, r.foreign = shown(l.typ)+"."+l.fields[at].name, !ofNotebook(l.typ)
		}
		if r != nil {
			panic(r)
		}
	}()
	types := &g.owners[g.owner].types
	for i := range l.fields {
		f := &l.fields[i]
		if f.plain {
			continue
		}
		at = i
		types.child(f.typ, l.typ, fieldType, i)
		g.visit(f.layout, unsafe.Add(p, f.offset))
	}
	at = -1
}

// ofNotebook reports whether the notebook has declared a type: the fields of others say nothing to its user.
func ofNotebook(t reflect.Type) bool { return t.PkgPath() == "main" || t.PkgPath() == "" }

// visitPointer notes what a pointer of this type points to.
func (g *graph) visitPointer(l *layout, target unsafe.Pointer) {
	if target == nil || knownAt(target, l.elem.typ) != nil || l.elem.size == 0 {
		return
	}
	g.owners[g.owner].types.child(l.elem.typ, l.typ, elemType, 0)
	g.holding(int32(g.addRegion(l.elem, target, 1, true)))
}

func (g *graph) visitMap(l *layout, p unsafe.Pointer) {
	ptr := *(*unsafe.Pointer)(p)
	if ptr == nil {
		return
	}
	i, ok := g.byMap[ptr]
	if ok {
		g.union(g.owner, g.maps[i].owner)
		g.holding(^int32(i))
		return
	}
	i = len(g.maps)
	types := &g.owners[g.owner].types
	keys, vals := entries(reflect.NewAt(l.typ, p).Elem())
	m := mapObject{layout: l, typ: types.index[l.typ], n: keys.Len(), owner: g.owner, ptr: ptr,
		keys: keys.UnsafePointer(), vals: vals.UnsafePointer()}
	types.child(l.key.typ, l.typ, keyType, 0)
	types.child(l.elem.typ, l.typ, elemType, 0)
	g.byMap[ptr] = i
	g.maps = append(g.maps, m)
	g.holding(^int32(i))
	for _, w := range []work{{l.key, m.keys, m.n, ^int32(i)}, {l.elem, m.vals, m.n, ^int32(i)}} {
		if !w.layout.plain {
			g.queue = append(g.queue, w)
		}
	}
}

// visitInterface walks through a copy of what an interface holds, which nobody else can change.
func (g *graph) visitInterface(l *layout, p unsafe.Pointer) {
	v := reflect.NewAt(l.typ, p).Elem()
	if v.IsNil() {
		return
	}
	v = v.Elem()
	if knownIn(v) != nil {
		return
	}
	o := g.owners[g.owner]
	o.types.dynamic(v.Type())
	box := reflect.New(v.Type())
	box.Elem().Set(v)
	b := box.UnsafePointer()
	o.boxes[p] = b
	g.visit(layoutOf(v.Type()), b)
}

// writeItself asks a value for what it wants to have kept.
func (g *graph) writeItself(l *layout, p unsafe.Pointer) {
	data, err := reflect.NewAt(l.typ, p).Interface().(binaryMarshaler).MarshalBinary()
	if err != nil {
		refuse(manifest.Error, shown(l.typ), err.Error())
	}
	// The value may come back in memory of its own.
	g.owners[g.owner].coded[p] = slices.Clone(data)
	g.count(len(data))
}

func (g *graph) count(n int) {
	o := g.owners[g.owner]
	if o.bytes += int64(n); o.bytes > mostBytes {
		refuse(manifest.Size, mostText())
	}
}
