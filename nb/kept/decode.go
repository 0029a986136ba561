package kept

import (
	"errors"
	"reflect"
	"unsafe"
)

// Why a group cannot be read. What concerns a type is a *typeError.
var (
	errDamaged = errors.New("is damaged")
	errVersion = errors.New("was written by another version of the kernel")
)

// A typeError says that the program cannot read a value for its type.
type typeError struct {
	name    string // of the variable whose own type it is, or ""
	typ     string
	changed bool // the type has changed since; otherwise the program lacks it
}

func (e *typeError) Error() string {
	if e.changed {
		return "the type " + e.typ + " has changed"
	}
	return "the program lacks the type " + e.typ
}

// A decoder reads one group.
type decoder struct {
	data []byte // all of the group; strings and plain memory stay parts of it
	source
	at     int // in the structure
	end    int // of the structure
	types  []reflect.Type
	roots  []rootRegion
	memory []memory
	maps   []mapMemory
}

type rootRegion struct {
	target *slot
	region int
}

// memory is a region.
type memory struct {
	layout *layout
	n      int
	base   unsafe.Pointer
}

type mapMemory struct {
	value reflect.Value
	n     int
}

// A source is what a decoder asks for: the slot for a variable, whose type has the fingerprint print, or nil; and the memory
// that is in a file of its own.
type source struct {
	target func(name string, print uint64) *slot
	large  func(i, size int) ([]byte, error)
}

// decode fills the slots with the group in data, which must not change any more.
func decode(data []byte, from source) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case failure:
			err = r.error
		case *typeError:
			err = r
		case *knownError:
			err = r
		default:
			err = errDamaged // the sums are right and the rest is not: nothing that a program of ours has written
		}
	}()
	d := &decoder{data: data, source: from, at: headerSize}
	if err := d.check(); err != nil {
		return err
	}
	d.variables()
	d.typeTable()
	d.regions()
	d.mapList()
	for _, m := range d.memory {
		if !m.layout.plain {
			d.array(m.layout, m.base, m.n)
		}
	}
	d.fillMaps()
	return nil
}

// failure is what a value's own method says, or the system of a file; the decoder panics with it.
type failure struct{ error }

// check compares the sums.
func (d *decoder) check() error {
	if len(d.data) < headerSize {
		return errDamaged
	}
	if string(d.data[:8]) != magic {
		return errVersion
	}
	structure, size := uint64At(d.data[8:]), uint64At(d.data[16:])
	if size != uint64(len(d.data)) || structure < headerSize || structure > size {
		return errDamaged
	}
	d.end = int(structure)
	if checksum(d.data[headerSize:d.end]) != uint64At(d.data[24:]) {
		return errDamaged
	}
	if size < largeGroup && checksum(d.data[d.end:]) != uint64At(d.data[32:]) {
		return errDamaged
	}
	return nil
}

func (d *decoder) uint64() uint64 {
	v, n := uvarint(d.data[d.at:d.end])
	if n <= 0 {
		panic(errDamaged)
	}
	d.at += n
	return v
}

// uint reads a number or a size.
func (d *decoder) uint() int {
	v := d.uint64()
	if v > 1<<48 || v > uint64(^uint(0)>>1) {
		panic(errDamaged)
	}
	return int(v)
}

// count reads how many things follow, of which each takes at least one byte.
func (d *decoder) count() int {
	n := d.uint()
	if n > d.end-d.at {
		panic(errDamaged)
	}
	return n
}

// take returns the next n bytes.
func (d *decoder) take(n int) []byte {
	if n < 0 || n > d.end-d.at {
		panic(errDamaged)
	}
	b := d.data[d.at : d.at+n : d.at+n]
	d.at += n
	return b
}

// str returns a string that is a part of the data.
func (d *decoder) str() string {
	b := d.take(d.uint())
	return unsafe.String(unsafe.SliceData(b), len(b))
}

func (d *decoder) variables() {
	d.roots = make([]rootRegion, d.count())
	for i := range d.roots {
		name, text, print, region := d.str(), d.str(), d.uint64(), d.uint()
		s := d.target(name, print)
		if s == nil {
			panic(&typeError{name: name, typ: text})
		}
		if fingerprint(s.typ) != print {
			panic(&typeError{name: name, typ: text, changed: true})
		}
		d.roots[i] = rootRegion{s, region}
	}
}

func (d *decoder) typeTable() {
	n := d.count()
	for range n {
		d.types = append(d.types, d.typeEntry())
	}
}

func (d *decoder) typeEntry() reflect.Type {
	earlier := func() reflect.Type { return d.types[d.uint()] }
	switch d.uint() {
	case rootType:
		return d.roots[d.uint()].target.typ
	case elemType:
		return earlier().Elem()
	case keyType:
		return earlier().Key()
	case fieldType:
		t := earlier()
		return t.Field(d.uint()).Type
	case basicType:
		return basic[reflect.Kind(d.uint())]
	case errorType:
		return anError
	case emptyType:
		return anything
	case nothingType:
		return nothing
	case namedType, writtenType:
		return d.foundType()
	case pointerType:
		return reflect.PointerTo(earlier())
	case sliceType:
		return reflect.SliceOf(earlier())
	}
	panic(errDamaged)
}

func (d *decoder) foundType() reflect.Type {
	n := named{pkg: d.str(), name: d.str(), text: d.str(), print: d.uint64()}
	t := search(n)
	if t == nil {
		panic(&typeError{typ: n.text})
	}
	if fingerprint(t) != n.print {
		panic(&typeError{typ: n.text, changed: true})
	}
	return t
}

var basic = func() map[reflect.Kind]reflect.Type {
	m := make(map[reflect.Kind]reflect.Type)
	for _, v := range []any{false, 0, int8(0), int16(0), int32(0), int64(0), uint(0), uint8(0), uint16(0), uint32(0), uint64(0),
		uintptr(0), float32(0), 0.0, complex64(0), 0i, "", unsafe.Pointer(nil)} {
		m[reflect.TypeOf(v).Kind()] = reflect.TypeOf(v)
	}
	return m
}()

// regions gives each region its memory: a variable, a part of the data, or new memory.
func (d *decoder) regions() {
	d.memory = make([]memory, d.count())
	for i := range d.memory {
		t := d.types[d.uint()]
		d.memory[i] = memory{layout: layoutOf(t), n: d.uint()}
		if size := d.memory[i].layout.size; size > 0 && uint64(d.memory[i].n) > (1<<40)/uint64(size) {
			panic(errDamaged)
		}
	}
	for _, r := range d.roots {
		if m := &d.memory[r.region]; m.layout.typ != r.target.typ || m.n != 1 {
			panic(errDamaged)
		}
		d.memory[r.region].base = r.target.ptr
	}
	at, apart := d.end, 0
	for i := range d.memory {
		m := &d.memory[i]
		size := m.layout.size * uintptr(m.n)
		switch {
		case m.layout.plain && size >= largeGroup:
			data, err := d.large(apart, int(size))
			if err != nil {
				panic(failure{err})
			}
			m.read(data)
			apart++
		case m.layout.plain:
			at = boundary(at, m.layout, size)
			m.read(d.data[at : at+int(size) : at+int(size)])
			at += int(size)
		case m.base != nil:
			reflect.NewAt(m.layout.typ, m.base).Elem().SetZero()
		case m.n > d.end-d.at && !(m.layout.silent() && size < largeGroup):
			panic(errDamaged) // each value takes at least one byte, but for locks
		default:
			m.base = reflect.MakeSlice(reflect.SliceOf(m.layout.typ), m.n, m.n).UnsafePointer()
		}
	}
	if at != len(d.data) {
		panic(errDamaged)
	}
}

// read copies plain memory into a variable, or makes it what it is.
func (m *memory) read(data []byte) {
	switch {
	case len(data) == 0:
		if m.base == nil {
			m.base = unsafe.Pointer(&zeros)
		}
	case m.base != nil:
		copy(unsafe.Slice((*byte)(m.base), len(data)), data)
	case uintptr(unsafe.Pointer(&data[0]))%uintptr(m.layout.typ.Align()) != 0:
		c := reflect.MakeSlice(reflect.SliceOf(m.layout.typ), m.n, m.n).UnsafePointer()
		copy(unsafe.Slice((*byte)(c), len(data)), data)
		m.base = c
	default:
		m.base = unsafe.Pointer(&data[0])
	}
}

func (d *decoder) mapList() {
	d.maps = make([]mapMemory, d.count())
	for i := range d.maps {
		t := d.types[d.uint()]
		n := d.uint()
		if n > d.end-d.at && t.Key().Size() > 0 {
			panic(errDamaged)
		}
		d.maps[i] = mapMemory{reflect.MakeMapWithSize(t, n), n}
	}
}

// fillMaps comes when all other values are there: a key may be a struct with an interface in it.
func (d *decoder) fillMaps() {
	type content struct{ keys, vals reflect.Value }
	var contents []content
	for _, m := range d.maps {
		t := m.value.Type()
		keys, vals := reflect.MakeSlice(reflect.SliceOf(t.Key()), m.n, m.n), reflect.MakeSlice(reflect.SliceOf(t.Elem()), m.n, m.n)
		d.array(layoutOf(t.Key()), keys.UnsafePointer(), m.n)
		d.array(layoutOf(t.Elem()), vals.UnsafePointer(), m.n)
		contents = append(contents, content{keys, vals})
	}
	for i, m := range d.maps {
		for j := range m.n {
			m.value.SetMapIndex(contents[i].keys.Index(j), contents[i].vals.Index(j))
		}
	}
}

func (d *decoder) array(l *layout, p unsafe.Pointer, n int) {
	if l.plain {
		size := int(l.size) * n
		copy(unsafe.Slice((*byte)(p), size), d.take(size))
		return
	}
	for i := range n {
		d.value(l, unsafe.Add(p, uintptr(i)*l.size))
	}
}

func (d *decoder) value(l *layout, p unsafe.Pointer) {
	if l.plain {
		copy(unsafe.Slice((*byte)(p), l.size), d.take(int(l.size)))
		return
	}
	switch l.special {
	case lock, onlyZero:
		return
	case atomicPointer:
		*(*unsafe.Pointer)(p) = d.address(l.elem)
		return
	case ownEncoding:
		d.readsItself(l, p)
		return
	}
	switch l.kind {
	case reflect.Pointer:
		*(*unsafe.Pointer)(p) = d.address(l.elem)
	case reflect.Slice:
		d.slice(l, (*sliceHeader)(p))
	case reflect.String:
		*(*string)(p) = d.str()
	case reflect.Array:
		d.array(l.elem, p, l.n)
	case reflect.Struct:
		for i := range l.fields {
			f := &l.fields[i]
			d.value(f.layout, unsafe.Add(p, f.offset))
		}
	case reflect.Map:
		d.mapValue(l, p)
	case reflect.Interface:
		d.iface(l, p)
	case reflect.Func:
		d.function(l, p)
	}
}

// readsItself gives a value what it has written. It gets a copy, as it may keep it.
func (d *decoder) readsItself(l *layout, p unsafe.Pointer) {
	data := append([]byte(nil), d.take(d.uint())...)
	if err := reflect.NewAt(l.typ, p).Interface().(binaryMarshaler).UnmarshalBinary(data); err != nil {
		panic(failure{err})
	}
}

func (d *decoder) slice(l *layout, h *sliceHeader) {
	switch d.uint() {
	case nilAddress:
	case emptyAddress:
		n := d.uint()
		if n > 0 && l.elem.size > 0 {
			panic(errDamaged)
		}
		*h = sliceHeader{unsafe.Pointer(&zeros), n, n}
	case placeAddress:
		region, offset := d.uint(), d.uint()
		n, c := d.uint(), d.uint()
		if n > c {
			panic(errDamaged)
		}
		*h = sliceHeader{d.inside(region, offset, l.elem, c), n, c}
	default:
		panic(errDamaged)
	}
}

func (d *decoder) address(elem *layout) unsafe.Pointer {
	switch d.uint() {
	case nilAddress:
		return nil
	case emptyAddress:
		if elem.size == 0 {
			return unsafe.Pointer(&zeros)
		}
	case knownAddress:
		return knownFor(d.str(), elem.typ, false).ptr
	case placeAddress:
		region, offset := d.uint(), d.uint()
		return d.inside(region, offset, elem, 1)
	}
	panic(errDamaged)
}

// inside returns a place in a region that has n values from there.
func (d *decoder) inside(region, offset int, elem *layout, n int) unsafe.Pointer {
	m := &d.memory[region]
	size := uint64(m.layout.size) * uint64(m.n)
	if m.layout.plain && !elem.plain || uint64(offset) > size || uint64(n) > (size-uint64(offset))/uint64(max(1, elem.size)) {
		panic(errDamaged)
	}
	return unsafe.Add(m.base, offset)
}

func (d *decoder) mapValue(l *layout, p unsafe.Pointer) {
	i := d.uint()
	if i == 0 {
		return
	}
	m := d.maps[i-1].value
	if m.Type().Key() != l.key.typ || m.Type().Elem() != l.elem.typ {
		panic(errDamaged)
	}
	*(*unsafe.Pointer)(p) = m.UnsafePointer()
}

func (d *decoder) iface(l *layout, p unsafe.Pointer) {
	to := reflect.NewAt(l.typ, p).Elem()
	switch i := d.uint(); i {
	case nilInterface:
	case knownInterface:
		to.Set(reflect.ValueOf(knownFor(d.str(), l.typ, true).value))
	default:
		t := d.types[i-firstDynamic]
		box := reflect.New(t)
		d.value(layoutOf(t), box.UnsafePointer())
		to.Set(box.Elem())
	}
}

func (d *decoder) function(l *layout, p unsafe.Pointer) {
	name := d.str()
	if name == "" {
		return
	}
	f, ok := functions[name]
	if !ok {
		panic(&typeError{typ: name})
	}
	reflect.NewAt(l.typ, p).Elem().Set(f.Convert(l.typ))
}
