package cells

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// An Index is the packages that cells can import.
type Index struct{ Packages []Package }

// A Package is what completion and automatic imports know of a package.
type Package struct {
	Path    string
	Name    string
	Members map[string]string // exported name → "func", "type", "var" or "const"
}

func (x *Index) get(path string) *Package {
	i := slices.IndexFunc(x.Packages, func(p Package) bool { return p.Path == path })
	if i < 0 {
		return nil
	}
	return &x.Packages[i]
}

func (x *Index) has(path string) bool { return x.get(path) != nil }

// name is the name that an import without an alias has.
func (x *Index) name(path string) string {
	if p := x.get(path); p != nil {
		return p.Name
	}
	return baseName(path)
}

// find returns the package of that name that has all the members, or "". As goimports does, it prefers crypto/rand to
// math/rand/v2 and that to math/rand, and the standard library to others; else the first of the index.
func (x *Index) find(name string, members []string) string {
	var fit []string
	for _, p := range x.Packages {
		if p.Name != name {
			continue
		}
		if !slices.ContainsFunc(members, func(m string) bool { return p.Members[m] == "" }) {
			fit = append(fit, p.Path)
		}
	}
	if len(fit) == 0 {
		return ""
	}
	return slices.MinFunc(fit, func(a, b string) int { return rank(a) - rank(b) })
}

// only returns the package of that name if there is no other.
func (x *Index) only(name string) (path string, ok bool) {
	for _, p := range x.Packages {
		if p.Name == name {
			if ok {
				return "", false
			}
			path, ok = p.Path, true
		}
	}
	return path, ok
}

func rank(path string) int {
	switch {
	case path == "crypto/rand":
		return 0
	case path == "math/rand/v2":
		return 1
	case !strings.Contains(path, "."):
		return 2
	}
	return 3
}

// baseName is the last part of a path that is not a version.
func baseName(p string) string {
	base := path.Base(p)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		base = path.Base(path.Dir(p))
	}
	return base
}

// Documents reports whether the name is a member of the package, or "" for the package itself.
func (x *Index) Documents(path, name string) bool {
	p := x.get(path)
	return p != nil && (name == "" || p.Members[name] != "")
}

func (x *Index) paths() (all []string) {
	for _, p := range x.Packages {
		all = append(all, p.Path)
	}
	slices.Sort(all)
	return all
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// list is the Markdown list of all packages.
func (x *Index) list() string {
	var paths []string
	for _, p := range x.Packages {
		paths = append(paths, "`"+p.Path+"`")
	}
	return "\n" + strings.Join(paths, ", ") + "\n"
}
