package kept

import (
	"io"
	"reflect"
	"runtime"
	"unsafe"
)

// registered are the types that the program has named, by package and name, or by what package reflect writes for them.
var registered = make(map[named]reflect.Type)

func init() { register(reflect.TypeOf(io.EOF).Elem()) } // what errors.New returns, in every program

// Type makes a type known that only an interface in a kept value names.
func Type[T any]() { registerPointer((*T)(nil)) }

//go:noinline
func registerPointer(pointer any) { register(reflect.TypeOf(pointer).Elem()) }

func register(t reflect.Type) {
	if t.Name() != "" {
		registered[named{pkg: t.PkgPath(), name: t.Name()}] = t
	} else {
		registered[named{text: t.String()}] = t
	}
}

// search finds a type that the program has, or returns nil.
func search(n named) reflect.Type {
	if n.name == "" {
		return registered[named{text: n.text}]
	}
	if t := registered[named{pkg: n.pkg, name: n.name}]; t != nil {
		return t
	}
	for _, p := range typesByString("*" + n.text) {
		if t := typeAt(p).Elem(); t.PkgPath() == n.pkg && t.Name() == n.name {
			return t
		}
	}
	return nil
}

// typeAt makes a reflect.Type of what package reflect has at the address: it changes the data word of another.
func typeAt(p unsafe.Pointer) reflect.Type {
	t := reflect.TypeFor[int]()
	(*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1] = p
	return t
}

// release is the release of Go, such as go1.27.
func release() string { return runtime.Version() }
