package kept

import (
	"reflect"
	"strconv"
)

var fingerprints = make(map[reflect.Type]uint64)

// fingerprint is a number for all that a type consists of: where it differs, values of the type must not be read.
func fingerprint(t reflect.Type) uint64 {
	f, ok := fingerprints[t]
	if !ok {
		h := fnv64(14695981039346656037)
		h.describe(t, make(map[reflect.Type]bool))
		f = uint64(h)
		fingerprints[t] = f
	}
	return f
}

// fnv64 is the hash FNV-1a.
type fnv64 uint64

func (h *fnv64) put(s string) {
	for i := range len(s) {
		*h = (*h ^ fnv64(s[i])) * 1099511628211
	}
}

func (h *fnv64) describe(t reflect.Type, seen map[reflect.Type]bool) {
	h.put(t.PkgPath() + "." + t.String())
	if seen[t] {
		return
	}
	seen[t] = true
	h.put(" " + t.Kind().String())
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			h.put(";" + f.Name + "@" + strconv.Itoa(int(f.Offset)) + " ")
			h.describe(f.Type, seen)
		}
	case reflect.Pointer, reflect.Slice:
		h.describe(t.Elem(), seen)
	case reflect.Array:
		h.put(strconv.Itoa(t.Len()))
		h.describe(t.Elem(), seen)
	case reflect.Map:
		h.describe(t.Key(), seen)
		h.put(":")
		h.describe(t.Elem(), seen)
	}
}
