package kept

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"reflect"
	"strconv"
	"time"
	"unsafe"
)

// A knownPointer means the same in every program: it is kept by its name.
type knownPointer struct {
	name  string
	ptr   unsafe.Pointer
	typ   reflect.Type // of what it points to
	value any          // what is in an interface that holds it; nil where that would link much
}

// A pointerKey tells pointers apart. (A struct and its first field have one address, and so have values without a size.)
type pointerKey struct {
	at  unsafe.Pointer
	typ reflect.Type
}

type knownPointers struct {
	at   map[pointerKey]*knownPointer
	name map[string]*knownPointer
}

var known = func() knownPointers {
	k := knownPointers{make(map[pointerKey]*knownPointer), make(map[string]*knownPointer)}
	for name, value := range map[string]any{
		"errors.ErrUnsupported":  errors.ErrUnsupported,
		"fs.SkipAll":             fs.SkipAll,
		"fs.SkipDir":             fs.SkipDir,
		"io.EOF":                 io.EOF,
		"io.ErrClosedPipe":       io.ErrClosedPipe,
		"io.ErrNoProgress":       io.ErrNoProgress,
		"io.ErrShortBuffer":      io.ErrShortBuffer,
		"io.ErrShortWrite":       io.ErrShortWrite,
		"io.ErrUnexpectedEOF":    io.ErrUnexpectedEOF,
		"os.ErrClosed":           os.ErrClosed,
		"os.ErrDeadlineExceeded": os.ErrDeadlineExceeded,
		"os.ErrExist":            os.ErrExist,
		"os.ErrInvalid":          os.ErrInvalid,
		"os.ErrNoDeadline":       os.ErrNoDeadline,
		"os.ErrNotExist":         os.ErrNotExist,
		"os.ErrPermission":       os.ErrPermission,
		"os.ErrProcessDone":      os.ErrProcessDone,
		"os.Stderr":              os.Stderr,
		"os.Stdin":               os.Stdin,
		"os.Stdout":              os.Stdout,
		"strconv.ErrRange":       strconv.ErrRange,
		"strconv.ErrSyntax":      strconv.ErrSyntax,
	} {
		k.add(name, value)
	}
	location := reflect.TypeFor[time.Location]()
	k.put(&knownPointer{"time.Local", unsafe.Pointer(time.Local), location, nil})
	k.put(&knownPointer{"time.UTC", unsafe.Pointer(time.UTC), location, nil})
	return k
}()

func (k *knownPointers) add(name string, pointer any) {
	v := reflect.ValueOf(pointer)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		k.put(&knownPointer{name, v.UnsafePointer(), v.Type().Elem(), pointer})
	}
}

// put adds a pointer. Its first name is the one that is written.
func (k *knownPointers) put(p *knownPointer) {
	k.name[p.name] = p
	if to := (pointerKey{p.ptr, p.typ}); k.at[to] == nil {
		k.at[to] = p
	}
}

// Known registers a pointer, or an error that is one, that each cell's program creates again, such as the error in a variable
// of the notebook: values that hold it are kept with its name, such as main.ErrClosed, so that they hold the next program's.
// What it points to is not kept. It comes before Load, and does nothing for what is no pointer.
func Known(name string, pointer any) {
	mu.Lock()
	known.add(name, pointer)
	mu.Unlock()
}

// knownAt returns what a pointer to a value of a type is if it is the same in every program.
func knownAt(p unsafe.Pointer, t reflect.Type) *knownPointer { return known.at[pointerKey{p, t}] }

// knownIn returns what an interface holds if it is the same in every program.
func knownIn(v reflect.Value) *knownPointer {
	if v.Kind() == reflect.Pointer {
		if k := knownAt(v.UnsafePointer(), v.Type().Elem()); k != nil && reflect.TypeOf(k.value) == v.Type() {
			return k
		}
	}
	return nil
}

// A knownError says that a program does not know a pointer by its name, or knows another of this name.
type knownError struct{ name string }

func (e *knownError) Error() string { return "the program does not know " + e.name }

// knownFor finds a pointer by its name. The type is that of what it points to, or that of the interface which is to hold it.
func knownFor(name string, t reflect.Type, held bool) *knownPointer {
	k := known.name[name]
	if k == nil || !held && k.typ != t || held && (k.value == nil || !reflect.TypeOf(k.value).AssignableTo(t)) {
		panic(&knownError{name})
	}
	return k
}
