package kept

import (
	"reflect"
	"strconv"
	"unicode/utf8"
)

// shapeOf says how large a value is, as a user would: "3 × 4" of what has dimensions, "10 elements", or "". (The kernel may say it in another language.)
func shapeOf(s *slot) (shape string) {
	defer func() {
		if recover() != nil {
			shape = ""
		}
	}()
	v := reflect.NewAt(s.typ, s.ptr).Elem()
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return ""
	}
	value := v.Interface()
	m, ok := value.(interface{ Dims() (r, c int) })
	if !ok && v.CanAddr() {
		m, ok = v.Addr().Interface().(interface{ Dims() (r, c int) })
	}
	if ok {
		r, c := m.Dims()
		return strconv.Itoa(r) + " × " + strconv.Itoa(c)
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.Array:
		return counted(v.Len(), "element")
	case reflect.String:
		return counted(utf8.RuneCountInString(v.String()), "character")
	}
	return ""
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}
