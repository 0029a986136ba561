package kept

import (
	"cmp"
	"reflect"
	"slices"
	"time"
	"unsafe"
)

// entries returns copies of a map's keys and values, as slices. Keys that have an order are in it, so that a map that did not
// change is written as it was.
func entries(m reflect.Value) (keys, vals reflect.Value) {
	n := m.Len()
	t := m.Type()
	keys, vals = reflect.MakeSlice(reflect.SliceOf(t.Key()), n, n), reflect.MakeSlice(reflect.SliceOf(t.Elem()), n, n)
	i := 0
	for entry := m.MapRange(); entry.Next() && i < n; i++ {
		keys.Index(i).SetIterKey(entry)
		vals.Index(i).SetIterValue(entry)
	}
	keys, vals = keys.Slice(0, i), vals.Slice(0, i) // a map that is changed meanwhile may have fewer
	if i == 0 {
		return keys, vals
	}
	compare := order(keys)
	if compare == nil {
		return keys, vals
	}
	places := make([]int, i)
	for k := range places {
		places[k] = k
	}
	slices.SortFunc(places, compare)
	return arranged(keys, places), arranged(vals, places)
}

func arranged(s reflect.Value, places []int) reflect.Value {
	a := reflect.MakeSlice(s.Type(), s.Len(), s.Len())
	for to, from := range places {
		a.Index(to).Set(s.Index(from))
	}
	return a
}

// order compares two elements of a slice by their numbers, or is nil where they have no order.
func order(s reflect.Value) func(a, b int) int {
	switch k := s.Type().Elem().Kind(); {
	case k == reflect.String:
		return func(a, b int) int { return cmp.Compare(s.Index(a).String(), s.Index(b).String()) }
	case k == reflect.Float32 || k == reflect.Float64:
		return func(a, b int) int { return cmp.Compare(s.Index(a).Float(), s.Index(b).Float()) }
	case s.Index(0).CanInt():
		return func(a, b int) int { return cmp.Compare(s.Index(a).Int(), s.Index(b).Int()) }
	case s.Index(0).CanUint():
		return func(a, b int) int { return cmp.Compare(s.Index(a).Uint(), s.Index(b).Uint()) }
	}
	return nil
}

// forgetMonotonic takes from a time what counts from the start of this process.
func forgetMonotonic(p unsafe.Pointer) {
	t := (*time.Time)(p)
	*t = t.Round(0)
}
