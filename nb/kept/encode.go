package kept

import (
	"reflect"
	"unsafe"

	"dlfs/nb/kept/manifest"
)

// What is written of a group: a header, the structure, and the memory.
//
//	 0  magic, 8 bytes
//	 8  size of header and structure, uint64
//	16  size of all, uint64
//	24  checksum of the structure, uint64
//	32  checksum of the memory, uint64; 0 where a group is so large that it is mapped and not read
//
// The structure has the variables, the types, the regions and the maps, and then the values that are more than their bytes.
// Numbers are varints. The memory has the plain regions one after the other, on boundaries that suit their types. Those from
// largeGroup on are not among them: each has a file of its own, so that it is not written again when something else changed.
const (
	magic      = "dlfskep1"
	headerSize = 40
)

// largeGroup is the size from which a group, or a region of one, has a file of its own, which is mapped.
const largeGroup = 1 << 20

// largeRegion is the size from which memory begins on a boundary of 64 bytes.
const largeRegion = 1 << 16

// tinyRegion is the size up to which memory is copied in any case.
const tinyRegion = 1 << 8

func boundary(at int, l *layout, size uintptr) int {
	to := 64
	if size < largeRegion {
		to = max(1, l.typ.Align())
	}
	return (at + to - 1) / to * to
}

// An encoder writes one group.
type encoder struct {
	*graph
	group
	first map[int]int // of an owner's types in the table of all
	buf   []byte
	owner *owner // whose value is written
}

// encode returns what to write, in pieces, and the memory for files of its own.
func (g *graph) encode(group group) (pieces [][]byte, size int, large [][]byte) {
	e := &encoder{graph: g, group: group, first: make(map[int]int)}
	for number, i := range group.regions {
		g.regions[i].number = number
	}
	for number, i := range group.maps {
		g.maps[i].number = number
	}
	e.buf = make([]byte, headerSize, 1<<10)
	e.variables()
	e.types()
	e.lists()
	e.values()
	for _, i := range group.regions {
		if r := &g.regions[i]; r.apart() {
			large = append(large, r.liveMemory())
		}
	}
	pieces, size = e.pieces()
	return pieces, size, large
}

func (e *encoder) uint(v uint64) { e.buf = appendUvarint(e.buf, v) }

func (e *encoder) str(s string) {
	e.uint(uint64(len(s)))
	e.buf = append(e.buf, s...)
}

func (e *encoder) bytes(p unsafe.Pointer, size uintptr) {
	e.buf = append(e.buf, unsafe.Slice((*byte)(p), size)...)
}

func (e *encoder) variables() {
	e.uint(uint64(len(e.group.owners)))
	for _, i := range e.group.owners {
		o := e.graph.owners[i]
		e.str(o.name)
		e.str(shown(o.typ))
		e.uint(fingerprint(o.typ))
		e.uint(uint64(e.graph.regions[o.region].number))
	}
}

// types writes the owners' tables as one.
func (e *encoder) types() {
	total := 0
	for _, i := range e.group.owners {
		e.first[i] = total
		total += len(e.graph.owners[i].types.entries)
	}
	e.uint(uint64(total))
	for k, i := range e.group.owners {
		for _, t := range e.graph.owners[i].types.entries {
			e.typeEntry(t, k, e.first[i])
		}
	}
}

func (e *encoder) typeEntry(t typeEntry, owner, first int) {
	e.uint(uint64(t.kind))
	switch t.kind {
	case rootType:
		e.uint(uint64(owner))
	case elemType, keyType, pointerType, sliceType:
		e.uint(uint64(first + t.a))
	case fieldType:
		e.uint(uint64(first + t.a))
		e.uint(uint64(t.b))
	case basicType:
		e.uint(uint64(t.a))
	case namedType, writtenType:
		e.str(t.pkg)
		e.str(t.name)
		e.str(t.text)
		e.uint(t.print)
	}
}

func (e *encoder) lists() {
	e.uint(uint64(len(e.group.regions)))
	for _, i := range e.group.regions {
		r := &e.graph.regions[i]
		e.uint(uint64(e.first[r.owner] + r.typ))
		e.uint(uint64(r.n))
	}
	e.uint(uint64(len(e.group.maps)))
	for _, i := range e.group.maps {
		m := &e.graph.maps[i]
		e.uint(uint64(e.first[m.owner] + m.typ))
		e.uint(uint64(m.n))
	}
}

// values writes all that is more than its bytes, and the entries of maps.
func (e *encoder) values() {
	for _, i := range e.group.regions {
		if r := &e.graph.regions[i]; !r.layout.plain {
			for _, p := range r.pieces() {
				e.owner = e.graph.owners[p.owner]
				e.array(r.layout, p.copied, p.n)
			}
		}
	}
	for _, i := range e.group.maps {
		m := &e.graph.maps[i]
		e.owner = e.graph.owners[m.owner]
		e.array(m.layout.key, m.keys, m.n)
		e.array(m.layout.elem, m.vals, m.n)
	}
}

// pieces adds the header and the memory. Memory of a small group is copied, as the cell may go on and change it; of a large one
// only what is tiny, so that there are fewer pieces.
func (e *encoder) pieces() (pieces [][]byte, size int) {
	structure := len(e.buf)
	size = structure
	for _, i := range e.group.regions {
		if r := &e.graph.regions[i]; r.inside() {
			size = boundary(size, r.layout, r.size) + int(r.size)
		}
	}
	copied := uintptr(tinyRegion)
	if size < largeGroup {
		copied = largeGroup
	}
	at, begin := structure, 0 // of the piece in e.buf
	cut := func() {
		if begin < len(e.buf) {
			pieces = append(pieces, e.buf[begin:len(e.buf):len(e.buf)])
			begin = len(e.buf)
		}
	}
	for _, i := range e.group.regions {
		r := &e.graph.regions[i]
		if !r.inside() {
			continue
		}
		to := boundary(at, r.layout, r.size)
		e.buf = append(e.buf, make([]byte, to-at)...)
		at = to + int(r.size)
		if r.size < copied {
			e.buf = append(e.buf, r.liveMemory()...)
			continue
		}
		cut()
		pieces = append(pieces, r.liveMemory())
	}
	cut()
	header := pieces[0] // e.buf may have moved since it was cut
	copy(header, magic)
	putUint64(header[8:], uint64(structure))
	putUint64(header[16:], uint64(size))
	putUint64(header[24:], checksum(header[headerSize:structure]))
	if size < largeGroup {
		putUint64(header[32:], checksum(header[structure:]))
	}
	return pieces, size
}

// apart reports whether a region has a file of its own.
func (r *region) apart() bool { return r.layout.plain && r.size >= largeGroup }

// inside reports whether a region is a part of the group's memory.
func (r *region) inside() bool { return r.layout.plain && r.size < largeGroup }

func (e *encoder) array(l *layout, p unsafe.Pointer, n int) {
	if l.plain {
		e.bytes(p, l.size*uintptr(n))
		return
	}
	for i := range n {
		e.value(l, unsafe.Add(p, uintptr(i)*l.size))
	}
}

func (e *encoder) value(l *layout, p unsafe.Pointer) {
	if l.plain {
		e.bytes(p, l.size)
		return
	}
	switch l.special {
	case lock, onlyZero:
		return
	case atomicPointer:
		e.address(l.elem, *(*unsafe.Pointer)(p))
		return
	case ownEncoding:
		e.str(string(e.owner.coded[p]))
		return
	}
	switch l.kind {
	case reflect.Pointer:
		e.address(l.elem, *(*unsafe.Pointer)(p))
	case reflect.Slice:
		e.slice(l, (*sliceHeader)(p))
	case reflect.String:
		e.str(*(*string)(p))
	case reflect.Array:
		e.array(l.elem, p, l.n)
	case reflect.Struct:
		for i := range l.fields {
			f := &l.fields[i]
			e.value(f.layout, unsafe.Add(p, f.offset))
		}
	case reflect.Map:
		if ptr := *(*unsafe.Pointer)(p); ptr == nil {
			e.uint(0)
		} else {
			e.uint(uint64(e.graph.maps[e.byMap[ptr]].number + 1))
		}
	case reflect.Interface:
		e.iface(l, p)
	case reflect.Func:
		if *(*unsafe.Pointer)(p) == nil {
			e.str("")
		} else {
			e.str(funcName(l.typ, p))
		}
	}
	// A channel or an unsafe.Pointer is nil, or it was refused.
}

// How a slice is written, and a pointer.
const (
	nilAddress   = iota
	emptyAddress // of values without a size
	knownAddress // a name follows
	placeAddress // region and offset follow
)

func (e *encoder) slice(l *layout, h *sliceHeader) {
	switch {
	case h.data == nil:
		e.uint(nilAddress)
	case h.cap == 0 || l.elem.size == 0:
		e.uint(emptyAddress)
		e.uint(uint64(h.len))
	default:
		e.uint(placeAddress)
		e.place(l.elem, h.data, h.cap)
		e.uint(uint64(h.len))
		e.uint(uint64(h.cap))
	}
}

func (e *encoder) address(elem *layout, target unsafe.Pointer) {
	switch {
	case target == nil:
		e.uint(nilAddress)
	case knownAt(target, elem.typ) != nil:
		e.uint(knownAddress)
		e.str(knownAt(target, elem.typ).name)
	case elem.size == 0:
		e.uint(emptyAddress)
	default:
		e.uint(placeAddress)
		e.place(elem, target, 1)
	}
}

func (e *encoder) place(elem *layout, target unsafe.Pointer, n int) {
	i, ok := e.byKey[regionKey{uintptr(target), elem.typ, n}]
	if !ok {
		refuse(manifest.Changing, shown(elem.typ))
	}
	into := &e.graph.regions[e.graph.regions[i].into]
	e.uint(uint64(into.number))
	e.uint(uint64(uintptr(target) - into.addr))
}

// How an interface is written: nothing, a known pointer whose name follows, or 2 and the number of its type.
const (
	nilInterface = iota
	knownInterface
	firstDynamic
)

func (e *encoder) iface(l *layout, p unsafe.Pointer) {
	v := reflect.NewAt(l.typ, p).Elem()
	if v.IsNil() {
		e.uint(nilInterface)
		return
	}
	v = v.Elem()
	if k := knownIn(v); k != nil {
		e.uint(knownInterface)
		e.str(k.name)
		return
	}
	e.uint(uint64(firstDynamic + e.first[e.owner.number] + e.owner.types.index[v.Type()]))
	e.value(layoutOf(v.Type()), e.owner.boxes[p])
}
