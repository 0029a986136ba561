package cell

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"dlfs/internal/atomicfile"
)

// A recipe is what the real go used to build a cell that imports certain packages beside those of the standard library.
type recipe struct {
	Packages  archives         // without the standard library
	GoVersion string           // of the language, as the cell's go.mod has it
	Info      *debug.BuildInfo // of the program
	Inputs    inputs
	State     string // of the inputs
	Refused   string // why the real go has to build such cells all the same, if so
}

// archives are the compiled packages by import path. Those of the standard library are the same for all recipes in a folder,
// and if one is known, so are those that it imports.
type archives map[string]string

// Inputs is what the real go would look at outside GoNB's folder and the module cache.
type inputs struct {
	Dirs  []string // of packages: the files in them that are built
	Trees []string // of packages that embed files: everything in them
	Files []string // such as go.mod; one that is absent has to stay so
	Tools string   // the folder of compiler and linker
}

// state reads the inputs. A file's content counts, not its time: it is as quick, and nothing can be missed.
func (in *inputs) state() (string, error) {
	h := sha256.New()
	for _, dir := range in.Dirs {
		if err := addDir(h, dir); err != nil {
			return "", err
		}
	}
	for _, tree := range in.Trees {
		err := filepath.WalkDir(tree, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			return addFile(h, path)
		})
		if err != nil {
			return "", err
		}
	}
	for _, file := range in.Files {
		if err := addFile(h, file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	for _, tool := range []string{"compile", "link"} {
		if err := addStat(h, filepath.Join(in.Tools, tool)); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func addDir(h hash.Hash, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !isBuildable(name) || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if err := addFile(h, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

func addFile(h hash.Hash, path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	fmt.Fprintf(h, "%q %d\n", path, len(content))
	_, err = h.Write(content)
	return err
}

const standardFile = "standard.json"

// recipeFile returns where the recipe for the imports is kept, of which those of the standard library do not count.
func (j *job) recipeFile(imports []string, standard archives) string {
	sum := sha256.Sum256([]byte(strings.Join(outside(imports, standard), "\n")))
	return filepath.Join(j.kept, hex.EncodeToString(sum[:12])+".json")
}

func outside(imports []string, standard archives) []string {
	return slices.DeleteFunc(slices.Clone(imports), func(path string) bool { return standard[path] != "" })
}

// errUnknown means that the real go has to build the cell.
var errUnknown = errors.New("no recipe")

// recall returns the recipe for the job and the standard library, or errUnknown.
func (j *job) recall() (*recipe, archives, error) {
	standard, err := j.standard()
	if err != nil {
		return nil, nil, err
	}
	r, err := j.load(j.imports, standard)
	if err != nil {
		if r = j.compose(standard); r == nil {
			return nil, nil, err
		}
	}
	for path, archive := range standard {
		if _, err := os.Stat(archive); err != nil {
			return nil, nil, fmt.Errorf("%w: the build cache no longer has %s", errUnknown, path)
		}
	}
	return r, standard, nil
}

// load returns the recipe for the imports if nothing has changed since it was kept, or errUnknown.
func (j *job) load(imports []string, standard archives) (*recipe, error) {
	r, file := new(recipe), j.recipeFile(imports, standard)
	err := load(file, r)
	if err != nil && j.given != "" {
		err = load(filepath.Join(j.given, filepath.Base(file)), r)
	}
	if err != nil {
		return nil, err
	}
	if state, err := r.Inputs.state(); err != nil || state != r.State {
		return nil, fmt.Errorf("%w: sources have changed", errUnknown)
	}
	for path, archive := range r.Packages {
		if _, err := os.Stat(archive); err != nil {
			return nil, fmt.Errorf("%w: the build cache no longer has %s", errUnknown, path)
		}
	}
	return r, nil
}

// standard returns the archives of the standard library that were given and those that are kept, or errUnknown if there are
// none.
func (j *job) standard() (archives, error) {
	known := archives{}
	err := load(filepath.Join(j.kept, standardFile), &known)
	if j.given == "" {
		return known, err
	}
	given := archives{}
	if givenErr := load(filepath.Join(j.given, standardFile), &given); givenErr != nil {
		return known, err
	}
	maps.Copy(given, known)
	return given, nil
}

// keep saves the recipe, and what the standard library has grown by.
func (j *job) keep(r *recipe, standard archives) error {
	if err := os.MkdirAll(j.kept, 0o700); err != nil {
		return err
	}
	file := filepath.Join(j.kept, standardFile)
	all := archives{}
	if err := load(file, &all); err != nil && !errors.Is(err, errUnknown) {
		return err
	}
	maps.Copy(all, standard)
	err := errors.Join(save(file, all), save(j.recipeFile(j.imports, standard), r))
	return errors.Join(err, sweep(filepath.Dir(j.kept)))
}

// recipeLifetime is longer than the go command keeps archives that it does not use itself.
const recipeLifetime = 7 * 24 * time.Hour

// The names that recipes gives to folders, and recipeFile and keep to files in them.
var (
	folderOfRecipes = regexp.MustCompile(`^[0-9a-f]{24}$`)
	fileOfRecipes   = regexp.MustCompile(`^([0-9a-f]{24}\.json|` + regexp.QuoteMeta(standardFile) + `)$`)
)

// sweep removes the folders of recipes that nothing was added to for long: what they name has left the build cache. A folder
// with anything else in it is not ours to remove.
func sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !entry.IsDir() || !folderOfRecipes.MatchString(entry.Name()) {
			continue
		}
		err := discard(filepath.Join(dir, entry.Name()))
		if err != nil && !errors.Is(err, os.ErrNotExist) { // another kernel may be quicker
			return err
		}
	}
	return nil
}

func discard(dir string) error {
	info, err := os.Stat(dir)
	if err != nil || time.Since(info.ModTime()) < recipeLifetime {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() || !fileOfRecipes.MatchString(entry.Name()) {
			return nil
		}
	}
	return os.RemoveAll(dir)
}

// load reads what save wrote. What is not there, or not to be understood, is unknown.
func load(path string, v any) error {
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errUnknown, err)
	}
	return nil
}

// save writes in one step, since other kernels read and write here.
func save(path string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return atomicfile.Write(path, data)
}
