package kept

import (
	"path"
	"reflect"
	"runtime"
	"strings"
	"unsafe"

	"dlfs/nb/kept/manifest"
)

// functions are those of packages that the kernel has made known, by their names.
var functions = make(map[string]reflect.Value)

// Func makes a function known that a kept value may hold.
func Func(f any) {
	v := reflect.ValueOf(f)
	functions[nameAt(v.Pointer())] = v
}

// nameAt returns the name of the function that begins at the address, or "" if that cannot be told. For an instruction of
// another function, which the compiler has put in place of a call, FuncForPC returns that one, and each time in a new place.
func nameAt(entry uintptr) string {
	const most = 1 << 12
	for pc := entry; pc < entry+most; pc++ {
		f := runtime.FuncForPC(pc)
		if f == nil || f.Entry() != entry {
			break
		}
		if f == runtime.FuncForPC(pc) {
			return f.Name()
		}
	}
	return ""
}

// funcName returns the name of a function of a package, or of a method expression such as (*Builder).Len, and refuses others.
func funcName(t reflect.Type, p unsafe.Pointer) string {
	entry := reflect.NewAt(t, p).Elem().Pointer()
	name := nameAt(entry)
	pkg, member := splitName(name)
	if member == "" || strings.ContainsAny(member, "-[") || strings.Contains("/"+pkg+"/", "/internal/") {
		refuse(manifest.Func, shown(t), origin(name, entry))
	}
	receiver, method := splitMethod(member)
	switch {
	case receiver != "" && !isMethod(t, pkg, receiver, method),
		pkg != "main" && (!exported(method) || receiver != "" && !exported(receiver)):
		refuse(manifest.Func, shown(t), origin(name, entry))
	}
	return name
}

// splitMethod splits (*Builder).Len and Time.Unix into type and method. What is no method has no type.
func splitMethod(member string) (receiver, method string) {
	i := strings.LastIndexByte(member, '.')
	if i < 0 {
		return "", member
	}
	return strings.Trim(member[:i], "(*)"), member[i+1:]
}

// isMethod reports whether a function that is called like a method begins with its receiver. (A function literal in f is
// called f.func1.)
func isMethod(t reflect.Type, pkg, receiver, method string) bool {
	if t.NumIn() == 0 || method == "" {
		return false
	}
	in := t.In(0)
	if in.Kind() == reflect.Pointer {
		in = in.Elem()
	}
	return in.Name() == receiver && in.PkgPath() == pkg
}

// origin puts the package in front of the name of a function literal that has been inlined into the notebook: it is called
// like one of the notebook's, but its file is the package's.
func origin(name string, entry uintptr) string {
	in, ok := strings.CutPrefix(name, "main.")
	f := runtime.FuncForPC(entry)
	if !ok || f == nil || !strings.Contains(in, ".func") {
		return name
	}
	file, _ := f.FileLine(entry)
	folder, base := path.Split(file)
	if folder == "" || base == "main.go" || strings.Contains(file, "Cell[") {
		return name
	}
	_, in, _ = strings.Cut(in, ".")
	return path.Base(folder) + "." + in
}

// splitName splits the name of a function, such as math/rand/v2.New, behind its package. The linker writes a dot in the
// last part of a package's path as %2e.
func splitName(name string) (pkg, member string) {
	slash := strings.LastIndexByte(name, '/') + 1
	pkg, member, _ = strings.Cut(name[slash:], ".")
	return name[:slash] + strings.ReplaceAll(pkg, "%2e", "."), member
}

func exported(name string) bool { return name[0] >= 'A' && name[0] <= 'Z' }
