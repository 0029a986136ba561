package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"dlfs/internal/words"
)

// ModulePath is this project's module, as go.mod declares it.
const ModulePath = "dlfs"

// RootVariable names the environment variable with the folder of this project for notebooks that lie in no module.
const RootVariable = "DLFS_ROOT"

// WorkVariable names the environment variable with the user's own go.work, for GoNB's.
const WorkVariable = "DLFS_GO_WORK"

// keeping is the package, below the project's folder, without which a cell cannot keep its values.
const keeping = "nb/kept"

// A Place is the location of a notebook: it says which modules its cells can import from.
type Place struct {
	Root    string   // the folder of the module; "" if the notebook is in none, and its cells are a module by themselves
	Project bool     // that module is this project
	Work    string   // the user's own go.work that the module is used by, or ""
	Others  []string // the folders of the other modules that go.work uses
}

// FindPlace looks for the nearest go.mod at or above dir, as the go command does. A module of this project without code of
// its own, such as that of the notebooks, counts as the project. If there is no go.mod, the modules of the user's go.work
// count, then the project that DLFS_ROOT names; without that there is no module.
func FindPlace(dir string) (Place, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return Place{}, err
	}
	root, part := findModule(start)
	if root != "" {
		return placeIn(root)
	}
	if work, uses, err := findWork(start); err != nil || len(uses) > 0 {
		return Place{Work: work, Others: uses}, err
	}
	named := os.Getenv(RootVariable)
	switch {
	case named == "" && part != "":
		return Place{}, words.DLFS.Errorf("%s belongs to the project %s, but no folder above it has that project's go.mod: set %s to the project's folder",
			part, ModulePath, RootVariable)
	case named == "":
		return Place{}, nil
	case !filepath.IsAbs(named) || modulePath(named) != ModulePath:
		return Place{}, words.DLFS.Errorf("%s is %q, which is not the absolute path of a folder with the go.mod of the module %s: run dlfs kernel install again",
			RootVariable, named, ModulePath)
	}
	return placeIn(named)
}

// findModule returns the folder of the module that dir is in, or "". If what is found first is a part of this project, part
// is its go.mod, and what counts is the project's above it.
func findModule(dir string) (root, part string) {
	for d := dir; ; d = filepath.Dir(d) {
		switch path, found := readModulePath(d); {
		case !found:
		case strings.HasPrefix(path, ModulePath+"/"):
			if part == "" {
				part = filepath.Join(d, "go.mod")
			}
		case part == "" || path == ModulePath:
			return d, ""
		}
		if d == filepath.Dir(d) {
			return "", part
		}
	}
}

// placeIn completes the place of a notebook whose module is in root.
func placeIn(root string) (Place, error) {
	p := Place{Root: root, Project: modulePath(root) == ModulePath}
	if info, err := os.Stat(filepath.Join(root, filepath.FromSlash(keeping))); p.Project && (err != nil || !info.IsDir()) {
		return p, words.DLFS.Errorf("the module %s in %s has no package %s, which cells need: if it is this project, update it, and if it is another module, give it another name",
			ModulePath, root, keeping)
	}
	work, uses, err := findWork(root)
	if err != nil {
		return p, err
	}
	// The go command refuses a module that the go.work above it does not use; for cells such a go.work does not count.
	if i := slices.IndexFunc(uses, func(used string) bool { return sameFolder(used, root) }); i >= 0 {
		p.Work, p.Others = work, slices.Delete(uses, i, i+1)
	}
	return p, nil
}

// Modules returns the folders of the user's modules, that of the notebook first.
func (p Place) Modules() []string {
	if p.Root == "" {
		return p.Others
	}
	return append([]string{p.Root}, p.Others...)
}

// Workspace returns the folders of all modules that cells use together: those of the user and, unless this project is among
// what these use anyway, what is laid into the user's cache. laid is its folder, or "".
func (p Place) Workspace() (modules []string, laid string, err error) {
	modules = p.Modules()
	for _, dir := range modules {
		if strings.Contains(dir, ",") { // GoNB takes the folders with commas between them.
			return nil, "", words.DLFS.Errorf("the kernel cannot use a module in a folder with a comma in its name: %s", dir)
		}
		switch has, err := usesProject(dir); {
		case err != nil:
			return nil, "", err
		case has:
			return modules, "", nil
		}
	}
	laid, err = Lay()
	if err != nil {
		return nil, "", words.DLFS.Errorf("cannot put package nb into the cache for cells to import: %w", err)
	}
	return append(modules, laid), laid, nil
}

// usesProject reports whether the module in dir is this project or requires it. What is laid would be a second one then.
func usesProject(dir string) (bool, error) {
	path := filepath.Join(dir, "go.mod")
	data, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	file, err := modfile.ParseLax(path, data, nil)
	if err != nil || file.Module.Mod.Path == ModulePath {
		return err == nil, err
	}
	for _, r := range file.Require {
		if r.Mod.Path == ModulePath {
			return true, checkRequired(dir, path)
		}
	}
	return false, nil
}

// checkRequired makes sure that the project which the module in dir requires is recent enough.
func checkRequired(dir, goMod string) error {
	cmd := exec.Command("go", "list", "-find", ModulePath+"/"+keeping)
	cmd.Dir = dir
	if cmd.Run() != nil {
		return words.DLFS.Errorf("%s requires a version of %s without the package %s, which cells need: require a newer one, and run go mod download in %s",
			goMod, ModulePath, keeping, dir)
	}
	return nil
}

// modulePath returns the path that go.mod in dir declares, or "".
func modulePath(dir string) string {
	path, _ := readModulePath(dir)
	return path
}

// readModulePath also reports whether there is a go.mod. The go command passes by one in the system's temporary folder.
func readModulePath(dir string) (path string, found bool) {
	if dir == filepath.Clean(os.TempDir()) {
		return "", false
	}
	name := filepath.Join(dir, "go.mod")
	if info, err := os.Stat(name); err != nil || info.IsDir() {
		return "", false
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return "", true // CheckGo says so.
	}
	return modfile.ModulePath(data), true
}

// findWork returns the user's go.work for what is in dir, which GOWORK names or which is above, and the folders of the
// modules that it uses.
func findWork(dir string) (work string, uses []string, err error) {
	switch work = os.Getenv("GOWORK"); work {
	case "off":
		return "", nil, nil
	case "":
		if work = above(dir, "go.work"); work == "" {
			return "", nil, nil
		}
	}
	file, err := readWork(work)
	if err != nil {
		return "", nil, err
	}
	for _, use := range file.Use {
		path := filepath.FromSlash(use.Path)
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(work), path)
		}
		uses = append(uses, path)
	}
	return work, uses, nil
}

func readWork(path string) (*modfile.WorkFile, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return modfile.ParseWork(path, data, nil)
}

// above returns the file of that name in dir or the nearest folder above, or "".
func above(dir, name string) string {
	for d := dir; ; d = filepath.Dir(d) {
		path := filepath.Join(d, name)
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path
		}
		if d == filepath.Dir(d) {
			return ""
		}
	}
}

func sameFolder(a, b string) bool {
	first, err := os.Stat(a)
	second, otherErr := os.Stat(b)
	return err == nil && otherErr == nil && os.SameFile(first, second)
}

var languages = []string{"en", "zh", "ko", "ja"}

// Language returns the language of the notebooks in dir: the last of en, zh, ko and ja among the folders below one that
// is called notebooks. Elsewhere it returns fallback if that is a language, and else en.
func Language(dir, fallback string) string {
	elements := strings.Split(filepath.ToSlash(dir), "/")
	for i, element := range slices.Backward(elements) {
		if element == "notebooks" {
			break
		}
		if slices.Contains(languages, element) && slices.Contains(elements[:i], "notebooks") {
			return element
		}
	}
	if slices.Contains(languages, fallback) {
		return fallback
	}
	return "en"
}

var errNoGo = words.DLFS.New("the go command is not on the PATH")
