package kept

import (
	"reflect"
	"sync"
	"unsafe"
)

// A slot is what is known of a variable.
type slot struct {
	name  string
	ptr   unsafe.Pointer // to the value: a place of ours, or the variable itself
	typ   reflect.Type
	tag   reflect.Type // tag[T], whose name tells types that are declared in a function
	own   bool         // ptr is a place of ours
	found *found       // where it was read from
}

// tag has the name of T in its own name, and with it what T's own name does not tell: a dot and a number behind a type that
// is declared in a function.
type tag[T any] struct{}

// slots are the variables by name, gone those that are none any more: of these, several may have had the same name. The lock is
// for an interrupt, which keeps the variables while the cell goes on.
var (
	mu    sync.Mutex
	slots = make(map[string]*slot)
	gone  []*slot
)

// What follows is generic and has no more in it than it must: the compiler works through it anew for each type in each cell,
// and all that it would meet there, such as a type of package reflect or a lock, costs as much as a short cell. What it calls is
// not put in its place for the same reason.

// Slot expects that a variable of type T is kept under this name: Load reads it, Get returns it, and Done keeps it again.
func Slot[T any](name string) { slotFor(name, new(T), (*tag[T])(nil)) }

// Gone is Slot for a variable that there is no more, but whose memory others share: Load reads it for them.
func Gone[T any](name string) { goneFor(name, new(T)) }

// Ref has the variable at p kept as it is when the cell ends. If Load comes later, it reads into the variable.
func Ref[T any](name string, p *T) { refFor(name, p, (*tag[T])(nil)) }

// Val has v kept under this name, as the variable's value until the next call.
func Val[T any](name string, v T) {
	*(*T)(lockPlace(name, (*T)(nil), (*tag[T])(nil))) = v
	unlock()
}

// Get returns the value of a slot. It panics if there is none of this type, which is the kernel's fault.
func Get[T any](name string) T { return *(*T)(placeOf(name, (*T)(nil))) }

//go:noinline
func slotFor(name string, pointer, tag any) { expect(newSlot(name, pointer, tag, true)) }

//go:noinline
func refFor(name string, pointer, tag any) { expect(newSlot(name, pointer, tag, false)) }

//go:noinline
func goneFor(name string, pointer any) {
	mu.Lock()
	gone = append(gone, &slot{name: name, ptr: reflect.ValueOf(pointer).UnsafePointer(), typ: reflect.TypeOf(pointer).Elem(), own: true})
	mu.Unlock()
}

func newSlot(name string, pointer, tag any, own bool) *slot {
	return &slot{name: name, ptr: reflect.ValueOf(pointer).UnsafePointer(), typ: reflect.TypeOf(pointer).Elem(),
		tag: reflect.TypeOf(tag).Elem(), own: own}
}

func expect(s *slot) {
	mu.Lock()
	slots[s.name] = s
	mu.Unlock()
}

// lockPlace takes the lock and returns where the variable's value is to be put. It needs a new place where there is none, or it
// is for another type, or it is the variable of an earlier declaration.
//
//go:noinline
func lockPlace(name string, pointer, tag any) unsafe.Pointer {
	mu.Lock()
	t := reflect.TypeOf(pointer).Elem()
	if s := slots[name]; s != nil && s.own && s.typ == t {
		return s.ptr
	}
	s := newSlot(name, reflect.New(t).Interface(), tag, true)
	slots[name] = s
	return s.ptr
}

//go:noinline
func unlock() { mu.Unlock() }

//go:noinline
func placeOf(name string, pointer any) unsafe.Pointer {
	mu.Lock()
	defer mu.Unlock()
	s := slots[name]
	if s == nil || s.typ != reflect.TypeOf(pointer).Elem() {
		panic("kept: no slot " + name)
	}
	return s.ptr
}

// Refer has the linker keep functions, and so the types that they use.
//
//go:noinline
func Refer(functions ...any) {}

// made are the functions that the cell calls.
var made []string

// Made says what functions the cell calls, as "PATH|EXPRESSION" with PKG in place of the package's name. The next cells have
// to refer to them if a value of this one has a type without an exported name.
func Made(functions ...string) { made = append(made, functions...) }
