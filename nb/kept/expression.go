package kept

import (
	"reflect"
	"strconv"
	"strings"
)

// imports are the packages that expressions need: path → the name under which they are imported.
type imports map[string]string

// alias is a name that no user has, and that is another one for each package, whoever asks.
func (im imports) alias(path string) string {
	if a, ok := im[path]; ok {
		return a
	}
	a := []byte("kept_")
	for _, c := range []byte(path) {
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9':
			a = append(a, c)
		case c == '/':
			a = append(a, '_')
		default:
			a = append(a, '_', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		}
	}
	im[path] = string(a)
	return im[path]
}

// lastPart is the last part of a path that is no version.
func lastPart(path string) string {
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	if n := len(parts); n > 1 && len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
		last = parts[n-2]
	}
	return last
}

// A writer writes types as Go expressions. Its function returns what stands for a type of a package, or "" if nothing can.
type writer func(pkg, name string) string

// expression writes a type as another program can write it; "" if none can.
func (im imports) expression(t reflect.Type) string {
	return writer(func(pkg, name string) string {
		switch {
		case declaredInFunction(name):
			return ""
		case pkg == "main":
			return name
		case !exported(name) || strings.Contains("/"+pkg+"/", "/internal/"):
			return ""
		}
		return im.alias(pkg) + "." + name
	}).write(t, false)
}

// shown writes a type as a user of the notebook does.
func shown(t reflect.Type) string {
	s := writer(func(pkg, name string) string {
		name, _, _ = strings.Cut(name, "·")
		if pkg == "main" {
			return name
		}
		return lastPart(pkg) + "." + name
	}).write(t, true)
	if s == "" {
		s = strings.ReplaceAll(t.String(), "main.", "")
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "interface {}", "any"), "[]uint8", "[]byte")
}

// write writes a type. With hidden it does not mind fields that only their own package can write.
func (w writer) write(t reflect.Type, hidden bool) string {
	if t.Name() != "" {
		return w.named(t.PkgPath(), t.Name())
	}
	switch t.Kind() {
	case reflect.Pointer:
		return prefixed("*", w.write(t.Elem(), hidden))
	case reflect.Slice:
		return prefixed("[]", w.element(t, hidden))
	case reflect.Array:
		return prefixed("["+strconv.Itoa(t.Len())+"]", w.element(t, hidden))
	case reflect.Map:
		return prefixed(prefixed(prefixed("map[", w.write(t.Key(), hidden)), "]"), w.write(t.Elem(), hidden))
	case reflect.Chan:
		return prefixed([...]string{"", "<-chan ", "chan<- ", "chan "}[t.ChanDir()], w.write(t.Elem(), hidden))
	case reflect.Func:
		return prefixed("func", w.signature(t, hidden))
	case reflect.Struct:
		return w.structure(t, hidden)
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return "any"
		}
		// Method would have the linker keep every exported method of the program.
	}
	return ""
}

// element writes what a slice or an array consists of: for users, bytes are no numbers.
func (w writer) element(t reflect.Type, hidden bool) string {
	if hidden && t.Elem() == reflect.TypeFor[byte]() {
		return "byte"
	}
	return w.write(t.Elem(), hidden)
}

// prefixed joins two parts unless one is missing.
func prefixed(prefix, x string) string {
	if prefix == "" || x == "" {
		return ""
	}
	return prefix + x
}

func (w writer) structure(t reflect.Type, hidden bool) string {
	var fields []string
	for i := range t.NumField() {
		f := t.Field(i)
		x := w.write(f.Type, hidden)
		if x == "" || f.PkgPath != "" && f.PkgPath != "main" && !hidden {
			return ""
		}
		if !f.Anonymous {
			x = f.Name + " " + x
		}
		if f.Tag != "" {
			x += " " + strconv.Quote(string(f.Tag))
		}
		fields = append(fields, x)
	}
	return "struct{" + strings.Join(fields, "; ") + "}"
}

func (w writer) signature(t reflect.Type, hidden bool) string {
	var in, out []string
	for i := range t.NumIn() {
		x := w.write(t.In(i), hidden)
		if x == "" {
			return ""
		}
		if t.IsVariadic() && i == t.NumIn()-1 {
			x = "..." + strings.TrimPrefix(x, "[]")
		}
		in = append(in, x)
	}
	for i := range t.NumOut() {
		x := w.write(t.Out(i), hidden)
		if x == "" {
			return ""
		}
		out = append(out, x)
	}
	results := strings.Join(out, ", ")
	switch len(out) {
	case 0:
	case 1:
		results = " " + results
	default:
		results = " (" + results + ")"
	}
	return "(" + strings.Join(in, ", ") + ")" + results
}

// named writes the name of a type. The arguments of a generic one have whole paths: Pair[int,dlfs/dl.SGD].
func (w writer) named(pkg, name string) string {
	base, arguments, generic := strings.Cut(name, "[")
	if pkg != "" {
		base = w(pkg, base)
	}
	if !generic || base == "" {
		return base
	}
	var b strings.Builder
	b.WriteString(base + "[")
	for arguments != "" {
		i := strings.IndexAny(arguments, "[]*,{}(); ")
		if i < 0 {
			return ""
		}
		word := arguments[:i]
		if dot := strings.LastIndexByte(word, '.'); dot > 0 && !strings.HasPrefix(word, "...") {
			if word = w(strings.ReplaceAll(word[:dot], "%2e", "."), word[dot+1:]); word == "" {
				return ""
			}
		}
		b.WriteString(word + arguments[i:i+1])
		arguments = arguments[i+1:]
	}
	return b.String()
}
