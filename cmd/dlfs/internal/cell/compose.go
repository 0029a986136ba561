package cell

import (
	"cmp"
	"runtime/debug"
	"slices"
)

// compose returns the recipe for the job that follows from two others, or nil: cells with kept variables import package
// kept and those of their types beside what the cell says, and the real go would have to build a cell for each such set.
// What a program is made of is the sum of what its imports are made of, as long as the go.mod files are the same.
func (j *job) compose(standard archives) *recipe {
	paths := outside(j.imports, standard)
	if len(paths) < 2 {
		return nil
	}
	parts := [][]string{{keptPackage}, slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return path == keptPackage })}
	sum := j.sum(parts, standard)
	if sum == nil {
		parts = nil
		for _, path := range paths {
			parts = append(parts, []string{path})
		}
		sum = j.sum(parts, standard)
	}
	if sum == nil {
		return nil
	}
	if err := j.keep(sum, nil); err != nil {
		return nil // Then the real go will meet it as well, and say so.
	}
	return sum
}

// sum adds the recipes for the parts, or returns nil if one is not known.
func (j *job) sum(parts [][]string, standard archives) *recipe {
	sum := new(recipe)
	for i, imports := range parts {
		r, err := j.load(imports, standard)
		if err != nil || r.Refused != "" || len(imports) == 0 {
			return nil
		}
		if i == 0 {
			sum = r
		} else if !sum.add(r) {
			return nil
		}
	}
	var err error
	if sum.State, err = sum.Inputs.state(); err != nil {
		return nil
	}
	for _, imports := range parts { // Nothing has changed meanwhile.
		if _, err := j.load(imports, standard); err != nil {
			return nil
		}
	}
	return sum
}

// add adds another recipe, unless they do not agree.
func (r *recipe) add(other *recipe) bool {
	if r.GoVersion != other.GoVersion || r.Inputs.Tools != other.Inputs.Tools || !slices.Equal(r.Info.Settings, other.Info.Settings) {
		return false
	}
	for path, archive := range other.Packages {
		if known, ok := r.Packages[path]; ok && known != archive {
			return false
		}
		r.Packages[path] = archive
	}
	for _, m := range other.Info.Deps {
		i, found := slices.BinarySearchFunc(r.Info.Deps, m, byPath)
		switch {
		case !found:
			r.Info.Deps = slices.Insert(r.Info.Deps, i, m)
		case !same(r.Info.Deps[i], m):
			return false
		}
	}
	r.Inputs.Dirs = union(r.Inputs.Dirs, other.Inputs.Dirs)
	r.Inputs.Trees = union(r.Inputs.Trees, other.Inputs.Trees)
	r.Inputs.Files = union(r.Inputs.Files, other.Inputs.Files)
	return true
}

func same(a, b *debug.Module) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Path == b.Path && a.Version == b.Version && a.Sum == b.Sum && same(a.Replace, b.Replace)
}

func byPath(a, b *debug.Module) int { return cmp.Compare(a.Path, b.Path) }

func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}
