// Package manifest is the table of contents of what cells have kept: which variables there are, and what a program that wants
// to read them has to name. The runtime, package kept, writes it; the kernel reads it.
package manifest

import (
	"maps"
	"slices"
	"strings"
)

// A Manifest lists all that is kept, and what could not be.
type Manifest struct {
	Groups  []Group
	Refused []Refused
}

// A Group is variables that share memory, and so are read together. Most have one variable.
type Group struct {
	File     string   // the name of a data file in the folder of the manifest
	At, Size int64    // where the group lies in the file, in bytes
	More     []string // large memory of the group: a file for each, or, with bars, PACKAGE|DATA|OFFSET of data that programs find
	Vars     []Var    // in the order of their names

	// Imports are the packages of the expressions below and of Var.Type: path → alias. Aliases begin with kept_.
	Imports map[string]string

	// What the next program has to name, so that it has all that the values need. Types are type expressions and Funcs
	// expressions of functions. Links are paths of packages to import for their own sake. Made are functions to refer to, as
	// only they bring types that have no name outside their packages.
	Types, Funcs, Links, Made []string
}

// A Var is a variable.
type Var struct {
	Name      string
	Type      string // a Go expression, with the aliases of Group.Imports
	Shown     string // the type as a user writes it: *dl.TwoLayerNet
	Shape     string // "3 × 4" of a matrix, "10 elements", or ""
	Bytes     int64  // memory that it holds; what two variables share counts for both
	Addressed bool   // something else points to it: it must be restored by address
	Gone      bool   // no variable any more, only memory that others share
}

// A Refused is a variable that could not be kept.
type Refused struct {
	Name   string
	Shown  string   // its type as a user writes it
	Reason string   // a code, one of the constants of this package
	Args   []string // what the reason is about, as the constant says
}

// Var returns the variable of this name.
func (m Manifest) Var(name string) (Var, bool) {
	for _, g := range m.Groups {
		for _, v := range g.Vars {
			if v.Name == name && !v.Gone {
				return v, true
			}
		}
	}
	return Var{}, false
}

// Remove forgets a variable, also one that was refused, and reports whether there was one. The memory that it shares with
// others stays theirs.
func (m *Manifest) Remove(name string) bool {
	found := false
	var groups []Group
	for _, g := range m.Groups {
		vars := slices.Clone(g.Vars)
		alive := false
		for i, v := range vars {
			if v.Name == name && !v.Gone {
				vars[i].Gone = true
				found = true
			}
			alive = alive || !vars[i].Gone
		}
		if g.Vars = vars; alive {
			groups = append(groups, g)
		}
	}
	m.Groups = groups
	before := len(m.Refused)
	m.Refused = slices.DeleteFunc(slices.Clone(m.Refused), func(r Refused) bool { return r.Name == name })
	return found || len(m.Refused) < before
}

// Files returns the names of the data files, each once.
func (m Manifest) Files() []string {
	files := make(map[string]bool)
	for _, g := range m.Groups {
		files[g.File] = true
		for _, name := range g.More {
			if !strings.Contains(name, "|") {
				files[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(files))
}
