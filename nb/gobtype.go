package nb

import (
	"encoding"
	"encoding/gob"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"dlfs/internal/words"
)

// This file knows what encoding/gob would leave out of a value without an error.

// checkType returns an error that names the part of t that gob would lose.
func checkType(t reflect.Type) error {
	return checkPart(t, t.String(), make(map[reflect.Type]bool))
}

// checkPart checks the part t of a type; where says which part it is.
func checkPart(t reflect.Type, where string, seen map[reflect.Type]bool) error {
	if seen[t] || storesItself(t) {
		return nil
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Func, reflect.Chan, reflect.Interface, reflect.UnsafePointer:
		return words.NB.Errorf("%s is %s, which cannot be stored", where, kindName(t))
	case reflect.Pointer:
		return checkPart(t.Elem(), where, seen)
	case reflect.Slice, reflect.Array:
		return checkPart(t.Elem(), words.NB.Sprintf("an element of %s", where), seen)
	case reflect.Map:
		if err := checkPart(t.Key(), words.NB.Sprintf("a key of %s", where), seen); err != nil {
			return err
		}
		return checkPart(t.Elem(), words.NB.Sprintf("a value of %s", where), seen)
	case reflect.Struct:
		return checkFields(t, seen)
	}
	return nil
}

func checkFields(t reflect.Type, seen map[reflect.Type]bool) error {
	for i := range t.NumField() {
		f := t.Field(i)
		where := fieldOf(t, f.Name)
		if !f.IsExported() {
			return words.NB.Errorf("%s is not exported and would be lost: begin it with a capital letter, or give %v the methods GobEncode and GobDecode", where, t)
		}
		if err := checkPart(f.Type, where, seen); err != nil {
			return err
		}
	}
	return nil
}

func fieldOf(t reflect.Type, name string) string {
	return words.NB.Sprintf("the field %s of %v", name, t)
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Func:
		return words.NB.Sprintf("a function")
	case reflect.Chan:
		return words.NB.Sprintf("a channel")
	case reflect.Interface:
		return words.NB.Sprintf("an interface (%v)", t)
	}
	return words.NB.Sprintf("an %v", t)
}

var (
	gobEncoder    = reflect.TypeFor[gob.GobEncoder]()
	binaryEncoder = reflect.TypeFor[encoding.BinaryMarshaler]()
)

// storesItself reports whether gob asks t, or a pointer to it, for its bytes. (A text marshaller is not asked.)
func storesItself(t reflect.Type) bool {
	for _, t := range []reflect.Type{t, reflect.PointerTo(t)} {
		if t.Kind() != reflect.Interface && (t.Implements(gobEncoder) || t.Implements(binaryEncoder)) {
			return true
		}
	}
	return false
}

// checkValue returns an error for what gob loses in the value v of a type that is fine in itself: a pointer to a zero,
// which comes back as nil, and a circle, in which gob would run for ever. above holds the pointers that lead to v.
func checkValue(v reflect.Value, where string, above []unsafe.Pointer) error {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return words.NB.Errorf("%s is nil: there is nothing to keep", where)
	}
	if storesItself(v.Type()) {
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		if slices.Contains(above, v.UnsafePointer()) {
			return words.NB.Errorf("%s points back to something that contains it: keep a value without such a cycle", where)
		}
		return checkValue(v.Elem(), where, append(above, v.UnsafePointer()))
	case reflect.Slice, reflect.Array:
		return checkElements(v, where, above)
	case reflect.Map:
		for entry := v.MapRange(); entry.Next(); {
			if err := checkValue(entry.Value(), words.NB.Sprintf("the value at %v of %s", entry.Key(), where), above); err != nil {
				return err
			}
		}
	case reflect.Struct:
		return checkFieldValues(v, above)
	}
	return nil
}

func checkElements(v reflect.Value, where string, above []unsafe.Pointer) error {
	switch v.Type().Elem().Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map, reflect.Struct:
	default:
		return nil // numbers and strings, of which there may be millions
	}
	for i := range v.Len() {
		if err := checkValue(v.Index(i), words.NB.Sprintf("element %d of %s", i, where), above); err != nil {
			return err
		}
	}
	return nil
}

func checkFieldValues(v reflect.Value, above []unsafe.Pointer) error {
	t := v.Type()
	for i := range t.NumField() {
		value, where := v.Field(i), fieldOf(t, t.Field(i).Name)
		if value.Kind() == reflect.Pointer {
			if value.IsNil() {
				continue // It comes back as nil.
			}
			if !storesItself(value.Type()) && value.Elem().IsZero() {
				return words.NB.Errorf("%s points to a zero value and would come back as nil: use a value instead of a pointer", where)
			}
		}
		if err := checkValue(value, where, above); err != nil {
			return err
		}
	}
	return nil
}

// shapeOf spells out what t consists of, down to the basic types and those that store themselves.
func shapeOf(t reflect.Type) string { return shape(t, make(map[reflect.Type]bool)) }

func shape(t reflect.Type, seen map[reflect.Type]bool) string {
	if seen[t] || storesItself(t) {
		return t.String()
	}
	seen[t] = t.Name() != ""
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + shape(t.Elem(), seen)
	case reflect.Slice:
		return "[]" + shape(t.Elem(), seen)
	case reflect.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), shape(t.Elem(), seen))
	case reflect.Map:
		return fmt.Sprintf("map[%s]%s", shape(t.Key(), seen), shape(t.Elem(), seen))
	case reflect.Struct:
		var parts []string
		for i := range t.NumField() {
			parts = append(parts, t.Field(i).Name+" "+shape(t.Field(i).Type, seen))
		}
		return "struct{" + strings.Join(parts, "; ") + "}"
	}
	return t.Kind().String()
}
