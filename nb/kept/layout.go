package kept

import (
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

// A layout is what has to be known of a type to walk through its values. (Asking package reflect for a field allocates.)
type layout struct {
	typ     reflect.Type
	size    uintptr
	kind    reflect.Kind
	plain   bool // a value is its bytes and nothing else
	special treatment
	elem    *layout // of pointers, slices, arrays, maps, and of what an atomic pointer points to
	key     *layout // of maps
	n       int     // length of an array
	fields  []field // of a struct
}

type field struct {
	*layout
	offset uintptr
	index  int
	name   string
}

// treatment says how a value is kept whose memory is not all that there is to it.
type treatment int

const (
	ordinary      treatment = iota
	file                    // an open file
	process                 // belongs to the process
	lock                    // fine while nobody holds it
	onlyZero                // cannot be copied once it is used
	pool                    // comes back empty, with its function New
	moment                  // a time, which loses its monotonic clock
	atomicPointer           // an atomic.Pointer
	ownEncoding             // is kept by what it writes
)

var layouts = make(map[reflect.Type]*layout)

func layoutOf(t reflect.Type) *layout {
	if l := layouts[t]; l != nil {
		return l
	}
	l := &layout{typ: t, size: t.Size(), kind: t.Kind(), plain: isPlain(t), special: treat(t)}
	layouts[t] = l // before its parts, which may be made of it
	switch l.kind {
	case reflect.Pointer, reflect.Slice:
		l.elem = layoutOf(t.Elem())
	case reflect.Array:
		l.elem, l.n = layoutOf(t.Elem()), t.Len()
	case reflect.Map:
		l.key, l.elem = layoutOf(t.Key()), layoutOf(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			l.fields = append(l.fields, field{layoutOf(f.Type), f.Offset, i, f.Name})
		}
	}
	if l.special == pool {
		l.fields = slices.DeleteFunc(l.fields, func(f field) bool { return f.name != "New" })
	}
	if l.special == atomicPointer {
		l.elem = layoutOf(pointee(t))
	}
	return l
}

// isPlain reports whether a value is its bytes and nothing else. An uintptr is: the programmer knows that an address is none
// in another program.
func isPlain(t reflect.Type) bool {
	if treat(t) != ordinary {
		return false
	}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if !isPlain(t.Field(i).Type) {
				return false
			}
		}
		return true
	case reflect.Array:
		return isPlain(t.Elem())
	}
	return t.Kind() >= reflect.Bool && t.Kind() <= reflect.Complex128
}

// silent reports whether nothing is written of a value: it is a lock.
func (l *layout) silent() bool {
	if l.kind == reflect.Struct && l.special == ordinary {
		for _, f := range l.fields {
			if !f.silent() {
				return false
			}
		}
		return true
	}
	return l.special == lock || l.special == onlyZero || l.kind == reflect.Chan || l.kind == reflect.UnsafePointer
}

// pointee returns T of an atomic.Pointer[T], whose first field is a [0]*T.
func pointee(t reflect.Type) reflect.Type { return t.Field(0).Type.Elem().Elem() }

// A type that has these methods is kept by what it writes.
var byReference = reflect.TypeFor[interface {
	KeptByReference()
	binaryMarshaler
}]()

type binaryMarshaler interface {
	MarshalBinary() ([]byte, error)
	UnmarshalBinary([]byte) error
}

func treat(t reflect.Type) treatment {
	if t.PkgPath() == "" {
		return ordinary
	}
	name := t.Name()
	switch t.PkgPath() {
	case "sync", "internal/sync":
		switch name {
		case "Mutex", "RWMutex", "WaitGroup":
			return lock
		case "Pool":
			return pool
		case "Map", "Cond", "HashTrieMap":
			return onlyZero
		}
	case "sync/atomic":
		if strings.HasPrefix(name, "Pointer[") {
			return atomicPointer
		}
	case "time":
		switch name {
		case "Time":
			return moment
		case "Timer", "Ticker":
			return process
		}
	case "os":
		switch name {
		case "File", "Root":
			return file
		case "Process":
			return process
		}
	case "internal/poll", "os/exec", "unique", "weak", "internal/abi", "reflect", "hash/maphash":
		if t.Kind() == reflect.Struct && t.NumField() > 0 {
			return process
		}
	case "runtime":
		switch name {
		case "Func", "Frames", "Pinner", "Cleanup":
			return process
		}
	case "net/netip":
		switch name {
		case "Addr", "AddrPort", "Prefix": // hold a unique.Handle
			return ownEncoding
		}
	}
	if t.Kind() == reflect.Struct && reflect.PointerTo(t).Implements(byReference) {
		return ownEncoding
	}
	return ordinary
}

// zeros is what pointers to nothing point to, and what zero memory is compared with.
var zeros [256]byte

func allZero(p unsafe.Pointer, size uintptr) bool {
	for _, b := range unsafe.Slice((*byte)(p), size) {
		if b != 0 {
			return false
		}
	}
	return true
}
