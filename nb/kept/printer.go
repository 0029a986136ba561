package kept

import (
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf8"
	"unsafe"

	"dlfs/internal/matrixtext"
)

// How much of a value is shown.
const (
	mostElements = 20    // of a slice, an array or a map
	mostNumbers  = 100   // of a slice or an array of numbers
	headElements = 10    // of one that is longer
	tailElements = 3     //
	mostLevels   = 6     // of values in values
	mostShown    = 10000 // bytes in all
	mostString   = 200   // bytes of a string inside of something
	elided       = "…"
)

// A printer writes a value as fmt's %+v does, but it follows pointers and writes no addresses, quotes strings, and elides what
// is long or deep.
type printer struct {
	buf   []byte
	above map[address]bool // what the value is a part of
	level int
}

type address struct {
	p unsafe.Pointer
	t reflect.Type
	n int
}

func textOf(v any) string {
	p := &printer{above: make(map[address]bool)}
	p.value(reflect.ValueOf(v))
	return string(p.buf)
}

func (p *printer) write(s string) { p.buf = append(p.buf, s...) }

// value writes a value that did not come out of a field that is not exported; see fields.
func (p *printer) value(v reflect.Value) {
	switch {
	case !v.IsValid(), canBeNil(v.Kind()) && v.IsNil():
		p.write("<nil>")
		return
	case len(p.buf) > mostShown:
		p.write(elided)
		return
	case p.byMethod(v):
		return
	}
	p.level++
	defer func() { p.level-- }()
	switch v.Kind() {
	case reflect.Bool:
		p.buf = strconv.AppendBool(p.buf, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.buf = strconv.AppendInt(p.buf, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		p.buf = strconv.AppendUint(p.buf, v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		p.buf = strconv.AppendFloat(p.buf, v.Float(), 'g', -1, v.Type().Bits())
	case reflect.Complex64, reflect.Complex128:
		p.write(strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits()))
	case reflect.String:
		p.text(v.String())
	case reflect.Interface:
		p.level--
		p.value(v.Elem())
		p.level++
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		p.write(shown(v.Type()))
	default:
		p.composite(v)
	}
}

func canBeNil(k reflect.Kind) bool {
	return k == reflect.Pointer || k == reflect.Interface || k == reflect.Func || k == reflect.Chan || k == reflect.UnsafePointer
}

// text quotes a string.
func (p *printer) text(s string) {
	most := mostString
	if p.level == 1 {
		most = mostShown
	}
	if len(s) <= most {
		p.buf = strconv.AppendQuote(p.buf, s)
		return
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	p.buf = strconv.AppendQuote(p.buf, s[:most])
	p.write(elided)
}

// byMethod writes a value by the method that it has for that.
func (p *printer) byMethod(v reflect.Value) (done bool) {
	if !v.CanInterface() || v.Kind() == reflect.Interface {
		return false
	}
	before := len(p.buf)
	defer func() {
		if r := recover(); r != nil {
			p.buf = append(p.buf[:before], "(a method of "+shown(v.Type())+" panics: "+text(r)+")"...)
			done = true
		}
	}()
	switch x := v.Interface().(type) {
	case error:
		p.write(x.Error())
	case fmt.Stringer:
		p.write(x.String())
	case fmt.Formatter:
		p.buf = fmt.Append(p.buf, x)
	case matrix:
		p.matrix(x, v.Type())
	default:
		m, ok := byPointer(v).(matrix)
		if ok {
			p.matrix(m, v.Type())
		}
		return ok
	}
	return true
}

// byPointer returns a pointer to a struct or to a copy of it, which may have more methods; nil for any other value.
func byPointer(v reflect.Value) any {
	if v.Kind() != reflect.Struct || v.Type().Name() == "" {
		return nil
	}
	if !v.CanAddr() {
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		v = c
	}
	return v.Addr().Interface()
}

// matrix is a gonum matrix.
type matrix interface {
	Dims() (r, c int)
	At(i, j int) float64
}

// matrix writes a matrix in full where it is all, and else its size.
func (p *printer) matrix(m matrix, t reflect.Type) {
	rows, cols := m.Dims()
	if p.level == 0 {
		p.write(matrixtext.Matrix(rows, cols, m.At))
		return
	}
	p.write(strconv.Itoa(rows) + "×" + strconv.Itoa(cols) + " " + shown(t))
}

// composite writes what consists of other values, unless it is too deep or a part of itself.
func (p *printer) composite(v reflect.Value) {
	if p.level > mostLevels {
		p.write(elided)
		return
	}
	if a, ok := addressOf(v); ok {
		if p.above[a] {
			p.write("<cycle>")
			return
		}
		p.above[a] = true
		defer delete(p.above, a)
	}
	switch v.Kind() {
	case reflect.Pointer:
		p.write("&")
		p.value(v.Elem())
	case reflect.Slice, reflect.Array:
		p.elements(v)
	case reflect.Map:
		p.entries(v)
	case reflect.Struct:
		p.fields(v)
	}
}

func addressOf(v reflect.Value) (address, bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Map:
		return address{v.UnsafePointer(), v.Type(), 0}, true
	case reflect.Slice:
		return address{v.UnsafePointer(), v.Type(), v.Len()}, v.Len() > 0
	}
	return address{}, false
}

func (p *printer) elements(v reflect.Value) {
	most := mostElements
	if k := v.Type().Elem().Kind(); k >= reflect.Bool && k <= reflect.Complex128 {
		most = mostNumbers
	}
	p.list("[", v.Len(), most, func(i int) { p.value(v.Index(i)) }, "]")
}

func (p *printer) entries(v reflect.Value) {
	keys, vals := entries(v)
	p.list("map[", keys.Len(), mostElements, func(i int) {
		p.value(keys.Index(i))
		p.write(":")
		p.value(vals.Index(i))
	}, "]")
}

// list writes n things, or the first and the last of them.
func (p *printer) list(open string, n, most int, write func(i int), shut string) {
	p.write(open)
	for i := 0; i < n; i++ {
		if i > 0 {
			p.write(" ")
		}
		if n > most && i == headElements {
			p.write(elided + " ")
			i = n - tailElements
		}
		write(i)
	}
	p.write(shut)
}

// fields writes a struct. Where it lies in memory of ours, fields that are not exported can be looked at like the others.
func (p *printer) fields(v reflect.Value) {
	if !v.CanAddr() {
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		v = c
	}
	t := v.Type()
	p.list("{", t.NumField(), t.NumField(), func(i int) {
		f := t.Field(i)
		p.write(f.Name + ":")
		p.value(reflect.NewAt(f.Type, unsafe.Add(v.Addr().UnsafePointer(), f.Offset)).Elem())
	}, "}")
}
