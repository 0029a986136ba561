package kept

import (
	"errors"
	"os"
	"slices"
	"strings"

	"dlfs/nb/kept/manifest"
)

// folder is where variables are kept, or "".
func folder() string { return given }

// FolderVariable returns what a program that starts itself again adds to os.Environ, so that it finds the same values.
func FolderVariable() string { return variable + "=" + given }

const variable = "DLFS_VALUES"

// given is what the variable says. It is emptied: what the cell starts keeps nothing in its name.
var given = func() string {
	dir := os.Getenv(variable)
	os.Setenv(variable, "")
	return dir
}()

// found is a group that was read.
type found struct{ manifest.Group }

// Load reads the groups in which these variables are. All of a group must be expected, by Slot, Gone or Ref. If something
// cannot be read, Load says why in one sentence, in a form that the kernel knows, and ends the program: nothing has happened
// yet, and nothing is kept.
func Load(names ...string) {
	mu.Lock()
	err := load(names)
	mu.Unlock()
	if err != nil {
		os.Stderr.WriteString("panic: kept: " + err.Error() + "\n")
		os.Exit(2)
	}
}

func load(names []string) error {
	dir := folder()
	if dir == "" {
		return errors.New(names[0] + " is not there: this kernel keeps no variables")
	}
	from, err := openStore(dir)
	if err != nil {
		return err
	}
	done := make(map[string]bool)
	for _, name := range names {
		if done[name] {
			continue
		}
		g := groupOf(from.kept, name)
		if g == nil {
			return errors.New(name + " is not kept any more: run the cell that makes " + name + " again")
		}
		if err := from.load(*g); err != nil {
			return sentence(name, err)
		}
		for _, v := range g.Vars {
			done[v.Name] = done[v.Name] || !v.Gone
		}
	}
	return nil
}

func groupOf(m manifest.Manifest, name string) *manifest.Group {
	for i, g := range m.Groups {
		for _, v := range g.Vars {
			if v.Name == name && !v.Gone {
				return &m.Groups[i]
			}
		}
	}
	return nil
}

// load reads a group into its slots.
func (s *store) load(g manifest.Group) error {
	data, own, err := s.read(g)
	if err != nil {
		return err
	}
	if !own {
		data = slices.Clone(data) // it becomes the memory of variables
	}
	from := source{large: func(i, size int) ([]byte, error) {
		if i >= len(g.More) {
			return nil, errDamaged
		}
		if strings.Contains(g.More[i], "|") {
			return findData(g.More[i], size)
		}
		return s.readLarge(g.More[i], size)
	}}
	alive := make(map[string]bool)
	for _, v := range g.Vars {
		alive[v.Name] = !v.Gone
	}
	from.target = func(name string, print uint64) *slot {
		if !alive[name] {
			return goneSlot(name, print)
		}
		if s := slots[name]; s != nil {
			s.found = &found{g}
			return s
		}
		return nil
	}
	return decode(data, from)
}

// goneSlot returns the first slot of this name and type that is not filled.
func goneSlot(name string, print uint64) *slot {
	for _, s := range gone {
		if s.name == name && s.found == nil && fingerprint(s.typ) == print {
			s.found = &found{}
			return s
		}
	}
	return nil
}

// sentence says what is wrong with a variable, and what to do.
func sentence(name string, err error) error {
	inType, isType := err.(*typeError)
	lacks, isKnown := err.(*knownError)
	what := ""
	switch {
	case isType && inType.name != "":
		name = inType.name
		what = name + " is kept as " + article(inType.typ) + ", and this type has changed since"
	case isType && inType.changed:
		what = name + " holds " + article(userText(inType.typ)) + ", and this type has changed since"
	case isType:
		what = name + " holds " + article(userText(inType.typ)) + ", which this cell's program does not have"
	case isKnown:
		what = name + " holds what " + userText(lacks.name) + " was, and this cell's program has no such variable of that type"
	case err == errDamaged, err == errVersion:
		what = "what is kept of " + name + " " + err.Error()
	case os.IsNotExist(err):
		what = "what is kept of " + name + " is gone"
	default:
		what = name + " cannot be taken up: " + err.Error()
	}
	return errors.New(what + ": run the cell that makes " + name + " again")
}

// userText writes a type, or a function, of package reflect's as a user does.
func userText(s string) string { return strings.ReplaceAll(s, "main.", "") }

func article(s string) string {
	if strings.ContainsAny(s[:1], "aeiouAEIOU") {
		return "an " + s
	}
	return "a " + s
}
