package kept

import (
	"reflect"
	"strings"

	"dlfs/nb/kept/manifest"
)

// A typeTable lists the types of what a variable holds. The program that reads it knows the variable's own type, and finds
// the others from it: the element of this slice, the third field of that struct. What an interface holds has a type that
// nothing leads to; it is found by its name.
type typeTable struct {
	types   []reflect.Type
	entries []typeEntry
	index   map[reflect.Type]int
}

type typeEntry struct {
	kind, a, b int
	named      // of namedType and writtenType
}

// named is how a type is found in another program.
type named struct {
	pkg, name, text string
	print           uint64
}

// Kinds of entries. a and b are numbers of types that come before in the table, or what is said here.
const (
	rootType    = iota // the type of the variable number a
	elemType           // what a points to or consists of
	keyType            // the key of map a
	fieldType          // field b of struct a
	basicType          // a predeclared type, of the reflect.Kind a
	errorType          // error
	namedType          // found by its name
	writtenType        // without a name of its own, found by its text
	emptyType          // any
	nothingType        // struct{}
	pointerType        // *a
	sliceType          // []a
)

func (t *typeTable) add(typ reflect.Type, e typeEntry) int {
	if t.index == nil {
		t.index = make(map[reflect.Type]int)
	}
	i := len(t.types)
	t.types = append(t.types, typ)
	t.entries = append(t.entries, e)
	t.index[typ] = i
	return i
}

// child has the table know a type that follows from one that it has.
func (t *typeTable) child(typ, parent reflect.Type, kind, b int) {
	if _, ok := t.index[typ]; ok {
		return
	}
	p, ok := t.index[parent]
	if !ok {
		panic("kept: unknown parent type " + parent.String())
	}
	t.add(typ, typeEntry{kind: kind, a: p, b: b})
}

var (
	anError  = reflect.TypeFor[error]()
	anything = reflect.TypeFor[any]()
	nothing  = reflect.TypeFor[struct{}]()
)

// dynamic has the table know a type that only a value tells.
func (t *typeTable) dynamic(typ reflect.Type) int {
	if i, ok := t.index[typ]; ok {
		return i
	}
	switch {
	case typ == anError:
		return t.add(typ, typeEntry{kind: errorType})
	case typ == anything:
		return t.add(typ, typeEntry{kind: emptyType})
	case typ == nothing:
		return t.add(typ, typeEntry{kind: nothingType})
	case typ.PkgPath() != "":
		return t.addNamed(typ)
	case typ.Name() != "":
		return t.add(typ, typeEntry{kind: basicType, a: int(typ.Kind())})
	}
	switch typ.Kind() {
	case reflect.Pointer:
		return t.add(typ, typeEntry{kind: pointerType, a: t.dynamic(typ.Elem())})
	case reflect.Slice:
		return t.add(typ, typeEntry{kind: sliceType, a: t.dynamic(typ.Elem())})
	}
	return t.addWritten(typ)
}

// addNamed adds a type that has a name. One that a cell cannot write is found by what package reflect knows.
func (t *typeTable) addNamed(typ reflect.Type) int {
	if declaredInFunction(typ.Name()) {
		refuse(manifest.Local, shown(typ))
	}
	known := registered[named{pkg: typ.PkgPath(), name: typ.Name()}] != nil
	if !canSearch && !known && (imports{}).expression(typ) == "" {
		refuse(manifest.Release, shown(typ), release())
	}
	return t.add(typ, typeEntry{kind: namedType, named: named{typ.PkgPath(), typ.Name(), typ.String(), fingerprint(typ)}})
}

// addWritten adds a map, a struct and the like without a name, which the next program has to write. (To make it of its parts, as
// package reflect can, would link much.)
func (t *typeTable) addWritten(typ reflect.Type) int {
	if (imports{}).expression(typ) == "" {
		refuse(manifest.Type, shown(typ))
	}
	return t.add(typ, typeEntry{kind: writtenType, named: named{text: typ.String(), print: fingerprint(typ)}})
}

// declaredInFunction tells by the name of a type, or of one that is made of it.
func declaredInFunction(name string) bool { return strings.Contains(name, "·") }
